"""A client's own rules: what a translation must not say, or must say, by regular expressions and lists of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

if TYPE_CHECKING:
    from regex import Pattern

__all__ = ["Options", "Rule", "rules"]

_LONG = 50_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 20
"""Places of one rule in one segment."""
_SECONDS = 0.5
"""Time for one rule in one segment; a pattern that takes longer does so because it tries the same over and over."""
_SECONDS_IN_ALL = 20.0
"""Time for one rule in all segments."""
_LONGEST_PATTERN = 2_000


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        message: What is told.
        pattern: Regular expression that finds in the translation what is wrong; "" where `words` say it.
        words: Words and phrases that must not be used; a star at the end stands for any ending.
        source: Regular expression: the rule holds only where the source has it; "" for everywhere.
        required: Whether it is wrong that the translation does not have it.
        category: MQM category as a path.
        severity: How much it harms.
        languages: Target languages of the rule; empty for all.
        case: Whether capital and small letters differ.

    Raises:
        ValueError: when there is no message, neither pattern nor words, or a wrong one, or the severity is not known.
    """

    message: str
    pattern: str = ""
    words: tuple[str, ...] = ()
    source: str = ""
    required: bool = False
    category: str = "style/organizational-style"
    severity: str = "minor"
    languages: tuple[str, ...] = ()
    case: bool = False

    def __post_init__(self) -> None:
        if not self.message.strip():
            raise ValueError("a rule needs a message")
        if bool(self.pattern) == bool(self.words):
            raise ValueError(f"the rule “{self.message}” needs either a pattern or words")
        if self.severity not in list(Severity):
            raise ValueError(f"severity '{self.severity}' is not known; use one of: {', '.join(Severity)}")
        if not all(word.strip(" *") for word in self.words):
            raise ValueError(f"the rule “{self.message}” has an empty word")
        for pattern in (self.pattern, self.source):
            _compiled(pattern, self.case)

    def holds_for(self, pair: LanguagePair) -> bool:
        """Whether the rule is meant for a target language."""
        return not self.languages or not {pair.target.tag, pair.target.primary}.isdisjoint(self.languages)


@dataclass(frozen=True)
class Options:
    """What can be set in `mtqa.toml`.

    Attributes:
        rule: The rules, as [[checks.rules.rule]] tables.
    """

    rule: tuple[Rule, ...] = ()


@lru_cache(maxsize=512)
def _compiled(pattern: str, case: bool) -> Pattern[str]:
    """A regular expression.

    Raises:
        ValueError: when it is none, or longer than people write them.
    """
    import regex

    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"a pattern of {len(pattern)} characters is too long")
    try:
        return regex.compile(pattern, 0 if case else regex.IGNORECASE)
    except regex.error as error:
        raise ValueError(f"“{pattern}” is not a regular expression: {error}") from None


def _wrong(rule: Rule) -> Pattern[str]:
    """What finds the pattern or the words of a rule."""
    if rule.pattern:
        return _compiled(rule.pattern, rule.case)
    return _compiled("|".join(map(_word, rule.words)), rule.case)


def _word(word: str) -> str:
    import regex

    parts = (regex.escape(part.removesuffix("*")) + r"\w*" * part.endswith("*") for part in word.split())
    return "(?<!\\w)" + "\\s+".join(parts) + "(?!\\w)"


class _Applied:
    """A rule at work; it stops when it takes too long, so that a stranger's pattern cannot hold up a run."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.left = _SECONDS_IN_ALL

    def problems(self, translation: Translation) -> Iterator[Problem]:
        if self.left <= 0:
            return
        began = monotonic()
        try:
            yield from self._places(translation)
        except TimeoutError:
            self.left = 0
            message = Message(
                "the rule “{rule}” takes too long and was not applied from here on", rule=self.rule.message
            )
            yield Problem(message, (), Severity.NEUTRAL, self.rule.category)
        self.left -= monotonic() - began

    def _places(self, translation: Translation) -> list[Problem]:
        rule, hypothesis = self.rule, translation.hypothesis[:_LONG]
        if rule.source and not self._search(_compiled(rule.source, rule.case), translation.source[:_LONG]):
            return []
        places = self._search(_wrong(rule), hypothesis)
        severity = Severity(rule.severity)
        if rule.required:
            return [] if places else [Problem(rule.message, (), severity, rule.category)]
        return [
            Problem(rule.message, (Span("hypothesis", *place),) if place[0] < place[1] else (), severity, rule.category)
            for place in places
        ]

    @staticmethod
    def _search(pattern: Pattern[str], text: str) -> list[tuple[int, int]]:
        matches: Iterator[Any] = pattern.finditer(text, timeout=_SECONDS, concurrent=False)
        return [match.span() for match in islice(matches, _SHOWN)]


def _unable(pair: LanguagePair, options: Options) -> str:
    if not options.rule:
        return Message("there are no rules: write [[checks.rules.rule]] tables into mtqa.toml")
    if not any(rule.holds_for(pair) for rule in options.rule):
        return Message("no rule is for {language}", language=pair.target)
    return ""


@checks.register(
    "rules",
    category="style/organizational-style",
    severity=Severity.MINOR,
    whole_corpus=True,
    options=Options,
    unable=_unable,
    by_default=False,
)
def rules(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """The translation breaks a rule of your own: a regular expression or forbidden words in `mtqa.toml`, with message,
    category and severity. Runs as soon as there are rules."""
    if not translations:
        return
    pair = LanguagePair(translations[0].source_language, translations[0].target_language)
    applied = [_Applied(rule) for rule in options.rule if rule.holds_for(pair)]
    for position, translation in enumerate(translations):
        for one in applied:
            for problem in one.problems(translation):
                yield position, problem
