"""The file of judgements opened for a server; a damaged one is kept aside, and what can be read of it goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mtqa.review.store import Store
from mtqa.review.store_errors import DamagedError, put_aside

__all__ = ["opened"]


def opened(path: Path, tell: Callable[[str], None]) -> Store:
    """Open a file of judgements; nothing of a damaged one is written over.

    Args:
        path: The file.
        tell: Called with what the user must know.

    Raises:
        MtqaError: when it cannot be opened.
    """
    try:
        return Store.open(path)
    except DamagedError as error:
        aside, saved = put_aside(path)
        store = Store.open(path)
        number = store.restore(saved)
        tell(
            f"{error.message.capitalize()}: it is kept as {aside}. {number} judgements could be read out of it, and the"
            " review goes on with them."
        )
        return store
