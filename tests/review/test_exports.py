"""Everything that is exported comes back as human judgements, to the last digit."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from review.campaign import ANNOTATORS, hard_corpus, judgement, ratings

from mtqa.contracts import Told
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import Judgements, read_judgements
from mtqa.results import Severity, Span
from mtqa.review.exports import (
    FORMATS,
    export_files,
    post_edit_rates,
    ratings_of,
    with_post_edits,
    write_exports,
    zip_of,
)
from mtqa.review.judgement import Edit, Judgement, MarkedSpan, Rating
from mtqa.review.typology import typology_of

KINDS = typology_of("mqm")


def come_back(files: object, tmp_path: Path, corpus: Corpus, told: Told | None = None) -> list[Judgements]:
    found = []
    for file in files:  # type: ignore[attr-defined]
        (tmp_path / file.name).write_bytes(file.content)
        found.append(read_judgements(tmp_path / file.name, corpus, told=told))
    return found


def expected(judged: tuple[Judgement, ...], corpus: Corpus, protocol: str) -> dict[tuple[str, str, int], float]:
    return {(row.annotator, row.system, row.position): row.value for row in ratings_of(judged, corpus, protocol, KINDS)}


def scores(found: Judgements) -> dict[tuple[str, str, int | None], float | None]:
    return {(one.rater, one.system, one.position): one.value for one in found.ratings}


@pytest.mark.parametrize(
    ("format", "protocol"),
    [
        ("tsv", "esa"),
        ("tsv", "mqm"),
        ("tsv", "da"),
        ("xlsx", "esa"),
        ("xlsx", "mqm"),
        ("xlsx", "da"),
        ("mqm", "mqm"),
        ("xliff", "esa"),
        ("xliff", "mqm"),
        ("xliff", "da"),
    ],
)
def test_formats_with_annotators_come_back_whole(format, protocol, tmp_path):
    corpus = hard_corpus()
    judged = ratings(corpus, protocol)
    (found,) = come_back(export_files(judged, [corpus], format), tmp_path, corpus)
    wanted = expected(judged, corpus, protocol)
    assert scores(found) == wanted
    assert len(wanted) > 30
    assert found.n_raters == 3
    assert found.higher_is_better


@pytest.mark.parametrize(("format", "protocol"), [("tsv", "esa"), ("xlsx", "mqm"), ("mqm", "mqm"), ("xliff", "mqm")])
def test_marked_errors_come_back_where_they_were(format, protocol, tmp_path):
    corpus = hard_corpus()
    judged = ratings(corpus, protocol)
    (found,) = come_back(export_files(judged, [corpus], format), tmp_path, corpus)
    wanted = defaultdict(list)
    for row in ratings_of(judged, corpus, protocol, KINDS):
        for span in row.spans:
            marked = (Span(span.side, span.start, span.end), span.category, span.severity)
            wanted[row.annotator, row.system, row.position].append(marked)
    read = defaultdict(list)
    for one in found.ratings:
        for error in one.errors:
            read[one.rater, one.system, one.position].append((*error.spans, error.category, error.severity))
    assert {severity for spans in wanted.values() for *_, severity in spans} == set(Severity)
    assert read == wanted


@pytest.mark.parametrize("protocol", ["esa", "mqm", "da"])
def test_segment_scores_come_back_for_each_annotator_and_as_means(protocol, tmp_path):
    corpus = hard_corpus()
    judged = ratings(corpus, protocol)
    files = export_files(judged, [corpus], "seg.score")
    assert [file.name for file in files] == [
        f"en-de.{protocol}.seg.score",
        f"en-de.{protocol}._c,d.seg.score".replace("_c", "=c"),
        f"en-de.{protocol}.ana.seg.score",
        f"en-de.{protocol}.Бо Петров.seg.score",
    ]
    told = None if protocol == "mqm" else Told(higher_is_better=True)
    means, *each = come_back(files, tmp_path, corpus, told)
    wanted = expected(judged, corpus, protocol)
    for annotator, found in zip(sorted(ANNOTATORS), each, strict=True):
        own = {key[1:]: value for key, value in wanted.items() if key[0] == annotator}
        assert {key[1:]: value for key, value in scores(found).items() if value is not None} == own
    by_translation = defaultdict(list)
    for (_, system, position), value in wanted.items():
        by_translation[system, position].append(value)
    for (system, position), given in by_translation.items():
        assert means.values[system][position] == pytest.approx(sum(given) / len(given), abs=1e-12)
    assert means.values["Two words"][7] is None


def test_ratings_of_mt_metrics_eval_come_back_for_each_annotator(tmp_path):
    corpus = hard_corpus()
    judged = ratings(corpus, "mqm")
    found = come_back(export_files(judged, [corpus], "seg.rating"), tmp_path, corpus)
    together = {key: value for one in found for key, value in scores(one).items() if value is not None}
    assert together == expected(judged, corpus, "mqm")


def test_post_edits_come_back_as_hter_and_become_references(tmp_path):
    corpus = hard_corpus()
    judged = ratings(corpus, "edit")
    (found,) = come_back(export_files(judged, [corpus], "tsv"), tmp_path, corpus)
    assert (found.label, found.higher_is_better) == ("HTER", False)
    assert len(found.ratings) == len({(one.annotator, one.segment_id, one.system) for one in judged})
    with_edits = with_post_edits(corpus, judged)
    names = {f"{who}-{system.name}" for who in ANNOTATORS for system in corpus.systems}
    assert set(with_edits.reference_names) == {"A", *names}
    assert with_edits.segments[0].references["A"] == corpus.segments[0].references["A"]


def test_post_edits_of_one_system_are_a_reference_of_their_authors_name():
    corpus = hard_corpus(("one",))
    same = corpus.systems[0].hypotheses[1] or ""
    edits = (
        judgement(corpus, 0, "one", "A", Edit("one two three four"), "edit", 1),
        judgement(corpus, 1, "one", "A", Edit(same), "edit", 2),
    )
    names = with_post_edits(corpus, edits).reference_names
    assert names == ("A", "A-2"), "the corpus has a reference of that name already, which stays"


def test_hter_is_the_engines_ter_against_the_corrected_text():
    """By hand: "a b c d" has become "a x c d e": one substitution and one insertion in five words, 40 %."""
    corpus = hard_corpus(("one",))
    texts = ["a b c d", *corpus.systems[0].hypotheses[1:]]
    corpus = corpus.with_systems([type(corpus.systems[0])("one", "primary", texts)])
    (rate,) = post_edit_rates([judgement(corpus, 0, "one", "ana", Edit("a x c d e"), "edit")], corpus)
    assert (rate.rate, rate.n_segments, rate.n_unchanged) == (pytest.approx(40.0), 1, 0)


def test_planted_stale_and_replaced_judgements_are_left_out():
    corpus = hard_corpus()

    def one(score: float, number: int, **more: str) -> Judgement:
        return judgement(corpus, 0, "one", "ana", Rating(score), "da", number, **more)

    judged = (one(50, 1), one(70, 2), one(10, 3, shown="attention"), one(90, 4, shown="tutorial"))
    assert [row.value for row in ratings_of(judged, corpus, "da", KINDS)] == [70]
    assert ratings_of([one(50, 1, about="of an older text")], corpus, "da", KINDS) == ()


def test_nothing_in_a_table_is_run_as_a_formula():
    corpus = hard_corpus()
    content = export_files(ratings(corpus, "da"), [corpus], "tsv")[0].content.decode()
    cells = [cell for line in content.split("\n") for cell in line.split("\t")]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_the_same_judgements_give_the_same_bytes():
    corpus = hard_corpus()
    judged = ratings(corpus, "esa")
    for format in FORMATS[:2]:
        assert zip_of(export_files(judged, [corpus], format)) == zip_of(export_files(judged, [corpus], format))


def test_own_weights_are_told_in_the_file(tmp_path):
    """A critical error needs nobody's word when the file itself says what it weighs."""
    from dataclasses import replace

    own = replace(KINDS, severities=tuple(replace(one, weight=one.weight * 2) for one in KINDS.severities))
    corpus = hard_corpus()
    span = MarkedSpan("hypothesis", 0, 1, "style", Severity.CRITICAL)
    judged = [judgement(corpus, 0, "one", "ana", Rating(None, (span,)), "mqm")]
    for format in ("mqm", "seg.rating", "xliff", "tsv"):
        (found,) = come_back(export_files(judged, [corpus], format, kinds=own), tmp_path, corpus)
        assert found.values["one"][0] == -50


