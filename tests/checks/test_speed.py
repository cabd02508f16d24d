"""No text, however strange, takes long: 1 MB of one thing under a second for every check."""

from __future__ import annotations

import time

import pytest
from checking import translated

from mtqa.contracts import checks

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
