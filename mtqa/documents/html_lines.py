"""The lines into which `<br>` divides a block of HTML: some of them are blocks of their own.

Authors set headings off by bold type and a line break, and write lists with bullets and line breaks, in cells for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.documents.drafts import BULLET, clean
from mtqa.documents.inlines import Piece

__all__ = ["HtmlLine", "blocks_of_lines", "take_bullet"]

_LONGEST_LABEL = 150
_MOST_PIECES = 50
_START = 200
_DASH = re.compile(r"[-–—]\s+(?=\S)")


@dataclass
class HtmlLine:
    """What stands between two line breaks of a block.

    Attributes:
        pieces: Its text.
        snippet: The beginning of its first piece, as it stands in the file.
        bold: Whether all of it is bold; None where there is nothing.
    """

    pieces: list[Piece] = field(default_factory=list)
    snippet: str = ""
    bold: bool | None = None

    @property
    def start(self) -> str:
        """The beginning of its text."""
        return next((start for piece in self.pieces if (start := piece.text[:_START].lstrip())), "")

    def is_label(self, following: HtmlLine | None) -> bool:
        """Whether only a line break sets this heading off: it is bold, what follows is not, and begins anew."""
        if not self.bold or following is None or following.bold is not False:
            return False
        text = clean("".join(piece.text for piece in self.pieces[:_MOST_PIECES]))
        return len(text) <= _LONGEST_LABEL and text[-1:] not in ",-–—(" and not following.start[:1].islower()


def blocks_of_lines(lines: Sequence[HtmlLine]) -> Iterator[list[HtmlLine]]:
    """The lines of each block: one alone that is bold as a whole, those from one bullet to the next, else all."""
    if len(lines) == 1:
        yield list(lines)
        return
    dashed = sum(_DASH.match(line.start) is not None for line in lines) > 1
    group: list[HtmlLine] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        label = line.is_label(following)
        if group and (label or BULLET.match(line.start) or (dashed and _DASH.match(line.start))):
            yield group
            group = []
        group.append(line)
        if label:
            yield group
            group = []
    if group:
        yield group


def take_bullet(lines: Sequence[HtmlLine]) -> bool:
    """Take the bullet off a block that begins with one, and say whether there was one."""
    if not lines or BULLET.match(lines[0].start) is None:
        return False
    pieces = lines[0].pieces
    first = next(i for i, piece in enumerate(pieces) if piece.text.strip())
    pieces[first] = Piece(BULLET.sub("", pieces[first].text.lstrip(), count=1), pieces[first].url)
    return True
