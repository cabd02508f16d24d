"""The cells of one sheet that hold language, as drafts."""

from __future__ import annotations

from pathlib import Path

from mtqa.documents.document import BlockKind
from mtqa.documents.drafts import Draft, check_count, clean

__all__ = ["SheetCells"]


class SheetCells:
    """Collects the texts of a sheet.

    Args:
        path: The file, for messages.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cells: list[tuple[str, str]] = []

    def add(self, place: str, text: str) -> None:
        """Add a cell; one without a letter is no language and is left out.

        Raises:
            MtqaError: when there are more of them than a document has.
        """
        if any(character.isalpha() for character in text):
            self._cells.append((place, text))
            check_count(len(self._cells), str(self._path))

    def drafts(self, sheet: int) -> list[Draft]:
        """The lines of the cells.

        The place of a cell is an anchor; the number of cells with text is part of it, so that the cells of a sheet in
        which something was inserted are not taken for those of the sheet as it was.

        Args:
            sheet: Number of the sheet.
        """
        drafts: list[Draft] = []
        for place, text in self._cells:
            anchor = f"sheet {sheet}, {place} of {len(self._cells)}"
            for line in filter(None, map(clean, text.split("\n"))):
                drafts.append(Draft(line, BlockKind.PARAGRAPH, page=sheet, anchor=anchor))
                anchor = ""
        return drafts
