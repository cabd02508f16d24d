"""What the metrics that sacreBLEU defines have in common: its statistics, its scores, its signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mtqa.contracts import Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SacrebleuMetric"]


class SacrebleuMetric(Metric):
    """A metric that is computed by a class of sacreBLEU (2.6), and gives its numbers to the last bit."""

    def _backend(self, *, segment_level: bool = False) -> Any:
        """A new instance of sacreBLEU's class with these options.

        Args:
            segment_level: With what sacreBLEU changes for single sentences.
        """
        raise NotImplementedError

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        import numpy as np

        del sources
        if not hypotheses:
            return np.zeros((0, 0))
        most = max(len(of_segment) for of_segment in references)
        streams = [
            [of_segment[k] if k < len(of_segment) else None for of_segment in references] for k in range(most)
        ]  # sacreBLEU wants one list per reference, with None where a segment has fewer
        return np.asarray(self._backend()._extract_corpus_statistics(list(hypotheses), streams), dtype=np.float64)

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._scores(sums, self._backend())

    def segment_scores(self, statistics: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._scores(statistics, self._backend(segment_level=True))

    @staticmethod
    def _scores(rows: NDArray[np.float64], backend: Any) -> NDArray[np.float64]:
        import numpy as np

        return np.array([backend._compute_score_from_stats(row).score for row in rows], dtype=np.float64)

    def signature(self, n_references: str, resampling: Mapping[str, int] | None = None) -> str:
        backend = self._backend()
        backend.num_refs = n_references
        signature = backend.get_signature()
        for key, value in (resampling or {}).items():
            signature.update(key, value)
        return f"{self.label}|{signature.format()}"
