"""XLIFF: the text under judgement with its findings marked in it, for the tools that translators work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Report, reports
from mtqa.corpus import HYPOTHESIS, Segment
from mtqa.errors import MtqaError
from mtqa.files import write_atomically
from mtqa.rendering import (
    Catalogue,
    MarkedUnit,
    XliffVersion,
    XmlText,
    catalogue,
    issue_comment,
    xml_attributes,
)
from mtqa.results import (
    ITS_NAMESPACE,
    MTQA_NAMESPACE,
    Evaluation,
    Finding,
    Severity,
    finding_rows,
)

_VERSIONS: Mapping[float, XliffVersion] = {float(version.value): version for version in XliffVersion}
_PRIORITIES = {Severity.CRITICAL: 1, Severity.MAJOR: 3, Severity.MINOR: 5, Severity.NEUTRAL: 9}
"""How urgent a note is, from 1 to 10, as both versions count."""


@reports.register
@dataclass(frozen=True)
class XliffReport(Report):
    """The text under judgement with its findings (`TAG/findings.xlf`), to be opened in a translation tool.

    Findings are marked where they are, as localization quality issues of ITS 2.0, and told in notes. Version 1.2 is
    what most tools open, and whose notes they show; 2.1 has ITS as a module of its own.

    Attributes:
        language: Language of the notes, as a BCP 47 tag.
        version: `1.2` or `2.1`.
    """

    name: ClassVar[str] = "xliff"
    summary: ClassVar[str] = "XLIFF with the findings as notes and ITS 2.0 quality issues, for translation tools"
    in_languages: ClassVar[bool] = True

    language: str = "en"
    version: float = 1.2

    def __post_init__(self) -> None:
        if self.version not in _VERSIONS:
            raise ValueError(f"version must be {' or '.join(map(str, _VERSIONS))}")

    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        words, version = catalogue(self.language), _VERSIONS[self.version]
        written = []
        for evaluation in evaluations:
            path = folder / evaluation.corpus.language_pair.target.tag / "findings.xlf"
            write_atomically(path, "".join(_Document(evaluation, words, version).lines()))
            written.append(path)
        return tuple(written)


@dataclass(frozen=True)
class _Document:
    evaluation: Evaluation
    words: Catalogue
    version: XliffVersion

    def lines(self) -> Iterator[str]:
        """The document in pieces."""
        corpus, version = self.evaluation.corpus, self.version
        pair = corpus.language_pair
        root = {
            "version": version.value,
            "xmlns": version.namespace,
            "xmlns:its": ITS_NAMESPACE,
            "xmlns:mtqa": MTQA_NAMESPACE,
            "its:version": "2.0",
        }
        if version is XliffVersion.TWO:
            root |= {"srcLang": pair.source.tag, "trgLang": pair.target.tag, "xml:space": "preserve"}
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff{xml_attributes(root)}>\n'
        hypotheses = corpus.system(self.evaluation.primary).hypotheses
        findings = self._findings()
        rows = zip(corpus.segments, hypotheses, strict=True)
        number = 0
        for count, (document, of_document) in enumerate(groupby(rows, key=lambda row: row[0].document), start=1):
            yield self._file_start(count, document)
            for segment, hypothesis in of_document:
                number += 1
                yield self._unit(number, segment, hypothesis, findings.get(segment.id, ()))
            yield "</body>\n</file>\n" if version is XliffVersion.ONE else "</file>\n"
        yield "</xliff>\n"

    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.evaluation.findings:
            if finding.system == self.evaluation.primary:
                found[finding.segment_id].append(finding)
        return found

    def _file_start(self, count: int, document: str) -> str:
        pair = self.evaluation.corpus.language_pair
        if self.version is XliffVersion.TWO:
            return f"<file{xml_attributes({'id': f'f{count}', 'original': document})}>\n"
        about = {
            "original": document,
            "source-language": pair.source.tag,
            "target-language": pair.target.tag,
            "datatype": "plaintext",
            "xml:space": "preserve",
            "tool-id": "mtqa",
        }
        tool = '<header><tool tool-id="mtqa" tool-name="mtqa"/></header>\n'
        return f"<file{xml_attributes(about)}>\n{tool}<body>\n"

    def _unit(self, number: int, segment: Segment, hypothesis: str | None, findings: Sequence[Finding]) -> str:
        try:
            return self._written(number, segment, hypothesis, findings)
        except MtqaError as error:
            raise MtqaError(f"the segment '{segment.id[:80]}' {error.message}", error.hint) from None

    def _written(self, number: int, segment: Segment, hypothesis: str | None, findings: Sequence[Finding]) -> str:
        comments = [issue_comment(finding, self.words) for finding in findings]
        lengths = {"source": len(segment.source), "hypothesis": len(hypothesis or "")}
        marked = MarkedUnit(number, findings, comments, self.version, lengths)
        source = f"<source>{marked.text('source', segment.source)}</source>\n"
        target = "" if hypothesis is None else marked.text("hypothesis", hypothesis)
        own = {
            "mtqa:id": segment.id,
            "mtqa:document": segment.document,
            "mtqa:kind": segment.kind,
            "mtqa:domain": segment.domain,
            "mtqa:extra": "{}",
        }
        label = {"mtqa:label": f"{HYPOTHESIS}{self.evaluation.primary}"}
        beside = marked.sets()
        told_again = {
            "rows": finding_rows(findings, comments)
        }  # an attribute: tools offer any text of elements for translation
        rows = f"<mtqa:findings{xml_attributes(told_again)}/>\n" if findings else ""
        notes = [
            self._note(n, finding, comment)
            for n, (finding, comment) in enumerate(zip(findings, comments, strict=True), 1)
        ]
        if self.version is XliffVersion.ONE:
            state = {"state": "needs-review-translation"} if findings else {}
            translated = "" if hypothesis is None else f"<target{xml_attributes(state | label)}>{target}</target>\n"
            return (
                f"<trans-unit{xml_attributes({'id': f'{number}', 'resname': segment.id} | own)}>\n"
                f"{source}{translated}{''.join(notes)}{beside}{rows}</trans-unit>\n"
            )
        told = f"<notes>\n{''.join(notes)}</notes>\n" if notes else ""
        translated = "" if hypothesis is None else f"<target>{target}</target>\n"
        return (
            f"<unit{xml_attributes({'id': f'u{number}'} | label | own)}>\n{beside}{rows}{told}"
            f"<segment>\n{source}{translated}</segment>\n</unit>\n"
        )

    def _note(self, n: int, finding: Finding, comment: str) -> str:
        side = "source" if finding.spans and all(span.side == "source" for span in finding.spans) else "target"
        priority = str(_PRIORITIES[finding.severity])
        about = {"from": "mtqa", "annotates": side, "priority": priority}
        if self.version is XliffVersion.TWO:
            about = {"id": f"n{n}", "category": "mtqa", "appliesTo": side, "priority": priority}
        return f"<note{xml_attributes(about)}>{XmlText.of(comment)}</note>\n"
