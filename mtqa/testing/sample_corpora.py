"""Small corpora that plug-ins are tried on: ordinary text, empty and missing translations, hostile text."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.languages import LanguagePair, language

__all__ = ["HOSTILE", "HYPOTHESES", "REFERENCES", "SOURCES", "sample_corpus"]

SOURCES = (
    "The summit took place in Tokyo on 12 May 2022.",
    "Both sides agreed on a digital partnership.",
    "More than 150 million people live here, said Ms. Müller.",
    "See Article 5(2) of the Treaty at https://europa.eu/treaty.",
)
REFERENCES = (
    "Der Gipfel fand am 12. Mai 2022 in Tokio statt.",
    "Beide Seiten vereinbarten eine digitale Partnerschaft.",
    "Mehr als 150 Millionen Menschen leben hier, sagte Frau Müller.",
    "Siehe Artikel 5 Absatz 2 des Vertrags unter https://europa.eu/treaty.",
)
HYPOTHESES = (
    "Das Gipfeltreffen fand am 12. Mai 2022 in Tokio statt.",
    "Beide Parteien haben eine digitale Partnerschaft beschlossen.",
    "Über 150 Millionen Menschen leben hier, sagte Frau Müller.",
    "Siehe Artikel 5 Absatz 2 des Vertrags bei https://europa.eu/treaty.",
)
HOSTILE = (
    "",
    " ",
    "x",
    "<script>alert(1)</script> & <b>not bold</b> ]]> {{ x }} \\input{a} =1+1",
    "\u202eright to left\u202c and a\u0301 combining, \U0001f468\u200d\U0001f469\u200d\U0001f467, \ufffd",
    "a" * 2_000,
    "1 " * 500,
    "line\u2028separator and\u0085next line",
    "日本語とالعربيةとעברית",
)
"""Texts that real files hold and programs stumble over."""


def sample_corpus(
    hypotheses: Sequence[str | None] = HYPOTHESES,
    sources: Sequence[str] = SOURCES,
    references: Sequence[str] | None = REFERENCES,
    *,
    pair: str = "en-de",
) -> Corpus:
    """A corpus of one system; ids are `s1`, `s2`, ..., and every two segments are a document.

    Args:
        hypotheses: The system's, None for a missing one.
        sources: As many.
        references: As many, or None for a corpus without.
        pair: Its languages.

    Raises:
        MtqaError: when the lists differ in length, or `pair` is no pair of languages.
    """
    source, _, target = pair.partition("-")
    segments = tuple(
        Segment(f"s{n + 1}", f"d{n // 2 + 1}", text, {} if references is None else {"A": references[n]})
        for n, text in enumerate(sources)
    )
    system = SystemOutput("system", Role.PRIMARY, tuple(hypotheses))
    return Corpus("sample", LanguagePair(language(source), language(target)), segments, (system,))
