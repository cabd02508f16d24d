"""Answers of judges, kept on disk as they arrive: a run that dies loses those that were under way, and no more.

What is kept is the answer as the model wrote it, so that it can be read again; its key is a digest of all that was
sent, so that nothing is asked, and paid, twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import CACHE_KINDS, KeptLines, make_room

__all__ = ["Answer", "AnswerStore", "question_key"]

_SCHEMA = "mtqa/judge-answers/1"
_END_OF_KEY = 34
"""A line begins with `["`, and the key has 32 digits."""


@dataclass(frozen=True)
class Answer:
    """What a model answered.

    Attributes:
        text: All that it wrote.
        finish: Why it stopped, as the service says; `too_long` where the service refused the question for its length.
        date: The day, in ISO 8601.
        model: Which model answered, as the service says; "" where it does not.
        tokens_read: Tokens of the question, as the service counts them; 0 where it does not.
        tokens_written: Tokens of the answer, likewise.
    """

    text: str
    finish: str = ""
    date: str = ""
    model: str = ""
    tokens_read: int = 0
    tokens_written: int = 0


def question_key(messages: Sequence[Mapping[str, str]], vote: int, attempt: int) -> str:
    """A digest of a question: the messages, which of several votes, and how often it had been asked before."""
    content = json.dumps([list(messages), vote, attempt], sort_keys=True)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class AnswerStore:
    """The answers of one model with one setting.

    Attributes:
        folder: Where the files are; made when first needed.
        identity: All that an answer depends on but for the messages: model, service, temperature ...
    """

    folder: Path
    identity: str
    _lines: KeptLines = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.blake2b(f"{_SCHEMA}|{self.identity}".encode(), digest_size=16).hexdigest()
        header = json.dumps({"schema": _SCHEMA, "identity": self.identity})
        object.__setattr__(self, "_lines", KeptLines(self.folder, CACHE_KINDS["judges"], digest, header))

    def read(self, keys: Collection[str]) -> dict[str, Answer]:
        """The answers that there are to these questions.

        Raises:
            MtqaError: when the file is there and cannot be read.
        """
        wanted = {key.encode("ascii") for key in keys}
        found: dict[str, Answer] = {}

        def take(line: bytes) -> bool:
            if line[2:_END_OF_KEY] not in wanted:
                return True
            try:
                key, row = json.loads(line)
                found[key] = Answer(**row)
            except (ValueError, TypeError, RecursionError):
                return False
            return True

        try:
            self._lines.read(take)
        except OSError as error:
            raise MtqaError(
                f"the answers kept here cannot be read: {error.strerror or error}",
                "Name another folder with MTQA_CACHE, or say --no-cache.",
                path=self._lines.path,
            ) from error
        return found

    def prepare(self) -> None:
        """Make sure that answers can be kept, before they are paid for.

        Raises:
            MtqaError: when they cannot be written.
        """
        self._lines.prepare()

    def add(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers; they are on the disk when this returns.

        Raises:
            MtqaError: when they cannot be written.
        """
        self._lines.add([json.dumps([key, asdict(answer)]) for key, answer in answers.items()])

    def make_room(self) -> None:
        """Delete what is beyond the limit."""
        with contextlib.suppress(MtqaError):
            make_room(self.folder, CACHE_KINDS["judges"], in_use=self._lines.path)
