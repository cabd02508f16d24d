"""`mtqa report`: write reports again from a stored run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values
from mtqa.cli._console import say
from mtqa.cli._evaluation_output import show
from mtqa.cli._report_formats import in_language

TREND = "trend.html"

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=several_values("--format", "--earlier", n_positional=1))
def report(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="A folder that `mtqa evaluate` wrote, or an evaluation.json.")
    ],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier", metavar="RUN", help="Earlier runs, the oldest first: also write how things went (trend.html)."
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT", help="{reports} or json.  [default: html]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write.  [default: the run's folder]")
    ] = None,
    report_language: Annotated[
        str,
        typer.Option(
            "--report-language", metavar="TAG", help="Language of the report's own words: {report_languages}."
        ),
    ] = "en",
    quiet: QuietOption = False,
) -> None:
    """Write the reports of a stored run again, without scoring again."""
    from mtqa.evaluation import DEFAULT_FORMATS, STORED, read_run, write_reports

    formats = in_language(format or list(DEFAULT_FORMATS), report_language)
    evaluations, folder = read_run(run)
    pages = {TREND: _trend(run, earlier, report_language)} if earlier else {}
    written = write_reports(evaluations, output or folder, formats, pages)
    if STORED in formats:
        show(evaluations, as_json=True, quiet=quiet)
    say(f"Report: {written[0]}", quiet=quiet)
    if earlier:
        say(f"Trend: {written[-1]}", quiet=quiet)


def _trend(run: Path, earlier: list[Path], tag: str) -> str:
    """How the earlier runs and this one compare."""
    from mtqa.evaluation import read_run
    from mtqa.rendering import Run, catalogue, trend_page

    runs = [Run(path.resolve().name, read_run(path)[0]) for path in (*earlier, run)]
    return trend_page(runs, catalogue(tag))
