"""Neural metrics through `evaluate` and `mtqa score`, with tiny random models."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, SOURCES, small_corpus
from tiny_comet import build
from tiny_encoders import METRICX_CASES, bert, metricx

from mtqa.contracts import metrics
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate, measure_systems
from mtqa.evaluation.texts_on_demand import OnDemand
from mtqa.languages import LanguagePair, language

pytestmark = pytest.mark.torch


def expected_of(what: str) -> Mapping[str, list[float]]:
    """What the official program gave, by model."""
    path = Path(__file__).parent.parent / "neural" / f"{what}_expected.json"
    found: Mapping[str, list[float]] = json.loads(path.read_text(encoding="utf-8"))["models"]
    return found


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for name in ("regression-xlmr-avg", "unified-source", "xcomet-xlmr"):
        build(name, folder / name)
    bert(folder / "bert")
    metricx(folder / "metricx-24")
    return folder


def test_comet_has_segments_intervals_comparisons_and_a_signature(models: Path, tmp_path: Path) -> None:
    spec = f"comet(model='{models / 'regression-xlmr-avg'}')"
    first = evaluate(small_corpus(), metric_specs=[spec], check_names=[], cache=tmp_path)
    score = first.score("good", spec)
    assert score is not None
    assert score.value == pytest.approx(sum(v or 0 for v in score.segment_values) / 4, abs=1e-12)
    assert score.interval is not None
    assert len(first.comparisons) == 1
    for part in ("COMET|model:", "sha256-", "float32", "torch:", "transformers:", "nrefs:1", "refs:max", "bs:1000"):
        assert part in score.signature
    assert "torch" in first.versions
    assert evaluate(small_corpus(), metric_specs=[spec], check_names=[], cache=tmp_path).scores == first.scores
    kept = list((tmp_path / "neural").glob("*.jsonl"))
    assert len(kept) == 1
    assert len(kept[0].read_bytes().split(b"\n")) == 1 + 2 * 4 + 1  # what it is, two systems of four segments, the end


def test_a_model_is_not_loaded_where_all_scores_are_kept(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = models / "metricx-24"
    specs = [f"comet(model={models / 'regression-xlmr-avg'})", f"metricx(model={folder}, tokenizer={folder})"]
    first = evaluate(small_corpus(), metric_specs=specs, check_names=[], cache=tmp_path)

    def forbidden(*arguments: object, **options: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("mtqa.neural.comet_checkpoint.load_comet", forbidden)
    monkeypatch.setattr("mtqa.neural.metricx_model.read_metricx", forbidden)
    assert evaluate(small_corpus(), metric_specs=specs, check_names=[], cache=tmp_path).scores == first.scores


def test_error_spans_of_xcomet_become_findings(models: Path) -> None:
    evaluation = evaluate(small_corpus(), metric_specs=[f"xcomet(model='{models / 'xcomet-xlmr'}')"], check_names=[])
    assert evaluation.findings
    for finding in evaluation.findings:
        text = next(h for s in evaluation.corpus.systems if s.name == finding.system for h, g in zip(
            s.hypotheses, evaluation.corpus.segments, strict=True) if g.id == finding.segment_id)  # fmt: skip
        assert finding.check == "xcomet"
        assert all(0 <= span.start < span.end <= len(text or "") for span in finding.spans)
    assert "xcomet" in evaluation.checks
    assert any("CC BY-NC-SA 4.0: not for commercial use" in warning for warning in evaluation.warnings)


def test_without_references_cometkiwi_still_scores(models: Path) -> None:
    spec = f"cometkiwi(model='{models / 'unified-source'}')"
    evaluation = evaluate(small_corpus(references=[None] * 4), metric_specs=[spec], check_names=[])
    assert len(evaluation.scores) == 2


def test_the_best_of_several_references_counts(models: Path) -> None:
    model = models / "regression-xlmr-avg"
    best, mean = (metrics.create(f"comet(model='{model}', references={how})") for how in ("max", "mean"))
    singles = [best.statistics(SOURCES, GOOD, [[r] for r in texts])[:, 0] for texts in (REFERENCES, BAD)]
    both = [[a, b] for a, b in zip(REFERENCES, BAD, strict=True)]
    assert best.statistics(SOURCES, GOOD, both)[:, 0] == pytest.approx(list(map(max, zip(*singles, strict=True))))
    assert mean.statistics(SOURCES, GOOD, both)[:, 0] == pytest.approx((singles[0] + singles[1]) / 2)
    assert "refs:mean" in mean.signature("2")


def test_a_language_that_the_encoder_does_not_know_is_told(models: Path) -> None:
    metric = metrics.create(f"comet(model='{models / 'regression-xlmr-avg'}')")
    assert metric.remarks(LanguagePair(language("en"), language("de"))) == ()
    assert "not trained on Maltese" in metric.remarks(LanguagePair(language("en"), language("mt")))[0]


def test_windows_reach_the_report(models: Path) -> None:
    corpus = small_corpus([("s", ("Die Katze " * 40, *GOOD[1:]))])
    evaluation = evaluate(corpus, metric_specs=[f"comet(model='{models / 'regression-xlmr-avg'}')"], check_names=[])
    assert any("1 of 4 segments are longer than the 126 tokens" in warning for warning in evaluation.warnings)


def test_large_corpora_are_read_and_scored_some_segments_at_a_time(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many segments as make up the translations that are held in memory: with two systems three of six."""
    asked: list[int] = []

    def reading(self: OnDemand[object], which: slice) -> list[object]:
        asked.append(which.stop - which.start)
        return [self.read(position) for position in self.positions[which]]

    corpus = small_corpus([("s", ("Die Katze " * 40, *GOOD[1:])), ("t", BAD)])
    for name, kind in (("regression-xlmr-avg", "comet"), ("xcomet-xlmr", "xcomet")):
        metric = metrics.create(f"{kind}(model='{models / name}')")
        whole = measure_systems(corpus, metric)
        with monkeypatch.context() as patch:
            patch.setattr("mtqa.metrics._neural_metric._STRETCH", 6)
            patch.setattr(OnDemand, "__getitem__", reading)
            found = measure_systems(corpus, metric)
        assert set(asked) == {3}
        for one, other in zip(whole, found, strict=True):
            assert other.statistics == pytest.approx(one.statistics, abs=1e-6)
            assert [f.segment_id for f in other.findings] == [f.segment_id for f in one.findings]
            assert other.warnings == one.warnings
        assert any("1 of 4 segments are longer" in warning for warning in found[0].warnings)
    assert found[0].findings


