"""Adding systems' outputs to a corpus folder: new files beside the old ones, and what they are in `corpus.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.corpus_folders import (
    FILE_NAME,
    SOURCE,
    CorpusDescription,
    Text,
    describe_by_names,
    has_named_texts,
    read_description,
    safe_name,
    toml_table,
    toml_text,
)
from mtqa.errors import MtqaError
from mtqa.files import (
    move_into_place,
    read_lines,
    read_text,
    resolve_inside,
    staging_in,
    write_atomically,
    writing_in,
)

__all__ = ["add_systems", "check_place", "is_corpus_folder"]

_SYSTEMS = "systems"


def is_corpus_folder(path: Path) -> bool:
    """Whether systems can be added to what is at a path: a folder with a corpus, or its `corpus.toml`."""
    if path.is_dir():
        return (path / FILE_NAME).is_file() or has_named_texts(path)
    return path.name == FILE_NAME and path.is_file()


def check_place(path: Path) -> None:
    """Make sure that systems can be added there, before any work is done.

    Raises:
        MtqaError: when a link leads out of the folder from where they are written.
    """
    folder = path if path.is_dir() else path.parent
    resolve_inside(folder, _SYSTEMS, declared_in=folder / _SYSTEMS)


def add_systems(
    path: Path, outputs: Sequence[tuple[Corpus, SystemOutput]], *, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write the outputs of systems into a corpus folder, all of them or none.

    One segment a line where the corpus is read line by line; where it is made of pages, a table of source segments and
    their translations, which stays right when the pages are aligned anew.

    Args:
        path: The folder, or its `corpus.toml`.
        outputs: Each output to add, with the corpus as it was read from there, in one language.
        overwrite: Replace the output of a system of that name that was added before.

    Returns:
        What was written; nothing where the same outputs are there already.

    Raises:
        MtqaError: when another system of that name is there, a text cannot be held, or a file cannot be written.
    """
    folder = path if path.is_dir() else path.parent
    try:
        with writing_in(folder):
            plan = _Plan.begin(folder)
            for corpus, system in outputs:
                plan.add(corpus, system, overwrite=overwrite)
            return plan.write()
    except OSError as error:
        raise MtqaError(
            f"cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space, or see who may write here.",
            path=folder,
        ) from error


@dataclass
class _Plan:
    """What a corpus folder is to become.

    Attributes:
        folder: The folder.
        description: What its texts are, or will be.
        toml: The `corpus.toml` that says so.
        files: Contents of new files.
    """

    folder: Path
    description: CorpusDescription
    toml: str
    files: dict[Path, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, folder: Path) -> _Plan:
        path = folder / FILE_NAME
        if path.is_file():
            return cls(folder, read_description(path), read_text(path))
        description = describe_by_names(folder)
        heading = [
            f"title = {toml_text(description.title)}",
            f"source_language = {toml_text(description.source_language.tag)}",
            f"layout = {toml_text(description.layout)}",
            "",
        ]
        return cls(
            folder,
            description,
            "\n".join([*heading, *(line for text in description.texts for line in toml_table(text))]),
        )

    def add(self, corpus: Corpus, system: SystemOutput, *, overwrite: bool) -> None:
        target = corpus.language_pair.target
        same_name = [text for text in self.description.texts if text.language == target and text.name == system.name]
        same_name = [text for text in same_name if text.role != SOURCE]
        if same_name:
            if _is_same(corpus, system):
                return
            if not overwrite or any(text.role != system.role.value for text in same_name):
                raise MtqaError(
                    f"the corpus has a system or reference named '{system.name}' for '{target}' already",
                    "Give the new one another name with --name"
                    + ("." if overwrite else ", or replace an older baseline with --overwrite."),
                    path=self.description.path,
                )
        new = list(self._new_texts(corpus, system, [old.path for old in same_name]))
        toml = _without_tables(self.toml, {text.origin.file for text in same_name})
        tables = [line for text in new for line in toml_table(text)]
        self.toml = toml.rstrip("\n") + "\n\n" + "\n".join(tables).rstrip("\n") + "\n"
        kept = [text for text in self.description.texts if text not in same_name]
        self.description = replace(self.description, texts=(*kept, *new))

    def _new_texts(self, corpus: Corpus, system: SystemOutput, replaced: Sequence[Path]) -> Iterator[Text]:
        for text, content, remarks in _contents(self._free_place, self.description, corpus, system, replaced):
            self.files[text.path] = content
            if text.remarks is not None:
                self.files[text.remarks] = remarks
            yield text

    def _free_place(self, stem: str, suffix: str, replaced: Sequence[Path]) -> Path:
        """A file that is not there yet, or that is to be replaced."""
        folder = self.folder / _SYSTEMS
        number, path = 1, folder / f"{stem}{suffix}"
        while path in self.files or (path.exists() and path not in replaced):
            number += 1
            path = folder / f"{stem}_{number}{suffix}"
        resolve_inside(self.folder, f"{_SYSTEMS}/{path.name}", declared_in=folder)
        return path

    def write(self) -> tuple[Path, ...]:
        """Write what there is to write, all of it or nothing."""
        if not self.files:
            return ()
        contents = {**self.files, self.folder / FILE_NAME: self.toml}
        with staging_in(self.folder) as staging:
            for path, content in contents.items():
                write_atomically(staging / "texts" / path.relative_to(self.folder), content)
            move_into_place(staging / "texts", self.folder)
        return tuple(contents)


