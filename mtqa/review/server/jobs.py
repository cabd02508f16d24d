"""Work that takes longer than an answer may: it goes on in the background, and the page asks how far it is."""

from __future__ import annotations

import contextvars
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from mtqa.errors import MtqaError
from mtqa.progress import Progress

__all__ = ["Job", "Jobs"]

_MOST_KEPT = 50


@dataclass
class Job:
    """Work in the background.

    Attributes:
        state: `running`, `done` or `failed`.
        done: Steps that are done.
        total: All steps.
        message: What is being done; when it failed, why.
        address: When it is done, where its result is.
    """

    state: str = "running"
    done: int = 0
    total: int = 0
    message: str = "starting"
    address: str = ""
    failure: BaseException | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, object]:
        """As the page takes it."""
        names = ("state", "done", "total", "message", "address")
        return {name: getattr(self, name) for name in names}


class Jobs:
    """All jobs of a server; one at a time is at work, the others wait."""

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        self._jobs: dict[str, Job] = {}
        self._turn = threading.Lock()
        self._tell = tell

    def start(self, work: Callable[[Progress], str]) -> str:
        """Begin a job.

        Args:
            work: Does it, tells how far it is, and returns the address of its result.

        Returns:
            The id of the job.
        """
        name, job = secrets.token_hex(8), Job()
        self._jobs[name] = job
        for old in list(self._jobs)[:-_MOST_KEPT]:
            del self._jobs[old]
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run, job, work), daemon=True).start()
        return name

    def get(self, name: str) -> Job | None:
        """The job of this id; None where there is none."""
        return self._jobs.get(name)

    def _run(self, job: Job, work: Callable[[Progress], str]) -> None:
        def progress(what: str, done: int, total: int) -> None:
            job.message, job.done, job.total = what, done, total

        try:
            with self._turn:
                job.address = work(progress)
            job.state = "done"
        except MtqaError as error:
            job.message, job.state = str(error), "failed"
        except Exception as error:
            self._tell(f"unexpected {type(error).__name__}: {error}")
            job.failure = error
            job.message, job.state = f"a fault of mtqa ({type(error).__name__})", "failed"
