"""N-Triples and N-Quads: a statement a line, read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import check_segment, read_lines

__all__ = ["STATEMENT", "TaggedLiteral", "read_statements"]


@dataclass(frozen=True, slots=True)
class TaggedLiteral:
    """A text with a language tag.

    Attributes:
        subject: What it says something of: an address, or `_:` and the label of a blank node.
        property: What it says: an address.
        tag: The language tag as written.
        text: The text.
        line: Line in the file; 0 where the reader does not tell.
    """

    subject: str
    property: str
    tag: str
    text: str
    line: int


STATEMENT = re.compile(
    r"\s*(<[^<>\s]*>|_:[^\s<>\"]+)\s*<([^<>\s]*)>\s*"
    r"(?:<[^<>\s]*>|_:[^\s<>\"]+|\"((?:[^\"\\]|\\.)*)\"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<[^<>\s]*>)?)"
    r"\s*(?:<[^<>\s]*>|_:[^\s<>\"]+)?\s*\.\s*(?:#.*)?",
    re.DOTALL,
)
"""A statement (RDF 1.1 N-Triples and N-Quads): subject, property, and of a text its characters and its language tag."""
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def read_statements(path: Path) -> Iterator[TaggedLiteral]:
    """The texts with language tags.

    Raises:
        MtqaError: naming the line that is no statement, or cannot be read.
    """
    for number, line in enumerate(read_lines(path), start=1):
        matched = STATEMENT.fullmatch(line)
        if matched is None:
            if line.strip() and not line.lstrip().startswith("#"):
                raise MtqaError(
                    "this line is no statement of N-Triples or N-Quads",
                    "Is the file cut off? A statement ends with a full stop.",
                    path=path,
                    line=number,
                )
        elif matched[4] is not None:
            subject = matched[1].strip("<>")
            text = _unescape(matched[3], path, number)
            check_segment(text, path, number)
            yield TaggedLiteral(
                _unescape(subject, path, number), _unescape(matched[2], path, number), matched[4], text, number
            )


def _unescape(text: str, path: Path, line: int) -> str:
    if "\\" not in text:
        return text
    try:
        unescaped = _ESCAPE.sub(_character, text)
        # Two halves of a surrogate pair, each escaped by itself, are one character.
        return unescaped.encode("utf-16", "surrogatepass").decode("utf-16")
    except (KeyError, ValueError, OverflowError):
        raise MtqaError("an escape in this text is no character", path=path, line=line) from None


def _character(matched: re.Match[str]) -> str:
    code = matched[1] or matched[2]
    return chr(int(code, 16)) if code else _LETTERS[matched[3]]
