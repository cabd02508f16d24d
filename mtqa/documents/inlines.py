"""The inside of a Markdown paragraph: text without its mark-up, links, and images as captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mtqa.documents.drafts import Link, clean, is_address, same_address

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Inline", "Piece", "join_pieces", "read_inline", "without_mark_up"]

_NO_WORDS = re.compile(r"[\W_]*")
_ADDRESS_AT_END = re.compile(r"(.*\S)\s*\(<?(https?://[^\s()<>]+(?:\([^\s()]*\))?[^\s()<>]*)>?\)", re.DOTALL)
_LINE_BREAK = re.compile(r"<br\b[^>]{0,100}>", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A run of text; with an address, the label of a link."""

    text: str
    url: str | None = None


@dataclass(frozen=True)
class Inline:
    """The content of one paragraph.

    Attributes:
        text: Plain text on one line.
        links: Its links.
        linked: Whether links carry all its words.
        captions: Texts that stand for its images.
    """

    text: str
    links: tuple[Link, ...] = ()
    linked: bool = False
    captions: tuple[str, ...] = ()


def without_mark_up(content: str) -> Inline:
    """A paragraph taken as it stands, without interpreting it."""
    return Inline(clean(content))


def read_inline(tokens: Sequence[Token]) -> Inline:
    """The content of markdown-it's inline tokens."""
    pieces: list[Piece] = []
    captions: list[str] = []
    url: str | None = None
    label: list[str] = []
    for token in tokens:
        text = ""
        match token.type:
            case "text" | "code_inline" | "text_special":
                text = token.content
            case "softbreak" | "hardbreak":
                text = " "
            case "html_inline":
                text = " " if _LINE_BREAK.match(token.content) else ""
            case "link_open":
                url, label = str(token.attrs.get("href", "")), []
            case "link_close":
                pieces.append(Piece("".join(label), url))
                url = None
            case "image":
                caption = clean(_plain(token.children or ()) or token.content)
                if caption:
                    captions.append(caption)
        if not text:
            continue
        if url is None:
            pieces.append(Piece(text))
        else:
            label.append(text)
    return join_pieces(pieces, tuple(captions))


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(token.content if token.type != "softbreak" else " " for token in tokens)


def join_pieces(pieces: Sequence[Piece], captions: tuple[str, ...] = ()) -> Inline:
    """One paragraph out of its pieces; an address written out after the link that leads there is dropped."""
    merged = [Piece("".join(piece.text for piece in run), url) for url, run in groupby(pieces, lambda piece: piece.url)]
    texts: list[str] = []
    links: list[Link] = []
    position = 0
    linked = True
    while position < len(merged):
        piece = merged[position]
        position += 1
        if piece.url is None:
            texts.append(piece.text)
            linked = linked and _NO_WORDS.fullmatch(piece.text) is not None
            continue
        label = _without_address(piece.text, piece.url)
        if not clean(label):
            continue
        texts.append(label)
        links.append(Link(clean(label), piece.url))
        skipped = _skip_repetition(merged, position, piece.url)
        if skipped is not None:
            texts[-1] = label.rstrip()
            position = skipped
    text = clean("".join(texts))
    if not links and is_address(text):
        return Inline(text, (Link(text, text.strip("<>")),), True, captions)
    return Inline(text, tuple(links), linked and bool(links), captions)


def _without_address(label: str, url: str) -> str:
    """The label of a link without the same address in brackets at its end."""
    if len(label) > 2000 or not label.rstrip().endswith(")"):
        return label
    match = _ADDRESS_AT_END.fullmatch(label.strip())
    return match[1] if match is not None and same_address(match[2], url) else label


def _skip_repetition(pieces: list[Piece], position: int, url: str) -> int | None:
    """Where to read on after a link that "(address)" follows, with its own address; None when nothing is repeated.

    The text after it is shortened in place.
    """
    if position >= len(pieces) or pieces[position].url is not None:
        return None
    after = pieces[position].text
    bare = after.lstrip()
    for address in (url, f"<{url}>", unquote(url), f"<{unquote(url)}>"):
        if bare.startswith(f"({address})"):
            pieces[position] = Piece(bare[len(address) + 2 :])
            return position
    following = pieces[position + 1 : position + 3]
    if (
        bare.rstrip() == "("
        and len(following) == 2
        and following[0].url is not None
        and same_address(following[0].url, url)
        and following[1].text.lstrip().startswith(")")
    ):
        pieces[position + 2] = Piece(following[1].text.lstrip()[1:], following[1].url)
        return position + 2
    return None
