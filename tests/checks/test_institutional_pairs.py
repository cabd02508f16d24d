"""Sentences as institutions write them, each alone through all checks that run by default.

`institutional_pairs.tsv` was written by hand into 44 languages, most kinds of fault twice: once right, where nothing
may be told ("none"), and once with the fault, which the check that is named must tell and no other.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import mtqa

with Path(__file__).with_name("institutional_pairs.tsv").open(encoding="utf-8", newline="") as stream:
    PAIRS = [tuple(row.values()) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(("source_language", "target_language", "source", "hypothesis", "check"), PAIRS)
def test_pair(
    tmp_path: Path, source_language: str, target_language: str, source: str, hypothesis: str, check: str
) -> None:
    path = tmp_path / "pair.tsv"
    row = (source_language, target_language, source, hypothesis)
    path.write_text("source_lang\ttarget_lang\tsource\thypothesis\n" + "\t".join(row) + "\n", encoding="utf-8")
    findings = mtqa.evaluate(mtqa.load_corpus(path), metric_specs=()).findings
    told = [f"{one.check}: {one.message}" for one in findings]
    assert {one.check for one in findings} == ({check} - {"none"}), told


def test_both_sides_are_tried() -> None:
    right = sum(pair[-1] == "none" for pair in PAIRS)
    assert 150 <= right <= len(PAIRS) - 100
