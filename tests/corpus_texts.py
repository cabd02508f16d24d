"""What the tests of loaders and writers share."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.corpus import Corpus

__all__ = ["content", "texts"]


def content(corpora: Sequence[Corpus]) -> list[object]:
    """All that must survive being written and read back, as plain values that compare by value."""
    return [
        (
            str(corpus.language_pair),
            list(corpus.segments),
            [(system.name, system.role, list(system.hypotheses)) for system in corpus.systems],
        )
        for corpus in corpora
    ]


def texts(corpus: Corpus) -> dict[str, list[str | None]]:
    """The texts of a corpus by `source`, `reference.NAME` and `hypothesis.NAME`."""
    found: dict[str, list[str | None]] = {"source": [segment.source for segment in corpus.segments]}
    for name in corpus.reference_names:
        found[f"reference.{name}"] = [segment.references.get(name) for segment in corpus.segments]
    for system in corpus.systems:
        found[f"hypothesis.{system.name}"] = list(system.hypotheses)
    return found
