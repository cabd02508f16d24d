"""Signatures: sacreBLEU 2.6.0's, character for character."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from engine.lines import configs
from hypothesis import given, settings, strategies as st

from mtqa.engine import VARIABLE_REFERENCES, BleuConfig, MetricConfig, sacrebleu_version, signature
from mtqa.engine.by_sacrebleu import sacrebleu_metric
from mtqa.engine.signatures import installed_version


@given(config=configs, short=st.booleans(), n_references=st.sampled_from([1, 2, 7, VARIABLE_REFERENCES]))
@settings(max_examples=200, deadline=None)
def test_signatures_are_sacrebleus(config: MetricConfig, short: bool, n_references: int) -> None:
    """Expected: `get_signature().format()`."""
    metric = sacrebleu_metric(config)
    metric.num_refs = n_references  # type: ignore[attr-defined]
    assert signature(config, n_references, short=short) == metric.get_signature().format(short)


@pytest.mark.parametrize("short", [False, True])
def test_resampling_and_test_sets_are_in_the_signature(short: bool) -> None:
    """Expected: sacreBLEU's signature with the attributes that its command line sets."""
    metric: Any = sacrebleu_metric(BleuConfig())
    metric.num_refs, metric.n_bootstrap, metric.seed = 1, 1000, "12345"
    metric.test_set, metric.langpair, metric.origlang, metric.subset = "wmt21", "en-de", "en", "news"
    expected = metric.get_signature()
    expected.update("ar", 10000)
    assert signature(
        BleuConfig(),
        1,
        bootstrap=1000,
        randomisation=10000,
        seed=12345,
        test_set="wmt21",
        language_pair="en-de",
        origin_language="en",
        subset="news",
        short=short,
    ) == expected.format(short)


def test_version_is_read_without_importing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected: the package's own word."""
    import sacrebleu

    installed_version.cache_clear()
    monkeypatch.delitem(sys.modules, "sacrebleu")
    assert sacrebleu_version() == sacrebleu.__version__
    assert "sacrebleu" not in sys.modules
    installed_version.cache_clear()


@pytest.mark.parametrize("tokenize", ["spm", "flores101", "flores200", "spBLEU-1K"])
def test_models_are_not_loaded_for_a_signature(tokenize: str) -> None:
    """Expected: the names in sacreBLEU's table of models; `spm` is an old name of flores101."""
    from sacrebleu.tokenizers.tokenizer_spm import SPM_MODELS

    expected = SPM_MODELS[tokenize]["signature"]
    assert f"|tok:{expected}|" in signature(BleuConfig(tokenize=tokenize), 1)
