"""Broken and hostile corpora in every format: one line that names file and line or unit, exit code 3, nothing written.

Every case is run through the command line as `mtqa corpus convert IN out.tsv`, in this process.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Run
from documents.making_documents import epub, odf, pptx, unpacked, xlsx, zipped

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
TABLES = ("tsv", "csv", "jsonl")

TMX_START = '<tmx version="1.4">\n<header srclang="en"/>\n<body>\n'
TMX_END = "</body>\n</tmx>\n"
XLIFF_START = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    '<file original="d" source-language="en" target-language="de">\n<body>\n'
)
XLIFF_END = "</body>\n</file>\n</xliff>\n"
XLIFF2_START = (
    '<xliff version="2.0" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0">\n<file id="f">\n'
)
XLIFF2_END = "</file>\n</xliff>\n"
WMT_START = '<dataset id="t">\n<doc id="d" origlang="en">\n<src lang="en">\n'
PO_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n\n'


def tu(text: str = "Hallo", identifier: str = "1") -> str:
    return (
        f'<tu tuid="{identifier}"><tuv xml:lang="en"><seg>Hello</seg></tuv>\n'
        f'<tuv xml:lang="de"><seg>{text}</seg></tuv></tu>\n'
    )


def unit(text: str = "Hallo", identifier: str = "1") -> str:
    return f'<trans-unit id="{identifier}"><source>Hello</source>\n<target>{text}</target></trans-unit>\n'


def unit2(text: str = "Hallo", identifier: str = "1") -> str:
    return f'<unit id="{identifier}"><segment><source>Hello</source>\n<target>{text}</target></segment></unit>\n'


def wmt(text: str = "Hallo", identifier: str = "1", other: str = "2") -> str:
    return (
        f'{WMT_START}<p>\n<seg id="{identifier}">Hello</seg>\n<seg id="{other}">Bye</seg>\n</p>\n</src>\n'
        f'<hyp system="s" lang="de">\n<p>\n<seg id="{identifier}">{text}</seg>\n<seg id="{other}">Ade</seg>\n</p>\n'
        "</hyp>\n</doc>\n</dataset>\n"
    )


def wmt_rows(text: str = "Hallo", second: str = "2") -> dict[str, str]:
    about = {"src_lang": "en", "tgt_lang": "de"}
    rows = [{"doc_id": identifier, **about, "src_text": "Hello"} for identifier in ("1", second)]
    outputs = [{"doc_id": "1", "hypothesis": text}, {"doc_id": "2", "hypothesis": "Ade"}]
    return {
        "a.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "systems/s.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in outputs),
    }


TOML = """title = "t"
source_language = "en"
layout = "lines"
encoder = "none"
[[texts]]
file = "s.txt"
language = "en"
role = "source"
[[texts]]
file = "t.txt"
language = "de"
role = "primary"
name = "x"
"""
FOLDER: dict[str, str | bytes] = {"corpus.toml": TOML, "s.txt": "Hello\nBye\n", "t.txt": "Hallo\nAde\n"}
NAMED: dict[str, str | bytes] = {"source.en.txt": "Hello\nBye\n", "systems/x.de.txt": "Hallo\nAde\n"}


def docx(
    body: str = "<w:p><w:r><w:t>Hello there.</w:t></w:r></w:p>",
    before: str = "",
    extra: int = 0,
    latin1: bool = False,
) -> bytes:
    """A Word document; `extra` adds a part that unpacks to so many spaces, `latin1` writes it in that encoding."""
    out = io.BytesIO()
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        content = f'{before}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", content.encode("latin-1" if latin1 else "utf-8"))
        if extra:
            with archive.open("word/styles.xml", "w", force_zip64=True) as part:
                for _ in range(extra // 1_000_000):
                    part.write(b" " * 1_000_000)
    return out.getvalue()


def pages(source: str | bytes, name: str = "s.docx") -> dict[str, str | bytes]:
    toml = TOML.replace('"lines"', '"pages"').replace("s.txt", name).replace("t.txt", "t.md")
    return {"corpus.toml": toml, name: source, "t.md": "Guten Tag.\n"}


ARCHIVES: dict[str, tuple[str, Callable[..., dict[str, str | bytes]]]] = {
    "pptx": ("ppt/slides/slide1.xml", pptx),
    "xlsx": ("xl/worksheets/sheet1.xml", xlsx),
    "odt": (
        "content.xml",
        lambda text="Hello there.", before="": unpacked(odf(f"<text:p>{text}</text:p>", before=before)),
    ),
    "epub": ("OPS/book.opf", lambda text="x", before="": hostile_book(before)),
}
"""For each format that is an archive of XML: its main part, and what makes its parts."""


def hostile_book(before: str) -> dict[str, str | bytes]:
    parts = unpacked(epub([("a.xhtml", "<p>Hello there.</p>")]))
    return {**parts, "OPS/book.opf": before.encode() + bytes(parts["OPS/book.opf"])}  # type: ignore[arg-type]


def archive(ending: str, text: str = "Hello there.", before: str = "", bomb: bool = False) -> bytes:
    """A document; a `bomb` is its main part with 400 MB of spaces before it."""
    main, make = ARCHIVES[ending]
    parts = make(text, before)
    if not bomb:
        return zipped(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            with file.open(name, "w", force_zip64=True) as part:
                for _ in range(400 if name == main else 0):
                    part.write(b" " * 1_000_000)
                part.write(content.encode() if isinstance(content, str) else content)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption at every part, in their headers and in the directory."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            changed[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(changed)


DEEP = {
    "pptx": lambda: zipped({**pptx(), "ppt/slides/slide1.xml": "<a>" * 5000}),
    "xlsx": lambda: zipped({**xlsx(), "xl/worksheets/sheet1.xml": "<a>" * 5000}),
    "odt": lambda: archive("odt", "<text:span>" * 5000),
    "rtf": lambda: b"{\\rtf1" + b"{" * 5000,
}


def parquet(columns: dict[str, list[str]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def saved(columns: dict[str, list[str]]) -> dict[str, str | bytes]:
    """A dataset as `save_to_disk` writes it."""
    import pyarrow as pa

    out = io.BytesIO()
    table = pa.table(columns)
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    state = json.dumps({"_data_files": [{"filename": "data.arrow"}]})
    return {"state.json": state, "dataset_info.json": "{}", "data.arrow": out.getvalue()}


PAIR = {"source_lang": ["en", "en"], "target_lang": ["de", "de"]}
GOOD = {"id": ["1", "2"], "source": ["Hello", "Bye"], "mt": ["Hallo", "Ade"], **PAIR}
TWICE = {**GOOD, "id": ["1", "1"]}


@dataclass(frozen=True)
class Case:
    """Files, what is loaded of them ("" for the folder), and what the message must say (a regular expression)."""

    files: dict[str, str | bytes]
    complaint: str
    load: str = ""
    options: tuple[str, ...] = ()
    prepare: Callable[[Path], None] | None = None


def one(name: str, content: str | bytes, complaint: str, *options: str) -> Case:
    return Case({name: content}, complaint, name, options)


def cut(content: str | bytes, share: float = 0.6) -> str | bytes:
    return content[: int(len(content) * share)]


def latin(content: str) -> bytes:
    """The text in UTF-8, but one word of it in Latin-1."""
    return content.encode().replace("Hallö".encode(), "Hallö".encode("latin-1"))


def link_out(name: str) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        outside = folder.parent.parent / "outside"
        outside.mkdir()
        for file in ("secret.txt", "secret.jsonl", "secret.parquet"):
            (outside / file).write_text("Geheim\nGeheim\n")
        (folder / name).unlink()
        (folder / name).symlink_to(outside / f"secret{Path(name).suffix}")

    return prepare


def link_alignment(folder: Path) -> None:
    outside = folder.parent.parent / "outside"
    outside.mkdir()
    (folder / "alignment").symlink_to(outside)


def bomb(compress: Callable[[bytes], bytes]) -> bytes:
    """120 MB of rows."""
    return compress(b"source\tmt\n") + 120 * compress((b"a" * 5000 + b"\tb\n") * 200)


RTF = b"{\\rtf1\\ansi Hello there.\\par}"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
NT = '<http://e.org/a> <http://e.org/b> "c"@en .\n<http://e.org/a> <http://e.org/b> "d"@de-t-en-t0-mtec .\n'
TSV = "id\tsource\tmt\n1\tHello\tHallö\n2\tBye\tAde\n"
CSV = 'id,source,mt\n1,Hello,Hallö\n2,Bye,"Ade"\n'
JSONL = '{"id": "1", "source": "Hello", "mt": "Hallö"}\n{"id": "2", "source": "Bye", "mt": "Ade"}\n'
PO = PO_HEADER + 'msgid "Hello"\nmsgstr "Hallö"\n'
EN_DE = ("--source-language", "en", "--language", "de")

TRUNCATED = {
    "tmx": one("a.tmx", cut(TMX_START + tu() + tu("b", "2") + TMX_END), r"a\.tmx:\d+: the file is cut off"),
    "xliff": one("a.xlf", cut(XLIFF_START + unit() + XLIFF_END), r"a\.xlf:\d+: the file is cut off"),
    "xliff 2": one("a.xlf", cut(XLIFF2_START + unit2() + XLIFF2_END), r"a\.xlf:\d+: the file is cut off"),
    "wmt xml": one("a.xml", cut(wmt()), r"a\.xml:\d+: the file is cut off"),
    "po": one("a.po", PO + 'msgid "Bye"\nmsgst', r"a\.po:\d+: "),
    "tsv": one("a.tsv", TSV + "3\tHi", r"a\.tsv:4: this row has 2 columns", *EN_DE),
    "csv": one("a.csv", CSV + '3,Hi,"Ta', r"a\.csv:4: this is not CSV: a quotation mark is opened", *EN_DE),
    "jsonl": one("a.jsonl", cut(JSONL, 0.9), r"a\.jsonl:2: this is not JSON", *EN_DE),
    "wmt jsonl": Case(
        {**wmt_rows(), "a.jsonl": cut(wmt_rows()["a.jsonl"])}, r"a\.jsonl:2: this is not JSON", "a.jsonl"
    ),
    "system of wmt jsonl": Case(
        {**wmt_rows(), "systems/s.jsonl": cut(wmt_rows()["systems/s.jsonl"])},
        r"s\.jsonl:2: this is not JSON",
        "a.jsonl",
    ),
    "parquet": one("a.parquet", cut(parquet(GOOD)), r"a\.parquet: this Parquet file is damaged or cut off"),
    "dataset": Case(
        {**saved(GOOD), "data.arrow": cut(saved(GOOD)["data.arrow"])},
        r"data\.arrow: this Arrow file is damaged or cut off",
    ),
    "gzip": one("a.tsv.gz", cut(gzip.compress(TSV.encode())), r"a\.tsv\.gz: the compressed file is damaged", *EN_DE),
    "xz": one("a.tsv.xz", cut(lzma.compress(TSV.encode())), r"a\.tsv\.xz: the compressed file is damaged", *EN_DE),
    "moses": Case({"a.en": "1\n2\n3\n", "a.de": "1\n2\n"}, r"a\.de: has 2 lines, but its source a\.en has 3", "a.en"),
    "corpus folder": Case({**FOLDER, "t.txt": "Hallo\n"}, r"t\.txt: has 1 lines, but its source s\.txt has 2"),
    "named files": Case({**NAMED, "systems/x.de.txt": "Hallo\n"}, r"x\.de\.txt: has 1 lines, but its source"),
    "corpus.toml": Case({**FOLDER, "corpus.toml": cut(TOML, 0.97)}, r"corpus\.toml: this is not TOML"),
    "docx": Case(pages(docx()[:-30]), r"s\.docx: "),
    "rtf": Case(pages(RTF[:-9], "s.rtf"), r"s\.rtf:1: the RTF document is cut off"),
    "subtitles": Case(pages("1\n00:00:01,000 -->", "s.srt"), r"s\.srt:2: the time code '00:00:01,000 -->' cannot"),
    "rdf": one("a.nt", NT + '<http://e.org/a> <http://e.org/b> "c', r"a\.nt:3: this line is no statement"),
    **{
        ending: Case(pages(archive(ending)[:-30], f"s.{ending}"), rf"s\.{ending}: the .* is damaged or cut off")
        for ending in ARCHIVES
    },
}

PASSWORDS = {
    **{
        ending: Case(pages(encrypted(archive(ending)), f"s.{ending}"), rf"s\.{ending}: the .* is encrypted\. Save it")
        for ending in ARCHIVES
    },
    "office": Case(pages(OLE, "s.pptx"), r"s\.pptx: the Office document is encrypted\. Save it without a password"),
}

WRONG_NAMES = {
    "text as odt": Case(
        pages("Hello there.\n", "s.odt"), r"s\.odt: the file is no OpenDocument file, although its name"
    ),
    "html as xlsx": Case(
        pages("<html><p>Hello", "s.xlsx"), r"s\.xlsx: the file is no Excel workbook, although its name"
    ),
    "a bare archive": Case(
        pages(zipped({"a.txt": "Hello"}), "s.pptx"), r"s\.pptx: this is an archive, but not a PowerP"
    ),
    "an old file": Case(pages(OLE[:8] + bytes(600), "s.xlsx"), r"s\.xlsx: the file is an old Office document"),
}

NESTED = {
    ending: Case(pages(make(), f"s.{ending}"), rf"s\.{ending}:1: .* nested more than") for ending, make in DEEP.items()
}

ENCODINGS = {
    "tmx": one("a.tmx", latin(TMX_START + tu("Hallö") + TMX_END), r"a\.tmx:5: this is not well-formed XML.*encoding"),
    "xliff": one("a.xlf", latin(XLIFF_START + unit("Hallö") + XLIFF_END), r"a\.xlf:5: this is not well-formed XML"),
    "wmt xml": one("a.xml", latin(wmt("Hallö")), r"a\.xml:11: this is not well-formed XML"),
    "po": one("a.po", latin(PO), r"a\.po:7: byte 0xf6 is not UTF-8"),
    "tsv": one("a.tsv", latin(TSV), r"a\.tsv:2: byte 0xf6 is not UTF-8", *EN_DE),
    "csv": one("a.csv", latin(CSV), r"a\.csv:2: byte 0xf6 is not UTF-8", *EN_DE),
    "jsonl": one("a.jsonl", latin(JSONL), r"a\.jsonl:1: byte 0xf6 is not UTF-8", *EN_DE),
    "wmt jsonl": Case(
        {**wmt_rows(), "systems/s.jsonl": latin(wmt_rows("Hallö")["systems/s.jsonl"])},
        r"s\.jsonl:1: byte 0xf6",
        "a.jsonl",
    ),
    "moses": Case({"a.en": "1\n2\n", "a.de": latin("x\nHallö\n")}, r"a\.de:2: byte 0xf6 is not UTF-8", "a.en"),
    "corpus folder": Case({**FOLDER, "t.txt": latin("x\nHallö\n")}, r"t\.txt:2: byte 0xf6 is not UTF-8"),
    "named files": Case({**NAMED, "systems/x.de.txt": latin("x\nHallö\n")}, r"x\.de\.txt:2: byte 0xf6"),
    "corpus.toml": Case({**FOLDER, "corpus.toml": latin(TOML.replace('"t"', '"Hallö"'))}, r"corpus\.toml:1: byte 0xf6"),
    "parquet": one(
        "a.parquet", parquet(GOOD | {"mt": ["Hallo", "ABCDE"]}).replace(b"ABCDE", b"AB\xf6DE"), r"a\.parquet: "
    ),
    "docx": Case(
        pages(docx("<w:p><w:r><w:t>Hallö</w:t></w:r></w:p>", latin1=True)), r"s\.docx:1: this is not well-formed XML"
    ),
}

ENTITIES = (
    {
        f"{what} in {name}": one(f"a.{ending}", declaration + content, rf"a\.{ending}:1: the file declares an entity")
        for what, declaration, reference in (("billion laughs", LAUGHS, "&c;"), ("an external entity", EXTERNAL, "&e;"))
        for name, ending, content in (
            ("tmx", "tmx", TMX_START + tu(reference) + TMX_END),
            ("xliff", "xlf", XLIFF_START + unit(reference) + XLIFF_END),
            ("xliff 2", "xlf", XLIFF2_START + unit2(reference) + XLIFF2_END),
            ("wmt xml", "xml", wmt(reference)),
        )
    }
    | {
        f"{what} in docx": Case(
            pages(docx(f"<w:p><w:r><w:t>{reference}</w:t></w:r></w:p>", declaration)),
            r"s\.docx:1: the file declares an entity",
        )
        for what, declaration, reference in (("billion laughs", LAUGHS, "&c;"), ("an external entity", EXTERNAL, "&e;"))
    }
    | {
        f"{what} in {ending}": Case(
            pages(archive(ending, reference, declaration), f"s.{ending}"),
            rf"s\.{ending}:1: the file declares an entity",
        )
        for what, declaration, reference in (("billion laughs", LAUGHS, "&c;"), ("an external entity", EXTERNAL, "&e;"))
        for ending in ARCHIVES
    }
)

BOMBS = {
    "odt": Case(pages(archive("odt", bomb=True), "s.odt"), r"s\.odt: the part content\.xml unpacks to an absurd size"),
    "docx": Case(pages(docx(extra=400_000_000)), r"s\.docx: "),
    "gzip": one("a.tsv.gz", bomb(gzip.compress), r"a\.tsv\.gz: unpacks to more than 200 times its size", *EN_DE),
    "xz": one("a.tsv.xz", bomb(lzma.compress), r"a\.tsv\.xz: unpacks to more than 200 times its size", *EN_DE),
}

ESCAPES = {
    "corpus.toml": Case(
        {**FOLDER, "corpus.toml": TOML.replace("t.txt", "../x.txt")}, r"corpus\.toml: .*outside the folder"
    ),
    "corpus.toml, absolute": Case(
        {**FOLDER, "corpus.toml": TOML.replace("t.txt", "/etc/passwd")}, r"corpus\.toml: .*outside the folder"
    ),
    "segments of corpus.toml": Case(
        {**FOLDER, "corpus.toml": TOML.replace('role = "source"', 'role = "source"\nsegments = "../x.tsv"')},
        r"corpus\.toml: .*outside the folder",
    ),
    "documents of corpus.toml": Case(
        {**FOLDER, "corpus.toml": TOML.replace('role = "source"', 'role = "source"\ndocuments = "../x.tsv"')},
        r"corpus\.toml: .*outside the folder",
    ),
    "state of a dataset": Case(
        {**saved(GOOD), "state.json": '{"_data_files": [{"filename": "../../x.arrow"}]}'},
        r"state\.json: .*outside the folder",
    ),
    "a link in a corpus folder": Case(FOLDER, r"corpus\.toml: .*outside the folder", prepare=link_out("t.txt")),
    "a link among named files": Case(NAMED, r"outside the folder", prepare=link_out("systems/x.de.txt")),
    "a link among systems": Case(
        wmt_rows(), r"systems: .*outside the folder", "a.jsonl", prepare=link_out("systems/s.jsonl")
    ),
    "a link in a dataset": Case(
        {"data/test.parquet": parquet(GOOD)}, r"outside the folder", prepare=link_out("data/test.parquet")
    ),
    "a link instead of the alignment": Case(pages(docx()), r"outside the folder", prepare=link_alignment),
    "a link in moses": Case(
        {"a.en": "1\n2\n", "a.de.txt": "", "a.en.txt": "1\n2\n"},
        r"outside the folder",
        "a.en.txt",
        prepare=link_out("a.de.txt"),
    ),
}

MISSING_LANGUAGES = {
    name: Case(case.files, r"no translation into 'fr'.*It has: de", case.load, ("--language", "fr"))
    for name, case in {
        "tmx": one("a.tmx", TMX_START + tu() + TMX_END, ""),
        "xliff": one("a.xlf", XLIFF_START + unit() + XLIFF_END, ""),
        "xliff 2": one("a.xlf", XLIFF2_START + unit2() + XLIFF2_END, ""),
        "wmt xml": one("a.xml", wmt(), ""),
        "po": one("a.po", PO, ""),
        "tsv": one("a.en-de.tsv", TSV, ""),
        "csv": one("a.en-de.csv", CSV, ""),
        "jsonl": one("a.en-de.jsonl", JSONL, ""),
        "wmt jsonl": Case({**wmt_rows()}, "", "a.jsonl"),
        "parquet": one("a.parquet", parquet(GOOD), ""),
        "dataset": Case(saved(GOOD), ""),
        "moses": Case({"a.en": "1\n2\n", "a.de": "1\n2\n"}, "", "a.en"),
        "corpus folder": Case(FOLDER, ""),
        "named files": Case(NAMED, ""),
    }.items()
}

DOUBLES = {
    "tmx": one(
        "a.tmx", TMX_START + tu() + tu("b") + TMX_END, r"a\.tmx:6: the id '1' is there twice \(first in line 4\)"
    ),
    "xliff": one("a.xlf", XLIFF_START + unit() + unit("b") + XLIFF_END, r"a\.xlf:6: the id 'd:1' is there twice"),
    "xliff 2": one("a.xlf", XLIFF2_START + unit2() + unit2("b") + XLIFF2_END, r"a\.xlf:5: the id '.*1' is there twice"),
    "wmt xml": one("a.xml", wmt("x", "1", "1"), r"a\.xml:\d+: .*twice"),
    "tsv": one("a.tsv", TSV.replace("\n2", "\n1"), r"a\.tsv:3: the id '1' is there twice \(first in line 2\)", *EN_DE),
    "csv": one("a.csv", CSV.replace("\n2", "\n1"), r"a\.csv:3: the id '1' is there twice", *EN_DE),
    "jsonl": one("a.jsonl", JSONL.replace('"2"', '"1"'), r"a\.jsonl:2: the id '1' is there twice", *EN_DE),
    "wmt jsonl": Case({**wmt_rows(second="1")}, r"a\.jsonl:2: the document '1' is there twice", "a.jsonl"),
    "parquet": one("a.parquet", parquet(TWICE), r"a\.parquet: the id '1' is there twice \(the segments 1 and 2\)"),
    "dataset": Case(saved(TWICE), r"the id '1' is there twice \(the segments 1 and 2\)"),
    "corpus folder": Case(
        {
            **FOLDER,
            "corpus.toml": TOML.replace('role = "source"', 'role = "source"\nsegments = "g.tsv"'),
            "g.tsv": "id\n1\n1\n",
        },
        r"the id '1' is there twice \(first in line 1\)",
    ),
}

LONG = {
    "tmx": (TMX_START + '<tu><tuv xml:lang="en"><seg>', r"a\.tmx:4: a segment of .* characters and more"),
    "xlf": (XLIFF_START + '<trans-unit id="1"><source>', r"a\.xlf:4: a segment of .* characters and more"),
    "xml": (WMT_START + '<p><seg id="1">', r"a\.xml:4: a segment of .* characters and more"),
    "po": (PO_HEADER + 'msgid "', r"a\.po:6: this line is longer than"),
    "tsv": ("id\tsource\tmt\n1\t", r"a\.tsv:2: this line is longer than"),
    "csv": ("id,source,mt\n1,", r"a\.csv:2: this line is longer than"),
    "jsonl": ('{"id": "1", "source": "', r"a\.jsonl:1: this line is longer than"),
    "en": ("x\n", r"a\.en:2: this line is longer than"),
}

EMPTY = {
    name: one(f"a.{name}", b"", rf"a\.{name}: (the file is empty|this Parquet file is damaged)", *EN_DE)
    for name in (
        "tmx",
        "xlf",
        "xml",
        "po",
        "tsv",
        "csv",
        "jsonl",
        "parquet",
        "arrow",
        "en",
        "txt",
        "docx",
        "tsv.gz",
    )
}

EMPTY |= {name: one(f"a.{name}", b"", rf"a\.{name}: the file is empty") for name in ("nt", "ttl", "rdf", "jsonld")}

CASES = {
    f"{kind}: {name}": case
    for kind, cases in (
        ("truncated", TRUNCATED),
        ("encoding", ENCODINGS),
        ("entity", ENTITIES),
        ("bomb", BOMBS),
        ("password", PASSWORDS),
        ("wrong name", WRONG_NAMES),
        ("nested", NESTED),
        ("escape", ESCAPES),
        ("language", MISSING_LANGUAGES),
        ("two ids", DOUBLES),
        ("empty", EMPTY),
    )
    for name, case in cases.items()
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


@dataclass(frozen=True)
class Refusal:
    """How a command ended."""

    code: object
    stdout: str
    stderr: str


@pytest.fixture
def mtqa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: Run) -> Callable[..., Refusal]:
    """Runs the command line in a folder of its own."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return lambda *arguments: Refusal(*in_process(*arguments))


