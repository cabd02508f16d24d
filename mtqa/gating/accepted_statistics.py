"""Whether the statistics of an accepted file are such as its metrics make."""

from __future__ import annotations

from pathlib import Path

from mtqa.contracts import metrics
from mtqa.errors import MtqaError
from mtqa.gating.run import LanguageRun

__all__ = ["check_statistics"]


def check_statistics(run: LanguageRun, path: Path) -> None:
    """Look for statistics that no metric can have made: a checksum tells an accident, and no forger.

    Args:
        run: Of one language, as it was read.
        path: The accepted file.

    Raises:
        MtqaError: naming the metric.
    """
    import numpy as np

    for one in run.metrics:
        try:
            metric = metrics.create(one.metric).for_languages(run.languages)
        except MtqaError:
            continue  # not here; it is told where the policy asks for it
        rows = one.statistics[one.scored]
        try:
            sane = bool(np.isfinite(metric.scores(rows.sum(axis=0)[None])).all())
            metric.segment_scores(rows)
        except Exception:
            sane = False
        if not sane:
            raise MtqaError(
                f"it is damaged: {run.pair} has statistics that {one.label[:80]} cannot have made",
                "Restore it from version control, or write it anew with --accept.",
                path=path,
            )
