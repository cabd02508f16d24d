"""No text, however strange, takes long: 1 MB of one thing under a second for every check. No common one calls much."""

from __future__ import annotations

import pstats
import time
from cProfile import Profile
from pathlib import Path

import pytest
from checking import translated

from mtqa.contracts import Translation, checks
from mtqa.corpus import Segment
from mtqa.languages import language

SAMPLES = ('"', "1", "(", "a", "A", "« ", "1,5 ", "aA", "1 May ", "Ab ", "5 km ", "a. ", "&amp;", "http://", "-", "%")


@pytest.mark.parametrize("name", checks.default_names())
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_megabyte_takes_less_than_a_second(name: str, sample: str) -> None:
    text = sample * (1_000_000 // len(sample))
    one = translated("en-bg", text, text[3:] + "x 7")
    list(checks.get(name).find([translated("en-bg", "a", "б")]))  # tables and dictionaries are read once
    began = time.process_time()
    list(checks.get(name).find([one]))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(("tag", "most"), [("de", 1_600), ("bg", 1_500), ("fr", 1_700)])
def test_a_segment_costs_no_more_calls_than_it_did(tag: str, most: int, shared_data: Path) -> None:
    """Calls of functions, Python's and C's, in 500 segments of NTREX: unlike time, they are the same on every machine,
    however busy. `most` is what was counted when this was written (1,436, 1,358 and 1,538) and a tenth more."""
    names = ("eng", language(tag).iso639_3)
    sources, hypotheses = (
        (shared_data / "ntrex" / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:600] for name in names
    )
    segments = [Segment(str(number), "", source) for number, source in enumerate(sources)]
    translations = [
        Translation(segment, hypothesis, language("en"), language(tag))
        for segment, hypothesis in zip(segments, hypotheses, strict=True)
    ]
    members = [check for check in map(checks.get, checks.default_names()) if not check.by_machine]
    profile = Profile()
    for check in members:
        list(check.find(translations[500:]))  # tables are read once
    for check in members:
        profile.enable()
        list(check.find(translations[:500]))
        profile.disable()
    assert pstats.Stats(profile).total_calls < most * 500
