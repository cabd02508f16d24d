"""Findings in XLIFF: what is written is read back, by mtqa and by the parsers of translation tools."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from evaluations import page_evaluation

from mtqa.contracts import loaders
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate, read_judgements
from mtqa.languages import LanguagePair, language
from mtqa.preparation import load_corpora
from mtqa.reports.xliff import XliffReport
from mtqa.results import Evaluation, Finding, Message, Severity, Span, read_annotated_xliff

VERSIONS = (1.2, 2.1)
HOSTILE = (
    ("Plain text.", "Обикновен текст."),
    ("<b>&amp;</b> ]]> <!-- x --> {0} %s \"'", "<mrk>&lt;</mrk> ]]> \"'“”"),
    ("\U0001f30d \U00020000 e\u0301 \u200d", "\U0001f30d\U0001f30d \U00020000х"),
    ("a\x00b\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff", "\x00\x02в\x1f \x0c"),
    ("  two\n\nlines\t\r\n ", "\r\rдва\u2028реда\u2029 "),
    ("مرحبا \u202eabc\u202c \u2066x\u2069", "שלום \u200fא"),
    ("nothing stands for this", ""),
    ("nothing was delivered", None),
)


def hostile_evaluation() -> Evaluation:
    """Findings at every stretch, overlapping, of both sides, without a place, with one message, of hostile texts."""
    segments = tuple(
        Segment(f"page.html:{n} <\"&'>", "page <1>.html", source, {"A": "x"}, "paragraph", "law")
        for n, (source, _) in enumerate(HOSTILE)
    )
    hypotheses = tuple(hypothesis for _, hypothesis in HOSTILE)
    corpus = Corpus(
        "hostile",
        LanguagePair(language("en"), language("bg")),
        segments,
        (SystemOutput("the <system>", Role.PRIMARY, hypotheses), SystemOutput("other", Role.BASELINE, hypotheses)),
    )
    return Evaluation(corpus, "the <system>", (), (), tuple(_findings(corpus)))


def _findings(corpus: Corpus) -> list[Finding]:
    found = []
    for segment, hypothesis in zip(corpus.segments, corpus.systems[0].hypotheses, strict=True):
        lengths = {"source": len(segment.source), "hypothesis": len(hypothesis or "")}
        spans = [
            Span(side, start, end)  # type: ignore[arg-type]
            for side, length in lengths.items()
            for start, end in product(range(0, length, 3), range(1, length + 1, 4))
            if start < end
        ]
        for n, span in enumerate(spans):
            message = Message("“{old}” has become “{new}”", old=segment.source[span.start : span.end], new="\x00<&\n")
            found.append(_finding(segment, f"check{n % 3}", message, (span, spans[-n])[: 1 + n % 2]))
        found += [
            _finding(segment, "whole", "about all of it \x01"),
            _finding(segment, "whole", "about all of it \x01"),
        ]
        found.append(replace(_finding(segment, "run", "a run"), run=(segment.id, "b"), also=("names",), language="ru"))
        found.append(_finding(segment, "outside", "beyond", (Span("hypothesis", 100, 200), Span("source", 0, 0))))
    return found


def _finding(segment: Segment, check: str, message: str, spans: tuple[Span, ...] = ()) -> Finding:
    severity = list(Severity)[len(spans) + len(message) % 2]
    return Finding(check, "accuracy/mistranslation/number", severity, segment.id, "the <system>", message, spans)


def written(evaluation: Evaluation, folder: Path, version: float, language: str = "en") -> Path:
    (path,) = XliffReport(language, version).write([evaluation], folder)
    return path


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_texts_and_findings_come_back(version: float, language: str, tmp_path: Path) -> None:
    evaluation = hostile_evaluation()
    units = read_annotated_xliff(written(evaluation, tmp_path, version, language))
    assert [(unit.source, unit.target) for unit in units] == list(HOSTILE)
    assert [unit.segment_id for unit in units] == [segment.id for segment in evaluation.corpus.segments]
    assert {unit.system for unit in units if unit.target is not None} == {"the <system>"}
    for unit in units:
        wanted = [one for one in evaluation.findings if one.segment_id == unit.segment_id]
        assert [replace(one, system="the <system>") for one in unit.findings] == wanted, unit.segment_id
        assert unit.issues == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_loader_reads_the_texts(version: float, tmp_path: Path) -> None:
    evaluation = hostile_evaluation()
    (corpus,) = loaders.create("xliff").load(written(evaluation, tmp_path, version))
    own = evaluation.corpus
    assert [replace(segment, references={}) for segment in own.segments] == list(corpus.segments)
    assert corpus.language_pair == own.language_pair
    # A tool's empty target means "not translated yet"; mtqa's own says by its label that it is empty.
    assert corpus.system("the <system>").hypotheses == own.systems[0].hypotheses


@pytest.mark.parametrize("version", VERSIONS)
def test_a_real_page_with_its_checks(version: float, project_root: Path, tmp_path: Path) -> None:
    (corpus,) = load_corpora(project_root / "corpora" / "eu-japan-summit")
    evaluation = evaluate(corpus, metric_specs=())
    assert evaluation.findings
    units = read_annotated_xliff(written(evaluation, tmp_path, version))
    assert [unit.source for unit in units] == [segment.source for segment in corpus.segments]
    assert tuple(unit.target for unit in units) == corpus.primary.hypotheses
    assert [one for unit in units for one in unit.findings] == list(evaluation.findings)


def test_what_stands_in_the_file(tmp_path: Path) -> None:
    text = written(page_evaluation(), tmp_path, 1.2, "bg").read_text(encoding="utf-8")
    assert 'its:locQualityIssueType="numbers"' in text
    assert 'its:locQualityIssueSeverity="20"' in text
    assert re.search(r'<note from="mtqa" annotates="target" priority="3">Грешно число \(голяма, \w+\) – ', text)


def test_what_a_person_changed_is_an_issue_of_theirs(tmp_path: Path) -> None:
    path = written(page_evaluation(), tmp_path, 1.2)
    before = read_annotated_xliff(path)
    n_findings = sum(len(unit.findings) for unit in before)
    text = path.read_text(encoding="utf-8")
    changed, n = re.subn(r'(<mrk [^>]*?locQualityIssueComment=")[^"]*', r"\1by hand", text, count=1)
    assert n == 1
    path.write_text(changed, encoding="utf-8")
    after = read_annotated_xliff(path)
    issues = [issue for unit in after for issue in unit.issues]
    assert sum(len(unit.findings) for unit in after) < n_findings
    assert [(issue.message, issue.check) for issue in issues if issue.message == "by hand"] == [("by hand", "human")]


def test_a_mark_that_was_removed_is_gone(tmp_path: Path) -> None:
    path = written(page_evaluation(), tmp_path, 1.2)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"</?mrk[^>]*>|<its:locQualityIssues.*?</its:locQualityIssues>", "", text), encoding="utf-8")
    assert [unit for unit in read_annotated_xliff(path) if unit.findings or unit.issues] == []


HUMAN = """<?xml version="1.0"?>
<xliff version="2.1" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0"
  xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"><file id="f"><unit id="u">
 <its:locQualityIssues xml:id="q"><its:locQualityIssue locQualityIssueType="misspelling" locQualityIssueSeverity="3"/>
 <its:locQualityIssue locQualityIssueType="terminology" locQualityIssueComment="not our word"
  locQualityIssueSeverity="50"/>
 </its:locQualityIssues>
 <segment><source>Two words.</source>
  <target>Zwei <mrk id="m" type="its:generic" its:locQualityIssuesRef="#its=q">W\u00f6rterr</mrk><sm id="s"
   its:locQualityIssueType="omission" its:locQualityIssueEnabled="no"/>.<em startRef="s"/></target></segment>
