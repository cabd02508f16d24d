"""Pages and files of Office, books and subtitles become documents of typed blocks, free of notices and furniture.

Everything that aligns, loads or prepares pages may import it; it knows no corpus. Begin with `reader` (which format a
file is in), then `html` and `assembly`; `roles`, `notices` and `furniture` decide what is content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.documents.decoding import decode_html as decode_html
    from mtqa.documents.document import (
        Block as Block,
        BlockKind as BlockKind,
        Document as Document,
        Joint as Joint,
        MtNotice as MtNotice,
        PageMetadata as PageMetadata,
    )
    from mtqa.documents.docx import parse_docx as parse_docx
    from mtqa.documents.html import parse_html as parse_html
    from mtqa.documents.html_text import plain_text as plain_text
    from mtqa.documents.joints import lost_spaces as lost_spaces
    from mtqa.documents.language_check import check_language as check_language
    from mtqa.documents.markdown import parse_text as parse_text
    from mtqa.documents.notices import find_notice as find_notice
    from mtqa.documents.page_language import (
        RecognisedLanguage as RecognisedLanguage,
        recognise_language as recognise_language,
    )
    from mtqa.documents.pdf import parse_pdf as parse_pdf
    from mtqa.documents.reader import read_document as read_document
    from mtqa.documents.sheet_rows import read_sheet as read_sheet
    from mtqa.documents.statements import service_named as service_named
else:
    __getattr__, __dir__ = exporting(
        __name__,
        decoding="decode_html",
        document="Block BlockKind Document Joint MtNotice PageMetadata",
        docx="parse_docx",
        html="parse_html",
        html_text="plain_text",
        joints="lost_spaces",
        language_check="check_language",
        markdown="parse_text",
        notices="find_notice",
        page_language="RecognisedLanguage recognise_language",
        pdf="parse_pdf",
        reader="read_document",
        sheet_rows="read_sheet",
        statements="service_named",
    )
