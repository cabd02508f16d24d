"""Findings that somebody has looked at and does not want to be told again.

A suppression that says what it is about (`finding_digest`) hides that finding alone, wherever its segment stands. One
that only names a segment hides whatever its check finds there, which is told, with what would bind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqa.corpus import Corpus
from mtqa.results import Finding, Suppressed, finding_digest

__all__ = ["SuppressedFindings", "Suppression", "suppress"]

_NAMED, _FEW = 20, 3


@dataclass(frozen=True)
class Suppression:
    """Findings that are not to be told again.

    Attributes:
        segment_id: The segment, by its id or as the report numbers it.
        check: Name of the check.
        system: Name of the system; "" for all.
        language: Tag of the target language; "" for all.
        reason: Why.
        place: Where it is written, for messages: `suppressed.tsv:4`.
        about: What the finding is about; "" for whatever the check finds in this segment.
    """

    segment_id: str
    check: str
    system: str
    language: str
    reason: str
    place: str
    about: str = ""


@dataclass(frozen=True)
class SuppressedFindings:
    """What suppressions made of findings.

    Attributes:
        findings: Those that stay.
        suppressed: Those that do not.
        warnings: Suppressions that hide too much, fit no longer, or meet nothing.
    """

    findings: list[Finding]
    suppressed: list[Suppressed]
    warnings: list[str]


def suppress(
    findings: Sequence[Finding], suppressions: Sequence[Suppression], ran: set[str], corpus: Corpus
) -> SuppressedFindings:
    """Sort out the findings that are suppressed.

    Args:
        findings: All of them.
        suppressions: What is suppressed, in any language and any system.
        ran: Names of the checks that ran: what the others would have found is not known.
        corpus: The corpus in which they were found.
    """
    wanted = [one for one in suppressions if one.language in ("", corpus.language_pair.target.tag)]
    if not wanted:
        return SuppressedFindings(list(findings), [], [])
    names = _names(corpus)
    abouts = _abouts(findings, {one.check for one in wanted}, corpus)
    bound = {(one.about, one.check, one.system): one for one in wanted if one.about}
    placed = {(names.get(one.segment_id, ""), one.check, one.system): one for one in wanted if not one.about}
    met: dict[Suppression, list[str]] = {}
    stay: list[Finding] = []
    suppressed: list[Suppressed] = []
    others: dict[tuple[str, str], str] = {}
    for finding, about in zip(findings, abouts, strict=True):
        one = _wanted(bound, about, finding) or _wanted(placed, finding.segment_id, finding)
        if one is None:
            stay.append(finding)
            others[finding.segment_id, finding.check] = about
        else:
            met.setdefault(one, []).append(about)
            suppressed.append(Suppressed(finding, one.reason))
    systems = {"", *(system.name for system in corpus.systems)}
    unmet = [one for one in wanted if one not in met and one.check in ran and one.system in systems]
    changed = {one: others[place] for one in unmet if one.about and (place := _place(one, names)) in others}
    gone = [one for one in unmet if one not in changed]
    return SuppressedFindings(stay, suppressed, [*_loose(met), *_changed(changed), *_gone(gone)])


def _wanted(table: Mapping[tuple[str, str, str], Suppression], key: str, finding: Finding) -> Suppression | None:
    """The suppression of this key that is about the finding's check, for its own system or for all."""
    return table.get((key, finding.check, finding.system)) or table.get((key, finding.check, ""))


def _place(one: Suppression, names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(one.segment_id, one.segment_id), one.check


def _names(corpus: Corpus) -> dict[str, str]:
    """For everything that a segment may be called its id: the id itself, and what reports show in one document."""
    ids = [segment.id for segment in corpus.segments]
    prefix = f"{corpus.documents[0]}:" if len(corpus.documents) == 1 else ""
    short = {name.removeprefix(prefix): name for name in ids} if prefix else {}
    return short | {name: name for name in ids}


def _abouts(findings: Sequence[Finding], checks: set[str], corpus: Corpus) -> list[str]:
    """For each finding of these checks what it is about; "" for the others."""
    positions = {segment.id: number for number, segment in enumerate(corpus.segments)}
    systems = {system.name: system.hypotheses for system in corpus.systems}
    abouts = []
    for finding in findings:
        number = positions[finding.segment_id]
        text = systems[finding.system][number] or ""
        wanted = finding.check in checks
        abouts.append(finding_digest(finding, corpus.segments[number].source, text) if wanted else "")
    return abouts


def _loose(met: Mapping[Suppression, Sequence[str]]) -> list[str]:
    """Suppressions of a place: they work, and the warning says what would bind them to the finding."""
    loose = {one: abouts for one, abouts in met.items() if not one.about}
    if not loose:
        return []
    named = [f"{one.place}: {' '.join(dict.fromkeys(abouts))}" for one, abouts in loose.items()]
    return [
        f"{_count(len(loose), 'suppression names', 'suppressions name')} a place and would hide any finding there. Bind"
        f" each to what it hides now with a column 'about': {_list(named)}"
    ]


def _changed(changed: Mapping[Suppression, str]) -> list[str]:
    """Suppressions whose finding is another one now."""
    if not changed:
        return []
    named = [f"{one.place}: segment {one.segment_id}, {one.check}, now {about}" for one, about in changed.items()]
    return [
        f"{_count(len(changed), 'suppression no longer fits', 'suppressions no longer fit')}: the texts or the marked"
        f" words are others now, so the finding is told. Look at it, and write the new 'about' or remove the line:"
        f" {_list(named)}"
    ]


def _gone(gone: Sequence[Suppression]) -> list[str]:
    if not gone:
        return []
    places = list(dict.fromkeys(one.place for one in gone))
    named = ", ".join(places[:_FEW] + ["…"] * (len(places) > _FEW))
    return [f"{len(gone)} suppressed findings were not found any more ({named})."]


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _list(named: Sequence[str]) -> str:
    return "; ".join(named[:_NAMED]) + ("; …" if len(named) > _NAMED else ".")
