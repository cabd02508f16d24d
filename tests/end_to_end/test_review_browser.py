"""`mtqa review` in a real browser: every function by mouse and by keyboard alone, on wide and narrow screens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reports"))
from evaluations import HOSTILE

from mtqa.review import tutorial_json

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 390
FAMILY = "👩\u200d👩\u200d👧"
GERMAN = (
    (
        "one",
        "The office opens on 31 March 2027.",
        "Das Büro öffnet am 13. März 2027.",
        "Das Amt öffnet am 31. März 2027.",
    ),
    ("one", "Everyone is welcome.", "Everyone is welcome.", "Alle sind willkommen."),
    ("one", "It costs 12 euros.", "Es kostet 21 Euro.", "Es kostet 12 Euro."),
    ("one", f"The {FAMILY} family left.", f"Die {FAMILY} Familie ging fort.", "Familie ging."),
    ("two", "There were 7 of them.", "Es waren 8 von ihnen.", "Es waren 7."),
    ("two", "Nobody knew why.", "Niemand wusste warum.", "Keiner wusste es."),
)
ARABIC = (("eins", "The office opens in 2027.", "يفتح المكتب أبوابه في 2026.", "المكتب يفتح"),)
JAPANESE = (("ichi", "The office opens.", f"{FAMILY}事務所が開く。", "開く"),)
ATTACK = "<img src=x onerror=\"document.title='broken'\"></script><script>document.title='broken'</script>"


def rows() -> Iterator[dict[str, str]]:
    """A corpus in three languages, with findings, right-to-left, without spaces, and with texts that attack."""
    for tag, texts in (("de", GERMAN), ("ar", ARABIC), ("ja", JAPANESE)):
        for number, (document, source, a, b) in enumerate(texts):
            yield _row(tag, f"{tag}-{number}", document, source, a, b)
    loadable = [text for text in HOSTILE if "\ud800" not in text and len(text) < 30_000]
    for number, text in enumerate(loadable):
        yield _row("de", f"<b>{number}</b>", "hostile <i>", text, loadable[number - 1], text)


def _row(tag: str, name: str, document: str, source: str, a: str, b: str) -> dict[str, str]:
    texts = {"source": source, "hypothesis.a": a, "hypothesis.b": b}
    return {"id": name, "document": document, "source_language": "en", "target_language": tag, **texts}


@dataclass
class Reviewed:
    """A server, and the addresses that it printed."""

    addresses: dict[str, str]
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewed]:
    folder = tmp_path_factory.mktemp("review")
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows()), encoding="utf-8")
    command = [sys.executable, "-m", "mtqa", "review", str(path), "--annotator", "Marta", "Jörg", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--overlap", "1"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    addresses = dict(line.rsplit(" ", 1) for line in (line.strip() for line in lines))
    yield Reviewed(addresses, process)
    process.kill()
    process.wait()


@dataclass
class Opened:
    """A page of one annotator, and what it complained of."""

    page: Any
    context: Any
    base: str
    complaints: list[str] = field(default_factory=list)
    visits: int = 0

    def go(self, view: str, **place: str) -> None:
        """To a view, also when it is shown already: the older one has gone when this returns."""
        self.visits += 1
        query = "&".join(f"{name}={value}" for name, value in {**place, "visit": str(self.visits)}.items())
        self.page.evaluate("document.querySelector('#main > *').setAttribute('data-old', '')")
        self.page.goto(f"{self.base}/#/{view}?{query}")
        shown = {"findings": ":is(.explorer, .nothing-found):not([hidden])"}.get(view, "h1")
        self.page.wait_for_selector(f"#main > :not([data-old]) {shown}", state="attached")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        self.page.wait_for_selector(".saving >> text=/^All saved$/", state="attached")

    def ask(self, path: str) -> Any:
        return self.page.evaluate("path => fetch(path).then(answer => answer.json())", path)

    def content(self, protocol: str, tag: str, document: str, number: int, slot: str) -> Any:
        """What is stored of a translation."""
        self.saved()
        answer = self.ask(f"/api/items?language={tag}&protocol={protocol}&document={document}")
        translations = answer["items"][number]["translations"]
        (judgement,) = (one["judgement"] for one in translations if one["slot"] == slot)
        return judgement and judgement["content"]

    def findings(self, status: str = "all") -> list[dict[str, Any]]:
        self.saved()
        rows: list[dict[str, Any]] = self.ask(f"/api/findings?language=de&status={status}&n=200")["rows"]
        return rows

    def text(self, selector: str) -> str:
        return " ".join(self.page.inner_text(selector).split())


@pytest.fixture(scope="module")
def opening(browser: Any, reviewed: Reviewed) -> Iterator[Any]:
    """Opens the page of an annotator; whatever it complains of fails the test that closes it."""
    everything: list[Opened] = []

    def open_page(annotator: str, width: int = WIDE, scheme: str = "light", **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        page = context.new_page()
        address = reviewed.addresses[annotator]
        opened = Opened(page, context, re.sub("/a/.*", "", address))
        everything.append(opened)
        page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(f"dialog: {dialog.message}"))
        page.add_init_script("localStorage.setItem('mtqa-review/tutorial', 'done')")
        page.goto(address)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.wait_for_selector(".explorer", timeout=90_000)
        return opened

    yield open_page
    for opened in everything:
        opened.context.close()


@pytest.fixture(scope="module")
def pages(opening: Any) -> dict[tuple[int, str], Opened]:
    return {(WIDE, "light"): opening("Marta"), (NARROW, "dark"): opening("Marta", NARROW, "dark")}


@pytest.fixture(autouse=True)
def nothing_to_complain_of(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "pages" in request.fixturenames:
        for opened in request.getfixturevalue("pages").values():
            assert opened.complaints == []


@pytest.fixture
def wide(pages: dict[tuple[int, str], Opened]) -> Opened:
    return pages[WIDE, "light"]


@pytest.fixture(params=[(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"])
def each(request: pytest.FixtureRequest, pages: dict[tuple[int, str], Opened]) -> Opened:
    return pages[request.param]


# Findings


def test_findings_by_keyboard(each: Opened) -> None:
    each.go("findings", language="de")
    first = each.findings("open")
    each.keys("a")
    decided = [one for one in each.findings() if one["decision"]]
    assert [one["decision"]["decision"] for one in decided if one["finding"] == first[0]["finding"]] == ["accept"]
    each.keys("r")
    each.page.wait_for_selector("dialog[open]")
    each.keys("2")
    (rejected,) = (one for one in each.findings() if one["finding"] == first[1]["finding"])
    assert rejected["decision"]["decision"] == "reject"
    assert rejected["decision"]["reason"] == "A name or term that stays"
    each.keys("k", "4")  # an accepted or rejected one keeps its decision, with another severity
    (graver,) = (one for one in each.findings() if one["finding"] == first[1]["finding"])
    assert (graver["decision"]["decision"], graver["decision"]["severity"]) == ("reject", "critical")
    each.keys("u", "u", "u")
    assert [one["finding"] for one in each.findings("open")] == [one["finding"] for one in first]
    each.keys("?")
    each.page.wait_for_selector("dialog[open] >> text=take the last step back")
    each.keys("Escape", "/")
    assert each.page.evaluate("document.activeElement.type") == "search"
    each.keys("Escape")


def test_findings_by_mouse(each: Opened) -> None:
    page = each.page
    each.go("findings", language="de")
    page.wait_for_selector(".row[aria-selected=true]")
    first = each.findings("open")
    page.click(".list .row >> nth=1")
    page.click(".act >> text=Reject")
    page.fill("dialog input", f"mine {ATTACK}")
    page.click("dialog >> button:has-text('Reject') >> nth=0")
    (rejected,) = (one for one in each.findings() if one["finding"] == first[1]["finding"])
    assert rejected["decision"]["reason"] == f"mine {ATTACK}"
    page.click(".list .row >> nth=1")
    assert ATTACK in page.inner_text(".decided-line")
    assert page.title() != "broken"
    page.click(".changes-of >> text=Minor")
    page.select_option(".changes-of select", "style")
    (changed,) = (one for one in each.findings() if one["finding"] == first[1]["finding"])
    assert (changed["decision"]["severity"], changed["decision"]["category"]) == ("minor", "style")
    page.click(".act >> text=Take back")
    assert [one["finding"] for one in each.findings("open")] == [one["finding"] for one in first]


def test_all_of_a_kind_and_back(wide: Opened) -> None:
    page = wide.page
    wide.go("findings", language="de")
    before = len(wide.findings("open"))
    check = wide.findings("open")[0]["check_name"]
    page.click(".whole-kind >> text=Accept")
    page.wait_for_selector(f"dialog >> text={check}")
    wide.keys("Enter")
    page.wait_for_selector(".toast >> text=accepted")
    accepted = wide.findings("accepted")
    assert accepted
    assert len(wide.findings("open")) == before - len(accepted)
    page.click(".toast >> text=Undo")
    page.wait_for_selector(f"output >> text=/^{before} /")
    assert len(wide.findings("open")) == before


def test_the_filters(wide: Opened) -> None:
    page = wide.page
    wide.go("findings", language="de")
    page.fill("[type=search]", "13. märz")
    page.wait_for_selector("output >> text=/^1 finding$/")  # of the date; its number is no finding of its own
    assert "13. März" in page.inner_text(".detail")
    page.fill("[type=search]", "no such words")
    page.wait_for_selector(".nothing-found >> visible=true")
    page.click("text=Reset")
    page.wait_for_selector(".row[aria-selected=true]")
    page.select_option("[id] >> css=select >> nth=3", "rejected")
    page.wait_for_selector(".nothing-found >> visible=true")
    page.click("text=Reset")
    page.wait_for_selector(".row[aria-selected=true]")


def test_a_list_of_sixty_thousand(opening: Any) -> None:
    """Only what is in view is drawn, and the last row can be reached; the answers are made here."""
    opened = opening("Jörg")
    kinds = [{"check": "numbers", "name": "Numbers", "open": 60_000, "accepted": 0, "rejected": 0}]

    def answer(route: Any) -> None:
        start, n = (int(re.findall(rf"[?&]{name}=(\d+)", route.request.url)[0]) for name in ("start", "n"))
        one: dict[str, Any] = {
            "check": "numbers",
            "check_name": "Numbers",
            "category": "accuracy",
            "severity": "major",
            "message": "m",
        }
        one |= {"segment": "s", "document": "d", "system": "a", "source": "s", "hypothesis": "h", "spans": []}
        found = [
            {**one, "finding": str(k), "number": k, "decision": None} for k in range(start, min(60_000, start + n))
        ]
        route.fulfill(json={"total": 60_000, "kinds": kinds, "rows": found})

    opened.page.route("**/api/findings?*", answer)
    opened.go("findings", language="de", query="x")
    opened.page.wait_for_selector("output >> text=60,000 findings")
    opened.page.focus(".list")
    opened.keys("End")
    opened.page.wait_for_selector(".detail >> text=Segment 59999")
    assert opened.page.evaluate("document.querySelectorAll('.row').length") < 40
    opened.keys("Home", "PageDown")
    opened.page.wait_for_selector(".row[aria-selected=true]")
    assert opened.complaints == []
    opened.context.close()


# Marks and scores


def span(start: int, end: int, severity: str, category: str = "", side: str = "hypothesis") -> dict[str, Any]:
    return {"side": side, "start": start, "end": end, "category": category, "severity": severity}


def slot_with(
    opened: Opened, number: int, text: str, protocol: str = "esa", tag: str = "de", document: str = "one"
) -> str:
    answer = opened.ask(f"/api/items?language={tag}&protocol={protocol}&document={document}")
    (slot,) = (one["slot"] for one in answer["items"][number]["translations"] if one["text"] == text)
    return str(slot)


def cell(slot: str) -> str:
    return f".translation:has(.cell-label:has-text('Translation {slot}'))"


def test_marks_and_score_by_keyboard(each: Opened, request: pytest.FixtureRequest) -> None:
    """Places in code points: the family is five of them, and eight of the browser's units."""
    each.go("esa", language="de", document="one", segment="de-3")
    slot = slot_with(each, 3, GERMAN[3][2])
    each.page.focus(f"{cell(slot)} .markable")
    each.keys("ArrowRight", "ArrowRight", "2")  # Die, the family: major
    each.page.wait_for_selector(f"{cell(slot)} mark.major")
    each.keys("ArrowRight", "ArrowRight", "Shift+ArrowRight", "1")  # one goes on after the mark
    each.keys("s", "Home", "ArrowRight", "ArrowRight")
    expected = [span(4, 9, "major"), span(18, 27, "minor")]
    stored = each.content("esa", "de", "one", 3, slot)
    assert (stored["score"], stored["spans"]) == (2, expected)
    each.page.focus(f"{cell(slot)} .markable")
    each.keys("Home", "ArrowRight", "Delete")
    assert each.content("esa", "de", "one", 3, slot)["spans"] == [span(18, 27, "minor")]
    each.keys("u")
    assert each.content("esa", "de", "one", 3, slot)["spans"] == expected
    each.page.focus(f"{cell(slot)} .markable")
    each.keys("Home", "ArrowRight", "Delete", "End", "Shift+ArrowLeft", "Delete", "c", "Control+A")
    each.page.keyboard.type(request.node.name)
    each.keys("Tab")
    stored = each.content("esa", "de", "one", 3, slot)
    assert (stored["spans"], stored["comment"]) == ([], request.node.name)


