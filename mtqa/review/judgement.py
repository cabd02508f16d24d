"""A judgement: what somebody decided, when, and on which text; and its form as JSON, whose reader believes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from mtqa.errors import MtqaError
from mtqa.files import parse_json
from mtqa.results import Severity, Value

__all__ = [
    "PLANTED",
    "PROTOCOLS",
    "Content",
    "Decision",
    "Edit",
    "Judgement",
    "MarkedSpan",
    "Rating",
    "changed",
    "content_from",
    "content_to",
    "from_json",
    "rating_of",
    "standing",
    "text_digest",
    "thing",
    "to_json",
]

PROTOCOLS = ("findings", "esa", "mqm", "da", "edit")
"""What can be judged: the checks' findings; error spans with a score; error spans; a score; a corrected text."""

PLANTED = ("attention", "tutorial")
"""What `Judgement.shown` says of judgements that results leave out."""
MOST_CHARACTERS = 100_000
"""Of a comment, a reason or a corrected text."""
MOST_SPANS = 1000
"""In one rating."""
LONGEST_NAME = 1000
"""Characters of an id or of a name."""
MOST_SECONDS = 86_400.0 * 7


@dataclass(frozen=True)
class MarkedSpan:
    """An error that somebody marked.

    Attributes:
        side: Whether it lies in the source or in the hypothesis; an omission is marked in the source.
        start: First character (Unicode code points, as in `results.Span`).
        end: One past the last character; greater than `start`.
        category: Error category, as a path of the typology: `accuracy/omission`; "" where none was asked for.
        severity: How much it harms.
    """

    side: Literal["source", "hypothesis"]
    start: int
    end: int
    category: str
    severity: Severity


