"""PO: the translations of a program's messages, as gettext keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Role, Value
from mtqa.errors import MtqaError
from mtqa.files import bare_name, bare_suffix, check_segment, read_head, read_lines
from mtqa.languages import LanguagePair, Wanted, language_in_name, language_of
from mtqa.loaders._bilingual import check_target
from mtqa.loaders._po_keys import are_keys, default_text, is_key, source_catalogues

if TYPE_CHECKING:
    import polib

_Key = tuple[str, str]
"""Context and id of a message."""
LARGEST = 100_000_000
"""Bytes. A PO file is read whole; the largest there are have a tenth of this."""


@loaders.register
@dataclass(frozen=True)
class Po(Loader):
    """Reads PO files. Messages without a translation are missing; plural forms are segments of their own.

    Where the ids are keys (`menu.open`), the source is the text that their comments give (`Default: "Open"`), or that
    of the same messages in the source language's catalogue, which is looked for beside the file.

    Attributes:
        source_language: Language of the messages.
        source_file: The catalogue of the source language, where the ids are keys and it lies elsewhere.
        target_language: Language of the translations, where the header does not say.
        target: What the translations are: `hypothesis` (what is judged, as with `auto`) or `reference`.
        system: What to call them as a system.
    """

    source_language: str = "en"
    source_file: str = ""
    target_language: str = ""
    target: str = "auto"
    system: str = "target"

    name: ClassVar[str] = "po"
    summary: ClassVar[str] = "A gettext catalogue (PO); messages without a translation count as missing"

    def accepts(self, path: Path) -> Certainty:
        if not path.is_file():
            return Certainty.NO
        head = read_head(path)
        is_catalogue = bare_suffix(path) in (".po", ".pot") or (b"\nmsgid " in head and b"\nmsgstr" in head)
        return Certainty.CERTAIN if is_catalogue else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        check_target(self.target)
        catalogue = _read(path)
        wanted = Wanted(languages)
        pair = self._pair(catalogue, path, wanted)
        wanted.check([pair.target], path)
        label = f"{REFERENCE}A" if self.target == "reference" else f"{HYPOTHESIS}{self.system}"
        name = Path(bare_name(path)).stem
        builder = CorpusBuilder(name, pair, path)
        sources = self._sources(catalogue, path, pair)
        lost = 0
        for number, message in enumerate(_messages(catalogue), start=1):
            source = message.source if sources is None else sources.text_of(message)
            if not source:
                lost += 1
                continue
            check_segment(source, path, message.line)
            check_segment(message.target or "", path, message.line)
            builder.add(str(number), name, source, {label: message.target}, extra=message.extra, line=message.line)
        if not builder.n_rows:
            raise MtqaError("there are no messages in this file", path=path)
        return (builder.build({self.system: Role.PRIMARY}, warnings=_warnings(sources, lost)),)

    def _sources(self, catalogue: polib.POFile, path: Path, pair: LanguagePair) -> _Sources | None:
        """The texts of a catalogue whose ids are keys; None where the ids are the texts.

        Raises:
            MtqaError: when the ids are keys and the texts are nowhere.
        """
        entries = [entry for entry in catalogue if not entry.obsolete and entry.msgid]
        if self.source_file:
            named = Path(self.source_file)
            return _Sources.of_catalogue(named if named.is_absolute() else path.parent / named)
        if not are_keys([entry.msgid for entry in entries]):
            return None
        sources = _Sources({_key(entry): (text, text) for entry in entries if (text := default_text(entry))})
        for other in source_catalogues(path, pair.source, pair.target):
            beside = _Sources.of_catalogue(other)
            if sum(_key(entry) in beside.texts for entry in entries) * 2 > len(entries):
                return _Sources({**sources.texts, **beside.texts}, beside.path)
        if len(sources.texts) * 2 > len(entries) or pair.source.primary == pair.target.primary:
            return sources
        example = next(entry.msgid for entry in entries if is_key(entry.msgid))
        raise MtqaError(
            f"the ids in this file are keys (such as '{example[:60]}'), not the texts that were translated",
            f"Put the catalogue in the source language beside it (NAME.{pair.source}.po, or {pair.source}/NAME.po), or"
            ' name it: --loader "po(source_file=FILE)"; comments such as \'Default: "Open"\' do as well.',
            path=path,
        )

    def _pair(self, catalogue: polib.POFile, path: Path, wanted: Wanted) -> LanguagePair:
        header = {key.lower(): value for key, value in catalogue.metadata.items()}
        source = header.get("x-source-language", "") or self.source_language
        named = language_in_name(Path(bare_name(path)).stem.rpartition(".")[2])
        target = self.target_language or header.get("language", "") or wanted.only or (named.tag if named else "")
        if not target:
            raise MtqaError(
                "the header does not say which language the translations are in",
                "Say it with --language TAG, or add a line Language: to the header.",
                path=path,
            )
        try:
            # gettext writes sr@latin for a script
            return LanguagePair(language_of(source), language_of(target.partition("@")[0]))
        except MtqaError as error:
            raise MtqaError(error.message, error.hint, path=path) from None


def _read(path: Path) -> polib.POFile:
    import polib

    size = 0
    lines = []
    for line in read_lines(path):
        size += len(line)
        if size > LARGEST:
            raise MtqaError(f"larger than {LARGEST // 1_000_000} MB, which no PO file is", path=path)
        lines.append(line)
    # polib takes a text that happens to be the name of a file for that name; none has a line break and a blank in it.
    text = "\n".join(["#", *lines, ""])
    try:
        return polib.pofile(text, encoding="utf-8", wrapwidth=0)
    except (OSError, ValueError, IndexError, KeyError, AttributeError, UnicodeError) as error:
        message = str(error)
        number = message.rpartition("(line ")[2].partition(")")[0]
        place = int(number) - 1 if number.isdigit() else None
        raise MtqaError("this is not a PO file: the line cannot be understood", path=path, line=place) from None


@dataclass(frozen=True)
class _Message:
    """A message, or one of its plural forms."""

    key: _Key
    source: str
    target: str | None
    extra: dict[str, Value]
    line: int
    form: int = 0


@dataclass(frozen=True)
class _Sources:
    """The texts of messages whose ids are keys, of each its singular and its plural, and the file they are from."""

    texts: dict[_Key, tuple[str, str]]
    path: Path | None = None

    @classmethod
    def of_catalogue(cls, path: Path) -> _Sources:
        texts: dict[_Key, tuple[str, str]] = {}
        for entry in _read(path):
            if entry.obsolete or not entry.msgid:
                continue
            forms = [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]
            if forms[0]:
                texts[_key(entry)] = (forms[0], forms[-1] or forms[0])
        return cls(texts, path)

    def text_of(self, message: _Message) -> str:
        singular, plural = self.texts.get(message.key, ("", ""))
        return plural if message.form else singular


def _key(entry: polib.POEntry) -> _Key:
    return (entry.msgctxt or "", entry.msgid)


def _warnings(sources: _Sources | None, lost: int) -> list[str]:
    if sources is None:
        return []
    origin = sources.path.name if sources.path is not None else "the comments (Default: ...)"
    warnings = [f"The ids in this file are keys; the source texts are from {origin}."]
    if lost:
        warnings.append(f"{lost} messages have no source text there and were left out.")
    return warnings


def _messages(catalogue: polib.POFile) -> Iterator[_Message]:
    for entry in catalogue:
        if entry.obsolete:
            continue
        extra: dict[str, Value] = {}
        if entry.msgctxt:
            extra["context"] = entry.msgctxt
        if entry.comment:
            extra["note"] = entry.comment
        if "fuzzy" in entry.flags:
            extra["fuzzy"] = True
        line = max(1, (entry.linenum or 2) - 1)
        if entry.msgid_plural:
            for form in sorted(entry.msgstr_plural):
                source = entry.msgid if form == 0 else entry.msgid_plural
                target = entry.msgstr_plural[form] or None
                yield _Message(_key(entry), source, target, {**extra, "plural": form}, line, form)
        else:
            yield _Message(_key(entry), entry.msgid, entry.msgstr or None, extra, line)
