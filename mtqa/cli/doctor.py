"""`mtqa doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._better_for_corpus import better_for_corpus
from mtqa.engine import native_engine_missing

if TYPE_CHECKING:
    from packaging.requirements import Requirement

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_EXTRAS = {
    "embed": "aligns pages by meaning, offline; without it the alignment is rougher",
    "rdf": "reads catalogues in Turtle, TriG, RDF/XML and JSON-LD; N-Triples need nothing",
    "spelling": "finds misspelt words, with Hunspell dictionaries",
    "review": "lets people judge in the browser (mtqa review)",
    "mt": "runs converted MT models fast on a processor, as baselines",
    "cluster": "shares work among the machines of a Ray cluster (--on ray)",
    "neural": "runs neural encoders, baselines and metrics",
}
"""What each extra is for. Those of the developers are left out."""


@app.command()
def doctor(
    corpus: Annotated[
        str | None,
        typer.Argument(
            metavar="[CORPUS]",
            help="A corpus: tell also what would make this machine better at it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell what is installed, what is missing, and how to get it. Exits with 3 when something needed is missing.

    With a corpus, tell what would make this machine better at it: a dictionary, an encoder, a model, the compiled
    engine.
    """
    typer.echo(f"Python {platform.python_version()}, mtqa {version('mtqa')}, {os.cpu_count()} processors")
    typer.echo(f"Scoring engine: {_engine()}")
    needed = _requirements()
    typer.echo("Needed:")
    missing = [requirement.name for requirement in needed[""] if not _show(requirement)]
    for extra, purpose in _EXTRAS.items():
        typer.echo(f"{extra}: {purpose}")
        complete = [_show(requirement) for requirement in needed.get(extra, [])]
        if not all(complete):
            typer.echo(f"    to get it: pip install 'mtqa[{extra}]'")
    offline = os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0")
    typer.echo(
        f"Downloads from the model hub: {'switched off (HF_HUB_OFFLINE)' if offline else 'allowed when asked for'}"
    )
    if corpus is not None:
        found = list(better_for_corpus(corpus))
        typer.echo(f"For {corpus}:" if found else f"For {corpus}: all that helps is here")
        for line in found:
            typer.echo(f"  {line}")
    if missing:
        typer.echo(
            f"Missing or too old: {', '.join(missing)}. To get them: {sys.executable} -m pip install --upgrade"
            f" {' '.join(repr(str(requirement)) for requirement in needed[''] if requirement.name in missing)}",
            err=True,
        )
        raise typer.Exit(3)


def _engine() -> str:
    missing = native_engine_missing()
    if not missing:
        return "the compiled one"
    return (
        f"sacreBLEU's own Python, which gives the same numbers and takes about 19 times as long; the compiled one is"
        f" not used: {missing}"
    )


def _requirements() -> dict[str, list[Requirement]]:
    """What mtqa's own metadata asks for, by extra; under `""` what it cannot do without."""
    from packaging.requirements import Requirement

    found: dict[str, list[Requirement]] = {"": []}
    for line in requires("mtqa") or []:
        requirement = Requirement(line)
        for extra in ("", *_EXTRAS):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                found.setdefault(extra, []).append(requirement)
                break
    return found


def _show(requirement: Requirement) -> bool:
    """Prints whether a package is there and new enough."""
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        typer.echo(f"  missing  {requirement.name}")
        return False
    if not requirement.specifier.contains(installed, prereleases=True):
        typer.echo(f"  too old  {requirement.name} {installed}: {requirement.specifier} is needed")
        return False
    typer.echo(f"  ok       {requirement.name} {installed}")
    return True
