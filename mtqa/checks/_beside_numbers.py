"""What stands beside numbers and says what they are: clock times, centuries, minus signs in words, periods of time.

The phrases of every language stand in `data/_beside_numbers.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from mtqa.checks._facts import fold

__all__ = ["Beside", "beside", "folded", "phrases"]

_FILE = Path(__file__).with_name("data") / "_beside_numbers.toml"
_SAME_AS = {"no": "nb"}
_NEVER = re.compile(r"(?!)")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text folded, as long as the text itself; what was last asked for is remembered."""
    return fold(text)


def _alternatives(text: str) -> str:
    return "|".join(
        re.escape(fold(phrase.strip())).replace(r"\*", r"\w*").replace(r"\ ", r"\s")
        for phrase in sorted(text.split("|"), key=len, reverse=True)
    )


def phrases(text: str, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """A pattern for phrases divided by bars, with stars for any ending, in a folded text; never for none."""
    return re.compile(f"{before}(?:{_alternatives(text)}){after}") if text else _NEVER


@dataclass(frozen=True)
class Beside:
    """The phrases of one language, as patterns for a folded text.

    Attributes:
        before: What stands before the hour of a clock time, at the end of the text before it.
        after: What stands after it, at its end.
        weak: Prepositions before an hour, which stand before other numbers too.
        morning: What says that an hour is one before noon.
        noon: Words for noon.
        midnight: Words for midnight.
        century: Words for a century.
        decade: Words for a decade.
        clock_round: What says "24 hours a day" without the number.
        minus: Words for a minus sign.
        decrease: What says that something became less, so that no minus sign is needed.
        periods: Words for periods of time: how many of which unit, and the words.
    """

    before: re.Pattern[str] = _NEVER
    after: re.Pattern[str] = _NEVER
    weak: re.Pattern[str] = _NEVER
    morning: re.Pattern[str] = _NEVER
    noon: re.Pattern[str] = _NEVER
    midnight: re.Pattern[str] = _NEVER
    century: re.Pattern[str] = _NEVER
    decade: re.Pattern[str] = _NEVER
    clock_round: re.Pattern[str] = _NEVER
    minus: re.Pattern[str] = _NEVER
    decrease: re.Pattern[str] = _NEVER
    periods: tuple[tuple[Fraction, str, re.Pattern[str]], ...] = ()


@cache
def _rows() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _periods(row: Mapping[str, str]) -> Iterator[tuple[Fraction, str, re.Pattern[str]]]:
    for key, words in row.items():
        count, _, unit = key.partition(" ")
        yield Fraction(count), unit, phrases(words)


@cache
def beside(tag: str) -> Beside:
    """The phrases of a language by its primary tag; empty where there are none."""
    row = _rows().get(_SAME_AS.get(tag, tag))
    if row is None:
        return Beside()
    plain = ("morning", "noon", "midnight", "century", "decade", "clock_round", "minus", "decrease")
    return Beside(
        before=phrases(row.get("before", ""), after=r"[.:'’-]?\s{0,2}$"),
        weak=phrases(row.get("weak", ""), after=r"[ \u00a0-]$"),
        after=phrases(row.get("after", ""), before=r"[\s-]{0,2}"),
        periods=tuple(_periods(row["periods"])),
        **{name: phrases(row.get(name, "")) for name in plain},
    )
