"""How a broken contract is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mtqa.errors import MtqaError

__all__ = ["BrokenContract", "promise", "refusing_only_in_words"]


class BrokenContract(AssertionError):
    """A plug-in does not do what its contract in `mtqa.contracts` promises; the message says what."""


def promise(kept: bool, text: str) -> None:
    """Raise unless a promise is kept.

    Args:
        kept: Whether it is.
        text: What is wrong otherwise, as a sentence.

    Raises:
        BrokenContract: when it is not.
    """
    if not kept:
        raise BrokenContract(text)


@contextmanager
def refusing_only_in_words(what: str) -> Iterator[None]:
    """Let MtqaError pass as a refusal, which is allowed; anything else breaks the contract.

    Args:
        what: What is being done, to begin the sentence.

    Raises:
        BrokenContract: when something else was raised.
    """
    try:
        yield
    except MtqaError:
        return
    except BrokenContract:
        raise
    except Exception as error:
        raise BrokenContract(f"{what} raises {type(error).__name__} and not MtqaError: {error}") from error
