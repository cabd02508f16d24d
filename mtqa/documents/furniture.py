"""What stands on a page without being its content: notices, source address, copyright, licence, rights, credits.

Furniture is looked for at the foot of a page only, so that a caption "© European Union, 2022" inside it stays content;
machine-translation notices and labelled source addresses ("Source URL: ...") are recognised anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from mtqa.documents.document import BlockKind, MtNotice, PageMetadata
from mtqa.documents.drafts import Draft, is_address
from mtqa.documents.notices import find_notice
from mtqa.documents.phrases import all_phrases, fold, mentions
from mtqa.documents.statements import find_grade

__all__ = ["is_credit", "read_furniture", "split_furniture"]

_LONGEST = 1500
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.? \w{3,12}\.? \d{4}|\w{3,12} \d{1,2}, \d{4}")
_LICENCE = re.compile(
    r"Creative Commons[^().;,:©]{0,80}?\d\.\d(?:\s+[^\W\d]+)?(?:\s+licen[cs]e)?|CC[ -]BY(?:-[A-Z]{2})*(?:[ -]\d\.\d)?",
    re.IGNORECASE,
)
_LICENCE_ADDRESS = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—|·•]\s")
_NAME_AND_YEAR = re.compile(r"[^\d,;:.!?]{2,60}, ?(?:19|20)\d\d(?: ?[-–] ?(?:(?:19|20)\d\d))?(?: г\.)?")
_LONGEST_CREDIT = 120
_LONGEST_GRADE = 200


@dataclass
class _Findings:
    """What has been found so far."""

    notices: list[MtNotice] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    source_url: str | None = None
    copyright: str | None = None
    licence: str | None = None
    rights: list[str] = field(default_factory=list)
    generated_on: str | None = None

    def metadata(self, declared_language: str | None) -> PageMetadata:
        return PageMetadata(
            notice=_merge(self.notices),
            credits=tuple(dict.fromkeys(self.credits)),
            source_url=self.source_url,
            copyright=self.copyright,
            licence=self.licence,
            rights=tuple(dict.fromkeys(self.rights)),
            generated_on=self.generated_on,
            declared_language=declared_language,
        )


def split_furniture(
    drafts: Sequence[Draft], declared_language: str | None = None, *, apart: Sequence[Draft] = ()
) -> tuple[list[Draft], PageMetadata]:
    """The content of a page, and what the page says about itself.

    Args:
        drafts: The page's blocks in order.
        declared_language: The language that the file declares.
        apart: Blocks that the mark-up itself sets apart (footer, notice banner): never content.
    """
    facts = _Findings()
    notices = {index: notice for index, draft in enumerate(drafts) if (notice := _notice(draft)) is not None}
    for index in [index for index in notices if index + 1 not in notices and _is_grade(drafts, index + 1)]:
        notices[index + 1] = replace(notices[index], text="", grade=find_grade(drafts[index + 1].text))
    addresses = _source_addresses(drafts, facts)
    foot = _foot(drafts, notices.keys() | addresses)
    content = []
    for index, draft in enumerate(drafts):
        if index in notices:
            facts.notices.append(notices[index])
        elif index >= foot and index not in addresses:
            _record(draft, facts)
        elif index not in addresses:
            content.append(draft)
    read_furniture(apart, facts)
    return content, facts.metadata(declared_language)


def read_furniture(drafts: Sequence[Draft], facts: _Findings) -> None:
    """Record what blocks that are known not to be content say about the page; the rest of them is dropped."""
    addresses = _source_addresses(drafts, facts)
    for index, draft in enumerate(drafts):
        notice = _notice(draft)
        if notice is None and facts.notices and _is_grade(drafts, index):
            notice = replace(facts.notices[-1], text="", grade=find_grade(draft.text))
        if notice is not None:
            facts.notices.append(notice)
        elif index not in addresses and _is_furniture(draft):
            _record(draft, facts)


def is_credit(text: str) -> bool:
    """Whether a short block is a picture credit: "© NAME", "Photo: NAME", "European Union, 2022"."""
    if len(text) > _LONGEST_CREDIT:
        return False
    if _COPYRIGHT.match(text):
        return True
    if _NAME_AND_YEAR.fullmatch(text):
        words = re.findall(r"[^\W\d]+", text)
        return len(words) <= 8 and any(word[:1].isupper() for word in words) and _mostly_names(words)
    label, separator, rest = text.partition(":") if ":" in text else text.partition("©")
    return bool(separator) and bool(rest.strip()) and not is_address(rest.strip()) and _is_photo_label(label)


def _mostly_names(words: list[str]) -> bool:
    """Whether all but the short words, or all but one, begin with a capital, or have no capitals at all to begin with.

    "European Union" does, "Европейски съюз" (one capital, as names are written in Bulgarian) does too; a heading of
    several ordinary words does not.
    """
    small = [word for word in words if word[:1].islower() and len(word) > 3]
    return len(small) <= 1


@cache
def _photo_labels() -> frozenset[str]:
    return frozenset(label for phrases in all_phrases() for label in phrases.photo)


def _is_photo_label(label: str) -> bool:
    words = fold(label).split()
    return 0 < len(words) <= 3 and any(word.strip("().") in _photo_labels() for word in words)


def _notice(draft: Draft) -> MtNotice | None:
    if draft.kind in (BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION):
        return None
    return find_notice(draft.text, draft.links)


def _is_grade(drafts: Sequence[Draft], index: int) -> bool:
    """Whether a block grades the translation that a notice before it speaks of."""
    return (
        index < len(drafts) and len(drafts[index].text) <= _LONGEST_GRADE and find_grade(drafts[index].text) is not None
    )


def _merge(notices: list[MtNotice]) -> MtNotice | None:
    """One notice out of several: the first, with the addresses that it lacks taken from the others."""
    if not notices:
        return None
    first = max(notices, key=lambda notice: bool(notice.text))
    return MtNotice(
        service=first.service,
        text=first.text,
        language=first.language or next((notice.language for notice in notices if notice.language), None),
        terms_url=first.terms_url or next((notice.terms_url for notice in notices if notice.terms_url), None),
        original_url=first.original_url
        or next((notice.original_url for notice in notices if notice.original_url), None),
        grade=first.grade or next((notice.grade for notice in notices if notice.grade), None),
    )


@cache
def _all(kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for phrases in all_phrases() for phrase in getattr(phrases, kind)))


def _source_addresses(drafts: Sequence[Draft], facts: _Findings) -> set[int]:
    """Indices of blocks that give the address of the page: "Source URL: https://..." in one block or two."""
    indices: set[int] = set()
    for index, draft in enumerate(drafts):
        if len(draft.text) > _LONGEST:
            continue
        label, colon, rest = draft.text.partition(":")
        if not colon or len(label) > 60 or fold(label) not in _all("source_url"):
            continue
        if is_address(rest.strip()):
            facts.source_url = facts.source_url or rest.strip().strip("<>")
            indices.add(index)
        elif not rest.strip() and index + 1 < len(drafts) and is_address(drafts[index + 1].text):
            facts.source_url = facts.source_url or drafts[index + 1].text.strip("<>")
            indices.update((index, index + 1))
    return indices


def _foot(drafts: Sequence[Draft], recognised: set[int]) -> int:
    """Index of the first block of the page's foot: from there on, all is furniture or credit."""
    foot = len(drafts)
    for index in range(len(drafts) - 1, -1, -1):
        if index in recognised or _is_furniture(drafts[index]):
            foot = index
        elif not is_credit(drafts[index].text):
            break
    return foot


