"""Download the published original of a source that stands in for it."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.files import is_offline, write_atomically

if TYPE_CHECKING:
    from http.client import HTTPMessage

__all__ = ["Download", "fetch_page", "originals_to_fetch"]

_LARGEST = 20_000_000
_TIMEOUT_S = 30.0
_SCHEMES = ("http", "https")


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
    """Follows redirects to web addresses only, never to files."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        _check_url(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_url(url: str) -> None:
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError as error:
        raise MtqaError(f"'{url[:200]}' is not an address: {error}") from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise MtqaError(f"'{url[:200]}' is not an address on the web", "It must begin with https:// or http://.")


def fetch_page(url: str, path: Path, language: str, *, overwrite: bool = False) -> Download:
    """Download a page, make sure that it is one in the right language, and store it.

    Args:
        url: Its address; only http and https.
        path: Where to store it.
        language: The language that it must be in.
        overwrite: Replace a file that is there.

    Raises:
        MtqaError: when the file is there already, the network is forbidden or fails, the page is too large, empty, or
            in another language. Nothing is stored then.
    """
    if path.exists() and not overwrite:
        raise MtqaError(
            "this file is there already, so it is not overwritten", "Use --overwrite to replace it.", path=path
        )
    if is_offline():
        raise MtqaError(f"{url} was not downloaded: HF_HUB_OFFLINE or --offline forbids the network")
    _check_url(url)
    data, page_type = _download(url)
    _check_page(data, page_type, url, path, language)
    write_atomically(path, data)
    return Download(url, path, len(data))


def _download(url: str) -> tuple[bytes, str]:
    opener = urllib.request.build_opener(_SafeRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": "mtqa", "Accept": "text/html"})  # noqa: S310 - checked
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as response:
            data = response.read(_LARGEST + 1)
            declared = response.headers.get("Content-Length")
            page_type = str(response.headers.get_content_type())
    except urllib.error.HTTPError as error:
        raise MtqaError(f"{url} answered {error.code} {error.reason}", "Check the address in a browser.") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise MtqaError(f"{url} cannot be reached: {reason}", "Check the network, or try again later.") from error
    if len(data) > _LARGEST:
        raise MtqaError(f"{url} is larger than {_LARGEST // 1_000_000} MB, which no page is")
    if declared is not None and declared.isdigit() and int(declared) != len(data):
        raise MtqaError(f"{url} broke off after {len(data)} of {declared} bytes", "Try again.")
    return data, page_type


def _check_page(data: bytes, page_type: str, url: str, path: Path, language: str) -> None:
    from mtqa.documents import check_language, parse_html
    from mtqa.files import decode_text

    if page_type not in ("text/html", "application/xhtml+xml"):
        raise MtqaError(f"{url} is not an HTML page but {page_type}")
    document = parse_html(decode_text(data, url), path.name)
    complaint = check_language(document, language)
    if complaint:
        raise MtqaError(f"{url}: {complaint}", "It is not the original; nothing was stored.")


def originals_to_fetch(folder: Path) -> Sequence[tuple[str, Path, str]]:
    """The originals that a corpus folder's `corpus.toml` declares: address, where to store them, language.

    The address is the one in `corpus.toml`, else the link to the source language in the notice of the first translated
    page of the same document.

    Raises:
        MtqaError: when the folder declares none, or no address can be found.
    """
    from mtqa.corpus_folders import FILE_NAME, read_description
    from mtqa.documents import read_document

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
