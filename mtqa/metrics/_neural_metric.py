"""What neural metrics have in common: a mean of segment scores, references, windows, a cache, and a signature."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa import neural
from mtqa.contracts import Demand, Measurement, Problem, SegmentMean
from mtqa.executors import Executor, current_executor
from mtqa.languages import LanguagePair
from mtqa.models import ABOUT, TRANSFORMERS, ModelFiles, how_it_is_had, require
from mtqa.progress import Progress
from mtqa.results import Message, Severity, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.neural import ItemScore, Model, SystemScores

__all__ = ["ModelMetric", "NeuralMetric"]

_SAID = {
    Severity.MINOR: Message(
        "{metric} takes this for a minor error (confidence {confidence}); it does not say of what kind."
    ),
    Severity.MAJOR: Message(
        "{metric} takes this for a major error (confidence {confidence}); it does not say of what kind."
    ),
    Severity.CRITICAL: Message(
        "{metric} takes this for a critical error (confidence {confidence}); it does not say of what kind."
    ),
}


_STRETCH = 1_000_000
"""Translations that are scored together, all systems counted: more would not be held in memory."""


@dataclass(frozen=True)
class _Loader:
    """Loads the model of a metric where it is called: this, and not the model, is what workers get.

    Attributes:
        metric: The metric.
        references: Those of all segments, where the model depends on them.
    """

    metric: ModelMetric
    references: tuple[tuple[str, ...], ...] | None = None

    def __call__(self) -> Model:
        return self.metric.loaded if self.references is None else self.metric.model_for(self.references)


@dataclass
class _Found:
    """What was found out about a system.

    Attributes:
        rows: Its statistics, of shape (n, 2).
        marked: By the segment's number, scores that take stretches of it for wrong.
        n_windowed: Segments that were scored in windows.
    """

    rows: NDArray[np.float64]
    marked: dict[int, ItemScore] = field(default_factory=dict)
    n_windowed: int = 0

    def add(self, start: int, scores: SystemScores) -> None:
        """Take the scores of the segments from that number on."""
        self.rows[start : start + len(scores.segments), 0] = [score.value for score in scores.segments]
        self.marked.update((start + k, score) for k, score in enumerate(scores.segments) if score.spans)
        self.n_windowed += scores.n_windowed


class ModelMetric(SegmentMean):
    """A metric that a model computes item by item. Subclasses are dataclasses with the fields named below.

    Attributes:
        references: With several references the best score counts (`max`), or their mean (`mean`).
        long: What is longer than the model takes is scored in `windows`, or refused: `refuse`.
    """

    decimals: ClassVar[int] = 4
    in_stretches: ClassVar[bool] = True
    bounds: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    """The lowest and the highest score that the model can give: what was kept and lies beyond is not believed."""

    references: str
    long: str = "windows"

    def check_options(self) -> None:
        """Refuse options with values that are not known.

        Raises:
            ValueError: naming the option.
        """
        for option, values in self.known_values().items():
            if getattr(self, option) not in values:
                raise ValueError(f"{option} is one of {', '.join(values)}, not '{getattr(self, option)}'")

    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        """The values that options may have."""
        return {"references": ("max", "mean"), "long": ("windows", "refuse")}

    def load(self) -> Model:
        """The model, loaded."""
        raise NotImplementedError

    @property
    def loaded(self) -> Model:
        """The model, loaded when first asked for, by this process or by those that compute."""
        kept: list[tuple[Executor, Model]] = self.__dict__.setdefault("_loaded", [])
        executor = current_executor()
        for by, model in kept:
            if by is executor:
                return model
        kept.append((executor, self.load() if executor.is_here else neural.ModelElsewhere(executor, _Loader(self))))
        return kept[-1][1]

    def __getstate__(self) -> dict[str, object]:
        """The options alone: a model does not travel."""
        return {name: value for name, value in self.__dict__.items() if name != "_loaded"}

    def model_for(self, references: Sequence[Sequence[str]]) -> Model:
        """The model as it is used with these references of all segments."""
        del references
        return self.loaded

    @property
    def needs_all_references(self) -> bool:
        """Whether the model depends on the references of all segments, and not only on those of the item."""
        return False

    def _model(self, references: Sequence[Sequence[str]]) -> Model:
        """As `model_for`, wherever it is computed."""
        executor = current_executor()
        if executor.is_here or not self.needs_all_references:
            return self.model_for(references)
        return neural.ModelElsewhere(executor, _Loader(self, tuple(map(tuple, references))))

    def measure(
        self,
        sources: Sequence[str],
        systems: Sequence[Sequence[str]],
        references: Sequence[Sequence[str]],
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Measurement]:
        model = self._model(references) if sources else None  # an encoder says how NumPy is to be loaded
        import numpy as np

        if model is None:
            return [Measurement(np.zeros((0, 2))) for _ in systems]
        found = [_Found(np.ones((len(sources), 2))) for _ in systems]
        size = max(1, _STRETCH // len(systems))
        for start in range(0, len(sources), size):
            part = slice(start, start + size)
            originals = sources[part]
            scored = neural.score_systems(
                model,
                originals if self.needs_source else [""] * len(originals),
                [hypotheses[part] for hypotheses in systems],
                references[part] if self.needs_reference else None,
                combine=self.references,
                higher_is_better=self.higher_is_better,
                long=self.long,
                cache=None if cache is None else cache / "neural",
                bounds=self.bounds,
                name=self.label,
                progress=progress,
            )
            for of_system, scores in zip(found, scored, strict=True):
                of_system.add(start, scores)
        return list(map(self._measurement, found))

    def _measurement(self, found: _Found) -> Measurement:
        warnings: tuple[str, ...] = ()
        if found.n_windowed:
            warnings = (
                Message(
                    "{metric}: {n} of {all} segments are longer than the {limit} tokens that the model takes; they were"
                    " scored in windows.",
                    metric=self.label,
                    n=found.n_windowed,
                    all=len(found.rows),
                    limit=self.loaded.limit,
                ),
            )
        problems: tuple[tuple[Problem, ...], ...] = ()
        if found.marked:
            nothing: tuple[Problem, ...] = ()
            problems = tuple(
                self._problems(found.marked[k]) if k in found.marked else nothing for k in range(len(found.rows))
            )
        return Measurement(found.rows, problems, warnings)

    def _problems(self, score: ItemScore) -> tuple[Problem, ...]:
        return tuple(
            Problem(
                _SAID[span.severity].of(metric=self.label, confidence=float(span.confidence)),
                (Span("hypothesis", span.start, span.end),),
                span.severity,
            )
            for span in score.spans
        )

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        return self.measure(sources, [hypotheses], references)[0].statistics


class NeuralMetric(ModelMetric):
    """A metric whose model runs on PyTorch. Subclasses are dataclasses with the fields named below, too.

    Attributes:
        model: A folder, or a name on the hub.
        revision: On the hub; "" for the newest that is on this machine.
        device: `auto`, `cpu`, `cuda`, `mps`.
        precision: `auto` (float32 on a processor; on a GPU float16, but for MetricX bfloat16), `float32`, `bfloat16`,
            `float16`.
    """

    packages: ClassVar[tuple[str, ...]] = ("torch", "transformers")
    beside: ClassVar[tuple[str, ...]] = ()
    """Options that name another model of which only configuration and tokenizer are wanted; "" for none."""

    model: str
    revision: str
    device: str
    precision: str

    def check_options(self) -> None:
        super().check_options()
        if not self.model:
            raise ValueError("model names no model: give a folder or a name on the hub")

    def known_values(self) -> Mapping[str, tuple[str, ...]]:
        return {
            **super().known_values(),
            "device": ("auto", "cpu", "cuda", "mps"),
            "precision": ("auto", "float32", "bfloat16", "float16"),
        }

    @property
    def loaded(self) -> Model:
        """The model, loaded when first asked for.

        Raises:
            MissingDependencyError: when PyTorch is not installed.
        """
        self.require()
        return super().loaded

    @property
    def files(self) -> ModelFiles:
        """Those that belong to the model."""
        return TRANSFORMERS

    def demands(self) -> Sequence[Demand]:
        others = [how_it_is_had(name, files=ABOUT) for option in self.beside if (name := getattr(self, option))]
        return Demand.of_model(how_it_is_had(self.model, self.revision, self.files), *others)

    def require(self) -> None:
        """Make sure that PyTorch is there, before anything is downloaded.

        Raises:
            MissingDependencyError: when it is not.
        """
        require(("torch", "transformers"), "neural", f"The metric {self.name}")

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        parts = [f"{self.label}|model:{self.model}", *self.loaded.identity.split("|")[1:]]
        if self.needs_reference:
            parts += [f"nrefs:{n_references}", f"refs:{self.references}"]
        parts += [f"long:{self.long}", f"version:mtqa-{version('mtqa')}"]
        parts += [f"{key}:{value}" for key, value in (resampling or {}).items()]
        return "|".join(parts)

    def remarks(self, pair: LanguagePair | None) -> tuple[str, ...]:
        return (*super().remarks(pair), *self._licence_remark())

    def _licence_remark(self) -> tuple[str, ...]:
        if "NC" not in self.licence:
            return ()
        said = Message("{metric}: its published models have the licence {licence}: not for commercial use.")
        return (said.of(metric=self.label, licence=self.licence),)
