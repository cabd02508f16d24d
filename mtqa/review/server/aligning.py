"""The alignment of a page: shown in groups, and edited; the page is then read, checked and evaluated again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mtqa.progress import Progress
from mtqa.results import Value
from mtqa.review import OlderVersionError, Review, has_pages, read_alignment, write_alignment, write_anew
from mtqa.review.server.access import RefusedError
from mtqa.review.server.questions import Asked

__all__ = ["alignment", "edit_alignment"]

_NONE = "There is no page here whose alignment could be edited."


def alignment(asked: Asked) -> dict[str, Any]:
    """The groups of a document."""
    found = read_alignment(_folder(asked.review), _tag(asked), asked.text("document"), asked.text("system"))
    return found.to_json()


def edit_alignment(asked: Asked) -> dict[str, str]:
    """Write an edited alignment, and have the page read, checked and evaluated again.

    Raises:
        RefusedError: when the alignment has changed since, or is no page's.
    """
    asked.refuse_others()
    review, folder, body = asked.review, _folder(asked.review), asked.body
    tag = body["language"].text()
    review.language(tag)
    groups = [_group(value) for value in body["groups"].rows()]
    document, system = body["document"].text(), body.get("system", "").text()
    try:
        write_alignment(folder, tag, document, system, body["version"].text(), groups)
    except OlderVersionError as error:
        raise RefusedError(409, "The alignment has changed since this page was loaded.", error.hint) from None

    def work(progress: Progress) -> str:
        review.read_again(progress)
        write_anew(review, progress)
        return "/report/"

    return {"job": asked.jobs.start(work)}


def _folder(review: Review) -> Path:
    folder = review.subject.folder
    if folder is None or not has_pages(folder):
        raise RefusedError(404, _NONE, "Only a corpus folder with pages has an alignment.")
    return folder


def _tag(asked: Asked) -> str:
    tag = asked.text("language")
    asked.review.language(tag)
    return tag


def _group(value: Value) -> tuple[tuple[int, ...], tuple[int, ...]]:
    sides = [tuple(number.whole(1) for number in side.rows()) for side in value.rows()]
    if len(sides) != 2:
        raise value.wrong("a group: numbers of the source, numbers of the translation")
    return sides[0], sides[1]
