"""Protocols: what a judge is asked, in which form it answers, and how a score comes of it. Each is one file.

Those that mtqa brings along stand in `protocols/`; another is a file of the same form, named by its path.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_text
from mtqa.judges.readings import AnswerKind, JudgedError
from mtqa.results import Severity

__all__ = ["Protocol", "Weights", "find_protocol", "is_protocol_file", "protocol_names"]

_FOLDER = Path(__file__).with_suffix("")
_KEYS = {"title", "summary", "answer", "lowest", "highest", "answer_tokens", "weights", "prompt"}
_PROMPT_KEYS = {"instructions", "question"}
_WEIGHT_KEYS = {"critical", "major", "minor", "most_errors", "most"}
_ORDER = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)


@dataclass(frozen=True)
class Weights:
    """What errors cost.

    Attributes:
        by_severity: Of one error.
        most_errors: How many count, the gravest first.
        most: What all together cost at most.
    """

    by_severity: Mapping[Severity, float]
    most_errors: int
    most: float

    def score(self, errors: Sequence[JudgedError]) -> float:
        """The score of a translation with these errors: 0 for none, below it otherwise."""
        counted = sorted(_ORDER.index(error.severity) for error in errors if error.severity in _ORDER)
        cost = sum(self.by_severity[_ORDER[rank]] for rank in counted[: self.most_errors])
        return 0.0 - min(cost, self.most)


@dataclass(frozen=True)
class Protocol:
    """What a judge is asked.

    Attributes:
        name: `mqm`, or the name of the file.
        title: Name that the field uses.
        summary: In a sentence.
        answer: What is asked for.
        lowest: Lowest score.
        highest: Highest score.
        instructions: For the judge, before all texts.
        question: After the texts.
        weights: What errors cost, where the score comes of them.
        answer_tokens: How long an answer is, roughly.
        digest: Of the whole file.
    """

    name: str
    title: str
    summary: str
    answer: AnswerKind
    lowest: float
    highest: float
    instructions: str
    question: str
    weights: Weights | None = None
    answer_tokens: int = 100
    digest: str = field(default="", compare=False)


def protocol_names() -> tuple[str, ...]:
    """The protocols that mtqa brings along."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def is_protocol_file(name: str) -> bool:
    """Whether a protocol is named by the path of a file."""
    return name.endswith(".toml")


@cache
def find_protocol(name: str) -> Protocol:
    """A protocol by its name, or by the path of its file.

    Raises:
        MtqaError: when there is none, or something is wrong with its file.
    """
    if not is_protocol_file(name) and name not in protocol_names():
        hint = f"There are: {', '.join(protocol_names())}; or name a file that ends in .toml."
        raise MtqaError(f"there is no protocol '{name}'", hint)
    path = Path(name) if is_protocol_file(name) else _FOLDER / f"{name}.toml"
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MtqaError(f"this is not TOML: {error}", path=path) from None
    digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    return _Reader(content, path).protocol(path.stem, digest)


@dataclass(frozen=True)
class _Reader:
    content: Mapping[str, Any]
    path: Path

    def wrong(self, message: str) -> MtqaError:
        return MtqaError(message, "See docs/judge.md for the form of a protocol.", path=self.path)

    def protocol(self, name: str, digest: str) -> Protocol:
        for key in self.content:
            if key not in _KEYS:
                raise self.wrong(f"unknown key '{key}'")
        prompt = self.content.get("prompt")
        if not isinstance(prompt, dict) or set(prompt) != _PROMPT_KEYS:
            raise self.wrong("[prompt] must have 'instructions' and 'question'")
        answer = self.text("answer")
        if answer not in tuple(AnswerKind):
            raise self.wrong(f"'answer' must be one of: {', '.join(AnswerKind)}")
        weights = self.weights()
        if (answer == AnswerKind.ERRORS) != (weights is not None):
            raise self.wrong("[weights] belongs to a protocol that asks for errors alone, and only to it")
        lowest, highest = self.number(self.content, "lowest"), self.number(self.content, "highest")
        if lowest >= highest:
            raise self.wrong("'lowest' must be below 'highest'")
        if weights is not None and (lowest, highest) != (-weights.most, 0.0):
            raise self.wrong(f"'lowest' must be {-weights.most:g} and 'highest' 0, as [weights] has it")
        return Protocol(
            name=name,
            title=self.text("title"),
            summary=self.text("summary"),
            answer=AnswerKind(answer),
            lowest=lowest,
            highest=highest,
            instructions=_text_of(prompt["instructions"]),
            question=_text_of(prompt["question"]),
            weights=weights,
            answer_tokens=int(self.number(self.content, "answer_tokens", 100)),
            digest=digest,
        )

    def text(self, key: str) -> str:
        value = self.content.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"'{key}' must be a text")
        return value

    def number(self, table: Mapping[str, Any], key: str, default: float | None = None) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
            raise self.wrong(f"'{key}' must be a number")
        return float(value)

    def weights(self) -> Weights | None:
        table = self.content.get("weights")
        if table is None:
            return None
        if not isinstance(table, dict) or set(table) != _WEIGHT_KEYS:
            raise self.wrong(f"[weights] must have {', '.join(sorted(_WEIGHT_KEYS))}")
        values = {key: self.number(table, key) for key in table}
        if min(values.values()) <= 0:
            raise self.wrong("the numbers of [weights] must be above 0")
        by_severity = {severity: values[severity.value] for severity in _ORDER}
        return Weights(by_severity, int(values["most_errors"]), values["most"])


def _text_of(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
