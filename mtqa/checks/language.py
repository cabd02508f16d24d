"""The wrong language or the wrong letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from mtqa.checks._facts import Facts, facts, unknown
from mtqa.checks._messages import script_name
from mtqa.checks._other_language import Other, other_language
from mtqa.checks._protected import only_language
from mtqa.checks._text import WORD, folded_words, script_of
from mtqa.checks._wrong_language import Looked, wrong_languages
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair, language as spoken
from mtqa.results import Message, Severity, Span

__all__ = ["language"]

_SCRIPT_NAMES = {"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek"}
_OTHER_LETTERS = {
    "Latn": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f]"),
    "Cyrl": re.compile(
        r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u1f00-\u1fff]"
        r"(?:(?<=[\u0370-\u03ff\u1f00-\u1fff])|(?=[\u0400-\u052f])|(?<=[\u0400-\u052f].))"
    ),
    "Grek": re.compile(
        r"[A-Za-z\u00c0-\u024f\u0400-\u052f]"
        r"(?:(?<=[\u0400-\u052f])|(?=[\u0370-\u03ff\u1f00-\u1fff])|(?<=[\u0370-\u03ff\u1f00-\u1fff].))"
    ),
}
_MIXED = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])"
    r"|(?:[\u0370-\u03ff\u1f00-\u1fff]|[\u0400-\u052f])[A-Za-z\u00c0-\u024f]"
)
_OWN_LETTERS = {"Cyrl": re.compile(r"[\u0400-\u052f]"), "Grek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")}
_TWINS = {
    "Cyrl": str.maketrans("асеорхуіјАВСЕНКМОРТХУІЈ", "aceopxyijABCEHKMOPTXYIJ"),
    "Grek": str.maketrans("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oABEZHIKMNOPTYX"),
}
"""Letters that look like a Latin one."""
_NOT_EUROPEAN = re.compile(r"[^\W\d_\u0000-\u058f\u10a0-\u10ff\u1c80-\u1fff\u2070-\u218f\u2c00-\u2dff]")
"""Letters of no alphabet in which a European language is written."""
_LONG = 50_000
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_FEW_WORDS = 6
"""Words below which nothing is said about the language, unless letters tell it too."""
_FEWEST_WORDS = 3
_FEW_LETTERS, _MOST_LETTERS, _MOST_COPIED = 6, 0.7, 0.5
"""Letters of the shortest text in another script, the share of its letters that must be so, and that of its words that
may be the source's."""
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
            yield Problem(
                _mixed(word, sorted(_SCRIPT_NAMES[name] for name in scripts if name in _SCRIPT_NAMES)),
                (Span("hypothesis", match.start(), match.end()),),
                Severity.MINOR,
                "linguistic-conventions/spelling",
            )
        elif script in _OTHER_LETTERS and not (scripts == {"Grek"} and match.end() - match.start() <= 2):  # μm, β
            foreign.append((match.start(), match.end(), _SCRIPT_NAMES[scripts.pop()]))
    if foreign:
        yield Problem(
            Message("{script} letters", script=script_name(foreign[0][2])),
            tuple(Span("hypothesis", start, end) for start, end, _ in foreign[:_SHOWN]),
        )


def _twins(translation: Translation) -> Iterator[Problem]:
    """Articles and other small words in Latin letters that look like their own, between words in the right ones: a
    Latin "To" that no reader sees and no search finds."""
    pattern = _twin_words(translation.target_language.primary, translation.target_language.script)
    source = set(WORD.findall(translation.source)) if pattern.search(translation.hypothesis) else set()
    spans = [
        Span("hypothesis", match.start(), match.end())
        for match in pattern.finditer(translation.hypothesis)
        if match.group() not in source
    ]
    if spans:
        message = Message("{script} letters", script=script_name("Latin"))
        yield Problem(message, tuple(spans[:_SHOWN]), Severity.MINOR, "linguistic-conventions/spelling")


@cache
def _twin_words(tag: str, script: str) -> re.Pattern[str]:
    """The small words of a language that can be written in Latin letters, beside a word in its own letters."""
    forms = {form for word in facts(tag).function_words for form in (word, word.capitalize(), word.upper())}
    latin = sorted(twin for twin in (form.translate(_TWINS[script]) for form in forms) if twin.isascii())
    own = _OWN_LETTERS[script].pattern
    return re.compile(rf"(?:^|(?<={own} ))(?:{'|'.join(latin)})(?= {own})" if latin else "(?!)")


def _mixed(word: str, scripts: Sequence[str]) -> Message:
    if len(scripts) != 2:
        return Message("“{word}” mixes letters of several scripts", word=word)
    first, second = map(script_name, scripts)
    return Message("“{word}” mixes {first} and {second} letters", word=word, first=first, second=second)


