"""Findings that people have labelled: which of them are still reported, and what is reported beside them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa import load_corpora
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.evaluation.findings import Checking, run_checks
from mtqa.languages import LanguagePair, language
from mtqa.results import Finding

LABELS = ("true", "arguable", "trivial", "false")
ALIGNED = Path(os.environ.get("MTQA_ALIGNED", Path(tempfile.gettempdir()) / "mtqa-aligned"))
"""Where the aligned pages are kept from run to run: aligning takes minutes, checking seconds."""
_QUOTED = re.compile(r"“([^”]+)”")


@dataclass(frozen=True)
class Label:
    """A finding as it was read and labelled.

    Attributes:
        corpus: Name of the corpus folder beside the labels; "" where the pair is all that there is.
        pair: Languages, as "en-de".
    """

    corpus: str
    pair: str
    check: str
    severity: str
    message: str
    label: str
    source: str
    hypothesis: str


@dataclass(frozen=True)
class Reported:
    """A finding of today and the texts that it is about; `covered` are the pairs of the run that it names, if any."""

    finding: Finding
    corpus: str
    pair: str
    source: str
    hypothesis: str
    covered: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What has become of a label: `kept` by its own check, else `elsewhere` by another one, else gone."""

    label: Label
    kept: Reported | None
    elsewhere: bool


def read_labels(path: Path) -> list[Label]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Label(
            row.get("corpus", ""),
            row.get("language_pair") or f"en-{row['language']}",
            *(row[name] for name in ("check", "severity", "message", "label", "source", "hypothesis")),
        )
        for row in rows
    ]


def _kept_aligned(folder: Path, tag: str) -> Path:
    """Where the aligned pairs of a corpus folder are kept; another file as soon as one of its texts changes."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return ALIGNED / f"{folder.name}-{digest.hexdigest()[:12]}.{tag}.json"


def aligned(folder: Path, tag: str, again: bool) -> list[dict[str, str]]:
    """The pairs of a corpus folder, aligned once and kept."""
    path = _kept_aligned(folder, tag)
    if again or not path.is_file():
        print(f"Aligning {folder.name} ({tag}); kept in {path}", file=sys.stderr)
        (corpus,) = load_corpora(folder, [tag])
        pairs = [
            {"id": one.id, "document": one.document, "kind": one.kind, "source": one.source, "hypothesis": text}
            for one, text in zip(corpus.segments, corpus.systems[0].hypotheses, strict=True)
            if text is not None
        ]
        ALIGNED.mkdir(exist_ok=True, parents=True)
        path.write_text(json.dumps(pairs, ensure_ascii=False, indent=0), encoding="utf-8")
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _corpus(name: str, pair: str, rows: Sequence[dict[str, str]]) -> Corpus:
    source, target = pair.split("-")
    segments = [Segment(row["id"], row["document"], row["source"], kind=row["kind"]) for row in rows]
    output = SystemOutput("human", Role.PRIMARY, [row["hypothesis"] for row in rows])
    return Corpus(name, LanguagePair(language(source), language(target)), segments, (output,))


def _alone(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Pairs that stand in no corpus, each a document of its own."""
    return [
        {"id": f"pair:{index}", "document": f"pair {index}", "kind": "", "source": source, "hypothesis": hypothesis}
        for index, (source, hypothesis) in enumerate(pairs)
    ]


def reported(labels: Sequence[Label], folder: Path, names: Sequence[str], again: bool = False) -> list[Reported]:
    """All findings in the corpora of the labels and in those pairs that they do not have (any more)."""
    reports: list[Reported] = []
    checking = Checking().only(names)
    for name, pair in dict.fromkeys((one.corpus, one.pair) for one in labels):
        wanted = {(one.source, one.hypothesis): None for one in labels if (one.corpus, one.pair) == (name, pair)}
        rows = aligned(folder / name, pair.partition("-")[2], again) if name else []
        for row in rows:
            wanted.pop((row["source"], row["hypothesis"]), None)
        if name and wanted:
            print(f"{name} {pair}: {len(wanted)} labelled pairs are aligned otherwise now", file=sys.stderr)
        for group in filter(None, (rows, _alone(wanted))):
            reports += _findings(_corpus(name or pair, pair, group), name, pair, checking)
    return reports


def _findings(corpus: Corpus, name: str, pair: str, checking: Checking) -> Iterator[Reported]:
    texts = {
        segment.id: (segment.source, hypothesis or "")
        for segment, hypothesis in zip(corpus.segments, corpus.systems[0].hypotheses, strict=True)
    }
    for finding in run_checks(corpus, checking).findings:
        run = frozenset(texts[one] for one in getattr(finding, "run", ()))
        yield Reported(finding, name, pair, *texts[finding.segment_id], run)


