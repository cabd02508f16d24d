"""Segments through a model: windows for what is too long, several references, and scores kept as they are computed."""

from __future__ import annotations

import itertools
import math
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
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
_KEPT_EVERY = 1.0
"""Seconds after which scores are written down: what a run that is killed loses at most."""
_BYTES = 4
"""Of UTF-8 that are taken for a token where tokens are not counted."""
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
    if references is None:
        by_segment = [
            [[Item(source, hypothesis)] for hypothesis in of_segment]
            for source, *of_segment in zip(sources, *systems, strict=True)
        ]
    else:
        by_segment = [
            [[Item(source, hypothesis, reference) for reference in of_references] for hypothesis in of_segment]
            for of_references, source, *of_segment in zip(references, sources, *systems, strict=True)
        ]
    groups = [list(dict.fromkeys(item for of_system in segment for item in of_system)) for segment in by_segment]
    store = None if cache is None else ScoreStore(cache, f"{model.identity}|{long}|mtqa:{version('mtqa')}", *bounds)
    kept = {} if store is None else store.read({item for group in groups for item in group})
    missing = _missing(groups, kept)
    for scored in _keeping(_score_in_parts(model, missing, long, name, progress), store):
        kept.update(scored)
    if store is not None and missing:
        store.make_room()
    return [
        _of_system([segment[k] for segment in by_segment], kept, combine, higher_is_better) for k in range(len(systems))
    ]


def _keeping(parts: Iterable[dict[Item, ItemScore]], store: ScoreStore | None) -> Iterator[dict[Item, ItemScore]]:
    """The parts, which are also written down, at the latest a second after they came, or when something goes wrong."""
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
    scores = [[kept[item] for item in items] for items in segments]
    return SystemScores(
        tuple(_combined(of_segment, combine, higher_is_better) for of_segment in scores),
        sum(any(score.windowed for score in of_segment) for of_segment in scores),
    )


def _missing(groups: Sequence[Sequence[Item]], kept: Mapping[Item, ItemScore]) -> list[list[Item]]:
    """What is not known yet, each item once, with the others of the first segment that it stands in."""
    seen = set(kept)
    groups_to_score = []
    for group in groups:
        new = [item for item in group if item not in seen]
        seen.update(new)
        if new:
            groups_to_score.append(new)
    return groups_to_score


def _combined(scores: Sequence[ItemScore], combine: str, higher_is_better: bool) -> ItemScore:
    best = (max if higher_is_better else min)(scores, key=lambda score: score.value)
    if combine == "mean":
        return best._replace(value=sum(score.value for score in scores) / len(scores))
    return best


def _score_in_parts(
    model: Model, groups: Sequence[Sequence[Item]], long: str, name: str, progress: Progress | None
) -> Iterator[dict[Item, ItemScore]]:
    """The scores of a few groups at a time, the longest first, so that a lack of memory shows at once.

    The items of a group have source and references in common, and are always scored together.
    """
    items = [item for group in groups for item in group]
    if not items:
        return
    lengths, counted = _lengths(model, items)
    windows = _windows(model, counted, long)
    lengths |= _whole_lengths(model, windows)
    ordered = sorted(groups, key=lambda group: max(lengths[item] for item in group), reverse=True)
    pace = Pace(name, len(items), "segments", progress)
    n_done = done = 0
    whole = max(1, sum(lengths.values()))
    pace.tell(0, 0.0)
    for scored in _score_windows(model, _parts(ordered, lengths, _BATCHES_AT_ONCE * model.batch_tokens), windows):
        yield scored
        n_done += len(scored)
        done += sum(lengths[item] for item in scored)
        pace.tell(n_done, done / whole)


def _parts(groups: Sequence[Sequence[Item]], lengths: Mapping[Item, int], most: int) -> Iterator[list[Item]]:
    """Groups together, as long as they are no longer than that, but at least one."""
    part: list[Item] = []
    size = 0
    for group in groups:
        of_group = sum(lengths[item] for item in group)
        if part and size + of_group > most:
            yield part
            part, size = [], 0
        part.extend(group)
        size += of_group
    if part:
        yield part


def _lengths(model: Model, items: Sequence[Item]) -> tuple[dict[Item, int], dict[Item, int]]:
    """How long items are, and the tokens of those that may be too long.

    Where tokens are not counted first, a quarter of the bytes says which items are of like length, and only what has
    more bytes than the model takes tokens is counted.
    """
    if model.bound is None:
        counted = dict(zip(items, model.lengths(items), strict=True))
        return counted, counted
    bounds = {item: model.bound(item) for item in items}
    doubtful = [item for item, bound in bounds.items() if bound + _MARKS > model.limit]
    counted = dict(zip(doubtful, model.lengths(doubtful), strict=True)) if doubtful else {}
    return {item: bound // _BYTES + 2 for item, bound in bounds.items()}, counted


# ---- windows ----


def _score_windows(
    model: Model, parts: Iterable[Sequence[Item]], windows: Mapping[Item, Sequence[Item]]
) -> Iterator[dict[Item, ItemScore]]:
    """The scores of the items of each part, from those of their windows."""
    out: deque[Sequence[Item]] = deque()

    def batches() -> Iterator[list[Item]]:
        for part in parts:
            out.append(part)
            yield [window for item in part for window in windows.get(item, (item,))]

    for of_part in scores_of_batches(model, batches()):
        scores, part = iter(of_part), out.popleft()
        yield {item: _checked(windows.get(item, (item,)), scores) for item in part}


def _checked(windows: Sequence[Item], scores: Iterator[ItemScore]) -> ItemScore:
    """The score of an item from the next scores, which are those of its windows."""
    of_windows = [next(scores) for _ in windows]
    if not all(math.isfinite(score.value) for score in of_windows):
        raise MtqaError(
            "the model gave a score that is no number",
            "Give precision=bfloat16 on a GPU, or precision=float32; else check the model.",
        )
    return _joined(windows, of_windows)


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
    return [text[start:end] for start, end in itertools.pairwise(ends)]


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
