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

if TYPE_CHECKING:
    import polib

LARGEST = 100_000_000
"""Bytes. A PO file is read whole; the largest there are have a tenth of this."""


@loaders.register
@dataclass(frozen=True)
class Po(Loader):
    """Reads PO files. Messages without a translation are missing; plural forms are segments of their own.

    Attributes:
        source_language: Language of the messages.
        target_language: Language of the translations, where the header does not say.
        target: What the translations are: `hypothesis` (what is judged, as with `auto`) or `reference`.
        system: What to call them as a system.
    """

    source_language: str = "en"
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
        for number, (source, target, extra, line) in enumerate(_messages(catalogue), start=1):
            check_segment(source, path, line)
            check_segment(target or "", path, line)
            texts = {label: target}
            builder.add(str(number), name, source, texts, extra=extra, line=line)
        if not builder.n_rows:
            raise MtqaError("there are no messages in this file", path=path)
        return (builder.build({self.system: Role.PRIMARY}),)

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


def _messages(catalogue: polib.POFile) -> Iterator[tuple[str, str | None, dict[str, Value], int]]:
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
                yield source, entry.msgstr_plural[form] or None, {**extra, "plural": form}, line
        else:
            yield entry.msgid, entry.msgstr or None, extra, line