PLACE = """(text, word) => {
  const nodes = Array.from(text.querySelectorAll("[data-start]"), (one) => one.firstChild);
  const node = nodes.find((one) => one.nodeType === Node.TEXT_NODE && one.data.includes(word));
  const range = new Range();
  range.setStart(node, node.data.indexOf(word));
  range.setEnd(node, node.data.indexOf(word) + word.length);
  const box = range.getBoundingClientRect();
  return [box.left, box.right, (box.top + box.bottom) / 2];
}"""


def test_marks_by_mouse(wide: Opened) -> None:
    page = wide.page
    wide.go("esa", language="de", document="one", segment="de-0")
    slot = slot_with(wide, 0, GERMAN[0][2])
    text = f"{cell(slot)} .markable"

    def place(word: str) -> tuple[float, float, float]:
        """Left, right and middle of a word on the page."""
        left, right, middle = page.eval_on_selector(text, PLACE, word)
        return left, right, middle

    left, _, middle = place("Büro")
    _, right, _ = place("öffnet")
    page.mouse.move(left + 3, middle)
    page.mouse.down()
    page.mouse.move(right - 3, middle, steps=4)
    page.mouse.up()  # over two words, not quite: whole words
    assert page.inner_text(f"{text} .chosen") == "Büro öffnet"
    page.click(".card >> text=Minor")
    page.wait_for_selector(f"{text} mark.minor")
    left, right, middle = place("2027")
    page.mouse.click((left + right) / 2, middle)
    page.click(".card >> button[aria-label='One word more']")
    assert page.inner_text(f"{text} .chosen").replace("\n", "") == "2027."
    page.click(".card >> text=Major")
    page.fill(f"{cell(slot)} input.number", "71.5")
    wide.keys("Tab")
    expected = [span(4, 15, "minor"), span(28, 33, "major")]
    assert wide.content("esa", "de", "one", 0, slot) == {"score": 71.5, "spans": expected, "comment": ""}
    page.click(f"{text} mark.minor")
    page.click(".card >> text=Remove")
    page.click(f"{cell(slot)} .marks >> text=Change")
    page.click(".card >> text=Minor")
    page.click(f"{cell(slot)} input.slider", position={"x": 2, "y": 14})
    stored = wide.content("esa", "de", "one", 0, slot)
    assert stored == {"score": 0, "spans": [span(28, 33, "minor")], "comment": ""}


