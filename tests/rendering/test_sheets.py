from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from evaluations import hostile_evaluation, page_evaluation

from mtqa.contracts import reports
from mtqa.corpus import SystemOutput
from mtqa.rendering import Marked, catalogue, marked_places, tables
from mtqa.reports.tsv import TsvReport
from mtqa.reports.xlsx import XlsxReport, workbook
from mtqa.results import Evaluation, Span


def lines(folder: Path, name: str) -> list[list[str]]:
    text = (folder / "bg" / f"{name}.tsv").read_bytes().decode()
    assert text.endswith("\n")
    return [line.split("\t") for line in text.rstrip("\n").split("\n")]


def test_tsv_holds_everything(tmp_path: Path) -> None:
    evaluation = page_evaluation()
    written = TsvReport().write([evaluation], tmp_path)
    assert [path.name for path in written] == [
        *("scores.tsv", "comparisons.tsv", "scorecard.tsv", "findings.tsv", "segments.tsv")
    ]
    scores = [dict(zip(lines(tmp_path, "scores")[0], row, strict=True)) for row in lines(tmp_path, "scores")[1:]]
    first = evaluation.scores[0]
    assert (scores[0]["metric"], scores[0]["system"]) == ("BLEU", "etranslation")
    assert float(scores[0]["score"]) == pytest.approx(first.value, abs=1e-3)
    assert scores[0]["signature"] == first.signature
    assert [row["higher_is_better"] for row in scores] == ["1", "1", "1", "1", "0", "0"]
    comparisons = lines(tmp_path, "comparisons")
    assert comparisons[1][:8] == ["BLEU", "etranslation", "opus-mt", "-3.2", "-6", "-0.4", "0.012", "0.024"]
    findings = lines(tmp_path, "findings")
    assert findings[1][:5] == ["heat:2", "etranslation", "numbers", "accuracy/number", "major"]
    assert findings[1][6] == "source:34-38 hypothesis:34-38"
    assert findings[1][8:] == [
        "Last summer was the warmest since ⟦1880⟧.",
        "Миналото лято беше най-топлото от ⟦1980⟧ г.",
    ]
    card = lines(tmp_path, "scorecard")
    # A critical, two major, a minor finding, of 66 words: 36 points.
    assert card[1][:8] == ["checks", "etranslation", "66", "1", "2", "1", "0", "36"]
    assert float(card[1][8]) == pytest.approx(36 / 66 * 1000, abs=1e-2)
    assert card[1][-1] == "too_small"
    segments = lines(tmp_path, "segments")
    assert len(segments) == 13
    assert segments[2][4:8] == [
        "Last summer was the warmest since 1880.",
        "Миналото лято беше най-топлото от 1880 г. насам.",
        "Миналото лято беше най-топлото от 1980 г.",
        "Изминалото лято бе най-топлото от 1880 година насам.",
    ]


@pytest.mark.parametrize("make", [page_evaluation, hostile_evaluation])
def test_every_row_has_as_many_cells_as_the_head(tmp_path: Path, make: type) -> None:
    evaluation: Evaluation = make()
    for path in TsvReport().write([evaluation], tmp_path):
        text = path.read_bytes().decode("utf-8")
        rows = text.rstrip("\n").split("\n")
        assert len({row.count("\t") for row in rows}) == 1
        assert not re.search("[\x00\r]|nan|inf\t", text)


def test_a_workbook_has_a_sheet_for_each_table_with_filters_and_frozen_heads(tmp_path: Path) -> None:
    evaluation = page_evaluation()
    (path,) = XlsxReport().write([evaluation], tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["scores", "comparisons", "scorecard", "findings", "segments", "methods"]
    for table in tables(evaluation, catalogue()):
        sheet = book[table.name]
        rows = list(table.rows)
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert [cell.value for cell in sheet[1]] == list(table.head)
        assert sheet.max_row == len(rows) + 1
        for row, cells in zip(rows, sheet.iter_rows(min_row=2), strict=True):
            for wanted, cell in zip(row, cells, strict=True):
                told = wanted.text if isinstance(wanted, Marked) else wanted
                assert cell.value == (pytest.approx(told) if isinstance(told, float) else told)


def test_places_are_marked_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(page_evaluation(), catalogue())), rich_text=True)
    sheet = book["findings"]
    columns = {cell.value: cell.column - 1 for cell in sheet[1]}
    first, second = list(sheet.iter_rows(min_row=2))[:2]
    source = first[columns["source"]].value
    assert [str(piece) for piece in source] == ["Last summer was the warmest since ", "1880", "."]
    assert [getattr(getattr(piece, "font", None), "b", None) for piece in source] == [None, True, False]
    whole = second[columns["hypothesis"]]  # all of it is marked
    assert (whole.value, whole.font.b) == ("A square in Plovdiv", True)


