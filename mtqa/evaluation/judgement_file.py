"""A file of human judgements -> what people said of a corpus's systems, raters averaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from math import fsum
from pathlib import Path

from mtqa.contracts import JudgementReader, Level, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus, folded_text
from mtqa.documents import read_sheet
from mtqa.errors import MtqaError
from mtqa.files import read_bytes, read_lines
from mtqa.results import Finding, MarkedFinding, Span

__all__ = ["HUMAN", "Judgements", "read_judgements"]

HUMAN = "human"
"""What judgements are called where metrics have their spec."""
HEAD = 20_000
"""Lines by which a format is recognised: a file may begin with a system that nobody judged."""
OTHER_TEXTS = 0.1
"""Up to this share of translations that are not the corpus's, these judgements are left out; above, all are refused."""


@dataclass(frozen=True)
class Judgements:
    """What people said of systems.

    Attributes:
        label: What was judged by: `MQM`.
        higher_is_better: Direction of the scores.
        file: Name of the file that they come from.
        values: For each system of the corpus that was judged, one score for each segment, the mean of its raters, None
            where nobody judged it; empty where the file has no scores of segments.
        warnings: What the reader must know: systems of the file that the corpus does not have.
        level: What each score of the file is about.
        means: For each judged system, its score as a whole: the mean of all that was judged.
        domains: For each judged system, its score by domain, where the file has such scores.
        scale: What tells direction and scale, in words.
        n_raters: Raters that the file names; 0 where it names none.
        ratings: What each rater said, by the names of the corpus's systems.
        marked: The errors that people marked.
    """

    label: str
    higher_is_better: bool
    file: str
    values: Mapping[str, Sequence[float | None]]
    warnings: tuple[str, ...] = ()
    level: Level = Level.SEGMENT
    means: Mapping[str, float] = field(default_factory=dict)
    domains: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    scale: str = ""
    n_raters: int = 0
    ratings: tuple[Rating, ...] = ()
    marked: tuple[MarkedFinding, ...] = ()


def read_judgements(
    path: Path,
    corpus: Corpus,
    *,
    higher_is_better: bool | None = None,
    systems: Mapping[str, str] | None = None,
    told: Told | None = None,
) -> Judgements:
    """Read a file of judgements, in any format that a reader of `mtqa.judgements` knows.

    Args:
        path: The file.
        corpus: The corpus whose systems were judged.
        higher_is_better: Direction, where neither format nor scores tell it; the same as in `told`.
        systems: For names in the file, names of the corpus's systems. Others are matched by their names, where need be
            by a part of one (`Nemo` is `NVIDIA-NeMo`), which is then said.
        told: What the user says to settle what the file leaves open.

    Raises:
        MtqaError: when the file is in no known format, is broken or can be understood in two ways (the hint says what
            settles it), or no system of it is in the corpus.
    """
    told = told or Told()
    if higher_is_better is not None:
        told = replace(told, higher_is_better=higher_is_better)
    reader = _reader(path, told)
    ratings = reader.read(path, corpus, told)
    return _Judged(path, corpus, ratings).judgements(systems or {})


def _reader(path: Path, told: Told) -> JudgementReader:
    """The reader of a file's format.

    Raises:
        MtqaError: when there is none or more than one, or what the user says means nothing for it.
    """
    is_workbook = path.suffix.casefold() == ".xlsx"
    head = list(islice((line for line in _lines(path, is_workbook=is_workbook) if line.strip()), HEAD))
    names = judgements.names()
    readers = [judgements.create(name) for name in ([told.format] if told.format else names)]
    readers = [reader for reader in readers if reader.workbooks or not is_workbook]
    fitting = [reader for reader in readers if told.format or reader.accepts(head)]
    if len(fitting) != 1:
        names_of_fitting = ", ".join(reader.name for reader in fitting)
        problem = (
            f"could be {names_of_fitting.replace(', ', ' or ')}" if fitting else "is in no known form of judgements"
        )
        raise MtqaError(
            problem, f"Name the form with '{path}:format=NAME'; there are {', '.join(names)}.", path=path, line=1
        )
    (reader,) = fitting
    for option in fields(Told):
        name = option.name
        if name != "format" and name not in reader.settles and getattr(told, name) != getattr(Told(), name):
            raise MtqaError(f"{name} is not for the user to say in the form {reader.name}", "Leave it out.", path=path)
    return reader


