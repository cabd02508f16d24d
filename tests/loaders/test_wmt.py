"""WMT's XML (2021 to 2024) and JSONL (2025 and 2026), in the forms that its repositories publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import load_corpora, load_corpus

XML = """<?xml version='1.0' encoding='utf-8'?>
<dataset id="newstest">
 <collection id="general">
  <doc origlang="en" id="d1" domain="news">
   <src lang="en"><p><seg id="1">One &amp; only</seg></p><p><seg id="2">Two</seg></p></src>
   <ref lang="de" translator="A"><p><seg id="1">Eins</seg><seg id="2">Zwei</seg></p></ref>
   <ref lang="de" translator="B"><p><seg id="2">Zwo</seg></p></ref>
   <hyp system="S1" lang="de"><p><seg id="1">1</seg><seg id="2"></seg></p></hyp>
   <hyp system="eTranslation" lang="de"><p><seg id="1">i</seg><seg id="2">ii</seg></p></hyp>
   <hyp system="S1" lang="fr"><p><seg id="1">un</seg><seg id="2">deux</seg></p></hyp>
  </doc>
  <doc origlang="en" id="d2" testsuite="t">
   <src lang="en"><p><seg id="1">Three</seg></p></src>
   <hyp system="S1" lang="de"><p><seg id="1">3</seg></p></hyp>
  </doc>
 </collection>
