"""The page of `mtqa review` alone: texts are dropped or given by address, and the review of them begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mtqa.progress import Progress
from mtqa.review import WaitingReview
from mtqa.review.server.access import RefusedError
from mtqa.review.server.questions import Asked

__all__ = ["begin_with_addresses", "begin_with_files", "take_text"]


def take_text(asked: Asked) -> dict[str, str]:
    """Keep a file that was dropped, and say what it seems to be."""
    return _waiting(asked).dropped.take(asked.text("name"), asked.raw).to_json()


def begin_with_files(asked: Asked) -> dict[str, str]:
    """Begin to make a corpus of dropped files, evaluate it, and review it."""
    waiting, body = _waiting(asked), asked.body
    original, translations = body["original"].text(), body["translations"].texts()
    languages = body.get("languages", {}).texts_by_name()
    return _begun(
        asked, waiting, lambda progress: waiting.dropped.corpus_of_files(original, translations, languages, progress)
    )


def begin_with_addresses(asked: Asked) -> dict[str, str]:
    """Begin to fetch pages, make a corpus of them, evaluate it, and review it."""
    waiting, body = _waiting(asked), asked.body
    original, translations = body["original"].text(), body["translations"].texts()
    return _begun(
        asked, waiting, lambda progress: waiting.dropped.corpus_of_addresses(original, translations, progress)
    )


def _begun(asked: Asked, waiting: WaitingReview, make: Callable[[Progress], Path]) -> dict[str, str]:
    def work(progress: Progress) -> str:
        waiting.begin(make(progress), progress)
        return "/report/"

    return {"job": asked.jobs.start(work)}


def _waiting(asked: Asked) -> WaitingReview:
    """The review that waits for texts.

    Raises:
        RefusedError: when the server was begun with a corpus.
    """
    if not isinstance(asked.first, WaitingReview):
        raise RefusedError(404, "This review has its texts already.", "Start `mtqa review` alone to give others.")
    return asked.first
