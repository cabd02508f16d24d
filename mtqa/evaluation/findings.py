"""Corpus x checks -> findings: which checks run, how they are configured, what they found and what is suppressed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mtqa.contracts import Problem, Translation, checks
from mtqa.corpus import Corpus, SystemOutput
from mtqa.evaluation.checks_shared_out import Chosen, problems_of
from mtqa.evaluation.one_cause import told, without_consequences
from mtqa.evaluation.suppressions import Suppression, suppress
from mtqa.results import Finding, Message, ScorecardRules, Suppressed

__all__ = [
    "Checked",
    "Checking",
    "checks_not_run",
    "default_choice",
    "run_checks",
    "run_checks_in_part",
    "settle",
]


def default_choice() -> tuple[Chosen, ...]:
    """The checks that run without being asked for."""
    return tuple(Chosen(checks.get(name)) for name in checks.default_names())


@dataclass(frozen=True)
class Checking:
    """Which checks are run and how.

    Attributes:
        chosen: The checks.
        others: Configured checks that are switched off; they run when they are asked for by name.
        suppressions: Findings that are suppressed.
        profile: Name of the profile that they are configured by; "" for none.
        scorecard: How the findings are weighed.
    """

    chosen: tuple[Chosen, ...] = field(default_factory=default_choice)
    others: tuple[Chosen, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    profile: str = ""
    scorecard: ScorecardRules = field(default_factory=ScorecardRules)

    def only(self, names: Sequence[str] | None) -> Checking:
        """The same with these checks alone, configured as they are here; None leaves all as it is.

        Raises:
            MtqaError: when a name is not known.
        """
        if names is None:
            return self
        known = {one.check.name: one for one in (*self.others, *self.chosen)}
        wanted = dict.fromkeys(names)
        chosen = (known.get(name) or Chosen(checks.get(name)) for name in wanted)
        return replace(self, chosen=tuple(replace(one, asked_for=True) for one in chosen))

    def without(self, names: Sequence[str]) -> Checking:
        """The same without these checks."""
        return replace(self, chosen=tuple(one for one in self.chosen if one.check.name not in names))


@dataclass(frozen=True)
class Checked:
    """What came out.

    Attributes:
        findings: Of all checks, for all systems.
        suppressed: Findings that are suppressed.
        summaries: What each check that ran looks for.
        not_run: Why each of the others could not be run.
        warnings: What the reader must know.
        profile: Name of the profile that configured the checks; "" for none.
        suppression_warnings: Those of them that are about suppressions.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    summaries: Mapping[str, str]
    not_run: Mapping[str, str]
    warnings: tuple[str, ...]
    profile: str = ""
    suppression_warnings: tuple[str, ...] = ()


def run_checks(corpus: Corpus, checking: Checking, advance: Callable[[str], None] = lambda _: None) -> Checked:
    """Run the checks over every system of a corpus.

    Args:
        corpus: Segments and systems.
        checking: Which checks, and how.
        advance: Called with what is done next, once for each check and system.

    Raises:
        MtqaError: when something that a check is configured with is missing or broken.
    """
    not_run = checks_not_run(corpus, checking)
    running = [one for one in checking.chosen if one.check.name not in not_run]
    found: list[Finding] = []
    for system in corpus.systems:
        positions, translations = _translations(corpus, system)
        problems = problems_of(running, translations, corpus.language_pair.target)
        for one in checking.chosen:
            advance(f"{one.check.name}: {system.name}")
            if one.check.name not in not_run:
                found += _findings(corpus, system, one, positions, problems(one))
    return settle(found, not_run, corpus, checking)


