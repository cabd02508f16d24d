"""Score files of one test set -> what each metric said of its systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.agreement.reference_names import plain_reference
from mtqa.agreement.score_files import ScoreFile
from mtqa.agreement.test_set import Measured, People
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["means_of_segments", "scores_from_files"]

MOST_NAMED = 6


def scores_from_files(
    files: Sequence[ScoreFile],
    systems: Sequence[str],
    main: frozenset[str],
    people: People,
    judged_only: bool,
    domain_names: Sequence[str],
    notes: list[str],
) -> list[Measured]:
    """The metrics of the files.

    Args:
        files: All files of the test set.
        systems: The systems that are compared.
        main: Plain names of the references that metrics may use.
        people: What people said, for the segments that they judged.
        judged_only: Whether scores of systems are those of the judged segments.
        domain_names: The domain of each segment.
        notes: Takes what must be known.

    Raises:
        MtqaError: when a file has none of the systems, or a domain that the corpus has not.
    """
    variants: dict[str, dict[tuple[str, ...] | None, dict[str, ScoreFile]]] = {}
    for file in files:
        variants.setdefault(file.metric, {}).setdefault(file.references, {})[file.level] = file
    metrics = []
    others: list[str] = []
    recomputed: list[str] = []
    for name, by_reference in variants.items():
        fitting = {used: levels for used, levels in by_reference.items() if _fits(used, main)}
        if not fitting:
            others.append(name)
        for used, levels in fitting.items():
            shown = name if len(fitting) == 1 else "-".join((name, ".".join(used) if used else "src"))
            metric = _metric(shown, levels, systems, people, judged_only, domain_names)
            if metric is not None:
                metrics.append(metric)
                if judged_only and "system" in levels and "segment" in levels:
                    recomputed.append(shown)
    if others:
        notes.append(f"Left out, because they use another reference: {_some(others)}.")
    if recomputed:
        notes.append(
            "Scores of systems are means of the judged segments' scores, not those of the files, for a file has only"
            " those of all segments."
        )
    incomplete = [f"{metric.name} ({metric.note})" for metric in metrics if metric.note]
    if incomplete:
        notes.append(f"Without all scores, and set against others only on what both have: {_some(incomplete)}.")
    return metrics


def _some(names: Sequence[str]) -> str:
    rest = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + rest


def _fits(used: tuple[str, ...] | None, main: frozenset[str]) -> bool:
    if used is None or not used:
        return True
    return len(main) > 1 if used == ("all",) else {plain_reference(name) for name in used} <= main


def _metric(
    name: str,
    levels: dict[str, ScoreFile],
    systems: Sequence[str],
    people: People,
    judged_only: bool,
    domain_names: Sequence[str],
) -> Measured | None:
    import numpy as np

    files = [file for level, file in levels.items() if level in ("segment", "system", "domain")]
    if not files:
        return None
    segments = np.full((len(systems), 0), np.nan)
    if "segment" in levels:
        segments = _array(levels["segment"], systems, len(domain_names))
    if "system" in levels and not (judged_only and segments.size):
        scores = _array(levels["system"], systems, 1)[:, 0]
    else:
        scores = means_of_segments(segments, people, judged_only)
    domains = {}
    if "domain" in levels and not judged_only:
        domains = _domains(levels["domain"], systems, set(domain_names))
    if np.isnan(scores).all() and not domains:
        return None
    return Measured(name, scores, segments, domains, note=_note(scores, segments, people))


def means_of_segments(segments: NDArray[np.float64], people: People, judged_only: bool) -> NDArray[np.float64]:
    """Mean scores of systems, over all segments or those that people judged; NaN where there is none."""
    import numpy as np

    known = ~np.isnan(segments)
    if judged_only and people.segments.size:
        known &= ~np.isnan(people.segments)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, segments, 0.0).sum(axis=1) / known.sum(axis=1))


def _array(file: ScoreFile, systems: Sequence[str], n: int) -> NDArray[np.float64]:
    """Shape (systems, n); NaN for systems that the file lacks.

    Raises:
        MtqaError: when it lacks all of them.
    """
    import numpy as np

    by_plain = {plain_reference(name): name for name in file.scores}
    rows = []
    for system in systems:
        name = system if system in file.scores else by_plain.get(plain_reference(system), "")
        rows.append(file.scores.get(name) or [np.nan] * n)
    if all(np.isnan(row).all() for row in rows):
        raise MtqaError(
            f"has no score for any of the systems: {_some(list(file.scores))}",
            f"They are called {_some(list(systems))}.",
            path=file.path,
        )
    return np.array(rows, dtype=np.float64)


def _domains(file: ScoreFile, systems: Sequence[str], domains: set[str]) -> dict[str, NDArray[np.float64]]:
    import numpy as np

    found: dict[str, NDArray[np.float64]] = {}
    for key, (value, *_) in file.scores.items():
        system, _, domain = key.partition("\t")
        if domain not in domains:
            there = ", ".join(sorted(domains - {""})) or "none"
            raise MtqaError(f"has the domain '{domain[:40]}'; the corpus has {there}", path=file.path)
        if system in systems:
            found.setdefault(domain, np.full(len(systems), np.nan))[systems.index(system)] = value
    return found


def _note(scores: NDArray[np.float64], segments: NDArray[np.float64], people: People) -> str:
    """What of the judged it has no score for, in words; "" where nothing is missing."""
    import numpy as np

    missing = int(np.isnan(scores).sum())
    parts = [f"{missing} of {len(scores)} systems missing"] if missing else []
    if segments.size and people.segments.size:
        judged = ~np.isnan(people.segments)
        lacking = int((judged & np.isnan(segments)).sum())
        if lacking and lacking > missing * judged.sum(axis=1).max():
            parts.append(f"{lacking} of {int(judged.sum())} judged segments missing")
    return ", ".join(parts)
