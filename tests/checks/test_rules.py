"""A client's own rules. What they find is read off the texts by hand."""

from __future__ import annotations

import time

import pytest
from checking import translated

from mtqa.checks.rules import Options, Rule
from mtqa.contracts import Problem, checks
from mtqa.languages import LanguagePair, language
from mtqa.results import Severity

PAIR = LanguagePair(language("en"), language("de-AT"))


def found(rule: Rule, source: str, hypothesis: str, pair: str = "en-de") -> list[str]:
    return [
        "".join(hypothesis[span.start : span.end] for span in problem.spans)
        for problem in problems(rule, source, hypothesis, pair)
    ]


def problems(rule: Rule, source: str, hypothesis: str, pair: str = "en-de") -> list[Problem]:
    one = translated(pair, source, hypothesis)
    return [problem for _, problem in checks.get("rules").find([one], Options((rule,)))]


@pytest.mark.parametrize(
    ("rule", "source", "hypothesis", "expected"),
    [
        (Rule("no", words=("Handy",)), "Phone", "Ein Handy, kein Handyvertrag", ["Handy"]),
        (Rule("no", words=("handy*",)), "Phone", "Ein Handy, kein Handyvertrag", ["Handy", "Handyvertrag"]),
        (
            Rule("no", words=("Europäisch* Gemeinschaft",)),
            "EC",
            "der Europäischen  Gemeinschaft",
            ["Europäischen  Gemeinschaft"],
        ),
        (Rule("no", words=("ΕΚ",)), "EC", "η ΕΚ και ο ΕΚΑ", ["ΕΚ"]),
        (Rule("no", words=("handy",), case=True), "Phone", "Ein Handy", []),
        (Rule("no", pattern=r"\d+ ?Euro"), "5 euros", "5 Euro und 6Euro", ["5 Euro", "6Euro"]),
        (Rule("no", pattern="heute", source="today"), "yesterday", "heute", []),
        (Rule("no", pattern="heute", source="today"), "Today", "heute", ["heute"]),
        (Rule("yes", pattern="©", required=True, source="copyright"), "The copyright", "Das Recht", [""]),
        (Rule("yes", pattern="©", required=True, source="copyright"), "The copyright", "Das ©", []),
        (Rule("no", words=("Handy",), languages=("fr",)), "Phone", "Ein Handy", []),
        (Rule("no", words=("Handy",), languages=("de",)), "Phone", "Ein Handy", ["Handy"]),
    ],
)
def test_what_a_rule_finds(rule: Rule, source: str, hypothesis: str, expected: list[str]) -> None:
    assert found(rule, source, hypothesis) == expected


def test_message_category_and_severity_are_the_rule_s() -> None:
    (problem,) = problems(Rule("write so", words=("x",), category="style", severity="critical"), "x", "x")
    assert (problem.message, problem.category, problem.severity) == ("write so", "style", Severity.CRITICAL)


@pytest.mark.parametrize(
    "arguments",
    [
        {"message": ""},
        {"message": "a"},
        {"message": "a", "pattern": "b", "words": ("c",)},
        {"message": "a", "pattern": "("},
        {"message": "a", "pattern": "b" * 5000},
        {"message": "a", "words": (" * ",)},
        {"message": "a", "pattern": "b", "severity": "grave"},
        {"message": "a", "pattern": "b", "source": "["},
    ],
)
def test_what_is_no_rule_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Rule(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("pattern", [r"(a|aa)+$", r"(a+)+$", r"(\w+\s?)+!"])
def test_a_pattern_that_never_ends_is_stopped_and_told_once(pattern: str) -> None:
    texts = [translated("en-de", "x", "a" * 40_000 + "b", str(number)) for number in range(30)]
    began = time.monotonic()
    told = list(checks.get("rules").find(texts, Options((Rule("slow", pattern=pattern),))))
    assert time.monotonic() - began < 5
    assert [problem.severity for _, problem in told] in ([Severity.NEUTRAL], [])


def test_without_rules_it_cannot_run() -> None:
    assert checks.get("rules").why_not(PAIR).startswith("there are no rules")
    assert (
        checks.get("rules").why_not(PAIR, Options((Rule("a", "b", languages=("fr",)),)))
        == "no rule is for German (de-AT)"
    )
    assert checks.get("rules").why_not(PAIR, Options((Rule("a", "b", languages=("de",)),))) == ""
