"""Where quality varies: the segment scores by kind of block, document and domain."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from mtqa.corpus import Segment
from mtqa.rendering.labels import anchor, kind_name, segment_label, source_length
from mtqa.rendering.plots import MAX_DOTS, Axis, Dot, axis_for, strip_row
from mtqa.rendering.scoreboard import MetricInfo, Scoreboard, labelled_axis

__all__ = ["Group", "Variation", "variation"]

SHOWN_GROUPS = 15
LENGTHS = (5, 10, 20, 30, 50)
"""Ends of the length buckets, in words of the source."""


@dataclass(frozen=True)
class Group:
    """Segments that belong together.

    Attributes:
        name: Of the document, or kind in words.
        n: Number of segments.
        mean: Mean of the segment scores, as text.
        score: Score of the whole document, as text; "" where the group is no document.
        plot: The segment scores.
    """

    name: str
    n: int
    mean: str
    score: str
    plot: Markup


@dataclass(frozen=True)
class Variation:
    """The segment scores of the primary system by the headline metric.

    Attributes:
        label: The metric.
        higher_is_better: Its direction.
        histogram: Whether the plots are histograms rather than dots.
        all: All segments.
        by_kind: By kind of block; empty where all are of one kind.
        by_document: By document, the lowest place first; empty where there is one document.
        by_domain: By domain; empty where there is one.
        by_length: By length of the source in words; empty where all are of one length.
        more_documents: How many documents are left out.
        axis: Axis of all plots.
    """

    label: str
    higher_is_better: bool
    histogram: bool
    all: Group
    by_kind: tuple[Group, ...]
    by_document: tuple[Group, ...]
    by_domain: tuple[Group, ...]
    by_length: tuple[Group, ...]
    more_documents: int
    axis: Markup


@dataclass(frozen=True)
class _Grouper:
    board: Scoreboard
    metric: MetricInfo
    axis: Axis

    def group(self, name: str, positions: list[int], score: float | None = None, *, is_document: bool = False) -> Group:
        words, corpus = self.board.catalogue, self.board.evaluation.corpus
        numbers, decimals = words.numbers, self.metric.decimals
        dots = []
        for position in positions:
            value = self.metric.segment_value(self.board.evaluation.primary, position)
            if value is not None:
                segment = corpus.segments[position]
                label = segment_label(corpus, segment)
                title = words("variation.dot_title", segment=label, value=numbers.value(value, decimals))
                dots.append(Dot(value, title, anchor(segment.id)))
        values = [dot.value for dot in dots]
        mean = numbers.value(sum(values) / len(values), decimals) if values else numbers.value(None, decimals)
        if values:
            title = words(
                "variation.plot_title",
                name=name,
                label=self.metric.label,
                segments=words.plural("count.segments", len(values)),
                mean=mean,
                low=numbers.value(min(values), decimals),
                high=numbers.value(max(values), decimals),
            )
        else:
            title = words("variation.plot_title_none", name=name)
        written = numbers.value(score, decimals) if is_document else ""
        return Group(name, len(positions), mean, written, strip_row(self.axis, dots, title))

    def by(self, key: Callable[[Segment], str], name: Callable[[str], str]) -> tuple[Group, ...]:
        by_value: dict[str, list[int]] = defaultdict(list)
        for position, segment in enumerate(self.board.evaluation.corpus.segments):
            by_value[key(segment)].append(position)
        if len(by_value) < 2:
            return ()
        return tuple(self.group(name(value), positions) for value, positions in by_value.items())

    def by_document(self) -> tuple[tuple[Group, ...], int]:
        evaluation, metric = self.board.evaluation, self.metric
        if len(evaluation.corpus.documents) < 2:
            return (), 0
        positions: dict[str, list[int]] = defaultdict(list)
        for position, segment in enumerate(evaluation.corpus.segments):
            positions[segment.document].append(position)
        values = {d.document: d.value for d in metric.scores[evaluation.primary].documents}

        def badness(document: str) -> float:
            value = values.get(document)
            return -metric.badness(value) if value is not None else float("inf")

        ordered = sorted(positions, key=badness)
        groups = [
            self.group(document, positions[document], values.get(document), is_document=True)
            for document in ordered[:SHOWN_GROUPS]
        ]
        return tuple(groups), max(0, len(ordered) - SHOWN_GROUPS)


def _by_length(grouper: _Grouper, board: Scoreboard) -> tuple[Group, ...]:
    words = board.catalogue
    names = [
        words("variation.length_from_to", low=low, high=high)
        for low, high in zip((1, *(end + 1 for end in LENGTHS)), LENGTHS, strict=False)
    ]
    names.append(words("variation.length_over", low=LENGTHS[-1]))
    groups: list[list[int]] = [[] for _ in names]
    for position, segment in enumerate(board.evaluation.corpus.segments):
        groups[bisect_left(LENGTHS, source_length(segment))].append(position)
    if sum(map(bool, groups)) < 2:
        return ()
    return tuple(grouper.group(name, group) for name, group in zip(names, groups, strict=True) if group)


def variation(board: Scoreboard) -> Variation | None:
    """How the segment scores vary; None where there are none."""
    metric, evaluation = board.headline, board.evaluation
    if metric is None:
        return None
    positions = range(len(evaluation.corpus.segments))
    scores = [metric.segment_value(evaluation.primary, position) for position in positions]
    values = [value for value in scores if value is not None]
    if not values:
        return None
    words = board.catalogue
    axis = axis_for(values)
    grouper = _Grouper(board, metric, axis)
    documents, more = grouper.by_document()
    return Variation(
        label=metric.label,
        higher_is_better=metric.higher_is_better,
        histogram=len(values) > MAX_DOTS,
        all=grouper.group(words("variation.all"), list(positions)),
        by_kind=grouper.by(lambda segment: segment.kind, lambda kind: kind_name(kind, words)),
        by_document=documents,
        by_domain=grouper.by(lambda segment: segment.domain, lambda domain: domain or words("variation.without")),
        by_length=_by_length(grouper, board),
        more_documents=more,
        axis=labelled_axis(axis, words, metric.decimals),
    )
