"""Work in other processes of this machine: order, lost workers, errors, GPUs."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
import worker_functions as functions
from small import small_corpus

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.evaluation import evaluate
from mtqa.executors import (
    Executor,
    Work,
    computing_on,
    current_executor,
    in_shares,
    of_shares,
    only_alike,
    parse_place,
)
from mtqa.executors.in_order import MOST_TOGETHER, results_in_order
from mtqa.executors.processes import Processes
from mtqa.executors.worker import Outcome, Worker, key_of, packed


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with Processes(2) as executor:
        yield executor


class AtOnce:
    """A lane that computes in this process, and says how long that took; it notes the sizes of its messages."""

    def __init__(self, seconds: float) -> None:
        self.worker, self.seconds = Worker(), seconds
        self.sizes: list[int] = []

    def submit(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Future[list[Outcome]]:
        self.sizes.append(len(batches))
        outcomes = self.worker.run(key, prepare, compute, batches)
        future: Future[list[Outcome]] = Future()
        future.set_result([replace(outcome, seconds=self.seconds) for outcome in outcomes])
        return future

    def survives(self, error: BaseException) -> bool:
        del error
        return False

    def has_begun(self) -> bool:
        return True


@pytest.mark.parametrize(("seconds", "together"), [(1.0, 1), (0.02, 12), (0.0, MOST_TOGETHER)])
def test_quick_batches_travel_together_and_few_are_ever_read_ahead(seconds: float, together: int) -> None:
    """As many as a worker computes in a quarter of a second, but no more than 64."""
    read = []

    def batches() -> Iterator[Sequence[int]]:
        for number in range(5000):
            read.append(number)
            yield [number]

    lanes = [AtOnce(seconds), AtOnce(seconds)]
    results = results_in_order(Work(functions.Given(2), functions.times), batches(), lanes)
    furthest = 0
    for n_results, result in enumerate(results, start=1):
        assert result == [2 * (n_results - 1)]
        furthest = max(furthest, len(read) - n_results)
    assert len(read) == 5000
    assert max(lanes[0].sizes) == together
    assert furthest <= 16 * together  # eight messages for each of two workers


def test_large_batches_travel_alone() -> None:
    lane = AtOnce(0.0)
    list(results_in_order(Work(functions.Given(0), functions.length), ["x" * 5_000_000] * 20, [lane]))
    assert set(lane.sizes) == {1}


def test_results_come_in_order_and_each_worker_prepares_once(processes: Executor, tmp_path: Path) -> None:
    work = Work(functions.Given(3, tmp_path), functions.slow_for_even)
    assert list(processes.map(work, range(12))) == [3 * number for number in range(12)]
    assert list(processes.map(Work(functions.Given(3, tmp_path), functions.times), in_shares(range(4), 3))) == [
        [0, 3, 6],
        [9],
    ]  # fmt: skip
    assert 1 <= len(list(tmp_path.iterdir())) <= 2


def test_a_killed_worker_costs_one_batch(processes: Executor, tmp_path: Path) -> None:
    marker = tmp_path / "died"
    work = Work(functions.Given(2), functions.DyingOnce(5, marker))
    assert list(processes.map(work, range(30))) == [2 * number for number in range(30)]
    assert marker.exists()


def test_a_batch_that_kills_every_worker_is_given_up_with_one_line(processes: Executor) -> None:
    with pytest.raises(MtqaError, match="workers died over the same batch"):
        list(processes.map(Work(functions.Given(2), functions.always_dying), [1]))


def test_errors_and_warnings_arrive_as_they_were_raised(processes: Executor) -> None:
    with pytest.raises(MtqaError) as caught, pytest.warns(MtqaWarning, match="warned of 1"):
        list(processes.map(Work(functions.Given(2), functions.failing), [1]))
    assert (caught.value.message, caught.value.hint) == ("the file is broken", "Mend it.")
    assert (caught.value.path, caught.value.line) == ("a.tsv", 7)
    with pytest.raises(RuntimeError, match="ZeroDivisionError") as fault, pytest.warns(MtqaWarning):
        list(processes.map(Work(functions.Given(2), functions.failing), [2]))
    assert "worker_functions.py" in str(fault.value)


def test_workers_that_compute_with_something_else_are_refused() -> None:
    answers = only_alike("compute", "model 1", [("model 1", 10), ("model 1", 20), ("model 2", 30)])
    assert [next(answers), next(answers)] == [10, 20]
    with pytest.raises(MtqaError, match="the workers do not compute alike: one has model 2, another model 1"):
        next(answers)


def test_what_workers_say_of_shares_is_in_order(processes: Executor) -> None:
    work = Work(functions.Given(3), functions.times)
    assert of_shares(processes, work, in_shares(range(10), 4)) == [3 * number for number in range(10)]


def test_what_cannot_travel_is_refused(processes: Executor) -> None:
    with pytest.raises(MtqaError, match="cannot be given this work"):
        list(processes.map(Work(lambda: 1, functions.times), [[1]]))


def test_each_gpu_has_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,7")
    with Processes() as executor:
        assert executor.n_workers(on_gpu=True) == 2
        seen = set(executor.map(Work(functions.Given(0), functions.device, on_gpu=True), range(6)))
    assert sorted(place.partition(" ")[0] for place in seen) == ["3", "7"]


def test_models_leave_each_other_the_threads_that_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.setattr("mtqa.executors.processes.cores", lambda: 16)
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert (Processes().n_workers(on_gpu=True), Processes().n_workers()) == (4, 16)
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert (Processes().n_workers(on_gpu=True), Processes(5).n_workers(on_gpu=True)) == (1, 5)


def test_a_context_chooses_the_executor_and_ends_it() -> None:
    assert current_executor().is_here
    with computing_on("processes", 1) as executor:
        assert current_executor() is executor
    assert current_executor().is_here


@pytest.mark.parametrize("text", ["", "thread", "ray:", "ray:host", "ray:host:port", "ray:a b:1", "RAY"])
def test_no_other_place_is_understood(text: str) -> None:
    with pytest.raises(MtqaError, match="names no place"):
        parse_place(text)


def test_addresses_are_understood() -> None:
    for address in ("auto", "10.0.0.1:6379", "head.example.org:6379", "[::1]:6379", "ray://head:10001"):
        assert parse_place(f"ray:{address}") == ("ray", address)


def test_findings_and_scores_are_those_of_threads() -> None:
    corpus = small_corpus((("good", ["12 Leute.", None, "Wo ist  der Bahnhof ?", ""]), ("bad", ["x"] * 4)))
    specs = ["exact_match", "chrf"]
    here = evaluate(corpus, metric_specs=specs)
    assert here.findings
    with computing_on("processes", 2):
        there = evaluate(corpus, metric_specs=specs)
    assert there == here


def test_a_worker_says_what_its_own_key_holds() -> None:
    worker = Worker()
    prepare, compute = packed(functions.Given(5)), packed(functions.times)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (first,) = worker.run(key_of(prepare), prepare, compute, [packed([1])])
    assert first.message == ""
    (_, third) = worker.run(key_of(prepare), b"", compute, [packed([2]), packed([3])])
    assert third.result == packed([15])


def test_what_came_before_a_mistake_is_kept() -> None:
    prepare, compute = packed(functions.Given(2)), packed(functions.failing)
    outcomes = Worker().run(key_of(prepare), prepare, compute, [packed(number) for number in (3, 0, 1, 4)])
    assert [outcome.message for outcome in outcomes] == ["", "", "the file is broken"]
    assert [outcome.warnings for outcome in outcomes] == [(f"warned of {number}",) for number in (3, 0, 1)]


def test_what_a_worker_cannot_import_is_said_in_one_line() -> None:
    there = packed(functions.times).replace(b"worker_functions", b"worker_functionz")
    prepare = packed(functions.Given(2))
    (outcome,) = Worker().run(key_of(prepare), prepare, there, [packed([1])])
    assert outcome.traceback == ""
    assert "No module named 'worker_functionz'" in outcome.message
    assert "in a module that every worker can import" in outcome.hint


@pytest.mark.parametrize("place", ["processes", pytest.param("ray", marks=pytest.mark.torch)])
def test_a_metric_of_the_script_that_runs_is_scored_or_refused_with_one_line(place: str, tmp_path: Path) -> None:
    """Processes run the script again, as a module; the workers of a cluster have no such file."""
    script = tmp_path / "own.py"
    script.write_text(SCRIPT.replace("PLACE", place), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, cwd=tmp_path)
    if place == "processes":
        assert (done.returncode, done.stdout) == (0, "2.0\n"), done.stderr
    else:
        assert "a worker cannot find what it is to compute" in done.stdout, done.stderr
        assert "in a worker:" not in done.stdout


def test_a_script_that_starts_processes_while_it_is_imported_is_told_how_not_to(tmp_path: Path) -> None:
    script = tmp_path / "own.py"
    text = SCRIPT.replace("PLACE", "processes").replace('if __name__ == "__main__":', "if True:")
    script.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.startswith("workers cannot begin"), done.stderr
    assert 'below `if __name__ == "__main__":`' in done.stdout


SCRIPT = """
from dataclasses import dataclass
from typing import ClassVar
from mtqa.contracts import SegmentMean, metrics
from mtqa.errors import MtqaError
from mtqa.executors import computing_on

@metrics.register
@dataclass(frozen=True)
class Letters(SegmentMean):
    \"\"\"Counts letters.\"\"\"
    name: ClassVar[str] = "letters"
    summary: ClassVar[str] = "Letters"
    higher_is_better: ClassVar[bool] = True

    def score_segment(self, source, hypothesis, references):
        return float(len(hypothesis))

if __name__ == "__main__":
    with computing_on("PLACE", 1):
        try:
            print(metrics.create("letters").measure(["s"], [["ab"]], [["r"]])[0].statistics[0, 0])
        except MtqaError as error:
            print(error)
"""
