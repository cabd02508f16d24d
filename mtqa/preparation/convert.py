"""Corpora -> a file or folder in any format that a writer writes; whole or not at all, and never over anything."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mtqa.contracts import Writer, writers
from mtqa.corpus import Corpus, Origin
from mtqa.errors import MtqaError

__all__ = ["LANGUAGE", "find_writer", "left_behind", "write_corpora"]

LANGUAGE = "{language}"
"""Stands for the target language in the name of the output; then every language gets its own file."""
_COMPRESSED = ".gz"


def find_writer(path: Path | str) -> str:
    """The name of the writer for an output of this name.

    Raises:
        MtqaError: when its ending says nothing.
    """
    name = Path(path).name
    suffix = Path(name.removesuffix(_COMPRESSED)).suffix.lower()
    if Path(path).is_dir() or str(path).endswith(("/", os.sep)):
        suffix = ""
    for writer in writers.names():
        if suffix in writers.get(writer).suffixes:
            return writer
    known = ", ".join(suffix for name in writers.names() for suffix in writers.get(name).suffixes if suffix)
    raise MtqaError(
        f"the ending of '{name}' says no format",
        f"Use one of {known}, or a name without an ending for a folder of plain text, or say --to FORMAT.",
    )


def write_corpora(
    corpora: Sequence[Corpus], path: Path | str, writer: Writer, *, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write corpora with a writer.

    Everything is written under a temporary name beside `path` first and then moved into place.

    Args:
        corpora: One per target language.
        path: File or folder; `{language}` in its name is replaced by the target language.
        writer: Of the format.
        overwrite: Replace what is there.

    Returns:
        What was written.

    Raises:
        MtqaError: when something is there already, cannot be said in the format, or cannot be written. Nothing is
            changed then.
    """
    name = str(path)
    if LANGUAGE in name:
        jobs = [([corpus], Path(name.replace(LANGUAGE, corpus.language_pair.target.tag))) for corpus in corpora]
    else:
        jobs = [(list(corpora), Path(name))]
        if len(corpora) > 1 and not writer.many_languages:
            raise MtqaError(
                f"{writer.name} holds one target language, and the corpus has {len(corpora)}",
                f"Choose one with --language, or write {LANGUAGE} in the name of the output.",
            )
    if len({str(target) for _, target in jobs}) < len(jobs):
        raise MtqaError("two languages of the corpus have the same tag", path=path)
    for _, target in jobs:
        _refuse_existing(target, overwrite=overwrite)
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for of_job, target in jobs:
            made += _make_parents(target)
            staging = Path(tempfile.mkdtemp(dir=target.parent, prefix=".mtqa-"))
            staged.append((staging, target))
            writer.write(of_job, staging / target.name)
        for staging, target in staged:
            _move(staging / target.name, target)
        made = []
        return tuple(target for _, target in staged)
    except OSError as error:
        raise MtqaError(
            f"cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space or choose another place.",
            path=path,
        ) from error
    finally:
        for staging, _ in staged:
            shutil.rmtree(staging, ignore_errors=True)
        for folder in reversed(made):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def left_behind(corpora: Sequence[Corpus], writer: Writer) -> tuple[str, ...]:
    """What a writer's format has no place for, of what these corpora have: `title`, `origins and licences`, ...

    The name of a corpus is that of its file or folder and does not count, nor does the file that a text was read from.
    """
    return tuple(dict.fromkeys(what for one in corpora for what in _has(one) if what in writer.omits))


def _has(corpus: Corpus) -> Iterator[str]:
    origins = [corpus.source_origin, *corpus.reference_origins.values(), *(s.origin for s in corpus.systems)]
    if corpus.title and corpus.title != corpus.name:
        yield "title"
    if corpus.domain:
        yield "domain of the whole"
    if any(replace(origin, file="") != Origin() for origin in origins):
        yield "origins and licences"
    if corpus.notes:
        yield "notes"
        if set(corpus.notes) - {origin.note for origin in origins}:
            yield "notes that belong to no text"
    if any(system.n_missing == len(system.hypotheses) for system in corpus.systems):
        yield "systems without any text"


def _refuse_existing(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        if any(target.iterdir()) and not overwrite:
            raise MtqaError(
                "this folder is there and not empty, so nothing is written into it",
                "Use --overwrite to replace files in it, or name another.",
                path=target,
            )
    elif (target.exists() or target.is_symlink()) and not overwrite:
        raise MtqaError(
            "this file is there already, so it is not overwritten", "Use --overwrite to replace it.", path=target
        )


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above; returns those that were not there."""
    missing = []
    folder = target.parent
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _move(source: Path, target: Path) -> None:
    """Move a file, or the files of a folder, into place."""
    if not source.is_dir():
        os.replace(source, target)
        return
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, place)
