"""Which segments of a corpus are in another language than they should be: what their neighbours say counts too.

A short sentence tells little by itself, and what it tells may fit several languages. Between sentences that are clearly
in Slovak it is Slovak too, and a page of nothing but short headings is told by all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mtqa.checks._other_language import Other, language_evidence, other_language
from mtqa.checks._text import folded_words
from mtqa.contracts import Translation

__all__ = ["Looked", "wrong_languages"]

_PAGE_WORDS, _PAGE_ODDS = 6, 4
"""Words of a page that speak for another language, and how many times more must speak for it than for the right one."""
_FOR, _AGAINST = 0.5, 0.1
"""Shares of a page's characters in segments that speak for the other language, and for the right one."""
_FEWEST_SEGMENTS = 2
_STRETCH_WORDS = 4
"""Words that speak for another language in a stretch of a page of which some segment is certainly in it."""
_MOST, _NOTHING = 3, 0.5
"""How much one segment says at most for or against another language where a stretch of them is looked for, and how much
one that says nothing speaks against it."""


@dataclass(frozen=True)
class Looked:
    """A translation without what is no language, and what it says by itself.

    Attributes:
        translation: The translation.
        target: Primary tag of the language that it should be in; "" where nothing is known of that.
        other: The language that it is in for certain, where it is another one.
    """

    translation: Translation
    target: str
    other: Other | None

    @property
    def n_characters(self) -> int:
        """Its length, none where it is a copy of the source, which another check speaks of."""
        hypothesis = self.translation.hypothesis
        return 0 if hypothesis == self.translation.source else len(hypothesis.strip())

    def sides(self, other: str) -> tuple[int, int]:
        """How many words speak for the right language, and for the other one."""
        hypothesis = self.translation.hypothesis
        return language_evidence(hypothesis, folded_words(hypothesis), self.target, other)


def wrong_languages(looked: Sequence[Looked]) -> dict[int, Other]:
    """The language of each segment that is in another one than it should be, by position.

    Args:
        looked: All segments of a corpus in their order.
    """
    if not all(one.target for one in looked):
        return {}
    wrong = {position: one.other for position, one in enumerate(looked) if one.other is not None}
    for _, places in groupby(range(len(looked)), lambda position: looked[position].translation.segment.document):
        page = list(places)
        other = _of_page([looked[position] for position in page])
        if other is not None:
            wrong.update((position, other) for position in page if looked[position].translation.hypothesis.strip())
        else:
            wrong.update(_of_stretches(looked, page))
    return wrong


def _of_page(page: Sequence[Looked]) -> Other | None:
    """The language that a whole page is in, if it is another one than it should be."""
    length = sum(one.n_characters for one in page)
    if len(page) < _FEWEST_SEGMENTS or not length:
        return None
    other = _commonest(page) or _of_all(page)
    if other is None:
        return None
    sides = [(one.n_characters, *one.sides(other.tag)) for one in page if one.n_characters]
    own, there = (sum(row[side] for row in sides) for side in (1, 2))
    if there < _PAGE_WORDS or there < _PAGE_ODDS * own:
        return None
    against = sum(n for n, of_target, of_other in sides if of_target > of_other)
    speaking = sum(n for n, of_target, of_other in sides if of_other > of_target)
    return other if speaking >= _FOR * length and against <= _AGAINST * length else None


def _commonest(looked: Sequence[Looked]) -> Other | None:
    """The language that most of a text is certainly in."""
    lengths: Counter[str] = Counter()
    known: dict[str, Other] = {}
    for one in looked:
        if one.other is not None:
            lengths[one.other.tag] += one.n_characters
            known.setdefault(one.other.tag, one.other)
    return known[lengths.most_common(1)[0][0]] if known else None


def _of_all(page: Sequence[Looked]) -> Other | None:
    """The language of all segments together, none of which says anything for certain by itself."""
    texts = [one.translation.hypothesis for one in page if one.n_characters]
    words = tuple({word for text in texts for word in folded_words(text)})
    return other_language("\n".join(texts), words, page[0].target, page[0].translation.source_language.primary)


def _of_stretches(looked: Sequence[Looked], page: Sequence[int]) -> Iterator[tuple[int, Other]]:
    """What is in another language in a page that is partly in the right one: where the words of running segments speak
    for the other language most clearly, all of these segments."""
    other = _commonest([looked[position] for position in page])
    if other is None:
        return
    scores = [_score(looked[position], other) for position in page]
    for start, end in _clearest(scores):
        yield from ((page[index], other) for index in range(start, end) if looked[page[index]].n_characters)


def _score(one: Looked, other: Other) -> float:
    """How much more a segment says for another language than for the right one."""
    of_target, of_other = one.sides(other.tag) if one.n_characters else (0, 0)
    return max(-_MOST, min(_MOST, of_other - of_target)) or -_NOTHING


def _clearest(scores: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Stretches (first, past the last) of scores that add up to enough. One ends where the sum was greatest, before it
    falls so far that what comes next would have to be a stretch of its own."""
    index = 0
    while index < len(scores):
        start, total, best, end = index, 0.0, 0.0, index
        while index < len(scores) and total >= 0 and total > best - _STRETCH_WORDS:
            total += scores[index]
            index += 1
            if total > best:
                best, end = total, index
        if best >= _STRETCH_WORDS and end - start >= _FEWEST_SEGMENTS:
            yield start, end
        index = max(end, start + 1)