def _is_furniture(draft: Draft) -> bool:
    if len(draft.text) > _LONGEST or draft.kind in (BlockKind.TITLE, BlockKind.HEADING, BlockKind.CAPTION):
        return False
    return (
        (_COPYRIGHT.match(draft.text) is not None and len(draft.text) < 300)
        or _is_right(draft)
        or _generated(draft.text) is not None
    )


def _is_right(draft: Draft) -> bool:
    folded = fold(draft.text)
    return (
        _LICENCE.search(draft.text) is not None
        or any(_LICENCE_ADDRESS.search(link.url) for link in draft.links)
        or mentions(folded, _all("reuse"))
        or mentions(folded, _all("rights"))
    )


def _generated(text: str) -> str | None:
    """The date in "PDF generated on 05/04/2025", as written."""
    if "pdf" not in text.casefold() and len(text) > 60:
        return None
    folded = fold(text)
    if not mentions(folded, _all("generated")):
        return None
    dates = _DATE.findall(text)
    return dates[-1] if dates else None


def _record(draft: Draft, facts: _Findings) -> None:
    """Keep what one block of furniture says."""
    text = draft.text
    facts.generated_on = facts.generated_on or _generated(text)
    licence = _licence(draft)
    facts.licence = facts.licence or licence
    if _COPYRIGHT.match(text):
        facts.copyright = facts.copyright or _SEPARATOR.split(text, maxsplit=1)[0].strip()
    elif _is_right(draft):
        facts.rights.append(text)
    elif is_credit(text):
        facts.credits.append(text)


def _licence(draft: Draft) -> str | None:
    named = _LICENCE.search(draft.text)
    if named is not None:
        return named[0].strip()
    for link in draft.links:
        match = _LICENCE_ADDRESS.search(link.url)
        if match is not None:
            return f"CC {match[2].upper()} {match[3]}" if match[1].lower() == "licenses" else f"CC0 {match[3]}"
    return None
