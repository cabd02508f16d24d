"""Points per thousand words. Expected values are worked out by hand from counts, weights and words."""

from __future__ import annotations

import dataclasses

import pytest

from mtqa.contracts import MarkedError, Rating
from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.evaluation import Judgements, scorecard, scorecard_of, source_words
from mtqa.languages import LanguagePair, language
from mtqa.results import WEIGHTS, Evaluation, Finding, FoundBy, ScorecardRules, Severity, Standing

PAIR = LanguagePair(language("en"), language("de"))


def corpus(n: int = 10, words: int = 100, *, per_document: int = 0) -> Corpus:
    """`n` segments of so many words, one system that lacks none."""
    name = [f"d{k // per_document}" if per_document else "d" for k in range(n)]
    segments = [Segment(f"d:{k}", name[k], "word " * words) for k in range(n)]
    return Corpus("c", PAIR, segments, [SystemOutput("x", "primary", ["Wort"] * n)])  # type: ignore[arg-type]


def finding(severity: Severity, segment: int = 0, run: tuple[str, ...] = ()) -> Finding:
    return Finding("check", "accuracy", severity, f"d:{segment}", "x", "", run=run)


def test_the_default_weights_are_those_of_mqm() -> None:
    """0, 1, 5, 25: the severity multipliers of MQM 2.0 (Lommel et al., 2024, arXiv:2405.16969)."""
    assert [WEIGHTS[severity] for severity in Severity] == [0, 1, 5, 25]


def test_points_are_told_per_thousand_words() -> None:
    """A critical, two major, three minor, a neutral: 25 + 10 + 3 + 0 = 38 on 2,000 words, so 19 per 1,000."""
    found = [finding(s) for s in Severity for _ in range({"critical": 1, "major": 2, "minor": 3, "neutral": 1}[s])]
    (row,) = scorecard(corpus(20), found, ScorecardRules()).rows
    assert (row.system, row.by, row.words, row.counts) == ("x", FoundBy.CHECKS, 2000, (1, 3, 2, 1))
    assert (row.points, row.penalty, row.standing) == (38, 19, Standing.NO_LIMIT)


def test_a_run_counts_for_each_of_its_segments() -> None:
    run = tuple(f"d:{k}" for k in range(5))
    (row,) = scorecard(corpus(), [finding(Severity.MAJOR, run=run)], ScorecardRules()).rows
    assert (row.counts[2], row.penalty) == (5, 25)


@pytest.mark.parametrize(
    ("limit", "words", "standing"),
    [
        (5.0, 100, Standing.PASSED),
        (4.9, 100, Standing.FAILED),
        (0.0, 99, Standing.TOO_SMALL),
        (None, 99, Standing.TOO_SMALL),
    ],
)
def test_passing_and_failing(limit: float | None, words: int, standing: Standing) -> None:
    """One major finding on 1,000 words is 5 points per 1,000; on 990 words it is not judged at all."""
    rules = ScorecardRules(max_penalty=limit)
    assert scorecard(corpus(words=words), [finding(Severity.MAJOR)], rules).rows[0].standing is standing


def test_other_weights() -> None:
    rules = ScorecardRules({**WEIGHTS, Severity.CRITICAL: 10.0})
    assert scorecard(corpus(), [finding(Severity.CRITICAL)], rules).rows[0].points == 10


def test_what_was_not_delivered_is_not_looked_at() -> None:
    whole = corpus()
    partial = whole.with_systems([dataclasses.replace(whole.systems[0], hypotheses=[None] * 5 + ["Wort"] * 5)])
    assert scorecard(partial, [], ScorecardRules()).rows[0].words == 500


def test_without_checks_there_is_nothing_to_weigh() -> None:
    assert scorecard(corpus(), None, ScorecardRules()).rows == ()


def test_an_interval_only_where_enough_was_found() -> None:
    few, many = ([finding(Severity.MINOR, segment=k) for k in range(n)] for n in (9, 30))
    large = corpus(100)
    assert scorecard(large, few, ScorecardRules()).rows[0].interval is None
    interval = scorecard(large, many, ScorecardRules()).rows[0].interval
    assert interval is not None
    # 30 of 100 equal segments have one point: binomial, 30 +- 1.96 * sqrt(100 * .3 * .7) is 21 to 39 on 10,000 words.
    assert interval.low == pytest.approx(2.1, abs=0.15)
    assert interval.high == pytest.approx(3.9, abs=0.15)
    assert scorecard(corpus(100, words=5), many, ScorecardRules()).rows[0].interval is None  # 500 words are too few


def test_an_interval_by_document_is_wider_where_documents_hang_together() -> None:
    """All findings lie in twelve of forty documents of five segments."""
    found = [finding(Severity.MINOR, segment=k) for k in range(60)]
    alone, together = (scorecard(corpus(200, per_document=n), found, ScorecardRules()) for n in (0, 5))
    narrow, wide = alone.rows[0].interval, together.rows[0].interval
    assert narrow is not None
    assert wide is not None
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_people_are_averaged_and_kept_apart() -> None:
    """Two raters on segment 0 (one marks a major error, one none), one on segment 1: 5 / 2 + 1 points on 200 words."""
    error = MarkedError("accuracy", Severity.MAJOR, "")
    ratings = (
        Rating("x", -5.0, 0, rater="a", errors=(error,)),
        Rating("x", 0.0, 0, rater="b"),
        Rating("x", -1.0, 1, rater="a", errors=(dataclasses.replace(error, severity=Severity.MINOR),)),
        Rating("x", None, 2, rater="a"),
    )
    told = Judgements("MQM", True, "f", {}, ratings=ratings, marked=(object(),))  # type: ignore[arg-type]
    checks, people = scorecard(corpus(), [], ScorecardRules(), told).rows
    assert (checks.by, checks.points) == (FoundBy.CHECKS, 0)
    assert (people.by, people.words, people.counts) == (FoundBy.PEOPLE, 200, (0, 1, 0.5, 0))
    assert (people.points, people.penalty, people.standing) == (3.5, 17.5, Standing.TOO_SMALL)


def test_a_run_that_was_stored_without_has_the_default_one() -> None:
    found = (finding(Severity.MAJOR),)
    old = Evaluation(corpus(), "x", (), (), found, checks={"check": "."})
    assert scorecard_of(old).rows[0].penalty == 5
    assert scorecard_of(dataclasses.replace(old, checks={})).rows == ()


@pytest.mark.parametrize(
    ("text", "n"), [("two words", 2), ("", 0), ("これは十文字の文です", 5), ("ein Wort – zwei", 4)]
)
def test_words_of_the_source(text: str, n: int) -> None:
    assert source_words(text) == n
