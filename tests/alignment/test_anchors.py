"""Places that both versions of a document mark alike."""

from __future__ import annotations

from pathlib import Path

from documents.making_documents import srt, workbook

from mtqa.alignment.aligned_pages import TargetPage, align_pages
from mtqa.alignment.anchors import shared_anchors
from mtqa.documents import Block, BlockKind, read_document
from mtqa.languages import language


def blocks(*anchors: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, f"Text {n}.", None, None, anchor=anchor) for n, anchor in enumerate(anchors)]


def test_shared_anchors_rise_and_are_there_once() -> None:
    assert shared_anchors(blocks("a", "", "b", "c"), blocks("a", "b", "", "d")) == ((0, 0), (2, 1))
    assert shared_anchors(blocks("a", "b", "c", "d"), blocks("a", "c", "b", "d")) == ((0, 0), (2, 1), (3, 3))
    assert shared_anchors(blocks("a", "a", "b"), blocks("a", "b")) == ((2, 1),)
    assert shared_anchors(blocks("", ""), blocks("", "")) == ()


def test_few_common_anchors_are_chance() -> None:
    assert shared_anchors(blocks("a", "b", "c", "d", "e"), blocks("a", "x", "y", "z")) == ()


CUES = (
    ("00:00:01,000", "00:00:03,000"),
    ("00:00:03,100", "00:00:05,000"),
    ("00:00:06,000", "00:00:08,000"),
    ("00:00:09,000", "00:00:10,000"),
    ("00:00:11,000", "00:00:12,000"),
)
ENGLISH = ("It rained for twelve hours,", "and the river rose.", "Nobody.", "Yes. No. Why?", "The end.")
GERMAN = (
    "Es hat zwölf Stunden lang geregnet. Da stieg",
    "der Fluss, und zwar hoch, bis an die Brücke und an die alte Mühle.",
    "Niemand außer dem alten Müller und seiner Frau, die beide oben wohnten.",
    "Ja, nein, warum denn?",
    "Das Ende.",
)


def test_time_codes_keep_sentences_together(tmp_path: Path) -> None:
    for name, texts in (("en", ENGLISH), ("de", GERMAN)):
        cues = [(*times, text) for times, text in zip(CUES, texts, strict=True)]
        (tmp_path / f"{name}.srt").write_text(srt(cues), encoding="utf-8")
    source, target = (read_document(tmp_path / f"{name}.srt") for name in ("en", "de"))
    page = TargetPage("de", target, "mt")
    segments, _ = align_pages(source, language("en"), [page], language("de"), None)
    assert [(segment.source, *segment.targets) for segment in segments] == [
        ("It rained for twelve hours, and the river rose.", f"{GERMAN[0]} {GERMAN[1]}"),
        ("Nobody.", GERMAN[2]),
        ("Yes. No. Why?", GERMAN[3]),
        ("The end.", "Das Ende."),
    ]


def test_cells_of_sheets_keep_short_texts_together(tmp_path: Path) -> None:
    rows = [
        ("Wine", "Alkoholische Getränke aus Trauben"),
        ("Alcohol-free drinks of all kinds", "Saft"),
        ("Sum", "Summe"),
    ]
    pages = [
        read_document(workbook(tmp_path / f"{n}.xlsx", {"x": {f"A{i}": row[n] for i, row in enumerate(rows, 1)}}))
        for n in (0, 1)
    ]
    page = TargetPage("de", pages[1], "mt")
    segments, _ = align_pages(pages[0], language("en"), [page], language("de"), None)
    assert [(segment.source, *segment.targets) for segment in segments] == rows
