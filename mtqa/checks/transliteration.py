"""Words copied in Latin letters into a language that writes them in its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from mtqa.checks._facts import facts, fold
from mtqa.checks._messages import script_name
from mtqa.checks._names import Text, names as names_in, stands_in
from mtqa.checks._protected import only_language
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["transliteration"]

_SCRIPTS = {"Cyrl": "Cyrillic", "Grek": "Greek"}
_LONG = 50_000
_LATIN = re.compile(r"[A-Za-z]")
_SMALL = re.compile(r"(?<![\w.@#/-])[a-zà-öø-ÿ]{4,30}(?![\w@/-]|\.\w)")
_LATIN_BESIDE = re.compile(r"[A-Za-zÀ-ÿ][^\w]{1,3}$|^[^\w]{1,3}[A-Za-zÀ-ÿ]")
_RUN = re.compile(r"[A-Z][A-Za-zÀ-ÿ'’]*(?:[ -][A-Z][A-Za-zÀ-ÿ'’]*)*")
_RUN_WORD = re.compile(r"[A-Za-zÀ-ÿ'’]+")
_REACH = 80
_OTHERS = 3
"""How many times more segments must transliterate a name than copy it for a copied one to be inconsistent."""
_SHOWN = 20


def _small_words(translation: Translation) -> Iterator[Problem]:
    """Single words in small Latin letters that stand in the source too and are words of its language."""
    text = translation.hypothesis[:_LONG]
    known = facts(translation.source_language.primary).words
    for match in _SMALL.finditer(text):
        word = match.group()
        beside = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 4]
        if any(map(_LATIN_BESIDE.search, beside)) or word not in translation.source:
            continue
        sure = fold(word) in known
        yield Problem(
            Message("“{word}” is left in Latin letters", word=word),
            (Span("hypothesis", match.start(), match.end()),),
            None if sure else Severity.NEUTRAL,
        )


def _run_around(text: str, place: int) -> str:
    """The Latin words with capital letters that stand side by side at a place: what is one name."""
    runs = _RUN.finditer(text, max(0, place - _REACH), place + _REACH)
    return next((match.group() for match in runs if match.start() <= place < match.end()), "")


def _written(translations: Sequence[Translation], wanted: frozenset[str]) -> Counter[str]:
    """In how many segments each of some words of names is written in the letters of the language."""
    written: Counter[str] = Counter()
    for translation in translations if wanted else ():
        names = names_in(translation.source, translation.source_language)
        words = wanted.intersection(word for name in names for word in name.words)
        text = Text(translation.hypothesis)
        for word in words:
            if word not in text.text and stands_in(word, text, translation.source):
                written[word] += 1
    return written


@checks.register(
    "transliteration",
    category="linguistic-conventions/spelling/transliteration",
    severity=Severity.MINOR,
    whole_corpus=True,
)
def transliteration(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """A word is left in Latin letters in a language that is written in Greek or Cyrillic ones, or a name is left in
    Latin letters here and transliterated elsewhere in the same text."""
    if not translations or translations[0].target_language.script not in _SCRIPTS:
        return
    translations = [only_language(translation) for translation in translations]
    script = _SCRIPTS[translations[0].target_language.script]
    copied: dict[str, list[tuple[int, int]]] = {}
    latin = [position for position, one in enumerate(translations) if _LATIN.search(one.hypothesis)]
    for position in latin:
        translation = translations[position]
        for problem in islice(_small_words(translation), _SHOWN):
            yield position, problem
        for word in {word for name in names_in(translation.source, translation.source_language) for word in name.words}:
            place = translation.hypothesis.find(word, 0, _LONG)
            if place >= 0:
                copied.setdefault(word, []).append((position, place))
    runs = {
        (position, place): _RUN_WORD.findall(_run_around(translations[position].hypothesis, place))
        for places in copied.values()
        for position, place in places
    }
    written = _written(translations, frozenset(copied).union(*runs.values()))
    for word, places in copied.items():
        if written[word] >= _OTHERS * len(places):
            for position, place in places:
                if not all(written[beside] for beside in runs[position, place]):
                    continue  # West Virginia Metro News
                yield (
                    position,
                    Problem(
                        Message(
                            "“{word}” is elsewhere written in {script} letters", word=word, script=script_name(script)
                        ),
                        (Span("hypothesis", place, place + len(word)),),
                    ),
                )
