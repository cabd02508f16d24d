"""`mtqa agree`: how far metrics agree with people, and which of them differ."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._agreement_output import as_json, print_agreement
from mtqa.cli._arguments import QuietOption, several_values, usage_errors
from mtqa.cli._console import progress_bar, say, warn
from mtqa.cli._corpus_options import YesOption, load
from mtqa.cli._scoring_options import (
    CacheOption,
    HumanSystemOption,
    WorkersOption,
    number_of_workers,
    prepare_metrics,
    statistics_cache,
)

if TYPE_CHECKING:
    from mtqa.agreement import AgreementResult, Settings, TestSet, Wishes
    from mtqa.corpus import Corpus
    from mtqa.progress import Progress
    from mtqa.results import Evaluation

app = typer.Typer(add_completion=False, rich_markup_mode=None)

FORMATS = ("text", "json", "md", "latex", "html")
LEVELS = ("system", "segment", "document", "domain")
GROUPINGS = ("item", "system", "none")
_LISTS = ("--human", "--scores", "--metric", "--level", "--grouping", "--reference", "--close-reference", "--outlier")


@app.command(cls=several_values(*_LISTS, "--language", n_positional=1))
def agree(
    corpus: Annotated[
        list[str], typer.Argument(metavar="CORPUS|RUN ...", help="Corpora, or folders that `evaluate` wrote.")
    ],
    human: Annotated[
        list[str] | None,
        typer.Option(
            "--human",
            metavar="FILE[:OPTION=VALUE,...]",
            help="What people said, in any form that `mtqa list judgements` names. Of several kinds the first counts,"
            " and the others are set beside the metrics. Left out for a run that has judgements.",
        ),
    ] = None,
    scores: Annotated[
        list[str] | None,
        typer.Option(
            "--scores",
            metavar="FILE|DIR",
            help="Metrics' scores as mt-metrics-eval has them: METRIC-REFERENCE.seg.score and the like, or a folder of"
            " them. FILE:higher_is_better=false where lower is better.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="SPEC",
            help="Metrics to compute.  [default: those of the files or the run; else BLEU, chrF2++, TER]",
        ),
    ] = None,
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level",
            metavar="system|segment|document|domain",
            help="What scores are about.  [default: system and segment]",
        ),
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(
            "--task",
            metavar="NAME",
            help="A shared task, whose conventions hold and whose weighted average is told: wmt23 or wmt24.",
        ),
    ] = None,
    grouping: Annotated[
        list[str] | None,
        typer.Option(
            "--grouping",
            metavar="item|system|none",
            help="How segments are grouped.  [default: as the shared tasks do; item, but none for Pearson]",
        ),
    ] = None,
    segments: Annotated[
        str,
        typer.Option(
            "--segments",
            metavar="all|judged",
            help="Whether metrics' scores of systems are those of all segments or of the judged ones only.",
        ),
    ] = "all",
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", metavar="NAME", help="References that metrics may use; others count as systems."),
    ] = None,
    close_reference: Annotated[
        list[str] | None,
        typer.Option(
            "--close-reference", metavar="NAME", help="References to leave out: made from the one in use, say."
        ),
    ] = None,
    human_translations: Annotated[
        bool,
        typer.Option(
            "--human-translations/--no-human-translations",
            help="Whether human translations that no metric used count as systems.",
        ),
    ] = True,
    outlier: Annotated[
        list[str] | None, typer.Option("--outlier", metavar="NAME", help="Systems to leave out.")
    ] = None,
    outliers: Annotated[
        bool, typer.Option("--outliers", help="Keep the systems that the shared task leaves out as outliers.")
    ] = False,
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
    ] = None,
    human_system: HumanSystemOption = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="text, json, md, latex or html.")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file instead of printing it.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE where it is there already.")] = False,
    report_language: Annotated[
        str,
        typer.Option(
            "--report-language", metavar="TAG", help="Language of the words of md and html: {report_languages}."
        ),
    ] = "en",
    permutations: Annotated[
        int, typer.Option("--permutations", min=0, max=100_000, help="Of the tests between metrics; 0 for none.")
    ] = 1000,
    all_tests: Annotated[
        bool, typer.Option("--all-tests", help="Test metrics by Kendall's and Spearman's correlation too.")
    ] = False,
    resamples: Annotated[
        int, typer.Option("--resamples", min=0, max=100_000, help="For intervals; 0 for none.")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all draws.")] = 12345,
    workers: WorkersOption = 1,
    cache: CacheOption = True,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell which metric to believe: how far metrics agree with people, and how sure that is.

    By system: pairwise accuracy, Pearson, Kendall, Spearman and soft pairwise accuracy. By segment: accuracy with
    ties (acc_eq, with its threshold), Kendall's variants, Pearson. Intervals hold for other documents and systems;
    every two metrics are tested by exchanging their scores at random, and metrics that share a rank are not told
    apart (p corrected for all pairs).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", str(number_of_workers(workers)))  # more would mostly wait, and busily
    _check("--format", [format], FORMATS)
    _check("--level", level or (), LEVELS)
    _check("--grouping", grouping or (), GROUPINGS)
    _check("--segments", [segments], ("all", "judged"))
    from mtqa.agreement import Settings, Wishes, campaign_names
    from mtqa.contracts import metrics

    if task is not None:
        _check("--task", [task], campaign_names(with_tasks=True))
    with usage_errors("--metric"):
        for spec in metric or ():
            metrics.create(spec)
    prepare_metrics(metric or (), yes=yes, quiet=quiet)
    wishes = Wishes(
        task=task or "",
        references=tuple(reference or ()),
        close_references=tuple(close_reference or ()),
        outliers=tuple(outlier or ()),
        with_outliers=outliers,
        with_humans=human_translations,
        judged_only=segments == "judged",
        metrics=tuple(metric or ()),
        system_names=_named(human_system),
        workers=number_of_workers(workers),
        cache=statistics_cache(cache),
        seed=seed,
    )
    settings = Settings(
        levels=tuple(dict.fromkeys(level or ("system", "segment"))),
        groupings=tuple(dict.fromkeys(grouping or ())),
        judged_only=wishes.judged_only,
        n_resamples=resamples,
        n_permutations=permutations,
        seed=seed,
        all_tests=all_tests,
    )
    with progress_bar(quiet=quiet) as progress:
        loaded = [one for given in corpus for one in _loaded(given, language)]
        test_sets = _test_sets(loaded, human or (), scores or (), wishes, progress)
        results = _results(test_sets, settings, task, progress)
    for note in dict.fromkeys(note for result in results for note in result.notes):
        warn(note, quiet=quiet or format == "text")
    _show(results, format, output, report_language, overwrite=overwrite, quiet=quiet)


def _check(option: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    for value in given:
        if value not in allowed:
            raise typer.BadParameter(f"must be {', '.join(allowed[:-1])} or {allowed[-1]}", param_hint=option)


def _named(pairs: Sequence[str] | None) -> dict[str, str]:
    names = {}
    for pair in pairs or ():
        name, sign, system = pair.partition("=")
        if not sign:
            raise typer.BadParameter("must be NAME=SYSTEM", param_hint="--human-system")
        names[name] = system
    return names


def _loaded(given: str, language: list[str] | None) -> list[tuple[str, Corpus, Evaluation | None]]:
    """The corpora of an argument, with where they come from, and the stored run that they are of."""
    from mtqa.evaluation import is_run, read_run

    if not is_run(Path(given)):
        return [(given, one, None) for one in load(given, language)]
    wanted = set(language or ())
    return [
        (given, evaluation.corpus, evaluation)
        for evaluation in read_run(Path(given))[0]
        if not wanted or evaluation.corpus.language_pair.target.tag in wanted
    ]


def _test_sets(
    loaded: Sequence[tuple[str, Corpus, Evaluation | None]],
    human: Sequence[str],
    scores: Sequence[str],
    wishes: Wishes,
    progress: Progress | None,
) -> list[TestSet]:
    from dataclasses import replace

    from mtqa.agreement import gather, given_for
    from mtqa.errors import MtqaError
    from mtqa.evaluation import DEFAULT_METRICS

    pairs = [one.language_pair for _, one, _ in loaded]
    places = [place for place, _, _ in loaded]
    repeated = next((pair for pair in pairs if pairs.count(pair) > 1), None)
    if repeated is not None:
        raise MtqaError(f"there are two corpora of {repeated}", "Give one for each language pair.")
    humans, files = (
        given_for(given, pairs, places, option) for given, option in ((human, "--human"), (scores, "--scores"))
    )
    test_sets = []
    for (place, corpus, evaluation), of_people, of_metrics in zip(loaded, humans, files, strict=True):
        asked = wishes
        if not wishes.metrics and not of_metrics and evaluation is None:
            asked = replace(wishes, metrics=DEFAULT_METRICS)
        test_sets.append(gather(corpus, place, of_people, of_metrics, asked, evaluation, progress))
    return test_sets


def _results(
    test_sets: Sequence[TestSet], settings: Settings, task: str | None, progress: Progress | None
) -> list[AgreementResult]:
    """One for each language pair, and one for all together where there are several or a task is asked for."""
    from mtqa.agreement import AgreementResult, campaign, measure_agreement, task_average

    results = [measure_agreement(test_set, settings, progress) for test_set in test_sets]
    if task is None and len(test_sets) < 2:
        return results
    known = campaign(task) if task else None
    rows, pairs, notes = task_average(test_sets, settings, known)
    if not rows:
        return results
    title = known.title if known else results[0].title
    return [
        *results,
        AgreementResult(
            rows[0].language_pair,
            results[0].people,
            title,
            sum(result.n_systems for result in results),
            sum(result.n_segments for result in results),
            sum(result.n_documents for result in results),
            tuple(rows),
            tuple(pairs),
            (),
            tuple(notes),
            results[0].settings,
        ),
    ]


def _show(
    results: Sequence[AgreementResult],
    format: str,
    output: Path | None,
    report_language: str,
    *,
    overwrite: bool,
    quiet: bool,
) -> None:
    if format == "text" and output is None:
        print_agreement(results, quiet=quiet)
        return
    from mtqa.rendering import agreement_latex, agreement_markdown, agreement_page, catalogue

    words = catalogue(report_language)
    written: dict[str, Callable[[], str]] = {
        "json": lambda: as_json(results),
        "md": lambda: agreement_markdown(results, words),
        "text": lambda: agreement_markdown(results, words),
        "latex": lambda: agreement_latex(results, catalogue()),
        "html": lambda: agreement_page(results, words),
    }
    text = written[format]()
    if output is None:
        typer.echo(text.rstrip("\n"))
        return
    from mtqa.errors import MtqaError
    from mtqa.files import write_atomically

    if output.is_dir():
        raise MtqaError("is a folder", "Name the file that is to be written.", path=output)
    if output.exists() and not overwrite:
        raise MtqaError("is there already", "Say --overwrite to replace it, or name another file.", path=output)
    write_atomically(output, text)
    say(f"Written: {output}", quiet=quiet)
