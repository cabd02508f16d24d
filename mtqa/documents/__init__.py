"""Pages (text, Markdown, HTML, PDF, DOCX) become documents of typed blocks, free of notices and page furniture."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtqa.documents.docx import parse_docx
    from mtqa.documents.html import parse_html
    from mtqa.documents.language_check import check_language
    from mtqa.documents.markdown import parse_text
    from mtqa.documents.model import Block, BlockKind, Document, MtNotice, PageMetadata
    from mtqa.documents.notices import find_notice
    from mtqa.documents.pdf import parse_pdf
    from mtqa.documents.reader import read_document

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "MtNotice",
    "PageMetadata",
    "check_language",
    "find_notice",
    "parse_docx",
    "parse_html",
    "parse_pdf",
    "parse_text",
    "read_document",
]

_HOMES = {
    "Block": "model",
    "BlockKind": "model",
    "Document": "model",
    "MtNotice": "model",
    "PageMetadata": "model",
    "check_language": "language_check",
    "find_notice": "notices",
    "parse_docx": "docx",
    "parse_html": "html",
    "parse_pdf": "pdf",
    "parse_text": "markdown",
    "read_document": "reader",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
