"""Forms of words, and words that are none; from grammars of the languages."""

from __future__ import annotations

import pytest

from mtqa.checks._facts import fold
from mtqa.checks._inflection import may_be_form


@pytest.mark.parametrize(
    ("tag", "word", "form"),
    [
        ("ga", "Comhairle", "Chomhairle"),
        ("ga", "cúirt", "gcúirt"),
        ("ga", "Parlaimint", "bParlaimint"),
        ("ga", "sráid", "tsráid"),
        ("ga", "teach", "tigh"),
        ("mt", "belt", "bliet"),
        ("mt", "stat", "istati"),
        ("mt", "raġel", "rġiel"),
        ("de", "Vertrag", "Verträgen"),
        ("de", "Satz", "Sätze"),
        ("nl", "lid", "leden"),
        ("nl", "brief", "brieven"),
        ("da", "mand", "mænd"),
        ("sv", "hand", "händer"),
        ("cs", "soud", "soudu"),
        ("cs", "pes", "psa"),
        ("pl", "książka", "książce"),
        ("sk", "kniha", "kníh"),
        ("hr", "momak", "momka"),
        ("lt", "medis", "medžiai"),
        ("lv", "lācis", "lāča"),
        ("fi", "käsi", "käteni"),
        ("et", "riik", "riigid"),
        ("hu", "kéz", "kezek"),
        ("ro", "stradă", "străzi"),
        ("fr", "travail", "travaux"),
        ("bg", "град", "градове"),
    ],
)
def test_forms(tag: str, word: str, form: str) -> None:
    assert may_be_form(fold(word), fold(form), tag)


@pytest.mark.parametrize(
    ("tag", "word", "other"),
    [
        ("de", "Apfel", "Birnen"),
        ("de", "Gericht", "Gesetz"),
        ("ga", "scoil", "bhaile"),
        ("mt", "liġi", "lingwa"),
        ("fi", "vesi", "vene"),
        ("et", "kohus", "kodu"),
        ("pl", "prawo", "praca"),
        ("lv", "tiesa", "tirgus"),
        ("es", "ley", "lugar"),
        ("el", "νόμος", "νερό"),
    ],
)
def test_other_words(tag: str, word: str, other: str) -> None:
    assert not may_be_form(fold(word), fold(other), tag)
