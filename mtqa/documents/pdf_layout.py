"""From lines to blocks: which lines of a PDF belong together, and which are headings, list items, page numbers.

Lines belong together when they have the same size and stand no further apart than lines of a paragraph do. That
distance is learnt from the document: a low quantile of all gaps between successive lines, because in running text most
gaps are gaps inside paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtqa.documents.document import BlockKind
from mtqa.documents.drafts import Draft
from mtqa.documents.furniture import is_credit
from mtqa.documents.hyphenation import Hyphens
from mtqa.documents.inlines import Inline, Piece, join_pieces
from mtqa.documents.pdf_columns import column_ends, is_next_column
from mtqa.documents.pdf_lines import Line, PageLines, estimate_width
from mtqa.documents.running_lines import without_running_lines

__all__ = ["read_layout"]

_QUANTILE = 0.2
_WIDEST_PITCH = 1.75
_TIGHTEST_PITCH = 0.9
_SLACK = 1.1
_SAME_SIZE = 1.07
_HEADING = 1.12
_BULLET = re.compile(r"\s*([•◦▪■□●○‣⁃∙·▪➢➤►✓\uf0b7\uf0a7\uf076\uf0d8\u2023]|[-–*o](?=\s))\s*")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")
_FINAL = ".!?…:;"
_CLOSING = "»”“\"')]’"
_LONGEST_HEADING = 250
_EARLY = 0.82
_TELLING = 24
"""Characters by which an address is told from others."""


@dataclass
class _Group:
    """The lines of one block; `turned` when its last line stands in another column than its first."""

    lines: list[Line]
    bullet: bool = False
    number: str = ""
    level: int = 1
    turned: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]


def read_layout(pages: Sequence[PageLines]) -> list[Draft]:
    """The blocks of a PDF, in the order in which they were drawn."""
    cleaned = without_running_lines(pages)
    lines = [line for page in cleaned for line in page]
    if not lines:
        return []
    body = _body_size(lines)
    columns = {line: end for page in cleaned for line, end in column_ends(page).items()}
    measure = _Measure(body, _pitch(lines), _right_edges(lines), columns)
    groups: list[_Group] = []
    for page in cleaned:
        for index, line in enumerate(page):
            joined = bool(groups) and (
                measure.continues(groups[-1], line)
                if index and not is_next_column(groups[-1].last, line)
                else measure.continues_overleaf(groups[-1], line)
            )
            if joined:
                groups[-1].turned = groups[-1].turned or is_next_column(groups[-1].last, line)
                groups[-1].lines.append(line)
            else:
                groups.append(_Group([line], bullet=_is_item(line)))
    _mark_numbers(groups)
    _mark_levels(groups)
    join = _Joiner(Hyphens([line.text for line in group.lines] for group in groups), _addresses(lines))
    sizes = _heading_sizes(groups, body)
    return [draft for group in groups if (draft := _draft(group, join, sizes, body)) is not None]


def _addresses(lines: Sequence[Line]) -> frozenset[str]:
    """All addresses that the document links to."""
    return frozenset(piece.url for line in lines for piece in line.pieces if piece.url is not None)


@dataclass(frozen=True)
class _Joiner:
    """Puts two lines together: words divided by hyphens, and addresses, which are broken anywhere."""

    hyphens: Hyphens
    addresses: frozenset[str]

    def join(self, line: str, following: str) -> str:
        broken = line.rpartition(" ")[2].lstrip("(<")
        if "://" in broken and following:
            beginning = broken + following.split(maxsplit=1)[0].rstrip(")>.,;")
            if any(address.startswith(beginning) for address in self.addresses):
                return line + following
        return self.hyphens.join(line, following)


def _body_size(lines: Sequence[Line]) -> float:
    """The size in which most letters are set."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return letters.most_common(1)[0][0]


