"""Making a corpus folder of pages or lines."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.alignment import FOLDER
from mtqa.corpus import Origin, default_roles
from mtqa.corpus_folders import (
    FILE_NAME,
    LINE_SUFFIXES,
    PAGE_SUFFIXES,
    SOURCE,
    CorpusDescription,
    Text,
    language_of_file,
    read_description,
    safe_name,
    toml_table,
    toml_text,
)
from mtqa.errors import MtqaError
from mtqa.files import (
    Manifest,
    bare_suffix,
    digest,
    is_compressed,
    move_into_place,
    read_lines,
    remove_leftovers,
    staging_in,
)
from mtqa.languages import Language, language_of
from mtqa.preparation.built_tables import BuiltTable, align_pages, write_table

__all__ = ["NewText", "make_folder"]

DOCUMENTS = "documents.txt"


@dataclass(frozen=True)
class NewText:
    """A text that a new corpus folder is to hold.

    Attributes:
        role: `source`, `system` or `reference`.
        path: The file, or a folder with one file for each document.
        name: Name of the system or reference; "" for a source.
        language: Its tag; "" where the name of the file or folder tells.
        document: Of a file, the document that it is a version of; "" for the one that there is.
        url: Address that it was fetched from; "" for none.
    """

    role: str
    path: Path
    name: str = ""
    language: str = ""
    document: str = ""
    url: str = ""


def make_folder(
    folder: Path,
    texts: Sequence[NewText],
    *,
    layout: str = "",
    name: str = "",
    title: str = "",
    domain: str = "",
    licence: str = "",
    attribution: str = "",
    encoder: str = "auto",
    documents: Path | None = None,
    record: bool = False,
) -> tuple[CorpusDescription, tuple[BuiltTable, ...]]:
    """Make a corpus folder of files: copies of them, a `corpus.toml`, and for pages the tables of their alignment.

    Args:
        folder: Where to make it; must not exist, or be empty.
        texts: At least one source and one translation.
        layout: `pages` or `lines`; "" to tell by the files: line by line where all are plain text without empty lines.
        name: What the corpus is called; "" for the name of its folder.
        title: Title for people.
        domain: Subject or genre.
        licence: Licence of all texts that do not state their own.
        attribution: Whom to credit, likewise.
        encoder: Sentence encoder for the alignment.
        documents: A file with the document of each line, for texts that are read line by line.
        record: Record in the folder what the copies are, so that it can be told later whether somebody changed them.

    Raises:
        MtqaError: when the folder is there already, a language is not known, or a text cannot be read or does not fit.
            Nothing is left behind then.
    """
    remove_leftovers(folder.parent)
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise MtqaError("this is there already, so nothing is written into it", "Name a new folder.", path=folder)
    planned = _plan(texts)
    layout = layout or _layout(planned)
    try:
        with staging_in(folder.parent) as staging:
            inside = staging / folder.resolve().name
            inside.mkdir()
            given = Origin(licence=licence, attribution=attribution)
            about = _About(name or inside.name, title, domain, layout, encoder, given)
            _fill(inside, planned, about, documents)
            description = read_description(inside / FILE_NAME)
            aligned = align_pages(inside, encoder=encoder) if layout == "pages" else []
            tables = tuple(write_table(inside, language, table, inside) for language, table in aligned)
            if layout == "lines":
                _check_lines(description)
            if record:
                copies = [Path(text.origin.file) for text in description.texts]
                Manifest.read(inside).write_into(inside, {copy: digest(inside / copy) for copy in copies})
            move_into_place(inside, folder)
    except OSError as error:
        raise MtqaError(f"the folder cannot be made: {error.strerror or error}", path=folder) from error
    moved = tuple(replace(table, path=folder / FOLDER / table.path.name) for table in tables)
    return read_description(folder / FILE_NAME), moved


@dataclass(frozen=True)
class _Planned:
    text: NewText
    path: Path
    language: Language
    document: str


def _plan(texts: Sequence[NewText]) -> list[_Planned]:
    """Every file with its language and document."""
    planned: list[_Planned] = []
    for text in texts:
        if not text.path.exists():
            raise MtqaError("no such file or folder", "Check the name.", path=text.path)
        if text.path.is_dir():
            files = sorted(path for path in text.path.iterdir() if _is_text(path))
            if not files:
                raise MtqaError("there are no pages in this folder", path=text.path)
            planned += [_Planned(text, file, _language(text, file), _document(file)) for file in files]
        else:
            planned.append(_Planned(text, text.path, _language(text, text.path), text.document))
    sources = [plan for plan in planned if plan.text.role == SOURCE]
    if not sources or len(sources) == len(planned):
        raise MtqaError("a corpus needs a source and a translation of it", "Give --source FILE and --system NAME=FILE.")
    documents = {plan.document for plan in sources}
    for plan in planned:
        if plan.document not in documents:
            raise MtqaError(
                f"no source is the same document ('{plan.document}')",
                "The files of a document must have the same name in every folder.",
                path=plan.path,
            )
    return planned


def _is_text(path: Path) -> bool:
    return path.is_file() and bare_suffix(path) in (*PAGE_SUFFIXES, *LINE_SUFFIXES) and not path.name.startswith(".")


def _document(file: Path) -> str:
    """The name of a file without its language and ending, which is the same for all versions of a document."""
    stem = file.stem
    return stem.rpartition(".")[0] if "." in stem and language_of_file(file) is not None else stem


def _language(text: NewText, file: Path) -> Language:
    if text.language:
        return language_of(text.language)
    spoken = language_of_file(file) or (language_of_file(text.path) if text.path.is_dir() else None)
    if spoken is None:
        example = "--source TAG=FILE" if text.role == SOURCE else f"--{text.role} {text.name or 'NAME'}:TAG=FILE"
        raise MtqaError("the name of the file does not tell its language", f"Say it: {example}", path=file)
    return spoken


def _layout(planned: Sequence[_Planned]) -> str:
    if any(bare_suffix(plan.path) in PAGE_SUFFIXES for plan in planned):
        return "pages"
    source = next(plan for plan in planned if plan.text.role == SOURCE)
    return "pages" if any(not line.strip() for line in read_lines(source.path)) else "lines"


@dataclass(frozen=True)
class _About:
    """What a corpus folder says about all its texts."""

    name: str
    title: str
    domain: str
    layout: str
    encoder: str
    origin: Origin


def _fill(folder: Path, planned: Sequence[_Planned], about: _About, documents: Path | None) -> None:
    source = next(plan for plan in planned if plan.text.role == SOURCE)
    toml = [
        *([f"name = {toml_text(about.name)}"] if about.name != folder.name else []),
        f"title = {toml_text(about.title or about.name)}",
        f"domain = {toml_text(about.domain)}",
        f"source_language = {toml_text(source.language.tag)}",
        f"layout = {toml_text(about.layout)}",
        f"encoder = {toml_text(about.encoder)}",
        "",
    ]
    systems: dict[Language, dict[str, None]] = {}
    for plan in planned:
        if plan.text.role == "system":
            systems.setdefault(plan.language, {})[plan.text.name] = None
    roles = {language: default_roles(list(names)) for language, names in systems.items()}
    taken: set[str] = set()
    for plan in planned:
        role = roles[plan.language][plan.text.name].value if plan.text.role == "system" else plan.text.role
        text = _copy(plan, role, folder, about, taken)
        if documents is not None and role == SOURCE:
            shutil.copyfile(documents, folder / DOCUMENTS)
            text = replace(text, documents=folder / DOCUMENTS)
        toml += toml_table(text)
    (folder / FILE_NAME).write_text("\n".join(toml).rstrip("\n") + "\n", encoding="utf-8")


def _copy(plan: _Planned, role: str, folder: Path, about: _About, taken: set[str]) -> Text:
    """Copy a file into the folder, and say what it is."""
    file = _file_name(plan, taken)
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(plan.path, folder / file)
    origin = _origin(plan, about.origin) if about.layout == "pages" else about.origin
    origin = replace(origin, file=file, url=plan.text.url or origin.url)
    return Text(folder / file, plan.language, role, plan.text.name, plan.document or about.name, origin)


def _file_name(plan: _Planned, taken: set[str]) -> str:
    bare = bare_suffix(plan.path)
    suffix = bare if bare in (*PAGE_SUFFIXES, *LINE_SUFFIXES) else ".txt"
    suffix += plan.path.suffix.lower() if is_compressed(plan.path) else ""
    place = f"{safe_name(plan.document)}." if plan.document else ""
    stem = {
        SOURCE: f"{place}source",
        "reference": f"{place}reference.{safe_name(plan.text.name or 'A')}",
        "system": f"systems/{place}{safe_name(plan.text.name)}",
    }[plan.text.role]
    name, number = f"{stem}.{plan.language.tag}{suffix}", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}_{number}.{plan.language.tag}{suffix}"
    taken.add(name.lower())
    return name


def _origin(plan: _Planned, given: Origin) -> Origin:
    """What the page says about where it comes from; where it is silent, what was given."""
    from mtqa.documents import read_document

    about = read_document(plan.path, language=plan.language.tag).metadata
    return Origin(
        service=about.notice.service if about.notice else "",
        date=about.generated_on or "",
        licence=about.licence or given.licence,
        attribution=about.copyright or given.attribution,
        url=about.source_url or "",
    )


def _check_lines(description: CorpusDescription) -> None:
    """Refuse files that do not run in parallel before the folder is there."""
    for source in description.sources:
        files = [source.path, *(text.path for text in description.texts if text.document == source.document)]
        files += [source.documents] if source.documents is not None else []
        n_lines = sum(1 for _ in read_lines(source.path))
        for file in files[1:]:
            count = sum(1 for _ in read_lines(file))
            if count != n_lines:
                raise MtqaError(
                    f"{file.name} has {count} lines, but its source has {n_lines}",
                    "Line n of a translation must belong to line n of the source. If they are pages and not one"
                    " segment a line, say --pages.",
                )
