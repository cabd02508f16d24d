"""How the command line says what a corpus is: the options that all commands which take a CORPUS share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mtqa.corpus import Corpus

__all__ = ["ColumnOption", "LoaderOption", "SourceLanguageOption", "YesOption", "load"]

YesOption = Annotated[
    bool,
    typer.Option(
        "--yes", "-y", help="Agree to downloads and costs, and to models that a file names, without being asked."
    ),
]
LoaderOption = Annotated[
    str | None,
    typer.Option(
        "--loader",
        metavar="SPEC",
        help="How to read CORPUS where its name and content do not tell, such as tmx(target=reference); see"
        " `mtqa list loaders`.",
    ),
]
SourceLanguageOption = Annotated[
    str | None,
    typer.Option("--source-language", metavar="TAG", help="Language of the source, where the file does not say."),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="MEANING=COLUMN",
        help="What a column of a table holds: source=English, hypothesis.deepl=DeepL, reference.A=Deutsch.",
    ),
]


def load(
    corpus: str,
    languages: Sequence[str] | None = None,
    loader: str | None = None,
    source_language: str | None = None,
    columns: Sequence[str] | None = None,
    *,
    any_language: bool = False,
) -> tuple[Corpus, ...]:
    """The corpora that an argument CORPUS and its options stand for; of a folder, with `any_language`, also such as
    have no translation yet.

    Raises:
        typer.BadParameter: when `--column` is not MEANING=COLUMN.
        MtqaError: when there is nothing to read, or something is wrong with it.
    """
    from mtqa.preparation import load_corpora

    options: dict[str, object] = {}
    if source_language:
        options["source_language"] = source_language
    if any_language:
        options["any_language"] = True
    if columns:
        named = {}
        for column in columns:
            meaning, sign, name = column.partition("=")
            if not sign or not meaning or not name:
                raise typer.BadParameter(f"'{column}' is not MEANING=COLUMN, such as source=English")
            named[meaning] = name
        options["columns"] = named
    return load_corpora(corpus, languages, loader=loader, options=options)
