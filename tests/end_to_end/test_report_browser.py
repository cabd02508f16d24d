"""The reports in a real browser: opened from disk, with no network, every control used."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reports"))
from evaluations import hostile_evaluation, large_evaluation, page_evaluation

from mtqa.reports.html import HtmlReport
from mtqa.results import Evaluation

pytestmark = pytest.mark.browser

WIDTHS = (1400, 768, 390)


def _missing(reason: str) -> NoReturn:
    """Skip, but never in continuous integration, where the browser belongs to the test."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, or the one in MTQA_CHROMIUM; never one that is downloaded."""
    try:
        from playwright import sync_api
    except ImportError:
        _missing("playwright is not installed: pip install playwright")
    executable = os.environ.get("MTQA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        _missing("no Chromium: install it (apt-get install chromium) or name it in MTQA_CHROMIUM")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Opened:
    """A page and what it did while it was open."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """Ids of the segments that the filter shows, in the order of the page."""
        return self.page.eval_on_selector_all(
            "#all > .segment", "all => all.filter(e => !e.hidden).map(e => e.id.replace('segment-heat:', ''))"
        )

    def text(self, selector: str) -> str:
        return " ".join(self.page.inner_text(selector).split())


@pytest.fixture
def open_page(browser: Any) -> Iterator[Any]:
    """Opens a file in a browser without a network; fails when the page complains or asks for anything else."""
    contexts = []
    everything: list[Opened] = []

    def opening(path: Path, *, width: int = 1400, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page)
        everything.append(opened)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri() + fragment)
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


def test_the_filters(open_page: Any, report: Path) -> None:
    """Expected segments from the findings of `page_evaluation`: 2, 4, 10, 12 of the judged system, 3 of the other."""
    opened = open_page(report)
    everything = [str(number) for number in range(1, 13)]
    assert opened.shown() == everything
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

    opened.page.click("#filter button[type=reset]")
    opened.page.wait_for_function("document.querySelectorAll('#all > .segment[hidden]').length === 0")
    choose(opened, "severity", "2")  # major or worse
    assert opened.shown() == ["2", "4", "10"]
    choose(opened, "severity", "3")
    assert opened.shown() == ["10"]
    assert opened.text("#filter output") == "1 of 12 segments"
    choose(opened, "severity", "")

    opened.page.fill("#filter [name=text]", "ПЛОВДИВ")  # any case, any column
    assert opened.shown() == ["4"]
    opened.page.fill("#filter [name=text]", "no such words")
    assert opened.shown() == []
    assert opened.page.is_visible("#nothing")
    opened.page.fill("#filter [name=text]", "")
    assert opened.shown() == everything
    assert not opened.page.is_visible("#nothing")


def test_sorting(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    evaluation = page_evaluation()
    for number, metric in enumerate(evaluation.metrics):
        score = evaluation.score(evaluation.primary, metric)
        assert score is not None
        sign = 1 if score.higher_is_better else -1
        known = [(sign * round(v, 3), n) for n, v in enumerate(score.segment_values, start=1) if v is not None]
        unknown = [str(n) for n, v in enumerate(score.segment_values, start=1) if v is None]
        choose(opened, "sort", f"{number} {sign}")
        worst_first = opened.shown()
        assert worst_first == [str(n) for _, n in sorted(known)] + unknown
    choose(opened, "sort", "")
    assert opened.shown() == [str(n) for n in range(1, 13)]


def test_a_link_to_a_hidden_segment_shows_it(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    choose(opened, "severity", "3")
    opened.page.evaluate("location.hash = '#segment-heat:2'")
    opened.page.wait_for_function("!document.getElementById('segment-heat:2').hidden")
    assert len(opened.shown()) == 12


def test_differences_can_be_switched_off(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    line = "getComputedStyle(document.querySelector('#all .hypothesis ins')).textDecorationLine"
    assert opened.page.evaluate(line) == "underline"
    opened.page.uncheck("#filter [name=differences]")
    assert opened.page.evaluate(line) == "none"


def test_findings_are_reached_by_keyboard(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    opened.page.focus("[id='segment-heat:4'] .hypotheses sup a")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id || location.hash.slice(1)") == "segment-heat:4.1"
    assert "The text is still in English." in opened.text("[id='segment-heat:4.1']")


def test_every_control_is_reached_by_keyboard_and_shows_its_focus(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    names = []
    for _ in range(150):
        opened.page.keyboard.press("Tab")
        name, outline = opened.page.evaluate(
            "[document.activeElement.name || document.activeElement.type || document.activeElement.className, "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        names.append(name)
        assert outline != "none", name
        if name == "reset":
            break
    assert names[0] == "skip"
    assert [n for n in names if n in {"text", "check", "severity", "system", "sort", "differences", "reset"}] == [
        "text", "check", "severity", "system", "sort", "differences", "reset",
    ]  # fmt: skip


def test_without_scripts_everything_is_there(open_page: Any, report: Path) -> None:
    opened = open_page(report, java_script_enabled=False)
    text = opened.page.inner_text("#all")
    assert "Нов параграф, който никой не е писал." in text
    assert "The text is still in English." in text
    assert not opened.page.is_visible("#filter")  # controls that would do nothing


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
        assert opened.page.evaluate("document.scripts.length") == (1 if file == hostile else 0)
        assert opened.page.evaluate("document.styleSheets.length") == 1
        # Nobody can have put in an element that the templates do not use, or a handler.
        assert opened.page.evaluate("document.querySelectorAll('img,iframe,object,embed,base,script[src]').length") == 0
        names = opened.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name)"
        )
        assert not [name for name in names if re.match(r"on|style$|src", name)]
        opened.page.mouse.move(600, 500)
        assert opened.page.title() == title


def test_hidden_characters_are_visible_marks(open_page: Any, hostile: Path) -> None:
    opened = open_page(hostile)
    shown = opened.page.inner_text("#all")
    for name in ("RLO", "LRI", "ZWSP", "BOM", "SHY", "NUL", "BEL", "ESC", "DEL", "LS", "PS", "U+D800"):
        assert re.search(rf"\b{re.escape(name)}\b", shown), name
    assert not re.search("[\x00\x07\x1b\u202e\u2066\u200b\u2028]", shown)


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
    opened = open_page(report, color_scheme=scheme)
    back = opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", back)[:3])) < 3 * 128) == (scheme == "dark")
    for selector in (
        "body", ".kicker", ".small", ".fine", ".meaning", ".run-in", ".sev", "mark", "#all sup a", "thead th", ".soft",
        ".absent", ".cc, .notes .small", "#filter input[type=search]", "#filter label", "#filter button", "pre code",
        ".signature code", ".page-foot", ".contents a",
    ):  # fmt: skip
        assert contrast(opened, selector) >= 4.5, selector


def test_on_paper_everything_is_there(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    choose(opened, "severity", "3")  # hidden on the screen, not on paper
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("#filter")
    visible = opened.page.eval_on_selector_all("#all > .segment", "all => all.filter(e => e.offsetHeight > 0).length")
    assert visible == 12
    assert "The text is still in English." in opened.page.inner_text("#all")
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


def test_a_large_report_filters_at_once(open_page: Any, tmp_path: Path) -> None:
    opened = open_page(written(tmp_path, large_evaluation(1000, 3)))
    milliseconds = opened.page.evaluate(
        """() => {
          const start = performance.now();
          const field = document.querySelector('#filter [name=text]');
          field.value = 'doc7';
          field.dispatchEvent(new Event('input', {bubbles: true}));
          return performance.now() - start;
        }"""
    )
    assert len(opened.shown()) == 20 * 1  # the segments of one document, by its name in the margin
    assert milliseconds < 2000


def test_the_overview_leads_to_the_reports(open_page: Any, tmp_path: Path) -> None:
    page = written(tmp_path, page_evaluation())
    opened = open_page(page.parent.parent / "index.html")
    opened.page.click(".overview a")
    opened.page.wait_for_url(page.as_uri())
    assert opened.text("h1") == "Cities plan for heat"
