"""Given texts -> which is the source, which are its translations, by which systems, of which documents.

The source is what is named so, or is in the language that the user names; else, of texts that do not say of
themselves that a machine translated them, the one in English, or else the first. What is left of the name of a
translation without language and document names its system.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.given.languages_of_texts import Ask, Read, ask_language, common_parts, tell_languages
from mtqa.given.names import ROLE_WORDS
from mtqa.given.systems_and_documents import (
    REFERENCE,
    SOURCE,
    SYSTEM,
    Version,
    called,
    name_documents,
    name_translations,
)
from mtqa.given.texts import Given, Understanding, UnderstoodText, Wishes
from mtqa.languages import Language, language_of, same_language

if TYPE_CHECKING:
    from mtqa.documents import Document

__all__ = ["understand"]

_ENGLISH = "en"
_LONGEST_TITLE = 120
_SAY_ROLES = "Say it: --source-language TAG for the original."


def understand(
    given: Sequence[Given], documents: Sequence[Document], wishes: Wishes, ask: Ask, name: str = ""
) -> Understanding:
    """What given texts are.

    Args:
        given: Two at least.
        documents: What is in each.
        wishes: What the user says about all of them.
        ask: Asks a person where nothing tells.
        name: What to call them together, where they have no name in common; "" for a general name.

    Raises:
        MtqaError: when a language is not told, two texts are the same, or what is given does not fit together.
    """
    read = _with_wishes(tell_languages(given, documents), wishes)
    known = [replace(one, language=one.language or ask_language(one, ask)) for one in read]
    sources, others = _split(known, wishes)
    common = common_parts(given)
    documents_of = name_documents(sources, common)
    texts = [_text(version, of, "") for of, version in documents_of.items()]
    texts += [_text(*named) for named in name_translations(others, documents_of, common)]
    title = next((block.text for block in texts[0].document.blocks[:3] if block.kind == "title"), "")
    together = called(documents_of, name)
    is_title = len(documents_of) == 1 and 0 < len(title) <= _LONGEST_TITLE
    first = next(text for text in texts if text.given is given[0])
    return Understanding(tuple(texts), first, together, title if is_title else together)


def _text(version: Version, of: str, label: str) -> UnderstoodText:
    read = version.read
    return UnderstoodText(read.given, read.document, version.language, read.told_by, version.role, label, of)


def _with_wishes(read: Sequence[Read], wishes: Wishes) -> list[Read]:
    """The texts with the languages that the user says, in so far as they settle what is not known."""
    if not wishes.target_languages and not wishes.source_language:
        return list(read)
    source = language_of(wishes.source_language) if wishes.source_language else None
    targets = [language_of(tag) for tag in wishes.target_languages]
    result = list(read)
    if source is not None and not any(one.language and same_language(source, one.language) for one in read):
        first = next((n for n, one in enumerate(read) if one.language is None or one.told_by != "you"), 0)
        result[first] = replace(read[first], language=source, told_by="you")
    if targets:
        places = [n for n in range(len(result)) if n != _likely_source(result, source)]
        if len(targets) not in (1, len(places)):
            raise MtqaError(
                f"{len(targets)} languages are named for {len(places)} translations",
                "Name one --target-language for all, or one for each in their order.",
            )
        for number, place in enumerate(places):
            wanted = targets[number] if len(targets) > 1 else targets[0]
            result[place] = replace(result[place], language=wanted, told_by="you")
    return result


def _likely_source(read: Sequence[Read], source: Language | None) -> int:
    if source is not None:
        return next((n for n, one in enumerate(read) if one.language and same_language(source, one.language)), 0)
    english = [n for n, one in enumerate(read) if one.language and one.language.primary == _ENGLISH]
    return english[0] if len(english) == 1 and not _is_translated(read[english[0]]) else 0


def _is_translated(read: Read) -> bool:
    return read.document.metadata.notice is not None


def _role_said(read: Read) -> str:
    """What the user or the name says about the role of a text; "" for nothing."""
    parts, folders = (
        {ROLE_WORDS[word.casefold()] for word in words if word.casefold() in ROLE_WORDS}
        for words in (read.parts, read.given.name.folders[-1:])
    )
    said = parts or folders
    return read.given.role or (REFERENCE if REFERENCE in said else next(iter(said)) if len(said) == 1 else "")


def _split(read: Sequence[Read], wishes: Wishes) -> tuple[list[Version], list[Version]]:
    """The sources and the translations."""
    language = _source_language(read, wishes)
    versions = []
    for one in read:
        assert one.language is not None
        said = _role_said(one)
        is_source = same_language(one.language, language) and said in ("", SOURCE)
        versions.append(Version(one, one.language, SOURCE if is_source else said or SYSTEM))
    for version in versions:
        if version.role != SOURCE and same_language(version.language, language):
            raise MtqaError(
                f"this is in {version.language.name} ({version.language.tag}), the language of the source",
                "A translation must be in another language; where that is a mistake, write TAG=FILE to say its language.",
                path=version.shown,
            )
    sources = [version for version in versions if version.role == SOURCE]
    others = [version for version in versions if version.role != SOURCE]
    if not sources:
        raise MtqaError(f"none of the texts is a source in {language.name} ({language.tag})", _SAY_ROLES)
    if not others:
        raise MtqaError(
            f"all texts are in {language.name} ({language.tag}): there is no translation among them",
            "A translation must be in another language; where that is a mistake, write TAG=FILE to say its language,"
            " or --target-language TAG.",
        )
    return sources, others


def _source_language(read: Sequence[Read], wishes: Wishes) -> Language:
    if wishes.source_language:
        return language_of(wishes.source_language)
    said = [one.language for one in read if _role_said(one) == SOURCE and one.language is not None]
    if said:
        return said[0]
    may_be = [one for one in read if not _role_said(one) and not _is_translated(one) and one.language is not None]
    languages = [one.language for one in may_be if one.language is not None]
    english = next((language for language in languages if language.primary == _ENGLISH), None)
    n_english = sum(one.language is not None and one.language.primary == _ENGLISH for one in read)
    if english is not None and (languages[0].primary == _ENGLISH or _is_plausible(read, n_english)):
        return english
    first = languages[0] if languages else read[0].language
    assert first is not None
    return first


def _is_plausible(read: Sequence[Read], n_english: int) -> bool:
    """Whether the texts in English may be the source although another comes first: they are no more than those in
    the language of the first, which else has several translations into English."""
    first = read[0].language
    assert first is not None
    return n_english <= sum(one.language is not None and same_language(one.language, first) for one in read)
