"""Work in other processes of this machine: order, lost workers, errors, GPUs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
import worker_functions as functions
from small import small_corpus

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.evaluation import evaluate
from mtqa.executors import Executor, Work, computing_on, current_executor, in_shares, parse_place
from mtqa.executors.in_order import results_in_order
from mtqa.executors.processes import Processes
from mtqa.executors.worker import Outcome, Worker, key_of, packed


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with Processes(2) as executor:
        yield executor


class AtOnce:
    """A lane that computes in this process, and notes how many batches were read when it was given one."""

    def __init__(self) -> None:
        self.worker = Worker()

    def submit(self, key: str, prepare: bytes, compute: bytes, batch: bytes) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.set_result(self.worker.run(key, prepare, compute, batch))
        return future

    def survives(self, error: BaseException) -> bool:
        del error
        return False


def test_few_batches_are_ever_read_ahead() -> None:
    read = []

    def batches() -> Iterator[Sequence[int]]:
        for number in range(1000):
            read.append(number)
            yield [number]

    results = results_in_order(Work(functions.Given(2), functions.times), batches(), [AtOnce(), AtOnce()])
    furthest = 0
    for n_results, result in enumerate(results, start=1):
        assert result == [2 * (n_results - 1)]
        furthest = max(furthest, len(read) - n_results)
    assert len(read) == 1000
    assert furthest <= 16  # eight for each of two workers


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
        assert worker.run(key_of(prepare), prepare, compute, packed([1])).message == ""
    assert worker.run(key_of(prepare), b"", compute, packed([2])).result == packed([10])
