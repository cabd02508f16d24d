"""Names of references, which files write in several ways."""

from __future__ import annotations

__all__ = ["plain_reference", "spellings"]


def plain_reference(name: str) -> str:
    """A reference's name as it is compared: `refA`, `ref-A` and `A` are the same."""
    folded = name.casefold()
    return folded.removeprefix("ref").lstrip("-_.") or folded


def spellings(name: str) -> tuple[str, ...]:
    """How files of judgements may call a reference that counts as a system."""
    plain = plain_reference(name)
    return tuple(
        f"{word}{sign}{letter}"
        for word in ("ref", "Ref", "Human", "HUMAN")
        for sign in ("-", "_", ".", "")
        for letter in (plain, plain.upper())
    )
