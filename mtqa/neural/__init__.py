"""Neural metrics' models on PyTorch: encoders, regression heads, batches, scores kept segment by segment.

Metrics, baselines and checks may import it; PyTorch is imported where it is used. Begin with `segment_scores` (what
is scored anew and what is kept), then `comet_model` and `encoder`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.neural.batches import is_lack_of_memory as is_lack_of_memory
    from mtqa.neural.bertscore_model import BertScoreModel as BertScoreModel, inverse_frequencies as inverse_frequencies
    from mtqa.neural.comet_checkpoint import (
        COMET_FILES as COMET_FILES,
        fetch_comet as fetch_comet,
        find_comet as find_comet,
        load_comet as load_comet,
    )
    from mtqa.neural.comet_model import CometModel as CometModel
    from mtqa.neural.embedding_similarity import EmbeddingModel as EmbeddingModel
    from mtqa.neural.encoder import load_encoder as load_encoder
    from mtqa.neural.items import Deferred as Deferred, ItemScore as ItemScore, Model as Model
    from mtqa.neural.metricx_model import metricx_identity as metricx_identity, read_metricx as read_metricx
    from mtqa.neural.model_elsewhere import ModelElsewhere as ModelElsewhere
    from mtqa.neural.segment_scores import SystemScores as SystemScores, score_systems as score_systems
    from mtqa.neural.trained_on import MT5 as MT5, XLM_R as XLM_R
else:
    __getattr__, __dir__ = exporting(
        __name__,
        batches="is_lack_of_memory",
        bertscore_model="BertScoreModel inverse_frequencies",
        comet_checkpoint="COMET_FILES fetch_comet find_comet load_comet",
        comet_model="CometModel",
        embedding_similarity="EmbeddingModel",
        encoder="load_encoder",
        items="Deferred ItemScore Model",
        metricx_model="metricx_identity read_metricx",
        model_elsewhere="ModelElsewhere",
        segment_scores="SystemScores score_systems",
        trained_on="MT5 XLM_R",
    )
