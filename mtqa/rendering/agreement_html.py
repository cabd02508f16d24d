"""The page that says which metric to believe, and its plots of metrics against people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from mtqa.agreement import AgreementResult, Point, Wishes, gather, measure_agreement
from mtqa.rendering.agreement_tables import AgreementBlock, agreement_blocks
from mtqa.rendering.agreement_words import agreement_sentences, pair_words, segment_sentence
from mtqa.rendering.charts import Chart
from mtqa.rendering.page_frame import render
from mtqa.rendering.plots import axis_for
from mtqa.rendering.visible import plain
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation

__all__ = ["AgreementSection", "agreement_page", "agreement_page_of_run", "agreement_section", "metric_plots"]

MOST_PLOTS = 24
_WIDTH, _HEIGHT, _EDGE = 200, 150, 10


@dataclass(frozen=True)
class AgreementSection:
    """One result, ready for the page.

    Attributes:
        id: For links.
        title: The language pairs.
        sentences: Which metric to believe of systems.
        segments: Which of single segments; "" for none.
        blocks: The tables.
        plots: A metric against people each.
        notes: What the numbers rest on.
        permutations: How often scores were exchanged; "" for not at all.
        has_people: Whether people stand beside the metrics.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    segments: str
    blocks: tuple[AgreementBlock, ...]
    plots: tuple[Chart, ...]
    notes: tuple[str, ...]
    permutations: str
    has_people: bool


def agreement_section(result: AgreementResult, words: Catalogue, number: int = 0) -> AgreementSection:
    """One result, ready to be shown."""
    permutations = int(result.settings.get("permutations", 0))
    return AgreementSection(
        id=f"pair{number}" if number else "verdict",
        title=pair_words(result, words),
        sentences=agreement_sentences(result, words),
        segments=segment_sentence(result, words),
        blocks=tuple(agreement_blocks(result, words)),
        plots=metric_plots(result, words),
        notes=result.notes,
        permutations=words.numbers.count(permutations) if permutations else "",
        has_people=any(row.is_people for row in result.rows),
    )


def agreement_page(results: Sequence[AgreementResult], words: Catalogue) -> str:
    """A page of its own.

    Args:
        results: One for each language pair, and perhaps one for all.
        words: Catalogue of the page.
    """
    sections = [agreement_section(result, words, number) for number, result in enumerate(results)]
    titles = dict.fromkeys(result.title for result in results)
    return render("agreement_page.html", words, script=False, title=words("list.comma").join(titles), sections=sections)


def agreement_page_of_run(evaluation: Evaluation, words: Catalogue) -> str:
    """The page of a run with judgements, which the page of its language links to; "" where there are none."""
    if not evaluation.agreements:
        return ""
    test_set = gather(evaluation.corpus, "", [], [], Wishes(), evaluation)
    return agreement_page([measure_agreement(test_set)], words)


def metric_plots(result: AgreementResult, words: Catalogue) -> tuple[Chart, ...]:
    """A small plot for each metric: people's scores of systems to the right, the metric's upwards."""
    rows = result.of("system", "spa") or result.of("system", "accuracy")
    pearson = {row.metric: row.value for row in result.of("system", "pearson")}
    order = [row.metric for row in rows][:MOST_PLOTS]
    charts = []
    for metric in order:
        points = [point for point in result.points if point.metric == metric]
        if len(points) > 1:
            charts.append(_plot(metric, points, pearson.get(metric), words))
    return tuple(charts)


def _plot(metric: str, points: Sequence[Point], r: float | None, words: Catalogue) -> Chart:
    ups = [point.score if point.higher_is_better else -point.score for point in points]
    x_axis, y_axis = axis_for([point.people for point in points]), axis_for(ups)
    shown = words("agree.plot_r", r=words.numbers.value(r, 2)) if r is not None and math.isfinite(r) else ""
    title = words("agree.plot_title", metric=metric)
    caption = words("agree.plot", metric=metric, r=shown).rstrip()
    floor, right = _HEIGHT - _EDGE, _WIDTH - _EDGE
    frame = (
        f'<line class="grid" x1="{_EDGE}" x2="{right}" y1="{floor}" y2="{floor}"/>'
        f'<line class="grid" x1="{_EDGE}" x2="{_EDGE}" y1="{_EDGE}" y2="{floor}"/>'
    )
    dots = []
    for point, up in zip(points, ups, strict=True):
        x = round(_EDGE + x_axis.position(point.people) / 100 * (right - _EDGE), 1)
        y = round(floor - y_axis.position(up) / 100 * (floor - _EDGE), 1)
        numbers = words.numbers
        label = f"{point.system}: {numbers.value(point.people, 2)}, {metric} {numbers.value(point.score, 3)}"
        kind = "dot hollow" if point.is_human else "dot"
        dots.append(f'<circle class="{kind}" cx="{x}" cy="{y}" r="4"><title>{escape(plain(label))}</title></circle>')
    svg = Markup(  # noqa: S704 - numbers, and escaped texts
        f'<svg class="plot panel" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}"><title>{escape(plain(title))}</title>'
        f"<desc>{escape(plain(caption))}</desc>{frame}{''.join(dots)}</svg>"
    )
    return Chart(metric, f"r {words.numbers.value(r, 2)}", svg)
