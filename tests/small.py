"""Small corpora for tests."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.languages import LanguagePair, language

EN_DE = LanguagePair(language("en"), language("de"))

SOURCES = ("The cat sat on the mat.", "It is raining.", "Where is the station?", "Twelve people came.")
REFERENCES = ("Die Katze saß auf der Matte.", "Es regnet.", "Wo ist der Bahnhof?", "Zwölf Menschen kamen.")
GOOD = ("Die Katze saß auf der Matte.", "Es regnet gerade.", "Wo ist der Bahnhof?", "Zwölf Leute kamen.")
BAD = ("Katze auf Matte.", "Es ist Regen.", "Wo Station?", "12 Leute gekommen.")


def small_corpus(
    systems: Sequence[tuple[str, Sequence[str | None]]] = (("good", GOOD), ("bad", BAD)),
    references: Sequence[str | None] = REFERENCES,
    documents: Sequence[str] = ("one", "one", "two", "two"),
) -> Corpus:
    """Four English-German segments in two documents; the first system is primary, the others are baselines."""
    return Corpus(
        name="small",
        language_pair=EN_DE,
        segments=tuple(
            Segment(f"{document}:{i}", document, source, {} if reference is None else {"A": reference})
            for i, (document, source, reference) in enumerate(zip(documents, SOURCES, references, strict=True))
        ),
        systems=tuple(
            SystemOutput(name, Role.BASELINE if i else Role.PRIMARY, tuple(hypotheses))
            for i, (name, hypotheses) in enumerate(systems)
        ),
        title="A small corpus",
    )
