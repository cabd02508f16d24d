"""Files that are broken or can be understood in two ways: each is refused, and told what would settle it.

The corpus has four segments in two documents and the systems `good` and `bad`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small import BAD, GOOD, SOURCES, small_corpus

from mtqa.contracts import parse_judgement_file
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import read_judgements

HEADING = "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity"


def block(good: list[object], bad: list[object]) -> str:
    """Lines as mt-metrics-eval has them: all segments of a system, then all of the next."""
    return "".join(f"{name}\t{score}\n" for name, scores in (("good", good), ("bad", bad)) for score in scores)


def mqm(*rows: tuple[str, int, str, str, str, str]) -> str:
    """A table of Google's; rows are system, position, rater, target, category, severity."""
    return "\n".join(
        [HEADING, *(f"{s}\tone\t{k + 1}\t{k + 1}\t{r}\t{SOURCES[k]}\t{t}\t{c}\t{g}" for s, k, r, t, c, g in rows), ""]
    )


def appraise(*answers: tuple[str, int, str, float, str, str]) -> str:
    """Answers of Appraise: system, item, type, score, document, marked errors."""
    return "".join(
        f'deu01,{s},{i},{kind},eng,deu,{score},{document}#{s},False,"{errors}",1.0,2.0\n'
        for s, i, kind, score, document, errors in answers
    )


def pearmut(score: object, *, tgt: str = GOOD[0], src: str = SOURCES[0], **more: object) -> str:
    answer = {"score": score, "error_spans": [], **more}
    entry = {
        "item": [{"src": src, "tgt": {"good": tgt}}],
        "annotation": [{"good": answer}],
        "user_id": "u1",
        "item_i": 0,
    }
    return json.dumps({"campaign": [entry]})


