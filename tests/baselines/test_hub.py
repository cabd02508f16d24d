"""Models on the hub, against a local server that behaves like it: what is downloaded, when, and what is said before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from local_hub import COMMIT, Hub
from local_servers import Answer, Request, Server, serving

pytestmark = pytest.mark.torch


def translate(server: Server, home: Path, *options: str, offline: bool = False) -> subprocess.CompletedProcess[str]:
    corpus = home / "corpus"
    if not corpus.is_dir():
        corpus.mkdir(parents=True)
        (corpus / "source.en.txt").write_text("The old dog sees the small cat.\n")
        (corpus / "reference.A.de.txt").write_text("Der alte Hund sieht die kleine Katze.\n")
    variables = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    variables |= {
        "HF_ENDPOINT": server.url,
        "HF_HOME": str(home / "hf"),
        "MTQA_CACHE": str(home / "cache"),
        "HF_HUB_DISABLE_XET": "1",
        "NO_PROXY": "*",
        **({"HF_HUB_OFFLINE": "1"} if offline else {}),
    }
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "mtqa",
            "translate",
            str(corpus),
            "--baseline",
            "transformers:owner/opus-mt-en-de",
            *options,
        ],
        capture_output=True,
        text=True,
        env=variables,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def test_downloads_are_announced_agreed_to_and_kept(trained_model: Path, tmp_path: Path) -> None:
    hub = Hub(
        trained_model / "marian", "owner/opus-mt-en-de", ("pytorch_model.bin", "tf_model.h5", "onnx/x.safetensors")
    )
    with serving(hub) as server:
        refused = translate(server, tmp_path)
        assert refused.returncode == 3
        size = round(
            sum(
                len(d)
                for n, d in hub.files["owner/opus-mt-en-de"].items()
                if n.endswith((".json", ".spm", "model.safetensors"))
            )
            / 1e6
        )
        assert f"has to be downloaded from the hub: {size} MB, licence cc-by-4.0." in refused.stderr
        assert "--yes" in refused.stderr
        assert all(request.path.startswith("/api/") for request in server.requests)
        offline = translate(server, tmp_path, "--offline")
        assert offline.returncode == 3
        assert "--offline forbids the network" in offline.stderr
        agreed = translate(server, tmp_path, "--yes")
        assert agreed.returncode == 0, agreed.stderr
        asked = {request.path.partition("?")[0].rpartition("/")[2] for request in server.requests}
        assert "model.safetensors" in asked
        assert not asked & {"pytorch_model.bin", "tf_model.h5", "x.safetensors"}  # weights in one form, the safe one
        n_requests = len(server.requests)
        (tmp_path / "cache").rename(tmp_path / "old-cache")
        again = translate(server, tmp_path, "--offline", "--overwrite")
        assert again.returncode == 0, again.stderr
        assert len(server.requests) == n_requests
    text = (tmp_path / "corpus/corpus.toml").read_text()
    assert f'revision = "{COMMIT}"' in text
    assert 'model = "owner/opus-mt-en-de"' in text
    assert (tmp_path / "corpus/systems/opus-mt-en-de.de.txt").read_text() == "Der alte Hund sieht die kleine Katze.\n"


def test_models_that_are_not_there(trained_model: Path, tmp_path: Path) -> None:
    def missing(request: Request) -> Answer:
        return Answer({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})

    with serving(missing) as server:
        result = translate(server, tmp_path, "--yes")
        assert result.returncode == 3
        assert "'owner/opus-mt-en-de' cannot be had from the hub" in result.stderr
        assert "Traceback" not in result.stderr
    only_tensorflow = Hub(trained_model, "owner/opus-mt-en-de")
    only_tensorflow.files["owner/opus-mt-en-de"] = {"config.json": json.dumps({}).encode(), "tf_model.h5": b"x"}
    with serving(only_tensorflow) as server:
        result = translate(server, tmp_path, "--yes")
        assert result.returncode == 3
        assert "no weights that can be loaded safely" in result.stderr
