"""Formatting codes of translation tools that stand for white space: dropped, they would glue two words together.

XLIFF and TMX keep a document's own mark-up in inline codes, as text (`<br/>`, `\\par`, `<w:tab/>`) or by a type (`lb`).
"""

from __future__ import annotations

import re

__all__ = ["white_space_of"]

_BREAK_TYPE = re.compile(r"(?:x-)?(?:html-)?(?:lb|br|pb|line-?break|break|newline)|xlf:[lp]b")
_TAB_TYPE = re.compile(r"(?:x-)?tab(?:ulator)?")
_SPACE_TYPE = re.compile(r"(?:x-)?(?:nbsp|space|non-?breaking-space)")
_BREAK = re.compile(
    r"</?(?:\w{1,9}:)?(?:br|cr|p|div|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|hr|blockquote|line-break)(?![\w:-])[^<>]{0,200}>"
    r"|\\(?:line|par|n|r)(?![a-z])|&#(?:10|13|x0?[ad]);",
    re.IGNORECASE,
)
_TAB = re.compile(r"<(?:\w{1,9}:)?tab(?![\w:-])[^<>]{0,200}>|\\t(?:ab)?(?![a-z])|&#(?:9|x0?9);|&[Tt]ab;")
_NO_BREAK = re.compile(r"&nbsp;|&#(?:160|xA0);|\\~", re.IGNORECASE)
_SPACE = re.compile(r"<text:s(?![\w:-])[^<>]{0,200}>|&(?:en|em|thin)sp;|&#(?:32|x20);")
_LONGEST = 2000


def white_space_of(code: str, kind: str = "") -> str:
    """The white space that a code stands for; "" for a code that stands for none.

    Args:
        code: The code in the document's own format, as far as the file tells it.
        kind: Its type, in the words of XLIFF or TMX.
    """
    kind = kind.lower()
    code = code[:_LONGEST]
    if _BREAK_TYPE.fullmatch(kind) or _BREAK.search(code):
        return "\n"
    if _TAB_TYPE.fullmatch(kind) or _TAB.search(code):
        return "\t"
    if _SPACE_TYPE.fullmatch(kind) or _NO_BREAK.search(code):
        return "\u00a0"
    if _SPACE.search(code):
        return " "
    if code.strip():
        return ""
    return "\n" if "\n" in code else code[:1]
