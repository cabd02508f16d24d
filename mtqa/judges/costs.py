"""What asking a judge costs, in words: how much is sent where, and what that comes to."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqa.services import is_here

__all__ = ["Price", "cost_in_words"]

_BYTES_PER_TOKEN = 4
_FORM = 60
"""Tokens by which a service frames a question."""


@dataclass(frozen=True)
class Price:
    """What tokens cost, in any currency; 0 where that is not known.

    Attributes:
        read: Of a million tokens of questions.
        written: Of a million tokens of answers.
    """

    read: float = 0.0
    written: float = 0.0

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.read > 0 or self.written > 0

    def of(self, n_read: float, n_written: float) -> float:
        """What so many tokens cost."""
        return (n_read * self.read + n_written * self.written) / 1e6

    def so_far(self, n_read: int, n_written: int) -> str:
        """What a run has cost, for its progress; "" where that is not known."""
        return f"cost {self.of(n_read, n_written):.2f}" if self.known else ""


def cost_in_words(
    name: str, questions: Sequence[Sequence[Mapping[str, str]]], answer_tokens: int, price: Price, url: str
) -> str:
    """What asking these questions means, as a sentence to be confirmed; "" where all stays here and costs nothing.

    Args:
        name: What the judge is called.
        questions: The messages of each.
        answer_tokens: How long an answer is, roughly.
        price: What tokens cost.
        url: Where they are sent.
    """
    if is_here(url) and not price.known:
        return ""
    n_bytes = sum(len(one["content"].encode("utf-8", "replace")) for question in questions for one in question)
    n_read = n_bytes // _BYTES_PER_TOKEN + _FORM * len(questions)
    n_written = answer_tokens * len(questions)
    host = urllib.parse.urlsplit(url).hostname or url
    where = (
        f"to {host} on this machine"
        if is_here(url)
        else f"to {host}: the texts of the segments, their translations and what helps to judge them leave this machine"
    )
    size = f"about {n_read:,} tokens to read and {n_written:,} to write"
    money = f"about {price.of(n_read, n_written):.2f} at the prices given" if price.known else "which may cost money"
    return f"{name} will send {len(questions):,} requests {where} ({size}; {money})."
