"""Arguments -> the texts that they name: files, folders of files, and addresses, with what is said of them.

An argument is a path or an address; before it may stand `TAG=`, `NAME=`, `NAME:TAG=`, or `source=` and `reference=`.
"""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Certainty, loaders
from mtqa.corpus_folders import FILE_NAME, LINE_SUFFIXES, PAGE_SUFFIXES, has_named_texts, safe_name
from mtqa.errors import MtqaError
from mtqa.files import Manifest, bare_suffix, digest, refuse_pipe
from mtqa.given.parts_of_names import Name, name_of_address, name_of_file
from mtqa.given.texts import Given
from mtqa.languages import language_in_name
from mtqa.preparation import download_document

if TYPE_CHECKING:
    from mtqa.documents import Document

__all__ = ["gather", "is_address", "is_folder_of_pages", "read_all", "with_original"]

_ABOUT = frozenset({"readme", "license", "licence", "changelog", "contributing", "copying", "notice"})
"""Names of files that tell of a folder."""
_DEEPEST = 3
_MOST = 2000
"""Files of a folder."""
Fetch = Callable[[Sequence[str]], None]
"""Asks whether addresses may be fetched; raises MtqaError where not."""


def is_address(argument: str) -> bool:
    """Whether an argument is an address on the web."""
    return argument.lower().startswith(("https://", "http://"))


def gather(arguments: Sequence[str], scratch: Path, consent: Fetch) -> list[Given]:
    """The texts that arguments name.

    Args:
        arguments: As given on the command line.
        scratch: A folder for pages that are downloaded.
        consent: Asked before anything is.

    Raises:
        MtqaError: when there is no such file, it is a corpus by itself, is named twice, or cannot be fetched.
    """
    said = [_said(argument) for argument in arguments]
    for (_, place), argument in zip(said, arguments, strict=True):
        if not is_address(place):
            _check_file(Path(place), argument)
    addresses = [place for _, place in said if is_address(place)]
    if addresses:
        consent(addresses)
    folders = _telling_folders([place for _, place in said if not is_address(place)])
    given = [one for about, place in said for one in _texts(about, place, folders, scratch)]
    _refuse_doubles(given)
    return given


def _said(argument: str) -> tuple[Given, str]:
    """What stands before the sign `=`, in a text without a place, and the place."""
    nothing = Given(Path(), "", Name(""))
    left, sign, place = argument.partition("=")
    if not sign or is_address(argument) or os.path.exists(argument) or "/" in left or not left or not place:
        return nothing, argument
    label, _, tag = left.partition(":")
    if label.casefold() in ("source", "reference"):
        return replace(nothing, role=label.casefold(), tag=tag), place
    role, _, name = label.partition(".")
    if role.casefold() == "reference" and name:
        return replace(nothing, role="reference", label=name, tag=tag), place
    if not tag and language_in_name(label) is not None:
        return replace(nothing, tag=label), place
    return replace(nothing, label=label, role="system", tag=tag), place


def _check_file(path: Path, argument: str) -> None:
    """Refuse what is no text, before anything is done."""
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        raise MtqaError("no such file or folder", "Check the name.", path=argument)
    refuse_pipe(path)
    if path.is_file() and not path.stat().st_size:
        raise MtqaError("the file is empty", path=path)
    if path.is_dir():
        is_corpus = (path / FILE_NAME).is_file() or has_named_texts(path)
    else:
        is_corpus = bare_suffix(path) not in (*PAGE_SUFFIXES, *LINE_SUFFIXES) and _is_data(path)
    if is_corpus:
        raise MtqaError(
            "this is a corpus by itself, not one text of several", f"Evaluate it alone: mtqa evaluate {path}", path=path
        )


def _is_data(path: Path) -> bool:
    """Whether a loader reads a file as a corpus, other than one that takes any text beside others of its name."""
    sure = [loaders.get(name)().accepts(path) for name in loaders.names() if not loaders.get(name).scheme]
    return max(sure) > Certainty.NO and language_in_name(path.suffix[1:]) is None


