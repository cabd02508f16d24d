"""Any program that reads lines and writes lines."""

from __future__ import annotations

import hashlib
import re
import shlex
import subprocess
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Baseline, Consent, Demand, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError, MtqaWarning
from mtqa.files import run_program
from mtqa.languages import LanguagePair
from mtqa.masking import masked, masked_words

__all__ = ["Command"]

_BREAKS = re.compile(r"[\s\x00\x85\u2028\u2029]+")


@baselines.register
@dataclass(frozen=True)
class Command(Baseline):
    """A program that is started without a shell, gets one source a line in UTF-8 and answers with as many lines.

    Attributes:
        command: The program and its arguments; `{source}` and `{target}` stand for the language tags. What looks like a
            key is masked in all that is stored; better give keys to the program in environment variables.
        title: What to call its output; "" for the program's name.
        revision: Version of the program. Translations are kept under the command, the version, and the content of the
            files that the command names.
        batch_size: Lines for each start of the program.
        timeout: Seconds for each start.
    """

    command: str
    title: str = ""
    revision: str = ""
    batch_size: int = 1000
    timeout: float = 3600.0

    name: ClassVar[str] = "command"
    summary: ClassVar[str] = "A program that reads one source a line and writes one translation a line"

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.timeout <= 0:
            raise ValueError("batch_size and timeout must be positive")

    def demands(self) -> Sequence[Demand]:
        return (Demand(f"runs the program '{self.command}'", program=True),)

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        try:
            words = shlex.split(self.command)
        except ValueError as error:
            shown = " ".join(masked_words(self.command.split()))
            raise MtqaError(f"the command '{shown}' cannot be read: {error}") from None
        if not words:
            raise MtqaError("the command is empty", "Write it like command('./translate.sh {source} {target}').")
        for place, tag in (("{source}", pair.source.tag), ("{target}", pair.target.tag)):
            words = [word.replace(place, tag) for word in words]
        words_shown = masked_words(words)
        if words_shown != words:
            warnings.warn(
                "the command holds what looks like a key or a password. It is left out of reports and of all that is"
                " stored, but every user of this machine can read it in the list of processes: give it to the program"
                " in an environment variable.",
                MtqaWarning,
                stacklevel=2,
            )
        origin = Origin(service="command", model=shlex.join(words_shown), revision=self.revision or _digest(words))
        return _Program(words, origin, self.title or Path(words[0]).stem, self.batch_size, self.timeout)


def _digest(words: Sequence[str]) -> str:
    """The content of the files among the words, so that a program that was changed is another system."""
    digest = hashlib.sha256()
    files = [Path(word) for word in words if Path(word).is_file()]
    for file in files:
        digest.update(file.read_bytes())
    return f"sha256 {digest.hexdigest()[:16]}" if files else ""


class _Program(Translator):
    def __init__(self, words: Sequence[str], origin: Origin, name: str, batch_size: int, timeout: float) -> None:
        self.words = list(words)
        self.origin = origin
        self.name = name
        self.batch_size = batch_size
        self.timeout = timeout

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        text = "".join(_BREAKS.sub(" ", source).strip() + "\n" for source in sources)
        try:
            result = run_program(self.words, given=text.encode("utf-8", "replace"), timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise MtqaError(f"'{self.words[0]}' was stopped after {self.timeout:g} seconds") from None
        except OSError as error:
            raise MtqaError(f"'{self.words[0]}' cannot be started: {error.strerror or error}") from error
        if result.returncode != 0:
            said = masked(result.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])[:300]
            raise MtqaError(f"'{self.words[0]}' ended with {result.returncode}" + (f": {said}" if said else ""))
        try:
            lines = result.stdout.decode("utf-8").removesuffix("\n").split("\n")
        except UnicodeDecodeError:
            raise MtqaError(f"'{self.words[0]}' wrote something that is not UTF-8") from None
        if len(lines) != len(sources):
            raise MtqaError(
                f"'{self.words[0]}' wrote {len(lines)} lines for {len(sources)} sources",
                "It must write one line for each that it reads.",
            )
        return [TranslatedText(line.removesuffix("\r")) for line in lines]
