"""A gate's result told to people and machines: text, HTML, JSON, JUnit, GitHub, GitLab.

Only the commands and the pytest plug-in import it. Begin with `text`; the others are one module each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.gating.verdicts.github import (
        annotation as annotation,
        cell as cell,
        summary as summary,
        workflow_commands as workflow_commands,
    )
    from mtqa.gating.verdicts.gitlab import code_quality as code_quality, code_quality_error as code_quality_error
    from mtqa.gating.verdicts.json_text import as_json as as_json, error_as_json as error_as_json
    from mtqa.gating.verdicts.junit_xml import junit as junit, junit_error as junit_error
    from mtqa.gating.verdicts.locations import Locator as Locator
    from mtqa.gating.verdicts.plain_text import text_report as text_report
    from mtqa.gating.verdicts.verdict_page import html_report as html_report
else:
    __getattr__, __dir__ = exporting(
        __name__,
        github="annotation cell summary workflow_commands",
        gitlab="code_quality code_quality_error",
        json_text="as_json error_as_json",
        junit_xml="junit junit_error",
        locations="Locator",
        plain_text="text_report",
        verdict_page="html_report",
    )
