"""`mtqa corpus`: look at corpora, fetch originals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.cli._console import say, stdout_console, warn

app = typer.Typer(
    help="Look at corpora, check them, and fetch published originals.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def show(
    corpus: Annotated[str, typer.Argument(metavar="CORPUS", help="A corpus folder, or a file that a loader reads.")],
    language: Annotated[list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Segments to print; 0 for all.")] = 10,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
) -> None:
    """Print what a corpus holds: languages, systems, references, and its first segments."""
    from rich.table import Table
    from rich.text import Text

    from mtqa.load import load_corpora

    console = stdout_console()
    for one in load_corpora(corpus, language):
        pair = one.language_pair
        heading = f"{one.title or one.name}: {pair.source.name} to {pair.target.name}"
        console.print(Text(heading, style="bold"))
        console.print(
            Text(
                f"{len(one.segments)} segments in {len(one.documents)} document(s); systems:"
                f" {', '.join(f'{s.name} ({s.role})' for s in one.systems)}; references:"
                f" {', '.join(one.reference_names) or 'none'}"
            )
        )
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
        for column in ("segment", "source", *(s.name for s in one.systems), *one.reference_names):
            table.add_column(Text(column), overflow="fold", ratio=None if column == "segment" else 1)
        shown = one.segments[: limit or None]
        for position, segment in enumerate(shown):
            hypotheses = [system.hypotheses[position] for system in one.systems]
            table.add_row(
                Text(f"{segment.id.rpartition(':')[2]} {segment.kind}"),
                Text(segment.source),
                *(Text("(missing)" if h is None else h) for h in hypotheses),
                *(Text(segment.references.get(name, "(missing)")) for name in one.reference_names),
            )
        console.print(table)
        if len(shown) < len(one.segments):
            say(f"{len(one.segments) - len(shown)} more segments; --limit 0 shows all", quiet=quiet)
        for warning in one.warnings:
            warn(warning, quiet=quiet)


@app.command()
def fetch(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus folder.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an original that is there already.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Download nothing; only say what would be.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
) -> None:
    """Download the published original of each source that is a stand-in.

    The original is then used instead of the stand-in, which stays where it is. Its address is the one in corpus.toml,
    or the link to the source language in the notice of the translated page.
    """
    from mtqa.fetch import fetch_page, originals_to_fetch

    for url, path, language in originals_to_fetch(corpus):
        if offline:
            say(f"would download {url} to {path}", quiet=quiet)
            continue
        say(f"downloading {url} (a web page, usually under 1 MB)", quiet=quiet)
        download = fetch_page(url, path, language, overwrite=overwrite)
        typer.echo(f"{download.path} ({download.size} bytes)")
