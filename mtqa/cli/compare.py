"""`mtqa compare`: every pair of systems, corrected p-values, clusters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values, usage_errors
from mtqa.cli._console import decimals_of, format_number, progress_bar, say, stdout_console, warn
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, YesOption, load
from mtqa.cli._evaluation_output import default_folder, print_agreements
from mtqa.cli._scoring_options import (
    CacheOption,
    DirectionOption,
    HumanOption,
    HumanSystemOption,
    UnitOption,
    WorkersOption,
    number_of_workers,
    prepare_metrics,
    read_human,
    statistics_cache,
    unit_named,
)
from mtqa.cli._terminal import json_text

if TYPE_CHECKING:
    from mtqa.corpus import Corpus
    from mtqa.results import Evaluation

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_MANY_PAIRS = 45
"""More pairs than these are printed only with --all-pairs: ten systems have 45."""


@app.command(cls=several_values("--system", "--metric", "--language", n_positional=1))
def compare(
    corpus: Annotated[str, typer.Argument(metavar="CORPUS|RUN", help="A corpus, or a folder that `evaluate` wrote.")],
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="NAME", help="Systems to compare; all when left out.")
    ] = None,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", metavar="SPEC", help="Metrics.  [default: BLEU, chrF2++, TER]")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to store it.  [default: reports/NAME-comparison]"),
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = "text",
    all_pairs: Annotated[bool, typer.Option("--all-pairs", help="Print every pair, however many.")] = False,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    human: HumanOption = None,
    human_direction: DirectionOption = None,
    human_system: HumanSystemOption = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all resampling.")] = 12345,
    unit: UnitOption = "auto",
    workers: WorkersOption = 1,
    cache: CacheOption = True,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare every two systems of a corpus, and rank them.

    Systems that the test set does not tell apart share a rank. The p-values are two-sided, by approximate randomisation
    with 10,000 trials, and corrected for the number of pairs, metric by metric (Holm). Stores DIR/TAG/evaluation.json.
    """
    if format not in ("text", "json"):
        raise typer.BadParameter("must be text or json", param_hint="--format")
    drawn = unit_named(unit)
    from mtqa.contracts import metrics
    from mtqa.errors import MtqaError
    from mtqa.evaluation import DEFAULT_METRICS, evaluate, write_reports

    with usage_errors("--metric"):
        for spec in metric or ():
            metrics.create(spec)
    prepare_metrics(metric or DEFAULT_METRICS, yes=yes, quiet=quiet)
    with progress_bar(quiet=quiet) as progress:
        corpora = [
            _only(loaded, system)
            for loaded in _stored(corpus, language) or load(corpus, language, loader, source_language, column)
        ]
        for loaded in corpora:
            if len(loaded.systems) < 2:
                raise MtqaError(
                    f"'{loaded.name}' ({loaded.language_pair}) has only one system to compare",
                    "Add another one.",
                    path=corpus,
                )
        judgements = read_human(human, corpora, human_direction, human_system)
        evaluations = [
            evaluate(
                loaded,
                metric_specs=metric or DEFAULT_METRICS,
                check_names=[],
                judgements=judgements,
                seed=seed,
                unit=drawn,
                workers=number_of_workers(workers),
                cache=statistics_cache(cache),
                progress=progress,
            )
            for loaded in corpora
        ]
    folder = output or default_folder(corpora[0].name, "-comparison")
    written = write_reports(evaluations, folder, ())
    if format == "json":
        from mtqa.results import evaluation_to_json

        for evaluation in evaluations:
            typer.echo(json_text(evaluation_to_json(evaluation)))
    else:
        for evaluation in evaluations:
            _print(evaluation, all_pairs=all_pairs, quiet=quiet)
    say(f"Stored: {', '.join(str(path) for path in written)}", quiet=quiet)


def _stored(given: str, languages: Sequence[str] | None) -> tuple[Corpus, ...]:
    """The corpora of a stored run; none where it is not one."""
    from mtqa.evaluation import is_run, read_run

    if not is_run(Path(given)):
        return ()
    evaluations, _ = read_run(Path(given))
    wanted = set(languages or ())
    return tuple(e.corpus for e in evaluations if not wanted or e.corpus.language_pair.target.tag in wanted)