def _pitch(lines: Sequence[Line]) -> float:
    """The distance between two lines of a paragraph, as a multiple of the size."""
    pairs = [
        (before, line)
        for before, line in pairwise(lines)
        if before.page == line.page and _same_size(before, line) and 0.5 < (before.y - line.y) / line.size < 3
    ]
    # Where every paragraph has one line, or rows of a table are many, the smallest gap is one between paragraphs: then
    # lines tell that go on with a small letter.
    going_on = [pair for pair in pairs if pair[1].text[:1].islower() and not _ends_sentence(pair[0].text)]
    for of_pairs in (pairs, going_on):
        gaps = sorted((before.y - line.y) / line.size for before, line in of_pairs)
        low = gaps[int(_QUANTILE * (len(gaps) - 1))] if gaps else 0.0
        if _TIGHTEST_PITCH <= low <= _WIDEST_PITCH:
            return low
    return 1.2


def _right_edges(lines: Sequence[Line]) -> float:
    """How far to the right the text reaches: the end of all but the longest lines."""
    ends = sorted(line.end for line in lines)
    return ends[int(0.9 * (len(ends) - 1))]


def _is_item(line: Line) -> bool:
    return line.dotted or _BULLET.match(line.text) is not None


def _same_size(one: Line, other: Line) -> bool:
    return max(one.size, other.size) <= _SAME_SIZE * min(one.size, other.size)


def _ends_sentence(text: str) -> bool:
    bare = text.rstrip().rstrip(_CLOSING).rstrip()
    return bare[-1:] in _FINAL if bare else True


