from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET

from evaluations import page_evaluation

from mtqa.rendering import catalogue
from mtqa.rendering.findings_by_category import category_rows, check_rows, severity_counts, system_rows
from mtqa.rendering.provenance import command, text_origins
from mtqa.rendering.scoreboard import Scoreboard, comparison_tables, metric_rows, ordered_systems, ranks
from mtqa.results import Evaluation, Severity


def board(evaluation: Evaluation | None = None) -> Scoreboard:
    return Scoreboard(evaluation or page_evaluation(), catalogue())


def test_rows_are_best_first_whatever_the_direction() -> None:
    """opus-mt is closer to the references, so it stands first, with its higher BLEU and its lower TER."""
    for metric in board().metrics:
        rows, _ = metric_rows(board(), metric)
        assert [(row.system, row.primary) for row in rows] == [("opus-mt", False), ("etranslation", True)]
    assert [system.name for system in ordered_systems(board())] == [
        "etranslation",
        "opus-mt",
    ]  # elsewhere: primary first


def test_a_row_says_everything_in_words() -> None:
    metric = board().metrics[0]
    rows, _ = metric_rows(board(), metric)
    row = rows[1]
    value = page_evaluation().scores[0].value
    assert value is not None
    assert (row.value, row.interval) == (f"{value:.1f}", f"{value - 6.2:.1f}–{value + 5.1:.1f}")
    assert row.role == "judged"
    assert row.missing == "1 segment left out, with nothing to compare"
    assert (ET.fromstring(row.plot).findtext("title") or "").startswith(f"etranslation: {value:.1f}, 95")


def test_known_metrics_are_explained_from_the_catalogue_and_others_by_themselves() -> None:
    assert board().metrics[2].scale == "0 would be the reference itself, word for word"
    page = page_evaluation()
    other = tuple(dataclasses.replace(s, metric="other") for s in page.scores[:1])
    assert board(dataclasses.replace(page, scores=other)).metrics[0].scale == "higher is better"


def test_ranks_are_shared_by_systems_that_are_not_told_apart() -> None:
    page = page_evaluation()
    metric = board().metrics[1]
    assert dict(ranks(board(), metric)) == {"opus-mt": 1, "etranslation": 2}  # p corrected is 0.024
    unclear = tuple(dataclasses.replace(c, p_adjusted=0.3) for c in page.comparisons)
    assert set(ranks(board(dataclasses.replace(page, comparisons=unclear)), metric).values()) == {1}
    assert dict(ranks(board(page_evaluation(comparisons=False)), metric)) == {}


def test_comparisons() -> None:
    tables = comparison_tables(board())
    assert [table.label for table in tables] == ["BLEU", "chrF2++", "TER"]
    row = tables[0].rows[0]
    # From `page_evaluation`: gain -3.2, interval -6.0 to -0.4, corrected p 0.024, detectable 4.1.
    assert (row.baseline, row.gain, row.interval, row.p_value, row.detectable, row.reading, row.significant) == (
        "opus-mt", "−3.2", "−6.0 … −0.4", "0.024", "4.1", "worse", True,
    )  # fmt: skip


def test_findings_by_category_the_gravest_first() -> None:
    rows = category_rows(board())
    assert [(row.category, row.counts, row.links) for row in rows] == [
        ("Omission", (1, 0, 0, 0), (("segment-heat:10", "10"),)),
        ("Untranslated text", (0, 1, 0, 0), (("segment-heat:4", "4"),)),
        ("Wrong number", (0, 1, 0, 0), (("segment-heat:2", "2"),)),
        ("Addition", (0, 0, 1, 0), (("segment-heat:12", "12"),)),
    ]


def test_many_segments_of_a_category_are_cut_and_counted() -> None:
    page = page_evaluation()
    many = tuple(dataclasses.replace(page.findings[0], segment_id=f"heat:{n}") for n in (*range(1, 12), 1))
    (row,) = category_rows(board(dataclasses.replace(page, findings=many)))
    assert (row.total, row.segments, len(row.links), row.more) == (12, 11, 8, 3)


def test_findings_by_check_and_by_system() -> None:
    assert [(row.name, row.total) for row in check_rows(board())] == [
        ("addition", 1),
        ("numbers", 1),
        ("omission", 1),
        ("untranslated", 1),
    ]
    # 4 of 12 segments, and 1 of 12.
    assert [(row.system, row.counts, row.share.replace("\u202f", " ")) for row in system_rows(board())] == [
        ("etranslation", (1, 2, 1, 0), "33 %"),
        ("opus-mt", (0, 0, 0, 1), "8 %"),
    ]
    assert severity_counts(()) == (0,) * len(Severity)


def test_where_texts_come_from() -> None:
    origins = text_origins(board())
    assert [origin.name for origin in origins] == ["Source text", "Reference A", "etranslation", "opus-mt"]
    assert origins[0].details == (
        ("Date", "05/04/2025"),
        ("File", "heat.en.md"),
        ("Note", "The source is a reconstruction."),
    )


def test_the_command_is_safe_to_paste() -> None:
    page = page_evaluation()
    odd = tuple(dataclasses.replace(s, metric="x(a='; rm -rf ~')") for s in page.scores[:1])
    text = command(board(dataclasses.replace(page, scores=odd, settings={})))
    # Quoted by hand after POSIX: a single quote in single quotes is '"'"'.
    assert text == "mtqa evaluate CORPUS --language bg --metric 'x(a='\"'\"'; rm -rf ~'\"'\"')'"
