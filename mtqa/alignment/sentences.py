"""Sentences: splits running text by rules, with one data file of facts per language.

A full stop ends a sentence unless the word before it is an abbreviation, an initial or an ordinal, or what follows does
not look like a beginning, or goes on citing an act of law; `!`, `?`, the ellipsis and their counterparts in other
scripts are simpler. What differs from language to language stands in `sentence_rules/<language>.toml`, which
`sentence_facts` reads: abbreviations by whether they may end a sentence, whether numbers with a full stop are ordinals,
months, and *openers*, the words that, when they take a capital, show that a sentence begins ("през 2018 г. Това ...").
A language without a file gets `default.toml` alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtqa.alignment.sentence_facts import BRACKETS, INVISIBLE, QUOTES, WIDE, Kind, SentenceRules, rules_of
from mtqa.languages import language as language_of

__all__ = ["Sentence", "split_sentences"]

_WEAK = ".…"  # may stand inside a sentence, where the other terminators seldom do
_OPENERS = "\"'„“”‟‚‘’«»‹›([{「『（【《〈¿¡" + INVISIBLE
_DASHES = "-‐‑–—―⎯−⸺"
_VOWELS = frozenset("aeiouyáéíóúýàèìòùâêîôûäëïöüÿãõåæøœąęėįųūāēīőűăıαεηιουωάέήίόύώϊϋΐΰаеиоуъюяыэёіїєйѝ")

_PARAGRAPH = re.compile(r"\n\s*\n|\u2029|\n(?=[ \t]{0,40}[•‣◦▪●])")
_BLANK = re.compile(r"\s*")
_WIDE_CLOSING = re.compile(rf"[\"'”’»{re.escape(BRACKETS)}]{{0,8}}")
# What may stand before the first word of a sentence.
_OPENING = re.compile(rf"[\s{re.escape(_OPENERS + _DASHES)}•‣◦▪●·*_#>…]{{0,16}}")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:[-'’‑.][^\W\d_]{1,40}){0,2}")
_ROMAN = re.compile(r"[IVXLCDM]{1,7}")
_SPELT = re.compile(r"\w\.\w(?!\w)")  # "E.U"
_CLIPPED = re.compile(r"['’‘][^\W\d_] +(\w)")  # Dutch 't, 's, 'n, 'k before the word that takes the capital
_PREFIXED = re.compile(r"(?:[tnh]-|[^\W\d_]{1,4})[A-ZÁÉÍÓÚ]")  # tSín, t-Aire; also eTranslation, iPhone
_ADDRESS = re.compile(r"(?:https?://|www\.)\w")
# How acts of law and literature go on after an abbreviation that no list has: "dir. 2009/28", "Reg. (EU) 2016/679",
# "věst. L 119", "al. (2020)".
_CITED = re.compile(
    r"\(?\d{1,4}/\d{2,4}(?!\d)|[CL]\s\d|\((?:[A-Z]{2}\s)?\d{4}[a-z]?(?:/\d+)?[),;:]"
    r"|\(([^\W\d_])[^\W\d_]{1,7}(?:, ?[^\W\d_]{2,8}){0,2}\)\s(?:[^\W\d_]{1,4}(?:[.:][^\W\d_]?)?[°º]?\s?|№\s?)?\d"
)
# "par. 2, p. 12", "sec. XX": a number that nothing but a mark follows, or a Roman one, begins no sentence.
_PLACE = re.compile(r"\d{1,3}[a-z]?(?:\(\w{1,4}\))*(?:[,;:)\]](?![\d\w])|\.?$)|[IVX]{2,6}(?![\w.])")
_ROMAN_LETTER = re.compile(r"[IVX](?![\w.'’])([,;:)\]/–-]|\s(?:[^\W\d_]|in|ir|ja|og|un)\s)?")
_YEAR = re.compile(r"[12]\d{3}(?![\w.])")
_ZONE = re.compile(r"utc|msk|sel?č|mes?z|[a-z]{1,4}t")  # CET, EEST, SEČ
_CASELESS = frozenset(map(chr, range(0x10D0, 0x1100)))  # Georgian, which Unicode calls lower case
_LOOKBACK = 40  # characters before a full stop in which an abbreviation is looked for
_CLAUSE = 120  # characters before a date in which its sentence's words are counted
_DATE_SPACES = 6  # with fewer spaces in them, the sentence has hardly begun and does not end
_NAMED = 4  # words before a company's form; with fewer, the sentence has hardly begun
_BRACKETED = 300  # characters before a closing bracket in which its opening is looked for


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands.

    Attributes:
        text: The sentence without white space around it.
        start: Offset of its first character in the text it was cut from, counted in characters from 0.
        end: Offset behind its last character: `text == input[start:end]`.
    """

    text: str
    start: int
    end: int


