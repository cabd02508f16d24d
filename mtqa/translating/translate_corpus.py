"""Corpus x baseline -> the output of one more system. Long runs may be stopped and go on where they were."""

from __future__ import annotations

import datetime
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.contracts import Baseline, ClassRegistry, Consent, TranslatedText, Translator, baselines, first_option
from mtqa.corpus import Corpus, Role, SystemOutput
from mtqa.errors import MtqaError, OutOfMemoryError
from mtqa.executors import current_executor
from mtqa.files import LONGEST_SEGMENT
from mtqa.progress import Pace, Progress
from mtqa.translating.kept_translations import NO_TEXT, Kept, TranslationStore
from mtqa.translating.translator_elsewhere import TranslatorElsewhere

__all__ = ["Translated", "create_baseline", "translate"]

"""Called with what is being done, how many texts are done, and how many there are."""

_SHORTHAND = re.compile(r"([A-Za-z_][\w-]*):(.+)", re.DOTALL)
_NO_SPACES = ("Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr")
"""Scripts in which no space stands between sentences."""


@dataclass(frozen=True)
class Translated:
    """What a baseline made of a corpus.

    Attributes:
        system: Its output, with the role of a baseline.
        n_texts: Different texts in the source.
        n_kept: How many of them had been translated before.
    """

    system: SystemOutput
    n_texts: int
    n_kept: int


def create_baseline(spec: str) -> Baseline:
    """The baseline of a spec: `name(option=value)`, or `name:VALUE` for its first option.

    Raises:
        MtqaError: when the name or an option is not known, or an option has a wrong value.
    """
    registry: ClassRegistry[Baseline] = baselines
    short = _SHORTHAND.fullmatch(spec.strip())
    if short is None:
        return registry.create(spec)
    cls = registry.get(short[1])
    first = first_option(cls)
    if not first:
        raise MtqaError(f"the baseline '{short[1]}' has no options")
    try:
        return cls(**{first: short[2]})
    except (TypeError, ValueError) as error:
        raise MtqaError(f"'{spec}': {error}") from error


def _agree(message: str) -> None:
    del message


def translate(
    corpus: Corpus,
    baseline: Baseline,
    *,
    name: str = "",
    store: Path | None = None,
    consent: Consent = _agree,
    progress: Progress | None = None,
) -> Translated:
    """Translate the source of a corpus.

    Each different text is translated once; the longest first, in batches of texts of about the same length. Empty
    sources become empty hypotheses.

    Args:
        corpus: Its sources and direction count, its systems do not.
        baseline: The system to run.
        name: What to call its output; "" for the system's own name.
        store: Folder in which translations are kept and looked for; None to keep none.
        consent: Asked before anything is downloaded or has to be paid.
        progress: Called as the work goes on.

    Returns:
        The system with its origin, and remarks on hypotheses that were cut.

    Raises:
        MtqaError: when the system does not serve the direction, a sentence is longer than it takes, or it fails.
    """
    translator = baseline.open(corpus.language_pair, consent)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    sources = [segment.source for segment in corpus.segments]
    wanted = list(dict.fromkeys(source for source in sources if source.strip()))
    executor = current_executor()
    if translator.in_workers and not executor.is_here:
        translator = TranslatorElsewhere(executor, baseline, corpus.language_pair)
    if translator.by_position:
        results = list(_translate_all(translator, sources))
        return Translated(_system(corpus, translator, name, results, [today]), len(wanted), 0)
    kept_in = TranslationStore(store, translator.origin, corpus.language_pair) if store is not None else None
    kept = kept_in.read() if kept_in is not None else {}
    missing = [source for source in wanted if source not in kept]
    if missing:
        cost = translator.cost(missing)
        if kept_in is not None:
            kept_in.prepare()
        if cost:
            consent(cost)
        kept |= _Work(translator, corpus, kept_in, today, progress).translate(missing, kept)
    results = [kept[source].translated if source.strip() else TranslatedText("") for source in sources]
    dates = sorted({kept[source].date for source in wanted}) or [today]
    system = _system(corpus, translator, name, results, dates)
    return Translated(system, len(wanted), len(wanted) - len(missing))


def _translate_all(translator: Translator, sources: Sequence[str]) -> Sequence[TranslatedText]:
    return _checked(translator.name, sources, translator.translate(sources))


def _checked(name: str, sources: Sequence[str], texts: Sequence[TranslatedText]) -> list[TranslatedText]:
    """The translations, as many as there are sources."""
    if len(texts) != len(sources):
        raise MtqaError(f"{name} gave {len(texts)} translations of {len(sources)} texts")
    return [_as_text(name, translated) for translated in texts]


def _as_text(name: str, translated: TranslatedText) -> TranslatedText:
    """A translation that every file can hold: what is no character is replaced, and a remark says so.

    Raises:
        MtqaError: when it is absurdly long.
    """
    if len(translated.text) > LONGEST_SEGMENT:
        raise MtqaError(f"{name} gave a translation of {len(translated.text):,} characters, which cannot be one")
    text, n_replaced = NO_TEXT.subn("\ufffd", translated.text)
    if not n_replaced:
        return translated
    remark = f"{n_replaced} of its characters were none (halves of surrogate pairs, or NUL) and stand here as \ufffd"
    return TranslatedText(text, "; ".join(filter(None, (translated.remark, remark))))


def _system(
    corpus: Corpus, translator: Translator, name: str, results: Sequence[TranslatedText], dates: Sequence[str]
) -> SystemOutput:
    origin = replace(translator.origin, date=dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}")
    remarks = {
        segment.id: result.remark for segment, result in zip(corpus.segments, results, strict=True) if result.remark
    }
    hypotheses = tuple(result.text for result in results)
    return SystemOutput(name or translator.name, Role.BASELINE, hypotheses, origin, remarks)


