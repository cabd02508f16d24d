"""Glossaries in TBX (both versions), TSV and CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.tables import read_glossary

# Shaped as IATE exports it: TBX version 2 with a document type that lies elsewhere.
IATE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>IATE</p></sourceDesc></fileDesc></martifHeader>
<text><body><termEntry id="IATE-1"><descrip type="subjectField">trade</descrip>
<langSet xml:lang="en"><tig><term>free trade  agreement</term><termNote type="termType">fullForm</termNote></tig>
<tig><term>FTA</term></tig></langSet>
<langSet xml:lang="bg"><tig><term>споразумение за свободна търговия</term></tig>
<tig><term>договор за свободна търговия</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>
"""
# ISO 30042:2019, the style in which data categories are element names.
DCT = """<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body><conceptEntry id="c1">
<langSec xml:lang="en"><termSec><term>vessel</term></termSec></langSec>
<langSec xml:lang="de-AT"><termSec><term>Schiff</term></termSec>
<termSec><term>Kahn</term><basic:administrativeStatus>supersededTerm-admn-sts</basic:administrativeStatus></termSec>
</langSec></conceptEntry></body></text></tbx>
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_tbx_as_iate_exports_it(tmp_path: Path) -> None:
    [concept] = read_glossary(write(tmp_path, "iate.tbx", IATE))
    assert concept.id == "IATE-1"
    assert concept.terms == {"en": ("free trade agreement", "FTA"), "bg": ("споразумение за свободна търговия",)}
    assert concept.forbidden == {"bg": ("договор за свободна търговия",)}


def test_tbx_version_three(tmp_path: Path) -> None:
    [concept] = read_glossary(write(tmp_path, "terms.tbx", DCT))
    assert concept.terms == {"en": ("vessel",), "de": ("Schiff",)}
    assert concept.forbidden == {"de": ("Kahn",)}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.tsv", 'en\tbg\tbg.forbidden\nvessel|"ship"\tкораб\tлодка\n\n'),
        ("t.csv", 'en,bg,bg.forbidden,comment\n"vessel|""ship""",кораб,лодка,"a, b"\n'),
        ("t.csv", 'en;bg;bg.forbidden\n"vessel|""ship""";кораб;лодка\n'),
    ],
)
def test_tables(tmp_path: Path, name: str, text: str) -> None:
    [concept] = read_glossary(write(tmp_path, name, text))
    assert concept.id == "line 2"
    assert concept.terms == {"en": ("vessel", '"ship"'), "bg": ("кораб",)}
    assert concept.forbidden == {"bg": ("лодка",)}


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("t.tsv", "en\tbg\na\tb\tc\n", 2, "3 cells"),
        ("t.tsv", "term\tmeaning\na\tb\n", 1, "two languages"),
        ("t.csv", 'en,bg\n"a,b\n', 2, "not CSV"),
        ("t.tsv", "en\tbg\n", None, "no term"),
        ("t.xlsx", "en\tbg\n", None, "no format of a glossary"),
        (
            "t.tbx",
            "<tbx><text><body><termEntry><langSet><tig/></langSet></termEntry></body></text></tbx>",
            1,
            "language",
        ),
        ("t.tbx", '<!DOCTYPE x [<!ENTITY a "aaa">]><martif>&a;</martif>', 1, "entity"),
        ("t.tbx", "<martif><text>", 1, "cut off"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, name: str, text: str, line: int | None, words: str) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(MtqaError) as caught:
        read_glossary(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert words in caught.value.message
