"""From the drafts of any format to a document: furniture out, roles given, nothing empty."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.documents.document import Block, BlockKind, Document, MtNotice, PageMetadata
from mtqa.documents.drafts import Draft, check_count
from mtqa.documents.furniture import split_furniture
from mtqa.documents.notices import SERVICE, read_language_tag
from mtqa.documents.roles import give_roles
from mtqa.errors import MtqaError

__all__ = ["assemble"]


def assemble(
    name: str,
    drafts: Sequence[Draft],
    *,
    apart: Sequence[Draft] = (),
    declared_language: str | None = None,
    declared: PageMetadata | None = None,
    warnings: Sequence[str] = (),
) -> Document:
    """The document that a page's drafts make.

    Args:
        name: What the document is called, and what errors call the file.
        drafts: Blocks in reading order.
        apart: Blocks that the mark-up sets apart from the content (footer, notice banner).
        declared_language: The language that the file declares; a tag like `bg-t-en-t0-mtec` counts as a notice.
        declared: What the file's own metadata say; used where the page itself is silent.
        warnings: What the reader of the format wants to be known.

    Raises:
        MtqaError: when no content is left.
    """
    check_count(len(drafts) + len(apart), name)
    machine = read_language_tag(declared_language) if declared_language else None
    if machine is not None:
        declared_language = machine[0]
    content, metadata = split_furniture([d for d in drafts if d.text], declared_language, apart=apart)
    notice = metadata.notice
    if machine is not None and notice is None:
        notice = MtNotice(service=SERVICE, text="", language=machine[0], terms_url=None, original_url=None)
    metadata = _completed(metadata, notice, declared)
    blocks = tuple(_block(draft) for draft in give_roles(content))
    if not any(any(c.isalnum() for c in block.text) for block in blocks):
        furniture = bool(drafts or apart)
        raise MtqaError(
            "the page has no content" + (" besides its notices and footers" if furniture else ""),
            "Export or save the page again, with its text.",
            path=name,
        )
    damaged = sum(block.text.count("\ufffd") for block in blocks)
    extra = (f"{damaged} characters were lost in an earlier conversion (they show as \ufffd).",) if damaged else ()
    return Document(name=name, blocks=blocks, metadata=metadata, warnings=(*warnings, *extra))


def _completed(metadata: PageMetadata, notice: MtNotice | None, declared: PageMetadata | None) -> PageMetadata:
    return PageMetadata(
        notice=notice,
        credits=metadata.credits,
        source_url=metadata.source_url or (declared.source_url if declared else None),
        copyright=metadata.copyright or (declared.copyright if declared else None),
        licence=metadata.licence or (declared.licence if declared else None),
        rights=metadata.rights,
        generated_on=metadata.generated_on or (declared.generated_on if declared else None),
        declared_language=metadata.declared_language,
    )


def _block(draft: Draft) -> Block:
    return Block(
        kind=draft.kind or BlockKind.PARAGRAPH,
        text=draft.text,
        line=draft.line,
        page=draft.page,
        level=draft.level,
        links=tuple(dict.fromkeys(link.url for link in draft.links)),
        anchor=draft.anchor,
    )