def split_sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """Split a text into sentences.

    White space between sentences belongs to none of them; everything else belongs to exactly one. An empty line, a
    U+2029 and a line that begins with a bullet end a sentence whatever stands before them; other line breaks and U+2028
    are white space like any other. Takes linear time and keeps no state between calls.

    Args:
        text: Any text; may be empty, and may hold several paragraphs.
        language: BCP 47 tag of its language; region and script are ignored, an unknown language gets general rules.

    Returns:
        The sentences in order; none for a text of nothing but white space.

    Raises:
        MtqaError: when `language` is not shaped like a language tag.
    """
    rules = rules_of(language_of(language).primary)
    sentences: list[Sentence] = []
    begin = 0
    for gap in _PARAGRAPH.finditer(text):
        _split_paragraph(text, begin, gap.start(), rules, sentences)
        begin = gap.end()
    _split_paragraph(text, begin, len(text), rules, sentences)
    return tuple(sentences)


def _split_paragraph(text: str, begin: int, end: int, rules: SentenceRules, sentences: list[Sentence]) -> None:
    start = begin
    for match in rules.ends.finditer(text, begin, end):
        left, right = match.span()
        wide = text[right - 1] in WIDE
        closed = _reach(_WIDE_CLOSING if wide else rules.closing, text, right, end)
        after = _reach(_BLANK, text, closed, end)
        if after == end:
            break
        if (after > closed or wide) and _ends(text, start, left, right, closed, after, end, rules):
            _append(text, start, closed, sentences)
            start = after
    _append(text, start, end, sentences)


def _reach(pattern: re.Pattern[str], text: str, position: int, end: int) -> int:
    """Where a match of a pattern that may be empty ends."""
    match = pattern.match(text, position, end)
    return position if match is None else match.end()


def _append(text: str, start: int, end: int, sentences: list[Sentence]) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        sentences.append(Sentence(stripped, start, start + len(stripped)))


@dataclass(frozen=True, slots=True)
class _Next:
    """What follows a possible end: its first word and how it looks.

    Attributes:
        word: The first word in lower case; "" where no letter comes first.
        dash: A dash stands before it.
        capital: It begins with a capital, or in a script that has none.
        number: It begins with a digit, a sign such as $ or #, or is a web address.
        opener: It is one of the language's openers, and has a capital.
        initial: It is a letter with a full stop ("J.", "E.U.").
        upper: It is all capitals, two letters or more ("XIV", "EUR").
    """

    word: str
    dash: bool
    capital: bool = False
    number: bool = False
    opener: bool = False
    initial: bool = False
    upper: bool = False


def _next(text: str, position: int, end: int, rules: SentenceRules) -> _Next:
    first = _reach(_OPENING, text, position, end)
    prefix = text[position:first]
    dash = any(sign in prefix for sign in _DASHES)
    if first == end:
        return _Next("", dash)
    match = _WORD.match(text, first, end)
    if match is None or _ADDRESS.match(text, first, end):
        return _Next("", dash, number=True)
    word = match.group()
    capital = not word[0].islower() or word[0] in _CASELESS or _PREFIXED.match(text, first, end) is not None
    if not capital and first > position:
        clipped = _CLIPPED.match(text, first - 1, end)
        capital = clipped is not None and clipped[1].isupper()
    lower = word.lower().replace("’", "'")
    return _Next(
        lower,
        dash,
        capital=capital,
        opener=capital and _is_opener(lower, rules.openers),
        initial=(len(word) == 1 and text.startswith(".", match.end())) or _SPELT.match(word) is not None,
        upper=len(word) > 1 and word.isupper(),
    )


