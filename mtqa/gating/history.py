"""One line for each run of the gate (JSON Lines), to draw the trend from."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_text, write_atomically, writing_in
from mtqa.gating.outcome import GateResult

__all__ = ["HISTORY_SCHEMA", "HistoryEntry", "append_history", "entry_for", "error_entry", "read_history"]

HISTORY_SCHEMA = "mtqa/gate-history/1"
_COMMITS = ("GITHUB_SHA", "CI_COMMIT_SHA")


@dataclass(frozen=True)
class HistoryEntry:
    """One run.

    Attributes:
        date: When, as ISO 8601 in UTC.
        corpus: Name of the corpus.
        verdict: `passed`, `failed`, or `error` where nothing could be judged.
        failed: How many rules failed.
        warned: How many only warned.
        commit: Commit of the project that was built, or "".
        message: The first thing that failed, or the error.
        scores: For each pair of languages and metric the score.
    """

    date: str
    corpus: str
    verdict: str
    failed: int
    warned: int
    commit: str
    message: str
    scores: Mapping[str, Mapping[str, float]]


def entry_for(result: GateResult) -> HistoryEntry:
    """The entry of a run that was judged."""
    scores: dict[str, dict[str, float]] = {}
    for pair, metric, value in result.scores:
        scores.setdefault(pair, {})[metric] = value
    return HistoryEntry(
        date=_now(),
        corpus=result.corpus,
        verdict="passed" if result.passed else "failed",
        failed=len(result.failures),
        warned=len(result.warnings),
        commit=_commit(),
        message=result.failures[0].message if result.failures else "",
        scores=scores,
    )


def error_entry(corpus: str, message: str) -> HistoryEntry:
    """The entry of a run in which nothing could be judged."""
    return HistoryEntry(_now(), corpus, "error", 0, 0, _commit(), message, {})


def append_history(path: Path, entry: HistoryEntry) -> None:
    """Add a line at the end of the file, which is made where it is missing.

    Raises:
        MtqaError: when it cannot be written. The file is as it was then.
    """
    row = {"schema": HISTORY_SCHEMA, **{name: getattr(entry, name) for name in HistoryEntry.__dataclass_fields__}}
    line = json.dumps(row, sort_keys=True, allow_nan=False) + "\n"
    place = Path(os.path.realpath(path))
    with writing_in(place.parent):
        try:
            before = place.read_bytes() if place.exists() else b""
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            raise MtqaError(message, "Name another --history.", path=path) from error
        end = b"\n" if before and not before.endswith(b"\n") else b""
        write_atomically(place, before + end + line.encode("ascii"))


def read_history(path: Path) -> tuple[HistoryEntry, ...]:
    """The runs so far, the oldest first; none where there is no file.

    Raises:
        MtqaError: naming the line that is no entry.
    """
    if not path.exists() or path.stat().st_size == 0:
        return ()
    entries = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise MtqaError(
                f"this is no entry of the gate's history ({type(error).__name__}: {error})",
                "Remove the line, or name another --history.",
                path=path,
                line=number,
            ) from None
    return tuple(entries)


def _entry(row: Mapping[str, Any]) -> HistoryEntry:
    if row["schema"] != HISTORY_SCHEMA:
        raise ValueError(f"its form is {row['schema']}")
    scores = {
        str(pair): {str(metric): float(value) for metric, value in of_pair.items()}
        for pair, of_pair in row["scores"].items()
    }
    if not all(math.isfinite(value) for of_pair in scores.values() for value in of_pair.values()):
        raise ValueError("a score is no number")
    if row["verdict"] not in ("passed", "failed", "error"):
        raise ValueError(f"its verdict is {row['verdict']!r}")
    return HistoryEntry(
        date=str(row["date"]),
        corpus=str(row["corpus"]),
        verdict=row["verdict"],
        failed=int(row["failed"]),
        warned=int(row["warned"]),
        commit=str(row["commit"]),
        message=str(row["message"]),
        scores=scores,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _commit() -> str:
    return next((os.environ[name] for name in _COMMITS if os.environ.get(name)), "")
