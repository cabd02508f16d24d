"""A corpus, what people said of it and what metrics did -> a test set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mtqa.agreement.campaigns import Campaign, campaign, campaign_of
from mtqa.agreement.judged import Judged, read_people
from mtqa.agreement.own_scores import scores_of_metric, scores_of_run
from mtqa.agreement.reference_names import plain_reference, spellings
from mtqa.agreement.score_files import read_score_files
from mtqa.agreement.scores_from_files import scores_from_files
from mtqa.agreement.test_set import Measured, TestSet
from mtqa.corpus import Corpus, Role, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import Unit, document_numbers
from mtqa.results import Evaluation

if TYPE_CHECKING:
    from pathlib import Path

    from mtqa.progress import Progress

__all__ = ["Wishes", "gather"]


@dataclass(frozen=True)
class Wishes:
    """What is compared, as far as the user says.

    Attributes:
        task: Name of the campaign whose conventions hold; "" to tell it from the corpus's folder.
        references: The references that metrics may use; empty for the standard one.
        close_references: References that are too close to these to be judged as systems.
        outliers: Systems to leave out besides the campaign's.
        with_outliers: Leave none out.
        with_humans: Human translations count as systems, where metrics did not use them.
        judged_only: Scores of systems are computed on the segments that people judged, not on all.
        metrics: Metrics that mtqa computes.
        system_names: For names in the files of judgements, the systems of the corpus.
        workers: Threads that score.
        cache: Where statistics are kept.
        seed: Of what is drawn.
    """

    task: str = ""
    references: tuple[str, ...] = ()
    close_references: tuple[str, ...] = ()
    outliers: tuple[str, ...] = ()
    with_outliers: bool = False
    with_humans: bool = True
    judged_only: bool = False
    metrics: tuple[str, ...] = ()
    system_names: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1
    cache: Path | None = None
    seed: int = 12345


def gather(
    corpus: Corpus,
    place: str,
    human: Sequence[str],
    scores: Sequence[str],
    wishes: Wishes,
    evaluation: Evaluation | None = None,
    progress: Progress | None = None,
) -> TestSet:
    """Make a test set.

    Args:
        corpus: The corpus; of a stored run, its corpus.
        place: Where it was read from.
        human: Files of judgements, perhaps with options; the first counts, others are set beside the metrics.
        scores: Files and folders of metrics' scores.
        wishes: What is compared.
        evaluation: The stored run, whose metrics are taken and, where no file is given, its judgements.
        progress: Called while metrics are computed.

    Raises:
        MtqaError: when files are broken or do not fit, fewer than two systems were judged, or there is no metric.
    """
    known = campaign(wishes.task) if wishes.task else campaign_of(place)
    notes: list[str] = []
    files = [file for given in scores for file in read_score_files(given, _pair(corpus), len(corpus.segments))]
    used = {plain_reference(name) for file in files for name in file.references or () if name != "all"}
    main = _main_references(corpus, known, wishes, used)
    whole = _with_references(corpus)
    spelt = {other: name for name in _as_systems(whole, corpus) for other in spellings(name)}
    notes += _which_reference(corpus, main)
    judged = read_people(whole, human, {**spelt, **wishes.system_names}, evaluation, wishes.seed)
    names = _systems(whole, corpus, judged, main, known, wishes, notes)
    chosen = whole.with_systems([system for system in whole.systems if system.name in names])
    people, *others = [one.restricted(names) for one in judged]
    metrics: list[Measured] = []
    if evaluation is not None:
        metrics += scores_of_run(evaluation, names, people, wishes.judged_only)
    metrics += scores_from_files(files, names, main, people, wishes.judged_only, _domains(corpus), notes)
    for spec in wishes.metrics:
        metrics += scores_of_metric(_only_main(chosen, main), spec, people, wishes, progress, notes)
    if not metrics:
        raise MtqaError("there is no metric to set against people", "Give --scores or --metric.", path=place)
    documents = document_numbers([segment.document for segment in corpus.segments], Unit.AUTO)
    import numpy as np

    return TestSet(
        language_pair=_pair(corpus),
        title=(known.title if known else "") or corpus.title or corpus.name,
        systems=names,
        humans=frozenset(name for name in names if _is_reference(name, corpus)),
        documents=np.arange(len(corpus.segments)) if documents is None else documents,
        document_names=[segment.document for segment in corpus.segments],
        domain_names=_domains(corpus),
        people=people,
        others=tuple(others),
        metrics=_with_own_names(metrics),
        notes=tuple(dict.fromkeys([*(note for one in judged for note in one.notes), *notes])),
        by_document=documents is not None,
    )


def _pair(corpus: Corpus) -> str:
    return str(corpus.language_pair)


def _domains(corpus: Corpus) -> list[str]:
    return [segment.domain for segment in corpus.segments]


def _is_reference(name: str, corpus: Corpus) -> bool:
    return plain_reference(name) in {plain_reference(reference) for reference in corpus.reference_names}


def _main_references(corpus: Corpus, known: Campaign | None, wishes: Wishes, used: set[str]) -> frozenset[str]:
    """The references that metrics may use, by their plain names.

    Raises:
        MtqaError: when there are several and nothing tells which.
    """
    names = {plain_reference(name): name for name in corpus.reference_names}
    if wishes.references:
        strange = [name for name in wishes.references if plain_reference(name) not in names]
        if strange:
            there = ", ".join(corpus.reference_names) or "none"
            raise MtqaError(f"there is no reference '{strange[0][:60]}'", f"There are: {there}.")
        return frozenset(map(plain_reference, wishes.references))
    standard = plain_reference(known.references.get(_pair(corpus), "")) if known else ""
    if standard and (standard in names or not names):
        return frozenset({standard})
    if len(names) < 2:
        return frozenset(names or used)
    if len(used & names.keys()) == 1:
        return frozenset(used & names.keys())
    if not used:
        return frozenset(names)
    raise MtqaError(
        f"it is not plain which reference of {_pair(corpus)} the metrics use: {', '.join(corpus.reference_names)}",
        "Say --reference NAME; human translations that are no reference count as systems.",
    )


def _with_references(corpus: Corpus) -> Corpus:
    """The corpus with every reference as a system too, under the name that campaigns give it."""
    there = {plain_reference(system.name) for system in corpus.systems}
    added = []
    for name in corpus.reference_names:
        if plain_reference(name) in there:
            continue
        shown = f"ref{name}" if len(name) == 1 else name
        texts = [segment.references.get(name) for segment in corpus.segments]
        added.append(SystemOutput(shown, Role.REFERENCE, texts))
    return corpus.with_systems([*corpus.systems, *added]) if added else corpus


def _which_reference(corpus: Corpus, main: frozenset[str]) -> list[str]:
    """Which references metrics use, where there are several."""
    if len(corpus.reference_names) < 2:
        return []
    used = [name for name in corpus.reference_names if plain_reference(name) in main]
    return [f"Metrics use the reference {', '.join(used)}; --reference chooses another."]


def _as_systems(whole: Corpus, corpus: Corpus) -> list[str]:
    """Names of the systems that are references."""
    return [system.name for system in whole.systems if _is_reference(system.name, corpus)]


def _only_main(corpus: Corpus, main: frozenset[str]) -> Corpus:
    """The corpus with the references that metrics may use."""
    if all(plain_reference(name) in main for name in corpus.reference_names):
        return corpus
    segments = [
        replace(
            segment,
            references={name: text for name, text in segment.references.items() if plain_reference(name) in main},
        )
        for segment in corpus.segments
    ]
    return replace(corpus, segments=segments)


def _systems(
    whole: Corpus,
    corpus: Corpus,
    judged: Sequence[Judged],
    main: frozenset[str],
    known: Campaign | None,
    wishes: Wishes,
    notes: list[str],
) -> tuple[str, ...]:
    """The systems that are compared, with what is said of those that are not.

    Raises:
        MtqaError: when there are not two.
    """
    left_out: dict[str, list[str]] = {}
    close = set(map(plain_reference, wishes.close_references))
    outliers = set(wishes.outliers)
    if known and not wishes.with_outliers:
        outliers |= set(known.outliers.get(_pair(corpus), ()))
    reasons: list[tuple[str, Callable[[str], bool]]] = [
        ("the reference", lambda name: _is_reference(name, corpus) and plain_reference(name) in main),
        ("too close to the reference", lambda name: plain_reference(name) in close),
        ("a human translation", lambda name: not wishes.with_humans and _is_reference(name, corpus)),
        ("an outlier", lambda name: name in outliers),
    ]
    names = []
    for system in whole.systems:
        if not judged[0].has(system.name):
            left_out.setdefault("not judged", []).append(system.name)
            continue
        reason = next((reason for reason, holds in reasons if holds(system.name)), "")
        if reason:
            left_out.setdefault(reason, []).append(system.name)
        else:
            names.append(system.name)
    for reason, systems in left_out.items():
        if reason == "not judged":
            systems = [name for name in systems if not _is_reference(name, corpus)]
        if systems:
            campaign_says = f", as in the {known.title}" if known and reason in ("an outlier", "the reference") else ""
            notes.append(f"Left out, because {reason}{campaign_says}: {', '.join(systems)}.")
    if len(names) < 2:
        raise MtqaError(
            f"only {len(names)} of the systems were judged, and agreement is about pairs of systems",
            "Give judgements of several systems.",
            path=judged[0].people.file,
        )
    return tuple(names)


def _with_own_names(metrics: Sequence[Measured]) -> tuple[Measured, ...]:
    """Metrics under names of their own: what mtqa computed besides a file of the same metric says so."""
    taken: set[str] = set()
    named = []
    for metric in metrics:
        name, number = metric.name, 1
        while name in taken:
            number += 1
            name = f"{metric.name} (mtqa)" if number == 2 else f"{metric.name} ({number})"
        taken.add(name)
        named.append(replace(metric, name=name))
    return tuple(named)