def _is_opener(word: str, openers: frozenset[str]) -> bool:
    """Whether a word, or its part up to an apostrophe or hyphen (l', il-), is among the openers."""
    if word in openers:
        return True
    for sign in "'-.":
        head, mark, _ = word.partition(sign)
        if mark and (head in openers or head + sign in openers):
            return True
    return False


def _ends(
    text: str, start: int, left: int, right: int, closed: int, after: int, end: int, rules: SentenceRules
) -> bool:
    """Whether a sentence ends with the terminators [left, right) and closing signs [right, closed), before `after`."""
    follows = _next(text, after, end, rules)
    if not (follows.capital or follows.number):
        return False
    closing = text[right:closed]
    if follows.dash and any(quote in closing for quote in QUOTES):
        return False  # „...!“ – Name
    bracket = any(sign in closing for sign in BRACKETS) and _opened_inside(text, start, left)
    if text[left:right] == ".":
        window = text[max(start, left - _LOOKBACK) : left]
        return _full_stop_ends(window, text, (start, left, after, end), bracket, follows, rules)
    if not text[left:right].strip(_WEAK) and (left == start or text[left - 1] in "(["):
        return False  # [...]
    return not bracket


def _opened_inside(text: str, start: int, position: int) -> bool:
    """Whether the bracket around `position` was opened after the sentence had begun."""
    low = max(start, position - _BRACKETED)
    opened = max(text.rfind(sign, low, position) for sign in "([{（")
    return opened >= 0 and bool(text[low:opened].strip(_OPENERS + " \n\t"))


def _full_stop_ends(
    window: str, text: str, span: tuple[int, int, int, int], bracket: bool, follows: _Next, rules: SentenceRules
) -> bool:
    """Whether a sentence ends with a full stop; `window` is what stands before it, as far as it matters.

    `span` says where the sentence starts, where its full stop is, where what follows starts and where the text ends.
    """
    tokens = window.rsplit(None, 5)
    if not tokens or window[-1].isspace() or window[-1] in QUOTES + BRACKETS:
        return True
    before = tokens[-2] if len(tokens) > 1 else ""
    token = tokens[-1].lstrip(_OPENERS + _DASHES + "*_#")
    if not token or (not before and len(window) == _LOOKBACK):
        return True
    if not before and (len(token) == 1 or (token.isdigit() and len(token) < 4)):
        return False  # numbers the paragraph: "2. ...", "B. ..."
    if token.isdigit():
        return _number_ends(token, before, _YEAR.match(text, span[2], span[3]) is not None, follows, rules)
    kind = _kind(token, tokens[:-1], rules.abbreviations)
    if (
        kind is Kind.NEVER
        or (kind is not None and (follows.number or follows.dash))
        or (len(token) == 1 and follows.initial)
        or _is_cited(token, text, span[2], span[3])
    ):
        return False
    if kind is Kind.COMPANIES:
        return follows.opener or _begins_anew(text, span, rules)
    if kind is Kind.CLOCK and _tells_time(text, span[2], span[3], follows, rules):
        return False
    if kind in (Kind.BEFORE_CAPITAL, Kind.CLOCK):
        amount = next((word for word in reversed(tokens[:-1]) if not word.endswith(".")), "")
        return not bracket and not (amount[-1:].isdigit() and follows.upper and len(follows.word) <= 3)  # 2 mlrd. EUR
    if kind is Kind.DATES:
        return follows.opener or text.count(" ", max(span[0], span[1] - _CLAUSE), span[1]) >= _DATE_SPACES
    if kind is Kind.BEFORE_NUMBER and _is_roman(text, span[2], span[3], follows):
        return False
    if kind is None and len(token) == 1 and token.islower() and before[-1:].isdigit():
        return follows.opener or not rules.nouns_capitalised  # a unit: "3 m"
    if kind is Kind.BEFORE_OPENER or _looks_short(token, rules):
        return follows.opener and not bracket and not (len(token) == 1 and follows.word in rules.name_particles)
    return True


