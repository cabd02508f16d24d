"""Corpora -> a file or folder in any format that a writer writes; whole or not at all, and never over anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mtqa.contracts import Writer, writers
from mtqa.corpus import Corpus, Origin
from mtqa.errors import MtqaError
from mtqa.files import move_into_place, remove_leftovers, staging_for, writing_in

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
    endings = ", ".join(suffix for name in writers.names() for suffix in writers.get(name).suffixes if suffix)
    raise MtqaError(
        f"the ending of '{name}' says no format",
        f"Use one of {endings}, or a name without an ending for a folder of plain text, or say --to FORMAT.",
    )


def write_corpora(
    corpora: Sequence[Corpus], path: Path | str, writer: Writer, *, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write corpora with a writer.

    Everything is written under a temporary name first; then all files are replaced together.

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
        for place in (target, target.parent):
            remove_leftovers(place)
        _refuse_existing(target, overwrite=overwrite)
    places = [Path(os.path.abspath(target)) for _, target in jobs]
    together = places[0] if len(jobs) == 1 else Path(os.path.commonpath([place.parent for place in places]))
    try:
        with staging_for(together) as staging:
            made = staging / (together.name or "files")
            for (of_job, _), place in zip(jobs, places, strict=True):
                (made / place.relative_to(together)).parent.mkdir(parents=True, exist_ok=True)
                writer.write(of_job, made / place.relative_to(together))
            with writing_in(together if together.is_dir() else together.parent):
                for _, target in jobs:
                    _refuse_existing(target, overwrite=overwrite)
                move_into_place(made, together)
            return tuple(target for _, target in jobs)
    except OSError as error:
        raise MtqaError(
            f"cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space or choose another place.",
            path=path,
        ) from error


def left_behind(corpora: Sequence[Corpus], writer: Writer) -> tuple[str, ...]:
    """What a writer's format has no place for, of what these corpora have: `title`, `origins and licences`, ...

    The name of a corpus is that of its file or folder and does not count, nor does the file that a text was read from.
    """
    return tuple(dict.fromkeys(what for corpus in corpora for what in _has(corpus) if what in writer.omits))


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
