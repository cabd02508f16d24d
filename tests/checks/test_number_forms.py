"""Numbers that every language of the EU says in another way than English does, in both directions.

`number_forms.tsv`, written for these tests: an English phrase, one with another number, and a translation of the first.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from checking import run

CHECKS = ("numbers", "units", "dates")
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("number_forms.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]
]


def findings(pair: str, source: str, hypothesis: str) -> list[object]:
    return [finding for check in CHECKS for finding in run(check, pair, source, hypothesis)]


def test_every_language_says_every_phrase() -> None:
    assert set(Counter(english for english, *_ in CASES).values()) == {23}


@pytest.mark.parametrize(("english", "another", "tag", "text"), CASES)
def test_the_same_number_in_the_forms_of_the_language(english: str, another: str, tag: str, text: str) -> None:
    assert findings(f"en-{tag}", english, text) == []
    assert findings(f"{tag}-en", text, english) == []


@pytest.mark.parametrize(("english", "another", "tag", "text"), CASES)
def test_another_number_is_found_in_all_of_them(english: str, another: str, tag: str, text: str) -> None:
    assert findings(f"en-{tag}", another, text)
    assert findings(f"{tag}-en", text, another)
