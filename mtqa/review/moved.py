"""Judgements of texts that stand elsewhere by now: after an alignment was edited, segments have other numbers."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from mtqa.review.judgement import PLANTED, Judgement, standing
from mtqa.review.reviewed_texts import ReviewedTexts

__all__ = ["moved"]


def moved(judgements: Iterable[Judgement], texts: ReviewedTexts) -> tuple[tuple[Judgement, ...], ...]:
    """Copies of the judgements whose texts have moved within their document, about the segments that they are in now.

    What a finding is known by does not depend on its segment, so decisions need no copy. A text that stands twice in a
    document cannot be told apart, and a segment that its annotator has judged already keeps that judgement.

    Args:
        judgements: All that were made.
        texts: The texts of a language as they are now.

    Returns:
        For each annotator the copies, ready to be stored as one click; they take no more time.
    """
    kept = [one for one in standing(judgements) if one.language == texts.tag and one.shown not in PLANTED]
    rated = [one for one in kept if one.protocol != "findings"]
    judged = {_place(one) for one in rated if texts.is_current(one)}
    places = _segments(texts)
    copies: dict[str, list[Judgement]] = defaultdict(list)
    for one in rated:
        segments = places.get((one.document, one.system, one.about), ())
        if texts.is_current(one) or len(segments) != 1:
            continue
        copy = replace(one, segment_id=segments[0], number=0, seconds=0.0)
        if _place(copy) not in judged:
            judged.add(_place(copy))
            copies[one.annotator].append(copy)
    clicks = {annotator: f"moved {secrets.token_hex(8)}" for annotator in copies}
    return tuple(tuple(replace(one, client=clicks[who]) for one in rows) for who, rows in copies.items())


def _place(one: Judgement) -> tuple[str, str, str, str]:
    return one.annotator, one.protocol, one.segment_id, one.system


def _segments(texts: ReviewedTexts) -> dict[tuple[str, str, str], list[str]]:
    """Ids of the segments by document, system and digest of the texts."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for segment in texts.corpus.segments:
        for system in texts.outputs:
            found[segment.document, system, texts.about(segment.id, system)].append(segment.id)
    return found
