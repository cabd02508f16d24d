"""The accepted run: a file to commit, `mtqa/accepted/2`.

JSON with sorted keys, so that a diff shows which score of which language changed; what machines need (statistics and
fingerprints of segments, texts) stands packed in `zipped`, last. A checksum over the content tells a file that was
edited by hand, cut short or merged badly from one that was not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_text, write_atomically
from mtqa.gating.run import LanguageRun
from mtqa.gating.run_json import language_from_json, language_to_json

__all__ = [
    "SCHEMA",
    "AcceptedRun",
    "accepted_from",
    "read_accepted",
    "write_accepted",
]

SCHEMA = "mtqa/accepted/2"
_OLDER = "mtqa/accepted/1"
_AGAIN = "Restore it from version control, or write it anew with --accept."


@dataclass(frozen=True)
class AcceptedRun:
    """A run that later ones are compared with.

    Attributes:
        corpus: Name of the corpus.
        date: Day on which it was accepted, as YYYY-MM-DD.
        languages: What each language showed.
    """

    corpus: str
    date: str
    languages: tuple[LanguageRun, ...]

    @property
    def systems(self) -> dict[str, str]:
        """For each pair of languages the system whose translations were accepted."""
        return {one.pair: one.system for one in self.languages}

    def language(self, pair: str) -> LanguageRun | None:
        """The run of one pair of languages, or None."""
        return next((one for one in self.languages if one.pair == pair), None)


def write_accepted(run: AcceptedRun, path: Path, *, texts: bool = True) -> None:
    """Write the accepted file, whole or not at all.

    Args:
        run: What is accepted.
        path: The file.
        texts: Whether to keep the translations, without which old and new cannot be shown side by side.

    Raises:
        MtqaError: when it cannot be written, there is a file of that name that is no accepted run, or a name has half a
            character, which no file can hold.
    """
    if path.exists() and f'"{SCHEMA.rpartition("/")[0]}/' not in read_text(path):
        raise MtqaError(
            "this file is there and is no accepted run, so it is not overwritten",
            "Choose another --accepted.",
            path=path,
        )
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "corpus": run.corpus,
        "date": run.date,
        "languages": {one.pair: language_to_json(one, texts=texts) for one in run.languages},
    }
    content["checksum"] = _checksum(content)
    text = json.dumps(content, indent=1, sort_keys=True, allow_nan=False) + "\n"
    if _has_half_a_character(text, content):
        raise MtqaError("a name or an identifier has half a character (a lone surrogate)", "Mend it.", path=path)
    write_atomically(path, text)


def read_accepted(path: Path) -> AcceptedRun:
    """Read what `write_accepted` wrote.

    Raises:
        MtqaError: when it is missing, damaged, edited by hand, or of another version.
    """
    if not path.exists():
        raise MtqaError("there is no accepted run here", "Write it with: mtqa gate CORPUS --accept", path=path)
    text = read_text(path)
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        marks = "<<<<<<<" in text and ">>>>>>>" in text
        what = "it holds the marks of a merge conflict" if marks else f"this is not JSON: {error.msg}"
        raise MtqaError(what, _AGAIN, path=path, line=error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise MtqaError(f"this is not an accepted run: {error}", _AGAIN, path=path) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema == _OLDER:
        raise MtqaError(
            f"it has the older form {schema}, which does not tell by which checks its findings were found",
            "Look at the translations, and write it anew with --accept, for all languages.",
            path=path,
        )
    if schema != SCHEMA:
        known = isinstance(schema, str) and schema.startswith("mtqa/accepted/")
        raise MtqaError(
            f"this is not an accepted run of the form {SCHEMA}" + (f" but {schema}" if isinstance(schema, str) else ""),
            "Use the version of mtqa that wrote it, or accept again." if known else "Check the name.",
            path=path,
        )
    if content.get("checksum") != _checksum(content):
        raise MtqaError("its checksum is wrong: it was edited by hand, merged, or damaged", _AGAIN, path=path)
    try:
        if _has_half_a_character(text, content):
            raise ValueError("half a character, a lone surrogate")
        languages = tuple(language_from_json(row) for _, row in sorted(content["languages"].items()))
        return AcceptedRun(corpus=str(content["corpus"]), date=str(content["date"]), languages=languages)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, MtqaError) as error:
        raise MtqaError(f"it is damaged ({type(error).__name__}: {error})", _AGAIN, path=path) from None


def _has_half_a_character(text: str, content: Mapping[str, Any]) -> bool:
    """Whether some string of a content, which is `text` in JSON, cannot be written to a file."""
    if "\\ud" not in text.lower():  # an escape of half a character, or of one beyond the basic plane
        return False
    try:
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _checksum(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "checksum"}
    canonical = json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=16).hexdigest()


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not allowed")


def accepted_from(runs: Sequence[LanguageRun], corpus: str, date: str) -> AcceptedRun:
    """What is accepted when these runs are."""
    return AcceptedRun(corpus, date, tuple(sorted(runs, key=lambda run: run.pair)))
