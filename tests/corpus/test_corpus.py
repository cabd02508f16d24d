import pytest
from small import BAD, GOOD, small_corpus

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError


def test_a_system_with_another_number_of_hypotheses_is_refused() -> None:
    with pytest.raises(MtqaError, match="'short' has 3 hypotheses for 4 segments"):
        small_corpus([("short", GOOD[:3])])


def test_names_and_ids_must_be_unique() -> None:
    with pytest.raises(MtqaError, match="two systems named 'x'"):
        small_corpus([("x", GOOD), ("x", BAD)])
    corpus = small_corpus()
    with pytest.raises(MtqaError, match="two segments with the id 'one:0'"):
        Corpus("c", corpus.language_pair, [corpus.segments[0], corpus.segments[0]], [])


def test_no_segments_is_an_error() -> None:
    with pytest.raises(MtqaError, match="no segments"):
        Corpus("c", small_corpus().language_pair, [], [])


def test_fingerprint_follows_the_test_set_and_not_the_systems() -> None:
    fingerprint = small_corpus().fingerprint
    assert small_corpus([("other", BAD)]).fingerprint == fingerprint
    assert small_corpus(references=("Anders.", *[None] * 3)).fingerprint != fingerprint


def test_fingerprint_is_not_fooled_by_moved_borders() -> None:
    pair = small_corpus().language_pair
    segment = small_corpus().segments[0]
    one = Corpus("c", pair, [type(segment)("a", "bc", "d")], [])
    other = Corpus("c", pair, [type(segment)("ab", "c", "d")], [])
    assert one.fingerprint != other.fingerprint


def test_missing_and_empty_are_not_confused() -> None:
    corpus = small_corpus([("s", ("", None, "a", "b"))])
    assert corpus.systems[0].n_missing == 1


def test_unknown_system_lists_the_known_ones() -> None:
    with pytest.raises(MtqaError, match="It has: good, bad"):
        small_corpus().system("ugly")
