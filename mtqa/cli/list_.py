"""`mtqa list`: what there is to choose from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import several_values
from mtqa.cli._console import stdout_console

if TYPE_CHECKING:
    from mtqa.contracts import Loader, Metric

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Kind(StrEnum):
    """What can be listed."""

    metrics = "metrics"
    checks = "checks"
    profiles = "profiles"
    loaders = "loaders"
    judgements = "judgements"
    baselines = "baselines"
    reports = "reports"
    languages = "languages"


@app.command(cls=several_values("--language", n_positional=1))
def list_plugins(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="With baselines: models that translate into these languages."),
    ] = None,
    source_language: Annotated[
        str, typer.Option("--source-language", metavar="TAG", help="With --language: the language to translate from.")
    ] = "en",
) -> None:
    """List metrics, checks, profiles, loaders, readers of human judgements, baselines, reports or languages."""
    from rich.table import Table
    from rich.text import Text

    if language:
        if kind is not Kind.baselines:
            raise typer.BadParameter("belongs to `mtqa list baselines`", param_hint="--language")
        for tag in language:
            _print_models(source_language, tag)
        return
    rows = _languages() if kind is Kind.languages else _profiles() if kind is Kind.profiles else _plugins(kind)
    if not rows:
        typer.echo(f"There are no {kind.value} yet.", err=True)
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column()
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    stdout_console().print(table)
    if kind is Kind.metrics:
        _print_sources()
    if kind is Kind.baselines:
        typer.echo("Models for a language: mtqa list baselines --language bg", err=True)


def _print_sources() -> None:
    """Where the figures about agreement come from."""
    from mtqa.agreement import published_agreement
    from mtqa.contracts import metrics

    sources = dict.fromkeys(known.source for name in metrics.names() for known in published_agreement(name))
    for source in sources:
        typer.echo(f"Agreement with people: {source}. Your own languages and texts: mtqa agree.", err=True)


def _print_models(source: str, target: str) -> None:
    """The models for one direction, with what they cost; nothing is downloaded."""
    from rich.table import Table
    from rich.text import Text

    from mtqa.languages import LanguagePair, language as language_of
    from mtqa.models import models_for

    pair = LanguagePair(language_of(source), language_of(target))
    console = stdout_console()
    console.print(Text(f"{pair.source.name} to {pair.target.name}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("--baseline", no_wrap=True)
    table.add_column("weights", justify="right", no_wrap=True)
    table.add_column("download", justify="right", no_wrap=True)
    table.add_column("licence")
    table.add_column("")
    for model in models_for(pair):
        size = f"{model.parameters / 1000:.1f} G" if model.parameters >= 1000 else f"{model.parameters} M"
        download = f"{model.download / 1000:.1f} GB" if model.download >= 1000 else f"{model.download} MB"
        table.add_row(Text(model.spec), size, download, Text(model.licence), Text(model.note))
    console.print(table)
    note = "On a processor, ctranslate2:NAME runs the same models several times as fast (but not those of chat)."
    console.print(Text(note, style="dim"))


def _about_metric(metric: type[Metric]) -> str:
    """What a metric is for, and below it what it needs, costs and covers."""
    better = metric.higher_is_better
    direction = "direction to be given" if better is None else "higher is better" if better else "lower is better"
    needs = ["source"] * metric.needs_source + ["reference"] * metric.needs_reference
    facts = [
        f"{direction}{f', {metric.range}' if metric.range else ''}",
        f"needs {' and '.join(needs)}",
        f"downloads {metric.download}",
        _languages_of(metric),
        f"licence {metric.licence}",
    ]
    facts += [f"also written {', '.join(metric.aliases)}"] if metric.aliases else []
    return f"{metric.summary}\n[{'; '.join(facts)}]{_agreement_of(metric.name)}"


def _agreement_of(name: str) -> str:
    """What is known of a metric's agreement with people, from published scores."""
    from mtqa.agreement import published_agreement

    return "".join(
        f"\n[agreement with people ({known.people}, {known.test_set}, {known.language_pair}): soft accuracy"
        f" {known.spa:.3f} by system, accuracy with ties {known.acc_eq:.3f} by segment; the best there"
        f" {known.best_spa:.3f} and {known.best_acc_eq:.3f}{f'; {known.note}' if known.note else ''}]"
        for known in published_agreement(name)
    )


def _languages_of(metric: type[Metric]) -> str:
    """How many languages a metric was made for, and which of the EU's are not among them."""
    if metric.languages is None:
        return "any language"
    from mtqa.languages import eu_languages, language

    missing = [language(tag).name for tag in eu_languages() if tag not in metric.languages]
    return f"{len(metric.languages)} languages, of the EU's all" + (f" but {', '.join(missing)}" if missing else "")


def _languages() -> list[tuple[str, str]]:
    from mtqa.languages import known_languages, language

    return [(tag, f"{language(tag).name} ({language(tag).own_name})") for tag in known_languages()]


def _profiles() -> list[tuple[str, str]]:
    from mtqa.evaluation import profile, profile_names

    return [
        (name, f"{profile(name).summary} [configures {', '.join(sorted(profile(name).checks))}]")
        for name in profile_names()
    ]


def _with_options(loader: type[Loader]) -> str:
    """The summary of a loader with the options that `--loader NAME(OPTION=VALUE)` may set."""
    from mtqa.preparation import loader_options

    options = loader_options(loader)
    return loader.summary + (f" [{', '.join(options)}]" if options else "")


def _plugins(kind: Kind) -> list[tuple[str, str]]:
    from mtqa import contracts

    if kind is Kind.checks:
        return [
            (name, f"{check.summary} [{check.category}, {check.severity.value}]")
            for name, check in ((name, contracts.checks.get(name)) for name in contracts.checks.names())
        ]
    if kind is Kind.metrics:
        return [
            (name, _about_metric(metric))
            for name, metric in ((name, contracts.metrics.get(name)) for name in contracts.metrics.names())
        ]
    if kind is Kind.loaders:
        return [(name, _with_options(contracts.loaders.get(name))) for name in contracts.loaders.names()]
    if kind is Kind.judgements:
        return [(name, contracts.judgements.get(name).summary) for name in contracts.judgements.names()]
    if kind is Kind.baselines:
        return [(name, contracts.baselines.get(name).summary) for name in contracts.baselines.names()]
    return [(name, contracts.reports.get(name).summary) for name in contracts.reports.names()]
