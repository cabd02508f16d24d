"""Which language models are of one family: a judge is known to prefer what its own family wrote."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mtqa.corpus import SystemOutput

__all__ = ["families_of_system", "family_of"]


@cache
def _families() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["families"]
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in table.items()}


def family_of(name: str) -> str:
    """The family of a model by its name; "" where that is not known."""
    return next((family for family, pattern in _families().items() if pattern.search(name)), "")


def families_of_system(system: SystemOutput) -> set[str]:
    """The families that a system seems to be of, by its name and by what its origin says of model and service."""
    named = (system.name, system.origin.model, system.origin.service)
    return {family for name in named if name and (family := family_of(name.replace("_", "-")))}
