"""What matters most, in a sentence or two: what a reader must know who reads nothing else.

What is not translated at all comes first, then grave findings, then how the text compares with others; and where there
is nothing to compare it with, that is said, for then nothing tells how good it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqa.corpus import Segment
from mtqa.evaluation import is_page, source_words
from mtqa.languages import language
from mtqa.rendering.labels import category_name
from mtqa.rendering.medium import Medium
from mtqa.rendering.scoreboard import Scoreboard, is_significant
from mtqa.results import Comparison, Evaluation, Finding, Severity

__all__ = ["headline", "headline_parts"]

_NAMED = 3
"""Stretches, segments and categories that are named; of more, the number is told."""
_SHARES = (
    *(("tenth", 0.1), ("fifth", 0.2), ("quarter", 0.25), ("third", 1 / 3), ("half", 0.5)),
    *(("two_thirds", 2 / 3), ("three_quarters", 0.75)),
)
_NEAR = 0.03
_NEARLY_ALL = 0.95


def headline(board: Scoreboard, medium: Medium) -> str:
    """What matters most of the primary system's text."""
    first, second = headline_parts(board, medium)
    return board.catalogue("headline.both", first=first, second=second)


def headline_parts(board: Scoreboard, medium: Medium) -> tuple[str, str]:
    """Its two sentences: what comes first, and the other."""
    return _Headline(board, medium).parts()


@dataclass(frozen=True)
class _Headline:
    board: Scoreboard
    medium: Medium

    @property
    def evaluation(self) -> Evaluation:
        return self.board.evaluation

    def parts(self) -> tuple[str, str]:
        segments = {segment.id: segment for segment in self.evaluation.corpus.segments}
        findings = [
            f for f in self.evaluation.findings if f.system == self.evaluation.primary and f.segment_id in segments
        ]
        runs = [finding for finding in findings if finding.run]
        grave = any(f.severity.rank >= Severity.MAJOR.rank for f in findings)
        found = self._runs(runs, segments) if runs else self._found(findings, segments)
        compared = self._compared()
        if not compared:
            return found, self._no_comparison()
        return (found, compared) if grave else (compared, found)

    # What is not in the language

    def _runs(self, runs: Sequence[Finding], segments: Mapping[str, Segment]) -> str:
        words, pair = self.board.catalogue, self.evaluation.corpus.language_pair
        ids = {segment_id for finding in runs for segment_id in finding.run if segment_id in segments}
        length = {name: source_words(segment.source) for name, segment in segments.items()}
        others = {finding.language for finding in runs}
        other = others.pop() if len(others) == 1 else ""
        spoken = words.language_name(language(other) if other else pair.source)
        source = not other or language(other).primary == pair.source.primary
        return words(
            "headline.untranslated" if source else "headline.in_other",
            share=self._share(
                sum(length[name] for name in ids) / max(1, sum(length.values())), len(ids), len(segments)
            ),
            language=self.medium.text(words.language_name(pair.target)),
            other=self.medium.text(spoken),
            runs=self._places(runs, segments),
        )

    def _share(self, share: float, n: int, total: int) -> str:
        """How much of the text, as one says it: a quarter, half, nearly all."""
        words = self.board.catalogue
        if n == total:
            return words("share.all")
        if share >= _NEARLY_ALL:
            return words("share.nearly_all")
        for name, value in _SHARES:
            if abs(share - value) <= _NEAR * (1 if value >= 0.2 else 0.5):
                return words(f"share.{name}")
        return words("share.percent", percent=words.numbers.percent(share))

    def _places(self, runs: Sequence[Finding], segments: Mapping[str, Segment]) -> str:
        words = self.board.catalogue
        longest = sorted(runs, key=lambda finding: -len(finding.run))[:_NAMED]
        named = words.joined([self._place(finding, segments) for finding in longest])
        n = len({segment_id for finding in runs for segment_id in finding.run})
        more = "" if len(runs) <= _NAMED else words("headline.more_runs", n=len(runs) - _NAMED)
        return words("headline.runs", runs=named, more=more, n=n, all=len(segments))

    def _place(self, finding: Finding, segments: Mapping[str, Segment]) -> str:
        words = self.board.catalogue
        first, last = segments[finding.run[0]], segments[finding.run[-1]]
        if first.document and is_page(finding, self.evaluation.corpus):
            return words("headline.whole_page", page=self.medium.text(first.document))
        return words("headline.run", first=self.medium.segment(first), last=self.medium.segment(last))

    # What was found

    def _found(self, findings: Sequence[Finding], segments: Mapping[str, Segment]) -> str:
        words = self.board.catalogue
        if not findings:
            return words("headline.clean" if self.evaluation.checks else "headline.unchecked")
        gravest = max((f.severity for f in findings), key=lambda severity: severity.rank)
        if gravest.rank < Severity.MAJOR.rank:
            return words.plural("headline.mild", len(findings))
        those = [f for f in findings if f.severity is gravest]
        categories = list(dict.fromkeys(words.inside(category_name(f.category, words)) for f in those))
        ids = list(dict.fromkeys(f.segment_id for f in those))
        places = [self.medium.segment(segments[segment_id]) for segment_id in ids[:_NAMED]]
        rest = len(findings) - len(those)
        return words(
            "headline.found_and" if rest else "headline.found",
            what=words.plural(f"headline.{gravest.value}", len(those)),
            categories=words("list.comma").join(self.medium.text(name) for name in categories[:_NAMED])
            + ("…" if len(categories) > _NAMED else ""),
            where=words.plural("verdict.segment", len(places), list=words.joined(places))
            + (words("headline.more", n=len(ids) - _NAMED) if len(ids) > _NAMED else ""),
            **({"rest": words.plural("headline.rest", rest)} if rest else {}),
        )

    # How it compares

    def _compared(self) -> str:
        """How the text stands among others that were tested on the same segments; "" where there are none."""
        metric, primary = self.board.headline, self.evaluation.primary
        if metric is None:
            return ""
        tested = [
            c
            for c in self.evaluation.comparisons
            if (c.metric, c.system) == (metric.spec, primary) and is_significant(c) is not None
        ]
        if len(tested) == 1:
            return self._one(tested[0], metric.label)
        if not tested:
            return ""
        better, worse = (sum(bool(is_significant(c)) and (c.delta > 0) is up for c in tested) for up in (True, False))
        return self.board.catalogue(
            "headline.several",
            label=self.medium.text(metric.label),
            n=len(tested),
            better=self._how_many(better),
            worse=self._how_many(worse),
            same=self._how_many(len(tested) - better - worse),
        )

    def _how_many(self, n: int) -> str:
        words = self.board.catalogue
        return words.numbers.count(n) if n else words("verdict.none")

    def _one(self, comparison: Comparison, label: str) -> str:
        outcome = "same" if not is_significant(comparison) else "better" if comparison.delta > 0 else "worse"
        return self.board.catalogue(
            f"headline.{outcome}_one", label=self.medium.text(label), baseline=self.medium.name(comparison.baseline)
        )

    def _no_comparison(self) -> str:
        words, metric = self.board.catalogue, self.board.headline
        if metric is None:
            referenced = bool(self.evaluation.corpus.reference_names)
            return words("headline.unscored" if referenced else "headline.no_reference")
        label = self.medium.text(metric.label)
        if metric.name in _BY_REFERENCE and self.evaluation.corpus.reference_names:
            return words("headline.distance")
        return words("headline.alone", label=label)


_BY_REFERENCE = ("bleu", "chrf", "ter")
"""Metrics that are a distance from a reference, and nothing more."""
