"""What two sentences in different languages have in common on the surface: numbers, names, addresses, cognates.

Words of other scripts are brought into Latin letters first, so that `Кишида` and `Kishida` meet.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["surface_vectors"]

DIMENSIONS = 2048
_NGRAM = 4
_SHORT_WORD = 3
_LONG_WORD = 40
_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_]+")
_DIGITS = re.compile(r"\d+")

# Names as English prints them, rather than ISO 9 or ISO 843, which keep apart what cognates spell alike.
_CYRILLIC_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"
_CYRILLIC_IN_LATIN = "a,b,v,g,d,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,h,ts,ch,sh,sht,a,y,,e,yu,ya,i,i,e,g"
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_IN_LATIN = "a,v,g,d,e,z,i,th,i,k,l,m,n,x,o,p,r,s,s,t,i,f,ch,ps,o"
_CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _CYRILLIC_IN_LATIN.split(","), strict=True))
_GREEK = dict(zip(_GREEK_LETTERS, _GREEK_IN_LATIN.split(","), strict=True))
_LETTERS = _CYRILLIC | _GREEK


def _latin(word: str) -> str:
    """The word in lower-case Latin letters without accents."""
    plain = unicodedata.normalize("NFC", word.lower())
    spelt = "".join(_LETTERS.get(letter, letter) for letter in plain)
    folded = unicodedata.normalize("NFKD", spelt)
    return "".join(_LETTERS.get(letter, letter) for letter in folded if not unicodedata.combining(letter))


def _features(sentence: str) -> Counter[str]:
    """Numbers, short words and the letter sequences of longer ones; each word counts once in all."""
    weights: Counter[str] = Counter()
    for token in _TOKEN.findall(sentence):
        if token[0].isdigit():
            weights["#" + "".join(_DIGITS.findall(token)).lstrip("0")] += 1.0  # type: ignore[assignment]
            for part in _DIGITS.findall(token):
                weights["." + part] += 0.5  # type: ignore[assignment]
            continue
        word = _latin(token[:_LONG_WORD])
        if len(word) <= _SHORT_WORD:
            weights["=" + word] += 1.0  # type: ignore[assignment]
        else:
            marked = "^" + word
            pieces = {marked[i : i + _NGRAM] for i in range(len(marked) - _NGRAM + 1)}
            for piece in pieces:
                weights[piece] += 1.0 / math.sqrt(len(pieces))  # type: ignore[assignment]
    return weights


def surface_vectors(
    source: Sequence[str], target: Sequence[str]
) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Vectors of surface features, weighted by their rarity in the two documents.

    Args:
        source: n sentences.
        target: m sentences.

    Returns:
        For each side, an (n, d) array of the features that both documents have, hashed with signs, and an (n,) array of
        the squared weight of those that only one has: they add to the length of a vector, not to its products.
    """
    import numpy as np

    counted = [[_features(sentence) for sentence in side] for side in (source, target)]
    total = len(source) + len(target)
    frequency = Counter(feature for side in counted for of_sentence in side for feature in of_sentence)
    shared = {f for of_sentence in counted[0] for f in of_sentence} & {
        f for of_sentence in counted[1] for f in of_sentence
    }
    sides = []
    for side in counted:
        vectors = np.zeros((len(side), DIMENSIONS), dtype=np.float32)
        alone = np.zeros(len(side), dtype=np.float32)
        for row, of_sentence in enumerate(side):
            for feature, count in of_sentence.items():
                weight = count * math.log((1 + total) / frequency[feature])
                if feature in shared:
                    place = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
                    vectors[row, place % DIMENSIONS] += weight if (place >> 16) & 1 else -weight
                else:
                    alone[row] += weight * weight
        sides.append((vectors, alone))
    return sides[0], sides[1]
