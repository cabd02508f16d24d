"""One language's run as JSON: readable figures first, then statistics, fingerprints and texts of segments, packed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mtqa.gating.packing import pack_keys, pack_table, pack_texts, unpack_keys, unpack_table, unpack_texts
from mtqa.gating.run import FindingCounts, LanguageRun, Measured
from mtqa.languages import LanguagePair, language
from mtqa.results import Severity

__all__ = ["language_from_json", "language_to_json"]


def language_to_json(run: LanguageRun, *, texts: bool) -> dict[str, Any]:
    """One language as it stands in the file: only JSON types, no NaN."""
    data: dict[str, Any] = {"segments": pack_keys(run.keys)}
    if texts and run.texts is not None:
        data["texts"] = pack_texts(run.texts)
    data["statistics"] = {one.metric: pack_table(one.statistics) for one in run.metrics}
    return {
        "source_language": run.languages.source.tag,
        "target_language": run.languages.target.tag,
        "system": run.system,
        "mtqa": run.mtqa,
        "segments": len(run.keys),
        "missing": _numbers(run.missing),
        "empty": _numbers(run.empty),
        "copied": _numbers(run.copied),
        "domains": dict(run.domains),
        "metrics": {
            one.metric: {
                "label": one.label,
                "score": one.value,
                "signature": one.signature,
                "not_scored": _positions({n: 1 for n, scored in enumerate(one.scored.tolist()) if not scored}),
            }
            for one in run.metrics
        },
        "checks": {check: run.fingerprints.get(check, "") for check in run.checks},
        "findings": {
            f"{check} {severity.value}": {"number": sum(counts.values()), "segments": _positions(counts)}
            for (check, severity), counts in run.findings.items()
        },
        **({"notes": list(run.notes)} if run.notes else {}),
        "zipped": data,
    }


def language_from_json(row: Mapping[str, Any]) -> LanguageRun:
    """The inverse of `language_to_json`.

    Raises:
        MtqaError, KeyError, TypeError, ValueError: when it does not have that form.
    """
    number = int(row["segments"])
    if number < 1:
        raise ValueError("there are no segments")
    packed = row["zipped"]
    texts = packed.get("texts")
    return LanguageRun(
        languages=LanguagePair(language(row["source_language"]), language(row["target_language"])),
        system=str(row["system"]),
        mtqa=str(row["mtqa"]),
        keys=unpack_keys(packed["segments"], number),
        missing=frozenset(_read_positions(row["missing"], number)),
        empty=frozenset(_read_positions(row["empty"], number)),
        copied=frozenset(_read_positions(row["copied"], number)),
        domains={str(name): int(count) for name, count in row["domains"].items()},
        metrics=tuple(
            _read_measured(spec, one, packed["statistics"][spec], number) for spec, one in row["metrics"].items()
        ),
        checks=tuple(map(str, row["checks"])),
        findings=_read_findings(row["findings"], number),
        fingerprints={str(check): str(digest) for check, digest in row["checks"].items()},
        notes=tuple(map(str, row.get("notes", ()))),
        texts=None if texts is None else unpack_texts(texts, number),
    )


def _read_measured(spec: str, row: Mapping[str, Any], table: dict[str, Any], number: int) -> Measured:
    import numpy as np

    scored = np.ones(number, dtype=bool)
    scored[list(_read_positions(row["not_scored"], number))] = False
    statistics = unpack_table(table, number)
    if not np.isfinite(statistics).all() or not np.isfinite(float(row["score"])):
        raise ValueError("statistics that are no numbers")
    return Measured(spec, str(row["label"]), str(row["signature"]), float(row["score"]), statistics, scored)


def _read_findings(row: Mapping[str, Any], number: int) -> FindingCounts:
    findings = {}
    for name, one in row.items():
        check, _, severity = name.rpartition(" ")
        findings[check, Severity(severity)] = _read_positions(one["segments"], number)
    return findings


def _numbers(numbers: Collection[int]) -> str:
    return _positions(dict.fromkeys(numbers, 1))


def _positions(counts: Mapping[int, int]) -> str:
    """`4 17x2`: one in segment 4, two in segment 17."""
    return " ".join(f"{n}x{count}" if count > 1 else str(n) for n, count in sorted(counts.items()))


def _read_positions(text: str, number: int) -> dict[int, int]:
    counts: dict[int, int] = {}
    for word in text.split(" ") if text else ():
        position, _, count = word.partition("x")
        if not 0 <= int(position) < number or (count and int(count) < 1):
            raise ValueError(f"there is no segment {word}")
        counts[int(position)] = int(count or 1)
    return counts
