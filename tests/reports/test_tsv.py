"""The tables of the TSV report, as a spreadsheet and as mtqa itself reads them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

from small import GOOD, SOURCES, small_corpus

from mtqa.evaluation import evaluate
from mtqa.preparation import load_corpus
from mtqa.reports.tsv import TsvReport
from mtqa.results import Finding, Severity

FORMULAS = ('=HYPERLINK("http://evil")', "+49 30", "-2 degrees", "@SUM(A1)")


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    return {
        path.stem: list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
        for path in (folder / "de").iterdir()
    }


def test_no_cell_is_a_formula_and_mtqa_reads_the_texts_as_they_were(tmp_path: Path) -> None:
    evaluation = evaluate(small_corpus([("=x", FORMULAS), ("good", GOOD)]), metric_specs=["ter"], check_names=[])
    finding = Finding("numbers", "accuracy", Severity.MAJOR, "one:0", "=x", "=1+1 is missing")
    TsvReport().write([replace(evaluation, findings=(finding,))], tmp_path)
    found = tables(tmp_path)
    starts = {value[:1] for rows in found.values() for row in rows for name, value in row.items() if name != "mtqa"}
    assert not starts & set("=+@")
    assert [row["hypothesis.=x"] for row in found["segments"]] == [f"'{text}" for text in FORMULAS]
    assert [json.loads(row["mtqa"]) for row in found["segments"]] == [{"escaped": ["hypothesis.=x"]}] * 4
    assert found["findings"][0]["message"] == "'=1+1 is missing"
    # Numbers stay numbers: a gain below zero is no formula.
    assert any(float(row["gain"]) < 0 for row in found["comparisons"])
    columns = {"source": "source", "hypothesis.=x": "hypothesis.=x", "hypothesis.good": "hypothesis.good"}
    (tmp_path / "de/segments.tsv").rename(tmp_path / "segments.en-de.tsv")
    read = load_corpus(tmp_path / "segments.en-de.tsv", options={"columns": columns})
    assert tuple(read.system("=x").hypotheses) == FORMULAS
    assert tuple(segment.source for segment in read.segments) == SOURCES


def test_a_table_without_formulas_has_no_further_column(tmp_path: Path) -> None:
    TsvReport().write([evaluate(small_corpus(), metric_specs=["ter"], check_names=[])], tmp_path)
    assert all("mtqa" not in row for rows in tables(tmp_path).values() for row in rows)
