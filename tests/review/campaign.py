"""A small campaign whose texts and judgements have all that is hard to write down."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.languages import LanguagePair, language
from mtqa.results import Severity
from mtqa.review.judgement import Content, Edit, Judgement, MarkedSpan, Rating, text_digest

__all__ = ["ANNOTATORS", "SYSTEMS", "hard_corpus", "judgement", "ratings"]

SOURCES = (
    "A plain sentence.",
    "Tab\there,\nline\r\nbreak and a back\\slash \\n \\t.",
    'Emoji 👩‍👩‍👧 and <v>tags</v> & "quotes"',
    '=HYPERLINK("http://example.org")',
    "A plain sentence.",
    "_x000D_ and  two blanks ",
    "'quoted' from the first sign",
    "\u2028 separators \x85 and \u00a0",
)
SYSTEMS = ("one", "Two words")
ANNOTATORS = ("ana", "Бо Петров", "=c,d")


def hard_corpus(systems: Sequence[str] = SYSTEMS, tag: str = "de") -> Corpus:
    """Eight segments in three documents; the second system has no translation of the last."""
    segments = tuple(
        Segment(f"s{n}", f"doc {n // 3}", source, {"A": source.upper()}, "paragraph", "law" if n < 3 else "news")
        for n, source in enumerate(SOURCES)
    )
    outputs = [[f"{name} 𝔘: {source}" for source in SOURCES] for name in systems]
    if len(outputs) > 1:
        outputs[1] = [*outputs[1][:-1], None]
    made = tuple(
        SystemOutput(name, Role.BASELINE if number else Role.PRIMARY, hypotheses)
        for number, (name, hypotheses) in enumerate(zip(systems, outputs, strict=True))
    )
    return Corpus("hard", LanguagePair(language("en"), language(tag)), segments, made)


def judgement(
    corpus: Corpus,
    position: int,
    system: str,
    annotator: str,
    content: Content,
    protocol: str,
    number: int = 1,
    shown: str = "",
    about: str | None = None,
) -> Judgement:
    """One judgement of a translation of the corpus."""
    segment = corpus.segments[position]
    text = corpus.system(system).hypotheses[position] or ""
    return Judgement(
        number=number,
        at="2026-11-27T10:00:00.000Z",
        annotator=annotator,
        protocol=protocol,
        language=corpus.language_pair.target.tag,
        document=segment.document,
        segment_id=segment.id,
        system=system,
        about=text_digest(segment.source, text) if about is None else about,
        content=content,
        seconds=12.5,
        client=f"{annotator}-{number}",
        shown=shown,
    )


def _content(protocol: str, n: int, source: str, hypothesis: str) -> Content:
    """Scores with many digits, overlapping spans on both sides, all severities, categories of every depth."""
    if protocol == "edit":
        return Edit(hypothesis if n % 3 == 0 else hypothesis.replace("plain", "very\tplain\n") + " more", "why\tnot")
    score = None if protocol == "mqm" else (n * 37 % 1000) / 9.99 % 100
    if protocol == "da" or n % 4 == 0:
        return Rating(score, (), "=1+1" if n % 8 == 0 else "")
    severities = list(Severity)
    categories = ["accuracy/omission", "linguistic-conventions/punctuation", "non-translation", "other", "ours/deep/er"]
    first = MarkedSpan("hypothesis", 0, 3 + n % 4, categories[n % 5], severities[n % 4])
    second = MarkedSpan("hypothesis", 2, len(hypothesis), categories[(n + 1) % 5], severities[(n + 2) % 4])
    third = MarkedSpan("source", 1, len(source), "accuracy/omission", severities[(n + 1) % 4])
    return Rating(score, (first, second, third)[: 1 + n % 3], "a comment\nwith a break")


def ratings(corpus: Corpus, protocol: str, annotators: Sequence[str] = ANNOTATORS) -> tuple[Judgement, ...]:
    """Everybody judges some of it: some translations have three judgements, others none; a few were judged twice."""
    made: list[Judgement] = []
    for a, annotator in enumerate(annotators):
        for s, system in enumerate(corpus.systems):
            for position, hypothesis in enumerate(system.hypotheses):
                n = 7 * a + 11 * s + position
                if hypothesis is None or (n % 5 == 4 and a):
                    continue
                source = corpus.segments[position].source
                if n % 6 == 0:
                    earlier = _content(protocol, n + 1, source, hypothesis)
                    made.append(judgement(corpus, position, system.name, annotator, earlier, protocol, len(made) + 1))
                content = _content(protocol, n, source, hypothesis)
                made.append(judgement(corpus, position, system.name, annotator, content, protocol, len(made) + 1))
    return tuple(made)
