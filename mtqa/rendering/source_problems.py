"""What checks find at the same place in all languages: there the source itself is likely to be odd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mtqa.rendering.annotate import Note, annotate
from mtqa.rendering.labels import anchor, category_name
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Finding

__all__ = ["SourceProblem", "source_problems"]

SHARE = 0.75
"""The share of languages from which on it is told, where it is not found in all, of three at least."""
MANY = 4000
"""Above so many findings, segments of different cut are not compared with each other."""
SHOWN = 12
_PART = 15
"""Characters that a segment has at least to be looked for in longer ones."""


@dataclass(frozen=True)
class SourceProblem:
    """A place of the source where the checks report the same in many languages.

    Attributes:
        source: The source text as HTML, what findings mark in it marked.
        tag: Language of the source, and `rtl` or `ltr`.
        direction: Direction of its writing.
        category: What is reported, in words.
        languages: Name of each language in which it is, and where its report tells of it.
        n_all: Languages that there are.
    """

    source: Markup
    tag: str
    direction: str
    category: str
    languages: tuple[tuple[str, str], ...]
    n_all: int


@dataclass(frozen=True)
class _Place:
    """A finding in one language: which evaluation, and the source text of its segment."""

    number: int
    source: str
    finding: Finding


def source_problems(
    evaluations: Sequence[Evaluation], hrefs: Sequence[str], words: Catalogue
) -> tuple[tuple[SourceProblem, ...], int]:
    """What is found in all languages, or nearly all, and how much of it is not among the first that are given.

    Args:
        evaluations: One per target language, of the same source.
        hrefs: Where the report of each is.
        words: Catalogue of the report.
    """
    by_check: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for number, evaluation in enumerate(evaluations):
        for place in _places(number, evaluation):
            by_check[evaluation.corpus.language_pair.source.tag, place.finding.check].append(place)
    grouped = [group for places in by_check.values() for group in _groups(places)]
    wide = [group for group in grouped if _is_wide(len({place.number for place in group}), len(evaluations))]
    wide.sort(key=lambda group: (-len({place.number for place in group}), -group[0].finding.severity.rank))
    problems = tuple(_problem(group, evaluations, hrefs, words) for group in wide[:SHOWN])
    return problems, max(0, len(wide) - SHOWN)


def _is_wide(n: int, n_all: int) -> bool:
    return (n == n_all and n > 1) or (n > 2 and n >= SHARE * n_all)


def _places(number: int, evaluation: Evaluation) -> Iterator[_Place]:
    """The findings in the primary system's text; for a page that is not translated, no source is to blame."""
    sources = {segment.id: segment.source for segment in evaluation.corpus.segments}
    for finding in evaluation.findings:
        if finding.system == evaluation.primary and not finding.run and sources.get(finding.segment_id, "").strip():
            yield _Place(number, " ".join(sources[finding.segment_id].split()), finding)


def _groups(places: Sequence[_Place]) -> list[list[_Place]]:
    """Findings of one check about the same source text; where languages are cut differently, one lies in the other."""
    groups: dict[str, list[_Place]] = {}
    for place in sorted(places, key=lambda place: len(place.source)):
        key = place.source
        if key not in groups and len(places) <= MANY:
            key = next((shorter for shorter in groups if _is_part(shorter, key)), key)
        groups.setdefault(key, []).append(place)
    return list(groups.values())


def _is_part(shorter: str, longer: str) -> bool:
    """Whether a segment is a part of one that was cut longer, and not just a word that comes anywhere."""
    return len(shorter) >= _PART and 4 * len(shorter) >= len(longer) and shorter in longer


def _problem(
    group: Sequence[_Place], evaluations: Sequence[Evaluation], hrefs: Sequence[str], words: Catalogue
) -> SourceProblem:
    first: dict[int, _Place] = {}
    for place in group:
        first.setdefault(place.number, place)
    shown = next((place for place in group if any(span.side == "source" for span in place.finding.spans)), group[0])
    corpus = evaluations[shown.number].corpus
    source = next(segment.source for segment in corpus.segments if segment.id == shown.finding.segment_id)
    notes = [Note(0, "", span.start, span.end) for span in shown.finding.spans if span.side == "source"]
    return SourceProblem(
        source=annotate(source, notes=notes),
        tag=corpus.language_pair.source.tag,
        direction="rtl" if corpus.language_pair.source.right_to_left else "ltr",
        category=category_name(shown.finding.category, words),
        languages=tuple(
            (
                words.language_name(evaluations[number].corpus.language_pair.target),
                f"{hrefs[number]}#{anchor(place.finding.segment_id)}",
            )
            for number, place in sorted(first.items())
        ),
        n_all=len(evaluations),
    )
