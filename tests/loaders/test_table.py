from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import find_loader, load_corpora, load_corpus


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_columns_by_their_names(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "news.en-de.tsv",
        "id\tdoc_id\tdomain\tsrc\tref\treference.B\tmt.deepl\tmt.eTranslation\tannotator\n"
        'x1\td1\tpress\tHello "you"\tHallo\t\tHi\tHallo\tanna\n'
        "x2\td1\tpress\tBye\tTschüs\tCiao\t\tTschö\t\n",
    )
    corpus = load_corpus(path)
    assert str(corpus.language_pair) == "en-de"
    assert texts(corpus) == {
        "source": ['Hello "you"', "Bye"],  # TSV quotes nothing
        "reference.A": ["Hallo", "Tschüs"],
        "reference.B": [None, "Ciao"],  # an empty cell is no reference
        "hypothesis.deepl": ["Hi", ""],  # but an empty translation
        "hypothesis.eTranslation": ["Hallo", "Tschö"],
    }
    assert [segment.id for segment in corpus.segments] == ["x1", "x2"]
    assert {segment.document for segment in corpus.segments} == {"d1"}
    assert [segment.extra for segment in corpus.segments] == [{"annotator": "anna"}, {}]
    assert corpus.segments[0].domain == "press"
    assert [system.role for system in corpus.systems] == [Role.BASELINE, Role.PRIMARY]


def test_languages_from_columns_make_several_corpora(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "all.csv",
        "source_lang,target_lang,source,hypothesis.a,hypothesis.b\nen,de,One,Eins,Uno\nen,fr,One,Un,\nen,de,Two,Zwei,\n",
    )
    german, french = load_corpora(path)
    assert str(german.language_pair) == "en-de"
    assert texts(german) == {"source": ["One", "Two"], "hypothesis.a": ["Eins", "Zwei"], "hypothesis.b": ["Uno", ""]}
    # A column without any text in a language is no system of that language.
    assert texts(french) == {"source": ["One"], "hypothesis.a": ["Un"]}
    assert [str(c.language_pair) for c in load_corpora(path, ["fra"])] == ["en-fr"]
    with pytest.raises(MtqaError, match=r"no translation into 'bg'.*It has: de, fr"):
        load_corpora(path, ["bg"])


def test_a_column_for_each_language(tmp_path: Path) -> None:
    path = write(tmp_path, "terms.csv", "English;German;Note\nHello;Hallo;x\n")
    corpus = load_corpus(path)
    assert texts(corpus) == {"source": ["Hello"], "hypothesis.target": ["Hallo"]}
    assert "'en' was taken" in corpus.warnings[0]
    reference = load_corpus(path, loader="table(source_language=de, target=reference)")
    assert str(reference.language_pair) == "de-en"
    assert texts(reference) == {"source": ["Hallo"], "reference.A": ["Hello"]}
    assert reference.warnings == ()


def test_columns_that_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, "x.tsv", "Original text\tDeepL\tHuman\nHello\tHallo\tGuten Tag\n")
    with pytest.raises(MtqaError, match=r"x\.tsv:1: no column is the source.*--column 'source=Original text'"):
        load_corpora(path)
    spec = (
        "table(source='Original text', source_language=en, target_language=de,"
        " columns={'hypothesis.deepl': 'DeepL', 'reference.A': 'Human'})"
    )
    assert texts(load_corpus(path, loader=spec)) == {
        "source": ["Hello"],
        "reference.A": ["Guten Tag"],
        "hypothesis.deepl": ["Hallo"],
    }
    with pytest.raises(MtqaError, match="no option 'colour'"):
        load_corpora(path, loader="table(colour=red)")
    with pytest.raises(MtqaError, match="columns must look like"):
        load_corpora(path, loader="table(columns='x')")


