"""Evaluation <-> `evaluation.json`, schema `mtqa/evaluation/1`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.files import read_text, write_atomically
from mtqa.languages import LanguagePair, language
from mtqa.results.evaluation import (
    Agreement,
    Comparison,
    DocumentScore,
    Evaluation,
    Finding,
    Interval,
    MarkedFinding,
    Score,
    Severity,
    Span,
    Suppressed,
)
from mtqa.results.finding_digests import finding_digest

__all__ = ["SCHEMA", "evaluation_from_json", "evaluation_to_json", "read_evaluation", "write_evaluation"]

SCHEMA = "mtqa/evaluation/1"


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as it stands in `evaluation.json`: only JSON types, no NaN.

    Raises:
        MtqaError: when a number is not finite, which only a faulty metric can cause.
    """
    corpus = evaluation.corpus
    about = _digests(corpus)
    return {
        "schema": SCHEMA,
        "corpus": _about(corpus),
        "language_pair": str(corpus.language_pair),
        "source_language": corpus.language_pair.source.tag,
        "target_language": corpus.language_pair.target.tag,
        "primary": evaluation.primary,
        "versions": dict(evaluation.versions),
        "settings": dict(evaluation.settings),
        "warnings": list(evaluation.warnings),
        "checks": dict(evaluation.checks),
        "agreements": [asdict(agreement) for agreement in evaluation.agreements],
        "systems": [
            {"name": system.name, "role": system.role.value, "origin": _origin(system.origin)}
            for system in corpus.systems
        ],
        "scores": [_score(score) for score in evaluation.scores],
        "comparisons": [_comparison(comparison) for comparison in evaluation.comparisons],
        "findings": [_finding(finding) for finding in evaluation.findings],
        "marked": [{**_finding(one.finding), "rater": one.rater} for one in evaluation.marked],
        "suppressed": [
            {**_finding(one.finding), **about(one.finding), "reason": one.reason} for one in evaluation.suppressed
        ],
        "checks_not_run": dict(evaluation.checks_not_run),
        "segments": [_segment(corpus, position) for position in range(len(corpus.segments))],
    }