</unit></file></xliff>
"""


def test_issues_of_another_tool_are_human_judgements(tmp_path: Path) -> None:
    path = tmp_path / "review.xlf"
    path.write_text(HUMAN, encoding="utf-8")
    (unit,) = read_annotated_xliff(path)
    assert [(one.category, one.severity, one.spans, one.message) for one in unit.issues] == [
        ("linguistic-conventions/spelling", Severity.MINOR, (Span("hypothesis", 5, 12),), ""),
        ("terminology", Severity.MAJOR, (Span("hypothesis", 5, 12),), "not our word"),
    ]
    corpus = Corpus(
        "c",
        LanguagePair(language("en"), language("de")),
        (Segment("1", "d", "Two words.", {}),),
        (SystemOutput("mt", Role.PRIMARY, ("Zwei Wörterr.",)),),
    )
    judged = read_judgements(path, corpus)
    assert [one.finding.spans for one in judged.marked] == [(Span("hypothesis", 5, 12),)] * 2
    assert {name: list(values) for name, values in judged.values.items()} == {"mt": [-6.0]}


def test_findings_of_checks_are_no_judgements(tmp_path: Path) -> None:
    evaluation = page_evaluation()
    path = written(evaluation, tmp_path, 1.2)
    with pytest.raises(MtqaError, match="nobody has marked an error"):
        read_judgements(path, evaluation.corpus)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub('(locQualityIssueComment=")[^"]*', r"\1by hand", text, count=1), encoding="utf-8")
    judged = read_judgements(path, evaluation.corpus)
    assert "by hand" in {one.finding.message for one in judged.marked}
    n_left = sum(len(unit.findings) for unit in read_annotated_xliff(path))
    assert any("no judgements of people" in warning for warning in judged.warnings) == (n_left > 0)


OWN = '<xliff xmlns:m="urn:mtqa:xliff"><unit id="1"><m:findings rows="{}"/><source>a</source></unit></xliff>'


@pytest.mark.parametrize(
    "text",
    [
        "<xliff",
        '<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>',
        OWN.format("["),
        OWN.format("[1]"),
        '<xliff><unit id="1"><source><cp hex="d800"/></source></unit></xliff>',
    ],
)
def test_broken_files_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MtqaError, match=r"a\.xlf"):
        read_annotated_xliff(path)


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.2 or 2\.1"):
        XliffReport(version=2.0)
