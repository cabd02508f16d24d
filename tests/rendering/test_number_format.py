from __future__ import annotations

import pytest

from mtqa.languages import language
from mtqa.rendering.number_format import Numbers, decimals_for
from mtqa.results import Interval, Score

ENGLISH, BULGARIAN = Numbers(language("en")), Numbers(language("bg"))


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (57.249, 1, "57.2"),
        (1234.5, 1, "1,234.5"),
        (-0.04, 1, "0.0"),  # no minus before a zero
        (-3.25, 2, "−3.25"),
        (None, 1, "–"),
        (float("nan"), 1, "–"),
        (float("inf"), 1, "–"),
    ],
)
def test_values(value: float | None, decimals: int, expected: str) -> None:
    assert ENGLISH.value(value, decimals) == expected


def test_signs_are_shown_where_asked() -> None:
    assert [ENGLISH.value(v, 1, signed=True) for v in (2.0, -2.0, 0.0)] == ["+2.0", "−2.0", "+0.0"]


def test_the_reader_s_conventions() -> None:
    assert BULGARIAN.value(1234.5, 1) == "1\u00a0234,5"  # languages.toml: decimal comma, no-break space
    assert ENGLISH.count(1002) == "1,002"


def test_intervals() -> None:
    assert ENGLISH.interval(Interval(55.01, 66.9), 1) == "55.0–66.9"
    assert ENGLISH.interval(Interval(-1.0, 2.0), 1, signed=True) == "−1.0 … +2.0"
    assert ENGLISH.interval(Interval(float("nan"), 2.0), 1) == "–"
    assert ENGLISH.interval(None, 1) == "–"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.33, "33 %"), (0.999, "> 99 %"), (1.0, "100 %")],
)
def test_shares_never_claim_none_or_all(share: float, expected: str) -> None:
    assert ENGLISH.percent(share).replace("\u202f", " ") == expected


@pytest.mark.parametrize(
    ("p", "expected"), [(0.0004, "< 0.001"), (0.05, "0.050"), (1.0, "1.000"), (None, "–"), (float("nan"), "–")]
)
def test_p_values_are_never_zero(p: float | None, expected: str) -> None:
    assert ENGLISH.p_value(p).replace("\u202f", " ") == expected


@pytest.mark.parametrize(("value", "expected"), [(0.8312, 4), (57.2, 1), (0.0, 1), (None, 1)])
def test_decimals_follow_the_scale(value: float | None, expected: int) -> None:
    score = Score("s", "m", "M", "", value, None, True, (value, None), 0)
    assert decimals_for([score]) == expected
