"""`mtqa.score` and `mtqa.compare`: sacreBLEU's numbers for plain lists, and no list misunderstood.

Expected values: sacreBLEU 2.6's library on the same lists, in the same test.
"""

from __future__ import annotations

import inspect
import pickle
import random
import time
from typing import Any

import pytest
import sacrebleu
from engine.lines import WORDS, random_change
from small import BAD, GOOD, REFERENCES, SOURCES, small_corpus

import mtqa
from mtqa.errors import MtqaError

METRICS = ("bleu", "chrf(word_order=2)", "ter")
SECOND = ("Die Katze saß auf einer Matte.", "Es regnet eben.", "Wo finde ich den Bahnhof?", "Zwölf Leute sind da.")


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """120 made-up segments: two references, two systems; some end in white space, which chrF may count."""
    generator = random.Random(18)
    lines = [" ".join(generator.choices(WORDS, k=generator.randrange(3, 20))) + "." for _ in range(120)]
    made = {name: [random_change(generator, line) for line in lines] for name in ("A", "B", "one", "two")}
    made["one"][5] += " \t "
    made["A"][6] += "  "
    return made


def _values(scores: mtqa.Scores) -> list[float | None]:
    return [score.value for score in scores.values()]


def _expected(hypotheses: list[str], streams: list[list[str]], **chrf: Any) -> list[float]:
    return [
        sacrebleu.corpus_bleu(hypotheses, streams, force=True).score,
        sacrebleu.corpus_chrf(hypotheses, streams, word_order=2, **chrf).score,
        sacrebleu.corpus_ter(hypotheses, streams).score,
    ]


def test_three_lines_from_import_to_sacrebleus_number() -> None:
    program = "import mtqa\nscores = mtqa.score(hypotheses, references)\nvalue = scores['bleu'].value"
    names: dict[str, Any] = {"hypotheses": list(GOOD), "references": list(REFERENCES)}
    exec(program, names)
    assert names["value"] == sacrebleu.corpus_bleu(GOOD, [REFERENCES]).score


def test_numbers_signatures_and_segments_are_sacrebleus(texts: dict[str, list[str]]) -> None:
    scores = mtqa.score(texts["one"], texts["A"], METRICS)
    assert _values(scores) == _expected(texts["one"], [texts["A"]])
    for spec, metric in zip(METRICS, (sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2), sacrebleu.TER()), strict=True):
        metric.corpus_score(texts["one"], [texts["A"]])
        assert scores[spec].signature == f"{scores[spec].label}|{metric.get_signature()}"
    single = [
        sacrebleu.sentence_bleu(hypothesis, [reference]).score
        for hypothesis, reference in zip(texts["one"], texts["A"], strict=True)
    ]
    assert list(scores["bleu"].segment_values) == single
    assert not scores["ter"].higher_is_better


def test_white_space_counts_as_in_sacrebleus_library(texts: dict[str, list[str]]) -> None:
    found = mtqa.score(texts["one"], texts["A"], "chrf(whitespace=true)")
    assert _values(found) == [sacrebleu.corpus_chrf(texts["one"], [texts["A"]], remove_whitespace=False).score]


@pytest.mark.parametrize("form", ["by reference", "by segment", "by name", "columns", "generator"])
def test_references_in_every_form(texts: dict[str, list[str]], form: str) -> None:
    import pandas

    first, second = texts["A"], texts["B"]
    given: dict[str, Any] = {
        "by reference": [first, second],
        "by segment": [list(pair) for pair in zip(first, second, strict=True)],
        "by name": {"A": first, "B": second},
        "columns": [pandas.Series(first), tuple(second)],
        "generator": (stream for stream in (iter(first), iter(second))),
    }
    assert _values(mtqa.score(texts["one"], given[form], METRICS)) == _expected(texts["one"], [first, second])


def test_segments_may_have_different_numbers_of_references(texts: dict[str, list[str]]) -> None:
    first, second = texts["A"], [text if n % 3 else None for n, text in enumerate(texts["B"])]
    ragged: list[Any] = [[a] if b is None else [a, b] for a, b in zip(first, second, strict=True)]
    mixed = [row[0] if len(row) == 1 else tuple(row) for row in ragged]
    expected = sacrebleu.corpus_bleu(texts["one"], [first, second], force=True).score
    for references in (ragged, mixed, {"A": first, "B": second}, [first, second]):
        found = mtqa.score(texts["one"], references, "bleu")["bleu"]
        assert found.value == expected
        assert "nrefs:var" in found.signature


