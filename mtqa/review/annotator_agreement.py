"""How far annotators agree while a campaign goes on, and who stands apart from the others.

Figures are about translations that several people judged. Intervals come from documents that are drawn again at random,
for the segments of a document hang together. Who stands apart is told only where the difference is larger than what
documents make by chance, corrected for the number of annotators, and large enough to matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from mtqa.correlation import AlphaSums, bits_of, bits_where, interval_of, kendall, kendall_of_many, span_f1
from mtqa.evaluation import t_quantile
from mtqa.review.gathered import RatingTable
from mtqa.review.judgement import Judgement
from mtqa.review.typology import Typology

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Agreement", "AnnotatorAgreement", "Gathered", "PairAgreement", "Sure", "agreement_of"]

N_DRAWS = 400
FEWEST_ITEMS, FEWEST_DOCUMENTS = 20, 8
"""Of fewer shared translations or documents nothing is said of an annotator."""
MATTERS = 0.15
"""A smaller difference of correlations is not worth a word."""
LEVEL = 0.05


@dataclass(frozen=True)
class Sure:
    """A figure and how sure it is.

    Attributes:
        value: The figure.
        low: Lower end of its 95 % interval; None where there are too few documents to tell.
        high: Upper end.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class PairAgreement:
    """How far two annotators agree.

    Attributes:
        first: One of them.
        second: The other.
        n_shared: Translations that both judged.
        tau_b: Kendall's tau-b of their scores; None where one of them gave all the same.
        span_f1: F1 of the characters that they marked; None where nobody marks errors.
        span_f1_severity: The same where another severity counts half.
        same: Share of findings that both decided alike; None where there are no decisions.
    """

    first: str
    second: str
    n_shared: int
    tau_b: float | None
    span_f1: float | None
    span_f1_severity: float | None
    same: float | None


@dataclass(frozen=True)
class AnnotatorAgreement:
    """How far one annotator agrees with the others.

    Attributes:
        annotator: Who.
        n_items: Translations that were judged.
        n_shared: Of these, how many somebody else judged too.
        agreement: Pearson's correlation with the mean of the others; None where too few are shared.
        shift: How many points more than the others are given for the same, on average.
        ranking: Kendall's tau-b of the order of the systems with the order that the others give them.
        outlier: Whether this annotator stands apart.
        sentence: What is to be said of it; "" for nothing.
    """

    annotator: str
    n_items: int
    n_shared: int
    agreement: Sure | None
    shift: float | None
    ranking: float | None
    outlier: bool = False
    sentence: str = ""


