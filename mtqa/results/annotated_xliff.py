"""XLIFF 1.2 and 2.x whose texts have quality issues of ITS 2.0 marked in them: read, from any tool.

What mtqa wrote itself says beside the issues which findings they are (`mtqa:findings`). That is believed as far as the
issues still stand in the file and mark the same characters; what a tool or a person changed is read as ITS says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mtqa.errors import MtqaError
from mtqa.files import XmlReader, parse_json
from mtqa.results.evaluation import Finding, Severity, Span
from mtqa.results.json_values import Value
from mtqa.results.quality_issues import ITS_NAMESPACE, MTQA_NAMESPACE, category_of, severity_of_issue
from mtqa.results.stored_findings import HUMAN_MARK, StoredFinding, stored_finding

__all__ = ["AnnotatedUnit", "read_annotated_xliff"]


Side = Literal["source", "hypothesis"]
_ITS = f"{ITS_NAMESPACE}\n"
_ATTRIBUTES = ("Type", "Comment", "Severity", "ProfileRef", "Enabled")
_XML_ID = "http://www.w3.org/XML/1998/namespace\nid"
_XML_SPACE = "http://www.w3.org/XML/1998/namespace\nspace"
_CODES = frozenset(("bpt", "ept", "it", "sub", "ph"))
_MOST_ISSUES = 100_000
MOST_SCORE = 100
"""The best score that ITS knows."""


@dataclass(frozen=True)
class AnnotatedUnit:
    """A text with its translation and what is said of them.

    Attributes:
        segment_id: The segment, as mtqa names it; else the id of the unit.
        source: Source text.
        target: Translation; None where there is none.
        system: Name of the system, where mtqa wrote the file; else "".
        findings: What mtqa's checks found, as long as it still stands in the file.
        issues: All other issues, as findings of the check `human`.
        line: Where the unit begins.
        rater: Who judged it, where the file says so (`its:revPerson`).
        score: How good it is, from 0 to 100, where the file says so (`its:locQualityRatingScore`).
        weights: What each of the issues weighs; None where the file does not say.
    """

    segment_id: str
    source: str
    target: str | None
    system: str
    findings: tuple[Finding, ...]
    issues: tuple[Finding, ...]
    line: int
    rater: str = ""
    score: float | None = None
    weights: tuple[float | None, ...] = ()


def read_annotated_xliff(path: Path) -> tuple[AnnotatedUnit, ...]:
    """All units of a file.

    Raises:
        MtqaError: naming file and line, when it is no XLIFF, is cut off, or is not what it must be.
    """
    stream = _Stream(path)
    drafts = list(stream)
    return tuple(unit for draft in drafts for unit in draft.units(stream.sets, path))


@dataclass(frozen=True)
class _Issue:
    """An issue as ITS says it."""

    kind: str
    comment: str
    severity: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.comment


@dataclass
class _Mark:
    """A stretch of a text, with its issues or the names of sets of them."""

    side: Side
    start: int
    end: int
    issues: list[_Issue]
    reference: str = ""


@dataclass
class _Part:
    """A segment of a unit."""

    identifier: str
    texts: dict[Side, str] = field(default_factory=dict)
    marks: list[_Mark] = field(default_factory=list)


@dataclass
class _Draft:
    """A unit that is being read."""

    identifier: str
    line: int
    own: Mapping[str, str]
    parts: list[_Part] = field(default_factory=list)
    label: str = ""
    findings: str = ""
    rater: str = ""
    score: float | None = None

    def units(self, sets: Mapping[str, Sequence[_Issue]], path: Path) -> list[AnnotatedUnit]:
        own = self.own.get("id", self.identifier)
        several = len(self.parts) > 1
        return [
            self._unit(part, f"{own}.{part.identifier or number}" if several else own, sets, path)
            for number, part in enumerate(self.parts, start=1)
        ]

    def _unit(self, part: _Part, name: str, sets: Mapping[str, Sequence[_Issue]], path: Path) -> AnnotatedUnit:
        system = self.label.partition(".")[2] if self.label.startswith("hypothesis.") else ""
        found = [(mark, issue) for mark in part.marks for issue in (*mark.issues, *sets.get(mark.reference, ()))]
        stored = self._stored(name, system, path)
        kept = _still_there(stored, found, part.texts)
        marked = [one for one in kept if one.finding.check == HUMAN_MARK]
        issues = [
            _as_finding(mark, issue, part.texts, name, system)
            for mark, issue in found
            if all(issue.key != one.key for one in kept)
        ]
        return AnnotatedUnit(
            segment_id=name,
            source=part.texts.get("source", ""),
            target=part.texts.get("hypothesis"),
            system=system,
            findings=tuple(one.finding for one in kept if one.finding.check != HUMAN_MARK),
            issues=(*(one.finding for one in marked), *issues),
            line=self.line,
            rater=self.rater,
            score=self.score,
            weights=(*(one.weight for one in marked), *[None] * len(issues)),
        )

    def _stored(self, name: str, system: str, path: Path) -> list[StoredFinding]:
        if not self.findings:
            return []
        try:
            rows = Value(parse_json(self.findings), "mtqa:findings").rows()
            return [stored_finding(row, name, system) for row in rows]
        except (ValueError, RecursionError):
            raise MtqaError("mtqa:findings is not JSON any more", path=path, line=self.line) from None
        except MtqaError as error:
            raise MtqaError(error.message, error.hint, path=path, line=self.line) from None


def _still_there(
    stored: Sequence[StoredFinding], found: Sequence[tuple[_Mark, _Issue]], texts: Mapping[Side, str]
) -> tuple[StoredFinding, ...]:
    """The findings whose issues are there and mark just the characters that they mark."""
    marked: dict[tuple[str, str], set[tuple[Side, int]]] = defaultdict(set)
    for mark, issue in found:
        marked[issue.key] |= {(mark.side, place) for place in range(mark.start, mark.end)}
    wanted: dict[tuple[str, str], set[tuple[Side, int]]] = defaultdict(set)
    for one in stored:
        wanted[one.key] |= _characters(one.finding, texts)
    return tuple(one for one in stored if marked.get(one.key, set()) == wanted[one.key])


def _characters(finding: Finding, texts: Mapping[Side, str]) -> set[tuple[Side, int]]:
    """The characters that a finding marks; all of the translation where it marks none."""
    places = {
        (span.side, place)
        for span in finding.spans
        for place in range(span.start, min(span.end, len(texts.get(span.side, ""))))
    }
    return places or {("hypothesis", place) for place in range(len(texts.get("hypothesis", "")))}


def _as_finding(mark: _Mark, issue: _Issue, texts: Mapping[Side, str], name: str, system: str) -> Finding:
    whole = mark.start == 0 and mark.end == len(texts.get(mark.side, ""))
    try:
        severity = severity_of_issue(float(issue.severity))
    except ValueError:
        severity = Severity.MINOR
    spans = () if whole or mark.start == mark.end else (Span(mark.side, mark.start, mark.end),)
    return Finding(HUMAN_MARK, category_of(issue.kind), severity, name, system, issue.comment, spans)


class _Stream(XmlReader[_Draft]):
    """The units; `sets` are the issues that stand apart from the texts, by their id."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, namespaces=True)
        self.sets: dict[str, list[_Issue]] = defaultdict(list)
        self._unit: _Draft | None = None
        self._part: _Part | None = None
        self._side: Side | None = None
        self._set = ""
        self._aside = 0
        self._keep_space = [False]
        self._counted = (0, 0)
        self._opened: list[_Mark | None] = []
        self._started: dict[str, _Mark] = {}
        self._n_issues = 0

    def begun(self) -> int:
        unit = self._unit
        return len(unit.parts) + sum(len(part.marks) for part in unit.parts) if unit is not None else 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        namespace, _, local = name.rpartition("\n")
        self._keep_space.append(
            {"preserve": True, "default": False}.get(attributes.get(_XML_SPACE, ""), self._keep_space[-1])
        )
        if namespace == ITS_NAMESPACE:
            self._start_issue(local, attributes)
        elif namespace == MTQA_NAMESPACE:
            if local == "findings" and self._unit is not None:
                self._unit.findings = attributes.get("rows", "")
        elif self._aside or local in ("alt-trans", "match"):
            self._aside += 1
        elif self._side is not None:
            self._start_inline(local, attributes)
        elif local in ("trans-unit", "unit"):
            self._start_unit(attributes)
        elif self._unit is not None:
            self._start_part(local, attributes)

    def _start_unit(self, attributes: dict[str, str]) -> None:
        own = {
            key.rpartition("\n")[2]: text for key, text in attributes.items() if key.startswith(f"{MTQA_NAMESPACE}\n")
        }
        self._unit = _Draft(
            *(attributes.get("id", ""), self.line, own),
            label=own.get("label", ""),
            rater=attributes.get(f"{_ITS}revPerson", ""),
            score=self._score(attributes.get(f"{_ITS}locQualityRatingScore", "")),
        )
        self._part = None

    def _score(self, text: str) -> float | None:
        if not text:
            return None
        try:
            score = float(text)
        except ValueError:
            score = -1.0
        if not 0 <= score <= MOST_SCORE:
            raise self.fail(f"the score '{text[:20]}' is not a number from 0 to {MOST_SCORE}")
        return score

    def _start_part(self, local: str, attributes: dict[str, str]) -> None:
        unit = self._unit
        assert unit is not None  # noqa: S101 - the caller looked
        if local == "segment":
            self._part = _Part(attributes.get("id", ""))
            unit.parts.append(self._part)
        elif local == "ignorable":
            self._part = _Part("")
        elif local in ("source", "target"):
            if self._part is None:
                self._part = _Part("")
                unit.parts.append(self._part)
            self._side = "source" if local == "source" else "hypothesis"
            if local == "target":
                unit.label = attributes.get(f"{MTQA_NAMESPACE}\nlabel", unit.label)
            self.collect()
            self._counted, self._opened = (0, 0), [self._mark(attributes)]

    def _start_issue(self, local: str, attributes: dict[str, str]) -> None:
        if local == "locQualityIssues":
            self._set = attributes.get(_XML_ID, "")
        elif local == "locQualityIssue" and self._set:
            self.sets[self._set].append(self._issue(attributes, ""))

    def _issue(self, attributes: Mapping[str, str], prefix: str) -> _Issue:
        self._n_issues += 1
        if self._n_issues > _MOST_ISSUES:
            raise self.fail(f"there are more than {_MOST_ISSUES:,} issues in this file")
        kind, comment, severity = (attributes.get(f"{prefix}locQualityIssue{name}", "") for name in _ATTRIBUTES[:3])
        return _Issue(kind, comment, severity)

    def _mark(self, attributes: Mapping[str, str]) -> _Mark | None:
        """The mark that an element makes, where it has issues; it begins here."""
        reference = attributes.get(f"{_ITS}locQualityIssuesRef", "").rpartition("#")[2].removeprefix("its=")
        told = any(f"{_ITS}locQualityIssue{name}" in attributes for name in ("Type", "Comment"))
        enabled = attributes.get(f"{_ITS}locQualityIssueEnabled", "yes") != "no"
        if self._side is None or not (reference or told) or not enabled:
            return None
        place = self._place()
        return _Mark(self._side, place, place, [self._issue(attributes, _ITS)] if told else [], reference)

    def _place(self) -> int:
        """How many characters of the text there have been."""
        seen, length = self._counted
        length += sum(map(len, self._text[seen:]))
        self._counted = (len(self._text), length)
        return length

    def _start_inline(self, local: str, attributes: dict[str, str]) -> None:
        mark = self._mark(attributes) if local in ("mrk", "sm") else None
        if local == "sm" and mark is not None:
            self._started[attributes.get("id", "")] = mark
            mark = None
        elif local == "em":
            self._close(self._started.pop(attributes.get("startRef", ""), None))
        elif local == "cp":
            self.insert(self._character(attributes.get("hex", "")))
        elif local in ("x", "ph") and f"{MTQA_NAMESPACE}\ncharacter" in attributes:
            self.insert(self._character(attributes[f"{MTQA_NAMESPACE}\ncharacter"]))
        if local in _CODES:
            self.mute()
        self._opened.append(mark)

    def _character(self, code: str) -> str:
        try:
            character = chr(int(code, 16))
            character.encode("utf-8")
        except (ValueError, OverflowError):
            raise self.fail(f"'{code[:20]}' is not a character") from None
        return character

    def _close(self, mark: _Mark | None) -> None:
        if mark is not None and self._part is not None:
            mark.end = self._place()
            self._part.marks.append(mark)

    def end(self, name: str) -> None:
        self.check_depth(-1)
        namespace, _, local = name.rpartition("\n")
        keep = self._keep_space.pop()
        if namespace == ITS_NAMESPACE:
            self._set = "" if local == "locQualityIssues" else self._set
        elif namespace == MTQA_NAMESPACE:
            pass
        elif self._aside:
            self._aside -= 1
        elif self._side is not None and local in ("source", "target"):
            self._end_text(keep=keep)
        elif self._side is not None:
            self._close(self._opened.pop())
            if local in _CODES:
                self.unmute()
        elif local in ("trans-unit", "unit") and self._unit is not None:
            self.units.append(self._unit)
            self._unit = None
        elif local in ("segment", "ignorable"):
            self._part = None

    def _end_text(self, *, keep: bool) -> None:
        self._close(self._opened.pop())
        side, part, text = self._side, self._part, self.collected()
        self._side = None
        if part is None or side is None:
            return
        begins = 0 if keep or "\n" not in text else len(text) - len(text.lstrip())
        part.texts[side] = text if keep or "\n" not in text else text.strip()
        for mark in part.marks:
            if mark.side == side:
                mark.start, mark.end = (
                    min(max(0, at - begins), len(part.texts[side])) for at in (mark.start, mark.end)
                )
