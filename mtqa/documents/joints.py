"""Spaces lost at inline mark-up: `the<b>text</b>` is read as "thetext".

Only the mark-up tells that two words touch there. What is left of the places that a format's reader noted are those
where two words must stand: an ending after a link (`<a>Kohesio</a>ban`) and a letter by itself (`<b>C</b>orona`) are
none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.documents.document import Document, Joint
from mtqa.documents.language_check import is_function_word
from mtqa.languages import Language

__all__ = ["lost_spaces"]

_WORDS = re.compile(r"[^\W\d_][\w'’-]*")
_ENDING = 4
"""Letters of what follows the end of a link's label and may be an ending rather than a word."""
_MARKS = ":,;)»”."


def lost_spaces(document: Document, language: Language, sources: Sequence[Document] = ()) -> tuple[Joint, ...]:
    """The joints of a page at which a space is missing.

    Args:
        document: The page.
        language: Its language.
        sources: The pages that it may translate; what is one word there is no fault here.
    """
    if not document.joints:
        return ()
    words = frozenset(word.casefold() for word in _WORDS.findall(document.text))
    given = "\n".join(source.text for source in sources).casefold()
    return tuple(
        joint
        for joint in document.joints
        if _is_lost(joint, words, language) and (joint.left + joint.right).casefold() not in given
    )


def _is_lost(joint: Joint, words: frozenset[str], language: Language) -> bool:
    left, right = joint.left.rstrip(_MARKS), joint.right.lstrip(".«„“(")
    if not any(map(str.isalpha, joint.right)) or joint.left[-1:] == ".":
        return False
    if len(left) == 1 and not is_function_word(left.casefold(), language):
        return False
    if joint.closing and left == joint.left and right == joint.right:
        # What begins a word elsewhere in the text is a word, not an ending.
        own = right.casefold() in words or is_function_word(right.casefold(), language)
        return own or (len(right) > _ENDING and right[:1].isupper()) or len(right) > 2 * _ENDING
    return True
