"""What counts of a campaign's judgements: for each annotator, system and segment the one that stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtqa.corpus import Corpus, Segment
from mtqa.review import PLANTED, Judgement, MarkedSpan, Rating, Typology, mqm_score, rating_of, standing, text_digest

__all__ = ["RATING_PROTOCOLS", "ExportFile", "Rated", "counted", "file_name", "pair_name", "ratings_of"]

RATING_PROTOCOLS = ("esa", "mqm", "da")
"""Protocols whose judgements are ratings of translations."""
_BREAKING = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')


@dataclass(frozen=True)
class ExportFile:
    """A file of an export.

    Attributes:
        name: Its name.
        content: What is in it.
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class Rated:
    """A translation, and what one annotator says of it.

    Attributes:
        annotator: Who.
        system: Name of the system.
        position: The segment, as a position in the corpus.
        segment: The segment.
        hypothesis: The translation.
        value: The score: what was given, or by MQM what the errors weigh, below zero.
        spans: The errors that were marked.
        judgement: All of it.
    """

    annotator: str
    system: str
    position: int
    segment: Segment
    hypothesis: str
    value: float
    spans: tuple[MarkedSpan, ...]
    judgement: Judgement


def counted(judgements: Iterable[Judgement], corpus: Corpus, protocol: str) -> Iterator[tuple[Judgement, int, str]]:
    """The judgements of a protocol that stand and count, with segment and translation.

    What was planted is left out, and so is what was judged of a text that is another one by now.
    """
    tag = corpus.language_pair.target.tag
    positions = {segment.id: number for number, segment in enumerate(corpus.segments)}
    outputs = {system.name: system.hypotheses for system in corpus.systems}
    sources = [segment.source for segment in corpus.segments]
    for one in standing(j for j in judgements if j.protocol == protocol and j.language == tag):
        position = positions.get(one.segment_id)
        if one.shown in PLANTED or position is None or one.system not in outputs:
            continue
        hypothesis = outputs[one.system][position]
        if hypothesis is not None and one.about == text_digest(sources[position], hypothesis):
            yield one, position, hypothesis


def ratings_of(judgements: Iterable[Judgement], corpus: Corpus, protocol: str, kinds: Typology) -> tuple[Rated, ...]:
    """The ratings of a protocol, by annotator, then system, then segment.

    Args:
        judgements: Any.
        corpus: The corpus of one language.
        protocol: `esa`, `mqm` or `da`.
        kinds: What errors weigh.
    """
    systems = {system.name: number for number, system in enumerate(corpus.systems)}
    rows = [
        _rated(one, position, hypothesis, corpus.segments, kinds)
        for one, position, hypothesis in counted(judgements, corpus, protocol)
        if isinstance(one.content, Rating)
    ]
    return tuple(sorted(rows, key=lambda row: (row.annotator, systems[row.system], row.position)))


def _rated(one: Judgement, position: int, hypothesis: str, segments: Sequence[Segment], kinds: Typology) -> Rated:
    rating = rating_of(one)
    value = mqm_score(rating.spans, kinds) if rating.score is None else rating.score
    return Rated(one.annotator, one.system, position, segments[position], hypothesis, value, rating.spans, one)


def pair_name(corpus: Corpus) -> str:
    """The language pair as mt-metrics-eval writes it in names of files: `en-pt_BR`."""
    pair = corpus.language_pair
    return "-".join(language.tag.replace("-", "_") for language in (pair.source, pair.target))


def file_name(*parts: str) -> str:
    """A file's name of parts with points between, without characters that file systems refuse."""
    return ".".join(_BREAKING.sub("_", part).strip(". ")[:80] or "_" for part in parts)
