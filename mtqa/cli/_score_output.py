"""How `mtqa score` prints: as sacreBLEU does where that can, and on from there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.cli._terminal import json_text

if TYPE_CHECKING:
    from mtqa.evaluation import Resampling, SystemScore

__all__ = ["Layout", "print_scores", "shown_names"]

_SIGNIFICANT = 0.05
_RED, _PLAIN = "\x1b[31m", "\x1b[0m"


@dataclass(frozen=True)
class Layout:
    """What the output looks like.

    Attributes:
        format: text, json, latex or tsv.
        width: Decimals; None for as many as the metric is usually shown with. JSON always has all.
        score_only: Whether a single system's lines are the scores alone.
        segments: Whether the scores of segments are wanted.
        resampling: What was resampled.
        from_input: Whether the systems are files; else they are columns of standard input.
        color: Whether a terminal may get colours.
    """

    format: str
    width: int | None
    score_only: bool
    segments: bool
    resampling: Resampling
    from_input: bool
    color: bool

    def decimals(self, score: SystemScore) -> int:
        """How many decimals a score is shown with."""
        return score.decimals if self.width is None else self.width


def print_scores(scores: Sequence[SystemScore], layout: Layout) -> None:
    """Print scores, which come by metric and then by system."""
    systems = list(dict.fromkeys(score.system for score in scores))
    by_metric = [list(scores[first : first + len(systems)]) for first in range(0, len(scores), len(systems))]
    if layout.format == "json":
        _write([json_text([_as_json(score) for score in scores], indent=1)])
    elif layout.segments:
        if layout.format == "text" and len(scores) == 1:
            _print_segments(scores[0], layout)
        else:
            _print_segment_table(systems, by_metric, layout)
    elif layout.format == "tsv":
        _print_tsv(scores, layout)
    elif len(systems) == 1 and layout.format == "text":
        _print_lines(scores, layout)
    else:
        _print_table(systems, by_metric, layout)


def _as_json(score: SystemScore) -> dict[str, object]:
    interval = score.interval
    row: dict[str, object] = {
        "system": score.system,
        "metric": score.metric,
        "signature": score.signature,
        "value": score.value,
        "interval": interval and {"low": interval.low, "high": interval.high, "level": interval.level},
        "mean": score.mean,
        "half_width": score.half_width,
        "p_value": score.p_value,
    }
    if score.details:
        row["details"] = score.details
    if score.segments is not None:
        row["segment_signature"] = score.segment_signature
        row["segment_values"] = list(score.segments)
    return row


def _cell(text: str) -> str:
    return " ".join(text.split())


def _print_tsv(scores: Sequence[SystemScore], layout: Layout) -> None:
    def number(value: float | None, decimals: int) -> str:
        return "" if value is None else f"{value:.{decimals}f}"

    rows = [["system", "metric", "value", "low", "high", "mean", "half_width", "p_value", "signature"]]
    for score in scores:
        ends = (score.interval.low, score.interval.high) if score.interval else (None, None)
        values = (score.value, *ends, score.mean, score.half_width)
        numbers = [number(value, layout.decimals(score)) for value in values]
        p_value = "" if score.p_value is None else f"{score.p_value:.4f}"
        rows.append([_cell(score.system), score.metric, *numbers, p_value, score.signature])
    _write("\t".join(row) for row in rows)


def _number(value: float | None, width: int) -> str:
    """A score of a segment; a dash where it has none."""
    return "–" if value is None else f"{value:.{width}f}"


def _print_segments(score: SystemScore, layout: Layout) -> None:
    width = layout.decimals(score)
    values = score.segments or ()
    if layout.score_only:
        _write(_number(value, width) for value in values)
        return
    details = score.segment_details or [""] * len(values)
    _write(
        f"{score.segment_signature} = {_number(value, width)}" + (f" {of_segment}" if of_segment else "")
        for value, of_segment in zip(values, details, strict=True)
    )


def _print_segment_table(systems: Sequence[str], by_metric: Sequence[Sequence[SystemScore]], layout: Layout) -> None:
    widths = [layout.decimals(of_metric[0]) for of_metric in by_metric]
    header = "\t".join(["system", "segment", *_labels(by_metric)])

    def rows() -> Iterable[str]:
        yield header
        for k, system in enumerate(systems):
            name = _cell(system)
            columns = [of_metric[k].segments or () for of_metric in by_metric]
            for number, values in enumerate(zip(*columns, strict=True), start=1):
                shown = (_number(value, width) for value, width in zip(values, widths, strict=True))
                yield "\t".join([name, str(number), *shown])

    _write(rows())


def _print_lines(scores: Sequence[SystemScore], layout: Layout) -> None:
    """One line a metric, the equals signs one below the other."""
    lines = []
    for score in scores:
        width = layout.decimals(score)
        value = f"{score.value:.{width}f}"
        if score.mean is not None:
            value += f" (μ = {score.mean:.{width}f} ± {score.half_width:.{width}f})"
        lines.append((score.signature, value, f" {score.details}" if score.details else ""))
    if layout.score_only:
        _write(value for _, value, _ in lines)
        return
    longest = max(len(title) for title, _, _ in lines)
    _write(f"{title:>{longest}} = {value}{details}" for title, value, details in lines)


def _labels(by_metric: Sequence[Sequence[SystemScore]]) -> list[str]:
    """Names of the metrics; where two are called the same, with a number."""
    names = [of_metric[0].metric for of_metric in by_metric]
    return [
        name if names.count(name) == 1 else f"{name} [{names[: k + 1].count(name)}]" for k, name in enumerate(names)
    ]


def _print_table(systems: Sequence[str], by_metric: Sequence[Sequence[SystemScore]], layout: Layout) -> None:
    from tabulate import tabulate

    latex = layout.format == "latex"
    test = layout.resampling.test
    names = shown_names(systems, layout)
    columns = [[_table_cell(score, layout) for score in of_metric] for of_metric in by_metric]
    labels = _labels(by_metric)
    resampled = by_metric[0][0].mean is not None
    spread = ("" if not resampled else " (mean ± 95% CI)") if latex else ("" if not resampled else " (μ ± 95% CI)")
    table = tabulate(
        [list(row) for row in zip(names, *columns, strict=True)],
        headers=["System", *(label + spread for label in labels)],
        tablefmt="latex_booktabs" if latex else "fancy_grid",
        colalign=("right",),
        stralign="center",
        numalign="center",
        floatfmt=["", *(f".{layout.decimals(of_metric[0])}f" for of_metric in by_metric)],
    )
    signatures = [
        f"{label:<10} {of_metric[0].signature.partition('|')[2]}"
        for label, of_metric in zip(labels, by_metric, strict=True)
    ]
    if latex:
        # Comments, so that all of it can be pasted into a document.
        _write([table, "% Signatures of the metrics:", *(f"%   {line}" for line in signatures)])
        return
    _write([table, "", *(_legend(test, names[0], _trials(by_metric, layout)) if test else ())])
    _write(["Signatures of the metrics:", *(f" - {line}" for line in signatures)])


def shown_names(systems: Sequence[str], layout: Layout) -> list[str]:
    """What the systems are called in tables: the first of a paired test is the baseline."""
    if not layout.resampling.test:
        return list(systems)
    if layout.from_input:
        return [f"Baseline: {systems[0]}", *systems[1:]]
    return ["Baseline", *systems[:-1]]


def _table_cell(score: SystemScore, layout: Layout) -> str:
    width = layout.decimals(score)
    text = f"{score.value:.{width}f}"
    if score.mean is not None:
        text += f" ({score.mean:.{width}f} ± {score.half_width:.{width}f})"
    if score.p_value is not None:
        p_value = f"(p = {score.p_value:.4f})"
        if score.p_value <= _SIGNIFICANT:
            p_value += "*"
        elif layout.color and _has_colors():
            p_value = f"{_RED}{p_value}{_PLAIN}"
        text += (" " if layout.format == "latex" else "\n") + p_value
    return text


def _has_colors() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _trials(by_metric: Sequence[Sequence[SystemScore]], layout: Layout) -> str:
    """How chance was reckoned."""
    if any(score.is_normal for of_metric in by_metric for score in of_metric):
        return "in the normal limit of many trials"
    return f"{layout.resampling.n_trials} trials"


def _legend(test: str, baseline: str, trials: str) -> list[str]:
    kind = "bootstrap resampling" if test == "bs" else "approximate randomisation"
    shown = "the score, the mean of its resamples and half of their 95 % interval" if test == "bs" else "the score"
    return [
        f"Paired test by {kind}, {trials}. Every system is compared with {baseline}.",
        f"Cells: {shown}; p is how often chance alone would make a difference as large as the one seen.",
        "* p is at most 0.05: the difference is more than chance. Without it the difference may be chance, which does",
        "not mean that the systems are equal. p is not corrected for the number of systems; `mtqa compare` does that.",
        "",
    ]


def _write(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
