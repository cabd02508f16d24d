"""Subtitles as players take them: SubRip, and WebVTT as the W3C describes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents.making_documents import srt

from mtqa.documents import Document, read_document
from mtqa.errors import MtqaError

SRT = """1
00:00:01,000 --> 00:00:03,000
<i>It rained for {\\an8}twelve hours,</i>

2
00:00:03,100 --> 00:00:05,000
and the river rose.

3
00:00:06,000 --> 00:00:08,000
- Where were you?
- At home.

4
00:00:09,000 --> 00:00:10,000
In <font color="red">2012</font>

5
01:00:00,500 --> 01:00:01,000
an hour later
"""
VTT = """WEBVTT - the film
Kind: captions
Language: en-GB

NOTE a comment
that goes on

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start position:10%
<v Roger>It rained &amp; rained,

00:03.100 --> 00:05.000
<v.loud Roger>and the <c.yellow>river</c> rose.

2
00:05.500 --> 00:07.000
<v Ann>Yes. <00:06.000>Really. <ruby>雨<rt>ame</rt></ruby>
"""


def read(folder: Path, text: str, name: str = "film.srt") -> Document:
    path = folder / name
    path.write_bytes(text.encode())
    return read_document(path)


def facts(document: Document) -> list[tuple[str, str, int | None]]:
    return [(block.text, block.anchor, block.line) for block in document.blocks]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["film.srt", "film.txt"])
def test_sentences_run_over_cues(tmp_path: Path, ends: str, name: str) -> None:
    assert facts(read(tmp_path, SRT.replace("\n", ends), name)) == [
        ("It rained for twelve hours, and the river rose.", "00:00:01.000", 2),
        ("Where were you?", "00:00:06.000", 10),
        ("At home.", "", 10),
        ("In 2012", "00:00:09.000", 15),
        ("an hour later", "01:00:00.500", 19),
    ]


def test_names_of_speakers_comments_and_settings_are_kept_apart(tmp_path: Path) -> None:
    document = read(tmp_path, "\ufeff" + VTT, "film.vtt")
    assert facts(document) == [
        ("It rained & rained, and the river rose.", "00:00:01.000", 12),
        ("Yes. Really. 雨", "00:00:05.500", 19),
    ]
    assert document.metadata.declared_language == "en-GB"


def test_another_speaker_ends_a_block(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>And then\n\n00:02.000 --> 00:03.000\n<v B>what?\n"
    assert [block.text for block in read(tmp_path, text, "film.vtt").blocks] == ["And then", "what?"]


def test_cues_with_empty_lines_and_numbers_in_them(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nThe year was\n\n1984.\n\n2\n00:00:03,000 --> 00:00:04,000\n42\n"
    assert [block.text for block in read(tmp_path, text).blocks] == ["The year was 1984.", "42"]


def test_texts_without_full_stops_are_divided_all_the_same(tmp_path: Path) -> None:
    cues = [(f"00:00:{n:02},000", f"00:00:{n:02},900", f"слово {n}") for n in range(30)]
    document = read(tmp_path, srt(cues))
    assert [block.anchor for block in document.blocks] == ["00:00:00.000", "00:00:12.000", "00:00:24.000"]


def test_captions_that_roll_are_read_once(tmp_path: Path) -> None:
    # As YouTube makes them by itself: every line is shown again above the next one.
    cues = (
        ("00:01.000", "00:02.000", " \nit<00:01.500><c> rained</c>"),
        ("00:02.000", "00:02.010", "it rained\n "),
        ("00:02.010", "00:03.000", "it rained\nfor<00:02.500><c> hours</c>"),
        ("00:03.000", "00:03.010", "for hours\n "),
    )
    text = "WEBVTT\n\n" + "".join(f"{start} --> {end} align:start\n{said}\n\n" for start, end, said in cues)
    assert [block.text for block in read(tmp_path, text, "film.vtt").blocks] == ["it rained for hours"]


def test_cues_without_words_are_left_out(tmp_path: Path) -> None:
    cues = [(f"00:00:0{n},000", f"00:00:0{n},900", text) for n, text in enumerate(("♪♪", "--", "-- It rained."))]
    assert [block.text for block in read(tmp_path, srt(cues)).blocks] == ["It rained."]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            SRT.replace("06,000 -->", "06:000 -->"),
            r"film\.srt:10: the time code '00:00:06:000 --> 00:00:08,000' cannot",
        ),
        (SRT.replace("00:00:03,100 --> 00:00:05,000\n", ""), r"film\.srt:5: the cue 2 has no time code"),
        (SRT.replace("00:00:08,000", "later"), r"film\.srt:10: the time code"),
        ("WEBVTT\n\nnothing here\n", "there is no cue in these subtitles"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\n<i></i>\n", "the page has no content"),
        ("A text.\n", "there is no cue in these subtitles"),
    ],
)
def test_no_cues(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint):
        read(tmp_path, text)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_bytes(SRT.replace("rose", "rosé").encode("latin-1"))
    with pytest.raises(MtqaError, match=r"film\.srt:7: byte 0xe9 is not UTF-8"):
        read_document(path)
