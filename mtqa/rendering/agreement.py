"""How far the metrics agree with human judgements, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.evaluation import HUMAN
from mtqa.rendering.scoreboard import Scoreboard

__all__ = ["AgreementRow", "AgreementTable", "agreement_table"]


@dataclass(frozen=True)
class AgreementRow:
    """One metric.

    Attributes:
        label: Name of the metric.
        alike: Pairs of systems that it orders as people do, of how many.
        kendall: Kendall's tau.
        pearson: Pearson's correlation.
        interval: Where the share of pairs would lie for other documents and systems.
        rank: Shared with the metrics that it is not told apart from; "" where there is none.
    """

    label: str
    alike: str
    kendall: str
    pearson: str
    interval: str = ""
    rank: str = ""


@dataclass(frozen=True)
class AgreementTable:
    """All metrics.

    Attributes:
        intro: What is compared with what, on how much.
        rows: By metric.
    """

    intro: str
    rows: tuple[AgreementRow, ...]


def agreement_table(board: Scoreboard) -> AgreementTable | None:
    """The table; None where nobody has judged the translations."""
    agreements = board.evaluation.agreements
    if not agreements:
        return None
    words, numbers = board.catalogue, board.catalogue.numbers
    labels = {metric.spec: metric.label for metric in board.metrics}
    rows = []
    for agreement in agreements:
        accuracy = agreement.pairwise_accuracy
        alike = numbers.value(None, 0)
        if accuracy is not None:
            n_alike = numbers.count(round(accuracy * agreement.n_pairs))
            alike = words("agreement.of", n=n_alike, all=numbers.count(agreement.n_pairs))
        kendall, pearson = (numbers.value(value, 2) for value in (agreement.kendall_tau, agreement.pearson))
        label = labels.get(agreement.metric, agreement.metric)
        interval = numbers.interval(agreement.interval, 2)
        rank = "" if agreement.rank is None else numbers.count(agreement.rank)
        rows.append(AgreementRow(label, alike, kendall, pearson, interval, rank))
    first = agreements[0]
    label, systems = labels.get(HUMAN, HUMAN), words.plural("count.systems", first.n_systems)
    if first.n_segments:
        segments = words.plural("count.segments", first.n_segments)
        intro = words("agreement.intro", label=label, systems=systems, segments=segments)
    else:
        intro = words("agreement.intro_systems", label=label, systems=systems)
    return AgreementTable(intro, tuple(rows))
