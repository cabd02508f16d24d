"""Whether a baseline does what `mtqa.contracts.Baseline` promises."""

from __future__ import annotations

from mtqa.contracts import Translator, baselines
from mtqa.languages import LanguagePair, language
from mtqa.testing.promises import promise, refusing_only_in_words
from mtqa.testing.sample_corpora import SOURCES
from mtqa.translating import create_baseline

__all__ = ["check_baseline"]


def check_baseline(spec: str, pair: str = "en-de") -> None:
    """Check a registered baseline that can translate here and now: origin, lengths, order, batches.

    Args:
        spec: The MT system with its options; a local model, a local server, a program or a file with the translations
            of four segments.
        pair: Languages that it serves.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such baseline, or it fails.
    """
    name = spec.partition(":")[0].partition("(")[0]
    promise(bool(baselines.get(name).summary.strip()), "summary is empty, and users read it in `mtqa list baselines`")
    source, _, target = pair.partition("-")
    translator = create_baseline(spec).open(LanguagePair(language(source), language(target)), _agree)
    _check_translator(translator)
    with refusing_only_in_words("a direction that nobody serves"):
        create_baseline(spec).open(LanguagePair(language("tlh"), language("tlh")), _agree)


def _agree(message: str) -> None:
    del message


def _check_translator(translator: Translator) -> None:
    promise(bool(translator.name), "its output has no name")
    promise(not translator.origin.date, "origin has a date, under which nothing that was translated is found again")
    promise(isinstance(translator.cost(SOURCES), str), "cost is no text")
    promise(translator.batch_size >= 1 and translator.batch_length >= 1, "no batch is small enough for it")
    lengths = translator.lengths(SOURCES)
    promise(len(lengths) == len(SOURCES), f"lengths gives {len(lengths)} for {len(SOURCES)} sources")
    promise(all(length >= 0 for length in lengths), "a length is negative")
    whole = translator.translate(SOURCES)
    promise(len(whole) == len(SOURCES), f"translate gives {len(whole)} translations for {len(SOURCES)} sources")
    promise(all(isinstance(one.text, str) for one in whole), "a translation is no text")
    if not translator.by_position:
        backwards = translator.translate(SOURCES[::-1])[::-1]
        promise(
            [one.text for one in whole] == [one.text for one in backwards], "a translation depends on its neighbours"
        )