def test_errors_with_categories_and_what_is_missing(each: Opened) -> None:
    each.go("mqm", language="ar", document="eins")
    slot = slot_with(each, 0, ARABIC[0][2], "mqm", "ar", "eins")
    each.page.focus(f"{cell(slot)} .markable")
    each.keys("ArrowLeft", "ArrowLeft", "3")  # to the left is onwards
    each.page.keyboard.type("mistr")
    each.keys("Enter", "o", "ArrowRight", "ArrowRight")
    each.page.click(f".card .pick >> text=/^{slot}$/")
    each.keys("4")
    each.page.focus(".card input")
    each.page.keyboard.type("omission")
    each.keys("Enter")
    stored = each.content("mqm", "ar", "eins", 0, slot)
    expected = [span(5, 11, "major", "accuracy/mistranslation"), span(4, 10, "critical", "accuracy/omission", "source")]
    assert stored == {"score": None, "spans": expected, "comment": ""}
    each.page.click(f"{cell(slot)} .marks >> text=Remove >> nth=0")
    each.page.click(f"{cell(slot)} .marks >> text=Remove >> nth=0")
    assert each.content("mqm", "ar", "eins", 0, slot)["spans"] == []


def test_no_errors_is_said_and_not_guessed(wide: Opened) -> None:
    wide.go("mqm", language="de", document="two", segment="de-5")
    assert wide.content("mqm", "de", "two", 1, "A") is None
    wide.page.focus(f"{cell('A')} .markable")
    wide.keys("n")
    assert wide.content("mqm", "de", "two", 1, "A") == {"score": None, "spans": [], "comment": ""}
    assert "You found no errors here." in wide.text(cell("A"))


