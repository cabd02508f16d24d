"""Files and addresses in place of a corpus, on the command line of `mtqa evaluate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._console import asking, say, warn
from mtqa.cli._evaluation_output import default_folder
from mtqa.cli._terminal import harmless

if TYPE_CHECKING:
    from mtqa.given import KeptCorpus, Understanding, UnderstoodText, Wishes

__all__ = ["Evaluated", "TargetLanguageOption", "corpus_of"]

TargetLanguageOption = Annotated[
    list[str] | None,
    typer.Option(
        "--target-language",
        metavar="TAG",
        help="Languages of the translations, where files are given and nothing tells: one for all, or one for each.",
    ),
]
_BY = {"name": "by its name", "text": "by its text", "declaration": "as it declares", "you": "as you say"}
_MOST_TOLD = 12
_OTHERWISE = " If it is the other way round: --source-language {}."


@dataclass(frozen=True)
class Evaluated:
    """The corpus that the arguments of `evaluate` stand for.

    Attributes:
        corpus: A folder, a file or an address, as loaders take it.
        output: Where its report goes; None where that is left to the corpus.
        languages: Target languages to evaluate; None for all.
        systems: By language, the systems to evaluate; empty for all.
    """

    corpus: str
    output: Path | None = None
    languages: tuple[str, ...] | None = None
    systems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def corpus_of(
    arguments: Sequence[str],
    *,
    output: Path | None,
    loader: str | None,
    source_language: str | None,
    target_languages: Sequence[str] | None,
    yes: bool,
    quiet: bool,
) -> Evaluated:
    """The corpus that arguments stand for: the one that is named, or one made of the texts that are named.

    Raises:
        MtqaError: when they cannot be understood; the message says what to do.
    """
    from mtqa.given import Wishes, report_of

    if len(arguments) == 1 and (loader or not _is_one_of_texts(arguments[0])):
        if target_languages:
            raise typer.BadParameter(
                "belongs to files that are given one by one; for a corpus say --language",
                param_hint="--target-language",
            )
        return Evaluated(arguments[0], report_of(Path(arguments[0])))
    if loader:
        raise typer.BadParameter("belongs to one corpus, and several files are named", param_hint="--loader")
    wishes = Wishes(source_language or "", tuple(target_languages or ()))
    understanding, kept, folder = _made(arguments, output, wishes, yes=yes, quiet=quiet)
    _tell_folder(kept, quiet=quiet)
    languages = tuple(dict.fromkeys(text.language.tag for text in understanding.translations))
    return Evaluated(str(kept.folder), folder, languages, kept.systems)


def _is_one_of_texts(argument: str) -> bool:
    """Whether a single argument is no corpus, but a page, a folder of pages, or the address of one."""
    from mtqa.errors import MtqaError
    from mtqa.given import is_address, is_folder_of_pages
    from mtqa.preparation import find_loader

    if is_address(argument):
        return True
    place = Path(argument)
    try:
        find_loader(argument)
        return False
    except MtqaError:
        if place.is_dir():
            return is_folder_of_pages(place)
        return place.is_file() and place.stat().st_size > 0 and _is_page(place)


def _is_page(path: Path) -> bool:
    """Whether a file can be read as a page."""
    from mtqa.documents import read_document
    from mtqa.errors import MtqaError

    try:
        read_document(path)
    except MtqaError:
        return False
    return True


def _made(
    arguments: Sequence[str], output: Path | None, wishes: Wishes, *, yes: bool, quiet: bool
) -> tuple[Understanding, KeptCorpus, Path]:
    """What the arguments mean, their corpus folder, and the folder of the report."""
    from mtqa.errors import MtqaError
    from mtqa.files import is_offline, scratch_folder
    from mtqa.given import gather, keep_corpus, read_all, refuse_copy, understand, with_original

    def consent(addresses: Sequence[str]) -> None:
        if is_offline():
            raise MtqaError(
                "HF_HUB_OFFLINE or --offline forbids the network",
                "Save the page from a browser, and name its file in place of the address.",
                path=addresses[0],
            )
        what = (
            f"{len(addresses)} pages (usually under 1 MB each)" if len(addresses) > 1 else "a page (usually under 1 MB)"
        )
        asking(yes=yes, quiet=quiet)(f"Downloads {what}: {', '.join(addresses)}.")

    with _told_where_disks_fail(), scratch_folder() as scratch:
        given = gather(arguments, scratch, consent)
        documents = read_all(given)
        if len(given) == 1 or not wishes.source_language:
            with_source = with_original(given, documents, scratch, consent)
            documents = [*read_all(with_source[: len(with_source) - len(given)]), *documents]
            given = with_source
        refuse_copy(given)
        understanding = understand(given, documents, wishes, _ask, _name_of(arguments))
        _tell(understanding, quiet=quiet)
        folder = output or default_folder(understanding.name)
        kept = keep_corpus(understanding, folder)
        for warning in kept.warnings:
            warn(warning, quiet=quiet)
        return understanding, kept, folder


@contextmanager
def _told_where_disks_fail() -> Iterator[None]:
    """Say in one line what a disk refuses: the file, and why."""
    from mtqa.errors import MtqaError

    try:
        yield
    except OSError as error:
        raise MtqaError(
            f"cannot be read or written: {error.strerror or error}",
            "Nothing was changed. See how much space is left, and who may read and write there.",
            path=error.filename,
        ) from error


def _name_of(arguments: Sequence[str]) -> str:
    """What the place of the first argument is called: a folder of pages, or the folder that a page is in."""
    from mtqa.given import is_address
    from mtqa.languages import language_in_name

    if is_address(arguments[0]):
        from urllib.parse import urlsplit

        return urlsplit(arguments[0]).hostname or ""
    place = Path(arguments[0].rpartition("=")[2]).resolve()
    candidates = [place, *place.parents] if place.is_dir() and len(arguments) == 1 else list(place.parents)
    return next((one.name for one in candidates[:3] if one.name and language_in_name(one.name) is None), "")


def _ask(question: str) -> str:
    """The answer of a person at the terminal; "" where there is none."""
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        return ""
    try:
        return str(typer.prompt(harmless(question), err=True, default="", show_default=False))
    except typer.Abort:
        return ""


def _tell(understanding: Understanding, *, quiet: bool) -> None:
    """Say in one line what was understood."""
    if len(understanding.sources) == 1:
        source = understanding.sources[0]
        shown = [_told(text) for text in understanding.translations[:_MOST_TOLD]]
        more = len(understanding.translations) - len(shown)
        rest = f" and {more} more" if more else ""
        turned = "" if understanding.first is source else _OTHERWISE.format(understanding.first.language.tag)
        say(
            f"Source: {source.given.shown} ({source.language.name}, {_BY[source.told_by]})."
            f" Translation{'s' if len(understanding.translations) > 1 else ''}:"
            f" {'; '.join(shown)}{rest}.{turned}",
            quiet=quiet,
        )
        return
    languages = dict.fromkeys(text.language.name for text in understanding.translations)
    systems = dict.fromkeys(text.label for text in understanding.translations if text.role == "system")
    say(
        f"Source: {len(understanding.sources)} pages in {understanding.sources[0].language.name}."
        f" Translation{'s' if len(understanding.translations) > 1 else ''}:"
        f" {len(understanding.translations)} pages in {', '.join(languages)} by {', '.join(systems) or 'people'}.",
        quiet=quiet,
    )


def _told(text: UnderstoodText) -> str:
    kind = "reference" if text.role == "reference" else "system"
    return f"{text.given.shown} ({text.language.name}, {_BY[text.told_by]}; {kind} '{text.label}')"


def _tell_folder(kept: KeptCorpus, *, quiet: bool) -> None:
    tables = sorted((kept.folder / "alignment").glob("*.tsv"))
    where = f"; the alignment can be corrected in {tables[0].parent}" if tables else ""
    if kept.is_new:
        say(f"Corpus: {kept.folder}, kept for the next run{where}.", quiet=quiet)
    elif kept.changed:
        say(f"Corpus: {kept.folder}, brought up to date: {', '.join(kept.changed)}.", quiet=quiet)
    else:
        say(f"Corpus: {kept.folder}, as it was kept.", quiet=quiet)
