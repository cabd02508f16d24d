from __future__ import annotations

from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.errors import MtqaError
from mtqa.preparation import load_corpora, load_corpus

HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="{}"'
    ' datatype="plaintext"/>\n<body>\n'
)


def tmx(folder: Path, body: str, srclang: str = "en-US") -> Path:
    path = folder / "memory.tmx"
    path.write_text(HEADER.format(srclang) + body + "\n</body>\n</tmx>\n", encoding="utf-8")
    return path


UNITS = """<tu tuid="a1"><prop type="x-project">P</prop><note>careful</note>
<tuv xml:lang="EN-us"><seg>Press <bpt i="1">&lt;b></bpt>OK<ept i="1">&lt;/b></ept> <hi>now</hi>.</seg></tuv>
<tuv xml:lang="DE-DE"><seg>Jetzt OK<ph x="1"><sub>hidden</sub></ph> dr\u00fccken.</seg></tuv>
<tuv xml:lang="fr"><seg/></tuv></tu>
<tu><tuv xml:lang="de-DE"><seg>Zwei</seg></tuv><tuv xml:lang="en-US"><seg>Two</seg></tuv></tu>"""


def test_units_and_inline_codes(tmp_path: Path) -> None:
    german, french = load_corpora(tmx(tmp_path, UNITS))
    assert (str(german.language_pair), str(french.language_pair)) == ("en-US-de-DE", "en-US-fr")
    assert texts(german) == {
        "source": ["Press OK now.", "Two"],
        "hypothesis.target": ["Jetzt OK dr\u00fccken.", "Zwei"],
    }
    assert texts(french) == {"source": ["Press OK now."], "hypothesis.target": [""]}
    assert [segment.id for segment in german.segments] == ["a1", "#2"]
    assert german.segments[0].extra == {"x-project": "P", "note": "careful"}
    assert [str(c.language_pair) for c in load_corpora(tmp_path / "memory.tmx", ["de"])] == ["en-US-de-DE"]


def test_machine_translations_are_systems_and_the_rest_their_reference(tmp_path: Path) -> None:
    body = (
        '<tu><tuv xml:lang="en"><seg>One</seg></tuv><tuv xml:lang="de" creationid="anna"><seg>Eins</seg></tuv>'
        '<tuv xml:lang="de" creationid="MT!"><seg>Ein</seg></tuv></tu>'
    )
    assert texts(load_corpus(tmx(tmp_path, body))) == {
        "source": ["One"],
        "reference.A": ["Eins"],
        "hypothesis.MT!": ["Ein"],
    }


def test_what_translations_are_can_be_told(tmp_path: Path) -> None:
    path = tmx(tmp_path, '<tu><tuv xml:lang="en"><seg>One</seg></tuv><tuv xml:lang="de"><seg>Eins</seg></tuv></tu>')
    assert "reference.A" in texts(load_corpus(path, loader="tmx(target=reference)"))
    assert "hypothesis.deepl" in texts(load_corpus(path, loader="tmx(system=deepl)"))
    assert texts(load_corpus(path, options={"source_language": "de"})) == {
        "source": ["Eins"],
        "hypothesis.target": ["One"],
    }
    with pytest.raises(MtqaError, match="target=best is not known"):
        load_corpora(path, loader="tmx(target=best)")


def test_all_languages_may_be_the_source(tmp_path: Path) -> None:
    body = '<tu><tuv xml:lang="fr"><seg>Un</seg></tuv><tuv xml:lang="de"><seg>Eins</seg></tuv></tu>'
    assert str(load_corpus(tmx(tmp_path, body, "*all*")).language_pair) == "fr-de"


