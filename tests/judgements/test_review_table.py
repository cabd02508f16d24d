"""Tables that `mtqa review` exports, changed by somebody: what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import GOOD, small_corpus

from mtqa.contracts import REVIEW_COLUMNS, Told
from mtqa.errors import MtqaError
from mtqa.evaluation import read_judgements
from mtqa.results import Severity, Span

ROW = {
    "protocol": "esa",
    "language": "de",
    "document": "one",
    "segment": "one:0",
    "system": "good",
    "annotator": "ana",
    "score": "70.5",
    "hypothesis": GOOD[0],
}
MARKED = {"category": "style", "severity": "major", "side": "hypothesis", "start": "4", "end": "9"}


def write(path: Path, *rows: dict[str, str]) -> Path:
    lines = ["\t".join(REVIEW_COLUMNS), *("\t".join(row.get(name, "") for name in REVIEW_COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_rating_with_two_errors(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", ROW | MARKED, ROW | MARKED | {"severity": "minor", "side": "source"})
    found = read_judgements(path, small_corpus())
    assert (found.label, found.values["good"], found.n_raters) == ("ESA", [70.5, None, None, None], 1)
    assert [(one.finding.spans, one.finding.severity) for one in found.marked] == [
        ((Span("hypothesis", 4, 9),), Severity.MAJOR),
        ((Span("source", 4, 9),), Severity.MINOR),
    ]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"segment": "one:9"}, "no segment 'one:9'"),
        ({"language": "fr"}, "the judgements are of 'fr'"),
        ({"protocol": "findings"}, "has no scores"),
        ({"protocol": "da"}, "esa and da are in one table"),
        ({"score": "70,5"}, "the score is '70,5'"),
        ({"score": "nan"}, "the score is 'nan'"),
        ({"score": "71"}, "another score"),
        (MARKED | {"severity": "fatal"}, "is not a severity"),
        (MARKED | {"start": "-1"}, "where the error lies"),
        (MARKED | {"side": "left"}, "where the error lies"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, changed: dict[str, str], problem: str) -> None:
    path = write(tmp_path / "a.tsv", ROW, ROW | changed)
    with pytest.raises(MtqaError, match=problem) as error:
        read_judgements(path, small_corpus())
    assert error.value.line == 3


def test_other_texts_and_broken_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="not what the systems of the corpus wrote"):
        read_judgements(write(tmp_path / "a.tsv", ROW | {"hypothesis": "Etwas ganz anderes."}), small_corpus())
    with pytest.raises(MtqaError, match="holds no judgement"):
        read_judgements(write(tmp_path / "b.tsv"), small_corpus())
    path = write(tmp_path / "c.tsv", ROW | {"comment": "a\tb"})
    with pytest.raises(MtqaError, match="columns, where"):
        read_judgements(path, small_corpus())
    (tmp_path / "d.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(MtqaError):
        read_judgements(tmp_path / "d.xlsx", small_corpus())
    with pytest.raises(MtqaError, match="not for the user to say"):
        read_judgements(write(tmp_path / "e.tsv", ROW), small_corpus(), told=Told(critical=5))
