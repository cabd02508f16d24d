from __future__ import annotations

import random
import xml.etree.ElementTree as ET

import pytest

from mtqa.rendering.plots import MAX_DOTS, Axis, Dot, axis_for, axis_labels, interval_row, strip_row
from mtqa.results import Interval


def test_ticks_are_round_few_and_inside() -> None:
    # By hand: 30 to 46 widened by 8 % is 28.7 to 47.3; steps of 5.
    assert axis_for([30.0, 46.0]).ticks == (30.0, 35.0, 40.0, 45.0)
    draw = random.Random(1)
    for _ in range(500):
        scale = 10 ** draw.uniform(-4, 4)
        axis = axis_for([draw.uniform(-scale, scale) for _ in range(draw.randint(1, 9))])
        assert 2 <= len(axis.ticks) <= 7
        assert all(axis.low <= tick <= axis.high for tick in axis.ticks)


def test_no_ticks_below_zero_where_no_value_is() -> None:
    assert min(axis_for([0.0, 100.0]).ticks) == 0.0


@pytest.mark.parametrize("values", [[], [5.0], [5.0, 5.0], [0.0], [float("nan")], [float("inf"), 1.0]])
def test_odd_values_still_give_an_axis(values: list[float]) -> None:
    axis = axis_for(values)
    assert axis.low < axis.high
    assert axis.ticks


def test_a_marked_value_is_on_the_axis() -> None:
    axis = axis_for([-6.0, -3.0], marked=0.0)
    assert axis.low < 0.0 < axis.high
    assert 0.0 in axis.ticks


def test_positions() -> None:
    axis = Axis(40.0, 60.0, (40.0, 60.0))
    assert [axis.position(v) for v in (40.0, 45.0, 60.0, 90.0, 0.0)] == [0.0, 25.0, 100.0, 100.0, 0.0]


def test_an_interval_is_drawn_where_it_lies() -> None:
    axis = Axis(0.0, 100.0, (0.0, 100.0))
    svg = ET.fromstring(interval_row(axis, 50.0, Interval(40.0, 65.0), "a < b", primary=True))
    assert svg.findtext("title") == "a < b"
    bar = next(line for line in svg.iter("line") if line.get("class") == "bar")
    assert (bar.get("x1"), bar.get("x2")) == ("40.0%", "65.0%")
    assert [(c.get("cx"), c.get("class")) for c in svg.iter("circle")] == [("50.0%", "dot")]


def test_nothing_is_drawn_for_nothing() -> None:
    svg = ET.fromstring(interval_row(Axis(0.0, 1.0, ()), None, None, "none", primary=False))
    assert not list(svg.iter("circle"))
    assert not list(svg.iter("line"))


def test_a_strip_has_a_dot_for_each_value() -> None:
    axis = Axis(0.0, 100.0, (0.0, 100.0))
    dots = [Dot(50.0, f"segment {n}", f"segment-{n}") for n in range(5)]
    svg = ET.fromstring(strip_row(axis, dots, "five"))
    assert [a.get("href") for a in svg.iter("a")] == [f"#segment-{n}" for n in range(5)]
    assert len({c.get("cy") for c in svg.iter("circle")}) == 5  # none covers another


def test_many_values_are_a_histogram() -> None:
    axis = Axis(0.0, 100.0, (0.0, 100.0))
    dots = [Dot(25.0 if n % 4 else 75.0, "", "s") for n in range(MAX_DOTS + 2)]
    svg = ET.fromstring(strip_row(axis, dots, "many"))
    assert not list(svg.iter("circle"))
    low, high = svg.iter("rect")
    # Three of four values are 25: its bar is full height (36 - 4), the other's a third of it.
    assert (low.get("x"), low.get("height")) == ("25.0%", "32.0")
    assert high.get("x") == "75.0%"
    assert float(high.get("height") or 0) == pytest.approx(32 / 3, abs=0.2)


def test_labels_of_the_axis() -> None:
    svg = ET.fromstring(axis_labels(Axis(0.0, 100.0, (0.0, 50.0, 100.0)), ["0", "50", "100"]))
    assert [(t.text, t.get("text-anchor")) for t in svg.iter("text")] == [
        ("0", "start"),
        ("50", "middle"),
        ("100", "end"),
    ]
