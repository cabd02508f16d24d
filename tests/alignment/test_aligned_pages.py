"""By hand: what joining alignments must give."""

from __future__ import annotations

from mtqa.alignment.aligned_pages import AlignedSegment, join_alignments
from mtqa.alignment.beads import Alignment, Bead


def aligned(*beads: tuple[tuple[int, ...], tuple[int, ...]]) -> Alignment:
    return Alignment(tuple(Bead(s, t, 0.0) for s, t in beads), "by hand", True)


def join(source: str, *targets: tuple[str, Alignment]) -> list[tuple[str, tuple[str, ...]]]:
    segments = join_alignments(
        source.split(),
        ["p"] * len(source.split()),
        [text.split() for text, _ in targets],
        [["p"] * len(text.split()) for text, _ in targets],
        [alignment for _, alignment in targets],
    )
    return [(segment.source, segment.targets) for segment in segments]


def test_segments_are_the_finest_that_no_bead_crosses() -> None:
    first = ("a bc d", aligned(((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))))
    second = ("a b cd", aligned(((0,), (0,)), ((1,), (1,)), ((2, 3), (2,))))
    assert join("A B C D", first, second) == [("A", ("a", "a")), ("B C D", ("bc d", "b cd"))]


def test_omissions_are_empty_and_additions_have_an_empty_source() -> None:
    first = ("a x c", aligned(((0,), (0,)), ((), (1,)), ((1,), ()), ((2,), (2,))))
    second = ("a b c y", aligned(((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((), (3,))))
    assert join("A B C", first, second) == [
        ("A", ("a", "a")),
        ("", ("x", "")),
        ("B", ("", "b")),
        ("C", ("c", "c")),
        ("", ("", "y")),
    ]


def test_what_is_added_inside_a_group_stays_in_it() -> None:
    first = ("ab", aligned(((0, 1), (0,))))
    second = ("a x b", aligned(((0,), (0,)), ((), (1,)), ((1,), (2,))))
    assert join("A B", first, second) == [("A B", ("ab", "a x b"))]


def test_additions_before_everything() -> None:
    assert join("A", ("x y a", aligned(((), (0,)), ((), (1,)), ((0,), (2,))))) == [("", ("x y",)), ("A", ("a",))]


def test_the_kind_is_that_of_the_first_sentence() -> None:
    (segment,) = join_alignments(["A", "B"], ["title", "p"], [["ab"]], [["title"]], [aligned(((0, 1), (0,)))])
    assert segment == AlignedSegment("A B", ("ab",), "title")
