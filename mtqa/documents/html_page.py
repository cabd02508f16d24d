"""What is read of an HTML page before it becomes a document, or a chapter of one."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.documents.document import Joint, PageMetadata
from mtqa.documents.drafts import Draft

__all__ = ["HtmlPage"]


@dataclass(frozen=True)
class HtmlPage:
    """The parts of a page.

    Attributes:
        drafts: Its content.
        apart: What its mark-up sets apart: footer, notice.
        language: The language that it declares.
        declared: What its head says about it.
        warnings: What its reader must know.
        joints: Where words touch at mark-up.
    """

    drafts: tuple[Draft, ...]
    apart: tuple[Draft, ...]
    language: str | None
    declared: PageMetadata
    warnings: tuple[str, ...]
    joints: tuple[Joint, ...]
