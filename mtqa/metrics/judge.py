"""A language model as judge: quality without a reference, believed only as far as it was measured."""

from __future__ import annotations

import copy
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa import judges, services
from mtqa.contracts import Consent, Demand, Measurement, Problem, SegmentMean, Surroundings, current_consent, metrics
from mtqa.errors import MtqaError
from mtqa.languages import Language, LanguagePair
from mtqa.progress import Progress
from mtqa.results import EXPLAINED_BY, Evaluation, JudgeRecord, Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.judges import Asking, ChatModel, PlacedError, Protocol, SystemJudgements, Tally, Term

_SEVERITIES = {Severity.MINOR: "minor", Severity.MAJOR: "major", Severity.CRITICAL: "critical"}


@dataclass
class _State:
    """What a judge knows beyond its options: where it works, and what happened."""

    pair: LanguagePair | None = None
    surroundings: Surroundings | None = None
    tally: Tally = field(default_factory=lambda: judges.Tally())
    counts: dict[str, int] = field(default_factory=dict)


@metrics.register
@dataclass(frozen=True)
class Judge(SegmentMean):
    """A chat model of any service with OpenAI's interface (llama.cpp, Ollama, vLLM, ...) judges segment by segment.

    Attributes:
        model: Its name at the service.
        url: Where the interface begins; the requests go to `/chat/completions` below it.
        protocol: What it is asked: `mqm`, `esa`, `da`, `pairwise`, or a file of that form.
        reference: Whether it sees a reference.
        votes: How often each question is asked; the mean counts. Several need a temperature.
        temperature: 0 for the answer that is most likely.
        seed: Sent along, counting up with the votes, for services that know one; -1 to send none.
        context: How many segments before it, in its document, the judge sees.
        glossary: A file of terms; "" for those that the corpus is checked with.
        key: The environment variable with the key, "" for none.
        parallel: Requests at once; 0 to find out how many the service bears.
        per_minute: The most requests a minute; 0 for no limit.
        timeout: Seconds for one request.
        tries: How often a request is made that fails.
        form: How far the service is asked to keep to the form of the answer: `schema`, `json` or `none`. What it does
            not know is left out.
        longest: The most tokens of an answer; 0 to leave it to the service.
        input_price: Of a million tokens of questions, for the estimate of the cost.
        output_price: Of a million tokens of answers.
    """

    name: ClassVar[str] = "judge"
    summary: ClassVar[str] = (
        "A language model marks errors or gives a number, with or without a reference. Read its score together with its"
        " agreement with people on your own texts (--human): without that it is an opinion."
    )
    higher_is_better: ClassVar[bool] = True
    needs_reference: ClassVar[bool] = False
    needs_source: ClassVar[bool] = True
    range: ClassVar[str] = "-25 to 0 (mqm), 0 to 100 (esa, da, pairwise)"
    decimals: ClassVar[int] = 2
    is_judge: ClassVar[bool] = True

    model: str = ""
    url: str = "http://localhost:8080/v1"
    protocol: str = "mqm"
    reference: bool = False
    votes: int = 1
    temperature: float = 0.0
    seed: int = -1
    context: int = 0
    glossary: str = ""
    key: str = "OPENAI_API_KEY"
    parallel: int = 0
    per_minute: float = 0.0
    timeout: float = 300.0
    tries: int = 6
    form: str = "schema"
    longest: int = 0
    input_price: float = 0.0
    output_price: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs_reference", self.reference)
        if self.form not in ("schema", "json", "none"):
            raise ValueError("form is one of schema, json, none")
        if not 1 <= self.votes <= 100:
            raise ValueError("votes must be from 1 to 100")
        if self.votes > 1 and self.temperature <= 0:
            raise ValueError("several votes need a temperature above 0: without one they are all the same")
        if self.temperature < 0 or self.context < 0 or self.parallel < 0 or self.tries < 1 or self.timeout <= 0:
            raise ValueError("temperature, context and parallel must not be negative, tries and timeout be positive")
        if min(self.input_price, self.output_price, self.per_minute, self.longest) < 0:
            raise ValueError("prices and limits must not be negative")
        if not judges.is_protocol_file(self.protocol):
            judges.find_protocol(self.protocol)

    # ---- what it is ----

    @property
    def asked(self) -> Protocol:
        """What it is asked.

        Raises:
            MtqaError: when the file of the protocol is missing or broken.
        """
        return judges.find_protocol(self.protocol)

    @property
    def label(self) -> str:
        title = judges.find_protocol(self.protocol).title
        short = self.model.replace("\\", "/").rpartition("/")[2]
        with_reference = "-ref" if self.reference else ""
        return f"judge-{title}{with_reference}" + (f" ({short})" if short else "")

    @property
    def compares(self) -> bool:
        return self.asked.answer is judges.AnswerKind.CHOICE

    def demands(self) -> Sequence[Demand]:
        return (Demand(f"sends the texts to '{_host(self.url)}'"),)

    def prepare(self, consent: Consent) -> None:
        del consent  # how much is sent is known, and asked about, when the texts are
        _ = self.asked
        if not self.model:
            raise MtqaError("the judge names no model", 'Write it like --metric "judge(model=..., url=...)".')

    # ---- where it works ----

    @property
    def _state(self) -> _State:
        state: _State = self.__dict__.setdefault("_kept_state", _State())
        return state

    def for_languages(self, pair: LanguagePair) -> Judge:
        other = copy.copy(self)
        other.__dict__["_kept_state"] = _State(pair)
        return other

    def within(self, surroundings: Surroundings) -> Judge:
        self._state.pair, self._state.surroundings = surroundings.corpus.language_pair, surroundings
        return self

    def remarks(self, pair: LanguagePair | None) -> tuple[str, ...]:
        state = self._state
        systems = () if state.surroundings is None else state.surroundings.corpus.systems
        told = judges.judge_remarks(self.label, self.model, state.counts, tuple(state.tally.models), systems)
        return (*super().remarks(pair), *told)

    # ---- measuring ----

    def measure(
        self,
        sources: Sequence[str],
        systems: Sequence[Sequence[str]],
        references: Sequence[Sequence[str]],
        cache: Path | None = None,
        progress: Progress | None = None,
    ) -> list[Measurement]:
        import numpy as np

        self.prepare(lambda _: None)
        if not sources:
            return [Measurement(np.zeros((0, 3))) for _ in systems]
        if self.compares and len(systems) < 2:
            raise MtqaError(
                f"{self.label} compares systems, and there is only one", "Add a --baseline, or use protocol=mqm."
            )
        documents, terms = self._around(len(sources))
        material = judges.Material(
            sources,
            systems,
            [of_segment[0] for of_segment in references] if self.reference else None,
            documents,
            self.context,
            terms,
        )
        judged = judges.judge_systems(self._asking(cache, progress), material, self.votes)
        self._count(judged)
        return [self._measurement(one) for one in judged]

    def _around(self, n: int) -> tuple[Sequence[str] | None, tuple[Term, ...]]:
        """The document of each segment, and the terms of the glossary."""
        state = self._state
        paths = (
            [Path(self.glossary)]
            if self.glossary
            else list(state.surroundings.glossaries if state.surroundings else ())
        )
        terms = judges.glossary_terms(paths, state.pair) if paths and state.pair is not None else ()
        if state.surroundings is None or len(state.surroundings.positions) != n:
            return None, terms
        segments = state.surroundings.corpus.segments
        return [segments[position].document for position in state.surroundings.positions], terms

    def _asking(self, cache: Path | None, progress: Progress | None) -> Asking:
        identity = self._identity()
        return judges.Asking(
            open_model=self._open,
            protocol=self.asked,
            pair=self._state.pair,
            name=self.label,
            identity=identity,
            model=self.model,
            store=None if cache is None else judges.AnswerStore(cache / "judges", identity),
            parallel=services.Parallel(self.parallel, self.tries),
            price=judges.Price(self.input_price, self.output_price),
            url=self.url,
            consent=current_consent(),
            progress=progress,
            tally=self._state.tally,
        )

    def explain(
        self, evaluation: Evaluation, reader: Language, cache: Path | None = None, progress: Progress | None = None
    ) -> Evaluation:
        self.prepare(lambda _: None)
        explaining = judges.Explaining(
            open_model=self._open,
            name=self.label,
            store=None if cache is None else judges.AnswerStore(cache / "judges", self._identity()),
            parallel=services.Parallel(self.parallel, self.tries),
            price=judges.Price(self.input_price, self.output_price),
            url=self.url,
            consent=current_consent(),
            progress=progress,
        )
        found = explaining.explain(evaluation, reader)
        return replace(found, settings={**found.settings, EXPLAINED_BY: self.model})

    def _identity(self) -> str:
        """All that an answer depends on but for what is asked."""
        sampling = f"temperature={self.temperature:g}|seed={self.seed}|longest={self.longest}|form={self.form}"
        return f"{self.model}|{self.url.rstrip('/')}|{sampling}"

    def _open(self) -> ChatModel:
        key = services.key_from_environment(self.key, needed=not services.is_here(self.url)) if self.key else ""
        options = services.ServiceOptions(per_minute=self.per_minute, timeout=self.timeout, tries=self.tries)
        service = options.service(self.url, {"Authorization": f"Bearer {key}"} if key else {}, secret=bool(key))
        return judges.ChatModel(
            service, self.model, judges.Sampling(self.temperature, self.seed, self.longest, self.form)
        )

    def _count(self, judged: Sequence[SystemJudgements]) -> None:
        counts = self._state.counts
        for one in judged:
            added = {
                "judged": len(one.segments),
                "missing": sum(segment.value is None for segment in one.segments),
                "speaking": len(one.speaking),
                "dropped_spans": one.n_dropped,
            }
            for trouble in (one.troubles or {}).values():
                added[trouble.value] = added.get(trouble.value, 0) + 1
            for name, number in added.items():
                counts[name] = counts.get(name, 0) + number
        if self.compares:
            counts["order_changed"] = counts.get("order_changed", 0) + sum(one.n_turned for one in judged) // 2

    def _measurement(self, judged: SystemJudgements) -> Measurement:
        import numpy as np

        rows = np.zeros((len(judged.segments), 3))
        for number, segment in enumerate(judged.segments):
            if segment.value is not None:
                rows[number] = segment.value, 1.0, segment.variance
        problems = tuple(tuple(map(self._problem, segment.errors)) for segment in judged.segments)
        missing = tuple(number for number, segment in enumerate(judged.segments) if segment.value is None)
        return Measurement(rows, problems if any(problems) else (), (), missing)

    def _problem(self, placed: PlacedError) -> Problem:
        severity = _SEVERITIES.get(placed.error.severity, "minor")
        return Problem(
            f"{self.label} takes this for a {severity} error.",
            placed.spans,
            placed.error.severity,
            placed.error.category,
        )

    def statistics(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
    ) -> NDArray[np.float64]:
        return self.measure(sources, [hypotheses], references)[0].statistics

    def standard_errors(self, sums: NDArray[np.float64]) -> NDArray[np.float64] | None:
        import numpy as np

        if self.votes < 2:
            return None
        errors: NDArray[np.float64] = np.sqrt(np.maximum(sums[:, 2], 0.0)) / np.maximum(sums[:, 1], 1)
        return errors

    # ---- what is told ----

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        protocol = self.asked
        parts = [f"judge:{protocol.name}", f"model:{self.model}", f"url:{_host(self.url)}"]
        parts += [f"prompt:{judges.prompt_digest(protocol)}", f"temperature:{self.temperature:g}"]
        parts += [f"seed:{self.seed}"] * (self.seed >= 0) + [f"votes:{self.votes}"] * (self.votes > 1)
        parts += [f"context:{self.context}"] * (self.context > 0) + [f"form:{self.form}", f"longest:{self.longest}"]
        parts += [f"glossary:{self._glossary_digest()}"] * bool(self._glossaries())
        parts += [f"nrefs:{n_references}"] * self.reference
        if resampling is not None:  # a number that is reported; the gate compares judges, not days
            parts += [f"date:{self._dates()}"] + [f"{key}:{value}" for key, value in resampling.items()]
        return "|".join([*parts, f"version:mtqa-{version('mtqa')}"])

    def _glossaries(self) -> tuple[Path, ...]:
        surroundings = self._state.surroundings
        return (Path(self.glossary),) if self.glossary else surroundings.glossaries if surroundings else ()

    def _glossary_digest(self) -> str:
        import hashlib

        content = [path.read_bytes() if path.is_file() else b"" for path in self._glossaries()]
        return hashlib.blake2b(b"\0".join(content), digest_size=6).hexdigest()

    def _dates(self) -> str:
        dates = sorted(self._state.tally.dates)
        return "" if not dates else dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"

    def record(self) -> JudgeRecord | None:
        tally, price = self._state.tally, judges.Price(self.input_price, self.output_price)
        counts = {"asked": tally.n_asked, "kept": tally.n_kept, **self._state.counts}
        return JudgeRecord(
            metric=self.spec,
            label=self.label,
            model=self.model,
            protocol=self.asked.name,
            prompt=judges.prompt_digest(self.asked),
            dates=self._dates(),
            sent_to=_host(self.url),
            here=services.is_here(self.url),
            counts=counts,
            cost=price.of(tally.tokens_read, tally.tokens_written) if price.known else None,
        )


def _host(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.hostname or url}{f':{parts.port}' if parts.port else ''}"
