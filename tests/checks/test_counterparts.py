"""What the words of a corpus tell of what was added, learnt from the corpus itself."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from checking import translated

from mtqa.checks._counterparts import Counterparts
from mtqa.contracts import Translation, checks

SUBJECTS = [
    ("agency", "Agentur"),
    ("council", "Rat"),
    ("court", "Gericht"),
    ("minister", "Minister"),
    ("town", "Stadt"),
]
VERBS = [("pays", "bezahlt"), ("builds", "baut"), ("orders", "bestellt"), ("repairs", "repariert")]
OBJECTS = [("bridges", "Brücken"), ("schools", "Schulen"), ("trains", "Züge"), ("harbours", "Häfen")]
PLACES = [("near the river", "nahe dem Fluss"), ("every winter", "jeden Winter"), ("without delay", "ohne Verzug")]


def corpus() -> list[Translation]:
    """Sentences of four parts each, in English and word for word in German; no two are the same."""
    rows = list(itertools.product(SUBJECTS, VERBS, OBJECTS, PLACES))[::2]
    return [
        translated(
            "en-de",
            "The {} {} new {} {}.".format(*(part[0] for part in row)),
            "{} {} neue {} {}.".format(*(part[1] for part in row)),
            str(number),
        )
        for number, row in enumerate(rows)
    ]


def other(texts: list[Translation], position: int, **changes: str) -> list[Translation]:
    """The corpus with another translation of one segment."""
    return [dataclasses.replace(one, **changes) if k == position else one for k, one in enumerate(texts)]


@pytest.mark.parametrize(
    ("of_translation", "said", "not_said"), [(True, "Agentur", "Minister"), (False, "agency", "minister")]
)
def test_words_that_have_a_counterpart_in_the_segment_are_said(of_translation: bool, said: str, not_said: str) -> None:
    """Segment 0 is of an agency: elsewhere, its words go together with those of the other language."""
    tells = Counterparts(corpus()).at(0)
    assert tells is not None
    assert tells(said, -99, of_translation=of_translation) < -1
    assert tells(not_said, -99, of_translation=of_translation) > 0


def test_words_that_no_other_segment_has_tell_nothing() -> None:
    tells = Counterparts(corpus()).at(0)
    assert tells is not None
    assert tells("Wolkenkuckucksheim", -99, of_translation=True) == 0


def test_what_cannot_be_reached_is_not_looked_for() -> None:
    tells = Counterparts(corpus()).at(0)
    assert tells is not None
    assert tells("Agentur", 5, of_translation=True) < 5


def test_the_segment_itself_and_its_repetitions_do_not_tell() -> None:
    """An addition that stands wherever its source does is no proof of itself."""
    texts = corpus()
    repeated = [dataclasses.replace(texts[0], hypothesis=f"{texts[0].hypothesis} Donnerwetter.")] * 5
    tells = Counterparts([*repeated, *texts[1:]]).at(0)
    assert tells is not None
    assert tells("Donnerwetter", -99, of_translation=True) == 0


def test_a_small_corpus_tells_nothing() -> None:
    assert Counterparts(corpus()[:39]).at(0) is None


def test_a_large_corpus_is_learnt_from_in_part_and_what_is_repeated_once() -> None:
    rain = [translated("en-de", "It rains again.", "Es regnet wieder.")] * 20
    assert len(corpus()) * (len(rain) + 1) > 2_000
    tells = Counterparts([one for text in corpus() for one in (text, *rain)]).at(0)
    assert tells is not None
    assert tells("Minister", -99, of_translation=True) > 0 > tells("Agentur", -99, of_translation=True)


def _found(texts: list[Translation], position: int) -> list[str]:
    return [
        texts[position].hypothesis[span.start : span.end]
        for where, problem in checks.get("omission").find(texts)
        for span in problem.spans
        if where == position and problem.category == "accuracy/addition"
    ]


def test_a_clause_is_found_by_words_that_go_together_with_others() -> None:
    """The clause is as long as many that are in place, and has no name, number or foreign word."""
    texts = corpus()
    clause = "damit der Rat jeden Winter Schulen baut"
    assert _found(other(texts, 0, hypothesis=f"{texts[0].hypothesis[:-1]}, {clause}."), 0) == [clause + "."]


def test_a_clause_whose_words_the_source_has_is_not_found() -> None:
    texts = corpus()
    clause = "also bezahlt die Agentur neue Brücken nahe dem Fluss"
    assert _found(other(texts, 0, hypothesis=f"Das ist sicher, {clause}."), 0) == []
