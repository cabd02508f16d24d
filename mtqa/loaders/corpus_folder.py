"""A corpus folder: `corpus.toml` and the texts that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import loaders
from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
from mtqa.description import FILE_NAME, CorpusDescription, Text, read_description
from mtqa.errors import MtqaError
from mtqa.files import read_text
from mtqa.languages import Language, LanguagePair, language

if TYPE_CHECKING:
    from mtqa.documents.model import Document

REFERENCE = Role.REFERENCE.value


@loaders.register
@dataclass(frozen=True)
class CorpusFolder:
    """Reads a folder with a `corpus.toml`: one source language, any number of target languages and systems."""

    name: ClassVar[str] = "corpus-folder"
    summary: ClassVar[str] = "A folder with a corpus.toml that names its texts: pages, or files with one segment a line"

    def accepts(self, path: Path) -> bool:
        return path.is_dir() or path.name == FILE_NAME

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        description = read_description(path / FILE_NAME if path.is_dir() else path)
        wanted = _wanted_languages(description, languages)
        read = _read_lines if description.layout == "lines" else _read_pages
        return tuple(read(description, target) for target in wanted)


def _wanted_languages(description: CorpusDescription, tags: Sequence[str] | None) -> tuple[Language, ...]:
    present = description.target_languages
    if not tags:
        return present
    wanted = [language(tag) for tag in tags]
    for target in wanted:
        if target not in present:
            raise MtqaError(
                f"the corpus has no translation into '{target.tag}'",
                f"It has: {', '.join(sorted(tag.tag for tag in present))}.",
                path=description.path,
            )
    return tuple(dict.fromkeys(wanted))


def _texts_of(description: CorpusDescription, target: Language) -> tuple[Text, ...]:
    return tuple(text for text in description.texts if text.role != "source" and text.language == target)


@dataclass
class _Collector:
    """Collects the segments of the documents and each translation's text for them."""

    description: CorpusDescription
    target: Language

    def __post_init__(self) -> None:
        texts = _texts_of(self.description, self.target)
        systems = [text for text in texts if text.role != REFERENCE]
        if not systems:
            raise MtqaError(
                f"there is no system's translation into '{self.target.tag}', only references",
                'Add a text with role = "primary".',
                path=self.description.path,
            )
        self.system_names = tuple(dict.fromkeys(text.name for text in systems))
        self.roles = {text.name: Role(text.role) for text in systems}
        self.origins = {text.name: text.origin for text in reversed(systems)}
        self.reference_origins = {text.name: text.origin for text in texts if text.role == REFERENCE}
        self.segments: list[Segment] = []
        self.hypotheses: dict[str, list[str | None]] = {name: [] for name in self.system_names}
        self.warnings: list[str] = []

    def add(self, document: str, rows: Sequence[tuple[str, str, dict[str, str], dict[str, str]]]) -> None:
        """Add a document's rows: source, kind, references by name, hypotheses by system."""
        for number, (source, kind, references, hypotheses) in enumerate(rows, start=1):
            self.segments.append(
                Segment(
                    id=f"{document}:{number}",
                    document=document,
                    source=source,
                    references=references,
                    kind=kind,
                    domain=self.description.domain,
                )
            )
            for name in self.system_names:
                self.hypotheses[name].append(hypotheses.get(name))

    def corpus(self, source_origin: Origin) -> Corpus:
        """The corpus of what was added."""
        used = [source_origin, *self.origins.values(), *self.reference_origins.values()]
        return Corpus(
            name=self.description.name,
            language_pair=LanguagePair(self.description.source_language, self.target),
            segments=tuple(self.segments),
            systems=tuple(
                SystemOutput(name, self.roles[name], tuple(self.hypotheses[name]), self.origins[name])
                for name in self.system_names
            ),
            title=self.description.title,
            domain=self.description.domain,
            source_origin=source_origin,
            reference_origins=self.reference_origins,
            notes=tuple(dict.fromkeys(origin.note for origin in used if origin.note)),
            warnings=tuple(dict.fromkeys(self.warnings)),
        )


def _read_lines(description: CorpusDescription, target: Language) -> Corpus:
    collector = _Collector(description, target)
    texts = _texts_of(description, target)
    origin = Origin()
    for source in description.sources:
        source_path, origin = source.current
        sources = _lines(source_path)
        columns: dict[tuple[bool, str], list[str]] = {}
        for text in texts:
            if text.document != source.document:
                continue
            lines = _lines(text.path)
            if len(lines) != len(sources):
                raise MtqaError(
                    f"has {len(lines)} lines, but its source {source_path.name} has {len(sources)}",
                    "Line n of a translation must belong to line n of the source.",
                    path=text.path,
                )
            columns[text.role == REFERENCE, text.name] = lines
        collector.add(
            source.document,
            [
                (
                    sentence,
                    "",
                    {name: lines[i] for (is_reference, name), lines in columns.items() if is_reference},
                    {name: lines[i] for (is_reference, name), lines in columns.items() if not is_reference},
                )
                for i, sentence in enumerate(sources)
            ],
        )
    return collector.corpus(origin)


def _lines(path: Path) -> list[str]:
    text = read_text(path)
    return text.removesuffix("\n").split("\n")


def _read_pages(description: CorpusDescription, target: Language) -> Corpus:
    from mtqa.alignment.encoders import load_encoder
    from mtqa.alignment.pages import TargetPage, align_pages

    collector = _Collector(description, target)
    texts = _texts_of(description, target)
    # Read everything before anything slow: a broken page is reported at once.
    sources = [(source, *_read_source(source, collector)) for source in description.sources]
    pages = {text: _read_page(text.path, text.language, collector) for text in texts}
    encoder = load_encoder(description.encoder)
    for source, page, _ in sources:
        of_document = [text for text in texts if text.document == source.document]
        segments, warnings = align_pages(
            page,
            source.language,
            [
                TargetPage(
                    label=text.origin.file,
                    document=pages[text],
                    translation="free" if text.role == REFERENCE else "mt",
                )
                for text in of_document
            ],
            target,
            encoder,
        )
        collector.warnings += warnings
        collector.add(
            source.document,
            [
                (
                    segment.source,
                    segment.kind,
                    {t.name: s for t, s in zip(of_document, segment.targets, strict=True) if t.role == REFERENCE},
                    {t.name: s for t, s in zip(of_document, segment.targets, strict=True) if t.role != REFERENCE},
                )
                for segment in segments
            ],
        )
    return collector.corpus(sources[0][2])


def _read_source(source: Text, collector: _Collector) -> tuple[Document, Origin]:
    path, origin = source.current
    return _read_page(path, source.language, collector), origin


def _read_page(path: Path, declared: Language, collector: _Collector) -> Document:
    from mtqa.documents import check_language, read_document

    document = read_document(path, language=declared.tag)
    complaint = check_language(document, declared.tag)
    if complaint:
        raise MtqaError(complaint, "Correct the language in corpus.toml, or the file.", path=path)
    collector.warnings += [f"{path.name}: {warning}" for warning in document.warnings]
    return document
