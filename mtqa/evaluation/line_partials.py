"""Parts of test sets of lines: what each found, as a partial result, and the scores of all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.contracts import Measurement, Metric, admit, metrics as registry
from mtqa.engine import Collected, MetricConfig, Moments, as_array
from mtqa.errors import MtqaError
from mtqa.evaluation.engine_results import keeping_for
from mtqa.evaluation.measured_lines import MeasuredLines, measure_lines
from mtqa.evaluation.measured_scores import measured_scores
from mtqa.evaluation.part_of_whole import PartOf
from mtqa.evaluation.partial_files import PartialResult, write_partial
from mtqa.evaluation.resampling_units import Unit
from mtqa.evaluation.scored_lines import LineSet, References, Resampling, SystemScore
from mtqa.files import LineSource
from mtqa.languages import language_pair
from mtqa.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LineRun", "MergedScores", "merge_scores", "write_partial_scores"]


@dataclass(frozen=True)
class MergedScores:
    """What parts of a test set come to.

    Attributes:
        scores: As from `score_lines`.
        resampling: How sure they are told.
        segments: Whether the scores of segments are among them.
        printing: What the parts were told about the output.
    """

    scores: Sequence[SystemScore]
    resampling: Resampling
    segments: bool
    printing: Mapping[str, Any]


@dataclass(frozen=True)
class LineRun:
    """What all parts of a run over a test set have in common.

    Attributes:
        lines: The whole test set.
        metrics: As for `score_lines`.
        how: How sure the scores are to be told.
        pair: The language pair, as in `en-de`; None where nobody knows.
        segments: Whether the scores of single segments will be wanted.
        short_signatures: As for `score_lines`.
        printing: What is to be known of the output, as JSON types.
    """

    lines: LineSet
    metrics: Sequence[Metric]
    how: Resampling
    pair: str | None = None
    segments: bool = False
    short_signatures: bool = False
    printing: Mapping[str, Any] = field(default_factory=dict)

    def told(self, n_segments: int, *, by_document: bool) -> dict[str, Any]:
        """All of it as JSON types, by which parts of one run are known."""
        lines = self.lines
        return {
            "systems": [system.name for system in lines.systems],
            "files": [_file(one) for one in (*lines.references, *lines.systems, lines.source, lines.documents) if one],
            "segments": n_segments,
            "metrics": [metric.spec for metric in self.metrics],
            "language_pair": self.pair,
            "references": asdict(lines.references_told),
            "resampling": asdict(self.how),
            "by_document": by_document,
            "segment_scores": self.segments,
            "short_signatures": self.short_signatures,
            "printing": dict(self.printing),
        }


def write_partial_scores(
    path: Path,
    part: PartOf,
    run: LineRun,
    *,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> int:
    """Read one part of a test set, and write what `merge_scores` makes scores of.

    Args:
        path: The file to write.
        part: Which part.
        run: What is run.
        workers: As for `score_lines`.
        cache: As for `score_lines`.
        progress: As for `score_lines`.

    Returns:
        How many lines the part has.

    Raises:
        MtqaError: as `score_lines`; when a metric is a judge or scores whole test sets only; when the file cannot be
            written.
    """
    for metric in run.metrics:
        if metric.is_judge:
            raise MtqaError(f"{metric.label} is a judge, whose answers are told of together", "Score without --part.")
    n_segments = (run.lines.references or run.lines.systems)[0].count()
    start, stop = part.bounds(n_segments)
    measured = measure_lines(
        run.lines,
        run.metrics,
        run.how,
        segments=run.segments,
        workers=workers,
        cache=cache,
        progress=progress,
        within=(start, stop, n_segments),
    )
    for metric, of_metric in measured.by_metric.items():
        if any(one.value is not None for one in of_metric):
            raise MtqaError(f"{metric.label} scores whole test sets, and parts do not add up", "Score without --part.")
    common = run.told(n_segments, by_document=measured.documents is not None)
    warnings = [[list(one.warnings) for one in of_metric] for of_metric in measured.by_metric.values()]
    write_partial(path, PartialResult("score", part, common, {"warnings": warnings}, _arrays(measured)))
    return stop - start


def _file(source: LineSource) -> dict[str, Any]:
    """What tells two files of one name apart, without reading them."""
    return {"name": source.name, "bytes": None if source.path is None else source.path.stat().st_size}


def _arrays(measured: MeasuredLines) -> dict[str, NDArray[Any]]:
    import numpy as np

    arrays: dict[str, NDArray[Any]] = {}
    if measured.documents is not None:
        arrays["documents"] = measured.documents
    for m, found in enumerate(measured.by_engine.values()):
        for s, total in enumerate(found.totals):
            arrays[f"engine {m} {s} total"] = np.asarray(total)
            if found.rows is not None:
                arrays[f"engine {m} {s} rows"] = as_array(found.rows[s])
            if found.of_documents is not None and measured.documents is not None:
                arrays[f"engine {m} {s} documents"] = found.of_documents[s][np.unique(measured.documents)]
        if found.moments is not None:
            arrays[f"engine {m} sums"] = found.moments.sums
            arrays[f"engine {m} products"] = found.moments.products
    for m, of_metric in enumerate(measured.by_metric.values()):
        for s, one in enumerate(of_metric):
            arrays[f"metric {m} {s} rows"] = one.statistics
            arrays[f"metric {m} {s} missing"] = np.asarray(one.missing, dtype=np.int64)
    return arrays


# ---- together ----


def merge_scores(parts: Sequence[PartialResult]) -> MergedScores:
    """The scores of a test set of which all parts are there.

    Args:
        parts: All of them, in order.

    Raises:
        MtqaError: when a file is not what it says.
    """
    first = parts[0]
    try:
        how = _resampling(first.common["resampling"])
        references = References(int(first.common["references"]["most"]), bool(first.common["references"]["varying"]))
        systems = [str(name) for name in first.common["systems"]]
        segments, printing = bool(first.common["segment_scores"]), dict(first.common["printing"])
        n_segments = int(first.common["segments"])
        metrics = [_metric(str(spec), first) for spec in first.common["metrics"]]
    except (KeyError, TypeError, ValueError) as error:
        raise first.damaged(f"its header has another form ({error})") from None
    measured = _together([_measured(part, metrics, systems, how, segments, n_segments) for part in parts], metrics)
    scores = measured_scores(
        measured,
        metrics,
        systems,
        references,
        how,
        segments=segments,
        short_signatures=bool(first.common["short_signatures"]),
    )
    return MergedScores(scores, how, segments, printing)


def _resampling(table: Mapping[str, Any]) -> Resampling:
    test = table["test"]
    if test not in ("", "bs", "ar"):
        raise ValueError("another test")
    numbers = {name: int(table[name]) for name in ("n_trials", "n_confidence", "seed", "most_resampled")}
    if min(numbers.values()) < 0 or max(numbers["n_trials"], numbers["n_confidence"]) > 10**7:
        raise ValueError("another number of resamples")
    return Resampling(test=test, unit=Unit(table["unit"]), **numbers)


def _metric(spec: str, part: PartialResult) -> Metric:
    metric = registry.create(spec)
    admit(metric.demands(), f"the metric '{spec}'", part.path)
    pair = part.common["language_pair"]
    return metric if pair is None else metric.for_languages(language_pair(str(pair)))


def _measured(
    part: PartialResult,
    metrics: Sequence[Metric],
    systems: Sequence[str],
    how: Resampling,
    segments: bool,
    n_segments: int,
) -> MeasuredLines:
    start, stop = part.part.bounds(n_segments)
    size = stop - start
    documents = part.array("documents", [size]) if part.common["by_document"] else None
    configs = [config for metric in metrics if (config := metric.engine_config) is not None]
    keeping = keeping_for(how, documents, len(systems), segments=segments, n_segments=n_segments, splits=True)
    by_engine = {
        config: _collected(part, m, config, size, len(systems), keeping.pairs, documents)
        for m, config in enumerate(configs)
    }
    others = [metric for metric in metrics if metric.engine_config is None]
    by_metric = {metric: _measurements(part, m, size, len(systems)) for m, metric in enumerate(others)}
    return MeasuredLines(size, by_engine, by_metric, documents)


def _collected(
    part: PartialResult,
    m: int,
    config: MetricConfig,
    size: int,
    n_systems: int,
    pairs: tuple[tuple[int, int], ...],
    documents: NDArray[np.int64] | None,
) -> Collected:
    import numpy as np

    k = config.columns
    has_rows, has_moments = (name in part.arrays for name in (f"engine {m} 0 rows", f"engine {m} sums"))
    moments = None
    if has_moments:
        wanted = (*((s, s) for s in range(n_systems)), *pairs)
        sums, products = (
            part.array(f"engine {m} sums", [n_systems, k]),
            part.array(f"engine {m} products", [len(wanted), k, k]),
        )
        moments = Moments(size, sums.astype(np.float64), wanted, products.astype(np.float64))
    of_documents = None
    if not has_rows and documents is not None:
        named = np.unique(documents)
        of_documents = []
        for s in range(n_systems):
            whole = np.zeros((int(named[-1]) + 1, k))
            whole[named] = part.array(f"engine {m} {s} documents", [len(named), k])
            of_documents.append(whole)
    return Collected(
        config=config,
        n_segments=size,
        totals=tuple(part.array(f"engine {m} {s} total", [k]).tolist() for s in range(n_systems)),
        rows=tuple(part.array(f"engine {m} {s} rows", [size, k]) for s in range(n_systems)) if has_rows else None,
        of_documents=None if of_documents is None else tuple(of_documents),
        moments=moments,
    )


def _measurements(part: PartialResult, m: int, size: int, n_systems: int) -> list[Measurement]:
    warnings = part.own.get("warnings", [])
    found = []
    for s in range(n_systems):
        rows = part.array(f"metric {m} {s} rows", [size, None]).astype(float)
        missing = part.array(f"metric {m} {s} missing", [None]).tolist()
        if any(not 0 <= number < size for number in missing):
            raise part.damaged("a segment is missing that is not of this part")
        told = tuple(str(text) for text in warnings[m][s])
        found.append(Measurement(rows, missing=tuple(missing), warnings=told))
    return found


def _together(parts: Sequence[MeasuredLines], metrics: Sequence[Metric]) -> MeasuredLines:
    import numpy as np

    documents = None
    if all(part.documents is not None for part in parts):
        documents = np.concatenate([part.documents for part in parts if part.documents is not None])
    by_engine = {config: _added([part.by_engine[config] for part in parts]) for config in parts[0].by_engine}
    by_metric = {
        metric: [_joined([part.by_metric[metric][s] for part in parts], parts) for s in range(len(of_metric))]
        for metric, of_metric in parts[0].by_metric.items()
    }
    return MeasuredLines(sum(part.n_segments for part in parts), by_engine, by_metric, documents)


def _added(parts: Sequence[Collected]) -> Collected:
    """What was kept of all parts; arrays of documents are made of one length first."""
    import numpy as np

    lengths = [len(one.of_documents[0]) for one in parts if one.of_documents is not None]
    if lengths:
        longest = max(lengths)
        parts = [
            replace(
                one,
                of_documents=tuple(
                    np.concatenate([rows, np.zeros((longest - len(rows), rows.shape[1]))])
                    for rows in one.of_documents or ()
                ),
            )
            for one in parts
        ]
    if all(one.rows is not None for one in parts):
        first = parts[0]
        rows = tuple(np.concatenate([(one.rows or ())[s] for one in parts]) for s in range(len(first.totals)))
        n_segments = sum(one.n_segments for one in parts)
        return Collected(first.config, n_segments, first.totals, rows).in_order()
    return reduce(add, parts)


def _joined(measured: Sequence[Measurement], parts: Sequence[MeasuredLines]) -> Measurement:
    import numpy as np

    starts = np.cumsum([0, *(part.n_segments for part in parts)]).tolist()
    missing = tuple(number + start for one, start in zip(measured, starts, strict=False) for number in one.missing)
    warnings = tuple(dict.fromkeys(text for one in measured for text in one.warnings))
    return Measurement(np.concatenate([one.statistics for one in measured]), warnings=warnings, missing=missing)
