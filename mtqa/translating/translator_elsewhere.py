"""A translator that the workers of an executor open and run; this process only hands out batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtqa.contracts import Baseline, TranslatedText, Translator
from mtqa.corpus import Origin
from mtqa.errors import MtqaError, OutOfMemoryError
from mtqa.executors import Executor, Work, in_shares, of_shares, only_alike
from mtqa.languages import LanguagePair

__all__ = ["TranslatorElsewhere", "halving"]

_COUNTED = 5_000
"""Sources whose lengths a worker is asked for at once."""


def _refuse(message: str) -> None:
    raise MtqaError(message, "A worker cannot ask you: fetch the model on its machine first.")


@dataclass(frozen=True)
class _Opening:
    """Opens a baseline where it is called: this, and not the translator, is what workers get."""

    baseline: Baseline
    pair: LanguagePair

    def __call__(self) -> Translator:
        return self.baseline.open(self.pair, _refuse)


@dataclass(frozen=True)
class _Facts:
    """What is known of a translator before anything is translated."""

    name: str
    origin: Origin
    limit: int | None
    batch_size: int
    batch_length: int
    unit: str


def _facts(translator: Translator, nothing: None) -> _Facts:
    del nothing
    sizes = translator.batch_size, translator.batch_length
    return _Facts(translator.name, translator.origin, translator.limit, *sizes, translator.unit)


def _lengths(translator: Translator, sources: Sequence[str]) -> Sequence[int]:
    return translator.lengths(sources)


def _translations(translator: Translator, sources: Sequence[str]) -> tuple[Origin, list[TranslatedText]]:
    return translator.origin, halving(translator.translate, sources)


class TranslatorElsewhere(Translator):
    """A `Translator` whose batches are translated by workers. All of them must have the very same one.

    Args:
        executor: Who computes.
        baseline: The system; it travels by the path of its module.
        pair: The direction.
    """

    def __init__(self, executor: Executor, baseline: Baseline, pair: LanguagePair) -> None:
        self._executor, self._open = executor, _Opening(baseline, pair)
        (facts,) = executor.map(Work(self._open, _facts, on_gpu=True), [None])
        self.name, self.origin, self.limit, self.unit = facts.name, facts.origin, facts.limit, facts.unit
        self.batch_size, self.batch_length = facts.batch_size, facts.batch_length

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        return of_shares(self._executor, Work(self._open, _lengths, on_gpu=True), in_shares(sources, _COUNTED))

    def translate_batches(self, batches: Iterable[Sequence[str]]) -> Iterator[Sequence[TranslatedText]]:
        """The translations of each batch, in order.

        Raises:
            MtqaError: when a worker has another model, or computes with another precision.
        """
        answers = self._executor.map(Work(self._open, _translations, on_gpu=True), batches)
        return only_alike("translate", self.origin, answers)


def halving(
    translate: Callable[[Sequence[str]], Sequence[TranslatedText]], batch: Sequence[str]
) -> list[TranslatedText]:
    """The translations of a batch, in halves of halves where the memory does not hold it.

    Raises:
        MtqaError: when it does not even hold one text.
    """
    try:
        return list(translate(batch))
    except OutOfMemoryError as error:
        if len(batch) == 1:
            raise MtqaError(error.message, error.hint or "Use a smaller model, or a machine with more.") from error
    middle = (len(batch) + 1) // 2
    return [*halving(translate, batch[:middle]), *halving(translate, batch[middle:])]
