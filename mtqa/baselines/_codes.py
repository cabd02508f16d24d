"""What the families of models call the languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mtqa.errors import MtqaError
from mtqa.languages import Language, language

__all__ = ["flores_codes", "is_code_of", "marian_code", "mbart_code", "short_codes"]

_FLORES = {
    "lv": "lvs",
    "ar": "arb",
    "fa": "pes",
    "sw": "swh",
    "ms": "zsm",
    "uz": "uzn",
    "az": "azj",
    "mn": "khk",
    "ne": "npi",
    "or": "ory",
    "ps": "pbt",
    "sq": "als",
    "yi": "ydd",
    "no": "nob",
    "ku": "kmr",
    "mg": "plt",
    "et": "est",
    "zh": "zho",
}
"""Languages for which FLORES-200 names one variety where ISO 639-3 has a macrolanguage."""
_SHORT = {"nb": "no", "no": "nb", "he": "iw", "fil": "tl"}
"""Other codes that models use for a language."""


def flores_codes(wanted: Language) -> Iterator[str]:
    """Codes of FLORES-200, as NLLB has them (`bul_Cyrl`), the most likely first."""
    script = next((part for part in wanted.tag.split("-")[1:] if len(part) == 4), "") or wanted.script
    three = _FLORES.get(wanted.primary) or wanted.iso639_3 or wanted.primary
    if wanted.primary == "zh":
        script = "Hant" if script == "Hant" or wanted.tag.endswith(("-TW", "-HK", "-MO")) else "Hans"
    yield f"{three}_{script}"
    yield f"{wanted.iso639_3}_{script}"


def short_codes(wanted: Language) -> Iterator[str]:
    """Codes of two letters (`bg`), as M2M-100 and MADLAD-400 have them, the most specific first."""
    yield wanted.tag.replace("-", "_")
    yield wanted.primary
    if wanted.primary in _SHORT:
        yield _SHORT[wanted.primary]


def mbart_code(wanted: Language, served: Iterable[str]) -> str | None:
    """The code of mBART (`de_DE`, `fr_XX`) among those that a tokenizer knows."""
    codes = sorted(code for code in served if re.fullmatch(rf"{wanted.primary}_[A-Z]{{2}}", code))
    exact = wanted.tag.replace("-", "_")
    return exact if exact in codes else codes[0] if codes else None


def marian_code(wanted: Language, served: Iterable[str]) -> str | None:
    """The token that tells a Marian model the target language (`>>bul<<`) among those of its vocabulary."""
    codes = set(served)
    three = wanted.iso639_3 or wanted.primary
    tags = (wanted.tag.replace("-", "_"), f"{three}_{wanted.script}", three, wanted.primary, *short_codes(wanted))
    if wanted.tag == "pt-BR":
        tags = ("pob", "pt_br", *tags)
    extra = {"zh": ("cmn_Hans", "cmn"), "lv": ("lav", "lvs"), "et": ("est", "ekk")}.get(wanted.primary, ())
    for tag in (*tags, wanted.tag.replace("-", "_").lower(), *extra):
        if f">>{tag}<<" in codes:
            return f">>{tag}<<"
    return None


def is_code_of(code: str, wanted: Language) -> bool | None:
    """Whether a code that a model declares means a language; None where it is no single language that is known."""
    try:
        declared = language(code)
    except MtqaError:
        return None
    if not declared.known:
        return None
    return declared.primary == wanted.primary
