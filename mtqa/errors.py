"""The one exception that a user's mistake, or a user's data, can cause, and the one warning."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from mtqa.masking import masked

__all__ = [
    "BrokenPluginError",
    "MissingDependencyError",
    "MtqaError",
    "MtqaWarning",
    "OutOfMemoryError",
    "did_you_mean",
    "those_known",
]


LONGEST = 800
"""Characters of a path, a message or a hint."""
_ALIKE = 0.7
"""From here on a name is a slip of another: `colour` is none of `columns` (.62), `blue` is one of `bleu` (.75)."""


class MtqaError(Exception):
    """Something is wrong that the user can mend: input, options, a model, a dependency.

    The command line prints it as one line and exits with 3; a library caller catches it.

    Args:
        message: What is wrong, in plain words, without a final full stop.
        hint: What to do about it, as a sentence; may be empty.
        path: The file or folder that is at fault, when there is one.
        line: The line in that file, counted from 1.
    """

    def __init__(
        self, message: str, hint: str = "", *, path: Path | str | None = None, line: int | None = None
    ) -> None:
        self.message = message
        self.hint = hint
        self.path = None if path is None else str(path)
        self.line = line
        super().__init__(self.__str__())

    def __str__(self) -> str:
        path = None if self.path is None else _shortened(masked(self.path))
        where = "" if path is None else f"{path}:{self.line}: " if self.line is not None else f"{path}: "
        text = where + _shortened(masked(self.message))
        if self.hint:
            text = f"{text.rstrip('.')}. {_shortened(masked(self.hint))}"
        return " ".join(text.split())


def did_you_mean(written: str, known: Collection[str]) -> str:
    """The beginning of a hint: whether a name was meant that is written nearly like an unknown one; "" where none is.

    Args:
        written: The unknown name.
        known: Those that there are.
    """
    from difflib import get_close_matches

    close = get_close_matches(written, list(known), n=1, cutoff=_ALIKE)
    return f"Did you mean '{close[0]}'? " if close else ""


def those_known(written: str, known: Collection[str], beginning: str = "There are") -> str:
    """A hint for an unknown name: which was meant, perhaps, and which there are; arguments as of `did_you_mean`."""
    return f"{did_you_mean(written, known)}{beginning}: {', '.join(known)}."


def _shortened(text: str) -> str:
    """The text without its middle where it is longer than anybody reads: it may quote a file that nobody checked."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 2 :]}"


class MissingDependencyError(MtqaError):
    """A package of an optional extra is needed and not installed.

    Args:
        package: The package that could not be imported.
        extra: The extra of mtqa that brings it (`embed`, `neural`, ...).
        purpose: What it is needed for, to complete "... needs the package X".
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed",
            f"Install it with: pip install 'mtqa[{extra}]'",
        )
        self.package = package
        self.extra = extra


class BrokenPluginError(MtqaError):
    """A plug-in of another package was asked for that cannot be loaded."""


class OutOfMemoryError(MtqaError):
    """The memory does not hold what was to be computed at once; less at a time may fit."""


class MtqaWarning(UserWarning):
    """Something is wrong that changes no number: a plug-in of another package that cannot be loaded, say.

    The command line prints it as one line on stderr.
    """
