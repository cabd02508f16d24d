"""Evaluation -> `evaluation.json`, schema `mtqa/evaluation/1`; `read_evaluation_json` is the way back."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus, Origin
from mtqa.errors import MtqaError
from mtqa.files import write_atomically
from mtqa.results.evaluation import Comparison, Evaluation, Finding, Score
from mtqa.results.finding_digests import finding_digest
from mtqa.results.finding_json import finding_to_json
from mtqa.results.interval import Interval
from mtqa.results.judge_record import JudgeRecord
from mtqa.results.message_json import said_json
from mtqa.results.read_evaluation_json import DIGEST, SCHEMA, content_digest
from mtqa.results.scorecard_json import scorecard_to_json

__all__ = ["corpus_to_json", "evaluation_to_json", "write_evaluation"]


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
        "findings": [finding_to_json(finding) for finding in evaluation.findings],
        "marked": [{**finding_to_json(one.finding), "rater": one.rater} for one in evaluation.marked],
        "judged": [
            {**finding_to_json(one.finding), "metric": one.metric, "model": one.model} for one in evaluation.judged
        ],
        "judges": [_judge(record) for record in evaluation.judges],
        "suppressed": [
            {**finding_to_json(one.finding), **about(one.finding), "reason": one.reason}
            for one in evaluation.suppressed
        ],
        "checks_not_run": dict(evaluation.checks_not_run),
        "said": said_json(_texts(evaluation)),
        "scorecard": scorecard_to_json(evaluation.scorecard),
        "segments": [_segment(corpus, position) for position in range(len(corpus.segments))],
    }


def corpus_to_json(corpus: Corpus) -> dict[str, Any]:
    """A corpus as it stands in `evaluation.json`; `corpus_from_json` is the way back."""
    return {
        "corpus": _about(corpus),
        "source_language": corpus.language_pair.source.tag,
        "target_language": corpus.language_pair.target.tag,
        "systems": [
            {"name": system.name, "role": system.role.value, "origin": _origin(system.origin)}
            for system in corpus.systems
        ],
        "said": said_json(corpus.warnings),
        "segments": [_segment(corpus, position) for position in range(len(corpus.segments))],
    }


def write_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Write `evaluation.json`, whole or not at all.

    Raises:
        MtqaError: when the file cannot be written.
    """
    content = evaluation_to_json(evaluation)
    content = {"schema": SCHEMA, DIGEST: content_digest(content), **content}
    write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _texts(evaluation: Evaluation) -> Iterator[str]:
    """Everything in it that may be a message."""
    yield from (finding.message for finding in evaluation.findings)
    yield from (one.finding.message for one in evaluation.suppressed)
    yield from (*evaluation.warnings, *evaluation.corpus.warnings, *evaluation.checks_not_run.values())


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


def _judge(record: JudgeRecord) -> dict[str, Any]:
    agreements = [
        {"statistic": one.statistic, "value": _number(one.value), "interval": _interval(one.interval)}
        for one in record.agreements
    ]
    return {**asdict(record), "counts": dict(record.counts), "cost": _number(record.cost), "agreements": agreements}


def _number(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise MtqaError(f"a metric gave the value {value}, which is not a number")
    return value


def _interval(interval: Interval | None) -> dict[str, float | None] | None:
    if interval is None:
        return None
    return {"low": _number(interval.low), "high": _number(interval.high), "level": interval.level}


def _origin(origin: Origin) -> dict[str, str]:
    return {key: value for key, value in asdict(origin).items() if value}
