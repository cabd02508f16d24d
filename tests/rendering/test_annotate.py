from __future__ import annotations

import html
import random
import re
from html.parser import HTMLParser

from mtqa.rendering.annotate import Note, annotate


def note(number: int, start: int, end: int) -> Note:
    return Note(number, f"Finding {number}", start, end)


def shown(markup: str) -> str:
    """What a reader sees: the text without mark-up and without the numbers of notes."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup>.*?</sup>", "", markup)))


def test_text_alone_is_escaped() -> None:
    assert annotate('<b> & "x"') == "&lt;b&gt; &amp; &quot;x&quot;"


def test_differences() -> None:
    assert annotate("a bc d", [(2, 4)]) == "a <ins>bc</ins> d"
    assert annotate("a bc d", [(2, 4)], element="del") == "a <del>bc</del> d"


def test_a_finding_is_marked_and_numbered() -> None:
    assert annotate("a 1980 b", notes=[note(1, 2, 6)]) == (
        'a <mark>1980</mark><sup><span class="hidden">Finding 1</span><span aria-hidden="true">1</span></sup> b'
    )


def test_differences_and_findings_cross() -> None:
    # Difference over characters 0 to 3, finding over 2 to 5: the overlap is in both.
    text = annotate("abcdef", [(0, 3)], [note(1, 2, 5)])
    assert text.startswith("<ins>ab</ins><mark><ins>c</ins>de</mark><sup>")
    assert text.endswith("</sup>f")


def test_spans_outside_the_text_are_cut_off() -> None:
    assert "<mark>" not in annotate("abc", notes=[note(1, 3, 9), note(2, 5, 7), note(3, -4, 0), note(4, 2, 2)])
    assert annotate("abc", notes=[note(1, -5, 99)]).startswith("<mark>abc</mark>")


class Balanced(HTMLParser):
    """Fails when elements are not closed in the order in which they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_anything_stays_readable_and_well_formed() -> None:
    draw = random.Random(5)
    for _ in range(300):
        text = "".join(draw.choices("ab <>&\"'é語", k=draw.randrange(15)))
        cuts = sorted(draw.sample(range(len(text) + 1), k=min(len(text) + 1, 4)))
        differing = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
        notes = [note(k, draw.randrange(-3, 16), draw.randrange(-3, 19)) for k in range(1, draw.randrange(4) + 1)]
        markup = annotate(text, differing, notes)
        parser = Balanced()
        parser.feed(markup)
        assert not parser.open
        assert shown(markup) == text
        inside = [n for n in notes if max(0, n.start) < min(len(text), n.end)]
        assert sorted(re.findall(r">(\d+)</span></sup>", markup)) == sorted(str(n.number) for n in inside)
