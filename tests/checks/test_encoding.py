"""The check for characters that went wrong. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import unicodedata

import pytest
from checking import run

from mtqa.results import Severity

CATEGORY = "linguistic-conventions/character-encoding"


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "span"),
    [
        ("en-de", "Research & development", "Forschung &amp; Entwicklung", "&amp;"),
        ("en-fr", 'the "new" law', "la &laquo;nouvelle loi", "&laquo;"),
        ("en-bg", "it's", "това &#39; е", "&#39;"),
        # UTF-8 read as Windows-1252
        ("en-fr", "the summer", "lâ€™Ã©tÃ©", "â€™Ã©"),
        ("en-pl", "the sea", "mÃ³rze", "Ã³"),
        ("en-lt", "the moon", "mÄ—nulis", "Ä—"),
        ("en-ro", "and", "È™i", "È™"),
        ("en-bg", "a", "Ð°", "Ð°"),
        ("en-sv", "on Friday", "på fredagen\u200b", "\u200b"),
        ("en-el", "yes", "να\ufffdι", "\ufffd"),
        ("en-mt", "yes", "\u202eiva", "\u202e"),
    ],
)
def test_garbled_characters(pair: str, source: str, hypothesis: str, span: str) -> None:
    found = run("encoding", pair, source, hypothesis)
    assert (len(found), found[0][0], found[0][2][0]) == (1, CATEGORY, span)


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "Research & development", "Forschung & Entwicklung"),
        ("en-de", "AT&T; others", "AT&T; andere"),
        ("en-de", "It is for fun.", "Es ist „zum Spaß“."),
        ("en-fi", "CROWD", "”ROSKAVÄKEÄ”"),
        ("en-fr", "society", "« la société », dit-il"),
        ("en-fr", "fell there", "« Il est tombé là\u00a0», dit-il"),
        ("de-pt", "dort", "«foi lá\u00a0»"),
        ("en-pt", "NOT YET", "AINDA NÃO É “NÃO”"),
        ("en-el", "5 μm", "5 μm"),
        ("en-de", "write &amp;", "schreiben Sie &amp;"),
        ("en-fa", "I want", "می\u200cخواهم"),
    ],
)
def test_characters_that_are_meant(pair: str, source: str, hypothesis: str) -> None:
    assert run("encoding", pair, source, hypothesis) == []


def test_decomposed_accents_are_a_minor_problem_without_place() -> None:
    assert run("encoding", "en-cs", "yes", unicodedata.normalize("NFD", "příliš")) == [(CATEGORY, Severity.MINOR, [])]


def test_soft_hyphen_is_a_minor_problem() -> None:
    assert run("encoding", "en-de", "yes", "Vor\xadsicht") == [(CATEGORY, Severity.MINOR, ["\xad"])]


def test_romanian_letters_with_a_cedilla() -> None:
    assert run("encoding", "en-ro", "States", "Ţări")[0][1:] == (Severity.NEUTRAL, ["Ţ"])
    assert run("encoding", "en-ro", "States", "Țări și") == []
    assert run("encoding", "en-tr", "City", "Şehir") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-de", "Doctors met.", "⁇ rzte trafen sich.", ["⁇"]),
        ("en-fr", "The state pays the student.", "L’ ⁇ tat paie l’ ⁇ tudiant.", ["⁇", "⁇"]),
        ("de-pl", "Das Meer", "m\ufffdrze", ["\ufffd"]),
        ("cs-uk", "Zjisti", "З<unk>ясуйте", ["<unk>"]),
        ("en-el", "yes", "ν□ι", ["□"]),
        ("en-lt", "yes", "▁taip", ["▁"]),
    ],
)
def test_one_critical_finding_for_what_the_system_did_not_know(
    pair: str, source: str, hypothesis: str, spans: list[str]
) -> None:
    assert run("encoding", pair, source, hypothesis) == [(CATEGORY, Severity.CRITICAL, spans)]


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [("Really??", "Wirklich??"), ("Really??", "Wirklich⁇"), ("⁇ is a sign", "⁇ ist ein Zeichen"), ("Yes", "□ Ja")],
)
def test_question_marks_and_boxes_that_are_meant(source: str, hypothesis: str) -> None:
    assert run("encoding", "en-de", source, hypothesis) == []
