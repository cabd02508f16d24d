"""The check for punctuation. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run, run_corpus, translated

from mtqa.contracts import checks
from mtqa.results import Severity

CATEGORY = "linguistic-conventions/punctuation"


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-de", "Is it new?", "Es ist neu.", ["?", "."]),
        ("en-el", "Is it new?", "Είναι νέο.", ["?", "."]),
        ("en-fr", "It is new.", "Est-ce nouveau ?", [".", "?"]),
        ("en-lt", "Is it new? Or is it old?", "Ar tai nauja? Tai sena.", ["?", "."]),
        ("en-cs", "the Commission (the executive)", "Komise (výkonný orgán", ["("]),
        ("en-cs", "the Commission (the executive)", "Komise výkonný orgán)", [")"]),
        ("en-pl", 'He said "yes" to it.', "Powiedział „tak na to.", ["„"]),
        ("en-fr", '"Yes, we can do it," he said.', "Oui, nous le pouvons, a-t-il dit.", ['"']),
    ],
)
def test_punctuation_lost_or_made_up(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert run("punctuation", pair, source, hypothesis) == [(CATEGORY, Severity.MINOR, spans)]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-el", "Is it new?", "Είναι νέο?", ["?"]),
        ("en-ro", "It is safe.", "Este sigur .", [" ."]),
        ("en-ga", "It is safe.", "Tá sé  sábháilte.", ["  "]),
        ("en-hr", "It is safe.", "Sigurno je..", [".."]),
    ],
)
def test_small_things_are_neutral(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert run("punctuation", pair, source, hypothesis) == [(CATEGORY, Severity.NEUTRAL, spans)]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-el", "Is it new?", "Είναι νέο;"),
        # the question is in the middle, or the sentence goes on after it
        ("en-el", 'One said: "Why only now?"', 'Μία είπε: "Γιατί μόλις τώρα;".'),
        ("en-pt", "How could you like him, he is rude?", "Como podes gostar dele? Ele é rude!"),
        ("en-fr", "Is it new?", "Est-ce nouveau ?"),
        ("en-fr", "Note: this", "Note : ceci"),
        ("en-es", "Is it new?", "¿Es nuevo?"),
        ("en-hu", '"Yes," he said.', "„Igen – mondta."),
        ("en-fi", '"Yes," he said.', "– Kyllä, hän sanoi."),
        ("en-de", "He said 'yes' and \"no\".", "Er sagte ‚ja‘ und „nein“."),
        ("en-sv", '"It goes on.', "”Det fortsätter."),
        ("en-de", '"It goes on in the next sentence."', "„Es geht im nächsten Satz weiter."),
        ("en-hr", "in 2018, and", "2018., i"),
        ("en-de", "a) first", "a) erstens"),
        ("en-de", "Wait...", "Warten..."),
    ],
)
def test_conventions_of_the_languages(pair: str, source: str, hypothesis: str) -> None:
    assert run("punctuation", pair, source, hypothesis) == []


def test_quotation_of_two_segments() -> None:
    texts = [('"We left," he said.', "„Wir gingen."), ('"And came back," he said.', "Und kamen zurück“, sagte er.")]
    assert run_corpus("punctuation", "en-de", texts) == []
    assert [position for position, _ in run_corpus("punctuation", "en-de", texts[:1])] == [0]


@pytest.mark.parametrize(
    ("pair", "hypothesis", "spans"),
    [
        ("en-de", "“Ja”, sagte er.", ["“"]),
        ("en-pl", "“Tak” – powiedział.", ["“"]),
        ("en-bg", "«Да», каза той.", ["«"]),
        ("en-cs", "Řekl: “Ano”.", ["“"]),
    ],
)
def test_quotation_marks_of_another_language(pair: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("punctuation", pair, "“Yes”, he said.", hypothesis) == [spans]


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-de", "„Ja“, sagte er."),
        ("en-de", "»Ja«, sagte er."),
        ("en-de", '"Ja", sagte er.'),
        ("en-sv", "”Ja”, sade han."),
        ("en-fi", "“Kyllä”, hän sanoi."),
        ("en-fr", "« Oui », dit-il."),
        ("en-ja", "「はい」と彼は言った。"),
    ],
)
def test_quotation_marks_of_the_language(pair: str, hypothesis: str) -> None:
    assert marked("punctuation", pair, "“Yes”, he said.", hypothesis) == []


def test_marks_that_a_language_adds_or_leaves_out() -> None:
    """Spanish opens questions, French has a space before their mark, Japanese may end them with a full stop."""
    assert marked("punctuation", "en-es", "Where is he?", "Dónde está?") == [["?"]]
    assert marked("punctuation", "en-es", "Where is he?", "¿Dónde está?") == []
    assert marked("punctuation", "en-fr", "Where is he?", "Où est-il\u202f?") == []
    assert marked("punctuation", "en-fr-CA", "Where is he?", "Où est-il?") == []
    assert marked("punctuation", "en-ja", "Where is he?", "彼はどこですか。") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "n_findings"),
    [
        ("en-cs", "Isn't it time to go out.", "Není už čas vyrazit ven?", 0),
        ("en-de", "“They asked: what now.”", "„Sie fragten: Was nun?“", 0),
        ("fr-de", "Nous partons. Où est la gare.", "Wir gehen. Wo ist der Bahnhof?", 0),
        ("en-cs", "It is time to go out.", "Je čas vyrazit ven?", 1),
        ("en-cs", "What he said is true. We go out.", "Co řekl, je pravda. Vyrazíme ven?", 1),
    ],
)
def test_question_without_its_mark(pair: str, source: str, hypothesis: str, n_findings: int) -> None:
    assert len(run("punctuation", pair, source, hypothesis)) == n_findings


@pytest.mark.parametrize(
    ("pair", "hypothesis", "mark"),
    [
        ("en-de", "Sie sagte „nein” und ging.", "”"),
        ("en-bg", "Тя каза „не” и си тръгна.", "”"),
        ("en-pl", "Powiedziała „nie“ i poszła.", "“"),
        ("en-sk", "Povedala „nie” a odišla.", "”"),
        ("en-et", "Ta ütles „ei» ja läks.", "»"),
        ("en-fr", "Elle a dit « non ” et partit.", "”"),
    ],
)
def test_closing_quotation_mark_of_another_language(pair: str, hypothesis: str, mark: str) -> None:
    assert marked("punctuation", pair, "She said “no” and left.", hypothesis) == [[mark]]


def test_french_spaces_are_measured_by_the_text_itself() -> None:
    """The institutions of the EU write "Quoi?", France "Quoi ?"; before a colon both have a space."""
    spaced, bare = ("Who?", "Qui ?"), ("What?", "Quoi?")
    assert run_corpus("punctuation", "en-fr", [spaced, spaced, bare]) == [(2, ["?"])]
    assert run_corpus("punctuation", "en-fr", [bare, bare, bare]) == []
    assert run_corpus("punctuation", "en-fr", [bare]) == []
    assert run_corpus("punctuation", "en-fr", [("Note: this", "Note: ceci")]) == [(0, [":"])]
    assert run_corpus("punctuation", "en-fr", [("Note: this", "Note: ceci")] * 5) == []
    assert (
        run_corpus("punctuation", "en-fr", [("At 14:30, see https://a.eu/b?c=d", "À 14:30, voir https://a.eu/b?c=d")])
        == []
    )
    assert run_corpus("punctuation", "en-fr-CH", [spaced, spaced, bare]) == []


def test_own_quotation_marks_throughout_are_one_remark() -> None:
    texts = [(f"He said “{n} times”.", f"Er sagte “{n} Mal”.") for n in range(6)]
    found = list(checks.get("punctuation").find([translated("en-de", *text) for text in texts]))
    assert [(position, problem.severity) for position, problem in found] == [(0, Severity.NEUTRAL)]


def test_heading_may_stand_for_a_question() -> None:
    assert marked("punctuation", "en-sv", "Where to find more information?", "Mer information") == []
    assert marked("punctuation", "en-sv", "Is the office open?", "Kontoret är öppet") == [["?", "t"]]