def test_places_that_touch_are_one() -> None:
    spans = (Span("source", 4, 6), Span("source", 0, 2), Span("source", 2, 3), Span("source", 5, 99))
    finding = dataclasses.replace(page_evaluation().findings[0], spans=spans)
    assert str(marked_places("abcdefg", [finding], "source")) == "⟦abc⟧d⟦efg⟧"
    assert str(marked_places("abcdefg", [finding], "hypothesis")) == "abcdefg"


FORMULAS = ("=1+1", '=HYPERLINK("http://example.org";"x")', "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org/")


def test_no_text_becomes_a_formula_or_a_link() -> None:
    page = page_evaluation(n_systems=1)
    texts = [FORMULAS[number % len(FORMULAS)] for number in range(12)]
    system = dataclasses.replace(page.corpus.systems[0], hypotheses=texts)
    findings = tuple(dataclasses.replace(f, message="=1+1", category="=2") for f in page.findings)
    evil = dataclasses.replace(page, corpus=page.corpus.with_systems([system]), findings=findings)
    content = workbook(evil, catalogue())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = archive.read(name).decode()
                assert "<f>" not in sheet
                assert "hyperlink" not in sheet
    book = openpyxl.load_workbook(io.BytesIO(content))
    column = next(cell.column for cell in book["segments"][1] if cell.value == "hypothesis.etranslation")
    cells = [row[column - 1] for row in book["segments"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [text.replace("\t", "⟨⇥⟩") for text in texts]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.data_type for row in book["findings"].iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_findings_in_a_table_are_no_formulas(tmp_path: Path) -> None:
    """The marked place may begin the text, or lie in the middle of what looks like a formula."""
    page = page_evaluation(n_systems=1)
    system = dataclasses.replace(page.corpus.systems[0], hypotheses=["=1+1"] * 12)
    for start in (0, 2):
        found = dataclasses.replace(page.findings[0], spans=(Span("hypothesis", start, start + 2),))
        evil = dataclasses.replace(page, corpus=page.corpus.with_systems([system]), findings=(found,))
        TsvReport().write([evil], tmp_path / str(start))
        _, row = lines(tmp_path / str(start), "findings")
        assert row[9] == ("⟦=1⟧+1" if start == 0 else "'=1⟦+1⟧")


def test_a_hostile_corpus_makes_a_workbook_that_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(hostile_evaluation(), catalogue())))
    texts = [cell.value for row in book["segments"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("⟨RLO⟩" in text for text in texts)
    assert max(map(len, texts)) <= 32_767  # what a cell can hold; one segment has 100,000 characters
    assert not any(re.search("[\x00\u202e]", text) for text in texts)


def test_two_workbooks_of_one_evaluation_are_equal() -> None:
    assert workbook(page_evaluation(), catalogue()) == workbook(page_evaluation(), catalogue())


def test_every_format_is_registered_and_writes_over_its_own_files(tmp_path: Path) -> None:
    from mtqa.errors import MtqaError
    from mtqa.evaluation import write_reports

    assert {"tsv", "xlsx", "latex", "pdf"} <= set(reports.names())
    for _ in range(2):
        write_reports([page_evaluation()], tmp_path, ["html", "md", "tsv", "xlsx", "latex"])
    for name in ("scores.tsv", "report.xlsx", "report.tex"):
        (tmp_path / "bg" / name).write_text("mine\n")
        with pytest.raises(MtqaError, match="was changed since mtqa wrote it"):
            write_reports([page_evaluation()], tmp_path, ["tsv", "xlsx", "latex"])
        (tmp_path / "bg" / name).unlink()


def test_a_missing_hypothesis_stays_missing(tmp_path: Path) -> None:
    page = page_evaluation()
    system = SystemOutput("c", page.corpus.systems[1].role, [None, *["x"] * 11])
    TsvReport().write(
        [dataclasses.replace(page, corpus=page.corpus.with_systems([*page.corpus.systems, system]))], tmp_path
    )
    head, first, *_ = lines(tmp_path, "segments")
    assert dict(zip(head, first, strict=True))["hypothesis.c"] == ""
