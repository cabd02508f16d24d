"""What may be wrong with a corpus, found before anybody trusts numbers that were computed on it."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from mtqa.corpus import Corpus, Origin, Segment
from mtqa.languages import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Defect", "Level", "TextCounts", "Validation", "validate"]

EXAMPLES = 5
SAMPLE = 40_000
"""Characters of each text that its language is told by."""
BLOCK = 1000
"""Characters that are judged together for it."""
FEW = 20
"""From this many segments on, shares of segments say something."""
MOSTLY = 0.5
UNTRANSLATED = 0.3
SAME_AS_REFERENCE = 0.9
OUTLIER = 3.5
"""Robust z-score (median and mean absolute deviation) of a log length ratio from which on a pair is suspicious."""
MANY_OUTLIERS = 0.1
SHIFT_GAIN = 0.2
"""By how much lengths must correlate better with the neighbouring line than with their own to look shifted."""
LONG = 2000

_DAMAGED = re.compile("\ufffd")
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00bf™œž“”\u009d¦]|[ÐÑ][\u0080-\u00bf°±²³´µ¶·¸¹º»¼½¾¿ÐÑ‚ƒ„…†‡ˆ‰Š‹ŒŽ]{1}[ÐÑ]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)


class Level(StrEnum):
    """How bad a defect is."""

    ERROR = "error"
    """Numbers computed on the corpus would be wrong."""
    WARNING = "warning"
    """Somebody should look."""


@dataclass(frozen=True)
class Defect:
    """Something that may be wrong.

    Attributes:
        level: How bad it is.
        kind: What it is: `wrong-language`, `encoding`, `empty`, ...
        text: Which text: `source`, `reference A`, `hypothesis engine`; "" for the corpus.
        message: In words.
        count: Segments that have it; 0 where it is about the whole.
        examples: Ids of the first of them.
    """

    level: Level
    kind: str
    text: str
    message: str
    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextCounts:
    """Size of one text of a corpus.

    Attributes:
        text: `source`, `reference A`, `hypothesis engine`.
        segments: Segments that it has something for.
        missing: Segments that it has nothing for.
        empty: Segments that it has an empty text for.
        words: Words, as divided by spaces.
        characters: Characters.
        ratio: Characters per character of the source; None where that cannot be said.
    """

    text: str
    segments: int
    missing: int
    empty: int
    words: int
    characters: int
    ratio: float | None


@dataclass(frozen=True)
class Validation:
    """What was found in the corpus of one language pair.

    Attributes:
        corpus: Its name.
        language_pair: Its direction, as `en-de`.
        n_segments: Segments.
        n_documents: Documents.
        texts: Counts of each text, the source first.
        defects: Errors first.
    """

    corpus: str
    language_pair: str
    n_segments: int
    n_documents: int
    texts: tuple[TextCounts, ...]
    defects: tuple[Defect, ...]

    @property
    def has_errors(self) -> bool:
        """Whether there is an error among the defects."""
        return any(defect.level is Level.ERROR for defect in self.defects)


@dataclass
class _Tally:
    """Counts one kind of defect and remembers where it was seen first."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, identifier: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(identifier)


@dataclass
class _Text:
    """What is learnt about one text in one pass."""

    label: str
    language: Language
    is_source: bool = False
    segments: int = 0
    missing: int = 0
    empty: int = 0
    words: int = 0
    characters: int = 0
    source_characters: int = 0
    sample: list[str] = field(default_factory=list)
    sample_size: int = 0
    source_lengths: array[int] = field(default_factory=lambda: array("I"))
    lengths: array[int] = field(default_factory=lambda: array("I"))
    places: array[int] = field(default_factory=lambda: array("I"))
    as_source: int = 0
    tallies: dict[str, _Tally] = field(default_factory=dict)

    def tally(self, kind: str, identifier: str) -> None:
        self.tallies.setdefault(kind, _Tally()).add(identifier)

    def add(self, text: str | None, source: str, identifier: str, place: int) -> None:
        if text is None:
            self.missing += 1
            return
        self.segments += 1
        if not text.strip():
            self.empty += 1
            if source.strip() and not self.is_source:
                self.tally("empty", identifier)
            return
        self.words += text.count(" ") + 1
        self.characters += len(text)
        self.source_characters += len(source)
        if self.sample_size < SAMPLE:
            if self.sample and len(self.sample[-1]) < BLOCK:
                self.sample[-1] += f" {text[:SAMPLE]}"
            else:
                self.sample.append(text[:SAMPLE])
            self.sample_size += len(text)
        if not self.is_source and source.strip():
            self.source_lengths.append(len(source))
            self.lengths.append(len(text))
            self.places.append(place)
            if text == source and any(character.isalpha() for character in text) and " " in text:
                self.as_source += 1
                self.tally("untranslated", identifier)
        self._look_at_characters(text, identifier)

    def _look_at_characters(self, text: str, identifier: str) -> None:
        if text.isascii():
            if "&" in text and _ENTITY.search(text):
                self.tally("entity", identifier)
            if not text.isprintable() and _CONTROL.search(text):
                self.tally("control", identifier)
        else:
            for kind, pattern in (
                ("damaged", _DAMAGED),
                ("mojibake", _MOJIBAKE),
                ("entity", _ENTITY),
                ("control", _CONTROL),
            ):
                if pattern.search(text):
                    self.tally(kind, identifier)
            if not unicodedata.is_normalized("NFC", text):
                self.tally("not-nfc", identifier)
        if len(text) > LONG:
            self.tally("long", identifier)


