"""WMT's XML: documents, sources, named references and all systems in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value, default_roles
from mtqa.errors import MtqaError
from mtqa.files import XmlReader, bare_name, root_name
from mtqa.languages import Language, LanguagePair, Wanted, language_of, pair_in_name


@loaders.register
@dataclass(frozen=True)
class WmtXml(Loader):
    """Reads test sets as WMT has published them since 2021."""

    name: ClassVar[str] = "wmt_xml"
    summary: ClassVar[str] = "A test set in WMT's XML: documents, several references, all systems"

    def accepts(self, path: Path) -> Certainty:
        return Certainty.CERTAIN if path.is_file() and root_name(path) == "dataset" else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        return _Reader(path, Wanted(languages)).read()


@dataclass(slots=True)
class _Version:
    """A document's source, or a translation of it."""

    line: int
    label: str
    language: str
    segments: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Document:
    line: int
    name: str
    domain: str
    extra: dict[str, Value]
    sources: list[_Version] = field(default_factory=list)
    translations: list[_Version] = field(default_factory=list)


class _Stream(XmlReader[_Document]):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._document: _Document | None = None
        self._version: _Version | None = None
        self._segment: str | None = None

    def begun(self) -> int:
        if self._document is None:
            return 0
        versions = (*self._document.sources, *self._document.translations)
        return sum(len(version.segments) for version in versions) // 50 + len(versions)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if self._segment is not None:
            return
        if name == "seg":
            self._start_segment(attributes)
        elif name in ("src", "ref", "hyp"):
            self._start_version(name, attributes)
        elif name == "doc":
            identifier = attributes.pop("id", "")
            if not identifier:
                raise self.fail("a <doc> without an id")
            domain = attributes.pop("domain", "")
            self._document = _Document(self.line, identifier, domain, dict(attributes))

    def _start_version(self, name: str, attributes: dict[str, str]) -> None:
        if self._document is None:
            raise self.fail(f"a <{name}> outside a <doc>")
        language = attributes.get("lang", "")
        if name == "src":
            self._version = _Version(self.line, "", language)
            self._document.sources.append(self._version)
        else:
            if name == "ref":
                label = REFERENCE + (attributes.get("translator") or "A")
            else:
                system = attributes.get("system", "")
                if not system:
                    raise self.fail("a <hyp> without the name of its system")
                label = HYPOTHESIS + system
            self._version = _Version(self.line, label, language)
            self._document.translations.append(self._version)

    def _start_segment(self, attributes: dict[str, str]) -> None:
        if self._version is None:
            raise self.fail("a <seg> outside <src>, <ref> and <hyp>")
        self._segment = attributes.get("id", "")
        if not self._segment:
            raise self.fail("a <seg> without an id")
        if self._segment in self._version.segments:
            raise self.fail(f"the segment id '{self._segment[:40]}' is there twice")
        self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if name == "seg" and self._segment is not None and self._version is not None:
            self._version.segments[self._segment] = self.collected()
            self._segment = None
        elif self._segment is not None:
            return
        elif name in ("src", "ref", "hyp"):
            self._version = None
        elif name == "doc" and self._document is not None:
            self.units.append(self._document)
            self._document = None


class _Reader:
    def __init__(self, path: Path, wanted: Wanted) -> None:
        self.path = path
        self.wanted = wanted
        self.name = Path(bare_name(path)).stem
        self.pair = pair_in_name(path.name)
        self.builders: dict[LanguagePair, CorpusBuilder] = {}
        self.languages: dict[str, Language] = {}

    def fail(self, message: str, line: int, hint: str = "") -> MtqaError:
        return MtqaError(message, hint, path=self.path, line=line)

    def read(self) -> tuple[Corpus, ...]:
        documents: dict[str, int] = {}
        try:
            for document in _Stream(self.path):
                if document.name in documents:
                    raise self.fail(
                        f"the document '{document.name[:80]}' is there twice",
                        document.line,
                        f"It begins in line {documents[document.name]} already.",
                    )
                documents[document.name] = document.line
                self.add(document)
            if not documents:
                raise MtqaError("there are no documents in this file", path=self.path)
            self.wanted.check((pair.target for pair in self.builders), self.path)
            return tuple(self.corpus(builder) for builder in self.builders.values())
        except BaseException:
            for builder in self.builders.values():
                builder.discard()
            raise

    def corpus(self, builder: CorpusBuilder) -> Corpus:
        systems = [label.removeprefix(HYPOTHESIS) for label in builder.labels if label.startswith(HYPOTHESIS)]
        return builder.build(default_roles(systems))

    def language(self, tag: str, line: int, default: Language | None) -> Language:
        if not tag:
            if default is None:
                raise self.fail("a text without a language", line, 'Add lang="...".')
            return default
        language = self.languages.get(tag)
        if language is None:
            try:
                language = language_of(tag)
            except MtqaError as error:
                raise self.fail(error.message, line, error.hint) from None
            if len(self.languages) < 1000:
                self.languages[tag] = language
        return language

    def add(self, document: _Document) -> None:
        if len(document.sources) != 1:
            count = len(document.sources) or "no"
            raise self.fail(f"the document '{document.name[:80]}' has {count} sources", document.line)
        source = document.sources[0]
        source_language = self.language(source.language, source.line, self.pair.source if self.pair else None)
        by_language: dict[Language, dict[str, _Version]] = {}
        for version in document.translations:
            language = self.language(version.language, version.line, self.pair.target if self.pair else None)
            versions = by_language.setdefault(language, {})
            if version.label in versions:
                raise self.fail(
                    f"two versions of one document are the {version.label.replace('.', ' ', 1)}", version.line
                )
            stray = next((identifier for identifier in version.segments if identifier not in source.segments), None)
            if stray is not None:
                raise self.fail(f"the segment '{stray[:40]}' of this version is not in the source", version.line)
            versions[version.label] = version
        if not by_language:
            raise self.fail(f"the document '{document.name[:80]}' has no translation", document.line)
        for language, versions in by_language.items():
            if self.wanted.has(language):
                self.add_language(document, source, LanguagePair(source_language, language), versions)

    def add_language(
        self, document: _Document, source: _Version, pair: LanguagePair, versions: dict[str, _Version]
    ) -> None:
        builder = self.builders.get(pair)
        if builder is None:
            builder = self.builders[pair] = CorpusBuilder(self.name, pair, self.path)
        for identifier, text in source.segments.items():
            texts: dict[str, str | None] = {
                label: version.segments[identifier]
                for label, version in versions.items()
                if identifier in version.segments
            }
            builder.add(
                f"{document.name}:{identifier}",
                document.name,
                text,
                texts,
                domain=document.domain,
                extra=document.extra,
                line=document.line,
            )
