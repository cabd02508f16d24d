"""The check for sentences that break off."""

from __future__ import annotations

import pytest
from checking import run, run_corpus, translated

from mtqa.contracts import checks
from mtqa.results import Severity

SOURCE = "The leaders met in Tokyo and agreed on next steps."


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", SOURCE, "Die Spitzen trafen sich in Tokio und einigten sich."),
        ("en-de", "He began at nine in the morning.", "Um neun Uhr fing er an."),
        ("en-el", SOURCE, "Οι ηγέτες συναντήθηκαν στο Τόκιο."),
        ("en-fr", "Next steps in the partnership", "Prochaines étapes du partenariat"),
        ("en-bg", "Leaders met in Tokyo on Monday...", "Лидерите се срещнаха и..."),
        ("en-de", "Go on!", "Weiter"),
        # words that may be adverbs: "for" it, "without"
        ("en-sl", "Of those, 70 percent said they would vote yes.", "Od teh bi jih 70 odstotkov glasovalo za."),
        ("en-el", 'They found her urging others to "rape me."', 'Προέτρεπε τους άλλους να τη βιάσουν ("βιάστε με").'),
        ("en-hu", "They do not know you are furious.", "Nem tudják, hogy dühös vagy."),
        ("en-pt", "I would have bought one then.", "Nesse caso eu compraria uma."),
        ("en-lv", "He left because of his temperament.", "Viņš aizgāja sava temperamenta dēļ."),
        ("en-de", "Those are the two scores, right?", "Das sind die beiden Ergebnisse, oder?"),
        ("en-de", "The leaders met in Tokyo (see note).", "Die Spitzen trafen sich in Tokio (siehe Anmerkung)."),
    ],
)
def test_whole_sentences(pair: str, source: str, hypothesis: str) -> None:
    assert run("fragments", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "hypothesis", "severity", "word"),
    [
        ("en-de", "Die Spitzen trafen sich in Tokio und", Severity.MAJOR, "und"),
        ("en-de", "Die Spitzen trafen sich in Tokio und.", Severity.MAJOR, "und"),
        ("en-sl", "Voditelji so se srečali v Tokiu za", Severity.MAJOR, "za"),
        ("en-bg", "Лидерите се срещнаха в Токио и", Severity.MAJOR, "и"),
        ("en-pl", "Przywódcy spotkali się w Tokio oraz", Severity.MAJOR, "oraz"),
        ("en-fr", "Les dirigeants se sont réunis à Tokyo,", Severity.MINOR, "Tokyo"),
        ("en-fi", "Johtajat tapasivat Tokiossa", Severity.MINOR, "Tokiossa"),
    ],
)
def test_sentences_that_break_off(pair: str, hypothesis: str, severity: Severity, word: str) -> None:
    assert run("fragments", pair, SOURCE, hypothesis) == [
        ("linguistic-conventions/unintelligible/fragment", severity, [word])
    ]


def test_sentence_that_goes_on_in_the_next_segment() -> None:
    texts = [("They found his brother there.", "Sie fanden seinen Bruder,"), ("He was dead.", "der tot war.")]
    assert run_corpus("fragments", "en-de", texts) == []
    assert run_corpus("capitalisation", "en-de", texts) == []
    assert run_corpus("fragments", "en-de", texts[:1]) != []
    assert run_corpus("capitalisation", "en-de", texts[1:]) != []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "Governor Attacks Prime Minister's New Plan in the U.S.", "Gouverneur greift neuen Plan an"),
        ("en-fr", "More information here.", "Pour en savoir plus"),
        ("en-sv", "Where can I find further information on this subject?", "Mer information"),
        ("en-pl", "Write to us at info@example.eu.", "Napisz do nas na adres info@example.eu"),
    ],
)
def test_headings_and_addresses_need_no_full_stop(pair: str, source: str, hypothesis: str) -> None:
    assert run("fragments", pair, source, hypothesis) == []


def test_the_mark_of_the_source_is_named() -> None:
    translation = translated("en-it", "Stop the transfer now!", "Fermate il trasferimento")
    (problem,) = checks.get("fragments")(translation)
    assert problem.message == "the sentence has no end: the source has “!” here"


def test_text_without_full_stops_is_told_once() -> None:
    texts = [(f"The house number {n} is old and grey.", f"Das Haus Nummer {n} ist alt und grau") for n in range(6)]
    assert [position for position, _ in run_corpus("fragments", "en-de", texts)] == [0]
