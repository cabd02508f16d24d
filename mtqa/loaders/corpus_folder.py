"""A corpus folder: `corpus.toml` and the texts that it names, or files whose names say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.corpus_folders import FILE_NAME, CorpusDescription, describe_by_names, has_named_texts, read_description
from mtqa.errors import MtqaError
from mtqa.languages import Language, language, same_language
from mtqa.loaders._lines import read_parallel_lines
from mtqa.loaders._pages import read_pages


@loaders.register
@dataclass(frozen=True)
class CorpusFolder(Loader):
    """Reads a folder with a `corpus.toml`: one source language, any number of target languages and systems.

    A folder without one is read when the names of its files say what they are (`mtqa.corpus_folders.named_files`).

    Attributes:
        any_language: Also read languages that there is no translation into yet: as corpora without systems.
    """

    any_language: bool = False

    name: ClassVar[str] = "corpus-folder"
    summary: ClassVar[str] = (
        "A folder with a corpus.toml that names its texts (pages, or one segment a line), or with files such as"
        " source.en.txt, reference.A.de.txt and systems/NAME.de.txt"
    )

    def accepts(self, path: Path) -> Certainty:
        named = (path / FILE_NAME).is_file() or has_named_texts(path) if path.is_dir() else path.name == FILE_NAME
        return Certainty.CERTAIN if named else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        description = _description(path)
        wanted = _wanted_languages(description, languages, any_language=self.any_language)
        read = read_parallel_lines if description.layout == "lines" else read_pages
        return tuple(read(description, target) for target in wanted)


def _description(path: Path) -> CorpusDescription:
    if not path.is_dir():
        return read_description(path)
    if not (path / FILE_NAME).is_file() and has_named_texts(path):
        return describe_by_names(path)
    return read_description(path / FILE_NAME)


def _wanted_languages(
    description: CorpusDescription, tags: Sequence[str] | None, *, any_language: bool
) -> tuple[Language, ...]:
    present = description.target_languages
    if not tags:
        return present
    wanted: list[Language] = []
    for tag in tags:
        asked = language(tag)
        matching = [target for target in present if target == asked] or [
            target for target in present if same_language(asked, target)
        ]
        if not matching and any_language and not same_language(asked, description.source_language):
            matching = [asked]
        if not matching:
            raise MtqaError(
                f"the corpus has no translation into '{asked.tag}'",
                f"It has: {', '.join(sorted(target.tag for target in present))}.",
                path=description.path,
            )
        wanted += matching
    return tuple(dict.fromkeys(wanted))
