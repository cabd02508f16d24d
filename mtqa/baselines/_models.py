"""What baselines that run a model on this machine have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from mtqa.errors import OutOfMemoryError
from mtqa.models import ABOUT, TRANSFORMERS, ModelFiles
from mtqa.neural import is_lack_of_memory

__all__ = ["TRANSLATORS", "memory_errors", "versions"]

TRANSLATORS = ModelFiles(ABOUT.about, (*TRANSFORMERS.weights, "model.bin"))
"""A model of the library transformers, or the same converted for CTranslate2."""


def versions(*packages: str) -> str:
    """`transformers 5.23.0, torch 2.13.0`: what made a translation."""
    return ", ".join(f"{package} {version(package)}" for package in packages)


@contextmanager
def memory_errors(title: str) -> Iterator[None]:
    """Turns a lack of memory into OutOfMemoryError."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_lack_of_memory(error):
            raise
        raise OutOfMemoryError(f"the memory is too small for {title} to translate the longest source") from error