def test_words_without_spaces(wide: Opened) -> None:
    wide.go("esa", language="ja", document="ichi")
    slot = slot_with(wide, 0, JAPANESE[0][2], "esa", "ja", "ichi")
    wide.page.focus(f"{cell(slot)} .markable")
    wide.keys("ArrowRight", "ArrowRight", "Control+ArrowRight", "1", "s", "ArrowLeft")
    start = len(FAMILY)
    stored = wide.content("esa", "ja", "ichi", 0, slot)
    (found,) = stored["spans"]
    assert stored["score"] == 49
    assert found["start"] == start
    word = JAPANESE[0][2][found["start"] : found["end"]]
    assert JAPANESE[0][2][start:].startswith(word)
    assert len(word) >= 2


def test_a_mark_without_a_score_is_a_draft(wide: Opened) -> None:
    wide.go("esa", language="de", document="two", segment="de-4")
    wide.page.focus(f"{cell('A')} .markable")
    wide.keys("ArrowRight", "1")
    wide.page.wait_for_selector(f"{cell('A')} >> text=Kept here")
    assert wide.content("esa", "de", "two", 0, "A") is None
    wide.page.reload()
    wide.page.wait_for_selector(f"{cell('A')} mark.minor")
    wide.keys("s", "ArrowRight")
    assert len(wide.content("esa", "de", "two", 0, "A")["spans"]) == 1


