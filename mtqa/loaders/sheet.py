"""Tables in Excel workbooks, where the first row names the columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import check_segment, read_bytes
from mtqa.tables import RowReader, TableOptions, plan_columns

_SUFFIX = ".xlsx"
_MOST_BYTES = 64 * 1024 * 1024


@loaders.register
@dataclass(frozen=True)
class Sheet(TableOptions, Loader):
    """Reads the first visible sheet. A workbook whose first row names no columns of a corpus is a page like others."""

    name: ClassVar[str] = "sheet"
    summary: ClassVar[str] = (
        "An Excel workbook (.xlsx) with a heading as in tables: source, reference, hypothesis.NAME ..."
    )

    def accepts(self, path: Path) -> Certainty:
        if path.suffix.lower() != _SUFFIX or not path.is_file() or not zipfile.is_zipfile(path):
            return Certainty.NO
        try:
            heading = next((cells for _, cells in _rows(path)), ())
            plan = plan_columns(heading)
        except MtqaError:
            return Certainty.NO
        return Certainty.POSSIBLE if plan.texts or len(plan.by_language) > 1 else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        rows = _rows(path)
        heading = next((cells for _, cells in islice(rows, 1)), [])
        if not any(heading):
            raise MtqaError("the sheet has no heading", "The first row must name the columns.", path=path)
        reader = RowReader(path, path.stem, heading, self, languages, blank_is_null=True, unit="row")
        try:
            for number, cells in rows:
                beyond = next((cell for cell in cells[len(heading) :] if cell.strip()), None)
                if beyond is not None:
                    raise MtqaError(f"row {number}: the text '{beyond[:40]}' has no heading above it", path=path)
                for cell in cells:
                    check_segment(cell, path)
                reader.add([*cells[: len(heading)], *[""] * (len(heading) - len(cells))], number)
            return reader.corpora()
        except BaseException:
            reader.discard()
            raise


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    from mtqa.documents import read_sheet

    data = read_bytes(path)
    if len(data) > _MOST_BYTES:
        raise MtqaError(
            f"the workbook has more than {_MOST_BYTES >> 20} MiB", "Save the table as CSV or TSV.", path=path
        )
    return read_sheet(data, str(path))