def _is_about(one: Reported, label: Label) -> bool:
    here = (label.source, label.hypothesis)
    same_place = here == (one.source, one.hypothesis) or here in one.covered
    return same_place and (one.corpus, one.pair) == (label.corpus, label.pair)


def _closeness(one: Reported, label: Label) -> int:
    """How well a finding of the same check at the same place fits a label: 3 the same words, 2 about the same words of
    the texts, 1 at least one of the two names no words; 0 about something else."""
    if one.finding.message == label.message:
        return 3
    if (label.source, label.hypothesis) in one.covered:
        return 2
    before, now = _QUOTED.findall(label.message), _QUOTED.findall(one.finding.message)
    if not before or not now:
        return 1
    return 2 if any(a in b or b in a for a in before for b in now) else 0


def outcomes(labels: Sequence[Label], reports: Sequence[Reported]) -> tuple[list[Outcome], list[Reported]]:
    """What has become of each label, and the findings that nobody has labelled."""
    by_place: dict[tuple[str, ...], list[Reported]] = defaultdict(list)
    for one in reports:
        for source, hypothesis in one.covered | {(one.source, one.hypothesis)}:
            by_place[one.corpus, one.pair, source, hypothesis].append(one)
    kept: dict[int, Reported] = {}
    taken: set[int] = set()
    for bar in (3, 2, 1):
        for index, label in enumerate(labels):
            for one in by_place[label.corpus, label.pair, label.source, label.hypothesis]:
                free = id(one) not in taken or one.covered
                if index not in kept and free and one.finding.check == label.check and _closeness(one, label) >= bar:
                    kept[index] = one
                    taken.add(id(one))
    results = [
        Outcome(
            label,
            kept.get(index),
            any(
                one.finding.check != label.check
                for one in by_place[label.corpus, label.pair, label.source, label.hypothesis]
            ),
        )
        for index, label in enumerate(labels)
    ]
    return results, [one for one in reports if id(one) not in taken]


def print_outcomes(results: Sequence[Outcome], new: Sequence[Reported]) -> None:
    """A table by check and label: how many are still reported, of how many."""
    total: Counter[tuple[str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    elsewhere: Counter[tuple[str, str]] = Counter()
    for one in results:
        for row in (one.label.check, "all"):
            total[row, one.label.label] += 1
            kept[row, one.label.label] += one.kept is not None
            elsewhere[row, one.label.label] += one.kept is None and one.elsewhere
    unlabelled = Counter(row for one in new for row in (one.finding.check, "all"))
    print("Labelled findings still reported by the same check (+ by another one) of all; new: without a label")
    print(f"{'':20}{''.join(f'{label:>18}' for label in LABELS)}{'new':>7}")
    for row in [*sorted({one.label.check for one in results} | set(unlabelled) - {"all"}), "all"]:
        cells = [
            f"{kept[row, label]}{f'+{elsewhere[row, label]}' * (elsewhere[row, label] > 0)} of {total[row, label]}"
            if total[row, label]
            else "-"
            for label in LABELS
        ]
        print(f"{row:20}{''.join(f'{cell:>18}' for cell in cells)}{unlabelled[row]:>7}")
    for label in LABELS:
        if total["all", label]:
            print(f"  {label}: {100 * kept['all', label] / total['all', label]:.1f} % still reported")


def show(results: Sequence[Outcome], new: Sequence[Reported], limit: int) -> None:
    """The findings that matter, at most `limit` of each sort and check: false ones that stay, true ones that are gone,
    and new ones."""
    sorts: dict[str, list[tuple[str, str, str, str, str]]] = {"still false": [], "true, but gone": [], "new": []}
    for one in results:
        label = one.label
        row = (label.check, label.severity, label.message, label.source, label.hypothesis)
        if label.label == "false" and one.kept:
            sorts["still false"].append((*row[:2], one.kept.finding.message, *row[3:]))
        if label.label == "true" and not one.kept:
            sorts["true, but gone"].append(row)
    sorts["new"] = [
        (one.finding.check, one.finding.severity, one.finding.message, one.source, one.hypothesis) for one in new
    ]
    for sort, rows in sorts.items():
        shown: Counter[str] = Counter()
        for check, severity, message, source, hypothesis in sorted(rows, key=lambda row: row[0]):
            shown[check] += 1
            if shown[check] <= limit:
                print(f"  {sort}: [{check}, {severity}] {message}\n    {source}\n    {hypothesis}")