def test_scores_alone_and_the_way_through_documents(each: Opened) -> None:
    each.go("da", language="de", document="two", segment="de-4")
    assert not each.page.query_selector(".markable")
    each.page.focus(f"{cell('A')} input.slider")
    each.keys("End")
    assert each.content("da", "de", "two", 0, "A")["score"] == 100
    each.keys("Control+Enter")
    each.page.wait_for_selector("h1 >> text=Sentence 2 of 2")
    assert "There were 7 of them." in each.text(".source .around")
    each.page.click("text=Previous sentence")
    each.page.wait_for_selector("h1 >> text=Sentence 1 of 2")
    titles = each.page.eval_on_selector_all(".judging-head option", "all => all.map(one => one.textContent)")
    assert len(titles) == 3
    each.page.click(".tick >> nth=1")
    each.page.wait_for_selector("h1 >> text=Sentence 2 of 2")


def test_marks_that_are_shown_beforehand(opening: Any) -> None:
    """They are confirmed as they are, or changed, and never stored before somebody said so."""
    opened = opening("Jörg")
    answer = opened.ask("/api/items?language=de&protocol=mqm&document=one")
    answer["items"][1]["translations"][0] |= {"spans": [span(0, 4, "minor", "style")], "judgement": None}
    opened.page.route("**/api/items?*", lambda route: route.fulfill(json=answer))
    opened.go("mqm", language="de", document="one", segment="de-1")
    opened.page.wait_for_selector(f"{cell('A')} mark.minor")
    assert "Marks shown beforehand" in opened.text(cell("A"))
    opened.page.unroute("**/api/items?*")
    assert opened.content("mqm", "de", "one", 1, "A") is None
    opened.page.click(f"{cell('A')} >> text=These are all errors")
    assert opened.content("mqm", "de", "one", 1, "A")["spans"] == [span(0, 4, "minor", "style")]
    opened.context.close()


