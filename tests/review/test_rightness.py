"""How often checks were right, and a profile that switches the others off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mtqa.errors import MtqaError
from mtqa.evaluation import read_config
from mtqa.results import Severity
from mtqa.review import Decision, Judgement, profile_text, rightness_of, write_profile


def decided(
    decisions: str, check: str = "numbers", language: str = "de", annotator: str = "ana"
) -> Iterator[Judgement]:
    """One decision for each letter: accepted, rejected, taken back."""
    for number, letter in enumerate(decisions):
        decision = {"a": "accept", "r": "reject", "o": "open"}[letter]
        content = Decision(decision, check, "accuracy", Severity.MAJOR)  # type: ignore[arg-type]
        yield Judgement(
            *(number + 1, "2026-11-27T10:00:00.000Z", annotator, "findings", language, "d", f"s{number}", "x"),
            *(f"{check}{number}", content, 1.0, f"{number}"),
        )


def test_share_with_wilsons_interval():
    """Expected: scipy 1.17.1, binomtest(8, 10).proportion_ci(method="wilson") = (0.4902, 0.9433)."""
    (row,) = rightness_of(decided("aaaaaaaarro"), {("numbers", "de"): 15})
    assert (row.accepted, row.rejected, row.open) == (8, 2, 5)
    assert row.right == 0.8
    assert (row.interval.low, row.interval.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert row.to_json()["right"]["value"] == 0.8


def test_languages_are_apart_and_undecided_checks_have_no_share():
    judged = [*decided("ar"), *decided("rr", language="fr")]
    rows = rightness_of(judged, {("numbers", "de"): 2, ("omission", "de"): 4, ("names", "de"): 0})
    assert [(row.language, row.check, row.right, row.open) for row in rows] == [
        ("de", "numbers", 0.5, 0),
        ("de", "omission", None, 4),
        ("fr", "numbers", 0.0, 0),
    ]
    assert rows[1].to_json()["right"] is None


def test_where_annotators_differ_the_majority_counts():
    judged = [*decided("aaa"), *decided("rra", annotator="bo"), *decided("rar", annotator="cleo")]
    (row,) = rightness_of(judged, {})
    assert (row.accepted, row.rejected) == (2, 1)


def test_a_profile_switches_checks_off(tmp_path):
    rows = rightness_of(decided("rrrra"), {})
    path = write_profile(tmp_path, "quiet", ["numbers", "numbers"], rows)
    assert "right in 1 of 5" in path.read_text(encoding="utf-8")
    (tmp_path / "mtqa.toml").write_text('[profile]\nfile = "quiet.toml"\n', encoding="utf-8")
    checking = read_config(tmp_path / "mtqa.toml").checking
    assert "numbers" in {chosen.check.name for chosen in checking.others}
    assert "numbers" not in {chosen.check.name for chosen in checking.chosen}
    write_profile(tmp_path, "quiet", ["omission"], rows)
    assert "[checks.omission]" in path.read_text(encoding="utf-8")


def test_somebodys_own_file_is_not_overwritten(tmp_path):
    (tmp_path / "quiet.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(MtqaError, match="not overwritten"):
        write_profile(tmp_path, "quiet", ["numbers"])
    assert (tmp_path / "quiet.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "mtqa", "a b"])
def test_a_name_must_be_one_for_a_file(name, tmp_path):
    with pytest.raises(MtqaError, match="no name for a profile"):
        write_profile(tmp_path, name, ["numbers"])


def test_a_check_that_there_is_not_is_refused():
    with pytest.raises(MtqaError, match="no check named 'nonsense'"):
        profile_text("quiet", ["nonsense"])
