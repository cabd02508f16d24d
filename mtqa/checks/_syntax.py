"""Placeholders, tags, entities, addresses, codes and identifiers: what programs write and people copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mtqa.checks._facts import facts
from mtqa.checks._icu import icu_syntax
from mtqa.checks._stretch import Kind, Stretch

__all__ = ["addresses", "keys", "syntax"]

_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)(?:\{\{[^{}\n]{0,80}\}\}|[^\s<>\"»”“«„\]])+")
"""With the placeholders in it: https://a.eu/{{ page.lang }}/faq."""
_TRAILING = ".,;:!?)'’*_"
_LANGUAGE = re.compile(r"(?<=[/=_.-])[a-z]{2}(?=[/?&#.-]|$)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_ACCOUNT = re.compile(r"(?<![\w@./])@\w{2,30}(?!\w*@)")
_FILE_ENDINGS = (
    "pdf|docx?|xlsx?|pptx?|od[tspg]|csv|tsv|txt|xml|json|html?|zip|gz|png|jpe?g|gif|svg|mp[34]|py|js|css|ts|toml|ya?ml"
    "|md|po|pot|tmx|xlf|xliff|exe|rtf|epub|ini|sh|bat|log|sql"
)
_FILE = re.compile(
    rf"(?<![\w/.\\@-])(?:[A-Za-z]:\\|~?/|\.{{1,2}}/)?(?:[A-Za-z0-9_.+-]{{1,60}}[/\\]){{0,12}}[A-Za-z0-9_+-][A-Za-z0-9_.+-]{{0,80}}\.(?:{_FILE_ENDINGS})(?![\w/])"
    r"|(?<![\w/.\\<])(?:[A-Za-z]:\\|~/|/)(?:[A-Za-z0-9_.+-]{1,60}[/\\]){1,12}[A-Za-z0-9_.+-]{0,60}(?<![.,])"
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});")
_WORDS = r"[^\W\d]\w{0,40}"
_PLACEHOLDER = re.compile(
    r"\{\{\{?[^{}\n]{0,80}\}?\}\}"  # {{ limit }}, {{#if x}}
    r"|[$#%@]\{[^{}\n]{0,80}\}"  # ${x}, #{x}, %{x}
    r"|\{[\w.:!\[\]-]{0,60}(?:,\s?(?:number|date|time|spellout|ordinal|duration)(?:,[^{}\n]{0,40})?)?\}"  # {0}, {name}
    r"|<%[^<>\n]{0,120}%>|<\?[^<>\n]{0,120}\?>"  # <%= x %>
    rf"|\$\({_WORDS}\)|\$\$?(?!(?:US|CAN?|AU|NZ|HK|SG|TW)\b)[A-Za-z_]\w{{1,40}}(?:\.\w{{1,40}})?\b"  # $(x), $name
    rf"|%\({_WORDS}\)[#0+-]?\d{{0,3}}(?:\.\d)?[sdifgrxu]"  # %(name)s
    r"|(?<![\d%])(?<!\d[ \u00a0\u202f])%(?:\d{1,2}\$)?[+0#-]?\d{0,3}(?:\.\d{1,2})?l{0,2}[sdifgux@](?!\w)"  # %s, %1$s
    rf"|(?<![\w%])%{_WORDS}%(?!\w)"  # %name%
    r"|@@[\w.-]{1,40}@@|##[\w.-]{1,40}##"
    r"|\[%[^\[\]\n]{0,80}%\]|\[\[[^\[\]\s|]{1,60}\]\]|\[[a-z_]{2,30}(?::[a-z_-]{2,30}){1,4}\]"  # [[x]], [site:name]
    rf"|(?<!\w)__{_WORDS}?__(?!\w)"  # __x__
)
_NUMBERED = re.compile(r"(?<![\w%])%L?([1-9])(?!\w|[,.]?\d|[%$])")
"""%1 of Qt: only in a text that has the first, because "%5" is a percentage in some languages."""
_COLON = re.compile(
    r"(?<![^\s(\"'«„“>])(?<!\?\s)(?<![\w]\s):[^\W\d_]\w{1,30}(?![\w:])|(?<=[^\W\d_]\s):[^\W\d_]\w{1,30}(?![\w:])"
)
_COLON_HINT = re.compile(r":[^\W\d_]")
_ALONE = frozenset(
    re.findall(
        r"\w+",
        "b i u s br hr em p li ul ol tt dl dt dd h1 h2 h3 h4 h5 h6 strong span sub sup div img td tr th table tbody"
        " thead tfoot wbr font small big strike pre svg iframe g x bx ex ph bpt ept mrk hi it del ins abbr"
        " blockquote input",
    )
)
"""Elements that are tags wherever they stand; others only with an attribute, a closing tag or a closing stroke."""
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w.:-]{0,40}|\d{1,3})(?P<rest>\s[^<>]{0,1000}|)(?P<self>/?)>")
_ATTRIBUTE = re.compile(r"\s[\w:.@-]{1,40}\s{0,3}=")
_BOOLEAN = re.compile(
    r"\s{0,9}(?:disabled|checked|required|hidden|selected|open|controls|autoplay|loop|download|reversed)?\s{0,9}/?"
)
_COMMENT = re.compile(r"<!--.{0,2000}?-->|<!\[CDATA\[|\]\]>", re.S)
_CODE = re.compile(
    r"(?<![\w/.@#&=-])(?=[A-Z0-9/-]{0,30}\d[A-Z0-9/-]{0,30})(?=[A-Z0-9/-]{0,30}[A-Z]{2})[A-Z0-9]+(?:[/-][A-Z0-9]+){1,6}"
    r"(?![\w/@=-]|\.\w)"
)
_CODE_LETTERS = re.compile(r"[A-Z]+")
_LONGEST_LETTERS = 4
"""Letters in a row in a code; more are a word, such as that of COVID-19."""
_JOINTS = re.compile(r"[\s\u2010-\u2015/-]")
_IDENTIFIER = re.compile(
    r"(?<![\w-])(?:[A-Za-z][A-Za-z0-9]{0,60}(?:_[A-Za-z0-9]{1,60}){1,12}(?:\(\))?"  # snake_case
    r"|(?=[0-9a-fA-F-]{0,20}\d)(?=[0-9a-fA-F-]{0,20}[a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){1,3}(?:-[0-9a-fA-F]{12})?"
    r"|(?=[a-f]{0,30}\d)(?=\d{0,30}[a-f])[0-9a-f]{10,128})(?![\w-])"
)
_CAMEL = re.compile(r"(?<![\w-])[a-z]{3,40}(?:[A-Z][a-z0-9]{1,40}){1,8}(?:\(\))?(?![\w])")
_KEBAB = re.compile(
    r"(?<![\w-])(?=[a-z-]{0,60}\d)(?=[0-9-]{0,60}[a-z])[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){2,12}(?![\w-])"
)
_PHONE = re.compile(
    r"(?<![\w+.,/-])(?:\+|00[ \u00a0])\(?\d{1,3}\)?(?:[ \u00a0./\u2011()-]{0,3}\d{1,8}){1,10}(?![\w]|[.,]\d)"
    r"|(?<![\w+.,/-])\(?0\d{1,5}\)?(?:[ \u00a0/-]{1,3}\d{1,8}){1,8}(?![\w]|[.,/-]\d)"
)
_DATE_LIKE = re.compile(r"\(?\d\d?[ ./-]\d\d?[ ./-]\d\d(?:\d\d)?\)?")
_FORMULA = re.compile(
    r"\\\(.{1,200}?\\\)|\\\[.{1,200}?\\\]|\$\$[^$\n]{1,200}\$\$|\\[a-zA-Z]{2,20}\{[^{}\n]{0,100}\}"
    r"|(?<!\w)[A-Za-z](?:[_^]\{?[\w+-]{1,6}\}?){1,3}(?!\w)"
)


