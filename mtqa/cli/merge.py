"""`mtqa merge`: one result from parts that were scored apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values
from mtqa.cli._console import asking, say, warn
from mtqa.cli._corpus_options import YesOption

if TYPE_CHECKING:
    from mtqa.evaluation import PartialResult

_PLAIN_FORMAT = re.compile(r"[a-z0-9_]+(\(language=[A-Za-z-]+\))?")
"""Formats that a file may name: it may be a stranger's, and other options name files."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=several_values("--format", n_positional=1))
def merge(
    partial: Annotated[
        list[Path],
        typer.Argument(metavar="PARTIAL ...", help="The files that --partial named, of all parts, in any order."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to write reports.  [default: reports/NAME]"),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="Of scores: text, json, latex or tsv. Of an evaluation: {reports} or json.  [default: as the parts"
            " were told]",
        ),
    ] = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make one result of the partial results of parts that were scored apart.

    `mtqa score ... --part 1/64 --partial 1.part` and so on, also on other machines; then `mtqa merge *.part` prints
    what one run over the whole would have printed, and writes the reports that it would have written.
    """
    from mtqa.contracts import Trust, trusting
    from mtqa.evaluation import read_partials

    parts = read_partials(partial)
    with trusting(Trust(asking(yes=yes, quiet=quiet))):
        if parts[0].command == "score":
            _show_scores(parts, format, quiet=quiet)
        else:
            _write_reports(parts, output, format, quiet=quiet)


def _show_scores(parts: Sequence[PartialResult], formats: Sequence[str] | None, *, quiet: bool) -> None:
    from mtqa.cli._score_printing import print_as_asked, printing_options_read
    from mtqa.evaluation import merge_scores

    merged = merge_scores(parts)
    wanted = {**merged.printing, **({"format": formats[-1]} if formats else {})}
    for score in merged.scores:
        for warning in score.warnings:
            warn(f"{score.system}: {warning}", quiet=quiet)
    given = printing_options_read(wanted)
    print_as_asked(merged.scores, merged.resampling, given, from_input=given.from_input)


def _write_reports(
    parts: Sequence[PartialResult], output: Path | None, formats: Sequence[str] | None, *, quiet: bool
) -> None:
    from mtqa.cli._evaluation_output import default_folder, show
    from mtqa.evaluation import DEFAULT_FORMATS, STORED, merge_evaluations, write_reports

    evaluations = merge_evaluations(parts)
    told = parts[0].common["printing"].get("formats", ())
    wanted = list(formats or [one for one in map(str, told) if _PLAIN_FORMAT.fullmatch(one)] or DEFAULT_FORMATS)
    folder = output or default_folder(evaluations[0].corpus.name)
    written = write_reports(evaluations, folder, wanted)
    show(evaluations, as_json=STORED in wanted, quiet=quiet)
    say(f"Report: {written[0]}", quiet=quiet)
