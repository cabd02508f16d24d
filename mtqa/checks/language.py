"""The wrong language or the wrong letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from mtqa.checks._facts import facts, unknown
from mtqa.checks._text import WORD, folded_words, script_of, without_addresses
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair, known_languages, language as language_of
from mtqa.results import Severity, Span

__all__ = ["language"]

_SCRIPT_NAMES = {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek"}
_OTHER_LETTERS = {
    "Latn": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f]"),
    "Cyrl": re.compile(
        r"[\u0370-\u03ff\u1f00-\u1fff]|[A-Za-z\u00c0-\u024f]+[\u0400-\u052f]|[\u0400-\u052f][A-Za-z\u00c0-\u024f]"
    ),
    "Grek": re.compile(
        r"[\u0400-\u052f]|[A-Za-z\u00c0-\u024f]+[\u0370-\u03ff\u1f00-\u1fff]|[\u0370-\u03ff\u1f00-\u1fff][A-Za-z\u00c0-\u024f]"
    ),
}
_MIXED = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])"
    r"|(?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])[A-Za-z\u00c0-\u024f]"
)
_FEW_WORDS = 6
"""Words below which nothing is said about the language."""
_PRESENT = 0.7
"""Share of the function words, among those of any language, from which a text is taken to be in the target language."""
_ENOUGH = 3
"""Words that speak for another language and against the target language, below which nothing is said."""
_ODDS = 4
"""How many times more must speak for the other language than for the target language."""
_SHOWN = 50
_ACCENTED = re.compile(r"[^\W\d_]*[\u00df-\u024f][^\W\d_]*")


@cache
def _languages_by_word() -> Mapping[str, tuple[str, ...]]:
    """The languages that have a word among their function words."""
    table: dict[str, tuple[str, ...]] = {}
    for tag in known_languages():
        if tag != "no":
            for word in facts(tag).function_words:
                table[word] = (*table.get(word, ()), tag)
    return MappingProxyType(table)


def _strange(text: str, target: str, other: str) -> int:
    """Words in small letters that the other language can spell and the target language cannot, less the contrary."""
    total = 0
    for word in {word for word in _ACCENTED.findall(text) if word.islower()}:
        accents = {char for char in word if char > "\x7f"}
        total += (accents <= facts(other).letters) - (accents <= facts(target).letters)
    return total


def _other_language(text: str, words: tuple[str, ...], target: str) -> str:
    """The language that a text is written in, if it is clearly not the target language; else ""."""
    table = _languages_by_word()
    distinct = {word for word in words if word in table}
    if len(distinct.intersection(facts(target).function_words)) >= _PRESENT * len(distinct):
        return ""
    votes: dict[str, int] = {}
    for word in distinct:
        for tag in table[word]:
            votes[tag] = votes.get(tag, 0) + 1
    best = max(votes, key=lambda tag: votes[tag], default="")
    if not best or best == target:
        return ""
    shared = sum(target in table[word] and best in table[word] for word in distinct)
    own, other = votes.get(target, 0) - shared, votes[best] - shared
    strange = _strange(text, target, best)
    other += max(strange, 0)
    own += max(-strange, 0)
    return best if votes[best] >= 2 and other >= _ENOUGH and other >= _ODDS * own else ""


def _letters(translation: Translation, script: str) -> Iterator[Problem]:
    """Words with letters of two scripts, and words in a script that the target language is not written in."""
    text = translation.hypothesis
    foreign: list[tuple[int, int, str]] = []
    for match in WORD.finditer(without_addresses(text)):
        word = match.group()
        scripts = {script_of(char) for char in word} - {"", "Zyyy"}
        if scripts <= {script} or scripts == {"Latn"} or word in translation.source:
            continue
        if len(scripts) > 1:
            names = " and ".join(sorted(_SCRIPT_NAMES[name] for name in scripts))
            yield Problem(
                f"“{word}” mixes {names} letters",
                (Span("hypothesis", match.start(), match.end()),),
                Severity.MINOR,
                "linguistic-conventions/spelling",
            )
        elif script in _OTHER_LETTERS and not (scripts == {"Grek"} and match.end() - match.start() <= 2):  # μm, β
            foreign.append((match.start(), match.end(), _SCRIPT_NAMES[scripts.pop()]))
    if foreign:
        yield Problem(
            f"{foreign[0][2]} letters", tuple(Span("hypothesis", start, end) for start, end, _ in foreign[:_SHOWN])
        )


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.target)


@checks.register("language", category="accuracy/untranslated", severity=Severity.MAJOR, limited=_limited)
def language(translation: Translation) -> Iterator[Problem]:
    """The translation is in another language than it should be, has words in letters that the language is not written
    in, or has words that mix letters of two scripts, such as a Latin “a” in a Cyrillic word."""
    target = translation.target_language
    letters = _OTHER_LETTERS.get(target.script, _MIXED)
    if not translation.hypothesis.isascii() and letters.search(translation.hypothesis):
        yield from _letters(translation, target.script)
    known = facts(target.primary)
    words = folded_words(translation.hypothesis)
    if not known.known or len(words) < _FEW_WORDS:
        return
    if translation.hypothesis == translation.source:
        return
    other = _other_language(translation.hypothesis, words, known.tag)
    if other:
        yield Problem(
            f"this seems to be {language_of(other).name}, not {target.name}",
            (Span("hypothesis", 0, len(translation.hypothesis)),),
        )
