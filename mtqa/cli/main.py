"""The commands."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any, ClassVar

import typer

from mtqa.cli._commands_on_demand import CommandsOnDemand
from mtqa.cli._list_of_commands import LINES, OPTIONS, SUMMARY, WIDEST
from mtqa.errors import MtqaError

_ELSEWHERE = {"score": "main:score_app", "list": "list_:app"}


class _Commands(CommandsOnDemand):
    """The commands of mtqa."""

    places: ClassVar[Mapping[str, str]] = {name: f"mtqa.cli.{_ELSEWHERE.get(name, f'{name}:app')}" for name in LINES}
    lines: ClassVar[Mapping[str, str]] = LINES

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a name that no file can have is told as such, wherever it was given."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            name = str(error.filename or "")
            message = f"'{name[:80]}...' is longer than the name of a file can be"
            raise MtqaError(message, "Check the name, or choose a shorter one.") from None


app = typer.Typer(
    name="mtqa",
    cls=_Commands,
    help=SUMMARY,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)


score_app = typer.Typer(add_completion=False, rich_markup_mode=None)
"""`mtqa score` for the list of commands and the documentation; it reads its options itself, as sacreBLEU's users write
them."""


@score_app.command(
    help=LINES["score"],
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def _score(context: typer.Context) -> None:
    from mtqa.cli import score

    score.main(context.args)


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"mtqa {version('mtqa')}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help=OPTIONS["--version"]),
    debug: bool = typer.Option(False, "--debug", help=OPTIONS["--debug"]),
) -> None:
    """Options that every command has."""
    del version, debug
