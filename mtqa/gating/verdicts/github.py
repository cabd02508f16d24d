"""The verdict for GitHub: workflow commands that become annotations, and a job summary in Markdown."""

from __future__ import annotations

import re

from mtqa.gating import GateResult, Outcome, SegmentChange, Status, told_p
from mtqa.gating.verdicts.locations import Locator
from mtqa.gating.verdicts.plain_text import headline, worst_changes
from mtqa.rendering import plain

__all__ = ["annotation", "cell", "summary", "workflow_commands"]


def workflow_commands(result: GateResult, locator: Locator) -> str:
    """One workflow command a line: errors for what failed, warnings, and notices for the segments that lost most."""
    lines = []
    for level, outcomes in (("error", result.failures), ("warning", result.warnings)):
        for one in outcomes:
            path = locator.file(result, one.language)
            lines.append(annotation(level, one.message, f"mtqa: {one.rule.value} {one.subject}", path))
    if not result.passed:
        for change in worst_changes(result):
            path, line = locator.segment(result, change)
            lines.append(annotation("notice", _told(change), f"mtqa: lost most, {change.language}", path, line))
    if result.suggests_accept:
        lines.append(annotation("notice", "better than the accepted run beyond noise: accept it", "mtqa gate"))
    lines.append(headline(result).replace("##[", "## ["))
    return "\n".join(lines) + "\n"


def annotation(level: str, message: str, title: str, path: str = "", line: int = 1) -> str:
    """A workflow command; nothing in its parts can end it or begin another one."""
    place = f"file={_property(path)},line={line}," if path else ""
    return f"::{level} {place}title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _told(change: SegmentChange) -> str:
    old = "(not kept)" if change.old is None else plain(change.old)
    new = "(missing)" if change.new is None else plain(change.new)
    return f"{plain(change.segment_id)}: accepted: {old}\ncurrent: {new}"


def summary(result: GateResult) -> str:
    """The job summary in GitHub's Markdown."""
    lines = [f"## {'✅' if result.passed else '❌'} {cell(headline(result))}", ""]
    shown = [one for one in result.outcomes if one.status is not Status.PASSED or one.improved]
    if shown:
        lines += ["| | language | rule | what | accepted | current | p |", "|---|---|---|---|--:|--:|--:|"]
        lines += [_row(one) for one in shown]
        lines.append("")
    lines += [f"> {cell(note)}\n" for note in result.notes]
    worst = worst_changes(result)
    if worst:
        lines += ["### Segments that lost most", "", "| segment | loss | accepted | current |", "|---|--:|---|---|"]
        for change in worst:
            name = f"{change.language} {change.segment_id}"
            old, new = change.old or "", change.new or ""
            lines.append(f"| {cell(name)} | {change.loss:.{change.decimals}f} | {cell(old)} | {cell(new)} |")
        lines.append("")
    lines.append(
        f"{result.n_tests} significance tests; the chance of a false alarm is at most {100 * result.policy.alpha:g} %."
    )
    if result.suggests_accept:
        lines += ["", "Better than the accepted run beyond noise: make it the accepted one with `mtqa gate --accept`."]
    return "\n".join(lines) + "\n"


def _row(one: Outcome) -> str:
    mark = {Status.FAILED: "❌", Status.WARNED: "⚠️"}.get(one.status, "⬆️")
    accepted = "" if one.accepted is None else f"{one.accepted:.{one.decimals}f}"
    current = "" if one.current is None else f"{one.current:.{one.decimals}f}"
    p = "" if one.p_told is None else told_p(one.p_told).removeprefix("p = ").removeprefix("p ")
    return f"| {mark} | {cell(one.where)} | {one.rule.value} | {cell(one.told)} | {accepted} | {current} | {cell(p)} |"


def cell(text: str) -> str:
    """Text in which nothing is Markdown, HTML, a mention or the end of a cell."""
    escaped = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|~@:-])", lambda match: f"&#{ord(match[1])};", escaped)
