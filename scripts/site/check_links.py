"""The last word on the documentation site: every link leads somewhere, and nothing is loaded from elsewhere.

A hook of MkDocs: `on_post_build` reads the pages as they were written, those made of docstrings and templates too, and
fails the build. Links to other sites are not followed: a build needs no network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("object", "data"),
    ("link", "href"),
}
"""What a browser fetches without being asked."""
_IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^)"']+""")


@dataclass
class Page(HTMLParser):
    """What one page links to and what can be linked to in it.

    Attributes:
        anchors: Values of `id` and `name`.
        links: Pairs of element and address.
    """

    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if name in ("href", "src", "data") and value is not None:
                self.links.append((tag, name, value))


def read_page(path: Path) -> Page:
    """The links and anchors of a file."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def broken_links(site: Path) -> list[str]:
    """What is wrong with the pages below a folder, each as a sentence; nothing where all is well."""
    pages = {path.resolve(): read_page(path) for path in sorted(site.rglob("*.html"))}
    wrong = []
    for path, page in pages.items():
        where = path.relative_to(site.resolve()).as_posix()
        if where == "404.html":  # its addresses are those of a server's root
            continue
        wrong += [f"{where}: {what}" for what in (_wrong(path, pages, *link) for link in page.links) if what]
    for path in sorted(site.rglob("*.css")):
        wrong += [f"{path.name} loads {found}" for found in _IN_STYLES.findall(path.read_text(encoding="utf-8"))]
    return wrong


def _wrong(path: Path, pages: dict[Path, Page], tag: str, name: str, address: str) -> str:
    """What is wrong with one link; "" where nothing is."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        loads = (tag, name) in LOADING and parts.scheme != "data"
        return f"<{tag}> loads {address}" if loads else ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return f"the link to {address} leads nowhere"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors and anchor != "__skip":
        return f"the link to {address} leads to no heading there"
    return ""


def on_post_build(config: dict[str, str]) -> None:
    """Fail the build where a link is broken."""
    from mkdocs.exceptions import PluginError

    wrong = broken_links(Path(config["site_dir"]))
    if wrong:
        raise PluginError("\n".join(["The site is broken:", *wrong]))
