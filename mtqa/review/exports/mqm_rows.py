"""Google's MQM table, as WMT and Marot have it: a line for each error, the marked words between `<v>` and `</v>`.

The format quotes nothing, so tabs and line breaks in texts become spaces. Its last column holds JSON, as Marot's does:
`mtqa` says there which segment it is, where exactly the error lies and what it weighs, which mtqa reads again.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mtqa.corpus import Corpus
from mtqa.review import MarkedSpan, Typology
from mtqa.review.exports.rated import ExportFile, Rated, file_name, pair_name

__all__ = ["mqm_file"]

_HEADING = "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tmetadata"
_NO_ERROR = "no-error"
_LINE_BREAKS = re.compile("[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TAG = re.compile("<(?=/?v>)")


def mqm_file(rows: Sequence[Rated], corpus: Corpus, kinds: Typology) -> ExportFile:
    """`en-de.mqm.errors.tsv` with all annotators."""
    within = _numbers_in_documents(corpus)
    lines = [_HEADING, *(line for row in rows for line in _lines(row, within[row.position], kinds))]
    return ExportFile(
        file_name(pair_name(corpus), "mqm", "errors", "tsv"), "".join(f"{line}\n" for line in lines).encode()
    )


def _numbers_in_documents(corpus: Corpus) -> list[int]:
    counts: dict[str, int] = defaultdict(int)
    numbers = []
    for segment in corpus.segments:
        counts[segment.document] += 1
        numbers.append(counts[segment.document])
    return numbers


def _lines(row: Rated, within: int, kinds: Typology) -> Iterator[str]:
    spans: Sequence[MarkedSpan | None] = row.spans or (None,)
    for span in spans:
        about: dict[str, object] = {"segment_id": row.segment.id}
        if span is not None:
            about |= {"side": span.side, "start": span.start, "end": span.end}
            about |= {"weight": kinds.weight(span.category, span.severity)}
        cells = [row.system, row.segment.document, str(within), str(row.position + 1), row.annotator]
        cells += [_marked(row.segment.source, span, "source"), _marked(row.hypothesis, span, "hypothesis")]
        cells += [span.category or "other", span.severity.value] if span else [_NO_ERROR, _NO_ERROR]
        yield "\t".join([*map(_flat, cells), json.dumps(_note(row, about), ensure_ascii=True)])


def _note(row: Rated, about: Mapping[str, object]) -> dict[str, object]:
    note: dict[str, object] = {"mtqa": about, "timestamp": row.judgement.at}
    comment = getattr(row.judgement.content, "comment", "")
    return note | ({"note": comment} if comment else {})


def _marked(text: str, span: MarkedSpan | None, side: str) -> str:
    if span is None or span.side != side:
        return _untagged(text)
    before, inside, after = text[: span.start], text[span.start : span.end], text[span.end :]
    return f"{_untagged(before)}<v>{_untagged(inside)}</v>{_untagged(after)}"


def _untagged(text: str) -> str:
    """The text, in which no tag of its own can be taken for a mark."""
    return _TAG.sub("< ", text)


def _flat(cell: str) -> str:
    return _LINE_BREAKS.sub(" ", cell)
