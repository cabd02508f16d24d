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
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.cli._score_options import SMOOTHING, parse
from mtqa.cli._score_test_sets import chosen_lines, read_test_sets, subsets, tell
from mtqa.errors import BrokenPluginError, MtqaError

if TYPE_CHECKING:
    from mtqa.contracts import Metric
    from mtqa.evaluation import LineSet, Resampling, SystemScore
    from mtqa.files import LineSource
    from mtqa.languages import LanguagePair
    from mtqa.progress import Progress

__all__ = ["main"]

_DEFAULT_SEED = "12345"
_LOOKED_AT = 10_000
"""Lines of a system that are looked at for signs of tokenization."""
_FEW_STOPS = 50
"""With fewer spaces before full stops no text looks tokenized, for which a hundred lines must end so."""


def main(arguments: Sequence[str]) -> None:
    """Parse the arguments after `score`, score and print.

    Raises:
        SystemExit: with 2 on wrong usage, with 0 after `--help`.
        MtqaError: when something is wrong with the data.
    """
    given, parser = parse(arguments)
    if _tells(given) and tell(given, parser.error):
        return
    _check_usage(given, parser)
    try:
        chosen = _metrics(given.metrics, _flags(vars(given)), given.language_pair)
        seed = _seed(given.seed)
    except BrokenPluginError:
        raise
    except MtqaError as error:
        parser.error(str(error))
    lines = _line_set(given, parser)
    _check_systems(given, len(lines.systems), parser)

    from mtqa.evaluation import Resampling, Unit, score_lines

    neural = [metric for metric in chosen if metric.engine_config is None]
    _prepare(neural, given)
    told = {} if given.resample_up_to is None else {"most_resampled": given.resample_up_to}
    resampling = Resampling(
        test="bs" if given.paired_bs else "ar" if given.paired_ar else "",
        n_trials=given.paired_bs_n if given.paired_bs else given.paired_ar_n,
        n_confidence=given.confidence_n if given.confidence else 0,
        seed=seed,
        unit=Unit(given.unit),
        **told,
    )
    short = given.short and not _is_json_of_sacrebleu(given, len(lines.systems))
    with _work_on(given, parser), _trusting(neural, given), _progress(neural, given.quiet) as progress:
        work: dict[str, Any] = {
            "workers": 1 if given.workers is None else given.workers or os.cpu_count() or 1,
            "cache": _cache() if neural else None,
            "progress": progress,
        }
        if given.part is not None:
            _write_part(given, lines, chosen, resampling, short, work)
            return
        scores = score_lines(
            lines, chosen, resampling=resampling, segments=given.sentence_level, short_signatures=short, **work
        )
    if not given.quiet and not given.force:
        _warn_of_tokenized(lines, chosen)
    _warn_of_scores(scores, quiet=given.quiet)
    from mtqa.cli._score_printing import print_as_asked

    print_as_asked(scores, resampling, given, from_input=given.input is not None)
    if given.detail:
        _print_details(lines, chosen, given)


def _tells(given: argparse.Namespace) -> bool:
    """Whether an option asks for something else than scores."""
    return bool(given.version or given.download is not None or given.list or given.citation or given.echo)


