"""Subtitles (SubRip .srt, WebVTT .vtt): what is said, in sentences that may run over several cues.

Numbers, time codes, settings, comments, names of speakers and mark-up are kept apart. The time code at which a block
begins is its anchor: translations have the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document
from mtqa.documents.drafts import Draft, check_count, clean
from mtqa.errors import MtqaError

__all__ = ["looks_like_subtitles", "parse_subtitles"]

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_FIRST_CUE = re.compile(rf"\s*(?:\d{{1,9}}\s*\n\s*)?{_TIME} *--> *{_TIME}")
_UNREADABLE = re.compile(r"\s*\d[\d:.,]*\s*-->")
_WORD_TIME = re.compile(r"<\d[\d:.]{4,20}>")
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8})\s*", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]{4,20}>|\{\\[^{}]{0,200}\}|\{/?[ibu]\}", re.IGNORECASE)
_READING = re.compile(r"<rt[^<>]{0,100}>.*?</rt>", re.IGNORECASE | re.DOTALL)
_DASH = re.compile(r"[-–—‐]+\s*(?=\S)")
_END = re.compile(r"[.!?…。！？؟۔।॥։።][\"'»”’“)\]♪]*$")
_LONGEST_PAUSE = 3_000
"""Milliseconds between two cues of one sentence."""
_MOST_CUES = 12
"""Cues of one block: texts without full stops are divided all the same."""


def looks_like_subtitles(text: str) -> bool:
    """Whether a text begins as subtitles do."""
    text = text.lstrip("\ufeff")
    return text.startswith("WEBVTT") or _FIRST_CUE.match(text) is not None


def parse_subtitles(text: str, name: str) -> Document:
    """The document in a file of subtitles.

    Args:
        text: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when there is no cue, or no text in any of them.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_vtt = lines[0].startswith("WEBVTT")
    _refuse_unreadable(lines, name)
    if not is_vtt:
        _refuse_lost(lines, name)
    cues = list(_cues(lines, is_vtt=is_vtt))
    if _WORD_TIME.search(text):
        cues = _without_repeated_lines(cues)
    if not cues:
        raise MtqaError(
            "there is no cue in these subtitles", "A cue begins like 00:00:01,000 --> 00:00:03,500.", path=name
        )
    drafts: list[Draft] = []
    for group in _groups(_turns(cues)):
        check_count(len(drafts) + 1, name)
        drafts.append(_draft(group))
    return assemble(name, drafts, declared_language=_declared(lines) if is_vtt else None)


def _refuse_unreadable(lines: Sequence[str], name: str) -> None:
    """Refuse a time code that cannot be read: its cue would go lost, or come to stand in the one before.

    Raises:
        MtqaError: naming the line.
    """
    for number, line in enumerate(lines, start=1):
        if "-->" in line and _UNREADABLE.match(line) and _TIMING.fullmatch(line) is None:
            raise MtqaError(
                f"the time code '{line.strip()[:60]}' cannot be read",
                "It must look like 00:00:01,000 --> 00:00:03,500.",
                path=name,
                line=number,
            )


def _refuse_lost(lines: Sequence[str], name: str) -> None:
    """Refuse a cue that has its number, the next after the one before, and no time code.

    Raises:
        MtqaError: naming the line.
    """
    last = 0
    for index, (before, line, after) in enumerate(zip(["", *lines[:-1]], lines, [*lines[1:], ""], strict=True)):
        number = line.strip()
        if not number.isdecimal() or len(number) > 9:
            continue
        if _TIMING.fullmatch(after):
            last = int(number)
        elif int(number) == last + 1 and last and not before.strip() and after.strip():
            raise MtqaError(
                f"the cue {number} has no time code",
                "A cue begins like 00:00:01,000 --> 00:00:03,500.",
                path=name,
                line=index + 1,
            )


def _without_repeated_lines(cues: Sequence[_Cue]) -> list[_Cue]:
    """The cues of captions that roll, word by word: each shows the last line of the one before once more."""
    last = ""
    kept: list[_Cue] = []
    for cue in cues:
        texts: list[str] = []
        for line in cue.texts:
            plain = _plain(line)
            if plain and plain != last:
                texts.append(line)
            last = plain or last
        kept.append(replace(cue, texts=tuple(texts)))
    return kept


