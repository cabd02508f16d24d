"""`mtqa evaluate`: score and check a corpus, write its report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import several_values, usage_errors
from mtqa.cli._console import decimals_of, format_number, progress_bar, say, stdout_console, warn
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, load
from mtqa.cli._report_formats import in_language
from mtqa.cli._scoring_options import (
    CacheOption,
    DirectionOption,
    HumanOption,
    HumanSystemOption,
    WorkersOption,
    number_of_workers,
    prepare_metrics,
    read_human,
    statistics_cache,
)
from mtqa.cli.translate import (
    OfflineOption,
    Running,
    YesOption,
    check_baselines,
    forbid_network,
    run_baselines,
    with_baseline,
)

if TYPE_CHECKING:
    from mtqa.corpus import Corpus
    from mtqa.results import Evaluation

Command = several_values(
    "--language", "--system", "--baseline", "--metric", "--check", "--no-check", "--format", n_positional=1
)


def evaluate(
    corpus: Annotated[
        str, typer.Argument(metavar="CORPUS", help="A corpus folder, or a file in any format that a loader reads.")
    ],
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="NAME", help="Systems to evaluate; all when left out.")
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", metavar="SPEC", help="MT systems to run on the source and compare with."),
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
            help="Reports to write: html, md, tsv, xlsx, latex, pdf; json also prints the result, one line per"
            " language, instead of the table."
            "  [default: html]",
        ),
    ] = None,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    human: HumanOption = None,
    human_direction: DirectionOption = None,
    human_system: HumanSystemOption = None,
    report_language: Annotated[
        str, typer.Option("--report-language", metavar="TAG", help="Language of the reports' own words: en or bg.")
    ] = "en",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all resampling.")] = 12345,
    workers: WorkersOption = 1,
    cache: CacheOption = True,
    yes: YesOption = False,
    offline: OfflineOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
) -> None:
    """Score and check the translations of a corpus and write a report for each language.

    Writes DIR/index.html (all languages), DIR/TAG/index.html (one language) and DIR/TAG/evaluation.json.
    """
    from mtqa.evaluation import (
        DEFAULT_FORMATS,
        DEFAULT_METRICS,
        STORED,
        evaluate as run,
        find_config,
        read_config,
        write_reports,
    )

    forbid_network(offline)
    check_baselines(baseline or ())
    _check_names(metric, [*(check or ()), *(no_check or ())])
    prepare_metrics(metric or DEFAULT_METRICS, yes=yes, quiet=quiet)
    checking = read_config(config or find_config(corpus), corpus).checking
    checking = checking.only([] if check == ["none"] else check).without(no_check or ())
    formats = in_language(format or list(DEFAULT_FORMATS), report_language)
    with progress_bar(quiet=quiet) as progress:
        if progress is not None:
            progress("reading and aligning", 0, 1)
        read = load(corpus, language, loader, source_language, column)
        corpora = [_only(one, system) for one in read]
        judgements = read_human(human, corpora, human_direction, human_system)
    corpora = [_with_baselines(one, baseline or (), Running(yes, cache, quiet)) for one in corpora]
    with progress_bar(quiet=quiet) as progress:
        evaluations = [
            run(
                one,
                metric_specs=metric or DEFAULT_METRICS,
                checking=checking,
                judgements=judgements,
                seed=seed,
                workers=number_of_workers(workers),
                cache=statistics_cache(cache),
                progress=progress,
            )
            for one in corpora
        ]
        folder = output or Path("reports") / corpora[0].name
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


def show(evaluations: Sequence[Evaluation], *, as_json: bool, quiet: bool) -> None:
    """Print evaluations: tables for people, or JSON, one line per language."""
    if as_json:
        import json

        from mtqa.results import evaluation_to_json

        for evaluation in evaluations:
            typer.echo(json.dumps(evaluation_to_json(evaluation), ensure_ascii=False, allow_nan=False))
        return
    for evaluation in evaluations:
        _print_tables(evaluation)
        for warning in evaluation.warnings:
            warn(warning, quiet=quiet)


def _print_tables(evaluation: Evaluation) -> None:
    from collections import Counter

    from rich.table import Table
    from rich.text import Text

    from mtqa.results import Severity

    pair = evaluation.corpus.language_pair
    console = stdout_console()
    title = f"{evaluation.corpus.title or evaluation.corpus.name}: {pair.source.name} to {pair.target.name}"
    console.print(Text(f"\n{title}, {len(evaluation.corpus.segments)} segments", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    table.add_column("system")
    for metric in evaluation.metrics:
        first = next(score for score in evaluation.scores if score.metric == metric)
        table.add_column(f"{first.label} {'↑' if first.higher_is_better else '↓'}")
    table.add_column("findings")
    for system in evaluation.corpus.systems:
        cells = [Text(system.name + (" *" if system.name == evaluation.primary else ""))]
        for metric in evaluation.metrics:
            score = evaluation.score(system.name, metric)
            decimals = decimals_of(evaluation, metric)
            cell = Text(format_number(score.value if score else None, decimals))
            if score and score.interval:
                low, high = score.interval.low, score.interval.high
                cell.append(f" ({low:.{decimals}f} … {high:.{decimals}f})", style="dim")
            cells.append(cell)
        counts = Counter(f.severity for f in evaluation.findings if f.system == system.name)
        cell = Text(", ".join(f"{counts[s]} {s}" for s in reversed(Severity) if counts[s]) or "none")
        suppressed = sum(one.finding.system == system.name for one in evaluation.suppressed)
        if suppressed:
            cell.append(f" ({suppressed} suppressed)", style="dim")
        cells.append(cell)
        table.add_row(*cells)
    console.print(table)
    legend = "* under judgement   ↑ higher is better   ↓ lower is better   (95 % interval)"
    console.print(Text(legend, style="dim"))
    if evaluation.comparisons:
        _print_comparisons(evaluation)


def _print_comparisons(evaluation: Evaluation) -> None:
    from rich.table import Table
    from rich.text import Text

    labels = {score.metric: score.label for score in evaluation.scores}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (f"{evaluation.primary} against", "metric", "gain", "95 % interval", "p", "p corrected"):
        table.add_column(heading, justify="left" if heading in ("metric", f"{evaluation.primary} against") else "right")
    for c in evaluation.comparisons:
        if c.system != evaluation.primary:
            continue
        decimals = decimals_of(evaluation, c.metric)
        table.add_row(
            Text(c.baseline),
            labels[c.metric],
            f"{c.delta:+.{decimals}f}",
            f"{c.interval.low:+.{decimals}f} … {c.interval.high:+.{decimals}f}" if c.interval else "–",
            format_number(c.p_value, 4),
            format_number(c.p_adjusted, 4),
        )
    console = stdout_console()
    console.print()
    console.print(table)
    console.print(Text("a positive gain is better for the system under judgement", style="dim"))
    print_agreements(evaluation)


def print_agreements(evaluation: Evaluation) -> None:
    """Print how far the metrics agree with human judgements, where there are any."""
    if not evaluation.agreements:
        return
    from rich.table import Table
    from rich.text import Text

    labels = {score.metric: score.label for score in evaluation.scores}
    first = evaluation.agreements[0]
    console = stdout_console()
    title = f"Agreement with {labels['human']} on {first.n_systems} systems and {first.n_segments} segments"
    console.print(Text(f"\n{title}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("metric", "pairs ordered alike", "Kendall's tau", "Pearson's r"):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    for agreement in evaluation.agreements:
        accuracy = agreement.pairwise_accuracy
        alike = "–" if accuracy is None else f"{round(accuracy * agreement.n_pairs)} of {agreement.n_pairs}"
        tau, pearson = format_number(agreement.kendall_tau, 2), format_number(agreement.pearson, 2)
        table.add_row(labels[agreement.metric], alike, tau, pearson)
    console.print(table)
