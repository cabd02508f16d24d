"""Options of the commands that score a corpus: workers, cache, human judgements."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import usage_errors
from mtqa.cli._console import asking, say

if TYPE_CHECKING:
    from mtqa.contracts import Metric
    from mtqa.corpus import Corpus
    from mtqa.evaluation import Judgements, Unit

__all__ = [
    "CacheOption",
    "DirectionOption",
    "HumanOption",
    "HumanSystemOption",
    "OnOption",
    "ResampleUpToOption",
    "SharedWorkersOption",
    "UnitOption",
    "WorkersOption",
    "explaining_judge",
    "number_of_workers",
    "prepare_metrics",
    "read_human",
    "statistics_cache",
    "tell_what_stays",
    "unit_named",
    "work_on",
]

WorkersOption = Annotated[int, typer.Option("--workers", min=0, help="Threads that score; 0 for all cores.")]
OnOption = Annotated[
    str,
    typer.Option(
        "--on",
        metavar="threads|processes|ray|ray:ADDRESS",
        help="Where neural metrics, checks and models of MT are computed: here, in processes of this machine, on a Ray"
        " cluster.",
    ),
]
SharedWorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=0,
        help="Threads that score (default: 1), with --on the workers (default: all there is room for); 0 for all"
        " cores.",
    ),
]


def _without_vectors(context: typer.Context, cache: bool) -> bool:
    """With --no-cache encoders keep nothing either, as long as the command runs."""
    if not cache:
        from mtqa.alignment import keeping_no_vectors

        context.with_resource(keeping_no_vectors())
    return cache


CacheOption = Annotated[
    bool,
    typer.Option(
        "--cache/--no-cache",
        callback=_without_vectors,
        help="Keep statistics of segments and vectors of sentences, to score and align the same lines only once.",
    ),
]
UnitOption = Annotated[
    str,
    typer.Option(
        "--unit",
        metavar="auto|segment|document",
        help="What is drawn and exchanged at random; auto: documents where there are several, else segments.",
    ),
]
ResampleUpToOption = Annotated[
    int,
    typer.Option(
        "--resample-up-to",
        min=0,
        metavar="N",
        help="Beyond so many segments or documents, intervals and p-values come from sums and cross products.",
    ),
]
HumanOption = Annotated[
    str | None,
    typer.Option(
        "--human",
        metavar="FILE[:OPTION=VALUE,...]",
        help="Human judgements to set beside the metrics: mt-metrics-eval's scores and ratings, Google's MQM tables,"
        " exports of Appraise and Pearmut. Options settle what a file leaves open: higher_is_better, level, repeats,"
        " first, critical, items, format.",
    ),
]
DirectionOption = Annotated[
    str | None,
    typer.Option("--human-direction", metavar="higher|lower", help="Which human scores are better, where not plain."),
]
HumanSystemOption = Annotated[
    list[str] | None,
    typer.Option("--human-system", metavar="NAME=SYSTEM", help="What a system of the judgements is called here."),
]


def number_of_workers(workers: int | None) -> int:
    """0 stands for all cores, None for one thread."""
    return 1 if workers is None else workers or os.cpu_count() or 1


@contextmanager
def work_on(place: str, workers: int | None) -> Iterator[None]:
    """Let the work be done where `--on` says; nothing is started before there is something to do.

    Raises:
        typer.BadParameter: when there is no such place.
    """
    if place == "threads":
        yield
        return
    from mtqa.executors import computing_on, parse_place

    with usage_errors("--on"):
        parse_place(place)
    with computing_on(place, workers or 0):
        yield


def tell_what_stays(place: str, specs: Sequence[str], *, quiet: bool) -> None:
    """Say which metrics the engine computes here all the same."""
    if place == "threads":
        return
    from mtqa.contracts import metrics

    here = [metric.label for metric in map(metrics.create, specs) if metric.engine_config is not None]
    if here:
        say(f"{', '.join(here)}: computed here, for sending text away takes longer than scoring it.", quiet=quiet)


def unit_named(unit: str) -> Unit:
    """The unit that `--unit` names.

    Raises:
        typer.BadParameter: when there is none of that name.
    """
    from mtqa.evaluation import Unit

    if unit not in tuple(Unit):
        raise typer.BadParameter(f"must be one of: {', '.join(Unit)}", param_hint="--unit")
    return Unit(unit)


def statistics_cache(wanted: bool) -> Path | None:
    """The folder of the statistics, `mtqa/statistics` in the user's cache folder or in MTQA_CACHE; None for none."""
    if not wanted:
        return None
    from mtqa.files import cache_folder

    return cache_folder("statistics")


def prepare_metrics(specs: Sequence[str], *, yes: bool, quiet: bool) -> None:
    """Get what metrics need, asking before anything is downloaded.

    Raises:
        MtqaError: when the user does not agree, or what is needed cannot be had.
    """
    from mtqa.contracts import metrics

    for spec in specs:
        metrics.create(spec).prepare(asking(yes=yes, quiet=quiet))


def explaining_judge(specs: Sequence[str], *, wanted: bool) -> Metric | None:
    """The first judge among metrics, to explain findings; None where that is not wanted.

    Raises:
        typer.BadParameter: when it is wanted and there is no judge.
    """
    from mtqa.contracts import metrics

    if not wanted:
        return None
    judge = next((metric for metric in map(metrics.create, specs) if metric.is_judge), None)
    if judge is None:
        raise typer.BadParameter("needs a judge: --metric judge(model=...)", param_hint="--explain")
    return judge


def read_human(
    file: str | None, corpora: Sequence[Corpus], direction: str | None, systems: Sequence[str] | None
) -> Judgements | None:
    """The judgements that the options name.

    Raises:
        typer.BadParameter: when an option is malformed, or judgements are given for more than one language.
        MtqaError: when the file cannot be understood.
    """
    if file is None:
        return None
    if direction not in (None, "higher", "lower"):
        raise typer.BadParameter("must be higher or lower", param_hint="--human-direction")
    if len(corpora) > 1:
        raise typer.BadParameter("belongs to one language: choose it with --language", param_hint="--human")
    names = {}
    for pair in systems or ():
        name, sign, system = pair.partition("=")
        if not sign:
            raise typer.BadParameter("must be NAME=SYSTEM", param_hint="--human-system")
        names[name] = corpora[0].system(system).name
    from mtqa.contracts import parse_judgement_file
    from mtqa.evaluation import read_judgements

    path, told = parse_judgement_file(file)
    higher = None if direction is None else direction == "higher"
    return read_judgements(path, corpora[0], higher_is_better=higher, systems=names, told=told)
