"""The names of report formats, with the language that the reports are to be written in."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.cli._arguments import usage_errors

__all__ = ["in_language"]


def in_language(formats: Sequence[str], tag: str) -> list[str]:
    """The formats as specs; those that come in several languages in the one asked for.

    Raises:
        typer.BadParameter: for a format or a language that there is not.
    """
    from mtqa.contracts import reports
    from mtqa.evaluation import STORED
    from mtqa.rendering import catalogue

    with usage_errors("--report-language"):
        catalogue(tag)
    specs = []
    for name in formats:
        spec = name
        if name != STORED:
            with usage_errors("--format"):
                report = reports.create(name)
            if tag != "en" and "(" not in name and report.in_languages:
                spec = f"{name}(language={tag})"
        specs.append(spec)
    return specs
