"""The page that leads to the reports of all languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mtqa.evaluation import rank_systems, scorecard_of
from mtqa.rendering.findings_by_category import system_rows
from mtqa.rendering.headline import headline_parts
from mtqa.rendering.labels import segment_label
from mtqa.rendering.page_frame import HtmlMedium, render
from mtqa.rendering.plots import axis_for, bar_row, interval_row
from mtqa.rendering.scoreboard import Scoreboard, is_significant, labelled_axis, level_of, ordered_systems
from mtqa.rendering.scorecard_figures import standing_in_words
from mtqa.rendering.source_problems import source_problems
from mtqa.rendering.verdict_sentences import reservations
from mtqa.rendering.wording import Catalogue
from mtqa.results import Comparison, Evaluation, Severity

__all__ = ["overview_page"]


@dataclass(frozen=True)
class _Column:
    """A metric of the table."""

    spec: str
    label: str
    higher_is_better: bool


@dataclass(frozen=True)
class _Cell:
    """A score and its interval as text; "" where there is no interval."""

    value: str
    interval: str


@dataclass(frozen=True)
class _Row:
    """A system of a language."""

    system: str
    primary: bool
    cells: tuple[_Cell, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class _FairRow:
    """What may be compared between languages.

    Attributes:
        name: Of the language.
        href: Its report.
        headline: What matters most there.
        segments: How many there are.
        penalty: Points per thousand words, as text; "" where no checks ran.
        standing: Whether that passes, in words; "" without a limit.
        kind: The same as a name of a style.
        place: The places that the primary system may have among all, in words; "" without tests.
        gain: Difference to the best other system as text, with its interval; "" where there is none.
        gain_plot: The same as a plot, or None.
        rate: Findings per hundred segments, as text.
        rate_plot: The same as bars: critical and major findings, and all.
    """

    name: str
    href: str
    headline: str
    segments: int
    penalty: str
    standing: str
    kind: str
    place: str
    gain: str
    gain_plot: Markup | None
    rate: str
    rate_plot: Markup


@dataclass(frozen=True)
class _Fair:
    """What is compared between languages.

    Attributes:
        label: The metric.
        shared: What is to be said of every language alike; "" for nothing.
        rows: One per language.
        checked: Whether any language was checked.
        gain_axis: The axis of the gains; None where no language has a comparison.
        rate_axis: The axis of the rates.
    """

    label: str
    shared: str
    rows: tuple[_FairRow, ...]
    checked: bool
    gain_axis: Markup | None
    rate_axis: Markup


@dataclass(frozen=True)
class _LanguageRows:
    """A language: its name, its report, and its systems."""

    name: str
    source: str
    href: str
    segments: int
    rows: tuple[_Row, ...]


def overview_page(evaluations: Sequence[Evaluation], hrefs: Sequence[str], words: Catalogue) -> str:
    """The overview as text.

    Args:
        evaluations: One per target language.
        hrefs: Where the report of each language is, relative to the overview.
        words: Catalogue of the report.
    """
    columns: dict[str, _Column] = {}
    for evaluation in evaluations:
        for score in evaluation.scores:
            columns.setdefault(score.metric, _Column(score.metric, score.label, score.higher_is_better))
    several_sources = len({e.corpus.language_pair.source.tag for e in evaluations}) > 1
    titles = dict.fromkeys(e.corpus.title or e.corpus.name for e in evaluations)
    problems, more_problems = source_problems(evaluations, hrefs, words) if len(evaluations) > 1 else ((), 0)
    return render(
        "overview.html",
        words,
        script=False,
        title=words("list.comma").join(titles) or words("overview.title"),
        columns=tuple(columns.values()),
        severities=tuple(reversed(Severity)),
        fair=_fair([Scoreboard(e, words) for e in evaluations], hrefs, words),
        problems=problems,
        more_problems=more_problems,
        reservations=_reservations(evaluations, words),
        several=len(evaluations) > 1,
        several_systems=any(len(e.corpus.systems) > 1 for e in evaluations),
        level=next((level for e in evaluations if (level := level_of(e, words))), ""),
        languages=[
            _language(evaluation, href, tuple(columns), words, several_sources=several_sources)
            for evaluation, href in zip(evaluations, hrefs, strict=True)
        ],
    )


def _headline(board: Scoreboard, href: str) -> tuple[str, str]:
    corpus = board.evaluation.corpus
    return headline_parts(board, HtmlMedium(lambda segment: segment_label(corpus, segment), href))


def _penalty(board: Scoreboard) -> dict[str, str]:
    card = scorecard_of(board.evaluation)
    row = card.row(board.evaluation.primary)
    if row is None:
        return {"penalty": "", "standing": "", "kind": ""}
    shown = board.catalogue.numbers.value(row.penalty, 1)
    return {"penalty": shown, "standing": standing_in_words(board, card, row), "kind": row.standing.value}


@dataclass(frozen=True)
class _Reservation:
    """What the reader must know, and of which languages; "" for all."""

    text: str
    languages: str


def _reservations(evaluations: Sequence[Evaluation], words: Catalogue) -> tuple[_Reservation, ...]:
    """Each reservation once, those of all languages first."""
    told: dict[str, list[str]] = {}
    for evaluation in evaluations:
        for text in reservations(evaluation):
            told.setdefault(text, []).append(words.language_name(evaluation.corpus.language_pair.target))
    ordered = sorted(told.items(), key=lambda item: -len(item[1]))
    return tuple(
        _Reservation(text, "" if len(names) == len(evaluations) else words("list.comma").join(names))
        for text, names in ordered
    )


def _against_best(board: Scoreboard) -> Comparison | None:
    """The primary system against the best of the others by the headline metric."""
    systems, metric = ordered_systems(board), board.headline
    if metric is None or len(systems) < 2:
        return None
    pair = {board.evaluation.primary, systems[1].name}
    for c in board.evaluation.comparisons:
        if c.metric == metric.spec and c.system == board.evaluation.primary and {c.system, c.baseline} == pair:
            return c
    return None


def _rates(board: Scoreboard) -> tuple[float, float]:
    """Critical and major findings, and all findings, in the primary system's text per hundred segments."""
    findings = [f for f in board.evaluation.findings if f.system == board.evaluation.primary]
    n = len(board.evaluation.corpus.segments) / 100
    return sum(f.severity.rank >= Severity.MAJOR.rank for f in findings) / n, len(findings) / n


