"""When the systems are told apart surely enough to stop: asked after every document, by a test that stays honest.

The unit is the document, judged whole by one annotator for both systems of a pair: segments of a document hang
together, and annotators differ in how strict they are. p-values are good whenever one looks
(`mtqa.correlation.sequential`), and corrected for the number of pairs (Benjamini and Hochberg).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from mtqa.corpus import Corpus
from mtqa.correlation import Walk, false_discovery, walks
from mtqa.review.exports import Rated, ratings_of
from mtqa.review.judgement import Judgement
from mtqa.review.typology import Typology, typology_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PairState", "Stopping", "stopping_of"]

LEVEL = 0.05
HOPELESS = 0.1
"""Where the rest of the corpus would tell two systems apart with a smaller probability, judging on is no use."""
FEWEST_DOCUMENTS = 20
"""Of fewer nothing is called hopeless."""
State = Literal["decided", "open", "hopeless"]


@dataclass(frozen=True)
class PairState:
    """Two systems, and what the judgements say of them so far.

    Attributes:
        better: The one that is ahead.
        worse: The other.
        difference: By how many points a segment, on average; None where nothing was judged of both.
        p_value: That the difference is chance: good at any time, corrected for the number of pairs.
        state: `decided`: one is better on texts of this kind. `hopeless`: the rest of the corpus will hardly tell.
        n_documents: Documents of which both were judged.
    """

    better: str
    worse: str
    difference: float | None
    p_value: float
    state: State
    n_documents: int


@dataclass(frozen=True)
class Stopping:
    """Whether judging may stop.

    Attributes:
        enough: Whether every pair is decided or hopeless.
        message: What it comes to.
        n_judged: Documents of which something whole was judged.
        n_documents: Documents of the corpus.
        needed: Systems of which judgements are still of use.
        pairs: All pairs of systems.
    """

    enough: bool
    message: str
    n_judged: int
    n_documents: int
    needed: tuple[str, ...]
    pairs: tuple[PairState, ...]

    def to_json(self) -> dict[str, Any]:
        """As the page takes it."""
        return {
            "enough": self.enough,
            "message": self.message,
            "documents": {"judged": self.n_judged, "all": self.n_documents},
            "needed": list(self.needed),
            "pairs": [asdict(pair) for pair in self.pairs],
        }


def stopping_of(
    judgements: Iterable[Judgement], corpus: Corpus, kinds: Typology | None = None, protocol: str = ""
) -> Stopping:
    """What the judgements of a protocol say so far.

    Args:
        judgements: Any; by default the protocol with most ratings counts.
        corpus: The corpus of one language.
        kinds: What errors weigh in MQM.
        protocol: `esa`, `mqm` or `da`.
    """
    kept = tuple(judgements)
    chosen = protocol or _most_used(kept)
    rows = ratings_of(kept, corpus, chosen, kinds or typology_of("mqm")) if chosen else ()
    return _stopping(rows, corpus)


def _most_used(judgements: Sequence[Judgement]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for one in judgements:
        if one.protocol in ("esa", "mqm", "da"):
            counts[one.protocol] += 1
    return max(counts, key=lambda name: counts[name], default="")


def _stopping(rows: Sequence[Rated], corpus: Corpus) -> Stopping:
    import numpy as np

    names = [system.name for system in corpus.systems]
    pairs = list(combinations(range(len(names)), 2))
    judged = _judged_documents(rows, corpus)
    if not pairs:
        message = "There is one system, so there is nothing to tell apart."
        return Stopping(True, message, len(judged), len(corpus.documents), (), ())
    columns = [[document[pair] for document in judged] for pair in pairs]
    differences = np.array(columns, dtype=np.float64).reshape(len(pairs), len(judged), 2)
    whole = _translated_by_both(corpus, pairs)
    walk = walks(differences[:, :, 0], whole)
    corrected = false_discovery(walk.p_values)
    segments = np.nansum(differences[:, :, 1], axis=1)
    states = tuple(
        _state(number, [names[i] for i in pair], walk, corrected, segments) for number, pair in enumerate(pairs)
    )
    return _summary(states, names, len(judged), len(corpus.documents))


def _state(
    number: int,
    names: Sequence[str],
    walk: Walk,
    corrected: NDArray[np.float64],
    segments: NDArray[np.float64],
) -> PairState:
    better, worse = names if walk.sums[number] >= 0 else reversed(names)
    n_documents = int(walk.n_documents[number])
    state: State = "open"
    if corrected[number] <= LEVEL:
        state = "decided"
    elif n_documents >= FEWEST_DOCUMENTS and walk.chances[number] < HOPELESS:
        state = "hopeless"
    return PairState(
        *(better, worse),
        difference=float(abs(walk.sums[number]) / segments[number]) if segments[number] else None,
        p_value=float(corrected[number]),
        state=state,
        n_documents=n_documents,
    )


def _translated_by_both(corpus: Corpus, pairs: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """For each pair, documents of which both systems translated something."""
    import numpy as np

    documents: list[set[str]] = []
    for system in corpus.systems:
        rows = zip(corpus.segments, system.hypotheses, strict=True)
        documents.append({segment.document for segment, text in rows if text is not None})
    return np.array([max(1, len(documents[i] & documents[j])) for i, j in pairs], dtype=np.int64)


_Differences = Mapping[tuple[int, int], tuple[float, float]]


def _judged_documents(rows: Sequence[Rated], corpus: Corpus) -> list[_Differences]:
    """For each document, in the order in which they were first judged whole: for each pair of systems the sum of the
    differences over its segments and the number of these; the mean of the annotators.
    """
    numbers = {system.name: number for number, system in enumerate(corpus.systems)}
    wanted: dict[str, list[set[int]]] = defaultdict(lambda: [set() for _ in numbers])
    for number, system in enumerate(corpus.systems):
        for position, (segment, text) in enumerate(zip(corpus.segments, system.hypotheses, strict=True)):
            if text is not None:
                wanted[segment.document][number].add(position)
    given: dict[tuple[str, str], list[dict[int, Rated]]] = defaultdict(lambda: [{} for _ in numbers])
    for row in rows:
        given[row.segment.document, row.annotator][numbers[row.system]][row.position] = row
    found: dict[str, list[tuple[int, _Differences]]] = defaultdict(list)
    for (document, _), by_system in given.items():
        ended = max(row.judgement.number for of_system in by_system for row in of_system.values())
        found[document].append((ended, _differences(by_system, wanted[document])))
    ordered = sorted(found.values(), key=lambda several: min(ended for ended, _ in several))
    means = [_mean([differences for _, differences in several], len(numbers)) for several in ordered]
    return [mean for mean in means if any(value == value for value, _ in mean.values())]


def _differences(given: Sequence[Mapping[int, Rated]], wanted: Sequence[set[int]]) -> _Differences:
    """One annotator's view of a document: pairs of systems that were both judged whole."""
    differences = {}
    for i, j in combinations(range(len(wanted)), 2):
        both = wanted[i] & wanted[j]
        if both and both <= given[i].keys() and both <= given[j].keys():
            total = sum(given[i][position].value - given[j][position].value for position in sorted(both))
            differences[i, j] = (total, float(len(both)))
    return differences


