"""Oracle: sacreBLEU 2.6.0 itself, through its public interface."""

from __future__ import annotations

from typing import Any

import pytest
from small import BAD, EN_DE, GOOD, REFERENCES, SOURCES

from mtqa.contracts import metrics
from mtqa.languages import LanguagePair, language

ADVERSARIAL = ("", "a", " ", "Hello\u2028world", "👍🏽 e\u0301", "x" * 300, "a b c " * 50, "\r", '1,000.50 &amp; "q"')


def theirs(spec: str, **options: Any) -> Any:
    from sacrebleu.metrics import BLEU, CHRF, TER

    return {
        "bleu": lambda: BLEU(**options),
        "bleu(tokenize='intl', lowercase=True)": lambda: BLEU(tokenize="intl", lowercase=True, **options),
        "bleu(smooth_method='add-k', smooth_value=2)": lambda: BLEU(smooth_method="add-k", smooth_value=2, **options),
        "chrf": CHRF,
        "chrf(word_order=2)": lambda: CHRF(word_order=2),
        "chrf(beta=3, whitespace=True)": lambda: CHRF(beta=3, whitespace=True),
        "ter": TER,
        "ter(normalized=True, case_sensitive=True)": lambda: TER(normalized=True, case_sensitive=True),
    }[spec]()


SPECS = [
    "bleu",
    "bleu(tokenize='intl', lowercase=True)",
    "bleu(smooth_method='add-k', smooth_value=2)",
    "chrf",
    "chrf(word_order=2)",
    "chrf(beta=3, whitespace=True)",
    "ter",
    "ter(normalized=True, case_sensitive=True)",
]


@pytest.mark.parametrize("spec", SPECS)
def test_corpus_and_segment_scores_are_sacrebleus(spec: str) -> None:
    hypotheses = [*GOOD, *BAD, *ADVERSARIAL]
    references = [*REFERENCES, *REFERENCES, *reversed(ADVERSARIAL)]
    metric = metrics.create(spec)
    matrix = metric.statistics([""] * len(hypotheses), hypotheses, [[r] for r in references])
    reference = theirs(spec)
    assert metric.scores(matrix.sum(axis=0)[None])[0] == reference.corpus_score(hypotheses, [references]).score
    assert metric.signature("1") == f"{metric.label}|{reference.get_signature()}"
    per_segment = theirs(spec, effective_order=True) if spec.startswith("bleu") else theirs(spec)
    expected = [per_segment.sentence_score(h, [r]).score for h, r in zip(hypotheses, references, strict=True)]
    assert metric.segment_scores(matrix).tolist() == expected


def test_several_references_some_of_them_missing() -> None:
    """sacreBLEU takes None for a reference that a segment does not have."""
    metric = metrics.create("bleu")
    second = ["Auf der Matte saß die Katze.", None, None, "Es kamen zwölf Leute."]
    matrix = metric.statistics(
        SOURCES, GOOD, [[r] if s is None else [r, s] for r, s in zip(REFERENCES, second, strict=True)]
    )
    reference = theirs("bleu")
    assert metric.scores(matrix.sum(axis=0)[None])[0] == reference.corpus_score(GOOD, [REFERENCES, second]).score
    assert metric.signature("var") == f"BLEU|{reference.get_signature()}"


def test_tokenizer_follows_the_target_language() -> None:
    chinese = LanguagePair(language("en"), language("zh"))
    assert "tok:zh" in metrics.create("bleu").for_languages(chinese).signature("1")
    assert "tok:13a" in metrics.create("bleu").for_languages(EN_DE).signature("1")
    assert "tok:char" in metrics.create("bleu(tokenize=char)").for_languages(chinese).signature("1")


def test_directions() -> None:
    assert {name: metrics.get(name).higher_is_better for name in ("bleu", "chrf", "ter")} == {
        "bleu": True,
        "chrf": True,
        "ter": False,
    }


def test_resampling_stands_in_the_signature_where_sacrebleu_puts_it() -> None:
    # sacreBLEU 2.6.0 prints: nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0
    signature = metrics.create("bleu").signature("1", {"bs": 1000, "seed": 12345})
    assert signature.startswith("BLEU|nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:")
