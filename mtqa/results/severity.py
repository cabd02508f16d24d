"""How grave a finding is, after MQM."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Severity"]


class Severity(StrEnum):
    """Severity of a finding, as in MQM (themqm.org): how much it harms the reader."""

    NEUTRAL = "neutral"
    """Worth a look; not necessarily an error."""
    MINOR = "minor"
    """Noticeable; the meaning stays."""
    MAJOR = "major"
    """Confuses or misleads the reader."""
    CRITICAL = "critical"
    """Makes the text unusable or harmful."""

    @property
    def rank(self) -> int:
        """0 for neutral to 3 for critical."""
        return list(Severity).index(self)
