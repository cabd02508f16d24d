"""Measuring one run: metrics and checks over one system's translations, from the cache where nothing changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Metric, Surroundings, metrics
from mtqa.corpus import Corpus, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import SIGNED_BY_DOCUMENT, Checking, run_checks
from mtqa.gating.check_fingerprints import check_fingerprint
from mtqa.gating.run import FindingCounts, LanguageRun, Measured, mtqa_version, segment_keys
from mtqa.gating.run_cache import MeasurementCache
from mtqa.gating.translated import copied_numbers, empty_numbers
from mtqa.progress import Progress
from mtqa.results import Evaluation, Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["measure"]


def measure(
    corpus: Corpus,
    metric_specs: Sequence[str],
    checking: Checking,
    *,
    system: str | None = None,
    evaluation: Evaluation | None = None,
    cache: MeasurementCache | None = None,
    scores: Path | None = None,
    progress: Progress | None = None,
) -> LanguageRun:
    """Measure one system's translations.

    Args:
        corpus: Segments and systems.
        metric_specs: Metrics; those that need references where there are none are left out.
        checking: Checks; those that cannot be run for these languages are left out. Suppressed findings do not count.
        system: Name of the system; None for the one under judgement.
        evaluation: A stored evaluation of this corpus; metrics that are means of segment scores are taken from there.
        cache: What was measured before, by content; None to measure anew.
        scores: Folder in which metrics that take long keep the scores of segments; None to score anew.
        progress: Called by such metrics as their work goes on.

    Raises:
        MtqaError: when a metric or a check fails, or gives something that is no number.
    """
    output = corpus.primary if system is None else corpus.system(system)
    wanted = [metrics.create(spec) for spec in metric_specs]
    target = corpus.language_pair.target
    chosen = [replace(one, options=one.options_for(target), by_language={}) for one in checking.chosen]
    runnable = tuple(one for one in chosen if not one.check.why_not(corpus.language_pair, one.options))
    running = replace(checking, chosen=runnable)
    keys = segment_keys(corpus.segments)
    digest = "" if cache is None else _digest(corpus, output, keys, wanted, running)
    run = None if cache is None else cache.read(digest)
    if run is None:
        measured = tuple(
            _measured(corpus, output, metric, evaluation, scores, progress) for metric in _computable(corpus, wanted)
        )
        run = _run(corpus, output, keys, measured, running)
        if cache is not None:
            cache.write(digest, run)
    return replace(
        run,
        domains=_domains(corpus),
        texts=tuple(output.hypotheses),
        segments=corpus.segments,
        file=output.origin.file,
    )


def _run(
    corpus: Corpus, output: SystemOutput, keys: tuple[bytes, ...], measured: tuple[Measured, ...], running: Checking
) -> LanguageRun:
    """What was measured, with what the checks find."""
    findings, notes = _findings(corpus, output, running)
    target = corpus.language_pair.target
    return LanguageRun(
        languages=corpus.language_pair,
        system=output.name,
        mtqa=mtqa_version(),
        keys=keys,
        missing=frozenset(n for n, text in enumerate(output.hypotheses) if text is None),
        domains=_domains(corpus),
        metrics=measured,
        checks=tuple(one.check.name for one in running.chosen),
        findings=findings,
        empty=empty_numbers(corpus.segments, output.hypotheses),
        copied=copied_numbers(corpus.segments, output.hypotheses, corpus.language_pair),
        fingerprints={one.check.name: check_fingerprint(one, target) for one in running.chosen},
        notes=notes,
    )


def _domains(corpus: Corpus) -> dict[str, int]:
    counts: dict[str, int] = {}
    for segment in corpus.segments:
        counts[segment.domain] = counts.get(segment.domain, 0) + 1
    return counts


def _computable(corpus: Corpus, wanted: Sequence[Metric]) -> list[Metric]:
    return [metric for metric in wanted if corpus.reference_names or not metric.needs_reference]


def _measured(
    corpus: Corpus,
    output: SystemOutput,
    general: Metric,
    evaluation: Evaluation | None,
    scores: Path | None,
    progress: Progress | None,
) -> Measured:
    import numpy as np

    metric = general.for_languages(corpus.language_pair)
    rows = [
        number
        for number, (segment, text) in enumerate(zip(corpus.segments, output.hypotheses, strict=True))
        if text is not None and (segment.references or not metric.needs_reference)
    ]
    if not rows:
        raise MtqaError(f"{metric.label}: not one segment of '{output.name}' ({corpus.language_pair}) can be scored")
    counts = {len(segment.references) for segment in corpus.segments} - {0}
    n_references = str(counts.pop()) if len(counts) == 1 else "var"
    found = None if evaluation is None else _means(evaluation, output.name, metric, n_references, rows)
    if found is None:
        metric = metric.within(Surroundings(corpus, rows, (output.name,)))
        found, missing = _statistics(corpus, output, metric, rows, scores, progress)
        rows = [row for number, row in enumerate(rows) if number not in missing]
        found = np.delete(found, sorted(missing), axis=0)
        if not rows:
            raise MtqaError(f"{metric.label}: not one segment of '{output.name}' ({corpus.language_pair}) has a score")
    statistics = np.zeros((len(corpus.segments), found.shape[1]))
    statistics[rows] = found
    scored = np.zeros(len(corpus.segments), dtype=bool)
    scored[rows] = True
    value = float(metric.scores(found.sum(axis=0)[None])[0])
    if not np.isfinite(value):
        raise MtqaError(f"{metric.label} gave the score {value} for '{output.name}' ({corpus.language_pair})")
    return Measured(general.spec, metric.label, metric.signature(n_references), value, statistics, scored)


def _statistics(
    corpus: Corpus,
    output: SystemOutput,
    metric: Metric,
    rows: Sequence[int],
    scores: Path | None,
    progress: Progress | None,
) -> tuple[NDArray[np.float64], set[int]]:
    """The statistics of these segments, and the numbers of those that the metric could not score."""
    import numpy as np

    segments = [corpus.segments[row] for row in rows]
    hypotheses = [output.hypotheses[row] or "" for row in rows]
    references = [[segment.references[name] for name in sorted(segment.references)] for segment in segments]
    try:
        sources = [segment.source for segment in segments]
        measured = metric.measure(sources, [hypotheses], references, scores, progress)[0]
        if measured.value is not None:
            raise MtqaError(
                f"{metric.label} is computed over the whole corpus, so whether a drop is chance cannot be tested",
                "Let the policy ask for a metric that can be: bleu, chrf, ter, or one that scores segments.",
            )
        found = measured.statistics
    except MtqaError:
        raise
    except Exception as error:
        raise MtqaError(
            f"{metric.label} failed on '{output.name}' ({corpus.language_pair}): {type(error).__name__}: {error}",
            "Nothing was judged.",
        ) from error
    if found.ndim != 2 or len(found) != len(rows):
        raise MtqaError(f"the metric {metric.label} gave {len(found)} rows for {len(rows)} segments")
    bad = np.flatnonzero(~np.isfinite(found).all(axis=1))
    if len(bad):
        raise MtqaError(f"{metric.label} gave something that is no number for the segment '{segments[bad[0]].id}'")
    return found, set(measured.missing)


def _means(
    evaluation: Evaluation, system: str, metric: Metric, n_references: str, rows: Sequence[int]
) -> NDArray[np.float64] | None:
    """Statistics from the segment scores of a stored evaluation, where the metric is their mean and nothing changed."""
    import numpy as np

    resampling = {"bs": int(evaluation.settings.get("resamples", 0)), "seed": int(evaluation.settings.get("seed", 0))}
    signature = metric.signature(n_references, resampling)
    for score in evaluation.scores:
        if score.system != system or score.value is None:
            continue
        if score.signature.removesuffix(SIGNED_BY_DOCUMENT) != signature:
            continue
        values = [score.segment_values[row] for row in rows]
        if any(value is None for value in values):
            continue
        statistics = np.array([[value, 1.0] for value in values], dtype=np.float64)
        with contextlib.suppress(ValueError, IndexError):
            if abs(float(metric.scores(statistics.sum(axis=0)[None])[0]) - score.value) <= 1e-9 * (
                1 + abs(score.value)
            ):
                return statistics
    return None


def _findings(corpus: Corpus, output: SystemOutput, checking: Checking) -> tuple[FindingCounts, tuple[str, ...]]:
    """How many findings each segment has, and what to say about suppressed ones."""
    alone = corpus.with_systems([output])
    numbers = {segment.id: number for number, segment in enumerate(corpus.segments)}
    counts: dict[tuple[str, Severity], dict[int, int]] = {}
    notes: list[str] = []
    for one in checking.chosen:
        try:
            checked = run_checks(alone, replace(checking, chosen=(one,)))
        except MtqaError:
            raise
        except Exception as error:
            raise MtqaError(
                f"the check '{one.check.name}' failed on '{output.name}' ({corpus.language_pair}):"
                f" {type(error).__name__}: {error}",
                "Nothing was judged.",
            ) from error
        notes += checked.suppression_warnings
        for finding in checked.findings:
            by_segment = counts.setdefault((finding.check, finding.severity), {})
            for segment_id in finding.segment_ids:
                number = numbers[segment_id]
                by_segment[number] = by_segment.get(number, 0) + 1
    return counts, tuple(notes)


def _digest(
    corpus: Corpus, output: SystemOutput, keys: Sequence[bytes], wanted: Sequence[Metric], checking: Checking
) -> str:
    """Of everything that the measurement depends on: the texts, the metrics, the checks, and the code of both."""
    digest = hashlib.blake2b(digest_size=20)
    parts = ["mtqa gate 2", mtqa_version(), str(corpus.language_pair), output.name]
    parts += [f"{metric.spec}|{metric.for_languages(corpus.language_pair).signature('var')}" for metric in wanted]
    parts += [
        f"{one.check.name}|{one.severity}|{check_fingerprint(one, corpus.language_pair.target)}"
        for one in checking.chosen
    ]
    parts += [repr(suppression) for suppression in checking.suppressions]
    parts += sorted({_code_stamp(type(metric).__module__) for metric in wanted})
    digest.update(json.dumps(parts).encode())
    digest.update(b"".join(keys))
    digest.update(json.dumps(list(output.hypotheses)).encode())
    return digest.hexdigest()


def _code_stamp(module: str) -> str:
    """Names, sizes and times of the files beside a plug-in: a changed plug-in measures anew."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if not file:
        return module
    states = [(path.name, path.stat()) for path in sorted(Path(file).parent.glob("*.py"))]
    return ";".join(f"{name}:{state.st_size}:{state.st_mtime_ns}" for name, state in states)