def validate(corpus: Corpus) -> Validation:
    """Look for what may be wrong with a corpus.

    Args:
        corpus: Of one language pair.

    Returns:
        Counts, and defects: texts in another language, damaged characters, empty and missing translations, copies of
        the source or of the reference, repeated segments, pairs of suspicious length, lines that seem shifted, licences
        and origins that are not stated.
    """
    pair = corpus.language_pair
    source = _Text("source", pair.source, is_source=True)
    references = {name: _Text(f"reference {name}", pair.target) for name in corpus.reference_names}
    systems = [_Text(f"hypothesis {system.name}", pair.target) for system in corpus.systems]
    keys = array("q")
    copies: dict[tuple[str, str], int] = {}
    columns = [iter(system.hypotheses) for system in corpus.systems]
    for place, segment in enumerate(corpus.segments):
        source.add(segment.source, segment.source, segment.id, place)
        for name, text in references.items():
            text.add(segment.references.get(name), segment.source, segment.id, place)
        of_systems = [next(column) for column in columns]
        for text, hypothesis in zip(systems, of_systems, strict=True):
            text.add(hypothesis, segment.source, segment.id, place)
            for name in references:
                if hypothesis and hypothesis == segment.references.get(name):
                    copies[text.label, f"reference {name}"] = copies.get((text.label, f"reference {name}"), 0) + 1
        keys.append(_key(segment) if segment.source else place)
    texts = [source, *references.values(), *systems]
    defects = [defect for text in texts for defect in _defects_of(text, corpus.segments)]
    defects += _defects_of_whole(corpus, _repeated(corpus, keys), copies, {text.label: text for text in systems})
    return Validation(
        corpus.name,
        str(pair),
        len(corpus.segments),
        len(corpus.documents),
        tuple(_counts(text) for text in texts),
        tuple(sorted(defects, key=lambda defect: defect.level is not Level.ERROR)),
    )


def _key(segment: Segment) -> int:
    return hash((segment.source, *sorted(segment.references.items())))


def _repeated(corpus: Corpus, keys: array[int]) -> _Tally:
    """Segments that an earlier one is the same as."""
    import numpy as np

    _, first, counts = np.unique(np.frombuffer(keys, dtype=np.int64), return_index=True, return_counts=True)
    tally = _Tally(count=len(keys) - len(first))
    if tally.count:
        several = {keys[position] for position in first[counts > 1].tolist()}
        seen: set[int] = set()
        for segment in corpus.segments:
            key = _key(segment) if segment.source else 0
            if key in several:
                if key in seen:
                    tally.examples.append(segment.id)
                    if len(tally.examples) == EXAMPLES:
                        break
                seen.add(key)
    return tally


def _counts(text: _Text) -> TextCounts:
    ratio = text.characters / text.source_characters if text.source_characters and not text.is_source else None
    return TextCounts(
        text.label, text.segments - text.empty, text.missing, text.empty, text.words, text.characters, ratio
    )


_MESSAGES = {
    "damaged": (Level.ERROR, "encoding", "characters were lost in an earlier conversion (they show as \ufffd)"),
    "mojibake": (Level.ERROR, "encoding", "letters look like UTF-8 that was read in another encoding (Ã¤ for ä)"),
    "control": (Level.WARNING, "encoding", "control characters are in the text"),
    "entity": (Level.WARNING, "encoding", "HTML entities such as &amp; are in the text"),
    "not-nfc": (Level.WARNING, "encoding", "letters and their accents are separate characters (not NFC)"),
    "empty": (Level.WARNING, "empty", "the translation is empty although the source is not"),
    "long": (Level.WARNING, "long", f"segments of more than {LONG} characters: are these really single segments?"),
}


