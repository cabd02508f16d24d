"""Is a page in the language that it is declared to be in? Sure, or silent.

Two tests: the share of letters in the declared language's script, and the function words that only the declared or only
another language has. Related languages share many function words; those that they share say nothing, so what is left
tells them apart. A page that is partly in the declared language is not complained about.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mtqa.documents.document import Document
from mtqa.languages import Language, language

__all__ = [
    "LanguageEvidence",
    "check_language",
    "hits_of_function_words",
    "is_function_word",
    "languages_of_word",
    "weigh_languages",
]

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 10
_FEWEST_LETTERS = 80
_SHARE_OF_DECLARED = 0.15
_DECLARED = 0.1
_DOUBTFUL = 0.25
_FEWEST_IN_BLOCK = 6
_SHARE_OF_SCRIPT = 0.1
_SHARE_OF_TEXT = 0.04
_SAME = (frozenset(["no", "nb", "nn"]),)
"""Languages that one tag may stand for all of."""

_SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
    "Geor": "GEORGIAN",
}
_LONGEST = 200_000
"""Characters that are looked at; more would not make the answer any surer."""


@dataclass(frozen=True)
class LanguageEvidence:
    """What function words say about two languages.

    Attributes:
        language: Tag of the language that is not the declared one.
        declared: Function words found that the declared language has and the other has not.
        other: Function words found that the other has and the declared language has not.
    """

    language: str
    declared: int
    other: int


def check_language(document: Document, declared: str) -> str | None:
    """Say that a page is in another language than declared, when that is certain; None otherwise.

    Args:
        document: The page.
        declared: The language that it should be in, as a BCP 47 tag.

    Returns:
        What is wrong, in words for the user; None for a page that is at least in part in the declared language, that is
        too short to tell, or whose declared language is not one of those known here.

    Raises:
        MtqaError: when `declared` is not a language tag.
    """
    expected = language(declared)
    text = document.text[:_LONGEST]
    evidence = weigh_languages(_first(document), expected.primary)
    if evidence is not None:
        actual = language(evidence.language)
        return f"the page is in {actual.name} ({actual.tag}), but it is declared to be in {_named(expected)}"
    return _check_script(text, expected)


def _first(document: Document) -> list[str]:
    """The first blocks of a page: enough of them to be certain."""
    blocks: list[str] = []
    left = _LONGEST
    for block in document.blocks:
        blocks.append(block.text[:left])
        left -= len(block.text)
        if left < 0:
            break
    return blocks


def _named(expected: Language) -> str:
    return expected.name if expected.tag in expected.name else f"{expected.name} ({expected.tag})"


def weigh_languages(blocks: Sequence[str], declared: str) -> LanguageEvidence | None:
    """The language that a text is in for certain, when it is not the declared one.

    Args:
        blocks: Plain text, block by block.
        declared: Primary tag of the language that it should be in.
    """
    same = _one_of(declared)
    if not same & _function_words().keys():
        return None
    counted = [_count(block) for block in blocks]
    scores: Counter[str] = Counter()
    for count in counted:
        for word, number in count.hits.items():
            tags = languages_of_word(word)
            if not tags & same:
                scores.update(dict.fromkeys(tags, number))
    if not scores:
        return None
    likeliest = max(sorted(scores), key=scores.__getitem__)
    sides = [count.sides(likeliest, same) for count in counted]
    evidence = LanguageEvidence(
        likeliest, sum(of_declared for of_declared, _ in sides), sum(of_other for _, of_other in sides)
    )
    if evidence.other < max(_FEWEST_WORDS, _SHARE_OF_TEXT * sum(count.words for count in counted)):
        return None
    if evidence.declared > _SHARE_OF_DECLARED * (evidence.other + evidence.declared):
        return None
    # Some languages use few function words: a block is in doubt unless it is seen to be in the other language.
    in_other = in_declared = in_doubt = 0
    for count, (of_declared, of_other) in zip(counted, sides, strict=True):
        if of_other > of_declared and of_other >= _SHARE_OF_TEXT * count.words:
            in_other += count.words
        elif of_declared > of_other:
            in_declared += count.words
        elif count.words >= _FEWEST_IN_BLOCK:
            in_doubt += count.words
    total = in_other + in_declared + in_doubt
    return evidence if in_declared <= _DECLARED * total and in_declared + in_doubt <= _DOUBTFUL * total else None


def is_function_word(word: str, of: Language) -> bool:
    """Whether a word, in lower case, is among the function words that tell a language from others."""
    return of.primary in languages_of_word(word)


def hits_of_function_words(document: Document) -> dict[str, int]:
    """How often each function word of any language stands on a page, as far as it is looked at."""
    hits: Counter[str] = Counter()
    for block in _first(document):
        hits.update(_count(block).hits)
    return dict(hits)


@dataclass(frozen=True)
class _Count:
    """The words of one block: how many, and how often each function word of any language."""

    words: int
    hits: dict[str, int]

    def sides(self, candidate: str, declared: frozenset[str]) -> tuple[int, int]:
        """How many function words the declared language alone has, and how many the other one."""
        of_declared = of_other = 0
        for word, number in self.hits.items():
            tags = languages_of_word(word)
            if tags & declared:
                of_declared += 0 if candidate in tags else number
            elif candidate in tags:
                of_other += number
        return of_declared, of_other


def _count(block: str) -> _Count:
    words = _WORD.findall(unicodedata.normalize("NFC", block).casefold())
    return _Count(len(words), dict(Counter(word for word in words if languages_of_word(word))))


def _one_of(tag: str) -> frozenset[str]:
    return next((group for group in _SAME if tag in group), frozenset([tag]))


@cache
def _function_words() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8")
    rows: dict[str, str] = tomllib.loads(text)
    return {tag: frozenset(unicodedata.normalize("NFC", words).casefold().split()) for tag, words in rows.items()}


@cache
def _index() -> dict[str, frozenset[str]]:
    tags: dict[str, set[str]] = {}
    for tag, words in _function_words().items():
        for word in words:
            tags.setdefault(word, set()).add(tag)
    return {word: frozenset(of_word) for word, of_word in tags.items()}


def languages_of_word(word: str) -> frozenset[str]:
    """The languages that a word, in lower case, is a function word of."""
    return _index().get(word, frozenset())


def _check_script(text: str, expected: Language) -> str | None:
    """Say that a text is in another script than its language is written in."""
    subtags = expected.tag.split("-")[1:]
    code = next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), expected.script)
    wanted = _SCRIPTS.get(code)
    if wanted is None:
        return None
    scripts = Counter(_script(c) for c in text if c.isalpha())
    letters = scripts.total()
    if letters < _FEWEST_LETTERS or scripts[wanted] > _SHARE_OF_SCRIPT * letters:
        return None
    script = scripts.most_common(1)[0][0].capitalize()
    return (
        f"the page is written in {script} letters, but it is declared to be in {_named(expected)}, "
        f"which is written in {wanted.capitalize()} letters"
    )


@cache
def _script(letter: str) -> str:
    """The first word of a letter's Unicode name, which for alphabets is the script."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
