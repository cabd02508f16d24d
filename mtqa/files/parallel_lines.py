r"""Text files that run in parallel, line by line: read together, in parts, and never cut to the shortest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files.out_of_step import LinesSeen, why_not_parallel
from mtqa.files.text import decode_text, is_pipe
from mtqa.files.text_stream import count_lines, open_bytes, read_lines

__all__ = ["LineSource", "file_source", "read_in_parts", "tab_separated_sources"]

LINES_AT_ONCE = 1 << 15


@dataclass(frozen=True)
class LineSource:
    r"""Lines from somewhere.

    Attributes:
        name: What messages call it: a file name as it was given.
        lines: Gives the lines from the first, whenever it is called. Only `\n` ends a line.
        path: The file, where its lines are those of `read_lines`: they can be counted and passed over quickly there.
    """

    name: str
    lines: Callable[[], Iterator[str]]
    path: Path | None = None

    def count(self) -> int:
        """How many lines there are."""
        return sum(1 for _ in self.lines()) if self.path is None else count_lines(self.path)

    def lines_from(self, start: int) -> Iterator[str]:
        """The lines after so many others."""
        if not start:
            return self.lines()
        return islice(self.lines(), start, None) if self.path is None else read_lines(self.path, skip=start)


def file_source(path: Path, encoding: str = "utf-8") -> LineSource:
    """The lines of a text file, which may be compressed (gzip, xz, bzip2), or of a pipe, which is read here and kept.

    Raises:
        MtqaError: when a pipe cannot be read, or its text is not in the encoding.
    """
    if is_pipe(path):
        try:
            lines = list(decode_lines(path.read_bytes(), encoding, str(path)))
        except OSError as error:
            raise MtqaError(f"cannot be read: {error.strerror or error}", path=path) from error
        return LineSource(str(path), lines.__iter__)
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        return LineSource(str(path), lambda: read_lines(path), path)
    return LineSource(str(path), lambda: _file_lines(path, encoding))


def _file_lines(path: Path, encoding: str) -> Iterator[str]:
    with open_bytes(path) as file:
        data = file.read()
    yield from decode_lines(data, encoding, str(path))


def decode_lines(data: bytes, encoding: str, name: str) -> Iterator[str]:
    r"""The lines of a text in any encoding that Python knows; the end of the last line may be left out.

    Raises:
        MtqaError: when the encoding is not known or the text is not in it; names the line.
    """
    try:
        is_utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
        text = decode_text(data, name) if is_utf8 else data.decode(encoding)
    except LookupError:
        raise MtqaError(f"there is no encoding '{encoding}'", "Name it as Python does: latin-1, utf-16.") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MtqaError(f"the text is not {encoding}: {error.reason}", path=name, line=line) from None
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    yield from lines


def tab_separated_sources(source: LineSource, names: Callable[[int], str], n_columns: int | None) -> list[LineSource]:
    """The columns of lines with tabs between them, as sources of their own.

    Args:
        source: The lines; read once, here.
        names: The name of column k, counted from 0.
        n_columns: How many there must be; None for as many as the first line has.

    Raises:
        MtqaError: when a line has more or fewer columns.
    """
    columns: list[list[str]] = []
    for number, line in enumerate(source.lines(), start=1):
        # With a given number, the last column is the rest of the line, as in sacreBLEU's --num-refs.
        fields = line.split("\t", maxsplit=-1 if n_columns is None else n_columns - 1)
        if not columns:
            columns = [[] for _ in range(n_columns or len(fields))]
        if len(fields) != len(columns):
            raise MtqaError(
                f"{len(fields)} columns with tabs between them, where {len(columns)} are expected",
                "Every line needs as many.",
                path=source.name,
                line=number,
            )
        for column, text in zip(columns, fields, strict=True):
            column.append(text)
    if not columns:
        raise MtqaError("the file is empty", path=source.name)
    return [LineSource(names(k), column.__iter__) for k, column in enumerate(columns)]


def read_in_parts(
    sources: Sequence[LineSource],
    size: int = LINES_AT_ONCE,
    *,
    as_given: bool = False,
    start: int = 0,
    stop: int | None = None,
) -> Iterator[list[list[str]]]:
    """The lines of all sources, some ten thousand at a time, without the white space at their ends.

    Args:
        sources: At least one.
        size: Lines of a part.
        as_given: Whether the white space stays.
        start: Lines to pass over.
        stop: The number of the line to end before; None for the last of all, of which all sources must have the same.

    Yields:
        For each source its lines, all the same number.

    Raises:
        MtqaError: when a source is empty, or has more or fewer lines than the first, naming both, their counts, and
            where they seem to fall out of step.
    """
    streams = [source.lines_from(start) for source in sources]
    first = True
    left = stop - start if stop is not None else sys.maxsize
    while True:
        n = min(size, left)
        part = [list(islice(stream, n) if as_given else map(str.rstrip, islice(stream, n))) for stream in streams]
        left -= n
        counts = [len(lines) for lines in part]
        if len(set(counts)) > 1:
            raise _different_counts(sources)
        if counts[0]:
            yield part
        elif first:
            raise MtqaError("the file is empty", path=sources[0].name)
        if counts[0] < size or not left:
            return
        first = False


def _different_counts(sources: Sequence[LineSource]) -> MtqaError:
    seen = [LinesSeen.of(source.lines()) for source in sources]
    for source, of_source in zip(sources, seen, strict=True):
        counts = len(of_source.lengths), len(seen[0].lengths)
        if counts[0] != counts[1]:
            parallel = "Line n of every file must belong to line n of the others."
            why, hint = why_not_parallel(seen[0], of_source, sources[0].name, parallel)
            return MtqaError(
                f"has {counts[0]} lines, but {sources[0].name} has {counts[1]}{why}", hint, path=source.name
            )
    return MtqaError("the number of lines changed while the file was read", path=sources[0].name)
