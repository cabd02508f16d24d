"""What keeps the texts of strangers from steering the terminal: everything that is printed passes here.

A file, a service or a name can hold escape sequences that retitle or clear the terminal, or characters that make a line
read as something that it does not say. They are shown as `⟨ESC⟩`, as the gate and the reports show them. Only colours
and the movements of a progress bar pass, and only to a terminal.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from mtqa.masking import masked

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["guard_streams", "harmless", "harmless_console", "in_one_line", "json_text"]

_OWN = re.compile(r"(\x1b\[[0-9;]*m|\x1b\[[0-9]*[AK]|\x1b\[\?25[hl]|\r)")
_COLOURS_ASKED_FOR = ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE")


def harmless(text: str) -> str:
    """The text with marks in place of what cannot be seen or steers a terminal; line ends and tabs stay."""
    if text.replace("\n", "").isprintable():
        return text
    from mtqa.rendering import plain

    return "\n".join("\t".join(map(plain, line.split("\t"))) for line in text.split("\n"))


def in_one_line(message: str) -> str:
    """A message in one line, harmless, and without keys."""
    return harmless(masked(" ".join(message.split())))


def json_text(content: object, *, indent: int | None = None) -> str:
    """JSON in which characters that cannot be seen, or steer a terminal, are escaped: the content is the same.

    It is in ASCII where the encoding of standard output lacks characters.

    Args:
        content: What JSON can say, without NaN.
        indent: As of `json.dumps`.
    """
    import json

    try:
        lacks_some = codecs.lookup(sys.stdout.encoding or "").name != "utf-8"
    except (LookupError, AttributeError):
        lacks_some = True
    text = json.dumps(content, ensure_ascii=lacks_some, allow_nan=False, indent=indent)
    if text.replace("\n", "").isprintable():
        return text
    from mtqa.rendering import HIDDEN

    return HIDDEN.sub(lambda match: match[0] if match[0] == "\n" else json.dumps(match[0])[1:-1], text)


def harmless_console(**options: Any) -> Console:
    """A console of the library rich that prints no text of strangers as it is, and cuts no cell of a table.

    Where a table does not fit, each of its rows is printed below the other, a line for each cell.
    """
    from rich.console import Console
    from rich.segment import Segment
    from rich.table import Table

    class HarmlessConsole(Console):
        def print(self, *objects: Any, **named: Any) -> None:
            for table in objects:
                if isinstance(table, Table) and _is_cut(table, self):
                    super().print(_cells_below_each_other(table))
                    return
            super().print(*objects, **named)

        def render(self, *arguments: Any, **named: Any) -> Iterable[Segment]:
            for segment in super().render(*arguments, **named):
                text, style, control = segment
                yield segment if control else Segment(harmless(text), style)

    return HarmlessConsole(**options)


def _is_cut(table: Table, console: Console) -> bool:
    """Whether words of a table would be cut at the width of the console."""
    from rich.measure import Measurement

    if any(column.overflow == "fold" for column in table.columns):
        return False
    unbounded = console.options.update(max_width=1000)
    return Measurement.get(console, unbounded, table).minimum > console.width


def _cells_below_each_other(table: Table) -> Text:
    """The rows of a table one after another, each cell in a line of its own, with the heading of its column."""
    from rich.text import Text

    lines = Text()
    for row in zip(*(column.cells for column in table.columns), strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            if str(cell).strip():
                heading = f"{column.header}: " if table.show_header and str(column.header).strip() else ""
                lines.append(heading).append(cell if isinstance(cell, Text) else str(cell)).append("\n")
        lines.append("\n")
    lines.rstrip()
    return lines


class Guarded:
    """A stream of text for people that lets no escape sequences of strangers through."""

    def __init__(self, stream: TextIO, *, may_return: bool) -> None:
        self._stream = stream
        self._may_return = may_return

    def write(self, text: str) -> int:
        """Write a text, harmless."""
        if text.replace("\n", "").isprintable():
            self._stream.write(text)
        elif self._has_colours():
            pieces = _OWN.split(text)
            pieces[::2] = map(harmless, pieces[::2])
            self._stream.write("".join(pieces))
        else:
            pieces = text.split("\r") if self._may_return else [text]
            self._stream.write("\r".join(map(harmless, pieces)))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def _has_colours(self) -> bool:
        return self._stream.isatty() or any(os.environ.get(name) for name in _COLOURS_ASKED_FOR)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # would be a way past the guard
            raise AttributeError(name)
        return getattr(self._stream, name)


def guard_streams() -> None:
    """Let all that is printed from now on pass a guard."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, Guarded):
            setattr(sys, name, Guarded(stream, may_return=name == "stderr"))
