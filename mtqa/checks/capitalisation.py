"""Capital and small letters where the source, or writing itself, wants the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.checks._capitals import capital_words, is_titled
from mtqa.checks._protected import only_language
from mtqa.checks._text import goes_on, script_of, told_once
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["capitalisation"]

_START = re.compile(r"[\s\"'„“”«»‘’‚‹›(\[*_#>¿¡–—-]*([^\W\d_]+)")
_ODD = re.compile(
    r"(?<![^\W_])[^\W\d_]?[^\W\d_A-ZÀ-ÞΑ-ΩА-Я]{2,}[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]{1,2}[^\W\d_A-ZÀ-ÞΑ-ΩА-Я]{2,}(?![^\W_])"
)
_INNER = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я](?<=[^\W\d_A-ZÀ-ÞΑ-ΩА-Я].)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CAPITAL_SENTENCE = re.compile(r"[.!?…](?<=[^\W_].)[\"”“»’)]*\s+[\"„“«(¿¡]*(?=[^\W\d_])(?=[^a-zà-öø-ÿα-ωа-я])")
_SMALL_SENTENCE = re.compile(r"\.(?<=[^\W\d_]{2}\.)[\"”“»’)]*\s+(?=[^\W\d_])(?=[^A-ZÀ-ÖØ-ÞΑ-ΩА-Я])([^\W\d_]+)")
_NEAR = 0.25
"""How far apart, in shares of the texts, two sentences may begin that are translations of each other."""
_AROUND = 120
"""Characters before and after a full stop that tell whether it ends a sentence."""
_UNIT = re.compile(r"\d[\d\s]{0,3}[^\W\d_]{1,4}\.\s+$")
_UNIT_REACH = 14
"""An abbreviation after a number: "5 mio."."""
_CLOSING = " \t\n\u00a0\u202f\"'”“„»«’‘›‹)]*_"
_ENDS = (".", "!", "?", "…", "。", "！", "？")
_BEFORE_ITEMS = (":", ";")
_BRAND = 6
"""Letters of the shortest brand that may have an ending: PowerPointu."""
_MADE_OF_WORDS = ("#", "@")
"""What stands before several words written as one."""
_LONG = 50_000
_HEADINGS = ("title", "heading")
_SHOUTED = 3
"""Words from which a text in capital letters is one on purpose."""
_MIXED_NAMES = re.compile(
    r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O)[A-Z]|(?:Μακ|Ντε|Ντι|Λα|Λε|Βαν|Φιτζ)[Α-Ω]|(?:Мак|Мк|Де|Ди|Ла|Ле|Ван|Фиц)[А-Я]"
)
_NO_WORD = "'’.@/_"
"""What follows the first letters of an elided word, an address or a name of a file."""
_PREFIX = {"ga", "mt"}
"""Languages in which a small prefix stands before a capital letter: "hÉireann", "il-Belt"."""


def _is_heading(translation: Translation) -> bool:
    """Whether the source is a heading, or looks like one: its words begin with capital letters, and no mark ends it."""
    source = translation.source
    if translation.segment.kind in _HEADINGS:
        return True
    if source.isupper() or source.rstrip(_CLOSING).endswith(_ENDS):
        return False
    return is_titled(source, len(capital_words(source)))


def _goes_on(before: Translation, after: Translation) -> bool:
    """Whether a text goes on with the sentence of the one before it. A paragraph that no mark ends in either language
    is one whose sentence the next one ends: the first words of a preamble, say."""
    if goes_on(before, after):
        return True
    if before.segment.kind != "paragraph" or before.segment.document != after.segment.document:
        return False
    return all(text.rstrip(_CLOSING)[-1:].isalnum() for text in (before.source, before.hypothesis))


def _begins_item(translations: Sequence[Translation], position: int) -> bool:
    """Whether a text is an item or label, which begins with a small letter in many languages: the source has no full
    stop, the text before ends with a colon, or the translation ends as items do."""
    translation = translations[position]
    source, hypothesis = translation.source, translation.hypothesis
    if not source.rstrip(_CLOSING).endswith(_ENDS) or source.count(" ") < _SHOUTED - 1:
        return True
    if hypothesis.rstrip(_CLOSING).endswith((";", ",", ":")):
        return True
    before = translations[position - 1] if position else None
    if before is None or before.segment.document != translation.segment.document:
        return False
    return before.source.rstrip(_CLOSING).endswith(_BEFORE_ITEMS) or before.hypothesis.rstrip(_CLOSING).endswith(
        _BEFORE_ITEMS
    )


def _start(translation: Translation) -> Iterator[Problem]:
    """The first letters of both texts."""
    hypothesis = _START.match(translation.hypothesis)
    if not hypothesis or not _has_capital(hypothesis.group(1)[0]):
        return
    source = _START.match(translation.source)
    if not source:
        return
    word, own = source.group(1), hypothesis.group(1)
    if own in translation.source.split() or word.lower() == own.lower():
        if own != word and own.lower() == word.lower() and own.islower() and word.istitle():
            yield _small(own, hypothesis.start(1), hypothesis.end(1))
        return
    rest = own[1:]
    if word[0].isupper() and own[0].islower() and not any(char.isupper() for char in rest[:3]) and len(own) > 1:
        follows = translation.hypothesis[hypothesis.end() : hypothesis.end() + 1]
        if translation.hypothesis.lstrip()[:1] == "-" or (follows and follows in _NO_WORD):
            return
        if follows == "-" and (
            translation.target_language.primary != "mt" or translation.hypothesis[hypothesis.end() + 1 :][:1].isupper()
        ):
            return  # e-mail, il-Belt
        yield _small(own, hypothesis.start(1), hypothesis.end(1))


def _has_capital(letter: str) -> bool:
    """Whether a sentence begins with another form of a letter. Georgian letters have capitals for headings alone."""
    return letter.title() != letter


def _small(word: str, start: int, end: int) -> Problem:
    return Problem(Message("“{word}” should begin with a capital letter", word=word), (Span("hypothesis", start, end),))


def _shouting(translation: Translation) -> Iterator[Problem]:
    """A text in capitals that is none in the other language; of headings that is only how they look."""
    source, hypothesis = translation.source, translation.hypothesis
    if source.isupper() == hypothesis.isupper() or _is_heading(translation):
        return
    loud = hypothesis if hypothesis.isupper() else source
    if len(_WORD.findall(loud)) >= _SHOUTED:
        ours, theirs = (
            Message("only capital letters, unlike the source"),
            Message("the source has only capital letters"),
        )
        what = ours if loud is hypothesis else theirs
        yield Problem(what, (Span("hypothesis", 0, len(hypothesis)),) if hypothesis else ())


def _odd(translation: Translation, translations: Sequence[Translation]) -> Iterator[Problem]:
    """A capital letter inside a word that no source has; one of letters of two scripts is found by them."""
    hypothesis = translation.hypothesis[:_LONG]
    for match in _ODD.finditer(hypothesis) if _INNER.search(hypothesis) else ():
        word = match.group()
        if word in translation.source or _MIXED_NAMES.search(word) or _head(word) in translation.source:
            continue
        if hypothesis[match.start() - 1 : match.start()] in _MADE_OF_WORDS and match.start():
            continue  # #ЗеленаСделка
        if _is_written_small(word, translation.source) or len({script_of(char) for char in word}) > 1:
            continue
        if translation.target_language.primary in _PREFIX or translation.target_language.primary == "de":
            continue  # LehrerInnen
        if any(word in one.source for one in translations):
            continue
        message = Message("a capital letter inside “{word}”", word=word)
        yield Problem(message, (Span("hypothesis", match.start(), match.end()),))
        break


def _is_written_small(word: str, source: str) -> bool:
    """Whether the source has a word in other letters or with a space, perhaps without its ending: Bola Wrap, or
    youtube, which writes itself YouTube."""
    lower, plain = word.lower(), source.lower()
    if lower in plain.replace(" ", ""):
        return True
    return any(len(own) >= _BRAND and lower.startswith(own) for own in _WORD.findall(plain))


def _inside(translation: Translation) -> Iterator[Problem]:
    """A sentence in the middle of the text that begins with a small letter: the source has more sentences that begin
    with a capital one, and one of them about there."""
    source, hypothesis = translation.source[:_LONG], translation.hypothesis[:_LONG]
    if ". " not in hypothesis or _SMALL_SENTENCE.search(source):
        return
    begun = [match.end() / len(source) for match in _CAPITAL_SENTENCE.finditer(source)]
    if len(begun) <= len(_CAPITAL_SENTENCE.findall(hypothesis)):
        return
    for match in _SMALL_SENTENCE.finditer(hypothesis):
        word, place = match.group(1), match.start(1)
        near = any(abs(place / len(hypothesis) - other) <= _NEAR for other in begun)
        if near and word not in source.split() and _ends_sentence(translation, place):
            yield _small(word, place, match.end(1))
            break


def _ends_sentence(translation: Translation, place: int) -> bool:
    """Whether the full stop before a place ends a sentence and no abbreviation: with a capital letter there, the
    sentences would be split."""
    from mtqa.alignment import split_sentences

    start = max(0, place - _AROUND)
    text = translation.hypothesis[start : place + _AROUND]
    at = place - start
    if _UNIT.search(text, max(0, at - _UNIT_REACH), at):
        return False
    raised = f"{text[:at]}{text[at].upper()}{text[at + 1 :]}"
    sentences = split_sentences(raised, translation.target_language.tag)
    return any(raised[:at].rstrip(_CLOSING).endswith(sentence.text.rstrip(_CLOSING)) for sentence in sentences)


def _head(word: str) -> str:
    """A word up to and with its inner capital: YouTub(ista)."""
    inner = next(index for index, char in enumerate(word) if index and char.isupper())
    return word[: inner + 1]


@checks.register(
    "capitalisation",
    category="linguistic-conventions/spelling/capitalisation",
    severity=Severity.MINOR,
    whole_corpus=True,
)
def capitalisation(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """A sentence begins with a small letter, a word has a capital letter in its middle, or a text is in capital letters
    although the source is not, or the other way round. A sentence may have begun in the segment before; items and
    labels may begin small, headings may be in capitals, and what a text does throughout is told once."""
    translations = [only_language(translation) for translation in translations]
    small: list[tuple[int, Problem]] = []
    sentences = 0
    for position, translation in enumerate(translations):
        if not translation.source or not translation.hypothesis:
            continue
        begun = position > 0 and _goes_on(translations[position - 1], translation)
        if not begun and not _begins_item(translations, position):
            sentences += 1
            small += ((position, problem) for problem in _start(translation))
        for problem in (*_shouting(translation), *_odd(translation, translations), *_inside(translation)):
            yield position, problem
    yield from told_once(small, sentences)
