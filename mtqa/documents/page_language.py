"""Which language is a page in? Told by its commonest words and by what the file declares. Sure, or silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mtqa.documents.document import Document
from mtqa.documents.language_check import check_language, hits_of_function_words, languages_of_word
from mtqa.errors import MtqaError
from mtqa.languages import Language, language, language_in_name

__all__ = ["RecognisedLanguage", "recognise_language"]

_FEWEST = 4
"""Function words that speak for a language and against the next likely one."""
_ODDS = 3
"""How many times more must speak for it than for the next likely one."""


@dataclass(frozen=True)
class RecognisedLanguage:
    """The language that a page is in.

    Attributes:
        language: The language.
        by: What told it: `text`, or `declaration` (of the file itself).
    """

    language: Language
    by: str


def recognise_language(document: Document) -> RecognisedLanguage | None:
    """The language of a page, where its text tells it for sure, or else what the file declares and the text bears out.

    Args:
        document: The page.

    Returns:
        None where neither tells: few words, or a language that is not among those that mtqa can tell from their words.
    """
    told = _by_words(document)
    declared = _declared(document)
    if told is not None:
        if declared is not None and declared.primary == told:
            return RecognisedLanguage(declared, "text")
        return RecognisedLanguage(language(told), "text")
    if declared is not None and check_language(document, declared.tag) is None:
        return RecognisedLanguage(declared, "declaration")
    return None


def _by_words(document: Document) -> str | None:
    """The language whose function words outnumber by far those of every other language that are not its own."""
    hits = hits_of_function_words(document)
    totals: Counter[str] = Counter()
    for word, number in hits.items():
        totals.update(dict.fromkeys(languages_of_word(word), number))
    if not totals:
        return None
    best = max(sorted(totals), key=totals.__getitem__)
    return best if all(_outweighs(hits, best, other) for other in totals if other != best) else None


def _outweighs(hits: dict[str, int], best: str, other: str) -> bool:
    """Whether the words of one language alone speak clearly against another."""
    for_best = for_other = 0
    for word, number in hits.items():
        tags = languages_of_word(word)
        for_best += number if best in tags and other not in tags else 0
        for_other += number if other in tags and best not in tags else 0
    return for_best >= max(_FEWEST, _ODDS * for_other)


def _declared(document: Document) -> Language | None:
    """The language that the file itself declares, or its notice of machine translation."""
    about = document.metadata
    notice = about.notice.language if about.notice is not None else None
    tag = notice or about.declared_language
    if not tag:
        return None
    try:
        declared = language(tag.partition("-t-")[0])
    except MtqaError:
        return None
    return declared if declared.known or language_in_name(declared.primary) is not None else None
