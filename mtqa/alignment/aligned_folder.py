"""The pages of a corpus folder, aligned: from its table where that fits the pages, else anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.alignment.alignment_table import AlignmentTable, TableRow
from mtqa.alignment.table_files import find_table
from mtqa.contracts import admit
from mtqa.corpus_folders import SOURCE, CorpusDescription, Text
from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.languages import Language

if TYPE_CHECKING:
    from mtqa.alignment.aligned_pages import AlignedSegment
    from mtqa.alignment.encoders import Encoder
    from mtqa.documents import Document, Joint

__all__ = ["AlignedFolder", "align_folder"]

_REFERENCE = "reference"


@dataclass(frozen=True)
class AlignedFolder:
    """All documents of a folder with their translations into one language.

    Attributes:
        labels: The translations: `hypothesis.NAME`, `reference.NAME`.
        rows: The segments; where a document has no version by a system, its text is "".
        present: The translations that each document has.
        lost: Corrections whose text is not on the pages any more.
        anew: Whether anything had to be aligned that the table does not hold.
        warnings: What a reader must know.
        joints: Words that touch at mark-up, where a space is missing, by document and translation.
    """

    labels: tuple[str, ...]
    rows: tuple[TableRow, ...]
    present: Mapping[str, frozenset[str]]
    lost: tuple[TableRow, ...] = ()
    anew: bool = False
    warnings: tuple[str, ...] = ()
    joints: Mapping[tuple[str, str], tuple[Joint, ...]] = field(default_factory=dict)


@dataclass
class _Folder:
    description: CorpusDescription
    target: Language
    table: AlignmentTable | None
    rows: list[TableRow] = field(default_factory=list)
    lost: list[TableRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    anew: bool = False


def align_folder(
    description: CorpusDescription, target: Language, *, rebuild: bool = False, encoder: str = ""
) -> AlignedFolder:
    """Align the pages of a corpus folder.

    Args:
        description: Of the folder.
        target: Target language.
        rebuild: Align anew also where the table fits the pages; corrected rows stay.
        encoder: Encoder to use instead of the one that the description names.

    Raises:
        MtqaError: when a page or the table cannot be read.
    """
    texts = [
        text for text in description.texts if text.role != SOURCE and text.language == target and not text.by_source
    ]
    folder = _Folder(description, target, _table(description, target))
    # Read everything before anything slow: a broken page is reported at once.
    sources = [(source, _read_page(source.current[0], source.language, folder)) for source in description.sources]
    pages = {text: _read_page(text.path, text.language, folder) for text in texts}
    # A document is in the corpus when it is translated; all are where nothing is translated yet.
    translated = {text.document for text in description.texts if text.role != SOURCE and text.language == target}
    jobs = [
        (source, page, [text for text in texts if text.document == source.document])
        for source, page in sources
        if source.document in translated or not translated
    ]
    pending: list[int] = []
    done: dict[int, Sequence[TableRow]] = {}
    labels = tuple(dict.fromkeys(text.label for text in texts))
    for number, (source, page, of_document) in enumerate(jobs):
        rows = None if rebuild else _rows_of_table(folder, source, page, of_document, pages, labels)
        if rows is None:
            pending.append(number)
        else:
            done[number] = rows
    if pending:
        from mtqa.alignment.encoders import encoder_demands, load_encoder

        folder.anew = True
        try:
            if not encoder:
                admit(encoder_demands(description.encoder), f"the encoder '{description.encoder}'", description.path)
            loaded = load_encoder(encoder or description.encoder)
        except MtqaError as error:
            if encoder or isinstance(error, MissingDependencyError):
                raise
            raise MtqaError(error.message, error.hint, path=description.path) from error
        for number in pending:
            done[number] = _align(folder, *jobs[number], pages, labels, loaded)
    return AlignedFolder(
        labels,
        tuple(row for number in range(len(jobs)) for row in done[number]),
        {source.document: frozenset(text.label for text in of_document) for source, _, of_document in jobs},
        tuple(folder.lost),
        folder.anew,
        tuple(dict.fromkeys(folder.warnings)),
        _joints(sources, pages, target),
    )


def _joints(
    sources: Sequence[tuple[Text, Document]], pages: Mapping[Text, Document], target: Language
) -> dict[tuple[str, str], tuple[Joint, ...]]:
    """Where spaces are missing, by document and translation."""
    from mtqa.documents import lost_spaces

    of_document = {source.document: page for source, page in sources}
    return {
        (text.document, text.label): lost
        for text, page in pages.items()
        if (lost := lost_spaces(page, target, [of_document[text.document]] if text.document in of_document else []))
    }


def _table(description: CorpusDescription, target: Language) -> AlignmentTable | None:
    folder = description.path if description.path.is_dir() else description.path.parent
    return find_table(folder, target.tag)


def _read_page(path: Path, declared: Language, folder: _Folder) -> Document:
    from mtqa.documents import read_document

    document = read_document(path, language=declared.tag)
    folder.warnings += [f"{path.name}: {warning}" for warning in document.warnings]
    return document


def _columns(folder: _Folder, of_document: Sequence[Text]) -> list[int | None]:
    labels = folder.table.labels if folder.table else ()
    return [labels.index(text.label) if text.label in labels else None for text in of_document]


def _rows_of_table(
    folder: _Folder,
    source: Text,
    page: Document,
    of_document: Sequence[Text],
    pages: Mapping[Text, Document],
    labels: Sequence[str],
) -> list[TableRow] | None:
    """The table's rows for a document, where they hold just the text of its pages."""
    from mtqa.alignment.corrections import segments_of_rows

    rows = folder.table.of_document(source.document) if folder.table else ()
    columns = _columns(folder, of_document)
    if folder.table is None or not rows or None in columns:
        return None
    table_columns = [column for column in columns if column is not None]
    segments = segments_of_rows(rows, table_columns, page, [pages[text] for text in of_document])
    if segments is None:
        folder.warnings.append(
            f"The alignment table {folder.table.path.name} does not hold the text of '{source.document}' as it is now;"
            " it was aligned again, with the corrections that fit. `mtqa corpus build` renews the table."
        )
        return None
    flags = [row.corrected for row in rows]
    return _as_rows(source.document, segments, of_document, labels, flags)


