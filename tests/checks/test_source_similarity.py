"""The check for translations that have nothing to do with their source."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from checking import translated
from numpy.typing import NDArray
from planted_errors import CORPUS_KINDS

from mtqa.alignment import encoders
from mtqa.checks._relatedness import relatedness
from mtqa.checks.source_similarity import Options
from mtqa.contracts import Translation, checks
from mtqa.corpus import Corpus, Role, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation.findings import Checking, Chosen, run_checks
from mtqa.languages import LanguagePair, language
from mtqa.results import Severity

DATA = Path(os.environ.get("MTQA_DATA", Path(__file__).parents[3] / "shared" / "data")) / "ntrex"
ASKED = Chosen(checks.get("source_similarity"), asked_for=True)
SUBJECTS = (
    ("The prime minister resigned on Monday", "Am Montag trat die Regierungschefin zurück"),
    ("Heavy rain flooded the old harbour", "Der alte Hafen wurde vom Regen überflutet"),
    ("The museum shows paintings by Vermeer", "Das Museum zeigt Gemälde von Vermeer"),
    ("Scientists found water on the moon", "Forscher fanden Wasser auf dem Mond"),
    ("The trains will stand still tomorrow", "Morgen stehen alle Züge still"),
    ("She won the marathon for the third time", "Zum dritten Mal gewann sie den Marathon"),
    ("Prices of bread rose sharply this year", "Brot wurde in diesem Jahr viel teurer"),
    ("The bridge will be closed for repairs", "Die Brücke wird wegen Bauarbeiten gesperrt"),
    ("A bear was seen near the village", "In der Nähe des Dorfes wurde ein Bär gesehen"),
    ("The company builds a factory in Poland", "Das Unternehmen baut eine Fabrik in Polen"),
)


class Subjects:
    """An encoder that knows the subject of every text above, and counts what it encodes. Texts that it does not know
    are about something else: they resemble everything a little."""

    name, revision = "subjects", "1"
    other = 1.0
    """How much a text that is not known is about something else."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        rows = []
        for text in texts:
            row = np.full(len(SUBJECTS) + 1, 0.1)
            about = [any(known in text for known in pair) for pair in SUBJECTS]
            row[:-1] += 2.0 * np.asarray(about)
            row[-1] = 0.0 if any(about) else self.other
            rows.append(row / np.linalg.norm(row))
        return np.asarray(rows, dtype=np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Subjects:
    found = Subjects()
    remembering = encoders._Remembering(found)
    monkeypatch.setattr(encoders, "load_encoder", lambda spec: remembering)
    monkeypatch.setattr(encoders, "_loaded", {"subjects": remembering})
    return found


def corpus(hypotheses: Sequence[str]) -> list[Translation]:
    return [translated("en-de", s, h, str(n)) for n, ((s, _), h) in enumerate(zip(SUBJECTS, hypotheses, strict=True))]


def find(hypotheses: Sequence[str]) -> list[tuple[int, str, Severity | None]]:
    found = checks.get("source_similarity").find(corpus(hypotheses))
    return [(position, problem.message, problem.severity) for position, problem in found]


RIGHT = [german for _, german in SUBJECTS]


def test_good_translations_pass(encoder: Subjects) -> None:
    assert find(RIGHT) == []


def test_translations_of_other_segments_are_found_and_the_right_place_is_named(encoder: Subjects) -> None:
    swapped = [RIGHT[1], RIGHT[0], *RIGHT[2:]]
    assert find(swapped) == [
        (0, "hardly related to its source; it fits the segment 1 better: “Heavy rain flooded the old harbour”", None),
        (
            1,
            "hardly related to its source; it fits the segment 0 better: “The prime minister resigned on Monday”",
            None,
        ),
    ]
    assert find([*RIGHT[:3], RIGHT[7], *RIGHT[4:]]) == [
        (3, "hardly related to its source; it fits the segment 7 better: “The bridge will be closed for repairs”", None)
    ]


def test_unrelated_text_is_found_though_no_segment_fits_it(encoder: Subjects) -> None:
    strange = [*RIGHT[:5], "Vielen Dank für Ihren Besuch", *RIGHT[6:]]
    assert find(strange) == [(5, "hardly related to its source", None)]


def test_doubtful_text_is_minor(encoder: Subjects) -> None:
    encoder.other = 0.35
    doubtful = [*RIGHT[:5], "Vielen Dank für Ihren Besuch", *RIGHT[6:]]
    assert find(doubtful) == [(5, "perhaps not related to its source", Severity.MINOR)]


def test_a_corpus_that_is_out_of_step_throughout_is_found(encoder: Subjects) -> None:
    shifted = [*RIGHT[1:], RIGHT[0]]
    assert len(find(shifted)) == len(RIGHT)


def test_what_says_too_little_is_not_judged(encoder: Subjects) -> None:
    assert find([*RIGHT[:5], "12,5 %", "", *RIGHT[7:]]) == []
    assert find([*RIGHT[:5], SUBJECTS[5][0], *RIGHT[6:]]) == []  # a copy: another check's business
    few = corpus(RIGHT)[:7]
    assert (
        list(checks.get("source_similarity").find([dataclasses.replace(few[0], hypothesis=RIGHT[3]), *few[1:]])) == []
    )


def test_repeated_sources_are_no_rivals_of_each_other() -> None:
    """Two equal segments fit each other's translation as well as their own."""
    texts = Subjects()
    sources = texts.encode([source for source, _ in (*SUBJECTS, *SUBJECTS[:4])])
    hypotheses = texts.encode([*RIGHT, *RIGHT[:4]])
    assert all(one.share > 0.9 and one.fits is None for one in relatedness(sources, hypotheses))


def test_every_text_is_encoded_once_for_all_systems(encoder: Subjects) -> None:
    segments = tuple(one.segment for one in corpus(RIGHT))
    systems = tuple(
        SystemOutput(name, Role.BASELINE, tuple(f"{text} {name}" for text in RIGHT)) for name in ("one", "two", "three")
    )
    pair = LanguagePair(language("en"), language("de"))
    checked = run_checks(Corpus("small", pair, segments, systems), Checking((ASKED,)))
    assert not checked.findings
    assert "orders systems no better than chance" in checked.summaries["source_similarity"]
    assert len(encoder.encoded) == len(set(encoder.encoded)) == 4 * len(SUBJECTS)


def pages(hypotheses: Sequence[str]) -> Corpus:
    segments = tuple(one.segment for one in corpus(hypotheses))
    pair = LanguagePair(language("en"), language("de"))
    return Corpus("small", pair, segments, (SystemOutput("one", Role.PRIMARY, tuple(hypotheses)),))


def test_it_runs_by_itself_with_what_the_aligner_has_left(encoder: Subjects) -> None:
    """Nothing is encoded that an aligner has not encoded before, but for a few texts."""
    swapped = pages([RIGHT[1], RIGHT[0], *RIGHT[2:]])
    unasked = Checking((Chosen(checks.get("source_similarity")),))
    checked = run_checks(swapped, unasked)
    assert not checked.findings
    assert "ask for it with `--check source_similarity`" in checked.not_run["source_similarity"]
    assert checked.warnings == ()
    assert encoder.encoded == []
    aligner = encoders.load_encoder("auto")
    assert aligner is not None
    aligner.encode([*(source for source, _ in SUBJECTS), *RIGHT])
    checked = run_checks(swapped, unasked)
    assert [finding.segment_id for finding in checked.findings] == ["0", "1"]
    assert checked.not_run == {}
    assert len(encoder.encoded) == 2 * len(SUBJECTS)


def test_by_itself_it_is_not_run_where_no_encoder_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_loaded", {})
    monkeypatch.setattr(encoders, "find_spec", lambda package: None)
    checked = run_checks(pages(RIGHT), Checking((Chosen(checks.get("source_similarity")),)))
    assert set(checked.not_run) == {"source_similarity"}
    few = dataclasses.replace(pages(RIGHT), segments=pages(RIGHT).segments[:3], systems=())
    assert run_checks(few, Checking((Chosen(checks.get("source_similarity")),))).not_run == {}


def test_the_gate_leaves_it_out_unless_it_is_asked_for() -> None:
    """What it finds depends on an encoder that other machines may lack."""
    assert checks.get("source_similarity").by_machine


def test_asked_for_it_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checks.get("source_similarity")
    pair = LanguagePair(language("en"), language("de"))
    monkeypatch.setattr(encoders, "_loaded", {})
    monkeypatch.setattr("mtqa.checks.source_similarity.find_spec", lambda package: None)
    assert "pip install 'mtqa[embed]'" in check.why_not(pair)
    assert check.limited is not None
    assert check.limited(pair) == ""
    assert "not trained on qu," in check.limited(LanguagePair(language("en"), language("qu")))


def test_an_encoder_must_be_named() -> None:
    with pytest.raises(MtqaError, match="'none' names no encoder"):
        list(checks.get("source_similarity").find(corpus(RIGHT), Options(encoder="none")))


@pytest.mark.data
@pytest.mark.embed
def test_planted_mismatches_are_found_in_real_translations() -> None:
    """Sixty segments of NTREX, English-Bulgarian; `scripts/benchmark_checks` measures more."""
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is missing")
    sources, hypotheses = (
        (DATA / name).read_text(encoding="utf-8").split("\n")[100:160] for name in ("eng.txt", "bul.txt")
    )
    good = [translated("en-bg", s, h, str(n)) for n, (s, h) in enumerate(zip(sources, hypotheses, strict=True))]
    check = checks.get("source_similarity")
    assert len(list(check.find(good))) <= 1
    random = Random(1)
    for kind in CORPUS_KINDS:
        changed = kind.plant(random, good, 30) or kind.plant(random, good, 31)
        assert changed
        found = {position for position, _ in check.find([changed.get(n, one) for n, one in enumerate(good)])}
        assert found >= set(changed)
