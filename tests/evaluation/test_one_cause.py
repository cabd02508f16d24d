"""One cause, one finding: for every rule a pair that it covers and one that it does not."""

from __future__ import annotations

import pytest

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.evaluation.one_cause import RULES, told, without_consequences
from mtqa.languages import LanguagePair, language
from mtqa.results import Finding, Severity, Span

NUMBER = "accuracy/mistranslation"
UNTRANSLATED = "accuracy/untranslated"
OMISSION = "accuracy/omission"
ADDITION = "accuracy/addition"
ADDRESS = "accuracy/do-not-translate"
GARBLED = "linguistic-conventions/character-encoding"
CAPITAL = "linguistic-conventions/spelling/capitalisation"
SOURCE = "Read all of it on https://a.eu/1-7 in 2024, with 5 km."
HYPOTHESIS = "Lesen Sie es alles dort im Jahr 2025, mit 6 km und mehr."


def corpus(n: int = 1, documents: str = "") -> Corpus:
    names = documents or "d" * n
    return Corpus(
        name="c",
        language_pair=LanguagePair(language("en"), language("de")),
        segments=tuple(Segment(f"s{number}", name, SOURCE) for number, name in enumerate(names)),
        systems=(SystemOutput("x", Role.PRIMARY, (HYPOTHESIS,) * len(names)),),
    )


def finding(
    check: str, category: str, *spans: tuple[str, int, int], severity: Severity = Severity.MAJOR, segment: int = 0
) -> Finding:
    marked = tuple(Span("source" if side == "s" else "hypothesis", start, end) for side, start, end in spans)
    return Finding(check, category, severity, f"s{segment}", "x", f"{check} found it", marked)


def left(*findings: Finding) -> list[str]:
    return [one.check for one in without_consequences(findings, corpus())]


COVERED = {
    "not in the target language": (
        finding("a", UNTRANSLATED, ("h", 0, 56)),
        finding("b", CAPITAL, ("h", 3, 5)),
    ),
    "words that are left": (finding("a", UNTRANSLATED, ("h", 0, 9)), finding("b", CAPITAL, ("h", 6, 9))),
    "belongs to another source": (finding("a", NUMBER), finding("b", "style", ("h", 3, 5))),
    "garbled from end to end": (finding("a", GARBLED, ("h", 0, 50)), finding("b", UNTRANSLATED, ("h", 0, 56))),
    "a garbled character": (finding("a", GARBLED, ("h", 4, 5)), finding("b", CAPITAL, ("h", 6, 9))),
    "digits and words of an address": (finding("a", ADDRESS, ("s", 18, 34)), finding("b", NUMBER, ("s", 31, 32))),
    "a lost address": (finding("a", ADDRESS, ("s", 15, 34)), finding("b", OMISSION)),
    "a lost name": (finding("a", f"{NUMBER}/name", ("s", 15, 34)), finding("b", OMISSION)),
    "left out": (finding("a", OMISSION, ("s", 10, 42)), finding("b", NUMBER, ("s", 38, 42))),
    "added": (finding("a", ADDITION, ("h", 10, 40)), finding("b", NUMBER, ("h", 32, 36))),
    "stands twice": (finding("a", "linguistic-conventions/duplication", ("h", 1, 9)), finding("b", ADDITION)),
    "of a date": (finding("a", f"{NUMBER}/date", ("s", 38, 42)), finding("b", NUMBER, ("s", 38, 42), ("h", 32, 36))),
    "of a measure": (finding("a", f"{NUMBER}/unit", ("s", 49, 53)), finding("b", NUMBER, ("s", 49, 50))),
    "a wrong name": (finding("a", f"{NUMBER}/name", ("h", 0, 5)), finding("b", CAPITAL, ("h", 0, 5))),
    "two words in one": (
        finding("a", "linguistic-conventions/punctuation", ("h", 0, 5), ("h", 20, 25)),
        finding("b", CAPITAL, ("h", 20, 25)),
    ),
    "without its end": (
        finding("a", "linguistic-conventions/unintelligible/fragment", ("h", 50, 56)),
        finding("b", "linguistic-conventions/punctuation", ("h", 55, 56)),
    ),
}
BOTH_TOLD = {
    "not in the target language": (finding("a", UNTRANSLATED, ("h", 0, 20)), finding("b", CAPITAL, ("h", 40, 42))),
    "words that are left": (finding("a", UNTRANSLATED, ("h", 0, 9)), finding("b", NUMBER, ("s", 38, 42))),
    "belongs to another source": (finding("a", NUMBER, ("s", 1, 2)), finding("b", "style", ("h", 3, 5))),
    "garbled from end to end": (finding("a", GARBLED, ("h", 4, 9)), finding("b", ADDITION, ("h", 0, 56))),
    "a garbled character": (finding("a", GARBLED, ("h", 4, 5)), finding("b", CAPITAL, ("h", 20, 25))),
    "digits and words of an address": (finding("a", ADDRESS, ("s", 18, 34)), finding("b", NUMBER, ("s", 38, 42))),
    "a lost address": (finding("a", ADDRESS, ("s", 18, 22)), finding("b", OMISSION)),
    "a lost name": (finding("a", f"{NUMBER}/name", ("s", 18, 22)), finding("b", OMISSION)),
    "left out": (finding("a", OMISSION), finding("b", NUMBER, ("s", 38, 42))),
    "added": (finding("a", ADDITION, ("h", 10, 20)), finding("b", NUMBER, ("h", 32, 36))),
    "stands twice": (
        finding("a", "linguistic-conventions/duplication", ("h", 1, 9)),
        finding("b", OMISSION, ("s", 1, 9)),
    ),
    "of a date": (finding("a", f"{NUMBER}/date", ("s", 38, 42)), finding("b", NUMBER, ("s", 49, 50))),
    "of a measure": (finding("a", f"{NUMBER}/unit", ("s", 49, 53)), finding("b", NUMBER, ("s", 38, 42))),
    "a wrong name": (finding("a", f"{NUMBER}/name", ("h", 0, 5)), finding("b", CAPITAL, ("h", 6, 9))),
    "two words in one": (
        finding("a", "linguistic-conventions/punctuation", ("h", 0, 5)),
        finding("b", CAPITAL, ("h", 0, 9)),
    ),
    "without its end": (
        finding("a", "linguistic-conventions/unintelligible/fragment", ("h", 50, 56)),
        finding("b", "linguistic-conventions/punctuation", ("h", 1, 2)),
    ),
}


