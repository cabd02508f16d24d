"""The table of suppressed findings, `suppressed.tsv`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

from mtqa.contracts import checks
from mtqa.errors import MtqaError, those_known
from mtqa.evaluation.suppressions import Suppression
from mtqa.files import read_text
from mtqa.languages import language

__all__ = ["read_suppressed"]

_COLUMNS = ("segment", "check", "system", "language", "about", "reason")


def read_suppressed(path: Path) -> tuple[Suppression, ...]:
    """Suppressed findings from a table with the columns `segment`, `check`, `reason`, and what else is in `_COLUMNS`.

    Raises:
        MtqaError: naming file and line, when a column is missing or unknown, a row has another number of cells, a check
            does not exist, or a reason is missing.
    """
    rows = read_text(path).split("\n")
    header = rows[0].split("\t")
    unknown = [name for name in header if name not in _COLUMNS]
    missing = [name for name in ("segment", "check", "reason") if name not in header]
    if unknown or missing or len(set(header)) < len(header):
        what = f"unknown column '{unknown[0]}'" if unknown else f"the column '{(missing or ['?'])[0]}' is missing"
        raise MtqaError(what, f"The first line names the columns: {', '.join(_COLUMNS)} (by tabs).", path=path, line=1)
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if row.strip():
            found += _suppressions(row.split("\t"), header, path, number)
    return tuple(found)


def _suppressions(cells: Sequence[str], header: Sequence[str], path: Path, number: int) -> list[Suppression]:
    """What one row says: one suppression for each finding that it is about."""
    if len(cells) != len(header):
        raise MtqaError(f"{len(cells)} cells where the first line has {len(header)}", path=path, line=number)
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if row["check"] not in checks.names():
        hint = those_known(row["check"], checks.names())
        raise MtqaError(f"there is no check named '{row['check']}'", hint, path=path, line=number)
    for name in ("segment", "reason"):
        if not row[name]:
            raise MtqaError(
                f"the {name} is missing", "Every suppressed finding has its reason.", path=path, line=number
            )
    general = Suppression(
        segment_id=row["segment"],
        check=row["check"],
        system=row.get("system", ""),
        language=_language(row.get("language", ""), path, number),
        reason=row["reason"],
        place=f"{path.name}:{number}",
    )
    return [
        dataclasses.replace(general, about=_about(digest, path, number))
        for digest in row.get("about", "").split() or [""]
    ]


def _language(tag: str, path: Path, number: int) -> str:
    """The tag as mtqa writes it."""
    try:
        return language(tag).tag if tag else ""
    except MtqaError as error:
        raise MtqaError(error.message, error.hint, path=path, line=number) from None


def _about(digest: str, path: Path, number: int) -> str:
    if digest and not re.fullmatch(r"[0-9a-fA-F]{12}", digest):
        raise MtqaError(
            f"'{digest}' does not say what a finding is about",
            "Leave it empty once: a warning then says what to write.",
            path=path,
            line=number,
        )
    return digest.lower()
