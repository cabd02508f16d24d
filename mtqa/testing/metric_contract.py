"""Whether a metric does what `mtqa.contracts.Metric` promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.contracts import Metric, metrics
from mtqa.languages import LanguagePair, language
from mtqa.testing.promises import promise
from mtqa.testing.sample_corpora import HOSTILE, HYPOTHESES, REFERENCES, SOURCES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["check_metric"]

_TOLERANCE = 1e-5
"""Two computations of the same score may differ by this much, and by as much relative to it: models round."""


def check_metric(spec: str) -> None:
    """Check a registered metric: what it declares, shapes, that statistics add up, direction, and its signature.

    Args:
        spec: As on the command line: `bleu`, `comet(model=/models/mine)`. What it needs must be there.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such metric, or what it needs is missing.
    """
    general = metrics.create(spec)
    promise(
        metrics.create(general.spec) == general, f"'{general.spec}' does not read back as the metric it was printed by"
    )
    metric = general.for_languages(LanguagePair(language("en"), language("de")))
    _check_declarations(metric)
    _check_statistics(metric)
    _check_direction(metric)
    _check_odd_texts(metric)
    _check_signature(metric)


def _check_declarations(metric: Metric) -> None:
    promise(bool(metric.summary.strip()), "summary is empty, and it is what users read in `mtqa list metrics`")
    promise(bool(metric.label.strip()), "label is empty, and it heads the columns of reports")
    promise(metric.higher_is_better in (True, False), "higher_is_better must be True or False")
    promise(metric.decimals >= 0, "decimals must not be negative")


def _statistics(
    metric: Metric, hypotheses: Sequence[str], sources: Sequence[str] = SOURCES, references: Sequence[str] = REFERENCES
) -> NDArray[np.float64]:
    return metric.statistics(sources, hypotheses, [(reference,) for reference in references])


def _check_statistics(metric: Metric) -> None:
    import numpy as np

    rows = _statistics(metric, HYPOTHESES)
    promise(
        rows.ndim == 2 and len(rows) == len(HYPOTHESES), f"statistics has the shape {rows.shape}, not (segments, k)"
    )
    promise(bool(np.isfinite(rows).all()), "statistics holds something that is no number")
    promise(np.array_equal(rows, _statistics(metric, HYPOTHESES)), "statistics differs from one call to the next")
    order = [2, 0, 3, 1]
    shuffled = _statistics(metric, *([texts[n] for n in order] for texts in (HYPOTHESES, SOURCES, REFERENCES)))
    promise(
        np.allclose(shuffled, rows[order], rtol=_TOLERANCE, atol=_TOLERANCE),
        "a row of statistics depends on the other segments",
    )
    sums = np.stack([rows[:2].sum(axis=0), rows.sum(axis=0)])
    scores = metric.scores(sums)
    promise(scores.shape == (2,), f"scores gives the shape {scores.shape} for two sums, not (2,)")
    promise(bool(np.isfinite(scores).all()), "scores gives something that is no number")
    resampled = metric.resample_scores(sums)
    promise(
        np.allclose(resampled, scores, rtol=_TOLERANCE, atol=_TOLERANCE),
        "resample_scores differs from scores by more than rounding",
    )
    single = metric.segment_scores(rows)
    promise(single.shape == (len(rows),), f"segment_scores gives the shape {single.shape}, not (segments,)")
    measured = metric.measure(SOURCES, [HYPOTHESES, REFERENCES], [(reference,) for reference in REFERENCES])
    promise(len(measured) == 2, "measure does not give one measurement for each system")
    promise(
        np.allclose(measured[0].statistics, rows, rtol=_TOLERANCE, atol=_TOLERANCE), "measure and statistics differ"
    )
    for one in measured:
        promise(len(one.problems) in (0, len(rows)), "measure names problems for some segments and leaves out others")


def _check_direction(metric: Metric) -> None:
    if not metric.needs_reference:
        return
    perfect, unrelated = (
        float(metric.scores(_statistics(metric, texts).sum(axis=0)[None])[0])
        for texts in (REFERENCES, ("Äpfel", "Birnen", "Pflaumen", "Kirschen"))
    )
    better = perfect > unrelated if metric.higher_is_better else perfect < unrelated
    promise(
        better,
        f"higher_is_better is {metric.higher_is_better}, but references score {perfect} and other words {unrelated}",
    )


def _check_odd_texts(metric: Metric) -> None:
    import numpy as np

    rows = _statistics(metric, HOSTILE, ["text"] * len(HOSTILE), ["Text"] * len(HOSTILE))
    promise(bool(np.isfinite(rows).all()), "an empty, long or strange hypothesis gives something that is no number")
    none = metric.statistics([], [], [])
    promise(len(none) == 0, "no segments must give no rows")


def _check_signature(metric: Metric) -> None:
    signature = metric.signature("1")
    promise(bool(signature) and "\n" not in signature, "signature must be one line that is not empty")
    promise("version:" in signature, "signature does not say which version of what computed the numbers (version:...)")
    resampled = metric.signature("1", {"bs": 1000, "seed": 12345})
    promise(resampled != signature, "signature does not say how an interval was resampled (bs, seed)")
    if metric.needs_reference:
        promise(metric.signature("2") != signature, "signature does not say how many references there were")
