"""The scores of one list of translations, by metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.notebooks import columns_of, data_frame, html_block
from mtqa.results.evaluation import Score
from mtqa.results.evaluation_view import COLUMNS, scores_html

if TYPE_CHECKING:
    import pandas

__all__ = ["Scores"]


@dataclass(frozen=True, repr=False)
class Scores(Mapping[str, Score]):
    """Scores by metric: `scores["chrf++"].value`.

    A metric is found by the spec that it was asked for with, and by its label (`chrF2++`), in capitals or small ones.

    Attributes:
        by_metric: The scores by the specs that they were asked for with, in that order.
        warnings: What the reader must know before trusting the numbers.
    """

    by_metric: Mapping[str, Score]
    warnings: tuple[str, ...] = ()

    def __getitem__(self, metric: str) -> Score:
        if metric in self.by_metric:
            return self.by_metric[metric]
        for spec, score in self.by_metric.items():
            if str(metric).casefold() in (spec.casefold(), score.metric.casefold(), score.label.casefold()):
                return score
        raise KeyError(f"there is no score by '{metric}'; there are: {', '.join(self.by_metric)}")

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_metric)

    def __len__(self) -> int:
        return len(self.by_metric)

    def __repr__(self) -> str:
        shown = (f"{s.label} = {'none' if s.value is None else f'{s.value:.4f}'}" for s in self.by_metric.values())
        return f"<Scores {', '.join(shown)}>"

    def _repr_html_(self) -> str:
        return html_block("", scores_html(list(self.by_metric.values())), notes=self.warnings)

    def to_pandas(self, what: str = "scores") -> pandas.DataFrame:
        """A data frame of pandas.

        Args:
            what: `scores`, one row for each metric; or `segments`, one row for each segment and one column for each
                metric.

        Raises:
            MtqaError: when there is no such table, or pandas is not installed.
        """
        if what == "segments":
            return data_frame({spec: list(score.segment_values) for spec, score in self.by_metric.items()})
        if what != "scores":
            raise MtqaError(f"there is no table of {what}", "There are: scores, segments.")
        return data_frame(columns_of(list(self.by_metric.values()), **COLUMNS["scores"]))
