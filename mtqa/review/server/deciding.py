"""Findings: a list that is filtered, and decisions on one of them or on all of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from mtqa.results import Severity
from mtqa.review import Decision, Filter, FindingIndex, FoundRow, Judgement, ReviewedTexts, changed
from mtqa.review.server.access import RefusedError
from mtqa.review.server.clicks import name_of
from mtqa.review.server.questions import Asked

__all__ = ["check_name", "decide", "findings"]

MOST_ROWS = 200
_TEXT_FILTERS = ("check", "severity", "query", "system")
_STATES = ("open", "accepted", "rejected", "all", "")


def check_name(check: str) -> str:
    """A check's name for people."""
    return check.replace("_", " ").capitalize()


def findings(asked: Asked) -> dict[str, Any]:
    """Some of the findings that a filter means, and how many of each check there are."""
    tag = asked.text("language")
    texts, index = asked.review.language(tag), asked.review.found(tag)
    wanted = _filter({name: asked.text(name) for name in (*_TEXT_FILTERS, "status")}, asked.query.get("document"))
    start, n = asked.whole("start", 0, 1 << 30), asked.whole("n", 50, MOST_ROWS)
    total, rows = index.page(wanted, start, n)
    kinds = [
        {
            "check": one.check,
            "name": check_name(one.check),
            "open": one.open,
            "accepted": one.accepted,
            "rejected": one.rejected,
        }
        for one in index.kinds(wanted)
    ]
    return {"total": total, "kinds": kinds, "rows": [_row(row, texts, index) for row in rows]}


def _filter(given: dict[str, str], document: str | None) -> Filter:
    status = given.get("status", "")
    if status not in _STATES:
        raise RefusedError(400, f"There is no state '{status[:40]}'.", "There are: open, accepted, rejected, all.")
    if given.get("severity") and given["severity"] not in tuple(Severity):
        raise RefusedError(400, "There is no such severity.", f"There are: {', '.join(Severity)}.")
    texts = {name: given.get(name, "") for name in _TEXT_FILTERS}
    return Filter(document=document or None, status="" if status == "all" else status, **texts)


def _row(row: FoundRow, texts: ReviewedTexts, index: FindingIndex) -> dict[str, Any]:
    finding, segment = index.as_decided(row), texts.corpus.segments[row.position]
    return {
        "finding": row.id,
        "check": finding.check,
        "check_name": check_name(finding.check),
        "category": finding.category,
        "severity": finding.severity.value,
        "message": str(finding.message),
        "segment": segment.id,
        "segments": len(finding.segment_ids),
        "number": texts.number(segment.id),
        "document": segment.document,
        "system": finding.system,
        "source": segment.source,
        "hypothesis": texts.outputs[finding.system][row.position] or "",
        "spans": [{"side": one.side, "start": one.start, "end": one.end} for one in finding.spans],
        "decision": _decision(row, index),
    }


def _decision(row: FoundRow, index: FindingIndex) -> dict[str, Any] | None:
    judgement = index.decision(row)
    if judgement is None or not isinstance(judgement.content, Decision):
        if row.suppressed is None or index.state(row) == "open":
            return None
        one = row.finding
        kept = {"category": one.category, "severity": one.severity.value, "at": "", "annotator": ""}
        return {"decision": "reject", "reason": row.suppressed, **kept}
    content = judgement.content
    return {
        "decision": content.decision,
        "reason": content.reason,
        "category": content.category,
        "severity": content.severity.value,
        "at": judgement.at,
        "annotator": judgement.annotator,
    }


def decide(asked: Asked) -> dict[str, Any]:
    """Store a decision about the findings that are named, or about all that a filter means.

    Raises:
        RefusedError: when there are no such findings.
        MtqaError: when what was sent is no decision, or it cannot be stored.
    """
    review, body = asked.review, asked.body
    tag, client = body["language"].text(), name_of(asked, "client")
    index = review.found(tag)
    before = review.store.click(asked.annotator.name, client)
    if before is not None:
        return _decided(before.judgements, index)
    rows = _free(asked, _meant(asked, index), tag)
    judgements = _judgements(asked, tag, client, rows)
    if not judgements:
        return {"n": 0, "findings": []}
    if body.get("severity", None).content or body.get("category", None).content:
        review.store.keep_originals(_originals(index, judgements))
    click = review.record(judgements)
    review.suppressions_changed()
    return _decided(click.judgements, index)


