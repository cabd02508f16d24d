"""`mtqa cache`: what is kept so that nothing is computed, measured or translated twice."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import Output, QuietOption, several_values
from mtqa.cli._commands_on_demand import CommandsInFull
from mtqa.cli._console import stdout_console

if TYPE_CHECKING:
    from mtqa.files import CacheState

EXIT_DAMAGED = 3

app = typer.Typer(
    cls=CommandsInFull,
    add_completion=False,
    help="Show, check or clear what is kept so that nothing is computed, measured or translated twice.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Kind(StrEnum):
    """What is kept."""

    statistics = "statistics"
    neural = "neural"
    judges = "judges"
    translations = "translations"
    vectors = "vectors"
    gate = "gate"
    digests = "digests"
    models = "models"


FormatOption = Annotated[Output, typer.Option("--format", "-f", help="How to print it.")]


@app.command()
def show(format: FormatOption = Output.text) -> None:
    """Print where what is kept is, how much there is of each kind, and how much there may be.

    The folder is MTQA_CACHE, else mtqa in the user's cache folder. MTQA_CACHE_LIMIT says how large each kind may become
    (500MB), or some of them (translations=5GB,gate=1GB); beyond it, what was longest unused is deleted.
    """
    from mtqa.files import survey_cache

    states = survey_cache()
    if format is Output.json:
        _print_json(states)
        return
    _print_table(states)


@app.command()
def check(format: FormatOption = Output.text, quiet: QuietOption = False) -> None:
    """Read all that is kept and compare it with its checksums.

    Exits with 3 when something is damaged. Nothing damaged is ever used: it is dropped and made again when it is next
    needed.
    """
    from mtqa.files import survey_cache

    states = survey_cache(check=True)
    damaged = [path for state in states for path in state.damaged]
    if format is Output.json:
        _print_json(states)
    else:
        for path in damaged:
            typer.echo(f"{path}: damaged")
        if not quiet:
            typer.echo(f"{sum(state.n_files for state in states)} files read, {len(damaged)} of them damaged")
    if damaged:
        raise typer.Exit(EXIT_DAMAGED)


@app.command(cls=several_values("--kind", n_positional=0))
def clear(
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="What to delete; everything when left out.")] = None,
    older_than: Annotated[
        float, typer.Option("--older-than", metavar="DAYS", min=0.0, help="Only what was not used for so many days.")
    ] = 0.0,
    format: FormatOption = Output.text,
    quiet: QuietOption = False,
) -> None:
    """Delete what is kept. All of it can be made again; translations by a service may cost money again."""
    from mtqa.files import clear_cache

    deleted = clear_cache([one.value for one in kind or ()], older_than=older_than)
    if format is Output.json:
        _print_json(deleted)
    if format is Output.json or quiet:
        return
    n_files, n_bytes = sum(state.n_files for state in deleted), sum(state.n_bytes for state in deleted)
    typer.echo(f"{n_files} files deleted, {_size(n_bytes)}")


def _print_json(states: Sequence[CacheState]) -> None:
    from mtqa.files import cache_root

    rows = [
        {
            "kind": state.kind.name,
            "folder": str(state.folder),
            "files": state.n_files,
            "bytes": state.n_bytes,
            "limit": state.most_bytes,
            "last_used": None if state.last_used is None else _time(state.last_used).isoformat(timespec="seconds"),
            "outdated": len(state.outdated),
            "damaged": [str(path) for path in state.damaged],
        }
        for state in states
    ]
    typer.echo(json.dumps({"folder": str(cache_root()), "kinds": rows}, indent=1))


def _print_table(states: Sequence[CacheState]) -> None:
    from rich.table import Table
    from rich.text import Text

    from mtqa.files import cache_root

    console = stdout_console()
    console.print(Text(str(cache_root()), style="bold"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for heading in ("files", "size", "limit", "last used"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for state in states:
        used = "" if state.last_used is None else _time(state.last_used).strftime("%Y-%m-%d")
        outdated = f" ({len(state.outdated)} of an older mtqa)" if state.outdated else ""
        table.add_row(
            state.kind.name,
            str(state.n_files),
            _size(state.n_bytes),
            _size(state.most_bytes),
            used,
            Text(f"{state.kind.summary}{outdated}"),
        )
    console.print(table)


def _time(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _size(n_bytes: int) -> str:
    """A size for people: `1.2 MB`."""
    size, unit = float(n_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.3g} {unit}"
