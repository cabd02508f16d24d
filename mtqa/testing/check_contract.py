"""Whether a check does what `mtqa.contracts.Check` promises."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.contracts import Check, Problem, Translation, checks
from mtqa.corpus import Segment
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, eu_languages, language
from mtqa.testing.promises import BrokenContract, promise
from mtqa.testing.sample_corpora import HOSTILE, HYPOTHESES, REFERENCES, SOURCES

__all__ = ["check_check"]

_CATEGORY = re.compile(r"[a-z][a-z -]*(/[a-z][a-z -]*)*")


def check_check(name: str) -> None:
    """Check a registered check: what it declares, that it bears any text, and that it points inside the texts.

    Args:
        name: Its name.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such check.
    """
    check = checks.get(name)
    promise(bool(check.summary), "the function has no docstring, and that is what users read")
    promise(
        bool(_CATEGORY.fullmatch(check.category)), f"'{check.category}' is no path of MQM categories: accuracy/omission"
    )
    if check.options is not None:
        check.options()
    for tag in eu_languages():
        pair = LanguagePair(language("en"), language(tag))
        promise(isinstance(check.why_not(pair), str), f"whether it can be run for {pair} is no text")
        if check.limited is not None:
            promise(isinstance(check.limited(pair), str), f"what it cannot do for {pair} is no text")
    for texts in ((SOURCES, HYPOTHESES), (HOSTILE, HOSTILE), (SOURCES, ("",) * len(SOURCES)), ((), ())):
        _check_findings(check, _translations(*texts))
    _check_findings(check, _translations(SOURCES * 4, REFERENCES * 3 + SOURCES))


def _translations(sources: Sequence[str], hypotheses: Sequence[str]) -> tuple[Translation, ...]:
    return tuple(
        Translation(Segment(f"s{n}", "d", source), hypothesis, language("en"), language("de"))
        for n, (source, hypothesis) in enumerate(zip(sources, hypotheses, strict=True))
    )


def _check_findings(check: Check, translations: Sequence[Translation]) -> None:
    if translations and check.why_not(LanguagePair(language("en"), language("de"))):
        return
    problems = _find(check, translations)
    promise(problems == _find(check, translations), "it finds something else the second time")
    for position, problem in problems:
        promise(0 <= position < len(translations), f"it names the translation {position} of {len(translations)}")
        promise(bool(problem.message.strip()), "a problem has no message")
        promise("\n" not in problem.message, f"a message has several lines: {problem.message!r}")
        for span in problem.spans:
            text = translations[position].source if span.side == "source" else translations[position].hypothesis
            promise(span.side in ("source", "hypothesis"), f"a span lies in '{span.side}'")
            promise(
                0 <= span.start <= span.end <= len(text), f"a span ({span.start}, {span.end}) lies outside its text"
            )


def _find(check: Check, translations: Sequence[Translation]) -> list[tuple[int, Problem]]:
    try:
        return list(check.find(translations))
    except MtqaError:
        return []  # what the options name is missing: that may be said
    except Exception as error:
        raise BrokenContract(f"it raises {type(error).__name__}: {error}") from error
