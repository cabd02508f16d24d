"""XLIFF 1.2 with what people marked as quality issues of ITS 2.0, for translation tools.

Each annotator's view of a system and document is a `<file>` with the translations that were judged: ITS says who
(`its:revPerson`) and, in DA and ESA, how good it is (`its:locQualityRatingScore`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from mtqa.corpus import HYPOTHESIS, Corpus
from mtqa.errors import MtqaError
from mtqa.rendering import MarkedUnit, XliffVersion, XmlText, catalogue, issue_comment, plain, xml_attributes
from mtqa.results import HUMAN_MARK, ITS_NAMESPACE, MTQA_NAMESPACE, Finding, Span, finding_rows
from mtqa.review import Typology
from mtqa.review.exports.rated import ExportFile, Rated, file_name, pair_name

__all__ = ["xliff_file"]


def xliff_file(rows: Sequence[Rated], corpus: Corpus, protocol: str, kinds: Typology) -> ExportFile:
    """`en-de.esa.xlf` with all annotators and systems.

    Raises:
        MtqaError: when a text holds what XML cannot.
    """
    content = "".join(_document(rows, corpus, kinds)).encode("utf-8")
    return ExportFile(file_name(pair_name(corpus), protocol, "xlf"), content)


def _document(rows: Sequence[Rated], corpus: Corpus, kinds: Typology) -> Iterator[str]:
    version = XliffVersion.ONE
    root = {"version": version.value, "xmlns": version.namespace, "xmlns:its": ITS_NAMESPACE}
    root |= {"xmlns:mtqa": MTQA_NAMESPACE, "its:version": "2.0"}
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff{xml_attributes(root)}>\n'
    units = enumerate(rows, start=1)
    for key, group in groupby(units, key=lambda pair: (pair[1].annotator, pair[1].system, pair[1].segment.document)):
        yield _file_start(key[2], corpus)
        for number, row in group:
            yield _unit(number, row, kinds)
        yield "</body>\n</file>\n"
    yield "</xliff>\n"


def _file_start(document: str, corpus: Corpus) -> str:
    pair = corpus.language_pair
    about = {"original": document, "source-language": pair.source.tag, "target-language": pair.target.tag}
    about |= {"datatype": "plaintext", "xml:space": "preserve", "tool-id": "mtqa"}
    return f'<file{xml_attributes(about)}>\n<header><tool tool-id="mtqa" tool-name="mtqa"/></header>\n<body>\n'


def _unit(number: int, row: Rated, kinds: Typology) -> str:
    findings, words = _findings(row), catalogue("en")
    comments = [f"{issue_comment(one, words)} #{n}" for n, one in enumerate(findings, start=1)]
    lengths = {"source": len(row.segment.source), "hypothesis": len(row.hypothesis)}
    marked = MarkedUnit(number, findings, comments, XliffVersion.ONE, lengths)
    try:
        source = marked.text("source", row.segment.source)
        target = marked.text("hypothesis", row.hypothesis)
    except MtqaError as error:
        raise MtqaError(f"the segment '{row.segment.id[:80]}' {error.message}", error.hint) from None
    label = {"mtqa:label": f"{HYPOTHESIS}{row.system}"}
    return (
        f"<trans-unit{xml_attributes(_about(number, row))}>\n<source>{source}</source>\n"
        f"<target{xml_attributes(label)}>{target}</target>\n{_note(row)}{marked.sets()}"
        f"{_rows(row, findings, comments, kinds)}</trans-unit>\n"
    )


def _about(number: int, row: Rated) -> dict[str, str]:
    score = getattr(row.judgement.content, "score", None)
    rating = {} if score is None else {"its:locQualityRatingScore": repr(float(score))}
    segment = row.segment
    return (
        {"id": f"{number}", "resname": segment.id, "its:revPerson": row.annotator}
        | rating
        | {"mtqa:id": segment.id, "mtqa:document": segment.document, "mtqa:kind": segment.kind}
        | {"mtqa:domain": segment.domain, "mtqa:extra": "{}"}
    )


def _findings(row: Rated) -> list[Finding]:
    return [
        Finding(
            check=HUMAN_MARK,
            category=span.category or "other",
            severity=span.severity,
            segment_id=row.segment.id,
            system=row.system,
            message=f"marked by {row.annotator}",
            spans=(Span(span.side, span.start, span.end),),
        )
        for span in row.spans
    ]


def _note(row: Rated) -> str:
    comment = " ".join(getattr(row.judgement.content, "comment", "").split())
    return f"<note{xml_attributes({'from': row.annotator})}>{XmlText.of(plain(comment))}</note>\n" if comment else ""


def _rows(row: Rated, findings: Sequence[Finding], comments: Sequence[str], kinds: Typology) -> str:
    """The marks once more, so that nothing of them is lost on the way through ITS's list of types."""
    if not findings:
        return ""
    weights = [kinds.weight(span.category, span.severity) for span in row.spans]
    return f"<mtqa:findings{xml_attributes({'rows': finding_rows(findings, comments, weights)})}/>\n"