Q = [80, 90, 70, 95]
AMBIGUOUS = {
    # ---- direction and scale ----
    "MQM quality from 0 to 100": ("mqm.tsv", block(Q, Q), "not plain whether higher", "higher_is_better=true"),
    "MQM quality named as mt-metrics-eval's": (
        *("en-de.mqm.seg.score", block(Q, Q)),
        *("not plain whether higher", "higher_is_better=true"),
    ),
    "penalties above 0": ("mqm.tsv", block([0, 1, 5, 0], [5, 25, 1, 0]), "not plain whether higher", "=false"),
    "penalties above 0 under a name of quality": (
        *("en-de.da.seg.score", block([0, 0, 5, 0], [5, 25, 0, 0])),
        *("not plain whether higher", "=false"),
    ),
    "means of penalties under a name of quality": ("en-de.esa.sys.score", "good 1.5\nbad 7\n", "not plain", "=false"),
    "z-scores": ("z.tsv", block([0.5, -0.1, 1.2, 0], [-1, -2, 0.1, 0]), "not plain whether higher", "=true"),
    "nothing but zeros": ("mqm.tsv", block([0, 0, 0, 0], [0, 0, 0, 0]), "not plain whether higher", "=true"),
    "one rater from 0 to 1, one to 100": (
        *("da.tsv", "system\tscore\tseg_id\trater\ngood\t0.8\t1\ta\ngood\t0.9\t2\ta\nbad\t70\t1\tb\nbad\t60\t2\tb\n"),
        *("from 0 to 1", "one scale"),
    ),
    # ---- which segment ----
    "fewer lines than segments": ("mqm.tsv", block([-1, -2, -3], [-1, -2, -3]), "3 lines for 4 segments", "None"),
    "more lines than segments": ("mqm.tsv", block([-1] * 5, [-1] * 5), "5 lines for 4 segments", "number of the"),
    "a line for each document": ("mqm.tsv", block([-1, -2], [-1, -2]), "2 lines for 4 segments", "number of the"),
    "one system is cut short": ("mqm.tsv", block([-1] * 4, [-1] * 3), "'bad' has 3 lines for 4", "None"),
    "segments numbered from 0": ("mqm.tsv", "good -1 0\nbad -2 0\n", "no segment 0", "first=0"),
    "a segment that is not there": ("mqm.tsv", "good -1 5\n", "no segment 5 in a corpus of 4", ""),
    "segments numbered by halves": ("mqm.tsv", "good -1 1.5\nbad -2 1\n", "no segment 1.5", ""),
    # ---- several scores for one ----
    "two raters without names": (
        "mqm.tsv",
        "good -1 1\ngood -5 1\nbad -2 1\n",
        "both score segment 1",
        "repeats=raters",
    ),
    "the same rater twice": (
        *("mqm.tsv", "system,score,seg_id,rater\ngood,-1,1,ann\ngood,-2,1,ann\nbad,-1,1,ann\n"),
        *("both score segment 1 of 'good' by 'ann'", "Remove one"),
    ),
    "the same domain twice": ("x.tsv", "news good -1\nnews good -2\n", "both score news", ""),
    # ---- what a line says ----
    "a first line without a score": ("mqm.tsv", "good\n" + block([-1] * 3, [-1] * 4), ":1: is not a judgement", ""),
    "a first line with a broken score": (
        *("mqm.tsv", block(["?", -1, -2, -3], [-1] * 4)),
        *(":1: is not a judgement", "must begin with 'system'"),
    ),
    "a decimal comma": ("mqm.tsv", block(["-1,5", -1, -2, -3], [-1] * 4), ":1: is not a judgement", "decimal point"),
    "a score that never ends": ("mqm.tsv", block(["inf", -1, -2, -3], [-1] * 4), ":1: is not a judgement", ""),
    "two columns of scores": (
        "t.tsv",
        "system\traw_score\tscore\ngood\t1\t2\n",
        "several columns could be",
        "one column",
    ),
    "a column that nobody knows": (
        "t.tsv",
        "system\tscore\tlanguage\ngood\t-1\tde\n",
        "'language'",
        "leave the others",
    ),
    "three columns of numbers": ("t.tsv", "1 -2 1\n2 -4 1\n", "which column holds the scores", "heading"),
    "scores without systems": ("t.tsv", "-1\n-2\n-3\n-4\n", "no known form", "format=NAME"),
    "no scores at all": ("mqm.tsv", block(["None"] * 4, ["None"] * 4), "holds no score", ""),
    "another pair of languages": ("en-zh.mqm.seg.score", block([80] * 4, [70] * 4), "named for en-zh", "Rename"),
    "another test set's systems": ("mqm.tsv", "Nobody -1 1\nNobody-2 -1 1\n", "none of its systems", "--human-system"),
    # ---- error spans ----
    "errors for some segments only": ("x.seg.rating", 'good\t{"errors": []}\n' * 3, "3 lines for 4 segments", "None"),
    "errors with a weight below 0": (
        *("x.seg.rating", 'good\t{"errors": [{"start": 0, "end": 1, "severity": "minor", "score": -1}]}\n' * 4),
        *("less than nothing", ""),
    ),
    "errors without weight or severity": (
        *("x.seg.rating", 'good\t{"errors": [{"start": 0, "end": 1}]}\n' * 4),
        *("neither a score nor a severity", ""),
    ),
    # ---- MQM tables ----
    "a critical error": (
        "m.tsv",
        mqm(("good", 0, "r1", GOOD[0], "Accuracy/Omission", "Critical")),
        "5 in some",
        "critical=5",
    ),
    "a severity of its own": ("m.tsv", mqm(("good", 0, "r1", GOOD[0], "Accuracy", "grave")), "not a severity", "minor"),
    "another source": (
        *("m.tsv", mqm(("good", 0, "r1", GOOD[0], "no-error", "no-error")).replace(SOURCES[0], "Quite another text.")),
        *("no segment of the corpus", "another test set"),
    ),
    "other translations": (
        *("m.tsv", mqm(("good", 0, "r1", "Ein anderer Satz.", "no-error", "no-error"))),
        *("not what the systems of the corpus wrote", ""),
    ),
    "a row that was cut": (
        *("m.tsv", mqm(("good", 0, "r1", GOOD[0], "no-error", "no-error")) + "good\tone\t2\t2\tr1\n"),
        *("5 columns", "tab or a line break"),
    ),
    # ---- Appraise ----
    "Appraise without texts": (
        "a.csv",
        appraise(("good", 7, "TGT", 80, "one", "[]")),
        "which segments",
        "items=batches",
    ),
    "Appraise with nothing but tests": ("a.csv", appraise(("good", 7, "BAD", 8, "one", "[]")), "no answer in it", ""),
    "Appraise beyond its scale": ("a.csv", appraise(("good", 7, "TGT", 180, "one", "[]")), "has 0 to 100", ""),
    "Appraise with zeros only": (
        *("a.csv", appraise(("good", 1, "TGT", 0, "one", "[]"), ("good", 2, "TGT", 0, "one", "[]"))),
        *("neither DA or ESA nor MQM", ""),
    ),
    # ---- Pearmut ----
    "Pearmut without scores": ("p.json", pearmut(None), "holds no score", ""),
    "Pearmut with sliders of its own": ("p.json", pearmut(None, sliders={"Fluency": 3}), "sliders", "columns system"),
    "Pearmut beyond its scale": ("p.json", pearmut(500), "has 0 to 100", ""),
    "Pearmut about other translations": ("p.json", pearmut(50, tgt="Etwas ganz anderes."), "not what the systems", ""),
}


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_nothing_ambiguous_is_read(what: str, tmp_path: Path) -> None:
    name, text, problem, settles = AMBIGUOUS[what]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MtqaError) as refused:
        read_judgements(path, small_corpus())
    message = str(refused.value)
    assert problem in message
    assert settles in message
    assert "\n" not in message


