"""Neural metrics whose models come from the hub, against a local server that behaves like it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from local_hub import COMMIT, Hub
from local_servers import Server, serving
from small import GOOD, REFERENCES, SOURCES
from tiny_comet import build
from tiny_encoders import bert

pytestmark = pytest.mark.torch


def score(
    server: Server, home: Path, spec: str, *options: str, offline: bool = False
) -> subprocess.CompletedProcess[str]:
    for name, lines in (("src", SOURCES), ("ref", REFERENCES), ("hyp", GOOD)):
        (home / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    variables = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    variables |= {"HF_ENDPOINT": server.url, "HF_HOME": str(home / "hf"), "MTQA_CACHE": str(home / "cache")}
    variables |= {"HF_HUB_DISABLE_XET": "1", "NO_PROXY": "*", **({"HF_HUB_OFFLINE": "1"} if offline else {})}
    command = [
        sys.executable,
        "-m",
        "mtqa",
        "score",
        "ref",
        "-i",
        "hyp",
        "-s",
        "src",
        "-m",
        spec,
        "-f",
        "json",
        *options,
    ]
    return subprocess.run(
        command, cwd=home, capture_output=True, text=True, env=variables, stdin=subprocess.DEVNULL, timeout=120
    )


def test_a_model_and_its_encoder_are_announced_fetched_and_kept(tmp_path: Path) -> None:
    import torch

    folder = build("unified-source", tmp_path / "model")
    encoder = (folder / "encoder").rename(tmp_path / "encoder")
    checkpoint = folder / "checkpoints" / "model.ckpt"
    content = torch.load(checkpoint, weights_only=True)
    content["hyper_parameters"]["pretrained_model"] = "microsoft/tiny"  # what it says counts more than hparams.yaml
    torch.save(content, checkpoint)
    hub = Hub(folder, "Unbabel/tiny-kiwi", ("README.md", "other.bin"))
    hub.add(encoder, "microsoft/tiny")
    hub.files["microsoft/tiny"]["pytorch_model.bin"] = b"x" * 5_000_000
    with serving(hub) as server:
        refused = score(server, tmp_path, "cometkiwi(model=Unbabel/tiny-kiwi)")
        assert refused.returncode == 3
        assert "'Unbabel/tiny-kiwi' has to be downloaded from the hub: 1 MB, licence CC BY-NC-SA 4.0." in refused.stderr
        assert "--yes" in refused.stderr
        assert all(request.path.startswith("/api/") for request in server.requests)
        agreed = score(server, tmp_path, "cometkiwi(model=Unbabel/tiny-kiwi)", "--yes")
        assert agreed.returncode == 0, agreed.stderr
        assert "not for commercial use" in agreed.stderr
        assert COMMIT in agreed.stdout
        asked = {request.path.partition("?")[0].rpartition("/")[2] for request in server.requests}
        assert {"model.ckpt", "hparams.yaml", "tokenizer.json"} <= asked
        assert not asked & {"pytorch_model.bin", "other.bin", "README.md"}
        n_requests = len(server.requests)
        again = score(server, tmp_path, "cometkiwi(model=Unbabel/tiny-kiwi)", offline=True)
        assert again.stdout == agreed.stdout
        assert len(server.requests) == n_requests


def test_weights_come_in_one_form_the_safest(tmp_path: Path) -> None:
    hub = Hub(bert(tmp_path / "bert"), "owner/bert", ("pytorch_model.bin", "tf_model.h5", "onnx/model.safetensors"))
    with serving(hub) as server:
        done = score(server, tmp_path, "bertscore(model=owner/bert, layer=2)", "--yes")
        assert done.returncode == 0, done.stderr
        paths = [request.path for request in server.requests]
    assert any(path.endswith("/model.safetensors") for path in paths)
    assert not any(word in path for path in paths for word in ("pytorch_model", "tf_model", "onnx"))


def test_a_gated_model_says_how_to_get_access(tmp_path: Path) -> None:
    hub = Hub(build("xcomet-xlmr", tmp_path / "model"), "Unbabel/tiny-xcomet", licence="cc-by-nc-sa-4.0")
    hub.gated.add("Unbabel/tiny-xcomet")
    with serving(hub) as server:
        done = score(server, tmp_path, "xcomet(model=Unbabel/tiny-xcomet)", "--yes")
    assert done.returncode == 3
    assert "is given only to those who accept its terms" in done.stderr
    assert "https://huggingface.co/Unbabel/tiny-xcomet, then run: hf auth login" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_foreign_model_is_refused_before_anything_large_is_fetched(tmp_path: Path) -> None:
    hub = Hub(bert(tmp_path / "bert"), "owner/bert")
    with serving(hub) as server:
        done = score(server, tmp_path, "comet(model=owner/bert)", "--yes")
        paths = [request.path for request in server.requests]
    assert done.returncode == 3
    assert "It needs checkpoints/model.ckpt" in done.stderr
    assert not any("resolve" in path for path in paths)
