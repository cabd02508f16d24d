"""The verdict as JUnit XML: one test suite for each language, one test case for each rule."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mtqa.gating import GateResult, Outcome, Status
from mtqa.rendering import plain

__all__ = ["junit", "junit_error"]


def junit(result: GateResult) -> bytes:
    """The report of a run that was judged."""
    root = Element("testsuites", name="mtqa gate")
    _count(root, len(result.outcomes), len(result.failures), 0)
    for language in result.languages:
        outcomes = [one for one in result.outcomes if one.language == language]
        suite = SubElement(root, "testsuite", name=language)
        _count(suite, len(outcomes), sum(one.status is Status.FAILED for one in outcomes), 0)
        for one in outcomes:
            _case(suite, one)
    return _printed(root)


def junit_error(message: str) -> bytes:
    """The report of a run that could not be judged."""
    root = Element("testsuites", name="mtqa gate")
    suite = SubElement(root, "testsuite", name="mtqa gate")
    for element in (root, suite):
        _count(element, 1, 0, 1)
    case = SubElement(suite, "testcase", classname="mtqa.gate", name="judged", time="0")
    SubElement(case, "error", message=plain(message), type="error").text = plain(message)
    return _printed(root)


def _case(suite: Element, one: Outcome) -> None:
    name = f"{one.rule.value}: {one.subject}" + ("" if one.domain is None else f" in {one.domain}")
    case = SubElement(suite, "testcase", classname=f"mtqa.gate.{one.language}", name=plain(name), time="0")
    if one.status is Status.FAILED:
        SubElement(case, "failure", message=plain(one.message), type=one.rule.value).text = plain(one.message)
    else:
        warning = "warning: " if one.status is Status.WARNED else ""
        SubElement(case, "system-out").text = warning + plain(one.message)


def _count(element: Element, tests: int, failures: int, errors: int) -> None:
    for name, number in (("tests", tests), ("failures", failures), ("errors", errors), ("skipped", 0)):
        element.set(name, str(number))
    element.set("time", "0")


def _printed(root: Element) -> bytes:
    indent(root, space=" ")
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
