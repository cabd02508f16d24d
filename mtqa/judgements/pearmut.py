"""Pearmut's annotations, as downloaded (`annotations.json`: a list for each campaign) or as its log (an object a line).

An entry has the document (`item`: source and translations by system), what the annotator said of it (`annotation`:
score and error spans by system), `user_id` and `item_i`. The last entry of a user for an item counts; what stands
before a reset does not. Items that are shown to test annotators are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from mtqa.contracts import JudgementReader, Level, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus, SegmentFinder
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_text
from mtqa.judgements._marked_spans import category_of, marked_errors, penalties
from mtqa.judgements._mqm import SCALE

RESET = "__RESET__"
_NOT_JUDGED = ("welcome_", "random_", "goodbye_")

Entry = Mapping[str, Any]


@judgements.register
@dataclass(frozen=True)
class Pearmut(JudgementReader):
    """Pearmut's annotations."""

    name: ClassVar[str] = "pearmut"
    summary: ClassVar[str] = "Pearmut's annotations.json or its log (DA, ESA, MQM)."
    settles: ClassVar[tuple[str, ...]] = ("critical",)

    def accepts(self, head: Sequence[str]) -> bool:
        start = "".join(head[:20])
        return start.lstrip().startswith(("{", "[")) and '"annotation"' in start and '"item' in start

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        reader = _Reader(path, corpus, told)
        try:
            for number, entry in _entries(path):
                reader.add(number, entry)
            return reader.ratings()
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise MtqaError(
                f"is not what Pearmut writes ({type(error).__name__}: {error})",
                "Download the annotations again from the dashboard.",
                path=path,
            ) from None


def _entries(path: Path) -> Iterator[tuple[int, Entry]]:
    """All entries with the line of each; 0 where the file is one JSON value."""
    text = read_text(path)
    try:
        content = parse_json(text)
    except ValueError:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, parse_json(line)
        return
    if isinstance(content, dict) and "annotation" in content:
        yield 1, content
        return
    campaigns = content.values() if isinstance(content, dict) else [content]
    for campaign in campaigns:
        for entry in campaign:
            yield 0, entry


class _Reader:
    """Collects entries; the last of a user for an item counts."""

    def __init__(self, path: Path, corpus: Corpus, told: Told) -> None:
        self._path = path
        self._told = told
        self._finder = SegmentFinder(corpus, path)
        self._entries: dict[tuple[str, str], tuple[int, Entry]] = {}
        self._left_out: Counter[str] = Counter()

    def add(self, line: int, entry: Entry) -> None:
        name = str(entry["item_i"])
        key = (str(entry["user_id"]), name)
        if entry["annotation"] == RESET:
            self._left_out["answers that were reset"] += self._entries.pop(key, None) is not None
        elif name.startswith(_NOT_JUDGED):
            self._left_out["entries of the tutorial, of tests or of forms"] += 1
        else:
            self._left_out["answers that their annotator changed later"] += key in self._entries
            self._entries[key] = (line, entry)

    def ratings(self) -> Ratings:
        answers = [answer for place in self._entries.items() for answer in self._answers(*place)]
        with_score = [answer for answer in answers if answer[1].get("score") is not None]
        if with_score and len(with_score) < len(answers):
            raise MtqaError(
                f"{len(answers) - len(with_score)} of {len(answers)} answers have no score", path=self._path
            )
        if any(answer[1].get("sliders") for answer in answers) and not with_score:
            raise MtqaError(
                "there are sliders of its own campaign and no score from 0 to 100, so it is not plain what to compare",
                "Write the slider that counts as a table with the columns system, seg_id, rater, score.",
                path=self._path,
            )
        spans = [span for _, answer in answers for span in answer.get("error_spans") or ()]
        if not answers or (not with_score and not any(category_of(span) for span in spans)):
            raise MtqaError("holds no score", path=self._path)
        ratings = tuple(self._rating(base, answer, by_errors=not with_score) for base, answer in answers)
        warnings = tuple(f"{self._path.name}: left out {n} {what}." for what, n in self._left_out.items() if n)
        if not with_score:
            return Ratings("MQM", Level.SEGMENT, True, SCALE, ratings, warnings)
        scale = "0 to 100, as Pearmut asks"
        return Ratings("ESA" if spans else "DA", Level.SEGMENT, True, scale, ratings, warnings)

    def _answers(self, key: tuple[str, str], entry: tuple[int, Entry]) -> Iterator[tuple[Rating, Mapping[str, Any]]]:
        """Each translation that was judged, still without score, and what was said of it."""
        line, content = entry
        documents, annotations = content["item"], content["annotation"]
        if len(documents) != len(annotations):
            raise ValueError(f"{len(documents)} items and {len(annotations)} annotations")
        before: int | None = None
        for item, annotation in zip(documents, annotations, strict=True):
            if annotation is None:
                continue
            if item.get("validation"):
                self._left_out["translations that test annotators"] += len(annotation)
                continue
            position = self._finder.find(item["src"], line, number=None if before is None else before + 2)
            before = position
            for system, answer in annotation.items():
                hypothesis = item["tgt"][system]
                if not isinstance(hypothesis, str):
                    raise TypeError(f"the translation of '{system}' is no text")
                yield Rating(system, None, position, rater=key[0], hypothesis=hypothesis, line=line), answer

    def _rating(self, base: Rating, answer: Mapping[str, Any], *, by_errors: bool) -> Rating:
        spans = answer.get("error_spans") or ()
        value = penalties(spans, self._told, self._path, base.line) if by_errors else float(answer["score"])
        if not by_errors and not 0 <= value <= 100:
            raise MtqaError(
                f"a score of {value:g}, where Pearmut has 0 to 100", path=self._path, line=base.line or None
            )
        return Rating(
            *(base.system, value, base.position),
            rater=base.rater,
            errors=marked_errors(spans, base.hypothesis, self._path, base.line),
            hypothesis=base.hypothesis,
            line=base.line,
        )
