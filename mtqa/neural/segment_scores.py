"""Segments through a model: windows for what is too long, several references, and scores kept as they are computed."""

from __future__ import annotations

import gc
import math
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, islice, pairwise
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.neural.items import ErrorSpan, Item, ItemScore, Model
from mtqa.neural.model_elsewhere import scores_of_batches
from mtqa.neural.score_store import ScoreStore
from mtqa.progress import Pace, Progress

__all__ = ["SystemScores", "score_systems"]

_MOST_WINDOWS = 64
_BATCHES_AT_ONCE = 2
"""Batches after which progress is told."""
_KEPT_EVERY = 0.25
"""Seconds after which scores are written down: what a run that is killed loses at most."""
_BYTES = 4
"""Of UTF-8 that are taken for a token where tokens are not counted."""
_STRETCH = 50_000
"""Items that are put in order together where tokens are not counted."""
_MARKS = 64
"""Tokens that a model may add to those of the texts."""


@dataclass(frozen=True)
class SystemScores:
    """What a model says of one system.

    Attributes:
        segments: One score per segment.
        n_windowed: Segments that were longer than the model takes, and were scored in windows.
    """

    segments: tuple[ItemScore, ...]
    n_windowed: int = 0


def score_systems(
    model: Model,
    sources: Sequence[str],
    systems: Sequence[Sequence[str]],
    references: Sequence[Sequence[str]] | None,
    *,
    combine: str = "max",
    higher_is_better: bool = True,
    long: str = "windows",
    cache: Path | None = None,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    name: str = "scoring",
    progress: Progress | None = None,
) -> list[SystemScores]:
    """Score the hypotheses of several systems; what they have in common is encoded once.

    Args:
        model: The model.
        sources: n originals.
        systems: For each system its n hypotheses.
        references: For each of the n segments one or more; None where the metric does without.
        combine: With several references the best score counts (`max`), or their mean (`mean`).
        higher_is_better: Direction of the scores.
        long: `windows`, or `refuse`.
        cache: Folder in which scores are kept by content, as soon as they are there; None for none.
        bounds: The lowest and the highest score that there can be: no other is believed that was kept.
        name: What the metric is called, for whoever watches.
        progress: Called as the work goes on, with the number of translations that are scored.

    Raises:
        MtqaError: when a text is too long and `long` says refuse, or the model fails.
    """
    with _quietly():
        by_system = [_items(sources, hypotheses, references) for hypotheses in systems]
    store = None if cache is None else ScoreStore(cache, f"{model.identity}|{long}|mtqa:{version('mtqa')}", *bounds)
    wanted = set(chain.from_iterable(chain.from_iterable(by_system)))
    kept = {} if store is None else store.read(wanted)
    n_missing = len(wanted) - len(kept)
    if n_missing:
        pace = Pace(name, n_missing, "segments", progress)
        for scored in _keeping(_score_in_parts(model, _missing(by_system, kept), long, pace), store):
            kept.update(scored)
        if store is not None:
            store.make_room()
    return [_of_system(segments, kept, combine, higher_is_better) for segments in by_system]


