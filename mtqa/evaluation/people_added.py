"""An evaluation, and judgements that were made after it: what people said is put in, and nothing is scored again."""

from __future__ import annotations

from dataclasses import replace

from mtqa.evaluation.human_judgements import score_by_judgements
from mtqa.evaluation.judgement_file import HUMAN, Judgements
from mtqa.evaluation.resampling_units import Unit
from mtqa.evaluation.scorecards import scorecard
from mtqa.evaluation.scored_systems import Settings
from mtqa.results import Evaluation, FoundBy, Scorecard, ScorecardRules

__all__ = ["with_judgements"]


def with_judgements(evaluation: Evaluation, judgements: Judgements, rules: ScorecardRules) -> Evaluation:
    """The evaluation with what people said: scores, intervals, comparisons, marked errors, their part of the scorecard.

    How far metrics agree with people is not told: it would take the metrics' statistics; `mtqa agree` tells it.

    Args:
        evaluation: Without people, or with earlier judgements, which are replaced.
        judgements: What people said of the same corpus.
        rules: How errors are weighed, where the evaluation does not say.
    """
    corpus, settings = evaluation.corpus, _settings(evaluation)
    human = score_by_judgements(corpus, judgements, evaluation.primary, settings, lambda _: None)
    old = evaluation.scorecard
    chosen = rules if old is None else old.rules
    card = scorecard(corpus, None, chosen, judgements, seed=settings.seed, unit=settings.unit)
    kept = () if old is None else tuple(row for row in old.rows if row.by is FoundBy.CHECKS)
    return replace(
        evaluation,
        scores=(*(one for one in evaluation.scores if one.metric != HUMAN), *human.scores),
        comparisons=(*(one for one in evaluation.comparisons if one.metric != HUMAN), *human.comparisons),
        agreements=(),
        marked=judgements.marked,
        scorecard=Scorecard(chosen, (*kept, *card.rows)),
        warnings=tuple(dict.fromkeys([*evaluation.warnings, *judgements.warnings])),
    )


def _settings(evaluation: Evaluation) -> Settings:
    """What the evaluation was computed with, as far as it is stored."""
    kept = evaluation.settings

    def whole(name: str, default: int) -> int:
        value = kept.get(name)
        return value if isinstance(value, int) else default

    plain = Settings()
    return replace(
        plain,
        seed=whole("seed", plain.seed),
        n_resamples=whole("resamples", plain.n_resamples),
        n_trials=whole("trials", plain.n_trials),
        unit=Unit.AUTO if kept.get("unit") == Unit.DOCUMENT.value else Unit.SEGMENT,
    )
