"""Modules of the library `evaluate` as metrics: METEOR, BLEURT, or one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from mtqa.contracts import Consent, Demand, Measurement, SegmentMean, metrics
from mtqa.errors import MtqaError
from mtqa.metrics._evaluate_calls import ModuleCalls, content_digest, is_mean
from mtqa.progress import Pace, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


_SEED = 12345
"""Of modules that draw at random, such as ROUGE."""


@metrics.register
@dataclass(frozen=True)
class EvaluateModule(SegmentMean):
    """Any metric of the library `evaluate`, by name or by the path of its file or folder.

    The score is the module's own: where it counts over a corpus (BLEU, TER, WER ...) that of all segments together,
    without interval and tests, for which it would have to be run thousands of times; else the mean of its scores of
    segments. Which it is, is tried (`mtqa.metrics._evaluate_calls`). Such a module is a program that is run; one that
    is named, and not a file, is downloaded first.

    Attributes:
        module: Name on the hub (`meteor`), or path of a module's file or folder.
        key: The number among those that it returns.
        higher_is_better: Its direction; must be given.
        config: Name of the module's configuration; "" for none.
        needs_sources: Whether it takes the sources too, under the name `sources`.
    """

    name: ClassVar[str] = "evaluate"
    summary: ClassVar[str] = (
        "Any metric of the library evaluate, for example evaluate(meteor, key=meteor, higher_is_better=true). For"
        " numbers that others have published with it."
    )
    range: ClassVar[str] = "as the module's"
    download: ClassVar[str] = "as the module's"
    licence: ClassVar[str] = "as the module's"
    packages: ClassVar[tuple[str, ...]] = ("evaluate",)
    decimals: ClassVar[int] = 4

    module: str = ""
    key: str = ""
    higher_is_better: bool | None = None  # type: ignore[assignment, misc]
    config: str = ""
    needs_sources: bool = False

    def __post_init__(self) -> None:
        if not self.module or not self.key:
            raise ValueError("name the module and the key of its number: evaluate(meteor, key=meteor, ...)")
        if self.higher_is_better is None:
            raise ValueError("say which direction is better: higher_is_better=true or higher_is_better=false")

    @property
    def label(self) -> str:
        return f"{Path(self.module).stem}.{self.key}"

    @property
    def _is_file(self) -> bool:
        return os.path.exists(self.module)

    def demands(self) -> Sequence[Demand]:
        return (Demand(f"runs the program '{self.module}'", program=True),)

    def prepare(self, consent: Consent) -> None:
        if not self._is_file:
            if self.module.endswith(".py") or self.module.startswith((".", "/")):
                raise MtqaError("no such file", "Check the name.", path=self.module)
            consent(f"The module '{self.module}' of evaluate is a program that is loaded from the hub and run.")
        self._load()

    def _load(self) -> Any:
        loaded = self.__dict__.get("_loaded")
        if loaded is None:
            import evaluate

            try:
                loaded = evaluate.load(
                    self.module, self.config or None, module_type="metric", keep_in_memory=True, seed=_SEED
                )
            except Exception as error:
                raise MtqaError(
                    f"the evaluate module '{self.module}' cannot be loaded: {str(error).strip().partition(chr(10))[0]}",
                    "Check its name or path, what it needs, and whether the network may be used.",
                ) from error
            self.__dict__["_loaded"] = loaded
        return loaded

    @property
    def _calls(self) -> ModuleCalls:
        return ModuleCalls(self._load(), self.module, self.key, self.needs_sources)

    def _scores_segments(self) -> bool:
        """Whether it scores segments, as tried once; what is found otherwise on the way is kept, too."""
        kept: dict[str, bool] = self.__dict__.setdefault("_tried", {})
        if "segments" not in kept:
            kept["segments"] = self._calls.scores_segments()
        return kept["segments"]

    def measure(
        self,
        sources: Sequence[str],
        systems: Sequence[Sequence[str]],
        references: Sequence[Sequence[str]],
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Measurement]:
        import numpy as np

        del cache  # a module is a program that may change at any time
        if not sources:
            return [Measurement(np.zeros((0, 2))) for _ in systems]
        lists = self._calls.takes_lists(references)
        by_segment = self._scores_segments()
        advance = _advancing(Pace(self.label, len(sources) * len(systems), "segments", progress))
        together, single = [], []
        for hypotheses in systems:
            together.append(self._calls.numbers(sources, hypotheses, references, lists=lists))
            texts = (sources, hypotheses, references)
            single.append(self._of_segments(together[-1], texts, advance, lists=lists, needed=by_segment))
        if not (by_segment and all(map(is_mean, together, single))):
            self.__dict__["_tried"]["segments"] = False
            return [self._whole(one[0], of_system) for one, of_system in zip(together, single, strict=True)]
        return [Measurement(np.array([[value, 1.0] for value in of_system])) for of_system in single]

    def _of_segments(
        self,
        together: Sequence[float],
        texts: tuple[Sequence[str], Sequence[str], Sequence[Sequence[str]]],
        advance: Callable[[], None],
        *,
        lists: bool,
        needed: bool,
    ) -> list[float]:
        """The score of each segment; none where a metric of corpora has nothing to say of one."""
        if len(together) == len(texts[0]):
            return list(together)
        values = []
        for source, hypothesis, references in zip(*texts, strict=True):
            advance()
            try:
                values.append(self._calls.numbers([source], [hypothesis], [references], lists=lists)[0])
            except MtqaError:
                if needed:
                    raise
                return []
        return values

    def _whole(self, value: float, of_segments: Sequence[float]) -> Measurement:
        import numpy as np

        rows = np.array([[one, 1.0] for one in of_segments]).reshape(-1, 2)
        warning = (
            f"{self.label} is computed over the whole corpus: it has no interval and is not tested. mtqa's own metrics"
            " (bleu, chrf, ter) have both."
        )
        return Measurement(rows, warnings=(warning,), value=value)

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        return self.measure(sources, [hypotheses], references)[0].statistics

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        content = content_digest(Path(self.module)) if self._is_file else "hub"
        over = "mean:segments" if self._scores_segments() else "over:corpus"
        parts = [f"evaluate|module:{self.module}|revision:{content}|key:{self.key}|nrefs:{n_references}|{over}"]
        parts += [f"config:{self.config}"] if self.config else []
        parts += [f"evaluate:{version('evaluate')}|version:mtqa-{version('mtqa')}"]
        return "|".join([*parts, *(f"{key}:{value}" for key, value in (resampling or {}).items())])


def _advancing(pace: Pace) -> Callable[[], None]:
    """What is called before each segment."""
    done = count()

    def advance() -> None:
        n_done = next(done)
        pace.tell(n_done, n_done / pace.total)

    return advance
