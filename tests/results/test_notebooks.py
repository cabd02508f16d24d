"""What a notebook shows of results: short, whole, escaped; and the same as data frames."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from small import BAD, GOOD, REFERENCES, SOURCES, small_corpus

import mtqa
from mtqa.errors import MtqaError

HOSTILE = "</td><script>alert(1)</script>"


class _Tags(HTMLParser):
    """Every tag that is opened must be closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(html: str) -> set[str]:
    parser = _Tags()
    parser.feed(html)
    assert not parser.open
    return parser.seen


@pytest.fixture(scope="module")
def evaluation() -> mtqa.Evaluation:
    return mtqa.evaluate(small_corpus([("good", GOOD), ("bad", BAD), (HOSTILE, SOURCES)]))


def test_everything_public_is_short_and_is_shown(evaluation: mtqa.Evaluation, tmp_path: Path) -> None:
    many = small_corpus().segments * 500
    segments = tuple(dataclasses.replace(one, id=str(n)) for n, one in enumerate(many))
    systems = [dataclasses.replace(s, hypotheses=s.hypotheses * 500) for s in small_corpus().systems]
    large = mtqa.compare(dataclasses.replace(small_corpus(), segments=segments, systems=systems))
    mtqa.accept(small_corpus(), tmp_path / "accepted.json")
    shown = [
        large,
        large.corpus,
        large.scores[0],
        mtqa.score(list(GOOD) * 500, list(REFERENCES) * 500),
        mtqa.gate(small_corpus(), tmp_path / "accepted.json"),
        evaluation,
        evaluation.corpus,
    ]
    for one in shown:
        assert len(repr(one)) < 500, repr(one)[:100]
        html = one._repr_html_()  # type: ignore[attr-defined]
        assert "table" in _tags(html)
        assert len(html) < 30_000
    assert len(repr(large.corpus.systems[0])) < 200
    assert repr(large).startswith("<Evaluation of 'small' en-de: 2,000 segments, 2 systems; good: BLEU ")


def test_texts_are_escaped(evaluation: mtqa.Evaluation) -> None:
    for one in (evaluation, evaluation.corpus, evaluation.score(HOSTILE, "bleu")):
        assert "script" not in _tags(one._repr_html_())  # type: ignore[union-attr]


def test_results_as_data_frames(evaluation: mtqa.Evaluation) -> None:
    scores = evaluation.to_pandas()
    assert list(scores["value"]) == [score.value for score in evaluation.scores]
    assert list(scores.columns[:4]) == ["system", "metric", "label", "value"]
    comparisons = evaluation.to_pandas("comparisons")
    assert list(comparisons["p_adjusted"]) == [one.p_adjusted for one in evaluation.comparisons]
    assert len(evaluation.to_pandas("findings")) == len(evaluation.findings) > 0
    segments = evaluation.to_pandas("segments")
    assert list(segments["hypothesis.bad"]) == list(BAD)
    score = evaluation.score("bad", "bleu")
    assert score is not None
    assert list(segments["bleu.bad"]) == list(score.segment_values)
    with pytest.raises(MtqaError, match=r"there is no table of words. There are: scores, comparisons, findings, seg"):
        evaluation.to_pandas("words")
    plain = mtqa.score(GOOD, REFERENCES)
    assert list(plain.to_pandas("segments")["bleu"]) == list(plain["bleu"].segment_values)
    assert list(plain.to_pandas()["label"]) == ["BLEU", "chrF2++"]
    with pytest.raises(MtqaError, match="There are: scores, segments"):
        plain.to_pandas("findings")


def test_a_corpus_as_a_data_frame_can_be_read_again(tmp_path: Path) -> None:
    corpus = small_corpus()
    corpus.to_pandas().to_csv(tmp_path / "corpus.tsv", sep="\t", index=False)
    again = mtqa.load_corpus(tmp_path / "corpus.tsv", options={"source_language": "en", "target_language": "de"})
    assert [one.source for one in again.segments] == [one.source for one in corpus.segments]
    assert {s.name: list(s.hypotheses) for s in again.systems} == {"good": list(GOOD), "bad": list(BAD)}


def test_texts_stand_for_pairs_roles_and_places(tmp_path: Path) -> None:
    corpus = small_corpus()
    by_texts = mtqa.Corpus("small", "en-de", corpus.segments, [mtqa.SystemOutput("good", "primary", GOOD)])  # type: ignore[arg-type]
    assert by_texts.language_pair == corpus.language_pair
    assert by_texts.systems[0].role is mtqa.Role.PRIMARY
    for make, message in (
        (lambda: mtqa.SystemOutput("a", "candidate", GOOD), "no role 'candidate'. The role of a system is one of: pri"),
        (lambda: mtqa.SystemOutput("a", mtqa.Role.PRIMARY, "text"), "hypotheses of 'a' are one text"),
        (lambda: mtqa.Corpus("a", "deutsch", corpus.segments, ()), "'deutsch' is no language pair"),
        (lambda: mtqa.Corpus("a", None, corpus.segments, ()), "a language pair is a text, not NoneType"),
        (lambda: mtqa.Corpus("a", "en-de", ["text"], ()), "the segments of the corpus 'a' are texts"),
        (lambda: mtqa.evaluate([corpus]), "a corpus is meant, or where one lies, not list"),
        (lambda: mtqa.evaluate(str(tmp_path / "none")), "no such file or folder"),
    ):
        with pytest.raises(MtqaError, match=message):
            make()  # type: ignore[no-untyped-call]
    (tmp_path / "reference.A.de.txt").write_text("Ja.\n")
    (tmp_path / "source.en.txt").write_text("Yes.\n")
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/a.de.txt").write_text("Ja.\n")
    assert mtqa.load_corpora(tmp_path, "de")[0].language_pair == corpus.language_pair
    evaluation = mtqa.evaluate(str(tmp_path), metric_specs="bleu", check_names="untranslated")
    assert (evaluation.metrics, list(evaluation.checks)) == (("bleu",), ["untranslated"])
    assert mtqa.write_reports(evaluation, tmp_path / "out", "md")
    (tmp_path / "reference.A.fr.txt").write_text("Oui.\n")
    (tmp_path / "systems/a.fr.txt").write_text("Oui.\n")
    with pytest.raises(MtqaError, match=r"several target languages \(de, fr\). Name the one you want, mtqa.load"):
        mtqa.evaluate(tmp_path)


def test_names_complete() -> None:
    assert {"score", "compare", "evaluate", "load_corpus", "gate", "accept", "write_reports"} <= set(dir(mtqa))
    assert all(getattr(mtqa, name) is not None for name in dir(mtqa))
