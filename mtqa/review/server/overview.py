"""How it goes: agreement, progress, whether more judgements are needed, how often checks were right; and downloads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.review import (
    Gathered,
    Judgement,
    Review,
    Typology,
    attention_results,
    rightness_of,
    stopping_of,
    write_profile,
)
from mtqa.review.server.access import RefusedError
from mtqa.review.server.clicks import name_of
from mtqa.review.server.questions import Asked
from mtqa.review.server.screens import protocol_of

if TYPE_CHECKING:
    from starlette.responses import Response

__all__ = ["agreement", "checks", "export", "progress", "stopping", "write_checks_profile"]

_KINDS = {
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def _standing(review: Review, protocol: str, tag: str) -> list[Judgement]:
    texts = review.language(tag)
    is_finding = protocol == "findings"
    return [one for one in review.standing.standing(protocol, tag) if is_finding or texts.is_current(one)]


@dataclass
class _Kept:
    """What was computed of the judgements up to a number; nothing is computed twice.

    Attributes:
        gathered: The judgements, for agreement.
        last: The number of the newest of them.
        stopping: The answer of the sequential test.
        stopping_at: The number up to which it looked.
    """

    gathered: Gathered
    last: int = 0
    stopping: Any = None
    stopping_at: int = -1


def _kept(review: Review, protocol: str, tag: str) -> _Kept:
    known: dict[tuple[str, str], _Kept] = review.kept
    if (protocol, tag) not in known:
        known[protocol, tag] = _Kept(Gathered(_kinds(review, protocol)))
    return known[protocol, tag]


def _kinds(review: Review, protocol: str) -> Typology | None:
    return review.campaign.typology(protocol) if review.campaign.categories else None


def agreement(asked: Asked) -> Any:
    """How far annotators agree."""
    asked.refuse_others()
    review = asked.review
    protocol, tag = protocol_of(asked.text("protocol", review.campaign.protocol)), asked.text("language")
    new = _standing(review, protocol, tag)
    with review.computing:
        kept = _kept(review, protocol, tag)
        kept.gathered.add([one for one in new if one.number > kept.last])
        kept.last = max((one.number for one in new), default=kept.last)
        return kept.gathered.agreement().to_json()


def stopping(asked: Asked) -> Any:
    """Whether the systems are told apart surely enough to stop."""
    asked.refuse_others()
    review = asked.review
    tag = asked.text("language") or next(iter(review.texts), "")
    protocol = protocol_of(asked.text("protocol", review.campaign.protocol))
    judged, kinds = _standing(review, protocol, tag), _kinds(review, protocol)
    rated = protocol if protocol in ("esa", "mqm", "da") else ""
    newest = max((one.number for one in judged), default=0)
    with review.computing:
        kept = _kept(review, protocol, tag)
        if kept.stopping_at != newest:
            corpus = review.language(tag).corpus
            kept.stopping, kept.stopping_at = stopping_of(judged, corpus, kinds, rated).to_json(), newest
        return kept.stopping


def progress(asked: Asked) -> list[dict[str, Any]]:
    """How far everybody is; who is not the organiser sees only their own."""
    review = asked.review
    protocol = protocol_of(asked.text("protocol", review.campaign.protocol))
    rows = []
    for one in review.annotators:
        if not asked.is_organiser and one.name != asked.annotator.name:
            continue
        n_items = n_done = 0
        for tag, texts in review.texts.items():
            if protocol == "findings":
                n_items += len(review.found(tag).rows)
                n_done += sum(j.annotator == one.name for j in review.found(tag).decisions.values())
                continue
            documents = review.plan(tag).documents(one.name)
            n_items += sum(texts.n_items[document] for document in documents) + len(review.planted(one.name, tag))
            n_done += sum(review.standing.n_done(one.name, protocol, tag, document) for document in documents)
        rows.append(
            {
                "annotator": one.name,
                "n_done": n_done,
                "n_items": n_items,
                "minutes": round(review.standing.minutes(one.name), 1),
                "attention": _attention(review, one.name),
            }
        )
    return rows


def _attention(review: Review, annotator: str) -> dict[str, Any]:
    if not review.campaign.attention:
        return {"passed": 0, "total": 0}

    judged = [one for tag in review.texts for p in ("esa", "mqm", "da") for one in review.standing.standing(p, tag)]
    found = attention_results(judged).get(annotator)
    return {"passed": 0, "total": 0} if found is None else dict(found.to_json())


def checks(asked: Asked) -> list[Any]:
    """How often each check was right."""
    return [one.to_json() for one in _rightness(asked.review, asked.text("language"))]


def _rightness(review: Review, tag: str) -> list[Any]:

    tags = [tag] if tag else list(review.texts)
    found: Counter[tuple[str, str]] = Counter()
    judged: list[Judgement] = []
    for one in tags:
        found.update((row.finding.check, one) for row in review.found(one).rows)
        judged += review.standing.standing("findings", one)
    return list(rightness_of(judged, found))


def write_checks_profile(asked: Asked) -> dict[str, str]:
    """Write a profile that switches checks off."""
    asked.refuse_others()
    review = asked.review
    folder = review.subject.folder or review.store.path.parent
    name, off = name_of(asked, "name"), asked.body["off"].texts()
    path = write_profile(folder, name, off, _rightness(review, asked.body.get("language", "").text()))
    return {"file": str(path)}


def export(asked: Asked) -> Response:
    """A download of what was judged."""
    from starlette.responses import Response

    from mtqa.review.exports import FORMATS, export_files, zip_of

    asked.refuse_others()
    review, format, tag = asked.review, asked.text("format", "tsv"), asked.text("language")
    if format not in FORMATS:
        raise RefusedError(400, "There is no such format.", f"There are: {', '.join(FORMATS)}.")
    tag = tag or next(iter(review.texts), "")
    review.language(tag)
    judged = list(review.store.judgements())
    files = export_files(judged, review.corpora(), format, tag, _kinds(review, "mqm"))
    if not files:
        raise RefusedError(404, "Nothing was judged yet that this format can hold.")
    name, content = (files[0].name, files[0].content) if len(files) == 1 else ("review.zip", zip_of(files))
    name = name.rpartition("/")[2]
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    kind = _KINDS.get(plain.rpartition(".")[2], "application/octet-stream")
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{plain}"'})
