"""From a path or address to corpora, by whichever loader accepts it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from mtqa.contracts import Certainty, Loader, Spec, loaders, parse_spec
from mtqa.corpus import Corpus
from mtqa.corpus_folders import PAGE_SUFFIXES, documents_file
from mtqa.errors import MtqaError, those_known
from mtqa.files import refuse_pipe, settle

__all__ = ["LoadOptions", "as_corpus", "find_loader", "load_corpora", "load_corpus", "loader_options"]

LoadOptions = Mapping[str, object]
"""Options of a loader by name: `source_language`, `columns`, `target`, ... Each loader says which it has."""

FILES_TRIED = 50
FILES_NAMED = 3
_TEXT = ".txt"
_SHEETS = (".xlsx", ".ods")


def load_corpora(
    path: Path | str,
    languages: Sequence[str] | str | None = None,
    *,
    loader: str | None = None,
    options: LoadOptions | None = None,
) -> tuple[Corpus, ...]:
    """Read a corpus: one `Corpus` per target language.

    Args:
        path: A corpus folder, a file in any format that a loader reads, or an address such as `hub:OWNER/NAME` and
            `sacrebleu:wmt21/systems:en-de`.
        languages: Target languages to read, or one; None for all.
        loader: The loader to use, with its options: `table(source='English', source_language=en)`; None to find it.
        options: Options for the loader, as an alternative to writing them in `loader`.

    Raises:
        MtqaError: when there is nothing at `path`, no loader accepts it, or something is wrong with it.
    """
    if isinstance(languages, str):
        languages = [languages]
    address = str(path)
    spec = None if not loader else parse_spec(loader) if "(" in loader else Spec(loader.strip())
    settle(Path(path))
    name = find_loader(path) if spec is None else spec.name
    chosen = _create(name, {**(dict(spec.options) if spec else {}), **(options or {})})
    if chosen.scheme:
        return chosen.load(Path(address.removeprefix(f"{chosen.scheme}:")), languages)
    return chosen.load(Path(path), languages)


def find_loader(path: Path | str) -> str:
    """The name of the loader that reads what is at a path or address: the one that is surest of it.

    Raises:
        MtqaError: when there is nothing, nothing that can be read, or two loaders are as sure of it.
    """
    scheme, colon, _ = str(path).partition(":")
    schemes = {loaders.get(name).scheme: name for name in loaders.names() if loaders.get(name).scheme}
    if colon and scheme in schemes:
        return schemes[scheme]
    place = Path(path)
    try:
        exists = place.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        addresses = ", ".join(f"{scheme}:..." for scheme in schemes)
        raise MtqaError("no such file or folder", f"Check the name; addresses are {addresses}.", path=path)
    refuse_pipe(place)
    sure = {name: loaders.get(name)().accepts(place) for name in loaders.names() if not loaders.get(name).scheme}
    surest = max(sure.values(), default=Certainty.NO)
    names = [name for name, certainty in sure.items() if certainty == surest]
    if surest == Certainty.NO:
        raise _unread(place)
    if len(names) > 1:
        raise MtqaError(
            f"{' and '.join(names)} can both read this", f"Say which is meant: --loader {names[0]}", path=place
        )
    return names[0]


def _create(name: str, options: Mapping[str, object]) -> Loader:
    cls = loaders.get(name)
    declared = loader_options(cls)
    for option in options:
        if option not in declared:
            listed = those_known(option, declared, "It has") if declared else "It has no options."
            raise MtqaError(f"the loader '{name}' has no option '{option}'", listed)
    try:
        return cls(**options)
    except (TypeError, ValueError) as error:
        raise MtqaError(f"the loader '{name}': {error}") from error


def loader_options(loader: type[Loader]) -> tuple[str, ...]:
    """The names of the options that a loader has."""
    return tuple(field.name for field in dataclasses.fields(loader)) if dataclasses.is_dataclass(loader) else ()


def _unread(place: Path) -> MtqaError:
    if place.is_dir():
        from mtqa.corpus_folders import FILE_NAME

        inside = _corpora_inside(place)
        if inside:
            return MtqaError(
                "this folder is not one corpus, but holds corpora in single files",
                "Name the one you want (the source, where each language has its own file):"
                f" {', '.join(str(file) for file in inside)}.",
                path=place,
            )
        return MtqaError(
            f"there is no {FILE_NAME} in this folder, and its files' names do not say what they are",
            f"Add a {FILE_NAME} that names its texts, or name them source.en.txt, reference.A.de.txt,"
            " systems/NAME.de.txt.",
            path=place,
        )
    if place.is_file() and not place.stat().st_size:
        return MtqaError("the file is empty", path=place)
    if place.suffix.lower() in (*PAGE_SUFFIXES, _TEXT):
        table = " A table with a segment in each row needs a heading (source, hypothesis.NAME ...)."
        return MtqaError(
            "this is one text, and a corpus needs a source and its translations",
            "Make one of them with: mtqa corpus build FOLDER --source FILE --system NAME=FILE"
            + (f".{table}" if place.suffix.lower() in _SHEETS else ""),
            path=place,
        )
    return MtqaError(
        "no loader reads this kind of file", "`mtqa list loaders` tells which formats can be read.", path=place
    )


def _corpora_inside(folder: Path) -> list[Path]:
    """Some files of a folder, or of the folders in it, that are corpora by themselves."""
    corpora: list[Path] = []
    try:
        files = sorted(file for pattern in ("*", "*/*") for file in folder.glob(pattern) if file.is_file())
        about_lines = documents_file(folder)
    except (OSError, MtqaError):
        return corpora
    readers = [loaders.get(name)() for name in loaders.names() if not loaders.get(name).scheme]
    for file in files[:FILES_TRIED]:
        if file != about_lines and any(reader.accepts(file) for reader in readers):
            corpora.append(file)
        if len(corpora) == FILES_NAMED:
            break
    return corpora


def load_corpus(
    path: Path | str, language: str | None = None, *, loader: str | None = None, options: LoadOptions | None = None
) -> Corpus:
    """Read the corpus of one language pair.

    Args:
        path: As for `load_corpora`.
        language: Target language; may be left out when the corpus has only one.
        loader: As for `load_corpora`.
        options: As for `load_corpora`.

    Raises:
        MtqaError: as `load_corpora`, and when there are several languages and none was named.
    """
    corpora = load_corpora(path, None if language is None else [language], loader=loader, options=options)
    if len(corpora) > 1:
        tags = ", ".join(corpus.language_pair.target.tag for corpus in corpora)
        raise MtqaError(f"the corpus has several target languages ({tags})", "Name the one you want.", path=path)
    return corpora[0]


def as_corpus(corpus: Corpus | Path | str) -> Corpus:
    """A corpus, or the one that lies at a path or address.

    Raises:
        MtqaError: as `load_corpora`, when there are several languages, and when it is something else.
    """
    if isinstance(corpus, Corpus):
        return corpus
    if not isinstance(corpus, (str, Path)):
        raise MtqaError(
            f"a corpus is meant, or where one lies, not {type(corpus).__name__}",
            "Load one with mtqa.load_corpus(path, language); plain lists are scored with mtqa.score.",
        )
    found = load_corpora(corpus)
    if len(found) > 1:
        tags = ", ".join(one.language_pair.target.tag for one in found)
        raise MtqaError(
            f"the corpus has several target languages ({tags})",
            "Name the one you want, mtqa.load_corpus(path, language), or take all with mtqa.load_corpora(path).",
            path=corpus,
        )
    return found[0]
