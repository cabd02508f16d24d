from __future__ import annotations

import dataclasses
import re
import string
from pathlib import Path

import pytest
from evaluations import page_evaluation
from markupsafe import Markup

from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.rendering import catalogue
from mtqa.rendering.one_language import GLOSSARY
from mtqa.reports.html import HtmlReport
from mtqa.results import Severity

# Keys that the code puts together; everything else must stand in the code or a template as it is.
SEVERITIES = [severity.value for severity in Severity]
COMPOSED = re.compile(
    "|".join(
        [
            rf"(severity|severity_mark|severity_meaning|severity_found)\.({'|'.join(SEVERITIES)})",
            r"(category|category_meaning|kind|section|metric|language)\..+",
            rf"glossary\.({'|'.join(GLOSSARY)})(_text)?",
            rf"provenance\.({'|'.join(field.name for field in dataclasses.fields(Origin))})",
            r"comparisons\.(better|worse|same|untested)",
            r"(scores|comparisons)\.plot_title(_plain)?",
            r"agree\.(level\.(system|segment|document|domain|task)|grouping\.(item|system|none))",
            r"agree\.statistic\.(accuracy|pearson|kendall|spearman|spa|acc_eq|average)",
            r"drawn\.(document|segment)",
            r"effect\.(none|very_small|small|medium|large|unknown)",
            r"segments\.(source|hypothesis|reference)",
            r"verdict\.(how_good|how_sure|look_first|size_(small|middle|large)|best_(apart|same)|(better|worse|same)_one(_detectable)?)",
            r"headline\.(critical|major|(better|worse|same)_one)",
            r"share\.(tenth|fifth|quarter|third|half|two_thirds|three_quarters)",
            r"scorecard\.((passed|failed|too_small)_short|by_(checks|people))",
            r"judges\.(count|statistic)\..+",
            r"verdict\.first\.(then_worst|clean|unchecked)(_free)?",
        ]
    )
)


def test_every_text_is_used(project_root: Path) -> None:
    folders = [project_root / "mtqa" / name for name in ("rendering", "reports")]
    files = [file for folder in folders for pattern in ("*.py", "**/*.html") for file in folder.glob(pattern)]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    keys = {re.sub(r"\.(one|other)$", "", key) for key in catalogue().entries}
    assert not sorted(
        key for key in keys if not re.search(rf"[\"']{re.escape(key)}[\"']", code) and not COMPOSED.fullmatch(key)
    )


def test_every_plural_has_both_forms() -> None:
    entries = catalogue().entries
    plurals = {key.rpartition(".")[0] for key in entries if key.endswith((".one", ".other"))}
    assert plurals
    for key in plurals:
        assert {f"{key}.one", f"{key}.other"} <= set(entries)


def test_no_text_holds_markup() -> None:
    for key, text in catalogue().entries.items():
        assert not re.search(r"<[a-z/]|&[a-z]+;", text), key
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text)), key


def test_plurals_and_numbers() -> None:
    words = catalogue()
    assert words.plural("count.segments", 1) == "1 segment"
    assert words.plural("count.segments", 1002) == "1,002 segments"


def test_what_is_filled_in_is_escaped_when_the_text_becomes_markup() -> None:
    text = catalogue()("scores.missing_in", systems="<b>", missing=Markup("<i>x</i>"))
    assert text == "&lt;b&gt;: <i>x</i>"
    assert isinstance(text, Markup)


def test_braces_in_a_value_are_not_placeholders() -> None:
    assert catalogue()("provenance.reference", name="{0} {system.__class__}") == "Reference {0} {system.__class__}"


def test_hidden_characters_in_a_value_are_shown() -> None:
    assert catalogue()("provenance.reference", name="a\u202eb") == "Reference a⟨RLO⟩b"


def test_enumerations() -> None:
    words = catalogue()
    assert [words.joined(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_language_that_the_reports_do_not_speak() -> None:
    with pytest.raises(MtqaError, match="not written in 'xx'"):
        catalogue("xx")


def test_the_bulgarian_report_speaks_bulgarian(tmp_path: Path) -> None:
    """What is left in Latin letters is data: names, texts, signatures."""
    HtmlReport(language="bg").write([page_evaluation()], tmp_path)
    page = (tmp_path / "bg" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="bg"' in page
    assert "от английски на български" in page
    assert "38,9" in page  # the decimal sign
    plain_text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    for english in ("Segment", "Verdict", "Findings", "better", "worse", "Reference", "Score", "interval"):
        assert not re.search(rf"\b{english}\b", plain_text), english
