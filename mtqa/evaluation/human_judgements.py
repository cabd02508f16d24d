"""Human judgements of systems, segment by segment, and how far metrics agree with them.

Read is what WMT's campaigns publish: a line for each system and segment with the system's name, a score or `None`, and
perhaps the number of the segment, with tabs or spaces between them (mt-metrics-eval and the MQM data of Freitag et al.,
2021).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import Metric
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation.metric_scores import MetricScores, ScoredSystem, Settings, summarise
from mtqa.files import LineSource, file_source
from mtqa.results import Agreement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HUMAN", "Judgements", "agreements", "read_judgements", "score_by_judgements"]

HUMAN = "human"
"""What judgements are called where metrics have their spec."""


@dataclass(frozen=True)
class Judgements:
    """What people said of systems.

    Attributes:
        label: What was judged by: `MQM`.
        higher_is_better: Direction of the scores.
        file: Name of the file that they come from.
        values: For each system of the corpus that was judged, one score for each segment, None where nobody judged it.
        warnings: What the reader must know: systems of the file that the corpus does not have.
    """

    label: str
    higher_is_better: bool
    file: str
    values: Mapping[str, Sequence[float | None]]
    warnings: tuple[str, ...] = ()


def read_judgements(
    path: Path, corpus: Corpus, *, higher_is_better: bool | None = None, systems: Mapping[str, str] | None = None
) -> Judgements:
    """Read a file of judgements.

    Args:
        path: The file.
        corpus: The corpus whose systems were judged; its segments are numbered from 1 in the file.
        higher_is_better: Direction; None to take it from the scores, which works for MQM: penalties below zero.
        systems: For names in the file, names of the corpus's systems. Others are matched by their names, where need be
            by a part of one (`Nemo` is `NVIDIA-NeMo`), which is then said.

    Raises:
        MtqaError: when the file cannot be understood, numbers of segments do not fit, no system of it is in the corpus,
            or the direction is neither given nor plain.
    """
    header, judged = _read(file_source(path), len(corpus.segments))
    label = "MQM" if "mqm" in f"{header} {path.name}".lower() else "human score"
    scores = [value for values in judged.values() for value in values if value is not None]
    if not scores:
        raise MtqaError("holds no score", path=path)
    if higher_is_better is None:
        if label != "MQM":
            raise MtqaError(
                "it is not plain whether higher scores are better", "Say --human-direction higher or lower.", path=path
            )
        higher_is_better = max(scores) <= 0
    names = [system.name for system in corpus.systems]
    values: dict[str, Sequence[float | None]] = {}
    strangers: list[str] = []
    warnings: list[str] = []
    for name, of_system in judged.items():
        match = (systems or {}).get(name) or _match(name, names)
        if match is None or match not in names:
            strangers.append(name)
            continue
        if match in values:
            raise MtqaError(f"two systems of it would be '{match}'", "Name them with --human-system.", path=path)
        if match.casefold() != name.casefold() and name not in (systems or {}):
            warnings.append(f"'{name}' of {path.name} was taken for the system '{match}'.")
        values[match] = of_system
    if not values:
        raise MtqaError(
            f"none of its systems is in the corpus: {', '.join(strangers[:8])}",
            f"The corpus has {', '.join(names[:8])}. Name them with --human-system NAME=SYSTEM.",
            path=path,
        )
    if strangers:
        warnings.append(f"{path.name} also judges {', '.join(strangers)}, which the corpus does not have.")
    return Judgements(label, higher_is_better, path.name, values, tuple(warnings))


def _match(name: str, systems: Sequence[str]) -> str | None:
    folded = name.casefold()
    for candidates in (
        [system for system in systems if system == name],
        [system for system in systems if system.casefold() == folded],
        [system for system in systems if len(name) > 3 and folded in system.casefold()],
    ):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _read(source: LineSource, n_segments: int) -> tuple[str, dict[str, list[float | None]]]:
    header = ""
    judged: dict[str, list[float | None]] = {}
    counts: dict[str, int] = {}
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        fields = line.split()
        value = _value(fields[1]) if len(fields) in (2, 3) else math.nan
        if value is not None and math.isnan(value):
            if number == 1:
                header = line.strip()
                continue
            raise MtqaError(
                "is not a judgement: system, score or None, and perhaps the number of the segment",
                path=source.name,
                line=number,
            )
        system = fields[0]
        counts[system] = counts.get(system, 0) + 1
        position = fields[2] if len(fields) == 3 else str(counts[system])
        if not position.isascii() or not position.isdigit() or not 1 <= int(position) <= n_segments:
            raise MtqaError(
                f"there is no segment {position} in a corpus of {n_segments}", path=source.name, line=number
            )
        judged.setdefault(system, [None] * n_segments)[int(position) - 1] = value
    return header, judged


def _value(text: str) -> float | None:
    """A score; None where the file says so, NaN for what is no score."""
    if text in ("None", "none", "NA", "nan", "NaN"):
        return None
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


@dataclass(frozen=True)
class _JudgementMetric(Metric):
    """Judgements as a metric: the mean of what was said of the segments."""

    name: ClassVar[str] = HUMAN
    summary: ClassVar[str] = "What people said of the translations."
    needs_reference: ClassVar[bool] = False

    judgements: Judgements
    higher_is_better: bool  # type: ignore[misc]

    @property
    def label(self) -> str:
        return self.judgements.label

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        return np.asarray(sums[:, 0] / np.maximum(sums[:, 1], 1))

    def signature(self, n_references: str, resampling: Mapping[str, int] | None = None) -> str:
        del n_references
        parts = [self.label, f"file:{self.judgements.file}", "score:mean"]
        return "|".join([*parts, *(f"{key}:{value}" for key, value in (resampling or {}).items())])


def score_by_judgements(
    corpus: Corpus, judgements: Judgements, primary: str, settings: Settings, advance: Callable[[str], None]
) -> MetricScores:
    """The systems' mean judgements, with intervals and comparisons like those of any metric.

    Systems that nobody judged have no score. Arguments as for `score_by_metric`.
    """
    import numpy as np

    metric = _JudgementMetric(judgements, judgements.higher_is_better)
    systems = []
    for system in corpus.systems:
        values = judgements.values.get(system.name, ())
        positions = [position for position, value in enumerate(values) if value is not None]
        rows = np.array([[values[position], 1.0] for position in positions], dtype=np.float64).reshape(-1, 2)
        systems.append(ScoredSystem(system, rows, np.asarray(positions, dtype=np.int64)))
    return summarise(corpus, metric, HUMAN, systems, primary, settings, advance)


def agreements(metrics: Sequence[tuple[str, MetricScores]], human: MetricScores) -> list[Agreement]:
    """How far each metric orders the systems as people do, on the segments that people judged.

    Args:
        metrics: Specs and scores of metrics.
        human: Scores of `score_by_judgements`.
    """
    import numpy as np

    judged = [scored for scored in human.systems if len(scored.positions)]
    found = []
    for spec, of_metric in metrics:
        by_name = {scored.system.name: scored for scored in of_metric.systems}
        pairs: list[tuple[float, float]] = []
        n_segments = 0
        for scored in judged:
            ours = by_name[scored.system.name]
            shared = np.intersect1d(scored.positions, ours.positions)
            if not len(shared):
                continue
            n_segments = max(n_segments, len(shared))
            rows = ours.statistics[np.searchsorted(ours.positions, shared)]
            human_rows = scored.statistics[np.searchsorted(scored.positions, shared)]
            pairs.append(
                (
                    _signed(of_metric.metric, rows.sum(axis=0)),
                    _signed(human.metric, human_rows.sum(axis=0)),
                )
            )
        if len(pairs) > 1:
            found.append(_agreement(spec, pairs, n_segments))
    return found


def _signed(metric: Metric, sums: NDArray[np.float64]) -> float:
    value = float(metric.scores(sums[None])[0])
    return value if metric.higher_is_better else -value


def _agreement(spec: str, pairs: Sequence[tuple[float, float]], n_segments: int) -> Agreement:
    import numpy as np

    concordant = discordant = n_pairs = metric_ties = human_ties = 0
    for i, (metric, human) in enumerate(pairs):
        for other_metric, other_human in pairs[i + 1 :]:
            n_pairs += 1
            product = (metric - other_metric) * (human - other_human)
            concordant += product > 0
            discordant += product < 0
            metric_ties += metric == other_metric
            human_ties += human == other_human
    tied = math.sqrt((n_pairs - metric_ties) * (n_pairs - human_ties))
    ours, theirs = np.array(pairs).T
    spread = float(ours.std() * theirs.std())
    return Agreement(
        metric=spec,
        n_systems=len(pairs),
        n_segments=n_segments,
        n_pairs=n_pairs - human_ties,
        pairwise_accuracy=concordant / (n_pairs - human_ties) if n_pairs > human_ties else None,
        kendall_tau=(concordant - discordant) / tied if tied else None,
        pearson=float(((ours - ours.mean()) * (theirs - theirs.mean())).mean() / spread) if spread else None,
    )
