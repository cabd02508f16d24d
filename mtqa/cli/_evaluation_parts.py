"""`--part` and `--partial` of `mtqa evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqa.cli._arguments import usage_errors
from mtqa.cli._console import progress_bar, say

if TYPE_CHECKING:
    from mtqa.evaluation import CorpusRun, PartOf

__all__ = ["checked_part", "write_part"]

_INSTEAD = {
    "--human": "set judgements beside the merged run: mtqa agree RUN --human FILE",
    "--explain": "a judge explains the findings of the whole: evaluate without --part",
    "--baseline": "translate first, once for all parts: mtqa translate CORPUS --baseline SPEC",
}


def checked_part(part: str | None, partial: Path | None, others: Mapping[str, object], is_one: bool) -> PartOf | None:
    """The part that is asked for; None for the whole.

    Args:
        part: What `--part` says.
        partial: What `--partial` says.
        others: Options that are about the whole, and what they say.
        is_one: Whether one corpus is named, and not texts.

    Raises:
        typer.BadParameter: when options do not go together.
    """
    if part is None and partial is None:
        return None
    if part is None or partial is None:
        raise typer.BadParameter("--part I/N and --partial FILE belong together", param_hint="--part")
    for option, value in others.items():
        if value:
            raise typer.BadParameter(f"does not go with --part; {_INSTEAD[option]}", param_hint=option)
    if not is_one:
        raise typer.BadParameter(
            "is about a corpus; a first run makes one of the texts, in OUTPUT/corpus", param_hint="--part"
        )
    from mtqa.evaluation import PartOf

    with usage_errors("--part"):
        return PartOf.parsed(part)


def write_part(path: Path, part: PartOf, run: CorpusRun, workers: int, cache: Path | None, *, quiet: bool) -> None:
    """Measure and check one part, and write what `mtqa merge` makes reports of."""
    from mtqa.evaluation import write_partial_evaluation

    with progress_bar(quiet=quiet) as progress:
        write_partial_evaluation(path, part, run, workers=workers, cache=cache, progress=progress)
    say(f"Part {part}: {path}", quiet=quiet)
