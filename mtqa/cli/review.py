"""`mtqa review`: judge in the browser."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values
from mtqa.cli._console import say, warn
from mtqa.cli._corpus_options import LoaderOption, SourceLanguageOption, YesOption
from mtqa.cli._evaluation_output import default_folder

if TYPE_CHECKING:
    import socket

    from mtqa.review import Review, Subject, Wishes

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@app.command(cls=several_values("--annotator", "--language", "--to", "--system", n_positional=1))
def review(
    subject: Annotated[
        str | None,
        typer.Argument(
            metavar="[CORPUS | RUN]",
            help="A corpus folder or file, or a folder that `mtqa evaluate` wrote; without it, the page takes texts.",
        ),
    ] = None,
    annotator: Annotated[
        list[str] | None,
        typer.Option("--annotator", metavar="NAME", help="Who judges; each gets an address.  [default: you]"),
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option("--protocol", metavar="NAME", help="What the page opens with: findings, esa, mqm, da or edit."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", "--to", metavar="TAG", help="Target languages; all when left out."),
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="NAME", help="Systems to judge; all when left out.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="The port; 0 for any.  [default: 8641, or the next free one]"),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; others than this machine's: with care.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the first address.")] = True,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="DIR", help="Write all judgements in every format, and do not serve."),
    ] = None,
    overlap: Annotated[
        float | None,
        typer.Option("--overlap", metavar="SHARE", help="Share of documents that several judge.  [default: 0.2]"),
    ] = None,
    attention: Annotated[
        int | None,
        typer.Option("--attention", metavar="N", help="Plant N of 100 translations to see whether annotators attend."),
    ] = None,
    tutorial: Annotated[
        bool | None, typer.Option("--tutorial/--no-tutorial", help="Begin with an introduction of three screens.")
    ] = None,
    prefill: Annotated[
        str | None,
        typer.Option(
            "--prefill",
            metavar="WHAT",
            help="Show error spans beforehand: checks, a metric of the run that marks errors, or none.",
        ),
    ] = None,
    measure_bias: Annotated[
        bool | None,
        typer.Option("--measure-bias/--no-measure-bias", help="Hide them from every second annotator, to compare."),
    ] = None,
    categories: Annotated[
        Path | None, typer.Option("--categories", metavar="FILE", help="Categories of errors of your own (TOML).")
    ] = None,
    show_reference: Annotated[
        bool | None,
        typer.Option("--show-reference/--hide-reference", help="Show the reference translation to annotators."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="What orders are drawn with.")] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Configuration.  [default: mtqa.toml of the corpus, or here]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where the report is.  [default: reports/NAME]"),
    ] = None,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Judge translations in the browser: findings, errors and scores, corrected texts.

    Prints an address for each annotator, which ends with their secret, and serves it on this machine until Ctrl-C.
    Judgements are kept beside the corpus (mtqa-review.sqlite), and so is what is chosen here: the next start needs no
    options.
    """
    del yes
    from mtqa.review import Wishes

    chosen = (subject, language, system, loader, source_language, config, output)
    named = None if subject is None and export is None else _subject(*chosen)
    wishes = Wishes(
        annotators=tuple(annotator) if annotator else None,
        protocol=protocol,
        seed=seed,
        overlap=overlap,
        attention=attention,
        tutorial=tutorial,
        prefill=prefill,
        measure_bias=measure_bias,
        categories=None if categories is None else str(categories.resolve()),
        show_reference=show_reference,
    )
    if named is None:
        _serve_dropped(output, wishes, host, port, browser=browser, quiet=quiet)
        return
    if export is not None:
        _export(named, export, quiet=quiet)
        return
    _serve(named, wishes, host, port, browser=browser, quiet=quiet)


