"""What is drawn at random, segments or documents, and what follows from few documents.

Sentences of one page are translated alike: names, terms and whole registers hang together. Who draws or exchanges them
one by one takes a page of fifty sentences for fifty independent observations, and is far too sure. So where a corpus
has documents, these are what is drawn and exchanged, each whole (cluster bootstrap and cluster randomisation; Field and
Welsh, 2007; Dror et al., 2018, section 3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.corpus import Corpus

__all__ = [
    "SIGNED_BY_DOCUMENT",
    "Unit",
    "corpus_documents",
    "document_numbers",
    "drawn_units",
    "effective_documents",
    "few_documents",
    "least_p_value",
    "signed",
    "sums_of_documents",
]

SIGNED_BY_DOCUMENT = "|unit:documents"
"""How a signature ends where documents were drawn; where segments were, it says nothing, as those of sacreBLEU."""
_ALPHA = 0.05
_TWO_IN_EFFECT = 1.5
"""With fewer, by `effective_documents`, there is one document and a bit: of two, one has four fifths of the rows."""


class Unit(StrEnum):
    """What is drawn at random, and exchanged, as a whole."""

    AUTO = "auto"
    """Documents where there are several, else segments."""
    SEGMENT = "segment"
    """Segments, as if those of a document had nothing to do with each other."""
    DOCUMENT = "document"
    """Documents."""


@dataclass(frozen=True)
class _Documents:
    numbers: NDArray[np.int64]
    count: int
    named: int


def corpus_documents(corpus: Corpus, unit: Unit | str) -> NDArray[np.int64] | None:
    """For each segment of a corpus the number of its document, or None; as `document_numbers`."""
    from mtqa.corpus import SegmentTable

    if Unit(unit) is Unit.AUTO and len(corpus.documents) < 2:
        return None
    if isinstance(corpus.segments, SegmentTable):
        return document_numbers(corpus.segments.column("document"), unit)
    return document_numbers((segment.document for segment in corpus.segments), unit)


def document_numbers(documents: Iterable[str], unit: Unit | str) -> NDArray[np.int64] | None:
    """For each segment the number of its document, or None where segments are what is drawn.

    They are, unless documents are asked for, where there are not two documents, where nearly all segments are of one,
    and where every segment is a document of its own. A segment whose document is not known ("") stands for itself.

    Args:
        documents: The document of every segment.
        unit: What is asked for.

    Raises:
        MtqaError: when documents are asked for and there are not two.
    """
    wanted = Unit(unit)
    if wanted is Unit.SEGMENT:
        return None
    found = _numbered(documents)
    if wanted is Unit.DOCUMENT and found.named < 2:
        raise MtqaError(
            f"there are not two documents to draw from: the segments name {found.named or 'none'}",
            "Name the document of every segment, or say --unit segment.",
        )
    if found.named < 2 or found.count == len(found.numbers):
        return None
    in_effect_one = effective_documents(found.numbers) < _TWO_IN_EFFECT
    return None if in_effect_one and wanted is Unit.AUTO else found.numbers


def _numbered(documents: Iterable[str]) -> _Documents:
    import numpy as np

    numbers: dict[str, int] = {}
    of_segments: list[int] = []
    unknown = 0
    for name in documents:
        if name:
            of_segments.append(numbers.setdefault(name, len(numbers)))
        else:
            unknown += 1
            of_segments.append(-unknown)
    found = np.asarray(of_segments, dtype=np.int64)
    found[found < 0] = len(numbers) - 1 - found[found < 0]
    return _Documents(found, len(numbers) + unknown, len(numbers))


def sums_of_documents(
    statistics: Sequence[NDArray[np.float64]], documents: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """Statistics of documents: the sums of their segments' rows.

    Args:
        statistics: Arrays of shape (segments, k).
        documents: The number of each segment's document; numbers may be left out.

    Returns:
        For each array, shape (documents, k), in the order of the numbers.
    """
    import numpy as np

    order = np.argsort(documents, kind="stable")
    starts = np.flatnonzero(np.diff(documents[order], prepend=-1))
    return [np.add.reduceat(rows[order], starts, axis=0) for rows in statistics]


def effective_documents(documents: NDArray[np.int64]) -> float:
    """How many documents of one size would say as much as these (Kish, 1965): fewer where sizes are unequal."""
    import numpy as np

    sizes = np.bincount(documents).astype(np.float64)
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def drawn_units(corpus: Corpus, unit: Unit | str) -> dict[str, str | int]:
    """What an evaluation's settings say of it: the unit, and how many documents were drawn from.

    Raises:
        MtqaError: when documents are asked for and there are not two.
    """
    numbers = corpus_documents(corpus, unit)
    if numbers is None:
        return {"unit": Unit.SEGMENT.value}
    return {"unit": Unit.DOCUMENT.value, "documents": int(numbers.max()) + 1}


def few_documents(drawn: Mapping[str, str | int | float], n_systems: int) -> list[str]:
    """A warning where documents were exchanged and are too few to tell systems apart, whatever their scores.

    Args:
        drawn: From `drawn_units`.
        n_systems: How many systems are compared with each other.
    """
    n_documents, n_pairs = int(drawn.get("documents", 0)), n_systems * (n_systems - 1) // 2
    least = least_p_value(n_documents, two_sided=True)
    if not n_documents or not n_pairs or least * n_pairs <= _ALPHA:
        return []
    from mtqa.results import Message

    few = Message(
        "{n} documents are too few to tell the systems apart: with so many, no difference can have a p-value below"
        " {least}. Read the documents, or test by segment (--unit segment), which is too sure of itself where the"
        " sentences of a document hang together."
    )
    if n_pairs > 1:
        few = Message(
            "{n} documents are too few to tell the systems apart: with so many, no difference can have a p-value below"
            " {least}, and {pairs} pairs are tested. Read the documents, or test by segment (--unit segment), which is"
            " too sure of itself where the sentences of a document hang together."
        )
        return [few.of(n=n_documents, least=f"{least:.2g}", pairs=n_pairs)]
    return [few.of(n=n_documents, least=f"{least:.2g}")]


def least_p_value(n_documents: int, *, two_sided: bool) -> float:
    """The smallest p-value that exchanging so many documents can give: all of them changed for the worse."""
    return min(1.0, 0.5 ** (min(n_documents, 1000) - two_sided))


def signed(signature: str, documents: NDArray[np.int64] | None) -> str:
    """A signature with what was drawn, where that is not segments."""
    return signature if documents is None else signature + SIGNED_BY_DOCUMENT
