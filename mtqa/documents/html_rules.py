"""Which HTML elements are content, which belong to the site, and what role an element gives to its text.

The class names are those of the Europa Component Library (`ecl-*`), of Drupal, and of common practice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mtqa.documents.document import BlockKind
from mtqa.errors import MtqaError

__all__ = [
    "BLOCK_TAGS",
    "BREAK_TAGS",
    "SKIPPED_TAGS",
    "Place",
    "check_nesting",
    "is_banner",
    "is_hidden",
    "is_message",
    "is_notice_box",
    "is_site_furniture",
    "place_of",
]

SKIPPED_TAGS = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "nav",
        "dialog",
        "menu",
        "progress",
        "meter",
        "datalist",
        "head",
        "title",
        "link",
        "meta",
        "base",
        "img",
        "picture",
        "source",
        "track",
        "area",
    )
)
BREAK_TAGS = frozenset(["br"])
BLOCK_TAGS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "search",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_SITE_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|cookies?[_-]?(?:consent|banner|notice|bar|popup|policy-banner|message)[\w-]*|"
    r"cck|globan|eu-cookie-compliance[\w-]*|lang(?:uage)?s?[_-](?:list|switch(?:er)?|select(?:or)?|"
    r"menu|nav|block|links|sites)[\w-]*|language-switcher[\w-]*|links--language|social-media-(?:share|follow)|"
    r"social-(?:share|links|media)|share-(?:buttons?|links|page)|skip-?links?|skip-to-content|in-page-navigation|pager|"
    r"pagination|table-of-contents|toolbar|navbar|main-menu|site-search|print-link|modal)(?:$|[\s_])",
    re.IGNORECASE,
)
_PAGE_PARTS_APART = re.compile(
    r"(?:^|\s)(?:ecl-page-header__(?:meta|breadcrumb|info|info-container)[\w-]*|ecl-file__(?:footer|meta|language|info|"
    r"translation[\w-]*)|ecl-social-media-share|ecl-label|ecl-icon)(?:$|\s)"
)
_BANNER = re.compile(r"(?:^|\s)(?:ecl-site-header|site-header|page-banner|global-header)(?:$|[\s_-])")
_NOTICE_BOX = re.compile(r"etrans|machine-?translat", re.IGNORECASE)
_MESSAGE = re.compile(
    r"(?:^|\s)(?:ecl-message|ecl-notification|ecl-site-notification|messages?|alert|notification|notice|"
    r"disclaimer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"(?:^|\s)(?:visually-?hidden(?:-focusable)?|sr-only|screen-reader-text|ecl-u-sr-only|ecl-u-visually-hidden|"
    r"element-invisible|hidden|is-hidden|d-none|ecl-u-d-none)(?:$|\s)"
)
_SHOWN_WHEN_WIDE = re.compile(r"(?:^|\s)(?:ecl-u-d|d)-(?:s|sm|m|md|l|lg|xl|print)-(?!none)[\w-]+")
_STYLE_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:^|\s)(?:ecl-media-container__caption|ecl-picture__caption|ecl-gallery__(?:description|meta)|wp-caption-text|"
    r"image-caption|photo-caption|caption|field--name-field-(?:caption|copyright|media-copyright))(?:$|\s)"
)
_ATTRIBUTION = re.compile(r"(?:^|\s)ecl-blockquote__(?:attribution|author)(?:$|\s)")
_QUOTE = re.compile(r"(?:^|\s)ecl-blockquote(?:__body|__quote|__citation)?(?:$|\s)")

_TAG = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]*)|!--)")
_ATTRIBUTES = re.compile(r"(?:[^=>]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=)*+")
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_COMMENT_END = re.compile(r"--!?>")
_RAW = {tag: re.compile(rf"</{tag}", re.IGNORECASE) for tag in ("script", "style", "textarea", "title")}
_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
    )
)
_FORMATTING = frozenset(
    (
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    )
)
_DEEPEST = 512
_MOST_WORK = 300_000_000
_MOST_COPIES = 3_000_000
_MOST_ATTRIBUTES = 200


@dataclass(frozen=True)
class Place:
    """Where in the page a node is.

    Attributes:
        content: Inside the page's content, as against the site's furniture.
        inner: Inside `<main>` or `<article>`, where a `<header>` is the page's and not the site's.
        banner: Inside the head of the site.
        kind: The role that the elements around it give; None for a plain paragraph.
        level: Of a heading or list item.
        lists: How many lists are open.
        url: The address of the link that is open.
        bold: Inside bold type.
    """

    content: bool = False
    inner: bool = False
    banner: bool = False
    kind: BlockKind | None = None
    level: int = 0
    lists: int = 0
    url: str | None = None
    bold: bool = False


def place_of(tag: str, attributes: Mapping[str, str], place: Place) -> Place:
    """Where the children of an element are."""
    classes = attributes.get("class", "")
    if tag in _HEADINGS:
        return replace(place, kind=BlockKind.HEADING, level=_HEADINGS[tag])
    if tag == "a":
        href = attributes.get("href", "").strip()
        usable = href and not href.startswith(("#", "javascript:", "data:"))
        return replace(place, url=href) if usable and place.url is None else place
    if tag in ("strong", "b"):
        return replace(place, bold=True)
    if tag in ("figcaption", "caption") or (classes and _CAPTION.search(classes)):
        return replace(place, kind=BlockKind.CAPTION)
    if classes and _ATTRIBUTION.search(classes):
        return replace(place, kind=BlockKind.PARAGRAPH)
    if tag == "blockquote" or (classes and _QUOTE.search(classes)):
        return replace(place, kind=BlockKind.QUOTE)
    if tag in ("ul", "ol", "dir"):
        return replace(place, lists=place.lists + 1)
    if tag == "li":
        kind = place.kind if place.kind is BlockKind.QUOTE else BlockKind.LIST_ITEM
        return replace(place, kind=kind, level=max(place.lists, 1))
    if tag in ("td", "th", "dt", "dd"):
        return replace(place, kind=BlockKind.PARAGRAPH, lists=0)
    if tag in ("main", "article"):
        return replace(place, inner=True)
    return place


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown."""
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if attributes.get("aria-hidden", "").lower() == "true" or _STYLE_HIDDEN.search(attributes.get("style", "")[:2000]):
        return True
    classes = attributes.get("class", "")
    return bool(classes) and _HIDDEN.search(classes) is not None and _SHOWN_WHEN_WIDE.search(classes) is None


