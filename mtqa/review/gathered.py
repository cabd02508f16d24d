"""Ratings of a campaign as arrays, kept up as judgements come in: annotators by translations, and what they marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtqa.results import Severity
from mtqa.review.judgement import PLANTED, Decision, Judgement, Rating
from mtqa.review.typology import Typology, mqm_score, typology_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ACCEPTED", "NO_ERROR", "RatingTable"]

NO_ERROR = ""
"""The category of a translation in which nobody marked an error."""
ACCEPTED = {"reject": 0.0, "accept": 1.0}
_GRAVE = (Severity.MAJOR, Severity.CRITICAL)
_FIRST_ROOM = 128
_Key = tuple[str, str, str]


@dataclass
class _Marks:
    """Stretches that one annotator marked in translations: the translation, first character, end, grave or not."""

    by_item: dict[int, tuple[tuple[int, int, bool], ...]] = field(default_factory=dict)


class RatingTable:
    """Ratings or decisions of one protocol and language; the newest of each annotator and translation counts.

    A judgement of another text under the same name is one of another translation.
    """

    def __init__(self, kinds: Typology | None = None) -> None:
        self._kinds = kinds or typology_of("mqm")
        self._items: dict[_Key, int] = {}
        self._documents: dict[str, int] = {}
        self._systems: dict[str, int] = {}
        self._places: list[tuple[int, int]] = []
        self._room: list[int] = []
        self._codes: dict[str, int] = {}
        self._rows: dict[str, dict[int, tuple[int, float, int]]] = {}
        self._marks: dict[str, _Marks] = {}
        self.versions: dict[str, int] = {}
        self.grown = 0

    @property
    def annotators(self) -> tuple[str, ...]:
        """Names, in order of first appearance."""
        return tuple(self._rows)

    @property
    def n_items(self) -> int:
        """How many translations (or findings) somebody judged."""
        return len(self._items)

    @property
    def n_documents(self) -> int:
        """How many documents these are of."""
        return len(self._documents)

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems, in order of first appearance."""
        return tuple(self._systems)

    def add(self, judgements: Iterable[Judgement]) -> None:
        """Take in judgements; what was planted is passed over."""
        for one in judgements:
            if one.shown not in PLANTED and isinstance(one.content, Rating | Decision):
                self._add(one)

    def _add(self, one: Judgement) -> None:
        item = self._item(one)
        row = self._rows.setdefault(one.annotator, {})
        if item in row and row[item][0] > one.number:
            return
        self.versions[one.annotator] = self.versions.get(one.annotator, 0) + 1
        if isinstance(one.content, Decision):
            value = ACCEPTED.get(one.content.decision)
            if value is None:
                row.pop(item, None)
            else:
                row[item] = (one.number, value, int(value))
        elif isinstance(one.content, Rating):
            code = self._codes.setdefault(_category(one.content), len(self._codes))
            row[item] = (one.number, self._value(one.content), code)
            self._mark(one.annotator, item, one.content)

    def _item(self, one: Judgement) -> int:
        key = (one.segment_id, one.system, one.about)
        if key not in self._items:
            self._items[key] = len(self._items)
            document = self._documents.setdefault(one.document, len(self._documents))
            self._places.append((document, self._systems.setdefault(one.system, len(self._systems))))
            self._room.append(_FIRST_ROOM)
        return self._items[key]

    def _value(self, rating: Rating) -> float:
        return mqm_score(rating.spans, self._kinds) if rating.score is None else rating.score

    def _mark(self, annotator: str, item: int, rating: Rating) -> None:
        marks = tuple((one.start, one.end, one.severity in _GRAVE) for one in rating.spans if one.side == "hypothesis")
        self._marks.setdefault(annotator, _Marks()).by_item[item] = marks
        end = max((mark[1] for mark in marks), default=0)
        if end > self._room[item]:
            self._room[item] = 2 * end
            self.grown += 1

    def documents(self) -> NDArray[np.int64]:
        """Number of the document of each item."""
        return self._column(0)

    def system_numbers(self) -> NDArray[np.int64]:
        """Number of the system of each item."""
        return self._column(1)

    def _column(self, column: int) -> NDArray[np.int64]:
        import numpy as np

        return np.fromiter((place[column] for place in self._places), np.int64, len(self._places))

    def row(self, annotator: str) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Items that an annotator judged, with their values and numbers of their categories."""
        import numpy as np

        row = self._rows[annotator]
        cells = np.array([(cell[1], cell[2]) for cell in row.values()], dtype=np.float64).reshape(-1, 2)
        return np.fromiter(row, np.int64, len(row)), cells[:, 0], cells[:, 1]

    def rooms(self) -> NDArray[np.int64]:
        """How many characters are kept for each item; what is marked lies inside."""
        import numpy as np

        return np.array(self._room, dtype=np.int64)

    def marks(self, annotator: str) -> NDArray[np.int64]:
        """What an annotator marked: rows of item, first character, end, and 1 for grave errors."""
        import numpy as np

        by_item = self._marks.get(annotator, _Marks()).by_item
        rows = [(item, *mark) for item, marks in by_item.items() for mark in marks]
        return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _category(rating: Rating) -> str:
    """The category of the gravest error: its dimension, and its severity where no category was asked for."""
    if not rating.spans:
        return NO_ERROR
    gravest = max(rating.spans, key=lambda one: one.severity.rank)
    return gravest.category.partition("/")[0] or gravest.severity.value
