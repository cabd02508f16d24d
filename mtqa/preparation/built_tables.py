"""The alignment tables of a corpus folder, made and made anew."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.alignment import AlignedFolder, TableRow, align_folder, render_alignment_table, table_path
from mtqa.corpus_folders import (
    FILE_NAME,
    SOURCE,
    CorpusDescription,
    describe_by_names,
    has_named_texts,
    read_description,
)
from mtqa.errors import MtqaError
from mtqa.files import move_into_place, settle, staging_in, write_atomically, writing_in
from mtqa.languages import Language, language_of

__all__ = ["BuiltTable", "align_pages", "build_tables", "move_with_tables", "with_remarks", "write_table"]

LOST = ".before.tsv"
"""Ending of the old table, which is kept when corrections in it could not be carried over."""
LONG, SHORT, TELLING = 2.2, 0.45, 20
"""A translation is remarked on from this multiple of the usual length on; in sources of so many characters or more."""


@dataclass(frozen=True)
class BuiltTable:
    """An alignment table that was written.

    Attributes:
        language: Target language.
        path: The table.
        n_segments: Rows.
        n_corrected: Rows that a person has corrected or confirmed.
        n_remarks: Rows that somebody should look at.
        lost: Corrections that could not be kept.
        kept: The old table, where corrections were lost.
        warnings: What a reader must know about the alignment.
    """

    language: Language
    path: Path
    n_segments: int
    n_corrected: int
    n_remarks: int
    lost: tuple[TableRow, ...] = ()
    kept: Path | None = None
    warnings: tuple[str, ...] = ()


def _describe(folder: Path) -> CorpusDescription:
    if folder.is_dir() and not (folder / FILE_NAME).is_file() and has_named_texts(folder):
        return describe_by_names(folder)
    return read_description(folder / FILE_NAME)


def build_tables(folder: Path, languages: Sequence[str] | None = None, *, encoder: str = "") -> tuple[BuiltTable, ...]:
    """Align the pages of a corpus folder and write the tables; what people have corrected in them stays.

    Args:
        folder: With a `corpus.toml`, or with files whose names say what they are.
        languages: Target languages; None for all.
        encoder: Encoder to use instead of the one in `corpus.toml`.

    Raises:
        MtqaError: when the folder holds lines and not pages, or something in it is wrong. No table is changed then.
    """
    settle(folder)
    aligned = align_pages(folder, languages, encoder)
    try:
        with writing_in(folder), staging_in(folder) as staging:
            made = staging / "tables"
            tables = tuple(write_table(folder, language, table, made) for language, table in aligned)
            move_into_place(made, folder)
            return tables
    except OSError as error:
        raise MtqaError(
            f"the tables cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space, or see who may write here.",
            path=folder,
        ) from error


def move_with_tables(made: Path, folder: Path, languages: Sequence[str] | None = None) -> tuple[BuiltTable, ...]:
    """Move changed files into a corpus folder of pages, together with the tables that they call for: all or nothing.

    Args:
        made: The changed files, in a folder of `staging_in(folder)`.
        folder: With a `corpus.toml`.
        languages: Target languages whose pages are aligned again; None for all.

    Raises:
        MtqaError: when something that is in the folder then would be wrong. Nothing is changed.
        OSError: when something cannot be written. Nothing is changed.
    """
    whole = made.parent / "whole" / folder.name
    shutil.copytree(folder, whole, ignore=shutil.ignore_patterns(".mtqa-*", "mtqa-*"))
    shutil.copytree(made, whole, dirs_exist_ok=True)
    tables = [write_table(whole, language, table, made) for language, table in align_pages(whole, languages)]
    move_into_place(made, folder)
    return tuple(_moved(table, whole, folder) for table in tables)


def _moved(table: BuiltTable, whole: Path, folder: Path) -> BuiltTable:
    kept = table.kept and folder / table.kept.relative_to(whole)
    return replace(table, path=folder / table.path.relative_to(whole), kept=kept)


def align_pages(
    folder: Path, languages: Sequence[str] | None = None, encoder: str = ""
) -> list[tuple[Language, AlignedFolder]]:
    """Align the pages of a corpus folder, and write nothing.

    Args:
        folder: As of `build_tables`.
        languages: Target languages; None for all.
        encoder: Encoder to use instead of the one in `corpus.toml`; "" for that one.

    Raises:
        MtqaError: when the folder holds lines and not pages, or something in it is wrong.
    """
    description = _describe(folder)
    if description.layout != "pages":
        raise MtqaError(
            "this corpus is read line by line: there is nothing to align", "Use it as it is.", path=description.path
        )
    pages = {text.language for text in description.texts if text.role != SOURCE and not text.by_source}
    wanted = tuple(language for language in description.target_languages if language in pages)
    if languages:
        asked = {language_of(tag) for tag in languages}
        wanted = tuple(language for language in wanted if language in asked)
        if not wanted:
            raise MtqaError(f"the corpus has no translation into '{languages[0]}' to align", path=description.path)
    return [(language, align_folder(description, language, rebuild=True, encoder=encoder)) for language in wanted]


def write_table(folder: Path, language: Language, aligned: AlignedFolder, made: Path) -> BuiltTable:
    """Write an alignment table, and the old one where it is kept.

    Args:
        folder: The corpus folder that it belongs to.
        language: Target language.
        aligned: What the table says.
        made: Where to write, as if it were the corpus folder.

    Raises:
        MtqaError: when it cannot be written.
    """
    path = table_path(folder, language.tag)
    rows = with_remarks(aligned)
    kept = None
    if aligned.lost and path.is_file():
        kept = path.with_name(path.stem + LOST)
        number = 1
        while kept.exists():
            number += 1
            kept = path.with_name(f"{path.stem}.before-{number}.tsv")
        write_atomically(made / kept.relative_to(folder), path.read_bytes())
    write_atomically(made / path.relative_to(folder), render_alignment_table(aligned.labels, rows))
    return BuiltTable(
        language,
        path,
        len(rows),
        sum(row.corrected for row in rows),
        sum(bool(row.remark) for row in rows),
        aligned.lost,
        kept,
        aligned.warnings,
    )


def with_remarks(aligned: AlignedFolder) -> list[TableRow]:
    """The rows with what somebody should look at: omissions, additions, translations of unusual length."""
    usual: dict[str, float] = {}
    for position, label in enumerate(aligned.labels):
        ratios = [
            len(row.texts[position]) / len(row.source)
            for row in aligned.rows
            if len(row.source) >= TELLING and row.texts[position]
        ]
        usual[label] = statistics.median(ratios) if ratios else 1.0
    rows = []
    for row in aligned.rows:
        remarks = []
        if not row.source:
            remarks.append("nothing in the source")
        for label, text in zip(aligned.labels, row.texts, strict=True):
            if label not in aligned.present[row.document] or not row.source:
                continue
            if not text:
                remarks.append(f"nothing in {label}")
            elif len(row.source) >= TELLING:
                ratio = len(text) / len(row.source) / usual[label]
                if ratio > LONG or ratio < SHORT:
                    remarks.append(f"{label} is {'long' if ratio > LONG else 'short'} for its source")
        rows.append(replace(row, remark="; ".join(remarks)))
    return rows
