"""sacreBLEU's signatures, without importing sacreBLEU."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from mtqa.engine.configs import BleuConfig, ChrfConfig, MetricConfig

__all__ = ["VARIABLE_REFERENCES", "installed_version", "sacrebleu_version", "signature"]

VARIABLE_REFERENCES = -1
"""Number of references where segments differ in it; the signature says `nrefs:var`."""

_SHORT = {
    "version": "v",
    "nrefs": "#",
    "test": "t",
    "lang": "l",
    "subset": "S",
    "origlang": "o",
    "bs": "bs",
    "ar": "ar",
    "seed": "rs",
}
_SHORT_OF_METRIC = {
    BleuConfig: {"case": "c", "eff": "e", "tok": "tok", "smooth": "s"},
    ChrfConfig: {"case": "c", "eff": "e", "nc": "nc", "nw": "nw", "space": "s"},
}
_SHORT_OF_TER = {"case": "c", "tok": "t", "norm": "nr", "punct": "pn", "asian": "as"}
_ASK_SACREBLEU = ("ja-mecab", "ko-mecab")
_OWN_NAMES = {"spm": "flores101"}
_NAMES_OF_VERSIONS = ("version", "__version__", "__version__ = version")


def sacrebleu_version() -> str:
    """The version of the sacreBLEU that is installed."""
    return installed_version("sacrebleu")


@cache
def installed_version(package: str) -> str:
    """The version of a package that is installed, read from its `version.py`: importing it takes a tenth of a second.

    Args:
        package: `sacrebleu` or `numpy`.
    """
    if package not in sys.modules:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            try:
                lines = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8").split("\n")
            except (OSError, UnicodeDecodeError):
                lines = []
            for line in lines:
                names, _, value = line.rpartition("=")
                if names.strip() in _NAMES_OF_VERSIONS and value.strip().strip("'\"")[:1].isdigit():
                    return value.strip().strip("'\"")
    return str(import_module(package).__version__)


def signature(
    config: MetricConfig,
    n_references: int,
    *,
    bootstrap: int | str | None = None,
    randomisation: int | str | None = None,
    seed: int | str | None = None,
    test_set: str | None = None,
    language_pair: str | None = None,
    origin_language: str | None = None,
    subset: str | None = None,
    short: bool = False,
) -> str:
    """The signature that sacreBLEU prints for the same computation.

    Args:
        config: The metric.
        n_references: References per segment, or `VARIABLE_REFERENCES`.
        bootstrap: Number of bootstrap resamples, if any; `normal` for the normal limit.
        randomisation: Number of approximate-randomisation trials, if any; likewise.
        seed: Seed of either; sacreBLEU writes `none` for no seed.
        test_set: sacreBLEU's name of the test set.
        language_pair: As in `en-de`.
        origin_language: Where only segments of that original language are scored.
        subset: Where only that part is scored.
        short: Whether keys are abbreviated.

    Returns:
        Pairs of key and value, as in `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0`.
    """
    pairs: list[tuple[str, object]] = [
        ("nrefs", "var" if n_references == VARIABLE_REFERENCES else n_references),
        ("bs", bootstrap),
        ("ar", randomisation),
        ("seed", seed),
        ("test", test_set),
        ("lang", language_pair),
        ("origlang", origin_language),
        ("subset", subset),
    ]
    pairs += _options(config)
    pairs.append(("version", sacrebleu_version()))
    names = _SHORT | _SHORT_OF_METRIC.get(type(config), _SHORT_OF_TER) if short else {}
    return "|".join(f"{names.get(key, key)}:{_written(value)}" for key, value in pairs if value is not None)


def _options(config: MetricConfig) -> list[tuple[str, object]]:
    if isinstance(config, BleuConfig):
        smoothing = config.smooth_method
        if config.smoothing_has_value:
            smoothing += f"[{config.smoothing:.2f}]"
        return [
            ("case", "lc" if config.lowercase else "mixed"),
            ("eff", config.effective_order),
            ("tok", tokenizer_signature(config.tokenize)),
            ("smooth", smoothing),
        ]
    if isinstance(config, ChrfConfig):
        return [
            ("case", "lc" if config.lowercase else "mixed"),
            ("eff", not config.eps_smoothing),
            ("nc", config.char_order),
            ("nw", config.word_order),
            ("space", config.whitespace),
        ]
    return [
        ("case", "mixed" if config.case_sensitive else "lc"),
        ("tok", "tercom"),
        ("norm", config.normalized),
        ("punct", not config.no_punct),
        ("asian", config.asian_support),
    ]


def _written(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


@cache
def tokenizer_signature(name: str) -> str:
    """What sacreBLEU writes for a tokenizer; MeCab's contains the version of its dictionary and must be there."""
    if name in _ASK_SACREBLEU:
        from mtqa.engine.by_sacrebleu import bleu_tokenizer

        return str(bleu_tokenizer(name).signature())
    return _OWN_NAMES.get(name, name)
