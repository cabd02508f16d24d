"""`mtqa evaluate`: score and check a corpus, write its report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values, usage_errors
from mtqa.cli._baseline_options import (
    OfflineOption,
    Running,
    check_baselines,
    forbid_network,
    run_baselines,
    with_baseline,
)
from mtqa.cli._console import progress_bar, say
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, YesOption, load
from mtqa.cli._evaluation_output import default_folder, show
from mtqa.cli._evaluation_parts import checked_part, write_part
from mtqa.cli._given import TargetLanguageOption, corpus_of
from mtqa.cli._report_formats import in_language
from mtqa.cli._scoring_options import (
    CacheOption,
    DirectionOption,
    HumanOption,
    HumanSystemOption,
    OnOption,
    ResampleUpToOption,
    SharedWorkersOption,
    UnitOption,
    explaining_judge,
    number_of_workers,
    prepare_metrics,
    read_human,
    statistics_cache,
    tell_what_stays,
    unit_named,
    work_on,
)

if TYPE_CHECKING:
    from mtqa.corpus import Corpus

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    cls=several_values(
        *("--language", "--system", "--baseline", "--metric", "--check", "--no-check", "--format"),
        "--target-language",
        n_positional=1,
    )
)
def evaluate(
    context: typer.Context,
    corpus: Annotated[
        list[str],
        typer.Argument(
            metavar="CORPUS | SOURCE TRANSLATION ...",
            help="A corpus folder, or a file in any format that a loader reads; or texts: files, folders of pages or"
            " addresses, of which the source is the one in English, else the first. Before each may stand TAG=, NAME=,"
            " NAME:TAG= or reference=.",
        ),
    ],
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="NAME", help="Systems to evaluate; all when left out.")
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            "--baseline",
            metavar="SPEC",
            help="MT systems to run on the source and compare with; auto for the best known.",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="SPEC",
            help="Metrics, such as bleu or chrf(word_order=2).  [default: BLEU, chrF2++, TER]",
        ),
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(
            "--check", metavar="NAME", help="Only these checks; the default set when left out, 'none' for none."
        ),
    ] = None,
    no_check: Annotated[
        list[str] | None, typer.Option("--no-check", metavar="NAME", help="Checks that are not to be run.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Configuration.  [default: mtqa.toml of the corpus, or here]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to write.  [default: reports/NAME]")
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Reports to write: {reports}; json also prints the result, one line per"
            " language, instead of the table."
            "  [default: html]",
        ),
    ] = None,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    target_language: TargetLanguageOption = None,
    column: ColumnOption = None,
    human: HumanOption = None,
    human_direction: DirectionOption = None,
    human_system: HumanSystemOption = None,
    report_language: Annotated[
        str,
        typer.Option(
            "--report-language", metavar="TAG", help="Language of the reports' own words: {report_languages}."
        ),
    ] = "en",
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Let the judge of --metric explain the gravest findings in a sentence in the reports' language.",
        ),
    ] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all resampling.")] = 12345,
    unit: UnitOption = "auto",
    resample_up_to: ResampleUpToOption = 200_000,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="I/N", help="Only part I of N; --partial says where to write what it finds."),
    ] = None,
    partial: Annotated[
        Path | None,
        typer.Option("--partial", metavar="FILE", help="The partial result of --part; `mtqa merge` makes the report."),
    ] = None,
    on: OnOption = "threads",
    workers: SharedWorkersOption = None,
    cache: CacheOption = True,
    yes: YesOption = False,
    offline: OfflineOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score and check the translations of a corpus and write a report for each language.

    Writes DIR/index.html (all languages), DIR/TAG/index.html (one language) and DIR/TAG/evaluation.json. Of texts, as
    in `mtqa evaluate page.en.html page.bg.html`, it makes the corpus DIR/corpus, and a later run finds it there with
    all that was corrected in it.
    """
    from mtqa.evaluation import (
        DEFAULT_FORMATS,
        DEFAULT_METRICS,
        STORED,
        CorpusRun,
        evaluate as run,
        find_config,
        read_config,
        write_reports,
    )
    from mtqa.languages import language as language_named

    drawn = unit_named(unit)
    one_part = checked_part(
        part, partial, {"--human": human, "--explain": explain, "--baseline": baseline}, len(corpus) == 1
    )
    forbid_network(offline)
    context.with_resource(work_on(on, workers))
    check_baselines(baseline or ())
    _check_names(metric, [*(check or ()), *(no_check or ())])
    prepare_metrics(metric or DEFAULT_METRICS, yes=yes, quiet=quiet)
    tell_what_stays(on, metric or DEFAULT_METRICS, quiet=quiet)
    judge = explaining_judge(metric or (), wanted=explain)
    named = corpus_of(
        corpus,
        output=output,
        loader=loader,
        source_language=source_language,
        target_languages=target_language,
        yes=yes,
        quiet=quiet,
    )
    checking = read_config(config or find_config(named.corpus), named.corpus).checking
    checking = checking.only([] if check == ["none"] else check).without(no_check or ())
    formats = in_language(format or list(DEFAULT_FORMATS), report_language)
    with progress_bar(quiet=quiet) as progress:
        if progress is not None:
            progress("reading and aligning", 0, 1)
        tongue = None if named.languages else source_language
        read = load(named.corpus, language or named.languages, loader, tongue, column)
        corpora = [_only(loaded, system or named.systems.get(loaded.language_pair.target.tag)) for loaded in read]
        judgements = read_human(human, corpora, human_direction, human_system)
    corpora = [_with_baselines(loaded, baseline or (), Running(yes, cache, quiet)) for loaded in corpora]
    if one_part is not None and partial is not None:
        specs = metric or DEFAULT_METRICS
        of_parts = CorpusRun(corpora, specs, checking, seed, drawn, resample_up_to, {"formats": formats})
        write_part(partial, one_part, of_parts, number_of_workers(workers), statistics_cache(cache), quiet=quiet)
        return
    with progress_bar(quiet=quiet) as progress:
        evaluations = [
            run(
                loaded,
                metric_specs=metric or DEFAULT_METRICS,
                checking=checking,
                judgements=judgements,
                seed=seed,
                unit=drawn,
                most_resampled=resample_up_to,
                workers=number_of_workers(workers),
                cache=statistics_cache(cache),
                progress=progress,
            )
            for loaded in corpora
        ]
        if judge is not None:
            reader, kept = language_named(report_language), statistics_cache(cache)
            evaluations = [judge.explain(evaluation, reader, kept, progress) for evaluation in evaluations]
        folder = output or named.output or default_folder(corpora[0].name)
        written = write_reports(evaluations, folder, formats)
    show(evaluations, as_json=STORED in formats, quiet=quiet)
    say(f"Report: {written[0]}", quiet=quiet)


def _check_names(metrics_: Sequence[str] | None, checks_: Sequence[str] | None) -> None:
    """Refuse a misspelt name before any work is done."""
    from mtqa.contracts import checks, metrics

    with usage_errors("--metric"):
        for spec in metrics_ or ():
            metrics.create(spec)
    with usage_errors("--check"):
        for name in checks_ or ():
            if name != "none":
                checks.get(name)


def _only(corpus: Corpus, names: Sequence[str] | None) -> Corpus:
    """The corpus with only the systems named, in the order named."""
    if not names:
        return corpus
    return corpus.with_systems([corpus.system(name) for name in dict.fromkeys(names)])


def _with_baselines(corpus: Corpus, specs: Sequence[str], running: Running) -> Corpus:
    """The corpus with the outputs of MT systems that are run now; one that was added before is not there twice."""
    for translated in run_baselines(corpus, specs, running) if specs else ():
        corpus = with_baseline(corpus, translated.system, replace=True)
    return corpus
