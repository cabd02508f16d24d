"""What a check must offer: a function over one translation or over all of a system, and what users are told of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from mtqa.contracts.registry import Registry
from mtqa.corpus import Segment
from mtqa.languages import Language, LanguagePair
from mtqa.results import Severity, Span

__all__ = ["Check", "CheckRegistry", "Problem", "Translation", "checks"]


@dataclass(frozen=True)
class Translation:
    """What a check looks at: one segment and one system's hypothesis for it.

    Attributes:
        segment: The segment with its references.
        hypothesis: Never missing; may be empty.
        source_language: Language of the source.
        target_language: Language of the hypothesis.
    """

    segment: Segment
    hypothesis: str
    source_language: Language
    target_language: Language

    @property
    def source(self) -> str:
        """The source text."""
        return self.segment.source


@dataclass(frozen=True)
class Problem:
    """What a check has found in one translation.

    Attributes:
        message: What is wrong, in plain words. A `Message` is said in the language of the report, where its catalogue
            has a translation; any other text stays as it is.
        spans: Where; may be empty.
        severity: None for the check's own default.
        category: None for the check's own.
        language: Tag of the language that the whole translation seems to be in instead of its own; "" for none.
    """

    message: str
    spans: tuple[Span, ...] = ()
    severity: Severity | None = None
    category: str | None = None
    language: str = ""


CheckFunction = Callable[..., Iterable[Any]]
"""A check: `(translation) -> problems`, or over a whole corpus `(translations) -> (position, problem)` pairs. Where the
check has options they are the second argument."""


@dataclass(frozen=True)
class Check:
    """A check: a function with its name, MQM category and default severity. Its docstring is what users read.

    Attributes:
        name: Name of the check.
        category: MQM category as a path.
        severity: Default severity.
        function: Looks at one translation; or at all translations of one system, where `whole_corpus` says so.
        whole_corpus: Whether the function needs to see the whole corpus: a name here and there, lengths.
        options: Frozen dataclass of the options that can be set in `mtqa.toml`, all of them with defaults; None where
            there are none.
        unable: Says why the check cannot be run for a language pair with these options; "" where it can.
        limited: Says what of the check cannot be done for a language pair; "" where all can.
        by_default: Whether it runs without being asked for.
        by_machine: Whether what it finds depends on something that is installed besides mtqa, and that other machines
            may lack. The gate then leaves it out unless it is asked for: a verdict must not depend on the machine.
        unasked: Says why the check does not run by itself on a system's translations, because it would take long; ""
            where it does. None for a check that is quick.
    """

    name: str
    category: str
    severity: Severity
    function: CheckFunction
    whole_corpus: bool = False
    options: type | None = None
    unable: Callable[[LanguagePair, Any], str] | None = None
    limited: Callable[[LanguagePair], str] | None = None
    by_default: bool = True
    by_machine: bool = False
    unasked: Callable[[Sequence[Translation]], str] | None = None

    @property
    def summary(self) -> str:
        """What the check looks for, from the function's docstring."""
        return " ".join((self.function.__doc__ or "").split())

    def why_not(self, pair: LanguagePair, options: object | None = None) -> str:
        """Why the check cannot be run for a language pair; "" where it can."""
        return self.unable(pair, self._options(options)) if self.unable is not None else ""

    def find(self, translations: Sequence[Translation], options: object | None = None) -> Iterator[tuple[int, Problem]]:
        """All problems in the translations of one system, each with the position of its translation.

        Args:
            translations: All of them, in the order of the corpus.
            options: An instance of the check's own options; None for the defaults.

        Raises:
            MtqaError: when something that the options name (a glossary, a dictionary) is missing or broken.
        """
        arguments = () if self.options is None else (self._options(options),)
        if self.whole_corpus:
            yield from self.function(translations, *arguments)
            return
        function = self.function
        for position, translation in enumerate(translations):
            for problem in function(translation, *arguments):
                yield position, problem

    def __call__(self, translation: Translation) -> Iterator[Problem]:
        """The problems of one translation, seen alone and with the default options."""
        for _, problem in self.find((translation,)):
            yield problem

    def _options(self, options: object | None) -> object | None:
        return self.options() if options is None and self.options is not None else options


F = TypeVar("F", bound=CheckFunction)


class CheckRegistry(Registry[Check]):
    """The registry of checks; `@checks.register(...)` above a function adds it."""

    def register(
        self,
        name: str,
        *,
        category: str,
        severity: Severity,
        whole_corpus: bool = False,
        options: type | None = None,
        unable: Callable[[LanguagePair, Any], str] | None = None,
        limited: Callable[[LanguagePair], str] | None = None,
        by_default: bool = True,
        by_machine: bool = False,
        unasked: Callable[[Sequence[Translation]], str] | None = None,
    ) -> Callable[[F], F]:
        """Function decorator; the arguments are the attributes of `Check`.

        Raises:
            TypeError: when the function has no docstring, which is what users read, or the options are no dataclass.
        """

        def decorate(function: F) -> F:
            if not function.__doc__:
                raise TypeError(f"the check '{name}' has no docstring, which is the text that users read")
            if options is not None and not dataclasses.is_dataclass(options):
                raise TypeError(f"the options of the check '{name}' must be a dataclass")
            settings = (whole_corpus, options, unable, limited, by_default, by_machine, unasked)
            self.add(name, Check(name, category, severity, function, *settings))
            return function

        return decorate

    def default_names(self) -> tuple[str, ...]:
        """Names of the checks that run without being asked for, in alphabetical order."""
        return tuple(name for name in self.names() if self.get(name).by_default)


checks = CheckRegistry("checks")
