"""Whether a word may be an inflected form of another one: endings, changes in the stem, mutations at the beginning."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from mtqa.checks._names import romanised, skeleton

__all__ = ["may_be_form"]

_ENDING = 5
"""Letters that an inflected form may have more than the word."""
_SHORT = 3
"""Letters of the longest word whose forms must begin with all of it, or be alike by their consonants."""
_SHORT_ENDING = 4
_ALIKE = 0.4
"""Share of the letters, in their order, that a form has in common with the word when its stem changes."""
_ECLIPSED = re.compile(r"^(?:m(?=b)|g(?=c)|n(?=[dg])|bh(?=f)|b(?=p)|d(?=t)|h(?=[aeiou])|[nt]-(?=[aeiou])|t(?=s))")
_LENITED = re.compile(r"^([bcdfgmpst])h")
"""What Irish sets before the first letter of a word, and the h that it sets after it."""
_PROSTHETIC = re.compile(r"^i(?=[lmnrsxz][^aeiou])")
"""The vowel that Maltese sets before two consonants: l-istati."""
_VOWELS = re.compile(r"[aeiouyjwħ']")
_GRADATION = str.maketrans("bvmfdsgj", "pppptthh")
"""Consonants that alternate in Finnish and Estonian, one for several: hammas and hambad, vesi and veden."""
_DOUBLED = re.compile(r"(.)\1+")
_GRADED = frozenset({"fi", "et"})


def may_be_form(word: str, form: str, tag: str) -> bool:
    """Whether a word of a text may be a form of a word of a term.

    Args:
        word: As the dictionary has it, folded.
        form: As the text has it, folded.
        tag: Primary tag of the language.
    """
    if len(form) > len(word) + _ENDING or not word or not form:
        return False
    wanted, other = _root(word, tag), _root(form, tag)
    if not wanted or not other:
        return False
    if other.startswith(wanted[: _kept(wanted)]) and (
        len(wanted) > _SHORT or len(other) <= len(wanted) + _SHORT_ENDING
    ):
        return True
    return _changed_stem(wanted, other, tag)


def _kept(root: str) -> int:
    """How many letters of a word its forms begin with."""
    length = len(root)
    return length if length <= _SHORT else length - 1 if length <= 5 else length - 2 if length <= 8 else length - 3


@lru_cache(maxsize=65536)
def _root(word: str, tag: str) -> str:
    """A word in small Latin letters without accents, without what mutation sets before it, and with d for dz, which
    alternate."""
    latin = romanised(word).replace("dz", "d")
    if tag == "ga":
        return _LENITED.sub(r"\1", _ECLIPSED.sub("", latin))
    return _PROSTHETIC.sub("", latin) if tag == "mt" else latin


def _changed_stem(wanted: str, other: str, tag: str) -> bool:
    """Whether two words have the same consonants, those of the form perhaps with an ending, and much else alike."""
    if tag == "mt":
        return _consonants(other).startswith(_consonants(wanted)) and len(_consonants(wanted)) > 1
    if wanted[0] != other[0]:
        return False
    if tag in _GRADED:
        return wanted[:2] == other[:2] and _graded(other).startswith(_graded(wanted))
    own, there = skeleton(wanted), skeleton(other)
    if not own or not there.startswith(own) or (len(own) < 2 and wanted[:2] != other[:2]):
        return False
    return SequenceMatcher(None, wanted, other[: len(wanted) + 1], autojunk=False).ratio() >= _ALIKE


def _consonants(root: str) -> str:
    return _VOWELS.sub("", root)


def _graded(root: str) -> str:
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", root.translate(_GRADATION)))
