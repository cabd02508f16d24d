"""The commands."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any, ClassVar

import typer

from mtqa.cli._commands_on_demand import CommandsOnDemand
from mtqa.errors import MtqaError

_LINES = {
    "evaluate": "Score and check the translations of a corpus and write a report for each language.",
    "score": "Score hypotheses against references, one segment a line: sacreBLEU's numbers and flags.",
    "merge": "Make one result of the partial results of parts that were scored apart.",
    "agree": "Tell which metric to believe: how far metrics agree with people, and how sure that is.",
    "compare": "Compare every two systems of a corpus, and rank them.",
    "translate": "Translate the source of a corpus with an MT system, and add the output to the corpus as a baseline.",
    "review": "Judge translations in the browser: findings, errors and scores, corrected texts.",
    "gate": "Fail when quality really dropped, and only then.",
    "report": "Write the reports of a stored run again, without scoring again.",
    "list": "List metrics, checks, profiles, loaders, readers of human judgements, baselines, reports or languages.",
    "doctor": "Tell what is installed, what is missing, and how to get it.",
    "cache": "Show, check or clear what is kept so that nothing is computed, measured or translated twice.",
    "corpus": "Make corpora, check them, look at them, convert them, and fetch published originals.",
}
_ELSEWHERE = {"score": "main:score_app", "list": "list_:app"}


class _Commands(CommandsOnDemand):
    """The commands of mtqa."""

    places: ClassVar[Mapping[str, str]] = {name: f"mtqa.cli.{_ELSEWHERE.get(name, f'{name}:app')}" for name in _LINES}
    lines: ClassVar[Mapping[str, str]] = _LINES

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
    help="Judge machine translation: load pages and corpora, score, check, compare, and write a report per language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


score_app = typer.Typer(add_completion=False, rich_markup_mode=None)
"""`mtqa score` for the list of commands and the documentation; it reads its options itself, as sacreBLEU's users write
them."""


@score_app.command(
    help=_LINES["score"],
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
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an error. Works anywhere on the line."),
) -> None:
    """Options that every command has."""
    del version, debug
