"""`mtqa corpus`: make corpora, check them, look at them, convert them, fetch originals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import Output, QuietOption, several_values
from mtqa.cli._commands_on_demand import CommandsInFull
from mtqa.cli._console import say, stdout_console, warn
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, YesOption, load
from mtqa.cli._terminal import json_text

if TYPE_CHECKING:
    from mtqa.corpus import Corpus
    from mtqa.preparation import BuiltTable, NewText, Validation

EXIT_ERRORS = 3
NARROWEST_COLUMN = 20
"""Characters that a text needs to be read in a column beside others."""

app = typer.Typer(
    cls=CommandsInFull,
    add_completion=False,
    help="Make corpora, check them, look at them, convert them, and fetch published originals.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

CorpusArgument = Annotated[
    str, typer.Argument(metavar="CORPUS", help="A corpus folder, a file that a loader reads, or an address.")
]
LanguageOption = Annotated[
    list[str] | None, typer.Option("--language", metavar="TAG", help="Target languages; all when left out.")
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace what is there already.")]


@app.command(cls=several_values("--language", n_positional=1))
def show(
    corpus: CorpusArgument,
    language: LanguageOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Segments to print; 0 for all.")] = 10,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print what a corpus holds: languages, systems, references, and its first segments."""
    from rich.text import Text

    console = stdout_console()
    for loaded in load(corpus, language, loader, source_language, column):
        pair = loaded.language_pair
        heading = f"{loaded.title or loaded.name}: {pair.source.name} to {pair.target.name}"
        console.print(Text(heading, style="bold"))
        console.print(
            Text(
                f"{len(loaded.segments)} segments in {len(loaded.documents)} document(s); systems:"
                f" {', '.join(f'{s.name} ({s.role})' for s in loaded.systems) or 'none'}; references:"
                f" {', '.join(loaded.reference_names) or 'none'}"
            )
        )
        _print_segments(loaded, min(limit or len(loaded.segments), len(loaded.segments)))
        if limit and limit < len(loaded.segments):
            say(f"{len(loaded.segments) - limit} more segments; --limit 0 shows all", quiet=quiet)
        for warning in loaded.warnings:
            warn(warning, quiet=quiet)


def _print_segments(corpus: Corpus, n: int) -> None:
    """Print the first segments: texts side by side where they have room, else below each other."""
    from itertools import islice

    from rich.table import Table
    from rich.text import Text

    names = ("source", *(system.name for system in corpus.systems), *corpus.reference_names)
    several = len(corpus.documents) > 1
    console = stdout_console()
    across = console.width >= NARROWEST_COLUMN * len(names)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1 if across else 0, 0))
    for name in ("segment", *names) if across else ("segment", "text", ""):
        table.add_column(Text(name), overflow="fold", ratio=1 if across and name != "segment" else None)
    for position, segment in enumerate(islice(corpus.segments, n)):
        texts = [segment.source, *(system.hypotheses[position] for system in corpus.systems)]
        texts += [segment.references.get(name) for name in corpus.reference_names]
        cells = [Text("(missing)" if text is None else text) for text in texts]
        identifier = Text(f"{segment.id if several else segment.id.rpartition(':')[2]} {segment.kind}".rstrip())
        if across:
            table.add_row(identifier, *cells)
        else:
            for row, (name, cell) in enumerate(zip(names, cells, strict=True)):
                table.add_row(Text("") if row else identifier, Text(name), cell)
            table.add_row()
    console.print(table)


