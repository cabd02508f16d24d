"""Expected lines follow from where the line was taken out or put in."""

from __future__ import annotations

import random

import pytest

from mtqa.files import LinesSeen, first_line_out_of_step, why_not_parallel


def lengths(n: int) -> tuple[list[int], list[int]]:
    """Lengths of n sentences, and of translations that are a bit longer."""
    chance = random.Random(7)
    source = [chance.randint(20, 200) for _ in range(n)]
    return source, [int(length * chance.uniform(1.0, 1.2)) for length in source]


@pytest.mark.parametrize("place", [3, 250, 490])
def test_a_missing_line(place: int) -> None:
    source, target = lengths(500)
    del target[place]
    found = first_line_out_of_step(source, target)
    assert found is not None
    assert abs(found - (place + 1)) <= 2  # a neighbour of about the same length fits as well


def test_lines_too_many() -> None:
    source, target = lengths(500)
    target[100:100] = [60, 80]
    found = first_line_out_of_step(source, target)
    assert found is not None
    assert abs(found - 101) <= 3


def test_what_lengths_cannot_tell() -> None:
    source, target = lengths(100)
    assert first_line_out_of_step(source, target) is None  # nothing is missing
    assert first_line_out_of_step(source, target[:20]) is None  # far apart
    assert first_line_out_of_step([10] * 100, [10] * 99) in (None, 100)  # all alike: the end, or no answer


def why(first: list[str], other: list[str]) -> tuple[str, str]:
    return why_not_parallel(LinesSeen.of(first), LinesSeen.of(other), "ref.txt", "Say it.")


def test_empty_lines_at_the_end_are_named() -> None:
    lines = ["one line", "another one"]
    hint = "Remove the empty lines at the end, or give all files as many."
    assert why(lines, [*lines, "", ""]) == ("; the last 2 are empty", hint)
    assert why([*lines, ""], lines) == ("; the last of ref.txt is empty", hint)
    assert why(lines, [*lines, "more"]) == ("; they seem to fall out of step at line 3", "Say it.")


def test_lines_that_end_in_carriage_returns_are_named() -> None:
    hint = "Save it anew with lines that end in LF."
    assert why(["a", "b", "c"], ["a\rb\rc\r"]) == ("; its lines end in CR alone, as on old Macs", hint)
    assert why(["a\rb\rc\r"], ["a", "b", "c"]) == ("; those of ref.txt end in CR alone, as on old Macs", hint)
    assert why(["a\rb", "c"], ["a"]) == ("", "Say it.")  # the first file has the one in the middle of a line
