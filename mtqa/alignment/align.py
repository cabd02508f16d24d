"""Alignment of the sentences of two documents by dynamic programming over the whole document.

A bead's score is the cosine of its two sides less a margin, the mean cosine of either side with what stands next to
the other (so that a text that resembles everything gains nothing), times a factor for different lengths. With an
encoder, the vectors are centred per document and side; groups of sentences are first pooled, weighted by length, and
where the first pass finds anything but 1-1 beads, groups are encoded as they would be read and aligned once more.
Without an encoder, the vectors hold what is visible on the surface, and length counts more.

After Thompson and Koehn (2019, vecalign), Liu and Zhu (2023, bertalign) and Gale and Church (1993).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from mtqa.alignment.band import band_of
from mtqa.alignment.bead_scores import BY_MEANING, BY_SURFACE
from mtqa.alignment.beads import Alignment, Bead
from mtqa.alignment.best_path import best_path
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.lexical import surface_vectors
from mtqa.alignment.sides import Side, lengths_of, side_of
from mtqa.results import Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alignment", "Bead", "align"]

_ENCODED_GROUPS = (2, 3)
_MARGIN = 0.3
"""How far behind the best path another may be, in the sum of scores, whose groups are encoded as they would be read. On
the development document of Text+Berg nothing changes from .3 to 2.0, which takes four times as long."""
_MT_SKIP = 0.0


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    encoder: Encoder | None,
    source_language: str = "",
    target_language: str = "",
    source_blocks: Sequence[int] | None = None,
    target_blocks: Sequence[int] | None = None,
    translation: Literal["mt", "free"] = "mt",
) -> Alignment:
    """Align two documents sentence by sentence.

    Args:
        source: n source sentences.
        target: m target sentences.
        encoder: Sentence encoder, or None to go by length and by what is visible on the surface.
        source_language: Tag of the source language, for warnings.
        target_language: Tag of the target language, for warnings.
        source_blocks: Number of the block that each source sentence is in; beads rather stay inside a block.
        target_blocks: The same for the target.
        translation: `mt` follows the source closely; `free` may leave out, add and rearrange.

    Returns:
        Beads that cover every sentence once, in order: 1-1, 1-n and n-1 up to 4, 2-2, omissions and additions.
    """
    method = (
        "length, numbers, names and cognates"
        if encoder is None
        else f"sentence embeddings, {encoder.name} {encoder.revision}"
    )
    warnings: list[str] = []
    if encoder is None:
        pair = f"{source_language}-{target_language}" if source_language and target_language else ""
        warnings.append(_unsure(pair))
    if not source or not target:
        one_sided = [Bead((i,), (), 0.0) for i in range(len(source))] + [
            Bead((), (j,), 0.0) for j in range(len(target))
        ]
        return Alignment(tuple(one_sided), method, False, tuple(warnings))
    blocks = (source_blocks or [0] * len(source), target_blocks or [0] * len(target))
    if encoder is None:
        beads = _align_by_surface(source, target, blocks)
    else:
        beads = _align_by_meaning(source, target, blocks, encoder, _MT_SKIP if translation == "mt" else BY_MEANING.skip)
    unmatched = sum(len(bead.source) + len(bead.target) for bead in beads if not bead.source or not bead.target)
    if unmatched > (len(source) + len(target)) / 2:
        warnings.append(
            Message(
                "{n} of {all} sentences have no counterpart: are these two versions of the same text?",
                n=unmatched,
                all=len(source) + len(target),
            )
        )
    return Alignment(tuple(beads), method, encoder is not None and len(warnings) == 0, tuple(warnings))


def _unsure(pair: str) -> Message:
    """The warning of an alignment that no encoder made."""
    if pair:
        return Message(
            "aligned ({pair}) without a sentence encoder, by length, numbers and names only: check the alignment before"
            " you trust the scores. For a surer one: pip install 'mtqa[embed]'.",
            pair=pair,
        )
    return Message(
        "aligned without a sentence encoder, by length, numbers and names only: check the alignment before you trust"
        " the scores. For a surer one: pip install 'mtqa[embed]'."
    )


def _align_by_meaning(
    source: Sequence[str],
    target: Sequence[str],
    blocks: tuple[Sequence[int], Sequence[int]],
    encoder: Encoder,
    skip: float,
) -> list[Bead]:
    import numpy as np

    texts = (source, target)
    raw = [encoder.encode(side) for side in texts]
    means = [vectors.mean(axis=0) if len(vectors) > 1 else np.zeros_like(vectors[0]) for vectors in raw]
    centred = [vectors - mean for vectors, mean in zip(raw, means, strict=True)]
    sides = [
        side_of(text, (vectors * lengths_of(text)[:, None]).astype(np.float32), of_side)
        for text, vectors, of_side in zip(texts, centred, blocks, strict=True)
    ]
    band = band_of(sides[0], sides[1], BY_MEANING.towards_middle)
    paths = best_path(sides[0], sides[1], BY_MEANING, skip, band)
    beads = paths.beads()
    if all(bead.kind == "1-1" for bead in beads):
        return beads
    doubtful = paths.groups_within(_MARGIN)
    for text, side, mean, groups in zip(texts, sides, means, doubtful, strict=True):
        _encode_groups(text, side, mean, groups, encoder)
    return best_path(sides[0], sides[1], BY_MEANING, skip, band).beads()


def _align_by_surface(
    source: Sequence[str], target: Sequence[str], blocks: tuple[Sequence[int], Sequence[int]]
) -> list[Bead]:
    of_source, of_target = surface_vectors(source, target)
    source_side = side_of(source, of_source[0], blocks[0], alone=of_source[1])
    target_side = side_of(target, of_target[0], blocks[1], alone=of_target[1])
    band = band_of(source_side, target_side, BY_SURFACE.towards_middle)
    return best_path(source_side, target_side, BY_SURFACE, BY_SURFACE.skip, band).beads()


def _encode_groups(
    sentences: Sequence[str],
    side: Side,
    mean: NDArray[np.float32],
    groups: Collection[tuple[int, int]],
    encoder: Encoder,
) -> None:
    """Replace pooled vectors of groups by those of the text as it would be read."""
    import numpy as np

    for size in _ENCODED_GROUPS:
        starts = sorted(start for start, of_group in groups if of_group == size)
        if not starts:
            continue
        vectors = encoder.encode([" ".join(sentences[i : i + size]) for i in starts]) - mean
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        side.encoded[size] = dict(zip(starts, vectors, strict=True))
