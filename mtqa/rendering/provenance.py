"""Where the texts come from, and how to get the same numbers again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields

from mtqa.corpus import Origin
from mtqa.evaluation import Unit, drawn_units
from mtqa.rendering.scoreboard import Scoreboard, drawn_unit, ordered_systems
from mtqa.rendering.wording import Catalogue

__all__ = ["TextOrigin", "command", "text_origins"]


@dataclass(frozen=True)
class TextOrigin:
    """A text and what is known about it.

    Attributes:
        name: What the text is.
        details: What (in words) and its value; empty where nothing is recorded.
    """

    name: str
    details: tuple[tuple[str, str], ...]


def text_origins(board: Scoreboard) -> tuple[TextOrigin, ...]:
    """The source, the references and the systems with their origins."""
    corpus, words = board.evaluation.corpus, board.catalogue
    origins = [TextOrigin(words("provenance.source"), _details(corpus.source_origin, words))]
    for name in corpus.reference_names:
        origin = corpus.reference_origins.get(name, Origin())
        origins.append(TextOrigin(words("provenance.reference", name=name), _details(origin, words)))
    for system in ordered_systems(board):
        origins.append(TextOrigin(system.name, _details(system.origin, words)))
    return tuple(origins)


def _details(origin: Origin, words: Catalogue) -> tuple[tuple[str, str], ...]:
    values = [(field.name, getattr(origin, field.name)) for field in fields(origin)]
    return tuple((words(f"provenance.{name}"), value) for name, value in values if value.strip())


def command(board: Scoreboard) -> str:
    """The command that computes the same numbers, for a POSIX shell."""
    evaluation = board.evaluation
    parts = ["mtqa", "evaluate", "CORPUS", "--language", evaluation.corpus.language_pair.target.tag]
    for spec in evaluation.metrics:
        parts += ["--metric", spec]
    seed = evaluation.settings.get("seed")
    if isinstance(seed, int):
        parts += ["--seed", str(seed)]
    unit = drawn_unit(evaluation)
    if unit != drawn_units(evaluation.corpus, Unit.AUTO)["unit"]:
        parts += ["--unit", unit]
    return shlex.join(parts)
