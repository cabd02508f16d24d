"""`mtqa corpus` as a person runs it: streams, exit codes, files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_texts import texts
from small import BAD, GOOD, REFERENCES, SOURCES

from mtqa.preparation import load_corpus


def mtqa(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtqa", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    home = tmp_path / "news"
    (home / "systems").mkdir(parents=True)
    for name, lines in (
        ("source.en.txt", SOURCES),
        ("reference.A.de.txt", REFERENCES),
        ("systems/deepl.de.txt", BAD),
        ("systems/eTranslation.de.txt", GOOD),
    ):
        (home / name).write_text("".join(f"{line}\n" for line in lines))
    return home


def test_show(news: Path) -> None:
    done = mtqa("corpus", "show", news, "--limit", "2")
    assert done.returncode == 0
    assert "news: English to German" in done.stdout
    assert "systems: eTranslation (primary), deepl (baseline); references: A" in " ".join(done.stdout.split())
    assert "2 more segments" in done.stderr


def test_evaluate_takes_every_format(news: Path, tmp_path: Path) -> None:
    folder = mtqa("evaluate", news, "--metric", "bleu", "--format", "json", "--output", tmp_path / "r", "-q")
    assert folder.returncode == 0, folder.stderr
    expected = {s["system"]: s["value"] for s in json.loads(folder.stdout)["scores"]}
    assert set(expected) == {"eTranslation", "deepl"}
    for name in ("x.tmx", "x.xlf", "x.tsv", "x.csv", "x.jsonl", "x.parquet", "x"):
        assert mtqa("corpus", "convert", news, tmp_path / name).returncode == 0
        options = ("--metric", "bleu", "--format", "json", "--output", tmp_path / f"r-{name}", "-q")
        done = mtqa("evaluate", tmp_path / name, *options)
        assert done.returncode == 0, done.stderr
        evaluation = json.loads(done.stdout)
        assert {s["system"]: s["value"] for s in evaluation["scores"]} == expected
        assert evaluation["primary"] == "eTranslation"


def test_convert_says_what_it_wrote_and_never_overwrites(news: Path, tmp_path: Path) -> None:
    done = mtqa("corpus", "convert", news, "out.tsv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "out.tsv\n")
    again = mtqa("corpus", "convert", news, "out.tsv", cwd=tmp_path)
    assert again.returncode == 3
    assert again.stderr.startswith("error: out.tsv: this file is there already")
    assert mtqa("corpus", "convert", news, "out.tsv", "--overwrite", cwd=tmp_path).returncode == 0
    unknown = mtqa("corpus", "convert", news, "out.docx", cwd=tmp_path)
    assert unknown.returncode == 3
    assert "says no format" in unknown.stderr
    assert mtqa("corpus", "convert", news, "out.docx", "--to", "jsonl", cwd=tmp_path).returncode == 0


def test_columns_and_languages_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Ausgangstext;DeepL\nHello;Hallo\n")
    unclear = mtqa("corpus", "show", "x.csv", cwd=tmp_path)
    assert unclear.returncode == 3
    assert "no column is the source" in unclear.stderr
    assert "--column source=Ausgangstext --column hypothesis=DeepL" in unclear.stderr  # which can be pasted
    told = ["--column", "source=Ausgangstext", "--column", "hypothesis.deepl=DeepL", "--source-language", "en"]
    done = mtqa("corpus", "convert", "x.csv", "x.tmx", *told, "--language", "de", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert texts(load_corpus(tmp_path / "x.tmx")) == {"source": ["Hello"], "hypothesis.deepl": ["Hallo"]}
    assert mtqa("corpus", "show", "x.csv", "--column", "source", cwd=tmp_path).returncode == 2
    loader = "table(source=Ausgangstext, hypothesis=DeepL, source_language=en, target_language=de)"
    assert mtqa("corpus", "show", "x.csv", "--loader", loader, cwd=tmp_path).returncode == 0


def test_every_command_takes_the_same_options(tmp_path: Path) -> None:
    heading, rows = "Ausgangstext;DeepL;eTranslation;Mensch\n", "Hello;Hallo;Hi;Hallo\nBye;Tschüs;Ade;Tschüs\n"
    (tmp_path / "x.csv").write_text(heading + rows)
    told = ["--column", "source=Ausgangstext", "--column", "hypothesis.eTranslation=eTranslation"]
    told += ["--column", "hypothesis.deepl=DeepL", "--column", "reference.A=Mensch"]
    told += ["--source-language", "en", "--language", "de"]
    for command in (("evaluate",), ("compare",), ("corpus", "validate"), ("corpus", "show")):
        done = mtqa(*command, "x.csv", *told, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "deepl" in done.stdout
    assert mtqa("evaluate", "x.csv", "--column", "source", cwd=tmp_path).returncode == 2
    done = mtqa("evaluate", "x.csv", "--loader", "table(colour=red)", cwd=tmp_path)
    assert done.returncode == 3
    assert "the loader 'table' has no option 'colour'. It has: source, hypothesis," in done.stderr
    done = mtqa("corpus", "show", "sacrebleu:wmt21:en-de", "--source-language", "en")
    assert "the loader 'sacrebleu' has no option 'source_language'. It has no options." in done.stderr
    assert "[target, system]" in " ".join(mtqa("list", "loaders").stdout.split())


def test_many_systems_are_shown_below_each_other(tmp_path: Path) -> None:
    names = [f"system-{i}" for i in range(9)]
    rows = ["\t".join(["source", *(f"hypothesis.{name}" for name in names)]), "\t".join(["x" * 60, *names])]
    (tmp_path / "x.en-de.tsv").write_text("".join(f"{row}\n" for row in rows))
    done = mtqa("corpus", "show", "x.en-de.tsv", cwd=tmp_path)
    lines = [line.split() for line in done.stdout.split("\n")]
    assert ["1", "source", "x" * 60] in lines
    assert all([name, name] in lines for name in names)


def test_convert_says_what_stays_behind(news: Path, tmp_path: Path) -> None:
    (news / "corpus.toml").write_text(
        'title = "News of today"\nsource_language = "en"\nlayout = "lines"\n'
        '[[texts]]\nfile = "source.en.txt"\nlanguage = "en"\nrole = "source"\nlicence = "CC0"\n'
        '[[texts]]\nfile = "systems/deepl.de.txt"\nlanguage = "de"\nrole = "primary"\nname = "deepl"\n'
    )
    done = mtqa("corpus", "convert", news, tmp_path / "x.tsv")
    assert done.stderr == "tsv has no place for the title, origins and licences, which stayed behind\n"
    assert mtqa("corpus", "convert", news, tmp_path / "x.tmx").stderr == ""


def test_a_corpus_without_a_system_says_what_to_do(news: Path) -> None:
    for file in (news / "systems").iterdir():
        file.unlink()
    done = mtqa("evaluate", news)
    assert done.returncode == 3
    assert "has no system output to judge. Add a translation that is not a reference" in done.stderr


def test_validate(news: Path) -> None:
    done = mtqa("corpus", "validate", news)
    assert done.returncode == 0
    assert "news en-de: 4 segments in 1 document(s)" in done.stdout
    assert "no licence is stated" in " ".join(done.stdout.split())
    assert done.stderr == "0 error(s), 2 warning(s)\n"
    (news / "systems" / "deepl.de.txt").write_text("a\nb\n\ufffd\nd\n")
    done = mtqa("corpus", "validate", news, "--format", "json")
    assert done.returncode == 3
    (result,) = json.loads(done.stdout)
    assert result["defects"][0] == {
        "level": "error",
        "kind": "encoding",
        "text": "hypothesis deepl",
        "message": "characters were lost in an earlier conversion (they show as \ufffd)",
        "count": 1,
        "examples": ["news:3"],
    }


def test_build_lines_and_pages(tmp_path: Path) -> None:
    (tmp_path / "eng.txt").write_text("One\nTwo\n")
    (tmp_path / "deu.txt").write_text("Eins\nZwei\n")
    (tmp_path / "fra.txt").write_text("Un\nDeux\n")
    systems = ["--system", "x=deu.txt", "x=fra.txt"]
    done = mtqa("corpus", "build", "out", "--source", "eng.txt", *systems, "--licence", "CC0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "out\n"), done.stderr
    assert "read as one segment a line" in done.stderr
    assert mtqa("corpus", "show", "out", "--language", "fr", "-q", cwd=tmp_path).returncode == 0
    again = mtqa("corpus", "build", "out", "--source", "eng.txt", *systems, cwd=tmp_path)
    assert again.returncode == 3
    assert "this is there already" in again.stderr

    pages = ["--source", "en=eng.txt", "--system", "x:de=deu.txt", "--pages", "--encoder", "none"]
    done = mtqa("corpus", "build", "pages", *pages, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "pages/alignment/de.tsv\n"), done.stderr
    assert mtqa("corpus", "build", "pages", cwd=tmp_path).stdout == "pages/alignment/de.tsv\n"
    assert mtqa("corpus", "build", "pages", *pages, "--lines", cwd=tmp_path).returncode == 2
    assert mtqa("corpus", "build", "x", "--source", "eng.txt", "--system", ".", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.tmx", b"<!DOCTYPE t [<!ENTITY a 'b'>]><tmx>&a;</tmx>", "a.tmx:1: the file declares an entity"),
        ("a.xlf", b"<xliff><file>", "a.xlf:1: the file is cut off"),
        ("a.parquet", b"PAR1xxxx", "a.parquet: this Parquet file is damaged"),
        ("a.en-de.tsv", b"source\tmt\nx\t\xe4\n", "a.en-de.tsv:2: byte 0xe4 is not UTF-8"),
        ("a.jsonl", b'{"source": "x"\n', "a.jsonl:1: this is not JSON"),
        ("a.po", b"rubbish\nmore\n", "a.po:1: this is not a PO file"),
        ("a.zip", b"PK\x03\x04xx", "a.zip: no loader reads this kind of file"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_3(tmp_path: Path, name: str, data: bytes, complaint: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = mtqa("corpus", "convert", name, "out.tsv", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {complaint}")
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
