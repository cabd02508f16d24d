from __future__ import annotations

import os
from pathlib import Path

import pytest

from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import load_corpora, load_corpus

LINES = """
title = "Two lines"
source_language = "en"
layout = "lines"

[[texts]]
file = "source.txt"
language = "en"
role = "source"

[[texts]]
file = "mt.txt"
language = "de"
role = "primary"
name = "engine"
date = 2025-04-05
note = "A note for the reader."

[[texts]]
file = "reference.txt"
language = "de"
role = "reference"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.toml").write_text(LINES)
    (tmp_path / "source.txt").write_text("One.\nTwo\u2028three.\n")
    (tmp_path / "mt.txt").write_text("Eins.\n\n")
    (tmp_path / "reference.txt").write_text("Eins.\nZwei drei.\n")
    return tmp_path


def test_lines_are_segments_and_only_line_feeds_end_them(folder: Path) -> None:
    corpus = load_corpus(folder)
    assert [s.source for s in corpus.segments] == ["One.", "Two\u2028three."]
    assert corpus.systems[0].hypotheses == ("Eins.", "")  # an empty line is an empty translation, not a missing one
    assert corpus.systems[0].role is Role.PRIMARY
    assert corpus.segments[1].references == {"A": "Zwei drei."}
    assert corpus.title == "Two lines"
    assert corpus.systems[0].origin.date == "2025-04-05"
    assert corpus.notes == ("A note for the reader.",)


def test_different_lengths_name_both_files_and_both_counts(folder: Path) -> None:
    (folder / "mt.txt").write_text("Eins.\nZwei.\nDrei.\n")
    with pytest.raises(MtqaError, match=r"mt\.txt: has 3 lines, but its source source\.txt has 2"):
        load_corpus(folder)


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "corpus.toml").read_text()
    assert old in text
    (folder / "corpus.toml").write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('title = "Two', 'titel = "Two', "unknown key 'titel'"),
        ('role = "source"', 'role = "source"\ncolour = "red"', "unknown key 'colour' in text 1"),
        ('layout = "lines"', 'layout = "rows"', "layout 'rows' is not known"),
        ('source_language = "en"\n', "", "'source_language' is missing"),
        ('source_language = "en"', 'source_language = "fr"', "source_language is 'fr'"),
        ('source_language = "en"', "source_language = 3", "must be a text in quotes"),
        ('language = "de"\nrole = "primary"', 'language = "not a tag"\nrole = "primary"', "not a language tag"),
        ('role = "primary"', 'role = "best"', "role 'best' in text 2 is not known"),
        ('name = "engine"\n', "", "'name' is missing in text 2"),
        ('file = "mt.txt"', 'file = "../mt.txt"', "lies outside the folder"),
        ('file = "mt.txt"', 'file = "/etc/passwd"', "lies outside the folder"),
        ('file = "mt.txt"', 'file = "no.txt"', "no such file"),
        ('language = "en"\nrole = "source"', 'language = "fr"\nrole = "reference"', "translation with no source"),
        ('language = "de"\nrole = "primary"', 'language = "en"\nrole = "primary"', "is in the source language"),
        ('title = "Two lines"', 'title = "Two lines', "not TOML"),
        ("[[texts]]", "[texts]", "not TOML"),
    ],
)
def test_mistakes_in_corpus_toml_are_named(folder: Path, old: str, new: str, complaint: str) -> None:
    change(folder, old, new)
    with pytest.raises(MtqaError, match=complaint) as caught:
        load_corpora(folder)
    assert "\n" not in str(caught.value)


def test_two_primaries_and_two_of_a_name_are_refused(folder: Path) -> None:
    text = (folder / "corpus.toml").read_text()
    second = '\n[[texts]]\nfile = "mt.txt"\nlanguage = "de"\nrole = "primary"\nname = "{}"\n'
    (folder / "corpus.toml").write_text(text + second.format("other"))
    with pytest.raises(MtqaError, match="'engine' and 'other' are both primary"):
        load_corpora(folder)
    (folder / "corpus.toml").write_text(text + second.format("engine"))
    with pytest.raises(MtqaError, match="two texts are named 'engine'"):
        load_corpora(folder)


def test_a_folder_without_corpus_toml(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"no corpus\.toml"):
        load_corpora(tmp_path)


def test_a_symbolic_link_out_of_the_folder_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("Eins.\nZwei.\n")
    (folder / "mt.txt").unlink()
    os.symlink(outside, folder / "mt.txt")
    with pytest.raises(MtqaError, match="outside the folder"):
        load_corpora(folder)


def test_several_languages(folder: Path) -> None:
    (folder / "fr.txt").write_text("Un.\nDeux.\n")
    with (folder / "corpus.toml").open("a") as file:
        file.write('\n[[texts]]\nfile = "fr.txt"\nlanguage = "fr"\nrole = "primary"\nname = "engine"\n')
    assert [str(corpus.language_pair) for corpus in load_corpora(folder)] == ["en-de", "en-fr"]
    assert load_corpus(folder, "fra").segments[0].references == {}
    with pytest.raises(MtqaError, match=r"several target languages \(de, fr\)"):
        load_corpus(folder)
    with pytest.raises(MtqaError, match="no translation into 'bg'"):
        load_corpora(folder, ["bg"])


PAGES = """
source_language = "en"
encoder = "none"

[[texts]]
file = "source.md"
language = "en"
role = "source"
[texts.original]
file = "original.html"
origin = "The publisher"

[[texts]]
file = "mt.md"
language = "de"
role = "primary"
name = "engine"
"""
ENGLISH = """# The weather report

It rained for 12 hours in Berlin on Monday. The river rose by 40 centimetres and flooded the streets.

The mayor, Anna Schmidt, thanked the 300 volunteers who had helped during the night.
"""
GERMAN = """# Der Wetterbericht

Am Montag regnete es in Berlin 12 Stunden lang. Der Fluss stieg um 40 Zentimeter und überflutete die Straßen.

Die Bürgermeisterin Anna Schmidt dankte den 300 Freiwilligen, die in der Nacht geholfen hatten.
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "corpus.toml").write_text(PAGES)
    (tmp_path / "source.md").write_text(ENGLISH)
    (tmp_path / "mt.md").write_text(GERMAN)
    return tmp_path


def test_pages_become_aligned_sentences(pages: Path) -> None:
    corpus = load_corpus(pages)
    assert [(s.kind, s.source.split()[0], h and h.split()[0]) for s, h in zip(
        corpus.segments, corpus.systems[0].hypotheses, strict=True
    )] == [
        ("title", "The", "Der"),
        ("paragraph", "It", "Am"),
        ("paragraph", "The", "Der"),
        ("paragraph", "The", "Die"),
    ]  # fmt: skip
    assert any("encoder" in warning for warning in corpus.warnings)  # alignment without one is said to be less sure


def test_a_page_in_another_language_than_declared(pages: Path) -> None:
    (pages / "mt.md").write_text(ENGLISH)
    with pytest.raises(MtqaError, match=r"mt\.md: .*(English|'en')"):
        load_corpus(pages)


def test_the_original_is_used_once_it_is_there(pages: Path) -> None:
    (pages / "original.html").write_text(
        "<html lang=en><body><main><h1>The weather report</h1><p>It rained for twelve hours in Berlin. The river"
        " rose.</p></main></body></html>"
    )
    corpus = load_corpus(pages)
    assert corpus.source_origin.service == "The publisher"
    assert any("twelve hours" in segment.source for segment in corpus.segments)
