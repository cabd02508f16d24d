"""What the metrics that sacreBLEU defines have in common: its statistics, its scores, its signatures, by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mtqa.contracts import Metric
from mtqa.engine import MetricConfig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SacrebleuMetric"]


class SacrebleuMetric(Metric):
    """A metric of sacreBLEU (2.6): its numbers to the last bit, by the scoring engine."""

    @property
    def engine_config(self) -> MetricConfig:
        """The options in the engine's form."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        return self.engine_config.name

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        import numpy as np

        from mtqa.engine import statistics

        del sources
        if not hypotheses:
            return np.zeros((0, self.engine_config.columns))
        most = max(len(of_segment) for of_segment in references)
        streams = [
            [of_segment[k] if k < len(of_segment) else None for of_segment in references] for k in range(most)
        ]  # one list per reference, with None where a segment has fewer
        return np.asarray(statistics(self.engine_config, hypotheses, streams), dtype=np.float64)

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        from mtqa.engine import aggregate

        return aggregate(self.engine_config, sums)

    def resample_scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        from mtqa.engine import aggregate

        return aggregate(self.engine_config, sums, last_bit=False)

    def segment_scores(self, statistics: NDArray[np.float64]) -> NDArray[np.float64]:
        from mtqa.engine import segment_scores

        return segment_scores(self.engine_config, statistics)

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        from mtqa.engine import VARIABLE_REFERENCES, signature

        resampled = resampling or {}
        number = VARIABLE_REFERENCES if n_references == "var" else int(n_references)
        text = signature(
            self.engine_config,
            number,
            bootstrap=resampled.get("bs"),
            randomisation=resampled.get("ar"),
            seed=resampled.get("seed"),
        )
        return f"{self.label}|{text}"
