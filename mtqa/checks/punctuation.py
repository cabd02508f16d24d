"""Punctuation that was lost, made up, or is not what the language uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mtqa.checks._facts import facts, fold
from mtqa.checks._house_style import other_quotation_marks, wrongly_spaced
from mtqa.checks._protected import language_of
from mtqa.checks._text import may_stand_for_question, told_once
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import Language, language
from mtqa.results import Message, Severity, Span

__all__ = ["punctuation"]

_SHOWN = 50
_LONG = 100_000
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_CLOSING_MARKS = "\"'”“»«’‘)]*_ \u00a0\u202f\n"
_QUOTATION_MARKS = '„“”«»"'
_INCHES = re.compile(r'\d"')
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\"(?=[^\W\d_])")
_QUOTED = re.compile(rf"[{_QUOTATION_MARKS}]")
_TITLE = re.compile(rf"[{_QUOTATION_MARKS}](?:[^\Wa-z]\w*\s?){{1,5}}[{_QUOTATION_MARKS}]")
"""A quoted title, which may stand in italics instead."""
_OPENING = re.compile(rf"^[\s–—-]*[{_QUOTATION_MARKS}]|[:\s][{_QUOTATION_MARKS}](?=\w)[^{_QUOTATION_MARKS}]*$")
_NEED_NO_QUESTION_MARK = frozenset({"ja", "zh"})
"""Languages in which a word can make a question of a sentence with a full stop."""
_UNSPACED = frozenset({"fr-CA", "fr-CH"})
_OWN_STYLE = 4
"""Marks without a space, and none with one, from which a text has a style of its own."""
_MARK = re.compile(r"(?<=[\w\s\"”»’)…%])(?:[?!]|(?<![\d\s])[:;]|(?<=[\u00a0\u202f ])[:;])(?=[\s\"”»’)]|$)")
_NEAR = 3
"""Segments within which a quotation ends."""
_SINGLE_OPENING = re.compile(r"(?<!\w)['‘‚](?=\w)")
_SINGLE_CLOSING = re.compile(r"(?<=[\w.,!?…])['’‘](?!\w)")
_SINGLE = re.compile(r"(?<!\w)['‘‚](?=\w)|(?<=[.,!?])['’‘](?!\w)")
_OTHER_QUOTES = re.compile(r"[‘’‚'‹›–—*_]")
_DASH = re.compile(r"(?:^|\s)[–—-] |,[\s]*$")
_LAST_SENTENCE = re.compile(r"(?:^|[.!?:…] )\W*([^\W\d_]+(?:['’-][^\W\d_]+)?)[^.!?:]*\W*$")
_LONGEST_SENTENCE = 300
_ENUMERATION = re.compile(r"(?:^|\s)(?:\d{1,2}|[a-zα-ωа-я]|[ivx]{1,4})\)")
_SMILEY = re.compile(r"[:;]-?[)(]")
_SPACED = re.compile(r" [,.;:!?](?<=\w..)(?=\s|$)")
_SUSPECT = re.compile(r"[ .,;:](?:(?<= )[ ,.;:!?]|(?<=\.)\.|(?<=,),|(?<=;);|(?<=:):)")
"""What every place of one of the two has, and few texts have at all."""
_DOUBLED = re.compile(r"(?<!\.)\.\.(?!\.)|,,|;;|::|(?<=\w)  (?=\w)")


def _last_mark(text: str) -> tuple[str, int]:
    """The last sign of a text that is no quotation mark or bracket, and its place."""
    stripped = text.rstrip(_CLOSING_MARKS)
    return stripped[-1:], len(stripped) - 1


def _asking(language: Language) -> tuple[str, ...]:
    """The question marks of a language."""
    return (";", "\u037e", "?") if language.script == "Grek" else ("?", "？", "؟")


def _is_question(mark: str, language: Language) -> bool:
    return mark in _asking(language)


def _asks_elsewhere(translation: Translation) -> bool:
    """Whether the translation has as many question marks as the source, but none at its end: in a quotation after
    which the sentence goes on, say, or before what the source says in the same sentence."""
    source = sum(map(translation.source.count, _asking(translation.source_language)))
    return sum(map(translation.hypothesis.count, _asking(translation.target_language))) >= source


def _sounds_asking(translation: Translation) -> bool:
    """Whether the last sentence of the source begins as questions do, so that only its question mark may be missing."""
    begins = _LAST_SENTENCE.search(translation.source[-_LONGEST_SENTENCE:])
    return begins is not None and fold(begins.group(1)) in facts(translation.source_language.primary).asking


def _ending(translation: Translation) -> Iterator[Problem]:
    mark, place = _last_mark(translation.source)
    own, own_place = _last_mark(translation.hypothesis)
    if not mark or not own:
        return
    if translation.target_language.primary in _NEED_NO_QUESTION_MARK and own == "。":
        return
    asks, own_asks = _is_question(mark, translation.source_language), _is_question(own, translation.target_language)
    if asks and own.isalnum() and may_stand_for_question(translation):
        return
    if asks and not own_asks and not _asks_elsewhere(translation):
        yield Problem(
            Message("the source asks a question, the translation does not end with a question mark"),
            (Span("source", place, place + 1), Span("hypothesis", own_place, own_place + 1)),
        )
    elif own == "?" and not asks and mark in ".:;," and not _sounds_asking(translation):
        yield Problem(
            Message("the translation ends with a question mark, the source does not"),
            (Span("source", place, place + 1), Span("hypothesis", own_place, own_place + 1)),
        )
    elif own_asks and own == "?" and translation.target_language.script == "Grek":
        span = Span("hypothesis", own_place, own_place + 1)
        yield Problem(Message("the Greek question mark is “;”"), (span,), Severity.NEUTRAL)


def _unopened(translation: Translation) -> Iterator[Problem]:
    """A question or exclamation without the mark that opens it in Spanish."""
    hypothesis = translation.hypothesis
    for opening in facts(translation.target_language.primary).opening_marks:
        closing = "?" if opening == "¿" else "!"
        place = hypothesis.find(closing)
        mixed = any(other in hypothesis for other in "¿¡") and ("?!" in hypothesis or "!?" in hypothesis)
        if place >= 0 and opening not in hypothesis and not mixed and closing in translation.source:
            message = Message("the “{closing}” has no “{opening}” before it", closing=closing, opening=opening)
            yield Problem(message, (Span("hypothesis", place, place + 1),))


def _excess(text: str, opening: str, closing: str) -> int:
    """Place of a bracket without partner; -1 where there is none."""
    stack: list[int] = []
    for match in re.finditer(rf"[{re.escape(opening + closing)}]", text[:_LONG]):
        if match.group() == opening:
            stack.append(match.start())
        elif stack:
            stack.pop()
        else:
            return match.start()
    return stack[-1] if stack else -1


def _brackets(translation: Translation) -> Iterator[Problem]:
    source, hypothesis = translation.source, translation.hypothesis
    for opening, closing in _PAIRS:
        if hypothesis.count(opening) == hypothesis.count(closing) or source.count(opening) != source.count(closing):
            continue
        if _SMILEY.search(hypothesis) or _ENUMERATION.search(hypothesis):
            continue
        place = _excess(hypothesis, opening, closing)
        if place >= 0:
            message = Message("the bracket “{mark}” has no partner", mark=hypothesis[place])
            yield Problem(message, (Span("hypothesis", place, place + 1),))


def _may_go_on(source: str, text: str, place: int) -> bool:
    """Whether a quotation may begin in the segment before or end in the one after: the source is all of it quoted."""
    bare = source.strip(" .,!?…")
    if not (_QUOTED.match(bare) and _QUOTED.match(bare[-1:]) and _n_quotation_marks(bare) == 2):
        return False
    return place == 0 or not text[place + 1 :].strip(" .,!?…")


@lru_cache(maxsize=8192)
def _n_quotation_marks(text: str) -> int:
    """How many there are; one between two letters (d"abord) is an apostrophe gone wrong, an odd one after a figure that
    of inches."""
    n_marks = text.count('"') if text.isascii() else sum(map(text.count, _QUOTATION_MARKS))
    if '"' not in text:
        return n_marks
    n_marks -= len(_APOSTROPHE.findall(text))
    return n_marks - 1 if n_marks % 2 and _INCHES.search(text) else n_marks


def _mixes_single(text: str) -> bool:
    """Whether a text has a single quotation mark without partner, which may be that of a double one."""
    n_opening = len(_SINGLE_OPENING.findall(text))
    return n_opening != len(_SINGLE_CLOSING.findall(text)) if n_opening else _SINGLE.search(text) is not None


def _lone_mark(translation: Translation) -> int:
    """Place of a quotation mark without partner; -1 where there is none, or where the source has one too."""
    source, hypothesis = translation.source, translation.hypothesis
    marks, in_source = _n_quotation_marks(hypothesis), _n_quotation_marks(source)
    if marks % 2 == 0 or in_source % 2:
        return -1
    place = max(map(hypothesis.rfind, _QUOTATION_MARKS))
    by_dash = facts(translation.target_language.primary).dash_ends_quotation and _DASH.search(hypothesis)
    if by_dash or _SINGLE.search(source) or _mixes_single(hypothesis):
        return -1
    return -1 if marks == 1 and _may_go_on(source, hypothesis, place) else place


def _opens(hypothesis: str) -> bool:
    """Whether the quotation mark without partner begins a quotation, the first or last of a text."""
    return _OPENING.search(hypothesis) is not None


def _lone_marks(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """Quotation marks without partner; a quotation of several segments may have one at its beginning, or at that of
    each, and one at its end."""
    marks = [_lone_mark(translation) for translation in translations]
    lone = [_n_quotation_marks(t.hypothesis) % 2 > _n_quotation_marks(t.source) % 2 for t in translations]
    for position, place in enumerate(marks):
        if place < 0:
            continue
        document = translations[position].segment.document
        opens = _opens(translations[position].hypothesis)
        near = range(position + 1, position + 1 + _NEAR) if opens else range(position - _NEAR, position)
        goes_on = any(
            0 <= other < len(lone)
            and lone[other]
            and translations[other].segment.document == document
            and _opens(translations[other].hypothesis) != opens
            and _QUOTED.match(translations[max(position, other)].source)
            for other in near
        )
        if not goes_on:
            yield position, Problem(Message("a quotation mark has no partner"), (Span("hypothesis", place, place + 1),))


def _lost_quotation(translation: Translation) -> Iterator[Problem]:
    source, hypothesis = translation.source, translation.hypothesis
    gone = _n_quotation_marks(source) >= 2 and not _n_quotation_marks(hypothesis)
    if gone and _QUOTED.match(source) and not _TITLE.match(source) and not _OTHER_QUOTES.search(hypothesis):
        yield Problem(Message("the quotation marks of the source are gone"), (Span("source", 0, 1),))


@cache
def _wrong_opening(tag: str) -> re.Pattern[str] | None:
    """An opening quotation mark that the language does not open quotations with."""
    own = {opening for opening, _ in language(tag).quotes}
    others = [mark for mark in "„“”«»" if mark not in own]
    return re.compile(rf"(?:^|[\s(])([{''.join(others)}])(?=\w)") if others and language(tag).known else None


@cache
def _wrong_closing(tag: str) -> re.Pattern[str] | None:
    """A quotation that opens as the language opens them and closes with the mark of another one."""
    if not language(tag).known:
        return None
    closings: dict[str, str] = {}
    for opening, closing in language(tag).quotes:
        closings[opening] = closings.get(opening, "") + closing
    some = f"[^{_QUOTATION_MARKS}]{{1,200}}"
    wrong = "|".join(f'{opening}{some}((?=[{_QUOTATION_MARKS}])[^"{own}])' for opening, own in closings.items())
    return re.compile(rf"(?<![\w{_QUOTATION_MARKS}])(?:{wrong})(?![\w{_QUOTATION_MARKS}])")


def _has_space_before(text: str, place: int) -> bool:
    return text[place - 1 : place].isspace()


@dataclass(frozen=True)
class Options:
    """What can be set in `mtqa.toml`.

    Attributes:
        space_before: Marks that have a space before them in the house style: ":;".
        no_space_before: Marks that have none; of all others the text's own usage decides.
        quotation_marks: Pairs of double quotation marks that the house style has: "«»"; empty for all of the language.

    Raises:
        ValueError: when a pair of quotation marks is not two characters.
    """

    space_before: str = ""
    no_space_before: str = ""
    quotation_marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(pair) != 2 for pair in self.quotation_marks):
            raise ValueError("'quotation_marks' must be pairs such as “«»”")


def _house_style(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """What does not follow the house style that is configured; once where the text never does."""
    quoted, spaced = [], []
    marks = options.space_before + options.no_space_before
    if not marks and not options.quotation_marks:
        return
    for position, translation in enumerate(translations):
        if options.quotation_marks:
            quoted += [(position, one) for one in other_quotation_marks(translation, options.quotation_marks)]
        if any(mark in translation.hypothesis for mark in marks):
            places = _MARK.finditer(language_of(translation)[1][:_LONG])
            wrong = wrongly_spaced(translation, places, options.space_before, options.no_space_before)
            spaced += [(position, one) for one in wrong]
    yield from told_once(quoted, sum(_QUOTED.search(one.hypothesis) is not None for one in translations))
    yield from told_once(spaced, sum(any(mark in one.hypothesis for mark in marks) for one in translations))


def _unspaced(translations: Sequence[Translation], configured: str) -> Iterator[tuple[int, Problem]]:
    """Marks that stand right after the word in French (not in that of Canada and Switzerland).

    Question and exclamation marks are written in either way, with a space in France and without one by the institutions
    of the EU: they are told only where the text usually writes them in the other. Before colons and semicolons there is
    a space, unless the text has none throughout.
    """
    if not translations or translations[0].target_language.tag in _UNSPACED:
        return
    target = translations[0].target_language
    for marks in facts(target.primary).spaced_marks:
        places = [
            (position, match.start(), match.group())
            for position, translation in enumerate(translations)
            if any(mark in translation.hypothesis for mark in marks)
            for match in _MARK.finditer(language_of(translation)[1][:_LONG])
            if match.group() in marks and match.group() not in configured
        ]
        bare = [place for place in places if not _has_space_before(translations[place[0]].hypothesis, place[1])]
        n_spaced = len(places) - len(bare)
        if n_spaced <= len(bare) and ("?" in marks or len(bare) >= _OWN_STYLE):
            continue
        for position, start, mark in bare:
            yield (
                position,
                Problem(
                    Message("{language} has a space before “{mark}”", language=target, mark=mark),
                    (Span("hypothesis", start, start + 1),),
                    Severity.NEUTRAL,
                    "locale-conventions/punctuation",
                ),
            )


def _convention(translation: Translation) -> Iterator[Problem]:
    """Quotations that open or close as those of another language do. Straight marks are let pass."""
    hypothesis = translation.hypothesis
    if hypothesis.isascii() or not _QUOTED.search(hypothesis):
        return
    tag = translation.target_language.tag
    match = None
    for pattern in (_wrong_opening(tag), _wrong_closing(tag)):
        match = match or (pattern.search(hypothesis, 0, _LONG) if pattern else None)
    if match:
        place = match.start(match.lastindex or 1)
        opening, closing = translation.target_language.quotes[0]
        yield Problem(
            Message(
                "{language} opens quotations with “{opening}” and closes them with “{closing}”",
                language=translation.target_language,
                opening=opening,
                closing=closing,
            ),
            (Span("hypothesis", place, place + 1),),
            category="locale-conventions/punctuation",
        )


def _spacing(translation: Translation) -> Iterator[Problem]:
    hypothesis = translation.hypothesis
    if not _SUSPECT.search(hypothesis):
        return
    french = translation.target_language.primary == "fr"
    for pattern, what in (
        (_SPACED, Message("a space before “{mark}”")),
        (_DOUBLED, Message("the mark stands twice: “{mark}”")),
    ):
        matches = [m for m in pattern.finditer(hypothesis[:_LONG]) if not (french and m.group()[-1] in ";:!?")]
        if matches and not pattern.search(translation.source):
            first = matches[0].group()
            yield Problem(
                Message("two spaces in a row") if first.isspace() else what.of(mark=first.strip()),
                tuple(Span("hypothesis", match.start(), match.end()) for match in matches[:_SHOWN]),
                Severity.NEUTRAL,
            )


@checks.register(
    "punctuation",
    category="linguistic-conventions/punctuation",
    severity=Severity.MINOR,
    whole_corpus=True,
    options=Options,
)
def punctuation(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """A question has become a statement or the other way round; brackets or quotation marks are lost or have no
    partner, or are those of another language; spaces or marks stand where they do not belong. A quotation may end in
    one of the next segments; what a text does throughout is told once."""
    foreign: list[tuple[int, Problem]] = []
    spaced: list[tuple[int, Problem]] = []
    for position, translation in enumerate(translations):
        if translation.source and translation.hypothesis:
            for find in (_ending, _unopened, _brackets, _lost_quotation):
                for problem in find(translation):
                    yield position, problem
            foreign += ((position, problem) for problem in _convention(translation))
            spaced += ((position, problem) for problem in _spacing(translation))
    if foreign:
        yield from told_once(foreign, sum(_QUOTED.search(one.hypothesis) is not None for one in translations))
    yield from told_once(spaced, len(translations))
    yield from _unspaced(translations, options.space_before + options.no_space_before)
    yield from _house_style(translations, options)
    yield from _lone_marks(translations)
