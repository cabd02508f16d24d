"""The files follow the examples of the OASIS specifications, XLIFF 1.2 and 2.1."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.errors import MtqaError
from mtqa.preparation import load_corpora, load_corpus

ONE = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:x="urn:other">
 <file original="C:\\docs\\page.docx" source-language="en" target-language="de" datatype="x">
  <header><x:tool>ignored</x:tool></header>
  <body><group>
   <trans-unit id="1">
    <source>Press <g id="1">OK</g><x id="2" equiv-text=" "/>now<ph id="3">code<sub>sub</sub></ph>.</source>
    <target>
      Jetzt <g id="1">OK</g> drücken.
    </target>
    <note>careful</note>
    <alt-trans origin="eTranslation"><source>Press OK now.</source><target>OK nun.</target></alt-trans>
    <alt-trans origin="old"><source>Press Cancel.</source><target>Abbrechen.</target></alt-trans>
    <alt-trans origin="before" alttranstype="previous-version"><target>Früher.</target></alt-trans>
   </trans-unit>
   <trans-unit id="2"><source>Two</source><target/></trans-unit>
   <trans-unit id="3" translate="no"><source>CODE</source></trans-unit>
   <trans-unit id="4"><source>A. B.</source>
    <seg-source><mrk mtype="seg" mid="a">A.</mrk> <mrk mtype="seg" mid="b">B.</mrk></seg-source>
    <target><mrk mtype="seg" mid="a">Ä.</mrk> <mrk mtype="seg" mid="b">Bé.</mrk></target></trans-unit>
  </group></body>
 </file>
</xliff>"""


def xliff(folder: Path, text: str) -> Path:
    path = folder / "file.xlf"
    path.write_text(text, encoding="utf-8")
    return path


def test_version_1_2(tmp_path: Path) -> None:
    corpus = load_corpus(xliff(tmp_path, ONE))
    assert texts(corpus) == {
        "source": ["Press OK now.", "Two", "A.", "B."],
        "reference.A": ["Jetzt OK drücken.", None, "Ä.", "Bé."],  # there is machine translation beside it
        "hypothesis.eTranslation": ["OK nun.", None, None, None],
    }
    assert [s.id for s in corpus.segments] == ["page.docx:1", "page.docx:2", "page.docx:4.a", "page.docx:4.b"]
    assert corpus.segments[0].document == "page.docx"
    assert corpus.segments[0].extra == {"note": "careful"}
    assert [warning.split(",")[0] for warning in corpus.warnings] == [
        "1 units are not to be translated",
        "1 matches translate another text than the unit's and were left out.",
    ]


def test_without_suggestions_the_target_is_judged(tmp_path: Path) -> None:
    text = ONE.replace("<alt-trans", "<x:alt").replace("</alt-trans>", "</x:alt>")
    assert set(texts(load_corpus(xliff(tmp_path, text)))) == {"source", "hypothesis.target"}


def test_a_target_that_is_a_suggestion_of_a_machine(tmp_path: Path) -> None:
    text = ONE.replace("<target>\n", '<target state-qualifier="mt-suggestion">\n')
    found = texts(load_corpus(xliff(tmp_path, text)))
    assert found["hypothesis.mt"] == ["Jetzt OK drücken.", None, None, None]
    assert found["reference.A"] == [None, None, "Ä.", "Bé."]


def test_an_unsegmented_target_joins_the_source_again(tmp_path: Path) -> None:
    text = ONE.replace(
        '<target><mrk mtype="seg" mid="a">Ä.</mrk> <mrk mtype="seg" mid="b">Bé.</mrk></target>',
        "<target>Ä. Bé.</target>",
    )
    corpus = load_corpus(xliff(tmp_path, text))
    assert texts(corpus)["source"][2:] == ["A. B."]
    assert texts(corpus)["reference.A"][2:] == ["Ä. Bé."]


TWO = """<xliff version="2.1" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">
 <file id="f1"><unit id="u1">
  <mtc:matches>
   <mtc:match ref="#m1" type="mt" origin="DeepL"><source>Hello <pc id="1">world</pc>!</source>
    <target>Hallo Welt.</target></mtc:match>
   <mtc:match ref="#s2" type="mt" origin="DeepL"><source>Bye</source><target>Tschö</target></mtc:match>
   <mtc:match ref="#nowhere" type="tm"><source>Other</source><target>Anders</target></mtc:match>
  </mtc:matches>
  <notes><note>n</note></notes>
  <segment id="s1" state="final"><source><mrk id="m1" type="mtc:match">Hello <pc id="1">world</pc>!</mrk></source>
   <target>Hallo <pc id="1">Welt</pc><cp hex="0021"/></target></segment>
  <ignorable><source> </source></ignorable>
  <segment id="s2"><source>Bye</source></segment>
 </unit></file>
</xliff>"""


def test_version_2(tmp_path: Path) -> None:
    corpus = load_corpus(xliff(tmp_path, TWO))
    assert texts(corpus) == {
        "source": ["Hello world!", "Bye"],
        "reference.A": ["Hallo Welt!", None],
        "hypothesis.DeepL": ["Hallo Welt.", "Tschö"],
    }
    assert [s.id for s in corpus.segments] == ["f1:u1.s1", "f1:u1.s2"]
    assert corpus.warnings == ("1 matches could not be placed or stand beside another one, and were left out.",)


