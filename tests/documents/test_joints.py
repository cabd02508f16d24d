"""Spaces lost at mark-up. The first cases are those of a page of the Commission; the endings are grammar."""

from __future__ import annotations

import pytest

from mtqa.documents import parse_html
from mtqa.documents.joints import lost_spaces
from mtqa.languages import language

REST = "<p>Kohesio, format, téchniko, all, the text and the rest of it.</p>"


def lost(markup: str, tag: str = "en", source: str = "") -> list[str]:
    page = parse_html(f"<main><h1>Title</h1><p>{markup}</p>{REST}</main>", "page.html")
    sources = [parse_html(f"<main><p>{source}</p></main>", "source.html")] if source else []
    return [f"{joint.left}|{joint.right}" for joint in lost_spaces(page, language(tag), sources)]


@pytest.mark.parametrize(
    ("tag", "markup", "found"),
    [
        ("el", "από το<a href='https://x.eu'>Ευρωπαϊκό Ταμείο</a> και", ["το|Ευρωπαϊκό"]),
        ("bg", "във формат<strong>.csv</strong> или", ["формат|.csv"]),
        ("et", "andmete <a href='https://x.eu'>kaitse</a>all on", ["kaitse|all"]),
        ("hu", "az <a href='https://x.eu'>2016/679</a>általános rendelet", ["679|általános"]),
        ("de", "wenden Sie sich an:<strong>Generaldirektion Umwelt</strong>", ["an:|Generaldirektion"]),
        ("en", "the <b>first</b><i>second</i> word", ["first|second"]),
        ("mt", "<em>Nominatim</em><span>(għodda)</span>", ["Nominatim|(għodda"]),
    ],
)
def test_lost(tag: str, markup: str, found: list[str]) -> None:
    assert lost(markup, tag) == found


@pytest.mark.parametrize(
    ("tag", "markup"),
    [
        ("en", "the <b>first</b> <i>second</i> word"),
        ("hu", "a <a href='https://x.eu'>Kohesio</a>ban és az <b>EU</b>nak"),
        ("fi", "<a href='https://x.eu'>Kohesio</a>n tiedot ja <i>Natura</i>ssa"),
        ("fi", "<a href='https://x.eu'>Kohesio</a>-sivusto"),
        ("mt", "fil-<a href='https://x.eu'>Kohesio</a>"),
        ("fr", "l’<a href='https://x.eu'>accès</a>, d'<b>eau</b>"),
        ("en", "<b>C</b>orona and H<sub>2</sub>O and m<sup>2</sup>text"),
        ("en", "one<br>two<br/>three"),
        ("en", "a React page: one<!-- -->two"),
        ("en", "<b>Note</b>: this, (<i>that</i>) and <b>“those”</b>"),
        ("en", "see <a href='https://x.eu'>page 5</a>, <b>12</b><i>34</i>"),
    ],
)
def test_nothing_is_lost(tag: str, markup: str) -> None:
    assert lost(markup, tag) == []


def test_what_is_one_word_in_the_source_is_one() -> None:
    assert lost("the <b>open</b><i>Street</i> map", source="the openStreet map") == []
    assert lost("the <b>open</b><i>Street</i> map", source="the open street map") == ["open|Street"]
