"""Answers in plain text: errors under headings or in lines, tables, tags; a number; a choice; "no errors"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mtqa.judges.answer_words import category_of, choice_of, field_of, folded, phrases, severity_of, severity_words
from mtqa.judges.plain_numbers import number_in_prose
from mtqa.judges.readings import AnswerKind, Choice, JudgedError, Reading
from mtqa.results import Severity

__all__ = ["error_in_line", "plain_reading"]

_QUOTED = re.compile(
    r"\"([^\"\n]+)\"|“([^”\n]+)”|„([^“”\n]+)[“”]|«\s?([^»\n]+?)\s?»|`([^`\n]+)`|「([^」\n]+)」|(?<!\w)'([^\n]+?)'(?!\w)"
)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)]|\(\d{1,2}\))\s*")
_DECORATION = re.compile(r"[*_#]{1,4}")
_TAG = re.compile(
    r"<\s*(error|issue|span|critical|major|minor)\b([^<>]*)>(.*?)<\s*/\s*\1\s*>", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*[\"']([^\"']*)[\"']")
_TAIL = frozenset(
    (
        *("were", "was", "have", "has", "been", "found", "detected", "identified", "present", "to", "report", "mark"),
        *("in", "at", "the", "this", "translation", "here", "all", "be", "that", "i", "can", "see", "gefunden", "der"),
        *("dieser", "en", "übersetzung", "vorhanden", "festgestellt", "trouvée", "trouvées", "dans", "la", "cette"),
        *("traduction", "encontrados", "traducción"),
    )
)
_FENCE = re.compile(r"^\s*```[\w-]*\s*$", re.MULTILINE)
_FIELD_LINE = re.compile(r"^\s*(-\s*)?[\"']?([\w ]{2,30}?)[\"']?\s*[:：]\s*(.*)$")
_BETTER = r"(?:better|best|superior|preferable|preferred|besser|bessere|meilleure?|mejor|migliore|melhor|по-добър)"
_MUCH = r"(?:clearly |slightly |the |much |die |la |il |el |а )?"
_IS = r"(?:is|ist|est|es|è|é|е)"
_NAMED = (
    r"(?:translation|option|system|übersetzung|traduction|traducci[oó]n|traduzione|tradu[cç][aã]o|превод|译文|翻译)"
)
_VERDICT = (
    r"(?:winner|verdict|answer|better|choice|preference|final answer|gewinner|besser|antwort|gagnant|réponse|ganador"
    r"|respuesta)"
)
_A_OR_B = re.compile(
    r"\[\[\s*(A|B|C|tie)\s*\]\]"
    rf"|{_NAMED}\s*[\"'“«(]?([AB])\b[\"'”»)]?\s*{_IS}\s+{_MUCH}{_BETTER}"
    rf"|^\s*([AB])\s+is\s+{_MUCH}{_BETTER}"
    rf"|{_VERDICT}\s*(?:is|ist|est|es)?\s*[:=]\s*[\"'*]*(?:{_NAMED}\s+)?(A|B|tie|equal)\b",
    re.IGNORECASE | re.MULTILINE,
)
_TIE = re.compile(
    r"\b(?:it(?:'s| is) a tie|both (?:translations )?are (?:equally|of (?:the )?same)"
    r"|neither (?:translation )?is better"
    r"|equally good|beide (?:übersetzungen )?sind gleich|les deux (?:traductions )?(?:sont|se valent)"
    r"|ambas (?:traducciones )?son igual)",
    re.IGNORECASE,
)


def plain_reading(text: str, kind: AnswerKind, lowest: float, highest: float) -> Reading | None:
    """What an answer without tables or lists says; None where that is not plain."""
    text = _FENCE.sub("", text).replace("’", "'").strip()
    if kind is AnswerKind.CHOICE:
        choice = _choice(text)
        return None if choice is None else Reading(choice=choice)
    if kind is AnswerKind.NUMBER:
        number = number_in_prose(text, lowest, highest)
        return None if number is None else Reading(number=number)
    if kind is AnswerKind.ERRORS:
        errors = _errors(text)
        return None if errors is None else Reading(errors)
    return _errors_and_number(text, lowest, highest)


def _errors_and_number(text: str, lowest: float, highest: float) -> Reading | None:
    """Errors, and the score in a line of its own."""
    lines = text.split("\n")
    scores = [(n, number_in_prose(line, lowest, highest)) for n, line in enumerate(lines) if _is_score(line)]
    if len(scores) != 1 or scores[0][1] is None:
        return None
    rest = "\n".join(line for n, line in enumerate(lines) if n != scores[0][0]).strip()
    errors = _errors(rest)
    return None if errors is None else Reading(errors, scores[0][1])


def _is_score(line: str) -> bool:
    match = _FIELD_LINE.match(_DECORATION.sub("", _BULLET.sub("", line)))
    return bool(match) and field_of({match[2] if match else "": 0}, "score") is not None


def _choice(text: str) -> Choice | None:
    alone = choice_of(text.strip().strip("*\"'`.[]() "))
    if alone is not None:
        return alone
    found: set[Choice | None] = {
        choice_of(next(group for group in match.groups() if group))
        for match in _A_OR_B.finditer(_DECORATION.sub("", text))
    }
    if _TIE.search(text):
        found.add("tie")
    return found.pop() if len(found) == 1 else None


# ---- errors ----


def _errors(text: str) -> tuple[JudgedError, ...] | None:
    if says_none(text):
        return ()
    for read in (_in_tags, _in_table, _under_headings, _in_fields, _in_lines):
        errors = read(text)
        if errors is not None:
            return errors
    return None


def says_none(text: str) -> bool:
    """Whether a text says that there is no error, and nothing that takes it back."""
    plain = " ".join(_DECORATION.sub("", text).split()).casefold().strip(" .!。\"'")
    if plain in phrases("none"):
        return True
    sentences = [sentence.strip() for sentence in re.split(r"[.!。;:]\s*", plain) if sentence.strip()]
    none = [sentence for sentence in sentences if _is_none(sentence)]
    if len(plain) > 400 or not none or _QUOTED.search(plain):
        return False
    others = [sentence for sentence in sentences if sentence not in none]
    return all(_is_praise(sentence) for sentence in others)


def _is_none(sentence: str) -> bool:
    """Whether a sentence says that there is no error, and no more: "no errors were found in this translation"."""
    start = next((phrase for phrase in phrases("none") if sentence.startswith(phrase) and len(phrase) > 4), "")
    return sentence in phrases("none") or bool(start and set(sentence[len(start) :].split()) <= _TAIL)


def _is_praise(sentence: str) -> bool:
    """Whether a sentence praises, without a word that takes it back or names a severity."""
    named = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sentence) for word in severity_words() if len(word) > 3)
    praised = any(word in sentence for word in phrases("praise"))
    return praised and not named and not any(word in f"{sentence} " for word in phrases("but"))


def _in_tags(text: str) -> tuple[JudgedError, ...] | None:
    errors = []
    for tag, attributes, words in _TAG.findall(text):
        given = dict(_ATTRIBUTE.findall(attributes))
        severity = severity_of(tag) or severity_of(given.get(field_of(given, "severity") or ""))
        if severity is None or "<" in words:
            return None
        errors.append(
            JudgedError(severity, category_of(given.get(field_of(given, "category") or "", "")), words.strip())
        )
    opened = len(re.findall(r"<\s*(?:error|issue|span|critical|major|minor)\b", text, re.IGNORECASE))
    return tuple(errors) if errors and opened == len(errors) else None


def _in_table(text: str) -> tuple[JudgedError, ...] | None:
    """A table in Markdown, with a severity in each row."""
    rows = [
        [cell.strip(" *`") for cell in line.strip().strip("|").split("|")]
        for line in text.split("\n")
        if line.count("|") >= 2
    ]
    rows = [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) for cell in row)]
    if len(rows) < 2:
        return None
    head = {name: field_of(dict.fromkeys(rows[0]), name) for name in ("severity", "category", "words")}
    if head["severity"] is None:
        return None
    errors = []
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=False))
        severity = severity_of(cells.get(head["severity"]))
        if severity is None or len(row) != len(rows[0]):
            return None
        words = _unquoted(cells.get(head["words"] or "", ""))
        errors.append(_error(severity, cells.get(head["category"] or "", ""), words))
    return tuple(error for error in errors if error.severity is not Severity.NEUTRAL)


def _unquoted(text: str) -> str:
    """A text without the one pair of quotes that it stands in."""
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else text


def _error(severity: Severity, category: str, words: str) -> JudgedError:
    path = category_of(category)
    if path == "accuracy/non-translation":
        severity = Severity.CRITICAL
    return JudgedError(severity, path, words)


def _under_headings(text: str) -> tuple[JudgedError, ...] | None:
    """`Major:` and below it a line for each error, as GEMBA-MQM asks for them."""
    errors: list[JudgedError] = []
    severity: Severity | None = None
    n_headings = 0
    for line in text.split("\n"):
        plain = _DECORATION.sub("", line).strip()
        if not plain:
            continue
        heading, _, rest = plain.partition(":")
        named = severity_of(re.sub(r"\(\d+\)|\b(?:errors?|issues?)\b", "", _BULLET.sub("", heading)))
        if (
            named is not None
            and named is not Severity.NEUTRAL
            and (":" in plain or line.lstrip().startswith(("#", "*")))
        ):
            severity, plain = named, rest.strip()
            n_headings += 1
        if not plain or severity is None:
            if plain and n_headings == 0 and _names_severity(plain):
                return None
            continue
        if says_none(_BULLET.sub("", plain)) or folded(plain) in ("na", "none", ""):
            continue
        error = error_in_line(plain, severity)
        if error is None or any(other is not severity for other in _severities_in(plain)):
            return None
        errors.append(error)
    return tuple(errors) if n_headings else None


def _in_fields(text: str) -> tuple[JudgedError, ...] | None:
    """`severity: major`, `category: ...`, `words: ...`, line by line, as in YAML."""
    items: list[dict[str, str]] = []
    for line in text.split("\n"):
        match = _FIELD_LINE.match(line)
        if not match:
            if line.strip() and items:
                return None
            continue
        _, name, value = match.groups()
        name = name.strip()
        if field_of({name: 0}, "errors") is not None and not value.strip(" |>"):
            continue
        known = next((one for one in ("severity", "category", "words", "where") if field_of({name: 0}, one)), None)
        if known is None:
            if items and folded(name) in (
                "explanation",
                "reason",
                "comment",
                "note",
                "description",
                "correction",
                "suggestion",
            ):
                continue
            return None
        if not items or known in items[-1] or match[1]:
            items.append({})
        items[-1][known] = _unquoted(value)
    errors = []
    for item in items:
        severity = severity_of(item.get("severity"))
        if severity is None:
            return None
        errors.append(_error(severity, item.get("category", ""), item.get("words", "")))
    return tuple(errors) or None


def _in_lines(text: str) -> tuple[JudgedError, ...] | None:
    """A list with a severity in each of its lines; lines of prose before and after it count for nothing."""
    errors: list[JudgedError] = []
    for line in text.split("\n"):
        plain = _DECORATION.sub("", line).strip()
        if not plain:
            continue
        named = list(dict.fromkeys(_severities_in(plain)))
        if _BULLET.match(line) and len(named) == 1:
            error = error_in_line(plain, named[0])
            if error is None:
                return None
            errors.append(error)
        elif named and (_BULLET.match(line) or _QUOTED.search(plain)):
            return None
    return tuple(errors) or None


def _names_severity(text: str) -> bool:
    return next(_severities_in(text), None) is not None


@cache
def _severity_pattern() -> re.Pattern[str]:
    words = sorted((word for word in severity_words() if len(word) > 2), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _severities_in(text: str) -> Iterator[Severity]:
    """The severities that a line names outside of what it quotes."""
    for match in _severity_pattern().finditer(_QUOTED.sub(" ", text)):
        severity = severity_of(match[0])
        if severity is not None and severity is not Severity.NEUTRAL:
            yield severity


def error_in_line(line: str, severity: Severity | None) -> JudgedError | None:
    """`accuracy/omission - "the account holder"`, with a severity before or in it; None where there is none."""
    line = _BULLET.sub("", line.strip())
    if severity is None:
        named = list(dict.fromkeys(_severities_in(line)))
        if len(named) != 1:
            return None
        severity = named[0]
    quoted: Sequence[tuple[str, ...]] = _QUOTED.findall(line)
    words = next((group for group in quoted[0] if group), "") if quoted else ""
    before = line.split(words, 1)[0] if words else line
    path = category_of(before.strip("\"'“”„«»` -–—:"))
    if path == "other":
        outside = _QUOTED.sub(" ", line)
        parts = re.split(r"\s[-–—]\s|[\[\]():,;|]", outside)
        path = next((found for part in parts if (found := category_of(part.strip())) != "other"), "other")
    if not words:
        _, dash, rest = line.rpartition(" - ")
        words = rest.strip() if dash and category_of(rest) == "other" and severity_of(rest) is None else ""
        if not words and path == "other":
            return None
    if path == "accuracy/non-translation":
        severity = Severity.CRITICAL
    return JudgedError(severity, path, words.strip())
