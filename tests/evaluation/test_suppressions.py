"""Suppressions follow the finding that somebody has looked at, not the place where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mtqa.contracts import Check, Problem, Translation
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking, Chosen, read_config, run_checks
from mtqa.evaluation.findings import Checked
from mtqa.evaluation.suppressions import Suppression
from mtqa.languages import LanguagePair, language
from mtqa.results import Finding, Severity, Span, finding_digest


def digits(translation: Translation) -> Iterator[Problem]:
    """Finds figures."""
    for match in re.finditer(r"[0-9]+", translation.hypothesis):
        yield Problem("a figure", (Span("hypothesis", match.start(), match.end()),))


DIGITS = Check("numbers", "accuracy", Severity.MAJOR, digits)


def checked(hypotheses: Sequence[str], *suppressions: Suppression, document: str = "page") -> Checked:
    corpus = Corpus(
        name="c",
        language_pair=LanguagePair(language("en"), language("de")),
        segments=tuple(
            Segment(f"{document}:{n}", document, f"Source of {text[:4]}") for n, text in enumerate(hypotheses, 1)
        ),
        systems=(SystemOutput("x", Role.PRIMARY, tuple(hypotheses)),),
    )
    return run_checks(corpus, Checking((Chosen(DIGITS),), suppressions=suppressions))


def at(segment: str, about: str = "") -> Suppression:
    return Suppression(segment, "numbers", "", "", "looked at", f"f:{segment}", about)


def told(result: Checked) -> list[str]:
    return [finding.segment_id for finding in result.findings]


def digest_in(warning: str) -> str:
    match = re.search(r"[0-9a-f]{12}", warning)
    assert match, warning
    return match[0]


def test_an_inserted_line_does_not_move_what_is_hidden() -> None:
    """The line before is new and has an error of the same check, which now stands where the old one stood."""
    before = ["fine", "with 12"]
    about = digest_in(checked(before, at("page:2")).warnings[0])
    now = ["fine", "another 77", "with 12"]
    assert told(checked(now, at("page:2"))) == ["page:3"]  # a place alone hides the new error, with a warning
    result = checked(now, at("page:2", about))
    assert told(result) == ["page:2"]
    assert [one.finding.segment_id for one in result.suppressed] == ["page:3"]


def test_a_place_alone_still_works_and_says_what_binds_it() -> None:
    result = checked(["with 12 and 13"], at("page:1"))
    assert not result.findings
    (warning,) = result.suppression_warnings
    assert warning.startswith("1 suppression names a place and would hide any finding there.")
    abouts = re.findall(r"[0-9a-f]{12}", warning)
    assert len(abouts) == 2  # the two figures are two findings
    assert checked(["with 12 and 13"], *(at("page:1", about) for about in abouts)).warnings == ()


def test_another_error_in_the_same_segment_is_told() -> None:
    about = digest_in(checked(["with 12"], at("page:1")).warnings[0])
    for other in ("with 13", "mit 12"):  # other words, another text
        result = checked([other], at("page:1", about))
        assert told(result) == ["page:1"]
        (warning,) = result.warnings
        assert warning.startswith("1 suppression no longer fits: the texts or the marked words are others now")
        assert "f:page:1: segment page:1, numbers, now " in warning
        assert checked([other], at("page:1", digest_in(warning))).warnings == ()


def test_what_is_gone_is_said() -> None:
    about = digest_in(checked(["with 12"], at("page:1")).warnings[0])
    assert checked(["without"], at("page:1", about)).warnings == (
        "1 suppressed findings were not found any more (f:page:1).",
    )


def test_the_number_that_the_report_shows_is_accepted() -> None:
    """Reports leave the document's name out where there is one document; an id counts before such a number."""
    assert not checked(["with 12"], at("1")).findings
    assert not checked(["with 12"], at("page:1")).findings
    assert told(checked(["with 12"], at("2"))) == ["page:1"]
    assert told(checked(["with 12"], at("nowhere"))) == ["page:1"]


def test_a_digest_depends_on_check_texts_and_words_alone() -> None:
    finding = Finding("numbers", "c", Severity.MAJOR, "s", "x", "m", (Span("hypothesis", 0, 2),))
    digest = finding_digest(finding, "12 days", "12 Tage")
    assert re.fullmatch(r"[0-9a-f]{12}", digest)
    same = Finding("numbers", "other", Severity.MINOR, "t", "y", "other words", (Span("hypothesis", 0, 2),))
    assert finding_digest(same, " 12  days", "12 Tage ") == digest
    others = [
        finding_digest(finding, "13 days", "12 Tage"),
        finding_digest(finding, "12 days", "12 Tagen"),
        finding_digest(Finding("dates", "c", Severity.MAJOR, "s", "x", "m", finding.spans), "12 days", "12 Tage"),
        finding_digest(Finding("numbers", "c", Severity.MAJOR, "s", "x", "m"), "12 days", "12 Tage"),
        finding_digest(
            Finding("numbers", "c", Severity.MAJOR, "s", "x", "m", (Span("source", 0, 2),)), "12 days", "12 Tage"
        ),
    ]
    assert len({digest, *others}) == 6


def read(folder: Path, text: str) -> tuple[Suppression, ...]:
    (folder / "suppressed.tsv").write_text(text, encoding="utf-8")
    return read_config(None, str(folder)).checking.suppressions


def test_the_column_about(tmp_path: Path) -> None:
    rows = read(tmp_path, "segment\tcheck\tabout\treason\n1\tnumbers\t0123456789AB fedcba987654\tr\n2\tnumbers\t\tr\n")
    assert [(one.segment_id, one.about, one.place) for one in rows] == [
        ("1", "0123456789ab", "suppressed.tsv:2"),
        ("1", "fedcba987654", "suppressed.tsv:2"),
        ("2", "", "suppressed.tsv:3"),
    ]
    with pytest.raises(MtqaError, match=r"suppressed\.tsv:2: 'those' does not say what a finding is about"):
        read(tmp_path, "segment\tcheck\tabout\treason\n1\tnumbers\tthose\tr\n")


def test_languages_are_read_as_everywhere(tmp_path: Path) -> None:
    """`DE` is `de`; what is no tag would be without effect, and is refused."""
    head = "segment\tcheck\tlanguage\treason\n"
    assert [one.language for one in read(tmp_path, f"{head}1\tnumbers\tDE\tr\n")] == ["de"]
    with pytest.raises(MtqaError, match=r"suppressed\.tsv:2: .*not a language tag"):
        read(tmp_path, f"{head}1\tnumbers\tgerman!\tr\n")
