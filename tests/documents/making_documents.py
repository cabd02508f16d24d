"""Small documents in every format, made by the usual libraries, or by hand as the standards describe them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{OFFICE}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("presentation", "presentation"),
        ("svg", "svg-compatible"),
    )
)
"""The names of OpenDocument 1.3, part 3, with their usual prefixes."""
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


def odf(body: str, *, kind: str = "text", styles: str = "", before: str = "", **parts: str) -> bytes:
    """An OpenDocument file with this body and these automatic styles."""
    content = (
        f'{before}<office:document-content {ODF_NAMES} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            **{f"{name}.xml": part for name, part in parts.items() if name != "manifest"},
            "META-INF/manifest.xml": parts.get("manifest", "<manifest/>"),
        }
    )


def epub(
    chapters: Sequence[tuple[str, str]], *, language: str = "en", spine: Sequence[str] = (), **parts: str
) -> bytes:
    """An EPUB book of chapters (file name and XHTML); further parts by their names with `__` for a slash."""
    items = "".join(
        f'<item id="c{i}" href="{name}" media-type="application/xhtml+xml" properties="{name.partition(".")[0]}"/>'
        for i, (name, _) in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="{key}"/>' for key in spine or [f"c{i}" for i in range(len(chapters))])
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:language>{language}</dc:language></metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER.format("OPS/book.opf"),
            "OPS/book.opf": package,
            **{f"OPS/{name}": f"<html xmlns='x'><body>{text}</body></html>" for name, text in chapters},
            **{name.replace("__", "/"): part for name, part in parts.items()},
        }
    )


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = "http://schemas.openxmlformats.org"


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{KIND}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>'


def pptx(text: str = "It rained.", before: str = "") -> dict[str, str | bytes]:
    """The parts of a presentation with one slide (ECMA-376), what is `before` the slide's root included."""
    names = f'xmlns:p="{FORMATS}/presentationml/2006/main" xmlns:a="{FORMATS}/drawingml/2006/main" xmlns:r="{KIND}"'
    shape = f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    return {
        "ppt/presentation.xml": f'<p:presentation {names}><p:sldId id="256" r:id="r1"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations("slide", "slides/slide1.xml"),
        "ppt/slides/slide1.xml": f"{before}<p:sld {names}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>",
    }


def xlsx(text: str = "It rained.", before: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook with one cell (ECMA-376), what is `before` the sheet's root included."""
    names = f'xmlns="{FORMATS}/spreadsheetml/2006/main" xmlns:r="{KIND}"'
    cell = f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'
    return {
        "xl/workbook.xml": f'<workbook {names}><sheets><sheet name="x" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {names}><sheetData><row>{cell}</row></sheetData></worksheet>",
    }


def unpacked(data: bytes) -> dict[str, str | bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def deck(path: Path, slides: Sequence[tuple[str, Sequence[str], str]]) -> Path:
    """A presentation by python-pptx: for each slide its title, its points, and what is said to it."""
    from pptx import Presentation

    presentation = Presentation()
    for title, points, notes in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        frame = slide.placeholders[1].text_frame
        frame.text = points[0]
        for point in points[1:]:
            frame.add_paragraph().text = point
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    presentation.save(path)
    return path


def workbook(path: Path, sheets: dict[str, dict[str, object]]) -> Path:
    """A workbook by openpyxl: the cells of each sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for place, value in cells.items():
            sheet[place] = value
    book.save(path)
    return path


def srt(cues: Sequence[tuple[str, str, str]]) -> str:
    """Subtitles: start, end and text of each cue."""
    return "".join(f"{n}\n{start} --> {end}\n{text}\n\n" for n, (start, end, text) in enumerate(cues, start=1))
