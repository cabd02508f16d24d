"""By which system a text was translated and of which document it is a version: what names say but for languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from mtqa.corpus_folders import safe_name
from mtqa.documents import service_named
from mtqa.errors import MtqaError
from mtqa.given.languages_of_texts import Read
from mtqa.given.parts_of_names import ROLE_WORDS
from mtqa.languages import Language, language_in_name

__all__ = ["REFERENCE", "SOURCE", "SYSTEM", "Version", "called", "name_documents", "name_translations"]

SOURCE, SYSTEM, REFERENCE = "source", "system", "reference"
_NAMELESS = "translation"
"""What a system is called whose name nothing tells."""


@dataclass(frozen=True)
class Version:
    """A text with its language and role.

    Attributes:
        read: The text.
        language: Its language.
        role: `source`, `system` or `reference`; "" where only the user or the name could say, and neither does.
    """

    read: Read
    language: Language
    role: str

    @property
    def shown(self) -> str:
        """What the user calls it."""
        return self.read.given.shown

    @property
    def words(self) -> tuple[str, ...]:
        """The parts of its name without those that say its language or role."""
        return tuple(part for part in self.read.parts if part.casefold() not in ROLE_WORDS)

    @property
    def is_machine_translated(self) -> bool:
        """Whether it says of itself that a machine translated it."""
        return self.read.document.metadata.notice is not None

    def folders(self, common: frozenset[str]) -> tuple[str, ...]:
        """The folders before it that say neither language nor role, and that not all have."""
        return tuple(
            folder
            for folder in self.read.given.name.folders
            if folder.casefold() not in common
            and folder.casefold() not in ROLE_WORDS
            and language_in_name(folder) is None
        )


def name_documents(sources: Sequence[Version], common: frozenset[str]) -> dict[str, Version]:
    """The sources by the name of the document; of a single one it is "".

    Raises:
        MtqaError: when two have the same name.
    """
    if len(sources) == 1:
        return {"": sources[0]}
    documents: dict[str, Version] = {}
    for version in sources:
        name = "-".join((*version.folders(common), *version.words)) or "page"
        if name in documents:
            raise MtqaError(
                f"{documents[name].shown} and {version.shown} are both in {version.language.name}"
                f" ({version.language.tag}), the language of the source",
                "Give one source for each document; where one is a translation, write TAG=FILE to say its language.",
            )
        documents[name] = version
    return documents


def name_translations(
    translations: Sequence[Version], documents: Mapping[str, Version], common: frozenset[str]
) -> list[tuple[Version, str, str]]:
    """Each translation with its document and the name of its system or reference.

    Raises:
        MtqaError: when a translation belongs to no source, or two are the same by all that is known of them.
    """
    matched = [(version, *_match(version, documents, common)) for version in translations]
    _refuse_other_documents(matched)
    named = [(version, of, _label(version, left)) for version, of, left in matched]
    named = _told_apart(named, [version.words for version in translations])
    named = _told_apart(named, [version.folders(common) for version in translations])
    same = sorted(_doubles(named))
    if same:
        one, other = (named[number][0] for number in same[:2])
        raise MtqaError(
            f"{one.shown} and {other.shown} are both in {one.language.name} ({one.language.tag}), and nothing tells"
            " their systems apart",
            f"Name them: one={one.shown} other={other.shown}",
        )
    return named


def _refuse_other_documents(matched: Sequence[tuple[Version, str, tuple[str, ...] | None]]) -> None:
    """Refuse a translation that is not called as the source, beside one of its language that is."""
    named = {version.language for version, _, left in matched if left is not None and version.role == SYSTEM}
    for version, _, left in matched:
        if left is None and version.language in named and version.role == SYSTEM and not version.read.given.label:
            raise MtqaError(
                "by its name this is no version of the source, while another text in its language is",
                f"Say that it is one, by another system: NAME={version.shown}. Or give its own source, too.",
                path=version.shown,
            )


def _told_apart(
    named: Sequence[tuple[Version, str, str]], words: Sequence[Sequence[str]]
) -> list[tuple[Version, str, str]]:
    """The translations, with other words as names for those that have the same."""
    twice = _doubles(named)
    return [
        (version, of, "-".join(words[number]) or label if number in twice else label)
        for number, (version, of, label) in enumerate(named)
    ]


def _doubles(named: Sequence[tuple[Version, str, str]]) -> set[int]:
    """The numbers of translations that have the same place as others."""

    def place(number: int) -> tuple[str, str, bool, str]:
        version, of, label = named[number]
        return version.language.tag, of, version.role == REFERENCE, label.casefold()

    numbers = [n for n in range(len(named)) if not named[n][0].read.given.label]
    ordered = sorted(range(len(named)), key=place)
    groups = [list(group) for _, group in groupby(ordered, key=place)]
    return {number for group in groups if len(group) > 1 for number in group if number in numbers or len(numbers) == 0}


def _match(
    version: Version, documents: Mapping[str, Version], common: frozenset[str]
) -> tuple[str, tuple[str, ...] | None]:
    """The document of a translation, and what its name says beside; None where it is not the document's name."""
    if len(documents) == 1:
        ((of, source),) = documents.items()
        return of, _left(version.words, source.words)
    own = (*version.folders(common), *version.words)
    fitting = []
    for of, source in documents.items():
        left = _left(own, (*source.folders(common), *source.words))
        if left is not None:
            fitting.append((len(own) - len(left), of, left))
    if not fitting:
        raise MtqaError(
            "no source is the same document by its name",
            "Give the versions of a document the same name but for language and system: a.en.html, a.bg.html.",
            path=version.shown,
        )
    _, of, left = max(fitting)
    return of, left


def _left(words: Sequence[str], of_source: Sequence[str]) -> tuple[str, ...] | None:
    """The words that those of the source leave over; None where the source has others."""
    rest = list(words)
    folded = [word.casefold() for word in words]
    for word in of_source:
        if word.casefold() not in folded:
            return None
        place = folded.index(word.casefold())
        del rest[place], folded[place]
    return tuple(rest)


def _label(version: Version, left: tuple[str, ...] | None) -> str:
    """The name of a system or reference."""
    given = version.read.given
    if given.label:
        return given.label
    if left:
        return "-".join(left)
    if version.role == REFERENCE:
        return "A"
    in_name = next((part for part in given.name.parts if service_named(part)), "")
    notice = version.read.document.metadata.notice
    return in_name or (notice.service.casefold().replace(" ", "-") if notice else "") or _NAMELESS


def called(documents: Mapping[str, Version], name: str) -> str:
    """What texts are called together: as the document, or as the folder.

    Args:
        documents: The sources by document.
        name: Another name, for where theirs say nothing, or there are several.
    """
    words = next(iter(documents.values())).words if len(documents) == 1 else ()
    return safe_name("-".join(words) or name or "pages")
