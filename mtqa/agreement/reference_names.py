"""Names of references, which files write in several ways."""

from __future__ import annotations

__all__ = ["plain_reference"]


def plain_reference(name: str) -> str:
    """A reference's name as it is compared: `refA` and `A` are the same."""
    folded = name.casefold()
    return folded.removeprefix("ref") or folded
