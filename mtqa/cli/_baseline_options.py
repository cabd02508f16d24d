"""Options of commands that run MT systems, and running them with progress, questions and warnings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._console import asking, progress_bar, say, warn

if TYPE_CHECKING:
    from mtqa.corpus import Corpus, SystemOutput
    from mtqa.translating import Translated

OfflineOption = Annotated[bool, typer.Option("--offline", help="Download nothing and use no service on the network.")]


@dataclass(frozen=True)
class Running:
    """How to run MT systems: whether all is agreed to, whether translations are kept, whether to be quiet."""

    yes: bool
    cache: bool
    quiet: bool


def forbid_network(offline: bool) -> None:
    """Let nothing use the network, from before the libraries that might are loaded."""
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"


def with_baseline(corpus: Corpus, system: SystemOutput, *, replace: bool) -> Corpus:
    """The corpus with one more system.

    Args:
        corpus: Any.
        system: The new one.
        replace: Whether it may take the place of a baseline of that name.

    Raises:
        MtqaError: when there is another system of that name.
    """
    from mtqa.corpus import Role

    kept = [
        other for other in corpus.systems if not (replace and other.name == system.name and other.role is Role.BASELINE)
    ]
    return corpus.with_systems([*kept, system])


def check_baselines(specs: Sequence[str], name: str = "") -> None:
    """Refuse a misspelt system before any work is done."""
    from mtqa.translating import create_baseline

    if name and len(specs) > 1:
        raise typer.BadParameter("can only be given with one --baseline", param_hint="--name")
    for spec in specs:
        create_baseline(spec)


def run_baselines(corpus: Corpus, specs: Sequence[str], running: Running, name: str = "") -> list[Translated]:
    """Run MT systems on the source of a corpus, with progress, questions and warnings on stderr."""
    from mtqa.translating import create_baseline, default_store, translate

    quiet = running.quiet
    outputs = []
    for spec in dict.fromkeys(specs):
        baseline = create_baseline(spec)
        about = baseline.about(corpus.language_pair)
        if about:
            say(about, quiet=quiet)
        with progress_bar(quiet=quiet) as progress:
            translated = translate(
                corpus,
                baseline,
                name=name,
                store=default_store() if running.cache else None,
                consent=asking(yes=running.yes, quiet=running.quiet),
                progress=progress,
            )
        system = translated.system
        new = translated.n_texts - translated.n_kept
        say(
            f"{system.name}: {len(corpus.segments)} segments into {corpus.language_pair.target.name};"
            f" {new} different texts translated, {translated.n_kept} known already",
            quiet=quiet,
        )
        if system.remarks:
            first = ", ".join(list(system.remarks)[:5])
            warn(f"{system.name}: {len(system.remarks)} translations are doubtful (cut, say): {first}", quiet=quiet)
        outputs.append(translated)
    return outputs
