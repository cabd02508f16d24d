"""Corpus x metrics x checks -> Evaluation."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path

from mtqa.contracts import Metric, metrics
from mtqa.corpus import Corpus, SystemOutput
from mtqa.engine import MOST_RESAMPLED, NORMAL
from mtqa.evaluation.findings import Checked, Checking, run_checks
from mtqa.evaluation.human_judgements import agreements, score_by_judgements
from mtqa.evaluation.judgement_file import HUMAN, Judgements
from mtqa.evaluation.judges_believed import glossaries_of, how_far_believed, judge_records, judged_findings
from mtqa.evaluation.metric_scores import (
    DEFAULT_SEED,
    MetricScores,
    ScoredSystem,
    Settings,
    score_by_metric,
    summarise,
)
from mtqa.evaluation.resampling_units import Unit, corpus_documents, drawn_units, few_documents
from mtqa.evaluation.scorecards import scorecard
from mtqa.preparation import as_corpus
from mtqa.progress import Progress
from mtqa.results import Agreement, Evaluation, Finding, Message, Score, ScorecardRules, Severity

__all__ = [
    "DEFAULT_METRICS",
    "DEFAULT_SEED",
    "N_RESAMPLES",
    "N_TRIALS",
    "assembled",
    "evaluate",
    "remarks_of",
    "score_by_all",
    "wanted_metrics",
    "weighed",
]

DEFAULT_METRICS = ("bleu", "chrf(word_order=2)", "ter")
N_RESAMPLES = 1000
N_TRIALS = 10_000
_IN_LIMIT = {"method": NORMAL}
"""What settings say where nothing was drawn, for there are too many segments or documents."""
REMARKS = "translation"
"""Where a check's name stands in findings: they come from the system that was run, not from a check."""
FEW_SEGMENTS = 100
"""Below this many scored segments, a warning: intervals from the bootstrap are then too narrow to be relied on."""


def evaluate(
    corpus: Corpus | Path | str,
    *,
    metric_specs: Sequence[str] | str = DEFAULT_METRICS,
    check_names: Sequence[str] | str | None = None,
    checking: Checking | None = None,
    judgements: Judgements | None = None,
    seed: int = DEFAULT_SEED,
    n_resamples: int = N_RESAMPLES,
    n_trials: int = N_TRIALS,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
    unit: Unit | str = Unit.AUTO,
    most_resampled: int = MOST_RESAMPLED,
) -> Evaluation:
    """Score and check every system of a corpus, and test every two systems against each other.

    Args:
        corpus: Segments and at least one system; or where a corpus with one target language lies.
        metric_specs: Metrics as on the command line: `bleu`, `chrf(word_order=2)`.
        check_names: Checks to run; None for those of `checking`.
        checking: Which checks are run and how, and which findings are suppressed; None for the default.
        judgements: What people said of the systems, to be set beside the metrics.
        seed: Seed of all resampling.
        n_resamples: Bootstrap resamples for intervals.
        n_trials: Trials of the randomisation test.
        workers: Threads of the scoring engine.
        cache: Folder in which the statistics of segments are kept, so that the same lines are scored only once.
        progress: Called as the work goes on: with the steps of the whole, and of a metric that takes long.
        unit: What is drawn and exchanged at random: `segment`, `document`, or `auto` (documents, where there are some).
        most_resampled: Above so many segments or documents, intervals and p-values come from the normal limit.

    Returns:
        Scores by metric in the order asked for, then by system in the corpus's order. Metrics that need references are
        left out, with a warning, when the corpus has none.

    Raises:
        MtqaError: when the corpus has no system, a metric or check is not known, or documents are to be drawn and there
            are not two.
    """
    corpus = as_corpus(corpus)
    drawn = drawn_units(corpus, unit)
    wanted = wanted_metrics(_named(metric_specs), corpus)
    checking = (checking or Checking()).only(None if check_names is None else _named(check_names))
    steps = (len(wanted) + (judgements is not None)) * _STEPS_PER_METRIC + len(checking.chosen) * len(corpus.systems)
    advance = _counting(progress, steps)
    terms = glossaries_of(checking, corpus)
    settings = Settings(seed, n_resamples, n_trials, workers, cache, progress, Unit(unit), terms, most_resampled)
    scored, warnings = score_by_all(corpus, wanted, settings, advance)
    warnings += few_documents(drawn, len(corpus.systems))
    agreed: list[Agreement] = []
    if judgements is not None:
        warnings += judgements.warnings
        human = score_by_judgements(corpus, judgements, corpus.primary.name, settings, advance)
        agreed, scored = agreements(scored, human, corpus, settings), [*scored, (HUMAN, human)]
    checked = run_checks(corpus, checking, advance)
    (progress or _unwatched)("done", steps, steps)
    whole = assembled(corpus, wanted, scored, checked, agreed, settings, warnings)
    return weighed(whole, checking.scorecard, judgements, settings)


def _unwatched(what: str, done: int, steps: int) -> None:
    """Nobody watches."""


def weighed(
    evaluation: Evaluation, rules: ScorecardRules, judgements: Judgements | None, settings: Settings
) -> Evaluation:
    """The evaluation with what people marked, and its scorecard."""
    found = evaluation.findings if evaluation.checks else None
    card = scorecard(evaluation.corpus, found, rules, judgements, seed=settings.seed, unit=settings.unit)
    return replace(evaluation, scorecard=card, marked=() if judgements is None else judgements.marked)


def _named(names: Sequence[str] | str) -> list[str]:
    """Each name once; a text is one name."""
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