@dataclass(frozen=True)
class _Measure:
    """The document's own measures, by which lines are joined.

    Attributes:
        body: Size of running text, in points.
        pitch: Distance between lines of a paragraph, as a multiple of their size.
        right: How far to the right text reaches, in points.
        columns: How far it reaches in the column of a line, for lines that stand in one of several columns.
    """

    body: float
    pitch: float
    right: float
    columns: Mapping[Line, float]

    def continues(self, group: _Group, line: Line) -> bool:
        """Whether a line belongs to the block before it on the same page."""
        before = group.last
        gap = (before.y - line.y) / line.size
        if not 0.5 < gap <= self.pitch * _SLACK or not self._alike(group, line):
            return False
        return not self._is_indented(group, line) and not self._ended_early(before, line)

    def continues_overleaf(self, group: _Group, line: Line) -> bool:
        """Whether the first line of a page, or of a column, carries on the last block before."""
        before = group.last
        next_column = is_next_column(before, line)
        if (line.page != before.page + 1 and not next_column) or not self._alike(group, line):
            return False
        if _ends_sentence(before.text) or self._ended_early(before, line):
            return False
        return abs(line.x - before.x) < 2 * line.size or (next_column and before in self.columns)

    def _alike(self, group: _Group, line: Line) -> bool:
        before = group.last
        if not _same_size(before, line) or before.bold != line.bold:
            return _same_size(before, line) and not _stands_alone(group, line)
        if _is_item(line):
            return False
        # A link that fills a block ends with it.
        linked = all(earlier.url is not None for earlier in group.lines)
        return not linked or before.url == line.url or _repeats_address(line, before.url or "")

    def _is_indented(self, group: _Group, line: Line) -> bool:
        """Whether a line starts further right or left than the block does (items hang from their bullets)."""
        start = group.last.x if group.turned else group.lines[1 if len(group.lines) > 1 else 0].x
        shift = line.x - start
        if (group.bullet or _NUMBER.match(group.first.text)) and len(group.lines) == 1:
            return not -0.5 * line.size < shift < 4 * line.size
        if len(group.lines) == 1 and shift < 0:
            # The first line of a paragraph may itself be indented.
            return -shift > 3.5 * line.size
        return abs(shift) > 0.9 * line.size

    def _ended_early(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line would have fitted on the line before: then that line was meant to end."""
        word = line.text.split(maxsplit=1)[0] if line.text else ""
        room = self.columns.get(before, self.right) - before.x
        needed = before.end - before.x + estimate_width(" " + word, before.size)
        return needed < _EARLY * room if before.size <= self.body * _HEADING else False


def _stands_alone(group: _Group, line: Line) -> bool:
    """Whether a change between bold and regular type means a new block, and no phrase that happens to fill a line."""
    return _is_short(group.last) or _ends_sentence(group.last.text) or line.text[:1].isupper()


def _repeats_address(line: Line, url: str) -> bool:
    """Whether a line writes out, in brackets, the address that the link before it leads to."""
    return line.text.startswith("(") and line.text.lstrip("(<").startswith(url[:_TELLING])


def _is_short(line: Line) -> bool:
    return len(line.text) < 60


def _mark_numbers(groups: Sequence[_Group]) -> None:
    """Find numbered items: a number by itself may be a year or a heading's, two in sequence make a list."""
    before: tuple[int, _Group] | None = None
    for group in groups:
        match = _NUMBER.match(group.first.text)
        if match is None:
            continue
        number = int(match[1])
        if before is not None and number == before[0] + 1 and abs(group.first.x - before[1].first.x) < 3:
            for numbered in (before[1], group):
                numbered.number = _NUMBER.match(numbered.first.text)[0]  # type: ignore[index]
        before = (number, group)


def _mark_levels(groups: Sequence[_Group]) -> None:
    """Find how deep items are nested, by how far to the right they start among the items around them."""
    starts: list[float] = []
    for group in groups:
        if not (group.bullet or group.number):
            starts = []
            continue
        x = group.first.x
        while starts and starts[-1] > x + 0.5 * group.first.size:
            starts.pop()
        if not starts or x > starts[-1] + 0.5 * group.first.size:
            starts.append(x)
        group.level = len(starts)


def _heading_sizes(groups: Sequence[_Group], body: float) -> list[float]:
    """The sizes of headings, the largest first."""
    sizes = {round(group.first.size) for group in groups if group.first.size >= _HEADING * body}
    return sorted(sizes, reverse=True)


def _draft(group: _Group, join: _Joiner, sizes: Sequence[float], body: float) -> Draft | None:
    inline = _text(group, join)
    if not inline.text:
        return None
    kind: BlockKind | None = None
    level = 0
    size = round(group.first.size)
    if group.first.size >= _HEADING * body and len(inline.text) <= _LONGEST_HEADING:
        kind, level = BlockKind.HEADING, min(1 + sizes.index(size), 6)
    elif group.bullet or group.number:
        kind, level = BlockKind.LIST_ITEM, group.level
    elif _is_bold_heading(group, inline):
        kind, level = BlockKind.HEADING, min(len(sizes) + 2, 6)
    return Draft(
        inline.text,
        kind,
        page=group.first.page,
        level=level,
        links=inline.links,
        linked=inline.linked and kind is not BlockKind.HEADING,
    )


def _is_bold_heading(group: _Group, inline: Inline) -> bool:
    return (
        all(line.bold for line in group.lines)
        and len(inline.text) <= 100
        and not _ends_sentence(inline.text)
        and not inline.linked
        and not is_credit(inline.text)
    )


def _text(group: _Group, joiner: _Joiner) -> Inline:
    """The text of a block: lines joined, bullet off, links kept."""
    pieces: list[Piece] = []
    for line in group.lines:
        runs = list(line.pieces)
        runs[0] = Piece(runs[0].text.lstrip(), runs[0].url)
        runs[-1] = Piece(runs[-1].text.rstrip(), runs[-1].url)
        if not pieces:
            if group.bullet:
                runs = _without_marker(runs, _BULLET)
            elif group.number:
                runs = _without_marker(runs, _NUMBER)
            pieces = runs
            continue
        left, right = pieces[-1], runs[0]
        joined = joiner.join(left.text, right.text)
        if left.url == right.url:
            pieces[-1] = Piece(joined, left.url)
            pieces += runs[1:]
        else:
            pieces[-1] = Piece(joined[: len(joined) - len(right.text)], left.url)
            pieces += runs
    return join_pieces(pieces)


def _without_marker(pieces: list[Piece], marker: re.Pattern[str]) -> list[Piece]:
    """The pieces of a line without the bullet or number at its beginning."""
    match = marker.match("".join(piece.text for piece in pieces))
    rest = match.end() if match is not None else 0
    kept = []
    for piece in pieces:
        cut = min(rest, len(piece.text))
        rest -= cut
        if piece.text[cut:]:
            kept.append(Piece(piece.text[cut:], piece.url))
    return kept or [Piece("")]
