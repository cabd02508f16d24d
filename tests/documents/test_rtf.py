"""RTF documents, made here as the specification of RTF 1.9.1 describes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.documents import Document, read_document
from mtqa.errors import MtqaError

HEAD = (
    r"{\rtf1\ansi\ansicpg1251\deff0\deflang1026{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset238 Arial;}"
    r"{\f2\fcharset2 Symbol;}{\f3\fcharset128 Mincho;}}{\stylesheet{Normal;}{\s1\b heading 1;}{\s2 Title;}{\s3 toc 1;}"
    r"{\*\cs9 Default;}}{\info{\title Never read}}{\header Page header\par}"
)


def read(folder: Path, body: str, head: str = HEAD) -> Document:
    path = folder / "page.rtf"
    path.write_bytes((head + "\n" + body + "}").encode("ascii"))
    return read_document(path)


def facts(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in document.blocks]


def test_roles_come_from_styles_lists_and_outline(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        r"\pard\s2 The report\par\pard\s3 Rain\tab 1\par\pard\s1 Rain\par\pard It rained for a long time.\par"
        r"\pard\outlinelevel1 More\par\pard {\listtext\f2\'b7\tab}\ls1\ilvl0 One\par"
        r"{\listtext\f2\'b7\tab}\ilvl1 Inside\par\pard \bullet\tab By hand\par"
        r"\trowd\cellx1\pard\intbl Cell one\cell Cell two\cell\row",
    )
    assert facts(document) == [
        ("title", 1, "The report"),
        ("heading", 1, "Rain"),
        ("paragraph", 0, "It rained for a long time."),
        ("heading", 2, "More"),
        ("list_item", 1, "One"),
        ("list_item", 2, "Inside"),
        ("list_item", 1, "By hand"),
        ("paragraph", 0, "Cell one"),
        ("paragraph", 0, "Cell two"),
    ]
    assert document.warnings == ("The table of contents was left out.",)
    assert document.blocks[0].line == 2


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"\'c4\'fa\'e6\'e4 raste", "Дъжд raste"),  # \ansicpg1251
        (r"{\f1 p\'f8\'ed\'9aery} \'e8", "příšery и"),  # \fcharset238 is code page 1250
        (r"{\f3 \'83\'65\'83X\'83g}", "テスト"),  # code page 932, the second byte of the second letter written as it is
        (r"caf\u233\'e9 \uc2\u1044\'c4\'c4x\uc0\u1078y", "café Дxжy"),
        (r"\u-10179?\u-8704? oh", "😀 oh"),
        (r"{\uc1\u1071 x} a\~b\_c\emdash\ldblquote q\rdblquote", "Я a\u00a0b\u2011c—“q”"),
        (r"a\{b\}\\c\line d\tab e", r"a{b}\c d e"),
        (r"{\f2 \'b7}\u8594?text", "→text"),
    ],
)
def test_code_pages_and_escapes(tmp_path: Path, written: str, text: str) -> None:
    assert [block.text for block in read(tmp_path, rf"\pard {written}\par").blocks] == [text]


def test_what_is_not_shown_is_left_out_and_notes_come_last(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        r"\pard It {\v hidden }rained{\deleted gone}{\*\bkmkstart x}{\field{\*\fldinst HYPERLINK "
        "http://x"
        "}"
        r"{\fldrslt  here}}{\pict\pngblip 89504e47}{\super\chftn{\footnote\pard A note.}}.\par"
        r"\pard {\*\unknown nothing}\v all hidden\v0\par"
        r"\pard {\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In a box.\par}}End.\par",
    )
    assert [block.text for block in document.blocks] == ["It rained here.", "In a box.", "End.", "A note."]


def test_the_language_of_most_of_the_text_is_declared(tmp_path: Path) -> None:
    assert read(tmp_path, r"\pard\lang1031 Es hat geregnet.{\lang1033 OK}\par").metadata.declared_language == "de-DE"
    assert read(tmp_path, r"\pard A text.\par").metadata.declared_language == "bg-BG"


def test_data_between_the_text_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "page.rtf"
    path.write_bytes(HEAD.encode() + rb"\pard One{\pict\bin5 }}}{\}two\par}")
    assert [block.text for block in read_document(path).blocks] == ["Onetwo"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (HEAD + r"\pard It rained", "the RTF document is cut off"),
        (r"{\rtf1 " + "{" * 2000, "groups are nested more than 1000 deep"),
        (HEAD + "}", "the page has no content"),
        (r"{\rtf1\bin99999999 x}", "the RTF document is cut off"),
    ],
)
def test_broken_files(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "page.rtf"
    path.write_text(content)
    with pytest.raises(MtqaError, match=complaint):
        read_document(path)


def test_rtf_is_known_by_its_content(tmp_path: Path) -> None:
    for name in ("page.txt", "page.doc", "page"):
        path = tmp_path / name
        path.write_text(HEAD + r"\pard It rained.\par}")
        assert read_document(path).blocks[0].text == "It rained."
    path = tmp_path / "page.pdf"
    path.write_text(HEAD + r"\pard It rained.\par}")
    with pytest.raises(MtqaError, match="the file is an RTF document, although its name says PDF"):
        read_document(path)
