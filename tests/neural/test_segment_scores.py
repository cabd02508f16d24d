"""Windows, references and the cache, with a model that counts letters: all expected values by hand."""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.files.checksums import checksum
from mtqa.models import choose_place
from mtqa.neural import score_systems
from mtqa.neural.batches import in_batches, padded
from mtqa.neural.items import ErrorSpan, Item, ItemScore, bytes_of_longest
from mtqa.results import Severity


@dataclass(frozen=True)
class LetterModel:
    """Scores a hypothesis by the share of its letters that are `a`, and marks each `x`; one token per letter."""

    seen: list[Item] = field(default_factory=list)
    limit: int = 10
    identity: str = "letters|1"
    batch_tokens: int = 10
    bound: Callable[[Item], int] | None = None

    def lengths(self, items: Sequence[Item]) -> list[int]:
        return [max(len(item.source), len(item.hypothesis), len(item.reference or "")) for item in items]

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        scores = self.score(items)
        return lambda: scores

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        assert all(length <= self.limit for length in self.lengths(items))
        self.seen.extend(items)
        return [
            ItemScore(
                item.hypothesis.count("a") / max(1, len(item.hypothesis)) + len(item.reference or ""),
                tuple(
                    ErrorSpan(k, k + 1, Severity.MAJOR, 0.5)
                    for k, letter in enumerate(item.hypothesis)
                    if letter == "x"
                ),
            )
            for item in items
        ]


def test_the_best_reference_counts_or_their_mean() -> None:
    references = [["r", "rrr"]]
    values = {
        (combine, higher): score_systems(
            LetterModel(), ["s"], [["ab"]], references, combine=combine, higher_is_better=higher
        )[0].segments[0].value
        for combine, higher in (("max", True), ("max", False), ("mean", True))
    }  # fmt: skip
    assert values == {("max", True): 3.5, ("max", False): 1.5, ("mean", True): 2.5}


def test_what_is_too_long_is_scored_in_windows_and_counted() -> None:
    scores = score_systems(LetterModel(), ["s", "s"], [["aaaaaaa bbbxbbb", "aa"]], None)[0]
    # "aaaaaaa " (7 of 8) and "bbbxbbb" (0 of 7), weighted by their lengths: 7/15
    assert scores.segments[0].value == pytest.approx(7 / 15)
    assert scores.segments[0].spans == (ErrorSpan(11, 12, Severity.MAJOR, 0.5),)
    assert scores.segments[1].value == 1
    assert scores.n_windowed == 1


def test_what_is_too_long_can_be_refused() -> None:
    with pytest.raises(MtqaError, match=r"1 texts are longer than the 10 tokens"):
        score_systems(LetterModel(), ["s"], [["a" * 11]], None, long="refuse")


def test_windows_have_an_end() -> None:
    with pytest.raises(MtqaError, match="does not fit"):
        score_systems(LetterModel(), ["s"], [["a" * 1000]], None)


