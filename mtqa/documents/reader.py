"""Reading a page from a file, whatever its format."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

from mtqa.documents.decoding import decode_html, decode_page
from mtqa.documents.document import Document
from mtqa.documents.sniffing import Format, recognise
from mtqa.errors import MtqaError
from mtqa.files import decode_text, read_bytes

__all__ = ["read_document"]

_MOST_BYTES = 64 * 1024 * 1024
_REMEMBERED = 16 * 1024 * 1024
"""Bytes of the files, all together, whose documents are remembered."""

_documents: dict[tuple[bytes, str], tuple[int, Document]] = {}
"""By a digest of the content and the ending of the name, with the size: a command asks for the same page several times,
and a copy of it, and a PDF of some pages takes seconds."""
_lock = threading.Lock()


def read_document(path: Path, *, language: str | None = None) -> Document:
    """Read a page, recognised by its content first and its name second.

    Formats: text, Markdown, HTML, PDF, DOCX, RTF, OpenDocument (ODT, ODP, ODS), PPTX, XLSX, EPUB, and subtitles (SRT,
    VTT).

    Args:
        path: The file; text, subtitles and HTML in UTF-8, with or without a byte order mark (HTML also in the
            single-byte encoding that it declares).
        language: The language that the page should be in, as a BCP 47 tag; None not to check.

    Raises:
        MtqaError: when the file is missing, a folder, empty, in a wrong encoding, in a foreign format, encrypted,
            broken, bigger than 64 MiB, without content, or certainly in another language than `language`.
    """
    path = Path(path)
    data = _read(path)
    document = replace(_parsed(data, path), name=path.name)
    if language is not None:
        from mtqa.documents.language_check import check_language

        complaint = check_language(document, language)
        if complaint is not None:
            raise MtqaError(complaint, "Correct the declared language, or give the right file.", path=path)
    return document


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        regular = path.is_file() or path.is_dir()
    except (OSError, ValueError):
        size, regular = 0, True
    if not regular:
        raise MtqaError("this is no regular file", "Give a file that holds a page.", path=path)
    if size > _MOST_BYTES:
        raise MtqaError(f"the file has {size // 2**20} MiB, too many for a page", "Give one page per file.", path=path)
    data = read_bytes(path)
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise MtqaError("the file is empty but for white space", "Save the page again.", path=path)
    return data


def _parsed(data: bytes, path: Path) -> Document:
    """The document, parsed where it is not remembered; what was parsed first is forgotten first."""
    key = hashlib.sha256(data).digest(), path.suffix.lower()
    known = _documents.get(key)
    if known is not None:
        return known[1]
    document = _parse(data, path)
    with _lock:
        _documents[key] = len(data), document
        while sum(size for size, _ in _documents.values()) > _REMEMBERED:
            del _documents[next(iter(_documents))]
    return document


def _parse(data: bytes, path: Path) -> Document:
    match _format(data, path):
        case Format.PDF:
            from mtqa.documents.pdf import parse_pdf

            return parse_pdf(data, str(path))
        case Format.DOCX:
            from mtqa.documents.docx import parse_docx

            return parse_docx(data, str(path))
        case Format.HTML:
            from mtqa.documents.html import parse_html

            html, warning = decode_html(data, path)
            document = parse_html(html, str(path))
            return replace(document, warnings=(*document.warnings, warning)) if warning else document
        case Format.PPTX:
            from mtqa.documents.presentations import parse_pptx

            return parse_pptx(data, str(path))
        case Format.XLSX:
            from mtqa.documents.spreadsheets import parse_xlsx

            return parse_xlsx(data, str(path))
        case Format.OPENDOCUMENT:
            from mtqa.documents.opendocument import parse_opendocument

            return parse_opendocument(data, str(path))
        case Format.EPUB:
            from mtqa.documents.epub import parse_epub

            return parse_epub(data, str(path))
        case Format.RTF:
            from mtqa.documents.rtf import parse_rtf

            return parse_rtf(data, str(path))
        case Format.SUBTITLES:
            from mtqa.documents.subtitles import parse_subtitles

            return parse_subtitles(decode_page(data, path), str(path))
        case Format.TEXT:
            from mtqa.documents.markdown import parse_text

            return parse_text(decode_page(data, path), str(path))


def _format(data: bytes, path: Path) -> Format:
    # The encoding is looked at first: UTF-16 hides every other mark.
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) and path.suffix.lower() != ".pdf":
        decode_text(data, path)
    return recognise(data, path)
