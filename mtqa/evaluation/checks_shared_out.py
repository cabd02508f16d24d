"""Checks over the translations of a system: here one after the other, or shared out among workers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mtqa.contracts import Check, Problem, Translation, checks
from mtqa.executors import Executor, Work, current_executor, in_shares
from mtqa.languages import Language
from mtqa.results import Severity

__all__ = ["Chosen", "problems_of"]

Problems = list[tuple[int, Problem]]
_SHARE, _MOST_SHARES = 1_000, 200
"""Translations in a batch at least, and batches at most: each should keep a worker busy for a second or so."""


@dataclass(frozen=True)
class Chosen:
    """A check that is to be run.

    Attributes:
        check: The check.
        severity: Of all its findings; None leaves them as the check has them.
        options: An instance of the check's options; None for the defaults.
        by_language: Other options for some target languages, by their tags.
        asked_for: Whether `mtqa.toml`, a profile or the user names it.
    """

    check: Check
    severity: Severity | None = None
    options: object | None = None
    by_language: Mapping[str, object] = field(default_factory=dict)
    asked_for: bool = False

    def options_for(self, target: Language) -> object | None:
        """The options for a target language: those of its whole tag, of its primary tag, or of all."""
        return self.by_language.get(target.tag, self.by_language.get(target.primary, self.options))


def problems_of(
    running: Sequence[Chosen], translations: Sequence[Translation], target: Language
) -> Callable[[Chosen], Iterable[tuple[int, Problem]]]:
    """What checks find in the translations of a system, each problem with the position of its translation.

    Args:
        running: The checks.
        translations: All translations of the system.
        target: The target language, which options may depend on.

    Returns:
        The problems that a check finds: where it is computed here, it is computed when it is asked for.
    """
    executor = current_executor()
    away = [] if executor.is_here else [one for one in running if _travels(one.check)]
    found = _found_by_workers(executor, away, translations, target) if away else {}

    def problems(one: Chosen) -> Iterable[tuple[int, Problem]]:
        if one.check.name in found:
            return found[one.check.name]
        return one.check.find(translations, one.options_for(target))

    return problems


def _travels(check: Check) -> bool:
    """Whether workers can run a check: they look it up by its name, and dictionaries of this machine are only here."""
    return not check.by_machine and check.name in checks.names() and checks.get(check.name) is check


@dataclass(frozen=True)
class _Checks:
    """The checks that run, for workers: calling it looks them up.

    Attributes:
        names: Of the checks.
        options: For each of them.
    """

    names: tuple[str, ...]
    options: tuple[object | None, ...]

    def __call__(self) -> _Checks:
        for name in self.names:
            checks.get(name)
        return self


@dataclass(frozen=True)
class _Share:
    """A batch: some checks over some translations.

    Attributes:
        numbers: Of the checks.
        start: Position of the first translation.
        translations: The translations.
    """

    numbers: tuple[int, ...]
    start: int
    translations: Sequence[Translation]


def _find(running: _Checks, share: _Share) -> list[tuple[int, Problems]]:
    return [
        (
            number,
            [
                (share.start + position, problem)
                for position, problem in checks.get(running.names[number]).find(
                    share.translations, running.options[number]
                )
            ],
        )
        for number in share.numbers
    ]


def _found_by_workers(
    executor: Executor, away: Sequence[Chosen], translations: Sequence[Translation], target: Language
) -> Mapping[str, Problems]:
    running = _Checks(tuple(one.check.name for one in away), tuple(one.options_for(target) for one in away))
    found: defaultdict[int, Problems] = defaultdict(list)
    for of_share in executor.map(Work(running, _find), _shares(executor, away, translations)):
        for number, problems in of_share:
            found[number] += problems
    return {name: found[number] for number, name in enumerate(running.names)}


def _shares(executor: Executor, away: Sequence[Chosen], translations: Sequence[Translation]) -> Iterator[_Share]:
    """Batches: first the checks that see all translations, for they take longest; then the others, share by share."""
    whole = [number for number, one in enumerate(away) if one.check.whole_corpus]
    single = tuple(number for number, one in enumerate(away) if not one.check.whole_corpus)
    n = min(len(whole), executor.n_workers())
    for k in range(n):
        yield _Share(tuple(whole[k::n]), 0, translations)
    size = max(_SHARE, len(translations) // _MOST_SHARES)
    for k, share in enumerate(in_shares(translations, size) if single else ()):
        yield _Share(single, k * size, share)
