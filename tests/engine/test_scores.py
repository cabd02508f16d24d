"""Scores from statistics: sacreBLEU 2.6.0's to the last bit, one at a time and many at once."""

from __future__ import annotations

import numpy as np
import pytest
import sacrebleu
from engine.lines import DEFAULTS, configs, corpora
from engine.oracle import scores_of
from hypothesis import given, settings, strategies as st

from mtqa.engine import (
    BleuConfig,
    ChrfConfig,
    MetricConfig,
    TerConfig,
    aggregate,
    corpus_score,
    corpus_sums,
    segment_scores,
    statistics,
)
from mtqa.engine.by_sacrebleu import sacrebleu_metric


def random_sums(config: MetricConfig, seed: int, n: int = 40) -> np.ndarray:
    """Sums as they may come: large, small, with zeros and gaps."""
    generator = np.random.default_rng(seed)
    largest = generator.choice([1, 3, 50, 100_000], size=(n, 1))
    sums = generator.integers(0, largest + 1, size=(n, config.columns)).astype(np.float64)
    if isinstance(config, TerConfig):
        sums[:, 1] += generator.integers(0, 2, n) / 2
    if isinstance(config, BleuConfig):
        order = config.max_ngram_order
        sums[:, 2 + order :] += sums[:, 2 : 2 + order] * (generator.random((n, 1)) < 0.8)
    return sums


@given(config=configs, seed=st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_scores_of_sums_are_sacrebleus(config: MetricConfig, seed: int) -> None:
    """Expected: sacreBLEU's `_aggregate_and_compute`, row by row."""
    sums = random_sums(config, seed)
    expected = scores_of(config, sums)
    assert aggregate(config, sums).tolist() == expected
    assert [corpus_score(config, row).score for row in sums.tolist()] == expected


@given(config=configs, corpus=corpora())
@settings(max_examples=100, deadline=None)
def test_corpus_scores_and_details_are_sacrebleus(
    config: MetricConfig, corpus: tuple[list[str], list[list[str | None]]]
) -> None:
    """Expected: sacreBLEU's `corpus_score`, its name and what it prints after the score."""
    hypotheses, references = corpus
    expected = sacrebleu_metric(config).corpus_score(hypotheses, references)  # type: ignore[arg-type]
    found = corpus_score(config, corpus_sums(config, hypotheses, references))
    assert (found.name, found.score, found.details) == (expected.name, expected.score, expected._verbose)


@given(corpus=corpora())
@settings(max_examples=100, deadline=None)
def test_segment_scores_are_sacrebleus(corpus: tuple[list[str], list[list[str | None]]]) -> None:
    """Expected: sacreBLEU's `sentence_bleu`, `sentence_chrf` and `sentence_ter`."""
    hypotheses, streams = corpus
    by_segment = [[line for line in lines if line is not None] for lines in zip(*streams, strict=True)]
    for config, function in (
        (BleuConfig(), sacrebleu.sentence_bleu),
        (ChrfConfig(), sacrebleu.sentence_chrf),
        (TerConfig(), sacrebleu.sentence_ter),
    ):
        expected = [function(h, r).score for h, r in zip(hypotheses, by_segment, strict=True)]
        assert segment_scores(config, statistics(config, hypotheses, streams)).tolist() == expected


@pytest.mark.parametrize("config", DEFAULTS)
def test_sums_of_another_shape_are_refused(config: MetricConfig) -> None:
    with pytest.raises(ValueError, match="needs sums of shape"):
        aggregate(config, np.zeros((3, config.columns + 1)))


@pytest.mark.parametrize("config", DEFAULTS)
def test_no_rows_give_no_scores(config: MetricConfig) -> None:
    assert aggregate(config, np.zeros((0, config.columns))).shape == (0,)


def test_by_hand() -> None:
    """BLEU 4 of 5 words, 3 of 4 bigrams: 100 * sqrt(4/5 * 3/4) with brevity penalty exp(1 - 6/5); TER 3 edits in 12."""
    bleu = corpus_score(BleuConfig(max_ngram_order=2), [5, 6, 4, 3, 5, 4])
    assert bleu.score == pytest.approx(100 * (0.8 * 0.75) ** 0.5 * np.exp(1 - 6 / 5), rel=1e-12)
    assert bleu.details == "80.0/75.0 (BP = 0.819 ratio = 0.833 hyp_len = 5 ref_len = 6)"
    assert corpus_score(TerConfig(), [3, 12]).score == 25.0
    assert corpus_score(ChrfConfig(char_order=1, beta=1), [4, 8, 4]).score == pytest.approx(100 * 2 * 1 * 0.5 / 1.5)
