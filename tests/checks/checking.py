"""Run one check on one pair of texts."""

from __future__ import annotations

from mtqa.contracts import Translation, checks
from mtqa.corpus import Segment
from mtqa.languages import language
from mtqa.results import Severity


def translated(pair: str, source: str, hypothesis: str, name: str = "1") -> Translation:
    """A translation in a language pair such as `en-bg`."""
    source_tag, target_tag = pair.split("-", 1)
    return Translation(Segment(name, "d", source), hypothesis, language(source_tag), language(target_tag))


def run(check: str, pair: str, source: str, hypothesis: str) -> list[tuple[str, Severity, list[str]]]:
    """Findings as (category, severity, marked texts), the marked texts read from the spans."""
    translation = translated(pair, source, hypothesis)
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


def run_corpus(check: str, pair: str, texts: list[tuple[str, str]]) -> list[tuple[int, list[str]]]:
    """Findings of a check over several (source, hypothesis) pairs as (position, marked texts)."""
    translations = [translated(pair, source, hypothesis, str(n)) for n, (source, hypothesis) in enumerate(texts)]
    return [
        (
            position,
            [texts[position][span.side == "hypothesis"][span.start : span.end] for span in problem.spans],
        )
        for position, problem in checks.get(check).find(translations)
    ]


def marked(check: str, pair: str, source: str, hypothesis: str) -> list[list[str]]:
    """Only the marked texts of the findings."""
    return [spans for _, _, spans in run(check, pair, source, hypothesis)]
