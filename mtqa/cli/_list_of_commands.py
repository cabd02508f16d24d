"""What `mtqa --help` prints, without the library of the commands, which takes longer to import than all else.

The text is the one that the library would print, which a test compares.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

__all__ = ["LINES", "OPTIONS", "SUMMARY", "WIDEST", "list_of_commands"]

SUMMARY = "Judge machine translation: load pages and corpora, score, check, compare, and write a report per language."
OPTIONS = {
    "--version": "Print the version and exit.",
    "--debug": "Show the traceback of an error. Works anywhere on the line.",
}
WIDEST = 100
"""Columns of help at most."""
LINES = {
    "evaluate": "Score and check the translations of a corpus and write a report for each language.",
    "score": "Score hypotheses against references, one segment a line: sacreBLEU's numbers and flags.",
    "merge": "Make one result of the partial results of parts that were scored apart.",
    "agree": "Tell which metric to believe: how far metrics agree with people, and how sure that is.",
    "compare": "Compare every two systems of a corpus, and rank them.",
    "translate": "Translate the source of a corpus with an MT system, and add the output to the corpus as a baseline.",
    "review": "Judge translations in the browser: findings, errors and scores, corrected texts.",
    "gate": "Fail when quality really dropped, and only then.",
    "report": "Write the reports of a stored run again, without scoring again.",
    "list": "List metrics, checks, profiles, loaders, readers of human judgements, baselines, reports or languages.",
    "doctor": "Tell what is installed, what is missing, and how to get it.",
    "cache": "Show, check or clear what is kept so that nothing is computed, measured or translated twice.",
    "corpus": "Make corpora, check them, look at them, convert them, and fetch published originals.",
}
"""The commands, each with what its help begins with."""
_GAP, _LEAST = 2, 50


def list_of_commands() -> str:
    """What `mtqa --help` prints, as wide as the terminal."""
    width = max(min(shutil.get_terminal_size().columns, WIDEST) - 2, _LEAST)
    parts = [
        "Usage: mtqa [OPTIONS] COMMAND [ARGS]...",
        "",
        *_wrapped(SUMMARY, width, "  ", "  "),
        "",
        "Options:",
        *_rows({**OPTIONS, "-h, --help": "Show this message and exit."}, width),
        "",
        "Commands:",
        *_rows(LINES, width),
    ]
    return "\n".join(parts) + "\n"


def _rows(rows: Mapping[str, str], width: int) -> Iterator[str]:
    column = max(map(len, rows)) + _GAP
    for name, text in rows.items():
        yield from _wrapped(text, width, f"  {name:<{column}}", " " * (column + 2))


def _wrapped(text: str, width: int, first: str, others: str) -> list[str]:
    from textwrap import wrap

    return wrap(text, width, initial_indent=first, subsequent_indent=others)
