"""What the names of files and addresses say: language, role, system, and which document they are a version of.

A name is read in parts, `page`, `bg`, `deepl` of `page.bg.deepl.html`, with the folders or the parts of the address
before it. What all names have in common tells nothing.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.files import bare_name
from mtqa.languages import language_in_name

if TYPE_CHECKING:
    from mtqa.languages import Language

__all__ = ["Name", "Spoken", "name_of_address", "name_of_file", "spoken_languages"]

_PART = re.compile(r"[^\W_]+")
_JOINED = ("-", "_")
_LONGEST_ENDING = 6
_REGION = re.compile(r"[A-Z]{2}|[A-Z][a-z]{3}")
ROLE_WORDS = {
    **dict.fromkeys(("source", "src", "original", "orig"), "source"),
    **dict.fromkeys(("reference", "ref", "human", "gold"), "reference"),
    **dict.fromkeys(
        ("system", "systems", "hypothesis", "hypotheses", "hyp", "translation", "translated", "target", "mt", "output"),
        "system",
    ),
}
"""What parts of names say about the role of a text."""


@dataclass(frozen=True)
class Name:
    """A name in parts.

    Attributes:
        stem: The last part of a path, without its ending.
        folders: What stands before it, the outermost first.
    """

    stem: str
    folders: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The words and numbers of the stem."""
        return tuple(_PART.findall(self.stem))


@dataclass(frozen=True)
class Spoken:
    """A language that a name speaks of.

    Attributes:
        language: Which.
        parts: The parts of the stem that say it; none where a folder does.
        folder: The folder that says it, or "".
        sure: Whether it stands where languages stand: at the end of the name, or as a whole folder.
    """

    language: Language
    parts: tuple[str, ...] = ()
    folder: str = ""
    sure: bool = False


def name_of_file(path: Path, folders: Sequence[str] = ()) -> Name:
    """The name of a file in parts.

    Args:
        path: The file.
        folders: The folders before it that may tell something.
    """
    stem, dot, ending = bare_name(path).rpartition(".")
    is_ending = dot and stem and len(ending) <= _LONGEST_ENDING and ending.isalnum() and not language_in_name(ending)
    return Name(stem if is_ending else bare_name(path), tuple(folders))


def name_of_address(url: str) -> Name:
    """The parts of an address: host and folders, then the page, then what is asked of it (`?lang=bg`)."""
    split = urllib.parse.urlsplit(url)
    path = [urllib.parse.unquote(part) for part in split.path.split("/") if part]
    asked = [value for _, value in urllib.parse.parse_qsl(split.query)]
    stem = name_of_file(Path(path[-1])).stem if path else ""
    return Name(stem, (*(split.hostname or "").split(".")[:-1], *path[:-1], *asked))


def spoken_languages(name: Name, common: frozenset[str]) -> tuple[Spoken, ...]:
    """The languages that a name may speak of, the likeliest first.

    Args:
        name: The name.
        common: Parts, in small letters, that tell nothing, because all names have them.
    """
    in_stem = [spoken for spoken in _in_stem(name.stem) if not {part.casefold() for part in spoken.parts} & common]
    in_folders = [
        Spoken(language, folder=folder, sure=True)
        for folder in reversed(name.folders)
        if folder.casefold() not in common and (language := language_in_name(folder)) is not None
    ]
    return (*in_stem, *in_folders)


@cache
def _in_stem(stem: str) -> tuple[Spoken, ...]:
    """The last first, and a language with its region before the region taken for a language."""
    parts = list(_PART.finditer(stem))
    found: list[Spoken] = []
    for number in reversed(range(len(parts))):
        at_end = number == len(parts) - 1
        if number and _touch(stem, parts[number - 1], parts[number]):
            both = (parts[number - 1][0], parts[number][0])
            language = language_in_name("-".join(both)) if len(both[1]) in (2, 4) else None
            if language is not None:
                is_region = _is_region(both)
                found.append(Spoken(language, both, sure=at_end and is_region))
                if is_region:
                    continue
        language = language_in_name(parts[number][0])
        if language is not None:
            found.append(Spoken(language, (parts[number][0],), sure=at_end))
    return tuple(found)


def _is_region(both: tuple[str, str]) -> bool:
    """Whether the second of two parts is a region or script for sure: `BG` of `bg-BG`, `br` of `pt-br`, not `de` of
    `en-de`."""
    alone = language_in_name(both[1])
    return (_REGION.fullmatch(both[1]) is not None and not both[0].isupper()) or alone is None or not alone.known


def _touch(stem: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return stem[one.end() : other.start()] in _JOINED