@pytest.fixture
def corpus() -> Corpus:
    return small_corpus([("good", GOOD), ("bad", BAD)])


def test_a_word_settles_it(tmp_path: Path, corpus: Corpus) -> None:
    """Each refusal that names an option is gone with it."""
    path = tmp_path / "mqm.tsv"
    settled = {
        block(Q, [60] * 4): ("higher_is_better=true", {"good": 83.75, "bad": 60.0}),
        block([0, 1, 5, 0], [5, 25, 1, 1]): ("higher_is_better=false", {"good": 1.5, "bad": 8.0}),
        "good -1 0\nbad -2 0\n": ("first=0", {"good": -1.0, "bad": -2.0}),
        "good -1 1\ngood -5 1\nbad -2 1\n": ("repeats=raters", {"good": -3.0, "bad": -2.0}),
        mqm(("good", 0, "r", GOOD[0], "Accuracy", "Critical")): ("critical=25", {"good": -25.0}),
        appraise(("good", 7, "TGT", 80, "one", "[]")): ("level=system", {"good": 80.0}),
    }
    for text, (option, means) in settled.items():
        path.write_text(text, encoding="utf-8")
        file, told = parse_judgement_file(f"{path}:{option}")
        assert file == path
        found = read_judgements(file, corpus, told=told)
        assert found.means == means
        assert found.higher_is_better is (option != "higher_is_better=false")


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ("direction=up", "no option 'direction'"),
        ("higher_is_better=yes", "must be true or false"),
        ("critical=much", "must be a number"),
        ("level=document", "must be segment or domain or system"),
        ("critical=5", "not for the user to say in the form score_table"),
        ("level=system", "by segment, not by system"),
        ("format=excel", "no judgement named 'excel'"),
    ],
)
def test_wrong_words_are_refused(option: str, problem: str, tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "mqm.tsv"
    path.write_text(block([-1] * 4, [-2] * 4), encoding="utf-8")

    def read() -> None:
        file, told = parse_judgement_file(f"{path}:{option}")
        read_judgements(file, corpus, told=told)

    with pytest.raises(MtqaError, match=problem):
        read()


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "systems").mkdir(parents=True)
    (folder / "source.en.txt").write_text("\n".join(SOURCES) + "\n", encoding="utf-8")
    for name, lines in (("good", GOOD), ("bad", BAD)):
        (folder / "systems" / f"{name}.de.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    scores = tmp_path / "mqm-quality.tsv"
    scores.write_text(block(Q, [60] * 4), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mtqa",
        "evaluate",
        str(folder),
        "--check",
        "none",
        "-o",
        str(tmp_path / "out"),
        "-q",
    ]
    refused = subprocess.run([*command, "--human", str(scores)], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.count("\n") == 1
    assert ":higher_is_better=true" in refused.stderr
    settled = subprocess.run(
        [*command, "--human", f"{scores}:higher_is_better=true"], capture_output=True, text=True, check=False
    )
    assert settled.returncode == 0, settled.stderr
