"""What the writers of text formats share."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, Role, Segment, default_roles
from mtqa.errors import MtqaError

__all__ = [
    "ALL_BUT_TEXTS",
    "SILENT_SYSTEMS",
    "cannot_hold",
    "open_output",
    "role_labels",
    "rows_of",
    "xml_attribute",
    "xml_text",
]

SILENT_SYSTEMS = "systems without any text"
ALL_BUT_TEXTS = ("title", "domain of the whole", "origins and licences", "notes", SILENT_SYSTEMS)
"""What plain tables have no place for."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROLE_PREFIXES = {Role.PRIMARY: "primary.", Role.BASELINE: "baseline.", Role.REFERENCE: "human."}


@contextmanager
def open_output(path: Path) -> Iterator[TextIO]:
    """A new text file in UTF-8 with `\\n` as it is; compressed where the name ends in `.gz`."""
    if path.suffix.lower() == ".gz":
        # No time and no name in the header: the same corpus gives the same bytes.
        with (
            path.open("xb") as raw,
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
        ):
            yield file
    else:
        with path.open("x", encoding="utf-8", newline="") as file:
            yield file


def rows_of(corpus: Corpus) -> Iterator[tuple[Segment, tuple[str | None, ...]]]:
    """Each segment with the hypotheses of all systems."""
    columns = [system.hypotheses for system in corpus.systems]
    if not columns:
        yield from ((segment, ()) for segment in corpus.segments)
        return
    yield from zip(corpus.segments, zip(*columns, strict=True), strict=True)


def role_labels(corpora: Sequence[Corpus]) -> dict[str, str]:
    """The column of each system: `hypothesis.NAME`, or with its role where a reader could not guess that.

    Raises:
        MtqaError: when a system is judged in one language and a baseline in another.
    """
    roles: dict[str, Role] = {}
    for corpus in corpora:
        for name, role in ((system.name, system.role) for system in corpus.systems):
            if roles.setdefault(name, role) is not role:
                raise MtqaError(
                    f"the system '{name}' has different roles in different languages", "Convert each by itself."
                )
    guessed = True
    for corpus in corpora:
        of_corpus = {system.name: system.role for system in corpus.systems}
        guessed = guessed and default_roles([name for name in roles if name in of_corpus]) == of_corpus
    return {name: (HYPOTHESIS if guessed else _ROLE_PREFIXES[role]) + name for name, role in roles.items()}


def cannot_hold(segment: Segment, what: str, format: str, advice: str) -> MtqaError:
    """That a segment has something which a format cannot hold."""
    return MtqaError(f"the segment '{segment.id[:80]}' holds {what}, which {format} cannot", advice)


def xml_text(text: str, segment: Segment | None = None) -> str:
    """Text for the content of an XML element.

    Raises:
        MtqaError: when it has a character that XML does not know.
    """
    invalid = _NOT_XML.search(text)
    if invalid is not None:
        character = f"the character U+{ord(invalid[0]):04X}"
        if segment is None:
            raise MtqaError(f"a name holds {character}, which XML cannot")
        raise cannot_hold(segment, character, "XML", "Convert to JSONL or Parquet, or remove it.")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def xml_attribute(text: str, segment: Segment | None = None) -> str:
    """Text for an attribute, with its quotation marks.

    Raises:
        MtqaError: as `xml_text`.
    """
    escaped = xml_text(text, segment).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{escaped}"'


def reference_label(name: str) -> str:
    """The column of a reference."""
    return REFERENCE + name
