"""Which judgements stand, in memory, by annotator, protocol, language and document; nothing is read twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mtqa.review.judgement import PLANTED, Judgement, thing

__all__ = ["StandingIndex"]


class StandingIndex:
    """The newest judgement of every annotator about every thing; findings are kept elsewhere, too."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, ...], Judgement] = {}
        self._done: dict[tuple[str, str, str, str], set[tuple[str, str, str]]] = defaultdict(set)
        self._seconds: dict[str, float] = defaultdict(float)
        self._each_seconds: dict[tuple[str, ...], float] = {}

    def add(self, judgement: Judgement, *, is_current: bool) -> None:
        """Take a judgement in.

        Args:
            judgement: As it is stored; the newest comes last.
            is_current: Whether the texts are still those that were judged; if not, it counts as not done.
        """
        key = thing(judgement)
        self._newest[key] = judgement
        self._seconds[judgement.annotator] += judgement.seconds - self._each_seconds.get(key, 0.0)
        self._each_seconds[key] = judgement.seconds
        done = self._done[judgement.annotator, judgement.protocol, judgement.language, judgement.document]
        item = (judgement.segment_id, judgement.system, key[-1])
        if is_current:
            done.add(item)
        else:
            done.discard(item)

    def newest(
        self, annotator: str, protocol: str, language: str, segment_id: str, system: str, planted: str = ""
    ) -> Judgement | None:
        """What an annotator said last of a translation; None where nothing was said."""
        return self._newest.get((annotator, protocol, language, segment_id, system, "", planted))

    def n_done(self, annotator: str, protocol: str, language: str, document: str) -> int:
        """How many translations of a document an annotator has judged, planted ones too."""
        return len(self._done.get((annotator, protocol, language, document), ()))

    def minutes(self, annotator: str) -> float:
        """Active time of an annotator."""
        return self._seconds.get(annotator, 0.0) / 60

    def standing(self, protocol: str, language: str) -> Iterator[Judgement]:
        """All that stands of a protocol and a language; planted ones too."""
        return (one for one in list(self._newest.values()) if one.protocol == protocol and one.language == language)

    def planted(self, annotator: str) -> Iterator[Judgement]:
        """What an annotator said of items that were planted."""
        return (one for one in list(self._newest.values()) if one.annotator == annotator and one.shown in PLANTED)
