"""A review that waits for its texts: nothing is there to judge until somebody drops them on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mtqa.progress import Progress
from mtqa.review.campaign import Wishes, begun
from mtqa.review.dropped import DroppedTexts
from mtqa.review.opening import opened
from mtqa.review.report_anew import write_anew
from mtqa.review.review import Review
from mtqa.review.store import Store
from mtqa.review.subject import FILE_NAME, Subject, find_subject

__all__ = ["WaitingReview"]


class WaitingReview(Review):
    """What there is before the first text: who judges, and a place for texts."""

    def __init__(
        self,
        scratch: Path,
        name: str,
        report_of: Callable[[str], Path],
        tell: Callable[[str], None] = lambda _: None,
        *,
        wishes: Wishes | None = None,
        encoder: str = "auto",
    ) -> None:
        """Begin.

        Args:
            scratch: A folder for what is dropped.
            name: Who judges.
            report_of: The folder of the report of texts, by the name that they have together.
            tell: Called with what the user must know.
            wishes: What was chosen for the campaign.
            encoder: Sentence encoder for the alignment.
        """
        folder = scratch / "waiting"
        folder.mkdir()
        store = Store.open(folder / FILE_NAME)
        subject = Subject(str(folder), None, folder / FILE_NAME, report_of)
        super().__init__(store, begun(store, wishes or Wishes(), name), subject, tell)
        self.dropped = DroppedTexts(scratch, report_of, encoder)
        self.preparing = None
        self.is_read.set()
        self._name = name
        self._wished = wishes or Wishes()

    @property
    def waits(self) -> bool:
        """There are no texts yet."""
        return True

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def begin(self, corpus: Path, progress: Progress) -> None:
        """Review a corpus from now on; its report is written first.

        Args:
            corpus: The folder that was made of the texts.
            progress: Told how far it is.

        Raises:
            MtqaError: when it cannot be read, or the report cannot be written.
        """
        progress("evaluating", 2, 3)
        subject = find_subject(str(corpus), lambda _: corpus.parent)
        now = self.successor
        if now is not None and now.subject.file == subject.file:
            now.read_again(progress)
            write_anew(now, progress)
            return
        review = self._opened(subject)
        try:
            write_anew(review, progress)
        except BaseException:
            review.close()
            raise
        self.successor = review
        if now is not None:
            now.close()

    def _opened(self, subject: Subject) -> Review:
        store = opened(subject.file, self.tell)
        review = Review(store, begun(store, self._wishes(store), self._name), subject, self.tell)
        review.prepare()
        if review.failure is not None:
            review.close()
            raise review.failure
        return review

    def _wishes(self, store: Store) -> Wishes:
        """Whoever judged the same corpus before goes on judging it."""
        kept = store.chosen("campaign")
        names = kept.get("annotators", []) if isinstance(kept, dict) else []
        now = [one.name for one in self.annotators]
        return replace(self._wished, annotators=tuple(dict.fromkeys((*now, *map(str, names)))))

    def close(self) -> None:
        """Give the files back."""
        if self.successor is not None:
            self.successor.close()
        super().close()
