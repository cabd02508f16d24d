"""The roles of plain paragraphs: which is the title, a heading, a quotation, a caption.

Mark-up is believed as it stands; rules speak only where there is none. A file that marks its headings (or quotations)
is taken to mark them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from mtqa.documents.document import BlockKind
from mtqa.documents.drafts import Draft
from mtqa.documents.furniture import is_credit
from mtqa.documents.phrases import all_phrases, fold, mentions, words_in

__all__ = ["give_roles"]

_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_FINAL = frozenset(".!?…;:,·。！？：；،؟۔")
_CLOSING = "»«”“\"'’‘)]›‹*_"
_OPENING = "„“«»”\"'‘‚‹›"
_LONGEST_TITLE = 250
_LONGEST_HEADING = 100
_MOST_WORDS = 14
_VERB_WITHIN = 6
"""A verb of saying counts when it is among so many last words before the colon (or is the first word after it)."""


def give_roles(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with a kind each."""
    marks_headings = any(draft.kind in (BlockKind.TITLE, BlockKind.HEADING) for draft in drafts)
    marks_quotes = any(draft.kind is BlockKind.QUOTE for draft in drafts)
    given: list[Draft] = [_without_context(draft) for draft in drafts]
    given = _with_title(given)
    for index, draft in enumerate(given):
        if draft.kind is not None:
            continue
        following = given[index + 1] if index + 1 < len(given) else None
        if not marks_quotes and index > 0 and _is_quoted(given[index - 1], draft):
            given[index] = replace(draft, kind=BlockKind.QUOTE)
        elif not marks_headings and following is not None and _is_heading(draft, following):
            given[index] = replace(draft, kind=BlockKind.HEADING, level=2)
        else:
            given[index] = replace(draft, kind=BlockKind.PARAGRAPH)
    return given


def _without_context(draft: Draft) -> Draft:
    """The roles that a block shows by itself: link, caption."""
    if draft.kind in (None, BlockKind.LIST_ITEM) and draft.linked:
        return replace(draft, kind=BlockKind.LINK, level=0)
    if draft.kind is None and is_credit(draft.text):
        return replace(draft, kind=BlockKind.CAPTION)
    return draft


def _with_title(drafts: list[Draft]) -> list[Draft]:
    """The drafts with their title marked: the first heading of the top level, or a short first block."""
    if any(draft.kind is BlockKind.TITLE for draft in drafts):
        return drafts
    for index, draft in enumerate(drafts):
        if draft.kind is BlockKind.CAPTION:
            continue
        following = drafts[index + 1 :]
        if draft.kind is None and following and _is_title(draft):
            return _replaced(drafts, index, replace(draft, kind=BlockKind.TITLE, level=1))
        break
    headings = [index for index, draft in enumerate(drafts) if draft.kind is BlockKind.HEADING]
    if not headings:
        return drafts
    first = drafts[headings[0]]
    opens = all(draft.kind is BlockKind.CAPTION for draft in drafts[: headings[0]])
    alone = all(drafts[index].level > first.level for index in headings[1:])
    if first.level <= 1 or (opens and alone):
        return _replaced(drafts, headings[0], replace(first, kind=BlockKind.TITLE, level=1))
    return drafts


def _replaced(drafts: list[Draft], index: int, draft: Draft) -> list[Draft]:
    return [*drafts[:index], draft, *drafts[index + 1 :]]


def _ends_sentence(text: str, *, but: str = "") -> bool:
    bare = text.rstrip(_CLOSING).rstrip()
    return bool(bare) and bare[-1] in _FINAL and bare[-1] not in but


def _is_title(draft: Draft) -> bool:
    if len(draft.text) > _LONGEST_TITLE:
        return False
    # A question or an exclamation may well be a title, when it is all there is.
    return not _ends_sentence(
        draft.text, but=f"{_questions(draft.text)}!" if len(draft.text) <= _LONGEST_HEADING else ""
    )


def _questions(text: str) -> str:
    """The question marks of the language: in Greek it looks like a semicolon."""
    return "?;" if _GREEK.search(text) else "?"


def _is_heading(draft: Draft, following: Draft) -> bool:
    if not _looks_like_heading(draft):
        return False
    if following.kind in (BlockKind.LIST_ITEM, BlockKind.LINK, BlockKind.QUOTE):
        return True
    if following.kind is BlockKind.CAPTION:
        return False
    # Lists, tables and addresses set line by line are not headings: text has to follow.
    return following.kind is None and (len(following.text) > _LONGEST_HEADING or _ends_sentence(following.text))


def _looks_like_heading(draft: Draft) -> bool:
    text = draft.text
    if len(text) > _LONGEST_HEADING or _ends_sentence(text, but=_questions(text)):
        return False
    words = words_in(text)
    if not words or len(words) > _MOST_WORDS or not any(any(c.isalpha() for c in word) for word in words):
        return False
    return not text[:1].islower() and not _ends_in_date(words)


def _ends_in_date(words: list[str]) -> bool:
    """Whether words end like a dateline: "Brussels, 12 May 2022"."""
    last = words[-3:]
    return len(last) == 3 and last[0].isdigit() and last[2].isdigit() and len(last[2]) == 4


def _is_quoted(before: Draft, draft: Draft) -> bool:
    """Whether a paragraph is a quotation, by what comes before it or by its own quotation marks."""
    text = draft.text
    enclosed = text[:1] in _OPENING and text.rstrip(".")[-1:] in _CLOSING
    if before.kind not in (BlockKind.PARAGRAPH, None):
        return enclosed and _is_whole_quotation(text)
    if before.text.rstrip()[-1:] == ":":
        return text[:1] in _OPENING or (_ends_sentence(text, but=":") and _introduces_speech(before.text))
    return enclosed and _is_whole_quotation(text)


def _is_whole_quotation(text: str) -> bool:
    """Whether quotation marks enclose a text as a whole, and not two parts of it with something in between."""
    inner = text[1:].rstrip(".").rstrip()[:-1]
    return not any(mark in inner for mark in '„“”«»"') and len(words_in(inner)) > 3


@cache
def _verbs() -> tuple[str, ...]:
    return tuple(dict.fromkeys(verb for phrases in all_phrases() for verb in phrases.speech))


def _introduces_speech(text: str) -> bool:
    """Whether a paragraph that ends in a colon announces what somebody said."""
    last = " ".join(words_in(fold(text[-200:]))[-_VERB_WITHIN:])
    first = " ".join(words_in(fold(text[:100]))[:2])
    return mentions(last, _verbs()) or mentions(first, _verbs())
