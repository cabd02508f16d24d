"""A click that judges a translation: it is on the disk before it is answered, once, and over nobody's head."""

from __future__ import annotations

from typing import Any

from mtqa.errors import MtqaError
from mtqa.review import Judgement, Rating, content_from, slot_name, text_digest
from mtqa.review.server.access import RefusedError
from mtqa.review.server.questions import Asked, ChangedError, judgement_json
from mtqa.review.server.screens import protocol_of, slots

__all__ = ["judge", "name_of"]

_LONGEST = 200
_MOST_SECONDS = 86_400.0


def name_of(asked: Asked, field: str) -> str:
    """A short text that was sent.

    Raises:
        RefusedError: when it is too long, or empty.
    """
    text = asked.body[field].text()
    if not text or len(text) > _LONGEST:
        raise RefusedError(400, f"'{field}' must have 1 to {_LONGEST} characters.")
    return text


def judge(asked: Asked) -> dict[str, Any]:
    """Store a judgement of a translation.

    Raises:
        RefusedError: when there is no such translation.
        NewerJudgementError: when the annotator has judged it in another window.
        MtqaError: when what was sent is no judgement, or it cannot be stored.
    """
    review, body = asked.review, asked.body
    protocol = protocol_of(body["protocol"].text())
    if protocol == "findings":
        raise RefusedError(400, "Findings are decided on elsewhere.")
    client = name_of(asked, "client")
    before = review.store.click(asked.annotator.name, client)
    if before is not None:
        return _stored(before.judgements[0])
    judgement, text = _judgement(asked, protocol, client)
    if body["about"].text() != judgement.about:
        hint = "It is loaded again; look at it once more."
        raise ChangedError("This text has changed since the page was loaded.", hint, _newest(asked, judgement))
    _check_spans(judgement, review.language(judgement.language).segment(judgement.segment_id), text)
    previous = body.get("previous", None).maybe(lambda value: value.whole(1))
    click = review.record([judgement], previous=previous, guarded=True)
    return _stored(click.judgements[0])


def _stored(judgement: Judgement) -> dict[str, Any]:
    return {"number": judgement.number, "at": judgement.at}


def _newest(asked: Asked, one: Judgement) -> dict[str, Any] | None:
    planted = "attention" if one.shown == "attention" else ""
    key = (one.annotator, one.protocol, one.language, one.segment_id, one.system, planted)
    newest = asked.review.standing.newest(*key)
    return None if newest is None or newest.about != one.about else judgement_json(newest)


def _judgement(asked: Asked, protocol: str, client: str) -> tuple[Judgement, str]:
    """The judgement with the real names of what was blind, and the text that is judged."""
    review, body, annotator = asked.review, asked.body, asked.annotator.name
    texts = review.language(body["language"].text())
    segment = texts.segment(body["segment"].text())
    if segment is None or segment.document != body["document"].text():
        raise RefusedError(404, "There is no such segment.", "Load the page again.")
    by_slot, slot = slots(review, texts.tag, annotator, segment.document), body["slot"].text()
    extra = review.planted(annotator, texts.tag).get((segment.document, segment.id))
    if extra is not None and slot == slot_name(len(by_slot)):
        system, text, shown = extra.system, extra.text, "attention"
    elif slot in by_slot:
        system, shown = by_slot[slot], ""
        text = texts.hypothesis(segment.id, system) or ""
        marks = protocol in ("esa", "mqm") and review.shows_prefilled(annotator, texts.tag)
        if marks and review.prefilled(texts.tag, segment.id, system):
            shown = "prefilled"
        if texts.hypothesis(segment.id, system) is None:
            raise RefusedError(404, "This translation is missing.", "There is nothing to judge.")
    else:
        raise RefusedError(404, "There is no such translation.", "Load the page again.")
    judgement = Judgement(
        number=0,
        at="",
        annotator=annotator,
        protocol=protocol,
        language=texts.tag,
        document=segment.document,
        segment_id=segment.id,
        system=system,
        about=text_digest(segment.source, text),
        content=content_from(body["content"], protocol),
        seconds=body["seconds"].number(0.0, _MOST_SECONDS),
        client=client,
        shown=shown,
    )
    return judgement, text


def _check_spans(judgement: Judgement, segment: Any, text: str) -> None:
    """Make sure that what was marked lies in the texts.

    Raises:
        MtqaError: when it does not.
    """
    if not isinstance(judgement.content, Rating):
        return
    lengths = {"source": len(segment.source), "hypothesis": len(text)}
    for span in judgement.content.spans:
        if span.end > lengths[span.side]:
            raise MtqaError(
                f"a span ends at {span.end}, and the {span.side} has {lengths[span.side]} characters",
                "Load the page again.",
            )
