"""A source page and any number of translations of it become segments that all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mtqa.alignment.beads import Alignment
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.pinned import PinnedAlignment, Sentences, anchor_places, sentences_of
from mtqa.documents import Document
from mtqa.languages import Language
from mtqa.results import Message

__all__ = ["AlignedSegment", "TargetPage", "align_pages", "join_alignments"]


@dataclass(frozen=True)
class TargetPage:
    """A translation of the page.

    Attributes:
        label: What to call it in warnings.
        document: Its blocks.
        translation: `mt` follows the source closely; `free` may rearrange sentences.
    """

    label: str
    document: Document
    translation: Literal["mt", "free"]


@dataclass(frozen=True)
class AlignedSegment:
    """A group of source sentences and what each translation says for it.

    Attributes:
        source: Source text; "" where only translations say something (an addition).
        targets: Text of each translation, in the order given; "" where a translation says nothing (an omission).
        kind: Kind of block of the first sentence.
    """

    source: str
    targets: tuple[str, ...]
    kind: str


def align_pages(
    source: Document,
    source_language: Language,
    targets: Sequence[TargetPage],
    target_language: Language,
    encoder: Encoder | None,
) -> tuple[tuple[AlignedSegment, ...], tuple[str, ...]]:
    """Split source and translations into sentences, align each translation with the source, and join the alignments.

    Args:
        source: The source page.
        source_language: Its language.
        targets: Translations into one language.
        target_language: That language.
        encoder: Sentence encoder, or None to align by length and by what looks alike.

    Returns:
        Segments in the source's order, and warnings about the alignment.
    """
    sentences = sentences_of(source, source_language)
    target_sentences: list[Sentences] = []
    alignments: list[Alignment] = []
    warnings: list[str] = []
    for target in targets:
        of_target = sentences_of(target.document, target_language)
        pinned = PinnedAlignment(sentences, of_target, source_language, target_language, encoder, target.translation)
        alignment = pinned.align_around((), anchor_places(source, target.document))
        target_sentences.append(of_target)
        alignments.append(alignment)
        warnings += [
            Message("{label}: {message}", label=target.label, message=warning) for warning in alignment.warnings
        ]
    segments = join_alignments(
        sentences.texts,
        sentences.kinds,
        [of_target.texts for of_target in target_sentences],
        [of_target.kinds for of_target in target_sentences],
        alignments,
    )
    return segments, tuple(warnings)


def join_alignments(
    source: Sequence[str],
    source_kinds: Sequence[str],
    targets: Sequence[Sequence[str]],
    target_kinds: Sequence[Sequence[str]],
    alignments: Sequence[Alignment],
) -> tuple[AlignedSegment, ...]:
    """The finest segments that no bead of any alignment crosses.

    Source sentences that any translation has in one bead come together. What a translation adds between two segments
    becomes a segment with an empty source; what it adds inside a group stays in that group. No sentence is lost.

    Args:
        source: n source sentences.
        source_kinds: Kind of block of each.
        targets: For each translation its sentences.
        target_kinds: For each translation the kinds of block of its sentences.
        alignments: For each translation its alignment with the source.
    """
    n = len(source)
    joined = [False] * (n + 1)  # joined[i]: sentence i belongs with sentence i - 1
    for alignment in alignments:
        for bead in alignment.beads:
            for i in bead.source[1:]:
                joined[i] = True
    starts = [i for i in range(n) if not joined[i]]
    group_of = [0] * n
    for group, start in enumerate(starts):
        for i in range(start, starts[group + 1] if group + 1 < len(starts) else n):
            group_of[i] = group
    # Slots in order: the gap before group 0, group 0, the gap before group 1, ..., the gap at the end.
    slots: list[list[list[str]]] = [[[] for _ in targets] for _ in range(2 * len(starts) + 1)]
    gap_kinds = [""] * len(slots)
    for column, (alignment, sentences, kinds) in enumerate(zip(alignments, targets, target_kinds, strict=True)):
        position = 0  # the next source sentence
        for bead in alignment.beads:
            if bead.source:
                slot = 2 * group_of[bead.source[0]] + 1
                position = bead.source[-1] + 1
            elif position < n and joined[position]:
                slot = 2 * group_of[position] + 1
            else:
                slot = 2 * (group_of[position] if position < n else len(starts))
                gap_kinds[slot] = gap_kinds[slot] or kinds[bead.target[0]]
            slots[slot][column] += [sentences[j] for j in bead.target]
    segments: list[AlignedSegment] = []
    for slot, texts in enumerate(slots):
        in_targets = tuple(" ".join(text) for text in texts)
        if slot % 2:
            start = starts[slot // 2]
            end = starts[slot // 2 + 1] if slot // 2 + 1 < len(starts) else n
            segments.append(AlignedSegment(" ".join(source[start:end]), in_targets, source_kinds[start]))
        elif any(in_targets):
            segments.append(AlignedSegment("", in_targets, gap_kinds[slot]))
    return tuple(segments)