def _as_rows(
    document: str,
    segments: Sequence[AlignedSegment],
    of_document: Sequence[Text],
    labels: Sequence[str],
    corrected: Sequence[bool],
) -> list[TableRow]:
    position = {text.label: i for i, text in enumerate(of_document)}
    return [
        TableRow(
            document,
            segment.kind,
            segment.source,
            tuple(segment.targets[position[label]] if label in position else "" for label in labels),
            corrected=flag,
        )
        for segment, flag in zip(segments, corrected, strict=True)
    ]


def _align(
    folder: _Folder,
    source: Text,
    page: Document,
    of_document: Sequence[Text],
    pages: Mapping[Text, Document],
    labels: Sequence[str],
    encoder: Encoder | None,
) -> list[TableRow]:
    from mtqa.alignment.aligned_pages import TargetPage, align_pages
    from mtqa.alignment.corrections import align_corrected

    targets = [
        TargetPage(text.origin.file, pages[text], "free" if text.role == _REFERENCE else "mt") for text in of_document
    ]
    rows = folder.table.of_document(source.document) if folder.table else ()
    if not any(row.corrected for row in rows):
        segments, warnings = align_pages(page, source.language, targets, folder.target, encoder)
        folder.warnings += warnings
        return _as_rows(source.document, segments, of_document, labels, [False] * len(segments))
    aligned = align_corrected(
        page, source.language, targets, folder.target, encoder, rows, _columns(folder, of_document)
    )
    folder.warnings += aligned.warnings
    folder.lost += aligned.lost
    return _as_rows(source.document, aligned.segments, of_document, labels, aligned.corrected)
