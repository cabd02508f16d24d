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


KEYS = r"""msgid ""
msgstr ""
"Language: {}\n"

msgid "menu.file.open"
msgstr "{}"

msgid "menu.file.close"
msgstr "{}"

#. note
msgid "error_not_found"
msgid_plural "error_not_found_many"
msgstr[0] "{}"
msgstr[1] "{}"

msgctxt "menu"
msgid "buttonSave"
msgstr "{}"
"""
GERMAN = KEYS.format("de", "\u00d6ffnen", "Schlie\u00dfen", "Datei fehlt", "Dateien fehlen", "Sichern")
ENGLISH = KEYS.format("en", "Open", "Close", "File missing", "Files missing", "")


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("app.de.po", "app.en.po"),
        ("app_de_AT.po", "app_en.po"),
        ("de.po", "en.po"),
        ("locale/de/LC_MESSAGES/app.po", "locale/en/LC_MESSAGES/app.po"),
        ("de_DE/app.po", "en_GB/app.po"),
        ("de/de.po", "en/en.po"),
    ],
)
def test_ids_that_are_keys_take_the_catalogue_of_the_source_language(tmp_path: Path, german: str, english: str) -> None:
    for name, text in ((german, GERMAN), (english, ENGLISH)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    corpus = load_corpus(tmp_path / german)
    assert texts(corpus) == {
        "source": ["Open", "Close", "File missing", "Files missing"],
        "hypothesis.target": ["\u00d6ffnen", "Schlie\u00dfen", "Datei fehlt", "Dateien fehlen"],
    }
    assert corpus.warnings == (
        f"The ids in this file are keys; the source texts are from {Path(english).name}.",
        "1 messages have no source text there and were left out.",
    )


def test_ids_that_are_keys_take_the_text_of_their_comment(tmp_path: Path) -> None:
    """As i18ndude, of Zope and Plone, writes it."""
    path = tmp_path / "plone.po"
    text = GERMAN.replace('msgid "menu.file.open"', '#. Default: "Open the \\"file\\""\nmsgid "menu.file.open"')
    text = text.replace('msgid "menu.file.close"', '#. Default: "Close"\nmsgid "menu.file.close"')
    text = text.replace("#. note", '#. Default: "File missing"\n#. note')
    path.write_text(text, encoding="utf-8")
    assert texts(load_corpus(path))["source"] == ['Open the "file"', "Close", "File missing", "File missing"]


def test_ids_that_are_keys_are_refused_where_no_text_is_found(tmp_path: Path) -> None:
    path = tmp_path / "app.de.po"
    path.write_text(GERMAN, encoding="utf-8")
    with pytest.raises(MtqaError, match=r"keys \(such as 'menu.file.open'\), not the texts") as caught:
        load_corpora(path)
    assert "NAME.en.po" in caught.value.hint
    (tmp_path / "source.po").write_text(ENGLISH, encoding="utf-8")
    corpus = load_corpus(path, loader="po(source_file=source.po)")
    assert texts(corpus)["source"][0] == "Open"


def test_ids_that_are_texts_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "app.de.po"
    words = ["Open", "e-mail", "OK", "Close the file", "Save...", "and/or", "node.js"]
    path.write_text('msgid ""\nmsgstr "Language: de\\n"\n' + "".join(f'\nmsgid "{w}"\nmsgstr "x"\n' for w in words))
    assert texts(load_corpus(path))["source"] == words


def test_plural_forms_of_one_message_are_not_inconsistent(tmp_path: Path) -> None:
    """Czech has one form for 2 to 4 and one from 5 on (CLDR); two messages with one source are another matter."""
    import mtqa

    path = tmp_path / "app.cs.po"
    message = (
        '\nmsgctxt "{}"\nmsgid "%d file was copied."\nmsgid_plural "%d files were copied."\n'
        'msgstr[0] "Byl hotov %d soubor."\nmsgstr[1] "Byly hotovy %d soubory."\nmsgstr[2] "{}"\n'
    )
    head = 'msgid ""\nmsgstr "Language: cs\\n"\n'
    path.write_text(head + message.format("a", "Bylo hotovo %d soubor\u016f."))

    def inconsistent() -> list[str]:
        found = mtqa.evaluate(mtqa.load_corpus(path), metric_specs=()).findings
        return [finding.segment_id for finding in found if finding.check == "consistency"]

    assert inconsistent() == []
    other = message.format("b", "Hotovo: %d soubor\u016f.")
    path.write_text(head + message.format("a", "Bylo hotovo %d soubor\u016f.") + other)
    assert inconsistent() == ["6"]
