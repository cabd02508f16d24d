"""Download the published original of a source that stands in for it."""

from __future__ import annotations

import codecs
import ipaddress
import mimetypes
import os
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.files import is_offline, move_into_place, settle, staging_in, write_atomically, writing_in

if TYPE_CHECKING:
    from http.client import HTTPMessage

__all__ = ["Download", "download_document", "fetch_pages", "originals_to_fetch"]

_LARGEST = 20_000_000
_TIMEOUT_S = 30.0
_LONGEST_S = 60.0
"""For the whole download, however slowly it comes."""
_PIECE = 65_536
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_SCHEMES = ("http", "https")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True)
class Download:
    """A page that was fetched.

    Attributes:
        url: Where it was asked for.
        path: Where it was stored.
        size: Bytes.
    """

    url: str
    path: Path
    size: int


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to web addresses only: never to files, nor to another address inside this machine or network,
    which the page's server could not reach by itself."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _check_url(newurl)
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (old.hostname, old.port) != (new.hostname, new.port) and _is_inside(new.hostname or ""):
            raise MtqaError(
                f"{req.full_url} leads to {newurl[:200]}, which is an address inside this machine or network"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_url(url: str) -> None:
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError as error:
        raise MtqaError(f"'{url[:200]}' is not an address: {error}") from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise MtqaError(f"'{url[:200]}' is not an address on the web", "It must begin with https:// or http://.")


def _is_inside(host: str) -> bool:
    """Whether a host is this machine or in a network of its own, as far as its addresses tell."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False  # then it cannot be reached, either
    return any(not ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)


def fetch_pages(
    wanted: Sequence[tuple[str, Path, str]],
    folder: Path,
    *,
    overwrite: bool = False,
    tell: Callable[[str], None] | None = None,
) -> tuple[Download, ...]:
    """Download pages, make sure that each is one in the right language, and store all of them or none.

    Args:
        wanted: Of each its address (only http and https), where to store it, and the language that it must be in.
        folder: The corpus folder, in which all are stored.
        overwrite: Replace files that are there.
        tell: Called with each address before it is asked.

    Raises:
        MtqaError: when a file is there already, the network is forbidden or fails, a page is too large, empty, or in
            another language. Nothing is stored then.
    """
    pages: list[tuple[Download, bytes]] = []
    for url, path, language in wanted:
        _refuse_existing(path, overwrite=overwrite)
        if tell is not None:
            tell(url)
        data = _page(url, path, language)
        pages.append((Download(url, path, len(data)), data))
    try:
        with writing_in(folder), staging_in(folder) as staging:
            for download, data in pages:
                _refuse_existing(download.path, overwrite=overwrite)
                write_atomically(staging / "pages" / os.path.relpath(download.path, folder), data)
            move_into_place(staging / "pages", folder)
    except OSError as error:
        raise MtqaError(
            f"the originals cannot be stored: {error.strerror or error}",
            "What was there before is unchanged. Free some space, or see who may write here.",
            path=folder,
        ) from error
    return tuple(download for download, _ in pages)


def _refuse_existing(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise MtqaError(
            "this file is there already, so it is not overwritten", "Use --overwrite to replace it.", path=path
        )


def _page(url: str, path: Path, language: str) -> bytes:
    """The content of a page in a language."""
    return _check_page(_answer(url), url, path, language)


def _answer(url: str) -> _Answer:
    if is_offline():
        raise MtqaError(f"{url} was not downloaded: HF_HUB_OFFLINE or --offline forbids the network")
    _check_url(url)
    return _in_time(url)


def download_document(url: str, folder: Path, stem: str) -> Path:
    """Download a page, or a document in another format, as `fetch_pages` does, but in whatever language it is.

    Args:
        url: Its address (only http and https).
        folder: Where to store it.
        stem: What to call it, without an ending.

    Returns:
        The file.

    Raises:
        MtqaError: when the network is forbidden or fails, or the document is too large or empty.
    """
    answer = _answer(url)
    if answer.page_type in _PAGE_TYPES:
        path = folder / f"{stem}.html"
        data = _check_page(answer, url, path, "")
    else:
        ending = mimetypes.guess_extension(answer.page_type) or Path(urllib.parse.urlsplit(url).path).suffix[:8]
        path = folder / f"{stem}{ending if ending[1:].isalnum() else '.txt'}"
        data = answer.data
    if not data.strip():
        raise MtqaError(f"{url} is empty")
    write_atomically(path, data)
    return path


@dataclass(frozen=True)
class _Answer:
    data: bytes
    page_type: str
    charset: str


def _in_time(url: str) -> _Answer:
    """The download, or an error when it takes too long: also where a server gives a byte now and then."""
    came: list[_Answer | Exception] = []

    def download() -> None:
        try:
            came.append(_download(url, time.monotonic() + _LONGEST_S))
        except Exception as error:
            came.append(error)

    thread = threading.Thread(target=download, daemon=True)
    thread.start()
    thread.join(_LONGEST_S)
    if not came:
        raise _too_late(url)
    if isinstance(came[0], Exception):
        raise came[0]
    return came[0]


def _too_late(url: str) -> MtqaError:
    return MtqaError(f"{url} was not there whole after {_LONGEST_S:g} seconds", "Try again later.")


def _download(url: str, deadline: float) -> _Answer:
    opener = urllib.request.build_opener(_SafeRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": "mtqa", "Accept": "text/html"})  # noqa: S310 - checked
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as response:
            data = b""
            while (piece := response.read1(_PIECE)) and len(data) <= _LARGEST and time.monotonic() < deadline:
                data += piece
            if time.monotonic() >= deadline:
                raise _too_late(url)
            declared = response.headers.get("Content-Length")
            page_type = str(response.headers.get_content_type())
            charset = str(response.headers.get_content_charset() or "")
    except urllib.error.HTTPError as error:
        raise MtqaError(f"{url} answered {error.code} {error.reason}", "Check the address in a browser.") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise MtqaError(f"{url} cannot be reached: {reason}", "Check the network, or try again later.") from error
    if len(data) > _LARGEST:
        raise MtqaError(f"{url} is larger than {_LARGEST // 1_000_000} MB, which no page is")
    if declared is not None and declared.isdigit() and int(declared) != len(data):
        raise MtqaError(f"{url} broke off after {len(data)} of {declared} bytes", "Try again.")
    return _Answer(data, page_type, charset)


def _check_page(answer: _Answer, url: str, path: Path, language: str) -> bytes:
    """The page as it is to be stored: as it came, or in UTF-8 where it does not say itself what it is in."""
    from mtqa.documents import check_language, decode_html, parse_html

    if answer.page_type not in _PAGE_TYPES:
        raise MtqaError(f"{url} is not an HTML page but {answer.page_type}")
    codec = _codec(answer.charset, url)
    try:
        text = answer.data.decode(codec) if codec else decode_html(answer.data, Path(url))[0]
    except UnicodeDecodeError as error:
        raise MtqaError(f"{url} says that it is in {answer.charset[:40]}, and is not: {error.reason}") from None
    text = text.removeprefix("\ufeff")
    complaint = check_language(parse_html(text, path.name), language) if language else None
    if complaint:
        raise MtqaError(f"{url}: {complaint}", "It is not the original; nothing was stored.")
    try:
        if decode_html(answer.data, path)[0] == text:
            return answer.data
    except MtqaError:
        pass  # its own bytes say nothing of what they are
    return codecs.BOM_UTF8 + text.encode("utf-8")  # the mark goes before what the page says of itself


def _codec(charset: str, url: str) -> str:
    """The codec of a charset that a server has declared; "" where it declared none.

    Raises:
        MtqaError: when it is not one of text.
    """
    if not charset:
        return ""
    try:
        name = codecs.lookup(charset).name
        "".encode(name)  # refuses what is no encoding of text: rot13, hex, zip
    except LookupError:
        raise MtqaError(f"{url} says that it is in '{charset[:40]}', which is not known") from None
    return _AS_BROWSERS_DO.get(name, name)


def originals_to_fetch(folder: Path) -> Sequence[tuple[str, Path, str]]:
    """The originals that a corpus folder's `corpus.toml` declares: address, where to store them, language.

    The address is the one in `corpus.toml`, else the link to the source language in the notice of the first translated
    page of the same document.

    Raises:
        MtqaError: when the folder declares none, or no address can be found.
    """
    from mtqa.corpus_folders import FILE_NAME, read_description
    from mtqa.documents import read_document

    settle(folder)
    description = read_description(folder / FILE_NAME)
    originals: list[tuple[str, Path, str]] = []
    for source in description.sources:
        if source.original is None:
            continue
        url = source.original.origin.url
        if not url:
            for text in description.texts:
                if text.role == "primary" and text.document == source.document:
                    notice = read_document(text.path, language=text.language.tag).metadata.notice
                    url = (notice.original_url if notice else None) or ""
                    break
        if not url:
            raise MtqaError(
                f"no address is known for the original of '{source.origin.file}'",
                'Add url = "..." to its [texts.original].',
                path=description.path,
            )
        originals.append((url, source.original.path, source.language.tag))
    if not originals:
        raise MtqaError(
            "no source declares an original to fetch", "Add a [texts.original] table to it.", path=description.path
        )
    return originals
