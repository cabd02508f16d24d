"""Where in a text the words stand that a judge quotes, also where it does not quote them exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["locate"]

_SAME = str.maketrans("“”„«»‘’‚‹›`´–—−‐‑…\u00a0\u202f\u2009", "\"\"\"\"\"'''''''-----.   ")
_GAP = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\.{3,}|…)\s*")
_MOST_ERRORS = 0.25
"""Share of the letters of a quote that may be wrong."""
_SHORTEST = 5
"""Letters from which a quote is looked for with wrong ones."""
_LONGEST = 4000


def locate(words: str, text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Start and end of quoted words in a text; None where they are not there.

    First as they are; then without regard to case, accents of typography and spaces; then from the first to the last
    piece of a quote with dots in it; then with some letters that differ.

    Args:
        words: The quote.
        text: Where it is looked for.
        taken: Places that other quotes have: another one is preferred.
    """
    words = words.strip()
    if not words or not text:
        return None
    for candidate in dict.fromkeys((words, words.strip("\"'“”„«»‘’`[]() "), words.rstrip(".,;:!?…"))):
        if candidate and (found := _plainly(candidate, text, taken)):
            return found
    pieces = [piece for piece in _GAP.split(words) if piece.strip()]
    if len(pieces) > 1:
        return _from_to(pieces, text)
    return _nearly(words, text)


def _plainly(words: str, text: str, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    exact = _occurrences(words, text)
    if not exact:
        folded, places = _folded(text)
        wanted = _folded(words)[0].strip()
        exact = [(places[a], places[b - 1] + 1) for a, b in _occurrences(wanted, folded)] if wanted else []
    free = [place for place in exact if not any(_overlap(place, other) for other in taken)]
    whole = [place for place in free if _is_whole(place, text)]
    return next(iter([*whole, *free, *exact]), None)


def _occurrences(words: str, text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = text.find(words)
    while at >= 0 and len(found) < 100:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_whole(place: tuple[int, int], text: str) -> bool:
    """Whether no word goes on before or behind."""
    start, end = place
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    behind = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not behind


def _folded(text: str) -> tuple[str, list[int]]:
    """Text without case, typography and doubled spaces, and for each of its signs the place that it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKC", sign.translate(_SAME)).casefold():
            if one.isspace():
                if signs and signs[-1] == " ":
                    continue
                one = " "
            elif unicodedata.category(one) in ("Cf", "Mn"):
                continue
            signs.append(one)
            places.append(place)
    return "".join(signs), places


def _from_to(pieces: Sequence[str], text: str) -> tuple[int, int] | None:
    """From the first piece of a quote to its last."""
    at = 0
    first: int | None = None
    for piece in pieces:
        found = _plainly(piece.strip(), text[at:], ())
        if found is None:
            return None
        first = at + found[0] if first is None else first
        at += found[1]
    return None if first is None else (first, at)


def _nearly(words: str, text: str) -> tuple[int, int] | None:
    """The place of the words with the fewest wrong letters, where there are few (Sellers, 1980)."""
    wanted, _ = _folded(words)
    folded, places = _folded(text[:_LONGEST])
    wanted = wanted.strip()
    if not _SHORTEST <= len(wanted) <= _LONGEST // 4 or not folded:
        return None
    costs = list(range(len(wanted) + 1))
    starts = [0] * (len(wanted) + 1)
    best: tuple[int, int, int] | None = None
    for end, sign in enumerate(folded, start=1):
        last_cost, last_start = costs[0], starts[0]
        costs[0], starts[0] = 0, end
        for k, letter in enumerate(wanted, start=1):
            options = (
                (last_cost + (letter != sign), last_start),
                (costs[k] + 1, starts[k]),
                (costs[k - 1] + 1, starts[k - 1]),
            )
            last_cost, last_start = costs[k], starts[k]
            costs[k], starts[k] = min(options)
        if best is None or costs[-1] < best[0]:
            best = (costs[-1], starts[-1], end)
    if best is None or best[0] > _MOST_ERRORS * len(wanted) or best[1] >= best[2]:
        return None
    return places[best[1]], places[best[2] - 1] + 1
