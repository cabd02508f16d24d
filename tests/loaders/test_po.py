from __future__ import annotations

from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import find_loader, load_corpora, load_corpus

PO = r"""# A catalogue
msgid ""
msgstr ""
"Language: de\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. for translators
msgctxt "menu"
msgid "Open"
msgstr "Öffnen"

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d Datei"
msgstr[1] "%d Dateien"

#, fuzzy
msgid "A \"quoted\"\n"
"line\t"
msgstr ""

#~ msgid "obsolete"
#~ msgstr "veraltet"
"""


def test_messages(tmp_path: Path) -> None:
    path = tmp_path / "app.po"
    path.write_text(PO, encoding="utf-8")
    corpus = load_corpus(path)
    assert str(corpus.language_pair) == "en-de"
    assert texts(corpus) == {
        "source": ["Open", "%d file", "%d files", 'A "quoted"\nline\t'],
        "hypothesis.target": ["Öffnen", "%d Datei", "%d Dateien", None],  # without a translation it is missing
    }
    assert corpus.systems[0].role is Role.PRIMARY
    assert [segment.extra for segment in corpus.segments] == [
        {"context": "menu", "note": "for translators"},
        {"plural": 0},
        {"plural": 1},
        {"fuzzy": True},
    ]
    assert "reference.A" in texts(load_corpus(path, loader="po(target=reference)"))


def test_known_by_content_and_language_by_name_or_wish(tmp_path: Path) -> None:
    path = tmp_path / "messages.fr"
    path.write_text(PO.replace('"Language: de\\n"\n', ""), encoding="utf-8")
    assert find_loader(path) == "po"
    assert str(load_corpus(path, "es").language_pair) == "en-es"
    po = path.rename(tmp_path / "app.fr.po")
    assert str(load_corpus(po).language_pair) == "en-fr"
    po = po.rename(tmp_path / "app.po")
    with pytest.raises(MtqaError, match="header does not say which language"):
        load_corpus(po)
    (tmp_path / "app.po").write_text(PO.replace("Language: de", "Language: sr@latin"), encoding="utf-8")
    assert str(load_corpus(po).language_pair) == "en-sr"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('msgid "a"\nmsgstr "b"\nwhat is this\n', r"app\.po:3: this is not a PO file"),
        ('msgid "a"\nmsgid "b"\n', r"app\.po:\d: this is not a PO file"),
        ("# nothing\n", "no messages in this file"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "app.po"
    path.write_text(text)
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(path, ["de"])


def test_latin_1_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "app.po"
    path.write_bytes(PO.encode("latin-1"))
    with pytest.raises(MtqaError, match=r"app\.po:11: byte 0xd6 is not UTF-8"):
        load_corpora(path)
