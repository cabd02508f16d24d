"""What a house style configures. Right forms are those of the Interinstitutional Style Guide's chapters by language."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import translated

from mtqa.checks.markup import Options as MarkupOptions
from mtqa.checks.numbers import Options as NumberOptions
from mtqa.checks.punctuation import Options as PunctuationOptions
from mtqa.contracts import checks
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.evaluation import read_config
from mtqa.evaluation.findings import Checking, run_checks
from mtqa.languages import LanguagePair, eu_languages, language


def found(check: str, options: object, pair: str, source: str, *hypotheses: str) -> list[str]:
    translations = [translated(pair, source, text, str(number)) for number, text in enumerate(hypotheses)]
    return [
        "".join(hypotheses[position][span.start : span.end] for span in problem.spans)
        for position, problem in checks.get(check).find(translations, options)
    ]


@pytest.mark.parametrize("tag", eu_languages())
def test_thousands_by_a_space_in_every_language(tag: str) -> None:
    sign = "," if language(tag).decimal == "." else "."
    options = NumberOptions(" ")
    pair = "de-en" if tag == "en" else f"en-{tag}"
    source = "12.345 und 1.234.567" if tag == "en" else "12,345 and 1,234,567"
    wrong = f"12{sign}345 – 1{sign}234{sign}567"
    assert found("numbers", options, pair, source, wrong) == [f"12{sign}345", f"1{sign}234{sign}567"]
    assert found("numbers", options, pair, source, "12 345 – 1\u00a0234\u00a0567") == []
    if sign in language(tag).groups:
        assert found("numbers", None, pair, source, wrong) == []


def test_decimals_versions_and_other_styles_of_thousands() -> None:
    assert found("numbers", NumberOptions(" "), "de-en", "1,234 kg", "1.234 kg") == []
    assert found("numbers", NumberOptions(" "), "en-de", "1.234 kg", "1,234 kg") == []
    assert found("numbers", NumberOptions("."), "en-de", "12,345", "12 345") == ["12 345"]
    with pytest.raises(ValueError, match="thousands"):
        NumberOptions("_")


def test_spaces_before_marks() -> None:
    options = PunctuationOptions(space_before=":", no_space_before="?!")
    assert found("punctuation", options, "en-fr", "Why? Note: go!", "Pourquoi? Note : allez!") == []
    assert found("punctuation", options, "en-fr", "Why? Note: go!", "Pourquoi ? Note: allez !") == ["?", ":", "!"]
    assert found("punctuation", options, "en-fr", "See https://a.eu", "Voir https://a.eu") == []


def test_what_a_text_does_throughout_is_told_once() -> None:
    options = PunctuationOptions(no_space_before="?")
    assert len(found("punctuation", options, "en-fr", "Why?", *["Pourquoi ?"] * 20)) == 1


def test_quotation_marks() -> None:
    options = PunctuationOptions(quotation_marks=("„“",))
    assert found("punctuation", options, "en-de", "the “house”", "das „Haus“") == []
    assert found("punctuation", options, "en-de", "the “house”", "das »Haus«") == ["»«"]
    assert found("punctuation", options, "en-de", 'a 5" pipe', 'ein 5"-Rohr') == []
    with pytest.raises(ValueError, match="pairs"):
        PunctuationOptions(quotation_marks=("„",))


@pytest.mark.parametrize(
    ("tag", "wrong", "right"),
    [("de", "EC", "EG"), ("bg", "EC", "ЕО"), ("mt", "EC", "KE"), ("ga", "EC", "CE"), ("fi", "EG", "EY")],
)
def test_official_forms(tag: str, wrong: str, right: str) -> None:
    options = MarkupOptions(official_forms=True)
    assert found("markup", options, f"en-{tag}", "95/46/EC", f"95/46/{wrong}") == [f"95/46/{wrong}"]
    assert found("markup", options, f"en-{tag}", "95/46/EC", f"95/46/{right}") == []
    assert found("markup", None, f"en-{tag}", "95/46/EC", f"95/46/{wrong}") == []


@pytest.mark.parametrize(
    ("tag", "hypothesis", "expected"),
    [
        ("fr", "Quoi? 12 345 « mots » : oui!", []),
        ("fr", "Quoi ? 12 345 mots", ["punctuation"]),
        ("de", "Was? 12.345 Wörter", ["numbers"]),
        ("pl", "Co? 12 345 ”słów”", ["punctuation"]),
    ],
)
def test_the_profile_of_the_eu(tmp_path: Path, tag: str, hypothesis: str, expected: list[str]) -> None:
    (tmp_path / "mtqa.toml").write_text('[profile]\nname = "eu"\n')
    checking: Checking = read_config(tmp_path / "mtqa.toml").checking.only(["numbers", "punctuation", "markup"])
    source = "What? 12,345 “words”: yes!" if "«" in hypothesis or "”" in hypothesis else "What? 12,345 words"
    corpus = Corpus(
        "c",
        LanguagePair(language("en"), language(tag)),
        (Segment("1", "d", source),),
        (SystemOutput("x", Role.PRIMARY, (hypothesis,)),),
    )
    assert [one.check for one in run_checks(corpus, checking).findings] == expected