def _lines(path: Path, *, is_workbook: bool) -> Iterator[str]:
    """The lines of a file; those of a workbook are the rows of its first sheet, with tabs between the cells."""
    if not is_workbook:
        return read_lines(path)
    return ("\t".join(cells) for _, cells in read_sheet(read_bytes(path), str(path)))


class _Judged:
    """Ratings of a file, set against the systems of a corpus."""

    def __init__(self, path: Path, corpus: Corpus, ratings: Ratings) -> None:
        self._path = path
        self._corpus = corpus
        self._ratings = ratings
        self._warnings: list[str] = list(ratings.warnings)

    def judgements(self, systems: Mapping[str, str]) -> Judgements:
        """What the ratings say of the corpus's systems.

        Raises:
            MtqaError: when none of the systems is in the corpus, or too many of the judged texts are not the systems'.
        """
        names = self._match_all(systems)
        ours = [
            replace(rating, system=names[rating.system]) for rating in self._ratings.ratings if rating.system in names
        ]
        ours = self._of_these_texts(ours)
        raters = {rating.rater for rating in ours if rating.rater and rating.value is not None}
        values, means = self._averages(ours, len(raters))
        return Judgements(
            label=self._ratings.label,
            higher_is_better=self._ratings.higher_is_better,
            file=self._path.name,
            values=values,
            warnings=tuple(self._warnings),
            level=self._ratings.level,
            means=means,
            domains=self._domains(ours),
            scale=self._ratings.scale,
            n_raters=len(raters),
            ratings=tuple(ours),
            marked=tuple(self._marked(ours)),
        )

    def _match_all(self, systems: Mapping[str, str]) -> dict[str, str]:
        """Names of the corpus's systems by names in the file, strangers left out."""
        names = [system.name for system in self._corpus.systems]
        matches: dict[str, str] = {}
        strangers: list[str] = []
        for name in dict.fromkeys(rating.system for rating in self._ratings.ratings):
            match = systems.get(name) or _match(name, names)
            if match is None or match not in names:
                strangers.append(name)
                continue
            if match in matches.values():
                raise MtqaError(
                    f"two systems of it would be '{match}'", "Name them with --human-system.", path=self._path
                )
            if match.casefold() != name.casefold() and name not in systems:
                self._warnings.append(f"'{name}' of {self._path.name} was taken for the system '{match}'.")
            matches[name] = match
        if not matches:
            raise MtqaError(
                f"none of its systems is in the corpus: {', '.join(strangers[:8])}",
                f"The corpus has {', '.join(names[:8])}. Name them with --human-system NAME=SYSTEM.",
                path=self._path,
            )
        if strangers:
            listed = ", ".join(strangers)
            self._warnings.append(f"{self._path.name} also judges {listed}, which the corpus does not have.")
        return matches

    def _of_these_texts(self, ratings: Sequence[Rating]) -> list[Rating]:
        """The ratings of what the corpus's systems wrote; a file that has no texts is believed."""
        outputs = {system.name: system.hypotheses for system in self._corpus.systems}

        def is_other(rating: Rating) -> bool:
            if rating.hypothesis is None or rating.position is None:
                return False
            return folded_text(rating.hypothesis) != folded_text(outputs[rating.system][rating.position] or "")

        others = [rating for rating in ratings if is_other(rating)]
        if len(others) > OTHER_TEXTS * len(ratings):
            raise MtqaError(
                f"{len(others)} of {len(ratings)} judged translations are not what the systems of the corpus wrote",
                "Judgements of other outputs say nothing about these.",
                path=self._path,
                line=others[0].line or None,
            )
        if others:
            self._warnings.append(
                f"{self._path.name}: {len(others)} judgements of other translations than the corpus has were left out."
            )
        left_out = set(map(id, others))
        return [rating for rating in ratings if id(rating) not in left_out]

    def _averages(
        self, ratings: Sequence[Rating], n_raters: int
    ) -> tuple[dict[str, Sequence[float | None]], dict[str, float]]:
        """The mean of the raters for each segment, and the mean of what was judged for each system."""
        units: dict[str, dict[tuple[int | None, str], list[float]]] = defaultdict(lambda: defaultdict(list))
        for rating in ratings:
            of_unit = units[rating.system][rating.position, rating.domain]
            if rating.value is not None:
                of_unit.append(rating.value)
        if not any(of_unit for of_system in units.values() for of_unit in of_system.values()):
            raise MtqaError("holds no score for the systems of the corpus", path=self._path)
        values: dict[str, Sequence[float | None]] = {}
        means: dict[str, float] = {}
        for system, of_system in units.items():
            averages = {unit: fsum(given) / len(given) for unit, given in of_system.items() if given}
            if averages:
                means[system] = fsum(averages.values()) / len(averages)
            if self._ratings.level is Level.SEGMENT:
                values[system] = [averages.get((k, "")) for k in range(len(self._corpus.segments))]
        self._say_how_averaged(units, n_raters)
        return values, means

    def _domains(self, ratings: Sequence[Rating]) -> dict[str, dict[str, float]]:
        by_domain: dict[str, dict[str, float]] = defaultdict(dict)
        for rating in ratings:
            if rating.domain and rating.value is not None:
                by_domain[rating.system][rating.domain] = rating.value
        return by_domain

    def _say_how_averaged(
        self, units: Mapping[str, Mapping[tuple[int | None, str], Sequence[float]]], n_raters: int
    ) -> None:
        given = [len(scores) for of_system in units.values() for scores in of_system.values() if scores]
        several = sum(count > 1 for count in given)
        shared = (
            f"{several} of {len(given)} judged translations have several ratings (at most {max(given)}), whose mean"
            " counts"
            if several
            else "no translation was judged by more than one"
        )
        if self._ratings.level is Level.SEGMENT and (several or n_raters > 1):
            named = f" names {n_raters} raters;" if n_raters else ":"
            self._warnings.append(f"{self._path.name}{named} {shared}.")
        if self._ratings.level is Level.SYSTEM:
            self._warnings.append(f"{self._path.name} scores systems as a whole: there are no intervals and no tests.")
        if self._ratings.level is Level.DOMAIN:
            self._warnings.append(
                f"{self._path.name} has scores by domain: a system's score is their mean, each domain counting once."
            )

    def _marked(self, ratings: Sequence[Rating]) -> Iterator[MarkedFinding]:
        """The errors that people marked, at places that lie inside the texts."""
        segments = self._corpus.segments
        outputs = {system.name: system.hypotheses for system in self._corpus.systems}
        for rating in ratings:
            if rating.position is None or not rating.errors:
                continue
            segment = segments[rating.position]
            lengths = {"source": len(segment.source), "hypothesis": len(outputs[rating.system][rating.position] or "")}
            for error in rating.errors:
                yield MarkedFinding(
                    Finding(
                        check=HUMAN,
                        category=error.category,
                        severity=error.severity,
                        segment_id=segment.id,
                        system=rating.system,
                        message=error.words,
                        spans=tuple(span for span in error.spans if _lies_inside(span, lengths)),
                    ),
                    rating.rater,
                )


def _lies_inside(span: Span, lengths: Mapping[str, int]) -> bool:
    return 0 <= span.start < span.end <= lengths[span.side]


def _match(name: str, systems: Sequence[str]) -> str | None:
    folded = name.casefold()
    for candidates in (
        [system for system in systems if system == name],
        [system for system in systems if system.casefold() == folded],
        [system for system in systems if folded.endswith(f".{system.casefold()}")],
        [system for system in systems if len(name) > 3 and folded in system.casefold()],
    ):
        if len(candidates) == 1:
            return candidates[0]
    return None
