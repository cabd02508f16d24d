"""The library `evaluate` both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, SOURCES, small_corpus

import mtqa
from mtqa.contracts import metrics
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate as run

MODULE = """
import datasets
import evaluate
class SameLength(evaluate.Metric):
    def _info(self):
        text = datasets.Value("string")
        return evaluate.MetricInfo(description="d", citation="c", inputs_description="i",
            features=datasets.Features({"predictions": text, "references": text}))
    def _compute(self, predictions, references):
        gaps = [abs(len(p) - len(r)) for p, r in zip(predictions, references)]
        return {"gap": sum(gaps) / len(gaps), "gaps": gaps, "broken": float("nan")}
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    path = tmp_path / "same_length.py"
    path.write_text(MODULE)
    return path


def test_metrics_of_mtqa_are_metrics_of_evaluate() -> None:
    import evaluate
    import sacrebleu

    chrf = evaluate.load(mtqa.EVALUATE_METRIC, "chrf(word_order=2)")
    found = chrf.compute(predictions=list(GOOD), references=[[r] for r in REFERENCES])
    assert found["score"] == sacrebleu.corpus_chrf(GOOD, [REFERENCES], word_order=2).score
    assert len(found["segment_scores"]) == 4
    assert found["signature"].startswith("chrF2++|nrefs:1")
    assert chrf.compute(predictions=list(GOOD), references=list(REFERENCES))["score"] == found["score"]


def test_options_may_be_given_to_compute() -> None:
    """As those of evaluate's own chrF: https://huggingface.co/spaces/evaluate-metric/chrf."""
    import evaluate
    import sacrebleu

    chrf = evaluate.load(mtqa.EVALUATE_METRIC, "chrf")
    found = chrf.compute(predictions=list(BAD), references=list(REFERENCES), word_order=2, lowercase=True)
    assert found["score"] == sacrebleu.CHRF(word_order=2, lowercase=True).corpus_score(BAD, [REFERENCES]).score
    assert chrf.compute(predictions=list(BAD), references=list(REFERENCES))["signature"].startswith("chrF2|")
    with pytest.raises(MtqaError, match="the metric 'chrf' has no option 'words'"):
        chrf.compute(predictions=list(BAD), references=list(REFERENCES), words=2)


def test_metrics_of_mtqa_can_be_combined() -> None:
    import evaluate
    import sacrebleu

    both = evaluate.combine([evaluate.load(mtqa.EVALUATE_METRIC, spec) for spec in ("bleu", "ter")], force_prefix=True)
    found = both.compute(predictions=list(BAD), references=list(REFERENCES))
    expected = {sacrebleu.corpus_bleu(BAD, [REFERENCES]).score, sacrebleu.corpus_ter(BAD, [REFERENCES]).score}
    assert {value for key, value in found.items() if key.endswith("_score")} == expected


def test_modules_of_evaluate_are_metrics_of_mtqa(module: Path) -> None:
    """Expected: mean difference of lengths, by hand."""
    spec = f"evaluate('{module}', key=gap, higher_is_better=false)"
    evaluation = run(small_corpus(), metric_specs=[spec], check_names=[])
    bad = evaluation.score("bad", spec)
    assert bad is not None
    assert bad.value == sum(abs(len(b) - len(r)) for b, r in zip(BAD, REFERENCES, strict=True)) / 4
    assert not bad.higher_is_better
    assert evaluation.comparisons[0].delta > 0  # "good" is better, though its number is lower
    assert "sha256-" in bad.signature
    assert metrics.create(spec).statistics(SOURCES, BAD, [[r] for r in REFERENCES]).shape == (4, 2)


def test_a_module_tells_how_far_it_is(module: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(
        small_corpus(),
        metric_specs=[f"evaluate({module}, key=gap, higher_is_better=false)"],
        check_names=[],
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    inside = [(done, total) for _, done, total in told if total == 8]
    assert inside == [(n, 8) for n in range(8)]


def test_what_a_module_cannot_do_is_said(module: Path, tmp_path: Path) -> None:
    for spec, message in (
        ("evaluate(meteor, key=meteor)", "say which direction"),
        ("evaluate(meteor, higher_is_better=true)", "name the module and the key"),
    ):
        with pytest.raises(MtqaError, match=message):
            metrics.create(spec)
    for key, message in (("other", "returns no 'other'. It returns: gap, gaps, broken"), ("broken", "no number")):
        metric = metrics.create(f"evaluate('{module}', key={key}, higher_is_better=true)")
        with pytest.raises(MtqaError, match=message):
            metric.statistics(SOURCES, GOOD, [[r] for r in REFERENCES])
    with pytest.raises(MtqaError, match="no such file"):
        metrics.create(f"evaluate('{tmp_path}/none.py', key=k, higher_is_better=true)").prepare(lambda what: None)
