"""The reports in a real browser: opened from disk, with no network, every control used."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reports"))
from evaluations import hostile_evaluation, large_evaluation, page_evaluation

from mtqa.evaluation import evaluate, write_reports
from mtqa.languages import LanguagePair, language
from mtqa.preparation import load_corpora
from mtqa.reports.html import HtmlReport
from mtqa.reports.pdf import PdfReport
from mtqa.results import Evaluation

pytestmark = pytest.mark.browser

WIDTHS = (1400, 768, 390)


@dataclass
class Opened:
    """A page and what it did while it was open."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """Numbers of the segments in the list, in its order. The corpus is small enough for all rows to be drawn."""
        rows = self.page.eval_on_selector_all(
            "#list [role=option]", "all => all.map(e => [Number(e.dataset.place), e.querySelector('b').textContent])"
        )
        return [label for _, label in sorted(rows)]

    def settle(self) -> None:
        """Wait until the list shows what was asked for: the form waits for 0.12 s of rest before it acts."""
        self.page.wait_for_timeout(190)

    def text(self, selector: str) -> str:
        return " ".join(self.page.inner_text(selector).split())


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Opens a file in a browser without a network; fails when the page complains or asks for anything else."""
    contexts = []
    everything: list[Opened] = []

    def opening(path: Path, *, width: int = 1400, height: int = 900, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page)
        everything.append(opened)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri() + fragment)
        if options.get("java_script_enabled", True) and page.query_selector("#head"):
            page.wait_for_selector("html[data-ready]", state="attached")
        return opened

    yield opening
    for opened in everything:
        assert opened.complaints == []
        assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    for context in contexts:
        context.close()


def written(folder: Path, *evaluations: Evaluation) -> Path:
    """The report on the first language."""
    return HtmlReport().write(evaluations, folder)[1]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("page"), page_evaluation())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("hostile"), hostile_evaluation())


def choose(opened: Opened, name: str, value: str) -> None:
    opened.page.select_option(f'#filter [name="{name}"]', value)
    opened.settle()


def enter(opened: Opened, name: str, value: str) -> None:
    opened.page.fill(f'#filter [name="{name}"]', value)
    opened.settle()


EVERYTHING = [str(number) for number in range(1, 13)]


def test_the_filters(open_page: Any, report: Path) -> None:
    """Expected segments from the findings of `page_evaluation`: 2, 4, 10, 12 of the judged system, 3 of the other."""
    opened = open_page(report, height=2500)
    assert opened.shown() == EVERYTHING
    assert opened.text("#filter output") == "12 of 12 segments"

    choose(opened, "check", "with")
    assert opened.shown() == ["2", "4", "10", "12"]
    choose(opened, "check", "without")
    assert opened.shown() == ["1", "3", "5", "6", "7", "8", "9", "11"]
    choose(opened, "check", "1")  # numbers
    assert opened.shown() == ["2"]
    choose(opened, "system", "1")  # the other system
    assert opened.shown() == ["3"]
    choose(opened, "check", "3")  # untranslated
    assert opened.shown() == []
    assert opened.page.is_visible("#nothing")

    opened.page.click("#filter button[type=reset]")
    opened.settle()
    assert opened.shown() == EVERYTHING
    choose(opened, "severity", "2")  # major or worse
    assert opened.shown() == ["2", "4", "10"]
    choose(opened, "severity", "3")
    assert opened.shown() == ["10"]
    assert opened.text("#filter output") == "1 of 12 segments"
    choose(opened, "severity", "")

    enter(opened, "text", "ПЛОВДИВ")  # any case, any column
    assert opened.shown() == ["4"]
    enter(opened, "text", "no such words")
    assert opened.shown() == []
    enter(opened, "text", r"\d{4}")
    assert opened.shown() == []
    opened.page.check("#filter [name=regex]")
    opened.settle()
    assert opened.shown() == ["2"]  # 1880, 1980
    enter(opened, "text", "^(cities|what) ")  # any case, at the beginning of a text
    assert opened.shown() == ["1", "8"]
    enter(opened, "text", "(")
    assert opened.shown() == []
    assert opened.text("#bad-pattern") == "This is not a regular expression."
    enter(opened, "text", "")
    assert opened.shown() == EVERYTHING
    assert not opened.page.is_visible("#nothing")


