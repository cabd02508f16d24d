"""Scores and comparisons of plain lists of texts: the verbs `score` and `compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from mtqa.contracts import Metric, metrics as registry
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation.evaluate_corpus import DEFAULT_METRICS, N_RESAMPLES, N_TRIALS, evaluate
from mtqa.evaluation.later_values import LaterValues
from mtqa.evaluation.line_scores import score_lines
from mtqa.evaluation.metric_scores import DEFAULT_SEED
from mtqa.evaluation.resampling_units import Unit
from mtqa.evaluation.scored_lines import LineSet, Resampling, SystemScore
from mtqa.evaluation.text_lists import read_names, read_references, read_systems, read_texts
from mtqa.files import LineSource
from mtqa.languages import LanguagePair, language_pair
from mtqa.preparation import as_corpus
from mtqa.results import Evaluation, Score, Scores

__all__ = ["compare", "score"]

SYSTEM = "hypotheses"
"""What a system is called that has no name."""


def score(
    hypotheses: Iterable[str],
    references: Any = None,
    metrics: str | Sequence[str] = ("bleu", "chrf++"),
    sources: Iterable[str] | None = None,
    languages: str | LanguagePair | None = None,
    *,
    confidence: bool = False,
    documents: Iterable[str] | None = None,
    unit: Unit | str = Unit.AUTO,
    n_resamples: int = N_RESAMPLES,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
) -> Scores:
    """Score one system's translations: sacreBLEU's numbers, to the last bit.

    Args:
        hypotheses: One text for each segment.
        references: One text for each segment; or a list of such lists, one for each reference, as sacreBLEU takes them;
            or a list with the references of each segment; or lists by name, `{"A": [...], "B": [...]}`, which can never
            be misunderstood. May be left out where no metric needs one.
        metrics: Specs, as on the command line: `bleu`, `chrf++`, `bleu(tokenize=intl)`, `comet`.
        sources: The originals, for metrics that look at them.
        languages: The pair, such as "en-zh": chooses BLEU's tokenizer, and tells whether a model knows the languages.
        confidence: Whether each score gets its 95 % interval, from bootstrap resamples.
        documents: The name of each segment's document; intervals then draw documents.
        unit: What is drawn: `segment`, `document`, or `auto` for documents where there are several.
        n_resamples: Bootstrap resamples.
        seed: Their seed.
        workers: Threads of the scoring engine.

    Returns:
        The scores by metric: `score(...)["bleu"].value`, with `.signature`, `.interval` and `.segment_values`.

    Raises:
        MtqaError: when lists do not fit together or can be read in two ways, a metric is not known, or needs what was
            not given.
    """
    pair = None if languages is None else language_pair(languages)
    lines = _line_set(hypotheses, references, sources, documents)
    chosen = {spec: _metric(spec, pair) for spec in _specs(metrics)}
    for metric in chosen.values():
        if metric.needs_reference and not lines.references:
            raise MtqaError(f"{metric.label} needs references", "Give one text for each hypothesis.")
    resampling = Resampling(n_confidence=n_resamples if confidence else 0, seed=seed, unit=Unit(unit))
    found = _found(lines, list(chosen.values()), resampling, workers)
    warnings = [
        text
        for metric, one in zip(chosen.values(), found, strict=True)
        for text in (*metric.remarks(pair), *one.warnings)
    ]
    scores = {spec: _score(spec, metric, one, lines) for (spec, metric), one in zip(chosen.items(), found, strict=True)}
    return Scores(scores, tuple(dict.fromkeys(warnings)))


def _found(lines: LineSet, metrics: Sequence[Metric], resampling: Resampling, workers: int) -> list[SystemScore]:
    """One score for each metric. What the engine does is quick, and done for segments when somebody looks at them."""
    quick = [metric for metric in metrics if metric.engine_config is not None]
    others = [metric for metric in metrics if metric.engine_config is None]
    found = dict(zip(quick, score_lines(lines, quick, resampling=resampling, workers=workers), strict=True))
    found |= zip(others, score_lines(lines, others, resampling=resampling, segments=True, workers=workers), strict=True)
    return [found[metric] for metric in metrics]


def _line_set(
    hypotheses: Iterable[str], references: Any, sources: Iterable[str] | None, documents: Iterable[str] | None
) -> LineSet:
    texts = read_texts(hypotheses, SYSTEM)
    of_segments = read_references(references, texts)
    originals = read_names(sources, len(texts), "sources")
    named = read_names(documents, len(texts), "documents")
    return LineSet(
        references=tuple(_lines(f"reference {name}", stream) for name, stream in of_segments.streams.items()),
        systems=(_lines(SYSTEM, texts),),
        source=None if originals is None else _lines("sources", originals),
        documents=None if named is None else _lines("documents", named),
        as_given=True,
        varying=of_segments.varying,
    )


def _specs(metrics: str | Sequence[str]) -> list[str]:
    given = [metrics] if isinstance(metrics, str) else list(dict.fromkeys(metrics))
    if not given:
        raise MtqaError("no metric is named", 'Name one at least: metrics=["bleu"].')
    return given


def _metric(spec: str, pair: LanguagePair | None) -> Metric:
    metric = registry.create(spec)
    return metric if pair is None else metric.for_languages(pair)


def _lines(name: str, texts: Sequence[str | None]) -> LineSource:
    return LineSource(name, cast("Sequence[str]", texts).__iter__)


def _score(spec: str, metric: Metric, found: SystemScore, lines: LineSet) -> Score:
    values: Sequence[float | None]
    if found.segments is not None:
        values = found.segments
    else:
        values = LaterValues(lambda: score_lines(lines, [metric], segments=True)[0].segments or ())
    return Score(
        system=SYSTEM,
        metric=spec,
        label=metric.label,
        signature=found.signature,
        value=found.value,
        interval=found.interval,
        higher_is_better=metric.higher_is_better,
        segment_values=values,
        n_missing=0 if found.segments is None else sum(value is None for value in found.segments),
    )


def compare(
    systems: Corpus | Path | str | Mapping[str, Iterable[str]] | Iterable[Iterable[str]],
    references: Any = None,
    metrics: str | Sequence[str] = DEFAULT_METRICS,
    sources: Iterable[str] | None = None,
    languages: str | LanguagePair | None = None,
    *,
    documents: Iterable[str] | None = None,
    unit: Unit | str = Unit.AUTO,
    n_resamples: int = N_RESAMPLES,
    n_trials: int = N_TRIALS,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
) -> Evaluation:
    """Score several systems, and test every two of them; p-values are corrected for the number of pairs.

    Args:
        systems: Lists of translations by the names of the systems, or lists alone; or a corpus, or where one lies.
        references: As for `score`. A corpus has its own.
        metrics: Specs, as on the command line.
        sources: The originals, for metrics that look at them.
        languages: The pair, such as "en-zh".
        documents: The name of each segment's document; whole documents are then drawn and exchanged.
        unit: What is drawn and exchanged: `segment`, `document`, or `auto` for documents where there are several.
        n_resamples: Bootstrap resamples for intervals.
        n_trials: Trials of the randomisation test.
        seed: Seed of both.
        workers: Threads of the scoring engine.

    Returns:
        An evaluation without findings: `.scores`, `.comparisons`, `.to_pandas("comparisons")`.

    Raises:
        MtqaError: as `score`, and when there are not two systems.
    """
    if isinstance(systems, (Corpus, Path, str)):
        if not (references is sources is languages is documents is None):
            raise MtqaError("a corpus has its own references, sources, languages and documents", "Leave them out.")
        corpus = as_corpus(systems)
    else:
        corpus = _corpus_of_lists(read_systems(systems), references, sources, languages, documents)
    if len(corpus.systems) < 2:
        raise MtqaError(f"the corpus '{corpus.name}' has not two systems to compare", "Score one with mtqa.evaluate.")
    return evaluate(
        corpus,
        metric_specs=_specs(metrics),
        check_names=[],
        unit=unit,
        n_resamples=n_resamples,
        n_trials=n_trials,
        seed=seed,
        workers=workers,
    )


def _corpus_of_lists(
    systems: Mapping[str, list[str]],
    references: Any,
    sources: Iterable[str] | None,
    languages: str | LanguagePair | None,
    documents: Iterable[str] | None,
) -> Corpus:
    first = next(iter(systems.values()))
    streams = read_references(references, first).streams
    originals = read_names(sources, len(first), "sources") or [""] * len(first)
    named = read_names(documents, len(first), "documents") or [""] * len(first)
    segments = [
        Segment(
            id=str(number),
            document=named[number],
            source=originals[number],
            references={name: text for name, stream in streams.items() if (text := stream[number]) is not None},
        )
        for number in range(len(first))
    ]
    outputs = [
        SystemOutput(name, Role.BASELINE if number else Role.PRIMARY, texts)
        for number, (name, texts) in enumerate(systems.items())
    ]
    return Corpus("lists", language_pair("und-und" if languages is None else languages), segments, outputs)
