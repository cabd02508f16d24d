"""The options of `mtqa score`: those of sacreBLEU's command line, and mtqa's own."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from mtqa.cli._comet_arguments import in_own_words
from mtqa.errors import did_you_mean

__all__ = ["HELP", "SMOOTHING", "parse"]

HELP = "Score hypotheses against references, one segment a line: sacreBLEU's numbers and flags."
SMOOTHING = ("exp", "floor", "add-k", "none")
_USAGE = "mtqa score REF [REF ...] -i HYP [HYP ...] [options]"
_AS = "--as"
_STYLES = ("mtqa", "sacrebleu")
_MAY_HAVE_NUMBER = {
    "--paired-bs": "--paired-bs-n",
    "-pbs": "--paired-bs-n",
    "--paired-ar": "--paired-ar-n",
    "-par": "--paired-ar-n",
}
_OWN = {
    "--source",
    "--metric",
    "--workers",
    "--on",
    "--yes",
    "--unit",
    "--documents",
    "--seed",
    "--resample-up-to",
    "--part",
    "--partial",
    _AS,
}
"""Long options that sacreBLEU has not: a shortened one that fits one of these and one of sacreBLEU's is sacreBLEU's."""


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, argparse.ArgumentParser]:
    """Read the arguments after `score`.

    Returns:
        What they say, and the parser, to complain of what else is wrong.

    Raises:
        SystemExit: with 2 on wrong usage, with 0 after `--help`.
    """
    style, words = _style(arguments)
    parser = _parser(style)
    own_words = in_own_words(words)
    if own_words:
        parser.error(f"these are arguments of comet-score; {own_words}")
    given, unknown = parser.parse_known_args(_numbers_as_options(_in_full(words, parser)))
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{_meant(unknown[0], parser)}")
    wanted = os.environ.get("SACREBLEU_FORMAT", "").lower()
    known = wanted in ("json", "text", "latex")
    if style == "sacrebleu":
        given.format = wanted if known else given.format or "json"  # the environment overrides the flag there
        given.width = 1 if given.width is None else given.width
    else:
        given.format = given.format or (wanted if known else "text")
    given.style = style
    return given, parser


_while_adding = partial(argparse.HelpFormatter, width=80)
"""Each option that is added makes a formatter; one that is not told the width of the terminal imports `shutil` to ask,
which takes as long as scoring a thousand lines."""


def _style(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """What `--as` says, and the other arguments: which options there are depends on it."""
    parser = argparse.ArgumentParser(
        prog="mtqa score", usage=_USAGE, add_help=False, allow_abbrev=False, formatter_class=_while_adding
    )
    parser.add_argument(_AS, dest="style", choices=_STYLES, default="mtqa")
    parser.formatter_class = argparse.HelpFormatter
    found, rest = parser.parse_known_args(arguments)
    return found.style, rest


def _meant(word: str, parser: argparse.ArgumentParser) -> str:
    """The question whether an option was meant that is written nearly like an unknown one."""
    options = [option for action in parser._actions for option in action.option_strings]
    meant = did_you_mean(word.partition("=")[0], options) if word.startswith("-") else ""
    return f". {meant.rstrip()}" if meant else ""


def _in_full(words: Sequence[str], parser: argparse.ArgumentParser) -> list[str]:
    """Shortened long options in full where only one of sacreBLEU's begins so; argparse sees to the others."""
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    full = []
    for word in words:
        name, sign, value = word.partition("=")
        meant = {o for o in options - _OWN if o.startswith(name)} if name.startswith("--") and len(name) > 2 else set()
        full.append(f"{meant.pop()}{sign}{value}" if name not in options and len(meant) == 1 else word)
    return full


def _parser(style: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mtqa score",
        usage=_USAGE,
        description=f"{HELP} In a paired test the first hypothesis is the baseline.",
        formatter_class=_while_adding,
    )
    add = parser.add_argument
    flag: dict[str, Any] = {"action": "store_true"}
    add("references", nargs="*", metavar="REF", help="references, before -i; .gz, .xz and .bz2 are unpacked")
    add("-i", "--input", nargs="+", metavar="HYP", help="hypotheses, a file for each system (default: standard input)")
    add(*(["-s"] if style == "mtqa" else []), "--source", metavar="SRC",
        help="the originals, for metrics that look at them (sacreBLEU's -s is --smooth-method)")  # fmt: skip
    add("-m", "--metrics", "--metric", nargs="+", default=["bleu"], metavar="SPEC",
        help="bleu, chrf, chrf++, ter, ... (default: bleu); `mtqa list metrics` shows all")  # fmt: skip
    add("-l", "--language-pair", metavar="en-de", help="chooses BLEU's tokenizer")
    add("-sl", "--sentence-level", **flag, help="the score of every segment")
    add("-e", "--encoding", default="utf-8", help="encoding of all files (default: utf-8)")
    add("--yes", **flag, help="agree to downloads of models without being asked")
    add("-nr", "--num-refs", type=_positive, default=1, help="references in one file, with tabs between them")
    add("-j", "--workers", "--paired-jobs", type=int, help="threads (default: 1), with --on workers; 0 for all cores")
    add("--on", default="threads", metavar="PLACE",
        help="where neural metrics are computed: threads, processes, ray, ray:ADDRESS (default: threads)")  # fmt: skip
    add("--part", metavar="I/N", help="only part I of N of the lines; --partial says where to write what it finds")
    add("--partial", metavar="FILE", help="the partial result of --part; `mtqa merge FILE ...` makes scores of all")
    _add_resampling(parser)
    _add_test_sets(parser)
    _add_output(parser)
    _add_metric_options(parser, style)
    parser.formatter_class = argparse.HelpFormatter
    return parser


