"""The report on one language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mtqa.rendering.agreement import agreement_table
from mtqa.rendering.characteristic import characteristic
from mtqa.rendering.charts import distribution, length_against_score, significance
from mtqa.rendering.explorer import Explorer
from mtqa.rendering.findings_by_category import category_rows, check_rows, severities_found, suppressed_rows
from mtqa.rendering.how_measured import methods
from mtqa.rendering.judges_shown import judge_tables
from mtqa.rendering.labels import segment_label, source_length
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
from mtqa.rendering.scorecard_figures import figures, scorecard_view
from mtqa.rendering.segment_views import Segments
from mtqa.rendering.variation import variation
from mtqa.rendering.verdict_sentences import reservations, verdict
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Severity

__all__ = ["GLOSSARY", "language_page"]

FOUND, FOUND_ON_PAPER = 15, 300
"""How many segments with findings stand on the page, where the explorer has the others, and on paper."""
WORST = 10
"""The most segments with the worst scores that stand on the page: a tenth of the text, but three at least."""
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


_LAST = ("worst", "variation", "characteristic", "segments", "provenance")
ALONE = ("scorecard", "findings", "marked", "scores", "agreement", "judges", *_LAST)
"""The templates of a page on one system, in order: what was found goes first."""
COMPARED = ("scores", "comparisons", "agreement", "scorecard", "marked", "judges", "findings", *_LAST)
"""Of a page on several systems: how they compare goes first."""
_SECTIONS = {"provenance": ("provenance", "methods", "glossary")}
"""Templates that hold several sections."""


def language_page(evaluation: Evaluation, words: Catalogue, *, overview: bool = False, paper: bool = False) -> str:
    """The page of one language as text.

    Args:
        evaluation: What was found.
        words: Catalogue of the report.
        overview: Whether there is a page of all languages to link to.
        paper: Leave out the segment explorer and all script: the page is to be printed.
    """
    board = Scoreboard(evaluation, words)
    shown = {**_scored(board), **_found(board, paper=paper), **_varied(board)}
    absent = {
        name
        for name in ("scorecard", "agreement", "marked", "judges", "variation", "characteristic")
        if not shown[name]
    }
    absent |= {name for name, content in (("scores", shown["metrics"]), ("worst", shown["worst"])) if not content}
    absent |= {"segments"} if paper else set()
    absent |= set() if shown["comparisons"] else {"comparisons"}
    parts = [part for part in (COMPARED if len(evaluation.corpus.systems) > 1 else ALONE) if part not in absent]
    return render(
        "language.html",
        words,
        script=not paper,
        paper=paper,
        overview=overview,
        page=_facts(board),
        pair=evaluation.corpus.language_pair,
        parts=parts,
        contents=[(name, words(f"section.{name}")) for part in parts for name in _SECTIONS.get(part, (part,))],
        verdict=verdict(board, HtmlMedium(lambda segment: segment_label(evaluation.corpus, segment))),
        figures=figures(board),
        reservations=reservations(evaluation),
        explorer=Explorer(board),
        many_documents=1 < len(evaluation.corpus.documents) <= MANY_DOCUMENTS,
        reference_names=evaluation.corpus.reference_names,
        origins=text_origins(board),
        command=command(board),
        methods=methods(board),
        glossary=[(words(f"glossary.{term}"), words(f"glossary.{term}_text")) for term in GLOSSARY],
        **shown,
    )


def _scored(board: Scoreboard) -> dict[str, object]:
    """Scores, comparisons and what people said, as the templates call them; the headline's comparison first."""
    metric = board.headline
    label = metric.label if metric is not None else ""
    return {
        "metrics": [(info, *metric_rows(board, info)) for info in board.metrics],
        "ranked": {info.spec: ranks(board, info) for info in board.metrics},
        "comparisons": sorted(comparison_tables(board), key=lambda table: table.label != label),
        "heat_map": significance(board),
        "agreement": agreement_table(board),
        "marked": marked_table(board),
        "judges": judge_tables(board),
        "level": level_of(board.evaluation, board.catalogue),
        "headline": label,
        "headline_up": metric is None or metric.higher_is_better,
    }


def _found(board: Scoreboard, *, paper: bool) -> dict[str, object]:
    """The scorecard, what the checks found, and the segments that are shown with their texts."""
    segments, evaluation = Segments(board), board.evaluation
    shown = segments.examples(FOUND_ON_PAPER if paper else FOUND)
    worst = segments.worst(min(WORST, max(3, len(evaluation.corpus.segments) // 10)), shown)
    return {
        "scorecard": scorecard_view(board),
        "level95": board.catalogue.numbers.percent(0.95),
        "severities": tuple(reversed(Severity)),
        "severities_found": severities_found(board),
        "categories": category_rows(board),
        "checks": check_rows(board),
        "suppressed": suppressed_rows(board),
        "not_run": tuple(evaluation.checks_not_run.items()),
        "found": [segments.view(position) for position in shown],
        "more_found": len(segments.found()) - len(shown),
        "worst": [segments.view(position) for position in worst],
    }


def _varied(board: Scoreboard) -> dict[str, object]:
    """How scores vary, and what sets the text apart from the best of the others."""
    charts = (distribution(board), length_against_score(board))
    return {
        "variation": variation(board),
        "charts": [chart for chart in charts if chart is not None],
        "characteristic": characteristic(board),
    }


def _facts(board: Scoreboard) -> _Facts:
    evaluation, words = board.evaluation, board.catalogue
    corpus = evaluation.corpus
    n_references = len(corpus.reference_names)
    size = [
        words.plural("count.segments", len(corpus.segments)),
        words.plural("count.documents", len(corpus.documents)),
        words.plural("count.words", sum(source_length(segment) for segment in corpus.segments)),
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
        is_ranked=any(ranks(board, metric) for metric in board.metrics),
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
