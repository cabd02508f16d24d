"""The score of errors by MQM's weights, as GEMBA-MQM publishes it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from mtqa.judges import JudgedError, find_protocol
from mtqa.judges.read_answer import read_answer
from mtqa.judges.readings import AnswerKind, Reading
from mtqa.results import Severity

SEVERITIES = {"critical": Severity.CRITICAL, "major": Severity.MAJOR, "minor": Severity.MINOR}


def published(critical: int, major: int, minor: int) -> float:
    """GEMBA-MQM's formula (Kocmi and Federmann, 2023; `gemba_mqm_utils.py` of MicrosoftTranslator/GEMBA): of all, the
    critical ones first, then the major ones, five count, 25, 5 and 1 each; 25 at most; and the sign is turned."""
    counted = ([25] * critical + [5] * major + [1] * minor)[:5]
    return -float(min(25, sum(counted)))


def ours(critical: int, major: int, minor: int) -> float:
    weights = find_protocol("mqm").weights
    assert weights is not None
    counts = {"minor": minor, "critical": critical, "major": major}  # their order in an answer does not matter
    return weights.score([JudgedError(SEVERITIES[name]) for name, n in counts.items() for _ in range(n)])


def test_the_published_formula() -> None:
    for counts in product(range(4), range(8), range(8)):
        assert ours(*counts) == published(*counts), counts


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        *[((0, 0, 0), 0), ((0, 0, 1), -1), ((0, 1, 2), -7), ((1, 0, 0), -25), ((0, 4, 1), -21), ((0, 6, 0), -25)],
        *[((0, 0, 9), -5), ((2, 3, 1), -25), ((0, 3, 4), -17)],
    ],
)
def test_by_hand(counts: tuple[int, int, int], score: float) -> None:
    assert ours(*counts) == score


@pytest.mark.parametrize(
    ("answer", "score"),
    [  # the three examples in GEMBA-MQM's own prompt
        ('Critical:\nno-error\nMajor:\naccuracy/mistranslation - "involvement"\n'
         'accuracy/omission - "the account holder"\nMinor:\nfluency/grammar - "wäre"\nfluency/register - "dir"\n', -12),
        ('Critical:\nno-error\nMajor:\naccuracy/addition - "ve Vídni"\naccuracy/omission - "the stop-start"\nMinor:\n'
         'terminology/inappropriate for context - "partaje"\n', -11),
        ('Critical:\naccuracy/addition - "of high-speed rail"\nMajor:\naccuracy/mistranslation - "go to the reviews"\n'
         'Minor:\nstyle/awkward - "etc.,"\n', -25),
        ('Critical:\nno-error\nMajor:\nno-error\nMinor:\nnon-translation - "xyz"\n', -25),
    ],
)  # fmt: skip
def test_answers_in_the_published_form(answer: str, score: float) -> None:
    reading = read_answer(answer, AnswerKind.ERRORS)
    assert isinstance(reading, Reading)
    weights = find_protocol("mqm").weights
    assert weights is not None
    assert weights.score(reading.errors) == score


@pytest.mark.data
def test_the_scores_of_gemba_mqm_at_wmt23(shared_data: Path) -> None:
    """The file has scores and no spans: each of them is one that the formula gives, and none that it cannot give (-22,
    say, which five errors do not come to) is in it; systems' scores are the means of their segments'."""
    folder = shared_data / "wmt23" / "en-de" / "metric-scores"
    rows = [line.split("\t") for line in _lines(folder / "GEMBA-MQM-src.seg.score")]
    possible = {ours(*counts) for counts in product(range(2), range(7), range(7))}
    assert {float(value) for _, value in rows} <= possible
    assert -22.0 not in possible
    by_system: dict[str, list[float]] = {}
    for system, value in rows:
        by_system.setdefault(system, []).append(float(value))
    for line in _lines(folder / "GEMBA-MQM-src.sys.score"):
        system, value = line.split("\t")
        assert sum(by_system[system]) / len(by_system[system]) == pytest.approx(float(value), abs=1e-12)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]
