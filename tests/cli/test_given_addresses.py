"""`mtqa evaluate ADDRESS ...`, with a server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command_line import Run

EN = "<html><title>Cats</title><main><h1>The house of cats</h1><p>This is the house of the cats that we saw.</p></main>"
BG = "<html><main><h1>Къщата на котките</h1><p>Това е къщата на котките, които видяхме, и тя не беше далеч.</p></main>"
NOTICE = (
    "<p>Тази страница е преведена автоматично с eTranslation, услугата за машинен превод на Европейската комисия."
    " <a href='/index_en.html'>Вижте оригинала</a></p>"
)
QUICK = ("--metric", "chrf", "--check", "none")


class _Pages(BaseHTTPRequestHandler):
    pages: dict[str, str]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        page = self.pages.get(self.path)
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *arguments: object) -> None:
        del arguments


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site with a page, its translation, and a translation with eTranslation's notice."""
    _Pages.pages = {"/index_en.html": EN, "/index_bg.html": BG, "/told": BG.replace("<main>", NOTICE + "<main>")}
    _Pages.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def evaluate(in_process: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Evaluates where the network may be used."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    return lambda *arguments: in_process("evaluate", *arguments, *QUICK)


def test_two_addresses(site: str, evaluate: Run) -> None:
    addresses = (f"{site}/index_en.html", f"{site}/index_bg.html")
    code, _, err = evaluate(*addresses)
    assert (code, _Pages.asked) == (3, [])
    assert "Say --yes to agree" in err
    code, out, err = evaluate(*addresses, "--yes")
    assert code == 0, err
    assert "Cats: English to Bulgarian" in out or "The house of cats: English to Bulgarian" in out
    toml = Path("reports/index/corpus/corpus.toml").read_text(encoding="utf-8")
    assert f'url = "{site}/index_en.html"' in toml
    code, _, err = evaluate(f"{site}/nothing", f"{site}/index_bg.html", "--yes")
    assert code == 3
    assert f"{site}/nothing answered 404" in err


def test_the_notice_leads_to_the_original(site: str, evaluate: Run) -> None:
    code, _, err = evaluate(f"{site}/told", "--yes")
    assert code == 0, err
    assert _Pages.asked == ["/told", "/index_en.html"]
    assert f"Source: {site}/index_en.html (English, by its name)" in err
    assert "system 'etranslation'" in err
    Path("saved.html").write_text(_Pages.pages["/told"].replace("'/index", f"'{site}/index"), encoding="utf-8")
    code, _, err = evaluate("saved.html", "--yes", "-o", "saved")
    assert code == 0, err
    Path("saved.html").write_text(_Pages.pages["/told"], encoding="utf-8")
    code, _, err = evaluate("saved.html", "--yes", "-o", "again")
    assert code == 3
    assert "its notice leads to no whole address" in err


def test_offline_nothing_is_asked(site: str, evaluate: Run) -> None:
    code, _, err = evaluate(f"{site}/index_en.html", f"{site}/index_bg.html", "--yes", "--offline")
    assert (code, _Pages.asked) == (3, [])
    assert "--offline forbids the network" in err
    assert "Save the page from a browser" in err
