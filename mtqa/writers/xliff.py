"""XLIFF 1.2, which every translation tool opens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import ClassVar, TextIO

from mtqa.contracts import Writer, writers
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, Segment
from mtqa.tables import metadata_to_json
from mtqa.writers._output import SILENT_SYSTEMS, open_output, rows_of, xml_attribute, xml_text

CORE = "urn:oasis:names:tc:xliff:document:1.2"
OWN = "urn:mtqa:xliff"


@writers.register
@dataclass(frozen=True)
class Xliff(Writer):
    """Writes XLIFF 1.2: a file for each document; the first reference, else the system under judgement, is the target,
    all other texts are alternative translations. Attributes of the namespace `urn:mtqa:xliff` say which is which.
    """

    name: ClassVar[str] = "xliff"
    summary: ClassVar[str] = "XLIFF 1.2; the first reference (or the first system) as target, all others as suggestions"
    suffixes: ClassVar[tuple[str, ...]] = (".xlf", ".xliff")
    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = (SILENT_SYSTEMS,)

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        with open_output(path) as file:
            file.write(
                f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{CORE}" xmlns:mtqa="{OWN}">\n'
            )
            described = xml_text(metadata_to_json(corpora))
            for corpus in corpora:
                for document, rows in groupby(rows_of(corpus), key=lambda row: row[0].document):
                    _write_file(file, corpus, document, rows, described)
                    described = ""
            file.write("</xliff>\n")


def _write_file(
    file: TextIO,
    corpus: Corpus,
    document: str,
    rows: Iterator[tuple[Segment, tuple[str | None, ...]]],
    described: str,
) -> None:
    pair = corpus.language_pair
    file.write(
        f"<file original={xml_attribute(document)} source-language={xml_attribute(pair.source.tag)}"
        f' target-language={xml_attribute(pair.target.tag)} datatype="plaintext" xml:space="preserve">\n'
    )
    if described:
        file.write(f"<header><mtqa:corpus>{described}</mtqa:corpus></header>\n")
    file.write("<body>\n")
    names = [system.name for system in corpus.systems]
    for segment, hypotheses in rows:
        texts = [(REFERENCE + name, text) for name, text in segment.references.items()]
        texts += [(HYPOTHESIS + name, text) for name, text in zip(names, hypotheses, strict=True) if text is not None]
        file.write(f"<trans-unit{_attributes(segment)}>\n<source>{xml_text(segment.source, segment)}</source>\n")
        for position, (label, text) in enumerate(texts):
            marked = f" mtqa:label={xml_attribute(label, segment)}"
            written = xml_text(text, segment)
            if position == 0:
                file.write(f"<target{marked}>{written}</target>\n")
            else:
                name = xml_attribute(label.partition(".")[2], segment)
                file.write(f"<alt-trans origin={name}{marked}><target>{written}</target></alt-trans>\n")
        file.write("</trans-unit>\n")
    file.write("</body>\n</file>\n")


def _attributes(segment: Segment) -> str:
    own = {
        "mtqa:id": segment.id,
        "mtqa:document": segment.document,
        "mtqa:kind": segment.kind,
        "mtqa:domain": segment.domain,
        "mtqa:extra": json.dumps(dict(segment.extra), ensure_ascii=False) if segment.extra else "",
    }
    written = "".join(f" {name}={xml_attribute(value, segment)}" for name, value in own.items() if value)
    return f" id={xml_attribute(segment.id, segment)}{written}"
