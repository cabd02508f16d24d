"""Plain text in Moses's style: one file per language, which differ only in the language at the end of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus, Origin, Role
from mtqa.corpus_folders import PAGE_SUFFIXES, SOURCE, CorpusDescription, Text, documents_file, language_of_file
from mtqa.errors import MtqaError
from mtqa.files import bare_name, is_compressed, resolve_inside
from mtqa.languages import Language, Wanted
from mtqa.loaders._bilingual import check_target
from mtqa.loaders._lines import read_parallel_lines


@loaders.register
@dataclass(frozen=True)
class Moses(Loader):
    """Reads `test.en` with `test.de`, `test.fr` ... beside it; the file that is named is the source.

    Attributes:
        target: What the other files are: `hypothesis` (what is judged, as with `auto`) or `reference`.
        system: What to call them as a system.
    """

    target: str = "auto"
    system: str = "target"

    name: ClassVar[str] = "moses"
    summary: ClassVar[str] = "Plain text line by line: test.en with test.de beside it (also .gz, .xz); name the source"

    def accepts(self, path: Path) -> Certainty:
        return Certainty.CERTAIN if path.is_file() and _siblings(path) else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        check_target(self.target)
        source_language = language_of_file(path)
        siblings = _siblings(path)
        if source_language is None or not siblings:
            raise MtqaError(
                "there is no translation beside this file",
                "It must have the same name but for the language at its end: test.en and test.de.",
                path=path,
            )
        wanted = Wanted(languages)
        wanted.check(siblings, path)
        role = Role.REFERENCE.value if self.target == "reference" else Role.PRIMARY.value
        name = _prefix(path).rstrip(".") or path.parent.resolve().name
        # Files that are named after nothing but their language fill their folder: eng.txt, bul.txt, DOCUMENT_IDS.tsv.
        documents = documents_file(path.parent) if not _prefix(path) else None
        texts = [Text(path, source_language, SOURCE, "", name, Origin(file=path.name), documents=documents)]
        for language, file in siblings.items():
            _check_inside(file, path)
            system = "A" if role == Role.REFERENCE.value else self.system
            texts.append(Text(file, language, role, system, name, Origin(file=file.name)))
        description = CorpusDescription(path, name, name, "", source_language, "lines", "none", tuple(texts))
        return tuple(read_parallel_lines(description, language) for language in siblings if wanted.has(language))


def _check_inside(file: Path, named: Path) -> None:
    """Refuse a link that leads out of the folder, unless the named file is a link to that place too."""
    if not any(file.resolve().is_relative_to(folder) for folder in (named.parent.resolve(), named.resolve().parent)):
        resolve_inside(named.parent, file.name, declared_in=named.parent)


def _prefix(path: Path) -> str:
    """What comes before the language: `test.` of `test.en.gz`, "" of `en.txt`."""
    stem = bare_name(path)
    if Path(stem).suffix in (".txt", ".text"):
        stem = stem.rpartition(".")[0]
    before, dot, _ = stem.rpartition(".")
    return before + dot


def _siblings(path: Path) -> dict[Language, Path]:
    """The files that differ from this one in the language only. Raises nothing."""
    language = language_of_file(path)
    if language is None:
        return {}
    prefix, text = _prefix(path), Path(bare_name(path)).suffix in (".txt", ".text")
    siblings: dict[Language, Path] = {}
    try:
        others = sorted(path.parent.iterdir())
    except OSError:
        return {}
    for other in others:
        other_language = language_of_file(other)
        if (
            other_language is not None
            and other_language != language
            and _prefix(other) == prefix
            and (Path(bare_name(other)).suffix in (".txt", ".text")) == text
            and other.is_file()
            and (is_compressed(other) or other.suffix.lower() not in (".po", *PAGE_SUFFIXES))
        ):
            siblings.setdefault(other_language, other)
    # en-GB.txt beside en.txt is hardly a translation of it, unless there is nothing else.
    foreign = {other: file for other, file in siblings.items() if other.primary != language.primary}
    return foreign or siblings
