"""Words that touch at a tag, where a space was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["joined_words"]


@checks.register("joined_words", category="linguistic-conventions/punctuation", severity=Severity.MINOR)
def joined_words(translation: Translation) -> Iterator[Problem]:
    """A space is lost where a link or other mark-up begins or ends, so that two words have become one. Only pages in
    HTML tell where that is; texts without mark-up have no such findings."""
    pairs = str(translation.segment.extra.get("joined", ""))
    for pair in filter(None, dict.fromkeys(pairs.split("\n"))):
        left, _, right = pair.partition(" ")
        places = re.finditer(rf"(?<!\w){re.escape(left + right)}(?!\w)", translation.hypothesis)
        spans = tuple(Span("hypothesis", match.start(), match.end()) for match in places)
        if spans:
            lost = Message("the space between “{left}” and “{right}” is lost, where mark-up begins or ends")
            yield Problem(lost.of(left=left, right=right), spans)
