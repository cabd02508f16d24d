"""Each defect is planted in a corpus that has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
from mtqa.languages import LanguagePair, language
from mtqa.preparation import load_corpora
from mtqa.preparation.validation import Defect, Level, validate

SENTENCES = [
    (
        "The committee will meet again in the spring of next year.",
        "Der Ausschuss wird im nächsten Frühling wieder tagen.",
    ),
    ("Nobody knows what the weather will be like tomorrow.", "Niemand weiß, wie das Wetter morgen sein wird."),
    ("Prices have risen by four per cent since January.", "Die Preise sind seit Januar um vier Prozent gestiegen."),
    ("She opened the letter and read it twice.", "Sie öffnete den Brief und las ihn zweimal."),
    ("The bridge was closed because of the storm.", "Die Brücke wurde wegen des Sturms gesperrt."),
    (
        "After long negotiations the two sides agreed on a common plan for the coming months.",
        "Nach langen Verhandlungen einigten sich die beiden Seiten auf einen gemeinsamen Plan für die nächsten Monate.",
    ),
]
ORIGIN = Origin(service="S", licence="CC0")
N = 60


def sound() -> tuple[list[str], list[str], list[str]]:
    """Sources, references and hypotheses without a fault, all different."""
    sources = [f"{SENTENCES[i % 6][0]} ({i})" for i in range(N)]
    references = [f"{SENTENCES[i % 6][1]} ({i})" for i in range(N)]
    hypotheses = [text.replace("Die ", "Alle ").replace("wird", "soll") + "!" for text in references]
    return sources, references, hypotheses


def make(sources: list[str], references: list[str], hypotheses: list[str | None], origin: Origin = ORIGIN) -> Corpus:
    segments = [
        Segment(f"d:{i}", "d", source, {"A": reference})
        for i, (source, reference) in enumerate(zip(sources, references, strict=True))
    ]
    pair = LanguagePair(language("en"), language("de"))
    systems = [SystemOutput("x", Role.PRIMARY, hypotheses, origin)]
    return Corpus("c", pair, segments, systems, source_origin=origin, reference_origins={"A": origin})


def found(corpus: Corpus) -> dict[str, Defect]:
    """Defects by kind and text; of several with both in common the first, which is the worst."""
    defects: dict[str, Defect] = {}
    for defect in validate(corpus).defects:
        defects.setdefault(f"{defect.kind}/{defect.text}", defect)
    return defects


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    sources, references, hypotheses = sound()
    result = validate(make(sources, references, list(hypotheses)))
    assert result.defects == ()
    assert (result.n_segments, result.n_documents, result.language_pair) == (N, 1, "en-de")
    assert [text.text for text in result.texts] == ["source", "reference A", "hypothesis x"]
    assert result.texts[0].characters == sum(map(len, sources))
    assert result.texts[2].ratio == sum(map(len, hypotheses)) / sum(map(len, sources))
    assert result.texts[0].words == sum(text.count(" ") + 1 for text in sources)


@pytest.mark.parametrize(
    ("place", "text", "kind", "level"),
    [
        (3, "Ein verlorenes \ufffd Zeichen.", "encoding", Level.ERROR),
        (3, "Die BrÃ¼cke ist gesperrt.", "encoding", Level.ERROR),
        (3, "Sie sagteâ€œ und ging.", "encoding", Level.ERROR),
        (3, "Fische &amp; Chips &quot;hier&quot;.", "encoding", Level.WARNING),
        (3, "Ein\x0bSteuerzeichen.", "encoding", Level.WARNING),
        (3, "u\u0308ber zerlegte Umlaute, die niemand sieht", "encoding", Level.WARNING),
        (3, "", "empty", Level.WARNING),
        (3, None, "missing", Level.WARNING),
        (3, "Nein. " * 400, "long", Level.WARNING),
        (3, "Wort " * 60, "alignment", Level.WARNING),
    ],
)
def test_defects_of_a_text(place: int, text: str | None, kind: str, level: Level) -> None:
    sources, references, hypotheses = sound()
    changed: list[str | None] = list(hypotheses)
    changed[place] = text
    defect = found(make(sources, references, changed))[f"{kind}/hypothesis x"]
    assert defect.level is level
    assert defect.count == 1
    assert defect.examples in ((f"d:{place}",), (f"#{place + 1}",), ())


def test_whole_texts_in_another_language_or_copied() -> None:
    sources, references, hypotheses = sound()
    wrong = found(make(sources, references, [f"{SENTENCES[i % 6][0]} [{i}]" for i in range(N)]))
    assert wrong["wrong-language/hypothesis x"].level is Level.ERROR
    assert "English" in wrong["wrong-language/hypothesis x"].message
    copied = found(make(sources, references, list(sources)))
    assert copied["untranslated/hypothesis x"].count == N
    assert found(make(sources, references, list(references)))["copy/hypothesis x"].level is Level.ERROR
    assert found(make(sources, references, [""] * N))["empty/hypothesis x"].level is Level.ERROR
    del hypotheses


def test_lines_that_are_shifted() -> None:
    sources, references, hypotheses = sound()
    shifted = found(make(sources, references, [*hypotheses[1:], "Am Ende."]))
    assert "fit the one before better" in shifted["shift/hypothesis x"].message
    assert shifted["shift/hypothesis x"].level is Level.ERROR
    shifted = found(make(sources, references, ["Am Anfang.", *hypotheses[:-1]]))
    assert "fit the next one better" in shifted["shift/hypothesis x"].message


def test_repeated_segments_and_unstated_origins() -> None:
    sources, references, hypotheses = sound()
    sources[10], references[10] = sources[4], references[4]
    sources[11] = sources[5]  # with another reference: not the same segment
    defects = found(make(sources, references, list(hypotheses), Origin()))
    assert (defects["repeated/"].count, defects["repeated/"].examples) == (1, ("d:10",))
    assert "source, reference A, hypothesis x" in defects["licence/"].message
    assert defects["provenance/"].level is Level.WARNING


def test_a_corpus_without_systems() -> None:
    sources, references, _ = sound()
    corpus = make(sources, references, [None] * N)
    assert "no-system/" in found(corpus.with_systems([]))


@pytest.mark.data
@pytest.mark.parametrize("name", ["wmt21/en-de", "wmt21/en-cs", "wmt21/fr-de", "ntrex/eng.txt"])
def test_no_error_is_found_in_published_test_sets(shared_data: Path, name: str) -> None:
    """Professional translations and the outputs of good systems: whatever is an error here is a false alarm."""
    for corpus in load_corpora(shared_data / name):
        assert [defect for defect in validate(corpus).defects if defect.level is Level.ERROR] == []
