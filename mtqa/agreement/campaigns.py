"""What the shared tasks leave in and out, and how they average: facts from `campaigns.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mtqa.errors import MtqaError

__all__ = ["Campaign", "Part", "campaign", "campaign_names", "campaign_of"]


@dataclass(frozen=True)
class Part:
    """One of the tasks that a campaign averages over.

    Attributes:
        level: `system` or `segment`.
        statistic: `accuracy`, `pearson`, `spa` or `acc_eq`.
        grouping: Of segments.
        pooled: Whether it is one task over all language pairs, which then counts as often as there are pairs.
    """

    level: str
    statistic: str
    grouping: str = ""
    pooled: bool = False


@dataclass(frozen=True)
class Campaign:
    """A shared task.

    Attributes:
        name: `wmt23`.
        title: For people.
        references: The standard reference of each language pair.
        outliers: Systems that are left out, by language pair.
        tasks: What its average is over; empty where mtqa does not know.
    """

    name: str
    title: str
    references: Mapping[str, str] = field(default_factory=dict)
    outliers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tasks: tuple[Part, ...] = ()


@cache
def _all() -> Mapping[str, Campaign]:
    content = tomllib.loads(Path(__file__).with_name("campaigns.toml").read_text(encoding="utf-8"))
    return {
        name: Campaign(
            name,
            table["title"],
            table.get("references", {}),
            {pair: tuple(systems) for pair, systems in table.get("outliers", {}).items()},
            tuple(Part(**part) for part in table.get("tasks", ())),
        )
        for name, table in content.items()
    }


def campaign_names(*, with_tasks: bool = False) -> tuple[str, ...]:
    """Names of the campaigns, or of those whose average is known."""
    return tuple(name for name, known in _all().items() if known.tasks or not with_tasks)


def campaign(name: str) -> Campaign:
    """The campaign of a name.

    Raises:
        MtqaError: when none is called so.
    """
    if name not in _all():
        raise MtqaError(f"there is no task '{name[:60]}'", f"There are: {', '.join(campaign_names(with_tasks=True))}.")
    return _all()[name]


def campaign_of(place: str) -> Campaign | None:
    """The campaign whose name is a folder in the path of a corpus, as in `wmt23/he-en`."""
    parts = Path(place).absolute().parts
    return next((known for name, known in _all().items() if name in parts), None)
