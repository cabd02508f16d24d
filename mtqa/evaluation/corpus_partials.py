"""Parts of evaluations of corpora: what each measured and found, and the evaluations that all of them come to.

Every part has the whole corpus before it, so that what a metric or check must see of the surroundings is there; it
measures its own segments, and runs its share of the checks that must see everything. A merged corpus is the texts of
the parts, and its fingerprint must be that of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.contracts import Metric
from mtqa.corpus import Corpus, SystemOutput
from mtqa.engine import MOST_RESAMPLED
from mtqa.errors import MtqaError
from mtqa.evaluation.checking_json import checking_to_json
from mtqa.evaluation.evaluate_corpus import N_RESAMPLES, N_TRIALS, remarks_of, wanted_metrics
from mtqa.evaluation.findings import Checking, checks_not_run, run_checks_in_part
from mtqa.evaluation.metric_scores import DEFAULT_SEED, Settings, statistics_within
from mtqa.evaluation.part_of_whole import PartOf
from mtqa.evaluation.partial_files import PartialResult, write_partial
from mtqa.evaluation.resampling_units import Unit, drawn_units
from mtqa.progress import Progress
from mtqa.results import Finding, corpus_to_json, finding_to_json, said_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CorpusRun", "write_partial_evaluation"]

_WHOLE = "Evaluate without --part, or leave it out."


@dataclass(frozen=True)
class CorpusRun:
    """What all parts of an evaluation have in common.

    Attributes:
        corpora: The corpora, one for each language, each with one system at least.
        metric_specs: As for `evaluate`, as are the next ones.
        checking: Which checks are run and how.
        seed: Seed of all resampling.
        unit: What is drawn and exchanged.
        most_resampled: Above so many segments or documents, nothing is drawn.
        printing: What is to be known of the output, as JSON types.
    """

    corpora: Sequence[Corpus]
    metric_specs: Sequence[str]
    checking: Checking
    seed: int = DEFAULT_SEED
    unit: Unit = Unit.AUTO
    most_resampled: int = MOST_RESAMPLED
    printing: Mapping[str, Any] = field(default_factory=dict)

    def told(self, not_run: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """All of it as JSON types, by which parts of one run are known."""
        return {
            "corpora": [
                {
                    "name": corpus.name,
                    "language_pair": str(corpus.language_pair),
                    "fingerprint": corpus.fingerprint,
                    "segments": len(corpus.segments),
                    "systems": [system.name for system in corpus.systems],
                }
                for corpus in self.corpora
            ],
            "metrics": list(self.metric_specs),
            "checking": checking_to_json(self.checking),
            "checks_not_run": [dict(one) for one in not_run],
            "seed": self.seed,
            "unit": self.unit.value,
            "resamples": N_RESAMPLES,
            "trials": N_TRIALS,
            "most_resampled": self.most_resampled,
            "printing": dict(self.printing),
        }


def write_partial_evaluation(
    path: Path,
    part: PartOf,
    run: CorpusRun,
    *,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Measure and check one part of corpora, and write what `merge_evaluations` makes evaluations of.

    Args:
        path: The file to write.
        part: Which part.
        run: What is run.
        workers: As for `evaluate`.
        cache: As for `evaluate`.
        progress: Called by metrics that take long.

    Raises:
        MtqaError: as `evaluate`; when a metric is a judge or scores whole corpora; when the file cannot be written.
    """
    settings = Settings(run.seed, workers=workers, cache=cache, progress=progress, unit=run.unit)
    arrays: dict[str, NDArray[Any]] = {}
    own, not_run = [], []
    for number, corpus in enumerate(run.corpora):
        drawn_units(corpus, run.unit)  # complains where documents are asked for and there are none
        not_run.append(checks_not_run(corpus, run.checking))
        own.append(_of_corpus(corpus, part, run, not_run[-1], settings, arrays, number))
    texts = [text for one in not_run for text in one.values()]
    header = {"corpora": own, "said": said_json(texts)}
    write_partial(path, PartialResult("evaluate", part, run.told(not_run), header, arrays))


def _of_corpus(
    corpus: Corpus,
    part: PartOf,
    run: CorpusRun,
    not_run: Mapping[str, str],
    settings: Settings,
    arrays: dict[str, NDArray[Any]],
    number: int,
) -> dict[str, Any]:
    """What a part knows of one corpus, as JSON types; numbers go into `arrays`."""
    within = part.within(len(corpus.segments))
    metrics: list[list[dict[str, Any]] | None] = []
    for m, (_, metric) in enumerate(wanted_metrics(run.metric_specs, corpus)):
        if metric.is_judge:
            raise MtqaError(f"{metric.label} is a judge, whose answers are told of together", _WHOLE)
        if metric.needs_reference and not corpus.reference_names:
            metrics.append(None)
            continue
        metrics.append(_of_metric(corpus, metric, within, settings, arrays, f"corpus {number} metric {m}"))
    share = (part.number - 1, part.n_parts)
    found = [
        {"system": s, "check": c, **_findings_json(findings)}
        for s, c, findings in run_checks_in_part(corpus, run.checking, not_run, within, share)
    ]
    ids = {corpus.segments[position].id for position in within}
    remarks = [
        finding for system in corpus.systems for finding in remarks_of(corpus, system) if finding.segment_id in ids
    ]
    texts = corpus_to_json(_cut(corpus, within)) if within else None
    return {"corpus": texts, "metrics": metrics, "found": found, "remarks": _findings_json(remarks)}


def _of_metric(
    corpus: Corpus, metric: Metric, within: range, settings: Settings, arrays: dict[str, NDArray[Any]], name: str
) -> list[dict[str, Any]]:
    """What a metric says of each system beside its statistics."""
    told = []
    for s, scored in enumerate(statistics_within(corpus, metric, settings, within)):
        if scored.value is not None:
            raise MtqaError(f"{metric.label} scores whole corpora, and parts do not add up", _WHOLE)
        arrays[f"{name} system {s} rows"] = _whole_numbers(scored.statistics)
        arrays[f"{name} system {s} positions"] = scored.positions
        findings = _findings_json(scored.findings)
        told.append({**findings, "warnings": list(scored.warnings), "said_of": said_json(scored.warnings)})
    return told


def _findings_json(findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "findings": [finding_to_json(finding) for finding in findings],
        "said": said_json(finding.message for finding in findings),
    }


def _whole_numbers(rows: NDArray[np.float64]) -> NDArray[Any]:
    """Rows in whole numbers, where that is what they are, for they take less room."""
    import numpy as np

    whole = rows.astype(np.int64)
    return whole if np.array_equal(whole, rows) else rows


def _cut(corpus: Corpus, within: range) -> Corpus:
    """The segments of a part."""
    positions = slice(within.start, within.stop)
    systems = [
        SystemOutput(system.name, system.role, tuple(system.hypotheses[positions]), system.origin)
        for system in corpus.systems
    ]
    return replace(corpus, segments=tuple(corpus.segments[positions]), systems=systems)
