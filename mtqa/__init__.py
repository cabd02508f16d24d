"""mtqa: machine-translation quality evaluation.

>>> import mtqa
>>> corpus = mtqa.load_corpus("corpora/eu-japan-summit", "bg")
>>> evaluation = mtqa.evaluate(corpus)
>>> mtqa.write_reports([evaluation], "reports/eu-japan-summit")
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
    from mtqa.errors import MtqaError
    from mtqa.evaluation import evaluate, write_reports
    from mtqa.gating import GateResult, Policy, accept, gate, read_policy
    from mtqa.preparation import load_corpora, load_corpus
    from mtqa.results import (
        Comparison,
        Evaluation,
        Finding,
        Interval,
        Score,
        Verdict,
        read_evaluation,
        write_evaluation,
    )

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
    "Segment",
    "SystemOutput",
    "Verdict",
    "accept",
    "evaluate",
    "gate",
    "load_corpora",
    "load_corpus",
    "read_evaluation",
    "read_policy",
    "write_evaluation",
    "write_reports",
]

EVALUATE_METRIC = str(Path(__file__).with_name("evaluate_metric.py"))
"""What `evaluate.load` takes to have mtqa's metrics: `evaluate.load(mtqa.EVALUATE_METRIC, "chrf(word_order=2)")`."""

_HOMES = {
    "mtqa.corpus.model": ("Corpus", "Origin", "Role", "Segment", "SystemOutput"),
    "mtqa.errors": ("MtqaError",),
    "mtqa.evaluation.evaluate_corpus": ("evaluate",),
    "mtqa.gating.accept_and_gate": ("accept", "gate"),
    "mtqa.gating.outcome": ("GateResult",),
    "mtqa.gating.policy": ("Policy", "read_policy"),
    "mtqa.preparation.load": ("load_corpora", "load_corpus"),
    "mtqa.evaluation.run_folder": ("write_reports",),
    "mtqa.results.model": ("Comparison", "Evaluation", "Finding", "Interval", "Score", "Verdict"),
    "mtqa.results.evaluation_json": ("read_evaluation", "write_evaluation"),
}


def __getattr__(name: str) -> Any:
    """Names of the public API, imported when they are first used."""
    for module, names in _HOMES.items():
        if name in names:
            value = getattr(importlib.import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'mtqa' has no attribute '{name}'")
