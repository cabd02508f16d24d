"""Citations of EU law, documents and standards: where they stand in a text, and when two of them are the same."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.checks._facts import StemTable, facts, fold, units
from mtqa.checks._stretch import Kind, Stretch

__all__ = ["AFTER_CAPITALS", "citations", "numbered_places", "unofficial_suffixes"]

_DATA = Path(__file__).with_name("data") / "_citations.toml"
_LETTERS = r"[^\W\d_]{2,10}"
_ACT = re.compile(
    rf"(?<![\w/.,-])(?:\((?P<before>{_LETTERS}(?:, {_LETTERS})?)\)[ \u00a0]"
    r"(?:[^\W\d_]{1,6}[.:º°]?[ºo]?[ \u00a0]?)?(?P<act>\d{1,4}/\d{1,4})(?!\d)"
    rf"|(?P<number>\d{{1,4}}/\d{{1,4}})/(?P<after>{_LETTERS})(?![\w/]))"
)
"""(EU) 2016/679, (EEC) No 2658/87, 95/46/EC, 2014/24/EU."""
_BARE = re.compile(r"(?<![\w/.,:-])(?:(?:19[5-9]|20[0-4])\d/\d{1,4}|\d{1,4}/(?:19[5-9]|20[0-4])\d)(?![\w/]|[.,]\d)")
_CELEX = re.compile(r"(?<![\w/])(?:CELEX[: \u00a0]{1,3})?[0-9CE][12]\d{3}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?!\w)")
_ECLI = re.compile(r"(?<!\w)ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}(?<!\.)")
_CASE = re.compile(r"(?<![\w/-])(?P<letter>[CTF])[-\u2010-\u2012](?P<case>\d{1,4}/\d{2})(?:[ \u00a0]?P)?(?!\w)")
_DOI = re.compile(r"(?<![\w/])(?:doi:[ \u00a0]?)?10\.\d{4,9}/[^\s<>\"”»“]{1,200}(?<![.,;:)\]])", re.I)
_ACCOUNT = re.compile(
    r"(?<!\w)(?:IBAN[: \u00a0]{1,3})?[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?!\w)"
)
_PARLIAMENT = re.compile(r"(?<!\w)PE[ \u00a0-]?\d{3}\.\d{3}(?:v\d\d-\d\d)?(?!\w)")
_BOOK = re.compile(r"(?<!\w)IS[BS]N(?:-1[03])?[: \u00a0]{0,3}\d[\d \u00a0-]{6,16}[\dX](?!\w)")
_STANDARD = re.compile(
    r"(?<![\w/-])(?P<body>(?:ISO|IEC|IEEE|DIN|ETSI|ITU-T|RFC|CEN|CENELEC|ANSI|ASTM|VDE|EN|NF|BS|UNE|UNI|ČSN|STN|MSZ|PN|SS|SFS"
    r"|SIST|HRN|LST|LVS|EVS|NEN|NBN|БДС|ΕΛΟΤ)(?:[ \u00a0/-](?:ISO|IEC|EN|TS|TR|ETSI|CEN|CLC|VDE)){0,3})[ \u00a0-]"
    r"(?P<digits>\d{3,6}(?:[ \u00a0]\d{3})?(?:-\d{1,4}){0,3}(?::\d{4})?)(?![\w]|[.,]\d)"
)
_REFERENCES = (_CELEX, _ECLI, _DOI, _ACCOUNT, _PARLIAMENT, _BOOK)
_JOURNAL_HINT = re.compile(r"[LC],?[ \u00a0]\d")
_YEAR_HINT = re.compile(r"\(\d{2,4}\)")
_CAPITALS = "[A-ZČА-ЯΑ-Ω]{2}"
AFTER_CAPITALS = "|".join(
    f"(?<={before}.)"
    for before in (
        _CAPITALS,
        rf"{_CAPITALS}[ \u00a0:-]",
        rf"{_CAPITALS}[ \u00a0:]{{2}}",
        rf"{_CAPITALS}[ \u00a0:]{{3}}",
        r"U-T[ \u00a0-]",
    )
)
"""Of a figure: whether it stands behind capital letters as that of an account or a standard does."""
_REFERENCE_HINT = re.compile(rf"\d(?:[A-Z]|\.\d{{4}}|{AFTER_CAPITALS}|(?<=[CE]\d))")
"""These and the like find out fast whether a pattern can match at all."""


@cache
def _table() -> Mapping[str, Any]:
    row: Mapping[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return row


@cache
def _suffixes(tag: str) -> Mapping[str, frozenset[str]]:
    """What each suffix may mean in a language, the English ones included; for "" what it may mean in any."""
    meanings: dict[str, set[str]] = {}
    for meaning, forms in _table()["suffixes"].items():
        for language, form in forms.items():
            if tag in ("", language) or language == "en":
                meanings.setdefault(form, set()).add(meaning)
    return {form: frozenset(values) for form, values in meanings.items()}


def unofficial_suffixes(citation: str, tag: str) -> Iterator[tuple[str, str]]:
    """Suffixes in a citation that a language has other forms for, each with the official one: ("EC", "EG").

    Args:
        citation: A citation of an act as it is written.
        tag: Primary tag of the language that it should be written in.
    """
    forms = _table()["suffixes"]
    official = {row[tag] for row in forms.values() if tag in row}
    for part in re.findall(_LETTERS, citation):
        meanings = {meaning for meaning, row in forms.items() if part in row.values()}
        own = next((meaning for meaning in meanings if forms[meaning]["en"] == part), None) or min(meanings, default="")
        if meanings and part not in official and tag in forms[own]:
            yield part, forms[own][tag]


def _meanings(letters: str, tag: str) -> frozenset[str]:
    """What suffixes mean; empty where they are not known, which goes with everything."""
    values = [
        _suffixes(tag).get(part.strip()) or _suffixes("").get(part.strip(), frozenset()) for part in letters.split(",")
    ]
    return frozenset().union(*values)


@cache
def _documents() -> re.Pattern[str]:
    """COM(2024) 123 final, with that last word in every language."""
    words = {form for forms in _table()["final"].values() for form in forms.split("|")}
    final = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        r"(?<!\w)(?P<series>COM|SWD|SEC|JOIN|C|CE|CdR|EESC|BEREC|OLAF)[ \u00a0]?\((?P<year>\d{2}|\d{4})\)[ \u00a0]?"
        rf"(?P<document>\d{{1,5}})(?:[ \u00a0](?:{final})(?!\w))?(?:/\d)?"
    )


@cache
def _journal() -> re.Pattern[str]:
    """OJ L 119, 4.5.2016, p. 1, as every language writes it."""
    names = {form for forms in _table()["journal"].values() for form in forms.split("|")}
    name = "|".join(re.escape(form).replace(r"\ ", "[ \u00a0]?") for form in sorted(names, key=len, reverse=True))
    space = "[ \u00a0]"
    date = rf"\d{{1,4}}(?:\.{space}?|{space})\d{{1,2}}(?:\.{space}?|{space})\d{{1,4}}\.?(?:{space}?г\.)?"
    page = rf"(?:[^\W\d_]{{1,5}}\.?{space}?\d{{1,4}}|\d{{1,4}}\.?{space}?(?:o|lpp|lk|old)\b)"
    return re.compile(
        rf"(?<!\w)(?:{name}){space}(?:[^\W\d_]{{2}}{space})?(?:[^\W\d_]{{2,5}}\.?{space})?(?P<series>[LC])(?:,{space}?|{space}?)"
        rf"(?P<issue>\d{{4}}/\d{{1,5}}|\d{{1,4}}{space}?[AEI]?)(?!\w)\.?"
        rf"(?:,?{space}(?:[^\W\d_]{{1,4}}{space})?(?P<date>{date}))?(?:,?{space}(?P<page>{page}))?"
    )


def citations(text: str, tag: str) -> Iterator[Stretch]:
    """The citations in a text, the surest kinds first; they may overlap.

    Args:
        text: The text.
        tag: Primary tag of its language, which decides what suffixes mean.
    """
    if _JOURNAL_HINT.search(text):
        for match in _journal().finditer(text):
            issue = re.sub(r"\W", "", match["issue"])
            key = " ".join([match["series"], issue, *_date(match["date"]), *_digits(match["page"])])
            yield Stretch(Kind.CITATION, match.start(), match.end(), key)
    if "(" in text and _YEAR_HINT.search(text):
        for match in _documents().finditer(text):
            key = f"{match['series']} {match['year']} {match['document']}"
            yield Stretch(Kind.REFERENCE, match.start(), match.end(), key)
    if "/" in text:
        yield from _acts(text, tag)
    if _REFERENCE_HINT.search(text) or "ECLI:" in text:
        for match in _STANDARD.finditer(text):
            yield Stretch(Kind.STANDARD, match.start(), match.end(), re.sub(r"[ \u00a0]", "", match["digits"]))
        for pattern in _REFERENCES:
            for match in pattern.finditer(text):
                key = re.sub(r"[\s-]|^(?:CELEX|IBAN|doi)\W*", "", match.group())
                yield Stretch(Kind.REFERENCE, match.start(), match.end(), key)


def _acts(text: str, tag: str) -> Iterator[Stretch]:
    """Acts and cases; bare numbers such as 2016/679, which may be seasons, are not firm."""
    for match in _ACT.finditer(text):
        number, letters = match["act"] or match["number"], match["before"] or match["after"]
        means = _meanings(letters, tag)
        if means or letters.isupper():
            yield Stretch(Kind.CITATION, match.start(), match.end(), number, means)
    for match in _CASE.finditer(text):
        yield Stretch(Kind.CITATION, match.start(), match.end(), f"{match['letter']}-{match['case']}")
    for match in _BARE.finditer(text):
        yield Stretch(Kind.CITATION, match.start(), match.end(), match.group(), firm=False)


def _digits(text: str | None) -> list[str]:
    return re.findall(r"\d+", text or "")


def _date(text: str | None) -> list[str]:
    """Day, month and year, whatever comes first."""
    numbers = [number.lstrip("0") for number in _digits(text)]
    return numbers[::-1] if numbers and len(numbers[0]) == 4 else numbers


_DOTTED_HINT = re.compile(r"\d\.\d")
_DOTTED = re.compile(
    r"(?P<word>[^\W\d_]{2,30})\.?[ \u00a0](?P<number>\d{1,3}(?:\.\d{1,3}){1,4})(?!\w|[.,]\d|[ \u00a0]?[%‰€$£°])"
)
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_HEADING = re.compile(r"\s{0,20}(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})\.?[ \u00a0]{1,5}(?=[^\W\d_])")
_SECTION_ALONE = re.compile(
    r"\s{0,20}(?P<number>\d{1,2}\.\d{1,2}(?=[.)])|\d{1,2}(?:\.\d{1,2}){2,4})[.)]?(?!\w|\.\w)\s{0,20}\Z"
)
"""What stands in a column of its own before a heading: 3.1."""
_FOLLOWING = re.compile(r"[ \u00a0-]([^\W\d_]{1,20})")
_MARKED = re.compile(r"(?<![\w.])v\.?[ \u00a0]?\d{1,3}(?:\.\d{1,4}){1,4}(?!\w|[.,]\d)")


@cache
def _before_numbers(tag: str) -> StemTable:
    return StemTable({"place": str(_table()["before_numbers"].get(tag, ""))})


def numbered_places(text: str, tag: str) -> Iterator[Stretch]:
    """Section numbers and versions: numbers with full stops that are no quantities. None of them is sure by itself."""
    if "." not in text or not _DOTTED_HINT.search(text):
        return
    alone = _SECTION_ALONE.match(text)
    if alone:
        yield Stretch(Kind.SECTION, alone.start("number"), alone.end("number"), alone["number"], firm=False)
    heading = _HEADING.match(text)
    if heading and text[heading.end() : heading.end() + 1].isupper():
        yield Stretch(Kind.SECTION, heading.start("number"), heading.end("number"), heading["number"], firm=False)
    for match in _MARKED.finditer(text):
        yield Stretch(Kind.VERSION, match.start(), match.end(), match.group(), firm=False)
    for match in _DOTTED.finditer(text):
        word, before = match["word"], text[max(0, match.start() - 2) : match.start()].strip()
        named = sum(map(str.isupper, word)) > 1 or (word[0].isupper() and before.islower())
        named = named and not _THOUSANDS.fullmatch(match["number"])
        if _before_numbers(tag).find(fold(word))[0] or (named and not _is_measured(text, match.end(), tag)):
            yield Stretch(Kind.VERSION, match.start("number"), match.end("number"), match["number"], firm=False)


def _is_measured(text: str, end: int, tag: str) -> bool:
    """Whether a scale or unit follows: "2.1 million"."""
    following = _FOLLOWING.match(text, end)
    if following is None:
        return False
    word, known = fold(following[1]), facts(tag)
    tables = (known.scales, known.units, known.currencies, units().units, units().currencies)
    return any(table.find(word)[0] for table in tables)
