"""Whether a writer does what `mtqa.contracts.Writer` promises."""

from __future__ import annotations

import tempfile
from pathlib import Path

from mtqa.contracts import writers
from mtqa.corpus import Corpus
from mtqa.preparation import load_corpora, write_corpora
from mtqa.testing.promises import promise, refusing_only_in_words
from mtqa.testing.sample_corpora import HOSTILE, sample_corpus

__all__ = ["check_writer"]


def check_writer(spec: str) -> None:
    """Check a registered writer: that some loader reads back what it wrote, text for text.

    Args:
        spec: The writer with its options.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such writer, or what it wrote cannot be read.
    """
    writer = writers.create(spec)
    promise(bool(writer.suffixes), 'it names no ending of file names that asks for it ("" for a folder)')
    suffix = writer.suffixes[0]
    plain = sample_corpus()
    promise(_texts(_written_and_read(spec, suffix, plain)) == _texts(plain), "what it wrote reads back differently")
    hostile = sample_corpus(HOSTILE, HOSTILE, HOSTILE)
    with refusing_only_in_words("writing hostile texts"):
        read = _written_and_read(spec, suffix, hostile)
        promise(_texts(read) == _texts(hostile), "hostile texts read back differently, and nothing was said")


def _written_and_read(spec: str, suffix: str, corpus: Corpus) -> Corpus:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"sample.de{suffix}"
        write_corpora([corpus], path, writers.create(spec))
        (read,) = load_corpora(path)
        return read.with_systems(read.systems)


def _texts(corpus: Corpus) -> list[tuple[str, tuple[str, ...], tuple[str | None, ...]]]:
    return [
        (segment.source, tuple(segment.references.values()), tuple(system.hypotheses[n] for system in corpus.systems))
        for n, segment in enumerate(corpus.segments)
    ]
