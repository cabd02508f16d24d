"""What the fixture `in_process` gives."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[object, str, str]]
"""Takes the arguments of a command, and gives its exit code, standard output and standard error."""
