"""The rules by which two texts say the same number in different ways: every one with what it excuses and what not."""

from __future__ import annotations

import pytest
from checking import run

from mtqa.checks import _number_rules
from mtqa.checks._number_rule import Example, PairRule, SingleRule
from mtqa.checks._number_rules import PAIRS, SINGLES

RULES = (*PAIRS, *SINGLES)
NAMES = [rule.name for rule in RULES]


def findings(example: Example) -> list[object]:
    return list(run("numbers", example.pair, example.source, example.hypothesis))


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_rule_excuses_what_is_the_same(rule: PairRule | SingleRule) -> None:
    assert [example for example in rule.same if findings(example)] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_rule_does_not_excuse_what_is_another_number(rule: PairRule | SingleRule) -> None:
    assert [example for example in rule.wrong if not findings(example)] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_without_the_rule_every_example_is_reported(
    rule: PairRule | SingleRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_number_rules, "PAIRS", tuple(one for one in PAIRS if one is not rule))
    monkeypatch.setattr(_number_rules, "SINGLES", tuple(one for one in SINGLES if one is not rule))
    assert [example for example in rule.same if not findings(example)] == []


def test_every_rule_has_a_name_of_its_own_and_examples_of_both_kinds() -> None:
    assert len(set(NAMES)) == len(RULES)
    assert all(rule.when and rule.same and rule.wrong for rule in RULES)
    assert {example.pair for rule in RULES for example in rule.same} > {"en-bg", "en-el", "en-ga", "fi-en"}
