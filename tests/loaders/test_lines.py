"""Plain text line by line: folders whose files say by their names what they are, and pairs of files."""

from __future__ import annotations

import gzip
import lzma
import os
from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import find_loader, load_corpora, load_corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "news"
    (home / "systems").mkdir(parents=True)
    (home / "source.en.txt").write_text("One\nTwo\n")
    (home / "reference.A.de.txt").write_text("Eins\nZwei\n")
    (home / "reference.de.txt.gz").write_bytes(gzip.compress(b"1\n2\n"))
    (home / "systems" / "GPT-4.1.de.txt").write_text("a\n\n")
    (home / "systems" / "eTranslation.de.txt.xz").write_bytes(lzma.compress(b"c\nd\n"))
    (home / "systems" / "Online.fr.txt").write_text("u\nd\n")
    (home / "README.md").write_text("Not a text of the corpus.")
    return home


def test_a_folder_needs_no_description(folder: Path) -> None:
    (folder / "reference.de.txt.gz").unlink()
    german, french = load_corpora(folder)
    assert german.name == "news"
    assert texts(german) == {
        "source": ["One", "Two"],
        "reference.A": ["Eins", "Zwei"],
        "hypothesis.eTranslation": ["c", "d"],  # judged, and first
        "hypothesis.GPT-4.1": ["a", ""],
    }
    assert [(s.name, s.role) for s in german.systems] == [
        ("eTranslation", Role.PRIMARY),
        ("GPT-4.1", Role.BASELINE),
    ]
    assert texts(french) == {"source": ["One", "Two"], "hypothesis.Online": ["u", "d"]}
    assert french.systems[0].role is Role.PRIMARY
    assert [segment.id for segment in german.segments] == ["news:1", "news:2"]


def test_two_files_for_one_text(folder: Path) -> None:
    with pytest.raises(MtqaError, match=r"'reference\.A\.de\.txt' and 'reference\.de\.txt\.gz' are the same text"):
        load_corpora(folder)


def test_a_file_with_the_document_of_each_line(folder: Path) -> None:
    (folder / "reference.de.txt.gz").unlink()
    (folder / "DOCUMENT_IDS.tsv").write_text("a\tx\nb\ty\n")
    corpus = load_corpus(folder, "de")
    assert [(segment.id, segment.document) for segment in corpus.segments] == [("a:1", "a"), ("b:1", "b")]
    (folder / "DOCUMENT_IDS.tsv").write_text("a\n")
    with pytest.raises(MtqaError, match=r"DOCUMENT_IDS\.tsv: describes 1 lines, but the source source\.en\.txt has 2"):
        load_corpora(folder)


def test_links_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "reference.de.txt.gz").unlink()
    (tmp_path / "secret.txt").write_text("x\ny\n")
    os.symlink(tmp_path / "secret.txt", folder / "systems" / "Bad.de.txt")
    with pytest.raises(MtqaError, match="outside the folder"):
        load_corpora(folder)


def test_where_lines_are_missing(tmp_path: Path) -> None:
    sentences = [f"Sentence number {i} " + "word " * (i * 7 % 23) for i in range(200)]
    (tmp_path / "source.en.txt").write_text("\n".join(sentences) + "\n")
    del sentences[120]
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "x.de.txt").write_text("\n".join(sentences) + "\n")
    counts = r"x\.de\.txt: has 199 lines, but its source source\.en\.txt has 200"
    with pytest.raises(MtqaError, match=counts + "; they seem to fall out of step at line 121"):
        load_corpora(tmp_path)


def test_a_folder_whose_names_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x\n")
    with pytest.raises(MtqaError, match=r"no corpus\.toml in this folder.*source\.en\.txt"):
        load_corpora(tmp_path)


def test_a_pair_of_files(tmp_path: Path) -> None:
    (tmp_path / "test.en").write_text("One\nTwo\n")
    (tmp_path / "test.de").write_text("Eins\nZwei\n")
    (tmp_path / "test.fr.gz").write_bytes(gzip.compress(b"Un\nDeux\n"))
    (tmp_path / "other.es").write_text("x\n")
    assert find_loader(tmp_path / "test.en") == "moses"
    german, french = load_corpora(tmp_path / "test.en")
    assert german.name == "test"
    assert texts(german) == {"source": ["One", "Two"], "hypothesis.target": ["Eins", "Zwei"]}
    assert texts(french) == {"source": ["One", "Two"], "hypothesis.target": ["Un", "Deux"]}
    # Whichever file is named is the source.
    assert {str(c.language_pair) for c in load_corpora(tmp_path / "test.de")} == {"de-en", "de-fr"}
    told = load_corpus(tmp_path / "test.en", "de", loader="moses(target=reference)")
    assert texts(told) == {"source": ["One", "Two"], "reference.A": ["Eins", "Zwei"]}
    with pytest.raises(MtqaError, match="no translation into 'bg'"):
        load_corpora(tmp_path / "test.en", ["bg"])


