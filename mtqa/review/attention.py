"""Whether annotators attend: translations that were damaged on purpose, and a tutorial of three screens.

As in campaigns of DA and ESA, some words in the middle of a translation are replaced by words of another one. Who reads
rates the damaged one clearly lower than the intact one of the same system. Neither these nor the tutorial's judgements
are ever counted in results.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus
from mtqa.review.assignment import Plan
from mtqa.review.judgement import Judgement, Rating, rating_of, standing
from mtqa.review.typology import mqm_score, typology_of

__all__ = [
    "AttentionItem",
    "AttentionResult",
    "TutorialScreen",
    "attention_items",
    "attention_results",
    "tutorial",
    "tutorial_json",
]

FEWEST_WORDS = 6
"""Shorter translations are left alone: with few words, damage is hard to tell from a bad translation."""
CLEARLY = 10.0
"""Points of 100 by which the damaged one must be rated lower."""
HARD_TO_LOWER = 15.0
"""Where the intact one has no more than this, it is enough that the damaged one has no more either."""
GRAVE = 5.0
"""In MQM the damaged one must have a major error's weight more."""
_MOST_DONORS = 100
_TUTORIAL = Path(__file__).with_name("tutorial.toml")


@dataclass(frozen=True)
class AttentionItem:
    """A damaged translation that is shown beside the intact ones.

    Attributes:
        document: Name of the document.
        segment_id: Id of the segment.
        system: The system whose translation was damaged.
        text: The damaged translation.
    """

    document: str
    segment_id: str
    system: str
    text: str


@dataclass(frozen=True)
class AttentionResult:
    """How an annotator rated damaged translations.

    Attributes:
        passed: How many were rated clearly lower than the intact ones.
        total: How many can be told: both the damaged and the intact one were judged.
        failed: Ids of the segments in which it was not seen.
    """

    passed: int
    total: int
    failed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, int]:
        """As the page takes it."""
        return {"passed": self.passed, "total": self.total}


def attention_items(corpus: Corpus, plan: Plan, annotator: str, *, share: float = 0.05) -> tuple[AttentionItem, ...]:
    """The damaged translations of an annotator, spread over the documents; the same every time.

    Args:
        corpus: What is judged.
        plan: Who judges what.
        annotator: Whose they are.
        share: How many there are for each translation that is judged.
    """
    wanted = set(plan.documents(annotator))
    key = (str(plan.seed), plan.corpus, annotator)
    places = [
        (position, system.name)
        for system in corpus.systems
        for position, text in enumerate(system.hypotheses)
        if text is not None and corpus.segments[position].document in wanted
    ]
    long_enough = [place for place in places if len(_words(_text(corpus, place))) >= FEWEST_WORDS]
    drawn = sorted(long_enough, key=lambda place: _drawn(*key, corpus.segments[place[0]].id, place[1]))
    taken: dict[int, AttentionItem] = {}
    for place in drawn:
        if len(taken) >= round(share * len(places)):
            break
        item = _item(corpus, place, long_enough, key)
        if place[0] not in taken and item is not None:
            taken[place[0]] = item
    return tuple(taken[position] for position in sorted(taken))


def _text(corpus: Corpus, place: tuple[int, str]) -> str:
    """The translation of a segment by a system."""
    return corpus.system(place[1]).hypotheses[place[0]] or ""


def _item(
    corpus: Corpus, place: tuple[int, str], others: Sequence[tuple[int, str]], key: tuple[str, ...]
) -> AttentionItem | None:
    segment, text = corpus.segments[place[0]], _text(corpus, place)
    first = int.from_bytes(_drawn(*key, segment.id, "donor")[:6], "big")
    for step in range(min(_MOST_DONORS, len(others))):
        other = others[(first + step) % len(others)]
        if corpus.segments[other[0]].source != segment.source:
            damaged = _damaged(text, _text(corpus, other))
            return AttentionItem(segment.document, segment.id, place[1], damaged) if damaged != text else None
    return None


def _damaged(text: str, other: str) -> str:
    """A third of the words, in the middle, replaced by as many of another text."""
    words, strange = _words(text), _words(other)
    n = min(max(3, len(words) // 3), len(strange))
    start, first = (len(words) - n) // 2, (len(strange) - n) // 2
    joint = " " if " " in text.strip() else ""
    return joint.join([*words[:start], *strange[first : first + n], *words[start + n :]])


def _words(text: str) -> list[str]:
    """Words; single characters where a text is written without blanks."""
    words = text.split()
    return words if len(words) > 1 or len(text) <= 2 * FEWEST_WORDS else list(text)


def _drawn(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def attention_results(judgements: Iterable[Judgement]) -> dict[str, AttentionResult]:
    """For each annotator who was shown damaged translations, how many of them were seen.

    A damaged one is set against the same annotator's judgement of the intact one of the same system. Where that is not
    there yet, nothing is told.
    """
    by_thing: dict[tuple[str, str, str, str, str], dict[bool, Judgement]] = defaultdict(dict)
    for one in standing(judgements):
        if one.shown != "tutorial" and isinstance(one.content, Rating):
            thing = (one.annotator, one.protocol, one.language, one.segment_id, one.system)
            by_thing[thing][one.shown == "attention"] = one
    seen: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for (annotator, _, _, segment, _), both in by_thing.items():
        if len(both) == 2:
            seen[annotator].append((_is_seen(both[True], both[False]), segment))
    return {
        name: AttentionResult(
            sum(is_seen for is_seen, _ in rows), len(rows), tuple(segment for is_seen, segment in rows if not is_seen)
        )
        for name, rows in seen.items()
    }


def _is_seen(damaged: Judgement, intact: Judgement) -> bool:
    worse, better = _value(damaged), _value(intact)
    if damaged.protocol == "mqm":
        return worse <= better - GRAVE
    return worse <= better - CLEARLY or (better <= HARD_TO_LOWER and worse <= better)


def _value(one: Judgement) -> float:
    rating = rating_of(one)
    return mqm_score(rating.spans, typology_of("mqm")) if rating.score is None else rating.score


@dataclass(frozen=True)
class TutorialScreen:
    """One screen of the tutorial.

    Attributes:
        title: What it is about.
        text: What to do, in a few sentences.
        source: An English source text.
        hypothesis: A translation of it, written in English too so that everybody can follow.
        expected: What a good judgement has: `score` as its lowest and highest value, `spans` by the words to mark, with
            side and severity, `decision`, or `text`.
        explanation: What is said afterwards.
    """

    title: str
    text: str
    source: str
    hypothesis: str
    expected: Mapping[str, Any]
    explanation: str


@cache
def tutorial(protocol: str) -> tuple[TutorialScreen, ...]:
    """The three screens of a protocol; none for a protocol that there is not."""
    screens = tomllib.loads(_TUTORIAL.read_text(encoding="utf-8")).get(protocol, [])
    return tuple(TutorialScreen(**screen) for screen in screens)


def tutorial_json(protocol: str) -> list[dict[str, Any]]:
    """The screens as the page takes them; words to mark have their places."""
    return [{**asdict(screen), "expected": _placed(screen)} for screen in tutorial(protocol)]


def _placed(screen: TutorialScreen) -> dict[str, Any]:
    expected = dict(screen.expected)
    texts = {"source": screen.source, "hypothesis": screen.hypothesis}
    if "spans" in expected:
        expected["spans"] = [
            {**span, "start": (start := texts[span["side"]].index(span["words"])), "end": start + len(span["words"])}
            for span in expected["spans"]
        ]
    return expected