def test_only_what_is_new_is_scored(tmp_path: Path) -> None:
    model = LetterModel()

    def score(*systems: list[str]) -> list[list[float]]:
        model.seen.clear()
        found = score_systems(model, ["s", "t"], systems, [["r"], ["r"]], cache=tmp_path)
        return [[segment.value for segment in of_system.segments] for of_system in found]

    assert score(["ab x", "b"]) == [[1.25, 1.0]]
    assert {item.hypothesis for item in model.seen} == {"ab x", "b"}
    assert score(["ab x", "b"], ["aa", "b"]) == [[1.25, 1.0], [2.0, 1.0]]
    assert model.seen == [Item("s", "aa", "r")]  # one system more scores what nobody had translated so
    assert score(["ab x", "ab"]) == [[1.25, 1.5]]
    assert model.seen == [Item("t", "ab", "r")]  # one segment changed scores one segment
    assert score_systems(model, ["s"], [["ab x"]], [["r"]], cache=tmp_path)[0].segments[0].spans
    assert len(model.seen) == 1


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    texts = ["a" * n for n in range(10, 0, -1)]
    sources = ["s"] * 10

    class Dying(LetterModel):
        def score(self, items: Sequence[Item]) -> list[ItemScore]:
            if len(self.seen) >= 4:
                raise KeyboardInterrupt
            return super().score(items)

    dying = Dying()
    with pytest.raises(KeyboardInterrupt):
        score_systems(dying, sources, [texts], None, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    with kept.open("ab") as file:
        file.write(b'["half a li')
    model = LetterModel()
    found = score_systems(model, sources, [texts], None, cache=tmp_path)
    assert len(dying.seen) >= 4
    assert {item.hypothesis for item in model.seen} == set(texts) - {item.hypothesis for item in dying.seen}
    assert [segment.value for segment in found[0].segments] == [1.0] * 10
    model.seen.clear()
    assert score_systems(model, sources, [texts], None, cache=tmp_path) == found
    assert not model.seen


@pytest.mark.parametrize(
    "line", ["{}", "[1]", "[[]]", '["KEY", NaN, 0]', '["KEY", "x", 0]', '["KEY", 1, 0, [0, 1, "odd", 1]]']
)
def test_a_damaged_line_is_as_good_as_none(line: str, tmp_path: Path) -> None:
    model = LetterModel()
    first = score_systems(model, ["s"], [["ab"]], None, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    header, row, _ = kept.read_text().split("\n")
    damaged = line.replace("KEY", row[2:34])
    sound = f"{damaged} {checksum(damaged.encode(), kept.name.partition('.')[0])}"
    for number, wrong in enumerate((damaged, sound) if "KEY" in line else (damaged,), start=2):
        kept.write_text(f"{header}\n{wrong}\n")
        with pytest.warns(MtqaWarning, match="damaged"):
            assert score_systems(model, ["s"], [["ab"]], None, cache=tmp_path) == first
        assert len(model.seen) == number
        assert kept.read_text() == f"{header}\n{row}\n"


def test_a_score_beyond_what_the_model_can_give_is_not_believed(tmp_path: Path) -> None:
    model = LetterModel()
    for bounds, n_scored in (((0.0, 1.0), 1), ((0.0, 1.0), 1), ((0.6, 1.0), 2)):
        with warnings.catch_warnings(record=True):
            score_systems(model, ["s"], [["ab"]], None, cache=tmp_path, bounds=bounds)
        assert len(model.seen) == n_scored


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert score_systems(LetterModel(), ["s"], [["ab"]], None, cache=tmp_path / "file")[0].segments[0].value == 0.5


def test_progress_is_told_translation_by_translation() -> None:
    told: list[tuple[int, int]] = []
    score_systems(
        LetterModel(), ["s"] * 4, [["a" * 9, "b" * 7, "c", "d"], ["a" * 8, "b" * 5, "c", "e"]], None,
        name="letters", progress=lambda what, done, total: told.append((done, total)),
    )  # fmt: skip
    # 17 letters of the first segment, 12 of the second and 3 of the others, at most 20 at a time; `c` stands twice
    assert told == [(0, 7), (2, 7), (7, 7)]


def test_the_systems_of_a_segment_are_scored_together() -> None:
    """Else what they have in common would be encoded several times."""
    calls: list[int] = []

    class Counting(LetterModel):
        def score(self, items: Sequence[Item]) -> list[ItemScore]:
            calls.append(len({item.source for item in items}))
            return super().score(items)

    sources = [f"source {n}" for n in range(8)]
    score_systems(Counting(), sources, [[f"{letter * 8}{n}" for n in range(8)] for letter in "abc"], None)
    assert sum(calls) == 8


@pytest.mark.parametrize("long", ["windows", "refuse"])
def test_where_tokens_are_not_counted_first_only_the_doubtful_are(long: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of more bytes than the model takes tokens, less 64 for marks, is doubtful; it is scored last."""
    monkeypatch.setattr("mtqa.neural.segment_scores._STRETCH", 7)
    counted: list[Item] = []

    class Estimating(LetterModel):
        def lengths(self, items: Sequence[Item]) -> list[int]:
            counted.extend(items)
            return super().lengths(items)

        def score(self, items: Sequence[Item]) -> list[ItemScore]:
            self.seen.extend(items)
            return LetterModel(limit=200).score(items)

    texts = ["abab" * n for n in range(1, 51)] + ["axé " * 60 * (long == "windows"), "ä" * 70]
    sources = ["s"] * len(texts)
    model = Estimating(limit=200, bound=bytes_of_longest)
    found = score_systems(model, sources, [texts], None, long=long)
    assert found == score_systems(LetterModel(limit=200), sources, [texts], None)
    if long == "windows":
        assert model.seen[0].hypothesis == texts[6]  # the longest of the first seven
        assert found[0].n_windowed == 1
        whole = {item.hypothesis for item in counted if item.hypothesis in texts}
        assert whole == {text for text in texts if len(text.encode()) > 200 - 64}
    else:  # then all are counted, so that it is refused before anything is scored
        assert {item.hypothesis for item in counted} == set(texts)


def test_a_batch_begins_before_the_scores_of_the_one_before_are_waited_for() -> None:
    events: list[str] = []

    class Late(LetterModel):
        def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
            number = len(self.seen)
            self.seen.append(items[0])
            events.append(f"start {number}")

            def finish() -> list[ItemScore]:
                events.append(f"finish {number}")
                return [ItemScore(1.0) for _ in items]

            return finish

    score_systems(Late(), ["s"] * 3, [["a" * 10, "b" * 10, "c" * 10]], None)
    score_systems(Late(batch_tokens=5), ["s"] * 3, [["a" * 10, "b" * 10, "c" * 10]], None)
    assert events == [
        *("start 0", "start 1", "finish 0", "finish 1"),
        *("start 0", "start 1", "finish 0", "start 2", "finish 1", "finish 2"),
    ]


def test_scores_that_are_no_numbers_are_refused() -> None:
    class Broken(LetterModel):
        def score(self, items: Sequence[Item]) -> list[ItemScore]:
            return [ItemScore(float("nan")) for _ in items]

    with pytest.raises(MtqaError, match="no number"):
        score_systems(Broken(), ["s"], [["a"]], None)


def test_batches_hold_items_of_like_length() -> None:
    batches: list[list[int]] = []

    def run(batch: list[int]) -> list[int]:
        batches.append(batch)
        return [position * 10 for position in batch]

    assert in_batches([1, 5, 2, 4, 20], 10, run) == [0, 10, 20, 30, 40]
    assert batches == [[4], [1, 3], [2, 0]]


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")])
def test_a_batch_that_does_not_fit_is_halved(error: Exception) -> None:
    sizes = []

    def run(batch: list[int]) -> list[int]:
        sizes.append(len(batch))
        if len(batch) > 2:
            raise error
        return batch

    assert in_batches([1] * 8, 100, run) == list(range(8))
    assert sizes == [8, 4, 2, 2, 4, 2, 2]


def test_memory_that_does_not_hold_one_text_is_an_error_and_other_errors_pass() -> None:
    def too_big(batch: list[int]) -> list[int]:
        raise MemoryError

    def broken(batch: list[int]) -> list[int]:
        raise RuntimeError("shapes")

    with pytest.raises(MtqaError, match="one text of 7 tokens"):
        in_batches([7], 100, too_big)
    with pytest.raises(RuntimeError, match="shapes"):
        in_batches([7], 100, broken)


@pytest.mark.torch
def test_sequences_become_one_tensor_with_what_is_their_own() -> None:
    ids, mask = padded([array("i", numbers) for numbers in ((5, 6, 7), (), (8,))], 1, "cpu")
    assert ids.tolist() == [[5, 6, 7], [1, 1, 1], [8, 1, 1]]
    assert mask.tolist() == [[True, True, True], [False, False, False], [True, False, False]]


@pytest.mark.torch
def test_half_precision_is_for_a_gpu_or_for_who_asks() -> None:
    assert choose_place("cpu", half="bfloat16").precision == "float32"
    assert choose_place("cpu", "float16").precision == "float16"
