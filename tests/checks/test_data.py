"""The data files of the checks: complete for every language, and made of what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mtqa.checks._facts import facts, fold
from mtqa.languages import eu_languages, language

DATA = Path(__file__).resolve().parents[2] / "mtqa" / "checks" / "data"
TAGS = (*eu_languages(), "is", "nb", "nn", "no", "uk")


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_facts(tag: str) -> None:
    known = facts(language(tag).primary)
    assert known.known
    assert known.length is not None
    assert len(known.function_words) >= 100
    assert [known.months.find(fold(name.split()[0].rstrip("*")))[0] for name in _row(known.tag)["months"]] == [
        str(number) for number in range(1, 13)
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_number_words_reach_from_one_to_a_billion(tag: str) -> None:
    row = _row(facts(language(tag).primary).tag)
    tens = {str(value) for value in (*range(11), 12, 20, 30, 40, 50, 60, 70, 80, 90, 100)}
    assert tens <= set(row["numbers"])
    assert {"1000", "1000000", "1000000000"} <= set(row["scales"])


@pytest.mark.parametrize("tag", TAGS)
def test_words_are_words(tag: str) -> None:
    known = facts(language(tag).primary)
    strange = [word for word in known.words if not all(char.isalpha() or char in "'-·." for char in word)]
    assert strange == []


def test_language_without_file_has_empty_facts() -> None:
    assert not facts("sw").known
    assert facts("sw").words == frozenset()
    assert not facts("../en").known


def _row(tag: str) -> dict[str, object]:
    return tomllib.loads((DATA / f"{tag}.toml").read_text(encoding="utf-8"))
