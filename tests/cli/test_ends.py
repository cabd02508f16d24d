"""How commands end when they are told to, and when what they say reaches nobody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, SOURCES

MTQA = f"{sys.executable} -m mtqa"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus, and its accepted run."""
    place = tmp_path_factory.mktemp("place")
    (place / "c" / "systems").mkdir(parents=True)
    texts = {"source.en": SOURCES, "reference.A.de": REFERENCES, "systems/x.de": GOOD}
    for name, lines in texts.items():
        (place / "c" / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines * 25), encoding="utf-8")
    assert shell("{} gate c --accept -q", place).returncode == 0
    return place


def shell(command: str, place: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "MTQA_CACHE": str(place / "cache"), **environment}
    words = ["bash", "-c", command.format(MTQA)]
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    return subprocess.run(words, cwd=place, env=variables, capture_output=True, encoding=encoding, check=False)


def test_messages_that_reach_nobody_change_no_exit_code(place: Path) -> None:
    assert shell("{} gate c 2>&-", place).returncode == 0
    assert shell("{} evaluate nowhere 2>&-", place).returncode == 3
    worse = place / "c" / "systems" / "x.de.txt"
    good = worse.read_bytes()
    worse.write_text("".join(f"{line}\n" for line in BAD * 25), encoding="utf-8")
    assert shell("{} gate c 2>/dev/full", place).returncode == 1
    worse.write_bytes(good)


@pytest.mark.parametrize("where", [">&-", ">/dev/full"])
def test_results_that_reach_nobody_are_a_failure(place: Path, where: str) -> None:
    result = shell(f"{{}} gate c --junit j.xml {where}", place)
    assert result.returncode == 3
    assert result.stderr.startswith("error: the output cannot be printed: ")
    assert result.stderr.count("\n") == 1
    assert 'errors="0"' in (place / "j.xml").read_text(encoding="utf-8")  # the verdict is none the less true


def test_no_message_lands_in_a_file_that_took_the_place_of_a_closed_stream(place: Path) -> None:
    shell("{} evaluate c --format html md -o closed 0<&- >&- 2>&-", place)
    report = (place / "closed" / "de" / "report.md").read_text(encoding="utf-8")
    assert "warning:" not in report
    assert json.loads((place / "closed" / "de" / "evaluation.json").read_text(encoding="utf-8"))


def test_characters_that_the_output_lacks_are_replaced(place: Path) -> None:
    table = shell("{} evaluate c -q", place, PYTHONIOENCODING="cp1252")
    assert (table.returncode, table.stderr) == (0, "")
    assert "BLEU ?" in table.stdout
    exact = shell("{} evaluate c -q --format json", place, PYTHONIOENCODING="cp1252")
    assert json.loads(exact.stdout)["segments"][0]["references"]["A"] == REFERENCES[0]


@pytest.mark.parametrize(("number", "word"), [(signal.SIGTERM, "terminated"), (signal.SIGINT, "interrupted")])
def test_a_signal_ends_the_programs_that_mtqa_started(place: Path, number: signal.Signals, word: str) -> None:
    """The program's own child, too, which would go on for a minute."""
    noted = place / f"{number.name}.pid"
    (place / "slow.sh").write_text('sleep 60 &\necho $! > "$1.new"\nmv "$1.new" "$1"\nwait\n')
    spec = f"command(command='sh {place}/slow.sh {noted}', title='slow')"
    command = [sys.executable, "-m", "mtqa", "translate", "c", "--no-cache", "--baseline", spec]
    process = subprocess.Popen(command, cwd=place, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not noted.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + number, f"{word}\n")
    child = int(noted.read_text())
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(child)
    assert sorted(os.listdir(place / "c")) == ["reference.A.de.txt", "source.en.txt", "systems"]


def _runs(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
