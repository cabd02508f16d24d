"""What segments, categories and kinds of block are called in a report, and the ids that lead to segments."""

from __future__ import annotations

import re

from mtqa.corpus import Corpus, Segment
from mtqa.evaluation import source_words
from mtqa.rendering.visible import plain
from mtqa.rendering.wording import Catalogue
from mtqa.results import EXPLAINED_BY, Evaluation, Finding

__all__ = ["anchor", "category_name", "finding_text", "kind_name", "segment_label", "shared_prefix", "source_length"]

_UNSAFE = re.compile(r"[^A-Za-z0-9._:-]")


def anchor(segment_id: str) -> str:
    """The id of a segment's element: the same in every report, different for different segments, safe in a link."""
    return "segment-" + _UNSAFE.sub(lambda match: f"~{ord(match[0]):x}~", segment_id)


def segment_label(corpus: Corpus, segment: Segment) -> str:
    """What to call a segment: its id, without the document's name where there is only one document."""
    prefix = shared_prefix(corpus)
    has_prefix = prefix and segment.id.startswith(prefix) and len(segment.id) > len(prefix)
    return plain(segment.id[len(prefix) :] if has_prefix else segment.id)


def shared_prefix(corpus: Corpus) -> str:
    """What labels leave out where ids begin with it: the document's name in a corpus of one document; else ""."""
    return f"{corpus.documents[0]}:" if len(corpus.documents) == 1 else ""


def category_name(path: str, words: Catalogue) -> str:
    """An error category in words; one that the catalogue does not know is shown as it is written."""
    entry = words.entries.get(f"category.{path}")
    if entry is not None:
        return entry
    head, _, tail = path.partition("/")
    start = words.entries.get(f"category.{head}", head)
    return f"{start}: {tail.replace('/', ', ').replace('-', ' ')}" if tail else start


def finding_text(finding: Finding, evaluation: Evaluation, words: Catalogue) -> str:
    """What a finding says, with a language model's explanation where there is one, marked as a machine's words."""
    said = words.said(finding.message)
    if not finding.explanation:
        return said
    model = str(evaluation.settings.get(EXPLAINED_BY, ""))
    return f"{said} {words('judges.explained', model=model, text=finding.explanation)}"


def kind_name(kind: str, words: Catalogue) -> str:
    """A kind of block in words."""
    return words.find(f"kind.{kind}", kind) if kind else words("variation.without")


def source_length(segment: Segment) -> int:
    """Length of the source in words; scripts without spaces count two characters as a word, roughly."""
    return source_words(segment.source)
