"""Against a server on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtqa.documents import read_document
from mtqa.errors import MtqaError
from mtqa.preparation import Download, fetch_pages, originals_to_fetch

PAGE = (
    "<!doctype html><html lang=en><body><main><h1>EU-Japan summit</h1><p>The leaders of the European Union and Japan"
    " met in Tokyo on Thursday and agreed to work together on digital technologies.</p></main></body></html>"
)
GERMAN = (
    "<!doctype html><html lang=de><body><main><h1>Gipfeltreffen</h1><p>Die Staats- und Regierungschefs der"
    " Europäischen Union und Japans haben sich am Donnerstag in Tokio getroffen und eine Zusammenarbeit bei den"
    " digitalen Technologien vereinbart.</p></main></body></html>"
)


def fetch_page(url: str, path: Path, language: str, *, overwrite: bool = False) -> Download:
    (download,) = fetch_pages([(url, path, language)], path.parent, overwrite=overwrite)
    return download


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/page")
        elif self.path == "/to-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
        elif self.path == "/error":
            self.send_response(503)
        else:
            body = {"/page": PAGE, "/german": GERMAN, "/empty": "<html><body></body></html>"}.get(self.path, PAGE)
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf" if self.path == "/pdf" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode()) + (100 if self.path == "/broken-off" else 0)))
            self.end_headers()
            self.wfile.write(body.encode())
            return
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.mark.parametrize("place", ["/page", "/redirect"])
def test_a_page_is_stored_as_it_came(server: str, tmp_path: Path, place: str) -> None:
    download = fetch_page(server + place, tmp_path / "page.html", "en")
    assert (tmp_path / "page.html").read_text() == PAGE
    assert download.size == len(PAGE.encode())


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("/german", "German|'de'"),
        ("/empty", "no content"),
        ("/error", "answered 503"),
        ("/pdf", "not an HTML page but application/pdf"),
        ("/broken-off", "broke off|cannot be reached"),
        ("/to-file", "not an address on the web|answered 302"),
    ],
)
def test_what_is_not_the_page_is_not_stored(server: str, tmp_path: Path, place: str, complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint):
        fetch_page(server + place, tmp_path / "page.html", "en")
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_too_large_is_not_stored(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.preparation.published_originals._LARGEST", 100)
    with pytest.raises(MtqaError, match="larger than"):
        fetch_page(f"{server}/page", tmp_path / "page.html", "en")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten_unasked(server: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("mine")
    with pytest.raises(MtqaError, match="--overwrite"):
        fetch_page(f"{server}/page", path, "en")
    assert path.read_text() == "mine"
    fetch_page(f"{server}/page", path, "en", overwrite=True)
    assert path.read_text() == PAGE


def test_the_network_can_be_forbidden(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MtqaError, match="HF_HUB_OFFLINE"):
        fetch_page(f"{server}/page", tmp_path / "page.html", "en")


def test_of_several_pages_all_are_stored_or_none(server: str, tmp_path: Path) -> None:
    wanted = [(f"{server}/page", tmp_path / "one.html", "en"), (f"{server}/error", tmp_path / "two.html", "en")]
    with pytest.raises(MtqaError, match="503"):
        fetch_pages(wanted, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "page.html", "http://", "http://[x"])
def test_only_web_addresses_are_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(MtqaError, match="not an address"):
        fetch_page(url, tmp_path / "page.html", "en")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="cannot be reached"):
        fetch_page("http://127.0.0.1:9/page", tmp_path / "page.html", "en")


def test_the_example_knows_its_original_from_the_notice_of_the_page(project_root: Path) -> None:
    # The address is the one behind "вижте страницата на изходния език" at the end of the page.
    folder = project_root / "corpora" / "eu-japan-summit"
    assert list(originals_to_fetch(folder)) == [
        (
            "https://digital-strategy.ec.europa.eu/en/news/eu-japan-summit-strengthening-our-partnership",
            folder / "eu-japan-summit.en.html",
            "en",
        )
    ]


LATIN = PAGE.replace("Tokyo", "Tōkyō, für").replace("ō", "o").encode("latin-1")


class _Odd(BaseHTTPRequestHandler):
    """Pages in other encodings, pages that come slowly, and redirects to where a page's server cannot reach."""

    elsewhere = ""

    def do_GET(self) -> None:
        name, _, charset = self.path.removeprefix("/").partition("?")
        if name == "away":
            self.send_response(302)
            self.send_header("Location", self.elsewhere)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", f"text/html; charset={charset}" if charset else "text/html")
        self.end_headers()
        if name == "slow":
            while True:
                try:
                    self.wfile.write(b" ")
                    time.sleep(0.05)
                except OSError:
                    return
        body = {"latin": LATIN, "utf16": PAGE.encode("utf-16"), "utf8": PAGE.encode()}[name]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def odd() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("place", ["/latin?iso-8859-1", "/latin?windows-1252", "/utf16?utf-16", "/utf8?utf-8", "/utf8"])
def test_the_declared_charset_is_heeded(odd: str, tmp_path: Path, place: str) -> None:
    """What is stored is read again as the same page, though nothing but the server said what its bytes are."""
    path = tmp_path / "page.html"
    fetch_page(odd + place, path, "en")
    (paragraph,) = [block.text for block in read_document(path).blocks if "met in" in block.text]
    assert ("met in Tokyo, für" in paragraph) == ("latin" in place)
    assert "met in Tokyo" in paragraph


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("/latin?utf-8", "says that it is in utf-8, and is not"),
        ("/latin?x-unknown", "'x-unknown', which is not known"),
        ("/latin?rot13", "'rot13', which is not known"),
        ("/latin?zip", "'zip', which is not known"),
    ],
)
def test_a_wrong_charset_is_told(odd: str, tmp_path: Path, place: str, complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint):
        fetch_page(odd + place, tmp_path / "page.html", "en")
    assert list(tmp_path.iterdir()) == []


def test_a_download_has_a_deadline_however_slowly_it_comes(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtqa.preparation.published_originals._LONGEST_S", 0.5)
    began = time.monotonic()
    with pytest.raises(MtqaError, match=r"not there whole after 0\.5 seconds"):
        fetch_page(f"{odd}/slow", tmp_path / "page.html", "en")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0.0.0.0"])
def test_no_redirect_leads_to_another_place_inside(
    odd: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    port = server.rpartition(":")[2]
    monkeypatch.setattr(_Odd, "elsewhere", f"http://{host}:{port}/page")
    with pytest.raises(MtqaError, match="inside this machine or network"):
        fetch_page(f"{odd}/away", tmp_path / "page.html", "en")
    assert list(tmp_path.iterdir()) == []
