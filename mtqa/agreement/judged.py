"""Files of human judgements -> what people said of the systems of a test set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.agreement.test_set import People
from mtqa.contracts import Level, Rating, parse_judgement_file
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import HUMAN, Judgements, read_judgements
from mtqa.results import Evaluation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Judged", "read_people"]


@dataclass(frozen=True, eq=False)
class Judged:
    """People's scores of all systems of a corpus.

    Attributes:
        people: The scores, by the systems of the corpus.
        systems: Names of these systems.
        notes: What the reader of the files had to say.
    """

    people: People
    systems: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def has(self, system: str) -> bool:
        """Whether a system was judged."""
        import numpy as np

        return bool(np.isfinite(self.people.systems[self.systems.index(system)]))

    def restricted(self, names: Sequence[str]) -> People:
        """The scores of some of the systems, in that order."""
        chosen = [self.systems.index(name) for name in names]
        people = self.people
        halves = people.halves
        return replace(
            people,
            systems=people.systems[chosen],
            segments=people.segments[chosen],
            domains={name: scores[chosen] for name, scores in people.domains.items()},
            halves=None if halves is None else (halves[0][chosen], halves[1][chosen]),
        )


def read_people(
    corpus: Corpus,
    files: Sequence[str],
    system_names: Mapping[str, str],
    evaluation: Evaluation | None,
    seed: int,
) -> list[Judged]:
    """Read files of judgements; those of one kind at several levels become one.

    Args:
        corpus: The corpus, with references as systems too.
        files: As on the command line; empty for the judgements of the stored run.
        system_names: For names in the files, the systems of the corpus.
        evaluation: A stored run.
        seed: Of the choice of one rater among several.

    Raises:
        MtqaError: when there is none, or one cannot be understood.
    """
    if not files:
        return [_of_run(corpus, evaluation)]
    read = []
    for file in files:
        path, told = parse_judgement_file(file)
        read.append(read_judgements(path, corpus, systems=system_names, told=told))
    groups: list[list[Judgements]] = []
    for judgements in read:
        group = next(
            (g for g in groups if g[0].label == judgements.label and all(j.level is not judgements.level for j in g)),
            None,
        )
        if group is None:
            groups.append([judgements])
        else:
            group.append(judgements)
    labels = [group[0].label for group in groups]
    return [
        _joined(corpus, group, group[0].label if labels.count(group[0].label) == 1 else group[0].file, seed)
        for group in groups
    ]


def _of_run(corpus: Corpus, evaluation: Evaluation | None) -> Judged:
    import numpy as np

    scores = [score for score in evaluation.scores if score.metric == HUMAN] if evaluation is not None else []
    if not scores:
        raise MtqaError("there are no human judgements", "Give a file with --human.")
    names = tuple(system.name for system in corpus.systems)
    systems = np.full(len(names), np.nan)
    segments = np.full((len(names), len(corpus.segments)), np.nan)
    for score in scores:
        if score.value is None or score.system not in names:
            continue
        sign = 1 if score.higher_is_better else -1
        systems[names.index(score.system)] = sign * score.value
        values = [np.nan if value is None else sign * value for value in score.segment_values]
        segments[names.index(score.system)] = values
    if np.isnan(segments).all():
        segments = segments[:, :0]
    return Judged(People(scores[0].label, "", systems, segments), names)


def _joined(corpus: Corpus, group: Sequence[Judgements], label: str, seed: int) -> Judged:
    import numpy as np

    names = tuple(system.name for system in corpus.systems)
    systems = np.full(len(names), np.nan)
    segments = np.full((len(names), len(corpus.segments)), np.nan)
    domains: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.full(len(names), np.nan))
    halves = None
    order = {Level.DOMAIN: 0, Level.SEGMENT: 1, Level.SYSTEM: 2}
    for judgements in sorted(group, key=lambda one: order[one.level]):
        sign = 1 if judgements.higher_is_better else -1
        for name, mean in judgements.means.items():
            systems[names.index(name)] = sign * mean
        for name, values in judgements.values.items():
            segments[names.index(name)] = [np.nan if value is None else sign * value for value in values]
        for name, by_domain in judgements.domains.items():
            for domain, value in by_domain.items():
                domains[domain][names.index(name)] = sign * value
        if judgements.level is Level.SEGMENT:
            halves = _halves(judgements.ratings, names, segments.shape, sign, seed)
    if np.isnan(segments).all():
        segments = segments[:, :0]
    files = ", ".join(judgements.file for judgements in group)
    raters = max(judgements.n_raters for judgements in group)
    notes = tuple(note for judgements in group for note in judgements.warnings)
    return Judged(People(label, files, systems, segments, dict(domains), halves, raters), names, notes)


def _halves(
    ratings: Sequence[Rating], names: Sequence[str], shape: tuple[int, ...], sign: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Where several judged a translation, the score of one drawn at random and the mean of the others."""
    import numpy as np

    given: dict[tuple[str, int], list[float]] = defaultdict(list)
    for rating in ratings:
        if rating.value is not None and rating.position is not None:
            given[rating.system, rating.position].append(sign * rating.value)
    several = {unit: scores for unit, scores in given.items() if len(scores) > 1}
    if not several:
        return None
    generator = np.random.default_rng(seed)
    one, rest = np.full(shape, np.nan), np.full(shape, np.nan)
    for (system, position), scores in several.items():
        drawn = int(generator.integers(len(scores)))
        place = (names.index(system), position)
        one[place] = scores[drawn]
        rest[place] = sum(scores[:drawn] + scores[drawn + 1 :]) / (len(scores) - 1)
    return one, rest
