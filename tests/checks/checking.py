"""Run one check on one pair of texts."""

from __future__ import annotations

from mtqa.contracts import Translation, checks
from mtqa.corpus import Segment
from mtqa.languages import language
from mtqa.results import Severity


def run(check: str, pair: str, source: str, hypothesis: str) -> list[tuple[str, Severity, list[str]]]:
    """Findings as (category, severity, marked texts), the marked texts read from the spans."""
    source_tag, target_tag = pair.split("-")
    translation = Translation(Segment("1", "d", source), hypothesis, language(source_tag), language(target_tag))
    member = checks.get(check)
    texts = {"source": source, "hypothesis": hypothesis}
    return [
        (
            problem.category or member.category,
            problem.severity or member.severity,
            [texts[span.side][span.start : span.end] for span in problem.spans],
        )
        for problem in member(translation)
    ]


def marked(check: str, pair: str, source: str, hypothesis: str) -> list[list[str]]:
    """Only the marked texts of the findings."""
    return [spans for _, _, spans in run(check, pair, source, hypothesis)]
