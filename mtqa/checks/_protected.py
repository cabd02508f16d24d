"""Which stretches of two texts are no language: the one place that every check asks.

Placeholders, tags, addresses, codes, citations and the like are copied, not translated. `language_of` gives both texts
of a translation with such stretches blanked, every other character in its place; words, digits and capitals inside
them belong to no check but `markup`, which reports those that are lost or changed (`protected`).

A firm stretch is known by its form alone. One that is not, such as "3.2" in "Chapter 3.2", counts only where the other
text has it too; otherwise it is language like everything else, and the checks of numbers and words judge it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mtqa.checks._citations import AFTER_CAPITALS, citations, numbered_places
from mtqa.checks._stretch import Kind, Stretch
from mtqa.checks._syntax import addresses, keys, syntax
from mtqa.contracts import Translation

__all__ = [
    "OBJECT",
    "Kind",
    "Protected",
    "Stretch",
    "blanked",
    "language_of",
    "only_language",
    "protected",
    "stretches",
]

OBJECT = "\ufffc"
"""What blanked stretches consist of: neither letter nor space nor mark, as an object in a line of text."""
_BARE = "_bare"
"""Where a translation keeps what `only_language` has made of it."""
_REMEMBERED = 32_768
"""Pairs of texts that are remembered: the checks go through a corpus one after another."""
_LONG = 50_000
"""Characters of a text that are looked at: no segment is longer."""
_MOST = 500
"""Stretches of one text that are compared with the other."""
_SILENT = frozenset({Kind.ENTITY})
"""Firm kinds whose loss `markup` does not report: an entity is a character."""
_UNSURE_IF_ADDED = frozenset({Kind.CODE, Kind.IDENTIFIER, Kind.STANDARD})
"""Kinds that may be names or numbers of the text where only the translation has them, and the source has lost none."""
_BENT = frozenset({Kind.CODE, Kind.STANDARD, Kind.REFERENCE, Kind.IDENTIFIER, Kind.PHONE, Kind.CITATION})
"""Kinds that may be written with other spaces and hyphens between their letters and figures."""
_COLON_AFTER_SPACE = "fr"
"""The language that sets a space before colons, so that ":name" may be a slip of the hand."""
_HINT = re.compile(
    r"[\d<{%@$&\[_#:/\\^A-Z.](?:(?<=[^A-Z.])|(?<=[a-z]{3}[A-Z])|(?<=[A-Za-z0-9]\.)(?=[A-Za-z]))"  # {, fooBar, a.pdf
)
"""What every stretch has one of, and few sentences have at all."""
_MORE_THAN_FIGURES = re.compile(
    r"[<{%@$&\[_#:/\\^.>+\-A-Z\d](?:(?<=[<{%@$&\[_#:/\\^])|(?<=\.)[A-Za-z]|(?<=www\.)|(?<=]]>)|(?<=[a-z]{3}[A-Z])"
    r"|(?<=-)(?:(?<=[A-Z0-9]-)[A-Z0-9]|[a-z0-9]{1,30}-)"  # codes
    r"|(?<=\+)\(?\d|(?<=0)(?<!\d0)[\d \u00a0]"  # telephone numbers
    r"|(?<=\d)(?:\.\d|[A-Z]|(?<=[CE].)|(?<=\(.)\d{1,3}\)|(?<=[LC][ \u00a0].)|(?<=[LC],[ \u00a0].)"  # citations
    rf"|{AFTER_CAPITALS}))"
)
"""What there is besides a figure that stands by itself, with `_HEXADECIMAL`, wherever there is a stretch."""
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{8}")
_FIGURE = re.compile(r"\d")
_BY_KEY = frozenset({Kind.STANDARD, Kind.PHONE, Kind.CITATION, Kind.REFERENCE})
"""Those of them that compare by less than all that is written."""
_RUNS = re.compile(r"\d|[^\W\d_]+")
_BETWEEN = r"[\s()./\u2010-\u2015-]{0,3}"


@dataclass(frozen=True)
class Protected:
    """What is no language in the two texts of a translation.

    Attributes:
        source: The stretches of the source, in order; they do not overlap.
        hypothesis: Those of the hypothesis.
        lost: Firm stretches of the source that the hypothesis has not.
        added: Firm stretches of the hypothesis that the source has not.
    """

    source: tuple[Stretch, ...] = ()
    hypothesis: tuple[Stretch, ...] = ()
    lost: tuple[Stretch, ...] = ()
    added: tuple[Stretch, ...] = ()


_NOTHING = Protected()


@lru_cache(maxsize=8192)
def stretches(text: str, tag: str) -> tuple[Stretch, ...]:
    """The stretches of a text that are, or may be, no language, in order and without overlaps.

    Args:
        text: The text; what is longer than any segment is not looked at.
        tag: Primary tag of its language.
    """
    text = text[:_LONG]
    if not (_HINT.search(text) or "]]>" in text):
        return ()
    if not (_MORE_THAN_FIGURES.search(text) or _HEXADECIMAL.search(text)):
        return ()
    return tuple(_without_overlaps(len(text), _candidates(text, tag)))


def _candidates(text: str, tag: str) -> Iterator[Stretch]:
    """The surest first."""
    yield from syntax(text)
    if _FIGURE.search(text):
        yield from citations(text, tag)
        yield from numbered_places(text, tag)
    yield from keys(text, tag)


def _without_overlaps(length: int, candidates: Iterable[Stretch]) -> list[Stretch]:
    """Those that do not overlap an earlier one, in the order of the text."""
    taken = bytearray(length)
    chosen = []
    for stretch in candidates:
        if taken.find(1, stretch.start, stretch.end) < 0:
            taken[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)
            chosen.append(stretch)
    return sorted(chosen, key=lambda stretch: stretch.start)


def blanked(text: str, chosen: Iterable[Stretch]) -> str:
    """The text with stretches blanked: tags by spaces, the others by `OBJECT`, everything else in its place."""
    parts: list[str] = []
    position = 0
    for stretch in chosen:
        parts.append(text[position : stretch.start])
        parts.append((" " if stretch.kind is Kind.TAG else OBJECT) * (stretch.end - stretch.start))
        position = stretch.end
    return "".join([*parts, text[position:]]) if position else text


def protected(translation: Translation) -> Protected:
    """What is no language in a translation's two texts, and what of it is lost or added."""
    return _protected(
        translation.source,
        translation.hypothesis,
        translation.source_language.primary,
        translation.target_language.primary,
    )


