"""Profiles: house styles that configure checks by one name, each a TOML file in `house_styles`.

```toml
summary = "How the institution writes"

[checks.punctuation]
space_before = { fr = ":;" }     # an option by language

[scorecard]
max_penalty = 20                 # points per thousand words
```

A profile says what a `[checks.NAME]` or `[scorecard]` table of `mtqa.toml` may say; what `mtqa.toml` itself says goes
first. Adding one is adding a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mtqa.errors import MtqaError, those_known
from mtqa.files import read_text

__all__ = ["Profile", "profile", "profile_names", "read_profile"]

_FOLDER = Path(__file__).with_name("house_styles")
_KEYS = ("summary", "checks", "scorecard")


@dataclass(frozen=True)
class Profile:
    """A house style.

    Attributes:
        name: What `[profile] name = "..."` says.
        path: Its file.
        summary: What it is for.
        checks: Tables of the checks that it configures, as `mtqa.toml` has them.
        scorecard: Its `[scorecard]` table, likewise; None where it has none.
    """

    name: str
    path: Path
    summary: str
    checks: Mapping[str, Any]
    scorecard: Any = None


@cache
def profile_names() -> tuple[str, ...]:
    """Names of the profiles that come with mtqa."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def profile(name: str) -> Profile:
    """A profile by its name.

    Raises:
        MtqaError: when there is none of that name.
    """
    if name not in profile_names():
        raise MtqaError(f"there is no profile named '{name}'", those_known(name, profile_names()))
    return read_profile(_FOLDER / f"{name}.toml")


def read_profile(path: Path) -> Profile:
    """Read the file of a profile.

    Raises:
        MtqaError: when it is missing or no TOML, or has an unknown key.
    """
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise MtqaError(f"this is not TOML: {error}", path=path) from error
    except RecursionError:
        raise MtqaError("this is not a profile: it is nested too deeply", path=path) from None
    for key in content:
        if key not in _KEYS:
            raise MtqaError(f"unknown key '{key}'", those_known(key, _KEYS, "A profile has"), path=path)
    checks, summary = content.get("checks", {}), content.get("summary", "")
    if not isinstance(checks, dict) or not all(isinstance(table, dict) for table in checks.values()):
        raise MtqaError("'checks' must hold a table for each check", "Write [checks.NAME].", path=path)
    if not isinstance(summary, str):
        raise MtqaError("'summary' must be a text in quotes", path=path)
    return Profile(path.stem, path, summary, MappingProxyType(checks), content.get("scorecard"))