def _add_test_sets(parser: argparse.ArgumentParser) -> None:
    flag: dict[str, Any] = {"action": "store_true"}
    group = parser.add_argument_group("test sets that sacreBLEU knows, in place of references")
    add = group.add_argument
    add("-t", "--test-set", metavar="NAME", help="a test set, or several with commas between them; -l names the pair")
    add("-ol", "--origlang", metavar="TAG", help="only segments of this original language; non-TAG for all others")
    add("--subset", metavar="REGEX", help="only segments of documents whose domain or country matches")
    add("-d", "--detail", **flag, help="also the scores by original language and domain")
    add("--list", **flag, help="list test sets; with -t the pairs and fields of one")
    add("--echo", nargs="+", metavar="FIELD", help="print fields of a test set: src, ref, docid, ..., all")
    add("--citation", "--cite", **flag, help="print the BibTeX entry of a test set")
    add("--download", metavar="NAME", help="download a test set")


def _add_resampling(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how sure the scores are")
    group.add_argument("-ci", "--confidence", action="store_true", help="95 %% intervals by the bootstrap")
    group.add_argument("-cin", "--confidence-n", type=_positive, default=1000, help="their resamples (default: 1000)")
    tests = group.add_mutually_exclusive_group()
    paired = "test every system against the first by {}; a number may follow"
    tests.add_argument("-pbs", "--paired-bs", action="store_true", help=paired.format("the paired bootstrap"))
    tests.add_argument("-par", "--paired-ar", action="store_true", help=paired.format("approximate randomisation"))
    group.add_argument("-pbsn", "--paired-bs-n", type=_positive, default=1000, help="resamples (default: 1000)")
    group.add_argument("-parn", "--paired-ar-n", type=_positive, default=10_000, help="trials (default: 10000)")
    group.add_argument("--unit", choices=("auto", "segment", "document"), default="auto",
        help="what is drawn and exchanged (default: documents with --documents, else segments)")  # fmt: skip
    group.add_argument("--documents", metavar="FILE", help="the name of each line's document, one a line")
    group.add_argument("--resample-up-to", type=_natural, metavar="N",
        help="beyond N lines or documents, intervals and p-values come from sums (default: 200000)")  # fmt: skip
    group.add_argument("--seed", metavar="N", help="seed of all of it (default: SACREBLEU_SEED, or 12345)")


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    add = group.add_argument
    add("-f", "--format", choices=("text", "json", "latex", "tsv"),
        help="(default: text, or what SACREBLEU_FORMAT says)")  # fmt: skip
    add(_AS, choices=_STYLES, dest="style", default="mtqa",
        help="print as sacreBLEU does, by default its JSON; -s is then the smoothing")  # fmt: skip
    add("-w", "--width", type=int, choices=range(18), metavar="N",
        help="decimals, but in JSON (default: 1; for metrics on a scale of 1, 4)")  # fmt: skip
    add("-b", "--score-only", action="store_true", help="only the score")
    add("-sh", "--short", action="store_true", help="shorter signatures")
    add("-nc", "--no-color", action="store_true", help="no colours; so does NO_COLOR")
    add("-q", "--quiet", action="store_true", help="only results and errors")
    add("-V", "--version", action="store_true", help="print the versions of mtqa and of the sacreBLEU that it equals")


def _add_metric_options(parser: argparse.ArgumentParser, style: str) -> None:
    flag: dict[str, Any] = {"action": "store_true"}
    bleu = parser.add_argument_group("BLEU")
    bleu.add_argument("-tok", "--tokenize", metavar="NAME", help="13a, intl, char, zh, ... (default: by the language)")
    bleu.add_argument("-lc", "--lowercase", **flag, help="ignore case")
    short = ["-s"] if style == "sacrebleu" else []
    bleu.add_argument("--smooth-method", *short, choices=SMOOTHING, default="exp", help="(default: exp)")
    bleu.add_argument("-sv", "--smooth-value", type=float, metavar="X", help="for floor (0.1) and add-k (1)")
    bleu.add_argument("--force", **flag, help="no warning when hypotheses look tokenized")
    chrf = parser.add_argument_group("chrF")
    chrf.add_argument(
        "-cc", "--chrf-char-order", type=int, default=6, metavar="N", help="character n-grams (default: 6)"
    )
    chrf.add_argument("-cw", "--chrf-word-order", type=int, default=0, metavar="N", help="word n-grams; 2 for chrF++")
    chrf.add_argument("--chrf-beta", type=int, default=2, metavar="N", help="weight of recall (default: 2)")
    chrf.add_argument("--chrf-whitespace", **flag, help="count white space")
    chrf.add_argument("--chrf-lowercase", **flag, help="ignore case")
    chrf.add_argument("--chrf-eps-smoothing", **flag, help="smooth as NLTK and Moses do")
    ter = parser.add_argument_group("TER")
    ter.add_argument("--ter-case-sensitive", **flag, help="heed case")
    ter.add_argument("--ter-asian-support", **flag, help="split Chinese and Japanese")
    ter.add_argument("--ter-no-punct", **flag, help="leave punctuation out")
    ter.add_argument("--ter-normalized", **flag, help="set punctuation apart")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _numbers_as_options(arguments: Sequence[str]) -> list[str]:
    """`--paired-bs 500` as `--paired-bs --paired-bs-n 500`; the number may be left out."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] in _MAY_HAVE_NUMBER and word.isascii() and word.isdigit():
            words.append(_MAY_HAVE_NUMBER[words[-1]])
        words.append(word)
    return words
