"""Corrected texts: references that are named after their authors, and how much had to be changed (HTER)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtqa.corpus import Corpus, Segment
from mtqa.engine import TerConfig, segment_scores, statistics
from mtqa.review import Edit, Judgement
from mtqa.review.exports.rated import counted

__all__ = ["PostEdit", "PostEditRate", "edits_of", "post_edit_rates", "with_post_edits"]


@dataclass(frozen=True)
class PostEdit:
    """A translation as somebody corrected it.

    Attributes:
        judgement: Whose, when, of which system and segment.
        position: The segment, as a position in the corpus.
        source: Source text.
        hypothesis: The translation.
        text: The corrected text.
        comment: What the annotator wrote beside it.
        rate: HTER: edits in percent of the corrected text's words, as TER counts them.
        edits: How many edits there are.
        words: Words of the corrected text.
    """

    judgement: Judgement
    position: int
    source: str
    hypothesis: str
    text: str
    comment: str
    rate: float
    edits: float
    words: float


@dataclass(frozen=True)
class PostEditRate:
    """How much of a system's translations somebody changed.

    Attributes:
        annotator: Who.
        system: Name of the system.
        n_segments: How many translations were corrected, those included in which nothing had to be changed.
        rate: HTER: edits in percent of the words of all corrected texts; lower is better.
        n_unchanged: In how many nothing was changed.
    """

    annotator: str
    system: str
    n_segments: int
    rate: float
    n_unchanged: int


def edits_of(judgements: Iterable[Judgement], corpus: Corpus) -> tuple[PostEdit, ...]:
    """All corrected texts that stand, by annotator, system and segment, with their HTER by the engine's TER."""
    found = [(one, position, text) for one, position, text in counted(judgements, corpus, "edit")]
    kept = [(one, position, text, one.content) for one, position, text in found if isinstance(one.content, Edit)]
    if not kept:
        return ()
    config = TerConfig()
    counts = statistics(config, [text for _, _, text, _ in kept], [[edit.text for *_, edit in kept]])
    rates = segment_scores(config, counts)
    edits = [
        PostEdit(
            *(one, position, corpus.segments[position].source, text, edit.text, edit.comment),
            *(float(rate), float(n_edits), float(n_words)),
        )
        for (one, position, text, edit), rate, (n_edits, n_words) in zip(kept, rates, counts, strict=True)
    ]
    return tuple(sorted(edits, key=lambda one: (one.judgement.annotator, one.judgement.system, one.position)))


def post_edit_rates(judgements: Iterable[Judgement], corpus: Corpus) -> tuple[PostEditRate, ...]:
    """HTER by annotator and system."""
    groups: dict[tuple[str, str], list[PostEdit]] = defaultdict(list)
    for edit in edits_of(judgements, corpus):
        groups[edit.judgement.annotator, edit.judgement.system].append(edit)
    return tuple(_rate(*key, edits) for key, edits in groups.items())


def _rate(annotator: str, system: str, edits: Sequence[PostEdit]) -> PostEditRate:
    changes, words = sum(edit.edits for edit in edits), sum(edit.words for edit in edits)
    rate = 100 * changes / words if words else 100.0 * (changes > 0)
    return PostEditRate(annotator, system, len(edits), rate, sum(edit.text == edit.hypothesis for edit in edits))


def with_post_edits(corpus: Corpus, judgements: Iterable[Judgement]) -> Corpus:
    """The corpus with the corrected texts as further references.

    A reference is named after its author. Where somebody corrected several systems, each has a reference of its own
    (`ana-system`), for a segment has one text of each name. What the corpus had under such a name already stays.
    """
    edits = edits_of(judgements, corpus)
    names = _reference_names(edits, corpus)
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for edit in edits:
        texts[edit.position][names[edit.judgement.annotator, edit.judgement.system]] = edit.text
    segments = tuple(_with_references(segment, texts.get(n, {})) for n, segment in enumerate(corpus.segments))
    return replace(corpus, segments=segments)


def _with_references(segment: Segment, texts: Mapping[str, str]) -> Segment:
    return replace(segment, references={**segment.references, **texts}) if texts else segment


def _reference_names(edits: Sequence[PostEdit], corpus: Corpus) -> dict[tuple[str, str], str]:
    systems: dict[str, set[str]] = defaultdict(set)
    for edit in edits:
        systems[edit.judgement.annotator].add(edit.judgement.system)
    names: dict[tuple[str, str], str] = {}
    taken = set(corpus.reference_names)
    for annotator, of_annotator in systems.items():
        for system in sorted(of_annotator):
            wanted = annotator if len(of_annotator) == 1 else f"{annotator}-{system}"
            names[annotator, system] = _free(wanted, taken)
            taken.add(names[annotator, system])
    return names


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
