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
from mtqa.given.parts_of_names import ROLE_WORDS
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
_SAY_SOURCE = "Say which language it is: --source-language TAG."
_ANOTHER = "A translation must be in another language; where it is, write TAG=FILE to say so."


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
    known = [Version(one, one.language or ask_language(one, ask), _role_said(one)) for one in read]
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
    is_source = len(english) == 1 and read[english[0]].document.metadata.notice is None
    return english[0] if is_source else 0


def _role_said(read: Read) -> str:
    """What the user or the name says about the role of a text; "" for nothing."""
    parts, folders = (
        {ROLE_WORDS[word.casefold()] for word in words if word.casefold() in ROLE_WORDS}
        for words in (read.parts, read.given.name.folders[-1:])
    )
    said = parts or folders
    return read.given.role or (REFERENCE if REFERENCE in said else next(iter(said)) if len(said) == 1 else "")


def _split(versions: Sequence[Version], wishes: Wishes) -> tuple[list[Version], list[Version]]:
    """The sources and the translations."""
    language = _source_language(versions, wishes)
    sources: list[Version] = []
    others: list[Version] = []
    for version in versions:
        if same_language(version.language, language):
            if version.role not in ("", SOURCE):
                raise MtqaError(
                    f"this is in {_named(language)}, the language of the source", _ANOTHER, path=version.shown
                )
            sources.append(replace(version, role=SOURCE))
        elif version.role == SOURCE:
            raise MtqaError(
                f"this is the source by its name, but in {_named(version.language)} and not in {_named(language)}",
                _SAY_SOURCE,
                path=version.shown,
            )
        else:
            others.append(replace(version, role=version.role or SYSTEM))
    if not sources:
        raise MtqaError(f"none of the texts is in {_named(language)}, the language of the source", _SAY_SOURCE)
    if not others:
        raise MtqaError(f"all texts are in {_named(language)}: there is no translation among them", _ANOTHER)
    return sources, others


def _named(language: Language) -> str:
    return f"{language.name} ({language.tag})" if language.tag not in language.name else language.name


def _source_language(versions: Sequence[Version], wishes: Wishes) -> Language:
    if wishes.source_language:
        return language_of(wishes.source_language)
    said = [version.language for version in versions if version.role == SOURCE]
    if said:
        return said[0]
    may_be = [version.language for version in versions if not version.role and not version.is_machine_translated]
    first = may_be[0] if may_be else versions[0].language
    english = next((language for language in may_be if language.primary == _ENGLISH), first)
    # Where the first has several translations into English, English is not the source.
    n_english = sum(version.language.primary == _ENGLISH for version in versions)
    n_first = sum(same_language(version.language, versions[0].language) for version in versions)
    return english if n_english <= n_first or first.primary == _ENGLISH else first
