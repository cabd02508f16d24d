"""WMT's JSONL of 2025 and 2026: one document a line, and one file of hypotheses for each system."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value, default_roles
from mtqa.errors import MtqaError
from mtqa.files import check_segment, read_head, resolve_inside
from mtqa.languages import LanguagePair, Wanted, language_of
from mtqa.loaders._json import read_objects

SYSTEMS = "systems"
_OWN_KEYS = ("doc_id", "domain", "src_lang", "tgt_lang", "src_text", "tgt_text", "refs")


@loaders.register
@dataclass(frozen=True)
class WmtJsonl(Loader):
    """Reads the file with the sources, and the files in the folder `systems` beside it.

    Documents are split at their blank lines when all translations of the document have as many paragraphs as the
    source; otherwise the document is one segment.

    Attributes:
        segments: `paragraph`, or `document` to never split.
    """

    segments: str = "paragraph"

    name: ClassVar[str] = "wmt_jsonl"
    summary: ClassVar[str] = (
        "A test set in WMT's JSONL of 2025/26: the sources' file, with systems/NAME.jsonl beside it"
    )

    def __post_init__(self) -> None:
        if self.segments not in ("paragraph", "document"):
            raise ValueError("segments must be 'paragraph' or 'document'")

    def accepts(self, path: Path) -> Certainty:
        if path.is_dir():
            return Certainty.POSSIBLE if _sources_in(path) is not None else Certainty.NO
        return Certainty.CERTAIN if path.is_file() and _kind(path) else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        file = _sources_in(path) if path.is_dir() else path
        if file is None or _kind(file) == SYSTEMS:
            raise MtqaError(
                "this holds one system's hypotheses and no sources",
                "Name the file with the sources; it finds the systems in the folder 'systems' beside it.",
                path=path,
            )
        with ExitStack() as stack:
            systems = [_System(system, stack) for system in _system_files(file)]
            return _Reader(file, systems, Wanted(languages), self.segments).read()


def _kind(path: Path) -> str:
    """`sources`, `systems`, or "" for another file; judged by the first line."""
    line = read_head(path).removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    if b'"doc_id"' not in line:
        return ""
    if b'"src_text"' in line:
        return "sources"
    return SYSTEMS if b'"hypothesis"' in line else ""


def _sources_in(folder: Path) -> Path | None:
    """The file of sources in a folder that has a folder of systems."""
    if not (folder / SYSTEMS).is_dir():
        return None
    sources = [path for path in sorted(folder.glob("*.jsonl")) if _kind(path) == "sources"]
    return sources[0] if sources else None


def _system_files(sources: Path) -> list[Path]:
    folder = sources.parent / SYSTEMS
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.jsonl"), key=lambda path: path.name.casefold())
    return [resolve_inside(sources.parent, f"{SYSTEMS}/{file.name}", declared_in=folder) for file in files]


class _System:
    """A system's hypotheses, found by document; only their places in the file are kept in memory."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.name = path.stem
        self.places: dict[str, int] = {}
        self.used = 0
        for line, _ in read_objects(path):  # the whole file is read strictly once
            del line
        self.file: IO[bytes] = stack.enter_context(path.open("rb"))
        place = 0
        for line, data in enumerate(self.file, start=1):
            if not data.isspace():
                row = self.parse(data)
                identifier = row.get("doc_id")
                if not isinstance(identifier, str) or not isinstance(row.get("hypothesis"), (str, type(None))):
                    raise MtqaError("a line needs the texts doc_id and hypothesis", path=path, line=line)
                if identifier in self.places:
                    raise MtqaError(f"the document '{identifier[:80]}' is there twice", path=path, line=line)
                self.places[identifier] = place
            place += len(data)

    def parse(self, data: bytes) -> Mapping[str, Any]:
        row = json.loads(data.decode("utf-8-sig"))
        return row if isinstance(row, dict) else {}

    def hypothesis(self, document: str) -> str | None:
        """The translation of a document, None where there is none."""
        place = self.places.get(document)
        if place is None:
            return None
        self.used += 1
        self.file.seek(place)
        text = self.parse(self.file.readline()).get("hypothesis")
        return text if isinstance(text, str) else None


