"""Rejected findings as rows of `suppressed.tsv`, bound to their texts; what the user wrote there stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.contracts import checks
from mtqa.corpus import Corpus
from mtqa.evaluation import Checking, find_config, read_suppressed, run_checks, suppressed_path
from mtqa.files import read_text, write_atomically
from mtqa.results import Finding, finding_digest
from mtqa.review.finding_index import FindingIndex, FoundRow
from mtqa.review.judgement import Decision
from mtqa.review.store import Written
from mtqa.review.subject import Subject

__all__ = ["Rejected", "abouts", "place_of", "rejected", "rewritten", "write_rejected"]

_COLUMNS = ("segment", "check", "system", "language", "about", "reason")


@dataclass(frozen=True)
class Rejected:
    """A finding that was rejected, as a row of the table.

    Attributes:
        segment: Id of its (first) segment.
        check: Name of the check.
        system: Name of the system.
        language: Tag of the target language.
        abouts: What it is about; several, where it is told of several segments.
        reason: Why it is none.
    """

    segment: str
    check: str
    system: str
    language: str
    abouts: tuple[str, ...]
    reason: str

    @property
    def key(self) -> Written:
        """What the row is known by."""
        return Written(self.language, self.system, self.abouts[0])


def place_of(subject: Subject) -> Path | None:
    """The table that `mtqa evaluate` reads for what is reviewed; None where it reads none: of an address."""
    if subject.run is not None:
        from mtqa.review.subject import read_run_folder

        folder = read_run_folder(subject.run)
        corpus = folder / "corpus"
        return (corpus if (corpus / "corpus.toml").is_file() else folder) / "suppressed.tsv"
    return suppressed_path(subject.config or find_config(subject.given), subject.given)


def rejected(index: FindingIndex, tag: str, subject: Subject) -> list[Rejected]:
    """The rejected findings of a language that checks found; those of metrics cannot be suppressed by a table."""
    names, rows = set(checks.names()), {}
    for row in index.rows:
        judgement = index.decision(row)
        if judgement is None or not isinstance(judgement.content, Decision) or row.finding.check not in names:
            continue
        if judgement.content.decision == "reject":
            one = row.finding
            reason = " ".join(judgement.content.reason.split()) or f"rejected in the review by {judgement.annotator}"
            kept = Rejected(one.segment_id, one.check, one.system, tag, _kept_abouts(row, index, subject), reason)
            rows[kept.key] = kept
    return list(rows.values())


def _kept_abouts(row: FoundRow, index: FindingIndex, subject: Subject) -> tuple[str, ...]:
    """As `abouts`, which is asked once for each finding."""
    if row.id not in index.abouts:
        index.abouts[row.id] = abouts(row, index.corpus, subject.checking()) if row.finding.run else (row.about,)
    return index.abouts[row.id]


def abouts(row: FoundRow, corpus: Corpus, checking: Checking) -> tuple[str, ...]:
    """What a finding is about: of a run of segments, what its check finds in each of them alone.

    Args:
        row: The finding.
        corpus: In which it was found.
        checking: How its check is configured.
    """
    if not row.finding.run:
        return (row.about,)
    only = checking.only([row.finding.check])
    positions = {segment.id: n for n, segment in enumerate(corpus.segments)}
    found = [row.about]
    for segment_id in row.finding.run[1:]:
        found += _alone(row.finding, positions[segment_id], corpus, replace(only, suppressions=()))
    return tuple(dict.fromkeys(found))


def _alone(finding: Finding, position: int, corpus: Corpus, checking: Checking) -> list[str]:
    """What the findings of a check are about that stand in one segment; those of the same category."""
    segment, system = corpus.segments[position], corpus.system(finding.system)
    text = system.hypotheses[position]
    alone = replace(corpus, segments=[segment], systems=[replace(system, hypotheses=[text])])
    found = run_checks(alone, checking).findings
    alike = [one for one in found if one.category == finding.category]
    return [finding_digest(one, segment.source, text or "") for one in alike]


def write_rejected(
    path: Path, wanted: Sequence[Rejected], written: Iterable[Written], languages: Iterable[str]
) -> set[Written]:
    """Bring the table up to date.

    Args:
        path: The table.
        wanted: The rejected findings of some languages.
        written: The rows in it that are ours.
        languages: The languages whose rows are brought up to date.

    Returns:
        The rows in it that are ours now.

    Raises:
        MtqaError: when the table that is there is broken, or cannot be written; it is then as it was.
    """
    ours, tags = set(written), set(languages)
    old = read_text(path) if path.is_file() and path.stat().st_size else ""
    if old:
        theirs = [one for one in read_suppressed(path) if Written(one.language, one.system, one.about) not in ours]
        covered = {(one.about, one.check, one.system) for one in theirs}
        wanted = [
            one
            for one in wanted
            if not {(one.abouts[0], one.check, one.system), (one.abouts[0], one.check, "")} & covered
        ]
    gone = {one for one in ours if one.language in tags}
    text = rewritten(old, wanted, gone)
    if text != old:
        if text:
            write_atomically(path, text)
        else:
            path.unlink(missing_ok=True)
    return (ours - gone) | {one.key for one in wanted}


def rewritten(text: str, wanted: Sequence[Rejected], ours: set[Written]) -> str:
    """The text of a table without our older rows and with the wanted ones; "" where nothing is left of it.

    Args:
        text: The table as it is; "" for none.
        wanted: The rows to be in it.
        ours: What our older rows are known by.
    """
    lines = text.rstrip("\n").split("\n") if text else []
    header = lines[0].split("\t") if lines else list(_COLUMNS)
    kept = [line for line in lines[1:] if not _is_ours(line, header, ours)]
    if not wanted and not any(line.strip() for line in kept) and len(lines) > 1 and header == list(_COLUMNS):
        return ""
    missing = [name for name in _COLUMNS if name not in header] if wanted else []
    if missing:
        kept = [line + "\t" * len(missing) if line.strip() else line for line in kept]
        header = [*header, *missing]
    if not lines and not wanted:
        return ""
    return "\n".join(["\t".join(header), *kept, *_lines(wanted, header)]) + "\n"


def _is_ours(line: str, header: Sequence[str], ours: set[Written]) -> bool:
    cells = line.split("\t")
    if len(cells) != len(header):
        return False
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    digests = row.get("about", "").split()
    return bool(digests) and Written(row.get("language", ""), row.get("system", ""), digests[0]) in ours


def _lines(wanted: Sequence[Rejected], header: Sequence[str]) -> Iterator[str]:
    for one in wanted:
        cells: Mapping[str, str] = {
            "segment": one.segment,
            "check": one.check,
            "system": one.system,
            "language": one.language,
            "about": " ".join(one.abouts),
            "reason": one.reason,
        }
        yield "\t".join(" ".join(cells[name].split()) for name in header)
