"""Characters that went wrong on the way: entities, mojibake, invisible and direction marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from mtqa.checks._text import script_of
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["encoding"]

_NO_SIGNS = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd\ue000-\uf8ff"
)
_SUSPECT = re.compile(
    rf"[&<\u2047\u2581\u25a1\u25af\u00c2-\u00f4{_NO_SIGNS}](?:(?<=[\u2047\u2581\u25a1\u25af{_NO_SIGNS}])"
    r"|(?<=&)#?\w|(?<=<)unk>|(?<=[\u00c2-\u00f4])[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])"
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});")
_MOJIBAKE = re.compile(r"(?:[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3})+")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ue000-\uf8ff]+"
)
_UNKNOWN = re.compile(r"[\u2047\ufffd]|<unk>|\u2581|[\u25a1\u25af](?:(?<=[^\W\d_].)|(?=[^\W\d_]))")
"""What systems and programs write for a letter that they do not know: the double question mark and the low line of
SentencePiece, the replacement character, an empty box inside a word."""
_CEDILLA = re.compile(r"[ŞşŢţ]")
_WITH_COMMA = str.maketrans("ŞşŢţ", "ȘșȚț")
_SHOWN = 50
"""Findings of one kind in one segment; more tell nothing new."""
_TYPOGRAPHIC = "‘’“”–—…«»"
_JOINERS = "\u200c\u200d\u200e\u200f"
_ALPHABETS = {"Latn", "Cyrl", "Grek"}
_MINOR = frozenset("\xad\u200b\u200c\u200d\u200e\u2060\ufeff")


def _misread(text: str) -> str | None:
    """What a text would have been, had its UTF-8 not been read as Windows-1252; None where it is no such text."""
    try:
        data = b"".join(char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252") for char in text)
        return data.decode("utf-8")
    except UnicodeError:
        return None


def _is_plausible(char: str) -> bool:
    """Whether a character is likely to be meant: a European letter or a sign."""
    is_sign = char < "\u0600" or "\u2000" <= char < "\u3000"
    return script_of(char) in _ALPHABETS or (is_sign and not char.isalpha())


def _name(char: str) -> str:
    return unicodedata.name(char, "").lower() or f"control character U+{ord(char):04X}"


def _entities(translation: Translation) -> Iterator[Problem]:
    for match in islice(_ENTITY.finditer(translation.hypothesis), _SHOWN):
        if match.group() not in translation.source:
            yield Problem(
                Message("“{text}” is a character written as an HTML entity", text=match.group()),
                (Span("hypothesis", match.start(), match.end()),),
            )


def _mojibake(translation: Translation) -> Iterator[Problem]:
    """One finding for all letters that were garbled by a wrong encoding, which reads the first of them aloud."""
    spans: list[Span] = []
    told: Message | None = None
    for match in islice(_MOJIBAKE.finditer(translation.hypothesis), _SHOWN):
        before = translation.hypothesis[match.start() - 1 : match.start()]
        if len(match.group()) == 2 and match.group()[1] in _TYPOGRAPHIC and not before.islower():
            continue  # a capital letter before a quotation mark
        meant = _misread(match.group())
        if meant is not None and all(map(_is_plausible, meant)) and match.group() not in translation.source:
            told = told or Message(
                "“{text}” should probably read “{meant}”: a text in UTF-8 was read in another encoding",
                text=match.group(),
                meant=meant,
            )
            spans.append(Span("hypothesis", match.start(), match.end()))
    if told is not None:
        yield Problem(told, tuple(spans))


def _invisible(translation: Translation) -> Iterator[Problem]:
    natural = translation.target_language.script not in _ALPHABETS
    for match in islice(_INVISIBLE.finditer(translation.hypothesis), _SHOWN):
        char = match.group()[0]
        if char in translation.source or (natural and char in _JOINERS):
            continue
        yield Problem(
            Message("hidden character: {name}", name=_name(char)),
            (Span("hypothesis", match.start(), match.end()),),
            Severity.MINOR if char in _MINOR else None,
        )


def _unknown(translation: Translation) -> Iterator[Problem]:
    """One finding for all letters that the system did not know or a conversion lost."""
    source = translation.source
    spans = [
        Span("hypothesis", match.start(), match.end())
        for match in islice(_UNKNOWN.finditer(translation.hypothesis), _SHOWN)
        if match.group() not in source and not (match.group() == "\u2047" and "??" in source)
    ]
    if spans:
        written = translation.hypothesis[spans[0].start : spans[0].end]
        yield Problem(
            Message(
                "“{text}” stands for a letter or more that was lost: the system or a conversion did not know it",
                text=written,
            ),
            tuple(spans),
            Severity.CRITICAL,
        )


def _cedillas(translation: Translation) -> Iterator[Problem]:
    """The Turkish letters that stand for those of Romanian in old fonts."""
    match = _CEDILLA.search(translation.hypothesis)
    if match and match.group() not in translation.source:
        yield Problem(
            Message(
                "“{text}” has a cedilla instead of a comma below: “{meant}”",
                text=match.group(),
                meant=match.group().translate(_WITH_COMMA),
            ),
            (Span("hypothesis", match.start(), match.end()),),
            Severity.NEUTRAL,
        )


@checks.register("encoding", category="linguistic-conventions/character-encoding", severity=Severity.MAJOR)
def encoding(translation: Translation) -> Iterator[Problem]:
    """The translation has characters that went wrong on the way: signs for letters that the system did not know or that
    a conversion lost (critical), HTML entities such as &quot;, letters garbled by a wrong encoding, hidden characters
    and direction marks, or accents stored apart from their letters. What the source has too is not reported."""
    hypothesis = translation.hypothesis
    if hypothesis.isascii() and "&" not in hypothesis and "<unk>" not in hypothesis and hypothesis.isprintable():
        return
    if _SUSPECT.search(hypothesis):
        yield from _unknown(translation)
        yield from _entities(translation)
        yield from _mojibake(translation)
        yield from _invisible(translation)
    if translation.target_language.primary == "ro":
        yield from _cedillas(translation)
    if not unicodedata.is_normalized("NFC", hypothesis) and unicodedata.is_normalized("NFC", translation.source):
        yield Problem(
            Message(
                "accents are stored apart from their letters (the text is not in Unicode normal form C), so that "
                "searches and comparisons fail"
            ),
            severity=Severity.MINOR,
        )