class _Reader:
    def __init__(self, path: Path, systems: Sequence[_System], wanted: Wanted, segments: str) -> None:
        self.path = path
        self.systems = systems
        self.wanted = wanted
        self.segments = segments
        self.builders: dict[LanguagePair, CorpusBuilder] = {}
        self.seen: dict[str, int] = {}
        self.whole: dict[LanguagePair, int] = {}

    def fail(self, message: str, line: int, hint: str = "") -> MtqaError:
        return MtqaError(message, hint, path=self.path, line=line)

    def read(self) -> tuple[Corpus, ...]:
        try:
            for line, row in read_objects(self.path):
                self.add(row, line)
            if not self.seen:
                raise MtqaError("there are no documents in this file", path=self.path)
            self.wanted.check((pair.target for pair in self.builders), self.path)
            return tuple(self.corpora())
        except BaseException:
            for builder in self.builders.values():
                builder.discard()
            raise

    def corpora(self) -> Iterator[Corpus]:
        idle = [system for system in self.systems if not system.used]
        if idle and len(idle) == len(self.systems):
            raise MtqaError(
                "no document of this system is among the sources",
                f"Does it belong to {self.path.name}?",
                path=idle[0].path,
            )
        for pair, builder in self.builders.items():
            warnings = []
            if whole := self.whole.get(pair, 0):
                warnings.append(
                    f"{whole} documents are one segment each, because a translation has more or fewer paragraphs"
                    " than the source."
                )
            names = [label.removeprefix(HYPOTHESIS) for label in builder.labels if label.startswith(HYPOTHESIS)]
            yield builder.build(default_roles(names), warnings=warnings)

    def add(self, row: Mapping[str, Any], line: int) -> None:
        document = self.text(row, "doc_id", line)
        if document in self.seen:
            raise self.fail(
                f"the document '{document[:80]}' is there twice (first in line {self.seen[document]})", line
            )
        self.seen[document] = line
        pair = self.pair(row, line)
        if not self.wanted.has(pair.target):
            return
        builder = self.builders.get(pair)
        if builder is None:
            if len(self.builders) >= 1000:
                raise self.fail("there are more than 1000 language pairs", line)
            builder = self.builders[pair] = CorpusBuilder(self.path.stem, pair, self.path)
        texts = self.texts(row, document, line)
        source = _joined(row.get("src_text"))
        if source is None:
            raise self.fail("src_text is missing, or not a text", line)
        separator = "\n\n" if "\n\n" in source or not source.startswith("<p>") else "\n"
        paragraphs = _split(source, separator)
        split = {label: _split(text, separator) for label, text in texts.items()}
        if self.segments == "document" or any(len(parts) != len(paragraphs) for parts in split.values()):
            if self.segments != "document" and len(paragraphs) > 1:
                self.whole[pair] = self.whole.get(pair, 0) + 1
            paragraphs = [source]
            split = {label: [text] for label, text in texts.items()}
        domain = row.get("domain")
        extra = {key: value for key, value in row.items() if key not in _OWN_KEYS and isinstance(value, Value)}
        for number, paragraph in enumerate(paragraphs, start=1):
            check_segment(paragraph, self.path, line)
            builder.add(
                f"{document}:{number}" if len(paragraphs) > 1 else document,
                document,
                paragraph,
                {label: parts[number - 1] for label, parts in split.items()},
                domain=domain if isinstance(domain, str) else "",
                extra=extra,
                line=line,
            )

    def texts(self, row: Mapping[str, Any], document: str, line: int) -> dict[str, str]:
        """References and hypotheses of a document."""
        texts: dict[str, str] = {}
        references, hypotheses = row.get("refs") or {}, row.get("tgt_text") or {}
        if not isinstance(references, dict) or not isinstance(hypotheses, dict):
            raise self.fail("refs and tgt_text must be objects", line)
        for name, value in references.items():
            text = _joined(value.get("ref") if isinstance(value, dict) else value)
            if text is None:
                raise self.fail(f"the reference '{name[:40]}' is not a text", line)
            texts[REFERENCE + name.removeprefix("ref")] = text
        for name, value in hypotheses.items():
            text = _joined(value)
            if text is None:
                raise self.fail(f"the translation '{name[:40]}' is not a text", line)
            is_reference = name.startswith("ref") and len(name) == len("refA")
            texts.setdefault(REFERENCE + name[3:] if is_reference else HYPOTHESIS + name, text)
        for system in self.systems:
            hypothesis = system.hypothesis(document)
            if hypothesis is not None:
                texts[HYPOTHESIS + system.name] = hypothesis
        return texts

    def pair(self, row: Mapping[str, Any], line: int) -> LanguagePair:
        try:
            return LanguagePair(
                language_of(self.text(row, "src_lang", line)), language_of(self.text(row, "tgt_lang", line))
            )
        except MtqaError as error:
            raise self.fail(error.message, line, error.hint) from None

    def text(self, row: Mapping[str, Any], key: str, line: int) -> str:
        value = row.get(key)
        if not isinstance(value, str) or not value:
            raise self.fail(f"{key} is missing, or not a text", line)
        return value


def _joined(value: object) -> str | None:
    """A text, or a list of paragraphs as one text."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else None


def _split(text: str, separator: str) -> list[str]:
    return [part.strip("\n") for part in text.strip("\n").split(separator)]
