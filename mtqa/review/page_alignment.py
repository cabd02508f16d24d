"""The alignment of a page as something that is edited: groups of sentences, joined, split and moved.

An edit says which sentences belong together from now on; it becomes rows of `alignment/TAG.tsv`, as if somebody had
corrected the table in a spreadsheet. The sentences themselves never change, and none is lost: not those of the edited
translation, and not those of other systems, which share the rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from mtqa.alignment import AlignedFolder, TableRow, align_folder, find_table, render_alignment_table, table_path
from mtqa.corpus_folders import FILE_NAME, CorpusDescription, describe_by_names, has_named_texts, read_description
from mtqa.errors import MtqaError
from mtqa.files import settle, write_atomically, writing_in
from mtqa.languages import language_of
from mtqa.preparation import with_remarks
from mtqa.review.alignment_edit import AGAIN, Group, Groups, Shown, check_nothing_lost, edited_rows, groups_of

__all__ = ["OlderVersionError", "PageAlignment", "has_pages", "read_alignment", "write_alignment"]


class OlderVersionError(MtqaError):
    """The alignment has changed since the page was loaded."""


@dataclass(frozen=True)
class PageAlignment:
    """The alignment of a document with one of its translations.

    Attributes:
        version: Changes with everything in the table.
        document: Name of the document.
        documents: Names of all documents.
        system: The translation: name of a system.
        systems: Names of all translations of the document.
        groups: In order.
    """

    version: str
    document: str
    documents: tuple[str, ...]
    system: str
    systems: tuple[str, ...]
    groups: tuple[Group, ...]

    def to_json(self) -> dict[str, Any]:
        """As the page takes it."""
        sides = [
            {
                "n": group.n,
                "source": [{"n": one.n, "text": one.text} for one in group.source],
                "hypothesis": [{"n": one.n, "text": one.text} for one in group.hypothesis],
                "sure": group.sure,
            }
            for group in self.groups
        ]
        documents = [{"document": name, "title": name} for name in self.documents]
        about = {"version": self.version, "document": self.document, "documents": documents}
        return {**about, "system": self.system, "systems": list(self.systems), "groups": sides}


def has_pages(folder: Path) -> bool:
    """Whether a corpus folder holds pages, whose alignment can be edited."""
    try:
        return _described(folder).layout == "pages"
    except MtqaError:
        return False


def read_alignment(folder: Path, tag: str, document: str = "", system: str = "") -> PageAlignment:
    """The alignment of a document.

    Args:
        folder: The corpus folder.
        tag: Tag of the target language.
        document: Name of the document; "" for the first.
        system: Name of the translation; "" for the first that the document has.

    Raises:
        MtqaError: when the folder holds no pages, or no such document or translation.
    """
    table = _Table(folder, tag)
    document, label = table.chosen(document, system)
    return PageAlignment(
        version=table.version,
        document=document,
        documents=tuple(dict.fromkeys(row.document for row in table.rows)),
        system=_name(label),
        systems=tuple(_name(one) for one in table.labels if one in table.present[document]),
        groups=tuple(groups_of(table.shown(document, label))),
    )


def write_alignment(folder: Path, tag: str, document: str, system: str, version: str, groups: Groups) -> None:
    """Write an edited alignment into the table; rows that stay the same stay as they are.

    Args:
        folder: The corpus folder.
        tag: Tag of the target language.
        document: Name of the document.
        system: Name of the translation.
        version: Of the alignment that was edited.
        groups: All sentences of both sides, each once and in order.

    Raises:
        OlderVersionError: when the alignment is another one by now.
        MtqaError: when a sentence is missing, stands twice or out of order, or the table cannot be written.
    """
    settle(folder)
    with writing_in(folder):
        table = _Table(folder, tag)
        table.check_writable()
        if version != table.version:
            raise OlderVersionError("the alignment has changed since this page was loaded", AGAIN)
        document, label = table.chosen(document, system)
        edited = edited_rows(table.shown(document, label), groups)
        rows = [row for row in table.rows if row.document == document]
        check_nothing_lost(rows, edited)
        table.write(document, edited)


def _described(folder: Path) -> CorpusDescription:
    if not (folder / FILE_NAME).is_file() and has_named_texts(folder):
        return describe_by_names(folder)
    return read_description(folder / FILE_NAME)


def _name(label: str) -> str:
    """`etranslation` of `hypothesis.etranslation`; a reference keeps its kind."""
    return label.removeprefix("hypothesis.")


_State = tuple[tuple[str, int, int], ...]


def _state(folder: Path, tag: str, description: CorpusDescription) -> _State:
    """What the alignment depends on: pages, description and table, with their times and sizes."""
    paths = [text.path for text in description.texts] + [one.current[0] for one in description.sources]
    paths += [folder / FILE_NAME, *sorted(table_path(folder, tag).parent.glob(f"{tag}.*"))]
    known = [(path, path.stat()) for path in dict.fromkeys(paths) if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in known)


@lru_cache(maxsize=8)
def _aligned(folder: Path, tag: str, state: _State) -> AlignedFolder:
    """The alignment, which is made once for as long as nothing of it changes."""
    del state
    return align_folder(_described(folder), language_of(tag))


class _Table:
    """The alignment of a folder as it is now."""

    def __init__(self, folder: Path, tag: str) -> None:
        self._folder, self._tag = folder, tag
        description = _described(folder)
        if description.layout != "pages":
            raise MtqaError(
                "this corpus is read line by line: there is no alignment to edit", "Use it as it is.", path=folder
            )
        self._language = language_of(tag)
        self._source = description.sources[0].language
        self._aligned = _aligned(folder, tag, _state(folder, tag, description))
        self.rows = tuple(with_remarks(self._aligned))
        self.labels, self.present = self._aligned.labels, self._aligned.present

    @property
    def version(self) -> str:
        """Another one whenever a row, its place or its standing changes."""
        digest = hashlib.blake2b(digest_size=8)
        for row in self.rows:
            digest.update(f"{row.document}\0{row.digest}\0{row.source}\0{row.texts}\0{row.corrected}\n".encode())
        return digest.hexdigest()

    def chosen(self, document: str, system: str) -> tuple[str, str]:
        """A document and the label of a translation of it.

        Raises:
            MtqaError: when there is none.
        """
        names = list(dict.fromkeys(row.document for row in self.rows))
        wanted = document or (names[0] if names else "")
        if wanted not in names:
            raise MtqaError(f"there is no document '{wanted[:80]}'", f"There are: {', '.join(names[:20])}.")
        labels = [label for label in self.labels if label in self.present[wanted]]
        label = next((one for one in labels if system in ("", _name(one))), None)
        if label is None:
            listed = ", ".join(map(_name, labels)) or "none"
            raise MtqaError(f"'{wanted}' has no translation by '{system[:80]}'", f"It has: {listed}.")
        return wanted, label

    def shown(self, document: str, label: str) -> Shown:
        """The rows of a document, cut into sentences."""
        rows = [row for row in self.rows if row.document == document]
        return Shown(rows, self.labels.index(label), self._source.tag, self._tag)

    def check_writable(self) -> None:
        """Refuse to write where corrections lie elsewhere or would be lost.

        Raises:
            MtqaError: saying where.
        """
        kept = find_table(self._folder, self._tag)
        if kept is not None and kept.path != table_path(self._folder, self._tag):
            raise MtqaError(
                f"the alignment is kept in {kept.path.name}, which a spreadsheet has saved",
                f"Edit it there, or make {self._tag}.tsv of it.",
                path=kept.path,
            )
        if self._aligned.lost:
            raise MtqaError(
                f"{len(self._aligned.lost)} corrections in the table belong to text that is no more on the pages",
                "Renew the table first, which keeps them aside: mtqa corpus build",
                path=self._folder,
            )

    def write(self, document: str, edited: Sequence[TableRow]) -> None:
        """Put edited rows in the place of a document's rows."""
        before = next(n for n, row in enumerate(self.rows) if row.document == document)
        others = [row for row in self.rows if row.document != document]
        rows = (*others[:before], *edited, *others[before:])
        remarked = with_remarks(replace(self._aligned, rows=rows))
        path = table_path(self._folder, self._tag)
        try:
            path.parent.mkdir(exist_ok=True)
            write_atomically(path, render_alignment_table(self.labels, remarked))
        except OSError as error:
            raise MtqaError(
                f"the table cannot be written: {error.strerror or error}", "It is unchanged.", path=path
            ) from error
