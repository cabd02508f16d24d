"""What a file is, by its content first and by its name second."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from mtqa.documents.subtitles import looks_like_subtitles
from mtqa.errors import MtqaError

__all__ = ["Format", "recognise"]


class Format(Enum):
    """A format that pages may come in."""

    TEXT = "text or Markdown"
    HTML = "HTML"
    PDF = "PDF"
    DOCX = "Word document"
    PPTX = "PowerPoint presentation"
    XLSX = "Excel workbook"
    OPENDOCUMENT = "OpenDocument file"
    EPUB = "EPUB book"
    RTF = "RTF document"
    SUBTITLES = "subtitles"


_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM\x00", "a bitmap image"),
    (_OLD_OFFICE, "an old Office document (.doc, .xls, .ppt)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
)
_HEAD = 4096
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_HTML_FRAGMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:main|article|section|div|p|h[1-6]|header|table|ul|ol|meta|title)\b[^<]{0,2000}>",
    re.IGNORECASE,
)
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_RTF = b"{\\rtf"
_ZIP = b"PK\x03\x04"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PARTS = (
    (b"application/vnd.oasis.opendocument.", Format.OPENDOCUMENT),
    (b"application/epub+zip", Format.EPUB),
    (b"word/", Format.DOCX),
    (b"ppt/", Format.PPTX),
    (b"xl/", Format.XLSX),
)
"""What stands in the first or the last part of an archive, and what the archive then is."""
_LATER_PARTS = (
    (b"word/document.xml", Format.DOCX),
    (b"ppt/presentation.xml", Format.PPTX),
    (b"xl/workbook.xml", Format.XLSX),
    (b"META-INF/container.xml", Format.EPUB),
    (b"META-INF/manifest.xml", Format.OPENDOCUMENT),
)
_DIRECTORY = 1 << 18
_ARCHIVES = {
    ".docx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".ppsx": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".odt": Format.OPENDOCUMENT,
    ".odp": Format.OPENDOCUMENT,
    ".ods": Format.OPENDOCUMENT,
    ".epub": Format.EPUB,
}
_SUBTITLES = (".srt", ".vtt")
_ADVICE = "Give the page as text, Markdown, HTML, PDF, DOCX, ODT, RTF, PPTX, XLSX, EPUB, SRT or VTT."


def recognise(data: bytes, path: Path) -> Format:
    """The format of a file.

    Args:
        data: The file's content, or at least its first 4 KiB.
        path: Its name, which decides where the content leaves it open.

    Raises:
        MtqaError: when it is none that pages may come in, or not what its name says.
    """
    suffix = path.suffix.lower()
    head = data[:_HEAD]
    # Readers of PDF put up with rubbish before the header (ISO 32000-1, annex H).
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if suffix != ".pdf":
        if head.startswith(_RTF):
            return Format.RTF
        archive = _archive(data, suffix)
        if archive is not None:
            return archive
    if head.startswith(_OLD_OFFICE) and _ENCRYPTED_OFFICE in data:
        raise MtqaError("the Office document is encrypted", "Save it without a password.", path=path)
    foreign = _foreign(head)
    if foreign is not None or suffix == ".pdf":
        kind = foreign or _other(head)
        wanted = ", although its name says PDF" if suffix == ".pdf" else ", not a page of text"
        raise MtqaError(f"the file is {kind}{wanted}", _ADVICE, path=path)
    if suffix in _ARCHIVES:
        raise MtqaError(
            f"the file is no {_ARCHIVES[suffix].value}, although its name says {suffix[1:].upper()}",
            "Save or download it again, or correct its name.",
            path=path,
        )
    if suffix in _SUBTITLES or looks_like_subtitles(head.decode("utf-8", "replace")):
        return Format.SUBTITLES
    if _HTML_START.match(head):
        return Format.HTML
    if suffix in (".html", ".htm", ".xhtml"):
        return Format.HTML
    if suffix in (".md", ".markdown", ".mdown"):
        return Format.TEXT
    if _XML_START.match(head):
        raise MtqaError("the file is XML, not a page of text", _ADVICE, path=path)
    return Format.HTML if _HTML_FRAGMENT.match(head) else Format.TEXT


def _archive(data: bytes, suffix: str) -> Format | None:
    """The format of a document that is an archive, by its first parts, then by its directory, then by its name."""
    if not data.startswith(_ZIP):
        return None
    for place, parts in ((data[:_HEAD], _PARTS), (data[-_DIRECTORY:], _LATER_PARTS)):
        for part, found in parts:
            if part in place:
                return found
    return _ARCHIVES.get(suffix)


def _foreign(head: bytes) -> str | None:
    """The name of a format that no page can be in; None when the first bytes fit none."""
    if head.startswith(_ZIP):
        return "a ZIP archive or an Office document"
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "a WebP image", b"WAVE": "a WAV recording", b"AVI ": "an AVI video"}[head[8:12]]
    if head[4:8] == b"ftyp":
        return "an MP4 video or a HEIC image"
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), None)


def _other(head: bytes) -> str:
    if _HTML_START.match(head):
        return "an HTML page"
    return "no PDF" if b"\x00" in head else "plain text"