def _place(board: Scoreboard) -> str:
    metric, evaluation = board.headline, board.evaluation
    if metric is None or not any(c.metric == metric.spec for c in evaluation.comparisons):
        return ""
    ranked = rank_systems(evaluation, metric.spec)
    own = next((r for r in ranked if r.score.system == evaluation.primary), None)
    if own is None:
        return ""
    key = "overview.place" if own.best_place == own.worst_place else "overview.places"
    return board.catalogue(key, best=own.best_place, worst=own.worst_place, n=len(ranked))


def _fair(boards: Sequence[Scoreboard], hrefs: Sequence[str], words: Catalogue) -> _Fair:
    numbers = words.numbers
    against = [_against_best(board) for board in boards]
    rates = [_rates(board) for board in boards]
    ends = [end for c in against if c for end in (c.delta, *((c.interval.low, c.interval.high) if c.interval else ()))]
    gains, counts = axis_for(ends, marked=0.0), axis_for([0.0, 1.0, *(rate for _, rate in rates)])
    parts = [_headline(board, href) for board, href in zip(boards, hrefs, strict=True)]
    second_parts = {second for _, second in parts}
    shared = second_parts.pop() if len(parts) > 1 and len(second_parts) == 1 else ""
    rows = []
    for board, href, c, (grave, total), (first, second) in zip(boards, hrefs, against, rates, parts, strict=True):
        decimals = board.headline.decimals if board.headline is not None else 1
        name = words.language_name(board.evaluation.corpus.language_pair.target)
        gain = numbers.value(c.delta, decimals, signed=True) if c else ""
        rate = words("overview.rate", total=numbers.value(total, 1), grave=numbers.value(grave, 1))
        title = words("overview.gain_title", language=name, gain=gain, baseline=c.baseline) if c else ""
        rows.append(
            _FairRow(
                name=name,
                href=href,
                headline=first if shared else words("headline.both", first=first, second=second),
                segments=len(board.evaluation.corpus.segments),
                **_penalty(board),
                place=_place(board),
                gain=f"{gain} ({numbers.interval(c.interval, decimals, signed=True)})" if c else "",
                gain_plot=interval_row(gains, c.delta, c.interval, title, primary=bool(is_significant(c)))
                if c
                else None,
                rate=rate,
                rate_plot=bar_row(counts, total, grave, f"{name}: {rate}"),
            )
        )
    labels = dict.fromkeys(board.headline.label for board in boards if board.headline is not None)
    gain_axis = labelled_axis(gains, words, 1) if any(against) else None
    checked = any(row.penalty for row in rows)
    return _Fair(
        words("list.comma").join(labels), shared, tuple(rows), checked, gain_axis, labelled_axis(counts, words, 1)
    )


def _language(
    evaluation: Evaluation, href: str, specs: Sequence[str], words: Catalogue, *, several_sources: bool
) -> _LanguageRows:
    board = Scoreboard(evaluation, words)
    corpus, pair = evaluation.corpus, evaluation.corpus.language_pair
    by_spec = {metric.spec: metric for metric in board.metrics}

    def cell(spec: str, system: str) -> _Cell:
        metric = by_spec.get(spec)
        score = metric.scores.get(system) if metric is not None else None
        if metric is None or score is None:
            return _Cell(words.numbers.value(None, 1), "")
        interval = words.numbers.interval(score.interval, metric.decimals) if score.interval is not None else ""
        return _Cell(board.shown(metric, system), interval)

    return _LanguageRows(
        name=words.language_name(pair.target),
        source=words.pair_name(pair) if several_sources else "",
        href=href,
        segments=len(corpus.segments),
        rows=tuple(
            _Row(row.system, row.primary, tuple(cell(spec, row.system) for spec in specs), row.counts)
            for row in system_rows(board)
        ),
    )
