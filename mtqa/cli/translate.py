"""`mtqa translate`: run an MT system on the source of a corpus and add its output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqa.cli._arguments import several_values
from mtqa.cli._baseline_options import (
    OfflineOption,
    Running,
    check_baselines,
    forbid_network,
    run_baselines,
    with_baseline,
)
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, YesOption, load
from mtqa.cli._scoring_options import OnOption, SharedWorkersOption, work_on

app = typer.Typer(add_completion=False, rich_markup_mode=None)

CacheOption = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep translations, to translate the same text only once.")
]


@app.command(cls=several_values("--language", "--baseline", n_positional=1))
def translate(
    context: typer.Context,
    corpus: Annotated[
        str, typer.Argument(metavar="CORPUS", help="A corpus folder, a file that a loader reads, or an address.")
    ],
    baseline: Annotated[
        list[str],
        typer.Option(
            "--baseline",
            metavar="SPEC",
            help="MT system, such as transformers:Helsinki-NLP/opus-mt-en-bg, or auto for the best known one; see"
            " `mtqa list baselines`.",
        ),
    ],
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What to call its output; its own name when left out.")] = "",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Write the corpus with the new system here, in the format that the name tells (as `corpus convert`"
            " does), and leave CORPUS as it is. Needed where CORPUS is not a folder.",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an older output of a baseline of that name, or OUT.")
    ] = False,
    yes: YesOption = False,
    offline: OfflineOption = False,
    cache: CacheOption = True,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    on: OnOption = "threads",
    workers: SharedWorkersOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors and what was written.")] = False,
) -> None:
    """Translate the source of a corpus with an MT system, and add the output to the corpus as a baseline.

    A run that is interrupted goes on where it was when the same command is given again: what was translated is kept
    (below MTQA_CACHE, or ~/.cache/mtqa).
    """
    from mtqa.contracts import writers
    from mtqa.errors import MtqaError
    from mtqa.preparation import add_systems, check_place, find_loader, find_writer, is_corpus_folder, write_corpora

    forbid_network(offline)
    context.with_resource(work_on(on, workers))
    check_baselines(baseline, name)
    place = Path(corpus)
    writer = None if output is None else writers.create(find_writer(output))
    if output is None and not is_corpus_folder(place):
        find_loader(corpus)
        raise MtqaError(
            "only a corpus folder can take up another system",
            "Say where to write the corpus with its output: --output FILE",
            path=corpus,
        )
    if output is None:
        check_place(place)
    corpora = []
    outputs = []
    any_language = loader is None and bool(language) and is_corpus_folder(place)
    for current in load(corpus, language, loader, source_language, column, any_language=any_language):
        for translated in run_baselines(current, baseline, Running(yes, cache, quiet), name):
            outputs.append((current, translated.system))
            current = with_baseline(current, translated.system, replace=writer is None or overwrite)
        corpora.append(current)
    if writer is None or output is None:
        written = add_systems(place, outputs, overwrite=overwrite)
    else:
        written = write_corpora(corpora, output, writer, overwrite=overwrite)
    for path in written:
        typer.echo(str(path))