def test_what_is_not_on_this_machine_is_not_downloaded_unasked() -> None:
    with pytest.raises(MtqaError, match=r"not on this machine \(licence: CC BY-NC-SA 4.0\).*hf download Unbabel/"):
        metrics.create("cometkiwi").statistics(SOURCES, GOOD, [[] for _ in GOOD])
    with pytest.raises(MtqaError, match="HF_HUB_OFFLINE or --offline forbids"):
        metrics.create("xcomet").prepare(lambda what: None)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_is_near_and_stands_in_the_signature(models: Path, precision: str) -> None:
    """bfloat16 keeps 8 bits and float16 11 of a number, so that a sum over a few layers is off by some per cent."""
    folder = models / "metricx-24"
    for spec, allowed in (
        (f"comet(model={models / 'regression-xlmr-avg'}", 0.05),
        (f"xcomet(model={models / 'xcomet-xlmr'}", 0.1),
        (f"metricx(model={folder}, tokenizer={folder}", 0.5),
        (f"bertscore(model={models / 'bert'}, layer=2", 0.01),
    ):
        single, half = (metrics.create(f"{spec}, precision={name})") for name in ("float32", precision))
        references = [[r] for r in REFERENCES]
        found, expected = (metric.statistics(SOURCES, BAD, references)[:, 0] for metric in (half, single))
        assert found == pytest.approx(expected, abs=allowed)
        assert (found != expected).any()
        assert f"|{precision}|" in half.signature("1")
        assert f"|{precision}|" not in single.signature("1")


def test_options_are_checked() -> None:
    for spec, message in (
        ("comet(references=median)", "references is one of max, mean"),
        ("bertscore(long=cut)", "long is one of windows, refuse"),
        ("metricx(generation='25')", "generation is auto"),
        ("comet(device=tpu)", "device is one of"),
    ):
        with pytest.raises(MtqaError, match=message):
            metrics.create(spec)


