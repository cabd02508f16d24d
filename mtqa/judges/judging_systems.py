"""Systems through a judge: what is asked about each segment, and what the answers come to."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mtqa.judges.asking import Asking, Vote
from mtqa.judges.attacks import speaks_to_judge
from mtqa.judges.locate import locate
from mtqa.judges.prompts import Texts
from mtqa.judges.protocols import Protocol
from mtqa.judges.readings import AnswerKind, JudgedError, Reading, Trouble
from mtqa.judges.terms import Term, terms_in
from mtqa.results import Span

__all__ = ["Material", "PlacedError", "SegmentJudgement", "SystemJudgements", "judge_systems"]

_CONTRARY = {"A": "B", "B": "A", "tie": "tie"}


@dataclass(frozen=True)
class Material:
    """What is to be judged.

    Attributes:
        sources: n source texts.
        systems: For each system its n translations.
        references: For each segment one reference; None where the judge sees none.
        documents: For each segment its document; None where there are none.
        context: How many segments before it in its document are shown.
        terms: A glossary.
    """

    sources: Sequence[str]
    systems: Sequence[Sequence[str]]
    references: Sequence[str | None] | None = None
    documents: Sequence[str] | None = None
    context: int = 0
    terms: tuple[Term, ...] = ()

    def texts(self, number: int, *systems: int) -> Texts:
        """What the question about a segment and one or two systems shows."""
        own = [self.systems[system][number] for system in systems]
        return Texts(
            source=self.sources[number],
            translations=tuple(own),
            reference=None if self.references is None else self.references[number],
            before=self._before(number, systems[0] if len(systems) == 1 else None),
            glossary=terms_in(self.sources[number], self.terms),
        )

    def _before(self, number: int, system: int | None) -> tuple[tuple[str, str], ...]:
        """The segments before it; of two systems only their sources. None of those that speak to the judge."""
        if not self.context or self.documents is None:
            return ()
        first = max(0, number - self.context)
        shown = []
        for one in range(first, number):
            if self.documents[one] == self.documents[number]:
                source, text = self.sources[one], "" if system is None else self.systems[system][one]
                if not speaks_to_judge(source) and not speaks_to_judge(text):
                    shown.append((source, text))
        return tuple(shown)


@dataclass(frozen=True)
class PlacedError:
    """An error with its place.

    Attributes:
        error: As the judge marks it.
        spans: Where it is; empty where the judge quotes nothing, or nothing that is there.
    """

    error: JudgedError
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class SegmentJudgement:
    """What the judge says of one segment.

    Attributes:
        value: Its score; None where no answer was believed.
        variance: Of the score, from how far the votes are apart: the square of its standard error.
        errors: What it marks.
    """

    value: float | None
    variance: float = 0.0
    errors: tuple[PlacedError, ...] = ()


@dataclass(frozen=True)
class SystemJudgements:
    """What the judge says of one system.

    Attributes:
        segments: One for each segment.
        speaking: Numbers of the segments whose texts speak to the judge.
        n_dropped: Quotes that are not in the text.
        n_turned: Comparisons in which the order decided; only of a protocol that compares.
        troubles: For each segment without a score, what was wrong with the answers.
    """

    segments: tuple[SegmentJudgement, ...]
    speaking: tuple[int, ...] = ()
    n_dropped: int = 0
    n_turned: int = 0
    troubles: Mapping[int, Trouble] | None = None


def judge_systems(asking: Asking, material: Material, n_votes: int = 1) -> list[SystemJudgements]:
    """Judge all systems.

    Args:
        asking: The judge.
        material: What it is to judge.
        n_votes: How often each question is asked.

    Raises:
        MtqaError: as `Asking.ask`.
    """
    if asking.protocol.answer is AnswerKind.CHOICE:
        return _compared(asking, material, n_votes)
    numbers, systems = range(len(material.sources)), range(len(material.systems))
    texts = {(system, number): material.texts(number, system) for system in systems for number in numbers}
    said = asking.ask([Vote(one, vote) for one in dict.fromkeys(texts.values()) for vote in range(n_votes)])
    judged = []
    for system in systems:
        of_system = [
            _judgement(asking.protocol, texts[system, n], _votes(said, texts[system, n], n_votes)) for n in numbers
        ]
        judged.append(
            SystemJudgements(
                segments=tuple(one for one, _, _ in of_system),
                speaking=tuple(n for n in numbers if any(map(speaks_to_judge, texts[system, n].all))),
                n_dropped=sum(dropped for _, dropped, _ in of_system),
                troubles={n: trouble for n, (_, _, trouble) in enumerate(of_system) if trouble is not None},
            )
        )
    return judged


def _votes(said: Mapping[Vote, Reading | Trouble], texts: Texts, n_votes: int) -> list[Reading | Trouble]:
    return [said[Vote(texts, vote)] for vote in range(n_votes)]


def _judgement(
    protocol: Protocol, texts: Texts, votes: Sequence[Reading | Trouble]
) -> tuple[SegmentJudgement, int, Trouble | None]:
    """The judgement from several votes, how many of its quotes are not there, and why there is none."""
    readings = [vote for vote in votes if isinstance(vote, Reading)]
    if 2 * len(readings) <= len(votes) or Trouble.OBEYED in votes:
        troubles = [vote for vote in votes if isinstance(vote, Trouble)]
        return SegmentJudgement(None), 0, Trouble.OBEYED if Trouble.OBEYED in troubles else troubles[0]
    values = [_value(protocol, reading) for reading in readings]
    mean = statistics.fmean(values)
    variance = statistics.variance(values) / len(values) if len(values) > 1 else 0.0
    nearest = min(range(len(values)), key=lambda n: abs(values[n] - mean))
    placed, dropped = _placed(readings[nearest].errors, texts)
    return SegmentJudgement(mean, variance, placed), dropped, None


def _value(protocol: Protocol, reading: Reading) -> float:
    if protocol.weights is not None:
        return protocol.weights.score(reading.errors)
    if reading.number is None:
        raise ValueError("a reading without a number")
    return reading.number


def _placed(errors: Sequence[JudgedError], texts: Texts) -> tuple[tuple[PlacedError, ...], int]:
    """Errors with their places, and how many quotes are nowhere: their errors are left out of what is shown."""
    placed: list[PlacedError] = []
    taken: dict[str, list[tuple[int, int]]] = {"source": [], "hypothesis": []}
    n_dropped = 0
    for error in errors:
        if not error.words:
            placed.append(PlacedError(error))
            continue
        first_in_source = error.in_source or error.category in ("accuracy/omission", "accuracy/untranslated")
        sides = [("source", texts.source), ("hypothesis", texts.translations[0])]
        for side, text in sides if first_in_source and error.category != "accuracy/untranslated" else reversed(sides):
            found = locate(error.words, text, taken[side])
            if found is not None:
                taken[side].append(found)
                span = Span("source" if side == "source" else "hypothesis", *found)
                placed.append(PlacedError(error, (span,)))
                break
        else:
            n_dropped += 1
    return tuple(placed), n_dropped


# ---- two at a time ----


def _compared(asking: Asking, material: Material, n_votes: int) -> list[SystemJudgements]:
    """Every two systems on every segment, in both orders; equal translations are a tie and are not asked about."""
    numbers, pairs = range(len(material.sources)), list(combinations(range(len(material.systems)), 2))
    asked: dict[tuple[int, int, int], Texts] = {}
    for number in numbers:
        for i, j in pairs:
            if material.systems[i][number].strip() != material.systems[j][number].strip():
                asked[number, i, j] = material.texts(number, i, j)
                asked[number, j, i] = material.texts(number, j, i)
    said = asking.ask([Vote(one, vote) for one in dict.fromkeys(asked.values()) for vote in range(n_votes)])
    return [_won(system, material, asked, said, n_votes) for system in range(len(material.systems))]


def _won(
    system: int,
    material: Material,
    asked: Mapping[tuple[int, int, int], Texts],
    said: Mapping[Vote, Reading | Trouble],
    n_votes: int,
) -> SystemJudgements:
    """The share of its comparisons that a system wins, segment by segment."""
    segments: list[SegmentJudgement] = []
    troubles: dict[int, Trouble] = {}
    speaking, n_turned = [], 0
    others = [other for other in range(len(material.systems)) if other != system]
    for number in range(len(material.sources)):
        points: list[list[float]] = []
        for other in others:
            texts = asked.get((number, system, other))
            if texts is None:
                points.append([0.5] * n_votes)
                continue
            turned = asked[number, other, system]
            both = [(said[Vote(texts, vote)], said[Vote(turned, vote)]) for vote in range(n_votes)]
            read = [(a.choice, b.choice) for a, b in both if isinstance(a, Reading) and isinstance(b, Reading)]
            n_turned += sum(a == b != "tie" for a, b in read)
            if 2 * len(read) <= n_votes:
                troubles[number] = next(one for pair in both for one in pair if isinstance(one, Trouble))
                continue
            points.append([(_points(a) + _points(_CONTRARY[b or "tie"])) / 2 for a, b in read])
        shown = (material.sources[number], material.systems[system][number])
        if any(map(speaks_to_judge, shown)):
            speaking.append(number)
        segments.append(_share_won(points))
    known = {number: trouble for number, trouble in troubles.items() if segments[number].value is None}
    return SystemJudgements(tuple(segments), tuple(speaking), 0, n_turned, known)


def _points(choice: str | None) -> float:
    return {"A": 1.0, "B": 0.0}.get(choice or "", 0.5)


def _share_won(points: Sequence[Sequence[float]]) -> SegmentJudgement:
    if not points:
        return SegmentJudgement(None)
    means = [100 * statistics.fmean(of_pair) for of_pair in points]
    variances = [1e4 * statistics.variance(of_pair) / len(of_pair) if len(of_pair) > 1 else 0.0 for of_pair in points]
    return SegmentJudgement(statistics.fmean(means), sum(variances) / len(points) ** 2)