</dataset>
"""


def xml(folder: Path, text: str = XML) -> Path:
    path = folder / "test.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_xml(tmp_path: Path) -> None:
    german, french = load_corpora(xml(tmp_path))
    assert texts(german) == {
        "source": ["One & only", "Two", "Three"],
        "reference.A": ["Eins", "Zwei", None],
        "reference.B": [None, "Zwo", None],
        "hypothesis.S1": ["1", "", "3"],
        "hypothesis.eTranslation": ["i", "ii", None],  # not delivered for the second document
    }
    assert german.primary.name == "eTranslation"
    assert [segment.id for segment in german.segments] == ["d1:1", "d1:2", "d2:1"]
    assert german.documents == ("d1", "d2")
    assert german.segments[0].domain == "news"
    assert german.segments[2].extra == {"origlang": "en", "testsuite": "t"}
    assert texts(french) == {"source": ["One & only", "Two"], "hypothesis.S1": ["un", "deux"]}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('<seg id="2">Two', '<seg id="1">Two', ":5: the segment id '1' is there twice"),
        ('<seg id="2">Zwo', '<seg id="9">Zwo', ":7: the segment '9' of this version is not in the source"),
        ('translator="B"', 'translator="A"', ":7: two versions of one document are the reference A"),
        ('id="d2"', 'id="d1"', ":12: the document 'd1' is there twice.*line 4"),
        (' system="eTranslation"', "", ":9: a <hyp> without the name of its system"),
        (' id="d1"', "", ":4: a <doc> without an id"),
        ('<src lang="en"><p><seg id="1">Three</seg></p></src>', "", ":12: the document 'd2' has no sources"),
        (
            '<hyp system="S1" lang="de"><p><seg id="1">3</seg></p></hyp>',
            "",
            ":12: the document 'd2' has no translation",
        ),
        ("<doc ", "<nodoc ", ":5: a <src> outside a <doc>"),
        ("</collection>", "</dataset>", ":16: this is not well-formed XML: mismatched tag"),
        ('<src lang="en"><p><seg id="1">Three', '<src><p><seg id="1">Three', ":13: a text without a language"),
        ("<seg id=", "<seg no=", "a <seg> without an id"),
        ("<dataset", "<!DOCTYPE d [<!ENTITY a 'b'>]><dataset", "declares an entity"),
    ],
)
def test_xml_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in XML
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(xml(tmp_path, XML.replace(old, new)))


def test_xml_is_cut_off(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"test\.xml:7: the file is cut off"):
        load_corpora(xml(tmp_path, XML[: XML.index("Zwo")]))


def jsonl(folder: Path, **files: list[dict[str, object]]) -> Path:
    """`sources=[...]` and one list for each system; returns the file of sources."""
    (folder / "systems").mkdir(exist_ok=True)
    for name, rows in files.items():
        path = folder / "wmt25-genmt.jsonl" if name == "sources" else folder / "systems" / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return folder / "wmt25-genmt.jsonl"


SOURCES: list[dict[str, object]] = [
    {
        "doc_id": "en-de_DE_#_news_#_1",
        "domain": "news",
        "src_lang": "en",
        "tgt_lang": "de_DE",
        "src_text": "One\n\nTwo\nlines",
        "refs": {"refA": {"ref": "Eins\n\nZwei"}},
        "video": None,
        "prompt_instruction": "Translate",
    },
    {"doc_id": "2", "src_lang": "en", "tgt_lang": "de_DE", "src_text": "Three\n\nFour", "refs": {}},
    {
        "doc_id": "WMT26_###_news_###_eng_Latn_###_isl_Latn",
        "src_lang": "eng_Latn",
        "tgt_lang": "isl_Latn",
        "src_text": "<p>Five</p>\n<p>Six</p>",
        "refs": {},
    },
]
SYSTEM: list[dict[str, object]] = [
    {"doc_id": "2", "hypothesis": "Drei", "metadata": {}},
    {"doc_id": "en-de_DE_#_news_#_1", "hypothesis": "1\n\n2"},
    {"doc_id": "WMT26_###_news_###_eng_Latn_###_isl_Latn", "hypothesis": "<p>5</p>\n<p>6</p>"},
    {"doc_id": "of another test set", "hypothesis": "x"},
]


def test_jsonl_with_the_systems_beside_it(tmp_path: Path) -> None:
    path = jsonl(tmp_path, sources=SOURCES, Online=SYSTEM, eTranslation=SYSTEM[1:2])
    german, icelandic = load_corpora(path)
    assert (str(german.language_pair), str(icelandic.language_pair)) == ("en-de-DE", "en-is")
    assert texts(german) == {
        "source": ["One", "Two\nlines", "Three\n\nFour"],
        "reference.A": ["Eins", "Zwei", None],
        "hypothesis.Online": ["1", "2", "Drei"],  # one paragraph where the source has two: the document stays whole
        "hypothesis.eTranslation": ["1", "2", None],
    }
    assert [s.id for s in german.segments] == ["en-de_DE_#_news_#_1:1", "en-de_DE_#_news_#_1:2", "2"]
    assert german.primary.role is Role.PRIMARY
    assert german.primary.name == "eTranslation"
    assert german.segments[0].domain == "news"
    assert german.segments[0].extra == {"prompt_instruction": "Translate"}
    assert german.warnings == (
        "1 documents are one segment each, because a translation has more or fewer paragraphs than the source.",
    )
    assert texts(icelandic) == {"source": ["<p>Five</p>", "<p>Six</p>"], "hypothesis.Online": ["<p>5</p>", "<p>6</p>"]}
    assert [str(c.language_pair) for c in load_corpora(tmp_path, ["is"])] == ["en-is"]  # the folder does as well


def test_jsonl_documents_may_be_kept_whole(tmp_path: Path) -> None:
    path = jsonl(tmp_path, sources=SOURCES, Online=SYSTEM)
    corpus = load_corpus(path, "de", loader="wmt_jsonl(segments=document)")
    assert [segment.source for segment in corpus.segments] == ["One\n\nTwo\nlines", "Three\n\nFour"]
    assert corpus.warnings == ()


def test_jsonl_of_the_human_evaluation(tmp_path: Path) -> None:
    row = {**SOURCES[0], "src_text": ["One", "Two"], "tgt_text": {"refA": ["Eins", "Zwei"], "S": ["1", "2"]}}
    corpus = load_corpus(jsonl(tmp_path, sources=[row]))
    assert texts(corpus) == {"source": ["One", "Two"], "reference.A": ["Eins", "Zwei"], "hypothesis.S": ["1", "2"]}


def test_a_system_alone_is_no_corpus(tmp_path: Path) -> None:
    jsonl(tmp_path, sources=SOURCES, Online=SYSTEM)
    with pytest.raises(MtqaError, match="one system's hypotheses and no sources"):
        load_corpora(tmp_path / "systems" / "Online.jsonl")


@pytest.mark.parametrize(
    ("sources", "system", "complaint"),
    [
        ([SOURCES[0], SOURCES[0]], SYSTEM, r"genmt\.jsonl:2: the document .* is there twice \(first in line 1\)"),
        ([{**SOURCES[0], "tgt_lang": "!"}], SYSTEM, r"genmt\.jsonl:1: '!' is not a language tag"),
        ([{**SOURCES[0], "tgt_lang": 3}], SYSTEM, r"genmt\.jsonl:1: tgt_lang is missing, or not a text"),
        ([{**SOURCES[0], "src_text": 3}], SYSTEM, r"genmt\.jsonl:1: src_text is missing, or not a text"),
        ([{**SOURCES[0], "refs": [1]}], SYSTEM, r"genmt\.jsonl:1: refs and tgt_text must be objects"),
        (SOURCES, [SYSTEM[0], SYSTEM[0]], r"Online\.jsonl:2: the document '2' is there twice"),
        (SOURCES, [{"doc_id": "2", "hypothesis": 3}], r"Online\.jsonl:1: a line needs the texts"),
        (SOURCES, SYSTEM[3:], r"Online\.jsonl: no document of this system is among the sources"),
    ],
)
def test_jsonl_mistakes_are_named_with_their_line(
    tmp_path: Path, sources: list[dict[str, object]], system: list[dict[str, object]], complaint: str
) -> None:
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(jsonl(tmp_path, sources=sources, Online=system))


def test_a_system_that_is_a_link_out_of_the_folder(tmp_path: Path) -> None:
    path = jsonl(tmp_path, sources=SOURCES, Online=SYSTEM)
    (tmp_path.parent / "secret.jsonl").write_text('{"doc_id": "2", "hypothesis": "x"}\n')
    (tmp_path / "systems" / "bad.jsonl").symlink_to(tmp_path.parent / "secret.jsonl")
    with pytest.raises(MtqaError, match="outside the folder"):
        load_corpora(path)


@pytest.mark.data
def test_the_test_set_of_2021_in_xml_and_in_lines_is_the_same(shared_data: Path) -> None:
    """Both were published; 1026 segments in 74 documents, one reference and nine systems (WMT21 news, fr-de)."""
    from_xml = load_corpus(shared_data / "wmt21/fr-de/newstest2021.fr-de.all.xml")
    from_lines = load_corpus(shared_data / "wmt21/fr-de")
    assert (len(from_xml.segments), len(from_xml.documents), len(from_xml.systems)) == (1026, 74, 9)
    assert from_xml.primary.name == from_lines.primary.name == "eTranslation"
    one, other = texts(from_xml), texts(from_lines)
    assert set(one) == set(other)
    for label in one:
        assert one[label] == other[label], label
