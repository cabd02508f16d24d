"""What a metric must offer: rows of numbers per segment that add up, and scores of their sums."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts.registry import ClassRegistry, Spec
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from mtqa.contracts.check import Problem
    from mtqa.contracts.consent import Consent
    from mtqa.contracts.trust import Demand
    from mtqa.corpus import Corpus
    from mtqa.engine import MetricConfig
    from mtqa.executors import Executor
    from mtqa.languages import Language, LanguagePair
    from mtqa.progress import Progress
    from mtqa.results import Evaluation, JudgeRecord

__all__ = ["Measurement", "Metric", "SegmentMean", "Surroundings", "metrics"]


@dataclass(frozen=True)
class Measurement:
    """What a metric finds out about one system.

    Attributes:
        statistics: Shape (n, k), as of `Metric.statistics`.
        problems: For each of the n segments what the metric takes for wrong in it; empty where it names nothing.
        warnings: What the reader must know before trusting the numbers.
        missing: Numbers of the segments that the metric could not score; their rows hold zeros and count for nothing.
        value: The score of all segments together, where it is no function of the sum of their rows; such a score has no
            interval and is not tested, and there may be no rows at all. None for all others.
    """

    statistics: NDArray[np.float64]
    problems: tuple[tuple[Problem, ...], ...] = ()
    warnings: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    value: float | None = None


@dataclass(frozen=True)
class Surroundings:
    """Where the segments stand that are to be measured.

    Attributes:
        corpus: The corpus that they are of.
        positions: Their places in it.
        systems: The systems that are measured.
        glossaries: Files of terms that the corpus is checked with.
    """

    corpus: Corpus
    positions: Sequence[int]
    systems: tuple[str, ...] = ()
    glossaries: tuple[Path, ...] = ()


class Metric:
    """A metric defines, a score is the number. Subclasses are frozen dataclasses whose fields are the options.

    Every metric reduces a system's output to one row of numbers per segment (*statistics*) that may be added up; the
    score of any set of segments is a function of the sum of their rows. One aggregation so serves corpus, document and
    segment scores, the bootstrap and the paired tests. A metric that is a mean of segment scores has the two columns
    (score, 1).
    """

    name: ClassVar[str]
    """Name in specs."""
    aliases: ClassVar[Mapping[str, str]] = {}
    """Other names that people write (`chrf++`, `unbabel/wmt22-comet-da`), in small letters, with the spec meant."""
    summary: ClassVar[str]
    """What it measures and when to use it, in a sentence for people."""
    higher_is_better: ClassVar[bool]
    needs_reference: ClassVar[bool] = True
    needs_source: ClassVar[bool] = False
    languages: frozenset[str] | None = None
    """Primary subtags of the languages that it was made for; None where it does not depend on the language."""
    range: ClassVar[str] = ""
    """Lowest and highest score, for people: "0 to 100"."""
    download: ClassVar[str] = "nothing"
    """What has to be downloaded before its first use, for people."""
    licence: ClassVar[str] = "Apache-2.0"
    """Of the model that it uses by default, or of mtqa."""
    decimals: ClassVar[int] = 1
    """Decimals that are worth showing."""
    packages: ClassVar[tuple[str, ...]] = ()
    """Packages, besides those that mtqa needs anyway, whose version its numbers may depend on."""
    is_judge: ClassVar[bool] = False
    """Whether a language model judges: what it names is kept apart from findings, and its agreement with people is told
    beside its scores."""
    in_stretches: ClassVar[bool] = False
    """Whether `measure` asks for the texts of some segments at a time, by slices: those of a large corpus are then read
    from the disk as it goes on."""
    noticeable: ClassVar[float | None] = None
    """The difference of two systems' scores, on the metric's own scale, from which on people agree with the metric in
    60 % of pairs (Kocmi et al., 2024, "Navigating the Metrics Maze", table 2); None where nobody has measured it."""

    @property
    def label(self) -> str:
        """The name that the field uses: `chrF2++`."""
        raise NotImplementedError

    @property
    def spec(self) -> str:
        """The metric and those of its options that differ from the defaults, as it can be given on the command line."""
        options = {
            f.name: getattr(self, f.name)
            for f in dataclasses.fields(self)  # type: ignore[arg-type]
            if getattr(self, f.name) != f.default
        }
        return str(Spec(self.name, options))

    @property
    def engine_config(self) -> MetricConfig | None:
        """The metric in the form of the scoring engine, where that computes it; None for all others."""
        return None

    def for_languages(self, pair: LanguagePair) -> Metric:
        """This metric as it is used for a language pair (the tokenizer, say); itself where nothing depends on it."""
        del pair
        return self

    def within(self, surroundings: Surroundings) -> Metric:
        """This metric as it measures these segments of a corpus; itself where nothing depends on what surrounds them.

        It is the last that is called before `measure`.
        """
        del surroundings
        return self

    @property
    def compares(self) -> bool:
        """Whether the score of a system depends on the other systems: all are then measured on the same segments."""
        return False

    def record(self) -> JudgeRecord | None:
        """What is to be known of a judge's answers before they are believed; None for a metric that is no judge."""
        return None

    def explain(
        self, evaluation: Evaluation, reader: Language, cache: Path | None = None, progress: Progress | None = None
    ) -> Evaluation:
        """An evaluation with the gravest findings explained in a sentence each, which only a judge can.

        Args:
            evaluation: What was found.
            reader: The language to explain in.
            cache: As of `measure`.
            progress: As of `measure`.

        Raises:
            MtqaError: when this metric is no judge, or the judge cannot be asked.
        """
        del evaluation, reader, cache, progress
        raise MtqaError(f"{self.label} is no judge: it cannot explain findings", "Name one: --metric judge(model=...).")

    def standard_errors(self, sums: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Standard errors of m scores that come from the metric itself, which says another thing when it is asked
        again; None for a metric that always says the same.

        Args:
            sums: As of `scores`.
        """
        del sums
        return None

    def prepare(self, consent: Consent) -> None:
        """Get what the metric needs and is not on this machine (a model); called once before anything is scored.

        Raises:
            MtqaError: when the user does not agree, or it cannot be had.
        """
        del consent

    def demands(self) -> Sequence[Demand]:
        """What using it will do on this machine besides reading texts: run a program, load a folder, reach the hub.

        Files that name a metric need the user's leave for it. Files and folders that options name are known without it.
        """
        return ()

    def remarks(self, pair: LanguagePair | None) -> tuple[str, ...]:
        """What the reader must know of this metric and language pair before trusting the numbers."""
        if self.languages is None or pair is None:
            return ()
        from mtqa.results import Message

        sides = [pair.target, *([pair.source] if self.needs_source else [])]
        return tuple(
            Message(
                "{metric}: its model was not trained on {language}; what it says of this language is not reliable.",
                metric=self.label,
                language=side,
            )
            for side in sides
            if side.primary not in self.languages
        )

    def measure(
        self,
        sources: Sequence[str],
        systems: Sequence[Sequence[str]],
        references: Sequence[Sequence[str]],
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Measurement]:
        """Statistics of several systems, and what else the metric finds.

        Args:
            sources: n source segments.
            systems: For each system its n hypotheses.
            references: For each of the n segments its references, at least one where the metric needs them.
            cache: Folder in which results may be kept by content; None for none.
            progress: Called as the work goes on, where that takes long.
        """
        del cache, progress
        return [Measurement(self.statistics(sources, hypotheses, references)) for hypotheses in systems]

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        """Rows of statistics.

        Args:
            sources: n source segments.
            hypotheses: n hypotheses.
            references: For each of the n segments its references, at least one where the metric needs them.

        Returns:
            Array of shape (n, k).
        """
        raise NotImplementedError

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of m sets of segments.

        Args:
            sums: Array of shape (m, k): for each set, the sum of its rows.

        Returns:
            Array of shape (m,), on the metric's own scale.
        """
        raise NotImplementedError

    def resample_scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """As `scores`, for the many sums of resampling; may differ from it in the last bits where that is faster."""
        return self.scores(sums)

    def segment_scores(self, statistics: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of n single segments from their (n, k) statistics; may differ from `scores` where the field does."""
        return self.scores(statistics)

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        """What somebody needs to compute the same numbers.

        Args:
            n_references: How many references the segments had: "1", "2", ..., or "var" where they differ.
            resampling: Of a resampled number: `bs` (resamples), `ar` (trials of a randomisation test), `seed`; of
                one that comes from the normal limit, "normal" in place of numbers, and no seed.
        """
        raise NotImplementedError


class SegmentMean(Metric):
    """The simplest metric: its score is the mean of segment scores. Subclasses say how to score one segment.

    `mtqa/metrics/exact_match.py` is a plain example to copy.
    """

    @property
    def label(self) -> str:
        return self.name

    def score_segment(self, source: str, hypothesis: str, references: Sequence[str]) -> float:
        """The score of one segment, on the metric's own scale.

        Args:
            source: The source segment.
            hypothesis: What the system made of it; may be empty.
            references: Its references, at least one where the metric needs them.
        """
        raise NotImplementedError

    def measure(
        self,
        sources: Sequence[str],
        systems: Sequence[Sequence[str]],
        references: Sequence[Sequence[str]],
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Measurement]:
        from mtqa.executors import current_executor

        executor = current_executor()
        if executor.is_here or type(self).statistics is not SegmentMean.statistics or not sources:
            return super().measure(sources, systems, references, cache, progress)
        return [Measurement(_by_workers(executor, self, sources, hypotheses, references)) for hypotheses in systems]

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        import numpy as np

        segments = zip(sources, hypotheses, references, strict=True)
        scores = [self.score_segment(source, hypothesis, texts) for source, hypothesis, texts in segments]
        return np.array([[score, 1.0] for score in scores], dtype=np.float64).reshape(-1, 2)

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        means: NDArray[np.float64] = sums[:, 0] / np.maximum(sums[:, 1], 1)
        return means

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        from importlib.metadata import version

        package = self.packages[0] if self.packages else "mtqa"
        references = [f"nrefs:{n_references}"] if self.needs_reference else []
        resampled = [f"{key}:{value}" for key, value in (resampling or {}).items()]
        return "|".join([self.spec, *references, *resampled, f"version:{package}-{version(package)}"])


_SHARE = 2_000
"""Segments that a worker scores at once."""
_Segments = tuple[Sequence[str], Sequence[str], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class _Itself:
    """A metric that workers use as it is."""

    metric: Metric

    def __call__(self) -> Metric:
        return self.metric


def _rows(metric: Metric, segments: _Segments) -> NDArray[np.float64]:
    return metric.statistics(*segments)


def _by_workers(
    executor: Executor,
    metric: Metric,
    sources: Sequence[str],
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
) -> NDArray[np.float64]:
    """As `Metric.statistics`, of a metric that looks at each segment by itself."""
    import numpy as np

    from mtqa.executors import Work, in_shares

    shares = zip(*(in_shares(column, _SHARE) for column in (sources, hypotheses, references)), strict=True)
    return np.concatenate(list(executor.map(Work(_Itself(metric), _rows), shares)))


metrics: ClassRegistry[Metric] = ClassRegistry("metrics", Metric)