@pytest.mark.parametrize("why", COVERED)
def test_what_another_finding_brings_with_it_is_not_told(why: str) -> None:
    by, other = COVERED[why]
    for order in ((by, other), (other, by)):
        (stays,) = without_consequences(order, corpus())
        assert (stays.check, stays.also) == ("a", ("b",))


@pytest.mark.parametrize("why", BOTH_TOLD)
def test_what_has_another_cause_is_told(why: str) -> None:
    assert left(*BOTH_TOLD[why]) == ["a", "b"]


def test_a_mark_hides_nothing_that_is_said_of_the_whole_translation() -> None:
    assert left(finding("a", ADDRESS, ("h", 7, 8)), finding("b", UNTRANSLATED, ("h", 0, 56))) == ["a", "b"]
    assert left(finding("a", ADDRESS, ("h", 7, 8)), finding("b", UNTRANSLATED, ("h", 6, 9))) == ["a"]


def test_what_is_short_has_lost_no_more_than_it_weighs_itself() -> None:
    short = finding("a", OMISSION, severity=Severity.MINOR)
    assert left(short, finding("b", f"{NUMBER}/name", ("s", 10, 14), severity=Severity.MINOR)) == ["a"]
    assert left(short, finding("b", NUMBER, ("s", 10, 14))) == ["a", "b"]


def test_name_that_is_elsewhere_written_otherwise_is_not_also_misspelt() -> None:
    name = finding("a", "style/inconsistent", ("h", 0, 5), severity=Severity.MINOR)
    assert left(name, finding("b", CAPITAL, ("h", 0, 5), severity=Severity.MINOR)) == ["a"]
    assert left(name, finding("b", CAPITAL, ("h", 6, 9), severity=Severity.MINOR)) == ["a", "b"]


def test_every_rule_has_its_examples() -> None:
    for rule in RULES:
        assert sum(part in rule.why for part in COVERED) == 1, rule.why
    assert set(COVERED) == set(BOTH_TOLD)


def test_findings_of_one_check_do_not_cover_one_another() -> None:
    address = finding("a", ADDRESS, ("s", 18, 34))
    assert left(address, finding("a", ADDRESS, ("s", 20, 22))) == ["a", "a"]


