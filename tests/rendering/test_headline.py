"""What matters most, said first. Expected sentences are worked out by hand from `page_evaluation`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from evaluations import page_evaluation

from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.rendering import Scoreboard, catalogue
from mtqa.rendering.headline import headline
from mtqa.results import Comparison, Evaluation, Finding, Severity


class Plain:
    """Writes names as they are."""

    def text(self, text: str) -> str:
        return text

    def name(self, text: str) -> str:
        return text

    def segment(self, segment: Segment) -> str:
        return segment.id.rpartition(":")[2]


def said(evaluation: Evaluation, language: str = "en") -> str:
    return headline(Scoreboard(evaluation, catalogue(language)), Plain()).replace("\u202f", " ")


def of_one_word_each(n: int) -> Corpus:
    """A corpus of `n` segments of one word, in two documents."""
    corpus = page_evaluation(n_systems=1).corpus
    segments = [Segment(f"p{k // 50}:{k}", f"p{k // 50}", "word") for k in range(n)]
    system: SystemOutput = dataclasses.replace(corpus.systems[0], hypotheses=["x"] * n, remarks={})
    return dataclasses.replace(corpus, segments=segments, systems=[system])


def untranslated(corpus: Corpus, *runs: Sequence[int], language: str = "") -> Evaluation:
    """An evaluation that found nothing but runs of segments that are in another language."""
    findings = []
    for run in runs:
        ids = tuple(corpus.segments[k].id for k in run)
        findings.append(
            Finding("x", "accuracy/untranslated", Severity.MAJOR, ids[0], "etranslation", "", (), ids, (), language)
        )
    bare = dataclasses.replace(page_evaluation(n_systems=1), scores=(), corpus=corpus)
    return dataclasses.replace(bare, findings=tuple(findings))


@pytest.mark.parametrize(
    ("n", "share"),
    [
        (100, "The whole text"), (97, "Nearly all of the text"), (75, "About three quarters of the text"),
        (66, "About two thirds of the text"), (50, "About half of the text"), (33, "About a third of the text"),
        (24, "About a quarter of the text"), (20, "About a fifth of the text"), (10, "About a tenth of the text"),
        (4, "4 % of the text"), (85, "85 % of the text"),
    ],
)  # fmt: skip
def test_what_is_not_translated_is_told_as_one_says_it(n: int, share: str) -> None:
    text = said(untranslated(of_one_word_each(100), range(n)))
    assert text.startswith(f"{share} is not in Bulgarian but still in English: ")
    assert f"({n} of 100 segments)" in text


def test_it_goes_by_words_and_not_by_segments() -> None:
    corpus = of_one_word_each(4)
    long = dataclasses.replace(corpus, segments=[*corpus.segments[:3], Segment("p0:3", "p0", "word " * 3)])
    assert said(untranslated(long, [3])).startswith("About half of the text")


def test_stretches_and_whole_pages_are_named() -> None:
    text = said(untranslated(of_one_word_each(100), range(3, 9), range(50, 100), range(20, 30), range(40, 42)))
    assert "the page “p1”, segments 20–29 and segments 3–8 and 1 more stretches (68 of 100 segments)" in text


def test_another_language_is_named() -> None:
    text = said(untranslated(of_one_word_each(100), range(50), language="mk"))
    assert text.startswith("About half of the text is not in Bulgarian but seems to be in Macedonian: the page “p0”")


def test_grave_findings_then_that_nothing_tells_how_good_it_is() -> None:
    assert said(page_evaluation(n_systems=1, with_references=False)) == (
        "A critical problem was found (omission) in segment 10, and 3 milder findings."
        " There is no reference: nothing here says how good the text is."
    )


def test_nothing_found_and_no_reference() -> None:
    page = dataclasses.replace(page_evaluation(n_systems=1, with_references=False), findings=())
    assert said(page) == ("The checks found nothing. There is no reference: nothing here says how good the text is.")


def test_only_mild_findings() -> None:
    page = page_evaluation(n_systems=1)
    mild = tuple(dataclasses.replace(f, severity=Severity.MINOR) for f in page.findings[:2])
    assert said(dataclasses.replace(page, findings=mild)) == (
        "Nothing grave was found, but there are 2 remarks to look at."
        " It was compared with a reference only: the scores tell how far it is from that, not how good it is."
    )


def compared(*outcomes: tuple[float, float], findings: tuple[Finding, ...] = ()) -> Evaluation:
    """The page against others, each a difference and its p-value."""
    page = page_evaluation()
    one = next(c for c in page.comparisons if c.metric.startswith("chrf"))
    against: list[Comparison] = [
        dataclasses.replace(one, baseline=f"b{n}", delta=delta, p_value=p, p_adjusted=p)
        for n, (delta, p) in enumerate(outcomes)
    ]
    return dataclasses.replace(page, comparisons=tuple(against), findings=findings)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([(2.0, 0.01)], "By chrF2++ it is better than b0."),
        ([(-2.0, 0.01)], "By chrF2++ it is worse than b0."),
        ([(2.0, 0.5)], "By chrF2++ no difference to b0 was shown."),
        (
            [(2.0, 0.01), (1.0, 0.6)],
            "By chrF2++ it is better than 1 of 2 other texts and worse than none; from 1 it cannot be told apart.",
        ),
        (
            [(2.0, 0.01), (1.0, 0.01), (-2.0, 0.01), (1.0, 0.6)],
            "By chrF2++ it is better than 2 of 4 other texts and worse than 1; from 1 it cannot be told apart.",
        ),
    ],
)
def test_how_it_compares_goes_before_what_is_not_grave(outcomes: list[tuple[float, float]], expected: str) -> None:
    assert said(compared(*outcomes)) == f"{expected} The checks found nothing."
    critical = page_evaluation().findings[2:3]
    assert said(compared(*outcomes, findings=critical)) == (
        f"A critical problem was found (omission) in segment 10. {expected}"
    )


def test_findings_in_other_systems_and_unknown_segments_do_not_count() -> None:
    page = page_evaluation(with_references=False)
    strange = (
        dataclasses.replace(page.findings[0], segment_id="gone"),
        dataclasses.replace(page.findings[0], system="opus-mt"),
    )
    assert said(dataclasses.replace(page, findings=strange)).startswith("The checks found nothing.")


def test_in_bulgarian() -> None:
    text = said(untranslated(of_one_word_each(100), range(24)), "bg")
    assert text.startswith("Около една четвърт от текста не е на български, а още е на английски: сегменти 0–23")