def _declared(lines: Sequence[str]) -> str | None:
    """The language in the head of a WebVTT file."""
    for line in lines[1:20]:
        if not line.strip():
            return None
        if matched := _LANGUAGE.fullmatch(line):
            return matched[1]
    return None


@dataclass(frozen=True)
class _Cue:
    """A caption.

    Attributes:
        line: Line of its time code.
        start: When it appears, in milliseconds.
        end: When it disappears.
        texts: Its lines.
    """

    line: int
    start: int
    end: int
    texts: tuple[str, ...]


def _cues(lines: Sequence[str], *, is_vtt: bool) -> Iterator[_Cue]:
    """The cues, in the order of their times where the file has another."""
    timings = [
        (index, matched) for index, line in enumerate(lines) if "-->" in line and (matched := _TIMING.fullmatch(line))
    ]
    if not timings:
        return
    places = [index for index, _ in timings]
    found: list[_Cue] = []
    for (index, matched), following in zip(timings, [*places[1:], len(lines)], strict=True):
        texts = lines[index + 1 : following]
        last = following == len(lines)
        kept = _until_blank(texts) if is_vtt else _without_number(texts, last=last)
        start, end = _milliseconds(matched.groups()[:4]), _milliseconds(matched.groups()[4:])
        found.append(_Cue(index + 1, start, end, tuple(kept)))
    ordered = all(one.start <= other.start for one, other in pairwise(found))
    yield from found if ordered else sorted(found, key=lambda cue: cue.start)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _until_blank(lines: Sequence[str]) -> list[str]:
    """The lines of a WebVTT cue: up to an empty one."""
    blank = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
    return list(lines[:blank])


def _without_number(lines: Sequence[str], *, last: bool) -> list[str]:
    """The lines of a SubRip cue, which may have empty ones inside; the number of the next cue is taken off."""
    kept = [line for line in lines if line.strip()]
    if kept and not last and kept[-1].strip().isdecimal():
        kept.pop()
    return kept


@dataclass(frozen=True)
class _Turn:
    """What one speaker says in one cue.

    Attributes:
        cue: The cue.
        text: Plain text.
        speaker: Who speaks, where the file says so.
        first: Whether it begins the cue.
        dash: Whether a dash marks a change of speaker.
    """

    cue: _Cue
    text: str
    speaker: str
    first: bool
    dash: bool


def _turns(cues: Sequence[_Cue]) -> Iterator[_Turn]:
    for cue in cues:
        pieces: list[tuple[str, bool, str]] = []
        dashed = sum(_DASH.match(_plain(line)) is not None for line in cue.texts)
        for line in cue.texts:
            voice = _VOICE.search(line)
            text = _plain(line)
            dash = _DASH.match(text) is not None and (dashed > 1 or len(cue.texts) > 1 or not pieces)
            if pieces and not dash and voice is None:
                before, marked, speaker = pieces[-1]
                pieces[-1] = (f"{before} {text}", marked, speaker)
            else:
                pieces.append((_DASH.sub("", text, count=1) if dash else text, dash, voice[1] if voice else ""))
        for number, (text, dash, speaker) in enumerate(pieces):
            if any(map(str.isalnum, text)):
                yield _Turn(cue, clean(text), speaker.strip(), number == 0, dash)


def _plain(line: str) -> str:
    """A line without mark-up."""
    return clean(html.unescape(_TAG.sub("", _READING.sub("", line))))


def _groups(turns: Iterator[_Turn]) -> Iterator[list[_Turn]]:
    """The turns whose texts make up whole sentences."""
    group: list[_Turn] = []
    for turn in turns:
        if group and _begins_anew(group, turn):
            yield group
            group = []
        group.append(turn)
    if group:
        yield group


def _begins_anew(group: Sequence[_Turn], turn: _Turn) -> bool:
    before = group[-1]
    return (
        _END.search(before.text) is not None
        or turn.dash
        or turn.speaker != before.speaker
        or turn.cue.start - before.cue.end > _LONGEST_PAUSE
        or len(group) >= _MOST_CUES
    )


def _draft(group: Sequence[_Turn]) -> Draft:
    first = group[0]
    anchor = _time_code(first.cue.start) if first.first else ""
    text = " ".join(turn.text for turn in group)
    return Draft(clean(text), BlockKind.PARAGRAPH, line=first.cue.line, anchor=anchor)


def _time_code(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