def is_site_furniture(attributes: Mapping[str, str]) -> bool:
    """Whether an element belongs to the site (menus, cookie banner, language switcher), not to the page."""
    if not attributes:
        return False
    if attributes.get("role", "") in ("navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"):
        return True
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    return len(names) > 1 and (_SITE_FURNITURE.search(names) is not None or _PAGE_PARTS_APART.search(names) is not None)


def is_banner(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is the head of the site (inside an article, `<header>` is the article's own)."""
    return (
        tag == "header" or attributes.get("role") == "banner" or _BANNER.search(attributes.get("class", "")) is not None
    )


def is_notice_box(attributes: Mapping[str, str]) -> bool:
    """Whether the names of an element say that it holds a machine-translation notice."""
    return _NOTICE_BOX.search(f"{attributes.get('class', '')} {attributes.get('id', '')}") is not None


def is_message(attributes: Mapping[str, str]) -> bool:
    """Whether an element is a message to the reader, which may be a machine-translation notice."""
    return (
        attributes.get("role") in ("alert", "status", "note")
        or _MESSAGE.search(attributes.get("class", "")) is not None
    )


def check_nesting(html: str, name: str) -> None:
    """Refuse what would take an HTML parser hours: tags nested, or left open, or full of attributes beyond all reason.

    Parsers that follow the standard walk up the open elements for every tag, copy formatting elements that were left
    open into every new block, and compare every attribute of a tag with all before it. Browsers stop at 512 levels.

    Raises:
        MtqaError: when the page is nested deeper than that, or would need too much work.
    """
    opened: Counter[str] = Counter()
    depth = formatting = work = copies = position = 0
    while (match := _TAG.search(html, position)) is not None:
        position = match.end()
        closing, tag = match[1], (match[2] or "").lower()
        if not tag:
            position = _end_of_comment(html, position)
            continue
        position = _end_of_tag(html, position, name)
        if tag in _RAW and not closing and not (opened["svg"] or opened["math"]):
            ending = _RAW[tag].search(html, position)
            position = len(html) if ending is None else ending.start()
            continue
        if tag in _VOID or (closing and not opened[tag]) or (tag == "a" and not closing and opened["a"]):
            step = 0
        else:
            step = -1 if closing else 1
        opened[tag] += step
        depth += step
        formatting += step if tag in _FORMATTING else 0
        work += depth
        copies += 0 if closing or tag in _FORMATTING else formatting
        if depth > _DEEPEST or work > _MOST_WORK or copies > _MOST_COPIES:
            raise _broken(html, position, name)


def _broken(html: str, position: int, name: str) -> MtqaError:
    return MtqaError(
        "the HTML is broken: its tags are nested too deeply, never closed, or full of attributes",
        "Save the page again with a browser, or give it as text.",
        path=name or None,
        line=html.count("\n", 0, position) + 1,
    )


def _end_of_tag(html: str, position: int, name: str) -> int:
    """Where a tag ends, after its attributes."""
    match = _ATTRIBUTES.match(html, position)
    end = position if match is None else match.end()
    if end - position > 2 * _MOST_ATTRIBUTES and len(_QUOTED.sub("", html[position:end]).split()) > _MOST_ATTRIBUTES:
        raise _broken(html, position, name)
    return end


def _end_of_comment(html: str, position: int) -> int:
    """Where a comment ends; `<!-->` is a whole one."""
    match = _COMMENT_END.search(html, position - 2)
    return len(html) if match is None else match.end()