def _mean(several: Sequence[_Differences], n_systems: int) -> _Differences:
    """The mean of the annotators; NaN where none of them judged both systems."""
    nothing = (float("nan"), float("nan"))
    means = {}
    for pair in combinations(range(n_systems), 2):
        known = [differences[pair] for differences in several if pair in differences]
        means[pair] = (sum(total for total, _ in known) / len(known), known[0][1]) if known else nothing
    return means


def _summary(pairs: tuple[PairState, ...], names: Sequence[str], n_judged: int, n_documents: int) -> Stopping:
    still_open = [pair for pair in pairs if pair.state == "open"]
    in_open = {name for pair in still_open for name in (pair.better, pair.worse)}
    is_all = n_judged >= n_documents
    enough = is_all or not still_open
    return Stopping(
        enough=enough,
        message=_message(pairs, n_judged, n_documents, enough=enough),
        n_judged=n_judged,
        n_documents=n_documents,
        needed=tuple(name for name in names if name in in_open),
        pairs=pairs,
    )


def _message(pairs: Sequence[PairState], n_judged: int, n_documents: int, *, enough: bool) -> str:
    decided = sum(pair.state == "decided" for pair in pairs)
    so_far = f"After {n_judged} of {n_documents} documents, {decided} of {len(pairs)} pairs of systems are told apart."
    if enough:
        rest = "" if decided == len(pairs) else " The others are too alike for this corpus to tell."
        return f"{so_far}{rest} Judging may stop."
    return f"{so_far} Judge on; it does no harm to look again after every document."
