"""From a path to corpora, by whichever loader accepts it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtqa.contracts import loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError

__all__ = ["load_corpora", "load_corpus"]


def load_corpora(path: Path | str, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
    """Read a corpus: one `Corpus` per target language.

    Args:
        path: A corpus folder, or a file in any format that a loader reads.
        languages: Target languages to read; None for all.

    Raises:
        MtqaError: when there is nothing at `path`, no loader accepts it, or something is wrong with it.
    """
    place = Path(path)
    if not place.exists():
        raise MtqaError("no such file or folder", "Check the name.", path=path)
    for name in loaders.names():
        loader = loaders.get(name)()
        if loader.accepts(place):
            return loader.load(place, languages)
    raise MtqaError(
        "no loader reads this kind of file", "`mtqa list loaders` tells which formats can be read.", path=path
    )


def load_corpus(path: Path | str, language: str | None = None) -> Corpus:
    """Read the corpus of one language pair.

    Args:
        path: As for `load_corpora`.
        language: Target language; may be left out when the corpus has only one.

    Raises:
        MtqaError: as `load_corpora`, and when there are several languages and none was named.
    """
    corpora = load_corpora(path, None if language is None else [language])
    if len(corpora) > 1:
        tags = ", ".join(corpus.language_pair.target.tag for corpus in corpora)
        raise MtqaError(f"the corpus has several target languages ({tags})", "Name the one you want.", path=path)
    return corpora[0]