def test_units_that_are_left_out_are_counted(tmp_path: Path) -> None:
    body = (
        '<tu><tuv xml:lang="en"><seg>One</seg></tuv><tuv xml:lang="de"><seg>Eins</seg></tuv>'
        '<tuv xml:lang="de"><seg>Ein</seg></tuv></tu>\n'
        '<tu><tuv xml:lang="fr"><seg>Un</seg></tuv></tu>\n<tu><tuv xml:lang="en"><seg>Two</seg></tuv></tu>'
    )
    corpus = load_corpus(tmx(tmp_path, body, "en"), "de")
    assert len(corpus.segments) == 1
    assert [warning.split(" and ")[0] for warning in corpus.warnings] == [
        "1 units have no text in the source language",
        "1 units have no translation",
        "1 further translations of the same unit into the same language were left out (the first in line 6).",
    ]
    assert "line 7" in corpus.warnings[0]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<tu><tuv><seg>x</seg></tuv></tu>", ":6: a <tuv> without a language"),
        ('<tuv xml:lang="en"/>', ":6: a <tuv> outside a <tu>"),
        ("<tu><seg>x</seg></tu>", ":6: a <seg> outside a <tuv>"),
        ("<tu></tu>", ":6: a <tu> without any <tuv>"),
        ("", "there are no translation units"),
        ('<tu><tuv xml:lang="!"><seg>x</seg></tuv></tu>', ":6: '!' is not a language tag"),
        ('<tu><tuv xml:lang="fr"><seg>x</seg></tuv><tuv xml:lang="de"><seg/></tuv></tu>', "no unit has both"),
        (
            '<tu tuid="1"><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="de"><seg/></tuv></tu>\n' * 2,
            r":7: the id '1' is there twice \(first in line 6\)",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, body: str, complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(tmx(tmp_path, body, "en"))


def test_a_cut_off_memory_and_one_with_entities(tmp_path: Path) -> None:
    path = tmx(tmp_path, UNITS)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("Zwei")], encoding="utf-8")
    with pytest.raises(MtqaError, match=r"memory\.tmx:10: the file is cut off"):
        load_corpora(path)
    path.write_text(text.replace('SYSTEM "tmx14.dtd"', '[<!ENTITY x "y">]'), encoding="utf-8")
    with pytest.raises(MtqaError, match=r"memory\.tmx:2: the file declares an entity"):
        load_corpora(path)


def test_utf_16_as_translation_tools_export_it(tmp_path: Path) -> None:
    path = tmx(tmp_path, UNITS)
    text = path.read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    path.write_bytes(text.encode("utf-16"))
    assert texts(load_corpora(path)[0])["source"] == ["Press OK now.", "Two"]


@pytest.mark.parametrize(
    ("code", "space"),
    [
        ('<ph x="1" type="lb">&lt;br/&gt;</ph>', "\n"),
        ('<ph x="1">&lt;br&gt;</ph>', "\n"),
        ('<it pos="begin">&lt;/p&gt;&lt;p class="a"&gt;</it>', "\n"),
        ("<ut>\\par </ut>", "\n"),
        ('<ph x="1">\\line</ph>', "\n"),
        ('<ph x="1">&lt;w:br/&gt;</ph>', "\n"),
        ('<ph x="1">&lt;w:tab/&gt;</ph>', "\t"),
        ('<ph x="1" type="x-tab">1</ph>', "\t"),
        ('<ph x="1">&amp;nbsp;</ph>', "\u00a0"),
        ('<ph x="1">&lt;b&gt;</ph>', ""),
        ('<ph x="1">&lt;brand&gt;</ph>', ""),
        ('<bpt i="1">\n &lt;i&gt;\n</bpt>', ""),
    ],
)
def test_codes_that_stand_for_white_space(tmp_path: Path, code: str, space: str) -> None:
    """TMX 1.4b: the content of inline elements is the native code; `lb` is its type for line breaks."""
    body = (
        f'<tu><tuv xml:lang="en"><seg>Monday{code}Tuesday</seg></tuv>'
        f'<tuv xml:lang="de"><seg>{code}Eins{code}</seg></tuv></tu>'
    )
    assert texts(load_corpus(tmx(tmp_path, body, "en"))) == {
        "source": [f"Monday{space}Tuesday"],
        "hypothesis.target": ["Eins"],  # at the ends nothing is glued together
    }


def test_variants_without_a_segment(tmp_path: Path) -> None:
    """TMX 1.4b demands one <seg> in each <tuv>: where a tool forgot it, its text is read, and that is said."""
    body = (
        '<tu><tuv lang="en-US">This is <b>a</b> sample</tuv>'
        '<tuv lang="ca-ES"><prop type="x">p</prop>Aix\u00f2</tuv></tu>'
        '<tu><tuv lang="en-US"/><tuv lang="ca-ES"/></tu>'
    )
    corpus = load_corpus(tmx(tmp_path, body))
    assert texts(corpus) == {"source": ["This is a sample"], "hypothesis.target": ["Aix\u00f2"]}
    (warning,) = corpus.warnings
    assert warning.startswith("2 units have variants without <seg>")
