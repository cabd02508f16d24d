"""Modules of evaluate that count over a corpus: their number is that of `compute` on the whole, as published with them.

The modules are written here with the structure of huggingface/evaluate's own (`metrics/sacrebleu`, `ter`, `wer`,
`meteor`, `bertscore`, `rouge`), which cannot be fetched in the tests; expected values are what `evaluate.load(...)
.compute(...)` gives, and sacreBLEU.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sacrebleu
from engine.lines import WORDS, random_change
from small import BAD, GOOD, REFERENCES, small_corpus

import mtqa
from mtqa.contracts import metrics
from mtqa.errors import MtqaError
from mtqa.gating.policy import MetricRule

_HEAD = """
import datasets
import evaluate
import numpy as np
import sacrebleu as library


class Module(evaluate.Metric):
    def _info(self):
        text = datasets.Value("string")
        many = datasets.Sequence(text)
        return evaluate.MetricInfo(
            description="d", citation="c", inputs_description="i",
            features=[datasets.Features({"predictions": text, "references": kind}) for kind in KINDS(text, many)],
        )

    def _compute(self, predictions, references):
        lists = [[one] if isinstance(one, str) else one for one in references]
        streams = [list(texts) for texts in zip(*lists)]
"""
_BOTH, _TEXT, _LISTS = "text, many: [many, text]", "text, many: [text]", "text, many: [many]"
_MODULES = {
    "sacrebleu": (_BOTH, "score = library.corpus_bleu(predictions, streams); return vars(score)"),
    "ter": (_LISTS, "score = library.corpus_ter(predictions, streams); return {'score': score.score}"),
    "chrf": (_LISTS, "return {'score': library.corpus_chrf(predictions, streams).score}"),
    "wer": (
        _TEXT,
        "pairs = list(zip(predictions, references));"
        " wrong = sum(len(set(a.split()) ^ set(b.split())) for a, b in pairs);"
        " return {'score': wrong / sum(len(b.split()) for _, b in pairs)}",
    ),
    "short_fails": (
        _TEXT,
        "lengths = [len(p.split()) for p in predictions]; assert sum(lengths) > 9, 'too short';"
        " return {'score': sum(lengths) / len(''.join(predictions))}",
    ),
    "meteor": (_TEXT, "return {'score': float(np.mean([len(p) / len(r) for p, r in zip(predictions, references)]))}"),
    "single": (_TEXT, "return {'score': np.mean(np.array([len(p) / 7 for p in predictions], dtype=np.float32))}"),
    "bertscore": (_BOTH, "return {'score': [len(p) / max(map(len, r)) for p, r in zip(predictions, lists)]}"),
    "rouge": (_TEXT, "return {'score': float(np.random.rand()) + len(predictions)}"),
    "by_order": (_BOTH, "return {'score': [1.0, 2.0, 3.0, 4.0]}"),
}
_OF_CORPORA = ("sacrebleu", "ter", "chrf", "wer", "short_fails")
_OF_SEGMENTS = ("meteor", "single", "bertscore")


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    for name, (kinds, body) in _MODULES.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.py").write_text(f"{_HEAD.replace('KINDS', f'(lambda {kinds})')}        {body}\n")
    return tmp_path


def _spec(modules: Path, name: str) -> str:
    return f"evaluate('{modules / name / name}.py', key=score, higher_is_better=true)"


@pytest.fixture(scope="module")
def texts() -> tuple[list[str], list[str]]:
    generator = random.Random(8)
    lines = [" ".join(generator.choices(WORDS, k=generator.randrange(1, 25))) + "." for _ in range(40)]
    return [random_change(generator, line) for line in lines], lines


@pytest.mark.parametrize("name", [*_OF_CORPORA, *_OF_SEGMENTS])
def test_the_number_is_that_of_compute_on_the_whole(
    modules: Path, texts: tuple[list[str], list[str]], name: str
) -> None:
    import evaluate

    loaded = evaluate.load(str(modules / name / f"{name}.py"), module_type="metric")
    references = [[text] for text in texts[1]] if _MODULES[name][0] == _LISTS else texts[1]
    expected = loaded.compute(predictions=texts[0], references=references)["score"]
    expected = sum(expected) / len(expected) if isinstance(expected, list) else expected
    score = mtqa.score(*texts, metrics=_spec(modules, name), confidence=True)[_spec(modules, name)]
    assert score.value == pytest.approx(float(expected), rel=1e-6)
    if name in _OF_CORPORA:
        assert (score.interval, "|over:corpus|" in score.signature, "bs:" in score.signature) == (None, True, False)
    else:
        assert score.interval is not None
        assert "|mean:segments|" in score.signature
        assert len(score.segment_values) == 40


def test_bleu_by_evaluate_is_bleu(modules: Path, texts: tuple[list[str], list[str]]) -> None:
    spec = _spec(modules, "sacrebleu")
    scores = mtqa.score(*texts, metrics=(spec, "bleu"))
    assert scores[spec].value == scores["bleu"].value == sacrebleu.corpus_bleu(texts[0], [texts[1]], force=True).score
    assert scores.warnings == (
        "sacrebleu.score is computed over the whole corpus: it has no interval and is not tested. mtqa's own metrics"
        " (bleu, chrf, ter) have both.",
    )
    two = mtqa.score(texts[0], [texts[1], texts[0]], metrics=(spec, "bleu"))
    assert two[spec].value == two["bleu"].value == pytest.approx(100)


def test_systems_of_a_corpus_are_compared_and_nothing_is_tested(modules: Path, tmp_path: Path) -> None:
    spec = _spec(modules, "ter").replace("better=true", "better=false")
    evaluation = mtqa.evaluate(small_corpus(), metric_specs=[spec, "ter"], check_names=[])
    for name, hypotheses in (("good", GOOD), ("bad", BAD)):
        score = evaluation.score(name, spec)
        assert score is not None
        assert score.value == sacrebleu.corpus_ter(hypotheses, [REFERENCES]).score
        assert (score.interval, score.documents) == (None, ())
        assert list(score.segment_values) == list(evaluation.score(name, "ter").segment_values)  # type: ignore[union-attr]
    own, theirs = (next(c for c in evaluation.comparisons if c.metric == metric) for metric in ("ter", spec))
    assert (theirs.delta, theirs.p_value, theirs.interval) == (own.delta, None, None)
    written = mtqa.write_reports(evaluation, tmp_path / "out", ["html", "md", "tsv", "latex"])
    again = mtqa.read_evaluation(next(path for path in written if path.name == "evaluation.json"))
    assert [score.value for score in again.scores] == [score.value for score in evaluation.scores]
    assert again.comparisons == evaluation.comparisons
    missing = mtqa.evaluate(small_corpus([("s", (*GOOD[:3], None))]), metric_specs=spec, check_names=[]).scores[0]
    assert (missing.value, missing.n_missing) == (sacrebleu.corpus_ter(GOOD[:3], [REFERENCES[:3]]).score, 1)


def test_a_module_that_cannot_score_one_segment_scores_none(modules: Path, tmp_path: Path) -> None:
    score = mtqa.evaluate(small_corpus(), metric_specs=_spec(modules, "short_fails"), check_names=[]).scores[0]
    assert score.value == pytest.approx(sum(len(text.split()) for text in GOOD) / len("".join(GOOD)))
    assert set(score.segment_values) == {None}


def test_the_gate_does_not_judge_by_what_it_cannot_test(modules: Path, tmp_path: Path) -> None:
    policy = mtqa.Policy(metrics=(MetricRule(_spec(modules, "sacrebleu")),))
    with pytest.raises(MtqaError, match="computed over the whole corpus, so whether a drop is chance cannot be tested"):
        mtqa.accept(small_corpus(), tmp_path / "accepted.json", policy)


def test_random_modules_give_the_same_number_again(modules: Path) -> None:
    spec = _spec(modules, "rouge")
    first, again = (mtqa.score(GOOD, REFERENCES, metrics=spec)[spec].value for _ in range(2))
    assert first == again


def test_several_numbers_are_no_score(modules: Path) -> None:
    """Four numbers for four segments are not one for each, as one segment shows."""
    with pytest.raises(MtqaError, match=r"'score' of the evaluate module '.*' is 4 numbers, and not one for each"):
        mtqa.score(GOOD, REFERENCES, metrics=_spec(modules, "by_order"))


def test_a_module_that_takes_one_reference_says_so(modules: Path) -> None:
    with pytest.raises(MtqaError, match="takes one reference for each segment"):
        mtqa.score(GOOD, [REFERENCES, REFERENCES], metrics=_spec(modules, "wer"))


def test_folders_are_signed_by_content(modules: Path) -> None:
    spec = f"evaluate('{modules / 'ter'}', key=score, higher_is_better=false)"
    signature = metrics.create(spec).signature("1")
    assert "|revision:sha256-" in signature
    assert metrics.create(spec).signature("1") == signature
    (modules / "ter" / "more.py").write_text("")
    changed = metrics.create(spec).signature("1")
    assert changed != signature
    assert "|revision:sha256-" in changed
