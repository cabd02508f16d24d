"""`mtqa.toml` and the file of suppressed findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.evaluation import find_config, read_config
from mtqa.results import Severity


def write(folder: Path, text: str, name: str = "mtqa.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_checks_are_switched_and_configured(tmp_path: Path) -> None:
    path = write(tmp_path, '[checks.numbers]\nseverity = "minor"\n[checks.markup]\nenabled = false\n')
    checking = read_config(path).checking
    names = [one.check.name for one in checking.chosen]
    assert "markup" not in names
    assert next(one for one in checking.chosen if one.check.name == "numbers").severity is Severity.MINOR
    assert [one.check.name for one in checking.only(["markup"]).chosen] == ["markup"]
    assert "numbers" not in [one.check.name for one in checking.without(["numbers"]).chosen]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\nchecksum = 1\n", 2, "unknown key 'checksum'"),
        ("[checks.numbers]\nenabled = true\nsevere = 1\n", 3, "unknown key 'severe' in [checks.numbers]"),
        ("# first\n[checks.nombers]\n", 2, "no check named 'nombers'"),
        ('[checks.numbers]\n\nseverity = "bad"\n', 3, "severity 'bad'"),
        ("[checks.numbers]\nenabled = 1\n", 2, "must be true or false"),
        ('[checks.terminology]\nglossary = "../terms.tsv"\n', 2, "lies outside the folder"),
        ('[checks.terminology]\nglossary = "/etc/passwd"\n', 2, "lies outside the folder"),
        ('[checks.terminology]\nglossary = ["none.tsv"]\n', 2, "there is no 'none.tsv'"),
        ('suppressed = "none.tsv"\n', 1, "there is no 'none.tsv'"),
        ("[checks\n", 1, "not TOML"),
        ("checks = 3\n", 1, "must be a table"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(MtqaError) as caught:
        read_config(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line
    assert words in caught.value.message


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.tsv").write_text("en\tbg\n", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "terms.tsv").symlink_to(tmp_path / "outside.tsv")
    path = write(folder, '[checks.terminology]\nglossary = "terms.tsv"\n')
    with pytest.raises(MtqaError, match="outside the folder"):
        read_config(path)


def test_suppressed_findings_lie_beside_the_corpus(tmp_path: Path) -> None:
    write(tmp_path, "segment\tcheck\treason\ns1\tnumbers\ta quotation\n", "suppressed.tsv")
    [one] = read_config(None, str(tmp_path)).checking.suppressions
    assert (one.segment_id, one.check, one.system, one.reason) == ("s1", "numbers", "", "a quotation")
    assert one.place == "suppressed.tsv:2"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("segment\tcheck\n", 1, "'reason' is missing"),
        ("segment\tcheck\treason\twhy\n", 1, "unknown column 'why'"),
        ("segment\tcheck\treason\ns1\tnumbers\t\n", 2, "the reason is missing"),
        ("segment\tcheck\treason\n\ns1\tnombers\tx\n", 3, "no check named 'nombers'"),
        ("segment\tcheck\treason\ns1\tnumbers\n", 2, "2 cells where the first line has 3"),
    ],
)
def test_mistakes_in_suppressed_findings(tmp_path: Path, text: str, line: int, words: str) -> None:
    write(tmp_path, text, "suppressed.tsv")
    with pytest.raises(MtqaError) as caught:
        read_config(None, str(tmp_path))
    assert caught.value.line == line
    assert words in caught.value.message


def test_configuration_is_found_beside_the_corpus_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, here = tmp_path / "corpus", tmp_path / "here"
    folder.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    assert find_config(str(folder)) is None
    write(here, "")
    assert find_config(str(folder)) == Path("mtqa.toml")
    assert find_config("sacrebleu:wmt21") == Path("mtqa.toml")
    path = write(folder, "")
    assert find_config(str(folder)) == path
    assert find_config(str(write(folder, "a\tb\n", "corpus.tsv"))) == path
