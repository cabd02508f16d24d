"""`mtqa evaluate SOURCE TRANSLATION ...`: from files to a report in one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run

EN = "# The house of cats\n\nThis is the house of the cats that we have seen today.\n\nThey are all very happy.\n"
BG = "# Къщата на котките\n\nТова е къщата на котките, които видяхме сутринта.\n\nТе всички са много щастливи.\n"
DE = "# Das Haus der Katzen\n\nDas ist das Haus der Katzen, die wir am Morgen gesehen haben.\n\nSie sind alle froh.\n"
QUICK = ("--metric", "chrf", "--check", "none")
CORPUS = Path("reports/page/corpus")


@pytest.fixture
def evaluate(in_process: Run) -> Run:
    """Evaluates files; two pages in English and Bulgarian are there."""
    Path("page.en.md").write_text(EN, encoding="utf-8")
    Path("page.bg.md").write_text(BG, encoding="utf-8")

    def call(*arguments: str) -> tuple[object, str, str]:
        return in_process("evaluate", *arguments, *QUICK)

    return call


def test_two_files_become_a_report_and_a_corpus_that_is_kept(evaluate: Run) -> None:
    code, out, err = evaluate("page.en.md", "page.bg.md")
    assert code == 0
    assert "The house of cats: English to Bulgarian, 3 segments" in out
    assert (
        "Source: page.en.md (English, by its name). Translation: page.bg.md (Bulgarian, by its name; system"
        " 'translation')." in err
    )
    assert "Report: reports/page/index.html" in err
    evaluation = json.loads(Path("reports/page/bg/evaluation.json").read_text(encoding="utf-8"))
    assert (evaluation["corpus"]["name"], evaluation["primary"]) == ("page", "translation")

    # What a person changes stays, and counts.
    table = CORPUS / "alignment/bg.tsv"
    rows = table.read_text(encoding="utf-8")
    table.write_text(rows.replace("auto ", "ok "), encoding="utf-8")
    before = {path: path.read_bytes() for path in CORPUS.rglob("*") if path.is_file()}
    code, _, err = evaluate("page.en.md", "page.bg.md")
    assert code == 0
    assert f"Corpus: {CORPUS}, as it was kept." in err
    assert {path: path.read_bytes() for path in CORPUS.rglob("*") if path.is_file()} == before
    code, _, err = evaluate(str(CORPUS))
    assert code == 0
    assert "Report: reports/page/index.html" in err


def test_a_later_version_and_another_language_come_into_the_kept_corpus(evaluate: Run) -> None:
    assert evaluate("page.en.md", "page.bg.md")[0] == 0
    table = CORPUS / "alignment/bg.tsv"
    table.write_text(table.read_text(encoding="utf-8").replace("auto ", "ok "), encoding="utf-8")
    Path("page.bg.md").write_text(BG.replace("много", "доста"), encoding="utf-8")
    Path("page.de.md").write_text(DE, encoding="utf-8")
    code, out, err = evaluate("page.en.md", "page.bg.md", "page.de.md")
    assert code == 0
    assert "brought up to date: systems/translation.bg.md, systems/translation.de.md" in err
    assert "English to German" in out
    assert "доста" in table.read_text(encoding="utf-8")
    assert table.read_text(encoding="utf-8").count("corrected") == 2  # the two rows whose text is still there
    assert Path("reports/page/de/index.html").is_file()
    code, out, _ = evaluate("page.en.md", "page.de.md")
    assert code == 0
    assert "Bulgarian" not in out


def test_a_copy_that_was_changed_by_hand_is_not_overwritten(evaluate: Run) -> None:
    assert evaluate("page.en.md", "page.bg.md")[0] == 0
    copy = CORPUS / "systems/translation.bg.md"
    copy.write_text(BG.replace("котките", "котараците"), encoding="utf-8")
    Path("page.bg.md").write_text(BG.replace("много", "доста"), encoding="utf-8")
    code, _, err = evaluate("page.en.md", "page.bg.md")
    assert code == 3
    assert "this copy was changed by hand" in err
    assert "котараците" in copy.read_text(encoding="utf-8")


def test_another_page_of_the_same_name_is_refused(evaluate: Run) -> None:
    assert evaluate("page.en.md", "page.bg.md")[0] == 0
    Path("page.en.md").write_text(
        "This is quite another page, and it is about the weather of the week.\n", encoding="utf-8"
    )
    code, _, err = evaluate("page.en.md", "page.bg.md")
    assert code == 3
    assert "this report's corpus is of another page" in err
    assert "--output" in err
    assert evaluate("page.en.md", "page.bg.md", "-o", "weather")[0] == 0
    assert Path("weather/corpus/corpus.toml").is_file()
    assert "Report: weather/index.html" in evaluate("weather/corpus")[2]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ("reports", "reports/page/corpus: this folder is there, and is no corpus"),
        ("file", "out: this is a file, and a folder is needed here"),
    ],
)
def test_what_is_in_the_way_is_left_alone(evaluate: Run, there: str, message: str) -> None:
    if there == "file":
        Path("out").write_text("mine", encoding="utf-8")
    else:
        CORPUS.mkdir(parents=True)
        (CORPUS / "mine.txt").write_text("mine", encoding="utf-8")
    code, _, err = evaluate("page.en.md", "page.bg.md", *(["-o", "out"] if there == "file" else []))
    assert code == 3
    assert message in err
    assert "--output DIR" in err


def test_a_folder_of_pages(evaluate: Run) -> None:
    Path("site/bg").mkdir(parents=True)
    Path("site/en").mkdir()
    Path("site/en/cats.md").write_text(EN, encoding="utf-8")
    Path("site/bg/cats.md").write_text(BG, encoding="utf-8")
    code, _, err = evaluate("site")
    assert code == 0
    assert "Report: reports/cats/index.html" in err
    code, _, err = evaluate(".", "-o", "again")  # the reports in it are left alone
    assert code == 0
    assert "Source: 2 pages in English" in err


def test_lines_of_plain_text_stay_lines(evaluate: Run) -> None:
    for name, text in (("a.en.txt", EN), ("a.de.txt", DE)):
        lines = [line for line in text.split("\n") if line]
        Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert evaluate("a.en.txt", "a.de.txt")[0] == 0
    assert 'layout = "lines"' in Path("reports/a/corpus/corpus.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["page.en.md"], 3, "this is one text, and a corpus needs a source and its translations"),
        (["page.en.md", "page.bg.md", "--loader", "tmx"], 2, "belongs to one corpus"),
        (["reports", "--target-language", "bg"], 2, "for a corpus say --language"),
    ],
)
def test_wrong_usage_is_told(evaluate: Run, arguments: list[str], code: int, message: str) -> None:
    got, _, err = evaluate(*arguments)
    assert got == code
    assert message in " ".join(err.split())


def test_corpus_build_tells_what_was_not_said(evaluate: Run, in_process: Run) -> None:
    Path("a.md").write_text(EN, encoding="utf-8")
    Path("b.md").write_text(BG, encoding="utf-8")
    Path("c.md").write_text("12 345\n", encoding="utf-8")
    code, _, err = in_process("corpus", "build", "made", "--source", "a.md", "--system", "b.md")
    assert code == 0
    assert "b.md: system 'translation', language bg" in err
    assert Path("made/systems/translation.bg.md").is_file()
    code, _, err = in_process("corpus", "build", "other", "--source", "a.md", "--system", "c.md")
    assert code == 3
    assert "neither its name nor its text tells" in err
    assert "NAME:TAG=FILE" in err