def test_a_folder_has_all_files_or_none(tmp_path):
    corpus = hard_corpus()
    judged = (*ratings(corpus, "esa"), *ratings(corpus, "mqm"), *ratings(corpus, "edit"))
    folder = tmp_path / "out"
    names = {path.name for path in write_exports(judged, [corpus], folder)}
    assert {
        "en-de.esa.tsv",
        "en-de.mqm.tsv",
        "en-de.mqm.xlf",
        "en-de.mqm.errors.tsv",
        "en-de.edit.xlsx",
        "en-de.esa.seg.score",
    } <= names
    assert names == {path.name for path in folder.iterdir()} - {".mtqa-files.json"}
    (folder / "en-de.esa.tsv").write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(MtqaError, match="was changed since"):
        write_exports(judged, [corpus], folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("format", ["pdf", "mqm", "seg.rating"])
def test_what_cannot_be_exported_is_said(format):
    corpus = hard_corpus()
    with pytest.raises(MtqaError, match=r"there is no format|nothing was judged"):
        export_files(ratings(corpus, "da"), [corpus], format)


@pytest.mark.parametrize("format", ["tsv", "xlsx", "mqm", "xliff", "seg.rating", "seg.score"])
@pytest.mark.parametrize("tag", ["pt-BR", "zh-Hant-TW", "ar"])
def test_empty_translations_and_languages_with_regions_come_back(format, tag, tmp_path):
    corpus = hard_corpus(("one",), tag)
    texts = ["", *corpus.systems[0].hypotheses[1:]]
    corpus = corpus.with_systems([type(corpus.systems[0])("one", "primary", texts)])
    span = MarkedSpan("source", 2, 7, "accuracy/omission", Severity.MAJOR)
    judged = [judgement(corpus, 0, "one", "ana", Rating(None, (span,)), "mqm")]
    (found,) = come_back(export_files(judged, [corpus], format), tmp_path, corpus)
    assert found.values["one"][:2] == [-5.0, None]
    if format != "seg.score":
        assert [one.finding.spans for one in found.marked] == [(Span("source", 2, 7),)]


def test_xliff_that_a_tool_has_saved_without_what_is_ours_is_read_as_its_tells(tmp_path):
    """Tools drop elements that they do not know; places, severities and annotators are still there."""
    corpus = hard_corpus()
    spans = (
        MarkedSpan("hypothesis", 0, 3, "linguistic-conventions/grammar", Severity.MAJOR),
        MarkedSpan("hypothesis", 2, 5, "accuracy/addition", Severity.MINOR),
    )
    judged = [judgement(corpus, 0, "one", "ana", Rating(None, spans), "mqm")]
    (file,) = export_files(judged, [corpus], "xliff")
    kept = "\n".join(line for line in file.content.decode().split("\n") if not line.startswith("<mtqa:findings"))
    (tmp_path / "saved.xlf").write_text(kept, encoding="utf-8")
    found = read_judgements(tmp_path / "saved.xlf", corpus)
    assert {one.rater for one in found.marked} == {"ana"}
    assert {(one.finding.category, one.finding.severity) for one in found.marked} == {
        ("linguistic-conventions/grammar", Severity.MAJOR),
        ("accuracy/addition", Severity.MINOR),
    }