def language_of(translation: Translation) -> tuple[str, str]:
    """Source and hypothesis of a translation with all that is no language blanked (see `blanked`)."""
    bare = only_language(translation)
    return bare.source, bare.hypothesis


def only_language(translation: Translation) -> Translation:
    """The translation with all that is no language blanked in both texts, every other character in its place.

    It is remembered in the translation itself, for every check asks for it: None where nothing is blanked.
    """
    kept = translation.__dict__
    if _BARE not in kept:
        kept[_BARE] = _bare(translation)
    bare: Translation | None = kept[_BARE]
    return translation if bare is None else bare


def _bare(translation: Translation) -> Translation | None:
    sides = protected(translation)
    if not sides.source and not sides.hypothesis:
        return None
    source, hypothesis = translation.source, translation.hypothesis
    bare = replace(
        translation,
        segment=replace(translation.segment, source=blanked(source, sides.source)),
        hypothesis=blanked(hypothesis, sides.hypothesis),
    )
    return None if bare.source == source and bare.hypothesis == hypothesis else bare


@lru_cache(maxsize=_REMEMBERED)
def _protected(source: str, hypothesis: str, source_tag: str, target_tag: str) -> Protected:
    ours, theirs = stretches(source, source_tag)[:_MOST], stretches(hypothesis, target_tag)[:_MOST]
    if not ours and not theirs:
        return _NOTHING
    if source_tag != _COLON_AFTER_SPACE and any(one.kind is Kind.PLACEHOLDER and not one.firm for one in ours):
        ours, theirs = _firm(ours), _firm(theirs)
    pairs, left, right = _pairs(ours, theirs)
    in_source, in_hypothesis = [one for one, _ in pairs], [other for _, other in pairs]
    lost = _settle(left, source, hypothesis, (in_source, in_hypothesis), [one for one in right if one.firm])
    unsure = _UNSURE_IF_ADDED - {one.kind for one in lost}
    doubtful = [replace(one, firm=False) if one.kind in unsure else one for one in right]
    added = _settle(doubtful, hypothesis, source, (in_hypothesis, in_source), lost)
    hidden = _addresses_in_tags(source, ours, hypothesis, theirs)
    return Protected(
        tuple(_without_overlaps(len(source), in_source)),
        tuple(_without_overlaps(len(hypothesis), in_hypothesis)),
        tuple(one for one in [*lost, *hidden[0]] if one.key and one.kind not in _SILENT),
        tuple(one for one in [*added, *hidden[1]] if one.key and one.kind not in _SILENT),
    )


