"""Sentences by which a page says of itself that a machine translated it: "This page has been machine translated".

They are put together from what each language says for "this page", "has been", "translated" and "automatically"
(`phrases/<tag>.toml`), so that a sentence need not be listed word for word. A sentence about machine translation in
general has no "this page" before it, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mtqa.documents.phrases import Phrases, all_phrases, alternatives

__all__ = ["Statement", "find_grade", "find_statement", "service_named"]

_SERVICES = {
    "etranslation": "eTranslation",
    "deepl": "DeepL",
    "google": "Google Translate",
    "microsoft": "Microsoft Translator",
    "bing": "Microsoft Translator",
    "systran": "SYSTRAN",
    "modernmt": "ModernMT",
    "amazon": "Amazon Translate",
    "yandex": "Yandex Translate",
    "reverso": "Reverso",
    "weglot": "Weglot",
    "gtranslate": "GTranslate",
    "libretranslate": "LibreTranslate",
    "chatgpt": "ChatGPT",
    "openai": "OpenAI",
}
_SERVICE = rf"(?:{'|'.join(_SERVICES)})\w*"
_WORD = r"\w{1,40}\W{1,4}"
_START = r"^\W*(?:\w{1,20}\s?[:!]\W{0,3})?"  # "Note: the page ..."
_SENTENCE = r"(?:^|[.!?:;…»”)\]]\W{1,4})"
_NOT = re.compile(
    r"\b(?:not|never|nicht|nie|kein|pas|jamais|non|no|nunca|nem|não|ikke|ikkje|inte|ej|niet|nooit|не|никога|ne|ni|ei|mitte|"
    r"μη|δεν|δε|nu|níl|ní|mhux|ekki)\b"
)
_LINKING = """
from by for with using via through into in provided generated produced made created which that aus vom von durch mit
ins der die de du d depuis par vers avec qui del desde por al con que dal dall' da di tramite che do dos das pelo pela
din cu prin care od z ze prostřednictvím který která pomocí ktorý pomocou przez które iz s koji kojom u ki uit van door
met fra af av til från med som till no ar uz iš į su kuris от на чрез с който από στα με που την az a ból ből minn għal
bil as ón
"""
_ARTICLES = re.compile(r"(?:the|d(?:ie|er|as|e)|la|le|el|il|i|o|a|az|η|το)\b|\S+$")
_HEAD_LENGTH = 4
_HEAD = re.compile(r"\b\w{1,4}")
_INTELLIGENCE = frozenset(("ai", "ia", "ki"))
_LONGEST = 1200
_EARLY = 300
"""Characters of a block in which its statement must begin."""
_LABEL = 100
_GRADE = re.compile(
    r"(?:kvalit|качеств|qualit|jakoś|якост|ποιότητ|calidad|qualidad|calitat|cáilíocht|caighdeán|kakovost|kokyb|minőség|laatu|laadu|"
    r"kwalit|gæði)[^.:!?]{3,120}[:–-]\s{0,3}[\"“„«'’]?\s?([^\W\d_]{3,20}(?:\s[^\W\d_]{2,20})?)\s?[\"”“»'’]?\s?(?:[.;(]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """What a text says of its own translation.

    Attributes:
        language: Language of the sentence.
        service: The service that it names, or "".
    """

    language: str
    service: str


def find_statement(folded: str) -> Statement | None:
    """The statement that a block makes, if it makes one near its beginning.

    Args:
        folded: The block, folded (see `fold`).
    """
    if len(folded) > _LONGEST:
        return None
    candidates = {number for head in frozenset(_HEAD.findall(folded)) for number in _languages_by_head().get(head, ())}
    for number in sorted(candidates):
        if not any(sign in folded for sign in _signs(number)):
            continue
        for pattern in _patterns(number):
            match = pattern.search(folded[: _EARLY + _LABEL])
            if match is not None and match.start() <= _EARLY and _NOT.search(match[0]) is None:
                return Statement(all_phrases()[number].language, _service_in(folded))
    return None


def find_grade(text: str) -> str | None:
    """The grade that a notice gives to its translation: "average" in "has been assessed as: average"."""
    match = _GRADE.search(text[:2500])
    return None if match is None else match[1]


def service_named(word: str) -> str:
    """The translation service that a word is the name of; "" for none."""
    return _SERVICES.get(word.casefold(), "")


def _service_in(folded: str) -> str:
    match = re.search(rf"\b{_SERVICE}", folded)
    return "" if match is None else next(name for key, name in _SERVICES.items() if match[0].startswith(key))


@cache
def _languages_by_head() -> dict[str, tuple[int, ...]]:
    """Which languages have statements with a word that begins so; every statement has one of these words."""
    by_head: dict[str, list[int]] = {}
    for number, phrases in enumerate(all_phrases()):
        words = (*phrases.by_machine, *phrases.machine_translated, *phrases.machine_translation, *_SERVICES)
        for head in {_telling_word(phrase)[:_HEAD_LENGTH] for phrase in words}:
            by_head.setdefault(head, []).append(number)
    return {head: tuple(numbers) for head, numbers in by_head.items()}


def _telling_word(phrase: str) -> str:
    """The word of a phrase that most texts lack."""
    words: list[str] = re.findall(r"\w+", phrase)
    return next((word for word in words if word in _INTELLIGENCE), max(words, key=len))


@cache
def _signs(number: int) -> tuple[str, ...]:
    """The first words of what a language says for translating, one of which every statement has: looked for before
    patterns are made, which takes long."""
    phrases = all_phrases()[number]
    said = (*phrases.translated, *phrases.produced, *phrases.machine_translated, *phrases.machine_translation)
    return tuple({phrase.split()[0] for phrase in said})


@cache
def _patterns(number: int) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _written(all_phrases()[number]))


def _written(phrases: Phrases) -> Iterator[str]:
    """The patterns of one language, the surest first."""
    this, definite = _split(phrases.this)
    own, own_definite = _split(phrases.this_translation)
    verb, machine = alternatives(phrases.translated), alternatives(phrases.by_machine)
    noun, compound = alternatives(phrases.machine_translation), alternatives(phrases.machine_translated)
    made = alternatives(phrases.produced)
    be = rf"(?:{alternatives(phrases.auxiliaries)}\W{{1,4}}(?:{_WORD}){{0,4}}?)?"
    by = rf"(?:{machine}|{_SERVICE})"
    done = f"(?:{_near(by, verb, 3)}|{_near(verb, by, 5)}|{_near(verb, noun, 7)}|{compound})"
    created = f"(?:{done}|{_near(made, noun, 5)}|{_near(noun, made, 2)})"
    produced = f"(?:{done}|{_near(made, by, 5)}|{_near(by, made, 3)})"
    end = rf"(?=\s?(?:[.,;:!?()–—-]|$)|\W{{1,3}}(?:{'|'.join(map(re.escape, dict.fromkeys(_LINKING.split())))})\b)"
    every = f"(?:{this}|{own})"
    yield rf"\b{every}\W{{1,4}}{be}{created}"
    yield rf"\b{own}\W{{1,4}}{be}{produced}"
    yield rf"{_START}(?:{definite}|{own_definite})\W{{1,4}}{be}{created}"
    yield rf"{_START}{own_definite}\W{{1,4}}{be}{produced}"
    yield rf"{_SENTENCE}{_near(f'(?:{verb}|{made})', _near(every, by, 5), 2)}"
    yield rf"{_SENTENCE}{_near(compound, every, 2)}"
    yield rf"{_SENTENCE}\W{{0,3}}{_near(alternatives(phrases.this_is), noun, 2)}{end}"
    yield rf"^\W*{noun}\W{{1,4}}(?:é\W)?{alternatives(phrases.this_is)}{end}"
    yield rf"^(?=.{{1,{_LABEL}}}$)\W*{done}(?:{end}\W{{0,3}}(?:{_WORD}){{0,4}}\w*)?\W*$"


def _near(first: str, last: str, words: int) -> str:
    """A pattern for two others with at most so many words between them."""
    return rf"{first}\W{{1,4}}(?:{_WORD}){{0,{words}}}?{last}"


def _split(phrases: tuple[str, ...]) -> tuple[str, str]:
    """Phrases that point ("this page"), and those that may speak of any page ("the page"), which must come first."""
    plain = [phrase for phrase in phrases if _ARTICLES.match(phrase)]
    return alternatives(tuple(p for p in phrases if p not in plain)), alternatives(tuple(plain))
