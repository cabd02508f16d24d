"""What the options of `mtqa score` say of its output: done at once, or kept until parts are merged."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mtqa.cli._score_output import Layout, print_scores

if TYPE_CHECKING:
    from mtqa.evaluation import Resampling, SystemScore

__all__ = ["print_as_asked", "printing_options", "printing_options_read"]

_PRINTING = ("format", "width", "score_only", "sentence_level", "no_color", "style", "paired_bs", "paired_ar")
_FORMATS = ("text", "json", "latex", "tsv")


def printing_options(given: Namespace) -> dict[str, Any]:
    """What the options say about the output, for scores that are printed later."""
    return {**{name: getattr(given, name) for name in _PRINTING}, "from_input": given.input is not None}


def printing_options_read(table: Mapping[str, Any]) -> Namespace:
    """The options that `printing_options` gave, after they were stored; whatever else stands there is not believed."""
    width, kind, style = (table.get(name) for name in ("width", "format", "style"))
    told: dict[str, Any] = {name: bool(table.get(name)) for name in (*_PRINTING, "from_input")}
    told["width"] = width if isinstance(width, int) and 0 <= width < 18 else None
    told["format"] = kind if kind in _FORMATS else "text"
    told["style"] = "sacrebleu" if style == "sacrebleu" else "mtqa"
    return Namespace(**told, detail=False)


def print_as_asked(
    scores: Sequence[SystemScore], resampling: Resampling, given: Namespace, *, from_input: bool
) -> None:
    """Print scores as the options say.

    Args:
        scores: By metric, then by system.
        resampling: What was resampled.
        given: The options.
        from_input: Whether the systems are files; else they are columns of standard input.
    """
    layout = Layout(
        format="text" if given.detail and given.format == "json" else given.format,
        width=given.width,
        score_only=given.score_only,
        segments=given.sentence_level,
        resampling=resampling,
        from_input=from_input,
        color=not given.no_color,
    )
    if given.style == "sacrebleu":
        from mtqa.cli._score_as_sacrebleu import print_scores_as_sacrebleu

        print_scores_as_sacrebleu(scores, layout, given)
    else:
        print_scores(scores, layout)