def address_key(address: str) -> str:
    """What makes two web addresses the same: without scheme, case and a language's code."""
    key = address.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return _LANGUAGE.sub("", "/" + key)


def addresses(text: str) -> Iterator[Stretch]:
    """The web addresses in a text, those inside tags included."""
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_TRAILING)
        if address.count("(") > address.count(")"):
            address = match.group()[: len(address) + 1]
        if address:
            yield Stretch(Kind.ADDRESS, match.start(), match.start() + len(address), address_key(address))


def _tags(text: str) -> Iterator[Stretch]:
    for match in _COMMENT.finditer(text):
        yield Stretch(Kind.TAG, match.start(), match.end(), "")
    closed = None
    for match in _TAG.finditer(text):
        name, rest = match["name"].lower(), match["rest"]
        sure = match["close"] or match["self"] or rest.endswith("/") or _ATTRIBUTE.search(rest)
        if match["close"] and rest.strip():
            continue
        if not sure and _BOOLEAN.fullmatch(rest):
            if closed is None:
                closed = {other["name"].lower() for other in _TAG.finditer(text) if other["close"]}
            sure = name in _ALONE or name in closed
        if sure:
            yield Stretch(Kind.TAG, match.start(), match.end(), f"<{match['close']}{name}")


def _placeholders(text: str) -> Iterator[Stretch]:
    for start, end, key in icu_syntax(text) if "," in text and "{" in text else ():
        yield Stretch(Kind.PLACEHOLDER, start, end, key)
    for match in _PLACEHOLDER.finditer(text) if _OPENING.search(text) else ():
        yield Stretch(Kind.PLACEHOLDER, match.start(), match.end(), re.sub(r"\s+", " ", match.group()))
    numbered = list(_NUMBERED.finditer(text)) if "%" in text else []
    if any(match[1] == "1" for match in numbered):
        for match in numbered:
            yield Stretch(Kind.PLACEHOLDER, match.start(), match.end(), match.group())
    if ":" in text and _COLON_HINT.search(text):
        for match in _COLON.finditer(text):
            yield Stretch(Kind.PLACEHOLDER, match.start(), match.end(), match.group(), firm=False)


