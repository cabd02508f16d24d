"""What a user has given, and what it is understood to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.given.parts_of_names import Name

if TYPE_CHECKING:
    from mtqa.documents import Document
    from mtqa.languages import Language

__all__ = ["Given", "Understanding", "UnderstoodText", "Wishes"]


@dataclass(frozen=True)
class Given:
    """A file that was given, or the page of an address that was.

    Attributes:
        path: Where it lies.
        shown: What to call it in messages: as it was given.
        name: Its name in parts.
        role: `source`, `system` or `reference`, where it was said; else "".
        label: Name of the system or reference, where it was said; else "".
        tag: Its language, where it was said; else "".
        url: Address that it was fetched from; else "".
    """

    path: Path
    shown: str
    name: Name
    role: str = ""
    label: str = ""
    tag: str = ""
    url: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a user has said about all texts.

    Attributes:
        source_language: Tag of the language of the source; "" where nothing was said.
        target_languages: Tags of the languages of the translations, in their order, or one for all.
    """

    source_language: str = ""
    target_languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnderstoodText:
    """A text, with what it is.

    Attributes:
        given: What was given.
        document: Its content.
        language: Its language.
        told_by: What told the language: `name`, `text`, `declaration` or `you`.
        role: `source`, `system` or `reference`.
        label: Name of the system or reference; "" for a source.
        of: Which document it is a version of; "" where there is one.
    """

    given: Given
    document: Document = field(repr=False)
    language: Language
    told_by: str
    role: str
    label: str
    of: str


@dataclass(frozen=True)
class Understanding:
    """Texts that belong together.

    Attributes:
        texts: All of them, the sources first.
        first: The one that was given first.
        name: What to call them together: can be the name of a folder.
        title: The same for people.
    """

    texts: tuple[UnderstoodText, ...]
    first: UnderstoodText
    name: str
    title: str

    @property
    def sources(self) -> tuple[UnderstoodText, ...]:
        """The sources, one for each document."""
        return tuple(text for text in self.texts if text.role == "source")

    @property
    def translations(self) -> tuple[UnderstoodText, ...]:
        """All others."""
        return tuple(text for text in self.texts if text.role != "source")
