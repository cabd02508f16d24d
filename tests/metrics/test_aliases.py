"""Names of metrics as people write them."""

from __future__ import annotations

import pytest

from mtqa.contracts import metrics
from mtqa.errors import MtqaError


@pytest.mark.parametrize(
    ("written", "spec"),
    [
        ("chrf++", "chrf(word_order=2)"),
        ("chrF++", "chrf(word_order=2)"),
        ("chrF2++", "chrf(word_order=2)"),
        ("chrF2", "chrf"),
        ("chrF", "chrf"),
        ("BLEU", "bleu"),
        ("sacreBLEU", "bleu"),
        ("BLEU(lowercase=true)", "bleu(lowercase=True)"),
        ("chrF++(lowercase=true)", "chrf(word_order=2, lowercase=True)"),
        ("spBLEU", "bleu(tokenize='flores101')"),
        ("spbleu-1K", "bleu(tokenize='spBLEU-1K')"),
        ("TER", "ter"),
        ("COMET", "comet"),
        ("wmt22-comet-da", "comet"),
        ("Unbabel/wmt22-comet-da", "comet"),
        ("Unbabel/wmt20-comet-da", "comet(model='Unbabel/wmt20-comet-da')"),
        ("wmt22-cometkiwi-da", "cometkiwi"),
        ("Unbabel/XCOMET-XXL", "xcomet(model='Unbabel/XCOMET-XXL')"),
        ("BERTScore", "bertscore"),
        ("MetricX-24", "metricx"),
    ],
)
def test_names_that_people_write(written: str, spec: str) -> None:
    assert metrics.create(written).spec == spec
    assert metrics.create(metrics.canonical(written)).spec == spec


def test_every_alias_is_a_spec_and_no_name_of_another_metric() -> None:
    seen: dict[str, str] = {}
    for name in metrics.names():
        for alias, spec in getattr(metrics.get(name), "aliases", {}).items():
            assert alias == alias.casefold()
            assert seen.setdefault(alias, name) == name
            assert alias not in metrics.names()
            assert metrics.create(spec).name == name


def test_an_alias_is_not_contradicted() -> None:
    with pytest.raises(MtqaError, match=r"'chrF\+\+' stands for chrf\(word_order=2\), which"):
        metrics.create("chrF++(word_order=1)")
    with pytest.raises(MtqaError, match="there is no metric named 'chfr'"):
        metrics.create("chfr")
