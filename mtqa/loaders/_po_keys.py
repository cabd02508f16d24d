"""PO files whose ids are keys (`menu.file.open`) and not texts: where the texts that were translated are.

They are in the comments (`Default: "Open file"`, as Zope and Plone write them), or in the catalogue of the source
language beside it: `app.en.po` for `app.de.po`, `en/LC_MESSAGES/app.po` for `de/LC_MESSAGES/app.po`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.languages import Language, language_in_name

if TYPE_CHECKING:
    import polib

__all__ = ["are_keys", "default_text", "is_key", "source_catalogues"]

_KEY = re.compile(
    r"[\w$-]+(?:[.:/#]+[\w$-]+)+"  # menu.file.open, errors:not-found
    r"|[A-Za-z][a-z0-9]*(?:_[A-Za-z0-9]+)+"  # label_close, ERR_5
    r"|[a-z0-9]+(?:-[a-z0-9]+){2,}"  # page-title-home
    r"|[a-z]+[0-9]*(?:[A-Z][A-Za-z0-9]*)+"  # buttonClose
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"  # ERROR_NOT_FOUND
)
_DEFAULT = re.compile(r'(?:^|\n)\s*Default:[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^"\n][^\n]*))', re.IGNORECASE)
_SHARE = 0.7
"""Share of the ids that must look like keys; a program's texts also hold some words such as `e-mail`."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}


def is_key(identifier: str) -> bool:
    """Whether an id has the shape of a key: one word with full stops, underscores or capitals inside."""
    return len(identifier) < 200 and _KEY.fullmatch(identifier) is not None


def are_keys(identifiers: Sequence[str]) -> bool:
    """Whether the ids of a catalogue are keys; one or two alone may be anything."""
    return len(identifiers) > 2 and sum(map(is_key, identifiers)) >= _SHARE * len(identifiers)


def default_text(entry: polib.POEntry) -> str:
    """The text that the comment gives for an id; "" where there is none."""
    match = _DEFAULT.search(entry.comment or "")
    if match is None:
        return ""
    if match[2] is not None:
        return match[2].strip()
    return _ESCAPED.sub(lambda escaped: _ESCAPES.get(escaped[1], escaped[1]), match[1].replace("\n", " "))


def source_catalogues(path: Path, source: Language, target: Language) -> Iterator[Path]:
    """The catalogues of the source language that lie where such catalogues do, as far as they exist."""
    for name in _names_in(path.name, source, target):
        if (path.parent / name).is_file() and path.parent / name != path:
            yield path.parent / name
    parts = path.absolute().parts
    for depth in (1, 2, 3):  # locale/de/app.po, locale/de/LC_MESSAGES/app.po
        if len(parts) <= depth + 1 or not _same(parts[-depth - 1], target):
            continue
        above = Path(*parts[: -depth - 1])
        for tag in _spellings(source, above):
            for name in dict.fromkeys((path.name, *_names_in(path.name, source, target))):
                other = above.joinpath(tag, *parts[len(parts) - depth : -1], name)
                if other.is_file():
                    yield other


def _same(part: str, language: Language) -> bool:
    named = language_in_name(part.replace("@", "_").split("_latin")[0])
    return named is not None and named.primary == language.primary


def _names_in(name: str, source: Language, target: Language) -> Iterator[str]:
    """The file's name with the source language in the place of the target's."""
    pieces = re.split(r"([._-])", name)
    for position, piece in enumerate(pieces):
        if not _same(piece, target):
            continue
        # de_AT is two pieces
        for last in (position + 2, position):
            if last < len(pieces) and (last == position or re.fullmatch("[A-Z]{2}", pieces[last])):
                for tag in (source.tag, source.primary, source.tag.replace("-", "_")):
                    yield "".join([*pieces[:position], tag, *pieces[last + 1 :]])


def _spellings(source: Language, folder: Path) -> list[str]:
    """The folders of the source language, that without a region first."""
    try:
        names = sorted(other.name for other in folder.iterdir() if other.is_dir() and _same(other.name, source))
    except OSError:
        return []
    return sorted(names, key=len)[:10]