def test_mtqa_score_prints_comet(models: Path, tmp_path: Path) -> None:
    for name, lines in (("src", SOURCES), ("ref", REFERENCES), ("hyp", GOOD)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = f"comet(model='{models / 'regression-xlmr-avg'}')"
    command = [sys.executable, "-m", "mtqa", "score", "ref", "-i", "hyp", "-s", "src", "-m", spec]
    plain = subprocess.run([*command, "-b"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    found = json.loads(
        subprocess.run([*command, "-f", "json"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    )
    assert plain == f"{found[0]['value']:.4f}\n"
    missing = subprocess.run(command[:7] + command[9:], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert missing.returncode == 3
    assert "COMET needs the source text" in missing.stderr


def test_mtqa_score_shows_how_far_a_model_is_on_a_terminal(models: Path, tmp_path: Path) -> None:
    import os
    import pty

    for name, lines in (("src", SOURCES), ("ref", REFERENCES), ("hyp", GOOD)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = f"comet(model={models / 'regression-xlmr-avg'})"
    command = [sys.executable, "-m", "mtqa", "score", "ref", "-i", "hyp", "-s", "src", "-m", spec]
    settings = {**os.environ, "MTQA_CACHE": str(tmp_path / "cache"), "TERM": "xterm", "COLUMNS": "120"}
    for options, shown in (([], True), (["-q"], False)):
        ours, theirs = pty.openpty()
        done = subprocess.Popen([*command, *options], cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, env=settings)
        os.close(theirs)
        output = b""
        with contextlib.suppress(OSError):
            while part := os.read(ours, 4096):
                output += part
        os.close(ours)
        printed, _ = done.communicate()
        assert done.returncode == 0
        assert (b"4/4" in output) == shown
        assert b"4/4" not in printed
        shutil.rmtree(tmp_path / "cache")


def test_the_gate_scores_only_what_changed(models: Path, tmp_path: Path) -> None:
    from mtqa.gating import accept, gate
    from mtqa.gating.policy import MetricRule, Policy
    from mtqa.gating.verdicts import text_report

    policy = Policy(metrics=(MetricRule(f"comet(model='{models / 'regression-xlmr-avg'}')"),), findings=())
    accept(small_corpus([("s", GOOD)]), tmp_path / "accepted.json", policy, scores=tmp_path / "scores")
    (kept,) = (tmp_path / "scores" / "neural").iterdir()
    before = kept.read_bytes().count(b"\n")
    corpus = small_corpus([("s", (BAD[0], *GOOD[1:]))])
    result = gate(corpus, tmp_path / "accepted.json", policy, scores=tmp_path / "scores")
    assert kept.read_bytes().count(b"\n") == before + 1
    (change,) = result.changes
    assert f"{change.accepted:.4f} to {change.current:.4f} ({-change.loss:+.4f})" in text_report(result)


def test_systems_are_compared_with_as_many_decimals_as_they_deserve(models: Path, tmp_path: Path) -> None:
    for name, lines in (("source.en.txt", SOURCES), ("reference.A.de.txt", REFERENCES)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "systems").mkdir()
    for name, lines in (("good", GOOD), ("bad", BAD)):
        (tmp_path / "systems" / f"{name}.de.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = f"comet(model={models / 'regression-xlmr-avg'})"
    command = [sys.executable, "-m", "mtqa", "compare", ".", "--metric", spec, "--output", "out"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert re.search(r"good +-?\d\.\d{4} +-?\d\.\d{4} – ", printed)


# ---- MetricX ----


@pytest.mark.parametrize("name", METRICX_CASES)
def test_metricx_is_that_of_the_official_program(name: str, tmp_path: Path) -> None:
    """Expected values by `predict.py` of google-research/metricx; `metricx_expected.json` says which."""
    generation, without_reference, tied = METRICX_CASES[name]
    folder = metricx(tmp_path / name, tied=tied)
    spec = f"metricx{'_qe' * without_reference}(model='{folder}', tokenizer='{folder}', generation='{generation}')"
    found = metrics.create(spec).statistics(SOURCES, BAD, [[r] for r in REFERENCES])
    assert found[:, 0] == pytest.approx(expected_of("metricx")[name], abs=1e-5)


def test_the_expected_values_of_metricx_tell_its_kinds_apart() -> None:
    expected = expected_of("metricx")
    assert list(expected) == list(METRICX_CASES)
    values = [round(value, 3) for of_case in expected.values() for value in of_case]
    assert len(set(values)) == len(values)
    assert all(0 < value < 25 for value in values)


def test_scores_of_metricx_stay_in_their_range(models: Path) -> None:
    """0 to 25 is laid down by the official class, whatever the weights."""
    import torch
    from safetensors.torch import load_file, save_file

    weights = models / "metricx-24" / "model.safetensors"
    state = load_file(weights)
    for factor, expected in ((100.0, 25.0), (-1.0, 0.0)):
        folder = models / f"metricx-24-{expected:.0f}"
        shutil.copytree(models / "metricx-24", folder)
        save_file({**state, "lm_head.weight": torch.mul(state["lm_head.weight"], factor)}, folder / weights.name)
        metric = metrics.create(f"metricx(model='{folder}', tokenizer='{folder}')")
        assert metric.statistics(SOURCES, BAD, [[r] for r in REFERENCES])[:, 0].tolist() == [expected] * 4


def test_a_foreign_model_is_no_metricx(models: Path) -> None:
    shutil.copytree(models / "metricx-24", models / "few-words")
    (models / "few-words" / "config.json").write_text('{"model_type": "mt5", "vocab_size": 100}')
    for folder, message in ((models / "bert", "not an mT5"), (models / "few-words", "has no word 250089")):
        with pytest.raises(MtqaError, match=message):
            metrics.create(f"metricx(model='{folder}', tokenizer='{folder}')").statistics(
                SOURCES, GOOD, [[r] for r in REFERENCES]
            )
    assert not metrics.get("metricx").higher_is_better


# ---- BERTScore ----


@pytest.mark.parametrize(("name", "idf"), [("plain", False), ("idf", True), ("best", False)])
def test_bertscore_is_that_of_the_package_bert_score(models: Path, name: str, idf: bool) -> None:
    """Expected values by bert-score 0.3.13 on the same model: `score(..., model_type=FOLDER, num_layers=2)`."""
    metric = metrics.create(f"bertscore(model='{models / 'bert'}', layer=2, idf={idf})")
    others = GOOD if name == "best" else REFERENCES
    found = metric.statistics(
        SOURCES, BAD, [list(dict.fromkeys(pair)) for pair in zip(REFERENCES, others, strict=True)]
    )
    assert found[:, 0] == pytest.approx(expected_of("bertscore")[name], abs=1e-5)


def test_bertscore_needs_an_encoder(models: Path) -> None:
    with pytest.raises(MtqaError, match=r"is no encoder: it generates text \(mt5\)"):
        metrics.create(f"bertscore(model='{models / 'metricx-24'}')").statistics(SOURCES, BAD, [["x"]] * 4)


def test_bertscore_layers_must_exist(models: Path) -> None:
    with pytest.raises(MtqaError, match="has no layer 7"):
        metrics.create(f"bertscore(model='{models / 'bert'}', layer=7)").statistics(SOURCES, BAD, [["x"]] * 4)


# ---- similarity of vectors ----


@pytest.mark.embed
def test_embedding_similarity_is_a_cosine_and_says_what_it_is_worth() -> None:
    evaluation = evaluate(small_corpus(), metric_specs=["embedding"], check_names=[])
    good, bad = (evaluation.score(name, "embedding") for name in ("good", "bad"))
    assert good is not None
    assert bad is not None
    assert good.segment_values[0] == pytest.approx(1.0, abs=1e-6)  # the same text as the reference
    assert (good.value or 0) > (bad.value or 0)
    assert any("never a verdict" in w and ".816 against chrF's .795" in w for w in evaluation.warnings)


# ---- without PyTorch, without the network ----


def test_metrics_are_listed_without_pytorch() -> None:
    code = (
        "import sys\n"
        "from mtqa.contracts import metrics\n"
        "for name in metrics.names(): metrics.get(name)\n"
        "metrics.create('comet'), metrics.create('metricx'), metrics.create('bertscore'), metrics.create('embedding')\n"
        "print(sorted({'torch', 'transformers', 'evaluate', 'numpy', 'huggingface_hub'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "[]"
    listed = subprocess.run(
        [sys.executable, "-m", "mtqa", "list", "metrics"], check=True, capture_output=True, text=True
    )
    for part in (
        *("lower is better, 0 (best) to 25", "CC BY-NC-SA 4.0", "needs source and reference"),
        *("95 languages, of the EU's all but Maltese", "of the EU's all but Croatian", "downloads 13.9 GB"),
    ):
        assert part in " ".join(listed.stdout.split())


def test_a_missing_pytorch_is_said_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.models.model_files.find_spec", lambda package: None)
    with pytest.raises(MtqaError, match=r"The metric comet needs the package torch.*pip install 'mtqa\[neural\]'"):
        metrics.create("comet").statistics(SOURCES, GOOD, [[r] for r in REFERENCES])


def test_gated_models_say_how_to_get_access(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub
    from huggingface_hub.errors import GatedRepoError

    class Gated:
        def model_info(self, *arguments: object, **options: object) -> None:
            # What older versions of the hub's library are built on, and newer ones.
            httpx = importlib.import_module("httpx2" if importlib.util.find_spec("httpx2") else "httpx")
            raise GatedRepoError("gated", response=httpx.Response(403, request=httpx.Request("GET", "https://x")))

    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(huggingface_hub, "HfApi", Gated)
    with pytest.raises(MtqaError, match=r"accept its terms.*https://huggingface.co/Unbabel/XCOMET-XL.*hf auth login"):
        metrics.create("xcomet").prepare(lambda what: None)


def test_size_and_licence_are_told_before_a_download(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    import huggingface_hub

    class Hub:
        def model_info(self, *arguments: object, **options: object) -> SimpleNamespace:
            files = [SimpleNamespace(rfilename=n, size=s) for n, s in (("hparams.yaml", 1), ("x.bin", 9e9))]
            files.append(SimpleNamespace(rfilename="checkpoints/model.ckpt", size=2_300_000_000))
            return SimpleNamespace(siblings=files, tags=["license:cc-by-nc-sa-4.0"])

    asked: list[str] = []

    def refuse(what: str) -> None:
        asked.append(what)
        raise MtqaError("no")

    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(huggingface_hub, "HfApi", Hub)
    with pytest.raises(MtqaError, match="no"):
        metrics.create("cometkiwi").prepare(refuse)
    assert asked == [
        "The model 'Unbabel/wmt22-cometkiwi-da' has to be downloaded from the hub: 2.3 GB, licence CC BY-NC-SA 4.0."
    ]


# ---- what is loaded ----

_NEEDLESS = {
    *("accelerate.test_utils", "datasets", "evaluate", "jax", "matplotlib", "nltk", "pandas", "pyarrow", "ray", "rich"),
    *("sentence_transformers", "sklearn", "tensorflow", "torch.utils.tensorboard", "torchaudio", "torchvision"),
    *("transformers.pipelines", "transformers.trainer"),
}
"""Heavy, perhaps installed, and of no use to a score."""


@pytest.mark.parametrize(
    ("spec", "needless"),
    [
        ("comet(model={}/regression-xlmr-avg)", _NEEDLESS),
        ("xcomet(model={}/xcomet-xlmr)", _NEEDLESS),
        ("bertscore(model={}/bert, layer=1)", _NEEDLESS),
        ("metricx(model={0}/metricx-24, tokenizer={0}/metricx-24)", _NEEDLESS),
        pytest.param("embedding", {*_NEEDLESS, "scipy", "torch", "transformers"}, marks=pytest.mark.embed),
    ],
    ids=lambda value: value.partition("(")[0] if isinstance(value, str) else "",
)
def test_only_what_the_model_needs_is_loaded(spec: str, needless: set[str], models: Path, tmp_path: Path) -> None:
    for name, lines in (("source", SOURCES), ("hypothesis", GOOD), ("reference", REFERENCES)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["score", "reference", "-i", "hypothesis", "-s", "source", "-m", spec.format(models)]
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('loaded:', sorted({needless!r} & set(sys.modules))))\n"
        f"sys.argv = ['mtqa', *{arguments!r}]\n"
        "from mtqa.cli.run import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    score, loaded = done.stdout.strip().split("\n")
    assert re.search(r" = -?\d+\.\d+$", score)
    assert loaded == "loaded: []"
