from __future__ import annotations

import pytest

from mtqa.errors import MtqaError
from mtqa.tables import plan_columns


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # the names that the command line's contract promises
        (["id", "document", "source", "reference", "hypothesis"], {"reference": "A", "hypothesis": "hypothesis"}),
        (["doc_id", "src", "ref", "mt"], {"ref": "A", "mt": "mt"}),
        (["source", "target"], {"target": "target"}),
        (["source", "reference.A", "reference.B", "hypothesis.X Y"], {"reference.A": "A", "hypothesis.X Y": "X Y"}),
        # and others that occur in published data
        (["Source", "refA", "ref_B", "HYP"], {"refA": "A", "ref_B": "B", "HYP": "hyp"}),
        (["src", "mt", "pe"], {"pe": "pe", "mt": "mt"}),
        (["source", "target", "mt.engine"], {"target": "target", "mt.engine": "engine"}),
    ],
)
def test_meanings_are_guessed_from_names(columns: list[str], expected: dict[str, str]) -> None:
    plan = plan_columns(columns)
    assert plan.source in ("source", "src", "Source")
    names = {column: label.partition(".")[2] for column, label in plan.texts.items()}
    assert expected.items() <= names.items()
    assert plan.extra == ()


def test_beside_machine_translation_the_target_is_the_reference() -> None:
    assert plan_columns(["source", "target", "mt"]).texts == {"target": "reference.A", "mt": "hypothesis.mt"}


def test_columns_of_languages() -> None:
    assert {c: str(v) for c, v in plan_columns(["English", "български", "x"]).by_language.items()} == {
        "English": "en",
        "български": "bg",
    }
    assert [str(v) for v in plan_columns(["translation.en", "translation.zh_CN"]).by_language.values()] == [
        "en",
        "zh-CN",
    ]


def test_what_is_told_comes_before_what_is_guessed() -> None:
    plan = plan_columns(
        ["source", "English", "DeepL", "hypothesis"], {"source": "English", "hypothesis.deepl": "DeepL"}
    )
    assert plan.source == "English"
    assert plan.texts["DeepL"] == "hypothesis.deepl"
    assert plan.extra == ("source",)


@pytest.mark.parametrize(
    ("columns", "told", "complaint"),
    [
        (["a", "b"], {}, r"no column is the source \(there are: 'a', 'b'\).*--column source=a"),
        (["source", "src"], {}, "both 'source' and 'src' could be the source"),
        (["source", "source"], {}, "two columns are named 'source'"),
        (["source", "ref.A", "reference.A"], {"reference.A": "ref.A"}, ""),
        (["source"], {"hypothesis": "mt"}, "no column 'mt'.*There are: 'source'"),
        (["source", "x"], {"colour": "x"}, "'colour' is not something that a column can hold"),
    ],
)
def test_what_cannot_be_understood(columns: list[str], told: dict[str, str], complaint: str) -> None:
    if not complaint:
        assert plan_columns(columns, told).extra == ("reference.A",)
        return
    with pytest.raises(MtqaError, match=complaint):
        plan_columns(columns, told)