def _unknown_letters(translation: Translation, known: Facts) -> Iterator[Problem]:
    """Words with letters of the same script that the language does not have: ы in Bulgarian."""
    text = translation.hypothesis[:_LONG]
    if not _strange_letters(known.letters).search(text):
        return
    words = [
        match
        for match in _SMALL_WORD.finditer(text)
        if match.group().islower() and not known.letters.issuperset(_CYRILLIC.findall(match.group()))
    ]
    if words:
        yield Problem(
            Message(
                "“{word}” has a letter that {language} does not have",
                word=words[0].group(),
                language=translation.target_language,
            ),
            tuple(Span("hypothesis", match.start(), match.end()) for match in words[:_SHOWN]),
            Severity.MAJOR if len({match.group() for match in words}) >= _FOREIGN else Severity.MINOR,
        )


@cache
def _strange_letters(letters: frozenset[str]) -> re.Pattern[str]:
    """The Cyrillic letters, small and capital ones, that are none of a language's."""
    others = [char for char in map(chr, range(0x400, 0x530)) if set(char.lower()) - letters]
    return re.compile(f"[{''.join(others)}]")


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.target)


@checks.register(
    "language", category="accuracy/untranslated", severity=Severity.MAJOR, limited=_limited, whole_corpus=True
)
def language(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """The translation is in another language than it should be, has words in letters that the language is not written
    in, or has words that mix letters of two scripts, such as a Latin “a” in a Cyrillic word. A page that is in another
    language throughout is told once."""
    looked = [_look(only_language(translation)) for translation in translations]
    wrong = wrong_languages(looked)
    for position, one in enumerate(looked):
        other = wrong.get(position)
        problems = _problems(one) if other is None else [_wrong(one, other)]
        yield from ((position, problem) for problem in problems)


def _look(translation: Translation) -> Looked:
    """What a translation says by itself of the language that it is in."""
    known, hypothesis = facts(translation.target_language.primary), translation.hypothesis
    words = folded_words(hypothesis)
    other = None
    if known.known and len(words) >= _FEWEST_WORDS and hypothesis != translation.source:
        other = other_language(hypothesis, words, known.tag, translation.source_language.primary)
        if other is not None and len(words) < _FEW_WORDS and other.n_strange < _FOREIGN:
            other = None
    return Looked(translation, known.tag if known.known else "", other)


def _wrong(one: Looked, other: Other) -> Problem:
    hypothesis = one.translation.hypothesis
    return Problem(
        Message(
            "this seems to be {other}, not {language}",
            other=replace(spoken(other.tag), name=other.name),
            language=one.translation.target_language,
        ),
        (Span("hypothesis", 0, len(hypothesis)),),
        language=other.tag,
    )


def _other_script(translation: Translation) -> str:
    """What the letters of a text are called that is in none of its language's; "" where it is in them, too short, or
    where it is not known in which letters the language is written."""
    text, own = translation.hypothesis[:_LONG], _OWN_LETTERS.get(translation.target_language.script)
    if (
        not translation.target_language.script
        or text == translation.source
        or (own.search(text) if own else not _NOT_EUROPEAN.search(text))
    ):
        return ""
    letters = Counter(unicodedata.name(char, "unknown").partition(" ")[0].lower() for char in text if char.isalpha())
    if letters.total() < _FEW_LETTERS:
        return ""
    script, number = letters.most_common(1)[0]
    if script == "latin":
        words, copied = folded_words(text), set(folded_words(translation.source))
        if not own or len(words) < _FEW_WORDS or sum(map(copied.__contains__, words)) >= _MOST_COPIED * len(words):
            return ""
    if number < _MOST_LETTERS * letters.total():
        return ""
    return "Chinese" if script == "cjk" else script.capitalize()


def _problems(one: Looked) -> Iterator[Problem]:
    """Strange letters in a text that is in the right language."""
    translation, target = one.translation, one.translation.target_language
    script = _other_script(translation)
    if script:
        yield Problem(
            Message(
                "this is written in {script} letters, not in those of {language}",
                script=script_name(script),
                language=target,
            ),
            (Span("hypothesis", 0, len(translation.hypothesis)),),
        )
        return
    letters = _OTHER_LETTERS.get(target.script, _MIXED)
    if not translation.hypothesis.isascii() and letters.search(translation.hypothesis):
        yield from _letters(translation, target.script)
    if one.target and target.script in _TWINS:
        yield from _twins(translation)
    if one.target and target.script == "Cyrl" and translation.hypothesis != translation.source:
        yield from _unknown_letters(translation, facts(target.primary))
