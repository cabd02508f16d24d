"""Adding a system's output to corpus folders."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from small import REFERENCES, SOURCES

from mtqa.corpus import Corpus, Origin, Role, SystemOutput
from mtqa.errors import MtqaError
from mtqa.preparation import add_systems, is_corpus_folder, load_corpus, validate

ORIGIN = Origin(service="transformers 5", model="a/b", revision="abc", decoding="beams=4", date="2026-11-25")


def lines_corpus(folder: Path) -> Path:
    folder.mkdir()
    (folder / "en.txt").write_text("".join(f"{line}\n" for line in SOURCES))
    (folder / "de.txt").write_text("".join(f"{line}\n" for line in REFERENCES))
    (folder / "corpus.toml").write_text(
        "# mine\n"
        'source_language = "en"\nlayout = "lines"\n\n'
        '[[texts]]\nfile = "en.txt"\nlanguage = "en"\nrole = "source"\n\n'
        "# the human one\n"
        '[[texts]]\nfile = "de.txt"\nlanguage = "de"\nrole = "primary"\nname = "engine"\n'
    )
    return folder


def output_of(corpus: Corpus, *hypotheses: str | None, **remarks: str) -> SystemOutput:
    named = {corpus.segments[int(key[1:])].id: remark for key, remark in remarks.items()}
    return SystemOutput("base", Role.BASELINE, hypotheses, ORIGIN, named)


def add_system(folder: Path, corpus: Corpus, system: SystemOutput, *, overwrite: bool = False) -> tuple[Path, ...]:
    return add_systems(folder, [(corpus, system)], overwrite=overwrite)


def test_of_several_systems_all_are_added_or_none(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    corpus = load_corpus(folder)
    one, other = output_of(corpus, "1", "2", "3", "4"), output_of(corpus, "a", "b", "c", "d")
    with pytest.raises(MtqaError, match="has a system or reference named 'engine'"):
        add_systems(folder, [(corpus, one), (corpus, replace(other, name="engine"))])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    add_systems(folder, [(corpus, one), (corpus, replace(other, name="other"))])
    assert [system.name for system in load_corpus(folder).systems] == ["engine", "base", "other"]


def test_lines_are_added_and_read_back(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    before = (folder / "corpus.toml").read_text()
    corpus = load_corpus(folder)
    system = output_of(corpus, "eins", "", "drei", "vier", s2="may be cut")
    written = add_system(folder, corpus, system)
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "systems/base.de.txt",
        "systems/base.de.remarks.tsv",
        "corpus.toml",
    ]
    assert (folder / "corpus.toml").read_text().startswith(before)
    again = load_corpus(folder)
    assert [s.name for s in again.systems] == ["engine", "base"]
    read = again.system("base")
    assert read.hypotheses == ("eins", "", "drei", "vier")
    assert read.role is Role.BASELINE
    assert replace(read.origin, file="") == ORIGIN
    assert dict(read.remarks) == {again.segments[2].id: "may be cut"}
    assert add_system(folder, again, system) == ()
    assert not [defect for defect in validate(again).defects if defect.level == "error"]


def test_another_system_of_that_name_is_not_overwritten_unasked(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    corpus = load_corpus(folder)
    add_system(folder, corpus, output_of(corpus, "eins", "zwei", "drei", "vier"))
    corpus = load_corpus(folder)
    other = replace(output_of(corpus, "I", "II", "III", "IV"), origin=replace(ORIGIN, revision="def"))
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(MtqaError, match="a system or reference named 'base' for 'de' already"):
        add_system(folder, corpus, other)
    assert files == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with (folder / "corpus.toml").open("a") as file:
        file.write("\n# a last word\n")
    add_system(folder, load_corpus(folder), other, overwrite=True)
    read = load_corpus(folder).system("base")
    assert (read.hypotheses, read.origin.revision) == (("I", "II", "III", "IV"), "def")
    toml = (folder / "corpus.toml").read_text()
    assert toml.count('name = "base"') == 1
    assert "# mine" in toml
    assert "# a last word" in toml
    assert len(list((folder / "systems").iterdir())) == 1
    primary = replace(other, name="engine")
    with pytest.raises(MtqaError, match="named 'engine'"):
        add_system(folder, load_corpus(folder), primary, overwrite=True)
    assert (folder / "de.txt").read_text().startswith(REFERENCES[0])


def test_a_file_that_happens_to_be_there_is_left_alone(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    (folder / "systems").mkdir()
    (folder / "systems/base.de.txt").write_text("mine\n")
    corpus = load_corpus(folder)
    written = add_system(folder, corpus, output_of(corpus, "1", "2", "3", "4"))
    assert written[0].name == "base.de_2.txt"
    assert (folder / "systems/base.de.txt").read_text() == "mine\n"


def test_line_breaks_and_missing_hypotheses(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    corpus = load_corpus(folder)
    with pytest.raises(MtqaError, match="holds a line break"):
        add_system(folder, corpus, output_of(corpus, "1\n", "2", "3", "4"))
    assert not (folder / "systems").exists()
    add_system(folder, corpus, output_of(corpus, "1", None, "3", "4"))
    assert load_corpus(folder).system("base").hypotheses == ("1", None, "3", "4")


def test_several_documents(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    toml = 'source_language = "en"\nlayout = "lines"\n'
    for document, lines in (("a", SOURCES[:3]), ("b", SOURCES[3:])):
        for language, role in (("en", "source"), ("de", "primary")):
            (folder / f"{document}.{language}.txt").write_text("".join(f"{line}\n" for line in lines))
            toml += f'\n[[texts]]\nfile = "{document}.{language}.txt"\nlanguage = "{language}"\nrole = "{role}"\n'
            toml += f'document = "{document}"\n' + ('name = "engine"\n' if role == "primary" else "")
    (folder / "corpus.toml").write_text(toml)
    corpus = load_corpus(folder)
    add_system(folder, corpus, output_of(corpus, "1", "2", "3", "4", s3="odd"))
    assert sorted(path.name for path in (folder / "systems").iterdir()) == [
        "a.base.de.txt",
        "b.base.de.remarks.tsv",
        "b.base.de.txt",
    ]
    read = load_corpus(folder).system("base")
    assert read.hypotheses == ("1", "2", "3", "4")
    assert dict(read.remarks) == {"b:1": "odd"}


def test_a_folder_without_a_description_gets_one(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    (folder / "systems").mkdir(parents=True)
    (folder / "source.en.txt").write_text("".join(f"{line}\n" for line in SOURCES))
    (folder / "reference.A.de.txt").write_text("".join(f"{line}\n" for line in REFERENCES))
    (folder / "systems/zeta.de.txt").write_text("a\nb\nc\nd\n")
    corpus = load_corpus(folder)
    assert is_corpus_folder(folder)
    add_system(folder, corpus, output_of(corpus, "1", "2", "3", "4"))
    again = load_corpus(folder)
    # By names alone, "base" would come before "zeta" and be judged.
    assert [(s.name, s.role) for s in again.systems] == [("zeta", Role.PRIMARY), ("base", Role.BASELINE)]
    assert again.fingerprint == corpus.fingerprint


def test_pages_keep_the_translations_by_their_source(tmp_path: Path, project_root: Path) -> None:
    import shutil

    folder = tmp_path / "eu-japan-summit"
    shutil.copytree(project_root / "corpora/eu-japan-summit", folder)
    toml = (folder / "corpus.toml").read_text()
    (folder / "corpus.toml").write_text(f'encoder = "none"\n{toml}')
    corpus = load_corpus(folder)
    system = output_of(corpus, *(segment.source.upper() for segment in corpus.segments), s1="cut")
    add_system(folder, corpus, system)
    again = load_corpus(folder)
    assert again.system("base").hypotheses == system.hypotheses
    assert dict(again.system("base").remarks) == {corpus.segments[1].id: "cut"}
    assert again.fingerprint == corpus.fingerprint
    assert add_system(folder, again, system) == ()
    # The source is edited: what it says now has no translation, and that is said.
    source = folder / "eu-japan-summit.en.md"
    sentence = corpus.segments[3].source
    assert sentence in source.read_text()
    source.write_text(source.read_text().replace(sentence, "Something else stands here now."))
    changed = load_corpus(folder)
    assert changed.system("base").n_missing == 1
    assert any("base: 1 segments" in warning for warning in changed.warnings)


def test_a_language_without_any_translation(tmp_path: Path, project_root: Path) -> None:
    """The first system of a language may be a baseline: of lines, and of pages."""
    import shutil

    from mtqa.preparation import build_tables

    pages = tmp_path / "eu-japan-summit"
    shutil.copytree(project_root / "corpora/eu-japan-summit", pages)
    toml = (pages / "corpus.toml").read_text()
    (pages / "corpus.toml").write_text(f'encoder = "none"\n{toml}')
    for folder in (lines_corpus(tmp_path / "demo"), pages):
        with pytest.raises(MtqaError, match="no translation into 'cs'"):
            load_corpus(folder, "cs")
        corpus = load_corpus(folder, "cs", options={"any_language": True})
        assert corpus.systems == ()
        hypotheses = [segment.source.upper() for segment in corpus.segments]
        add_system(folder, corpus, output_of(corpus, *hypotheses))
        read = load_corpus(folder, "cs")
        assert read.system("base").hypotheses == tuple(hypotheses)
        assert [s.source for s in read.segments] == [s.source for s in corpus.segments]
        assert len(load_corpus(folder, "bg" if folder is pages else "de").systems) == 1
        with pytest.raises(MtqaError, match="no translation into 'en'"):
            load_corpus(folder, "en", options={"any_language": True})
    assert [table.language.tag for table in build_tables(pages)] == ["bg"]  # there is nothing to align in Czech


@pytest.mark.parametrize("output", ["out.parquet", "out.tmx", "out.xlf", "folder"])
def test_remarks_and_origins_survive_conversion(tmp_path: Path, output: str) -> None:
    from mtqa.contracts import writers
    from mtqa.preparation import find_writer, write_corpora

    corpus = load_corpus(lines_corpus(tmp_path / "demo"))
    corpus = corpus.with_systems([*corpus.systems, output_of(corpus, "1", "2", "3", "4", s1="cut here")])
    write_corpora([corpus], tmp_path / output, writers.create(find_writer(tmp_path / output)))
    read = load_corpus(tmp_path / output).system("base")
    assert dict(read.remarks) == {corpus.segments[1].id: "cut here"}
    assert replace(read.origin, file="") == ORIGIN


def test_a_damaged_table_names_its_line(tmp_path: Path) -> None:
    folder = lines_corpus(tmp_path / "demo")
    corpus = load_corpus(folder)
    add_system(folder, corpus, output_of(corpus, "1", "2", "3", "4", s0="odd"))
    (folder / "systems/base.de.remarks.tsv").write_text("no tab\n")
    with pytest.raises(MtqaError, match=r"remarks.tsv:1: a remark stands behind"):
        load_corpus(folder)


@pytest.mark.parametrize("key", ['by_source = "yes"', "remarks = 3", 'remarks = "../outside.tsv"'])
def test_wrong_keys_in_the_description(tmp_path: Path, key: str) -> None:
    folder = lines_corpus(tmp_path / "demo")
    with (folder / "corpus.toml").open("a") as file:
        file.write(key + "\n")
    assert tomllib.loads((folder / "corpus.toml").read_text())
    with pytest.raises(MtqaError, match=r"corpus.toml"):
        load_corpus(folder)