def _check_usage(given: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    if given.test_set is None and not given.references:
        parser.error("name the references first, before -i; or a test set, -t NAME -l en-de")
    if given.source in SMOOTHING and not Path(given.source).exists():
        parser.error("-s names the source here; for smoothing give --smooth-method, or --as sacrebleu before it")
    if given.unit == "document" and given.documents is None:
        parser.error("--unit document needs the name of each line's document: --documents FILE")
    if (given.part is None) != (given.partial is None):
        parser.error("--part I/N and --partial FILE belong together")
    if given.part is not None:
        _check_part(given.part, parser)
    if given.part is not None and given.detail:
        parser.error("--detail is about a whole test set, not about a part")
    if given.detail and given.test_set is None:
        parser.error("--detail needs a test set: -t NAME")
    if given.test_set is not None and given.num_refs > 1:
        parser.error("--num-refs is about references in a file, not about test sets")


def _check_part(text: str, parser: argparse.ArgumentParser) -> None:
    from mtqa.evaluation import PartOf

    try:
        PartOf.parsed(text)
    except MtqaError as error:
        parser.error(str(error))


def _write_part(
    given: argparse.Namespace,
    lines: LineSet,
    chosen: Sequence[Metric],
    resampling: Resampling,
    short: bool,
    work: Mapping[str, Any],
) -> None:
    """Score one part, and write what `mtqa merge` makes scores of."""
    from mtqa.cli._console import say
    from mtqa.cli._score_printing import printing_options
    from mtqa.evaluation import LineRun, PartOf, write_partial_scores

    part, path = PartOf.parsed(given.part), Path(given.partial)
    pair, segments = given.language_pair, given.sentence_level
    run = LineRun(lines, chosen, resampling, pair, segments, short, printing_options(given))
    n_lines = write_partial_scores(path, part, run, **work)
    say(f"Part {part}, {n_lines} lines: {path}", quiet=given.quiet)


def _check_systems(given: argparse.Namespace, n_systems: int, parser: argparse.ArgumentParser) -> None:
    if (given.paired_bs or given.paired_ar) and n_systems < 2:
        parser.error("a paired test needs two systems at least: -i ONE TWO")
    if given.detail and n_systems > 1:
        parser.error("--detail is about one system")
    if given.detail and given.sentence_level:
        parser.error("--detail is about corpora, and --sentence-level about segments")


def _is_json_of_sacrebleu(given: argparse.Namespace, n_systems: int) -> bool:
    return given.style == "sacrebleu" and given.format == "json" and n_systems == 1


def _print_details(lines: LineSet, chosen: Sequence[Metric], given: argparse.Namespace) -> None:
    """The scores by original language and domain, as sacreBLEU prints them."""
    from mtqa.evaluation import score_lines

    rows = []
    together = [lines.systems[0], *lines.references, *([] if lines.source is None else [lines.source])]
    for name, (system, *others), number in subsets(given, together):
        source = None if lines.source is None else others.pop()
        for score in score_lines(replace(lines, references=tuple(others), systems=(system,), source=source), chosen):
            rows.append((name, number, score))
    if not rows:
        print("No subset information found. Consider using --origlang argument.")
        return
    longest, widest = max(len(name) for name, _, _ in rows) + 1, max(len(score.metric) for _, _, score in rows)
    for name, number, score in rows:
        width = score.decimals if given.width is None else given.width
        print(f"{name:<{longest}}: sentences={number:<6} {score.metric:<{widest}} = {score.value:.{width}f}")


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
    from mtqa.languages import language_pair

    return language_pair(text)


def _trusting(neural: Sequence[Metric], given: argparse.Namespace) -> AbstractContextManager[object]:
    """What metrics that take long may do besides reading texts: what the user agrees to."""
    if not neural:
        return nullcontext()
    from mtqa.cli._console import asking
    from mtqa.contracts import Trust, trusting

    return trusting(Trust(asking(yes=given.yes, quiet=given.quiet)))


def _work_on(given: argparse.Namespace, parser: argparse.ArgumentParser) -> AbstractContextManager[object]:
    """Where neural metrics are computed."""
    if given.on == "threads":
        return nullcontext()
    from mtqa.cli._scoring_options import tell_what_stays
    from mtqa.executors import computing_on, parse_place

    try:
        parse_place(given.on)
    except MtqaError as error:
        parser.error(f"--on: {error}")
    tell_what_stays(given.on, given.metrics, quiet=given.quiet)
    return computing_on(given.on, given.workers or 0)


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
    from mtqa.files import LineSource, decode_lines, file_source, tab_separated_sources

    encoding = given.encoding
    source = None if given.source is None else file_source(Path(given.source), encoding)
    if given.test_set is not None:
        references, original = read_test_sets(given, parser.error)
        source = source or original
    else:
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
    documents = None if given.documents is None else file_source(Path(given.documents), encoding)
    together = [*references, *systems, *(one for one in (source, documents) if one is not None)]
    return _as_set(chosen_lines(given, together, parser.error), len(references), len(systems), source, documents)


def _as_set(
    together: Sequence[LineSource],
    n_references: int,
    n_systems: int,
    source: LineSource | None,
    documents: LineSource | None,
) -> LineSet:
    from mtqa.evaluation import LineSet

    lines = iter(together)
    references = tuple(islice(lines, n_references))
    systems = tuple(islice(lines, n_systems))
    return LineSet(
        references, systems, None if source is None else next(lines), None if documents is None else next(lines)
    )


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
    from mtqa.engine import BleuConfig, looks_tokenized

    configs = [metric.engine_config for metric in metrics]
    if all(not isinstance(config, BleuConfig) or config.tokenize == "none" for config in configs):
        return
    for system in lines.systems:
        if _may_look_tokenized(system) and looks_tokenized(
            [line.rstrip() for line in islice(system.lines(), _LOOKED_AT)]
        ):
            from mtqa.cli._console import warn

            warn(
                f"{system.name} looks tokenized: spaces stand before its full stops. BLEU is meant for plain text, and"
                " scores of tokenized text cannot be compared with others. --force silences this.",
                quiet=False,
            )


def _may_look_tokenized(system: LineSource) -> bool:
    """Whether there are enough spaces before full stops at all, which is seen without cutting the text into lines."""
    from mtqa.files import read_chunks

    if system.path is None:
        return True
    n_stops = n_lines = 0
    for chunk in read_chunks(system.path):
        n_stops, n_lines = n_stops + chunk.count(b" ."), n_lines + chunk.count(b"\n")
        if n_stops >= _FEW_STOPS or n_lines >= _LOOKED_AT:
            break
    return n_stops >= _FEW_STOPS
