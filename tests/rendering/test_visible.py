from __future__ import annotations

import sys
import unicodedata

import pytest

from mtqa.rendering.visible import HIDDEN, marked, plain

# The explicit formatting characters of the bidirectional algorithm (UAX #9, table 1) and the implicit marks.
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize("character", [*BIDI, "\x00", "\x1b", "\x7f", "\x85", "\u200b", "\ufeff", "\u2028", "\ud800"])
def test_dangerous_characters_never_pass(character: str) -> None:
    for text in (plain(f"a{character}b"), str(marked(f"a{character}b"))):
        assert character not in text
        assert text.startswith("a")
        assert text.endswith("b")


def test_every_control_and_every_separator_is_shown() -> None:
    """All of Unicode's categories Cc, Cs, Zl and Zp, and those of Cf that have no shape of their own."""
    # Prepended concatenation marks (UAX #44) are visible signs; the joiners depend on their neighbours; U+FFF9 to B and
    # the shorthand, musical and Egyptian controls are left to the fonts, but for those that hide text.
    visible = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    missed = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cs", "Zl", "Zp", "Cf"}
        and code not in visible
        and not 0x13430 <= code <= 0x1343F
        and not 0x1BCA0 <= code <= 0x1BCA3
        and not HIDDEN.search(chr(code))
    ]
    assert not missed


def test_letters_marks_and_spaces_are_left_alone() -> None:
    for text in (
        "2018\u00a0г. — „отвъд“",
        "e\u0301",
        "क्ष",
        "می\u200cخواهم",
        "👨\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "日本 語",
    ):
        assert plain(text) == text
        assert str(marked(text)) == text


def test_a_joiner_outside_the_scripts_that_need_it_is_shown() -> None:
    assert plain("pass\u200dword \u200c") == "pass⟨ZWJ⟩word ⟨ZWNJ⟩"


def test_marks_in_html_are_elements_and_all_else_is_escaped() -> None:
    assert str(marked("<b>\u202e&")) == (
        '&lt;b&gt;<span class="cc" title="U+202E RIGHT-TO-LEFT OVERRIDE">RLO</span>&amp;'
    )


def test_a_part_of_a_text_knows_what_stands_before_it() -> None:
    text = "می\u200cخ"
    assert str(marked(text, 2)) == "\u200cخ"


def test_names_of_characters_without_a_short_one() -> None:
    assert plain("\U000e0041\ufffe") == "⟨U+E0041⟩⟨U+FFFE⟩"
