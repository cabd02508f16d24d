"""`mtqa review` as a user starts it: what it prints, who may come in, how it ends, and what stays when it is killed."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from reviewing import Reviewing, write_corpus
from served import Annotating, Clicking, Served

from mtqa.cli.main import app
from mtqa.errors import MtqaError
from mtqa.review import Store


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus.tsv")


def _mtqa(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtqa", "review", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=120)


def test_a_review_from_its_start_to_ctrl_c(corpus: Path) -> None:
    with Served(str(corpus), "--annotator", "Ana María", "Bo", "--protocol", "esa", "--port", "0") as served:
        addresses = served.addresses(2)
        assert list(addresses) == ["Ana María", "Bo"]
        for address in addresses.values():
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/a/[\w-]{32}", address)
        ana = Annotating(addresses["Ana María"])
        assert ana.wait()["languages"][0]["tag"] == "de"
        connection = http.client.HTTPConnection(ana.place)
        connection.request("GET", "/api/session")
        assert connection.getresponse().status == 403
        connection.close()
        ana.close()
        assert served.interrupt() == 0
        assert "mtqa-review.sqlite" in served.stderr
        assert ana.secret not in served.stderr
        assert "Traceback" not in served.stderr
    port = addresses["Bo"].rpartition(":")[2].partition("/")[0]
    with Served(str(corpus), "--port", port) as served:
        assert served.addresses(2) == addresses


def test_what_a_killed_server_acknowledged_is_there(corpus: Path) -> None:
    acknowledged: list[str] = []
    port = "0"
    for kill in range(2):
        with Served(str(corpus), "--annotator", "Ana", "Bo", "--overlap", "1", "--port", port) as served:
            addresses = served.addresses(2)
            port = addresses["Ana"].rpartition(":")[2].partition("/")[0]
            clicking = [Clicking(address, f"{name} {kill}") for name, address in addresses.items()]
            for one in clicking:
                one.start()
            while not all(len(one.acknowledged) > 5 or one.faults for one in clicking):
                clicking[0].join(0.01)
            served.kill()
            for one in clicking:
                one.join(30)
                assert not one.faults
                acknowledged += one.acknowledged
    store = Store.open(corpus.with_name("corpus.tsv.mtqa-review.sqlite"))
    stored = [one.client for one in store.judgements()]
    store.close()
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored)) <= len(acknowledged) + 4


def test_many_annotators_at_once(tmp_path: Path) -> None:
    rows = tuple((f"d{n}:1", f"d{n}", f"Text {n}.", f"Satz {n}.", f"Satz {n}!") for n in range(30))
    names = [f"annotator {number}" for number in range(20)]
    corpus = write_corpus(tmp_path / "corpus.tsv", rows)
    with Served(str(corpus), "--annotator", *names, "--overlap", "1", "--port", "0") as served:
        clicking = [Clicking(address, "click", 10) for address in served.addresses(20).values()]
        for one in clicking:
            one.start()
        for one in clicking:
            one.join(100)
        assert [one.faults for one in clicking] == [[]] * 20
        assert [len(one.acknowledged) for one in clicking] == [10] * 20
        assert served.interrupt() == 0


def test_slow_and_broken_clients_disturb_nobody(corpus: Path) -> None:
    with Served(str(corpus), "--port", "0", "--annotator", "Ana") as served:
        ana = Annotating(served.addresses(1)["Ana"])
        host, _, port = ana.place.rpartition(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(60)]
        for n, one in enumerate(slow):
            one.sendall(
                (b"POST /api/findings HTTP/1.1\r\nHost: x\r\nContent-Length: 9", b"\xff\x00\r\n\r\n", b"G")[n % 3]
            )
        assert ana.wait()["annotator"] == "Ana"
        for one in slow:
            one.close()
        assert served.interrupt() == 0
        assert "Traceback" not in served.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing-here",), "no such file or folder"),
        (("{corpus}", "--protocol", "sqm"), "there is no protocol 'sqm'"),
        (("{corpus}", "--system", "nobody"), "no system named 'nobody'"),
        (("{corpus}", "--overlap", "2"), "an overlap of 2 is"),
        (("{corpus}", "--annotator", "a\nb"), "no name for an annotator"),
        (("{corpus}", "--categories", "{corpus}"), "corpus.tsv"),
        (("{corpus}", "--export", "{folder}/out"), "nothing was judged here yet"),
    ],
)
def test_what_cannot_be_is_told_before_any_address(
    corpus: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    given = [one.replace("{corpus}", str(corpus)).replace("{folder}", str(corpus.parent)) for one in arguments]
    with pytest.raises(MtqaError, match=re.escape(message)):
        app(["review", *given, "--no-browser", "--port", "0"], standalone_mode=False)
    assert capsys.readouterr().out == ""


def test_a_port_that_is_none_is_wrong_usage(corpus: Path) -> None:
    assert _mtqa(str(corpus), "--port", "99999").returncode == 2


def test_a_port_that_is_taken(corpus: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(MtqaError, match=r"cannot listen on .*--port"):
            app(["review", str(corpus), "--port", str(other.getsockname()[1]), "--no-browser"], standalone_mode=False)


def test_another_address_comes_with_a_warning_and_a_second_server_with_an_error(corpus: Path) -> None:
    with Served(str(corpus), "--host", "0.0.0.0", "--port", "0", "--annotator", "Ana") as served:
        (address,) = served.addresses(1).values()
        assert socket.gethostname() in address
        Annotating(address.replace(socket.gethostname(), "127.0.0.1")).close()
        with pytest.raises(MtqaError, match="another mtqa review has this file open"):
            app(["review", str(corpus), "--port", "0", "--no-browser"], standalone_mode=False)
        served.interrupt()
        assert "not encrypted" in served.stderr


def test_the_judgements_of_another_corpus_are_refused(reviewing: Reviewing, tmp_path: Path) -> None:
    reviewing.begin()
    reviewing.end()
    (tmp_path / "elsewhere").mkdir()
    rows = tuple((f"x{n}", "x", f"Text {n}.", f"Satz {n}.", f"Satz {n}!") for n in range(3))
    other = write_corpus(tmp_path / "elsewhere" / "other.tsv", rows)
    file = other.with_name("other.tsv.mtqa-review.sqlite")
    file.write_bytes(reviewing.corpus.with_name("corpus.tsv.mtqa-review.sqlite").read_bytes())
    with pytest.raises(MtqaError, match=r"of another corpus \('corpus', not 'other'\)"):
        app(["review", str(other), "--no-browser", "--port", "0"], standalone_mode=False)
    kept = Store.open(file, to_read=True)
    assert kept.chosen("campaign")["annotators"] == ["Ana", "Bo"]
    assert kept.chosen("name") == "corpus"
    kept.close()


def test_without_the_packages_the_exact_command_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    with pytest.raises(MtqaError, match=r"pip install 'mtqa\[review\]'"):
        app(["review", str(corpus), "--no-browser"], standalone_mode=False)
    assert not corpus.with_name("corpus.tsv.mtqa-review.sqlite").exists()
