"""What the readers of the single formats hand to the assembly: blocks whose role may still be open."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from mtqa.documents.document import BlockKind
from mtqa.errors import MtqaError

__all__ = ["BULLET", "Draft", "Link", "check_count", "clean", "is_address", "same_address"]

MOST_BLOCKS = 40_000
"""Blocks on a page at most; a long act of law has some thousands."""

BULLET = re.compile(r"[•‣◦▪●■□○⁃∙➢➤►✓]\s*")
"""A sign that is set before the items of a list where mark-up does not say that they are."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SPACE = re.compile(r"\s{2,}|[^\S\u00a0\u202f\u2007]")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)[^\s<>]+>?", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A link inside a block: the words that carry it and the address, as written."""

    label: str
    url: str


@dataclass(frozen=True)
class Draft:
    """A block as one format's reader found it.

    Attributes:
        text: Plain text on one line (see `clean`).
        kind: The role that the mark-up gives it; None for a plain paragraph, whose role is still to be inferred.
        line: Line in the file, counted from 1.
        page: Page in the file, counted from 1.
        level: Depth of a heading or list item.
        links: The links in it, in order.
        linked: Whether the whole text is carried by links.
        anchor: As in `Block`.
    """

    text: str
    kind: BlockKind | None = None
    line: int | None = None
    page: int | None = None
    level: int = 0
    links: tuple[Link, ...] = ()
    linked: bool = False
    anchor: str = ""


def check_count(count: int, name: str) -> None:
    """Refuse what is no page any more.

    Raises:
        MtqaError: when there are more than 40,000 blocks.
    """
    if count > MOST_BLOCKS:
        raise MtqaError(
            f"the file has more than {MOST_BLOCKS:,} blocks of text, too many for a page",
            "Give one page per file.",
            path=name or None,
        )


def clean(text: str) -> str:
    """Plain text on one line: composed characters (NFC), single spaces, nothing invisible, no control characters.

    A single no-break space stays as it is (numbers and units are written with it); in a run of white space it goes.
    """
    composed = unicodedata.normalize("NFC", _CONTROL.sub(" ", text.translate(_INVISIBLE)))
    return _SPACE.sub(" ", composed).strip()


def is_address(text: str) -> bool:
    """Whether a text is a web address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are the same but for angle brackets, percent encoding and a final slash."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return unquote(url.strip().strip("<>")).rstrip("/")