@dataclass(frozen=True)
class Agreement:
    """How far the annotators of a campaign agree.

    Attributes:
        n_items: Translations or findings that somebody judged.
        n_shared: Of these, how many several people judged.
        level: `interval` for scores, `nominal` for decisions.
        alpha: Krippendorff's alpha of scores or decisions; None where nothing is shared.
        category_alpha: Alpha of the gravest error's category (or severity, in ESA), "no error" being one; None where
            nobody marks errors.
        annotators: One for each.
        pairs: One for every two who share something.
        message: What it comes to, in a sentence.
    """

    n_items: int
    n_shared: int
    level: Literal["interval", "nominal"]
    alpha: Sure | None
    category_alpha: Sure | None
    annotators: tuple[AnnotatorAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    message: str

    @property
    def outliers(self) -> tuple[str, ...]:
        """Sentences about those who stand apart."""
        return tuple(one.sentence for one in self.annotators if one.outlier)

    def to_json(self) -> dict[str, Any]:
        """As the page takes it."""
        return {**asdict(self), "outliers": list(self.outliers)}


def agreement_of(judgements: Iterable[Judgement], kinds: Typology | None = None) -> Agreement:
    """Agreement of the judgements of one protocol and language."""
    gathered = Gathered(kinds)
    gathered.add(judgements)
    return gathered.agreement()


class Gathered:
    """Judgements of one protocol and language, and their agreement; what did not change is not computed again."""

    def __init__(self, kinds: Typology | None = None) -> None:
        self._table = RatingTable(kinds)
        self._known: Agreement | None = None
        self._rows: dict[str, tuple[object, tuple[Any, ...]]] = {}
        self._bits: dict[str, tuple[object, tuple[Any, ...]]] = {}
        self._pairs: dict[tuple[str, str], tuple[object, PairAgreement]] = {}
        self._drawn: tuple[int, Any] = (-1, None)
        self._is_decisions = False
        self._has_spans = False

    def add(self, judgements: Iterable[Judgement]) -> None:
        """Take in new judgements, in the order of their numbers."""
        kept = tuple(judgements)
        if kept:
            self._is_decisions = self._is_decisions or any(one.protocol == "findings" for one in kept)
            self._has_spans = self._has_spans or any(one.protocol in ("esa", "mqm") for one in kept)
            self._table.add(kept)
            self._known = None

    def agreement(self) -> Agreement:
        """How far the annotators agree by now."""
        if self._known is None:
            self._known = self._computed()
        return self._known

    def _computed(self) -> Agreement:
        table = self._table
        values, categories = self._arrays()
        documents = table.documents()
        n_shared = int(((~_missing(values)).sum(axis=0) > 1).sum()) if len(values) else 0
        level: Literal["interval", "nominal"] = "nominal" if self._is_decisions else "interval"
        alpha = self._alpha(values, level, documents)
        annotators = self._annotators(values, documents)
        return Agreement(
            n_items=table.n_items,
            n_shared=n_shared,
            level=level,
            alpha=alpha,
            category_alpha=self._alpha(categories, "nominal", documents) if self._has_spans else None,
            annotators=annotators,
            pairs=tuple(self._all_pairs(values)),
            message=_message(alpha, n_shared, len(annotators)),
        )

    def _arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Values and categories, shape (annotators, items), NaN where nobody judged."""
        import numpy as np

        table = self._table
        values, categories = (np.full((len(table.annotators), table.n_items), np.nan) for _ in range(2))
        for number, annotator in enumerate(table.annotators):
            items, scores, codes = self._row(annotator)
            values[number, items], categories[number, items] = scores, codes
        return values, categories

    def _row(self, annotator: str) -> tuple[Any, ...]:
        version = self._table.versions.get(annotator)
        if annotator not in self._rows or self._rows[annotator][0] != version:
            self._rows[annotator] = (version, self._table.row(annotator))
        return self._rows[annotator][1]

    def _weights(self) -> NDArray[np.float64]:
        """How often each document counts in each draw; the first is the campaign as it is."""
        import numpy as np

        n = self._table.n_documents
        if self._drawn[0] != n:
            numbers = np.random.default_rng(0).integers(n, size=(N_DRAWS, n)) + np.arange(N_DRAWS)[:, None] * n
            drawn = np.bincount(numbers.ravel(), minlength=N_DRAWS * n).reshape(N_DRAWS, n)
            self._drawn = (n, np.concatenate([np.ones((1, n)), drawn]))
        weights: NDArray[np.float64] = self._drawn[1]
        return weights

    def _alpha(
        self, values: NDArray[np.float64], level: Literal["interval", "nominal"], documents: NDArray[np.int64]
    ) -> Sure | None:
        if not values.size:
            return None
        sums = AlphaSums.of(values, level, documents, self._table.n_documents)
        found = sums.alphas(self._weights())
        n_documents = int((sums.sums[:, 1] > 0).sum())
        return None if math.isnan(found[0]) else _sure(found, n_documents)

    def _annotators(self, values: NDArray[np.float64], documents: NDArray[np.int64]) -> tuple[AnnotatorAgreement, ...]:
        import numpy as np

        known = ~_missing(values)
        times, totals = known.sum(axis=0), np.where(known, values, 0.0).sum(axis=0)
        rows, draws = [], []
        systems = self._table.system_numbers()
        for number, annotator in enumerate(self._table.annotators):
            shared = np.flatnonzero(known[number] & (times > 1))
            own = values[number, shared]
            others = (totals[shared] - own) / (times[shared] - 1)
            n_documents = len(np.unique(documents[shared]))
            found = self._correlations(own, others, documents[shared])
            enough = len(shared) >= FEWEST_ITEMS and n_documents >= FEWEST_DOCUMENTS and math.isfinite(found[0])
            draws.append(found if enough else np.full(len(found), np.nan))
            rows.append(
                AnnotatorAgreement(
                    annotator=annotator,
                    n_items=int(known[number].sum()),
                    n_shared=len(shared),
                    agreement=_sure(found, n_documents) if enough else None,
                    shift=float((own - others).mean()) if len(shared) and not self._is_decisions else None,
                    ranking=self._ranking(own, others, systems[shared]),
                )
            )
        return _with_outliers(rows, np.array(draws), self._table.n_documents)

    def _correlations(
        self, own: NDArray[np.float64], others: NDArray[np.float64], documents: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Pearson's correlation for each draw of documents; NaN where one of the two does not vary."""
        import numpy as np

        if len(own) < 2:
            return np.full(N_DRAWS + 1, np.nan)
        x, y = own - own.mean(), others - others.mean()
        columns = (np.ones(len(x)), x, y, x * x, y * y, x * y)
        sums = np.stack([np.bincount(documents, column, self._table.n_documents) for column in columns], axis=1)
        n, sx, sy, sxx, syy, sxy = (self._weights() @ sums).T
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = (sxx - sx**2 / n) * (syy - sy**2 / n)
            return np.where(spread > _FLAT * sxx * syy, (sxy - sx * sy / n) / np.sqrt(np.abs(spread)), np.nan)

    def _ranking(
        self, own: NDArray[np.float64], others: NDArray[np.float64], systems: NDArray[np.int64]
    ) -> float | None:
        """Tau-b of the systems' means; None where there are fewer than two, or decisions."""
        import numpy as np

        n_systems = len(self._table.systems)
        if self._is_decisions or n_systems < 2 or not len(systems):
            return None
        counts = np.bincount(systems, minlength=n_systems)
        seen = counts > 0
        means = [np.bincount(systems, x, n_systems)[seen] / counts[seen] for x in (own, others)]
        return _known(float(kendall(means[0], means[1]))) if seen.sum() > 1 else None

    def _all_pairs(self, values: NDArray[np.float64]) -> Iterable[PairAgreement]:
        table = self._table
        for (i, first), (j, second) in combinations(enumerate(table.annotators), 2):
            version = (table.versions[first], table.versions[second], table.grown)
            if self._pairs.get((first, second), (None,))[0] != version:
                self._pairs[first, second] = (version, self._pair(first, second, values[i], values[j]))
            pair = self._pairs[first, second][1]
            if pair.n_shared:
                yield pair

    def _pair(self, first: str, second: str, one: NDArray[np.float64], other: NDArray[np.float64]) -> PairAgreement:
        both = ~_missing(one) & ~_missing(other)
        ours, theirs = one[both], other[both]
        n_shared = len(ours)
        plain = severe = same = tau = None
        if self._is_decisions:
            same = float((ours == theirs).mean()) if n_shared else None
        elif n_shared:
            tau = _known(kendall_of_many(ours, theirs))
        if self._has_spans and n_shared:
            marks = (self._planes(first), self._planes(second))
            plain, severe = span_f1(marks[0][:2], marks[1][:2], marks[0][2] & marks[1][2])
        return PairAgreement(first, second, n_shared, tau, plain, severe, same)

    def _planes(self, annotator: str) -> tuple[Any, ...]:
        """Bits of what an annotator marked as grave, marked as less, and read."""

        import numpy as np

        table = self._table
        version = (table.versions[annotator], table.n_items, table.grown)
        if annotator not in self._bits or self._bits[annotator][0] != version:
            rooms, rows = table.rooms(), table.marks(annotator)
            starts = np.cumsum(rooms) - rooms
            begins, ends = starts[rows[:, 0]] + rows[:, 1], starts[rows[:, 0]] + rows[:, 2]
            grave, length = rows[:, 3] == 1, int(rooms.sum())
            major = bits_of(begins[grave], ends[grave], length)
            minor = bits_of(begins[~grave], ends[~grave], length) & ~major
            judged = np.zeros(len(rooms), dtype=np.bool_)
            judged[self._row(annotator)[0]] = True
            read = bits_where(np.repeat(judged, rooms))
            self._bits[annotator] = (version, (major, minor, read))
        return self._bits[annotator][1]


_FLAT = 1e-12


def _missing(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    import numpy as np

    return np.isnan(values)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _sure(found: NDArray[np.float64], n_documents: int) -> Sure:
    """The first of some values, with the interval of the others."""
    interval = interval_of(found[1:]) if n_documents >= FEWEST_DOCUMENTS else None
    return Sure(float(found[0]), *(interval or (None, None)))


def _with_outliers(
    rows: Sequence[AnnotatorAgreement], draws: NDArray[np.float64], n_documents: int
) -> tuple[AnnotatorAgreement, ...]:
    """Name those whose agreement with the others is surely and plainly below that of the others."""
    import numpy as np

    judged = np.isfinite(draws[:, 0]) if len(draws) else np.zeros(0, dtype=bool)
    if judged.sum() < 3:
        return tuple(rows)
    named = []
    for number, row in enumerate(rows):
        others = judged & (np.arange(len(rows)) != number)
        if judged[number]:
            behind = draws[number] - np.nanmean(draws[others], axis=0)
            reach = t_quantile(1 - LEVEL / judged.sum(), n_documents - 1) * np.nanstd(behind[1:], ddof=1)
            if behind[0] + reach * math.sqrt(n_documents / (n_documents - 1)) < 0 and behind[0] < -MATTERS:
                row = replace(row, outlier=True, sentence=_sentence(row, draws[others, 0]))
        named.append(row)
    return tuple(named)


def _sentence(row: AnnotatorAgreement, others: NDArray[np.float64]) -> str:
    if row.agreement is None:
        return ""
    by_chance = row.agreement.low is None or row.agreement.low <= 0
    return (
        f"{row.annotator} agrees with the others {'no better than chance would' if by_chance else 'less than they do'}:"
        f" {row.agreement.value:.2f} on {row.n_shared} shared translations, where the others have"
        f" {others.min():.2f} to {others.max():.2f}. Talk it over before these judgements are counted."
    )


def _message(alpha: Sure | None, n_shared: int, n_annotators: int) -> str:
    if n_annotators < 2:
        return "There is one annotator, so nothing can be said of agreement."
    if alpha is None:
        return "Nothing has been judged by two people yet." if not n_shared else "All judgements are the same."
    span = "" if alpha.low is None else f" (95 % of it between {alpha.low:.2f} and {alpha.high:.2f})"
    return f"Krippendorff's alpha is {alpha.value:.2f}{span} on {n_shared} that several people judged."