def settle(found: Sequence[Finding], not_run: Mapping[str, str], corpus: Corpus, checking: Checking) -> Checked:
    """What comes out of all that checks found: without what is suppressed, and what follows from something else.

    Args:
        found: Findings by system, then by check, then in the order of the corpus.
        not_run: Why each of the checks that did not run could not.
        corpus: Segments and systems.
        checking: Which checks, and how.
    """
    running = [one for one in checking.chosen if one.check.name not in not_run]
    sorted_out = suppress(found, checking.suppressions, {one.check.name for one in running}, corpus)
    findings = told(without_consequences(sorted_out.findings, corpus), corpus)
    unable = [one for one in checking.chosen if one.check.name in not_run and (one.asked_for or not one.check.unasked)]
    warnings: list[str] = [
        Message("The check {check} was not run: {reason}.", check=one.check.name, reason=not_run[one.check.name])
        for one in unable
    ]
    limits = {
        one.check.name: one.check.limited(corpus.language_pair) for one in running if one.check.limited is not None
    }
    warnings += [
        Message("The check {check} did only a part of its work: {reason}.", check=name, reason=limit)
        for name, limit in limits.items()
        if limit
    ]
    return Checked(
        findings=tuple(findings),
        suppressed=tuple(sorted_out.suppressed),
        summaries={one.check.name: one.check.summary for one in running},
        not_run=not_run,
        warnings=(*warnings, *sorted_out.warnings),
        suppression_warnings=tuple(sorted_out.warnings),
        profile=checking.profile,
    )


def checks_not_run(corpus: Corpus, checking: Checking) -> dict[str, str]:
    """Why each of the checks that cannot be run cannot."""
    return {one.check.name: reason for one in checking.chosen if (reason := _why_not(one, corpus))}


def run_checks_in_part(
    corpus: Corpus, checking: Checking, not_run: Mapping[str, str], within: range, share: tuple[int, int]
) -> Iterator[tuple[int, int, list[Finding]]]:
    """Run a share of the checks over a corpus, of which other shares are run elsewhere.

    Checks that look at single translations look at those of some segments. A check that must see the whole corpus sees
    it, in one of the shares.

    Args:
        corpus: The whole corpus.
        checking: Which checks, and how.
        not_run: From `checks_not_run`.
        within: Positions of the segments.
        share: Number of the share, from 0 on, and how many there are.

    Yields:
        Number of the system, number of the check, and what was found, in the order of the corpus.
    """
    number, n_shares = share
    whole = 0
    for s, system in enumerate(corpus.systems):
        positions, translations = _translations(corpus, system)
        start, stop = bisect_left(positions, within.start), bisect_left(positions, within.stop)
        for c, one in enumerate(checking.chosen):
            if one.check.name in not_run:
                continue
            places, seen = positions[start:stop], translations[start:stop]
            if one.check.whole_corpus:
                whole += 1
                places, seen = (positions, translations) if whole % n_shares == number else ([], [])
            if seen:
                problems = one.check.find(seen, one.options_for(corpus.language_pair.target))
                yield s, c, _findings(corpus, system, one, places, problems)


def _why_not(one: Chosen, corpus: Corpus) -> str:
    """Why a check is not run; "" where it is."""
    reason = one.check.why_not(corpus.language_pair, one.options_for(corpus.language_pair.target))
    if reason or one.asked_for or one.check.unasked is None or not corpus.systems:
        return reason
    return one.check.unasked(_translations(corpus, corpus.systems[0])[1])


def _translations(corpus: Corpus, system: SystemOutput) -> tuple[list[int], list[Translation]]:
    """The hypotheses that there are, and their positions in the corpus."""
    pair = corpus.language_pair
    positions: list[int] = []
    translations: list[Translation] = []
    for position, (segment, hypothesis) in enumerate(zip(corpus.segments, system.hypotheses, strict=True)):
        if hypothesis is not None:
            positions.append(position)
            translations.append(Translation(segment, hypothesis, pair.source, pair.target))
    return positions, translations


def _findings(
    corpus: Corpus, system: SystemOutput, one: Chosen, positions: Sequence[int], problems: Iterable[tuple[int, Problem]]
) -> list[Finding]:
    """Findings of one check in one system's output, in the order of the corpus."""
    check = one.check
    found = [
        (
            positions[index],
            Finding(
                check=check.name,
                category=problem.category or check.category,
                severity=one.severity or problem.severity or check.severity,
                segment_id=corpus.segments[positions[index]].id,
                system=system.name,
                message=problem.message,
                spans=problem.spans,
                language=problem.language,
            ),
        )
        for index, problem in problems
    ]
    return [finding for _, finding in sorted(found, key=lambda pair: pair[0])]
