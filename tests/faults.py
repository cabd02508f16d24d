"""Faults at every place where a command touches a disk: it is killed there, or the system refuses.

As SQLite is tested (https://sqlite.org/testing.html#i_o_error_testing): one run counts the places (every opening,
writing, syncing, renaming, linking, making and removing inside a folder), then the command runs once for each of them
and fails there. Each run is a process of its own.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import hashlib
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

__all__ = ["KINDS", "MODES", "Fault", "Outcome", "Scenario", "Stage", "leftovers", "state"]

MODES: Mapping[str, int | None] = {"kill": None, "full": errno.ENOSPC, "stays full": errno.ENOSPC, "broken": errno.EIO}
"""How a run fails: it is killed; the disk is full once, or from then on; the disk cannot do what it is asked."""
KINDS = ("open", "create", "write", "fsync", "replace", "rename", "link", "mkdir", "rmdir", "unlink")
_NEEDS_SPACE = ("create", "write", "fsync", "replace", "rename", "link", "mkdir")
_LEFT = re.compile(r"\.mtqa-(?!files\.json).*|.*\.part|mtqa-(?!review\.sqlite).*|tmp.*")


@dataclass(frozen=True)
class Fault:
    """A place and what happens there.

    Attributes:
        place: Which call, counted from 1; 0 for none.
        mode: One of `MODES`.
    """

    place: int = 0
    mode: str = "kill"


class _Calls:
    """Counts calls, and lets one fail."""

    def __init__(self, inside: Path, fault: Fault, log: Path) -> None:
        self.inside = os.path.realpath(inside)
        self.fault = fault
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self.count = 0

    def met(self, kind: str, *paths: Any) -> bool:
        """Count a call; True where writing is to fail half-way, which `fail` then does."""
        if not any(self._is_inside(path) for path in paths):
            return False
        self.count += 1
        name = next((os.fspath(path) for path in paths if not isinstance(path, int)), "")
        _write(self.log, f"{kind} {str(name).removeprefix(self.inside)}\n".encode("utf-8", "replace"))
        later = self.fault.mode == "stays full" and kind in _NEEDS_SPACE and self.count > self.fault.place > 0
        if self.count != self.fault.place and not later:
            return False
        if kind != "write":
            self.fail()
        return True

    def fail(self) -> NoReturn:
        number = MODES[self.fault.mode]
        if number is None:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(number, os.strerror(number or 0))

    def _is_inside(self, path: Any) -> bool:
        if isinstance(path, int):
            return path > 2
        text = os.path.abspath(os.fsdecode(path))
        return text == self.inside or text.startswith(self.inside + os.sep)


_write = os.write
_really_open = io.open


def _install(calls: _Calls) -> None:
    for kind in ("fsync", "replace", "rename", "link", "mkdir", "rmdir", "unlink"):
        setattr(os, kind, _counted(calls, kind, getattr(os, kind)))
    os.remove = os.unlink
    os.open = _counted(calls, "open", os.open)

    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            if calls.met("write", self.name):
                part = bytes(data)[: len(data) // 2]
                super().write(part)
                calls.fail()
            return super().write(data)

    def opened(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        writes = bool(set(mode) & set("wax+"))
        if not isinstance(file, int):
            calls.met("create" if writes else "open", file)
        if not writes or (isinstance(file, int) and file <= 2):
            return _really_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    io.open = opened  # type: ignore[assignment]
    builtins.open = opened  # type: ignore[assignment]


def _counted(calls: _Calls, kind: str, really: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        paths = arguments[:2] if kind in ("replace", "rename", "link") else arguments[:1]
        if any(named.get(key) is not None for key in ("dir_fd", "src_dir_fd")):
            paths = (named.get("dir_fd", 3), *paths)
        created = kind == "open" and len(arguments) > 1 and arguments[1] & os.O_CREAT
        calls.met("create" if created else kind, *paths)
        return really(*arguments, **named)

    return call


def state(folder: Path) -> dict[str, str]:
    """The files of a folder with digests of their contents, without what runs leave while they are at work."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(_LEFT.fullmatch(part) for part in name.parts):
            found[name.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def leftovers(folder: Path) -> list[str]:
    """What runs have left in a folder that belongs to no result."""
    names = [path.relative_to(folder) for path in folder.rglob("*")]
    return sorted(name.as_posix() for name in names if _LEFT.fullmatch(name.name))


@dataclass(frozen=True)
class Scenario:
    """A command in a situation.

    Attributes:
        name: What is done.
        prepare: Makes the files that are there before, in the folder where the command runs.
        arguments: Of `mtqa`.
        reads: What another command then reads, below that folder: corpora and runs.
        again: Exit codes of the same command given once more after it has done everything.
        first: A folder that is brought up to date as a whole before the others are; "" where all change together.
    """

    name: str
    prepare: Callable[[Path], None]
    arguments: Sequence[str]
    reads: Sequence[str] = ()
    again: Sequence[int] = (0,)
    first: str = ""


@dataclass
class Outcome:
    """How it went at one place.

    Attributes:
        fault: The place and what happened there.
        what: The call.
        code: Exit code; -9 for a run that was killed.
        complaints: What was wrong.
        mixed_until_read: Whether files old and new lay together until a command looked.
    """

    fault: Fault
    what: str = ""
    code: int = 0
    complaints: list[str] = field(default_factory=list)
    mixed_until_read: bool = False


class Stage:
    """A folder in which one scenario is played again and again.

    Attributes:
        scenario: What is played.
        before: The files that are there before.
        after: Those that are there when nothing has failed.
        whole: What may be there at any time: `before`, `after`, and what lies between where a command changes a folder
            first.
        places: The calls of a run in which nothing fails.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self.folder = folder
        self.work, self.kept, self.log = folder / "stage" / "work", folder / "kept", folder / "log"
        self.said = folder / "said"
        (self.kept / "work").mkdir(parents=True)
        (self.kept / "cache").mkdir()
        (self.kept / "tmp").mkdir()
        with contextlib.chdir(self.kept / "work"):
            scenario.prepare(self.kept / "work")
        self._reset()
        self._import_what_is_needed()
        self._reset()
        self.before = state(self.work)
        code = self._run(Fault())
        self.after = state(self.work)
        self.whole = self._whole_states()
        self.places = self._calls()
        self.seconds = 0.0
        if code or self.before == self.after:
            raise AssertionError(f"{scenario.name}: exit code {code}: {self.said.read_text(encoding='utf-8')}")

    def _whole_states(self) -> list[dict[str, str]]:
        """What may lie there whenever a command looks: everything old or new, or the first folder alone new."""
        if not self.scenario.first:
            return [self.before, self.after]
        inside = f"{self.scenario.first}/"
        kept = {name: kept for name, kept in self.before.items() if not name.startswith(inside)}
        new = {name: made for name, made in self.after.items() if name.startswith(inside)}
        return [self.before, kept | new, self.after]

    def _calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").rstrip("\n").split("\n")

    def _import_what_is_needed(self) -> None:
        """Let the command run once in this process, so that those of its own begin with all modules."""
        from mtqa.cli.main import app

        environment = dict(os.environ)
        os.environ.update(MTQA_CACHE=str(self.folder / "stage" / "cache"), HF_HUB_OFFLINE="")
        try:
            with (
                contextlib.chdir(self.work),
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
                contextlib.suppress(SystemExit),
            ):
                app(args=list(self.scenario.arguments), prog_name="mtqa")
        finally:
            os.environ.clear()
            os.environ.update(environment)

    def _reset(self) -> None:
        shutil.rmtree(self.folder / "stage", ignore_errors=True)
        shutil.copytree(self.kept, self.folder / "stage")

    def play(self, fault: Fault) -> Outcome:
        """Let the command fail once, look, and give it again."""
        self._reset()
        outcome = Outcome(fault, self.places[fault.place - 1] if fault.place <= len(self.places) else "")
        outcome.code = self._run(fault)
        self.judge(outcome)
        return outcome

    def play_twice(self, fault: Fault) -> Iterator[Outcome]:
        """Kill the command where a fault says and, if old and new lie together then, the next command everywhere."""
        self._reset()
        self._run(fault)
        if state(self.work) in self.whole:
            return
        self._fork(self._look, Fault())
        for place, what in enumerate(self._calls(), start=1):
            self._reset()
            outcome = Outcome(fault, f"{self.places[fault.place - 1]}, then {what}", self._run(fault))
            self._fork(self._look, Fault(place))
            self.judge(outcome)
            yield outcome

    def end_at_random(self, chance: random.Random) -> Outcome:
        """Start the real command line, and end it at some moment."""
        if not self.seconds:
            began = time.monotonic()
            self._reset()
            self._start().wait()
            self.seconds = time.monotonic() - began
        self._reset()
        number = chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        process = self._start()
        time.sleep(chance.uniform(0.1, self.seconds))
        process.send_signal(number)
        outcome = Outcome(Fault(0, number.name), f"after {self.seconds:.1f} s at most", process.wait())
        if outcome.code not in (0, -number, 128 + number):  # before Python has begun, the system ends it
            outcome.complaints.append(f"{number.name} gave exit code {outcome.code}")
        if outcome.code == 128 + number:
            said = self.said.read_text(encoding="utf-8", errors="replace").strip()
            if said.split("\n")[-1] not in ("interrupted", "terminated"):
                outcome.complaints.append(f"it said: {said[-300:]}")
            left = [*leftovers(self.work), *leftovers(self.folder / "stage" / "tmp")]
            outcome.complaints += [f"left after {number.name}: {name}" for name in left]
        self.judge(outcome)
        return outcome

    def _start(self) -> subprocess.Popen[bytes]:
        stage = self.folder / "stage"
        environment = {**os.environ, "MTQA_CACHE": str(stage / "cache"), "TMPDIR": str(stage / "tmp")}
        environment |= {"HF_HUB_OFFLINE": "", "PYTHONPATH": str(Path(__file__).parent.parent)}
        command = [sys.executable, "-m", "mtqa", *self.scenario.arguments]
        with self.said.open("wb") as said:
            return subprocess.Popen(command, cwd=self.work, env=environment, stdout=subprocess.DEVNULL, stderr=said)

    def judge(self, outcome: Outcome) -> None:
        """Judge what a run left."""
        said = self.said.read_text(encoding="utf-8", errors="replace")
        if "Traceback" in said or "fault of mtqa" in said:
            outcome.complaints.append(f"it said: {said.strip()[-300:]}")
        now = state(self.work)
        outcome.mixed_until_read = now not in self.whole
        if outcome.code == 0 and now != self.after:
            outcome.complaints.append(f"exit code 0, and the result is not there: {self._difference(now)}")
        if outcome.code == 3 and outcome.mixed_until_read and outcome.fault.mode != "stays full":
            outcome.complaints.append(f"it failed in order and left a mixture: {self._difference(now)}")
        lost = [name for name in self.before if name in self.after and name not in now]
        for name in [*lost, *(name for name, kept in self.before.items() if self._is_foreign(name, kept, now))]:
            outcome.complaints.append(f"lost: {name}")
        self._fork(self._look, None)
        now = state(self.work)
        if now not in self.whole:
            outcome.complaints.append(f"mixture: {self._difference(now)}")
        codes = self.scenario.again if now == self.after else (0,)
        code = self._run(Fault())
        if code not in codes or state(self.work) != self.after:
            said = self.said.read_text(encoding="utf-8", errors="replace").strip()
            outcome.complaints.append(f"given again, exit code {code}: {said[-300:]}")
        left = [*leftovers(self.work), *leftovers(self.folder / "stage" / "tmp")]
        if left:
            outcome.complaints.append(f"left for ever: {', '.join(left)}")

    def _is_foreign(self, name: str, kept: str, now: Mapping[str, str]) -> bool:
        """Whether a file that the command does not touch was touched."""
        return self.after.get(name) == kept and now.get(name) != kept

    def _difference(self, now: Mapping[str, str]) -> str:
        names = sorted({*now, *self.before, *self.after})
        told = []
        for name in names:
            old, new, is_now = self.before.get(name), self.after.get(name), now.get(name)
            if old != new:
                told.append(f"{name} {'old' if is_now == old else 'new' if is_now == new else 'other'}")
        return ", ".join(told)

    def _look(self) -> None:
        from mtqa.errors import MtqaError
        from mtqa.evaluation import read_run
        from mtqa.preparation import load_corpora

        for name in self.scenario.reads:
            path = self.work / name
            with contextlib.suppress(MtqaError):
                if any(path.rglob("evaluation.json")):
                    read_run(path)
                else:
                    load_corpora(path)

    def _run(self, fault: Fault) -> int:
        def command() -> None:
            from mtqa.cli.run import run

            sys.argv = ["mtqa", *self.scenario.arguments]
            run()

        return self._fork(command, fault)

    def _fork(self, action: Callable[[], None], fault: Fault | None) -> int:
        """Do something in a process of its own; its exit code, or the negative signal."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the local server is a thread, which no child uses
            child = os.fork()
        if child == 0:
            code = 99
            try:
                self._enter(fault)
                action()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                with contextlib.suppress(BaseException):
                    sys.stderr.flush()
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _enter(self, fault: Fault | None) -> None:
        os.chdir(self.work)
        stage = self.folder / "stage"
        os.environ.update(MTQA_CACHE=str(stage / "cache"), TMPDIR=str(stage / "tmp"), HF_HUB_OFFLINE="")
        tempfile.tempdir = None
        said = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout = sys.__stdout__ = _really_open(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = sys.__stderr__ = _really_open(2, "w", encoding="utf-8", closefd=False)
        if fault is not None:
            _install(_Calls(stage, fault, self.log))

    def faults(self) -> Iterator[Fault]:
        """All places in all modes."""
        return (Fault(place, mode) for place in range(1, len(self.places) + 1) for mode in MODES)

    def sample(self, number: int) -> Iterator[Fault]:
        """Two places far apart, in modes that take turns, and one amid the moving of files."""
        modes = list(MODES)
        for third in (1, 2):
            yield Fault(len(self.places) * third // 3, modes[(number + 2 * third) % len(modes)])
        moves = self.moves()
        yield Fault(moves[-min(3, len(moves))])

    def moves(self) -> list[int]:
        """The places at which files are moved."""
        return [place for place, call in enumerate(self.places, start=1) if call.startswith("replace")]
