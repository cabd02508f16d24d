"""How `mtqa score --as sacrebleu` prints: byte for byte what sacreBLEU prints, from mtqa's numbers."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqa.cli._score_output import Layout, print_scores, shown_names

if TYPE_CHECKING:
    from mtqa.evaluation import SystemScore

__all__ = ["print_scores_as_sacrebleu"]


def print_scores_as_sacrebleu(scores: Sequence[SystemScore], layout: Layout, options: Namespace) -> None:
    """Print scores, which come by metric and then by system.

    What sacreBLEU has no form for is printed as mtqa prints it: TSV, and segments of several systems or metrics.

    Args:
        scores: The scores.
        layout: What was asked for.
        options: Those of the command line; sacreBLEU's functions look at some.
    """
    systems = list(dict.fromkeys(score.system for score in scores))
    by_metric = [scores[first : first + len(systems)] for first in range(0, len(scores), len(systems))]
    if layout.segments:
        print_scores(scores, replace(layout, format="text"))
    elif layout.format == "tsv":
        print_scores(scores, layout)
    elif len(systems) > 1:
        _print_systems(by_metric, shown_names(systems, layout), options)
    elif layout.format == "json":
        _print_one_system(scores, width=layout.width or 0, score_only=layout.score_only)
    else:
        print_scores(scores, replace(layout, format="text"))


def _print_one_system(scores: Sequence[SystemScore], *, width: int, score_only: bool) -> None:
    """One system in JSON: one object, or a list of them where there are several metrics.

    Args:
        scores: By metric.
        width: Decimals.
        score_only: Whether there are numbers in place of objects.
    """
    objects = [_number(score, width) if score_only else _object(score, width) for score in scores]
    text = objects[0] if len(objects) == 1 else "[\n" + ",\n".join(objects) + "\n]"
    sys.stdout.write(f"{text}\n")


def _number(score: SystemScore, width: int) -> str:
    interval = f" (μ = {score.mean:.{width}f} ± {score.half_width:.{width}f})" if score.mean else ""
    return f"{score.value:.{width}f}{interval}"


def _object(score: SystemScore, width: int) -> str:
    written = score.signature.partition("|")[2]
    values: dict[str, object] = {
        "name": score.metric,
        "score": float(f"{score.value:.{width}f}"),
        "signature": written,
    }
    if score.mean:
        mean, half_width = f"{score.mean:.{width}f}", f"{score.half_width:.{width}f}"
        values["confidence_mean"] = float(mean)
        values["confidence_var"] = float(half_width)
        values["confidence"] = f"μ = {mean} ± {half_width}"
    if score.details:
        values["verbose_score"] = score.details
    values |= {key: value for key, _, value in (part.partition(":") for part in written.split("|"))}
    return json.dumps(values, indent=1, ensure_ascii=False)


def _print_systems(by_metric: Sequence[Sequence[SystemScore]], names: Sequence[str], options: Namespace) -> None:
    """Several systems, by sacreBLEU's own function: a table with its legend, or JSON.

    Args:
        by_metric: For each metric the scores of all systems.
        names: What the systems are called in the table.
        options: Those of sacreBLEU's command line that its function looks at.
    """
    from sacrebleu.significance import Result
    from sacrebleu.utils import Color, print_results_table

    Color.ENABLE_COLORS = not options.no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty()
    tested = options.paired_bs or options.paired_ar
    results: dict[str, list[object]] = {"System": list(names)}
    signatures = {}
    for scores in by_metric:
        label = scores[0].metric
        results[label] = [
            Result(one.value, one.p_value, one.mean, one.half_width) if tested else f"{one.value:.{options.width}f}"
            for one in scores
        ]
        signatures[label] = scores[0].signature.partition("|")[2]
    print_results_table(results, signatures, options)
