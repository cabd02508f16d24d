"""The corpus folder of given texts, which is kept beside their report: made once, and brought up to date by later runs.

What a person changed in it stays: the alignment tables, `corpus.toml`, `mtqa.toml`, terms. A copy of a page is replaced
when another version of it is given, unless somebody has changed the copy. The folder's manifest tells what mtqa wrote.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.corpus import Origin, default_roles
from mtqa.corpus_folders import FILE_NAME, CorpusDescription, Text, read_description, safe_name, toml_table
from mtqa.documents import Document, read_document
from mtqa.errors import MtqaError
from mtqa.files import Manifest, digest, move_into_place, read_lines, remove_leftovers, settle, staging_in, writing_in
from mtqa.given.texts import Understanding, UnderstoodText
from mtqa.preparation import BuiltTable, NewText, make_folder, move_with_tables

__all__ = ["FOLDER", "KeptCorpus", "keep_corpus", "report_of"]

FOLDER = "corpus"
"""The folder in a report's folder that holds the corpus that was made for it."""
_SAME_PAGE = 0.3
"""Share of the paragraphs of a source that must be in its older version, for both to be the same page."""
_SYSTEM = "system"
_ELSEWHERE = "Name another folder for the report: --output DIR."


@dataclass(frozen=True)
class KeptCorpus:
    """The corpus folder of given texts.

    Attributes:
        folder: Where it is.
        is_new: Whether it was made now.
        changed: Files in it that were replaced or added now.
        systems: By language, the systems that were given; the folder may hold more.
        warnings: What a reader must know.
    """

    folder: Path
    is_new: bool
    changed: tuple[str, ...] = ()
    systems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def keep_corpus(understanding: Understanding, report: Path, *, encoder: str = "auto") -> KeptCorpus:
    """Make the corpus folder of given texts in the folder of their report, or bring the one that is there up to date.

    Args:
        understanding: The texts.
        report: The folder of the report.
        encoder: Sentence encoder for the alignment of a new folder.

    Raises:
        MtqaError: when a text cannot be read, when the folder is another page's, or cannot be written, or when a copy
            in it was changed both by hand and by what is given now.
    """
    folder = report / FOLDER
    _check_place(report, folder)
    systems: dict[str, tuple[str, ...]] = {}
    for text in understanding.translations:
        if text.role == _SYSTEM:
            systems[text.language.tag] = (*systems.get(text.language.tag, ()), text.label)
    if not (folder / FILE_NAME).is_file():
        _make(understanding, folder, encoder)
        return KeptCorpus(folder, True, systems=systems)
    settle(folder)
    changed, warnings = _renew(understanding, folder)
    return KeptCorpus(folder, False, changed, systems, warnings)


def report_of(corpus: Path) -> Path | None:
    """The folder of the report that a corpus folder was made for; None for any other."""
    is_kept = corpus.name == FOLDER and corpus.is_dir() and (corpus / FILE_NAME).is_file()
    return corpus.parent if is_kept and Manifest.read(corpus).is_recorded else None


def _check_place(report: Path, folder: Path) -> None:
    """Refuse what is in the way."""
    in_the_way = next((place for place in (report, folder) if place.exists() and not place.is_dir()), None)
    if in_the_way is not None:
        raise MtqaError("this is a file, and a folder is needed here", _ELSEWHERE, path=in_the_way)
    if folder.is_dir() and not (folder / FILE_NAME).is_file() and any(folder.iterdir()):
        raise MtqaError("this folder is there, and is no corpus", _ELSEWHERE, path=folder)


def _make(understanding: Understanding, folder: Path, encoder: str) -> None:
    texts = [
        NewText(text.role, text.given.path, text.label, text.language.tag, text.of, text.given.url)
        for text in understanding.texts
    ]
    make_folder(
        folder,
        texts,
        layout=_layout(understanding.texts),
        name=understanding.name,
        title=understanding.title,
        encoder=encoder,
        record=True,
    )


def _layout(texts: Sequence[UnderstoodText]) -> str:
    """Line by line where all are plain text without empty lines and as many lines; else pages."""
    counts: dict[str, set[int]] = {}
    for text in texts:
        if text.given.url or text.given.path.suffix.lower() not in ("", ".txt", ".text", f".{text.language.primary}"):
            return "pages"
        lines = list(read_lines(text.given.path))
        if not all(line.strip() for line in lines):
            return "pages"
        counts.setdefault(text.of, set()).add(len(lines))
    return "lines" if all(len(of_document) == 1 for of_document in counts.values()) else "pages"


