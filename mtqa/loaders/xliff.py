"""XLIFF 1.2 and 2.x: files of translation tools, with their matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value
from mtqa.errors import MtqaError
from mtqa.files import bare_name, parse_json, root_name
from mtqa.languages import LanguagePair, Wanted, language_of
from mtqa.loaders._bilingual import Roles, bilingual_corpus, check_target
from mtqa.loaders._xliff import Alternative, Part, Unit, XliffStream
from mtqa.tables import read_metadata

_UNTRANSLATED_STATES = ("new", "needs-translation", "needs-adaptation", "needs-l10n", "initial")
"""States (1.2; the last one 2.x) in which tools put a copy of the source where a translation is to come."""
_MACHINE_STATES = ("mt-suggestion", "leveraged-mt")


@loaders.register
@dataclass(frozen=True)
class Xliff(Loader):
    """Reads XLIFF 1.2 and 2.x.

    Attributes:
        source_language: Language of the sources, where the file does not say.
        target_language: Language of the translations, where the file does not say.
        target: What the `<target>` is: `hypothesis` (what is judged), `reference`, or `auto`: a reference if the file
            holds machine translations beside it, else what is judged.
        system: What to call it as a system.
    """

    source_language: str = ""
    target_language: str = ""
    target: str = "auto"
    system: str = "target"

    name: ClassVar[str] = "xliff"
    summary: ClassVar[str] = "XLIFF 1.2 or 2.x; its matches and suggestions become systems"

    def accepts(self, path: Path) -> Certainty:
        return Certainty.CERTAIN if path.is_file() and root_name(path) == "xliff" else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        check_target(self.target)
        return _Reader(self, path, Wanted(languages)).read()


class _Reader:
    def __init__(self, options: Xliff, path: Path, wanted: Wanted) -> None:
        self.options = options
        self.path = path
        self.wanted = wanted
        self.name = Path(bare_name(path)).stem
        self.builders: dict[tuple[str, str], CorpusBuilder] = {}
        self.roles = Roles(options.target, options.system)
        self.n_units = 0
        self.fuzzy = 0
        self.unplaced = 0
        self.copies = 0

    def read(self) -> tuple[Corpus, ...]:
        stream = XliffStream(self.path)
        try:
            for unit in stream:
                self.n_units += 1
                self.add(unit)
            if not self.n_units:
                raise MtqaError("there are no units to translate in this file", path=self.path)
            builders = list(dict.fromkeys(self.builders.values()))
            self.wanted.check((builder.language_pair.target for builder in builders), self.path)
            about = read_metadata(stream.description, self.path) if stream.description else {}
            warnings = self.warnings(stream)
            return tuple(
                bilingual_corpus(builder, self.roles, about.get(str(builder.language_pair)), warnings)
                for builder in builders
                if builder.n_rows
            )
        except BaseException:
            for builder in self.builders.values():
                builder.discard()
            raise

    def warnings(self, stream: XliffStream) -> list[str]:
        messages = []
        if stream.skipped:
            messages.append(f"{stream.skipped} units are not to be translated, the file says, and were left out.")
        if self.fuzzy:
            messages.append(f"{self.fuzzy} matches translate another text than the unit's and were left out.")
        if self.unplaced:
            messages.append(
                f"{self.unplaced} matches could not be placed or stand beside another one, and were left out."
            )
        if self.copies:
            messages.append(
                f"{self.copies} targets repeat the source and are marked as not translated yet (state='new' and the"
                " like): they count as missing."
            )
        return messages

    def builder(self, unit: Unit) -> CorpusBuilder:
        source = self.options.source_language or unit.source_language
        target = self.options.target_language or unit.target_language or self.wanted.only
        builder = self.builders.get((source, target))
        if builder is None:
            if not source or not target:
                raise MtqaError(
                    f"the file does not say which language the {'translations are' if source else 'source is'} in",
                    "Say it with --source-language TAG and --language TAG.",
                    path=self.path,
                    line=unit.line,
                )
            if len(self.builders) > 1000:
                raise MtqaError("there are more than 1000 language pairs", path=self.path, line=unit.line)
            try:
                pair = LanguagePair(language_of(source), language_of(target))
            except MtqaError as error:
                raise MtqaError(error.message, error.hint, path=self.path, line=unit.line) from None
            same = [other for other in self.builders.values() if other.language_pair == pair]
            builder = self.builders[source, target] = same[0] if same else CorpusBuilder(self.name, pair, self.path)
        return builder

    def add(self, unit: Unit) -> None:
        builder = self.builder(unit)
        if not self.wanted.has(builder.language_pair.target):
            return
        texts = [self.texts_of(part) for part in unit.parts]
        for alternative in unit.alternatives:
            self.place(unit, alternative, texts)
        extra = self.further(unit)
        document = unit.own.get("document", unit.document)
        identifier = unit.own.get("id", f"{unit.document}:{unit.identifier}")
        several = len(unit.parts) > 1
        for number, (part, of_part) in enumerate(zip(unit.parts, texts, strict=True), start=1):
            if part.source is None:
                raise MtqaError(f"the unit '{unit.identifier[:80]}' has no source text", path=self.path, line=unit.line)
            builder.add(
                f"{identifier}.{part.identifier or number}" if several else identifier,
                document,
                part.source,
                of_part,
                unit.own.get("kind", ""),
                unit.own.get("domain", ""),
                extra,
                unit.line,
            )

    def texts_of(self, part: Part) -> dict[str, str | None]:
        if part.target is None or (part.target == "" and part.source and not part.label):
            return {}  # tools write an empty target where nothing has been translated yet
        if part.label:
            if not part.label.startswith((REFERENCE, HYPOTHESIS)):
                raise MtqaError(f"the label '{part.label[:40]}' was changed", path=self.path)
            return {part.label: part.target}
        if part.state in _UNTRANSLATED_STATES and _alike(part.target, part.source):
            self.copies += 1
            return {}
        if part.state in _MACHINE_STATES:
            return {self.roles.machine("mt"): part.target}
        return {self.roles.unmarked: part.target}

    def place(self, unit: Unit, alternative: Alternative, texts: Sequence[dict[str, str | None]]) -> None:
        """Put a match with the part that it is for."""
        if alternative.target is None:
            return
        position = 0
        if len(unit.parts) != 1:
            wanted = unit.marks.get(alternative.reference, alternative.reference)
            positions = [i for i, part in enumerate(unit.parts) if part.identifier == wanted]
            if not positions:
                positions = [i for i, part in enumerate(unit.parts) if part.source == alternative.source]
            if len(positions) != 1:
                self.unplaced += 1
                return
            position = positions[0]
        if alternative.source is not None and alternative.source != unit.parts[position].source:
            self.fuzzy += 1
            return
        label = alternative.label or self.roles.machine(alternative.name)
        if not label.startswith((REFERENCE, HYPOTHESIS)):
            raise MtqaError(f"the label '{label[:40]}' was changed", path=self.path, line=unit.line)
        if label in texts[position]:
            self.unplaced += 1
            return
        texts[position][label] = alternative.target

    def further(self, unit: Unit) -> dict[str, Value]:
        if "extra" in unit.own:
            try:
                return dict(parse_json(unit.own["extra"]))
            except (ValueError, TypeError, RecursionError):
                raise MtqaError("the attribute mtqa:extra was changed", path=self.path, line=unit.line) from None
        return {"note": "\n".join(unit.notes)} if unit.notes else {}


def _alike(target: str, source: str | None) -> bool:
    """Whether a target is the source but for white space."""
    return source is not None and target.split() == source.split()
