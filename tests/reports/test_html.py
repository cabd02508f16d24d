from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from evaluations import hostile_evaluation, large_evaluation, page_evaluation

from mtqa.contracts import reports
from mtqa.corpus import SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation.run_folder import GENERATOR
from mtqa.languages import LanguagePair, language
from mtqa.rendering import Scoreboard, catalogue, ordered_systems
from mtqa.rendering.explorer import _utf16
from mtqa.rendering.labels import anchor
from mtqa.rendering.visible import HIDDEN
from mtqa.reports.html import HtmlReport
from mtqa.results import Evaluation, Score, Span

VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """A page: its elements, checked for nesting, its ids and links, and the text of each element by id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] in {"script", "style"}:
            if "type" not in self.elements[-1][1]:
                self.raw[self.stack[-1]] = self.raw.get(self.stack[-1], "") + data
        else:
            self.text.append(data)

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.elements if attribute in attrs]


def write(folder: Path, *evaluations: Evaluation) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in HtmlReport().write(evaluations, folder)]


def without_scripts(text: str) -> str:
    return re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)


def variants() -> list[Evaluation]:
    page = page_evaluation()
    empty = dataclasses.replace(page, scores=(), comparisons=(), findings=(), checks={}, versions={}, settings={})
    no_values = tuple(
        dataclasses.replace(s, value=None, interval=None, segment_values=(None,) * 12, documents=())
        for s in page.scores
    )
    return [
        page,
        page_evaluation(n_systems=1),
        page_evaluation(with_references=False),
        page_evaluation(comparisons=False),
        empty,
        dataclasses.replace(page, scores=no_values, comparisons=()),
        large_evaluation(300, 2),
        hostile_evaluation(),
    ]


@pytest.mark.parametrize("evaluation", variants(), ids=lambda e: f"{e.corpus.name}-{len(e.scores)}-{len(e.findings)}")
def test_every_page_is_well_formed_and_closed_to_the_world(evaluation: Evaluation, tmp_path: Path) -> None:
    for text in write(tmp_path, evaluation):
        page = Page(text)
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        for href in page.values("href"):
            if href.startswith("#"):
                assert href[1:] in {*ids, *(anchor(segment.id) for segment in evaluation.corpus.segments)}
            else:
                assert href == "data:," or re.fullmatch(r"(\.\./|[a-z-]+/)index\.html(#[\w.~:-]+)?", href)
        # Nothing that loads or runs, and no style or handler in an attribute.
        names = {name for _, attrs in page.elements for name in attrs}
        assert not names & {"src", "style", "srcset", "action", "formaction", "background", "srcdoc"}
        assert not [name for name in names if name.startswith("on")]
        assert {tag for tag, _ in page.elements} & {
            "iframe",
            "object",
            "embed",
            "img",
            "base",
            "video",
            "audio",
        } == set()
        assert text.count("<script>") == int('id="filter"' in text)
        assert "NaN" not in without_scripts(text)
        assert GENERATOR.encode() in text.encode()[:4096]
        shown = re.sub(r"<sup>.*?</sup>|<[^>]*>|\n", "", without_scripts(text))
        assert not HIDDEN.search(shown)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(tmp_path: Path) -> None:
    page = Page(write(tmp_path, page_evaluation())[1])
    policy = next(a["content"] or "" for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert rules == {
        "default-src": "'none'",
        "script-src": digest(page.raw["script"]),
        "style-src": digest(page.raw["style"]),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_page_tells_everything(tmp_path: Path) -> None:
    overview, text = write(tmp_path, page_evaluation())
    page = " ".join("".join(Page(text).text).split())
    for expected in (
        "English to Bulgarian (български)",  # in words, and in the language itself
        "one reference translation",
        "12 segments, one document, 66 words of source text",
        "The source is a reconstruction.",
        "lower is better",
        "BLEU|nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|version:2.6.0",
        "Compares the numbers of source and translation.",
        "The text is still in English.",
        "nothing in the source",
        "CC BY 4.0",
        "05/04/2025",
        "mtqa evaluate CORPUS --language bg --metric bleu --metric 'chrf(word_order=2)' --metric ter --seed 12345",
        page_evaluation().corpus.fingerprint,
    ):
        assert expected in page
    assert "cannot be compared" not in " ".join(Page(overview).text)  # of a single language


def unpacked(text: str) -> tuple[dict[str, Any], list[list[Any]]]:
    """What the page holds for the explorer: its head, and one row [source, references, hypotheses] per segment."""
    blocks = re.findall(r'<script type="application/octet-stream"([^>]*)>([^<]*)</script>', text)
    content = [json.loads(zlib.decompress(base64.b64decode(block, validate=True))) for _, block in blocks]
    assert blocks[0][0].strip() == 'id="head"'
    return content[0], [row for chunk in content[1:] for row in chunk]


@pytest.mark.parametrize("make", [page_evaluation, hostile_evaluation])
def test_the_explorer_holds_every_text_exactly(tmp_path: Path, make: Callable[[], Evaluation]) -> None:
    evaluation = make()
    corpus = evaluation.corpus
    head, rows = unpacked(write(tmp_path, evaluation)[1])
    assert head["ids"] == [segment.id for segment in corpus.segments]
    assert [name for name, _ in head["systems"]] == [system.name for system in ordered(evaluation)]
    for position, (segment, row) in enumerate(zip(corpus.segments, rows, strict=True)):
        references = [segment.references.get(name) for name in corpus.reference_names]
        assert row == [segment.source, references, [s.hypotheses[position] for s in ordered(evaluation)]]


def ordered(evaluation: Evaluation) -> list[SystemOutput]:
    return list(ordered_systems(Scoreboard(evaluation, catalogue())))


def test_the_explorer_holds_scores_and_findings(tmp_path: Path) -> None:
    evaluation = page_evaluation()
    head, _ = unpacked(write(tmp_path, evaluation)[1])
    for system, (name, _) in enumerate(head["systems"]):
        for metric, spec in enumerate(evaluation.metrics):
            score = evaluation.score(name, spec)
            assert score is not None
            assert head["values"][system][metric] == [v if v is None else round(v, 3) for v in score.segment_values]
    # The year in segment 2 of the judged system: check 1 (numbers), severity 2 (major), in source and translation.
    found = [row for row in head["findings"] if row[0] == 1]
    assert [row[1:4] + row[6:] for row in found] == [[0, 1, 2, [[0, 34, 38], [1, 34, 38]]]]
    assert head["messages"][found[0][5]] == ["The source has 1880, the translation 1980.", 1]


def test_spans_are_counted_as_browsers_count() -> None:
    """JavaScript counts UTF-16 units: a character beyond U+FFFF is two."""
    text = "a😀b😀c"
    assert [_utf16(text, Span("source", a, b)) for a, b in ((0, 1), (1, 2), (2, 3), (3, 5), (4, 99))] == [
        (0, 1), (1, 3), (3, 4), (4, 7), (6, 7),
    ]  # fmt: skip


def test_the_text_to_look_at_first_is_marked(tmp_path: Path) -> None:
    _, text = write(tmp_path, page_evaluation())
    assert 'lang="bg" dir="ltr">Миналото лято беше най-топлото от <mark><ins>1980</ins></mark>' in text
    assert "<del>1880</del>" in text


def test_right_to_left_text_says_so(tmp_path: Path) -> None:
    page = page_evaluation()
    arabic = dataclasses.replace(page.corpus, language_pair=LanguagePair(language("en"), language("ar")))
    _, text = write(tmp_path, dataclasses.replace(page, corpus=arabic))
    assert 'lang="ar" dir="rtl">' in text


def test_several_languages_share_an_overview(tmp_path: Path) -> None:
    page = page_evaluation()
    german = dataclasses.replace(page.corpus, language_pair=LanguagePair(language("en"), language("de")))
    overview, first, _ = write(tmp_path, page, dataclasses.replace(page, corpus=german))
    assert {"bg/index.html", "de/index.html"} <= set(Page(overview).values("href"))
    told = " ".join(Page(overview).text)
    assert "Scores of different languages cannot be compared" in told
    assert told.count("The source is a reconstruction.") == 1  # and not once for each language
    assert "../index.html" in Page(first).values("href")
    assert "../index.html" not in Page(write(tmp_path, page)[1]).values(
        "href"
    )  # a page that is sent alone leads nowhere


def test_languages_are_compared_by_what_can_be_compared(tmp_path: Path) -> None:
    """By hand: four findings in twelve segments, three of them grave; 3.2 points behind, p 0.024, so second of two."""
    page = page_evaluation()
    finnish = dataclasses.replace(page.corpus, language_pair=LanguagePair(language("en"), language("fi")))
    alone = dataclasses.replace(page_evaluation(n_systems=1), corpus=finnish.with_systems(finnish.systems[:1]))
    text = write(tmp_path, page, alone)[0].partition('class="plots fair"')[2].partition("</table>")[0]
    bulgarian, other = re.findall(r"<tr.*?</tr>", text.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    assert re.findall(r">([^<>]+)<", bulgarian)[:3] == ["Bulgarian", "2 of 2", "−3.2 (−6.0 … −0.4)"]
    assert "33.3, grave 25.0" in bulgarian
    assert re.findall(r">([^<>]+)<", other)[:3] == ["Finnish", "–", "–"]


def translated(page: Evaluation, *tags: str) -> list[Evaluation]:
    """The same page as if in several languages."""
    pairs = [LanguagePair(language("en"), language(tag)) for tag in tags]
    return [dataclasses.replace(page, corpus=dataclasses.replace(page.corpus, language_pair=pair)) for pair in pairs]


def test_what_is_found_in_all_languages_is_put_to_the_source(tmp_path: Path) -> None:
    """The wrong year in all four languages, the caption in three of them, the omission in two."""
    page = page_evaluation(n_systems=1)
    year, caption, omission = page.findings[:3]
    found = [(year, caption, omission), (year, caption, omission), (year, caption), (year,)]
    languages = translated(page, "bg", "de", "fi", "pl")
    pages = [dataclasses.replace(one, findings=those) for one, those in zip(languages, found, strict=True)]
    text = write(tmp_path, *pages)[0]
    section = text.partition('<section id="source"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>.*?</tr>", section.partition("<tbody>")[2], re.DOTALL)
    assert ["all 4 languages" in rows[0], "3 of 4 languages" in rows[1], len(rows)] == [True, True, 2]
    assert "warmest since <mark>1880</mark>." in rows[0]
    assert [f'href="{tag}/index.html#segment-heat:2"' in rows[0] for tag in ("bg", "de", "fi", "pl")] == [True] * 4


def test_a_page_that_is_untranslated_everywhere_is_not_put_to_the_source(tmp_path: Path) -> None:
    page = page_evaluation(n_systems=1)
    ids = tuple(segment.id for segment in page.corpus.segments)
    run = dataclasses.replace(page.findings[1], segment_id=ids[0], spans=(), run=ids)
    pages = translated(dataclasses.replace(page, findings=(run,)), "bg", "de", "fi")
    assert '<section id="source"' not in write(tmp_path, *pages)[0]


def test_texts_of_findings_stand_side_by_side(tmp_path: Path) -> None:
    _, text = write(tmp_path, page_evaluation())
    section = text.partition('<section id="findings"')[2].partition("</section>")[0]
    row = next(row for row in section.split("<tr>") if "#segment-heat:2" in row and "<mark>" in row)
    assert row.index("warmest since <mark>1880") < row.index("най-топлото от <mark>") < row.index("has 1880, the")


def test_columns_and_sections_without_content_are_left_out(tmp_path: Path) -> None:
    """No reference and one system: nothing speaks of references, other systems, scores or charts."""
    _, text = write(tmp_path, page_evaluation(n_systems=1, with_references=False))
    told = " ".join("".join(Page(text).text).split())
    for absent in ("Reference English", "with none", "no other system", "There are no scores", "interval"):
        assert absent not in told.partition("What the words on this page mean")[0], absent
    assert "without reference translations" in told
    assert ">no reference<" not in without_scripts(text)
    assert set(Page(text).values("id")) & {"scores", "comparisons", "variation", "worst", "marked"} == set()
    without = [dataclasses.replace(s, interval=None) for s in page_evaluation().scores]
    plain = write(tmp_path, dataclasses.replace(page_evaluation(), scores=tuple(without)))[1]
    assert '<th scope="col" class="num"></th>' not in plain


def test_what_is_looked_up_is_folded_away(tmp_path: Path) -> None:
    _, text = write(tmp_path, page_evaluation())
    folded = text.split("<details")[1:]
    assert sum("Compares the numbers of source and translation." in part.partition("</details>")[0] for part in folded)
    assert not any(part.startswith(" open") or " open>" in part.partition("<summary>")[0] for part in folded)


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a", page_evaluation()) == write(tmp_path / "b", page_evaluation())


def test_anchors_are_safe_and_different() -> None:
    ids = ["a b", "a~20~b", "a_b", "a\u202eb", "a/b", "ab", "дума", "a:1", "a.1", '"><script>']
    anchors = [anchor(name) for name in ids]
    assert len(set(anchors)) == len(ids)
    assert all(re.fullmatch(r"segment-[A-Za-z0-9._:~-]+", name) for name in anchors)


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, page_evaluation())
    before = (tmp_path / "bg" / "index.html").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MtqaError, match="No space left on device"):
        HtmlReport().write([page_evaluation(n_systems=1)], tmp_path)
    assert (tmp_path / "bg" / "index.html").read_bytes() == before
    assert not list(tmp_path.rglob("*.part"))


def test_a_score_that_is_no_number_is_shown_as_missing(tmp_path: Path) -> None:
    page = page_evaluation(comparisons=False)

    def broken(score: Score) -> Score:
        values: Sequence[float | None] = [float("nan"), *score.segment_values[1:]]
        return dataclasses.replace(score, value=float("inf"), segment_values=values)

    _, text = write(tmp_path, dataclasses.replace(page, scores=tuple(map(broken, page.scores))))
    assert not re.search(r"\b(nan|inf|infinity)\b", " ".join(Page(text).text), re.IGNORECASE)


def test_metrics_that_are_not_installed_are_still_reported(tmp_path: Path) -> None:
    page = page_evaluation(n_systems=1)
    scores = tuple(dataclasses.replace(s, metric="gone(x=1)", label="Gone") for s in page.scores[:1])
    assert "This metric has not described itself." in write(tmp_path, dataclasses.replace(page, scores=scores))[1]


def test_a_thousand_segments_of_six_systems_are_quick_and_small(tmp_path: Path) -> None:
    """A tenth of 10,000 segments of six systems, which are to stay under 15 MB."""
    evaluation = large_evaluation(1000, 6)
    start = time.perf_counter()
    _, text = write(tmp_path, evaluation)
    assert time.perf_counter() - start < 3 * 3  # 1 s on two idle cores; other work may share them
    assert len(text.encode()) < 1_500_000


def test_the_reports_are_registered() -> None:
    assert {"html", "md"} <= set(reports.names())
    assert reports.create("html(language=en)") == HtmlReport()
    with pytest.raises(MtqaError, match="has no option"):
        reports.create("html(colour=red)")


def test_commands_in_warnings_are_set_as_such_and_nothing_else_is_markup(tmp_path: Path) -> None:
    warning = "Install it with `apt-get install <x>`, or with `pip install x` & <b>more</b>."
    evaluation = dataclasses.replace(page_evaluation(), warnings=(warning,))
    HtmlReport().write([evaluation], tmp_path)
    page = next(tmp_path.glob("*/index.html")).read_text(encoding="utf-8")
    told = "<code>apt-get install &lt;x&gt;</code>, or with <code>pip install x</code> &amp; &lt;b&gt;more&lt;/b&gt;."
    assert told in page
