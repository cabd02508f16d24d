"""Evaluations on stdout: tables for people, or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqa.cli._console import decimals_of, format_number, stdout_console, warn
from mtqa.cli._terminal import json_text

if TYPE_CHECKING:
    from mtqa.results import Evaluation

__all__ = ["default_folder", "print_agreements", "show"]

_LONGEST_NAME = 60


def default_folder(name: str, ending: str = "") -> Path:
    """Where a run is written that nobody has given a place: below `reports`, whatever the corpus calls itself."""
    from mtqa.corpus_folders import safe_name

    plain = Path(name).name == name and name.isprintable() and len(name) <= _LONGEST_NAME and not name.startswith(".")
    return Path("reports") / ((name if plain else safe_name(name)) + ending)


def show(evaluations: Sequence[Evaluation], *, as_json: bool, quiet: bool) -> None:
    """Print evaluations: tables for people, or JSON, one line per language."""
    if as_json:
        from mtqa.results import evaluation_to_json

        for evaluation in evaluations:
            typer.echo(json_text(evaluation_to_json(evaluation)))
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
        suppressed = sum(entry.finding.system == system.name for entry in evaluation.suppressed)
        if suppressed:
            cell.append(f" ({suppressed} suppressed)", style="dim")
        cells.append(cell)
        table.add_row(*cells)
    console.print(table)
    drawn = "by document" if evaluation.settings.get("unit") == "document" else "by segment"
    legend = f"* under judgement   ↑ higher is better   ↓ lower is better   (95 % interval, {drawn})"
    console.print(Text(legend, style="dim"))
    _print_judges(evaluation)
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
    legend = "a positive gain is better for the system under judgement; p is corrected for the pairs of each metric"
    console.print(Text(legend, style="dim"))
    print_agreements(evaluation)


def _print_judges(evaluation: Evaluation) -> None:
    """Print how far judges are to be believed, where they were measured; where not, a warning says so."""
    from rich.text import Text

    names = {"spa": "soft pairwise accuracy", "acc_eq": "accuracy with ties"}
    for record in evaluation.judges:
        parts = []
        for one in record.agreements:
            ends = f" ({one.interval.low:.2f} … {one.interval.high:.2f})" if one.interval else ""
            parts.append(f"{names.get(one.statistic, one.statistic)} {format_number(one.value, 2)}{ends}")
        if parts:
            told = f"{record.label} against the people who judged {record.n_labels} of these translations: "
            stdout_console().print(Text(told + ", ".join(parts), style="bold"))


def print_agreements(evaluation: Evaluation) -> None:
    """Print how far the metrics agree with human judgements, where there are any."""
    if not evaluation.agreements:
        return
    from rich.table import Table
    from rich.text import Text

    labels = {score.metric: score.label for score in evaluation.scores}
    first = evaluation.agreements[0]
    console = stdout_console()
    judged = f"and {first.n_segments} segments" if first.n_segments else "judged as a whole"
    title = f"Agreement with {labels['human']} on {first.n_systems} systems {judged}"
    console.print(Text(f"\n{title}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("metric", "pairs ordered alike", "95 % interval", "rank", "Kendall's tau", "Pearson's r"):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    for agreement in evaluation.agreements:
        accuracy = agreement.pairwise_accuracy
        alike = "–" if accuracy is None else f"{round(accuracy * agreement.n_pairs)} of {agreement.n_pairs}"
        tau, pearson = format_number(agreement.kendall_tau, 2), format_number(agreement.pearson, 2)
        ends = agreement.interval
        interval = f"{ends.low:.2f} – {ends.high:.2f}" if ends else "–"
        table.add_row(labels[agreement.metric], alike, interval, str(agreement.rank or "–"), tau, pearson)
    console.print(table)
    note = (
        "The interval of the share of pairs holds for other documents and systems of the same kind. Metrics that share"
        " a rank are not told apart. More tells: mtqa agree."
    )
    console.print(Text(note, style="dim"))