@dataclass(frozen=True)
class Rating:
    """What somebody thinks of a translation.

    Attributes:
        score: 0 to 100 (DA, ESA); None where the protocol has no score (MQM).
        spans: The errors that were marked.
        comment: What the annotator wrote beside it.
    """

    score: float | None
    spans: tuple[MarkedSpan, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Decision:
    """What somebody thinks of a finding.

    Attributes:
        decision: Whether it is an error; "open" takes an earlier decision back.
        check: The check that found it.
        category: Error category, as the check gave it or as the annotator changed it.
        severity: Severity, likewise.
        reason: Why it is none; may be empty where it is one.
    """

    decision: Literal["accept", "reject", "open"]
    check: str
    category: str
    severity: Severity
    reason: str = ""


@dataclass(frozen=True)
class Edit:
    """The translation as somebody corrected it.

    Attributes:
        text: The corrected text.
        comment: What the annotator wrote beside it.
    """

    text: str
    comment: str = ""


Content = Rating | Decision | Edit


@dataclass(frozen=True)
class Judgement:
    """One click: what somebody decided about one translation or one finding.

    Attributes:
        number: Running number in the file, from 1; 0 before it is stored.
        at: When, ISO 8601 in UTC with milliseconds.
        annotator: Who.
        protocol: One of `PROTOCOLS`.
        language: Tag of the target language.
        document: Name of the document.
        segment_id: Id of the segment.
        system: Name of the system: the real one, never the blind one.
        about: What was judged: for a finding its `finding_digest`, else a digest of source and hypothesis.
        content: The decision, rating or corrected text.
        seconds: Active time spent on it, as the page measured it.
        client: The page's own id of the click: the same click sent twice is stored once.
        shown: "" as a rule; "attention" and "tutorial" are not counted in results; "prefilled" when error spans were
            shown beforehand.
    """

    number: int
    at: str
    annotator: str
    protocol: str
    language: str
    document: str
    segment_id: str
    system: str
    about: str
    content: Content
    seconds: float
    client: str
    shown: str = ""


def standing(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Those that stand: for each annotator and each thing that was judged the newest, in the order of their numbers.

    A thing is a protocol's view of a language, segment and system; of findings, one finding. What was planted to see
    whether annotators attend, or to teach them, is a thing of its own.
    """
    newest: dict[tuple[str, ...], Judgement] = {}
    for one in judgements:
        key = thing(one)
        if key not in newest or newest[key].number <= one.number:
            newest[key] = one
    return tuple(sorted(newest.values(), key=lambda one: one.number))


def rating_of(one: Judgement) -> Rating:
    """The rating of a judgement by DA, ESA or MQM.

    Raises:
        MtqaError: when it is a decision or a corrected text.
    """
    if not isinstance(one.content, Rating):
        raise MtqaError(f"judgement {one.number} is no rating")
    return one.content


def changed(one: Judgement, **changes: object) -> Judgement:
    """As `dataclasses.replace`, five times as quick: one click may decide 10,000 findings."""
    made: Judgement = object.__new__(Judgement)
    made.__dict__.update(one.__dict__, **changes)
    return made


def thing(one: Judgement) -> tuple[str, ...]:
    """What a judgement is about, and whose it is: of two with the same, the newer one stands."""
    finding = one.about if one.protocol == "findings" else ""
    planted = one.shown if one.shown in PLANTED else ""
    return (one.annotator, one.protocol, one.language, one.segment_id, one.system, finding, planted)


@lru_cache(maxsize=1 << 16)
def text_digest(source: str, hypothesis: str) -> str:
    """What a translation is known by: another one when a text of it changes, however little."""
    digest = hashlib.blake2b(digest_size=6)
    for text in (source, hypothesis):
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()


def content_to(content: Content) -> dict[str, Any]:
    """The content as a JSON object."""
    return asdict(content)


def to_json(judgement: Judgement) -> str:
    """A judgement as one line of JSON."""
    return json.dumps(asdict(judgement), ensure_ascii=False, allow_nan=False)


def from_json(text: str | bytes) -> Judgement:
    """A judgement from its JSON, of which nothing is believed.

    Raises:
        MtqaError: when it is no judgement; the message says what is wrong with which value.
    """
    try:
        value = Value(parse_json(text))
    except (ValueError, RecursionError) as error:
        raise MtqaError(f"this judgement is not JSON ({error})") from None
    protocol = _one_of(value["protocol"], PROTOCOLS)
    return Judgement(
        number=value["number"].whole(),
        at=_name(value["at"]),
        annotator=_name(value["annotator"]),
        protocol=protocol,
        language=_name(value["language"]),
        document=_name(value["document"]),
        segment_id=_name(value["segment_id"]),
        system=_name(value["system"]),
        about=_name(value["about"]),
        content=content_from(value["content"], protocol),
        seconds=value["seconds"].number(0.0, MOST_SECONDS),
        client=_name(value["client"]),
        shown=_one_of(value.get("shown", ""), ("", "attention", "tutorial", "prefilled")),
    )


def content_from(value: Value, protocol: str) -> Content:
    """What was judged, as this protocol has it.

    Raises:
        MtqaError: when it is something else.
    """
    if protocol == "findings":
        return _decision(value)
    if protocol == "edit":
        return Edit(_long(value["text"]), _long(value.get("comment", "")))
    score = value.get("score", None).maybe(lambda number: number.number(0.0, 100.0))
    spans = tuple(_span(row) for row in value.get("spans", []).rows())
    if len(spans) > MOST_SPANS:
        raise MtqaError(f"there are {len(spans)} marked spans; at most {MOST_SPANS} can be kept for one translation")
    if protocol == "mqm" and score is not None:
        raise MtqaError("MQM has no score: the marked errors say it all")
    if protocol in ("da", "esa") and score is None:
        raise MtqaError("the score is missing")
    if protocol == "da" and spans:
        raise MtqaError("DA has no marked errors")
    return Rating(score, spans, _long(value.get("comment", "")))


def _decision(value: Value) -> Decision:
    return Decision(
        decision=_one_of(value["decision"], ("accept", "reject", "open")),  # type: ignore[arg-type]
        check=_name(value["check"]),
        category=_name(value["category"]),
        severity=value["severity"].one_of(Severity),
        reason=_long(value.get("reason", "")),
    )


def _span(value: Value) -> MarkedSpan:
    start = value["start"].whole()
    return MarkedSpan(
        side=_one_of(value["side"], ("source", "hypothesis")),  # type: ignore[arg-type]
        start=start,
        end=value["end"].whole(start + 1),
        category=_name(value["category"]),
        severity=value["severity"].one_of(Severity),
    )


def _one_of(value: Value, names: tuple[str, ...]) -> str:
    if value.text() not in names:
        raise value.wrong(f"one of {', '.join(name or '(nothing)' for name in names)}")
    return value.text()


def _name(value: Value) -> str:
    text = value.text()
    if len(text) > LONGEST_NAME:
        raise MtqaError(f"{value.where} has {len(text)} characters; at most {LONGEST_NAME} can be kept")
    return text


def _long(value: Value) -> str:
    text = value.text()
    if len(text) > MOST_CHARACTERS:
        raise MtqaError(f"{value.where} has {len(text)} characters; at most {MOST_CHARACTERS} can be kept")
    return text
