"""Reading large and untrusted XML as a stream, with expat: no entities, nothing from outside, bounded memory."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Generic, TypeVar
from xml.parsers import expat

from mtqa.errors import MtqaError
from mtqa.files.text_stream import LONGEST_SEGMENT, open_bytes, read_head

__all__ = ["XmlReader", "root_name"]

CHUNK = 1 << 17
LONGEST_TOKEN = 4_000_000
"""Bytes of a single tag, comment or declaration."""
DEEPEST = 200
MOST_PARTS = 100_000
"""Elements of a single unit."""

_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_ENCODINGS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_CUT_OFF = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_NOT_WELL_FORMED = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]

T = TypeVar("T")


def root_name(path: Path) -> str:
    """Name of the root element without its prefix, "" where the file does not look like XML. Raises nothing."""
    head = read_head(path)
    encoding = next((name for mark, name in _ENCODINGS if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return ""
    position = 0
    while True:  # skip declarations, comments and the document type
        position = text.find("<", position)
        if position < 0:
            return ""
        if text.startswith("<!--", position):
            position = text.find("-->", position)
        elif text.startswith("<?", position):
            position = text.find("?>", position)
        elif text.startswith("<!", position):
            bracket, end = text.find("[", position), text.find(">", position)
            position = text.find("]>", bracket) if 0 <= bracket < end else end
        else:
            matched = _ROOT.match(text, position)
            return matched[2] if matched else ""
        if position < 0:
            return ""


class XmlReader(Generic[T]):
    """Streams the units of an XML file. Subclasses handle elements and append what they find to `units`.

    Text is collected only where a subclass asks for it: `collect()` begins, `collected()` ends and returns it, `mute()`
    and `unmute()` leave out what stands in between (`unmute` returns it).

    Args:
        path: The file, compressed or not.
        namespaces: Whether names come as `namespace\\nname`.
        data: The XML itself, where it is only a part of the file.
    """

    def __init__(self, path: Path, *, namespaces: bool = False, data: bytes | None = None) -> None:
        self.path = path
        self._data = data
        self.units: list[T] = []
        self._text: list[str] = []
        self._muted = 0
        self._left_out: list[str] = []
        self._spaces: list[int] = []
        self._depth = 0
        self._open: list[str] = []
        self.parser = parser = expat.ParserCreate(namespace_separator="\n" if namespaces else None)
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._refuse_unknown_entity
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    # What subclasses do -----------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """An element ends."""
        raise NotImplementedError

    def begun(self) -> int:
        """How many parts the unit that is being read has so far; subclasses that gather parts say it."""
        return 0

    # What they may use ------------------------------------------------------------------------------------------------

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self.parser.CurrentLineNumber

    def fail(self, message: str, hint: str = "", line: int | None = None) -> MtqaError:
        """An error at this line."""
        return MtqaError(message, hint, path=self.path, line=line or self.line)

    def collect(self) -> None:
        """Begin to collect text."""
        self._text = []
        self._spaces = []
        self._muted = 0
        self.parser.CharacterDataHandler = self._text.append

    def mute(self) -> None:
        """Leave out the text from here on; nests, and what is nested is not returned."""
        self._muted += 1
        if self._muted == 1:
            self._left_out = []
            self.parser.CharacterDataHandler = self._left_out.append
        else:
            self.parser.CharacterDataHandler = None

    def unmute(self) -> str:
        """The end of what `mute` began; the text that was left out, where this was the outermost."""
        self._muted -= 1
        if self._muted:
            self.parser.CharacterDataHandler = self._left_out.append if self._muted == 1 else None
            return ""
        self.parser.CharacterDataHandler = self._text.append
        return "".join(self._left_out)

    def insert(self, text: str) -> None:
        """Text that an element stands for."""
        if not self._muted:
            self._text.append(text)

    def insert_space(self, text: str) -> None:
        """White space that an element stands for; it falls away where it would begin or end the text."""
        if text and not self._muted:
            self._spaces.append(len(self._text))
            self._text.append(text)

    def collected(self) -> str:
        """End collecting and return the text."""
        self.parser.CharacterDataHandler = None
        pieces, spaces = self._text, self._spaces
        if spaces:
            worded = [i for i, piece in enumerate(pieces) if piece.strip()] or [len(pieces), -1]
            for i in spaces:
                pieces[i] = pieces[i] if worded[0] < i < worded[-1] else ""
        text = "".join(pieces)
        self._text, self._spaces = [], []
        if len(text) > LONGEST_SEGMENT:
            raise self._too_long(len(text))
        return text

    # The stream -------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[T]:
        """The units.

        Raises:
            MtqaError: naming file and line, when it is not XML, is cut off, declares or uses entities, or has parts of
                absurd size.
        """
        parser = self.parser
        fed = 0
        with open_bytes(self.path) if self._data is None else nullcontext(io.BytesIO(self._data)) as file:
            while True:
                chunk = file.read(CHUNK)
                try:
                    parser.Parse(chunk, not chunk)
                except expat.ExpatError as error:
                    raise self._not_xml(error) from None
                except (ValueError, LookupError, TypeError) as error:
                    raise self.fail(f"the encoding that the file declares cannot be read: {str(error)[:80]}") from None
                if self.units:
                    yield from self.units
                    self.units.clear()
                if not chunk:
                    return
                fed += len(chunk)
                self._check_size(fed)

    def _check_size(self, fed: int) -> None:
        if fed - max(0, self.parser.CurrentByteIndex) > LONGEST_TOKEN + CHUNK:
            raise self.fail(f"a single tag or comment is longer than {LONGEST_TOKEN // 1_000_000} MB")
        for pieces in (self._text, self._left_out if self._muted else []):
            if pieces and (length := sum(map(len, pieces))) > LONGEST_SEGMENT:
                raise self._too_long(length)
        if self.begun() > MOST_PARTS:
            raise self.fail(f"a single unit has more than {MOST_PARTS:,} parts")

    def _too_long(self, length: int) -> MtqaError:
        return self.fail(f"a segment of {length:,} characters and more: this cannot be one segment")

    def check_depth(self, change: int) -> None:
        """Keep count of how deep elements are nested.

        Raises:
            MtqaError: when they are nested more deeply than in any real file.
        """
        self._depth += change
        if self._depth > DEEPEST:
            raise self.fail(f"elements are nested more than {DEEPEST} deep")

    def _not_xml(self, error: expat.ExpatError) -> MtqaError:
        line = error.lineno
        if error.code in _CUT_OFF:
            return self.fail("the file is cut off: it ends in the middle of an element", "Copy it again.", line)
        message = expat.errors.messages.get(error.code, str(error))
        if error.code == _NOT_WELL_FORMED:
            return self.fail(
                f"this is not well-formed XML (column {error.offset + 1})",
                "Is there a stray < or &, a control character, or text in another encoding than the file declares?",
                line,
            )
        return self.fail(f"this is not well-formed XML: {message}", "Export the file again.", line)

    def _refuse_entity(self, name: str, *rest: Any) -> None:
        raise self.fail(
            f"the file declares an entity ('{name[:40]}'), which can be used to attack the reader",
            "Remove the declaration.",
        )

    def _refuse_unknown_entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise self.fail(f"the entity '&{name[:40]};' is not declared", "Write the character itself.")
