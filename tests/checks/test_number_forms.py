"""Numbers that every language of the EU says in another way than English does, in both directions."""

from __future__ import annotations

import pytest
from checking import run
from number_forms import OTHERS, PHRASES

CHECKS = ("numbers", "units", "dates")
CASES = [(english, tag, text) for english, row in PHRASES.items() for tag, text in row.items()]


def findings(pair: str, source: str, hypothesis: str) -> list[object]:
    return [finding for check in CHECKS for finding in run(check, pair, source, hypothesis)]


def test_every_language_says_every_phrase() -> None:
    assert {len(row) for row in PHRASES.values()} == {23}
    assert set(OTHERS) == set(PHRASES)


@pytest.mark.parametrize(("english", "tag", "text"), CASES)
def test_the_same_number_in_the_forms_of_the_language(english: str, tag: str, text: str) -> None:
    assert findings(f"en-{tag}", english, text) == []
    assert findings(f"{tag}-en", text, english) == []


@pytest.mark.parametrize(("english", "tag", "text"), CASES)
def test_another_number_is_found_in_all_of_them(english: str, tag: str, text: str) -> None:
    assert findings(f"en-{tag}", OTHERS[english], text)
    assert findings(f"{tag}-en", text, OTHERS[english])