def test_a_square_of_references_is_refused_where_the_two_meanings_differ() -> None:
    with pytest.raises(MtqaError, match=r"two ways: as 2 references .* or as 2 segments with 2 references each"):
        mtqa.score(["a b", "c d"], [["a b", "c d"], ["x", "y"]], "bleu")
    same = mtqa.score(["a b", "c d"], [["a b", "x"], ["x", "c d"]], "chrf")  # both meanings are the same
    assert same["chrf"].value == 100.0
    assert mtqa.score(["a b c d"], [["a b c d"]], "bleu")["bleu"].value == pytest.approx(100)
    named = mtqa.score(["a b", "c d"], {"A": ["a b", "c d"], "B": ["x", "y"]}, "chrf")
    assert named["chrf"].value == 100.0


@pytest.mark.parametrize(
    ("hypotheses", "references", "message"),
    [
        (GOOD, REFERENCES[:3], "the hypotheses are 4, and the references 3"),
        (GOOD, [REFERENCES, REFERENCES[:2]], "do not fit 4 hypotheses: there are 2 lists with 2 to 4 texts"),
        (GOOD, [[*REFERENCES, "more"], [*REFERENCES, "more"]], "are 4, and the texts of the first reference 5"),
        ("one.txt", REFERENCES, "the hypotheses are one text, where a list"),
        (GOOD, "Es regnet.", "the references are one text, where a list"),
        (GOOD, None, "BLEU needs references"),
        ([], [], "there are no hypotheses"),
        (GOOD, [], "there are no references"),
        ((*GOOD[:3], None), REFERENCES, r"hypotheses\[3\] is missing \(None\)"),
        ([list(GOOD), list(BAD)], REFERENCES, r"hypotheses\[0\] is a list.*mtqa.compare"),
        (GOOD, (*REFERENCES[:3], float("nan")), r"references\[3\] is no text, but float: nan"),
        (GOOD, (*REFERENCES[:3], None), "segment 3 .* has no reference"),
        (GOOD, [["a"], ["b"], [], ["c"]], "segment 2 .* has no reference"),
        (GOOD, [["a"], ["b"], [None], ["c"]], r"references\[2\]\[0\] is missing"),
        (GOOD, {"A": REFERENCES, "B": "text"}, "one text, where a list"),
        (7, REFERENCES, "no list of texts, but int"),
    ],
)
def test_what_does_not_fit_is_told(hypotheses: Any, references: Any, message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        mtqa.score(hypotheses, references, "bleu")


def test_other_mistakes_are_told() -> None:
    for arguments, message in (
        ({"metrics": "blue"}, "there is no metric named 'blue'"),
        ({"metrics": []}, "no metric is named"),
        ({"languages": "deutsch"}, "'deutsch' is no language pair"),
        ({"sources": SOURCES[:2]}, "there are 2 sources for 4 hypotheses"),
        ({"confidence": True, "documents": ["a"]}, "there are 1 documents for 4"),
        ({"confidence": True, "unit": "document"}, "nothing says which document"),
    ):
        with pytest.raises(MtqaError, match=message):
            mtqa.score(GOOD, REFERENCES, **{"metrics": "bleu", **arguments})  # type: ignore[arg-type]


def test_languages_choose_the_tokenizer() -> None:
    hypotheses, references = ["我喜欢猫，也喜欢狗。"], ["我喜欢猫，不喜欢狗。"]
    found = mtqa.score(hypotheses, references, "bleu", languages="en-zh")["bleu"]
    assert found.value == sacrebleu.corpus_bleu(hypotheses, [references], tokenize="zh").score
    assert "tok:zh" in found.signature


def test_intervals_are_those_of_the_command_line(texts: dict[str, list[str]]) -> None:
    """sacreBLEU's mean and half-width come from the same draws (tests/cli/test_score.py)."""
    found = mtqa.score(texts["one"], texts["A"], METRICS, confidence=True)
    assert all(score.interval is not None for score in found.values())
    metric = sacrebleu.BLEU(references=[texts["A"]], force=True)
    expected = metric.corpus_score(texts["one"], None, n_bootstrap=1000)
    interval = found["bleu"].interval
    assert interval is not None
    assert (interval.high - interval.low) / 2 == pytest.approx(expected._ci, abs=1e-5)
    assert "|bs:1000|seed:12345|" in found["bleu"].signature
    by_document = mtqa.score(
        texts["one"], texts["A"], "bleu", confidence=True, documents=[str(n // 10) for n in range(120)]
    )
    assert by_document["bleu"].signature.endswith("|unit:documents")
    assert by_document["bleu"].interval != interval


def test_scores_are_found_by_spec_and_label_in_any_case() -> None:
    scores = mtqa.score(GOOD, REFERENCES, METRICS)
    assert scores["chrf(word_order=2)"] is scores["chrF2++"] is scores["CHRF2++"]
    assert list(scores) == list(METRICS)
    by_default = mtqa.score(GOOD, REFERENCES)
    assert list(by_default) == ["bleu", "chrf++"]
    assert by_default["chrf++"].value == scores["chrF2++"].value
    assert pickle.loads(pickle.dumps(scores)) == scores
    with pytest.raises(KeyError, match="there is no score by 'comet'; there are: bleu"):
        scores["comet"]


def test_metrics_without_the_engine_and_without_references() -> None:
    found = mtqa.score(GOOD, REFERENCES, ("exact_match", "bleu"))
    assert list(found) == ["exact_match", "bleu"]
    assert found["exact_match"].value == 50.0
    assert list(found["exact_match"].segment_values) == [100.0, 0.0, 100.0, 0.0]


def test_every_two_systems_of_lists_are_compared_as_those_of_a_corpus() -> None:
    by_lists = mtqa.compare({"good": GOOD, "bad": BAD}, REFERENCES, METRICS, SOURCES, "en-de")
    corpus = small_corpus(documents=("", "", "", ""))
    by_corpus = mtqa.compare(corpus, metrics=METRICS)
    assert by_lists.comparisons == by_corpus.comparisons
    assert [score.value for score in by_lists.scores] == [score.value for score in by_corpus.scores]
    assert all(one.delta > 0 for one in by_lists.comparisons)
    assert by_lists.findings == ()
    numbered = mtqa.compare([list(GOOD), list(BAD)], list(REFERENCES), "bleu")
    assert [system.name for system in numbered.corpus.systems] == ["System 1", "System 2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({"good": GOOD}, REFERENCES), "two systems at least"),
        ((GOOD, REFERENCES), "the texts of one system"),
        (({"good": GOOD, "bad": BAD[:3]}, REFERENCES), "hypotheses of 'good' are 4, and those of 'bad' 3"),
        (("no/such/folder",), "no such file or folder"),
        ((small_corpus(), REFERENCES), "a corpus has its own references"),
        ((small_corpus([("one", GOOD)]),), "has not two systems"),
    ],
)
def test_what_cannot_be_compared_is_told(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        mtqa.compare(*arguments)


def test_every_option_is_explained() -> None:
    for function in (mtqa.score, mtqa.compare, mtqa.evaluate):
        for name in inspect.signature(function).parameters:
            assert f"\n        {name}: " in (inspect.getdoc(function) or "").replace("\n    ", "\n        "), name


@pytest.mark.alone
def test_lists_take_no_longer_than_the_same_lines(texts: dict[str, list[str]]) -> None:
    """Processor time of `mtqa.score` beside that of what `mtqa score` calls, the best of five; both are warm."""
    from mtqa.contracts import metrics
    from mtqa.evaluation import LineSet, score_lines
    from mtqa.files import LineSource

    hypotheses, references = texts["one"] * 20, texts["A"] * 20
    lines = LineSet((LineSource("A", references.__iter__),), (LineSource("one", hypotheses.__iter__),))

    def best(call: Any) -> float:
        times = []
        for _ in range(5):
            before = time.process_time()
            call()
            times.append(time.process_time() - before)
        return min(times)

    command = best(lambda: score_lines(lines, [metrics.create(spec) for spec in METRICS]))
    assert best(lambda: mtqa.score(hypotheses, references, METRICS)) < 1.5 * command + 0.005
