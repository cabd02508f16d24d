"""The texts of one language as the pages need them: by document, in order, each known by a digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from mtqa.corpus import Corpus, Segment
from mtqa.review.judgement import PLANTED, Judgement, text_digest

__all__ = ["ReviewedTexts"]


class ReviewedTexts:
    """A corpus, with the places of its segments."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.outputs = {system.name: system.hypotheses for system in corpus.systems}
        self.positions: dict[str, int] = {}
        documents: dict[str, list[int]] = {}
        for position, segment in enumerate(corpus.segments):
            self.positions[segment.id] = position
            documents.setdefault(segment.document, []).append(position)
        self.documents: Mapping[str, Sequence[int]] = documents

    @property
    def tag(self) -> str:
        """Tag of the target language."""
        return self.corpus.language_pair.target.tag

    @cached_property
    def n_items(self) -> dict[str, int]:
        """For each document how many translations there are to judge; those that are missing are none."""
        return {
            document: sum(
                hypotheses[position] is not None for hypotheses in self.outputs.values() for position in positions
            )
            for document, positions in self.documents.items()
        }

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {
            self.corpus.segments[position].id: number
            for positions in self.documents.values()
            for number, position in enumerate(positions, start=1)
        }

    def number(self, segment_id: str) -> int:
        """The number of a segment in its document, from 1."""
        return self._numbers[segment_id]

    def segment(self, segment_id: str) -> Segment | None:
        """The segment with this id; None where there is none."""
        position = self.positions.get(segment_id)
        return None if position is None else self.corpus.segments[position]

    def hypothesis(self, segment_id: str, system: str) -> str | None:
        """A translation; None where it is missing."""
        position = self.positions.get(segment_id)
        return None if position is None or system not in self.outputs else self.outputs[system][position]

    def about(self, segment_id: str, system: str) -> str:
        """The digest of a translation and its source; "" where it is missing."""
        segment, text = self.segment(segment_id), self.hypothesis(segment_id, system)
        return "" if segment is None or text is None else text_digest(segment.source, text)

    def is_current(self, judgement: Judgement) -> bool:
        """Whether the texts are still those that were judged; of what was planted, only the source is known."""
        if judgement.shown in PLANTED:
            return judgement.segment_id in self.positions
        return self.about(judgement.segment_id, judgement.system) == judgement.about
