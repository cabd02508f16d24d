"""What stands between the words and must come through unchanged: addresses, tags, placeholders, note marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal

from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Severity, Span

__all__ = ["markup"]

_TRIGGER = re.compile(r"[<>{}%@`\[*¹²³⁴⁵†‡]|://|www\.")
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"»”“«„\]]+")
_LONG = 50_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 50
"""Findings of one kind in one segment; more tell nothing new."""
_TRAILING = ".,;:!?)'’*_"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HANDLE = re.compile(r"(?<![\w@./])@\w{2,30}")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,30}(?:\s[^<>]{0,300})?/?>")
_TAG_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*")
_PLACEHOLDER = re.compile(
    r"\$?\{\{?[^{}\s]{0,60}\}\}?|%\([A-Za-z_]\w{0,40}\)[sdifg]|(?<![\d%])(?<!\d[ \u00a0\u202f])%(?:\d\$)?[sdifg@](?!\w)"
)
_NOTE = re.compile(r"\[\d{1,3}\]|[¹²³⁴⁵†‡]")
_CODE = re.compile(
    r"(?<![\w/.@#&=-])(?=[A-Z0-9/-]{0,30}\d[A-Z0-9/-]{0,30})(?=[A-Z0-9/-]{0,30}[A-Z]{2})[A-Z0-9]+(?:[/-][A-Z0-9]+){1,6}"
    r"(?![\w/@=-]|\.\w)"
)
"""Letters and figures with a hyphen or stroke: AB-12X, ISO-8859-1, ST/1234/20."""
_CODE_TRIGGER = re.compile(r"[A-Z0-9][/-][A-Z0-9]")
_CODE_LETTERS = re.compile(r"[A-Z]+")
_LONGEST_LETTERS = 4
"""Letters in a row in a code; more are a word, such as that of COVID-19."""
_JOINTS = re.compile(r"[\s\u2010-\u2015/-]")
_SPAN_MARK = re.compile(r"\*\*|(?<!`)`(?!`)")
_LANGUAGE = re.compile(r"(?<=[/=_.-])[a-z]{2}(?=[/?&#.-]|$)")


def _urls(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _URL.finditer(text):
        address = match.group().rstrip(_TRAILING)
        if address.count("(") > address.count(")"):
            address = match.group()[: len(address) + 1]
        key = address.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        yield match.start(), match.start() + len(address), _LANGUAGE.sub("", "/" + key)


def _tags(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TAG.finditer(text):
        name = _TAG_NAME.match(match.group())
        yield match.start(), match.end(), (name.group() if name else match.group()).lower()


def _of(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int, str]]]:
    def items(text: str) -> Iterator[tuple[int, int, str]]:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), match.group()

    return items


_KINDS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int, str]]], str, Severity | None], ...] = (
    ("address", _urls, "accuracy/do-not-translate", None),
    ("e-mail address", _of(_EMAIL), "accuracy/do-not-translate", None),
    ("account name", _of(_HANDLE), "accuracy/do-not-translate", Severity.MINOR),
    ("tag", _tags, "design-and-markup/markup-tag", None),
    ("placeholder", _of(_PLACEHOLDER), "design-and-markup/markup-tag", None),
    ("note mark", _of(_NOTE), "design-and-markup/markup-tag", Severity.MINOR),
    ("mark", _of(_SPAN_MARK), "design-and-markup/markup-tag", Severity.MINOR),
)


def _surplus(
    text: str, items: list[tuple[int, int, str]], others: Counter[str], side: Literal["source", "hypothesis"]
) -> Iterator[tuple[str, Span]]:
    """Items of one side that the other side has fewer of."""
    left = others.copy()
    for start, end, key in items:
        if left[key] > 0:
            left[key] -= 1
        else:
            yield text[start:end], Span(side, start, end)


def _lost_codes(translation: Translation) -> Iterator[Problem]:
    """Codes of letters and figures that the translation has not, whatever it joins or bends them with."""
    joined = _JOINTS.sub("", translation.hypothesis[:_LONG]).casefold()
    for match in islice(_CODE.finditer(translation.source[:_LONG]), _SHOWN):
        letters = max(map(len, _CODE_LETTERS.findall(match.group())), default=0)
        if letters <= _LONGEST_LETTERS and _JOINTS.sub("", match.group()).casefold() not in joined:
            span = Span("source", match.start(), match.end())
            problem = f"the code “{match.group()}” is missing from the translation"
            yield Problem(problem, (span,), Severity.MINOR, "accuracy/do-not-translate")


@checks.register("markup", category="design-and-markup/markup-tag", severity=Severity.MAJOR)
def markup(translation: Translation) -> Iterator[Problem]:
    """A web or e-mail address, code of letters and figures, account name, tag, placeholder, note mark or mark of
    emphasis of the source is missing from the translation or changed there, or the translation has one that the source
    has not. A language code in an address may differ."""
    source, hypothesis = translation.source, translation.hypothesis
    if not source or not hypothesis:
        return
    if ("-" in source or "/" in source) and _CODE_TRIGGER.search(source):
        yield from _lost_codes(translation)
    if not _TRIGGER.search(source) and not _TRIGGER.search(hypothesis):
        return
    for name, find, category, severity in _KINDS:
        in_source, in_hypothesis = list(find(source[:_LONG])), list(find(hypothesis[:_LONG]))
        if not in_source and not in_hypothesis:
            continue
        counts = Counter(key for _, _, key in in_source), Counter(key for _, _, key in in_hypothesis)
        if counts[0] == counts[1]:
            continue
        missing = list(islice(_surplus(source, in_source, counts[1], "source"), _SHOWN))
        added = list(islice(_surplus(hypothesis, in_hypothesis, counts[0], "hypothesis"), _SHOWN))
        n_changed = min(len(missing), len(added))
        for (text, span), (other, place) in zip(missing[:n_changed], added[:n_changed], strict=True):
            yield Problem(f"the {name} “{text}” has become “{other}”", (span, place), severity, category)
        for text, span in missing[n_changed:]:
            yield Problem(f"the {name} “{text}” is missing from the translation", (span,), severity, category)
        for text, span in added[n_changed:]:
            yield Problem(f"the {name} “{text}” is not in the source", (span,), severity, category)
