"""`mtqa score`: scores of files with one segment a line, with the flags of sacreBLEU's command line.

Those flags (`-sl`, `-i ONE TWO`) are the ways of argparse, which also starts faster than the library of the other
commands: the scores of a small file must not wait for imports.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.cli._comet_arguments import in_own_words
from mtqa.errors import BrokenPluginError, MtqaError

if TYPE_CHECKING:
    from mtqa.contracts import Metric
    from mtqa.evaluation import LineSet, SystemScore
    from mtqa.languages import LanguagePair
    from mtqa.progress import Progress

__all__ = ["main"]

_HELP = "Score hypotheses against references, one segment a line: sacreBLEU's numbers and flags."

_DEFAULT_SEED = "12345"
_LOOKED_AT = 10_000
"""Lines of a system that are looked at for signs of tokenization."""
_SMOOTHING = ("exp", "floor", "add-k", "none")
_MAY_HAVE_NUMBER = {
    "--paired-bs": "--paired-bs-n",
    "-pbs": "--paired-bs-n",
    "--paired-ar": "--paired-ar-n",
    "-par": "--paired-ar-n",
}


def main(arguments: Sequence[str]) -> None:
    """Parse the arguments after `score`, score and print.

    Raises:
        SystemExit: with 2 on wrong usage, with 0 after `--help`.
        MtqaError: when something is wrong with the data.
    """
    parser = _parser()
    own_words = in_own_words(arguments)
    if own_words:
        parser.error(f"these are arguments of comet-score; {own_words}")
    given = parser.parse_args(_numbers_as_options(arguments))
    if given.test_set is not None:
        parser.error(
            f"-t is not known here; a test set is a corpus: mtqa corpus convert sacrebleu:{given.test_set}:en-de FOLDER"
        )
    if not given.references:
        parser.error("name the references first, before -i")
    if given.source in _SMOOTHING and not Path(given.source).exists():
        parser.error("-s names the source here; for smoothing give --smooth-method")
    try:
        chosen = _metrics(given.metrics, _flags(vars(given)), given.language_pair)
        seed = _seed(given.seed)
    except BrokenPluginError:
        raise
    except MtqaError as error:
        parser.error(str(error))
    if given.unit == "document" and given.documents is None:
        parser.error("--unit document needs the name of each line's document: --documents FILE")
    lines = _line_set(given, parser)
    if (given.paired_bs or given.paired_ar) and len(lines.systems) < 2:
        parser.error("a paired test needs two systems at least: -i ONE TWO")

    from mtqa.cli._console import asking
    from mtqa.cli._score_output import Layout, print_scores
    from mtqa.contracts import Trust, trusting
    from mtqa.evaluation import Resampling, Unit, score_lines

    neural = [metric for metric in chosen if metric.engine_config is None]
    _prepare(neural, given)
    resampling = Resampling(
        test="bs" if given.paired_bs else "ar" if given.paired_ar else "",
        n_trials=given.paired_bs_n if given.paired_bs else given.paired_ar_n,
        n_confidence=given.confidence_n if given.confidence else 0,
        seed=seed,
        unit=Unit(given.unit),
    )
    with trusting(Trust(asking(yes=given.yes, quiet=given.quiet))), _progress(neural, given.quiet) as progress:
        scores = score_lines(
            lines,
            chosen,
            resampling=resampling,
            segments=given.sentence_level,
            workers=given.workers or os.cpu_count() or 1,
            short_signatures=given.short,
            cache=_cache() if neural else None,
            progress=progress,
        )
    if not given.quiet and not given.force:
        _warn_of_tokenized(lines, chosen)
    _warn_of_scores(scores, quiet=given.quiet)
    layout = Layout(
        format=given.format,
        width=given.width,
        score_only=given.score_only,
        segments=given.sentence_level,
        resampling=resampling,
        from_input=given.input is not None,
        color=not given.no_color,
    )
    print_scores(scores, layout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mtqa score",
        usage="mtqa score REF [REF ...] -i HYP [HYP ...] [options]",
        description=f"{_HELP} In a paired test the first hypothesis is the baseline.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    flag: dict[str, Any] = {"action": "store_true"}
    add("references", nargs="*", metavar="REF", help="references, before -i; .gz, .xz and .bz2 are unpacked")
    add("-i", "--input", nargs="+", metavar="HYP", help="hypotheses, a file for each system (default: standard input)")
    add("-s", "--source", metavar="SRC", help="the originals, for metrics that look at them")
    add("-m", "--metrics", "--metric", nargs="+", default=["bleu"], metavar="SPEC",
        help="bleu, chrf, ter, 'chrf(word_order=2)', ... (default: bleu); `mtqa list metrics` shows all")  # fmt: skip
    add("-t", "--test-set", help=argparse.SUPPRESS)
    add("-l", "--language-pair", metavar="en-de", help="chooses BLEU's tokenizer")
    add("-sl", "--sentence-level", **flag, help="the score of every segment")
    add("-e", "--encoding", default="utf-8", help="encoding of all files (default: utf-8)")
    add("--yes", **flag, help="agree to downloads of models without being asked")
    add("-nr", "--num-refs", type=_positive, default=1, help="references in one file, with tabs between them")
    add("-j", "--workers", "--paired-jobs", type=int, default=1, help="threads; 0 for all cores (default: 1)")
    _add_resampling(parser)
    _add_output(parser)
    _add_metric_options(parser)
    return parser


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
    group.add_argument("--seed", metavar="N", help="seed of all of it (default: SACREBLEU_SEED, or 12345)")


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    add = group.add_argument
    add("-f", "--format", choices=("text", "json", "latex", "tsv"), default="text", help="(default: text)")
    add("-w", "--width", type=int, choices=range(18), metavar="N",
        help="decimals, but in JSON (default: 1; for metrics on a scale of 1, 4)")  # fmt: skip
    add("-b", "--score-only", action="store_true", help="only the score")
    add("-sh", "--short", action="store_true", help="shorter signatures")
    add("-nc", "--no-color", action="store_true", help="no colours; so does NO_COLOR")
    add("-q", "--quiet", action="store_true", help="only results and errors")


def _add_metric_options(parser: argparse.ArgumentParser) -> None:
    flag: dict[str, Any] = {"action": "store_true"}
    bleu = parser.add_argument_group("BLEU")
    bleu.add_argument("-tok", "--tokenize", metavar="NAME", help="13a, intl, char, zh, ... (default: by the language)")
    bleu.add_argument("-lc", "--lowercase", **flag, help="ignore case")
    bleu.add_argument("--smooth-method", choices=_SMOOTHING, default="exp", help="(default: exp)")
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


def _numbers_as_options(arguments: Sequence[str]) -> list[str]:
    """`--paired-bs 500` as `--paired-bs --paired-bs-n 500`; the number may be left out."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] in _MAY_HAVE_NUMBER and word.isascii() and word.isdigit():
            words.append(_MAY_HAVE_NUMBER[words[-1]])
        words.append(word)
    return words


