"""The plug-in contracts: what a metric, check, loader, baseline and report must offer, and where they register.

How plug-ins are found is told in `mtqa.contracts.registry`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from mtqa.contracts.check import Check, CheckRegistry, Problem, Translation
from mtqa.contracts.registry import ClassRegistry, Spec
from mtqa.corpus import Corpus, Origin
from mtqa.languages import LanguagePair
from mtqa.progress import Progress
from mtqa.results import Evaluation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.engine.configs import MetricConfig

__all__ = [
    "Baseline",
    "Check",
    "CheckRegistry",
    "Consent",
    "Loader",
    "Measurement",
    "Metric",
    "Problem",
    "Progress",
    "Report",
    "TranslatedText",
    "Translation",
    "Translator",
    "Writer",
    "baselines",
    "checks",
    "loaders",
    "metrics",
    "reports",
    "writers",
]


Consent = Callable[[str], None]
"""Asked before something is downloaded or has to be paid; raises MtqaError where the user does not agree."""


@dataclass(frozen=True)
class Measurement:
    """What a metric finds out about one system.

    Attributes:
        statistics: Shape (n, k), as of `Metric.statistics`.
        problems: For each of the n segments what the metric takes for wrong in it; empty where it names nothing.
        warnings: What the reader must know before trusting the numbers.
    """

    statistics: NDArray[np.float64]
    problems: tuple[tuple[Problem, ...], ...] = ()
    warnings: tuple[str, ...] = ()


class Metric:
    """A metric defines, a score is the number. Subclasses are frozen dataclasses whose fields are the options.

    Every metric reduces a system's output to one row of numbers per segment (*statistics*) that may be added up; the
    score of any set of segments is a function of the sum of their rows. One aggregation so serves corpus, document and
    segment scores, the bootstrap and the paired tests. A metric that is a mean of segment scores has the two columns
    (score, 1).
    """

    name: ClassVar[str]
    """Name in specs."""
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

    def prepare(self, consent: Consent) -> None:
        """Get what the metric needs and is not on this machine (a model); called once before anything is scored.

        Raises:
            MtqaError: when the user does not agree, or it cannot be had.
        """
        del consent

    def remarks(self, pair: LanguagePair | None) -> tuple[str, ...]:
        """What the reader must know of this metric and language pair before trusting the numbers."""
        if self.languages is None or pair is None:
            return ()
        sides = [pair.target, *([pair.source] if self.needs_source else [])]
        return tuple(
            f"{self.label}: its model was not trained on {side.name}; what it says of this language is not reliable."
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

    def signature(self, n_references: str, resampling: Mapping[str, int] | None = None) -> str:
        """What somebody needs to compute the same numbers.

        Args:
            n_references: How many references the segments had: "1", "2", ..., or "var" where they differ.
            resampling: Of a resampled number: `bs` (resamples), `ar` (trials of a randomisation test), `seed`.
        """
        raise NotImplementedError


@runtime_checkable
class Loader(Protocol):
    """Reads one format. Corpora come back one per language pair."""

    name: ClassVar[str]
    summary: ClassVar[str]

    def accepts(self, path: Path) -> bool:
        """Whether the file or folder is in this format; looks at name and content, raises nothing."""
        ...

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        """Read it.

        Args:
            path: File or folder.
            languages: Target languages to read; None for all.

        Raises:
            MtqaError: naming file and line, when something is wrong with it.
        """
        ...


@dataclass(frozen=True)
class TranslatedText:
    """One text as a system translated it.

    Attributes:
        text: The translation; may be empty.
        remark: What is doubtful about it, in plain words: that it was cut at the longest length, say. "" for nothing.
    """

    text: str
    remark: str = ""


class Translator:
    """An MT system that is ready for one direction; nothing heavy is loaded before `lengths` or `translate`.

    What is longer than `limit` never reaches `translate`: it is split at sentence ends, or refused.

    Attributes:
        name: What its output is called in a corpus.
        origin: All that its output depends on (service, model, revision, precision, decoding, prompt) and never a key
            or password: translations are kept under it, and it is stored with them. Without a date.
        limit: The longest source that it takes, in the unit of `lengths`; None where there is no limit.
        batch_size: The most sources that it takes at once.
        batch_length: The most that the number of sources times the length of the longest of them may be.
        unit: What `lengths` counts, in the plural.
        by_position: It has translations by position and not by text: it gets all sources of the corpus at once, in
            order, repeated and empty ones among them, and nothing of what it returns is kept for another time.
    """

    name: str
    origin: Origin
    limit: int | None = None
    batch_size: int = 64
    batch_length: int = 1_000_000
    unit: str = "characters"
    by_position: bool = False

    def cost(self, sources: Sequence[str]) -> str:
        """What translating these will cost, as a sentence to be confirmed; "" where it costs nothing but time."""
        del sources
        return ""

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        """The length of each source, usually in tokens of the model with those that it adds."""
        return [len(source) for source in sources]

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        """Translate a batch; as many come back as were given.

        Raises:
            OutOfMemoryError: when the batch is too large; it will be halved.
            MtqaError: when the system fails.
        """
        raise NotImplementedError


@runtime_checkable
class Baseline(Protocol):
    """An MT system that mtqa runs itself. Implementations are frozen dataclasses whose fields are the options.

    The first field is what a spec may name after a colon: `transformers:Helsinki-NLP/opus-mt-en-bg`.
    """

    name: ClassVar[str]
    summary: ClassVar[str]

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        """Make it ready for a language pair.

        Args:
            pair: The direction.
            consent: Called with what is to be downloaded and how much, before it is.

        Raises:
            MtqaError: when the system does not serve the language pair, or something that it needs is missing.
        """
        ...


@runtime_checkable
class Report(Protocol):
    """Writes evaluations to files in one format."""

    name: ClassVar[str]
    summary: ClassVar[str]

    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        """Write the report of one corpus, all its languages together, below `folder`.

        Returns:
            The files, the main one first.

        Raises:
            MtqaError: when a file cannot be written; then nothing of the old report is lost.
        """
        ...


@runtime_checkable
class Writer(Protocol):
    """Writes corpora in one format, so that the loader of that format reads them back equal."""

    name: ClassVar[str]
    summary: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    """Endings of file names that ask for this format; "" where it is a folder."""
    many_languages: ClassVar[bool]
    """Whether one file can hold several target languages."""
    omits: ClassVar[tuple[str, ...]]
    """What the format has no place for, in the words of `mtqa.convert.left_behind`."""

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        """Write the corpora to a file or folder that does not exist yet.

        Raises:
            MtqaError: when something in them cannot be said in this format; names the segment.
        """
        ...


metrics: ClassRegistry[Metric] = ClassRegistry("metrics")
checks = CheckRegistry("checks")
loaders: ClassRegistry[Loader] = ClassRegistry("loaders")
baselines: ClassRegistry[Baseline] = ClassRegistry("baselines")
reports: ClassRegistry[Report] = ClassRegistry("reports")
writers: ClassRegistry[Writer] = ClassRegistry("writers")
