"""TMX 1.4."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar, TextIO

from mtqa.contracts import Writer, writers
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, Segment, Value
from mtqa.tables import metadata_to_json
from mtqa.writers._output import SILENT_SYSTEMS, open_output, rows_of, xml_attribute, xml_text

OWN = "x-mtqa-"


@writers.register
@dataclass(frozen=True)
class Tmx(Writer):
    """Writes a translation memory; what TMX has no words for is in properties that begin with `x-mtqa-`."""

    name: ClassVar[str] = "tmx"
    summary: ClassVar[str] = "A translation memory (TMX 1.4); every system and reference is a variant of its unit"
    suffixes: ClassVar[tuple[str, ...]] = (".tmx",)
    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = (SILENT_SYSTEMS,)

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        sources = {corpus.language_pair.source.tag for corpus in corpora}
        with open_output(path) as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n')
            srclang = sources.pop() if len(sources) == 1 else "*all*"
            file.write(
                f'<header creationtool="mtqa" creationtoolversion="{version("mtqa")}" segtype="sentence" o-tmf="mtqa"'
                f' adminlang="en" srclang={xml_attribute(srclang)} datatype="plaintext">\n'
            )
            file.write(_property(f"{OWN}corpus", metadata_to_json(corpora)))
            file.write("</header>\n<body>\n")
            for corpus in corpora:
                _write_corpus(file, corpus, several=len(corpora) > 1)
            file.write("</body>\n</tmx>\n")


def _property(kind: str, value: str, segment: Segment | None = None) -> str:
    return f"<prop type={xml_attribute(kind, segment)}>{xml_text(value, segment)}</prop>\n"


def _write_corpus(file: TextIO, corpus: Corpus, *, several: bool) -> None:
    source_language = xml_attribute(corpus.language_pair.source.tag)
    target_tag = corpus.language_pair.target.tag
    target_language = xml_attribute(target_tag)
    names = [system.name for system in corpus.systems]
    for segment, hypotheses in rows_of(corpus):
        # The ids of units must differ between languages too.
        identifier = f"{segment.id}@{target_tag}" if several else segment.id
        file.write(f"<tu tuid={xml_attribute(identifier, segment)} srclang={source_language}>\n")
        own = {"document": segment.document, "kind": segment.kind, "domain": segment.domain}
        if several:
            own["id"] = segment.id
        if not segment.references and not any(hypothesis is not None for hypothesis in hypotheses):
            own["target"] = target_tag
        file.write("".join(_property(OWN + key, value, segment) for key, value in own.items() if value))
        file.write(_extra(segment.extra, segment))
        file.write(f"<tuv xml:lang={source_language}><seg>{xml_text(segment.source, segment)}</seg></tuv>\n")
        texts = [(REFERENCE + name, text) for name, text in segment.references.items()]
        texts += [(HYPOTHESIS + name, text) for name, text in zip(names, hypotheses, strict=True) if text is not None]
        for label, text in texts:
            file.write(
                f'<tuv xml:lang={target_language}><prop type="{OWN}text">{xml_text(label, segment)}</prop>'
                f"<seg>{xml_text(text, segment)}</seg></tuv>\n"
            )
        file.write("</tu>\n")


def _extra(extra: Mapping[str, Value], segment: Segment) -> str:
    """As notes and properties of their own where they are plain texts, else as JSON."""
    if not all(isinstance(value, str) and name and not name.startswith(OWN) for name, value in extra.items()):
        return _property(f"{OWN}extra", json.dumps(dict(extra), ensure_ascii=False), segment)
    note = f"<note>{xml_text(str(extra['note']), segment)}</note>\n" if "note" in extra else ""
    return note + "".join(_property(name, str(value), segment) for name, value in extra.items() if name != "note")
