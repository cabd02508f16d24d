"""How the numbers were made, as a paragraph for a paper, with the publications that it rests on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mtqa.rendering.scoreboard import Scoreboard, drawn_unit, level_of

__all__ = ["Citation", "Methods", "methods"]


_SACREBLEU = ("bleu", "chrf", "ter")
"""Metrics that sacreBLEU defines."""


@dataclass(frozen=True)
class Citation:
    """A publication: its key, how a sentence cites it, and in full."""

    key: str
    short: str
    full: str


@dataclass(frozen=True)
class Methods:
    """A paragraph of plain text, the exact signatures that belong to it, and what it cites, in order."""

    paragraph: str
    signatures: tuple[str, ...]
    citations: tuple[Citation, ...]


@cache
def _publications() -> dict[str, Citation]:
    text = Path(__file__).with_name("citations.toml").read_text(encoding="utf-8")
    return {key: Citation(key, entry["short"], entry["full"]) for key, entry in tomllib.loads(text).items()}


def methods(board: Scoreboard) -> Methods:
    """What was done to the corpus of an evaluation."""
    return _Writer(board, {}).written()


@dataclass(frozen=True)
class _Writer:
    board: Scoreboard
    cited: dict[str, Citation]

    def _cite(self, key: str) -> str:
        publication = _publications().get(key)
        if publication is None:
            return ""
        self.cited[key] = publication
        return publication.short

    def written(self) -> Methods:
        sentences = [self._data(), self._scores(), self._intervals(), self._tests(), self._checks()]
        metrics = self.board.metrics
        signatures = [signature for metric in metrics for signature in metric.signatures]
        signatures += [c.signature for c in self.board.evaluation.comparisons]
        paragraph = " ".join(sentence for sentence in sentences if sentence)
        return Methods(paragraph, tuple(dict.fromkeys(signatures)), tuple(self.cited.values()))

    def _data(self) -> str:
        corpus, words = self.board.evaluation.corpus, self.board.catalogue
        n_references = len(corpus.reference_names)
        given = {"references": words.plural("count.references", n_references)} if n_references else {}
        return words(
            "methods.data" if n_references else "methods.data_free",
            systems=words.plural("count.systems", len(corpus.systems)),
            pair=words.pair_name(corpus.language_pair),
            segments=words.plural("count.segments", len(corpus.segments)),
            documents=words.plural("count.documents", len(corpus.documents)),
            **given,
            fingerprint=corpus.fingerprint[:12],
        )

    def _scores(self) -> str:
        words, metrics = self.board.catalogue, self.board.metrics
        if not metrics:
            return ""
        named = []
        for metric in metrics:
            source = self._cite(metric.name)
            named.append(words("methods.cited", what=metric.label, source=source) if source else metric.label)
        versions = self.board.evaluation.versions
        if not any(metric.name in _SACREBLEU for metric in metrics):
            return words("methods.scores_other", metrics=words.joined(named), version=versions.get("mtqa", ""))
        return words(
            "methods.scores",
            metrics=words.joined(named),
            version=versions.get("mtqa", ""),
            sacrebleu=versions.get("sacrebleu", ""),
            source=self._cite("sacrebleu"),
        )

    def _intervals(self) -> str:
        evaluation, words = self.board.evaluation, self.board.catalogue
        level = level_of(evaluation, words)
        if not level:
            return ""
        n, seed = (str(evaluation.settings.get(name, "–")) for name in ("resamples", "seed"))
        unit = words(f"drawn.{drawn_unit(evaluation)}")
        source = self._cite("bootstrap")
        if self._is_normal:
            return words("methods.intervals_normal", level=level, unit=unit, source=source)
        return words("methods.intervals", level=level, resamples=n, seed=seed, unit=unit, source=source)

    def _tests(self) -> str:
        evaluation, words = self.board.evaluation, self.board.catalogue
        if not evaluation.comparisons:
            return ""
        unit, source = words(f"drawn.{drawn_unit(evaluation)}"), self._cite("randomisation")
        if self._is_normal:
            return words("methods.tests_normal", unit=unit, source=source, correction=self._cite("holm"))
        return words(
            "methods.tests",
            unit=unit,
            trials=str(evaluation.settings.get("trials", "–")),
            source=source,
            correction=self._cite("holm"),
        )

    @property
    def _is_normal(self) -> bool:
        """Whether nothing was drawn, for there were too many segments or documents."""
        return self.board.evaluation.settings.get("method") == "normal"

    def _checks(self) -> str:
        evaluation, words = self.board.evaluation, self.board.catalogue
        if not evaluation.checks:
            return ""
        said = words("methods.checks", checks=words.joined(list(evaluation.checks)), source=self._cite("mqm"))
        return f"{said} {words('methods.scorecard', source=self._cite('mqm-scoring'))}"