def _defects_of(text: _Text, segments: Sequence[Segment]) -> Iterator[Defect]:
    for kind, (level, name, message) in _MESSAGES.items():
        tally = text.tallies.get(kind)
        if tally is not None:
            yield Defect(level, name, text.label, message, tally.count, tuple(tally.examples))
    full = text.segments - text.empty
    if not full:
        yield Defect(Level.ERROR, "empty", text.label, "there is no text in any segment")
        return
    if text.missing and not text.is_source:
        share = text.missing / (text.missing + text.segments)
        yield Defect(Level.WARNING, "missing", text.label, f"{share:.0%} of the segments are missing", text.missing)
    yield from _language_defects(text)
    untranslated = text.tallies.get("untranslated")
    if untranslated is not None and full >= FEW and text.as_source > UNTRANSLATED * full:
        yield Defect(
            Level.ERROR,
            "untranslated",
            text.label,
            "much of the text is the source, unchanged",
            untranslated.count,
            tuple(untranslated.examples),
        )
    yield from _length_defects(text, segments)


def _language_defects(text: _Text) -> Iterator[Defect]:
    from mtqa.documents import Block, BlockKind, Document, PageMetadata, check_language

    blocks = tuple(Block(BlockKind.PARAGRAPH, sample, None, None) for sample in text.sample)
    complaint = check_language(Document(text.label, blocks, PageMetadata()), text.language.tag)
    if complaint is not None:
        yield Defect(Level.ERROR, "wrong-language", text.label, complaint.replace("the page", "the text"))


def _length_defects(text: _Text, segments: Sequence[Segment]) -> Iterator[Defect]:
    import numpy as np

    if len(text.lengths) < FEW:
        return
    sources = np.frombuffer(text.source_lengths, dtype=np.uint32).astype(np.float64)
    targets = np.frombuffer(text.lengths, dtype=np.uint32).astype(np.float64)
    ratios = np.log((targets + 1) / (sources + 1))
    middle = float(np.median(ratios))
    spread = 1.4826 * float(np.median(np.abs(ratios - middle))) or 0.05
    # Short texts vary more: what is allowed grows as the square root of the length falls.
    allowed = np.maximum(1.0, np.sqrt(float(np.median(sources)) / np.maximum(1, sources)))
    far = np.flatnonzero(np.abs(ratios - middle) > OUTLIER * spread * allowed).tolist()
    if far:
        yield Defect(
            Level.ERROR if len(far) > MANY_OUTLIERS * len(ratios) else Level.WARNING,
            "alignment",
            text.label,
            "translations are much longer or shorter than usual for their source: are they aligned?",
            len(far),
            tuple(segments[text.places[position]].id for position in far[:EXAMPLES]),
        )
    own = _correlation(sources, targets)
    before, after = _correlation(sources[1:], targets[:-1]), _correlation(sources[:-1], targets[1:])
    if max(before, after) > own + SHIFT_GAIN:
        direction = "the one before" if before > after else "the next one"
        yield Defect(
            Level.ERROR,
            "shift",
            text.label,
            f"the lengths of the lines fit {direction} better than their own: a line seems to be missing or too many",
        )


def _correlation(sources: NDArray[np.float64], targets: NDArray[np.float64]) -> float:
    """Pearson's correlation of lengths; 0 where all are equal."""
    import numpy as np

    if not sources.std() or not targets.std():
        return 0.0
    return float(np.corrcoef(sources, targets)[0, 1])


def _defects_of_whole(
    corpus: Corpus, repeated: _Tally, copies: dict[tuple[str, str], int], systems: dict[str, _Text]
) -> Iterator[Defect]:
    if repeated.count:
        message = "segments have the same source (and references) as an earlier one"
        yield Defect(Level.WARNING, "repeated", "", message, repeated.count, tuple(repeated.examples))
    for (system, reference), count in copies.items():
        full = systems[system].segments - systems[system].empty
        if full >= FEW and count > SAME_AS_REFERENCE * full:
            message = f"the output is the same as the {reference}: was the reference taken for a system?"
            yield Defect(Level.ERROR, "copy", system, message, count)
    if not corpus.systems:
        yield Defect(Level.WARNING, "no-system", "", "there is no system output to judge")
    origins: list[tuple[str, Origin]] = [("source", corpus.source_origin)]
    origins += [(f"reference {name}", corpus.reference_origins.get(name, Origin())) for name in corpus.reference_names]
    origins += [(f"hypothesis {system.name}", system.origin) for system in corpus.systems]
    unlicensed = [text for text, origin in origins if not origin.licence]
    unknown = [text for text, origin in origins if not (origin.service or origin.model or origin.url)]
    if unlicensed:
        yield Defect(Level.WARNING, "licence", "", f"no licence is stated for: {_listed(unlicensed)}")
    if unknown:
        yield Defect(Level.WARNING, "provenance", "", f"nothing says where these come from: {_listed(unknown)}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