def test_languages_that_the_file_does_not_name(tmp_path: Path) -> None:
    path = xliff(tmp_path, ONE.replace(' target-language="de"', ""))
    with pytest.raises(MtqaError, match=r"xlf:6: the file does not say which language the translations are in"):
        load_corpora(path)
    assert str(load_corpora(path, ["fr"])[0].language_pair) == "en-fr"


def test_two_files_with_one_name_do_not_share_ids(tmp_path: Path) -> None:
    start, end = ONE.index(" <file"), ONE.index("</xliff>")
    path = xliff(tmp_path, ONE[:end] + ONE[start:end] + "</xliff>")
    corpus = load_corpus(path)
    assert corpus.documents == ("page.docx", "page.docx (2)")
    assert len(corpus.segments) == 8


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('id="2"><source>', 'id="1"><source>', r":16: the id 'page.docx:1' is there twice \(first in line 6\)"),
        ('<trans-unit id="2">', "<trans-unit>", ":16: a unit has no id"),
        ("<source>Two</source>", "", ":16: the unit '2' has no source text"),
        ("</trans-unit>", "", "mismatched tag"),
        ('source-language="en"', 'source-language="?"', "'\\?' is not a language tag"),
        ('<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', ":1: .*declares an entity"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in ONE
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(xliff(tmp_path, ONE.replace(old, new)))


ONE_UNIT = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="en"
 target-language="de" datatype="html"><body><trans-unit id="1"><source>{}</source><target{}>{}</target></trans-unit>
</body></file></xliff>"""


@pytest.mark.parametrize(
    ("code", "space"),
    [
        ('<ph id="1">&lt;br/&gt;</ph>', "\n"),
        ('<ph id="1" ctype="lb">&lt;br/&gt;</ph>', "\n"),
        ('<ph id="1" ctype="x-html-br"/>', "\n"),
        ('<x id="1" ctype="lb"/>', "\n"),
        ('<x id="1" ctype="x-tab"/>', "\t"),
        ('<x id="1" equiv-text="&lt;br/&gt;"/>', "\n"),
        ('<it id="1" pos="open">&lt;/p&gt;</it>', "\n"),
        ('<bpt id="1">&lt;p&gt;</bpt>', "\n"),
        ('<ph id="1">&amp;nbsp;</ph>', "\u00a0"),
        ('<ph id="1">&lt;b&gt;</ph>', ""),
        ('<x id="1" equiv-text="%s"/>', "%s"),
        ('<ph id="1" equiv-text="%s">{0}</ph>', "%s"),
    ],
)
def test_codes_that_stand_for_white_space(tmp_path: Path, code: str, space: str) -> None:
    """XLIFF 1.2, 2.4: the content of `ph` and `it` is the native code, `ctype` and `equiv-text` say what it is."""
    path = xliff(tmp_path, ONE_UNIT.format(f"Monday{code}Tuesday", "", "Montag"))
    assert texts(load_corpus(path))["source"] == [f"Monday{space}Tuesday"]


def test_codes_of_version_2_are_kept_beside_the_text(tmp_path: Path) -> None:
    """XLIFF 2.1, 4.2.2.11: `originalData` holds the native codes, and `dataRef` points at them."""
    path = xliff(
        tmp_path,
        """<xliff version="2.1" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">
        <unit id="1"><originalData><data id="d1">&lt;br/&gt;</data><data id="d2">&lt;b&gt;</data></originalData>
        <segment><source>Mon<ph id="1" dataRef="d1"/>Tu<pc id="2" dataRefStart="d2" dataRefEnd="d1">We</pc>Thu</source>
        <target>Mo<sc id="1" dataRef="d2"/>Di</target></segment></unit></file></xliff>""",
    )
    assert texts(load_corpus(path)) == {"source": ["Mon\nTuWe\nThu"], "hypothesis.target": ["MoDi"]}


@pytest.mark.parametrize("state", ["new", "needs-translation", "needs-adaptation", "needs-l10n"])
def test_a_copy_of_the_source_that_waits_for_its_translation_is_missing(tmp_path: Path, state: str) -> None:
    """XLIFF 1.2, 2.3: these states say that the item is still to be translated."""
    corpus = load_corpus(xliff(tmp_path, ONE_UNIT.format("Close  it", f' state="{state}"', "Close it")))
    assert texts(corpus) == {"source": ["Close  it"]}
    assert corpus.warnings[0].startswith("1 targets repeat the source and are marked as not translated yet")
    # What is no copy is a translation: some tools call a machine's output new.
    corpus = load_corpus(xliff(tmp_path, ONE_UNIT.format("Close it", f' state="{state}"', "Zu damit")))
    assert texts(corpus)["hypothesis.target"] == ["Zu damit"]


def test_a_copy_that_is_called_translated_is_a_translation(tmp_path: Path) -> None:
    corpus = load_corpus(xliff(tmp_path, ONE_UNIT.format("Close it", ' state="translated"', "Close it")))
    assert texts(corpus)["hypothesis.target"] == ["Close it"]
    assert corpus.warnings == ()