@contextmanager
def _quietly() -> Iterator[None]:
    """Python does not look for circles of objects meanwhile: among millions of tuples of texts there are none, and
    looking takes several times as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _items(
    sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]] | None
) -> list[tuple[Item, ...]]:
    """What is to be scored of each segment of a system: an item for each reference."""
    of_segments = [(None,)] * len(sources) if references is None else references
    if all(len(of_segment) == 1 for of_segment in of_segments):
        only = [reference for (reference,) in of_segments]
        return list(zip(map(Item._make, zip(sources, hypotheses, only, strict=True)), strict=True))
    return [
        tuple([Item(source, hypothesis, reference) for reference in of_segment])
        for source, hypothesis, of_segment in zip(sources, hypotheses, of_segments, strict=True)
    ]


def _keeping(parts: Iterable[dict[Item, ItemScore]], store: ScoreStore | None) -> Iterator[dict[Item, ItemScore]]:
    """The parts, which are also written down: soon, or when something goes wrong."""
    waiting: dict[Item, ItemScore] = {}
    written = time.monotonic()
    try:
        for part in parts:
            yield part
            waiting.update(part)
            if store is not None and time.monotonic() - written >= _KEPT_EVERY:
                store.add(waiting)
                waiting, written = {}, time.monotonic()
    finally:
        if store is not None and waiting:
            store.add(waiting)


def _of_system(
    segments: Sequence[Sequence[Item]], kept: Mapping[Item, ItemScore], combine: str, higher_is_better: bool
) -> SystemScores:
    """The scores of a system, from those of the items of each of its segments."""
    if all(len(items) == 1 for items in segments):
        scores = tuple([kept[items[0]] for items in segments])
        return SystemScores(scores, sum([score.windowed for score in scores]))
    several = [[kept[item] for item in items] for items in segments]
    return SystemScores(
        tuple(_combined(of_segment, combine, higher_is_better) for of_segment in several),
        sum(any(score.windowed for score in of_segment) for of_segment in several),
    )


def _missing(by_system: Sequence[Sequence[Sequence[Item]]], kept: Collection[Item]) -> Iterator[list[Item]]:
    """What is not known yet, each item once, with the others of the first segment that it stands in."""
    seen = set(kept)
    for of_segment in zip(*by_system, strict=True):
        new = [item for item in dict.fromkeys(chain.from_iterable(of_segment)) if item not in seen]
        if new:
            seen.update(new)
            yield new


def _combined(scores: Sequence[ItemScore], combine: str, higher_is_better: bool) -> ItemScore:
    best = (max if higher_is_better else min)(scores, key=lambda score: score.value)
    if combine == "mean":
        return best._replace(value=sum(score.value for score in scores) / len(scores))
    return best


# ---- what is scored together ----


@dataclass(frozen=True)
class _Stretch:
    """Groups of items that are put in order together. The items of a group have source and references in common, and
    are always scored together.

    Attributes:
        groups: The groups.
        lengths: Of each item, in tokens; estimated where tokens are not counted.
        windows: The parts of those that are longer than the model takes.
    """

    groups: Sequence[Sequence[Item]]
    lengths: Mapping[Item, int]
    windows: Mapping[Item, Sequence[Item]]

    def parts(self, most: int) -> Iterator[list[Item]]:
        """Groups together, as long as they are no longer than that, but at least one; the longest first, so that a lack
        of memory shows at once."""
        part: list[Item] = []
        size = 0
        of_item = self.lengths.__getitem__
        for group in sorted(self.groups, key=lambda group: max(map(of_item, group)), reverse=True):
            of_group = sum(map(of_item, group))
            if part and size + of_group > most:
                yield part
                part, size = [], 0
            part.extend(group)
            size += of_group
        if part:
            yield part


def _stretches(model: Model, groups: Iterable[Sequence[Item]], long: str) -> Iterator[_Stretch]:
    """All groups at once; or, where tokens are not counted first, some at a time, so that those before are computed
    meanwhile, and at the end those of which only counting tells whether they are too long."""
    bound = model.bound
    if bound is None or long == "refuse":
        yield _counted(model, list(groups), long)
        return
    most, doubtful = model.limit - _MARKS, []
    short: list[Sequence[Item]] = []
    lengths: dict[Item, int] = {}
    for group in groups:
        bounds = [bound(item) for item in group]
        if max(bounds) > most:
            doubtful.append(group)
            continue
        short.append(group)
        lengths.update(zip(group, [size // _BYTES + 2 for size in bounds], strict=True))
        if len(lengths) >= _STRETCH:
            yield _Stretch(short, lengths, {})
            short, lengths = [], {}
    if short:
        yield _Stretch(short, lengths, {})
    if doubtful:
        yield _counted(model, doubtful, long)


def _counted(model: Model, groups: Sequence[Sequence[Item]], long: str) -> _Stretch:
    """Groups whose tokens are counted."""
    items = list(chain.from_iterable(groups))
    lengths = dict(zip(items, model.lengths(items), strict=True))
    windows = _windows(model, lengths, long)
    return _Stretch(groups, lengths | _whole_lengths(model, windows), windows)


def _score_in_parts(
    model: Model, groups: Iterable[Sequence[Item]], long: str, pace: Pace
) -> Iterator[dict[Item, ItemScore]]:
    """The scores of a few groups at a time."""
    out: deque[tuple[_Stretch, Sequence[Item]]] = deque()
    pace.tell(0, 0.0)

    def batches() -> Iterator[Sequence[Item]]:
        for stretch in _stretches(model, groups, long):
            for part in stretch.parts(_BATCHES_AT_ONCE * model.batch_tokens):
                out.append((stretch, part))
                yield [window for item in part for window in stretch.windows.get(item, (item,))]

    n_before = n_done = done = 0
    of: _Stretch | None = None
    for scores in scores_of_batches(model, batches()):
        stretch, part = out.popleft()
        if stretch is not of:
            of, n_before, done = stretch, n_done, 0
            whole = max(1, sum(stretch.lengths.values()))
        yield _of_part(part, stretch.windows, scores)
        n_done += len(part)
        done += sum(map(stretch.lengths.__getitem__, part))
        pace.tell(n_done, (n_before + len(stretch.lengths) * done / whole) / pace.total)


def _of_part(
    part: Sequence[Item], windows: Mapping[Item, Sequence[Item]], scores: Sequence[ItemScore]
) -> dict[Item, ItemScore]:
    """The scores of items, from those of their windows.

    Raises:
        MtqaError: when a score is no number.
    """
    if not all(map(math.isfinite, [score.value for score in scores])):
        raise MtqaError(
            "the model gave a score that is no number",
            "Give precision=bfloat16 on a GPU, or precision=float32; else check the model.",
        )
    if not windows:
        return dict(zip(part, scores, strict=True))
    coming = iter(scores)
    of_items = ((item, windows.get(item, (item,))) for item in part)
    return {item: _joined(of_item, list(islice(coming, len(of_item)))) for item, of_item in of_items}


# ---- windows ----


def _whole_lengths(model: Model, windows: Mapping[Item, Sequence[Item]]) -> dict[Item, int]:
    """The lengths of items that are scored in windows: those of all windows together."""
    lengths = iter(model.lengths([window for of_item in windows.values() for window in of_item]) if windows else ())
    return {item: sum(next(lengths) for _ in of_item) for item, of_item in windows.items()}


def _windows(model: Model, lengths: Mapping[Item, int], long: str) -> dict[Item, list[Item]]:
    """The parts that the model is to be given, for each item that is longer than it takes."""
    limit = model.limit
    too_long = [item for item, length in lengths.items() if length > limit]
    if too_long and long == "refuse":
        raise MtqaError(
            f"{len(too_long)} texts are longer than the {limit} tokens that the model takes, first:"
            f" '{too_long[0].hypothesis[:60]}'",
            "Split them, or give long=windows.",
        )
    windows: dict[Item, list[Item]] = {}
    n_parts = 1
    while too_long:
        n_parts += 1
        if n_parts > _MOST_WINDOWS:
            raise MtqaError(f"a text does not fit into the model's {limit} tokens even in {_MOST_WINDOWS} parts")
        parts = {item: _split(item, n_parts) for item in too_long}
        windows |= parts
        of_parts = iter(model.lengths([part for of_item in parts.values() for part in of_item]))
        too_long = [item for item, of_item in parts.items() if max([next(of_parts) for _ in of_item]) > limit]
    return windows


def _split(item: Item, n_parts: int) -> list[Item]:
    """The item in parts: every text is cut at the same shares of its length, at white space where there is any near."""
    sources, hypotheses = _cut(item.source, n_parts), _cut(item.hypothesis, n_parts)
    references = [None] * n_parts if item.reference is None else _cut(item.reference, n_parts)
    return [Item(*texts) for texts in zip(sources, hypotheses, references, strict=True)]


def _cut(text: str, n_parts: int) -> list[str]:
    ends = [0]
    for k in range(1, n_parts):
        wanted = len(text) * k // n_parts
        space = text.rfind(" ", max(ends[-1], wanted - len(text) // (2 * n_parts)), wanted + 1)
        ends.append(space + 1 if space >= 0 else max(wanted, ends[-1]))
    ends.append(len(text))
    return [text[start:end] for start, end in pairwise(ends)]


def _joined(windows: Sequence[Item], scores: Sequence[ItemScore]) -> ItemScore:
    """The mean over the windows, weighted by the length of the hypothesis; spans counted from its start."""
    if len(windows) == 1:
        return scores[0]
    weights = [len(window.hypothesis) for window in windows]
    total = sum(weights)
    if not total:
        weights, total = [1] * len(windows), len(windows)
    value = sum(weight * score.value for weight, score in zip(weights, scores, strict=True)) / total
    spans: list[ErrorSpan] = []
    offset = 0
    for window, score in zip(windows, scores, strict=True):
        spans += [span._replace(start=span.start + offset, end=span.end + offset) for span in score.spans]
        offset += len(window.hypothesis)
    return ItemScore(value, tuple(spans), windowed=True)