def test_csv_of_spreadsheets(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.en-de.csv", '\ufeffsource;mt\r\n"two\nlines; ""quoted""";"zwei\nZeilen"\r\n=1+1;plain\r\n\r\n'
    )
    assert texts(load_corpus(path)) == {
        "source": ['two\nlines; "quoted"', "=1+1"],
        "hypothesis.mt": ["zwei\nZeilen", "plain"],
    }


def test_cells_that_mtqa_has_annotated(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.en-de.tsv",
        "source\tref\tmt\tjson.n\tmtqa\n"
        "'=x\t\t\t3\t"
        '{"escaped": ["source"], "missing": ["mt"], "empty": ["ref"]}\n'
        "'=x\tr\tm\ttrue\t\n",
    )
    corpus = load_corpus(path)
    assert texts(corpus) == {"source": ["=x", "'=x"], "reference.A": ["", "r"], "hypothesis.mt": [None, "m"]}
    assert [segment.extra for segment in corpus.segments] == [{"n": 3}, {"n": True}]
    path.write_text(path.read_text().replace('{"escaped"', "{escaped"))
    with pytest.raises(MtqaError, match=r"tsv:2: the column 'mtqa' was changed"):
        load_corpora(path)


@pytest.mark.parametrize("text", ["src;ref;mt\na;b;c\n", "source,reference,mt\na,b,c\n", "src\tref\tmt\na\tb\tc\n"])
def test_a_table_by_its_heading_alone(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "export.en-de.dat", text)
    assert find_loader(path) == "table"
    assert texts(load_corpus(path)) == {"source": ["a"], "reference.A": ["b"], "hypothesis.mt": ["c"]}
    with pytest.raises(MtqaError, match="no loader reads this kind of file"):
        find_loader(write(tmp_path, "letter", "Dear Sir, or Madam,\nthanks.\n"))


def test_mt_is_machine_translation_and_not_maltese(tmp_path: Path) -> None:
    path = write(tmp_path, "news.tsv", "source\tmt\na\tb\n")
    with pytest.raises(MtqaError, match="nothing says which language the translations are in"):
        load_corpora(path, options={"source_language": "en"})
    (corpus,) = load_corpora(path, ["de"], options={"source_language": "en"})
    assert str(corpus.language_pair) == "en-de"
    # beside columns that are languages, it is one
    by_language = load_corpora(write(tmp_path, "all.tsv", "en\tmt\tde\na\tb\tc\n"), options={"source_language": "en"})
    assert [str(corpus.language_pair) for corpus in by_language] == ["en-mt", "en-de"]


def test_a_language_that_is_asked_for_does_not_change_what_the_file_says(tmp_path: Path) -> None:
    path = write(tmp_path, "news.en-de.tsv", "source\tmt\na\tb\n")
    with pytest.raises(MtqaError, match=r"no translation into 'fr'\. It has: de"):
        load_corpora(path, ["fr"])
    path = write(tmp_path, "news.tsv", "source\tGerman\na\tb\n")
    told = {"source_language": "en", "columns": {"hypothesis.x": "German"}}
    with pytest.raises(MtqaError, match=r"no translation into 'fr'\. It has: de"):
        load_corpora(path, ["fr"], options=told)


def test_known_by_content_and_compressed(tmp_path: Path) -> None:
    path = tmp_path / "data.en-de.txt.gz"
    path.write_bytes(gzip.compress(b"source\thypothesis\nHello\tHallo\n"))
    assert find_loader(path) == "table"
    assert texts(load_corpus(path)) == {"source": ["Hello"], "hypothesis.hypothesis": ["Hallo"]}


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.tsv", "source\tmt\nx\ty\n", r"a\.tsv: nothing says which language the source is in.*--source-language"),
        ("a.en-de.tsv", "source\tmt\nx\ty\nx\n", r":3: this row has 1 columns, but the heading has 2"),
        ("a.en-de.tsv", "source\tmt\nx\ty\n\nx\ty\n", r":3: this line is empty"),
        ("a.en-de.tsv", "source\tmt\n", "no segments in this file, only a heading"),
        ("a.en-de.tsv", "\n", "no heading"),
        ("a.en-de.tsv", "id\tsource\tmt\n1\tx\ty\n1\tx\ty\n", r":3: the id '1' is there twice \(first in line 2\)"),
        ("a.en-de.csv", 'source,mt\n"x,y\nz,w\n', r":2: this is not CSV: a quotation mark is opened and never closed"),
        ("a.en-de.csv", 'source,mt\n"x"y,z\n', r":2: this is not CSV"),
        ("a.en-de.csv", "source,mt\nx,y,z\n", r":2: this row has 3 columns"),
        ("a.tsv", "source\tmt\tsource_lang\ttarget_lang\nx\ty\ten\t!!\n", r":2: '!!' is not a language tag"),
        ("a.tsv", "source\tmt\tlp\nx\ty\tgerman\n", r":2: 'german' is not a language pair"),
        ("a.en-de.tsv", "source\tsource\tmt\nx\ty\tz\n", "two columns are named 'source'"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_line(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint) as caught:
        load_corpora(write(tmp_path, name, text))
    assert "\n" not in str(caught.value)


def test_an_absurdly_long_cell(tmp_path: Path) -> None:
    long = "x" * 1_500_000
    with pytest.raises(MtqaError, match=r"tsv:3: a segment of 1,500,000 characters"):
        load_corpora(write(tmp_path, "a.en-de.tsv", f"source\tmt\na\tb\n{long}\tb\n"))
    with pytest.raises(MtqaError, match=r"csv:3: .*a cell of more than 1,000,000 characters"):
        load_corpora(write(tmp_path, "a.en-de.csv", f"source,mt\na,b\n{long},b\n"))


def test_a_column_without_any_text_is_said(tmp_path: Path) -> None:
    corpus = load_corpus(write(tmp_path, "a.en-de.tsv", "source\tmt.a\tmt.b\nx\ty\t\n"))
    assert [system.name for system in corpus.systems] == ["a"]
    assert corpus.warnings == ("The column of the hypothesis b is empty and was left out.",)


@pytest.mark.parametrize("told", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_that_tells_excel_the_delimiter_is_no_heading(tmp_path: Path, told: str) -> None:
    path = write(tmp_path, "a.en-de.csv", f"{told}\r\nsource;mt\r\na,b,c;d\r\n")
    assert texts(load_corpus(path)) == {"source": ["a,b,c"], "hypothesis.mt": ["d"]}
    path.write_text(f"{told}\nsource;mt\na;b;c\n")
    with pytest.raises(MtqaError, match=r"csv:3: this row has 3 columns"):
        load_corpora(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.en-de.csv", "a.en-de.txt", "a.en-de.tsv"])
def test_unicode_text_of_spreadsheets(tmp_path: Path, encoding: str, name: str) -> None:
    """What Excel saves as Unicode text: UTF-16 with a byte order mark, tabs, the quotation marks of CSV."""
    path = tmp_path / name
    path.write_bytes("\ufeffsource\tmt\r\nGood day\tДобър ден\r\nx\ty".encode(encoding))
    assert find_loader(path) == "table"
    assert texts(load_corpus(path)) == {"source": ["Good day", "x"], "hypothesis.mt": ["Добър ден", "y"]}
    path.write_bytes("\ufeffsource\tmt\r\na\tb\n".encode(encoding) + b"\x00\xd8\x00")
    with pytest.raises(MtqaError, match=r":3: the text is damaged UTF-16|:\d: this is not CSV|:\d: this row has"):
        load_corpora(path)
