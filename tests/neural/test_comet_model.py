"""COMET models against the official package (unbabel-comet 2.2.7): its scores are in `comet_expected.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_comet import CASES, TRIPLES, build

from mtqa.errors import MtqaError
from mtqa.models import choose_place
from mtqa.neural import CometModel, score_systems
from mtqa.neural.comet_checkpoint import find_comet, load_comet, read_settings
from mtqa.neural.items import Item

pytestmark = pytest.mark.torch
EXPECTED = json.loads(Path(__file__).with_name("comet_expected.json").read_text(encoding="utf-8"))["models"]


def load(folder: Path, with_reference: bool = True) -> CometModel:
    return CometModel(load_comet(find_comet(str(folder)), choose_place("cpu")), with_reference)


def test_every_case_has_an_expected_value() -> None:
    assert list(EXPECTED) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_scores_are_those_of_the_official_package(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    model = load(build(name, tmp_path / name), case.with_reference)
    items = [Item(s, h, r if case.with_reference else None) for s, h, r in TRIPLES]
    assert max(model.lengths(items)) <= model.limit
    scores = model.start(items)()
    assert [score.value for score in scores] == pytest.approx(EXPECTED[name]["scores"], abs=1e-5)
    for score, spans in zip(scores, EXPECTED[name]["spans"] or [[] for _ in scores], strict=True):
        wanted = [span for span in spans if span[0] < span[1]]
        assert [[span.start, span.end, span.severity] for span in score.spans] == [span[:3] for span in wanted]
        assert [span.confidence for span in score.spans] == pytest.approx([span[3] for span in wanted], abs=1e-5)


def test_no_expected_value_is_one_that_any_model_would_give() -> None:
    for name, expected in EXPECTED.items():
        assert len({round(score, 4) for score in expected["scores"]}) == len(TRIPLES), name


def test_the_fixtures_have_spans_of_several_severities() -> None:
    spans = [span for name in EXPECTED if name.startswith("xcomet") for of in EXPECTED[name]["spans"] for span in of]
    assert len({span[2] for span in spans}) > 1


def test_batches_and_other_systems_change_no_score(tmp_path: Path) -> None:
    model = load(build("regression-xlmr-norm", tmp_path / "m"))
    sources, hypotheses, references = (list(texts) for texts in zip(*TRIPLES, strict=True))
    both = score_systems(model, sources, [hypotheses, references], [[r] for r in references])
    alone = score_systems(model, sources, [hypotheses], [[r] for r in references])
    assert [s.value for s in both[0].segments] == pytest.approx([s.value for s in alone[0].segments], abs=1e-6)


def test_long_texts_are_never_cut(tmp_path: Path) -> None:
    model = load(build("regression-xlmr-avg", tmp_path / "m"))
    scores = score_systems(model, ["The cat " * 60], [["Die Katze " * 60]], [["Die Katze " * 60]])
    assert scores[0].n_windowed == 1


def test_a_pickle_that_wants_code_is_refused(tmp_path: Path) -> None:
    import torch

    folder = build("regression-xlmr-avg", tmp_path / "m")
    torch.save({"state_dict": {}, "callback": Path}, folder / "checkpoints" / "model.ckpt")
    with pytest.raises(MtqaError, match=r"wants to run code while it is read \(pathlib"):
        load(folder)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 broken"])
def test_damaged_checkpoints_are_refused(content: bytes, tmp_path: Path) -> None:
    folder = build("regression-xlmr-avg", tmp_path / "m")
    (folder / "checkpoints" / "model.ckpt").write_bytes(content)
    with pytest.raises(MtqaError, match=r"model\.ckpt"):
        load(folder)


def test_foreign_checkpoints_are_refused_with_the_reason(tmp_path: Path) -> None:
    import torch

    folder = build("regression-xlmr-avg", tmp_path / "m")
    path = folder / "checkpoints" / "model.ckpt"
    content = torch.load(path, weights_only=True)
    for change, message in (
        (lambda state: state.pop("encoder.model.embeddings.word_embeddings.weight"), "it lacks embeddings.word_emb"),
        (lambda state: state.pop("estimator.ff.0.bias"), "no regression head"),
        (lambda state: state.pop("layerwise_attention.gamma"), "how the encoder's layers are mixed"),
        (lambda state: state.clear(), "holds no encoder"),
    ):
        state = dict(content["state_dict"])
        change(state)
        torch.save({**content, "state_dict": state}, path)
        with pytest.raises(MtqaError, match=message):
            load(folder)
    torch.save({"weights": 1}, path)
    with pytest.raises(MtqaError, match="no state_dict"):
        load(folder)


def test_a_model_of_another_kind_says_which_metric_takes_it(tmp_path: Path) -> None:
    referenceless = build("referenceless-xlmr", tmp_path / "a")
    with pytest.raises(MtqaError, match=r"Give it as cometkiwi\("):
        load(referenceless)
    with pytest.raises(MtqaError, match=r"looks at no reference. Give it as cometkiwi\("):
        load(build("unified-source", tmp_path / "c"))
    regression = build("regression-xlmr-avg", tmp_path / "b")
    with pytest.raises(MtqaError, match=r"Give it as comet\("):
        load(regression, with_reference=False)


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"no hparams.yaml: this is no COMET model. Name the folder"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("class_identifier: ranking_metric", "is a 'ranking_metric', which is not run"),
        ("class_identifier: regression_metric\nencoder_model: GPT", "the encoder 'GPT' is not known"),
        ("a: 1", "class_identifier is missing"),
        ("x: !!python/object/apply:os.system ['true']", "cannot be read as plain YAML"),
    ],
)
def test_settings_that_cannot_be_run_are_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "hparams.yaml").write_text(text)
    with pytest.raises(MtqaError, match=message):
        read_settings(tmp_path / "hparams.yaml")
