"""Characters that cannot be seen, or that change how their neighbours are shown, made visible.

A bidirectional override can make a text read as something that it does not say, a zero-width space can hide in a word,
a NUL can end it. Reports show such characters as short marks in their place, and never pass them on.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape

from markupsafe import Markup

__all__ = ["HIDDEN", "hidden_name", "hidden_names", "javascript_pattern", "marked", "marked_text", "plain"]

# fmt: off
_C0 = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)
# fmt: on
_NAMES = {
    **{chr(code): name for code, name in enumerate(_C0)},
    "\t": "⇥",
    "\n": "↵",
    "\x7f": "DEL",
    "\x85": "NEL",
    "\u00ad": "SHY",
    "\u034f": "CGJ",
    "\u061c": "ALM",
    "\u180e": "MVS",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u2028": "LS",
    "\u2029": "PS",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}

# Scripts in which the two joiners are part of the spelling: Arabic to Myanmar, Khmer, Mongolian.
_JOINED = "\u0600-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefc"
# What may stand before a joiner in an emoji: pictographs, skin tones, the variation selector.
_PICTOGRAPHS = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
    f"|(?<![{_JOINED}])\u200c|(?<![{_JOINED}{_PICTOGRAPHS}])\u200d"
)
"""A character that reports show as a mark. One match is one character."""
_ESCAPED = re.compile("[^\x20-\x7e]")


@lru_cache(maxsize=256)
def hidden_name(character: str) -> str:
    """The short name that stands for a hidden character: `RLO`, `NUL`, `U+E0041`."""
    return _NAMES.get(character) or f"U+{ord(character):04X}"


def javascript_pattern(pattern: str) -> str:
    """A character class of Python as one of JavaScript: every character that is not plain ASCII by its number."""
    return _ESCAPED.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", pattern)


def hidden_names() -> dict[str, str]:
    """The hidden characters that have a short name, and that name."""
    return dict(_NAMES)


@lru_cache(maxsize=256)
def _mark(character: str) -> str:
    title = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    return f'<span class="cc" title="{title}">{hidden_name(character)}</span>' + (
        "\n" if character in "\n\u2028\u2029\x85" else ""
    )


def plain(text: str) -> str:
    """The text with `⟨RLO⟩` and the like in place of hidden characters; not escaped."""
    return HIDDEN.sub(lambda match: f"⟨{hidden_name(match[0])}⟩", text)


def marked(text: str, start: int = 0, end: int | None = None) -> Markup:
    """The text (or a part of it) escaped for HTML, with an element in place of each hidden character."""
    return Markup(marked_text(text, start, len(text) if end is None else end))  # noqa: S704 - escaped piece by piece


def marked_text(text: str, start: int, end: int) -> str:
    """As `marked`, as a plain string: for code that puts many pieces together."""
    pieces: list[str] = []
    position = start
    for match in HIDDEN.finditer(text, start, end):
        pieces += (escape(text[position : match.start()]), _mark(match[0]))
        position = match.end()
    pieces.append(escape(text[position:end]))
    return "".join(pieces)
