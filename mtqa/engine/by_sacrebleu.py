"""The reference backend: sacreBLEU's own extraction of statistics, for whatever the native one does not cover."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engine.configs import BleuConfig, ChrfConfig, MetricConfig
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

__all__ = ["bleu_tokenizer", "extract", "sacrebleu_metric", "tercom_tokenizer"]


def sacrebleu_metric(config: MetricConfig, references: Sequence[Sequence[str | None]] | None = None) -> Metric:
    """sacreBLEU's object for a metric, with its references prepared where they are given.

    Args:
        config: The metric.
        references: Streams of references, `references[k][i]` being reference k of segment i.

    Returns:
        A `sacrebleu.metrics.BLEU`, `CHRF` or `TER`.

    Raises:
        MtqaError: The tokenizer's package or model is not there.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    streams: Any = references
    if isinstance(config, BleuConfig):
        try:
            return BLEU(
                lowercase=config.lowercase,
                force=config.force,
                tokenize=config.tokenize,
                smooth_method=config.smooth_method,
                smooth_value=config.smooth_value,
                max_ngram_order=config.max_ngram_order,
                effective_order=config.effective_order,
                references=streams,
            )
        except (ImportError, RuntimeError, OSError) as error:
            raise _missing_tokenizer(config.tokenize, error) from error
    if isinstance(config, ChrfConfig):
        return CHRF(
            char_order=config.char_order,
            word_order=config.word_order,
            beta=config.beta,  # type: ignore[arg-type]  # annotated as int, but any number will do
            lowercase=config.lowercase,
            whitespace=config.whitespace,
            eps_smoothing=config.eps_smoothing,
            references=streams,
        )
    return TER(
        normalized=config.normalized,
        no_punct=config.no_punct,
        asian_support=config.asian_support,
        case_sensitive=config.case_sensitive,
        references=streams,
    )


def extract(metric: Metric, hypotheses: Sequence[str]) -> list[list[Any]]:
    """Statistics of every segment, by sacreBLEU, against the references that the metric was made with."""
    rows: list[list[Any]] = metric._extract_corpus_statistics(hypotheses, None)
    return rows


@cache
def bleu_tokenizer(name: str) -> Any:
    """One of sacreBLEU's tokenizers for BLEU: a callable from line to words with spaces between.

    Raises:
        MtqaError: Its package or model is not there.
    """
    from sacrebleu.metrics.bleu import _get_tokenizer

    _check_model(name)
    try:
        return _get_tokenizer(name)()
    except (ImportError, RuntimeError, OSError) as error:
        raise _missing_tokenizer(name, error) from error


@cache
def tercom_tokenizer(normalized: bool, no_punct: bool, asian_support: bool, case_sensitive: bool) -> Any:
    """sacreBLEU's tokenizer for TER: a callable from line to words with spaces between."""
    from sacrebleu.tokenizers.tokenizer_ter import TercomTokenizer

    return TercomTokenizer(
        normalized=normalized, no_punct=no_punct, asian_support=asian_support, case_sensitive=case_sensitive
    )


def _check_model(name: str) -> None:
    """Refuses a SentencePiece tokenizer whose model is not there; sacreBLEU would download it without a word."""
    from importlib.util import find_spec

    from sacrebleu.tokenizers.tokenizer_spm import SPM_MODELS
    from sacrebleu.utils import SACREBLEU_DIR

    if name not in SPM_MODELS:
        return
    if find_spec("sentencepiece") is None:
        raise MtqaError(f"the tokenizer {name} is not installed", "Install it with: pip install sentencepiece")
    url = SPM_MODELS[name]["url"]
    path = Path(SACREBLEU_DIR) / "models" / url.rpartition("/")[2]
    if not path.exists():
        raise MtqaError(
            f"the tokenizer {name} needs its model, which is not there",
            f"Download it with: curl --location --create-dirs --output {path} {url}",
            path=path,
        )


def _missing_tokenizer(name: str, error: Exception) -> MtqaError:
    extra = {"ja-mecab": "pip install 'sacrebleu[ja]'", "ko-mecab": "pip install 'sacrebleu[ko]'"}
    if name in extra:
        return MtqaError(f"the tokenizer {name} is not installed", f"Install it with: {extra[name]}")
    return MtqaError(f"the tokenizer {name} cannot be used", f"sacreBLEU says: {' '.join(str(error).split())}")