def _renew(understanding: Understanding, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Bring the folder up to date; the files that were replaced or added, and warnings."""
    description = read_description(folder / FILE_NAME)
    manifest = Manifest.read(folder)
    known = {text: _known(text, description) for text in understanding.texts}
    for text in understanding.sources:
        _check_same_page(text, known[text], folder)
    fresh = [text for text, old in known.items() if old is None]
    stale = {text: old for text, old in known.items() if old is not None and not _is_same(text, old)}
    for old in stale.values():
        _refuse_changed(manifest, old, folder)
    if not fresh and not stale:
        remove_leftovers(folder)
        return (), ()
    languages = {text.language.tag for text in (*fresh, *stale) if text.role != "source"}
    everything = any(text.role == "source" for text in stale)
    tables: tuple[BuiltTable, ...] = ()
    try:
        with writing_in(folder), staging_in(folder) as staging:
            made = staging / "made"
            made.mkdir()
            written = _write_changed(description, stale, fresh, made)
            manifest.write_into(made, {Path(name): digest(made / name) for name in written})
            if description.layout == "pages":
                tables = move_with_tables(made, folder, None if everything else sorted(languages))
            else:
                move_into_place(made, folder)
    except OSError as error:
        raise MtqaError(
            f"the corpus cannot be brought up to date: {error.strerror or error}",
            "What was there before is unchanged. Free some space, or see who may write here.",
            path=folder,
        ) from error
    return tuple(written), tuple(_told_lost(table) for table in tables if table.lost)


def _write_changed(
    description: CorpusDescription, stale: Mapping[UnderstoodText, Text], fresh: Sequence[UnderstoodText], made: Path
) -> list[str]:
    """Write texts that are new or differ, and the description with the new ones; names of the files of the texts."""
    written = [_copied(text, old.origin.file, made) for text, old in stale.items()]
    added = [_new_text(text, description, description.path.parent, made) for text in fresh]
    if added:
        toml = description.path.read_text(encoding="utf-8").rstrip("\n")
        tables = "\n".join(line for text in added for line in toml_table(text)).rstrip("\n")
        (made / FILE_NAME).write_text(f"{toml}\n\n{tables}\n", encoding="utf-8")
    return [*written, *(text.origin.file for text in added)]


def _told_lost(table: BuiltTable) -> str:
    return (
        f"{len(table.lost)} corrections of the alignment into {table.language.name} belong to text that is"
        f" no more on the pages; the older table is {table.kept}"
    )


def _known(text: UnderstoodText, description: CorpusDescription) -> Text | None:
    """The text of the folder that is the same by what it is, or by the name of its file, should its name be changed."""
    document = text.of or description.name
    same = [
        old
        for old in description.texts
        if old.language == text.language and old.document in (document, description.sources[0].document)
    ]
    if text.of:
        same = [old for old in same if old.document == document]
    if text.role == "source":
        return next((old for old in same if old.role == "source"), None)
    kind = [old for old in same if old.role != "source" and (old.role == "reference") == (text.role == "reference")]
    by_name = next((old for old in kind if old.name == text.label), None)
    return by_name or next((old for old in kind if Path(old.origin.file).stem == Path(_file(text)).stem), None)


def _file(text: UnderstoodText) -> str:
    """Where a text is put in the folder."""
    place = f"{safe_name(text.of)}." if text.of else ""
    kind = f"{place}reference." if text.role == "reference" else f"systems/{place}"
    return f"{kind}{safe_name(text.label)}.{text.language.tag}{text.given.path.suffix.lower() or '.txt'}"


def _is_same(text: UnderstoodText, old: Text) -> bool:
    return digest(text.given.path) == digest(old.path)


def _check_same_page(text: UnderstoodText, old: Text | None, folder: Path) -> None:
    """Refuse to mix two pages."""
    if old is not None and (_is_same(text, old) or _overlap(text.document, old) >= _SAME_PAGE):
        return
    raise MtqaError(
        f"this report's corpus is of another page than {text.given.shown}",
        _ELSEWHERE,
        path=folder,
    )


def _overlap(document: Document, old: Text) -> float:
    blocks = {block.text for block in document.blocks}
    before = {block.text for block in read_document(old.path).blocks}
    return len(blocks & before) / min(len(blocks), len(before))


def _refuse_changed(manifest: Manifest, old: Text, folder: Path) -> None:
    name = Path(old.origin.file)
    if old.path.exists() and not manifest.is_own(name):
        raise MtqaError(
            "this copy was changed by hand since mtqa made it, and what is given now differs from it",
            f"Evaluate the corpus as it is: mtqa evaluate {folder}. Or name another --output, or remove the copy.",
            path=old.path,
        )


def _copied(text: UnderstoodText, name: str, made: Path) -> str:
    (made / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(text.given.path, made / name)
    return name


def _new_text(text: UnderstoodText, description: CorpusDescription, folder: Path, made: Path) -> Text:
    """A text that the folder is to hold from now on, copied."""
    name = _file(text)
    if (folder / name).exists():
        raise MtqaError("this file is there and was not made for this text", "Move it away.", path=folder / name)
    _copied(text, name, made)
    there = [old.name for old in description.texts if old.language == text.language and old.role == "primary"]
    is_first = default_roles([*there, text.label])[text.label].value == "primary" and not there
    role = text.role if text.role == "reference" else "primary" if is_first else "baseline"
    about = text.document.metadata
    origin = Origin(
        service=about.notice.service if about.notice else "",
        date=about.generated_on or "",
        licence=about.licence or "",
        attribution=about.copyright or "",
        url=text.given.url or about.source_url or "",
        file=name,
    )
    return Text(folder / name, text.language, role, text.label, text.of or description.sources[0].document, origin)
