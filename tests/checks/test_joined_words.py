from __future__ import annotations

from pathlib import Path

import mtqa

TOML = """title = "Page"
source_language = "en"

[[texts]]
file = "source.en.html"
language = "en"
role = "source"

[[texts]]
file = "page.bg.html"
language = "bg"
role = "primary"
name = "engine"
"""


def findings(folder: Path, hypothesis: str) -> list[tuple[str, str, list[str]]]:
    page = "<html><body><main><h1>{}</h1><p>{}</p></main></body></html>"
    (folder / "corpus.toml").write_text(TOML)
    (folder / "source.en.html").write_text(page.format("Downloads", "You get them in <b>.csv</b> format."))
    (folder / "page.bg.html").write_text(page.format("Изтегляне", hypothesis), encoding="utf-8")
    (corpus,) = mtqa.load_corpora(folder)
    texts = {segment.id: corpus.systems[0].hypotheses[i] or "" for i, segment in enumerate(corpus.segments)}
    return [
        (finding.severity.value, finding.message, [texts[finding.segment_id][s.start : s.end] for s in finding.spans])
        for finding in mtqa.evaluate(corpus, metric_specs=()).findings
        if finding.check == "joined_words"
    ]


def test_a_space_lost_at_a_tag_is_found(tmp_path: Path) -> None:
    assert findings(tmp_path, "Получавате ги във формат<b>.csv</b>.") == [
        ("minor", "the space between “формат” and “.csv” is lost, where mark-up begins or ends", ["формат.csv"])
    ]


def test_spaces_that_are_kept_pass(tmp_path: Path) -> None:
    assert findings(tmp_path, "Получавате ги във формат <b>.csv</b>.") == []
    assert findings(tmp_path, "Получавате ги във файл.csv.") == []


def test_the_same_words_joined_twice_are_one_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, "Във формат<b>.csv</b> или формат<b>.csv</b>.") == [
        (
            "minor",
            "the space between “формат” and “.csv” is lost, where mark-up begins or ends",
            ["формат.csv", "формат.csv"],
        )
    ]
