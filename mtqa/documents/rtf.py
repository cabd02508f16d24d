"""Rich Text Format (.rtf): paragraphs with the roles that their styles give them, cells, list items, notes.

Hidden and deleted text, fields' instructions, pictures, page headers and footers and tables of contents are left out.
Groups do not recurse.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document
from mtqa.documents.drafts import BULLET, Draft, check_count, clean
from mtqa.documents.rtf_code_pages import SYMBOLS, codec_of_code_page, codec_of_font, language_of_number
from mtqa.errors import MtqaError
from mtqa.files import LONGEST_SEGMENT

__all__ = ["parse_rtf"]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,9})?\x20?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_NOT_TEXT = """
colortbl info pict header headerl headerr headerf footer footerl footerr footerf fldinst sp sn sv ftnsep ftnsepc
ftncn aftnsep aftnsepc aftncn annotation atnid atnauthor atndate atnref atrfstart atrfend nonesttables
nonshppict listtable listoverridetable revtbl rsidtbl xmlnstbl xe tc tcn rxe filetbl docvar objdata objclass
objname bkmkstart bkmkend txe private operator author title subject generator themedata datastore latentstyles
"""
_DEEPEST = 1000
_MOST_STYLES = 10_000
_LEFT_OUT = frozenset(re.findall(r"\w+", _NOT_TEXT))
_STARRED_WITH_TEXT = frozenset(("shpinst", "shptxt", "shpgrp", "footnote"))
_NUMBERING = frozenset(("listtext", "pntext"))
_PARAGRAPH_ENDS = frozenset(["par", "cell", "nestcell", "sect"])
_SIGNS = {
    "tab": " ",
    "line": " ",
    "page": " ",
    "column": " ",
    "emdash": "—",
    "endash": "–",
    "emspace": " ",
    "enspace": " ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
}
_SYMBOL_SIGNS = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}"}
_FAMILIES = {"mac": 10000, "pc": 437, "pca": 850}
_HEADING = re.compile(r"heading ([1-9])")
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-9]))?")
_STYLE_KINDS = {
    "title": (BlockKind.TITLE, 1),
    "quote": (BlockKind.QUOTE, 0),
    "intense quote": (BlockKind.QUOTE, 0),
    "quotations": (BlockKind.QUOTE, 0),
    "caption": (BlockKind.CAPTION, 0),
}
_NO_LANGUAGE = 1024


def parse_rtf(data: bytes, name: str) -> Document:
    """The document in an RTF file.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is cut off, nested too deeply, or has no text.
    """
    reader = _Reader(name)
    reader.read(data)
    warnings = ["The table of contents was left out."] if reader.contents_lines else []
    spoken = next((tag for number, _ in reader.languages.most_common() if (tag := language_of_number(number))), None)
    return assemble(name, [*reader.drafts, *reader.notes], declared_language=spoken, warnings=warnings)


@dataclass
class _Group:
    """What holds inside a pair of braces; a new pair begins with what holds around it."""

    place: str = "body"
    hidden: bool = False
    deleted: bool = False
    fallback: int = 1
    codec: str = ""
    language: int = _NO_LANGUAGE


@dataclass
class _Paragraph:
    line: int | None = None
    text: list[str] = field(default_factory=list)
    style: int | None = None
    outline: int | None = None
    listed: bool = False
    level: int = 0


class _Reader:
    def __init__(self, name: str) -> None:
        self.drafts: list[Draft] = []
        self.notes: list[Draft] = []
        self.languages: Counter[int] = Counter()
        self.contents_lines = 0
        self._name = name
        self._groups: list[_Group] = []
        self._now = _Group()
        self._codec = "cp1252"
        self._fonts: dict[int, str | None] = {}
        self._font = 0
        self._styles: dict[int, str] = {}
        self._style = 0
        self._style_name: list[str] = []
        self._paragraphs = [_Paragraph()]
        self._bytes = bytearray()
        self._bytes_codec = ""
        self._to_skip = 0
        self._starred = self._begins = False
        self._line = 1

    # Tokens -----------------------------------------------------------------------------------------------------------

    def read(self, data: bytes) -> None:
        """Read the file.

        Raises:
            MtqaError: as `parse_rtf`.
        """
        position, counted, end = 0, 0, len(data)
        while position < end:
            matched = _TOKEN.match(data, position)
            if matched is None:
                break
            self._line += data.count(b"\n", counted, position)
            counted = position
            position = matched.end()
            word, number, code, symbol, brace, text = matched.groups()
            if brace is not None:
                if not self._brace(brace):
                    return
            elif word is not None:
                value = None if number is None else int(number)
                if word == b"bin":
                    position += max(0, value or 0)
                self._word(word.decode("ascii"), value)
            elif text is not None:
                self._plain(text)
            elif code is not None:
                self._plain(bytes((int(code, 16),)))
            elif symbol is not None:
                self._symbol(symbol)
        raise MtqaError("the RTF document is cut off", "Save or download it again.", path=self._name, line=self._line)

    def _brace(self, brace: bytes) -> bool:
        """Whether the document goes on."""
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            if len(self._groups) >= _DEEPEST:
                raise MtqaError(f"groups are nested more than {_DEEPEST} deep", path=self._name, line=self._line)
            self._groups.append(self._now)
            self._now = replace(self._now)
            self._begins, self._starred = True, False
            return True
        place = self._now.place
        self._now = self._groups.pop() if self._groups else self._now
        if place == "note" and self._now.place != "note":
            self._finish(self._paragraphs.pop(), note=True)
        if not self._groups:
            self._finish(self._paragraphs[0])
        return bool(self._groups)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in (b"\n", b"\r"):
            self._word("par", None)
        elif symbol in _SYMBOL_SIGNS:
            self._begins = False
            self._say(_SYMBOL_SIGNS[symbol])

    def _word(self, word: str, value: int | None) -> None:
        if self._begins:
            self._begins = False
            if self._enter(word):
                return
        if word == "u" and value is not None:
            self._flush()
            self._to_skip = 0
            self._say_code(value % 65536 if value < 0 else value)
            self._to_skip = self._now.fallback
        elif self._to_skip:
            self._to_skip -= 1
        elif self._now.place == "fonts":
            self._font_word(word, value or 0)
        elif self._now.place == "styles":
            self._style = value or 0 if word == "s" else self._style
        else:
            self._format(word, value)

    def _enter(self, word: str) -> bool:
        """Whether the first word of a group says where its text goes."""
        place = self._now.place
        if word == "fonttbl":
            self._now.place = "fonts"
        elif word == "stylesheet":
            self._now.place = "styles"
        elif word in _LEFT_OUT or (self._starred and word not in _STARRED_WITH_TEXT and place == "body"):
            self._now.place = "nowhere"
            self._paragraphs[-1].listed |= word == "pn"
        elif word in _NUMBERING:
            self._now.place = "nowhere"
            self._paragraphs[-1].listed = True
        elif word == "footnote" and place == "body":
            self._flush()
            self._now.place = "note"
            self._paragraphs.append(_Paragraph())
        else:
            return False
        return True

    def _font_word(self, word: str, value: int) -> None:
        if word == "f":
            self._font = value
        elif word == "fcharset" and len(self._fonts) < _MOST_STYLES:
            self._fonts[self._font] = codec_of_font(value)
        elif word == "cpg" and len(self._fonts) < _MOST_STYLES:
            self._fonts[self._font] = codec_of_code_page(value)

    def _format(self, word: str, value: int | None) -> None:
        now, paragraph = self._now, self._paragraphs[-1]
        if now.place == "nowhere":
            return
        if word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == "v":
            now.hidden = value != 0
        elif word == "deleted":
            now.deleted = value != 0
        elif word == "plain":
            now.hidden = now.deleted = False
            now.codec = ""
        elif word == "uc":
            now.fallback = min(100, max(0, value or 0))
        elif word == "f":
            now.codec = self._fonts.get(value or 0) or ""
        elif word in ("lang", "deflang") and value is not None:
            now.language = value
        elif word == "ansicpg" and value:
            self._codec = codec_of_code_page(value) or self._codec
        elif word in _FAMILIES:
            self._codec = codec_of_code_page(_FAMILIES[word]) or self._codec
        elif word == "pard":
            paragraph.style = paragraph.outline = None
            paragraph.listed, paragraph.level = False, 0
        elif word == "s":
            paragraph.style = value
        elif word == "outlinelevel" and value is not None and 0 <= value < 9:
            paragraph.outline = value
        elif word == "ls" and value:
            paragraph.listed = True
        elif word == "ilvl" and value is not None and 0 <= value < 9:
            paragraph.level = value

    # Text -------------------------------------------------------------------------------------------------------------

    def _plain(self, data: bytes) -> None:
        self._begins = False
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        place = self._now.place
        if place == "styles":
            self._name_style(data.decode("latin-1"))
        elif data and place in ("body", "note") and not self._now.hidden and not self._now.deleted:
            codec = self._now.codec or self._codec
            if codec != self._bytes_codec:
                self._flush()
                self._bytes_codec = codec
            self._bytes += data
            self.languages[self._now.language] += len(data)

    def _name_style(self, text: str) -> None:
        name, semicolon, _ = text.partition(";")
        self._style_name.append(name)
        if semicolon:
            if len(self._styles) < _MOST_STYLES:
                self._styles[self._style] = "".join(self._style_name).strip().lower()
            self._style_name, self._style = [], 0

    def _say_code(self, code: int) -> None:
        text = self._paragraphs[-1].text
        high = ord(text[-1]) if text and len(text[-1]) == 1 and "\ud800" <= text[-1] <= "\udbff" else 0
        if high and 0xDC00 <= code <= 0xDFFF:
            if self._now.place in ("body", "note") and not self._now.hidden and not self._now.deleted:
                text[-1] = chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
        elif code < 0x110000:
            self._say(chr(code))

    def _say(self, text: str) -> None:
        self._flush()
        if self._now.place in ("body", "note") and not self._now.hidden and not self._now.deleted:
            if not self._paragraphs[-1].text:
                self._paragraphs[-1].line = self._line
            self._paragraphs[-1].text.append(text)
            self.languages[self._now.language] += len(text)

    def _flush(self) -> None:
        """Turn the bytes that have come together into text."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._bytes_codec != SYMBOLS:
            paragraph = self._paragraphs[-1]
            if not paragraph.text:
                paragraph.line = self._line
            paragraph.text.append(data.decode(self._bytes_codec, "replace"))

    def _end_paragraph(self) -> None:
        self._flush()
        note = self._now.place == "note"
        paragraph = self._paragraphs.pop()
        self._finish(paragraph, note=note)
        # What holds for a paragraph holds for the next until \pard.
        self._paragraphs.append(replace(paragraph, line=None, text=[]))

    def _finish(self, paragraph: _Paragraph, *, note: bool = False) -> None:
        joined = "".join(paragraph.text)
        if len(joined) > LONGEST_SEGMENT:
            raise MtqaError(f"a paragraph of {len(joined):,} characters", path=self._name, line=paragraph.line)
        text = clean("".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in joined))
        if not text:
            return
        style = self._styles.get(paragraph.style or 0, "") if paragraph.style is not None else ""
        if style.startswith(("toc ", "contents ")):
            self.contents_lines += 1
            return
        kind, level = _role(paragraph, style)
        if kind in (None, BlockKind.LIST_ITEM) and BULLET.match(text):
            text, kind, level = BULLET.sub("", text, count=1), BlockKind.LIST_ITEM, level or 1
        if not text:
            return
        check_count(len(self.drafts) + len(self.notes), self._name)
        (self.notes if note else self.drafts).append(Draft(text, kind, paragraph.line, level=level))


def _role(paragraph: _Paragraph, style: str) -> tuple[BlockKind | None, int]:
    """The kind and the depth that its style and its place in the outline give to a paragraph."""
    heading, item = _HEADING.fullmatch(style), _LIST.fullmatch(style)
    if heading:
        return BlockKind.HEADING, min(6, int(heading[1]))
    if style in _STYLE_KINDS:
        return _STYLE_KINDS[style]
    if paragraph.outline is not None:
        return BlockKind.HEADING, min(6, paragraph.outline + 1)
    if item:
        return BlockKind.LIST_ITEM, int(item[1] or 1)
    return (BlockKind.LIST_ITEM, paragraph.level + 1) if paragraph.listed else (None, 0)
