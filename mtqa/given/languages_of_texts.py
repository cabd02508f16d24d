"""In which language each of several given texts is: by what the user says, by its name, or by what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.given.parts_of_names import ROLE_WORDS, Spoken, spoken_languages
from mtqa.given.texts import Given
from mtqa.languages import Language, language_of

if TYPE_CHECKING:
    from mtqa.documents import Document

__all__ = ["Ask", "Read", "ask_language", "common_parts", "tell_languages"]

Ask = Callable[[str], str]
"""Asks a person something and returns the answer; "" where nobody can be asked."""
_HOW = (
    "Write TAG=FILE (a system's output NAME:TAG=FILE) in place of FILE; `mtqa evaluate` also takes --source-language"
    " TAG and --target-language TAG."
)


@dataclass(frozen=True)
class Read:
    """A given text that was read, with its language.

    Attributes:
        given: What was given.
        document: Its content.
        language: Its language; None where it is not known yet.
        told_by: What told it: `you`, `name`, `text`, `declaration`; "" where it is not known.
        parts: The parts of its name but for those that say the language.
    """

    given: Given
    document: Document
    language: Language | None
    told_by: str
    parts: tuple[str, ...]


def common_parts(given: Sequence[Given]) -> frozenset[str]:
    """Parts and folders that all names have, in small letters: they tell nothing. Of one text, none."""
    if len(given) < 2:
        return frozenset()
    sets = [{part.casefold() for part in (*one.name.parts, *one.name.folders)} for one in given]
    return frozenset(set.intersection(*sets))


def tell_languages(given: Sequence[Given], documents: Sequence[Document]) -> list[Read]:
    """The language of each text, as far as anything tells it.

    Args:
        given: The texts.
        documents: What is in each.

    Raises:
        MtqaError: when the name of a text clearly says another language than the one that it is in.
    """
    common = common_parts(given)
    spoken = [spoken_languages(one.name, common) for one in given]
    read: list[Read] = []
    for number, (one, document) in enumerate(zip(given, documents, strict=True)):
        others = [candidates for other, candidates in enumerate(spoken) if other != number]
        rest = {_rest(given[i], said) for i, candidates in enumerate(spoken) if i != number for said in candidates}
        read.append(_tell(one, document, spoken[number], rest if others else set()))
    return read


def _tell(given: Given, document: Document, spoken: Sequence[Spoken], rests: set[tuple[str, ...]]) -> Read:
    """One text; `rests` are the names of the others without what they say of languages."""
    from mtqa.documents import recognise_language

    if given.tag:
        said = next((one for one in spoken if one.sure and one.parts), None)
        return Read(given, document, language_of(given.tag), "you", _parts_without(given, said))
    recognised = recognise_language(document)
    if recognised is not None and recognised.by == "text":
        said = next((one for one in spoken if one.language.primary == recognised.language.primary), None)
        if said is not None:
            return Read(given, document, said.language, "name", _parts_without(given, said))
        confirmed = next((one for one in spoken if one.sure and (one.folder or _rest(given, one) in rests)), None)
        if confirmed is not None:
            raise MtqaError(
                f"by its name this is in {confirmed.language.name} ({confirmed.language.tag}), but its text is in"
                f" {recognised.language.name} ({recognised.language.tag})",
                "Give the right file, or write TAG=FILE to say its language.",
                path=given.shown,
            )
        return Read(given, document, recognised.language, "text", _parts_without(given, None))
    telling = [one for one in spoken if not _is_role(one) or _rest(given, one) in rests]
    sure = next((one for one in telling if one.sure), None)
    if sure is not None:
        return Read(given, document, sure.language, "name", _parts_without(given, sure))
    if recognised is not None:
        return Read(given, document, recognised.language, recognised.by, _parts_without(given, None))
    if telling:
        return Read(given, document, telling[0].language, "name", _parts_without(given, telling[0]))
    return Read(given, document, None, "", _parts_without(given, None))


def _is_role(said: Spoken) -> bool:
    """Whether what a name says may be no language but a role: the "mt" of `mt.html` is Maltese, or machine translation.
    It is the language where another text is called the same but for its own: `page.en.html` beside `page.mt.html`."""
    return bool({part.casefold() for part in said.parts} & ROLE_WORDS.keys())


def _parts_without(given: Given, said: Spoken | None) -> tuple[str, ...]:
    """The parts of a name without those, as near its end as can be, that say its language."""
    parts = given.name.parts
    wanted = said.parts if said else ()
    for start in reversed(range(len(parts) - len(wanted) + 1)):
        if wanted and parts[start : start + len(wanted)] == wanted:
            return parts[:start] + parts[start + len(wanted) :]
    return parts


def _rest(given: Given, said: Spoken) -> tuple[str, ...]:
    return tuple(part.casefold() for part in _parts_without(given, said))


def ask_language(read: Read, ask: Ask) -> Language:
    """The language of a text that nothing has told, as a person says.

    Raises:
        MtqaError: when nobody can be asked, or the answer is no language.
    """
    answer = ask(f"In which language is {read.given.shown}? (a tag such as en, bg or pt-BR)").strip()
    if not answer:
        raise MtqaError("neither its name nor its text tells in which language this is", _HOW, path=read.given.shown)
    return language_of(answer)
