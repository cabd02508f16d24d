"""A real cluster of one machine, started once for this module and ended with it."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import worker_functions as functions
from command_line import Run
from small import BAD, EN_DE, GOOD, REFERENCES, SOURCES, small_corpus
from tiny_comet import build
from tiny_models import marian

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate
from mtqa.executors import Executor, Work, computing_on
from mtqa.executors.ray_cluster import RayCluster
from mtqa.translating import create_baseline, translate

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def cluster() -> Iterator[Executor]:
    with computing_on("ray", 2) as executor:
        yield executor
    import ray

    assert not ray.is_initialized()


def many(n: int) -> Corpus:
    """The small corpus, n times as large, with texts of many lengths."""
    rows = [
        (f"{source} {k}", reference, good + "!" * (k % 3), f"{bad} {k}" * (k % 4))
        for k in range(n)
        for source, reference, good, bad in zip(SOURCES, REFERENCES, GOOD, BAD, strict=True)
    ]
    return Corpus(
        name="many",
        language_pair=EN_DE,
        segments=tuple(Segment(str(i), "all", row[0], {"A": row[1]}) for i, row in enumerate(rows)),
        systems=(
            SystemOutput("good", Role.PRIMARY, tuple(row[2] for row in rows)),
            SystemOutput("bad", Role.BASELINE, tuple(row[3] for row in rows)),
        ),
    )


def test_scores_findings_and_signatures_are_those_of_threads(cluster: Executor, tmp_path: Path) -> None:
    spec = f"xcomet(model='{build('xcomet-xlmr', tmp_path)}')"
    corpus = many(40)
    there = evaluate(corpus, metric_specs=[spec, "bleu"])
    with computing_on("threads"):
        here = evaluate(corpus, metric_specs=[spec, "bleu"])
    assert here.findings
    assert there == here


def test_translations_are_those_of_threads(cluster: Executor, tmp_path: Path) -> None:
    baseline = create_baseline(f"transformers:{marian(tmp_path / 'model')}")
    there = translate(small_corpus(), baseline)
    with computing_on("threads"):
        here = translate(small_corpus(), baseline)
    assert there == here


def test_a_killed_worker_changes_no_result(cluster: Executor, tmp_path: Path) -> None:
    work = Work(functions.Given(2), functions.DyingOnce(7, tmp_path / "died"))
    assert list(cluster.map(work, range(40))) == [2 * number for number in range(40)]
    assert (tmp_path / "died").exists()
    pids = set(cluster.map(Work(functions.Given(0), functions.process), range(4)))
    assert os.getpid() not in pids
    os.kill(pids.pop(), signal.SIGKILL)
    assert list(cluster.map(Work(functions.Given(5), functions.times), [[1], [2], [3], [4]])) == [[5], [10], [15], [20]]


def test_a_mistake_arrives_as_one_line(cluster: Executor) -> None:
    with (
        pytest.raises(MtqaError, match=r"a\.tsv:7: the file is broken\. Mend it\."),
        pytest.warns(UserWarning, match="warned of 1"),
    ):
        list(cluster.map(Work(functions.Given(2), functions.failing), [1]))


def test_another_mtqa_is_refused(cluster: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(cluster, RayCluster)
    cluster.map(Work(functions.Given(2), functions.times), [])  # the cluster is there
    monkeypatch.setattr("mtqa.executors.ray_cluster.own_version", lambda: "9.9 (other)")
    with pytest.raises(MtqaError, match=r"a machine has mtqa .*, and this one 9\.9"):
        cluster._started(1, on_gpu=False, n_cores=1)


def test_nothing_listens_but_on_this_machine(cluster: Executor) -> None:
    import ray

    assert next(cluster.map(Work(functions.Given(2), functions.times), [[1]])) == [2]
    assert [node["NodeManagerAddress"] for node in ray.nodes()] == ["127.0.0.1"]
    assert ray.get_runtime_context().gcs_address.startswith("127.0.0.1:")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


def test_where_nobody_answers_is_said_in_one_line(in_process: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("a\n")
    code, out, said = in_process("score", "r.txt", "-i", "r.txt", "-m", "exact_match", "--on", "ray:127.0.0.1:1")
    assert (code, out) == (3, "")
    assert "no Ray cluster answers at 127.0.0.1:1" in said


def test_a_missing_ray_is_said_with_the_line_that_installs_it(
    in_process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("mtqa.executors.ray_cluster.find_spec", lambda name: None if name == "ray" else found(name))
    (tmp_path / "r.txt").write_text("a\n")
    code, out, said = in_process("score", "r.txt", "-i", "r.txt", "--on", "ray")
    assert (code, out) == (3, "")
    assert "pip install 'mtqa[cluster]'" in said


def test_a_wrong_place_is_wrong_usage(in_process: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("a\n")
    for arguments in (
        ("score", "r.txt", "-i", "r.txt", "--on", "moon"),
        ("evaluate", "r.txt", "--on", "moon"),
        ("translate", "r.txt", "--baseline", "transformers:x", "--on", "moon"),
    ):
        code, _, said = in_process(*arguments)
        assert code == 2
        assert "moon" in said


def test_ray_is_imported_only_where_it_is_wanted() -> None:
    code = "import mtqa.executors.ray_cluster, sys; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
