"""Several runs over time: scores and findings of each language from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mtqa.rendering.page_frame import render
from mtqa.rendering.plots import Axis, axis_for, bar_row, interval_row
from mtqa.rendering.scoreboard import MetricInfo, Scoreboard, labelled_axis
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation

__all__ = ["Run", "trend_page"]


@dataclass(frozen=True)
class Run:
    """A stored run: what to call it, and its evaluations, one per language."""

    name: str
    evaluations: Sequence[Evaluation]


@dataclass(frozen=True)
class _Row:
    """A run of a language: what changed before it, its score and its findings, each as text and as plot."""

    run: str
    changed: str
    score: str
    interval: str
    score_plot: Markup | None
    rate: str
    rate_plot: Markup


@dataclass(frozen=True)
class _Trend:
    """The runs of one language, the oldest first, all on the same axes."""

    language: str
    label: str
    higher_is_better: bool
    rows: tuple[_Row, ...]
    score_axis: Markup
    rate_axis: Markup


def trend_page(runs: Sequence[Run], words: Catalogue) -> str:
    """The page as text.

    Args:
        runs: The oldest first.
        words: Catalogue of the report.
    """
    pairs = dict.fromkeys(str(e.corpus.language_pair) for run in runs for e in run.evaluations)
    names = dict.fromkeys(e.corpus.title or e.corpus.name for run in runs for e in run.evaluations)
    return render(
        "trend.html",
        words,
        script=False,
        title=words("list.comma").join(names),
        trends=[trend for pair in pairs if (trend := _trend(runs, pair, words)) is not None],
    )


def _trend(runs: Sequence[Run], pair: str, words: Catalogue) -> _Trend | None:
    named_boards = [(run.name, Scoreboard(e, words)) for run in runs for e in run.evaluations if _pair(e) == pair]
    last = named_boards[-1][1].headline
    if last is None:
        return None
    metrics = [next((m for m in board.metrics if m.spec == last.spec), None) for _, board in named_boards]
    ends: list[float] = []
    for (_, board), metric in zip(named_boards, metrics, strict=True):
        score = metric.scores.get(board.evaluation.primary) if metric is not None else None
        if score is not None and score.value is not None:
            ends += [score.value, *((score.interval.low, score.interval.high) if score.interval else ())]
    rates = [_rate(board.evaluation) for _, board in named_boards]
    scores, counts = axis_for(ends), axis_for([0.0, 1.0, *rates])
    rows = []
    before: tuple[str, str] | None = None
    for (name, board), metric, rate in zip(named_boards, metrics, rates, strict=True):
        here = (board.evaluation.corpus.fingerprint, metric.signatures[0] if metric is not None else "")
        changed = "" if before is None or before == here else _changed(before, here, words)
        before = here
        rows.append(_row(name, board, metric, rate, (scores, counts), changed))
    language = words.language_name(named_boards[-1][1].evaluation.corpus.language_pair.target)
    axes = labelled_axis(scores, words, last.decimals), labelled_axis(counts, words, 1)
    return _Trend(language, last.label, last.higher_is_better, tuple(rows), *axes)


def _pair(evaluation: Evaluation) -> str:
    return str(evaluation.corpus.language_pair)


def _rate(evaluation: Evaluation) -> float:
    """Findings in the primary system's text per hundred segments."""
    n_findings = sum(f.system == evaluation.primary for f in evaluation.findings)
    return 100 * n_findings / len(evaluation.corpus.segments)


def _changed(before: tuple[str, str], here: tuple[str, str], words: Catalogue) -> str:
    return words("trend.other_corpus" if before[0] != here[0] else "trend.other_signature")


def _row(
    name: str, board: Scoreboard, metric: MetricInfo | None, rate: float, axes: tuple[Axis, Axis], changed: str
) -> _Row:
    numbers, primary = board.catalogue.numbers, board.evaluation.primary
    score = metric.scores.get(primary) if metric is not None else None
    shown = numbers.value(score.value if score else None, metric.decimals if metric else 1)
    interval = numbers.interval(score.interval, metric.decimals) if score and score.interval and metric else ""
    title = f"{name}: {shown} {interval}".rstrip()
    plot = interval_row(axes[0], score.value, score.interval, title, primary=True) if score is not None else None
    written = numbers.value(rate, 1)
    return _Row(name, changed, shown, interval, plot, written, bar_row(axes[1], rate, rate, f"{name}: {written}"))