def _subject(
    given: str | None,
    languages: list[str] | None,
    systems: list[str] | None,
    loader: str | None,
    source_language: str | None,
    config: Path | None,
    output: Path | None,
) -> Subject:
    from mtqa.given import report_of
    from mtqa.review import find_subject

    if given is None:
        raise typer.BadParameter("is missing: a corpus, or a folder that mtqa evaluate wrote", param_hint="CORPUS")
    kept = output or report_of(Path(given))
    return find_subject(
        given,
        lambda name: kept or default_folder(name),
        languages=tuple(languages or ()),
        systems=tuple(systems or ()),
        loader=loader,
        options={"source_language": source_language} if source_language else {},
        config=config,
    )


def _serve(subject: Subject, wishes: Wishes, host: str, port: int | None, *, browser: bool, quiet: bool) -> None:
    """Serve a corpus or a run."""
    from mtqa.review import Review, begun, opened
    from mtqa.review.server import bound, check_packages

    check_packages()
    tell = partial(warn, quiet=quiet)
    listener = bound(host, port)
    store = opened(subject.file, tell)
    try:
        review = Review(store, begun(store, wishes, _own_name()), subject, tell)
        _listen(review, host, listener, f"Judgements are kept in {subject.file}.", browser=browser, quiet=quiet)
        review.close()
    finally:
        store.close()
        listener.close()


def _serve_dropped(
    output: Path | None, wishes: Wishes, host: str, port: int | None, *, browser: bool, quiet: bool
) -> None:
    """Serve a page on which texts are dropped; what is made of them is kept in the folder of their report."""
    from mtqa.files import scratch_folder
    from mtqa.review import WaitingReview
    from mtqa.review.server import bound, check_packages

    check_packages()
    listener = bound(host, port)
    try:
        with scratch_folder() as scratch:
            report_of, tell = (lambda name: output or default_folder(name)), partial(warn, quiet=quiet)
            review = WaitingReview(scratch, _own_name(), report_of, tell, wishes=wishes)
            kept = f"What is made of the texts is kept in {output or 'reports'}."
            try:
                _listen(review, host, listener, kept, browser=browser, quiet=quiet)
            finally:
                review.close()
    finally:
        listener.close()


def _listen(review: Review, host: str, listener: socket.socket, kept: str, *, browser: bool, quiet: bool) -> None:
    """Print the addresses, and serve until somebody ends it."""
    from mtqa.review.server import Door, Served, address, application, prepare, serve

    number = listener.getsockname()[1]
    served = Served(review, listener, application(review, Door(host, number, review.annotators)))
    preparing = prepare(review)
    for one in review.annotators:
        typer.echo(f"{one.name} {address(host, number, one)}")
    typer.echo("", nl=False)
    say(f"{kept} Ctrl-C ends it.", quiet=quiet)
    if host not in _LOOPBACK:
        warn(
            f"it listens on {host}: whoever reaches this machine and has an address may judge, and what is sent is"
            " not encrypted.",
            quiet=False,
        )
    first = address(host, number, review.annotators[0])
    serve(served, preparing, lambda: _open(first) if browser else None)


def _own_name() -> str:
    """The user's name in the system."""
    import getpass

    try:
        name = getpass.getuser().strip()
    except (OSError, KeyError, ImportError):
        name = ""
    return name if name.isprintable() and 0 < len(name) <= 100 else "reviewer"


def _open(address: str) -> None:
    """Open a page in the browser of the desktop, where there is one; a browser inside the terminal is none."""
    import os
    import sys
    import threading
    import webbrowser

    desktop = sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    if desktop:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _export(subject: Subject, folder: Path, *, quiet: bool) -> None:
    """Write all judgements in every format."""
    from mtqa.review import Store, read_typology
    from mtqa.review.exports import write_exports

    store = Store.open(subject.file, to_read=True)
    try:
        judgements = tuple(store.judgements())
        kept = store.chosen("campaign") or {}
    finally:
        store.close()
    corpora, _ = subject.corpora()
    kinds = read_typology(Path(kept["categories"])) if kept.get("categories") else None
    for path in write_exports(judgements, corpora, folder, kinds=kinds):
        say(f"Written: {path}", quiet=quiet)
