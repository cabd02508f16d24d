from __future__ import annotations

import time
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.files import XmlReader, root_name


class Texts(XmlReader[str]):
    """The texts of the elements `t`."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if name == "t":
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if name == "t":
            self.units.append(self.collected())


def read(tmp_path: Path, data: bytes | str) -> list[str]:
    path = tmp_path / "file.xml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(Texts(path))


def refused(tmp_path: Path, data: bytes | str) -> str:
    with pytest.raises(MtqaError) as caught:
        read(tmp_path, data)
    assert str(caught.value).startswith(str(tmp_path / "file.xml"))
    return str(caught.value).removeprefix(str(tmp_path / "file.xml"))


def test_texts(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><!DOCTYPE a SYSTEM 'a.dtd'><a><t>x &amp; &#228;<!-- c --><![CDATA[<y>]]></t><t/></a>"
    assert read(tmp_path, text) == ["x & ä<y>", ""]
    assert read(tmp_path, "<a><t>ä</t></a>".encode("utf-16")) == ["ä"]
    assert read(tmp_path, "<?xml version='1.0' encoding='windows-1252'?><a><t>€</t></a>".encode("cp1252")) == ["€"]


BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    + "]><a><t>&l9;</t></a>"
)


@pytest.mark.parametrize(
    "data",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><t>&e;</t></a>',
        '<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:1/x.dtd">%e;]><a><t/></a>',
        '<!DOCTYPE a [\n<!ENTITY e "x">]><a b="&e;"/>',
    ],
)
def test_entities_are_refused(tmp_path: Path, data: str) -> None:
    start = time.perf_counter()
    assert "declares an entity" in refused(tmp_path, data)
    assert time.perf_counter() - start < 1


def test_undeclared_entities_are_refused_even_with_a_document_type(tmp_path: Path) -> None:
    message = refused(tmp_path, '<!DOCTYPE a SYSTEM "a.dtd">\n<a>\n<t>x&nbsp;y</t></a>')
    assert message.startswith(":3: the entity '&nbsp;' is not declared")
    assert "undefined entity" in refused(tmp_path, "<a><t>&nbsp;</t></a>")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("<a>\n<t>x</t>\n<t>y", ":3: the file is cut off"),
        ("<a>\n<t>x</t>\n<t", ":3: the file is cut off"),
        ("<a>\n<t>x < y</t></a>", ":2: this is not well-formed XML (column "),
        ("<a>\n<t>x</b></a>", ":2: this is not well-formed XML: mismatched tag"),
        ("<a/>\n<b/>", ":2: this is not well-formed XML: junk after document element"),
        ("", ": the file is empty"),
        ("<?xml version='1.0' encoding='utf-99'?><a/>", "unknown encoding"),
        (b"<a>\n<t>z\xf6lf</t></a>", ":2: this is not well-formed XML"),
        (b"<a>\n<t>\x00</t></a>", ":2: this is not well-formed XML"),
        ("<d>" * 300 + "</d>" * 300, "nested more than 200 deep"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path: Path, data: bytes | str, complaint: str) -> None:
    assert complaint in refused(tmp_path, data)


@pytest.mark.parametrize(
    ("start", "complaint"),
    [
        ("<a><!-- ", "a single tag or comment is longer than 4 MB"),
        ('<a b="', "a single tag or comment is longer than 4 MB"),
        ("<a><t>", "this cannot be one segment"),
        ("<a><t><![CDATA[", "this cannot be one segment"),
    ],
)
def test_absurd_sizes_are_refused_early(tmp_path: Path, start: str, complaint: str) -> None:
    began = time.process_time()
    assert complaint in refused(tmp_path, start + "x" * 50_000_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<tmx version='1.4'>", "tmx"),
        ("\ufeff<?xml version='1.0'?>\n<!-- <no> --><!DOCTYPE x [<!ENTITY a '>'>]><x:xliff y='1'>", "xliff"),
        ("<dataset>", "dataset"),
        ("plain text", ""),
        ("<", ""),
        ("<!-- never closed <tmx>", ""),
        ("<?xml", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_root_tells_the_format(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(text.removeprefix("\ufeff").encode(encoding) if encoding == "utf-16" else text.encode())
    assert root_name(path) == name
