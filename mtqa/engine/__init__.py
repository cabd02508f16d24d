"""The scoring engine: sacreBLEU's statistics, scores, intervals and p-values, many times faster.

Contracts, metrics, evaluation and the commands may import it; it knows lines, not corpora. Begin with `configs` (the
metrics and their options) and `extraction` (statistics of every segment, by the C extension or by sacreBLEU), then
`scores`, `resampling` and `signatures`; NumPy is imported where it is used: scores and intervals of lines do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.engine.cache import StatisticsCache as StatisticsCache
    from mtqa.engine.collected import Collected as Collected, Keeping as Keeping
    from mtqa.engine.configs import (
        TOKENIZERS as TOKENIZERS,
        BleuConfig as BleuConfig,
        ChrfConfig as ChrfConfig,
        MetricConfig as MetricConfig,
        TerConfig as TerConfig,
    )
    from mtqa.engine.draws import all_signs as all_signs, blocks_of_signs as blocks_of_signs
    from mtqa.engine.extraction import (
        Backend as Backend,
        PreparedReferences as PreparedReferences,
        corpus_sums as corpus_sums,
        looks_tokenized as looks_tokenized,
        prepare as prepare,
        statistics as statistics,
        system_statistics as system_statistics,
    )
    from mtqa.engine.native import native_engine_missing as native_engine_missing
    from mtqa.engine.normal_limit import Moments as Moments, NormalLimit as NormalLimit, two_sided as two_sided
    from mtqa.engine.randomisation import approximate_randomisation as approximate_randomisation
    from mtqa.engine.resampling import (
        DEFAULT_SEED as DEFAULT_SEED,
        MOST_RESAMPLED as MOST_RESAMPLED,
        NORMAL as NORMAL,
        MetricStatistics as MetricStatistics,
        SystemResult as SystemResult,
        bootstrap_scores as bootstrap_scores,
        interval as interval,
        paired_bootstrap as paired_bootstrap,
        resampled_sums as resampled_sums,
        single_systems as single_systems,
        system_score as system_score,
    )
    from mtqa.engine.resampling_by_numpy import weighted_sums as weighted_sums
    from mtqa.engine.rows import Rows as Rows, as_array as as_array
    from mtqa.engine.scores import (
        MetricScore as MetricScore,
        aggregate as aggregate,
        corpus_score as corpus_score,
        segment_config as segment_config,
        segment_scores as segment_scores,
    )
    from mtqa.engine.scoring_in_parts import (
        Part as Part,
        PartStatistics as PartStatistics,
        collect_in_parts as collect_in_parts,
        statistics_in_parts as statistics_in_parts,
    )
    from mtqa.engine.signatures import (
        VARIABLE_REFERENCES as VARIABLE_REFERENCES,
        sacrebleu_version as sacrebleu_version,
        signature as signature,
    )
    from mtqa.engine.single_precision import resample_scores as resample_scores
else:
    __getattr__, __dir__ = exporting(
        __name__,
        cache="StatisticsCache",
        collected="Collected Keeping",
        configs="TOKENIZERS BleuConfig ChrfConfig MetricConfig TerConfig",
        draws="all_signs blocks_of_signs",
        extraction="Backend PreparedReferences corpus_sums looks_tokenized prepare statistics system_statistics",
        native="native_engine_missing",
        normal_limit="Moments NormalLimit two_sided",
        randomisation="approximate_randomisation",
        resampling=(
            "DEFAULT_SEED MOST_RESAMPLED NORMAL MetricStatistics SystemResult bootstrap_scores interval "
            "paired_bootstrap resampled_sums single_systems system_score"
        ),
        resampling_by_numpy="weighted_sums",
        rows="Rows as_array",
        scores="MetricScore aggregate corpus_score segment_config segment_scores",
        scoring_in_parts="Part PartStatistics collect_in_parts statistics_in_parts",
        signatures="VARIABLE_REFERENCES sacrebleu_version signature",
        single_precision="resample_scores",
    )