def test_the_range_of_scores(open_page: Any, report: Path) -> None:
    opened = open_page(report, height=2500)
    evaluation = page_evaluation()
    score = evaluation.score(evaluation.primary, "chrf(word_order=2)")
    assert score is not None
    enter(opened, "low", "20")
    enter(opened, "high", "60")
    expected = [str(n) for n, v in enumerate(score.segment_values, start=1) if v is not None and 20 <= v <= 60]
    assert 0 < len(expected) < 11
    assert opened.shown() == expected


def test_sorting(open_page: Any, report: Path) -> None:
    opened = open_page(report, height=2500)
    evaluation = page_evaluation()
    for number, metric in enumerate(evaluation.metrics):
        score, other = (evaluation.score(s.name, metric) for s in evaluation.corpus.systems)
        assert score is not None
        assert other is not None
        sign = 1 if score.higher_is_better else -1
        known = [(sign * round(v, 3), n) for n, v in enumerate(score.segment_values, start=1) if v is not None]
        unknown = [str(n) for n, v in enumerate(score.segment_values, start=1) if v is None]
        choose(opened, "metric", str(number))
        choose(opened, "sort", "worst")
        assert opened.shown() == [str(n) for _, n in sorted(known)] + unknown
        choose(opened, "sort", "best")
        assert opened.shown() == [str(n) for _, n in sorted((-v, n) for v, n in known)] + unknown
        choose(opened, "against", "system:1")
        choose(opened, "sort", "behind")
        gains = [
            (sign * (round(a, 3) - round(b, 3)), n)
            for n, (a, b) in enumerate(zip(score.segment_values, other.segment_values, strict=True), start=1)
            if a is not None and b is not None
        ]
        assert opened.shown()[: len(gains)] == [str(n) for _, n in sorted(gains)]
        choose(opened, "against", "")
        assert opened.page.input_value("#filter [name=sort]") == ""  # an order that makes no sense any more
    assert opened.shown() == EVERYTHING


def test_a_link_to_a_hidden_segment_shows_it(open_page: Any, report: Path) -> None:
    opened = open_page(report, fragment="#segment-heat:4", height=2500)
    assert "A square in Plovdiv" in opened.text("#detail")
    choose(opened, "severity", "3")
    opened.page.evaluate("location.hash = '#segment-heat:2'")
    opened.settle()
    assert len(opened.shown()) == 12
    assert opened.text("#detail h3").startswith("Segment 2")
    opened.page.click("table.worst a")  # the gravest: 10
    opened.settle()
    assert opened.text("#detail h3").startswith("Segment 10")
    assert opened.page.evaluate("location.hash") == "#segment-heat:10"


def test_the_detail_of_a_segment(open_page: Any, report: Path) -> None:
    opened = open_page(report, fragment="#segment-heat:2")
    detail = opened.text("#detail")
    for expected in ("Last summer", "opus-mt", "Before it", "Cities plan for heat", "After it", "Twelve cities"):
        assert expected in detail
    marked = "all => all.map(e => e.textContent)"
    assert opened.page.eval_on_selector_all("#detail .primary mark", marked) == ["1980"]
    assert opened.page.eval_on_selector_all("#detail .primary ins", marked) == ["1980"]
    assert opened.page.eval_on_selector_all("#detail .reference del", marked) == ["1880", ". насам"]
    choose(opened, "against", "none")
    assert opened.page.eval_on_selector_all("#detail ins, #detail del", marked) == []
    choose(opened, "against", "system:1")
    assert opened.page.eval_on_selector_all("#detail .primary ins", marked) == ["Миналото", "беше", "1980", " г"]


def test_the_differences_are_those_of_the_written_page(open_page: Any, report: Path) -> None:
    """The browser and Python tell words and differences by two programs: they must agree."""
    opened = open_page(report)
    texts = "cell => [...cell.querySelectorAll('ins')].map(e => e.textContent)"
    for row in opened.page.query_selector_all("table.worst tbody tr"):
        cells = row.query_selector_all("td")
        row.query_selector("a").click()
        opened.settle()
        assert opened.page.eval_on_selector("#detail .primary", texts) == cells[1].evaluate(texts)


