"""A run that is killed loses what was under way, and many requests reach what the server allows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from judge_servers import Busy, data_of, judging, marks
from local_servers import Answer, Request, serving

from mtqa.contracts import metrics
from mtqa.errors import MtqaError
from mtqa.services import Parallel, TryAgainError, ask_in_parallel

_RUN = """
import sys
from pathlib import Path
from mtqa.contracts import metrics
n = int(sys.argv[2])
metric = metrics.create(f"judge(model=m, url='{sys.argv[1]}/v1', parallel=4)")
sources, hypotheses = [f"Source {k}." for k in range(n)], [f"Das ist {k} falsch." for k in range(n)]
metric.measure(sources, [hypotheses], [[]] * n, Path(sys.argv[3]))
"""
AT_ONCE = 4


@pytest.mark.parametrize("answered", [5, 41])
def test_a_killed_run_loses_one_batch(answered: int, tmp_path: Path, project_root: Path) -> None:
    """After so many answers the process is killed with SIGKILL; the next run asks only what is not there."""
    n, counted, enough = 60, threading.Lock(), threading.Event()
    asked: list[str] = []

    def answer(data: dict[str, str]) -> object:
        with counted:
            asked.append(data["source"])
            if len(asked) >= answered:
                enough.set()
        time.sleep(0.01)
        return marks(data)

    with judging(answer) as server:
        command = [sys.executable, "-c", _RUN, server.url, str(n), str(tmp_path / "kept")]
        environment = {**os.environ, "PYTHONPATH": str(project_root)}
        with subprocess.Popen(command, env=environment) as process:
            assert enough.wait(60)
            process.send_signal(signal.SIGKILL)
        before = len(asked)
        subprocess.run(command, env=environment, check=True, timeout=120)
        again = len(asked) - before
        assert set(asked) == {f"Source {k}." for k in range(n)}
        asked.clear()
        subprocess.run(command, env=environment, check=True, timeout=120)
        assert not asked
    # At most those are lost that were under way, or had arrived and were just being written: together one batch.
    assert n - before <= again <= n - before + AT_ONCE


def busy_rate(seconds: float, most: int, n: int) -> float:
    """Share of the answers that a server allows which come: it takes `most` at once and needs `seconds` for each."""
    lock = threading.Lock()
    under_way = 0

    def ask(item: int) -> int:
        nonlocal under_way
        with lock:
            if under_way >= most:
                raise TryAgainError("busy", 0.2, 429)
            under_way += 1
        time.sleep(seconds)
        with lock:
            under_way -= 1
        return item

    start = time.monotonic()
    arrived = [one.item for group in ask_in_parallel(range(n), ask) for one in group]
    assert sorted(arrived) == list(range(n))
    return n * seconds / most / (time.monotonic() - start)


@pytest.mark.alone
@pytest.mark.parametrize("most", [3, 20])
def test_parallel_requests_reach_what_the_server_allows(most: int) -> None:
    assert busy_rate(0.1, most, 30 * most) >= 0.9


def test_a_busy_server_is_left_alone_as_long_as_it_asks() -> None:
    server_side = Busy(2, 0.02, retry_after="0.05")

    def respond(request: Request) -> Answer | object:
        return server_side(request)

    with serving(respond) as server:
        metric = metrics.create(f"judge(model=m, url='{server.url}/v1', parallel=6)")
        [found] = metric.measure([f"S{k}" for k in range(40)], [[f"falsch {k}" for k in range(40)]], [[]] * 40)
    assert found.statistics[:, 0].tolist() == [-5.0] * 40
    assert server_side.n_refused
    assert {data_of(request)["source"] for request in server.requests} == {f"S{k}" for k in range(40)}


def test_each_thing_is_asked_once_and_failures_are_told() -> None:
    def ask(item: int) -> int:
        if item == 7:
            raise TryAgainError("broke")
        return item * 2

    found = {one.item: one for group in ask_in_parallel(range(50), ask, Parallel(5, 3, 0.001)) for one in group}
    assert {item: one.answer for item, one in found.items()} == {k: None if k == 7 else k * 2 for k in range(50)}
    assert found[7].problem == "broke, 3 times in a row"


def test_an_error_ends_the_work_and_what_arrived_is_handed_out() -> None:
    def ask(item: int) -> int:
        if item == 3:
            raise MtqaError("enough")
        return item

    groups, arrived = ask_in_parallel(range(4), ask, Parallel(1)), list[int]()
    with pytest.raises(MtqaError, match="enough"):
        arrived.extend(one.item for group in groups for one in group)
    assert arrived == [0, 1, 2]


def test_a_service_that_is_not_there_is_given_up_soon() -> None:
    n_asked = 0

    def ask(item: int) -> int:
        nonlocal n_asked
        n_asked += 1
        raise TryAgainError("cannot be reached")

    groups = ask_in_parallel(range(500), ask, Parallel(8, 6, 0.001))
    with pytest.raises(MtqaError, match="the service cannot be reached, 3 times in a row"):
        [one for group in groups for one in group]
    assert n_asked < 50
