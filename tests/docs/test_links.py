"""The check of links on the documentation site sees what is broken, and passes what is not."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
broken_links: Callable[[Path], list[str]] = runpy.run_path(str(ROOT / "scripts" / "site" / "check_links.py"))[
    "broken_links"
]
GOOD = """<link rel="stylesheet" href="style.css"><h1 id="top">A</h1><a href="#top">up</a><a href="b/c.html#x">c</a>
<a href="https://example.org/">elsewhere</a><a href="mailto:a@example.org">mail</a>
<img src="a.png"><a href="b/">b</a>"""


def site(folder: Path, page: str, style: str = "a{color:red}") -> Path:
    (folder / "b").mkdir()
    (folder / "a.html").write_text(page)
    (folder / "style.css").write_text(style)
    (folder / "a.png").write_bytes(b"")
    for name in ("c", "index"):
        (folder / "b" / f"{name}.html").write_text('<p id="x"><a href="../a.html#top">back</a></p>')
    return folder


def test_a_site_without_fault(tmp_path: Path) -> None:
    assert broken_links(site(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('<a href="gone.html">x</a>', "gone.html leads nowhere"),
        ('<a href="b/c.html#gone">x</a>', "b/c.html#gone leads to no heading"),
        ('<a href="#gone">x</a>', "#gone leads to no heading"),
        ('<img src="gone.png">', "gone.png leads nowhere"),
        ('<script src="https://cdn.example.org/a.js"></script>', "<script> loads https://cdn.example.org/a.js"),
        ('<link rel="stylesheet" href="//cdn.example.org/a.css">', "<link> loads //cdn.example.org/a.css"),
    ],
)
def test_what_is_broken_is_told(more: str, said: str, tmp_path: Path) -> None:
    (told,) = broken_links(site(tmp_path, GOOD + more))
    assert told.startswith("a.html: ")
    assert said in told


def test_a_style_that_loads_from_elsewhere_is_told(tmp_path: Path) -> None:
    (told,) = broken_links(site(tmp_path, GOOD, "@import url(https://fonts.example.org/a.css);"))
    assert told.startswith("style.css loads")