def _flags(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Options of metrics, by the name of the metric, from flags such as `--chrf-beta` that differ from the default."""
    defaults = {"smooth_method": "exp", "chrf_char_order": 6, "chrf_beta": 2}
    of_bleu = ("tokenize", "lowercase", "smooth_method", "smooth_value")
    flags: dict[str, dict[str, Any]] = {"bleu": {}, "chrf": {}, "ter": {}}
    for name, value in given.items():
        metric, _, option = ("bleu", "", name) if name in of_bleu else name.partition("_")
        if metric in flags and value != defaults.get(name) and (value or isinstance(value, int | float)):
            flags[metric][option] = value
    return flags


def _metrics(specs: Sequence[str], flags: Mapping[str, Mapping[str, Any]], pair: str | None) -> list[Metric]:
    """The metrics in sacreBLEU's order, which is that of their names."""
    from mtqa.contracts import Spec, metrics, parse_spec

    chosen: dict[str, Metric] = {}
    for text in sorted(specs, key=str.lower):
        spec = parse_spec(metrics.canonical(text))
        name = spec.name
        metric = metrics.create(str(Spec(name, {**flags.get(name, {}), **spec.options})))
        if pair is not None:
            metric = metric.for_languages(_pair(pair))
        chosen.setdefault(metric.spec, metric)
    return list(chosen.values())


def _prepare(chosen: Sequence[Metric], given: argparse.Namespace) -> None:
    """Get what metrics need, and say what is to be known about them."""
    if not chosen:
        return
    from mtqa.cli._console import asking, warn

    pair = None if given.language_pair is None else _pair(given.language_pair)
    for metric in chosen:
        metric.prepare(asking(yes=given.yes, quiet=given.quiet))
        for remark in metric.remarks(pair):
            warn(remark, quiet=given.quiet)


def _pair(text: str) -> LanguagePair:
    from mtqa.languages import LanguagePair, language

    languages = text.split("-")
    if len(languages) != 2:
        raise MtqaError(f"'{text}' is no language pair", "Write it like en-de.")
    return LanguagePair(*map(language, languages))


def _progress(neural: Sequence[Metric], quiet: bool) -> AbstractContextManager[Progress | None]:
    """A bar for metrics that take long; the others are done before it could be drawn."""
    if not neural:
        return nullcontext()
    from mtqa.cli._console import progress_bar

    return progress_bar(quiet=quiet)


def _cache() -> Path | None:
    from mtqa.cli._scoring_options import statistics_cache

    return statistics_cache(True)


def _warn_of_scores(scores: Sequence[SystemScore], *, quiet: bool) -> None:
    for score in scores:
        for warning in score.warnings:
            from mtqa.cli._console import warn

            warn(f"{score.system}: {warning}", quiet=quiet)


def _line_set(given: argparse.Namespace, parser: argparse.ArgumentParser) -> LineSet:
    from mtqa.evaluation import LineSet
    from mtqa.files import LineSource, decode_lines, file_source, tab_separated_sources

    encoding = given.encoding
    references = [file_source(Path(name), encoding) for name in given.references]
    if given.num_refs > 1:
        if len(references) > 1:
            parser.error("--num-refs takes one file of references, with tabs in it")
        name = given.references[0]
        references = tab_separated_sources(references[0], lambda k: f"{name}, column {k + 1}", given.num_refs)
    if given.input is None:
        if sys.stdin.isatty():
            parser.error("name the hypotheses, -i FILE, or pipe them in")
        name = "standard input"
        lines = list(decode_lines(sys.stdin.buffer.read(), encoding, name))
        systems = tab_separated_sources(LineSource(name, lines.__iter__), lambda k: f"System {k + 1}", None)
    else:
        for number, system in enumerate(given.input):
            if system in given.input[:number]:
                parser.error(f"'{system}' is named twice")
        systems = [file_source(Path(system), encoding) for system in given.input]
    source = None if given.source is None else file_source(Path(given.source), encoding)
    documents = None if given.documents is None else file_source(Path(given.documents), encoding)
    return LineSet(tuple(references), tuple(systems), source, documents)


def _seed(given: str | None) -> int:
    """The seed of `--seed`, of SACREBLEU_SEED, or the default; `none` draws one, which the signature then names."""
    text = os.environ.get("SACREBLEU_SEED", _DEFAULT_SEED) if given is None else given
    if text.strip().lower() == "none":
        import secrets

        return secrets.randbits(32)
    if text.strip().isascii() and text.strip().isdigit():
        return int(text)
    name = "SACREBLEU_SEED" if given is None else "--seed"
    raise MtqaError(f"{name} is '{text}', which is no seed", "Give a whole number from 0 on, or none.")


def _warn_of_tokenized(lines: LineSet, metrics: Sequence[Metric]) -> None:
    """As sacreBLEU does: tokenized hypotheses get scores that cannot be compared with anybody's."""
    from itertools import islice

    from mtqa.engine import BleuConfig, looks_tokenized

    configs = [metric.engine_config for metric in metrics]
    if all(not isinstance(config, BleuConfig) or config.tokenize == "none" for config in configs):
        return
    for system in lines.systems:
        if looks_tokenized([line.rstrip() for line in islice(system.lines(), _LOOKED_AT)]):
            from mtqa.cli._console import warn

            warn(
                f"{system.name} looks tokenized: spaces stand before its full stops. BLEU is meant for plain text, and"
                " scores of tokenized text cannot be compared with others. --force silences this.",
                quiet=False,
            )
