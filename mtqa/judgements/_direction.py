"""Which scores are better, and on which scale: told by the scores themselves or by the form of the file.

A file's name is never enough. Scores none of which is above 0 are penalties, and higher is better. All other scores
need the user's word, except in files that have the name and the form of mt-metrics-eval's, where higher is better by
convention, unless the scores speak against it: MQM above 0, or scores that do not look like marks from 0 to 100, as
most counts of errors do not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from mtqa.contracts import Level, Rating, Told
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.judgements._mqm import SCALE

__all__ = ["Direction", "direction_of"]

_EVAL_NAME = re.compile(
    r"(?P<source>[a-z]{2,3}(?:_[A-Za-z]+)?)-(?P<target>[a-z]{2,3}(?:_[A-Za-z]+)?)\.(?P<kind>[^.]+)\."
    r"(?:[^.]+\.)?(?P<level>seg|domain|sys)\.score(?:\.gz)?"
)
HIGHEST_MARK = 100
_LEVELS = {"seg": Level.SEGMENT, "domain": Level.DOMAIN, "sys": Level.SYSTEM}


@dataclass(frozen=True)
class Direction:
    """Which scores are better, why, and what to call them."""

    higher_is_better: bool
    scale: str
    label: str


def direction_of(
    ratings: Sequence[Rating], level: Level, corpus: Corpus, told: Told, path: Path, *, is_bare: bool, named_mqm: bool
) -> Direction:
    """Find out which scores are better.

    Args:
        ratings: The scores.
        level: What each is about.
        corpus: The corpus.
        told: What the user says.
        path: The file.
        is_bare: Whether the file has no heading, as mt-metrics-eval's.
        named_mqm: Whether a heading calls the scores MQM.

    Raises:
        MtqaError: when there is no score, when it is not plain which are better, or when raters use different scales.
    """
    values = [rating.value for rating in ratings if rating.value is not None]
    if not values:
        raise MtqaError("holds no score", path=path)
    _check_scales(ratings, path)
    kind = _conventional_kind(path, level, corpus) if is_bare else ""
    if max(values) <= 0 and min(values) < 0:
        label = "MQM" if named_mqm or "mqm" in path.name.casefold() else "human score"
        if told.higher_is_better is None:
            return Direction(True, SCALE, label)
        return Direction(told.higher_is_better, "none above zero, direction as the user says", label)
    label = kind.upper() if kind and "mqm" not in kind.casefold() else "human score"
    scale = f"{min(values):g} to {max(values):g}"
    if told.higher_is_better is not None:
        return Direction(told.higher_is_better, f"{scale}, as the user says", label)
    if kind and "mqm" not in kind.casefold() and _like_marks(values):
        return Direction(True, f"{scale}, as mt-metrics-eval keeps scores", label)
    raise MtqaError(
        f"it is not plain whether higher scores are better ({scale})",
        f"Say --human '{path}:higher_is_better=true' (quality) or '{path}:higher_is_better=false' (errors).",
        path=path,
    )


def _conventional_kind(path: Path, level: Level, corpus: Corpus) -> str:
    """`da-sqm` of `en-de.da-sqm.seg.score`, where name, languages and level are as in mt-metrics-eval; else ""."""
    match = _EVAL_NAME.fullmatch(path.name)
    if match is None:
        return ""
    pair = corpus.language_pair
    if (match["source"][:2], match["target"][:2]) != (pair.source.tag[:2], pair.target.tag[:2]):
        raise MtqaError(
            f"is named for {match['source']}-{match['target']}, and the corpus is {pair}",
            "Rename the file if its judgements are of this corpus.",
            path=path,
        )
    return match["kind"] if _LEVELS[match["level"]] is level else ""


def _like_marks(values: Sequence[float]) -> bool:
    """Whether these look like marks: on both sides of 0, as standardised ones, or most of them from 50 to 100."""
    if min(values) < 0:
        return True
    (most, times), *_ = Counter(values).most_common(1)
    is_lowest = times > 1 and most == min(values)
    return max(values) <= HIGHEST_MARK and median(values) >= HIGHEST_MARK / 2 and not is_lowest


def _check_scales(ratings: Sequence[Rating], path: Path) -> None:
    """Refuse raters or systems of which some have scores from 0 to 1 and others far above.

    Raises:
        MtqaError: naming one of each.
    """
    for what in ("rater", "system"):
        groups: dict[str, list[float]] = defaultdict(list)
        for rating in ratings:
            if rating.value is not None:
                groups[getattr(rating, what)].append(rating.value)
        small = [name for name, of_name in groups.items() if _is_share(of_name)]
        large = [name for name, of_name in groups.items() if sorted(of_name)[len(of_name) // 2] > 10]
        if small and large:
            raise MtqaError(
                f"the {what} '{small[0]}' has scores from 0 to 1, and '{large[0]}' has some up to"
                f" {max(groups[large[0]]):g}",
                "Bring them to one scale.",
                path=path,
            )


def _is_share(values: Sequence[float]) -> bool:
    return len(values) > 1 and min(values) >= 0 and max(values) <= 1 and any(0 < value < 1 for value in values)