def test_by_finger(browser: Any, reviewed: Reviewed) -> None:
    """A tap chooses a word; the card stands at the foot of the window and covers no word that is chosen."""
    context = browser.new_context(viewport={"width": NARROW, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.add_init_script("localStorage.setItem('mtqa-review/tutorial', 'done')")
    page.goto(reviewed.addresses["Jörg"])
    page.wait_for_selector(".explorer", timeout=90_000)
    page.goto(re.sub("/a/.*", "/#/esa?language=de&document=two", reviewed.addresses["Jörg"]))
    page.tap(f"{cell('B')} .markable")
    page.tap(".card >> [aria-label='One word more']")
    foot = page.eval_on_selector(".card", "card => card.getBoundingClientRect().top")
    assert page.eval_on_selector(".chosen", "chosen => chosen.getBoundingClientRect().bottom") < foot
    page.tap(".card >> text=Major")
    page.wait_for_selector(f"{cell('B')} mark.major")
    context.close()


def test_the_introduction(opening: Any) -> None:
    """Three screens with examples; it comes once, can be skipped, and is found again in the help."""
    opened = opening("Jörg", NARROW)
    page = opened.page
    page.evaluate("localStorage.removeItem('mtqa-review/tutorial')")
    page.add_init_script("localStorage.removeItem('mtqa-review/tutorial')")
    other_session(opened, tutorial_done=False, tutorial=tutorial_json("esa"))
    page.reload()
    page.wait_for_selector("dialog >> text=1 of 3")
    assert "The museum is open on Mondays." in page.inner_text("dialog .example")
    assert page.inner_text("dialog mark") == "open"
    assert accessibility(opened) == []
    opened.keys("Enter", "ArrowRight")
    page.wait_for_selector("dialog >> text=3 of 3")
    opened.keys("Enter")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_selector(".row[aria-selected=true]", state="attached")
    opened.keys("?")
    page.click("dialog >> text=Introduction")
    page.click("dialog >> text=Skip")
    page.wait_for_selector("dialog", state="detached")
    assert opened.complaints == []
    opened.context.close()


# Corrections


def test_a_correction_with_its_changes(each: Opened, request: pytest.FixtureRequest) -> None:
    page = each.page
    each.go("edit", language="de", document="one", segment="de-2")
    slot = slot_with(each, 2, GERMAN[2][2], "edit")
    area = f"textarea.correction >> nth={ord(slot) - ord('A')}"
    corrected = f"Es kostet 12 Euro ({request.node.name})."
    page.fill(area, corrected)
    page.wait_for_selector(".difference del >> text=21")
    assert "12" in page.inner_text(".difference ins >> nth=0")
    page.click(".cell-foot >> text=/^Save$/")
    assert each.content("edit", "de", "one", 2, slot) == {"text": corrected, "comment": ""}
    page.click("text=Back to the machine’s text >> visible=true >> nth=" + str(ord(slot) - ord("A")))
    each.keys("Control+Enter")
    page.wait_for_selector("h1 >> text=Sentence 4")
    assert each.content("edit", "de", "one", 2, slot)["text"] == GERMAN[2][2]


# Alignment, and texts that are dropped: what the server answers is made here


def other_session(opened: Opened, **changed: Any) -> None:
    """Loads the page again with a session of another kind."""
    session = {**opened.ask("/api/session"), **changed}
    opened.page.route("**/api/session", lambda route: route.fulfill(json=session))


GROUPS = [[[1], [1]], [[2, 3], [2]], [[4], [3]]]


def open_alignment(opened: Opened) -> list[Any]:
    """A page of three groups; the list is filled with what is sent."""
    sent: list[Any] = []

    def answer(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data_json)
            route.fulfill(json={"job": "j"})
            return
        sides = [
            {"n": n, "sure": n != 1}
            | {
                side: [{"n": k, "text": f"{side} {k} {ATTACK}"} for k in numbers]
                for side, numbers in zip(("source", "hypothesis"), group, strict=True)
            }
            for n, group in enumerate(GROUPS, start=1)
        ]
        about = {"version": "v", "document": "d", "documents": [{"document": "d", "title": "d"}]}
        route.fulfill(json={**about, "system": "a", "systems": ["a"], "groups": sides})

    opened.page.route("**/api/alignment*", answer)
    opened.page.route(
        "**/api/jobs/*", lambda route: route.fulfill(json={"state": "done", "message": "", "address": ""})
    )
    other_session(opened, has_alignment=True)
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    opened.go("alignment")
    opened.page.wait_for_selector(".align-row >> nth=2")
    return sent


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_alignment_by_keyboard(opening: Any, width: int) -> None:
    opened = opening("Marta", width)
    sent = open_alignment(opened)
    opened.page.focus("[data-side=source][data-n='3']")
    opened.keys("s")  # a row of its own, the translation stays above
    opened.keys("Alt+ArrowDown")  # together with the fourth
    opened.keys("ArrowUp", "j")  # the second row takes the third in
    opened.keys("u", "ArrowUp")
    opened.page.click("text=Save and evaluate anew")
    opened.page.wait_for_selector(".toast")
    assert sent[0]["groups"] == [[[1], [1]], [[2], [2]], [[3, 4], [3]]]
    assert (sent[0]["version"], sent[0]["document"], sent[0]["system"]) == ("v", "d", "a")
    assert accessibility(opened) == []
    assert opened.page.title() != "broken"
    assert opened.complaints == []
    opened.context.close()


def test_the_alignment_by_mouse(opening: Any) -> None:
    opened = opening("Marta")
    sent = open_alignment(opened)
    page = opened.page
    page.hover(".align-row >> nth=0")
    page.click(".align-row >> nth=0 >> .join")
    page.click("text=Undo")
    page.drag_and_drop("[data-side=source][data-n='3']", ".align-row >> nth=2 >> .align-side >> nth=0")
    page.hover("[data-side=hypothesis][data-n='2']")
    page.click(".align-sentence:has([data-side=hypothesis][data-n='2']) button[aria-label='Move to the row above']")
    page.click("text=Save and evaluate anew")
    page.wait_for_selector(".toast >> text=is saved")
    assert sent[0]["groups"] == [[[1], [1, 2]], [[2], []], [[3, 4], [3]]]
    opened.context.close()


def test_texts_are_dropped_and_judged(opening: Any) -> None:
    opened = opening("Marta")
    page, sent = opened.page, []
    real = opened.ask("/api/session")
    page.route(
        "**/api/texts?*",
        lambda route: route.fulfill(json={"text": route.request.url[-4:], "language": "de", "kind": "HTML"}),
    )

    def start(route: Any) -> None:
        sent.append(route.request.post_data_json)
        page.unroute("**/api/session")
        page.route("**/api/session", lambda again: again.fulfill(json=real))
        route.fulfill(json={"job": "j"})

    page.route("**/api/start", start)
    page.route(
        "**/api/jobs/*", lambda route: route.fulfill(json={"state": "done", "message": "", "address": "/report/"})
    )
    other_session(opened, corpus=None, languages=[])
    page.goto(f"{opened.base}/")
    page.wait_for_selector("text=How good is this translation?")
    assert page.is_disabled("text=/^Evaluate$/")
    for number, names in enumerate((["page.en.html"], ["page.de.html", "b.de.html"])):
        files = [{"name": name, "mimeType": "text/html", "buffer": b"x"} for name in names]
        page.set_input_files(f"input[type=file] >> nth={number}", files)
    page.click("[aria-label='Remove b.de.html']")
    assert accessibility(opened) == []
    page.click("text=/^Evaluate$/")
    page.wait_for_selector("text=Open the report")
    assert (sent[0]["original"], len(sent[0]["translations"])) == ("inal", 1)
    opened.keys("Enter")
    page.wait_for_selector(".explorer")
    assert opened.complaints == []
    opened.context.close()


# Nothing is lost, and nobody is overwritten


def test_a_browser_that_is_killed_while_the_server_is_away_loses_nothing(opening: Any, tmp_path: Path) -> None:
    opened = opening("Jörg")
    opened.go("da", language="de", document="one", segment="de-1")
    opened.context.route("**/api/judgements", lambda route: route.abort())
    opened.page.focus(f"{cell('A')} input.slider")
    opened.keys("Home")
    opened.page.focus(f"{cell('B')} input.slider")
    opened.keys("End")
    opened.page.wait_for_selector(".banner >> text=2 judgements wait to be saved")
    opened.page.close(run_before_unload=False)
    opened.context.unroute("**/api/judgements")
    opened.page = opened.context.new_page()
    opened.page.goto(opened.base)
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    scores = [opened.content("da", "de", "one", 1, slot)["score"] for slot in "AB"]
    assert scores == [0, 100]
    assert {line for line in opened.complaints if "ERR_FAILED" not in line} == set()
    opened.context.close()


def test_an_answer_that_got_lost_is_not_stored_twice(opening: Any) -> None:
    opened = opening("Jörg")
    opened.go("da", language="de", document="one", segment="de-2")
    answered: list[Any] = []

    def lose_first(route: Any) -> None:
        answer = route.fetch()
        answered.append(answer.json())
        route.abort() if len(answered) == 1 else route.fulfill(response=answer)

    opened.page.route("**/api/judgements", lose_first)
    opened.page.focus(f"{cell('A')} input.slider")
    opened.keys("End")
    opened.page.wait_for_selector(".banner >> visible=true")
    opened.saved()
    assert len(answered) == 2
    assert answered[0] == answered[1]
    opened.context.close()


def test_two_windows_never_overwrite_each_other(opening: Any) -> None:
    windows = [opening("Jörg"), opening("Jörg")]
    for window in windows:
        window.go("da", language="de", document="one", segment="de-0")
        window.page.wait_for_selector(f"{cell('A')} input.slider")
    for window, key in zip(windows, ("Home", "End"), strict=True):
        window.page.focus(f"{cell('A')} input.slider")
        window.keys(key)
        if key == "Home":
            window.saved()
    windows[1].page.wait_for_selector("dialog >> text=Somebody judged this meanwhile")
    assert windows[0].content("da", "de", "one", 0, "A")["score"] == 0
    windows[1].page.click("dialog >> text=/^Mine$/")
    assert windows[1].content("da", "de", "one", 0, "A")["score"] == 100
    for window in windows:
        window.context.close()


# Texts that attack


def test_hostile_texts_only_show(wide: Opened) -> None:
    for view in ("findings", "esa", "mqm", "edit"):
        wide.go(view, language="de", document="hostile <i>")
        for _ in range(len(HOSTILE) - 3):
            wide.keys("Control+Enter" if view == "edit" else "j")
        assert wide.page.title().endswith("texts")
        assert wide.page.evaluate("document.scripts.length") == 1
        found = wide.page.evaluate(
            "document.querySelectorAll('main :is(script, style, iframe, img, i, [onerror])').length"
        )
        assert found == 0
        assert wide.page.evaluate("document.documentElement.scrollWidth") <= WIDE


def test_a_stored_attack_in_a_comment_only_shows(wide: Opened) -> None:
    wide.go("da", language="de", document="one", segment="de-3")
    wide.page.focus(f"{cell('B')} input.slider")
    wide.keys("End", "c")
    wide.page.keyboard.insert_text(ATTACK)
    wide.keys("Tab")
    assert wide.content("da", "de", "one", 3, "B")["comment"] == ATTACK
    wide.page.reload()
    wide.page.wait_for_selector(f"{cell('B')} textarea >> visible=true")
    assert wide.page.input_value(f"{cell('B')} textarea") == ATTACK
    assert wide.page.title().endswith("texts")


# What is seen


AXE = max((Path(sys.prefix) / "share" / "axe-core").glob("axe-*.min.js"), default=None)


def accessibility(opened: Opened) -> list[str]:
    if AXE is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is not there: run scripts/fetch_axe")
    if not opened.page.evaluate("Boolean(window.axe)"):
        opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = opened.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(each: Opened, scheme: str) -> None:
    each.page.emulate_media(color_scheme=scheme)
    width = each.page.viewport_size["width"]
    for view in ("findings", "esa", "mqm", "da", "edit", "checks", "campaign"):
        each.go(view, language="de")
        if view == "mqm":
            each.keys("t", "ArrowRight")
            each.page.wait_for_selector(".card")
        assert (view, accessibility(each)) == (view, [])
        assert (view, each.page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (view, True)
        assert each.page.evaluate("visualViewport.width") == width
    each.keys("Escape", "?")
    each.page.wait_for_selector("dialog[open]")
    assert accessibility(each) == []
    each.keys("Escape")