@app.command(cls=several_values("--language", n_positional=1))
def validate(
    corpus: CorpusArgument,
    language: LanguageOption = None,
    format: Annotated[Output, typer.Option("--format", "-f", help="How to print what was found.")] = Output.text,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Count, and look for what would make numbers wrong: empty or missing texts, wrong languages, damaged characters,
    copies, repeated segments, suspicious alignments, licences and origins that are not stated.

    Exits with 3 when there are errors; warnings alone do not.
    """
    from mtqa.preparation import validate as look

    validations = []
    for loaded in load(corpus, language, loader, source_language, column):
        for warning in loaded.warnings:
            warn(warning, quiet=quiet)
        validations.append(look(loaded))
    if format is Output.json:
        from dataclasses import asdict

        rows = [asdict(validation) for validation in validations]
        typer.echo(json_text(rows, indent=1))
    else:
        for validation in validations:
            _print_validation(validation)
    n_errors = sum(defect.level == "error" for validation in validations for defect in validation.defects)
    n_warnings = sum(len(validation.defects) for validation in validations) - n_errors
    say(f"{n_errors} error(s), {n_warnings} warning(s)", quiet=quiet)
    if n_errors:
        raise typer.Exit(EXIT_ERRORS)


def _print_validation(validation: Validation) -> None:
    from rich.table import Table
    from rich.text import Text

    console = stdout_console()
    console.print(
        Text(
            f"{validation.corpus} {validation.language_pair}: {validation.n_segments} segments"
            f" in {validation.n_documents} document(s)",
            style="bold",
        )
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("text", "segments", "missing", "empty", "words", "characters", "length ratio"):
        table.add_column(name, justify="left" if name == "text" else "right")
    for text in validation.texts:
        ratio = "–" if text.ratio is None else f"{text.ratio:.2f}"
        counts = (text.segments, text.missing, text.empty, text.words, text.characters)
        table.add_row(Text(text.text), *(str(count) for count in counts), ratio)
    console.print(table)
    for defect in validation.defects:
        line = Text(f"{defect.level.value}: ", style="bold red" if defect.level == "error" else "yellow")
        line.append(": ".join(part for part in (defect.text, defect.message) if part), style="not bold default")
        if defect.count:
            examples = f": {', '.join(defect.examples)}" + (", ..." if defect.count > len(defect.examples) else "")
            line.append(f" ({defect.count}{examples if defect.examples else ''})", style="not bold dim")
        console.print(line)
    console.print()


@app.command(cls=several_values("--language", n_positional=2))
def convert(
    corpus: Annotated[str, typer.Argument(metavar="IN", help="A corpus folder, a file, or an address.")],
    output: Annotated[
        str,
        typer.Argument(
            metavar="OUT",
            help="What to write: NAME.tmx, .xlf, .tsv, .csv, .jsonl, .parquet, or a folder of plain text;"
            " {language} in it stands for the target language.",
        ),
    ],
    language: LanguageOption = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help="The format, where the ending of OUT does not tell.")
    ] = None,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    flatten: Annotated[
        bool, typer.Option("--flatten", help="Turn tabs and line breaks inside texts into spaces (TSV, plain text).")
    ] = False,
    keep_formulas: Annotated[
        bool,
        typer.Option("--keep-formulas", help="Do not escape what a spreadsheet would take for a formula (TSV, CSV)."),
    ] = False,
    overwrite: OverwriteOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a corpus in another format. What is written reads back as the same corpus."""
    from mtqa.contracts import writers
    from mtqa.preparation import find_writer, left_behind, write_corpora

    name = to or find_writer(output)
    fields = getattr(writers.get(name), "__dataclass_fields__", {})
    asked = {"breaks": "flatten" if flatten else "", "formulas": "keep" if keep_formulas else ""}
    options = [f"{key}='{value}'" for key, value in asked.items() if value and key in fields]
    writer = writers.create(f"{name}({', '.join(options)})" if options else name)
    corpora = load(corpus, language, loader, source_language, column)
    for loaded in corpora:
        for warning in loaded.warnings:
            warn(warning, quiet=quiet)
    for path in write_corpora(corpora, output, writer, overwrite=overwrite):
        typer.echo(str(path))
    left = left_behind(corpora, writer)
    if left:
        say(f"{name} has no place for the {', '.join(left)}, which stayed behind", quiet=quiet)


@app.command(cls=several_values("--language", "--source", "--system", "--reference", n_positional=1))
def build(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A corpus folder; made when --source is given.")],
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="[TAG=]PATH", help="The source: a file or a folder of pages."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option("--system", metavar="[NAME[:TAG]=]PATH", help="A system's output: a file or a folder of pages."),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", metavar="[NAME[:TAG]=]PATH", help="A reference translation, likewise."),
    ] = None,
    language: LanguageOption = None,
    pages: Annotated[bool, typer.Option("--pages", help="The files are pages: align their sentences.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="The files have one segment a line.")] = False,
    documents: Annotated[
        Path | None, typer.Option("--documents", metavar="FILE", help="The document of each line, with --lines.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Title for people.")] = "",
    domain: Annotated[str, typer.Option("--domain", help="Subject or genre.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="Licence of texts that do not state their own.")] = "",
    attribution: Annotated[str, typer.Option("--attribution", help="Whom to credit, likewise.")] = "",
    encoder: Annotated[str, typer.Option("--encoder", metavar="SPEC", help="Sentence encoder for the alignment.")] = "",
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a corpus folder of pages or lines, and align it.

    With --source, --system and --reference, FOLDER is made: copies of the files and a corpus.toml. Pages are aligned,
    and the alignment is written to FOLDER/alignment/TAG.tsv, which opens in a spreadsheet. Correct it there: move text
    between the cells of a column, split rows or join them. `mtqa evaluate FOLDER` uses the table as it is, and
    `mtqa corpus build FOLDER` makes it anew, for example after a page has changed, and keeps what was corrected.
    """
    from mtqa.preparation import build_tables, make_folder

    if pages and lines:
        raise typer.BadParameter("--pages and --lines exclude each other")
    if source or system or reference:
        texts = [_new_text(text, "source") for text in source or ()]
        texts += [_new_text(text, "system") for text in system or ()]
        texts += [_new_text(text, "reference") for text in reference or ()]
        layout = "pages" if pages else "lines" if lines else ""
        description, tables = make_folder(
            folder,
            _told(texts, quiet=quiet),
            layout=layout,
            title=title,
            domain=domain,
            licence=licence,
            attribution=attribution,
            encoder=encoder or "auto",
            documents=documents,
        )
        read_as = "pages" if description.layout == "pages" else "one segment a line"
        say(f"made {folder}; its files are read as {read_as}", quiet=quiet)
        if description.layout == "lines":
            typer.echo(str(folder))
    else:
        tables = build_tables(folder, language, encoder=encoder)
    for table in tables:
        _print_table(table, quiet=quiet)


def _told(texts: list[NewText], *, quiet: bool) -> list[NewText]:
    """The texts with names and languages; the user is told what was understood where it was not said."""
    from mtqa.given import complete_texts

    whole = complete_texts(texts)
    for text, given in zip(whole, texts, strict=True):
        if text != given:
            named = f"system '{text.name}', " if text.role == "system" else ""
            say(f"{text.path}: {named}language {text.language}", quiet=quiet)
    return whole


def _new_text(argument: str, role: str) -> NewText:
    """`[TAG=]PATH` for a source, `[NAME[:TAG]=]PATH` for a translation."""
    from mtqa.preparation import NewText

    left, sign, path = argument.partition("=")
    if not sign:
        left, path = "", argument
    if role == "source":
        return NewText(role, Path(path), "", left)
    name, _, tag = left.partition(":")
    if role == "system" and not name and Path(path).is_dir():
        raise typer.BadParameter(f"'{argument}' does not name the system: write NAME=PATH", param_hint="--system")
    return NewText(role, Path(path), name, tag)


def _print_table(table: BuiltTable, *, quiet: bool) -> None:
    typer.echo(str(table.path))
    say(
        f"{table.n_segments} segments, {table.n_corrected} of them corrected by hand, {table.n_remarks} to look at",
        quiet=quiet,
    )
    for warning in table.warnings:
        warn(warning, quiet=quiet)
    if table.lost:
        rows = ", ".join(str(row.line) for row in table.lost[:10]) + (", ..." if len(table.lost) > 10 else "")
        warn(
            f"{len(table.lost)} correction(s) could not be kept whole, because their text is not on the pages any more"
            f" (rows {rows} of the old table, which is now {table.kept})",
            quiet=quiet,
        )


@app.command()
def fetch(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus folder.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an original that is there already.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Download nothing; only say what would be.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Download the published original of each source that is a stand-in: all of them, or none.

    The original is then used instead of the stand-in, which stays where it is. Its address is the one in corpus.toml,
    or the link to the source language in the notice of the translated page.
    """
    from mtqa.preparation import fetch_pages, originals_to_fetch

    wanted = originals_to_fetch(corpus)
    if offline:
        for url, path, _ in wanted:
            say(f"would download {url} to {path}", quiet=quiet)
        return

    def tell(url: str) -> None:
        say(f"downloading {url} (a web page, usually under 1 MB)", quiet=quiet)

    for download in fetch_pages(wanted, corpus, overwrite=overwrite, tell=tell):
        typer.echo(f"{download.path} ({download.size} bytes)")
