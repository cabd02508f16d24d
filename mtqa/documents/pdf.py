"""PDF pages: blocks rebuilt from the size of type and the gaps between lines.

A PDF knows where letters stand, and nothing of paragraphs. The rules are in `pdf_layout`; what they cannot know (that a
paragraph is a quotation) is left to the rules for plain text.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mtqa.documents.assembly import assemble
from mtqa.documents.document import Document
from mtqa.documents.pdf_layout import read_layout
from mtqa.documents.pdf_lines import read_pages
from mtqa.documents.pdf_menus import without_menus
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["parse_pdf"]

_MOST_MESSAGES = 3


def parse_pdf(data: bytes, name: str) -> Document:
    """The document in a PDF.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is encrypted, broken, has no text (scanned pages), or is too big to be one page of text.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    with _messages() as messages:
        try:
            reader = PdfReader(io.BytesIO(data))
            _unlock(reader, name)
            pages = read_pages(reader, name)
            language = reader.root_object.get("/Lang")
        except MtqaError:
            raise
        except (FileNotDecryptedError, DependencyError):
            raise _encrypted(name) from None
        except RecursionError:
            raise MtqaError("the PDF is broken: it is nested too deeply", "Export it again.", path=name) from None
        except (PyPdfError, *_BREAKAGES) as error:
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise MtqaError(f"the PDF is broken: {reason}", "Export or download it again.", path=name) from error
    if not any(page.lines for page in pages):
        raise MtqaError(
            "the PDF has no text; are its pages images?", "Give a PDF with text, or run it through OCR.", path=name
        )
    warnings = [f"The PDF is damaged: {message}" for message in messages]
    declared = str(language) if language else None
    drafts, n_entries = without_menus(read_layout(pages))
    if n_entries:
        warnings.append(f"{n_entries} entries of printed menus were left out.")
    return assemble(name, drafts, declared_language=declared, warnings=warnings)


_BREAKAGES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
"""What pypdf raises, besides its own errors, for files that do not keep to the standard."""


def _unlock(reader: PdfReader, name: str) -> None:
    """Open a PDF that is encrypted with no password, as those are whose permissions alone are restricted."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise _encrypted(name)


def _encrypted(name: str) -> MtqaError:
    return MtqaError("the PDF is encrypted", "Save it without a password, or give the page as text.", path=name)


class _Listener(logging.Handler):
    """Keeps the first messages of pypdf, which would otherwise go to the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = " ".join(record.getMessage().split())[:200]
        if len(self.messages) < _MOST_MESSAGES and message not in self.messages:
            self.messages.append(message)


@contextmanager
def _messages() -> Iterator[list[str]]:
    listener = _Listener()
    logger = logging.getLogger("pypdf")
    logger.addHandler(listener)
    try:
        yield listener.messages
    finally:
        logger.removeHandler(listener)