def _firm(chosen: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same with placeholders of the form ":name" for certain: they are where the source has them."""
    return tuple(replace(one, firm=True) if one.kind is Kind.PLACEHOLDER else one for one in chosen)


def _settle(
    rest: Iterable[Stretch],
    text: str,
    other: str,
    sides: tuple[list[Stretch], list[Stretch]],
    taken: Sequence[Stretch],
) -> list[Stretch]:
    """Sort the stretches of one text that the other has not in the same form: those that it has in another form are
    added to both sides, firm ones to their own side; the firm ones that are missing are returned."""
    missing = []
    for stretch in rest:
        twin = _twin(stretch, text, other, [*sides[1], *taken])
        if twin:
            sides[1].append(twin)
        elif stretch.firm:
            missing.append(stretch)
        if twin or stretch.firm:
            sides[0].append(stretch)
    return missing


def _pairs(
    ours: Sequence[Stretch], theirs: Sequence[Stretch]
) -> tuple[list[tuple[Stretch, Stretch]], list[Stretch], list[Stretch]]:
    """Stretches of both sides that are the same, and the rest of either side."""
    by_key: dict[tuple[Kind, str], list[Stretch]] = defaultdict(list)
    for stretch in reversed(theirs):
        by_key[stretch.kind, stretch.key].append(stretch)
    pairs: list[tuple[Stretch, Stretch]] = []
    left: list[Stretch] = []
    for stretch in ours:
        row = by_key[stretch.kind, stretch.key]
        fitting = next(
            (one for one in reversed(row) if not stretch.means or not one.means or stretch.means & one.means), None
        )
        if fitting is None:
            left.append(stretch)
        else:
            row.remove(fitting)
            pairs.append((stretch, fitting))
    return pairs, left, sorted((one for row in by_key.values() for one in row), key=lambda one: one.start)


def _twin(stretch: Stretch, text: str, other: str, taken: Sequence[Stretch]) -> Stretch | None:
    """The place in the other text that says the same as a stretch, written otherwise perhaps, and is not taken."""
    if not stretch.key or (stretch.firm and stretch.kind not in _BENT):
        return None
    written = stretch.key if stretch.kind in _BY_KEY else text[stretch.start : stretch.end]
    if not (_figures(written) in _figures(other) if stretch.kind in _BENT else written in other):
        return None
    pattern = _written_otherwise(written, stretch.kind)
    for match in pattern.finditer(other[:_LONG]):
        if not any(one.start < match.end() and match.start() < one.end for one in taken):
            return Stretch(stretch.kind, match.start(), match.end(), stretch.key, stretch.means, stretch.firm)
    return None


def _figures(text: str) -> str:
    """The figures of a text, without what stands between them."""
    return "".join(_FIGURE.findall(text))


@lru_cache(maxsize=1024)
def _written_otherwise(written: str, kind: Kind) -> re.Pattern[str]:
    """What finds a text in another one: word for word, or with any spaces and hyphens between letters and figures."""
    if kind not in _BENT:
        return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(written)}(?!\w|[.,]\d)")
    between = "/" if kind is Kind.CITATION else _BETWEEN
    runs = between.join(map(re.escape, _RUNS.findall(written) if between != "/" else written.split("/")))
    return re.compile(rf"(?<![^\W_]){runs}(?!\d)", re.IGNORECASE)


def _addresses_in_tags(
    source: str, ours: Sequence[Stretch], hypothesis: str, theirs: Sequence[Stretch]
) -> tuple[list[Stretch], list[Stretch]]:
    """Addresses inside tags, such as that of a link, that only one of the texts has."""
    inside = [_inside_tags(text, chosen) for text, chosen in ((source, ours), (hypothesis, theirs))]
    _, left, right = _pairs(*inside)
    return left, right


def _inside_tags(text: str, chosen: Sequence[Stretch]) -> list[Stretch]:
    tags = [one for one in chosen if one.kind is Kind.TAG]
    if not tags:
        return []
    starts = {one.start: one for one in tags}
    open_at = sorted(starts)
    places = iter(open_at)
    current = next(places, None)
    inside = []
    for address in addresses(text[:_LONG]):
        while current is not None and starts[current].end <= address.start:
            current = next(places, None)
        if current is not None and current < address.start:
            inside.append(address)
    return inside
