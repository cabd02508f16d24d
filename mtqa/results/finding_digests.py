"""What a finding is about, in twelve characters: its check, the two texts, and the words that are marked in them."""

from __future__ import annotations

import hashlib

from mtqa.results.evaluation import Finding

__all__ = ["finding_digest"]

_SIZE = 6


def finding_digest(finding: Finding, source: str, hypothesis: str) -> str:
    """The same for the same finding wherever its segment stands; another one when a text or the marked words change.

    Args:
        finding: The finding.
        source: The source text of its segment.
        hypothesis: The translation that it is in.
    """
    texts = {"source": source, "hypothesis": hypothesis}
    parts = [finding.check, " ".join(source.split()), " ".join(hypothesis.split())]
    parts += [f"{span.side}:{texts[span.side][span.start : span.end]}" for span in finding.spans]
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()
