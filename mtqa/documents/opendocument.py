"""OpenDocument files (.odt, .odp, .ods): paragraphs, headings, lists, tables, notes; slides; the texts of sheets.

Deleted and hidden text, comments, tables of contents, page headers and footers, alternative texts and placeholders that
nobody filled in are left out; of sheets, the numbers and what formulas compute.
"""

from __future__ import annotations

from pathlib import Path

from mtqa.documents.archives import Archive
from mtqa.documents.assembly import assemble
from mtqa.documents.document import Document
from mtqa.documents.drafts import Draft, check_count
from mtqa.documents.office_parts import language_of_properties
from mtqa.documents.opendocument_styles import Styles
from mtqa.documents.opendocument_walk import Walk
from mtqa.errors import MtqaError

__all__ = ["parse_opendocument"]

_CONTENT = "content.xml"
_KINDS = ("text", "presentation", "spreadsheet", "drawing")


def parse_opendocument(data: bytes, name: str) -> Document:
    """The document in an OpenDocument file.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is no OpenDocument file, damaged, encrypted, without text, or unpacks to an absurd size.
    """
    archive = Archive(data, name, "OpenDocument file", ".odt, .odp or .ods")
    path = Path(name)
    _refuse_encrypted(archive)
    content = archive.need(_CONTENT)
    styles = Styles(path)
    for part in ("styles.xml", None):
        styles.read(content if part is None else archive.read(part))
    walk = Walk(path, content, styles)
    if walk.kind not in _KINDS:
        raise MtqaError(
            "this OpenDocument file is no text, presentation or spreadsheet",
            "Give the page as .odt, .odp or .ods.",
            path=name,
        )
    drafts: list[Draft] = [*walk.drafts, *walk.notes]
    check_count(len(drafts), name)
    declared = language_of_properties(archive, "meta.xml") or styles.language
    return assemble(name, drafts, apart=walk.footers, declared_language=declared, warnings=walk.warnings())


def _refuse_encrypted(archive: Archive) -> None:
    """Refuse a file that a password protects: its manifest names how its parts are encrypted."""
    manifest = archive.read("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in manifest:
        raise archive.encrypted()
