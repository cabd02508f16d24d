"""The report on one language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mtqa.rendering.agreement import agreement_table
from mtqa.rendering.characteristic import characteristic
from mtqa.rendering.charts import distribution, length_against_score, significance
from mtqa.rendering.explorer import Explorer
from mtqa.rendering.findings_by_category import category_rows, check_rows, suppressed_rows, system_rows
from mtqa.rendering.how_measured import methods
from mtqa.rendering.judge_tables import judge_tables
from mtqa.rendering.labels import segment_label
from mtqa.rendering.marked_errors import marked_table
from mtqa.rendering.page_frame import HtmlMedium, render
from mtqa.rendering.provenance import command, text_origins
from mtqa.rendering.scoreboard import (
    MetricInfo,
    Scoreboard,
    ScoreRow,
    comparison_tables,
    level_of,
    metric_rows,
    ordered_systems,
    ranks,
)
from mtqa.rendering.segment_views import Segments
from mtqa.rendering.variation import variation
from mtqa.rendering.verdict_sentences import reservations, verdict
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Severity

__all__ = ["GLOSSARY", "language_page"]

WORST = 25
"""How many segments stand in the table of those to look at first, which is also what goes to paper."""
MANY_DOCUMENTS = 2000
"""Above so many documents, they are found by searching rather than in a list."""

GLOSSARY = (
    "segment",
    "source",
    "reference",
    "system",
    "alignment",
    "metric",
    "signature",
    "interval",
    "p_value",
    "finding",
    "mqm",
    "fingerprint",
)


@dataclass(frozen=True)
class _Facts:
    """What the page says about the corpus, as text.

    Attributes:
        title: Of the corpus.
        corpus: Its name.
        pair_words: Language pair in words.
        primary: The system under judgement.
        service: Who made its text; "" where that is not recorded.
        others: The other systems, in words; "" for none.
        references: How many there are, in words.
        size: Segments, documents and words of the source.
        domain: Domain; "" when not given.
        n_segments: Segments of the corpus.
        has_reference: Whether there is any reference.
        many_references: Whether there are several.
        is_ranked: Whether systems have ranks.
        fingerprint: Of the corpus.
        versions: Package and version.
        settings: Name and value.
        scale: How to read a metric's numbers, as a sentence of its own.
        missing: What is left out of the scores in a metric's rows, in words.
    """

    title: str
    corpus: str
    pair_words: str
    primary: str
    service: str
    others: str
    references: str
    size: str
    domain: str
    n_segments: int
    has_reference: bool
    many_references: bool
    is_ranked: bool
    fingerprint: str
    versions: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    scale: Callable[[MetricInfo], str]
    missing: Callable[[Sequence[ScoreRow]], list[str]]


SECTIONS = (
    "verdict",
    "scores",
    "comparisons",
    "agreement",
    "marked",
    "judges",
    "findings",
    "variation",
    "characteristic",
    "segments",
    "worst",
    "provenance",
    "methods",
    "glossary",
)
"""Of the page, in their order."""


def language_page(evaluation: Evaluation, words: Catalogue, *, overview: bool = False, paper: bool = False) -> str:
    """The page of one language as text.

    Args:
        evaluation: What was found.
        words: Catalogue of the report.
        overview: Whether there is a page of all languages to link to.
        paper: Leave out the segment explorer and all script: the page is to be printed.
    """
    board = Scoreboard(evaluation, words)
    segments = Segments(board)
    corpus = evaluation.corpus
    metrics = [(metric, *metric_rows(board, metric)) for metric in board.metrics]
    comparisons = comparison_tables(board)
    ranked = {metric.spec: ranks(board, metric) for metric in board.metrics}
    apart = characteristic(board)
    people = {"agreement": agreement_table(board), "marked": marked_table(board), "judges": judge_tables(board) or None}
    left_out = {
        "scores": not metrics,
        "comparisons": not comparisons,
        "characteristic": apart is None,
        **{name: table is None for name, table in people.items()},
    }
    return render(
        "language.html",
        words,
        script=not paper,
        page=_facts(board, is_ranked=any(ranked.values())),
        pair=corpus.language_pair,
        overview=overview,
        contents=[(name, words(f"section.{name}")) for name in SECTIONS if not left_out.get(name)],
        verdict=verdict(board, HtmlMedium(lambda segment: segment_label(corpus, segment))),
        reservations=reservations(evaluation),
        metrics=metrics,
        ranked=ranked,
        comparisons=comparisons,
        **people,
        level=level_of(evaluation, words),
        severities=tuple(reversed(Severity)),
        categories=category_rows(board),
        checks=check_rows(board),
        suppressed=suppressed_rows(board),
        not_run=tuple(evaluation.checks_not_run.items()),
        systems=system_rows(board),
        variation=variation(board),
        charts=[chart for chart in (distribution(board), length_against_score(board)) if chart is not None],
        heat_map=significance(board),
        characteristic=apart,
        worst=[segments.view(position) for position in segments.first(WORST)],
        explorer=Explorer(board),
        many_documents=1 < len(corpus.documents) <= MANY_DOCUMENTS,
        reference_names=corpus.reference_names,
        headline=board.headline.label if board.headline is not None else "",
        headline_up=board.headline is None or board.headline.higher_is_better,
        origins=text_origins(board),
        command=command(board),
        methods=methods(board),
        glossary=[(words(f"glossary.{term}"), words(f"glossary.{term}_text")) for term in GLOSSARY],
    )


def _facts(board: Scoreboard, *, is_ranked: bool) -> _Facts:
    evaluation, words = board.evaluation, board.catalogue
    corpus = evaluation.corpus
    n_references = len(corpus.reference_names)
    size = [
        words.plural("count.segments", len(corpus.segments)),
        words.plural("count.documents", len(corpus.documents)),
        words.plural("count.words", sum(len(segment.source.split()) for segment in corpus.segments)),
    ]
    none = words("head.no_reference")
    return _Facts(
        title=corpus.title or corpus.name,
        corpus=corpus.name,
        pair_words=words.pair_name(corpus.language_pair),
        primary=evaluation.primary,
        service=corpus.system(evaluation.primary).origin.service,
        others=words("list.comma").join(s.name for s in ordered_systems(board) if s.name != evaluation.primary),
        references=words.plural("count.references", n_references) if n_references else none,
        size=words("list.comma").join(size),
        domain=corpus.domain,
        n_segments=len(corpus.segments),
        has_reference=bool(n_references),
        many_references=n_references > 1,
        is_ranked=is_ranked,
        fingerprint=corpus.fingerprint,
        versions=tuple((name, value) for name, value in evaluation.versions.items()),
        settings=tuple((name, _setting(value, words)) for name, value in evaluation.settings.items()),
        scale=lambda metric: _sentence(metric.scale),
        missing=lambda rows: _missing(rows, words),
    )


def _setting(value: str | int | float, words: Catalogue) -> str:
    """A setting as it is typed, without grouping of digits."""
    return str(value) if not isinstance(value, float) else words.numbers.value(value, 4)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _missing(rows: Sequence[ScoreRow], words: Catalogue) -> list[str]:
    """Notes below a table of scores: one where the same number is missing for all systems, else one for each."""
    systems: dict[str, list[str]] = {}
    for row in rows:
        if row.missing:
            systems.setdefault(row.missing, []).append(row.system)
    if len(systems) == 1 and sum(map(len, systems.values())) == len(rows):
        return [_sentence(next(iter(systems)))]
    comma = words("list.comma")
    return [words("scores.missing_in", systems=comma.join(names), missing=text) for text, names in systems.items()]