def _only(corpus: Corpus, names: Sequence[str] | None) -> Corpus:
    return corpus.with_systems([corpus.system(name) for name in dict.fromkeys(names)]) if names else corpus


def _print(evaluation: Evaluation, *, all_pairs: bool, quiet: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from mtqa.evaluation import ALPHA, effect_in_words, effect_size, rank_systems, segment_wins

    console = stdout_console()
    corpus = evaluation.corpus
    pair = corpus.language_pair
    heading = (
        f"{corpus.title or corpus.name}: {pair.source.name} to {pair.target.name}, {len(corpus.segments)} segments"
    )
    console.print(Text(f"\n{heading}", style="bold"))
    for metric in evaluation.metrics:
        ranked = rank_systems(evaluation, metric)
        if not ranked:
            continue
        first = ranked[0].score
        d = max(2, decimals_of(evaluation, metric))
        better = "higher is better ↑" if first.higher_is_better else "lower is better ↓"
        console.print(Text(f"\n{first.label}, {better}", style="bold"))
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("rank", "places", "system", "score", "95 % interval"):
            table.add_column(column, justify="left" if column == "system" else "right")
        for row in ranked:
            interval = row.score.interval
            table.add_row(
                str(row.rank),
                str(row.best_place) if row.best_place == row.worst_place else f"{row.best_place}–{row.worst_place}",
                Text(row.score.system),
                format_number(row.score.value, d),
                f"{interval.low:.{d}f} – {interval.high:.{d}f}" if interval else "–",
                end_section=row is ranked[-1],
            )
        console.print(table)
        comparisons = [c for c in evaluation.comparisons if c.metric == metric]
        if len(comparisons) > _MANY_PAIRS and not all_pairs:
            comparisons = [c for c in comparisons if evaluation.primary in (c.system, c.baseline)]
            console.print(Text(f"Only pairs with {evaluation.primary} are shown; --all-pairs shows every one.", "dim"))
        pairs = Table(box=None, pad_edge=False, header_style="bold")
        for column in (
            "pair",
            "gain",
            "95 % interval",
            "p",
            "p corrected",
            "told apart",
            "detectable",
            "effect",
            "better/worse/equal",
        ):
            pairs.add_column(column, justify="left" if column == "pair" else "right")
        for c in comparisons:
            pairs.add_row(
                Text(f"{c.system} – {c.baseline}"),
                f"{c.delta:+.{d}f}",
                f"{c.interval.low:+.{d}f} … {c.interval.high:+.{d}f}" if c.interval else "–",
                format_number(c.p_value, 4),
                format_number(c.p_adjusted, 4),
                "yes" if c.p_adjusted is not None and c.p_adjusted <= ALPHA else "no",
                format_number(c.detectable, d),
                effect_in_words(effect_size(evaluation, c)),
                "/".join(map(str, segment_wins(evaluation, c))),
            )
        console.print(pairs)
        console.print(Text(comparisons[0].signature if comparisons else "", style="dim"))
    print_agreements(evaluation)
    legend = (
        "A positive gain means that the first system is better. Systems that share a rank are not told apart: their"
        " difference may be chance. places: where a system may stand, judged by the pairs that are told apart."
        " detectable: the smallest true difference that this test set would have shown with a probability of 80 %;"
        " about smaller ones it says nothing. effect: the mean gain beside how much segments differ in it (Cohen's d:"
        " small from 0.2, medium from 0.5, large from 0.8). p corrected: for the number of pairs, metric by metric;"
        " that one of three metrics tells equal systems apart happens in about 10 % of cases."
        f" {_unit_in_words(evaluation)}"
    )
    console.print(Text(f"\n{legend}", style="dim"))
    for warning in evaluation.warnings:
        warn(warning, quiet=quiet)


def _unit_in_words(evaluation: Evaluation) -> str:
    if evaluation.settings.get("unit") == "document":
        number = evaluation.settings.get("documents")
        return f"Documents were drawn and exchanged, each as a whole: {number}."
    return "Segments were drawn and exchanged, one by one: there are not several documents, or --unit asked for it."
