"""TMX 1.4 (and older): translation memories, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value
from mtqa.errors import MtqaError
from mtqa.files import XmlReader, bare_name, parse_json, root_name
from mtqa.languages import Language, LanguagePair, Wanted, language_of, same_language
from mtqa.loaders._bilingual import Roles, bilingual_corpus, check_target
from mtqa.loaders._inline_codes import white_space_of
from mtqa.tables import Metadata, read_metadata

OWN = "x-mtqa-"
"""Properties that mtqa writes: `x-mtqa-text` (label of a variant), `x-mtqa-id`, `x-mtqa-document`, ..."""
ALL_LANGUAGES = "*all*"

_CODES = frozenset(("bpt", "ept", "it", "ph", "ut", "sub"))
"""Elements whose content is formatting code or a text beside the segment; `hi` is part of the segment."""
_MACHINE = re.compile(r"\bmt\b|machine|etranslation|deepl|google|modernmt|systran", re.IGNORECASE)


@loaders.register
@dataclass(frozen=True)
class Tmx(Loader):
    """Reads translation memories.

    Attributes:
        source_language: Language of the sources, where the file says `*all*` or is wrong.
        target: What translations are that the file does not mark as a machine's: `hypothesis` (what is judged),
            `reference`, or `auto`: a reference if there are machine translations beside them, else what is judged.
        system: What to call them as a system.
    """

    source_language: str = ""
    target: str = "auto"
    system: str = "target"

    name: ClassVar[str] = "tmx"
    summary: ClassVar[str] = "A translation memory (TMX 1.4); translations marked as a machine's become systems"

    def accepts(self, path: Path) -> Certainty:
        return Certainty.CERTAIN if path.is_file() and root_name(path) == "tmx" else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        check_target(self.target)
        return _Reader(self, path, Wanted(languages)).read()


@dataclass(slots=True)
class _Variant:
    language: str
    creator: str
    label: str = ""
    text: str = ""
    has_segment: bool = False


@dataclass(slots=True)
class _Unit:
    line: int
    identifier: str
    source_language: str
    variants: list[_Variant] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)


class _Stream(XmlReader[_Unit]):
    """The units of a memory; `source_language` and `properties` are the header's once it has been read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.source_language = ""
        self.properties: list[tuple[str, str]] = []
        self._unit: _Unit | None = None
        self._variant: _Variant | None = None
        self._property = ""
        self._in_segment = False
        self._code_type = ""

    def begun(self) -> int:
        return 0 if self._unit is None else len(self._unit.variants) + len(self._unit.properties)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_segment:
            self.check_depth(1)
            if name in _CODES:
                self._code_type = attributes.get("type", "") if name != "sub" else self._code_type
                self.mute()
        elif name == "tuv":
            language = attributes.get("xml:lang") or attributes.get("lang")
            if self._unit is None or not language:
                raise self.fail("a <tuv> without a language" if self._unit else "a <tuv> outside a <tu>")
            creator = attributes.get("creationid") or attributes.get("changeid") or ""
            self._variant = _Variant(language, creator)
            self._unit.variants.append(self._variant)
            self.collect()  # what a file without <seg> has
        elif name == "seg":
            if self._variant is None:
                raise self.fail("a <seg> outside a <tuv>")
            self._in_segment = True
            self._variant.has_segment = True
            self.collect()
        elif name == "tu":
            srclang = attributes.get("srclang") or self.source_language
            self._unit = _Unit(self.parser.CurrentLineNumber, attributes.get("tuid", ""), srclang)
        elif name in ("prop", "note"):
            self._property = attributes.get("type", "") if name == "prop" else "note"
            self.collect()
        elif name == "header":
            self.source_language = attributes.get("srclang", "")
        else:
            self.check_depth(1)

    def end(self, name: str) -> None:
        if self._in_segment:
            if name == "seg":
                self._in_segment = False
                text = self.collected()
                if self._variant is not None:
                    self._variant.text = text
                return
            self.check_depth(-1)
            if name in _CODES:
                code = self.unmute()
                if name != "sub":
                    self.insert_space(white_space_of(code, self._code_type))
        elif name == "tuv":
            if self._variant is not None and not self._variant.has_segment:
                self._variant.text = self.collected().strip()
            self._variant = None
        elif name == "tu":
            if self._unit is not None:
                self.units.append(self._unit)
            self._unit = None
        elif name in ("prop", "note"):
            self._keep_property(self._property, self.collected())
            if self._variant is not None and not self._variant.has_segment:
                self.collect()

    def _keep_property(self, kind: str, value: str) -> None:
        if self._variant is not None:
            if kind == f"{OWN}text":
                self._variant.label = value
        elif self._unit is not None:
            self._unit.properties.append((kind, value))
        elif len(self.properties) < 1000:
            self.properties.append((kind, value))


