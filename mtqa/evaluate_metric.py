"""mtqa's metrics for the library `evaluate`: load this very file, with a metric's spec as the configuration.

    import evaluate, mtqa
    chrf = evaluate.load(mtqa.EVALUATE_METRIC, "chrf(word_order=2)")
    chrf.compute(predictions=["Es regnet."], references=["Es regnet."])

Options may also be given to `compute`: `compute(..., word_order=2)`. It returns `score`, `segment_scores` and
`signature`. References are texts, or lists of texts; metrics that look at the source take `sources` too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate

from mtqa.contracts import Metric, Spec, metrics, parse_spec

_DESCRIPTION = "A machine translation metric of mtqa, named by its spec."


class MtqaMetric(evaluate.Metric):  # type: ignore[misc]
    """A metric of mtqa; the configuration is its spec, `bleu` where there is none."""

    def _metric(self, **options: Any) -> Metric:
        spec = parse_spec("bleu" if self.config_name in (None, "default") else self.config_name)
        return metrics.create(str(Spec(spec.name, {**spec.options, **options})))

    def _info(self) -> evaluate.MetricInfo:
        metric = self._metric()
        text = datasets.Value("string")
        source = {"sources": text} if metric.needs_source else {}
        kinds = [datasets.Sequence(text), text] if metric.needs_reference else [None]
        features = [
            datasets.Features({"predictions": text, **({} if kind is None else {"references": kind}), **source})
            for kind in kinds
        ]
        return evaluate.MetricInfo(
            description=f"{_DESCRIPTION} {metric.summary}",
            citation="",
            inputs_description=__doc__ or "",
            features=features,
        )

    def _compute(
        self,
        predictions: Sequence[str],
        references: Sequence[str | Sequence[str]] | None = None,
        sources: Sequence[str] | None = None,
        **options: Any,
    ) -> dict[str, Any]:
        metric = self._metric(**options)
        given = [[] for _ in predictions] if references is None else references
        of_segments = [[one] if isinstance(one, str) else list(one) for one in given]
        rows = metric.statistics(sources or [""] * len(predictions), predictions, of_segments)
        counts = {len(of_segment) for of_segment in of_segments}
        return {
            "score": float(metric.scores(rows.sum(axis=0)[None])[0]),
            "segment_scores": metric.segment_scores(rows).tolist(),
            "signature": metric.signature(str(counts.pop()) if len(counts) == 1 else "var"),
        }