def _telling_folders(places: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The folders of each place that may tell something: as they were written, without those that all are in."""
    parts = {place: Path(os.path.abspath(place)).parts[:-1] for place in places}
    together = zip(*parts.values(), strict=False)
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, together))
    return {place: folders[shared:] if len(parts) > 1 else () for place, folders in parts.items()}


def _texts(about: Given, place: str, folders: dict[str, tuple[str, ...]], scratch: Path) -> Iterator[Given]:
    if is_address(place):
        yield _fetched(about, place, scratch)
        return
    path = Path(place)
    if not path.is_dir():
        yield replace(about, path=path, shown=place, name=name_of_file(path, folders[place]))
        return
    files = list(pages_in(path))
    if not files:
        raise MtqaError("there are no pages in this folder", path=path)
    alone = len(folders) == 1
    for file in files:
        inside = file.relative_to(path).parts[:-1]
        before = inside if alone else (*folders[place], path.resolve().name, *inside)
        yield replace(about, path=file, shown=str(file), name=name_of_file(file, before))


def pages_in(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The pages in a folder and those in it, in the order of their names; hidden ones are left out, and what tells of
    the folder itself: README and the like.

    Raises:
        MtqaError: when a folder cannot be read.
    """
    try:
        inside = sorted(folder.iterdir(), key=lambda path: (path.name.casefold(), path.name))
    except OSError as error:
        raise MtqaError(f"cannot be read: {error.strerror or error}", path=folder) from error
    for path in inside[:_MOST]:
        if path.name.startswith((".", "~$")) or (path.is_dir() and _is_own(path)):
            continue
        if path.is_dir() and depth < _DEEPEST and not path.is_symlink():
            yield from pages_in(path, depth + 1)
        elif path.is_file() and bare_suffix(path) in (*PAGE_SUFFIXES, *LINE_SUFFIXES) and not _is_about(path, inside):
            yield path


def _is_about(path: Path, inside: Sequence[Path]) -> bool:
    """Whether a file tells of its folder, and no other there is called so: README.md, but not beside README.de.md."""
    stem = path.stem.casefold()
    return stem in _ABOUT and not any(
        other != path and other.name.casefold().startswith((f"{stem}.", f"{stem}-", f"{stem}_")) for other in inside
    )


def _is_own(folder: Path) -> bool:
    """Whether a folder is a corpus, or holds what mtqa wrote."""
    return (folder / FILE_NAME).exists() or Manifest.read(folder).is_recorded


def is_folder_of_pages(folder: Path) -> bool:
    """Whether a folder holds two pages at least, one of which is in a format of pages and no plain text."""
    pages = [path for path, _ in zip(pages_in(folder), range(_MOST), strict=False)]
    return len(pages) > 1 and any(bare_suffix(path) in PAGE_SUFFIXES for path in pages)


def _fetched(about: Given, url: str, scratch: Path) -> Given:
    name = name_of_address(url)
    number = sum(1 for _ in scratch.iterdir()) + 1
    path = download_document(url, scratch, f"{number}-{safe_name(name.stem or 'page')}")
    return replace(about, path=path, shown=url, name=name, url=url)


def _refuse_doubles(given: Sequence[Given]) -> None:
    seen: dict[str, Given] = {}
    for one in given:
        place = one.url or os.path.realpath(one.path)
        if place in seen:
            raise MtqaError("this is named twice", "Name each text once.", path=one.shown)
        seen[place] = one


def read_all(given: Sequence[Given]) -> list[Document]:
    """What is in each of several texts.

    Raises:
        MtqaError: when one cannot be read.
    """
    from mtqa.documents import read_document

    documents = []
    for one in given:
        try:
            documents.append(read_document(one.path))
        except MtqaError as error:
            if not one.url:
                raise
            raise MtqaError(error.message, error.hint, path=one.url) from None
    return documents


def refuse_copy(given: Sequence[Given]) -> None:
    """Refuse two texts, a source and a translation, that are the same byte for byte.

    Raises:
        MtqaError: naming both.
    """
    if len(given) == 2 and digest(given[0].path) == digest(given[1].path):
        raise MtqaError(
            f"this holds just the same as {given[0].shown}", "Give the translation's own file.", path=given[1].shown
        )


def with_original(given: Sequence[Given], documents: Sequence[Document], scratch: Path, consent: Fetch) -> list[Given]:
    """The texts, and before them the original, where all say that a machine translated them and one leads to it.

    Raises:
        MtqaError: when there is only one text and it leads to none, or the original cannot be fetched.
    """
    notices = [document.metadata.notice for document in documents]
    if len(given) > 1 and not all(notices):
        return list(given)
    for one, document, notice in zip(given, documents, notices, strict=True):
        base = one.url or document.metadata.source_url or ""
        url = urllib.parse.urljoin(base, notice.original_url) if notice and notice.original_url else ""
        if is_address(url):
            consent([url])
            original = _fetched(Given(Path(), "", Name(""), role="source"), url, scratch)
            return [original, *given]
    if len(given) > 1:
        return list(given)
    raise MtqaError(
        f"this is one text, and its notice leads to no whole address ({notices[0].original_url or 'none'})"
        if notices[0]
        else "this is one text, and a corpus needs a source and its translations",
        "Name the original and its translations: mtqa evaluate page.en.html page.bg.html",
        path=given[0].shown,
    )
