"""Modules of the library `evaluate` as metrics: METEOR, BLEURT, or one's own."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from mtqa.contracts import Consent, Demand, Measurement, SegmentMean, metrics
from mtqa.errors import MtqaError
from mtqa.progress import Pace, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@metrics.register
@dataclass(frozen=True)
class EvaluateModule(SegmentMean):
    """Any metric of the library `evaluate`, by name or by the path of its file; the mean of its scores of segments.

    Such a module is a program that is run; one that is named, and not a file, is downloaded first.

    Attributes:
        module: Name on the hub (`meteor`), or path of a module's file.
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
                loaded = evaluate.load(self.module, self.config or None, module_type="metric")
            except Exception as error:
                raise MtqaError(
                    f"the evaluate module '{self.module}' cannot be loaded: {str(error).strip().partition(chr(10))[0]}",
                    "Check its name or path, what it needs, and whether the network may be used.",
                ) from error
            self.__dict__["_loaded"] = loaded
        return loaded

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
        pace = Pace(self.label, len(sources) * len(systems), "segments", progress)
        measurements = []
        for k, hypotheses in enumerate(systems):
            rows = np.ones((len(sources), 2))
            for n, texts in enumerate(zip(sources, hypotheses, references, strict=True)):
                n_done = k * len(sources) + n
                pace.tell(n_done, n_done / pace.total)
                rows[n, 0] = self._score(*texts)
            measurements.append(Measurement(rows))
        return measurements

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        return self.measure(sources, [hypotheses], references)[0].statistics

    def _score(self, source: str, hypothesis: str, references: Sequence[str]) -> float:
        module = self._load()
        given: dict[str, Any] = {"predictions": [hypothesis]}
        given["references"] = [references[0] if len(references) == 1 else list(references)]
        if self.needs_sources:
            given["sources"] = [source]
        try:
            result = module.compute(**given)
            value = result[self.key]
            value = float(value[0] if isinstance(value, list | tuple) else value)
        except KeyError:
            raise MtqaError(
                f"the evaluate module '{self.module}' returns no '{self.key}'", f"It returns: {', '.join(result)}."
            ) from None
        except Exception as error:
            raise MtqaError(
                f"the evaluate module '{self.module}' fails: {type(error).__name__}:"
                f" {str(error).strip().partition(chr(10))[0][:200]}"
            ) from error
        if not math.isfinite(value):
            raise MtqaError(f"the evaluate module '{self.module}' gave a score that is no number")
        return value

    def signature(self, n_references: str, resampling: Mapping[str, int] | None = None) -> str:
        content = "hub"
        if os.path.isfile(self.module):
            content = f"sha256-{hashlib.sha256(Path(self.module).read_bytes()).hexdigest()[:16]}"
        parts = [f"evaluate|module:{self.module}|revision:{content}|key:{self.key}|nrefs:{n_references}|mean:segments"]
        parts += [f"config:{self.config}"] if self.config else []
        parts += [f"evaluate:{version('evaluate')}|version:mtqa-{version('mtqa')}"]
        return "|".join([*parts, *(f"{key}:{value}" for key, value in (resampling or {}).items())])