def test_a_sentence_left_out_marks_what_went_with_it() -> None:
    by, other = finding("a", OMISSION), finding("b", NUMBER, ("s", 38, 42), severity=Severity.MINOR)
    (stays,) = without_consequences((by, other), corpus())
    assert stays.spans == other.spans


def test_other_segments_and_systems_are_other_places() -> None:
    first, second = COVERED["a lost address"]
    elsewhere = Finding(second.check, second.category, second.severity, "s1", "x", second.message)
    assert [one.check for one in without_consequences((first, elsewhere), corpus(2))] == ["a", "b"]


def whole(segment: int, severity: Severity = Severity.MAJOR) -> Finding:
    return finding("a", UNTRANSLATED, ("h", 0, 56), segment=segment, severity=severity)


def test_a_run_is_one_finding_that_names_its_ends() -> None:
    (run,) = told([whole(number) for number in (1, 2, 4)], corpus(6))
    assert (run.segment_id, run.run, run.severity) == ("s1", ("s1", "s2", "s4"), Severity.MAJOR)
    assert run.message == "a found it: 3 segments, from s1 to s4"
    assert run.at("s1").spans
    assert not run.at("s2").spans


def test_a_long_run_is_critical() -> None:
    (run,) = told([whole(number) for number in range(12)], corpus(12))
    assert run.severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("numbers", "documents"),
    [((1, 2), "dddddddddd"), ((1, 5, 9), "dddddddddd"), ((1, 2, 3), "ddeeefffff")],
)
def test_few_scattered_and_in_different_documents_are_no_run(numbers: tuple[int, ...], documents: str) -> None:
    findings = [whole(number) for number in numbers]
    assert told(findings, corpus(documents=documents)) == findings


def test_some_words_that_are_left_make_no_run() -> None:
    findings = [finding("a", UNTRANSLATED, ("h", 0, 9), segment=number) for number in range(5)]
    assert told(findings, corpus(5)) == findings


def page_of(hypotheses: tuple[str | None, ...], documents: str) -> Corpus:
    segments = tuple(Segment(f"s{number}", name, SOURCE) for number, name in enumerate(documents))
    pair = LanguagePair(language("en"), language("de"))
    return Corpus("c", pair, segments, (SystemOutput("x", Role.PRIMARY, hypotheses),))


def test_a_whole_page_is_named() -> None:
    (run,) = told([whole(0), whole(1)], corpus(documents="ddeee"))
    assert (run.message, run.run) == ("a found it: the whole page “d”, 2 segments", ("s0", "s1"))
    assert run.severity is Severity.MAJOR
    (run,) = told([whole(number) for number in (2, 3, 4)], corpus(documents="ddeee"))
    assert (run.message, run.severity) == ("a found it: the whole page “e”, 3 segments", Severity.CRITICAL)


def test_what_is_alike_in_all_languages_does_not_interrupt_a_page() -> None:
    alike = ("12,5 %", SOURCE, "", None)
    texts = page_of((HYPOTHESIS, *alike, HYPOTHESIS, HYPOTHESIS), "d" * 7)
    (run,) = told([whole(number) for number in (0, 5, 6)], texts)
    assert (run.message, run.run) == ("a found it: the whole page “d”, 3 segments", ("s0", "s5", "s6"))
    other = page_of((HYPOTHESIS,) * 7, "d" * 7)
    assert len(told([whole(number) for number in (0, 5, 6)], other)) == 3


def test_a_number_inside_a_run_is_in_no_language() -> None:
    texts = page_of((HYPOTHESIS, "12.5 %", HYPOTHESIS, HYPOTHESIS, "12.5 %"), "d" * 5)
    numbers = [finding("b", "locale-conventions/number-format", ("h", 0, 4), segment=number) for number in (1, 4)]
    run, number = told([*map(whole, (0, 2, 3)), *numbers], page_of((*texts.systems[0].hypotheses, HYPOTHESIS), "d" * 6))
    assert (run.run, run.also, number) == (("s0", "s2", "s3"), ("b",), numbers[1])
    (page,) = told([*map(whole, (0, 2, 3)), *numbers], texts)
    assert (page.message, page.also) == ("a found it: the whole page “d”, 3 segments", ("b",))
