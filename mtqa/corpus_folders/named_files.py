"""Folders without a `corpus.toml`: what their files are, from their names.

- `source.en.txt`: the source, in English
- `reference.A.de.txt`: reference A in German (or `reference.de.txt`)
- `systems/deepl.de.txt`: the output of the system "deepl" in German (or `hypothesis.deepl.de.txt`)
- `documents.txt`: the name of each line's document

Files that end in `.txt` or in the language hold one segment a line and may be compressed; with `.md`, `.html`, `.docx`
or another format of documents among them they are pages, which are aligned. eTranslation is judged where it is among
the systems, else the first system by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mtqa.corpus import Origin, Role, default_roles
from mtqa.corpus_folders.read_corpus_toml import FILE_NAME, SOURCE, CorpusDescription, Text
from mtqa.errors import MtqaError
from mtqa.files import bare_name, resolve_inside
from mtqa.languages import Language, language_in_name

__all__ = ["describe_by_names", "documents_file", "has_named_texts", "language_of_file"]

PAGE_SUFFIXES = (
    *(".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".odt", ".rtf", ".epub"),
    *(".pptx", ".ppsx", ".odp", ".xlsx", ".ods", ".srt", ".vtt"),
)
LINE_SUFFIXES = (".txt", ".text")
SYSTEM_FOLDERS = ("systems", "hypotheses", "system-outputs")
DOCUMENT_FILES = ("documents.txt", "documents.tsv", "document_ids.tsv", "document_ids.txt", "docids.txt")
SYSTEM = "system"
_ROLES = {
    "source": SOURCE,
    "src": SOURCE,
    "reference": Role.REFERENCE.value,
    "ref": Role.REFERENCE.value,
    "hypothesis": SYSTEM,
    "hyp": SYSTEM,
    "system": SYSTEM,
}


@dataclass(frozen=True)
class _Named:
    file: str
    role: str
    name: str
    language: Language


def language_of_file(path: Path) -> Language | None:
    """The language that a file's name ends in: `de` of `source.de.txt`, `ref.de` or `de.txt`, `bg` of `bul.txt`."""
    stem = bare_name(path)
    if Path(stem).suffix.lower() in (*PAGE_SUFFIXES, *LINE_SUFFIXES):
        stem = stem.rpartition(".")[0]
    return language_in_name(stem.rpartition(".")[2])


def _named(path: Path, file: str, *, in_systems: bool) -> _Named | None:
    language = language_of_file(path)
    if language is None:
        return None
    stem = bare_name(path)
    if Path(stem).suffix.lower() in (*PAGE_SUFFIXES, *LINE_SUFFIXES):
        stem = stem.rpartition(".")[0]
    before = stem.rpartition(".")[0]
    if in_systems:
        return _Named(file, SYSTEM, before, language) if before else None
    word, _, name = before.partition(".")
    role = _ROLES.get(word.lower())
    if role is None or (role == SYSTEM and not name) or (role == SOURCE and name):
        return None
    return _Named(file, role, name, language)


def _files(folder: Path) -> list[_Named]:
    texts: list[_Named] = []
    try:
        for path in sorted(folder.iterdir(), key=lambda path: (path.name.casefold(), path.name)):
            if path.is_dir() and path.name.lower() in SYSTEM_FOLDERS:
                inside = sorted(path.iterdir(), key=lambda path: (path.name.casefold(), path.name))
                named = [_named(p, f"{path.name}/{p.name}", in_systems=True) for p in inside if p.is_file()]
            else:
                named = [_named(path, path.name, in_systems=False)] if path.is_file() else []
            texts += [text for text in named if text is not None]
    except OSError as error:
        raise MtqaError(f"cannot be read: {error.strerror or error}", path=folder) from error
    return texts


def has_named_texts(folder: Path) -> bool:
    """Whether the folder holds a source and a translation by their names. Raises nothing."""
    try:
        roles = [text.role for text in _files(folder)]
    except MtqaError:
        return False
    return SOURCE in roles and len(roles) > roles.count(SOURCE)


def describe_by_names(folder: Path) -> CorpusDescription:
    """What the files of a folder are, from their names.

    Raises:
        MtqaError: when there is no source, two of them, or two files for one thing.
    """
    files = _files(folder)
    sources = [text for text in files if text.role == SOURCE]
    if len(sources) != 1:
        raise MtqaError(
            f"the folder holds {len(sources)} files that are a source by their name",
            f"One file must be called source.TAG.txt, or the folder needs a {FILE_NAME}.",
            path=folder,
        )
    source = sources[0]
    pages = any(Path(text.file).suffix.lower() in PAGE_SUFFIXES for text in files)
    name = folder.resolve().name
    texts = [_text(folder, source, SOURCE, "", name, documents_file(folder))]
    for language in dict.fromkeys(text.language for text in files if text.role != SOURCE):
        of_language = [text for text in files if text.role != SOURCE and text.language == language]
        systems = [text for text in of_language if text.role == SYSTEM]
        roles = default_roles([text.name for text in systems])
        _refuse_doubles(of_language, folder)
        texts += [
            _text(folder, text, roles[text.name].value, text.name, name)
            for text in sorted(systems, key=lambda text: roles[text.name] is not Role.PRIMARY)
        ]
        texts += [
            _text(folder, text, Role.REFERENCE.value, text.name or "A", name)
            for text in of_language
            if text.role == Role.REFERENCE.value
        ]
    if len(texts) == 1:
        raise MtqaError("there is no translation beside the source", path=folder)
    return CorpusDescription(
        path=folder,
        name=name,
        title=name,
        domain="",
        source_language=source.language,
        layout="pages" if pages else "lines",
        encoder="auto",
        texts=tuple(texts),
    )


def _refuse_doubles(files: list[_Named], folder: Path) -> None:
    seen: dict[tuple[str, str], str] = {}
    for text in files:
        place = (text.role, text.name or "A")
        if place in seen:
            raise MtqaError(
                f"'{seen[place]}' and '{text.file}' are the same text by their names",
                "Remove one of them.",
                path=folder,
            )
        seen[place] = text.file


def documents_file(folder: Path) -> Path | None:
    """The file in a folder that by its name holds the document of each line, or None."""
    for path in sorted(folder.iterdir()):
        if path.name.lower() in DOCUMENT_FILES:
            return resolve_inside(folder, path.name, declared_in=folder)
    return None


def _text(folder: Path, named: _Named, role: str, name: str, document: str, documents: Path | None = None) -> Text:
    path = resolve_inside(folder, named.file, declared_in=folder)
    return Text(path, named.language, role, name, document, Origin(file=named.file), documents=documents)