def test_the_list_by_keyboard(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    opened.page.focus("#list")
    for key, expected in (
        ("ArrowDown", "2"), ("ArrowDown", "3"), ("ArrowUp", "2"), ("End", "12"), ("Home", "1"), ("PageDown", "12"),
    ):  # fmt: skip
        opened.page.keyboard.press(key)
        opened.page.wait_for_timeout(50)
        if key != "PageDown":
            assert opened.text("#detail h3").split()[1] == expected
        selected = opened.page.get_attribute("#list", "aria-activedescendant")
        assert opened.page.get_attribute(f"[id='{selected}']", "aria-selected") == "true"
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "detail"
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate("document.activeElement.id") == "list"


def test_copying(open_page: Any, report: Path) -> None:
    opened = open_page(report, permissions=["clipboard-read", "clipboard-write"])
    choose(opened, "check", "with")
    opened.page.click("#copy-list")
    opened.settle()
    assert opened.text("#explorer-status") == "Copied, tab-separated: 4"
    lines = opened.page.evaluate("navigator.clipboard.readText()").rstrip("\n").split("\n")
    assert lines[0].split("\t")[:5] == ["id", "document", "source", "reference.A", "hypothesis.etranslation"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["heat:2", "heat:4", "heat:10", "heat:12"]
    assert {len(line.split("\t")) for line in lines} == {4 + 2 * (1 + 3)}
    opened.page.click("#detail [data-act=after]")
    opened.page.click("#detail [data-act=copy]")
    opened.settle()
    assert opened.page.evaluate("navigator.clipboard.readText()").split("\n")[1].startswith("heat:4\t")


def test_every_control_is_reached_by_keyboard_and_shows_its_focus(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    names = []
    for _ in range(150):
        opened.page.keyboard.press("Tab")
        name, outline = opened.page.evaluate(
            "[(e => e.name || e.id || e.dataset.act || e.type || e.className)(document.activeElement), "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        names.append(name)
        assert outline != "none", name
        if name == "copy-list":
            break
    assert names[0] == "skip"
    controls = ["text", "regex", "check", "severity", "system", "against", "metric", "low", "high", "sort", "reset"]
    assert [n for n in names if n in {*controls, "list", "after", "copy", "copy-list"}] == [
        *controls, "list", "after", "copy", "copy-list",
    ]  # fmt: skip


def test_without_scripts_the_segments_to_look_at_first_are_there(open_page: Any, report: Path) -> None:
    opened = open_page(report, java_script_enabled=False)
    text = opened.page.inner_text("table.worst")
    assert "Нов параграф, който никой не е писал." in text
    assert "The text is still in English." in text
    assert "JavaScript" in opened.text("#segments")
    assert not opened.page.is_visible("#filter")  # controls that would do nothing


AXE = max((Path(sys.prefix) / "share" / "axe-core").glob("axe-*.min.js"), default=None)


def accessibility(opened: Opened) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its own good practice."""
    if AXE is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is not there: run scripts/fetch_axe")
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = opened.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']}: {one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_axe_finds_nothing(open_page: Any, report: Path, scheme: str, width: int) -> None:
    for file in (report, report.parent.parent / "index.html"):
        assert accessibility(open_page(file, width=width, color_scheme=scheme)) == []


def test_axe_finds_nothing_in_an_overview_of_several_languages(open_page: Any, tmp_path: Path) -> None:
    page = page_evaluation()
    german = replace(page.corpus, language_pair=LanguagePair(language("en"), language("de")))
    written(tmp_path, page, replace(page, corpus=german))
    for width in (WIDTHS[0], WIDTHS[-1]):
        opened = open_page(tmp_path / "index.html", width=width)
        assert opened.page.is_visible("#source")  # both languages have the same findings
        assert accessibility(opened) == []


def test_axe_finds_nothing_in_a_hostile_corpus(open_page: Any, hostile: Path) -> None:
    found = accessibility(open_page(hostile))
    assert [one for one in found if "empty-table-header" not in one] == []  # a name that is three spaces stays one


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["report", "hostile"])
def test_nothing_is_wider_than_the_window(
    open_page: Any, request: pytest.FixtureRequest, name: str, width: int
) -> None:
    path: Path = request.getfixturevalue(name)
    for file in (path, path.parent.parent / "index.html"):
        opened = open_page(file, width=width)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.page.evaluate("visualViewport.width") == width


def test_a_hostile_corpus_only_shows(open_page: Any, hostile: Path) -> None:
    for file in (hostile, hostile.parent.parent / "index.html"):
        opened = open_page(file)
        title = opened.page.title()
        assert title.startswith("</title><script>document.title='broken'</script>⟨RLO⟩")
        running = "[...document.scripts].filter(s => s.type !== 'application/octet-stream').length"
        assert opened.page.evaluate(running) == (1 if file == hostile else 0)
        assert opened.page.evaluate("document.styleSheets.length") == 1
        # Nobody can have put in an element that the templates do not use, or a handler.
        assert opened.page.evaluate("document.querySelectorAll('img,iframe,object,embed,base,script[src]').length") == 0
        names = opened.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name)"
        )
        assert not [name for name in names if re.match(r"on|src", name)]
        opened.page.mouse.move(600, 500)
        assert opened.page.title() == title


def test_every_hostile_segment_can_be_opened_and_every_control_used(open_page: Any, hostile: Path) -> None:
    opened = open_page(hostile, permissions=["clipboard-read", "clipboard-write"])
    shown = ""
    opened.page.focus("#list")
    opened.page.keyboard.press("Home")
    for _ in range(16):
        opened.page.wait_for_timeout(60)
        shown += opened.page.inner_text("#detail") + opened.page.inner_text("#list")
        opened.page.keyboard.press("ArrowDown")
    for name in ("RLO", "LRI", "ZWSP", "BOM", "SHY", "NUL", "BEL", "ESC", "DEL", "LS", "PS", "U+D800"):
        assert re.search(rf"\b{re.escape(name)}\b", shown), name
    assert not re.search("[\x00\x07\x1b\u202e\u2066\u200b\u2028]", shown)
    for control in opened.page.query_selector_all("#filter select"):
        for value in control.evaluate("e => [...e.options].filter(o => !o.disabled).map(o => o.value)"):
            control.select_option(value)
        opened.settle()
        opened.page.click("#filter button[type=reset]")
    for text in ("</script>", "\u202e", "x" * 1000, "[", "\\"):
        enter(opened, "text", text)
        opened.page.check("#filter [name=regex]")
        opened.settle()
        opened.page.uncheck("#filter [name=regex]")
    opened.page.click("#filter button[type=reset]")
    opened.settle()
    opened.page.click("#copy-list")
    opened.settle()
    assert opened.text("#explorer-status") == "Copied, tab-separated: 16"
    copied = opened.page.evaluate("navigator.clipboard.readText()").rstrip("\n")
    assert {line.count("\t") for line in copied.split("\n")} == {4 + 3 * 4 - 1 + 1}


def contrast(opened: Opened, selector: str) -> float:
    """Contrast of text against its background after WCAG 2.2, computed from the styles that the browser applies."""
    front, back = opened.page.evaluate(
        """selector => {
          const element = document.querySelector(selector);
          const background = one => getComputedStyle(one).backgroundColor;
          let around = element;
          while (around.parentElement && /, 0\\)$/.test(background(around))) around = around.parentElement;
          return [getComputedStyle(element).color, background(around)];
        }""",
        selector,
    )

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(open_page: Any, report: Path, scheme: str) -> None:
    """WCAG 2.2 AA asks for 4.5 to 1 of normal text."""
    opened = open_page(report, color_scheme=scheme, fragment="#segment-heat:4")
    back = opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", back)[:3])) < 3 * 128) == (scheme == "dark")
    for selector in (
        "body", ".kicker", ".small", ".fine", ".meaning", ".run-in", ".sev", "mark", "sup", "thead th", ".soft",
        ".absent", ".notes .small", ".row-line", ".row-value", ".context", "#filter input[type=search]",
        "#filter label", "#filter button", "pre code",
        ".signature code", ".page-foot", ".contents a",
    ):  # fmt: skip
        assert contrast(opened, selector) >= 4.5, selector


def test_on_paper_everything_is_there(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    choose(opened, "severity", "3")  # hides on the screen, not on paper
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("#filter")
    assert not opened.page.is_visible("#explorer")
    rows = opened.page.eval_on_selector_all("table.worst tbody tr", "all => all.filter(e => e.offsetHeight > 0).length")
    assert rows == 4 + 3  # the segments with findings, and the worst three of the others: each once
    assert opened.page.is_visible(".print-only")  # the names of the checks, in place of what each looks for
    assert not opened.page.is_visible("dl.checks")
    assert opened.page.is_visible("dl.glossary")
    assert "The text is still in English." in opened.page.inner_text("table.worst")
    assert opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert len(opened.page.pdf(prefer_css_page_size=True)) > 10_000


def test_paper_is_white_in_the_dark_too(open_page: Any, report: Path) -> None:
    opened = open_page(report, color_scheme="dark")
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert contrast(opened, "body") > 15


def test_plots_have_a_text_alternative(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    without = opened.page.eval_on_selector_all(
        "svg", "all => all.filter(s => !s.getAttribute('aria-hidden') && !s.querySelector('title')?.textContent).length"
    )
    assert without == 0
    assert opened.page.evaluate("document.querySelectorAll('svg[role=img]').length") > 5


def test_nothing_moves(open_page: Any, report: Path) -> None:
    """No animation, transition or gliding, so that there is nothing for `prefers-reduced-motion` to switch off."""
    opened = open_page(report, reduced_motion="no-preference")
    moving = opened.page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => {
          const style = getComputedStyle(e);
          return style.scrollBehavior !== 'auto' || style.animationName !== 'none' || style.transitionDuration !== '0s';
        }).length"""
    )
    assert moving == 0


def test_a_large_report_opens_and_draws_only_what_is_in_view(open_page: Any, tmp_path: Path) -> None:
    page = written(tmp_path, large_evaluation(2000, 3))
    start = time.perf_counter()
    opened = open_page(page)
    assert time.perf_counter() - start < 2 * 3  # 2 s on idle cores
    rows = "document.querySelectorAll('#list [role=option]').length"
    assert opened.page.evaluate(rows) < 40
    opened.page.evaluate("document.getElementById('list').scrollTop = 1e6")
    opened.settle()
    assert opened.page.evaluate(rows) < 40
    assert "doc99:" in opened.page.inner_text("#list")
    enter(opened, "text", "doc71:")
    opened.page.wait_for_timeout(1000)
    assert opened.text("#filter output") == "20 of 2,000 segments"


def test_the_overview_leads_to_the_reports(open_page: Any, tmp_path: Path) -> None:
    page = written(tmp_path, page_evaluation())
    opened = open_page(page.parent.parent / "index.html")
    opened.page.click(".overview a")
    opened.page.wait_for_url(page.as_uri())
    assert opened.text("h1") == "Cities plan for heat"


def use_everything(opened: Opened) -> None:
    """Every choice of every control once, each way of leaving it, and both ways of copying."""
    page = opened.page
    for control in page.query_selector_all("#filter select"):
        values = control.evaluate("e => [...e.options].filter(o => !o.disabled).map(o => o.value)")
        for value in values[:3] + values[-1:]:
            control.select_option(value)
            page.wait_for_timeout(130)
        page.click("#filter button[type=reset]")
    for text in ("a", "zzzz", ""):
        enter(opened, "text", text)
    page.check("#filter [name=regex]")
    enter(opened, "text", "(?<=a)b|c$")
    page.click("#filter button[type=reset]")
    opened.settle()
    for key in ("Home", "ArrowDown", "PageDown", "End", "Home", "Enter"):
        page.press("#list", key)
    for act in ("after", "before", "copy"):
        page.click(f"#detail [data-act={act}]")
    page.click("#copy-list")
    page.wait_for_timeout(300)
    for link in page.query_selector_all("nav a[href^='#']"):
        link.click()


def first_screen(opened: Opened) -> float:
    """Where what matters most, and the figures, end: a reader sees them without scrolling."""
    ends = "[...document.querySelectorAll('.headline, .figures')].map(e => e.getBoundingClientRect().bottom)"
    return max(opened.page.evaluate(ends))


def test_the_example_corpus(open_page: Any, project_root: Path, tmp_path: Path) -> None:
    (corpus,) = load_corpora(str(project_root / "corpora" / "eu-japan-summit"), None)
    page = written(tmp_path, evaluate(corpus, n_resamples=100, n_trials=100))
    for width in WIDTHS:
        opened = open_page(page, width=width, permissions=["clipboard-read", "clipboard-write"])
        assert "Bulgarian" in opened.text("h1 + .facts")
        assert first_screen(opened) <= (900 if width > 390 else 844)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    opened.page.set_viewport_size({"width": 1280, "height": 900})
    assert opened.page.evaluate("document.documentElement.scrollHeight") < 6500  # 31 segments, and it was 14,562
    opened.page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    use_everything(opened)
    assert accessibility(opened) == []


@pytest.mark.data
def test_twenty_systems_and_three_references(open_page: Any, shared_data: Path, tmp_path: Path) -> None:
    """WMT21 English-German as it is, 1002 segments; few resamples and checks, which are tested elsewhere."""
    (corpus,) = load_corpora(str(shared_data / "wmt21" / "en-de"), None)
    assert len(corpus.systems) == 20
    chosen = {"metric_specs": ["chrf(word_order=2)"], "check_names": ["numbers"]}
    page = written(tmp_path, evaluate(corpus, n_resamples=50, n_trials=50, **chosen))
    assert page.stat().st_size < 2_000_000
    start = time.perf_counter()
    opened = open_page(page, permissions=["clipboard-read", "clipboard-write"])
    assert time.perf_counter() - start < 2 * 3  # 2 s on idle cores
    assert opened.text("#filter output") == "1,002 of 1,002 segments"
    use_everything(opened)
    assert accessibility(opened) == []
    for width in (*WIDTHS, 320):  # the narrowest that WCAG 2.2 asks for
        opened.page.set_viewport_size({"width": width, "height": 900})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_printed_report(browser: Any, tmp_path: Path) -> None:
    """The PDF is made by the program itself, without Playwright."""
    (path,) = PdfReport().write([page_evaluation()], tmp_path)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    assert "Cities plan for heat" in text
    assert "Нов параграф, който никой не е писал." in text
    assert "Find segments" not in text
    write_reports([page_evaluation()], tmp_path, ["pdf"])  # mtqa knows its own file again


def test_the_bulgarian_report_in_a_browser(open_page: Any, tmp_path: Path) -> None:
    page = HtmlReport(language="bg").write([page_evaluation()], tmp_path)[1]
    opened = open_page(page)
    assert opened.text("#filter output") == "12 от 12 сегмента"
    assert opened.text("#detail h3") == "Сегмент 1 Заглавие"
    assert accessibility(opened) == []


@pytest.mark.parametrize("tag", ["ar", "ja"])
def test_other_directions_and_scripts(open_page: Any, tmp_path: Path, tag: str) -> None:
    evaluation = page_evaluation()
    pair = LanguagePair(language("en"), language(tag))
    texts = {"ar": "مرحبا بالعالم 123 abc", "ja": "機械翻訳の評価は難しい。"}
    segments = [replace(s, references={"A": texts[tag] + " x"}) for s in evaluation.corpus.segments]
    systems = [replace(s, hypotheses=[texts[tag]] * 12) for s in evaluation.corpus.systems]
    corpus = replace(evaluation.corpus, language_pair=pair, segments=segments, systems=systems)
    opened = open_page(written(tmp_path, replace(evaluation, corpus=corpus)))
    shown = (
        "[...document.querySelectorAll('#detail .hypothesis .text')].map(e => [e.lang, getComputedStyle(e).direction])"
    )
    assert set(map(tuple, opened.page.evaluate(shown))) == {(tag, "rtl" if tag == "ar" else "ltr")}
    assert opened.page.evaluate("document.querySelector('#detail .reference del').textContent") == "x"


def test_reports_with_parts_missing_open(open_page: Any, tmp_path: Path) -> None:
    page = page_evaluation()
    bare = replace(page, scores=(), comparisons=(), findings=(), checks={}, versions={}, settings={})
    for number, evaluation in enumerate(
        (page_evaluation(n_systems=1), page_evaluation(with_references=False), bare, large_evaluation(60, 2))
    ):
        opened = open_page(written(tmp_path / str(number), evaluation))
        assert opened.text("#detail h3").startswith("Segment")
        for name in ("severity", "sort", "document"):
            control = opened.page.query_selector(f"#filter [name={name}]")
            if control is not None and control.query_selector("option:nth-child(2)") is not None:
                control.select_option(index=1)
        opened.settle()
        assert not opened.page.is_visible("#unopened")
