"""What an answer of a judge says, and what may be wrong with one. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from mtqa.results import Severity

__all__ = ["AnswerKind", "Choice", "JudgedError", "Reading", "Trouble"]

Choice = Literal["A", "B", "tie"]


class AnswerKind(StrEnum):
    """What a judge is asked for."""

    ERRORS = "errors"
    NUMBER = "number"
    BOTH = "errors and number"
    CHOICE = "choice"

    @property
    def has_errors(self) -> bool:
        """Whether errors are marked."""
        return self in (AnswerKind.ERRORS, AnswerKind.BOTH)

    @property
    def has_number(self) -> bool:
        """Whether a number is given."""
        return self in (AnswerKind.NUMBER, AnswerKind.BOTH)


class Trouble(StrEnum):
    """Why an answer is not believed."""

    UNREADABLE = "unreadable"
    """It has not the form that was asked for, or can be understood in two ways."""
    CUT = "cut"
    """It breaks off before all has been said."""
    REFUSED = "refused"
    """The model declines, or the service filters."""
    LOOP = "loop"
    """It says the same over and over."""
    LANGUAGE = "other_language"
    """It is prose in another language than that of the question."""
    OBEYED = "obeyed"
    """It says what a text under judgement told the judge to say."""
    FAILED = "failed"
    """The service did not answer: too long a text, or it failed again and again."""


@dataclass(frozen=True)
class JudgedError:
    """An error that a judge marks.

    Attributes:
        severity: Critical, major or minor.
        category: MQM category as a path; `other` where the judge's word is not known.
        words: The words as the judge quotes them; "" where it quotes none.
        in_source: Whether the judge says that they stand in the source.
    """

    severity: Severity
    category: str = "other"
    words: str = ""
    in_source: bool = False


@dataclass(frozen=True)
class Reading:
    """What an answer says.

    Attributes:
        errors: In the order of the answer.
        number: None where none was asked for.
        choice: None where none was asked for.
    """

    errors: tuple[JudgedError, ...] = ()
    number: float | None = None
    choice: Choice | None = None
