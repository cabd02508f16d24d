"""Whether a report does what `mtqa.contracts.Report` promises."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from mtqa.contracts import reports
from mtqa.evaluation import evaluate, write_reports
from mtqa.results import Evaluation
from mtqa.testing.promises import BrokenContract, promise
from mtqa.testing.sample_corpora import HOSTILE, sample_corpus

__all__ = ["check_report"]


def check_report(spec: str) -> None:
    """Check a registered report: that it writes what it says, twice, from any evaluation.

    Args:
        spec: The report with its options.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such report, or what it needs is missing.
    """
    report = reports.create(spec)
    promise(bool(report.summary.strip()), "summary is empty, and it is what users read in `mtqa list reports`")
    has_option = "language" in {field.name for field in dataclasses.fields(report)}  # type: ignore[arg-type]
    promise(report.in_languages == has_option, "in_languages must say whether there is an option `language`")
    scored = evaluate(sample_corpus(), metric_specs=("chrf",), n_resamples=20, n_trials=20)
    for what, evaluations in (
        ("an ordinary run", [scored]),
        ("a run of two languages", [scored, _evaluation(pair="en-fr")]),
        ("a run without references", [_evaluation(references=None)]),
        ("a run with missing translations", [_evaluation(hypotheses=(None, "", "a", None))]),
        ("a run with hostile texts", [_evaluation(hypotheses=HOSTILE, sources=HOSTILE, references=HOSTILE)]),
    ):
        _check_writing(spec, what, evaluations)


def _evaluation(**texts: object) -> Evaluation:
    corpus = sample_corpus(**texts)  # type: ignore[arg-type]
    return evaluate(corpus, metric_specs=("chrf",), check_names=["encoding"], n_resamples=20, n_trials=20)


def _check_writing(spec: str, what: str, evaluations: list[Evaluation]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "run"
        for time in ("", " the second time"):
            try:
                written = write_reports(evaluations, folder, [spec])
            except Exception as error:
                raise BrokenContract(f"{what} cannot be written{time}: {type(error).__name__}: {error}") from error
            for path in written:
                promise(path.is_file(), f"of {what}, {path.name} was said to be written and is not there")
                promise(path.stat().st_size > 0, f"of {what}, {path.name} is empty")
        outside = {path for path in Path(name).iterdir() if path != folder}
        promise(not outside, f"of {what}, something was written outside the folder")