def wanted_metrics(specs: Sequence[str], corpus: Corpus) -> list[tuple[str, Metric]]:
    """The metrics, each once, with their specs."""
    different = dict.fromkeys(map(metrics.canonical, specs))
    return [(spec, metrics.create(spec).for_languages(corpus.language_pair)) for spec in different]


def _counting(progress: Progress | None, steps: int) -> Callable[[str], None]:
    """What is called before each step of the whole, with what the step is."""
    done = count()

    def advance(what: str) -> None:
        if progress is not None:
            progress(what, next(done), steps)

    return advance


def assembled(
    corpus: Corpus,
    wanted: Sequence[tuple[str, Metric]],
    scored: Sequence[tuple[str, MetricScores]],
    checked: Checked,
    agreed: Sequence[Agreement],
    settings: Settings,
    warnings: Sequence[str],
    remarks: Sequence[Finding] | None = None,
) -> Evaluation:
    """The evaluation of what was scored and found, and of what systems remarked, if that is not in the corpus."""
    named = [
        finding
        for _, of_metric in scored
        for system in of_metric.systems
        for finding in (() if of_metric.metric.is_judge else system.findings)
    ]
    judges = judge_records(scored, corpus_documents(corpus, settings.unit))
    if remarks is None:
        remarks = [finding for system in corpus.systems for finding in remarks_of(corpus, system)]
    return Evaluation(
        corpus=corpus,
        primary=corpus.primary.name,
        scores=tuple(score for _, of_metric in scored for score in of_metric.scores),
        comparisons=tuple(comparison for _, of_metric in scored for comparison in of_metric.comparisons),
        findings=(*named, *checked.findings, *remarks),
        checks={**checked.summaries, **_naming_metrics(wanted, named)},
        suppressed=checked.suppressed,
        checks_not_run=checked.not_run,
        versions=_versions([package for _, metric in wanted for package in metric.packages]),
        settings={
            "seed": settings.seed,
            "resamples": settings.n_resamples,
            "trials": settings.n_trials,
            **(drawn := drawn_units(corpus, settings.unit)),
            **({} if settings.within(int(drawn.get("documents", len(corpus.segments)))).most_resampled else _IN_LIMIT),
            **({"profile": checked.profile} if checked.profile else {}),
        },
        warnings=tuple(dict.fromkeys([*corpus.warnings, *warnings, *how_far_believed(judges), *checked.warnings])),
        agreements=tuple(agreed),
        judged=judged_findings(scored),
        judges=judges,
    )


_STEPS_PER_METRIC = 3  # systems, intervals, pairs


def score_by_all(
    corpus: Corpus,
    wanted: Sequence[tuple[str, Metric]],
    settings: Settings,
    advance: Callable[[str], None],
    measured: Mapping[str, Sequence[ScoredSystem]] | None = None,
) -> tuple[list[tuple[str, MetricScores]], list[str]]:
    """The scores by every metric that can be computed, and warnings.

    Args:
        corpus: The corpus.
        wanted: Metrics, with their specs.
        settings: Resampling and the like.
        advance: Called with what is done next.
        measured: The statistics of the systems by spec, where they are there; None to compute them.
    """
    scored: list[tuple[str, MetricScores]] = []
    warnings: list[str] = []
    unscored: list[str] = []
    for spec, metric in wanted:
        if metric.needs_reference and not corpus.reference_names:
            unscored.append(metric.label)
            continue
        if measured is None:
            of_metric = score_by_metric(corpus, metric, spec, corpus.primary.name, settings, advance)
        else:
            of_metric = summarise(corpus, metric, spec, measured[spec], corpus.primary.name, settings, advance)
        warnings += metric.remarks(corpus.language_pair)
        warnings += [warning for system in of_metric.systems for warning in system.warnings]
        scored.append((spec, of_metric))
    if unscored:
        labels = ", ".join(unscored)
        warnings.insert(0, Message("Not computed, for there is no reference translation: {metrics}.", metrics=labels))
    return scored, warnings + _score_warnings([score for _, of_metric in scored for score in of_metric.scores])


def _score_warnings(scores: Sequence[Score]) -> list[str]:
    warnings: list[str] = []
    for score in scores:
        n_scored = len(score.segment_values) - score.n_missing
        if score.n_missing:
            warnings.append(
                Message(
                    "{system}: {n} of {all} segments are missing from the scores (no hypothesis, or no reference).",
                    system=score.system,
                    n=score.n_missing,
                    all=len(score.segment_values),
                )
            )
        if 0 < n_scored < FEW_SEGMENTS:
            warnings.append(
                Message(
                    "Only {n} segments were scored: too few to judge an MT system by, and the intervals are rough. Read"
                    " the segments rather than the scores.",
                    n=n_scored,
                )
            )
    return warnings


def _naming_metrics(wanted: Sequence[tuple[str, Metric]], findings: Sequence[Finding]) -> dict[str, str]:
    """What the metrics are that name errors themselves, beside the checks."""
    names = {finding.check for finding in findings}
    return {metric.name: metric.summary for _, metric in wanted if metric.name in names}


def remarks_of(corpus: Corpus, system: SystemOutput) -> list[Finding]:
    """What a system made known about its own hypotheses: that one was cut."""
    return [
        Finding(
            check=REMARKS,
            category="accuracy/omission",
            severity=Severity.MAJOR,
            segment_id=segment.id,
            system=system.name,
            message=remark,
        )
        for segment in (corpus.segments if system.remarks else ())
        if (remark := system.remarks.get(segment.id))
    ]


def _versions(packages: Sequence[str]) -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in dict.fromkeys(("mtqa", "sacrebleu", "numpy", *packages)):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found
