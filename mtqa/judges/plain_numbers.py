"""Numbers as judges write them: 85, "85/100", 87,5, 85 %. What may be another number is none."""

from __future__ import annotations

import re

__all__ = ["number_in", "number_in_prose"]

_NUMBER = r"[-−+]?\d{1,3}(?:[.,]\d{1,3})?"
_ONE = re.compile(
    rf"\s*(?P<n>{_NUMBER})\s*(?:%|points?|pts\.?|Punkte|分|/\s*(?P<of>100|10|5|1)(?:[.,]0)?"
    r"|(?:out of|von|sur|sobre|de|su|op|z|от|из)\s+(?P<of2>100|10|5))?\s*[.。]?\s*"
)
_OF = re.compile(
    rf"(?<![\d.,/–-])(?P<n>{_NUMBER})\s*(?:/|out of|von|sur|sobre|de|su|от|из)\s*(?P<of>100|10|5)(?![\d])",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:overall|final|total|gesamt|endg\w+)?[ \t_-]*(?:score|rating|grade|mark|quality|bewertung|punktzahl|note|punkte"
    r"|puntuaci[oó]n|puntaje|calificaci[oó]n|pontua[cç][aã]o|nota|punteggio|valutazione|voto|cijfer|ocena|wynik|sk[oó]re|hodnocen[ií]"
    r"|оценка|балл|分数|評分|评分|得分|スコア|点数|점수)"
)
_LABELLED = re.compile(
    rf"{_LABEL}\W{{0,12}}(?:is|of|ist|est|es|è|[ée]|е|:|=|：|が|は|为|為)?\W{{0,10}}(?P<n>{_NUMBER})(?P<rest>\s*(?:/\s*\d+|%|[-–—]|to\b|bis\b)?)",
    re.IGNORECASE,
)
_BOXED = re.compile(rf"\\boxed\{{\s*(?P<n>{_NUMBER})\s*\}}")
_RANGE = re.compile(rf"{_NUMBER}\s*(?:[-–—]|to|bis|and|und)\s*{_NUMBER}")


def number_in(said: object, lowest: float, highest: float) -> float | None:
    """The number that a value is, within bounds; None where it is none, or may be on another scale."""
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float):
        return _within(float(said), None, lowest, highest)
    if not isinstance(said, str):
        return None
    match = _ONE.fullmatch(said.strip().strip("*`\"'“”"))
    if match is None:
        return None
    return _within(_value(match["n"]), match["of"] or match["of2"], lowest, highest)


def _value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def _within(number: float, of: str | None, lowest: float, highest: float) -> float | None:
    """The number on the scale that was asked for."""
    if of is not None and float(of) != highest:
        if lowest != 0 or not 0 <= number <= float(of):
            return None
        number = number / float(of) * highest
    elif of is None and highest >= 10 and number != int(number) and abs(number) < 1:
        return None  # a share of 1, or less than one of 100?
    return number if lowest <= number <= highest else None


def number_in_prose(text: str, lowest: float, highest: float) -> float | None:
    """The one number that a text gives as the score; None where it gives none or several."""
    alone = number_in(text, lowest, highest)
    if alone is not None:
        return alone
    boxed = {number_in(match["n"], lowest, highest) for match in _BOXED.finditer(text)}
    if len(boxed) == 1:
        return boxed.pop()
    plain = re.sub(r"[*_`#|]+", " ", text)
    found: set[float | None] = set()
    for match in _LABELLED.finditer(plain):
        rest = match["rest"].strip()
        if rest and rest[0] in "-–—tb":
            return None  # a range
        found.add(number_in(match["n"] + rest, lowest, highest))
    found |= {number_in(f"{match['n']}/{match['of']}", lowest, highest) for match in _OF.finditer(plain)}
    if _RANGE.search(plain) and len(found) != 1:
        return None
    return found.pop() if len(found) == 1 else None
