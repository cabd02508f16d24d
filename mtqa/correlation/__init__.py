"""How far the scores of metrics agree with those of people: statistics of arrays, with intervals and tests.

Evaluation and the folder `agreement` may import it; it knows arrays of systems and segments, not corpora or files.
Begin with `system_level` (the statistics of a few systems), then `soft_accuracy`, `tie_calibration` and
`segment_level`, and `permutation` for what is told of two metrics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.correlation.bootstrap import Resampled as Resampled, interval_of as interval_of
    from mtqa.correlation.krippendorff import AlphaSums as AlphaSums, krippendorff_alpha as krippendorff_alpha
    from mtqa.correlation.multiplicity import cluster_ranks as cluster_ranks, false_discovery as false_discovery
    from mtqa.correlation.permutation import (
        Tested as Tested,
        compare_metrics as compare_metrics,
        tested_draws as tested_draws,
    )
    from mtqa.correlation.segment_level import (
        grouped_kendall as grouped_kendall,
        grouped_pearson as grouped_pearson,
        kendall_of_many as kendall_of_many,
    )
    from mtqa.correlation.sequential import Walk as Walk, walks as walks
    from mtqa.correlation.soft_accuracy import (
        pairwise_confidence as pairwise_confidence,
        soft_pairwise_accuracy as soft_pairwise_accuracy,
    )
    from mtqa.correlation.span_overlap import bits_of as bits_of, bits_where as bits_where, span_f1 as span_f1
    from mtqa.correlation.system_level import (
        kendall as kendall,
        pairwise_accuracy as pairwise_accuracy,
        pearson as pearson,
        spearman as spearman,
    )
    from mtqa.correlation.tie_calibration import (
        Calibrated as Calibrated,
        Pairs as Pairs,
        calibrate as calibrate,
        item_pairs as item_pairs,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        bootstrap="Resampled interval_of",
        krippendorff="AlphaSums krippendorff_alpha",
        multiplicity="cluster_ranks false_discovery",
        permutation="Tested compare_metrics tested_draws",
        segment_level="grouped_kendall grouped_pearson kendall_of_many",
        sequential="Walk walks",
        soft_accuracy="pairwise_confidence soft_pairwise_accuracy",
        span_overlap="bits_of bits_where span_f1",
        system_level="kendall pairwise_accuracy pearson spearman",
        tie_calibration="Calibrated Pairs calibrate item_pairs",
    )
