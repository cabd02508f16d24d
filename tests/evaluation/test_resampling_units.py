"""Expected values: hand calculations."""

from __future__ import annotations

import numpy as np
import pytest

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation.resampling_units import (
    corpus_documents,
    document_numbers,
    drawn_units,
    effective_documents,
    few_documents,
    least_p_value,
    signed,
    sums_of_documents,
)
from mtqa.languages import LanguagePair, language


def corpus(documents: list[str]) -> Corpus:
    return Corpus(
        name="c",
        language_pair=LanguagePair(language("en"), language("de")),
        segments=tuple(Segment(f"s{n}", document, f"Text {n}.") for n, document in enumerate(documents)),
        systems=(SystemOutput("mt", Role.PRIMARY, tuple(f"Satz {n}." for n in range(len(documents)))),),
    )


@pytest.mark.parametrize(
    ("documents", "why"),
    [
        (["", "", "", ""], "nobody knows"),
        (["a", "a", "a", "a"], "there is one"),
        (["a", "a", "a", ""], "there is one, and a segment of no document"),
        (["a", "b", "c", "d"], "every segment is a document of its own"),
        (["page"] * 30 + ["title"], "in effect there is one: 31 squared is 961, 30 squared and 1 is 901"),
    ],
)
def test_segments_are_drawn_where_documents_say_nothing(documents: list[str], why: str) -> None:
    assert document_numbers(documents, "auto") is None, why
    assert drawn_units(corpus(documents), "auto") == {"unit": "segment"}
    assert corpus_documents(corpus(documents), "auto") is None


def test_documents_are_drawn_where_there_are_several() -> None:
    documents = ["b", "b", "a", "b", "a"]
    numbers = document_numbers(documents, "auto")
    assert numbers is not None
    assert numbers.tolist() == [0, 0, 1, 0, 1]
    assert drawn_units(corpus(documents), "auto") == {"unit": "document", "documents": 2}
    assert document_numbers(documents, "segment") is None
    assert signed("BLEU|nrefs:1", numbers) == "BLEU|nrefs:1|unit:documents"
    assert signed("BLEU|nrefs:1", None) == "BLEU|nrefs:1"


def test_a_segment_of_no_document_stands_for_itself() -> None:
    numbers = document_numbers(["a", "", "a", "b", "", "b"], "auto")
    assert numbers is not None
    assert numbers.tolist() == [0, 2, 0, 1, 3, 1]


def test_documents_that_are_not_there_cannot_be_drawn() -> None:
    with pytest.raises(MtqaError, match="there are not two documents"):
        document_numbers(["a", "a"], "document")
    assert document_numbers(["page"] * 30 + ["title"], "document") is not None


def test_sums_of_documents_by_hand() -> None:
    rows = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0], [8.0, 80.0]])
    found = sums_of_documents([rows, rows[:, :1]], np.array([3, 0, 3, 0]))
    assert [array.tolist() for array in found] == [[[10.0, 100.0], [5.0, 50.0]], [[10.0], [5.0]]]


def test_unequal_documents_are_worth_fewer() -> None:
    assert effective_documents(np.array([0, 0, 1, 1, 2, 2])) == 3.0
    assert effective_documents(np.array([0, 0, 0, 1])) == pytest.approx(1.6)  # 4 * 4 / (3 * 3 + 1 * 1)


def test_least_p_values_by_hand() -> None:
    """Of the 2**n ways to exchange n documents, one reaches the largest drop, and two the largest difference."""
    assert [least_p_value(n, two_sided=True) for n in (1, 5, 6)] == [1.0, 0.0625, 0.03125]
    assert [least_p_value(n, two_sided=False) for n in (1, 4, 5)] == [0.5, 0.0625, 0.03125]


@pytest.mark.parametrize(
    ("n_documents", "n_systems", "few"),
    [(5, 2, True), (6, 2, False), (6, 3, True), (7, 3, False), (5, 1, False), (12, 20, True), (13, 20, False)],
)
def test_too_few_documents_to_tell(n_documents: int, n_systems: int, few: bool) -> None:
    """Told apart needs p at most .05 after Holm: 6 documents give 2/64 at best, enough for one pair and not for three;
    190 pairs need 2**-12 = .00024 or less, times 190 .046."""
    warnings = few_documents({"unit": "document", "documents": n_documents}, n_systems)
    assert bool(warnings) is few
    assert not few_documents({"unit": "segment"}, n_systems)
