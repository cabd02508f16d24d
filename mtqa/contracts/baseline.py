"""What an MT system that mtqa runs must offer: a translator for a language pair, with a limit that is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts.consent import Consent
from mtqa.contracts.registry import ClassRegistry
from mtqa.contracts.trust import Demand
from mtqa.corpus import Origin
from mtqa.languages import LanguagePair

__all__ = ["Baseline", "TranslatedText", "Translator", "baselines"]


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
        in_workers: It computes by itself, asks no service, and its baseline may be opened in several processes, which
            share the work.
    """

    name: str
    origin: Origin
    limit: int | None = None
    batch_size: int = 64
    batch_length: int = 1_000_000
    unit: str = "characters"
    by_position: bool = False
    in_workers: bool = False

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


class Baseline(ABC):
    """An MT system that mtqa runs itself. Implementations are frozen dataclasses whose fields are the options.

    The first field is what a spec may name after a colon: `transformers:Helsinki-NLP/opus-mt-en-bg`.
    """

    name: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        """Make it ready for a language pair.

        Args:
            pair: The direction.
            consent: Called with what is to be downloaded and how much, before it is.

        Raises:
            MtqaError: when the system does not serve the language pair, or something that it needs is missing.
        """

    def about(self, pair: LanguagePair) -> str:
        """What a user should know before it is opened, in a sentence: which model it took. "" for nothing.

        Raises:
            MtqaError: as `open`.
        """
        del pair
        return ""

    def demands(self) -> Sequence[Demand]:
        """As of `Metric.demands`."""
        return ()


baselines: ClassRegistry[Baseline] = ClassRegistry("baselines", Baseline)
