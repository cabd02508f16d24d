from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest

from mtqa.contracts import ClassRegistry, Metric, Problem, Spec, Translation, metrics, parse_spec
from mtqa.contracts.check import CheckRegistry
from mtqa.errors import MtqaError
from mtqa.results import Severity


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("table(source_language=en-GB, x='a=b-c,')", Spec("table", {"source_language": "en-GB", "x": "a=b-c,"})),
        ("comet(model=/models/a-1.0, encoder=~/b)", Spec("comet", {"model": "/models/a-1.0", "encoder": "~/b"})),
        ("evaluate(/tmp/a.py, key=gap)", Spec("evaluate", {"": "/tmp/a.py", "key": "gap"})),
        ("comet(model=./a, encoder=../b)", Spec("comet", {"model": "./a", "encoder": "../b"})),
        ("nllb(model=facebook/nllb-200, beam=4)", Spec("nllb", {"model": "facebook/nllb-200", "beam": 4})),
        ("bleu", Spec("bleu")),
        ("chrf(word_order=2)", Spec("chrf", {"word_order": 2})),
        (
            "evaluate(meteor='x', key=meteor, higher=true, k=None)",
            Spec("evaluate", {"meteor": "x", "key": "meteor", "higher": True, "k": None}),
        ),
        ("x()", Spec("x")),
        ("evaluate(meteor, key=meteor)", Spec("evaluate", {"": "meteor", "key": "meteor"})),
        ("x('a/b.py')", Spec("x", {"": "a/b.py"})),
    ],
)
def test_specs_are_read(text: str, spec: Spec) -> None:
    assert parse_spec(text) == spec


@pytest.mark.parametrize(
    "text",
    ["", "1", "a b", "a(1, 2)", "a(b=1, 2)", "a(*b)", "a(b=c())", "a(**b)", "a.b(c=1)", "a(b=1", "(" * 10_000],
)
def test_what_is_no_spec_is_refused(text: str) -> None:
    with pytest.raises(MtqaError, match="cannot be read"):
        parse_spec(text)


def test_printed_specs_read_back() -> None:
    for text in ("bleu", "chrf(word_order=2)", "bleu(tokenize='intl', lowercase=True)", "ter(no_punct=True)"):
        assert metrics.create(text).spec == text


def test_unknown_names_and_options_list_what_there_is() -> None:
    with pytest.raises(MtqaError, match=r"no metric named 'blue'.*Did you mean 'bleu'.*bleu, chrf,.* ter"):
        metrics.create("blue")
    with pytest.raises(MtqaError, match=r"no option 'order'.*char_order"):
        metrics.create("chrf(order=3)")
    with pytest.raises(MtqaError, match="no tokenizer '14a'"):
        metrics.create("bleu(tokenize='14a')")


def test_two_plugins_of_one_name_are_refused() -> None:
    registry: ClassRegistry[Metric] = ClassRegistry("metrics", Metric)

    @registry.register
    @dataclass(frozen=True)
    class First(Metric):
        name: ClassVar[str] = "one"
        summary: ClassVar[str] = "first"

    with pytest.raises(MtqaError, match="two metrics are named 'one'"):

        @registry.register
        @dataclass(frozen=True)
        class Second(Metric):
            name: ClassVar[str] = "one"
            summary: ClassVar[str] = "second"

    with pytest.raises(TypeError, match="must be a dataclass"):
        registry.register(Metric)
    with pytest.raises(TypeError, match=r"Alone must derive from mtqa\.contracts\.Metric"):

        @registry.register  # type: ignore[arg-type]
        @dataclass(frozen=True)
        class Alone:
            name: ClassVar[str] = "alone"
            summary: ClassVar[str] = "derives from nothing"


def test_a_check_needs_a_docstring() -> None:
    registry = CheckRegistry("checks")
    with pytest.raises(TypeError, match="no docstring"):

        @registry.register("silent", category="accuracy", severity=Severity.MINOR)
        def silent(translation: Translation) -> Iterator[Problem]:
            yield from ()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("chrf(beta=x)", "the option 'beta' of the metric 'chrf' cannot be 'x'. It must be a whole number."),
        ("bleu(lowercase=1)", "It must be true or false."),
        ("bleu(tokenize=13)", "It must be a text or None."),
        ("chrf(char_order=true)", "It must be a whole number."),
    ],
)
def test_options_of_the_wrong_kind_are_refused(spec: str, words: str) -> None:
    with pytest.raises(MtqaError) as caught:
        metrics.create(spec)
    assert words in str(caught.value)


def test_none_is_the_name_of_a_tokenizer() -> None:
    assert metrics.create("bleu(tokenize=none)").spec == "bleu(tokenize='none')"
    assert metrics.create("bleu(tokenize=None)").spec == "bleu"


def test_a_value_without_a_name_is_the_first_option() -> None:
    assert metrics.create("chrf(4)").spec == "chrf(char_order=4)"
    assert str(parse_spec("chrf(4, beta=1)")) == "chrf(4, beta=1)"
    assert str(Spec("chrf", {"beta": 1, "": 4})) == "chrf(4, beta=1)"
    with pytest.raises(MtqaError, match="gives the option 'char_order' twice"):
        metrics.create("chrf(4, char_order=5)")
