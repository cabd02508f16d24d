"""Plain text line by line (Moses style), as a corpus folder: one file per text, and a `corpus.toml` that says which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, TextIO

from mtqa.contracts import Writer, writers
from mtqa.corpus import Corpus, Origin, Role, Segment
from mtqa.corpus_folders import FILE_NAME, SOURCE, Text, safe_name, toml_table, toml_text
from mtqa.errors import MtqaError
from mtqa.writers._output import cannot_hold, open_output

DOCUMENTS = "documents.txt"
SEGMENTS = "segments.tsv"
_BREAKS = re.compile("[\n\r\x00]")


@writers.register
@dataclass(frozen=True)
class Lines(Writer):
    """Writes `source.en.txt`, `reference.A.de.txt`, `systems/NAME.de.txt` and `corpus.toml`.

    Attributes:
        breaks: `refuse` or `flatten` (to a space) the line breaks inside a text, which a line cannot hold.
    """

    breaks: str = "refuse"

    name: ClassVar[str] = "lines"
    summary: ClassVar[str] = "A corpus folder of plain text, one segment a line in every file (Moses style)"
    suffixes: ClassVar[tuple[str, ...]] = ("",)
    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = ("notes that belong to no text",)

    def __post_init__(self) -> None:
        if self.breaks not in ("refuse", "flatten"):
            raise ValueError("breaks must be 'refuse' or 'flatten'")

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        first = corpora[0]
        for other in corpora[1:]:
            _check_same_source(first, other)
        path.mkdir(parents=True)
        source = f"source.{first.language_pair.source.tag}.txt"
        layout = _Layout(first)
        about = layout.write(path)
        text = Text(
            path / source,
            first.language_pair.source,
            SOURCE,
            "",
            layout.document,
            replace(first.source_origin, file=source),
            documents=about if layout.kind == DOCUMENTS else None,
            segments=about if layout.kind == SEGMENTS else None,
        )
        toml = [
            f"title = {toml_text(first.title or first.name)}",
            f"domain = {toml_text(first.domain)}",
            f"source_language = {toml_text(first.language_pair.source.tag)}",
            'layout = "lines"',
            "",
            *toml_table(text),
        ]
        self._write_lines(path / source, ((segment, segment.source) for segment in first.segments))
        for corpus in corpora:
            toml += self._write_translations(corpus, path, layout.document)
        with open_output(path / FILE_NAME) as file:
            file.write("\n".join(toml).rstrip("\n") + "\n")

    def _write_translations(self, corpus: Corpus, path: Path, document: str) -> list[str]:
        language = corpus.language_pair.target
        tag = language.tag
        toml: list[str] = []
        for system in corpus.systems:
            if system.role is Role.REFERENCE:
                raise MtqaError(
                    f"the system '{system.name}' is a reference that is scored, which a corpus folder cannot say",
                    "Convert to JSONL, Parquet or TMX.",
                )
            file = _file(path / "systems", system.name, tag)
            blank = self._write_texts(file, corpus.segments, system.hypotheses, f"system '{system.name}'")
            origin = replace(system.origin, file=f"systems/{file.name}")
            role = system.role.value
            text = Text(file, language, role, system.name, document, origin, blank_lines=blank)
            toml += toml_table(replace(text, remarks=_write_remarks(file, system.remarks)))
        for reference in corpus.reference_names:
            file = _file(path, f"reference.{reference}", tag)
            texts = (segment.references.get(reference) for segment in corpus.segments)
            blank = self._write_texts(file, corpus.segments, texts, f"reference '{reference}'")
            origin = replace(corpus.reference_origins.get(reference, Origin()), file=file.name)
            role = Role.REFERENCE.value
            toml += toml_table(Text(file, language, role, reference, document, origin, blank_lines=blank))
        return toml

    def _write_texts(
        self, path: Path, segments: Sequence[Segment], texts: Iterator[str | None] | Sequence[str | None], what: str
    ) -> str:
        """Write a column; returns what its blank lines stand for: `empty` or `missing`."""
        missing = empty = False

        def lines() -> Iterator[tuple[Segment, str]]:
            nonlocal missing, empty
            for segment, text in zip(segments, texts, strict=True):
                missing = missing or text is None
                empty = empty or text == ""
                yield segment, text or ""

        path.parent.mkdir(exist_ok=True)
        self._write_lines(path, lines())
        if missing and empty:
            raise MtqaError(
                f"the {what} has segments that are missing and others that are empty, which lines cannot tell apart",
                "Convert to JSONL, Parquet, TMX or XLIFF.",
            )
        return "missing" if missing else "empty"

    def _write_lines(self, path: Path, lines: Iterator[tuple[Segment, str]]) -> None:
        with open_output(path) as file:
            for segment, line in lines:
                file.write(self._plain(line, segment) + "\n")

    def _plain(self, text: str, segment: Segment) -> str:
        if not _BREAKS.search(text):
            return text
        if self.breaks == "flatten" and "\x00" not in text:
            return _BREAKS.sub(" ", text)
        raise cannot_hold(
            segment,
            "a line break",
            "a file with one segment a line",
            "Convert to CSV, JSONL or TMX, or turn line breaks into spaces with --flatten.",
        )


def _write_remarks(file: Path, remarks: Mapping[str, str]) -> Path | None:
    """Write what a system made known about its hypotheses beside them; None where there is nothing."""
    if not remarks:
        return None
    path = file.with_suffix(".remarks.tsv")
    with open_output(path) as output:
        for segment, remark in remarks.items():
            output.write(f"{segment}\t{' '.join(remark.split())}\n")
    return path


class _Layout:
    """How ids, documents and the rest are kept: by numbering alone, in `documents.txt`, or in `segments.tsv`."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.document = corpus.name
        counts: dict[str, int] = {}
        by_number = by_document = True
        first = corpus.segments[0].document
        for number, segment in enumerate(corpus.segments, start=1):
            counts[segment.document] = counts.get(segment.document, 0) + 1
            plain = not segment.kind and not segment.extra and segment.domain == corpus.domain
            plain = plain and not re.search("[\t\n\r]", segment.document)
            by_document = by_document and plain and segment.id == f"{segment.document}:{counts[segment.document]}"
            by_number = by_number and plain and segment.document == first and segment.id == f"{first}:{number}"
        self.kind = "" if by_number else DOCUMENTS if by_document else SEGMENTS
        if by_number:
            self.document = first

    def write(self, path: Path) -> Path | None:
        """Write the file there is to write, and return it."""
        if not self.kind:
            return None
        with open_output(path / self.kind) as file:
            if self.kind == DOCUMENTS:
                for segment in self.corpus.segments:
                    file.write(segment.document + "\n")
            else:
                self._write_segments(file)
        return path / self.kind

    def _write_segments(self, file: TextIO) -> None:
        file.write("id\tdocument\tkind\tdomain\textra\n")
        for segment in self.corpus.segments:
            extra = json.dumps(dict(segment.extra), ensure_ascii=False) if segment.extra else ""
            cells = (segment.id, segment.document, segment.kind, segment.domain, extra)
            if any(re.search("[\t\n\r]", cell) for cell in cells):
                raise cannot_hold(segment, "a tab or line break in its id or document", "a table", "Convert to JSONL.")
            file.write("\t".join(cells) + "\n")


def _check_same_source(one: Corpus, other: Corpus) -> None:
    def keys(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
        return ((segment.id, segment.document, segment.source) for segment in corpus.segments)

    same = len(one.segments) == len(other.segments) and all(a == b for a, b in zip(keys(one), keys(other), strict=True))
    if not same or one.language_pair.source != other.language_pair.source:
        raise MtqaError(
            f"the segments differ between {one.language_pair} and {other.language_pair}, and files with one segment a"
            " line share their source",
            "Convert each by itself, with --language TAG, or name the output NAME.{language}.",
        )


def _file(folder: Path, name: str, tag: str) -> Path:
    """A file name for a system or reference that is not yet taken."""
    number = 1
    path = folder / f"{safe_name(name)}.{tag}.txt"
    while path.exists():
        number += 1
        path = folder / f"{safe_name(name)}_{number}.{tag}.txt"
    return path
