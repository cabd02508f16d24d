"""Answers of judges: what they say, however they are written."""

from __future__ import annotations

from collections import Counter

import pytest
from answer_styles import HELD_BACK, TUNED, UNSEEN, Sample, samples

from mtqa.judges import Reading
from mtqa.judges.read_answer import read_answer


def outcome(sample: Sample) -> str:
    """`right`, `not read`, or `wrong`."""
    said = read_answer(sample.text, sample.kind, -25.0 if sample.kind == "errors" else 0.0, finish=sample.finish)
    if isinstance(said, Reading):
        return "right" if said == sample.meant else "wrong"
    return "right" if sample.meant is None else "not read"


@pytest.mark.parametrize(
    ("half", "seed"), [(TUNED, 1), (HELD_BACK, 2), (UNSEEN, 3)], ids=["tuned", "held back", "unseen"]
)
def test_answers_in_many_styles(half: dict, seed: int) -> None:  # type: ignore[type-arg]
    drawn = samples(half, 500, seed)
    outcomes = {id(sample): outcome(sample) for sample in drawn}
    counts = Counter(outcomes.values())
    failed = [f"{outcomes[id(s)]}: {s.style}: {s.text[:200]}" for s in drawn if outcomes[id(s)] != "right"]
    assert counts["wrong"] == 0, failed
    assert counts["right"] >= 0.995 * len(drawn), failed
