"""Texts as XML with quality issues of ITS 2.0 marked in them, for both versions of XLIFF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import Literal

from mtqa.errors import MtqaError
from mtqa.rendering.labels import category_name
from mtqa.rendering.visible import plain
from mtqa.rendering.wording import Catalogue
from mtqa.results import MQM_PROFILE, Finding, issue_severity, issue_type

__all__ = ["MarkedUnit", "XliffVersion", "XmlText", "issue_comment", "xml_attributes"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class XliffVersion(Enum):
    """A version of XLIFF."""

    ONE = "1.2"
    TWO = "2.1"

    @property
    def namespace(self) -> str:
        """Of its elements; that of 2.1 is the one of 2.0."""
        return f"urn:oasis:names:tc:xliff:document:{'1.2' if self is XliffVersion.ONE else '2.0'}"


class XmlText(str):
    """Text that is XML already."""

    @classmethod
    def of(cls, text: str) -> XmlText:
        """Any text that XML can hold, for the content of an element."""
        for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
            text = text.replace(character, entity)
        return cls(text)


def xml_attributes(attributes: Mapping[str, str]) -> str:
    """Attributes of an element, each with a space before it. Characters that XML cannot hold become visible marks."""
    written = []
    for name, value in attributes.items():
        text = XmlText.of(plain(value) if _NOT_XML.search(value) else value)
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")  # type: ignore[assignment]
        written.append(f' {name}="{text}"')
    return "".join(written)


def issue_comment(finding: Finding, words: Catalogue) -> str:
    """What a note says of a finding, in the reader's language, on one line."""
    severity, category = words(f"severity.{finding.severity.value}"), category_name(finding.category, words)
    said = words.said(finding.message)
    return plain(f"{category} ({severity}, {finding.check}) – {said}").replace("\n", " ")


@dataclass
class MarkedUnit:
    """The texts of one unit with its findings marked in them.

    Attributes:
        number: Of the unit; ids begin with it.
        findings: What is marked.
        comments: What is said of each.
        version: Of XLIFF.
        lengths: Characters of each text.
    """

    number: int
    findings: Sequence[Finding]
    comments: Sequence[str]
    version: XliffVersion
    lengths: Mapping[str, int]
    _sets: dict[tuple[int, ...], str] = field(default_factory=dict)
    _n_marks: int = 0

    def text(self, side: Literal["source", "hypothesis"], text: str) -> XmlText:
        """A text with its marks: where findings overlap, each stretch has all that are there."""
        if _SURROGATE.search(text):
            raise MtqaError("holds half a surrogate pair, which no XML can", "Mend the text.")
        spans = [
            (n, span.start, min(span.end, len(text)))
            for n, finding in enumerate(self.findings)
            for span in finding.spans
            if span.side == side and span.start < min(span.end, len(text))
        ]
        edges = sorted({0, len(text), *(edge for _, *ends in spans for edge in ends)})
        pieces = [self._piece(text[a:b], [n for n, s, e in spans if s <= a < e]) for a, b in pairwise(edges)]
        inside = XmlText("".join(pieces))
        whole = [n for n, finding in enumerate(self.findings) if side == "hypothesis" and not self._is_placed(finding)]
        return self._mark(inside, whole) if whole else inside

    def sets(self) -> str:
        """The issues of stretches that have several, as ITS has them stand apart from the text."""
        return "".join(
            f'<its:locQualityIssues xml:id="{name}">'
            + "".join(f"<its:locQualityIssue{xml_attributes(self._issue(n, ''))}/>" for n in numbers)
            + "</its:locQualityIssues>\n"
            for numbers, name in self._sets.items()
        )

    def _piece(self, text: str, numbers: Sequence[int]) -> XmlText:
        written = self._characters(text)
        return self._mark(written, list(dict.fromkeys(numbers))) if numbers else written

    def _characters(self, text: str) -> XmlText:
        """The text; a character that XML cannot hold becomes an element that stands for it."""
        pieces, at = [], 0
        for match in _NOT_XML.finditer(text):
            code = f"{ord(match[0]):04x}"
            self._n_marks += 1
            element = (
                f'<cp hex="{code}"/>'
                if self.version is XliffVersion.TWO
                else f'<x id="c{self._n_marks}" mtqa:character="{code}"/>'
            )
            pieces += [XmlText.of(text[at : match.start()]), element]
            at = match.end()
        return XmlText("".join([*pieces, XmlText.of(text[at:])]))

    def _mark(self, written: XmlText, numbers: Sequence[int]) -> XmlText:
        self._n_marks += 1
        kind = {"mtype": "x-its"}
        if self.version is XliffVersion.TWO:
            kind = {"id": f"m{self._n_marks}", "type": "its:generic"}
        if len(numbers) == 1:
            kind |= self._issue(numbers[0], "its:")
        else:
            name = self._sets.setdefault(tuple(numbers), f"u{self.number}-{len(self._sets) + 1}")
            kind["its:locQualityIssuesRef"] = f"#{name}" if self.version is XliffVersion.ONE else f"#its={name}"
        return XmlText(f"<mrk{xml_attributes(kind)}>{written}</mrk>")

    def _issue(self, number: int, prefix: str) -> dict[str, str]:
        finding = self.findings[number]
        return {
            f"{prefix}locQualityIssueType": issue_type(finding.category),
            f"{prefix}locQualityIssueComment": self.comments[number],
            f"{prefix}locQualityIssueSeverity": str(issue_severity(finding.severity)),
            f"{prefix}locQualityIssueProfileRef": MQM_PROFILE,
        }

    def _is_placed(self, finding: Finding) -> bool:
        return any(span.start < min(span.end, self.lengths[span.side]) for span in finding.spans)
