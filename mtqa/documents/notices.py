"""The notice by which a page says that it was machine-translated (European Commission: eTranslation).

What no translation changes is looked for first: the service's name, the address of the conditions of use, and language
tags of the form `bg-t-en-t0-mtec` (BCP 47 extension T, RFC 6497). The phrases of each language come second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mtqa.documents.document import MtNotice
from mtqa.documents.drafts import Link, clean, same_address
from mtqa.documents.phrases import Phrases, all_phrases, fold, mentions
from mtqa.documents.statements import find_grade, find_statement
from mtqa.languages import transformed_tag

__all__ = ["SERVICE", "find_notice", "is_terms_address", "read_language_tag"]

SERVICE = "eTranslation"

_TERMS_ADDRESS = re.compile(r"use-machine-translation|machine-translation-europa|machine-translation-exclusion")
_SERVICE = re.compile(r"\betranslation\b")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")
_LONGEST = 2500
"""Characters in a notice at most: the Commission's have 200 to 400, addresses written out included."""


def is_terms_address(url: str) -> bool:
    """Whether an address is that of the Commission's conditions of use of machine translation."""
    return _TERMS_ADDRESS.search(url.casefold()) is not None


def read_language_tag(tag: str) -> tuple[str, str] | None:
    """Target and source language of a tag that says "machine-translated": ("bg", "en") for `bg-t-en-t0-mtec`."""
    said = transformed_tag(tag)
    return (said.language.tag, said.source.tag) if said is not None and said.service == SERVICE else None


def find_notice(text: str, links: Sequence[Link] = (), *, language_tag: str | None = None) -> MtNotice | None:
    """The machine-translation notice in a block of text, if it is one.

    A block that merely speaks of eTranslation, or of machine translation, is not a notice.

    Args:
        text: The block, as plain text.
        links: The links in it.
        language_tag: Language that the mark-up declares for it.
    """
    if len(text) > _LONGEST:
        return None
    tagged = read_language_tag(language_tag) if language_tag else None
    folded = fold(text)
    unbroken = folded.replace(" ", "")
    by_address = any(is_terms_address(link.url) for link in links) or is_terms_address(unbroken)
    named = _SERVICE.search(folded) is not None
    certain = by_address or named or tagged is not None
    statement = find_statement(folded)
    if not certain and statement is None and not any(word in folded for word in _telling_words()):
        return None
    phrases, hits = _best_language(folded, needs_machine_translation=not certain)
    kinds = hits & {"understand", "terms", "original", "quality"}
    points = phrases is not None and mentions(folded, (*phrases.this, *phrases.this_is, *phrases.this_translation))
    if not (
        by_address
        or statement is not None
        or (tagged and named)
        or (points and named and len(kinds) >= 2)
        or (points and "machine_translation" in hits and len(hits) >= 3)
    ):
        return None
    terms, original = _addresses(text, links, phrases)
    language = phrases.language if phrases else None
    return MtNotice(
        service=SERVICE if named or by_address or tagged else statement.service if statement else "",
        text=clean(text),
        language=tagged[0] if tagged else statement.language if statement else language,
        terms_url=terms,
        original_url=original,
        grade=find_grade(text),
    )


def _best_language(folded: str, *, needs_machine_translation: bool) -> tuple[Phrases | None, set[str]]:
    """The language of which most kinds of phrase occur, and these kinds."""
    best: Phrases | None = None
    most: set[str] = set()
    for phrases in all_phrases():
        if needs_machine_translation and not mentions(folded, phrases.machine_translation):
            continue
        hits = {kind for kind, of_kind in _kinds(phrases) if mentions(folded, of_kind)}
        if len(hits) > len(most):
            best, most = phrases, hits
    return best, most


@cache
def _telling_words() -> tuple[str, ...]:
    """The first words of all phrases for "machine translation": a text without any of them has none of the phrases."""
    return tuple({phrase.split()[0] for phrases in all_phrases() for phrase in phrases.machine_translation})


@cache
def _kinds(phrases: Phrases) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("machine_translation", phrases.machine_translation),
        ("understand", phrases.understand),
        ("terms", phrases.terms),
        ("original", phrases.original),
        ("commission", phrases.commission),
        ("quality", phrases.quality),
    )


def _addresses(text: str, links: Sequence[Link], phrases: Phrases | None) -> tuple[str | None, str | None]:
    """The addresses of the conditions of use and of the original page."""
    given = list(links) or [Link("", url) for url in _ADDRESS.findall(text)]
    terms = next((link.url for link in given if is_terms_address(link.url)), None)
    if terms is None and phrases is not None:
        terms = next((link.url for link in given if mentions(fold(link.label), phrases.terms)), None)
    others = [link for link in given if terms is None or not same_address(link.url, terms)]
    if phrases is not None:
        by_label = [link for link in others if mentions(fold(link.label), phrases.original)]
        others = by_label or others
    return terms, others[-1].url if others else None
