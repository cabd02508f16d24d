"""Whether the network may be used."""

from __future__ import annotations

import os

__all__ = ["is_offline"]


def is_offline() -> bool:
    """Whether HF_HUB_OFFLINE forbids the network."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().lower() in {"1", "true", "yes", "on"}