@dataclass
class _Work:
    """The texts that are not there yet, batch by batch.

    Attributes:
        translator: The system.
        corpus: For messages, and for its languages.
        kept_in: Where to keep translations.
        today: The date of what is translated now.
        progress: Called after every batch.
        most: Texts in a batch at most: halved when the memory does not hold them.
    """

    translator: Translator
    corpus: Corpus
    kept_in: TranslationStore | None
    today: str
    progress: Progress | None

    def __post_init__(self) -> None:
        self.most = max(1, self.translator.batch_size)
        self.done: dict[str, Kept] = {}

    def translate(self, missing: Sequence[str], kept: Mapping[str, Kept]) -> dict[str, Kept]:
        """Translate texts; what is longer than the system takes goes through in pieces.

        Raises:
            MtqaError: when a sentence alone is longer than it takes.
        """
        lengths = dict(zip(missing, self.translator.lengths(missing), strict=True))
        pieces = {text: self._split(text) for text, length in lengths.items() if self._too_long(length)}
        parts = list(dict.fromkeys(part for of_text in pieces.values() for part in of_text if part not in lengths))
        parts = [part for part in parts if part not in kept]
        lengths |= dict(zip(parts, self.translator.lengths(parts), strict=True))
        todo = [text for text in lengths if text not in pieces]
        pace = Pace(self.translator.name, len(todo), "segments", self.progress)
        whole = sum(lengths[text] for text in todo)
        n_done = done = 0
        pace.tell(0, 0.0)
        for translations in self._translated(self._batches(todo, lengths)):
            self._add(translations)
            batch = list(translations)
            n_done += len(batch)
            done += sum(lengths[text] for text in batch)
            pace.tell(n_done, done / max(1, whole))
        everything = {**kept, **self.done}
        joined = {text: self._join([everything[part].translated for part in of]) for text, of in pieces.items()}
        if joined:
            self._add(joined)
        return self.done

    def _too_long(self, length: int) -> bool:
        return self.translator.limit is not None and length > self.translator.limit

    def _split(self, text: str) -> list[str]:
        """As few pieces as possible, each of whole sentences and no longer than the system takes."""
        from mtqa.alignment import split_sentences

        sentences = split_sentences(text, self.corpus.language_pair.source.tag)
        lengths = self.translator.lengths([sentence.text for sentence in sentences])
        for sentence, length in zip(sentences, lengths, strict=True):
            if self._too_long(length):
                raise self._refusal(text, sentence.text, length)
        pieces: list[str] = []
        start = 0
        for number in range(1, len(sentences) + 1):
            longer = text[sentences[start].start : sentences[number].end] if number < len(sentences) else ""
            if not longer or self._too_long(self.translator.lengths([longer])[0]):
                pieces.append(text[sentences[start].start : sentences[number - 1].end])
                start = number
        return pieces

    def _refusal(self, text: str, sentence: str, length: int) -> MtqaError:
        segment = next(segment.id for segment in self.corpus.segments if segment.source == text)
        return MtqaError(
            f"the segment '{segment[:80]}' has a sentence of {length} {self.translator.unit}, and"
            f" {self.translator.name} takes {self.translator.limit}: “{sentence[:60]}...”",
            "Nothing was translated, because cutting it would falsify the result. Divide the sentence, or use a system"
            " that takes longer ones.",
        )

    def _join(self, parts: Sequence[TranslatedText]) -> TranslatedText:
        space = "" if self.corpus.language_pair.target.script in _NO_SPACES else " "
        remarks = dict.fromkeys(part.remark for part in parts if part.remark)
        return TranslatedText(space.join(part.text for part in parts if part.text), "; ".join(remarks))

    def _batches(self, texts: Sequence[str], lengths: Mapping[str, int]) -> Iterator[list[str]]:
        """Texts of about the same length together, the longest first, so that a lack of memory shows at once."""
        ordered = sorted(texts, key=lambda text: lengths[text], reverse=True)
        while ordered:
            longest = max(1, lengths[ordered[0]])
            size = max(1, min(self.most, self.translator.batch_length // longest))
            yield ordered[:size]
            ordered = ordered[size:]

    def _translated(self, batches: Iterable[list[str]]) -> Iterator[dict[str, TranslatedText]]:
        """The translations of each batch, in order, wherever they are made."""
        if not isinstance(self.translator, TranslatorElsewhere):
            for batch in batches:
                yield dict(zip(batch, self._translate_batch(batch), strict=True))
            return
        out: deque[list[str]] = deque()

        def remembered() -> Iterator[list[str]]:
            for batch in batches:
                out.append(batch)
                yield batch

        for texts in self.translator.translate_batches(remembered()):
            batch = out.popleft()
            yield dict(zip(batch, _checked(self.translator.name, batch, texts), strict=True))

    def _translate_batch(self, batch: Sequence[str]) -> list[TranslatedText]:
        try:
            return list(_translate_all(self.translator, batch))
        except OutOfMemoryError as error:
            if len(batch) == 1:
                raise MtqaError(error.message, error.hint or "Use a smaller model, or a machine with more.") from error
        self.most = half = (len(batch) + 1) // 2
        return [*self._translate_batch(batch[:half]), *self._translate_batch(batch[half:])]

    def _add(self, translations: Mapping[str, TranslatedText]) -> None:
        if self.kept_in is not None:
            self.kept_in.add(translations, self.today)
        self.done.update({text: Kept(translated, self.today) for text, translated in translations.items()})
