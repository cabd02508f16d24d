"""Answers that screens are made of: the session, an annotator's documents, the translations of one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from mtqa.corpus import Segment
from mtqa.languages import Language
from mtqa.review import PROTOCOLS, Review, ReviewedTexts, has_pages, slot_name, text_digest, tutorial_json
from mtqa.review.server.access import RefusedError, token_of
from mtqa.review.server.questions import Asked, judgement_json

__all__ = ["documents", "finish_tutorial", "items", "protocol_of", "session", "slots"]

MOST_SEGMENTS = 200
"""Of one answer; a longer document comes in several."""


def session(asked: Asked) -> dict[str, Any]:
    """Who asks, what there is to judge, and how far it is prepared."""
    review = asked.review
    campaign, preparing = review.campaign, review.preparing
    tags = list(review.texts)
    name, corpus = asked.annotator.name, review.texts[tags[0]].corpus if tags else None
    tutorial_done = not campaign.tutorial or bool(review.store.chosen(f"tutorial {name}"))
    return {
        "annotator": name,
        "is_organiser": asked.is_organiser,
        "annotators": [one.name for one in review.annotators] if asked.is_organiser else [name],
        "token": token_of(asked.annotator),
        "protocol": campaign.protocol,
        "protocols": list(PROTOCOLS),
        "corpus": None if review.waits else {"name": (corpus.title or corpus.name) if corpus else review.subject.given},
        "languages": [_language(review.texts[tag]) for tag in tags],
        "typology": campaign.typology(campaign.protocol).to_json(),
        "typologies": {protocol: campaign.typology(protocol).to_json() for protocol in PROTOCOLS},
        "tutorial_done": tutorial_done,
        "tutorial": [] if tutorial_done else _tutorial(campaign.protocol),
        "has_alignment": bool(review.subject.folder and has_pages(review.subject.folder)),
        "has_report": bool(review.reports()),
        "preparing": None if preparing is None else asdict(preparing),
    }


def _language(texts: ReviewedTexts) -> dict[str, Any]:
    pair = texts.corpus.language_pair
    systems = len(texts.corpus.systems)
    return {**_named(pair.target), "source": _named(pair.source), "systems": systems}


def _named(language: Language) -> dict[str, str]:
    return {"tag": language.tag, "name": language.name, "direction": "rtl" if language.right_to_left else "ltr"}


def _tutorial(protocol: str) -> list[Any]:
    return list(tutorial_json(protocol))


def finish_tutorial(asked: Asked) -> dict[str, bool]:
    """Note that the annotator has seen the tutorial."""
    asked.review.store.choose(**{f"tutorial {asked.annotator.name}": True})
    return {"tutorial_done": True}


def protocol_of(name: str) -> str:
    """A protocol that is sent.

    Raises:
        RefusedError: when there is none of that name.
    """
    if name not in PROTOCOLS:
        raise RefusedError(400, f"There is no protocol '{name[:40]}'.", f"There are: {', '.join(PROTOCOLS)}.")
    return name


def documents(asked: Asked) -> list[dict[str, Any]]:
    """The documents of the annotator, in their order, with how much is done."""
    review, tag = asked.review, asked.text("language")
    protocol = protocol_of(asked.text("protocol", review.campaign.protocol))
    texts = review.language(tag)
    if protocol == "findings":
        counts = review.found(tag).by_document()
        return [_document(texts, name, *counts.get(name, (0, 0))) for name in texts.documents]
    name = asked.annotator.name
    planted = [document for document, _ in review.planted(name, tag)]
    rows = []
    for document in review.plan(tag).documents(name):
        n_items = texts.n_items[document] + planted.count(document)
        rows.append(_document(texts, document, n_items, review.standing.n_done(name, protocol, tag, document)))
    return rows


def _document(texts: ReviewedTexts, name: str, n_items: int, n_done: int) -> dict[str, Any]:
    title = name or texts.corpus.title or texts.corpus.name
    return {"document": name, "title": title, "n_items": n_items, "n_done": min(n_done, n_items)}


def slots(review: Review, tag: str, annotator: str, document: str) -> dict[str, str]:
    """The systems of a document by their blind names."""
    systems = review.plan(tag).slots(annotator, document)
    return {slot_name(number): system for number, system in enumerate(systems)}


def items(asked: Asked) -> dict[str, Any]:
    """The segments of a document with their translations, blind."""
    review, tag = asked.review, asked.text("language")
    protocol = protocol_of(asked.text("protocol", review.campaign.protocol))
    texts, document = review.language(tag), asked.text("document")
    if document not in texts.documents:
        raise RefusedError(404, "There is no such document.", "Load the page again.")
    positions = texts.documents[document]
    start, n = asked.whole("start", 0, len(positions)), asked.whole("n", MOST_SEGMENTS, MOST_SEGMENTS)
    page = _Page(asked, texts, protocol, document)
    rows = [page.item(texts.corpus.segments[k], start + i) for i, k in enumerate(positions[start : start + n], start=1)]
    return {"items": rows, "start": start, "total": len(positions)}


class _Page:
    """What the items of one document have in common."""

    def __init__(self, asked: Asked, texts: ReviewedTexts, protocol: str, document: str) -> None:
        self.review, self.texts, self.protocol = asked.review, texts, protocol
        self.annotator, self.document = asked.annotator.name, document
        self.slots = slots(asked.review, texts.tag, self.annotator, document)
        self.planted = asked.review.planted(self.annotator, texts.tag)
        self.prefilled = asked.review.shows_prefilled(self.annotator, texts.tag)

    def item(self, segment: Segment, number: int) -> dict[str, Any]:
        references = segment.references if self.review.campaign.show_reference else {}
        return {
            "segment": segment.id,
            "number": number,
            "kind": segment.kind,
            "source": segment.source,
            "reference": next(iter(references.values()), None),
            "translations": list(self.translations(segment)),
        }

    def translations(self, segment: Segment) -> Iterator[dict[str, Any]]:
        for slot, system in self.slots.items():
            text = self.texts.hypothesis(segment.id, system)
            about = "" if text is None else text_digest(segment.source, text)
            shown = self.prefilled and self.protocol in ("esa", "mqm")
            spans = self.review.prefilled(self.texts.tag, segment.id, system) if shown else ()
            yield self.translation(segment, slot, system, text, about, [asdict(one) for one in spans], "")
        extra = self.planted.get((self.document, segment.id))
        if extra is not None and self.protocol in ("esa", "mqm", "da"):
            about = text_digest(segment.source, extra.text)
            slot = slot_name(len(self.slots))
            yield self.translation(segment, slot, extra.system, extra.text, about, [], "attention")

    def translation(
        self, segment: Segment, slot: str, system: str, text: str | None, about: str, spans: list[Any], planted: str
    ) -> dict[str, Any]:
        key = (self.annotator, self.protocol, self.texts.tag, segment.id, system, planted)
        newest = self.review.standing.newest(*key)
        known = newest is not None and newest.about == about
        return {
            "slot": slot,
            "text": text,
            "about": about,
            "spans": spans,
            "judgement": judgement_json(newest) if newest is not None and known else None,
            "attention": False,  # the page must not know
        }