def _codes(text: str, tag: str) -> Iterator[Stretch]:
    for match in _CODE.finditer(text):
        letters = _CODE_LETTERS.findall(match.group())
        if max(map(len, letters)) <= _LONGEST_LETTERS and not facts(tag).acronyms.issuperset(letters):
            yield Stretch(Kind.CODE, match.start(), match.end(), _JOINTS.sub("", match.group()).casefold())


def _of(kind: Kind, pattern: re.Pattern[str], firm: bool = True) -> Callable[[str], Iterator[Stretch]]:
    def stretches(text: str) -> Iterator[Stretch]:
        for match in pattern.finditer(text):
            yield Stretch(kind, match.start(), match.end(), match.group(), firm=firm)

    return stretches


def _phones(text: str) -> Iterator[Stretch]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\(0\)|\D", "", match.group())
        if 7 <= len(digits) <= 16 and not _DATE_LIKE.fullmatch(match.group()):
            yield Stretch(Kind.PHONE, match.start(), match.end(), digits, firm=False)


_emails = _of(Kind.EMAIL, _EMAIL)
_accounts = _of(Kind.ACCOUNT, _ACCOUNT)
_entities = _of(Kind.ENTITY, _ENTITY)
_formulas = _of(Kind.FORMULA, _FORMULA, firm=False)
_identifiers = _of(Kind.IDENTIFIER, _IDENTIFIER)
_camels = _of(Kind.IDENTIFIER, _CAMEL, firm=False)
_kebabs = _of(Kind.IDENTIFIER, _KEBAB, firm=False)


def _files(text: str) -> Iterator[Stretch]:
    for match in _FILE.finditer(text):
        yield Stretch(Kind.FILE, match.start(), match.end(), _LANGUAGE.sub("", match.group().lower()))


_OPENING = re.compile(r"[<{%@$\[_#]")
_SIGNS = re.compile(r"[<{%@$&\[_#:]")
_FILE_ENDING = re.compile(rf"\.(?:{_FILE_ENDINGS})(?![\w/])")
_FIGURES = re.compile(r"\d")
_HUMPS = re.compile(r"[A-Z](?<=[a-z]{3}[A-Z])")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{8}")
_JOINED = re.compile(r"[/-](?:(?<=[A-Z0-9][/-])[A-Z0-9]|[a-z0-9]{1,30}-)")
_DIALLED = re.compile(r"[+0](?:(?<=\+)\(?\d|(?<!\d0)[\d \u00a0])")


def syntax(text: str) -> Iterator[Stretch]:
    """What in a text belongs to programs and to the web, the surest kinds first; they may overlap."""
    if _SIGNS.search(text) or "www." in text or "]]>" in text:
        if "<" in text or "]]>" in text:
            yield from _tags(text)
        if "://" in text or "www." in text:
            yield from addresses(text)
        yield from _placeholders(text)
        if "@" in text:
            yield from _emails(text)
            yield from _accounts(text)
        if "&" in text:
            yield from _entities(text)


def keys(text: str, tag: str) -> Iterator[Stretch]:
    """Names of files, formulas, identifiers, codes and telephone numbers in a text; they may overlap.

    Args:
        text: The text.
        tag: Primary tag of its language, whose own abbreviations are no codes: EU-27.
    """
    has_figures = bool(_FIGURES.search(text))
    if "/" in text or "\\" in text or ("." in text and _FILE_ENDING.search(text)):
        yield from _files(text)
    if "\\" in text or "$" in text or "^" in text or "_" in text:
        yield from _formulas(text)
    if "_" in text or (has_figures and _HEXADECIMAL.search(text)):
        yield from _identifiers(text)
    if has_figures:
        if ("-" in text or "/" in text) and _JOINED.search(text):
            yield from _codes(text, tag)
            yield from _kebabs(text)
        if ("+" in text or "0" in text) and _DIALLED.search(text):
            yield from _phones(text)
    if _HUMPS.search(text):
        yield from _camels(text)
