"""Signatures of scores of lines."""

from __future__ import annotations

from collections.abc import Mapping

from mtqa.contracts import Metric
from mtqa.engine import signature
from mtqa.evaluation.scored_lines import References

__all__ = ["line_signature"]


def line_signature(metric: Metric, references: References, resampling: Mapping[str, int | str], *, short: bool) -> str:
    """The signature of a metric's scores; `short` abbreviates the keys of sacreBLEU's."""
    config = metric.engine_config
    if config is None or not short:
        return metric.signature(references.signed, resampling)
    text = signature(
        config,
        references.number,
        bootstrap=resampling.get("bs"),
        randomisation=resampling.get("ar"),
        seed=resampling.get("seed"),
        short=True,
    )
    return f"{config.name}|{text}"
