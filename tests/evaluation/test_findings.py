"""Running checks over a corpus: configuration, suppression, checks that cannot be run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.contracts import Check, Problem, Translation, checks
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.evaluation.findings import Checking, Chosen, run_checks
from mtqa.evaluation.suppressions import Suppression
from mtqa.languages import LanguagePair, language
from mtqa.results import Severity


@dataclass(frozen=True)
class Options:
    word: str = "bad"


def each(translation: Translation, options: Options) -> Iterator[Problem]:
    """Finds a word."""
    if options.word in translation.hypothesis:
        yield Problem("it is there")


def last(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """Finds the last of all."""
    yield len(translations) - 1, Problem("the last", severity=Severity.MINOR)


EACH = Check("each", "style", Severity.MAJOR, each, options=Options)
LAST = Check("last", "style", Severity.MAJOR, last, whole_corpus=True)
NEVER = Check(
    "never", "style", Severity.MAJOR, last, whole_corpus=True, unable=lambda pair, _: f"no {pair.target.name}"
)


def corpus() -> Corpus:
    return Corpus(
        name="c",
        language_pair=LanguagePair(language("en"), language("de")),
        segments=tuple(Segment(f"s{number}", "d", "Text") for number in range(4)),
        systems=(SystemOutput("x", Role.PRIMARY, ("bad", None, "worse", "bad")),),
    )


def found(checking: Checking) -> list[tuple[str, str, Severity]]:
    return [(one.check, one.segment_id, one.severity) for one in run_checks(corpus(), checking).findings]


def test_missing_hypotheses_are_not_checked_and_positions_hold() -> None:
    assert found(Checking((Chosen(EACH), Chosen(LAST)))) == [
        ("each", "s0", Severity.MAJOR),
        ("each", "s3", Severity.MAJOR),
        ("last", "s3", Severity.MINOR),
    ]


def test_options_and_severity_are_obeyed() -> None:
    assert found(Checking((Chosen(EACH, Severity.NEUTRAL, Options("worse")),))) == [("each", "s2", Severity.NEUTRAL)]


def test_suppressed_findings_are_kept_with_their_reason() -> None:
    suppressions = (
        Suppression("s0", "each", "", "", "meant", "f:2"),
        Suppression("s3", "each", "y", "", "of another system", "f:3"),
        Suppression("s3", "each", "x", "bg", "of another language", "f:4"),
        Suppression("s2", "each", "x", "de", "no longer there", "f:5"),
    )
    checked = run_checks(corpus(), Checking((Chosen(EACH),), suppressions=suppressions))
    assert [one.segment_id for one in checked.findings] == ["s3"]
    assert [(one.finding.segment_id, one.reason) for one in checked.suppressed] == [("s0", "meant")]
    assert checked.warnings[1:] == ("1 suppressed findings were not found any more (f:5).",)
    assert checked.warnings[0].startswith("1 suppression names a place and would hide any finding there. Bind each")


def test_check_that_cannot_run_says_so() -> None:
    checked = run_checks(corpus(), Checking((Chosen(NEVER), Chosen(LAST))))
    assert checked.not_run == {"never": "no German"}
    assert list(checked.summaries) == ["last"]
    assert checked.warnings == ("The check never was not run: no German.",)


def test_check_that_does_only_a_part_says_so() -> None:
    some = Check(
        "some", "style", Severity.MAJOR, last, whole_corpus=True, limited=lambda pair: f"no {pair.target.name}"
    )
    checked = run_checks(corpus(), Checking((Chosen(some),)))
    assert checked.warnings == ("The check some did only a part of its work: no German.",)
    assert len(checked.findings) == 1


def test_languages_without_data_get_notes() -> None:
    pair = LanguagePair(language("en"), language("sw"))
    notes = {name: checks.get(name).why_not(pair) for name in checks.default_names()}
    assert [name for name, note in notes.items() if note] == ["dates", "spelling"]
    limited = {c.name: c.limited(pair) for c in map(checks.get, checks.default_names()) if c.limited is not None}
    assert [name for name, note in limited.items() if note] == ["fragments", "language", "units", "untranslated"]
