"""What the commands share: where output goes, progress bars, warnings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from mtqa.cli._terminal import harmless, harmless_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from mtqa.results import Evaluation

__all__ = ["asking", "decimals_of", "format_number", "progress_bar", "say", "stdout_console", "warn"]

_bars: list[Progress] = []
"""The progress bars that are shown: a question must not stand in the middle of one."""


def stdout_console() -> Console:
    """A console for results; obeys NO_COLOR and FORCE_COLOR, and never cuts words when the output is not a terminal."""
    return harmless_console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 120)


def say(message: str, *, quiet: bool) -> None:
    """A message for the user, on stderr."""
    if not quiet:
        typer.echo(harmless(message), err=True)


def warn(message: str, *, quiet: bool) -> None:
    """A warning, on stderr, in words as well as in colour."""
    if not quiet:
        typer.echo(typer.style("warning:", fg="yellow", bold=True) + f" {harmless(message)}", err=True)


def asking(*, yes: bool, quiet: bool) -> Callable[[str], None]:
    """A function that asks on the terminal whether to go on; without a terminal, only `yes` agrees.

    It raises MtqaError when the user does not agree, or cannot be asked.
    """

    def ask(message: str) -> None:
        from mtqa.errors import MtqaError

        if yes:
            say(message, quiet=quiet)
            return
        if not sys.stdin.isatty() or not sys.stderr.isatty():
            raise MtqaError(message, "Say --yes to agree.")
        for bar in _bars:
            bar.stop()  # it begins again when there is progress
        try:
            agreed = typer.confirm(f"{harmless(message)} Go on?", err=True)
        except typer.Abort:
            agreed = False
        if not agreed:
            raise MtqaError("nothing was done: you did not agree")

    return ask


def decimals_of(evaluation: Evaluation, metric: str) -> int:
    """Decimals that the values of a metric deserve: one on a scale of 100, four on a scale of 1."""
    values = [abs(score.value) for score in evaluation.scores if score.metric == metric and score.value is not None]
    return 4 if 0.0 < max(values, default=0.0) <= 2.0 else 1


def format_number(value: float | None, decimals: int) -> str:
    """A number for a table; a dash where there is none."""
    return "–" if value is None else f"{value:.{decimals}f}"


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A function to report progress with, or None where nobody watches: when stderr is no terminal, or with -q."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<40}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=harmless_console(file=sys.stderr), transient=True)
    task = progress.add_task("starting", total=None)
    _bars.append(progress)

    def advance(what: str, done: int, total: int) -> None:
        progress.start()  # not before: until then, questions may be asked
        progress.update(task, description=what[:40], completed=done, total=total)

    try:
        yield advance
    finally:
        _bars.remove(progress)
        progress.stop()
