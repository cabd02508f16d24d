"""Agreement of metrics with people in sentences: which metric to believe, how sure that is, what is not told apart."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.agreement import AgreementResult, AgreementRow
from mtqa.evaluation import ALPHA
from mtqa.languages import LanguagePair, language
from mtqa.rendering.wording import Catalogue

__all__ = ["agreement_sentences", "pair_words", "segment_sentence"]

CHANCE = 0.5
"""The share of pairs that chance orders as people do; a metric whose interval reaches it is not recommended."""
_LEADING = (("system", "spa"), ("system", "accuracy"))


def pair_words(result: AgreementResult, words: Catalogue) -> str:
    """The language pairs in words."""
    names = []
    for pair in result.language_pair.split(","):
        source, _, target = pair.partition("-")
        names.append(words.pair_name(LanguagePair(language(source), language(target))))
    return words("list.comma").join(names)


def agreement_sentences(result: AgreementResult, words: Catalogue) -> tuple[str, ...]:
    """Three sentences; none where systems were not compared, or those of several language pairs were."""
    rows = next((rows for leading in _LEADING if (rows := result.of(*leading))), [])
    if not rows:
        return ()
    best = rows[0]
    accuracy = next((row for row in result.of("system", "accuracy") if row.metric == best.metric), None)
    if accuracy is None or accuracy.value is None or not accuracy.n_systems:  # pooled: pairs of several test sets
        return ()
    n_pairs = accuracy.n_systems * (accuracy.n_systems - 1) // 2
    lowest = accuracy.value if accuracy.interval is None else accuracy.interval.low
    key = "agree.trust" if min(accuracy.value, lowest) > CHANCE else "agree.trust_none"
    trust = words(
        key,
        pair=pair_words(result, words),
        metric=best.metric,
        alike=round(accuracy.value * n_pairs),
        pairs=n_pairs,
        people=result.people,
    )
    return trust, _how_sure(accuracy, result, words), _not_apart(best, rows, result, words)


def _how_sure(row: AgreementRow, result: AgreementResult, words: Catalogue) -> str:
    systems = words.plural("count.systems", row.n_systems)
    if row.interval is None:
        return words("agree.sure_unknown", systems=systems)
    low, high = (words.numbers.count(round(100 * end)) for end in (row.interval.low, row.interval.high))
    if not result.n_segments:
        return words("agree.sure_systems", low=low, high=high, systems=systems)
    segments = words.plural("count.segments", result.n_segments)
    return words("agree.sure", low=low, high=high, systems=systems, segments=segments)


def _same_as(best: AgreementRow, rows: Sequence[AgreementRow], result: AgreementResult) -> list[str] | None:
    """The metrics that are not told apart from the best one; None where that was not tested."""
    tested = {
        pair.worse: pair.p_corrected
        for pair in result.pairs
        if pair.better == best.metric
        and (pair.level, pair.statistic, pair.grouping) == (best.level, best.statistic, best.grouping)
    }
    if not tested:
        return None
    return [row.metric for row in rows[1:] if tested.get(row.metric, 1.0) > ALPHA]


def _not_apart(best: AgreementRow, rows: Sequence[AgreementRow], result: AgreementResult, words: Catalogue) -> str:
    if len(rows) == 1:
        return words("agree.apart_alone")
    same = _same_as(best, rows, result)
    if same is None:
        return words("agree.apart_untested")
    statistic = words(f"agree.statistic.{best.statistic}")
    if not same:
        return words("agree.apart_all", statistic=statistic)
    if len(same) == len(rows) - 1:
        return words("agree.apart_none", statistic=statistic)
    return words("agree.apart_some", same=words.joined(same), statistic=statistic)


def segment_sentence(result: AgreementResult, words: Catalogue) -> str:
    """Which metric to believe of single segments; "" where these were not compared."""
    rows = result.of("segment", "acc_eq", "item")
    if not rows:
        return ""
    best = rows[0]
    same = _same_as(best, rows, result)
    key = "agree.segments_only" if same is None else "agree.segments_some" if same else "agree.segments_all"
    return words(
        key,
        metric=best.metric,
        statistic=words("agree.statistic.acc_eq").lower(),
        value=words.numbers.value(best.value, 3),
        same=words.joined(same or []),
    )
