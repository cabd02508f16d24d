"""An evaluation with what people decided about its findings: nothing is scored again for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mtqa.contracts import MarkedError, Rating
from mtqa.evaluation import HUMAN, Judgements, Unit, scorecard
from mtqa.results import Evaluation, Finding, FoundBy, MarkedFinding, Scorecard, ScorecardRules, Suppressed
from mtqa.review.finding_index import FindingIndex, FoundRow
from mtqa.review.judgement import Decision

__all__ = ["decided"]

_BEGINNING = "Decided in the review: "
_DEFAULT_SEED = 12345


def decided(evaluation: Evaluation, index: FindingIndex, rules: ScorecardRules) -> Evaluation:
    """The evaluation as it is after all decisions.

    A rejected finding is suppressed, with its reason; an accepted one is told as somebody marked it, with the severity
    and category that they gave it, and counts as marked by a person too.

    Args:
        evaluation: As it was.
        index: Its findings, with the decisions.
        rules: How findings are weighed, where the evaluation does not say.
    """
    by_finding = {id(row.given): row for row in index.rows}
    told: list[tuple[Finding, Suppressed | None]] = [(one, None) for one in evaluation.findings]
    told += [(one.finding, one) for one in evaluation.suppressed]
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding, hidden in told:
        row = by_finding.get(id(finding))
        state = "open" if row is None else index.state(row)
        if row is None and hidden is not None:
            suppressed.append(hidden)
        elif row is None:
            findings.append(finding)
        elif state == "rejected":
            suppressed.append(Suppressed(finding, _reason(row, index)))
        else:
            findings.append(index.as_decided(row))
    marked = [one for one in evaluation.marked if not _is_own(one, index)]
    accepted = list(_accepted(index))
    changed = replace(
        evaluation,
        findings=tuple(findings),
        suppressed=tuple(suppressed),
        marked=(*marked, *accepted),
        warnings=(*(one for one in evaluation.warnings if not one.startswith(_BEGINNING)), *_told(index)),
    )
    return replace(changed, scorecard=_card(changed, index, rules, has_others=bool(marked)))


def _reason(row: FoundRow, index: FindingIndex) -> str:
    judgement = index.decision(row)
    if judgement is None or not isinstance(judgement.content, Decision):
        return row.suppressed or ""
    return " ".join(judgement.content.reason.split()) or f"rejected in the review by {judgement.annotator}"


def _accepted(index: FindingIndex) -> Iterator[MarkedFinding]:
    for row in index.rows:
        judgement = index.decision(row)
        if judgement is not None and index.state(row) == "accepted":
            yield MarkedFinding(_by_people(index.as_decided(row)), judgement.annotator)


def _by_people(finding: Finding) -> Finding:
    return replace(finding, check=HUMAN, also=(), language="", explanation="")


def _is_own(one: MarkedFinding, index: FindingIndex) -> bool:
    """Whether a marked error is a finding that was accepted here earlier."""
    places = _places(index)
    return (one.finding.segment_id, one.finding.system, str(one.finding.message), one.finding.spans) in places


def _places(index: FindingIndex) -> set[tuple[object, ...]]:
    kept = index.__dict__.get("_marked_places")
    if kept is None:
        found = (row.finding for row in index.rows)
        kept = {(one.segment_id, one.system, str(one.message), one.spans) for one in found}
        index.__dict__["_marked_places"] = kept
    return kept


def _told(index: FindingIndex) -> list[str]:
    states = Counter(index.state(row) for row in index.rows if index.decision(row) is not None)
    if not states:
        return []
    n, total = states.total(), len(index.rows)
    return [
        f"{_BEGINNING}{n} of {total} findings, of which {states['accepted']} were accepted and {states['rejected']}"
        " rejected. Rejected ones do not count; accepted ones count with the severity that they were given."
    ]


def _card(evaluation: Evaluation, index: FindingIndex, rules: ScorecardRules, *, has_others: bool) -> Scorecard:
    """The scorecard of what is told now, and of what people confirmed; judgements that came from a file stay."""
    old = evaluation.scorecard
    seed = evaluation.settings.get("seed")
    unit = Unit.AUTO if evaluation.settings.get("unit") == Unit.DOCUMENT.value else Unit.SEGMENT
    people = None if has_others else _judgements(evaluation, index)
    card = scorecard(
        evaluation.corpus,
        evaluation.findings if evaluation.checks else None,
        rules if old is None else old.rules,
        people,
        seed=seed if isinstance(seed, int) else _DEFAULT_SEED,
        unit=unit,
    )
    if not has_others or old is None:
        return card
    return Scorecard(card.rules, (*card.rows, *(row for row in old.rows if row.by is FoundBy.PEOPLE)))


def _judgements(evaluation: Evaluation, index: FindingIndex) -> Judgements | None:
    """What people confirmed, of every document of a system whose findings are all decided: a document of which only
    some are would look better or worse than it is."""
    marked = tuple(one for one in evaluation.marked if one.finding.check == HUMAN)
    if not marked:
        return None
    ratings = list(_ratings(index))
    if not ratings:
        return None
    return Judgements("review", False, "mtqa-review.sqlite", {}, ratings=tuple(ratings), marked=marked)


def _ratings(index: FindingIndex) -> Iterator[Rating]:
    corpus = index.corpus
    positions = {segment.id: n for n, segment in enumerate(corpus.segments)}
    errors: dict[tuple[str, int], list[MarkedError]] = defaultdict(list)
    states: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in index.rows:
        state, finding = index.state(row), index.as_decided(row)
        states[finding.system, corpus.segments[row.position].document].add(state)
        if state == "accepted":
            for segment_id in finding.segment_ids:
                error = MarkedError(finding.category, finding.severity)
                errors[finding.system, positions[segment_id]].append(error)
    whole = {place for place, found in states.items() if "open" not in found}
    for system in corpus.systems:
        for position, segment in enumerate(corpus.segments):
            if (system.name, segment.document) in whole and system.hypotheses[position] is not None:
                found: Sequence[MarkedError] = errors.get((system.name, position), ())
                yield Rating(system.name, 0.0, position, errors=tuple(found))
