"""All findings of one language in memory, with what was decided on them: filtered and counted at once, however many."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from mtqa.corpus import Corpus
from mtqa.results import Finding, Severity, Suppressed, finding_digest
from mtqa.review.judgement import Decision, Judgement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Filter", "FindingIndex", "FoundRow", "KindCount"]

STATES = ("open", "accepted", "rejected")
_STATE_OF = {"open": 0, "accept": 1, "reject": 2}
_RANKS = {severity: severity.rank for severity in Severity}


@dataclass(frozen=True)
class FoundRow:
    """One finding, and where it is.

    Attributes:
        id: What the page calls it; the same as long as texts and finding are.
        given: As the evaluation has it.
        position: Of its segment in the corpus.
        about: Its `finding_digest`: what a decision is bound to.
        suppressed: The reason that `suppressed.tsv` gives for it; None where it is told.
        finding: As the check gave it, before anybody changed its severity or category.
    """

    id: str
    given: Finding
    position: int
    about: str
    suppressed: str | None
    finding: Finding


@dataclass(frozen=True)
class Filter:
    """Which findings are meant; "" stands for all.

    Attributes:
        document: Name of the document; None for all, since a document may have no name.
        check: Name of the check.
        severity: Severity, as it is after what was decided.
        status: `open`, `accepted` or `rejected`.
        query: Words that source, translation or message hold.
        system: Name of the system.
    """

    document: str | None = None
    check: str = ""
    severity: str = ""
    status: str = ""
    query: str = ""
    system: str = ""


@dataclass(frozen=True)
class KindCount:
    """How many findings of a check are open, accepted and rejected."""

    check: str
    open: int
    accepted: int
    rejected: int


class FindingIndex:
    """The findings of one language."""

    def __init__(
        self,
        corpus: Corpus,
        findings: Iterable[Finding],
        suppressed: Iterable[Suppressed] = (),
        originals: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        """Put findings in the order of the text.

        Args:
            corpus: In which they were found.
            findings: Those that are told.
            suppressed: Those that are not.
            originals: By system and what it is about, category and severity of findings that somebody has changed.
        """
        import numpy as np

        self.corpus = corpus
        self._originals = originals
        self._outputs = {system.name: system.hypotheses for system in corpus.systems}
        self.rows: tuple[FoundRow, ...] = tuple(self._sorted(findings, suppressed))
        self.places = {row.id: n for n, row in enumerate(self.rows)}
        self.abouts: dict[str, tuple[str, ...]] = {}
        self.decisions: dict[tuple[str, str], Judgement] = {}
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n, row in enumerate(self.rows):
            self._by_key[row.finding.system, row.about].append(n)
        found = [row.finding for row in self.rows]
        self._names = {
            "check": tuple(dict.fromkeys(one.check for one in found)),
            "system": tuple(self._outputs),
            "document": corpus.documents,
        }
        self._columns = {
            "check": self._numbers("check", [one.check for one in found]),
            "system": self._numbers("system", [one.system for one in found]),
            "document": self._numbers("document", [corpus.segments[row.position].document for row in self.rows]),
        }
        self._severity = np.array([_RANKS[one.severity] for one in found], dtype=np.int8)
        self._state = np.array([2 * (row.suppressed is not None) for row in self.rows], dtype=np.int8)

    def _sorted(self, findings: Iterable[Finding], suppressed: Iterable[Suppressed]) -> list[FoundRow]:
        positions = {segment.id: n for n, segment in enumerate(self.corpus.segments)}
        places = {name: n for n, name in enumerate(self._outputs)}
        told: list[tuple[Finding, str | None]] = [(one, None) for one in findings]
        told += [(one.finding, one.reason) for one in suppressed]
        inside = [(one, why) for one, why in told if one.segment_id in positions and one.system in places]
        inside.sort(key=lambda pair: (positions[pair[0].segment_id], places[pair[0].system]))
        seen: dict[tuple[str, str, str], int] = defaultdict(int)
        rows = []
        for finding, why in inside:
            position = positions[finding.segment_id]
            source = self.corpus.segments[position].source
            about = finding_digest(finding, source, self._outputs[finding.system][position] or "")
            key = (about, finding.segment_id, finding.system)
            rows.append(
                FoundRow(_row_id(key, seen[key]), finding, position, about, why, self._original(finding, about))
            )
            seen[key] += 1
        return rows

    def _original(self, finding: Finding, about: str) -> Finding:
        category, severity = self._originals.get((finding.system, about), ("", ""))
        return replace(finding, category=category, severity=Severity(severity)) if severity else finding

    def _numbers(self, column: str, values: Sequence[str]) -> NDArray[np.int32]:
        import numpy as np

        numbers = {name: n for n, name in enumerate(self._names[column])}
        return np.array([numbers[value] for value in values], dtype=np.int32)

    def decide(self, judgement: Judgement) -> None:
        """Take a decision in; an older one about the same finding no longer counts."""
        content = judgement.content
        key = (judgement.system, judgement.about)
        if not isinstance(content, Decision) or key not in self._by_key:
            return
        known = self.decisions.get(key)
        if known is not None and known.number > judgement.number:
            return
        self.decisions[key] = judgement
        is_open = content.decision == "open"
        for n in self._by_key[key]:
            rank = _RANKS[self.rows[n].finding.severity if is_open else content.severity]
            self._state[n], self._severity[n] = _STATE_OF[content.decision], rank

    def decision(self, row: FoundRow) -> Judgement | None:
        """What was decided on a finding last, by whomever; None where it is open."""
        judgement = self.decisions.get((row.finding.system, row.about))
        if judgement is None or (isinstance(judgement.content, Decision) and judgement.content.decision == "open"):
            return None
        return judgement

    def of(self, system: str, about: str) -> list[FoundRow]:
        """The findings that a decision about this is about: several, where the same stands several times."""
        return [self.rows[n] for n in self._by_key.get((system, about), ())]

    def state(self, row: FoundRow) -> str:
        """`open`, `accepted` or `rejected`."""
        return STATES[int(self._state[self.places[row.id]])]

    def kind(self, row: FoundRow) -> tuple[str, Severity]:
        """Category and severity of a finding as they are by now."""
        judgement = self.decisions.get((row.finding.system, row.about))
        content = None if judgement is None else judgement.content
        if isinstance(content, Decision) and content.decision != "open":
            return content.category, content.severity
        return row.finding.category, row.finding.severity

    def as_decided(self, row: FoundRow) -> Finding:
        """The finding with the severity and category that somebody gave it."""
        judgement = self.decision(row)
        if judgement is None or not isinstance(judgement.content, Decision):
            return row.finding
        content = judgement.content
        return replace(row.finding, severity=content.severity, category=content.category)

    def meant(self, wanted: Filter) -> list[FoundRow]:
        """The findings that a filter means, in the order of the text."""
        return [self.rows[n] for n in self._mask(wanted).nonzero()[0]]

    def page(self, wanted: Filter, start: int, n: int) -> tuple[int, list[FoundRow]]:
        """How many findings a filter means, and some of them."""
        found = self._mask(wanted).nonzero()[0]
        return len(found), [self.rows[k] for k in found[start : start + n]]

    def kinds(self, wanted: Filter) -> list[KindCount]:
        """For each check its findings by state, under all of a filter but check and state; the most open ones first."""
        import numpy as np

        mask = self._mask(replace(wanted, check="", status=""))
        counts = []
        for number, name in enumerate(self._names["check"]):
            states = np.bincount(self._state[mask & (self._columns["check"] == number)], minlength=3)
            if states.any():
                counts.append(KindCount(name, *(int(count) for count in states)))
        return sorted(counts, key=lambda one: (-one.open, one.check))

    def by_document(self) -> dict[str, tuple[int, int]]:
        """For each document how many findings it has, and how many are decided."""
        import numpy as np

        size = len(self._names["document"])
        everything = np.bincount(self._columns["document"], minlength=size)
        decided = np.bincount(self._columns["document"][self._state > 0], minlength=size)
        pairs = zip(everything.tolist(), decided.tolist(), strict=True)
        return dict(zip(self._names["document"], pairs, strict=True))

    def _mask(self, wanted: Filter) -> NDArray[np.bool_]:
        import numpy as np

        mask = np.ones(len(self.rows), dtype=np.bool_)
        for column, value in (("check", wanted.check), ("system", wanted.system), ("document", wanted.document)):
            if value or (value == "" and column == "document"):
                names = self._names[column]
                mask &= self._columns[column] == (names.index(value) if value in names else -1)
        if wanted.severity:
            mask &= self._severity == (_RANKS[Severity(wanted.severity)] if wanted.severity in _RANKS else -1)
        if wanted.status:
            mask &= self._state == (STATES.index(wanted.status) if wanted.status in STATES else -1)
        for word in wanted.query.casefold().split():
            mask &= self._holding(word)
        return mask

    def _holding(self, word: str) -> NDArray[np.bool_]:
        """Which findings hold a word."""
        import numpy as np

        return np.fromiter((word in text for text in self._searched), dtype=np.bool_, count=len(self.rows))

    @cached_property
    def _searched(self) -> list[str]:
        """For each finding what a query may meet, in small letters."""
        sources: dict[int, str] = {}
        folded = []
        for row in self.rows:
            if row.position not in sources:
                sources[row.position] = self.corpus.segments[row.position].source.casefold()
            hypothesis = self._outputs[row.finding.system][row.position] or ""
            folded.append(f"{sources[row.position]}\n{hypothesis.casefold()}\n{row.finding.message.casefold()}")
        return folded

    def warm(self) -> None:
        """Make ready what the first query needs."""
        _ = self._searched


def _row_id(key: tuple[str, str, str], number: int) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for part in (*key, str(number)):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded) + encoded)
    return f"{key[0]}-{digest.hexdigest()}"