def write_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Write `evaluation.json`, whole or not at all.

    Raises:
        MtqaError: when the file cannot be written.
    """
    content = evaluation_to_json(evaluation)
    write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_evaluation(path: Path) -> Evaluation:
    """Read what `write_evaluation` wrote; `path` may also be the folder that holds it.

    Raises:
        MtqaError: when the file is missing, damaged, of another schema, or was edited so that its parts disagree.
    """
    file = path / "evaluation.json" if path.is_dir() else path
    try:
        content = json.loads(read_text(file), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise MtqaError(
            f"this is not JSON: {error.msg}", "Run the evaluation again.", path=file, line=error.lineno
        ) from error
    except RecursionError:
        raise MtqaError("this is not an evaluation: it is nested too deeply", path=file) from None
    except ValueError as error:
        raise MtqaError(f"this is not JSON: {error}", "Run the evaluation again.", path=file) from error
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise MtqaError(
            f"this is not an evaluation of the form {SCHEMA}" + (f" but {schema}" if isinstance(schema, str) else ""),
            "Use the version of mtqa that wrote it, or run the evaluation again.",
            path=file,
        )
    try:
        return evaluation_from_json(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MtqaError(
            f"the evaluation is damaged ({type(error).__name__}: {error})", "Run the evaluation again.", path=file
        ) from error
    except MtqaError as error:
        raise MtqaError(
            f"the evaluation is damaged: {error.message}", "Run the evaluation again.", path=file
        ) from error


def evaluation_from_json(content: Mapping[str, Any]) -> Evaluation:
    """The inverse of `evaluation_to_json`.

    Raises:
        MtqaError, KeyError, TypeError, ValueError: when `content` does not have that form or its fingerprint is wrong.
    """
    corpus = _read_corpus(content)
    if corpus.fingerprint != content["corpus"]["fingerprint"]:
        raise MtqaError("its segments do not belong to its fingerprint")
    return Evaluation(
        corpus=corpus,
        primary=content["primary"],
        scores=tuple(_read_score(row) for row in content["scores"]),
        comparisons=tuple(_read_comparison(row) for row in content["comparisons"]),
        findings=tuple(_read_finding(row) for row in content["findings"]),
        marked=tuple(MarkedFinding(_read_finding(row), row["rater"]) for row in content.get("marked", ())),
        suppressed=tuple(Suppressed(_read_finding(row), row["reason"]) for row in content.get("suppressed", ())),
        checks_not_run=dict(content.get("checks_not_run", {})),
        checks=dict(content["checks"]),
        versions=dict(content["versions"]),
        settings=dict(content["settings"]),
        warnings=tuple(content["warnings"]),
        agreements=tuple(Agreement(**agreement) for agreement in content.get("agreements", ())),
    )


def _about(corpus: Corpus) -> dict[str, Any]:
    return {
        "name": corpus.name,
        "fingerprint": corpus.fingerprint,
        "title": corpus.title,
        "domain": corpus.domain,
        "source_origin": _origin(corpus.source_origin),
        "reference_origins": {name: _origin(origin) for name, origin in sorted(corpus.reference_origins.items())},
        "notes": list(corpus.notes),
        "warnings": list(corpus.warnings),
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "system": score.system,
        "metric": score.metric,
        "label": score.label,
        "signature": score.signature,
        "value": _number(score.value),
        "interval": _interval(score.interval),
        "higher_is_better": score.higher_is_better,
        "segment_values": [_number(value) for value in score.segment_values],
        "n_missing": score.n_missing,
        "documents": [
            {"document": one.document, "value": _number(one.value), "n_segments": one.n_segments}
            for one in score.documents
        ],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "system": comparison.system,
        "baseline": comparison.baseline,
        "metric": comparison.metric,
        "signature": comparison.signature,
        "delta": _number(comparison.delta),
        "interval": _interval(comparison.interval),
        "p_value": _number(comparison.p_value),
        "p_adjusted": _number(comparison.p_adjusted),
        "detectable": _number(comparison.detectable),
    }


def _segment(corpus: Corpus, position: int) -> dict[str, Any]:
    segment = corpus.segments[position]
    return {
        "id": segment.id,
        "document": segment.document,
        "kind": segment.kind,
        "domain": segment.domain,
        "source": segment.source,
        "references": {name: segment.references[name] for name in sorted(segment.references)},
        "hypotheses": {system.name: system.hypotheses[position] for system in corpus.systems},
    }


def _read_corpus(content: Mapping[str, Any]) -> Corpus:
    about = content["corpus"]
    rows = content["segments"]
    return Corpus(
        name=about["name"],
        language_pair=LanguagePair(language(content["source_language"]), language(content["target_language"])),
        segments=tuple(
            Segment(row["id"], row["document"], row["source"], dict(row["references"]), row["kind"], row["domain"])
            for row in rows
        ),
        systems=tuple(
            SystemOutput(
                system["name"],
                Role(system["role"]),
                tuple(row["hypotheses"][system["name"]] for row in rows),
                _read_origin(system["origin"]),
            )
            for system in content["systems"]
        ),
        title=about["title"],
        domain=about["domain"],
        source_origin=_read_origin(about["source_origin"]),
        reference_origins={name: _read_origin(origin) for name, origin in about["reference_origins"].items()},
        notes=tuple(about["notes"]),
        warnings=tuple(about["warnings"]),
    )


def _read_score(row: Mapping[str, Any]) -> Score:
    return Score(
        system=row["system"],
        metric=row["metric"],
        label=row["label"],
        signature=row["signature"],
        value=row["value"],
        interval=_read_interval(row["interval"]),
        higher_is_better=row["higher_is_better"],
        segment_values=tuple(row["segment_values"]),
        n_missing=row["n_missing"],
        documents=tuple(DocumentScore(d["document"], d["value"], d["n_segments"]) for d in row["documents"]),
    )


def _read_comparison(row: Mapping[str, Any]) -> Comparison:
    return Comparison(
        system=row["system"],
        baseline=row["baseline"],
        metric=row["metric"],
        signature=row["signature"],
        delta=row["delta"],
        interval=_read_interval(row["interval"]),
        p_value=row["p_value"],
        p_adjusted=row["p_adjusted"],
        detectable=row["detectable"],
    )


def _digests(corpus: Corpus) -> Callable[[Finding], dict[str, str]]:
    """A function that says what a finding is about, as suppressions name it; nothing where its text is not known."""
    positions = {segment.id: number for number, segment in enumerate(corpus.segments)}
    systems = {system.name: system.hypotheses for system in corpus.systems}

    def about(finding: Finding) -> dict[str, str]:
        number = positions.get(finding.segment_id)
        if number is None or finding.system not in systems:
            return {}
        hypothesis = systems[finding.system][number] or ""
        return {"about": finding_digest(finding, corpus.segments[number].source, hypothesis)}

    return about


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "category": finding.category,
        "severity": finding.severity.value,
        "segment_id": finding.segment_id,
        "system": finding.system,
        "message": finding.message,
        "spans": [{"side": span.side, "start": span.start, "end": span.end} for span in finding.spans],
        **({"run": list(finding.run)} if finding.run else {}),
        **({"also": list(finding.also)} if finding.also else {}),
    }


def _read_finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        check=row["check"],
        category=row["category"],
        severity=Severity(row["severity"]),
        segment_id=row["segment_id"],
        system=row["system"],
        message=row["message"],
        spans=tuple(Span(span["side"], span["start"], span["end"]) for span in row["spans"]),
        run=tuple(row.get("run", ())),
        also=tuple(row.get("also", ())),
    )


def _number(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise MtqaError(f"a metric gave the value {value}, which is not a number")
    return value


def _interval(interval: Interval | None) -> dict[str, float | None] | None:
    if interval is None:
        return None
    return {"low": _number(interval.low), "high": _number(interval.high), "level": interval.level}


def _read_interval(row: Mapping[str, float] | None) -> Interval | None:
    return None if row is None else Interval(row["low"], row["high"], row["level"])


def _origin(origin: Origin) -> dict[str, str]:
    return {key: value for key, value in asdict(origin).items() if value}


def _read_origin(row: Mapping[str, str]) -> Origin:
    known = {f.name for f in fields(Origin)}
    return Origin(**{key: value for key, value in row.items() if key in known})


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not allowed")
