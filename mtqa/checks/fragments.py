"""Sentences that break off, or have no end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.checks._facts import facts, fold, unknown
from mtqa.checks._text import goes_on, may_stand_for_question, told_once
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["fragments"]

_CLOSING = " \t\n\u00a0\u202f\"'”“„»«’‘›‹)]*_"
_ENDS = ".!?…;:。！？\u037e·"
_ALSO_LAST = {
    tag: frozenset(words.split())
    for tag, words in {
        "bg": "за без",
        "cs": "pro",
        "el": "με",
        "en": "his",
        "es": "una unos unas",
        "fr": "pour avec sans un une",
        "hr": "za",
        "hu": "vagy",
        "it": "uno una",
        "lt": "už prieš",
        "lv": "par bez pēc līdz",
        "nl": "dat die",
        "pt": "um uma uns umas",
        "ro": "pentru",
        "sk": "za pre",
        "sl": "za",
    }.items()
}
"""Words among those that no sentence ends with that are an adverb or pronoun before a full stop: "glasovati za"."""
_CLOSED = tuple("\"'”“»«’‘›‹)]")
_OPENING = "\"'“”„«»‘’‹›([*_"
_LETTERS = 15
"""Letters from which a text may be a sentence."""
_TAIL = 60
_NO_END = Message("the sentence has no end: the source has “{mark}” here", mark=".")
_FULL_STOPS = (".", "!", "?")
_WORDS = 4
_TITLED = 0.6
"""Words from which a text is a sentence, and the share of words with a capital letter from which it is a heading."""
_ABBREVIATION = re.compile(r"\w\.\w")
_ADDRESS = re.compile(r"(?:@|://|www\.)\S+$")
"""What needs no full stop after it."""


def _end(text: str) -> str:
    """The last sign of a text but for closing quotation marks and brackets."""
    return text.rstrip(_CLOSING)[-1:]


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.target)


@checks.register(
    "fragments",
    category="linguistic-conventions/unintelligible/fragment",
    severity=Severity.MINOR,
    whole_corpus=True,
    limited=_limited,
)
def fragments(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """The translation breaks off: the source ends like a sentence and the translation without a full stop, with a comma
    or dash, or with a word that no sentence ends with. A sentence may go on in the next segment; of a text that sets no
    full stops this is told once."""
    endless: list[tuple[int, Problem]] = []
    sentences = 0
    for position, translation in enumerate(translations):
        sentences += _end(translation.source) in _FULL_STOPS
        problem = _fragment(translation)
        if problem is None:
            continue
        if position + 1 == len(translations) or not goes_on(translation, translations[position + 1]):
            if isinstance(problem.message, Message) and problem.message.template == _NO_END.template:
                endless.append((position, problem))
            else:
                yield position, problem
    yield from told_once(endless, sentences)


def _fragment(translation: Translation) -> Problem | None:
    source, hypothesis = translation.source.rstrip(), translation.hypothesis.rstrip()
    end = _end(source)
    if not end or end not in ".!?…" or len(source) < _LETTERS or not hypothesis or " " not in hypothesis:
        return None
    word, start = _last(hypothesis)
    if not word:
        return None
    own = _end(hypothesis)
    never = facts(translation.target_language.primary).never_last
    folded = fold(word)
    breaks_off = folded in never and word.islower() and _end(source[:-1]) != "…" and not source.endswith("...")
    if not breaks_off and own not in ",–—-" and not own.isalnum():
        return None  # most translations
    span = (Span("hypothesis", start, start + len(word)),)
    also = own in _FULL_STOPS and folded in _ALSO_LAST.get(translation.target_language.primary, ())
    closed = hypothesis[start + len(word) :].lstrip(_ENDS)[:1] in _CLOSED  # ("βιάστε με")
    asks = end == "?" and own in ("?", ";", "\u037e")  # "das ist gut, oder?"
    ends = also or closed or asks or hypothesis.endswith(("...", "…")) or folded == fold(_last(source)[0])
    if breaks_off and not ends:
        return Problem(Message("the sentence breaks off after “{word}”", word=word), span, Severity.MAJOR)
    if own in ",–—-" and end != own:
        return Problem(Message("the sentence breaks off"), span)
    if own.isalnum() and end == "?" and may_stand_for_question(translation):
        return None
    if own.isalnum() and end in ".!?" and _is_sentence(source) and not _ADDRESS.search(hypothesis):
        return Problem(_NO_END.of(mark=end), span)
    return None


def _is_sentence(source: str) -> bool:
    """Whether a source is a sentence rather than a heading that ends with a question mark or an abbreviation."""
    words = source.rstrip(_CLOSING).split()
    capitals = sum(word.lstrip(_OPENING)[:1].isupper() for word in words)
    return len(words) >= _WORDS and capitals <= _TITLED * len(words) and not _ABBREVIATION.search(words[-1])


def _last(text: str) -> tuple[str, int]:
    """The last word of a text, with its place; "" where it does not end in a word."""
    stripped = text.rstrip(_CLOSING + _ENDS + ",–—-")
    word = stripped[-_TAIL:].rpartition(" ")[2].lstrip(_OPENING)
    return (word, len(stripped) - len(word)) if word[-1:].isalpha() else ("", 0)
