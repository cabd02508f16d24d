"""`mtqa.toml` and the file of suppressed findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.checks.markup import Options as MarkupOptions
from mtqa.checks.rules import Options as RuleOptions, Rule
from mtqa.errors import MtqaError
from mtqa.evaluation import find_config, profile, profile_names, read_config
from mtqa.evaluation.findings import Chosen
from mtqa.evaluation.mtqa_toml import Config
from mtqa.languages import language
from mtqa.results import ScorecardRules, Severity


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
        ("scorecard = 3\n", 1, "must be a table"),
        ("[scorecard]\nlimit = 3\n", 2, "unknown key 'limit' in [scorecard]"),
        ("[scorecard]\n\nmax_penalty = -1\n", 3, "'max_penalty' in [scorecard] must be a number, zero or more"),
        ("[scorecard]\nmax_penalty = nan\n", 2, "must be a number, zero or more"),
        ("[scorecard]\nmin_words = 1.5\n", 2, "must be a whole number"),
        ("[scorecard]\nweights = { grave = 3 }\n", 2, "must give points by severity"),
        ("[scorecard]\nweights = { major = true }\n", 2, "'weights' in [scorecard] must be a number"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(MtqaError) as caught:
        read_config(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("text", "meant"),
    [("chekcs = 1\n", "checks"), ("[checks.nombers]\n", "numbers"), ("[checks.numbers]\nsevere = 1\n", "severity")],
)
def test_a_slip_is_told_with_what_was_meant(tmp_path: Path, text: str, meant: str) -> None:
    with pytest.raises(MtqaError) as caught:
        read_config(write(tmp_path, text))
    assert caught.value.hint.startswith(f"Did you mean '{meant}'? ")


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


OWN_STYLE = """summary = "ours"

[checks.markup]
official_forms = true
severity = "minor"
"""


def chosen(config: Config, name: str) -> Chosen:
    return next(one for one in config.checking.chosen if one.check.name == name)


def test_a_profile_configures_checks_and_the_file_s_own_tables_go_first(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN_STYLE)
    (tmp_path / "mtqa.toml").write_text('[profile]\nfile = "ours.toml"\n[checks.markup]\nseverity = "critical"\n')
    config = read_config(tmp_path / "mtqa.toml")
    assert config.checking.profile == "ours"
    assert chosen(config, "markup").severity is Severity.CRITICAL
    assert chosen(config, "markup").options == MarkupOptions(official_forms=True)


def test_the_rules_of_the_scorecard_come_from_the_profile_and_from_the_file(tmp_path: Path) -> None:
    write(tmp_path, "[scorecard]\nweights = { critical = 10, minor = 2 }\nmax_penalty = 20\n", "ours.toml")
    path = write(tmp_path, '[profile]\nfile = "ours.toml"\n[scorecard]\nmin_words = 500\nweights = { minor = 0.5 }\n')
    rules = read_config(path).checking.scorecard
    assert [rules.weights[severity] for severity in Severity] == [0, 0.5, 5, 10]
    assert (rules.max_penalty, rules.min_words) == (20, 500)
    assert read_config(write(tmp_path, "# nothing\n")).checking.scorecard == ScorecardRules()
    write(tmp_path, "[scorecard]\nmax_penalty = -3\n", "ours.toml")
    with pytest.raises(MtqaError) as caught:
        read_config(write(tmp_path, '[profile]\nfile = "ours.toml"\n'))
    assert caught.value.path == str(tmp_path / "ours.toml")


def test_every_profile_that_comes_with_mtqa_can_be_read(tmp_path: Path) -> None:
    assert "eu" in profile_names()
    for name in profile_names():
        (tmp_path / "mtqa.toml").write_text(f'[profile]\nname = "{name}"\n')
        assert read_config(tmp_path / "mtqa.toml").checking.profile == name
        assert profile(name).summary


def test_a_corpus_may_name_its_profile_and_mtqa_toml_another(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text('[profile]\nname = "eu"\n')
    assert read_config(None, str(tmp_path)).checking.profile == "eu"
    assert chosen(read_config(None, str(tmp_path)), "markup").options == MarkupOptions(official_forms=True)
    (tmp_path / "mtqa.toml").write_text("[checks.markup]\nofficial_forms = false\n")
    config = read_config(tmp_path / "mtqa.toml", str(tmp_path))
    assert (config.checking.profile, chosen(config, "markup").options) == ("eu", MarkupOptions())
    (tmp_path / "ours.toml").write_text(OWN_STYLE)
    (tmp_path / "mtqa.toml").write_text('[profile]\nfile = "ours.toml"\n')
    assert read_config(tmp_path / "mtqa.toml", str(tmp_path)).checking.profile == "ours"


def test_an_option_may_differ_by_target_language(tmp_path: Path) -> None:
    (tmp_path / "mtqa.toml").write_text(
        '[checks.markup]\nofficial_forms = { "de-at" = false, "" = true, fr = false }\n'
    )
    one = chosen(read_config(tmp_path / "mtqa.toml"), "markup")
    values = {tag: one.options_for(language(tag)) for tag in ("de", "de-AT", "fr", "fr-CA", "bg")}
    assert values == {
        "de": MarkupOptions(True),
        "de-AT": MarkupOptions(False),
        "fr": MarkupOptions(False),
        "fr-CA": MarkupOptions(False),
        "bg": MarkupOptions(True),
    }


def test_rules_are_tables(tmp_path: Path) -> None:
    (tmp_path / "mtqa.toml").write_text(
        '[[checks.rules.rule]]\nmessage = "a"\nwords = ["b"]\n[[checks.rules.rule]]\nmessage = "c"\npattern = "d"\n'
    )
    options = chosen(read_config(tmp_path / "mtqa.toml"), "rules").options
    assert options == RuleOptions((Rule("a", words=("b",)), Rule("c", pattern="d")))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[profile]\n", "[profile] must name a profile"),
        ('profile = "eu"\n', "[profile] must name a profile"),
        ('[profile]\nname = "xy"\n', "there is no profile named 'xy'"),
        ("[profile]\nname = 1\n", "must be a text"),
        ('[profile]\nfile = "none.toml"\n', "there is no 'none.toml'"),
        ('[profile]\nfile = "../x.toml"\n', "x.toml"),
        ('[profile]\nfile = "bad.toml"\n', "bad.toml: unknown key 'cheks'"),
        ('[profile]\nfile = "worse.toml"\n', "worse.toml:2: unknown key 'official'"),
        ("[checks.markup]\nofficial_forms = { fr = 1 }\n", "'official_forms' in [checks.markup] must be true or false"),
        ("[checks.markup]\nofficial_forms = { f_r_x_y_z_q = true }\n", "not a language tag"),
        ('[checks.rules]\nrule = ["x"]\n', "must be tables"),
        ('[[checks.rules.rule]]\nmesage = "x"\n', "unknown key 'mesage' in [[checks.rules.rule]]"),
        ('[[checks.rules.rule]]\nmessage = "x"\npattern = "("\n', "is not a regular expression"),
    ],
)
def test_wrong_profiles_and_rules_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "bad.toml").write_text("[cheks.markup]\n")
    (tmp_path / "worse.toml").write_text("[checks.markup]\nofficial = true\n")
    (tmp_path / "mtqa.toml").write_text(text)
    with pytest.raises(MtqaError) as error:
        read_config(tmp_path / "mtqa.toml")
    assert complaint in str(error.value)
