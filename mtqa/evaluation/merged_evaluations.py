"""The evaluations that parts come to: the same as of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from mtqa.contracts import Metric, admit
from mtqa.corpus import Corpus, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation.checking_json import checking_from_json
from mtqa.evaluation.evaluate_corpus import assembled, score_by_all, wanted_metrics, weighed
from mtqa.evaluation.findings import Checking, settle
from mtqa.evaluation.metric_scores import ScoredSystem, Settings
from mtqa.evaluation.partial_files import PartialResult
from mtqa.evaluation.resampling_units import Unit, drawn_units, few_documents
from mtqa.results import Evaluation, Finding, Said, Value, corpus_from_json, finding_from_json

__all__ = ["merge_evaluations"]


@dataclass(frozen=True)
class _PartOfCorpus:
    """What one part says of one corpus.

    Attributes:
        file: The part.
        number: Number of the corpus.
        told: What it says, as JSON.
    """

    file: PartialResult
    number: int
    told: Value


def merge_evaluations(parts: Sequence[PartialResult]) -> list[Evaluation]:
    """The evaluations of corpora of which all parts are there.

    Args:
        parts: All of them, in order.

    Raises:
        MtqaError: when a file is not what it says.
    """
    first = parts[0]
    common = _checked(first, lambda: Value(dict(first.common)))
    n_corpora = _checked(first, lambda: len(list(common["corpora"].rows())))
    evaluations = []
    for number in range(n_corpora):
        of_corpus = [_of_corpus(part, number) for part in parts]
        evaluations.append(_checked(first, partial(_evaluation, common, of_corpus)))
    return evaluations


def _checked(part: PartialResult, read: Callable[[], Any]) -> Any:
    """What is read from a file, or the complaint that the file is damaged."""
    try:
        return read()
    except MtqaError as error:
        if error.path is not None:
            raise
        raise part.damaged(error.message) from None


def _of_corpus(part: PartialResult, number: int) -> _PartOfCorpus:
    rows = _checked(part, lambda: list(Value(dict(part.own))["corpora"].rows()))
    if number >= len(rows):
        raise part.damaged("a corpus is missing")
    return _PartOfCorpus(part, number, rows[number])


def _evaluation(common: Value, parts: Sequence[_PartOfCorpus]) -> Evaluation:
    first = parts[0]
    about = list(common["corpora"].rows())[first.number]
    corpus = _corpus([part.told["corpus"] for part in parts], about)
    checking = checking_from_json(common["checking"])
    settings = Settings(
        seed=common["seed"].whole(),
        n_resamples=common["resamples"].whole(least=1),
        n_trials=common["trials"].whole(least=1),
        unit=common["unit"].one_of(Unit),
        most_resampled=common["most_resampled"].whole(),
    )
    wanted = wanted_metrics(common["metrics"].texts(), corpus)
    measured = {
        spec: _measured(corpus, metric, m, parts, spec)
        for m, (spec, metric) in enumerate(wanted)
        if corpus.reference_names or not metric.needs_reference
    }
    scored, warnings = score_by_all(corpus, wanted, settings, lambda _: None, measured)
    warnings += few_documents(drawn_units(corpus, settings.unit), len(corpus.systems))
    said = Said(Value(dict(first.file.own))["said"])
    reasons = list(common["checks_not_run"].rows())[first.number].texts_by_name()
    not_run = {name: said(text) for name, text in reasons.items()}
    checked = settle(_found(corpus, checking, parts), not_run, corpus, checking)
    remarks = [
        finding
        for system in corpus.systems
        for part in parts
        for finding in _findings(part.told["remarks"])
        if finding.system == system.name
    ]
    whole = assembled(corpus, wanted, scored, checked, [], settings, warnings, remarks)
    return weighed(whole, checking.scorecard, None, settings)


def _corpus(texts: Sequence[Value], about: Value) -> Corpus:
    """The corpus whose segments the parts have."""
    pieces = [corpus_from_json(one.table()) for one in texts if one.content is not None]
    if not pieces:
        raise MtqaError("there are no segments")
    first = pieces[0]
    segments = tuple(segment for piece in pieces for segment in piece.segments)
    systems = [
        SystemOutput(
            system.name,
            system.role,
            tuple(text for piece in pieces for text in piece.system(system.name).hypotheses),
            system.origin,
        )
        for system in first.systems
    ]
    whole = replace(first, segments=segments, systems=systems)
    if whole.fingerprint != about["fingerprint"].text():
        raise MtqaError("the segments of the parts do not come to the corpus that they are parts of")
    return whole


def _measured(corpus: Corpus, metric: Metric, m: int, parts: Sequence[_PartOfCorpus], spec: str) -> list[ScoredSystem]:
    admit(metric.demands(), f"the metric '{spec}'", parts[0].file.path)
    return [_scored_system(corpus, s, m, parts) for s in range(len(corpus.systems))]


def _scored_system(corpus: Corpus, s: int, m: int, parts: Sequence[_PartOfCorpus]) -> ScoredSystem:
    import numpy as np

    n_segments, n_parts = len(corpus.segments), parts[0].file.part.n_parts
    rows, positions, findings, warnings = [], [], [], []
    for part in parts:
        name = f"corpus {part.number} metric {m} system {s}"
        places = part.file.array(f"{name} positions", [None])
        within = part.file.part.within(n_segments)
        if len(places) and (places.min() < within.start or places.max() >= within.stop or (np.diff(places) <= 0).any()):
            raise part.file.damaged("it has numbers for segments that are not its own")
        found = part.file.array(f"{name} rows", [len(places), None]).astype(np.float64)
        if len(places) or n_parts == 1:
            rows.append(found)
        positions.append(places)
        told = list(list(part.told["metrics"].rows())[m].rows())[s]
        findings += _findings(told)
        said = Said(told["said_of"])
        warnings += [said(text) for text in told["warnings"].texts()]
    if len({found.shape[1] for found in rows}) > 1:
        raise parts[0].file.damaged("its statistics have another number of columns than those of other parts")
    return ScoredSystem(
        corpus.systems[s],
        np.concatenate(rows) if rows else np.zeros((0, 1)),
        np.concatenate(positions),
        tuple(findings),
        tuple(dict.fromkeys(warnings)),
    )


def _findings(told: Value) -> list[Finding]:
    said = Said(told["said"])
    return [finding_from_json(row, said) for row in told["findings"].rows()]


def _found(corpus: Corpus, checking: Checking, parts: Sequence[_PartOfCorpus]) -> list[Finding]:
    """What checks found, by system, then by check, then in the order of the corpus."""
    by_group: dict[tuple[int, int], list[Finding]] = {}
    for part in parts:
        for row in part.told["found"].rows():
            by_group.setdefault((row["system"].whole(), row["check"].whole()), []).extend(_findings(row))
    known, systems = {segment.id for segment in corpus.segments}, {system.name for system in corpus.systems}
    found = [finding for _, group in sorted(by_group.items()) for finding in group]
    for finding in found:
        if finding.segment_id not in known or finding.system not in systems:
            raise MtqaError(f"it has a finding in the segment '{finding.segment_id[:60]}', which is not there")
    return found
