"""How a user is asked before something is downloaded or paid."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Consent"]

Consent = Callable[[str], None]
"""Asked before something is downloaded or has to be paid; raises MtqaError where the user does not agree."""
