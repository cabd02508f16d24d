"""The page of a gate run in a real browser: opened from disk, with no network, and hostile texts in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gating.verdicts.test_verdicts import hostile

from mtqa.gating import entry_for
from mtqa.gating.verdicts import html_report

pytestmark = pytest.mark.browser


def test_nothing_runs_and_nothing_is_loaded(browser: Any, tmp_path: Path) -> None:
    result = hostile()
    entry = entry_for(result)
    path = tmp_path / "gate.html"
    path.write_text(html_report(result, [replace(entry, verdict="passed"), entry]), encoding="utf-8")
    for width in (1300, 390):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message, to=complaints: to.append(message.text))
        page.on("pageerror", lambda error, to=complaints: to.append(str(error)))
        page.on("dialog", lambda dialog, to=complaints: to.append(dialog.message))
        page.on("request", lambda request, to=requests: to.append(request.url))
        page.goto(path.as_uri())
        assert page.locator(".segments li").count() == len(result.changes)
        assert "<script>alert(1)</script>" in page.inner_text("h1")
        assert page.locator("svg.trend").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".segments li del").first.is_visible()
        assert complaints == []
        assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
        context.close()