def refused(done: Refusal, complaint: str) -> None:
    assert (done.code, done.stdout) == (3, ""), done
    (line,) = done.stderr.rstrip("\n").split("\n")
    assert line.startswith("error: in"), line
    assert re.search(complaint, line), line
    assert "unexpected" not in line


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_broken_corpus_is_refused(mtqa: Callable[..., Refusal], case: Case) -> None:
    write(Path("in"), case.files)
    if case.prepare is not None:
        case.prepare(Path("in").resolve())
    refused(mtqa("corpus", "convert", str(Path("in") / case.load), "out.tsv", *case.options), case.complaint)
    assert os.listdir() == ["in"]


@pytest.mark.parametrize("ending", LONG)
def test_a_line_of_100_mb(mtqa: Callable[..., Refusal], ending: str) -> None:
    start, complaint = LONG[ending]
    Path("in").mkdir()
    with Path(f"in/a.{ending}").open("wb") as file:
        file.write(start.encode())
        for _ in range(100):
            file.write(b"long " * 200_000)
    Path("in/a.de").write_text("x\n")
    refused(mtqa("corpus", "convert", f"in/a.{ending}", "out.jsonl", *(EN_DE if ending in TABLES else ())), complaint)
    assert os.listdir() == ["in"]


@pytest.mark.parametrize("command", ["evaluate", "compare", "validate", "show"])
def test_every_command_refuses_it_alike(mtqa: Callable[..., Refusal], command: str) -> None:
    case = ENTITIES["billion laughs in tmx"]
    write(Path("in"), case.files)
    group = ("corpus",) if command in ("validate", "show") else ()
    refused(mtqa(*group, command, "in/a.tmx"), case.complaint)
    assert os.listdir() == ["in"]


