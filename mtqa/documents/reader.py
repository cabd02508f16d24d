"""Reading a page from a file, whatever its format."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from mtqa.documents.document import Document
from mtqa.documents.sniffing import Format, recognise
from mtqa.errors import MtqaError
from mtqa.files import decode_text, read_bytes

__all__ = ["decode_html", "read_document"]

_MOST_BYTES = 64 * 1024 * 1024
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LEGACY = re.compile(r"(?:windows|cp|iso|koi8|mac)[\w-]*")


def read_document(path: Path, *, language: str | None = None) -> Document:
    """Read a page: text, Markdown, HTML, PDF or DOCX, recognised by its content first and its name second.

    Args:
        path: The file; text and HTML in UTF-8, with or without a byte order mark (HTML also in the single-byte
            encoding that it declares).
        language: The language that the page should be in, as a BCP 47 tag; None not to check.

    Raises:
        MtqaError: when the file is missing, a folder, empty, in a wrong encoding, in a foreign format, encrypted,
            broken, bigger than 64 MiB, without content, or certainly in another language than `language`.
    """
    path = Path(path)
    data = _read(path)
    document = replace(_parse(data, path), name=path.name)
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
        case Format.TEXT:
            from mtqa.documents.markdown import parse_text

            return parse_text(_decode(data, path), str(path))


def _format(data: bytes, path: Path) -> Format:
    # The encoding is looked at first: UTF-16 hides every other mark.
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) and path.suffix.lower() != ".pdf":
        decode_text(data, path)
    return recognise(data, path)


def _decode(data: bytes, path: Path) -> str:
    zeros = [index for index, byte in enumerate(data[:4000]) if byte == 0]
    if len(zeros) > 1 and len({index % 2 for index in zeros}) == 1 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "UTF-16LE" if zeros[0] % 2 else "UTF-16BE"
        raise MtqaError(
            f"the text looks like {encoding}, not UTF-8", f"Convert it: iconv -f {encoding} -t UTF-8", path=path
        )
    return decode_text(data, path)


def decode_html(data: bytes, path: Path) -> tuple[str, str | None]:
    """HTML as text, and a warning where it is not in UTF-8 but in a single-byte encoding that it declares itself.

    Raises:
        MtqaError: as `decode_text`.
    """
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if _LEGACY.fullmatch(name) and b"\x00" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(name), f"The page was read as {name}, as it declares."
            except (LookupError, UnicodeDecodeError):
                pass
    return _decode(data, path), None