def test_links_beside_a_pair_of_files(tmp_path: Path) -> None:
    data, here = tmp_path / "data", tmp_path / "here"
    for folder in (data, here):
        folder.mkdir()
    for tag in ("en", "de"):
        (data / f"test.{tag}").write_text("x\n")
        (here / f"test.{tag}").symlink_to(data / f"test.{tag}")
    # Both are links to one place, which the user has named.
    assert texts(load_corpus(here / "test.en"))["source"] == ["x"]
    (here / "test.en").unlink()
    (here / "test.en").write_text("x\n")
    with pytest.raises(MtqaError, match=r"here: the file 'test\.de' lies outside the folder"):
        load_corpora(here / "test.en")


def test_a_page_alone_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("x")
    with pytest.raises(MtqaError, match="mtqa corpus build"):
        load_corpora(tmp_path / "page.txt")


@pytest.mark.data
@pytest.mark.parametrize(
    ("pair", "n_systems", "references"), [("en-de", 20, "ACD"), ("en-cs", 10, "AB"), ("fr-de", 9, "A")]
)
def test_wmt21(shared_data: Path, pair: str, n_systems: int, references: str) -> None:
    """Counts from the folders themselves (`ls systems | wc -l`, `wc -l`)."""
    corpus = load_corpus(shared_data / "wmt21" / pair)
    assert str(corpus.language_pair) == pair
    assert len(corpus.segments) == (1026 if pair == "fr-de" else 1002)
    assert len(corpus.systems) == n_systems
    assert corpus.primary.name == "eTranslation"
    assert corpus.reference_names == tuple(references)


@pytest.mark.data
def test_ntrex_is_one_corpus_of_many_languages(shared_data: Path) -> None:
    """1997 lines in 123 documents; the EU's languages but English itself."""
    corpora = load_corpora(shared_data / "ntrex" / "eng.txt")
    assert len(corpora) == 23
    assert {len(corpus.segments) for corpus in corpora} == {1997}
    assert {len(corpus.documents) for corpus in corpora} == {123}


def with_documents(folder: Path, rows: str, n_lines: int) -> Path:
    folder.mkdir()
    for name in ("source.en.txt", "reference.A.de.txt"):
        (folder / name).write_text("".join(f"{name} {number}\n" for number in range(n_lines)))
    (folder / "documents.tsv").write_text(rows)
    return folder


@pytest.mark.parametrize(
    ("rows", "documents", "domains"),
    [
        ("news\ta\nnews\ta\nnews\tb\nsocial\tc\nsocial\tc\n", "aabcc", ["news"] * 3 + ["social"] * 2),  # as WMT does
        ("a\tnews\na\tnews\nb\tnews\nc\tsocial\nc\tsocial\n", "aabcc", [""] * 5),  # the document comes first
        ("a\t1\na\t2\nb\t1\nb\t2\nb\t3\n", "aabbb", [""] * 5),  # documents, and numbers of their lines
        ("a\ts1\na\ts2\nb\ts3\nb\ts4\nb\ts5\n", "aabbb", [""] * 5),  # documents, and names of their lines
        ("a\nb\nb\nc\nc\n", "abbcc", [""] * 5),
    ],
)
def test_which_column_names_the_document(tmp_path: Path, rows: str, documents: str, domains: list[str]) -> None:
    """Of domain and document, the document is the finer one; a name that no two lines share is that of a line."""
    corpus = load_corpora(with_documents(tmp_path / "c", rows, 5))[0]
    assert [segment.document for segment in corpus.segments] == list(documents)
    assert [segment.domain for segment in corpus.segments] == domains


@pytest.mark.data
def test_wmt23(shared_data: Path) -> None:
    """Counts from the file itself (`cut -f2 documents.tsv | sort -u | wc -l`): 192 documents of four domains."""
    corpus = load_corpus(shared_data / "wmt23" / "en-de")
    assert len(corpus.documents) == 192
    assert {segment.domain for segment in corpus.segments} == {"news", "social", "speech", "user_review"}
