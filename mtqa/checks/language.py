"""The wrong language or the wrong letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.checks._facts import Facts, facts, unknown
from mtqa.checks._other_language import other_language
from mtqa.checks._protected import only_language
from mtqa.checks._text import WORD, folded_words, script_of
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Severity, Span

__all__ = ["language"]

_SCRIPT_NAMES = {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek"}
_OTHER_LETTERS = {
    "Latn": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f]"),
    "Cyrl": re.compile(
        r"[\u0370-\u03ff\u1f00-\u1fff]|[A-Za-z\u00c0-\u024f](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f].))"
    ),
    "Grek": re.compile(
        r"[\u0400-\u052f]"
        r"|[A-Za-z\u00c0-\u024f](?:(?=[\u0370-\u03ff\u1f00-\u1fff])|(?<=[\u0370-\u03ff\u1f00-\u1fff].))"
    ),
}
_MIXED = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])"
    r"|(?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])[A-Za-z\u00c0-\u024f]"
)
_LONG = 50_000
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_FEW_WORDS = 6
"""Words below which nothing is said about the language, unless letters tell it too."""
_FEWEST_WORDS = 3
_SHOWN = 50
_FOREIGN = 2
"""Words with letters that the language does not have, from which they are no slips."""
_SMALL_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")


def _letters(translation: Translation, script: str) -> Iterator[Problem]:
    """Words with letters of two scripts, and words in a script that the target language is not written in."""
    text = translation.hypothesis
    foreign: list[tuple[int, int, str]] = []
    for match in WORD.finditer(text):
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


def _unknown_letters(translation: Translation, known: Facts) -> Iterator[Problem]:
    """Words with letters of the same script that the language does not have: ы in Bulgarian."""
    text = translation.hypothesis[:_LONG]
    if not any(map(_CYRILLIC.match, set(text.lower()) - known.letters)):
        return
    words = [
        match
        for match in _SMALL_WORD.finditer(text)
        if match.group().islower() and not known.letters.issuperset(_CYRILLIC.findall(match.group()))
    ]
    if words:
        yield Problem(
            f"“{words[0].group()}” has a letter that {translation.target_language.name} does not have",
            tuple(Span("hypothesis", match.start(), match.end()) for match in words[:_SHOWN]),
            Severity.MAJOR if len({match.group() for match in words}) >= _FOREIGN else Severity.MINOR,
        )


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.target)


@checks.register("language", category="accuracy/untranslated", severity=Severity.MAJOR, limited=_limited)
def language(translation: Translation) -> Iterator[Problem]:
    """The translation is in another language than it should be, has words in letters that the language is not written
    in, or has words that mix letters of two scripts, such as a Latin “a” in a Cyrillic word."""
    translation, target = only_language(translation), translation.target_language
    letters = _OTHER_LETTERS.get(target.script, _MIXED)
    if not translation.hypothesis.isascii() and letters.search(translation.hypothesis):
        yield from _letters(translation, target.script)
    known = facts(target.primary)
    words = folded_words(translation.hypothesis)
    if not known.known or translation.hypothesis == translation.source:
        return
    other = None
    if len(words) >= _FEWEST_WORDS:
        other = other_language(translation.hypothesis, words, known.tag, translation.source_language.primary)
    if other is not None and (len(words) >= _FEW_WORDS or other.n_strange >= _FOREIGN):
        yield Problem(
            f"this seems to be {other.name}, not {target.name}",
            (Span("hypothesis", 0, len(translation.hypothesis)),),
        )
    elif target.script == "Cyrl":
        yield from _unknown_letters(translation, known)
