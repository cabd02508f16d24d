"""mtqa: machine-translation quality evaluation.

>>> import mtqa
>>> scores = mtqa.score(["Es regnet gerade."], ["Es regnet."])
>>> scores["bleu"].value

>>> import mtqa
>>> corpus = mtqa.load_corpus("corpora/eu-japan-summit", "bg")
>>> evaluation = mtqa.evaluate(corpus)
>>> mtqa.write_reports([evaluation], "reports/eu-japan-summit")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
    from mtqa.errors import MtqaError
    from mtqa.evaluation import compare, evaluate, score, write_reports
    from mtqa.gating import GateResult, Policy, accept, gate, read_policy
    from mtqa.preparation import load_corpora, load_corpus
    from mtqa.results import (
        Comparison,
        Evaluation,
        Finding,
        Interval,
        Score,
        Scores,
        Verdict,
        read_evaluation,
        write_evaluation,
    )
    from mtqa.tables import from_dataset, to_dataset

__all__ = [
    "EVALUATE_METRIC",
    "Comparison",
    "Corpus",
    "Evaluation",
    "Finding",
    "GateResult",
    "Interval",
    "MtqaError",
    "Origin",
    "Policy",
    "Role",
    "Score",
    "Scores",
    "Segment",
    "SystemOutput",
    "Verdict",
    "accept",
    "compare",
    "evaluate",
    "from_dataset",
    "gate",
    "load_corpora",
    "load_corpus",
    "read_evaluation",
    "read_policy",
    "score",
    "to_dataset",
    "write_evaluation",
    "write_reports",
]

EVALUATE_METRIC = str(Path(__file__).with_name("evaluate_metric.py"))
"""What `evaluate.load` takes to have mtqa's metrics: `evaluate.load(mtqa.EVALUATE_METRIC, "chrf(word_order=2)")`."""

if not TYPE_CHECKING:
    __getattr__, _ = exporting(
        __name__,
        corpus="Corpus Origin Role Segment SystemOutput",
        errors="MtqaError",
        evaluation="compare evaluate score write_reports",
        gating="GateResult Policy accept gate read_policy",
        preparation="load_corpora load_corpus",
        results="Comparison Evaluation Finding Interval Score Scores Verdict read_evaluation write_evaluation",
        tables="from_dataset to_dataset",
    )


def __dir__() -> list[str]:
    return __all__
