"""Which annotator judges what, and in which order: whole documents, systems blind, balanced, the same every time.

Documents are drawn at random within their domains (choosing them by a metric was measured to be no better), so that
whatever has been judged when a campaign stops is a fair sample of the corpus. All comes from seed, annotators and
corpus; nothing is stored.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError

__all__ = ["Plan", "plan", "slot_name"]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Plan:
    """What everybody judges in one corpus.

    Attributes:
        seed: What all is drawn with.
        corpus: What the corpus is called, with its languages: its texts may change without anybody's work changing.
        systems: Names of the systems.
        order: The documents as they are drawn: the first ones are the first to be judged.
        by_annotator: For each annotator the documents, in order.
    """

    seed: int
    corpus: str
    systems: tuple[str, ...]
    order: tuple[str, ...]
    by_annotator: Mapping[str, tuple[str, ...]]

    def documents(self, annotator: str) -> tuple[str, ...]:
        """The documents of an annotator, in order.

        Raises:
            MtqaError: when nobody of that name takes part.
        """
        if annotator not in self.by_annotator:
            raise MtqaError(f"nobody called '{annotator}' takes part", f"There are: {', '.join(self.by_annotator)}.")
        return self.by_annotator[annotator]

    def annotators(self, document: str) -> tuple[str, ...]:
        """Those who judge a document."""
        return tuple(name for name, documents in self.by_annotator.items() if document in documents)

    def slots(self, annotator: str, document: str) -> tuple[str, ...]:
        """The systems of slot A, slot B and so on: another order for each annotator and document, always the same."""
        key = (str(self.seed), self.corpus, annotator, document)
        return tuple(sorted(self.systems, key=lambda system: _drawn(*key, system)))

    def sees_prefilled(self, annotator: str) -> bool:
        """Whether an annotator is shown spans that were marked beforehand: every second one, where bias is measured."""
        return sorted(self.by_annotator).index(annotator) % 2 == 0 if annotator in self.by_annotator else True


def slot_name(number: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    name = ""
    while number >= 0:
        number, letter = divmod(number, 26)
        name, number = chr(ord("A") + letter) + name, number - 1
    return name


def plan(corpus: Corpus, annotators: Sequence[str], *, seed: int = 0, overlap: float = 0.2, judges: int = 2) -> Plan:
    """Deal out the documents of a corpus.

    Args:
        corpus: What is judged.
        annotators: Who judges; the order does not matter.
        seed: What all is drawn with.
        overlap: Share of the documents that several annotators judge, as far as there are several. Where there are
            fewer documents than annotators, everybody judges all of them: nobody is left without work.
        judges: How many judge these.

    Raises:
        MtqaError: when there is no annotator, a name stands twice, or the overlap is no share.
    """
    names = sorted(annotators)
    _check(names, overlap)
    sizes = _sizes(corpus)
    order = _order(corpus, seed)
    if len(order) < len(names):
        overlap, judges = 1, len(names)
    key = (str(seed), _called(corpus))
    dealt: dict[str, list[str]] = {name: [] for name in names}
    loads = dict.fromkeys(names, 0)
    for number, document in enumerate(order):
        for name in _least_loaded(loads, _times(number, overlap, judges, len(names)), (*key, document)):
            dealt[name].append(document)
            loads[name] += sizes[document]
    systems = tuple(system.name for system in corpus.systems)
    return Plan(seed, _called(corpus), systems, tuple(order), {name: tuple(dealt[name]) for name in annotators})


def _check(names: Sequence[str], overlap: float) -> None:
    if not names:
        raise MtqaError("there is no annotator", "Name one with --annotator.")
    repeated = next((one for one, other in pairwise(names) if one == other), None)
    if repeated is not None:
        raise MtqaError(f"two annotators are called '{repeated}'", "Give each a name of their own.")
    if not 0 <= overlap <= 1:
        raise MtqaError(
            f"an overlap of {overlap:g} is not possible",
            "It is the share of documents that several people judge: a number from 0 to 1.",
        )


def _times(number: int, overlap: float, judges: int, n_annotators: int) -> int:
    """How many judge the document of this number: spread evenly, so that the share holds whenever a campaign stops."""
    is_shared = int((number + 1) * overlap + _ROUNDING) > int(number * overlap + _ROUNDING)
    return min(n_annotators, judges if is_shared else 1)


def _least_loaded(loads: Mapping[str, int], times: int, key: tuple[str, ...]) -> list[str]:
    """Those who have least to do; chance decides between equals."""
    return sorted(loads, key=lambda name: (loads[name], _drawn(*key, name)))[:times]


def _called(corpus: Corpus) -> str:
    return f"{corpus.name} {corpus.language_pair}"


def _sizes(corpus: Corpus) -> dict[str, int]:
    sizes: dict[str, int] = defaultdict(int)
    for segment in corpus.segments:
        sizes[segment.document] += 1
    return sizes


def _order(corpus: Corpus, seed: int) -> list[str]:
    """The documents, each domain shuffled, and the domains mixed so that every beginning has its share of each."""
    domains = {segment.document: segment.domain for segment in reversed(corpus.segments)}
    strata: dict[str, list[str]] = defaultdict(list)
    for document in corpus.documents:
        strata[domains[document]].append(document)
    placed = []
    for domain, documents in strata.items():
        shuffled = sorted(documents, key=lambda document: _drawn(str(seed), _called(corpus), document))
        shift = _share(str(seed), _called(corpus), domain)
        placed += [((n + shift) / len(shuffled), domain, document) for n, document in enumerate(shuffled)]
    return [document for _, _, document in sorted(placed)]


def _drawn(*parts: str) -> bytes:
    """Bytes that look random and are the same for the same parts."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded) + encoded)
    return digest.digest()


def _share(*parts: str) -> float:
    return int.from_bytes(_drawn(*parts)[:6], "big") / (1 << 48)
