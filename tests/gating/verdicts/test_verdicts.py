"""The forms of the verdict: complete, well formed, and nothing in a text able to become anything but text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from gated import corpus, standard, worse, wrong_numbers
from lxml import etree
from markdown_it import MarkdownIt

from mtqa.gating import GateResult, accept, entry_for, gate, told_p
from mtqa.gating.policy import MetricRule, Policy
from mtqa.gating.verdicts import (
    Locator,
    annotation,
    as_json,
    cell,
    code_quality,
    code_quality_error,
    error_as_json,
    html_report,
    junit,
    junit_error,
    summary,
    text_report,
    workflow_commands,
)

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)> ::error::x\r\n::stop-commands::t %0A"
    " ##[set-env name=A]b | cell | `code` [link](javascript:1) @all &quot; \x1b[31mred\x00\u202eltr ]]> \ud800"
)


def hostile(references: bool = True) -> GateResult:
    """A red run in which old and new texts, ids, domains and names are out to break things; half a character stands
    only in a text, for no corpus with one in its names can be accepted."""
    texts = [HOSTILE, *worse(standard())[1:]]
    now = corpus(wrong_numbers(texts, 0))
    name = HOSTILE.removesuffix(" \ud800")
    first = replace(now.segments[0], id=name, document=name)
    second = replace(now.segments[1], domain="a,b|<c>::")
    return _against(replace(now, name=name, segments=(first, second, *now.segments[2:])))


def _against(now: object) -> GateResult:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        accept(replace(now, systems=corpus().systems), Path(folder) / "a.json")  # type: ignore[type-var]
        return gate(now, Path(folder) / "a.json")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def red() -> GateResult:
    return hostile()


@pytest.fixture(scope="module")
def green() -> GateResult:
    return _against(corpus())


@pytest.fixture
def locator(tmp_path: Path) -> Locator:
    return Locator(str(tmp_path), str(tmp_path / "a.json"))


def test_text_names_what_dropped_how_much_how_sure_and_where(red: GateResult) -> None:
    text = text_report(red)
    assert text.startswith("FAILED: ")
    assert re.search(r"en-de: chrF2\+\+ dropped by \d+\.\d\d \(.* on 80 segments; p = 0\.\d{4}\); 0\.54 is tol", text)
    assert len(re.findall(r"^  \d+\. en-de ", text, re.MULTILINE)) == 10
    assert text.count("     accepted  ") == text.count("     current   ") == 10
    old = red.changes[3].old
    assert old is not None
    assert f"accepted  {old}" in text
    assert "chance of any false alarm is at most 5 %" in text
    assert "\x1b" not in text
    assert "\r" not in text
    assert "⟨ESC⟩" in text


def test_text_of_a_green_run(green: GateResult) -> None:
    entries = [entry_for(green), entry_for(green)]
    text = text_report(green, entries)
    assert text.startswith("PASSED: site: all ")
    assert "Failed:" not in text
    assert "Trend: passed, passed" in text


def test_github_commands_cannot_be_injected(red: GateResult, locator: Locator) -> None:
    text = workflow_commands(red, locator)
    lines = text.rstrip("\n").split("\n")
    assert all(re.match(r"::(error|warning|notice) [^:]*title=[^:]*::", line) for line in lines[:-1])
    assert sum(line.startswith("::error ") for line in lines) == len(red.failures)
    assert sum(line.startswith("::notice ") for line in lines) == 10
    assert not lines[-1].startswith(":")
    assert "##[" not in lines[-1]
    assert "\r" not in text
    assert annotation("error", "50 % of\nlines", "a:b,c", "x,y:z") == (
        "::error file=x%2Cy%3Az,line=1,title=a%3Ab%2Cc::50 %25 of%0Alines"
    )


def test_github_summary_is_a_table_and_nothing_else(red: GateResult) -> None:
    text = summary(red)
    assert "❌" in text
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    for tag in ("<script", "<img", "<a ", "<code"):
        assert tag not in page.lower()
    assert "&lt;script&gt;" in page
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) == 2
    for table, columns in zip(tables, (7, 4), strict=True):
        rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        assert all(len(re.findall(r"<t[dh]", row)) == columns for row in rows)
    assert text.count("\n") < 60


@pytest.fixture(scope="module")
def improved(tmp_path_factory: pytest.TempPathFactory) -> GateResult:
    accepted = tmp_path_factory.mktemp("improved") / "a.json"
    accept(corpus(worse(standard(), 0.5)), accepted)
    return gate(corpus(), accepted)


def test_improvements_have_one_p_value_everywhere(improved: GateResult) -> None:
    """The p-value of the rise, as in the sentence beside it, and not that of a drop, which is 1."""
    rise = improved.improvements[0]
    assert rise.p_rise is not None
    p = told_p(rise.p_rise).removeprefix("p = ").removeprefix("p ")
    assert f"({rise.accepted:.2f} to {rise.current:.2f} on 80 segments; {told_p(rise.p_rise)})" in text_report(improved)
    rows = [line for line in summary(improved).split("\n") if "rose by" in line]
    assert len(rows) == 2
    assert all(row.endswith(f"| {cell(p)} |") for row in rows)
    assert "1.0000" not in summary(improved)
    page = html_report(improved)
    cells = re.findall(r'<tr class="passed"><td>.*?rose by.*?<td class="num">([^<]*)</td></tr>', unescape(page))
    assert cells == [p, p]
    content = json.loads(as_json(improved))["outcomes"]
    assert [one["p"] for one in content if one["improved"]] == [rise.p_rise, rise.p_rise]
    assert all(one["p"] == one["p_adjusted"] for one in content if not one["improved"])


def test_gitlab_code_quality(red: GateResult, locator: Locator) -> None:
    """The fields that GitLab documents: description, check_name, fingerprint, severity, location."""
    issues = json.loads(code_quality(red, locator))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
    assert [issue["severity"] for issue in issues][: len(red.failures)] == ["critical"] * len(red.failures)
    assert json.loads(code_quality(red, locator)) == issues
    assert json.loads(code_quality_error("no such file", "a.json"))[0]["severity"] == "blocker"


def test_a_green_run_has_no_code_quality_issues(green: GateResult, locator: Locator) -> None:
    assert json.loads(code_quality(green, locator)) == []


def test_locations_are_lines_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gated import write_corpus

    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path / "site")
    accept("site", "a.json")
    write_corpus(tmp_path / "site", worse(standard()))
    result = gate("site", "a.json")
    locator = Locator("site", "a.json")
    for change in result.changes[:5]:
        path, line = locator.segment(result, change)
        assert path == "site/systems/mt.de.txt"
        assert Path(path).read_text().split("\n")[line - 1] == change.new


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def test_junit_is_valid(red: GateResult, green: GateResult, schema: etree.XMLSchema) -> None:
    for result in (red, green):
        tree = etree.fromstring(junit(result))
        schema.assertValid(tree)
        cases = tree.findall(".//testcase")
        assert len(cases) == len(result.outcomes) == int(tree.get("tests", "0"))
        assert len(tree.findall(".//failure")) == len(result.failures) == int(tree.get("failures", "0"))
        assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    error = etree.fromstring(junit_error(HOSTILE))
    schema.assertValid(error)
    assert error.find(".//error") is not None
    assert error.get("errors") == "1"


def test_the_schema_refuses_what_is_wrong(green: GateResult, schema: etree.XMLSchema) -> None:
    for old, new in ((b"testcase", b"case"), (b' errors="0"', b""), (b' tests="', b' tests="x')):
        assert not schema.validate(etree.fromstring(junit(green).replace(old, new)))


def test_json_holds_everything(red: GateResult) -> None:
    content = json.loads(as_json(red))
    assert content["schema"] == "mtqa/gate/1"
    assert content["verdict"] == "failed"
    assert len(content["outcomes"]) == len(red.outcomes)
    assert len(content["worst_segments"]) == 10
    assert content["outcomes"][0]["rule"] == "drop"
    assert json.loads(error_as_json("x"))["verdict"] == "error"


def test_html_is_self_contained_and_escaped(red: GateResult) -> None:
    page = html_report(red, [entry_for(red), entry_for(red)])
    assert "default-src 'none'" in unescape(page)
    assert "<script" not in page
    assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    for character in "\x00\x1b\u202e\ud800\r":
        assert character not in page
    page.encode("utf-8")
    tree = etree.HTML(page)
    assert len(tree.findall(".//ol[@class='segments']/li")) == len(red.changes)
    assert tree.find(".//del") is not None
    assert tree.findall(".//svg//circle[@class='failed']")


def test_html_sorts_by_loss_and_is_limited(green: GateResult, red: GateResult) -> None:
    many = replace(red, changes=red.changes * 10)
    page = html_report(many)
    assert page.count('<p class="where">') == 500
    assert f"{len(many.changes) - 500} more are not shown" in page
    assert "No segment changed." in html_report(green)
    losses = [float(loss) for loss in re.findall(r"\(([+-]\d+\.\d)\)</span>", html_report(red))]
    assert losses == sorted(losses)


def test_advice_to_accept_is_given_everywhere(tmp_path: Path, locator: Locator) -> None:
    accept(corpus(worse(standard())), tmp_path / "a.json")
    better = gate(corpus(), tmp_path / "a.json")
    for text in (text_report(better), summary(better), html_report(better)):
        assert "--accept" in text
    assert "::notice title=mtqa gate::better" in workflow_commands(better, locator)
    assert json.loads(as_json(better))["suggests_accept"] is True


def test_warnings_are_shown_everywhere(tmp_path: Path, locator: Locator) -> None:
    from mtqa.gating.policy import Role

    policy = Policy(metrics=(MetricRule("bleu", Role.ADVISORY),), findings=())
    accept(corpus(), tmp_path / "a.json", policy)
    result = gate(corpus(worse(standard())), tmp_path / "a.json", policy)
    assert "Warnings:" in text_report(result)
    assert "::warning " in workflow_commands(result, locator)
    assert "⚠️" in summary(result)
    assert json.loads(code_quality(result, locator))[0]["severity"] == "minor"
    assert b"warning: en-de: BLEU dropped" in junit(result)
    assert "<h2>Warnings</h2>" in html_report(result)
