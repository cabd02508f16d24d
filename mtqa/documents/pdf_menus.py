"""Menus that were printed with a page: links to other parts of the site above its title and below its text.

HTML says what navigation is; in print it is a run of links. Above the title nothing else links; below the text a run
of links counts as a menu when it leads where the foot of a site does (legal notice, cookies, contact), because lists of
links to further reading are content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.documents.document import BlockKind
from mtqa.documents.drafts import Draft

__all__ = ["without_menus"]

_FEWEST = 3
"""Links in a menu at least."""
_LONGEST_ENTRY = 60
_FOOT = re.compile(
    r"legal[-_]?notice|privacy|cookie|contact|accessibilit|site-?map|impressum|datenschutz|mentions-legales|disclaimer|"
    r"terms-(?:of|and)|about-us|/about\b|aviso-legal|note-legali|datos-personales|imprint|rss\b|newsletter",
    re.IGNORECASE,
)
_FINAL = ".!?…:;"


def without_menus(drafts: Sequence[Draft]) -> tuple[list[Draft], int]:
    """The drafts of a page without its menus, and how many entries were left out.

    Args:
        drafts: The page's blocks in order.
    """
    top = _above_title(drafts)
    foot = _below_text(drafts)
    kept = [draft for index, draft in enumerate(drafts) if index not in top | foot]
    return kept, len(drafts) - len(kept)


def _above_title(drafts: Sequence[Draft]) -> set[int]:
    """The links before the title, with the labels between them."""
    title = next((i for i, draft in enumerate(drafts) if draft.kind is BlockKind.HEADING and draft.level == 1), 0)
    entries = {i for i in range(title) if _is_entry(drafts[i])}
    if sum(drafts[i].linked for i in entries) < _FEWEST or len(entries) < title / 2:
        return set()
    return entries


def _below_text(drafts: Sequence[Draft]) -> set[int]:
    """The last links of the page, where they lead to the foot's pages."""
    start = len(drafts)
    while start > 0 and _is_entry(drafts[start - 1]):
        start -= 1
    while start < len(drafts) and not drafts[start].linked:
        start += 1
    addresses = [link.url for draft in drafts[start:] for link in draft.links]
    n_foot_links = sum(_FOOT.search(address) is not None for address in addresses)
    return set(range(start, len(drafts))) if start and n_foot_links >= 2 and len(drafts) - start >= _FEWEST else set()


def _is_entry(draft: Draft) -> bool:
    """Whether a block may be an entry of a menu: a short link, or a label."""
    if len(draft.text) > _LONGEST_ENTRY or draft.text[-1:] in _FINAL:
        return False
    return draft.linked or (draft.kind is not BlockKind.HEADING and len(draft.text.split()) <= 3)