def _decided(judgements: Sequence[Judgement], index: FindingIndex) -> dict[str, Any]:
    ids = [row.id for one in judgements for row in index.of(one.system, one.about)]
    return {"n": len(ids), "findings": ids}


def _meant(asked: Asked, index: FindingIndex) -> list[FoundRow]:
    body = asked.body
    named = body.get("findings", None)
    if named.content is None:
        given = body["all_of"].texts_by_name()
        document = given.pop("document", None)
        given.pop("language", None)
        return index.meant(_filter(given, document))
    ids = named.texts()
    unknown = [name for name in ids if name not in index.places]
    if unknown or not ids:
        raise RefusedError(404, "There is no such finding.", "Load the page again.")
    return [index.rows[index.places[name]] for name in dict.fromkeys(ids)]


def _free(asked: Asked, rows: Sequence[FoundRow], tag: str) -> list[FoundRow]:
    """The findings without those that the user hides by a row of their own in `suppressed.tsv`.

    Raises:
        RefusedError: when there are no others.
    """
    free = [row for row in rows if not asked.review.is_users_own(tag, row)]
    if rows and not free:
        raise RefusedError(409, "A row of suppressed.tsv that mtqa did not write hides this.", "Remove the row there.")
    return free


def _originals(index: FindingIndex, judgements: Sequence[Judgement]) -> list[tuple[str, str, str, str, str]]:
    """What findings were that are changed now."""
    changed = []
    for one in judgements:
        found = index.of(one.system, one.about)[0].finding
        if isinstance(one.content, Decision) and (
            one.content.severity is not found.severity or one.content.category != found.category
        ):
            changed.append((one.language, one.system, one.about, found.category, found.severity.value))
    return changed


def _judgements(asked: Asked, tag: str, client: str, rows: Sequence[FoundRow]) -> list[Judgement]:
    """One judgement for each thing that is decided; findings that are alike in texts and place are one."""
    body, index = asked.body, asked.review.found(tag)
    texts = asked.review.language(tag)
    decision = body["decision"].text()
    if decision not in ("accept", "reject", "open"):
        raise body["decision"].wrong("one of accept, reject, open")
    reason = body.get("reason", "").maybe(lambda value: value.text()) or ""
    severity = body.get("severity", None).maybe(lambda value: value.one_of(Severity))
    category = body.get("category", None).maybe(lambda value: value.text())
    if len(reason) > 10_000 or len(category or "") > 200:
        raise RefusedError(400, "The reason or the category is too long.")
    seconds = body.get("seconds", 0.0).number(0.0, 86_400.0)
    contents: dict[tuple[str, str, Severity], Decision] = {}
    found: dict[tuple[str, str], Judgement] = {}
    common = _common(asked.annotator.name, tag, client, seconds / max(1, len(rows)))
    for row in rows:
        one = row.finding
        key = (one.system, row.about)
        if key in found:
            continue
        kept = (one.category, one.severity) if decision == "open" else index.kind(row)
        kind = (one.check, category or kept[0], severity or kept[1])
        if kind not in contents:
            word: Literal["accept", "reject", "open"] = decision  # type: ignore[assignment]
            contents[kind] = Decision(word, kind[0], kind[1], kind[2], reason)
        found[key] = changed(
            common,
            document=texts.corpus.segments[row.position].document,
            segment_id=one.segment_id,
            system=one.system,
            about=row.about,
            content=contents[kind],
        )
    return list(found.values())


def _common(annotator: str, tag: str, client: str, seconds: float) -> Judgement:
    """What the judgements of one click share."""
    nothing = Decision("open", "", "", Severity.NEUTRAL)
    return Judgement(0, "", annotator, "findings", tag, "", "", "", "", nothing, seconds, client)
