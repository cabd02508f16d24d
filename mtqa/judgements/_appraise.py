"""What both exports of Appraise have in common: which items count, and what the scores are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.contracts import Level, Rating, Ratings, Told
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.judgements._marked_spans import category_of, marked_errors, penalties
from mtqa.judgements._mqm import SCALE
from mtqa.languages import language_of

__all__ = ["Item", "counted", "ratings_of"]

_LEFT_OUT = {"CHK": "repeated items", "BAD": "items that were made worse on purpose", "REF": "items with references"}


@dataclass(frozen=True)
class Item:
    """One answer of an annotator.

    Attributes:
        line: Where it stands.
        annotator: Who gave it.
        system: The system, or several with `+` between where their outputs are equal.
        number: Number of the item in the batch.
        kind: `TGT` for what is judged in earnest.
        languages: Codes of source and target.
        score: 0 to 100.
        document: Name of the document with what the batch adds to it.
        whole: Whether the score is about the document as a whole.
        spans: Marked errors; None where the campaign did not ask for any.
        started: When; the latest answer counts.
        source: The text, where the export has it.
        hypothesis: The translation, likewise.
    """

    line: int
    annotator: str
    system: str
    number: int
    kind: str
    languages: tuple[str, str]
    score: float
    document: str
    whole: bool
    spans: Sequence[Mapping[str, Any]] | None
    started: float
    source: str | None = None
    hypothesis: str | None = None


def counted(items: Sequence[Item], corpus: Corpus, path: Path) -> tuple[list[Item], list[str]]:
    """The answers that count, and what was left out, in sentences.

    Raises:
        MtqaError: when none is left, or a score is not between 0 and 100.
    """
    left_out: Counter[str] = Counter()
    latest: dict[tuple[str, str, int, str], Item] = {}
    pair = (corpus.language_pair.source.tag[:2], corpus.language_pair.target.tag[:2])
    for item in items:
        reason = _why_left_out(item, pair)
        if reason:
            left_out[reason] += 1
            continue
        if not 0 <= item.score <= 100:
            raise MtqaError(f"a score of {item.score:g}, where Appraise has 0 to 100", path=path, line=item.line)
        key = (item.annotator, item.system, item.number, item.document)
        other = latest.get(key)
        left_out["answers that their annotator changed later"] += other is not None
        if other is None or item.started > other.started:
            latest[key] = item
    if not latest:
        listed = ", ".join(f"{count} {what}" for what, count in left_out.items())
        raise MtqaError(f"no answer in it counts ({listed or 'it has none'})", path=path)
    warnings = [f"{path.name}: left out {count} {what}." for what, count in left_out.items() if count]
    return list(latest.values()), warnings


def _why_left_out(item: Item, pair: tuple[str, str]) -> str:
    spoken = [language_of(code).tag[:2] if code else "" for code in item.languages]
    if any(spoken) and tuple(spoken) != pair:
        return f"answers about {item.languages[0]}-{item.languages[1]}"
    if item.whole:
        return "scores of whole documents"
    if "tutorial" in f"{item.system} {item.document}".casefold():
        return "items of the tutorial"
    if "#duplicate" in item.document.casefold():
        return "repeated items"
    kind = item.kind.upper()
    return "" if kind == "TGT" else _LEFT_OUT.get(kind, f"items of the kind {kind}")


def ratings_of(
    placed: Sequence[tuple[Item, int | None]], level: Level, warnings: Sequence[str], told: Told, path: Path
) -> Ratings:
    """Answers as ratings: scores from 0 to 100 (DA, ESA), or MQM where only errors with categories were asked for.

    Raises:
        MtqaError: when all scores are 0 and no error has a category.
    """
    spans = [span for item, _ in placed for span in item.spans or ()]
    by_errors = all(item.score == 0 for item, _ in placed)
    if by_errors and not any(category_of(span) for span in spans):
        raise MtqaError(
            "all scores are 0, and no error has a category: this is neither DA or ESA nor MQM",
            "Export the campaign again.",
            path=path,
        )
    ratings = []
    for item, position in placed:
        value = penalties(item.spans or (), told, path, item.line) if by_errors else item.score
        errors = marked_errors(item.spans or (), item.hypothesis, path, item.line) if position is not None else ()
        rest = {"rater": item.annotator, "errors": errors, "hypothesis": item.hypothesis, "line": item.line}
        ratings += [Rating(system, value, position, **rest) for system in item.system.split("+")]  # type: ignore[arg-type]
    if by_errors:
        return Ratings("MQM", level, True, SCALE, tuple(ratings), tuple(warnings))
    label = "ESA" if spans else "DA"
    return Ratings(label, level, True, "0 to 100, as Appraise asks", tuple(ratings), tuple(warnings))
