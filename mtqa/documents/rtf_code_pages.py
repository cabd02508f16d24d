"""Character sets and languages as RTF numbers them."""

from __future__ import annotations

import codecs
import locale
from functools import cache

__all__ = ["SYMBOLS", "codec_of_code_page", "codec_of_font", "language_of_number"]

SYMBOLS = "symbols"
"""In place of a codec: the font has signs of its own, which nothing here can tell."""
_CODE_PAGES = {
    2: 0,
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    255: 437,
}
"""Code page of a font's character set (RTF 1.9.1, \\fcharset)."""
_SYMBOL_SET = 2
_PLAIN_SETS = (0, 1)
_OTHER_NAMES = {10000: "mac-roman", 10007: "mac-cyrillic", 10029: "mac-latin2", 1361: "johab", 65001: "utf-8"}


@cache
def codec_of_code_page(number: int) -> str | None:
    """Python's name of a code page, None where it has none."""
    name = _OTHER_NAMES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def codec_of_font(character_set: int) -> str | None:
    """The codec of a font's character set, None for that of the document."""
    if character_set == _SYMBOL_SET:
        return SYMBOLS
    return None if character_set in _PLAIN_SETS else codec_of_code_page(_CODE_PAGES.get(character_set, -1))


def language_of_number(number: int) -> str | None:
    """The language tag of one of Windows' numbers for languages, None where it stands for none."""
    name = locale.windows_locale.get(number)
    return None if name is None else name.replace("_", "-")
