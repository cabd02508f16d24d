"""The file of judgements: it only grows, and no accident to disk, file or process takes anything out of it."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.results import Severity
from mtqa.review import (
    BusyError,
    Decision,
    FullError,
    Judgement,
    NewerJudgementError,
    Rating,
    Store,
    opened,
)

ONE = Judgement(0, "", "Ana", "esa", "de", "d1", "d1:1", "good", "about", Rating(50.0), 1.0, "c1")
KILLS = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mtqa-review.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    found = Store.open(path)
    yield found
    found.close()


def _add(store: Store, number: int, **changes: object) -> int:
    one = dataclasses.replace(ONE, client=f"click {number}", segment_id=f"d1:{number}", **changes)  # type: ignore[arg-type]
    return store.add([one]).judgements[0].number


def test_judgements_are_only_added(store: Store, path: Path) -> None:
    _add(store, 1)
    with sqlite3.connect(path) as other:
        for statement in ("UPDATE judgements SET content = 'x'", "DELETE FROM judgements"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                other.execute(statement)
    assert [one.client for one in store.judgements()] == ["click 1"]


def test_what_is_stored_is_read_again_whole(store: Store, path: Path) -> None:
    content = Decision("reject", "numbers", "accuracy/mistranslation", Severity.MAJOR, "a 'year'; \u2028 \x00 שנה")
    store.add([dataclasses.replace(ONE, protocol="findings", content=content)])
    store.close()
    again = Store.open(path)
    (one,) = again.judgements()
    again.close()
    assert one.content == content
    assert one.at.endswith("Z")


def test_the_file_is_for_its_owner_alone(store: Store, path: Path) -> None:
    store.enrol(["Ana"])
    assert path.stat().st_mode & 0o077 == 0


def test_a_click_is_stored_once_for_each_annotator(store: Store) -> None:
    first = store.add([ONE])
    again = store.add([dataclasses.replace(ONE, content=Rating(1.0))])
    assert (first.is_new, again.is_new) == (True, False)
    assert again.judgements == first.judgements
    assert store.add([dataclasses.replace(ONE, annotator="Bo")]).is_new


def test_a_newer_judgement_is_not_overwritten(store: Store) -> None:
    store.add([ONE], previous=None, guarded=True)
    with pytest.raises(NewerJudgementError) as raised:
        store.add([dataclasses.replace(ONE, client="c2")], previous=None, guarded=True)
    assert raised.value.newest is not None
    assert raised.value.newest.number == 1
    store.add([dataclasses.replace(ONE, client="c3", shown="attention")], previous=None, guarded=True)
    assert store.add([dataclasses.replace(ONE, client="c4")], previous=1, guarded=True).is_new


def test_secrets_stay_the_same(store: Store, path: Path) -> None:
    before = store.enrol(["Ana", "Bo"])
    store.close()
    again = Store.open(path)
    after = again.enrol(["Bo", "Cy", "Ana"])
    again.close()
    assert {one.name: one.secret for one in before} == {one.name: one.secret for one in after if one.name != "Cy"}
    assert len({one.secret for one in after}) == 3
    assert all(len(one.secret) >= 32 for one in after)


def test_a_second_server_is_refused_and_a_reader_is_not(store: Store, path: Path) -> None:
    _add(store, 1)
    with pytest.raises(MtqaError, match="another mtqa review has this file open"):
        Store.open(path)
    reader = Store.open(path, to_read=True)
    assert len(list(reader.judgements())) == 1
    reader.close()
    assert _add(store, 2) == 2


def _fill(store: Store) -> int:
    """Store until the disk is full; how many there are then."""
    for number in range(2, 500):
        try:
            _add(store, number, content=Rating(1.0, (), "long " * 500))
        except FullError as error:
            assert error.message == "the judgement was not stored: the disk is full"  # noqa: PT017
            return number - 1
    raise AssertionError


def test_a_full_disk_loses_nothing(store: Store) -> None:
    _add(store, 1)
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    stored = _fill(store)
    with pytest.raises(FullError):
        _add(store, stored + 1, content=Rating(1.0, (), "long " * 500))
    assert len(list(store.judgements())) == stored
    store._connection.execute("PRAGMA max_page_count = 100000")
    assert _add(store, stored + 1, content=Rating(1.0, (), "long " * 500)) == stored + 1


LIMITED = """
import dataclasses, resource, signal, sys
from pathlib import Path
from mtqa.review import FullError, Judgement, Rating, Store
store = Store.open(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
one = Judgement(0, "", "Ana", "esa", "de", "d1", "d1:1", "good", "about", Rating(50.0, (), "long " * 900), 1.0, "")
for number in range(1000):
    try:
        store.add([dataclasses.replace(one, client=str(number))])
        print(number, flush=True)
    except FullError as error:
        print("full", error.hint)
        break
print(len(list(store.judgements())))
"""


def test_files_that_must_not_grow_lose_nothing(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True)
    *acknowledged, full, counted = done.stdout.split("\n")[:-1]
    assert full.startswith("full What was stored before is safe.")
    assert int(counted) == len(acknowledged) > 5
    store = Store.open(path)
    assert [one.client for one in store.judgements()] == acknowledged
    store.close()


def test_a_file_that_another_program_holds_is_told(store: Store, path: Path) -> None:
    store._connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError, match="another program has this file open"):
        _add(store, 1)
    other.execute("ROLLBACK")
    other.close()
    assert _add(store, 1) == 1


def test_a_file_of_a_newer_mtqa_is_left_alone(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(MtqaError, match="written by a newer mtqa"):
        opened(path, print)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(MtqaError, match="not made by mtqa"):
        opened(path, print)
    assert path.read_bytes() == before


def _damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "cut":
        data = data[: len(data) // 2]
    elif how == "no database":
        data = bytearray(b"This is a letter to my aunt.\n" * 100)
    elif how == "head":
        data[:100] = bytes(100)
    else:
        for start in range(len(data) // 8192 * 4096, len(data), 4096 * 2):
            data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["cut", "no database", "head", "pages"])
def test_a_damaged_file_is_kept_aside_and_what_can_be_read_goes_on(path: Path, how: str) -> None:
    store = Store.open(path)
    before = store.enrol(["Ana"])
    numbers = [_add(store, number, content=Rating(1.0, (), f"comment {number} " * 20)) for number in range(200)]
    store.close()
    _damage(path, how)
    damaged = path.read_bytes()
    told: list[str] = []
    store = opened(path, told.append)
    kept = list(store.judgements())
    aside = path.with_name("mtqa-review.damaged-1.sqlite")
    assert aside.read_bytes() == damaged
    assert f"kept as {aside}. {len(kept)} judgements could be read" in told[0]
    assert "\n" not in told[0]
    assert {one.number for one in kept} <= set(numbers)
    if how in ("cut", "pages"):
        assert kept
        assert store.enrol(["Ana"]) == before
    assert _add(store, 999) > max((one.number for one in kept), default=0)
    store.close()
    Store.open(path).close()


def test_a_place_where_nothing_can_be_kept_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(MtqaError, match="cannot be kept here"):
        Store.open(file / "mtqa-review.sqlite")
    with pytest.raises(MtqaError, match="nothing was judged here yet"):
        Store.open(tmp_path / "none.sqlite", to_read=True)


WRITER = """
import dataclasses, sys
from pathlib import Path
from mtqa.review import Judgement, Rating, Store
store = Store.open(Path(sys.argv[1]))
one = Judgement(0, "", "Ana", "esa", "de", "d1", "d1:1", "good", "about", Rating(50.0), 1.0, "")
for number in range(100_000):
    name = f"{sys.argv[2]} {number}"
    store.add([dataclasses.replace(one, client=name, segment_id=name)])
    print(name, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(path: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(kill)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            for n, line in enumerate(process.stdout):
                if n == 7 * (kill + 1):
                    process.kill()
                if line.endswith("\n"):
                    acknowledged.append(line.rstrip("\n"))
    store = Store.open(path)
    stored = [one.client for one in store.judgements()]
    assert set(acknowledged) <= set(stored)
    assert len(stored) <= len(acknowledged) + KILLS
    assert store._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def test_judgements_that_are_none_are_told_with_their_number(path: Path) -> None:
    store = Store.open(path)
    values = (1, "", "Ana", "esa", "de", "d", "s", "x", "a", json.dumps({"score": 900}), 1.0, "c", "")
    store._connection.execute(f"INSERT INTO judgements VALUES ({', '.join('?' * 13)})", values)
    with pytest.raises(MtqaError, match="judgement 1 cannot be read"):
        list(store.judgements())
    store.close()