class _Reader:
    def __init__(self, options: Tmx, path: Path, wanted: Wanted) -> None:
        self.options = options
        self.path = path
        self.wanted = wanted
        self.name = Path(bare_name(path)).stem
        self.builders: dict[tuple[str, str], CorpusBuilder] = {}
        self.roles = Roles(options.target, options.system)
        self.languages: dict[str, Language] = {}
        self.n_units = 0
        self.any_id = False
        self.no_source: list[int] = []
        self.no_target: list[int] = []
        self.ignored: list[int] = []
        self.no_segment: list[int] = []

    def read(self) -> tuple[Corpus, ...]:
        stream = _Stream(self.path)
        try:
            for unit in stream:
                self.n_units += 1
                self.add(unit)
            return tuple(self.corpora(stream))
        except BaseException:
            for builder in self.builders.values():
                builder.discard()
            raise

    def language(self, tag: str, line: int) -> Language:
        language = self.languages.get(tag)
        if language is None:
            if len(self.languages) > 10_000:
                raise MtqaError("there are more than 10,000 languages", path=self.path, line=line)
            try:
                language = language_of(tag)
            except MtqaError as error:
                raise MtqaError(error.message, error.hint, path=self.path, line=line) from None
            self.languages[tag] = language
        return language

    def source_language(self, unit: _Unit) -> Language:
        tag = self.options.source_language or unit.source_language
        if not tag or tag.lower() == ALL_LANGUAGES:
            # Nobody says which language was translated: the one that comes first.
            tag = unit.variants[0].language
            self.options = Tmx(tag, self.options.target, self.options.system)
        return self.language(tag, unit.line)

    def add(self, unit: _Unit) -> None:
        if not unit.variants:
            raise MtqaError("a <tu> without any <tuv>", path=self.path, line=unit.line)
        if not all(variant.has_segment for variant in unit.variants):
            self.no_segment.append(unit.line)
            unit.variants = [variant for variant in unit.variants if variant.has_segment or variant.text]
            if not unit.variants:
                return
        source_language = self.source_language(unit)
        source: _Variant | None = None
        texts: dict[str, dict[str, str | None]] = {}
        for variant in unit.variants:
            language = self.language(variant.language, unit.line)
            if (
                source is None
                and not variant.label
                and (language is source_language or same_language(source_language, language))
            ):
                source = variant
                source_language = language
            elif self.wanted.has(language):
                of_language = texts.setdefault(variant.language, {})
                label = self.label(variant, unit.line)
                if label in of_language:
                    self.ignored.append(unit.line)
                else:
                    of_language[label] = variant.text
        if source is None:
            self.no_source.append(unit.line)
            return
        if not texts:
            self.add_untranslated(unit, texts)
        identifier, document, kind, domain, extra = self.describe(unit)
        for tag, of_language in texts.items():
            builder = self.builders.get((source.language, tag))
            if builder is None:
                builder = self.builder(source.language, tag, unit.line)
            builder.add(identifier, document, source.text, of_language, kind, domain, extra, unit.line)

    def add_untranslated(self, unit: _Unit, texts: dict[str, dict[str, str | None]]) -> None:
        """A unit without a translation is missing from a language where mtqa wrote the file, else it is left out."""
        for kind, value in unit.properties:
            if kind == f"{OWN}target" and self.wanted.has(self.language(value, unit.line)):
                texts[value] = {}
        if not texts and len(unit.variants) == 1:
            self.no_target.append(unit.line)

    def builder(self, source_tag: str, tag: str, line: int) -> CorpusBuilder:
        """The builder for two languages as the file writes them; two spellings of one tag share it."""
        pair = LanguagePair(self.language(source_tag, line), self.language(tag, line))
        for other in self.builders.values():
            if other.language_pair == pair:
                break
        else:
            other = CorpusBuilder(self.name, pair, self.path)
        self.builders[source_tag, tag] = other
        return other

    def label(self, variant: _Variant, line: int) -> str:
        if variant.label:
            if not variant.label.startswith((REFERENCE, HYPOTHESIS)):
                raise MtqaError(f"the property {OWN}text is '{variant.label[:40]}'", path=self.path, line=line)
            return variant.label
        if variant.creator and _MACHINE.search(variant.creator):
            return self.roles.machine(variant.creator)
        return self.roles.unmarked

    def describe(self, unit: _Unit) -> tuple[str, str, str, str, dict[str, Value]]:
        identifier = unit.identifier
        if identifier:
            self.any_id = True
        else:
            identifier = f"#{self.n_units}" if self.any_id else str(self.n_units)
        if not unit.properties:
            return identifier, self.name, "", "", {}
        own: dict[str, str] = {}
        extra: dict[str, Value] = {}
        for kind, value in unit.properties:
            if kind.startswith(OWN):
                own[kind.removeprefix(OWN)] = value
            elif kind in extra:
                extra[kind] = f"{extra[kind]}\n{value}"
            else:
                extra[kind] = value
        if "extra" in own:
            try:
                extra = dict(parse_json(own["extra"]))
            except (ValueError, TypeError, RecursionError):
                raise MtqaError(f"the property {OWN}extra was changed", path=self.path, line=unit.line) from None
        return (
            own.get("id", identifier),
            own.get("document", self.name),
            own.get("kind", ""),
            own.get("domain", ""),
            extra,
        )

    def corpora(self, stream: _Stream) -> Iterator[Corpus]:
        if not self.n_units:
            raise MtqaError("there are no translation units in this file", path=self.path)
        builders = list(dict.fromkeys(self.builders.values()))
        self.wanted.check((builder.language_pair.target for builder in builders), self.path)
        if not self.builders:
            source = self.options.source_language or stream.source_language
            raise MtqaError(
                f"no unit has both a text in the source language '{source}' and a translation",
                "Say which language is the source: --source-language TAG.",
                path=self.path,
            )
        warnings: list[str] = []
        if self.no_source:
            warnings.append(
                f"{len(self.no_source)} units have no text in the source language and were left out (the first in line"
                f" {self.no_source[0]})."
            )
        if self.no_target:
            warnings.append(
                f"{len(self.no_target)} units have no translation and were left out (the first in line"
                f" {self.no_target[0]})."
            )
        if self.no_segment:
            warnings.append(
                f"{len(self.no_segment)} units have variants without <seg>, against the rules of TMX; the text of the"
                f" <tuv> itself was read, if there is any (the first in line {self.no_segment[0]})."
            )
        if self.ignored:
            warnings.append(
                f"{len(self.ignored)} further translations of the same unit into the same language were left out (the"
                f" first in line {self.ignored[0]})."
            )
        about: dict[str, Metadata] = {}
        for kind, value in stream.properties:
            if kind == f"{OWN}corpus":
                about = read_metadata(value, self.path)
        for builder in builders:
            yield bilingual_corpus(builder, self.roles, about.get(str(builder.language_pair)), warnings)
