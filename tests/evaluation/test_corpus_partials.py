"""Evaluations in parts come to the evaluation of the whole, and files that do not belong together are refused."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import (
    Checking,
    CorpusRun,
    PartOf,
    Unit,
    evaluate,
    merge_evaluations,
    read_partials,
    write_partial_evaluation,
)
from mtqa.evaluation.suppressions import Suppression
from mtqa.files import read_arrays, write_arrays
from mtqa.languages import language_pair
from mtqa.results import evaluation_to_json

N_SEGMENTS = 41
SOURCES = (
    "The council adopted {n} measures on 3 May 2024.",
    "The council adopted the report.",
    "See https://europa.eu/{n} for the annex.",
    "Mr Kowalski paid 12.5 % of {n} euros.",
    "It is raining in Brussels.",
)
TARGETS = (
    "Der Rat nahm am 3. Mai 2024 {n} Maßnahmen an.",
    "Der Rat nahm den Bericht an.",
    "Siehe https://europa.eu/{n} für den Anhang.",
    "Herr Kowalski zahlte 12,5 % von {n} Euro.",
    "In Brüssel regnet es.",
)


def _corpus(name: str = "parts") -> Corpus:
    """Documents of unequal length, one missing reference, missing hypotheses, and errors of many kinds."""
    generator = random.Random(4)
    segments, one, two = [], [], []
    for n in range(N_SEGMENTS):
        source, target = (texts[n % 5].format(n=n) for texts in (SOURCES, TARGETS))
        references = {} if n == 7 else {"A": target, **({"B": target.lower()} if n % 3 else {})}
        segments.append(Segment(f"s{n}", f"d{n // 6}", source, references))
        words = target.split()
        one.append(None if n in (3, 20) else " ".join(generator.sample(words, len(words))) if n % 4 else target)
        two.append(source if n % 9 == 5 else target.replace("Der Rat", "Die Kommission") + (" ." if n % 2 else ""))
    systems = [
        SystemOutput(
            "one", Role.PRIMARY, one, Origin(service="engine"), remarks={"s4": "cut after 512 tokens", "s39": "cut"}
        ),
        SystemOutput("two", Role.BASELINE, two),
    ]
    return Corpus(name, language_pair("en-de"), segments, systems, title="In parts", notes=("a note",))


def _files(folder: Path, run: CorpusRun, n_parts: int) -> list[Path]:
    paths = [folder / f"{number}-{n_parts}" for number in range(1, n_parts + 1)]
    for number, path in enumerate(paths, start=1):
        write_partial_evaluation(path, PartOf(number, n_parts), run)
    return paths


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(("unit", "n_parts"), [(Unit.SEGMENT, 4), (Unit.DOCUMENT, 60)])
def test_parts_come_to_the_whole(tmp_path: Path, unit: Unit, n_parts: int) -> None:
    corpora = [_corpus(), replace(_corpus("other"), language_pair=language_pair("en-fr"))]
    suppression = Suppression("s5", "untranslated", "", "", "a name", "suppressed.tsv:2")
    checking = Checking(suppressions=(suppression,))
    metrics = ("bleu", "chrf(word_order=2)", "ter", "exact_match")
    wholes = [evaluate(one, metric_specs=metrics, checking=checking, unit=unit, seed=5) for one in corpora]
    assert len({finding.check for finding in wholes[0].findings}) >= 3
    assert wholes[0].suppressed
    run = CorpusRun(corpora, metrics, checking, seed=5, unit=unit)
    merged = merge_evaluations(read_partials(_files(tmp_path, run, n_parts)))
    assert [_json(evaluation_to_json(one)) for one in merged] == [_json(evaluation_to_json(one)) for one in wholes]


def test_beyond_the_limit_all_comes_from_sums_and_is_close_to_resampling(tmp_path: Path) -> None:
    corpus = _corpus()
    drawn = evaluate(corpus, check_names=[], unit=Unit.SEGMENT)
    limit = evaluate(corpus, check_names=[], unit=Unit.SEGMENT, most_resampled=10)
    assert limit.settings["method"] == "normal"
    assert "method" not in drawn.settings
    for one, other in zip(drawn.scores, limit.scores, strict=True):
        assert one.value == other.value
        assert "bs:1000|seed:12345" in one.signature
        assert "bs:normal|case" in other.signature
        assert one.interval is not None
        assert other.interval is not None
        widths = [ends.high - ends.low for ends in (one.interval, other.interval)]
        assert widths[1] == pytest.approx(widths[0], rel=0.3)
    for before, after in zip(drawn.comparisons, limit.comparisons, strict=True):
        assert before.delta == pytest.approx(after.delta, abs=1e-9)
        assert "ar:normal" in after.signature
        assert after.p_value == pytest.approx(before.p_value, abs=0.05)
    run = CorpusRun([corpus], ("bleu",), Checking().only([]), unit=Unit.SEGMENT, most_resampled=10)
    (merged,) = merge_evaluations(read_partials(_files(tmp_path, run, 3)))
    assert merged.scores == tuple(score for score in limit.scores if score.metric == "bleu")


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    run = CorpusRun([_corpus()], ("bleu",), Checking().only(["untranslated"]))
    first, second = _files(tmp_path, run, 2)
    changed = _corpus()
    changed = replace(changed, segments=[replace(changed.segments[0], source="Other."), *changed.segments[1:]])
    for other, wanted in (
        (replace(run, corpora=[changed]), "fingerprint of corpora"),
        (replace(run, metric_specs=("chrf",)), "metrics is chrf here, and bleu there"),
        (replace(run, checking=Checking().only(["numbers"])), "check of checks of checking is numbers here"),
        (replace(run, seed=1), "seed is 1 here, and 12345 there"),
    ):
        write_partial_evaluation(tmp_path / "other", PartOf(2, 2), other)
        with pytest.raises(MtqaError, match="part of another run") as refused:
            read_partials([first, tmp_path / "other"])
        assert wanted in str(refused.value)
    header, arrays = read_arrays(second, "mtqa/partial/1")
    for number, change in enumerate((_other_text, _other_version, _no_numbers, _numbers_elsewhere)):
        told, numbers = _json(header), dict(arrays)
        change(told, numbers)
        write_arrays(tmp_path / f"forged.{number}", "mtqa/partial/1", told, numbers)
        with pytest.raises(MtqaError):
            merge_evaluations(read_partials([first, tmp_path / f"forged.{number}"]))


def _other_text(header: Any, arrays: dict[str, Any]) -> None:
    del arrays
    header["own"]["corpora"][0]["corpus"]["segments"][0]["source"] = "Forged."


def _other_version(header: Any, arrays: dict[str, Any]) -> None:
    del arrays
    header["common"]["versions"]["mtqa"] = "0.0.1"


def _no_numbers(header: Any, arrays: dict[str, Any]) -> None:
    del header
    del arrays["corpus 0 metric 0 system 0 rows"]


def _numbers_elsewhere(header: Any, arrays: dict[str, Any]) -> None:
    del header
    arrays["corpus 0 metric 0 system 0 positions"] = np.arange(len(arrays["corpus 0 metric 0 system 0 positions"]))
