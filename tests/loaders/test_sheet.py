"""Tables in Excel workbooks, and workbooks that are pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents.making_documents import workbook

from mtqa import load_corpora
from mtqa.contracts import Certainty, loaders
from mtqa.errors import MtqaError
from mtqa.testing import check_loader


def table(folder: Path, *rows: tuple[object, ...]) -> Path:
    cells = {f"{'ABCDEF'[column]}{row}": cell for row, cells in enumerate(rows, 1) for column, cell in enumerate(cells)}
    return workbook(folder / "a.en-de.xlsx", {"One": cells, "Two": {"A1": "never read"}})


HEADING = ("id", "source", "reference.A", "hypothesis.x", "score")


def test_rows_are_segments(tmp_path: Path) -> None:
    path = table(tmp_path, HEADING, ("a", "One.", "Eins.", "Ein.", 3.5), ("b", "Two\nlines", None, "Zwei", None))
    check_loader("sheet(source_language=en, target_language=de)", path)
    (corpus,) = load_corpora(path)
    assert [(s.id, s.source, dict(s.references), dict(s.extra)) for s in corpus.segments] == [
        ("a", "One.", {"A": "Eins."}, {"score": "3.5"}),
        ("b", "Two\nlines", {}, {}),
    ]
    assert list(corpus.primary.hypotheses) == ["Ein.", "Zwei"]


@pytest.mark.parametrize("row", [("Place", "Rain"), ("Source", "Figures for 2021"), ("", ""), (1, 2)])
def test_a_workbook_without_such_a_heading_is_a_page(tmp_path: Path, row: tuple[object, ...]) -> None:
    path = table(tmp_path, row, ("The village", "A lot"))
    assert loaders.get("sheet")().accepts(path) is Certainty.NO
    with pytest.raises(MtqaError, match="this is one text, and a corpus needs a source and its translations"):
        load_corpora(path)


def test_a_text_without_a_heading_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path, ("source", "mt"), ("One.", "Eins.", "lost"))
    with pytest.raises(MtqaError, match=r"a\.en-de\.xlsx: row 2: the text 'lost' has no heading above it"):
        load_corpora(path)