def _is_roman(text: str, after: int, end: int, follows: _Next) -> bool:
    """Whether a Roman number follows; a single I, V or X may be a word, unless it goes on as numbers do."""
    if follows.upper:
        return _ROMAN.fullmatch(follows.word.upper()) is not None
    match = _ROMAN_LETTER.match(text, after, end)
    return match is not None and (not follows.opener or match[1] is not None)


def _is_cited(token: str, text: str, after: int, end: int) -> bool:
    """Whether a short word and what follows it cite an act, a place in it, or a work, and so belong together."""
    word = re.split(r"[-'’/‑]", token)[-1]
    if not word.isalpha() or len(word) > 8 or token[0].isdigit():
        return False
    cited = _CITED.match(text, after, end)
    if cited is not None and (cited[1] is None or cited[1].isupper()):
        return True
    return len(word) <= 5 and word[-1].lower() not in _VOWELS and _PLACE.match(text, after, end) is not None


def _tells_time(text: str, after: int, end: int, follows: _Next, rules: SentenceRules) -> bool:
    """Whether the time of day that was told goes on: with a weekday, a date, a time zone, or a place's time."""
    words = text[after : min(end, after + _LOOKBACK)].split(None, 4)
    second = words[1] if len(words) > 1 else ""
    if follows.word in rules.weekdays or (follows.upper and _ZONE.fullmatch(follows.word)):
        return True
    if follows.word in rules.months and second[:1].isdigit():
        return True
    for word in words[1:4]:
        if word.rstrip(",;:.!?)").lower() in rules.clock_words:
            return True
        if not word[0].isupper():
            return False
    return False


def _begins_anew(text: str, span: tuple[int, int, int, int], rules: SentenceRules) -> bool:
    """Whether a company's form ends a sentence with some words to it, and what follows is a subject and its verb."""
    start, dot, after, end = span
    words = [word for word in text[max(start, dot - _CLAUSE) : dot].split() if not word.endswith(".")]
    following = text[after : min(end, after + _CLAUSE)].split(None, 2)
    return len(words) > _NAMED and len(following) > 1 and following[1].lower() in rules.copulas


def _number_ends(token: str, before: str, year: bool, follows: _Next, rules: SentenceRules) -> bool:
    """Whether a sentence ends with a number and a full stop, rather than the number being an ordinal."""
    if follows.word in rules.months or follows.word in rules.acts:
        return False
    if rules.ordinals and len(token) <= 2:
        if follows.number:
            return year and before.isalpha()  # "es waren 12. 2020 ...", unlike "3. 12. 2020"
        return follows.opener or not rules.nouns_capitalised
    return True


def _kind(token: str, before: list[str], abbreviations: dict[str, Kind]) -> Kind | None:
    """The kind of an abbreviation, looked up with its forerunners ("z. B"), by itself, and by its last part (l'art)."""
    forms = [token]
    for forerunner in reversed(before):
        if not forerunner.endswith(".") or len(forerunner) > 6:
            forms.insert(0, f"{forerunner}_{forms[0]}")
            break
        forms.insert(0, forerunner.lstrip(_OPENERS) + forms[0])
    for sign in "-'’/‑":
        tail = token.rpartition(sign)[2]
        if tail and tail != token:
            forms.append(tail)
    for form in forms:
        kind = abbreviations.get(form) or abbreviations.get(form.lower())
        if kind is not None:
            return kind
    return None


def _looks_short(token: str, rules: SentenceRules) -> bool:
    """Whether an unlisted token has the shape of an abbreviation: an initial, "U.S", "Hr", an ordinal such as "II"."""
    if "." in token:
        return all(len(part) <= 3 and part.isalpha() for part in token.replace(".-", ".").split("."))
    if len(token) == 1:
        return token.isalpha() and not (token.islower() and token in _VOWELS)
    if rules.ordinals and _ROMAN.fullmatch(token):
        return True
    return len(token) <= 4 and token.istitle() and not _VOWELS.intersection(token.lower())
