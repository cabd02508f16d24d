"""Options that commands have in common, and those that take several values: `--metric bleu chrf ter`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

from mtqa.cli._console import asking
from mtqa.errors import BrokenPluginError, MtqaError

if TYPE_CHECKING:
    from mtqa.contracts import Trust

__all__ = ["Output", "QuietOption", "several_values", "usage_errors"]

QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")]


class Output(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"


@contextmanager
def usage_errors(option: str) -> Iterator[None]:
    """What is wrong with the value of an option is wrong usage (exit code 2), not bad data (3); a plug-in that
    is broken is no fault of the usage."""
    try:
        yield
    except BrokenPluginError:
        raise
    except MtqaError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def several_values(*options: str, n_positional: int) -> type[typer.core.TyperCommand]:
    """A command class whose `options` take several values when the positional arguments came before them.

    `evaluate CORPUS --metric bleu chrf` is read as `evaluate CORPUS --metric bleu --metric chrf`. While a positional
    argument is still missing, the words after an option's first value are left alone, because one of them is it.

    Files that the command reads may ask for what its options `--yes` and `--run-programs` allow.

    In help texts, `{reports}` and `{report_languages}` stand for what there is.

    Args:
        options: Names such as `--metric`.
        n_positional: How many positional arguments the command needs.
    """

    class SeveralValuesCommand(typer.core.TyperCommand):
        def format_help(self, ctx: Any, formatter: Any) -> None:
            for parameter in self.params:
                if getattr(parameter, "help", None):
                    parameter.help = _filled(parameter.help)  # type: ignore[attr-defined]
            super().format_help(ctx, formatter)

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            takes_value = {
                name
                for parameter in self.params
                if not getattr(parameter, "is_flag", False)
                for name in parameter.opts
                if name.startswith("-")
            }
            return super().parse_args(ctx, _expand(args, set(options), takes_value, n_positional))

        def invoke(self, ctx: Any) -> Any:
            from mtqa.contracts import trusting

            with trusting(_trust(ctx.params)):
                return super().invoke(ctx)

    return SeveralValuesCommand


def _trust(given: Mapping[str, Any]) -> Trust:
    """What the files that a command reads may ask for, by its options `--yes` and `--run-programs`."""
    from mtqa.contracts import Trust

    consent = asking(yes=bool(given.get("yes")), quiet=bool(given.get("quiet")))
    return Trust(cache(consent), bool(given.get("run_programs")))  # nobody is asked twice


def _filled(text: str) -> str:
    """A help text with the lists that plug-ins and data files make, which are read only when somebody asks for help."""
    if "{reports}" in text:
        from mtqa.contracts import reports

        text = text.replace("{reports}", ", ".join(reports.names()))
    if "{report_languages}" in text:
        from mtqa.rendering import catalogue_tags

        text = text.replace("{report_languages}", " or ".join(catalogue_tags()))
    return text


def _expand(args: list[str], several: set[str], takes_value: set[str], n_positional: int) -> list[str]:
    expanded: list[str] = []
    positional = 0
    current = ""
    rest = iter(args)
    for word in rest:
        if word == "--":
            return [*expanded, word, *rest]
        if word.startswith("-") and word != "-":
            current = ""
            expanded.append(word)
            if word in takes_value:
                value = next(rest, None)
                if value is not None:
                    expanded.append(value)
                if word in several:
                    current = word
        elif current and positional >= n_positional:
            expanded += [current, word]
        else:
            positional += 1
            current = ""
            expanded.append(word)
    return expanded