def test_formulas_are_escaped_on_export(mtqa: Callable[..., Refusal]) -> None:
    """The characters are those of OWASP's page on CSV injection."""
    texts = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"]
    rows = "".join(json.dumps({"source": text, "mt": f"x {text}"}) + "\n" for text in texts)
    write(Path("in"), {"a.en-de.jsonl": rows})
    for name, delimiter in (("out.csv", ","), ("out.tsv", "\t")):
        assert mtqa("corpus", "convert", "in/a.en-de.jsonl", name).code == 0
        with Path(name).open(newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert [cell for cell in cells if cell.startswith("'")] == [f"'{text}" for text in texts]
        assert mtqa("corpus", "convert", name, f"{name}.jsonl").code == 0
        again = [json.loads(line)["source"] for line in Path(f"{name}.jsonl").read_text().split("\n")[:-1]]
        assert again == texts


@pytest.mark.parametrize("name", ["a.tsv", "a.jsonl", "a.tmx"])
def test_a_language_that_does_not_exist(mtqa: Callable[..., Refusal], name: str) -> None:
    write(Path("in"), {"a.tsv": TSV, "a.jsonl": JSONL, "a.tmx": TMX_START + tu() + TMX_END})
    done = mtqa("corpus", "convert", f"in/{name}", "out.csv", "--source-language", "en", "--language", "no language")
    assert (done.code, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "'no language'" in done.stderr
    assert os.listdir() == ["in"]