def _is_same(corpus: Corpus, system: SystemOutput) -> bool:
    """Whether the corpus has just this output of just this system."""
    existing = next((other for other in corpus.systems if other.name == system.name), None)
    if existing is None or existing.role is not system.role:
        return False
    same_origin = replace(existing.origin, file="", date="") == replace(system.origin, file="", date="")
    return same_origin and tuple(existing.hypotheses) == tuple(system.hypotheses)


def _contents(
    free_place: Callable[[str, str, Sequence[Path]], Path],
    description: CorpusDescription,
    corpus: Corpus,
    system: SystemOutput,
    replaced: Sequence[Path],
) -> Iterator[tuple[Text, str, str]]:
    """For each document: its text, the content of its file, and that of its file of remarks."""
    by_source = description.layout != "lines"
    parts = list(_by_document(corpus) if by_source else _by_source_file(description, corpus))
    for document, start, end in parts:
        segments = [corpus.segments[position] for position in range(start, end)]
        hypotheses = system.hypotheses[start:end]
        about = "" if len(parts) == 1 else f"{safe_name(document)}."
        stem = f"{about}{safe_name(system.name)}.{corpus.language_pair.target.tag}"
        path = free_place(stem, ".jsonl" if by_source else ".txt", replaced)
        remarks = {segment.id: system.remarks[segment.id] for segment in segments if segment.id in system.remarks}
        text = Text(
            path=path,
            language=corpus.language_pair.target,
            role=system.role.value,
            name=system.name,
            document=document,
            origin=replace(system.origin, file=f"{_SYSTEMS}/{path.name}"),
            blank_lines="missing" if None in hypotheses and not by_source else "empty",
            remarks=path.with_suffix(".remarks.tsv") if remarks and not by_source else None,
            by_source=by_source,
        )
        content = _table(segments, hypotheses, remarks) if by_source else _lines(segments, hypotheses)
        yield text, content, "".join(f"{name}\t{' '.join(said.split())}\n" for name, said in remarks.items())


def _by_document(corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    """Each document with the positions of its segments."""
    start = 0
    for position in range(1, len(corpus.segments) + 1):
        document = corpus.segments[start].document
        if position == len(corpus.segments) or corpus.segments[position].document != document:
            yield document, start, position
            start = position


def _by_source_file(description: CorpusDescription, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    """Each source file's document with the positions of its lines."""
    translated = {text.document for text in description.texts if text.language == corpus.language_pair.target}
    start = 0
    for source in description.sources:
        if source.document in translated or not translated:
            end = start + sum(1 for _ in read_lines(source.current[0]))
            yield source.document, start, end
            start = end
    if start != len(corpus.segments):
        raise MtqaError("the source has changed since it was read", "Run the command again.", path=description.path)


def _lines(segments: Sequence[Segment], hypotheses: Sequence[str | None]) -> str:
    for segment, hypothesis in zip(segments, hypotheses, strict=True):
        if hypothesis and any(sign in hypothesis for sign in "\n\r\x00"):
            raise MtqaError(
                f"the translation of the segment '{segment.id[:80]}' holds a line break, which a file with one segment"
                " a line cannot",
                "Write another format with --output, such as JSONL.",
            )
    return "".join(f"{hypothesis or ''}\n" for hypothesis in hypotheses)


def _table(segments: Sequence[Segment], hypotheses: Sequence[str | None], remarks: dict[str, str]) -> str:
    rows: dict[str, dict[str, str]] = {}
    for segment, hypothesis in zip(segments, hypotheses, strict=True):
        if hypothesis is not None and segment.source.strip():
            row = {"source": segment.source, "translation": hypothesis}
            rows[segment.source] = row | ({"remark": remarks[segment.id]} if segment.id in remarks else {})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())


def _without_tables(toml: str, files: set[str]) -> str:
    """A `corpus.toml` without the [[texts]] of some files; comments behind a table stay."""
    blocks: list[list[str]] = [[]]
    for line in toml.split("\n"):
        if line.lstrip().startswith("["):
            blocks.append([])
        blocks[-1].append(line)
    kept: list[str] = []
    for block in blocks:
        last = max((i for i, line in enumerate(block) if line.strip() and not line.lstrip().startswith("#")), default=0)
        if block and block[0].strip() == "[[texts]]":
            table = tomllib.loads("\n".join(block))["texts"][0]
            if table.get("file") in files:
                kept += block[last + 1 :]
                continue
        kept += block
    return "\n".join(kept)
