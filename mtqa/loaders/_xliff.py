"""The units of an XLIFF file, version 1.2 or 2.x, as a stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from mtqa.files import XmlReader
from mtqa.loaders._inline_codes import white_space_of

__all__ = ["MTQA_NAMESPACE", "Alternative", "Part", "Unit", "XliffStream"]

MTQA_NAMESPACE = "urn:mtqa:xliff"
_XML = "http://www.w3.org/XML/1998/namespace"
_MATCHES = "urn:oasis:names:tc:xliff:matches:"
_CORE = "urn:oasis:names:tc:xliff:document:"

_CODES = frozenset(("bpt", "ept", "ph", "it", "sub"))
"""Inline elements of 1.2 whose content is formatting code. (In 2.x `ph` is empty.)"""
MOST_CODES = 10_000
"""Native codes of one unit that are remembered."""
_STRUCTURE = frozenset(("xliff", "file", "group", "trans-unit", "unit", "segment", "source", "seg-source", "target"))
_OPTIONAL = ("previous-version", "rejected", "reference")
"""Kinds of alternative translations (1.2) that no system offers for this text."""


@dataclass(slots=True)
class Part:
    """A segment of a unit.

    Attributes:
        identifier: Its id in the unit, "" where the unit has only one.
        source: Source text, None where there is none.
        target: Translation; None where it is absent.
        label: What the translation is, where mtqa wrote the file.
        state: State of the translation, in the words of the format.
    """

    identifier: str = ""
    source: str | None = None
    target: str | None = None
    label: str = ""
    state: str = ""


@dataclass(slots=True)
class Alternative:
    """A match or suggestion.

    Attributes:
        name: Where it comes from.
        reference: Part that it is for (2.x), or "".
        label: What it is, where mtqa wrote the file.
        source: The text that it translates; None where that is not said.
        target: The translation.
    """

    name: str
    reference: str
    label: str
    source: str | None = None
    target: str | None = None


@dataclass(slots=True)
class Unit:
    """A translation unit.

    Attributes:
        line: Where it begins.
        identifier: Its id in the file.
        document: The document that it belongs to.
        source_language: As the file says, or "".
        target_language: Likewise.
        own: What mtqa wrote about it: `id`, `document`, `kind`, `domain`, `extra`.
        notes: Notes for translators.
        parts: Its segments.
        alternatives: Matches and suggestions.
        marks: Part in which each marker (2.x) is.
    """

    line: int
    identifier: str
    document: str
    source_language: str
    target_language: str
    own: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


class XliffStream(XmlReader[Unit]):
    """The units. `description` is what mtqa wrote about the corpus; `skipped` counts units not to be translated."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, namespaces=True)
        self.description = ""
        self.skipped = 0
        self._names: dict[str, str] = {}
        self._languages = ("", "")
        self._root_languages = ("", "")
        self._document = ""
        self._documents: dict[str, int] = {}
        self._unit: Unit | None = None
        self._translate = True
        self._part: Part | None = None
        self._alternative: Alternative | None = None
        self._text_of = ""
        self._keep_space = [False]
        self._markers: list[bool] = []
        self._marked: dict[str, Part] = {}
        self._mark = ""
        self._version = ""
        self._code_told = False
        self._code_data: dict[str, str] = {}
        self._data_id = ""
        self._paired: list[str] = []

    def begun(self) -> int:
        unit = self._unit
        return 0 if unit is None else len(unit.parts) + len(unit.alternatives) + len(unit.notes) + len(unit.marks)

    def _local(self, name: str) -> str:
        """Name of an element without its namespace; "matches:match" in that of matches, "?" in a foreign one."""
        local = self._names.get(name)
        if local is None:
            namespace, _, local = name.rpartition("\n")
            if namespace.startswith(_MATCHES):
                local = f"matches:{local}"
            elif namespace == MTQA_NAMESPACE:
                local = f"mtqa:{local}"
            elif namespace and not namespace.startswith(_CORE):
                local = "?"
            if len(self._names) < 1000:
                self._names[name] = local
        return local

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._local(name)
        self.check_depth(1)
        if local in _STRUCTURE:
            space = attributes.get(f"{_XML}\nspace")
            self._keep_space.append(self._keep_space[-1] if space is None else space == "preserve")
        if self._text_of and self._text_of != "note":
            self._start_inline(local, attributes)
        elif local in ("source", "target", "seg-source"):
            self._start_text(local, attributes)
        elif local in ("trans-unit", "unit"):
            self._start_unit(attributes)
        elif local == "segment":
            self._start_part(attributes.get("id", ""), attributes)
        elif local == "ignorable":
            self._part = Part()
        elif local in ("alt-trans", "matches:match"):
            self._start_alternative(local, attributes)
        elif local in ("note", "mtqa:corpus", "data"):
            self._text_of = "note"
            self._data_id = attributes.get("id", "") if local == "data" else ""
            self.collect()
        elif local == "file":
            self._start_file(attributes)
        elif local == "xliff":
            self._version = attributes.get("version", "")
            self._root_languages = (attributes.get("srcLang", ""), attributes.get("trgLang", ""))

    def end(self, name: str) -> None:
        local = self._local(name)
        self.check_depth(-1)
        if local in _STRUCTURE:
            self._keep_space.pop()
        if self._text_of == "note" and local in ("note", "mtqa:corpus", "data"):
            self._end_note(local)
        elif self._text_of and local == self._text_of:
            self._end_text()
        elif self._text_of:
            self._end_inline(local)
        elif local in ("trans-unit", "unit"):
            self._end_unit()
        elif local in ("segment", "ignorable"):
            self._part = None
        elif local in ("alt-trans", "matches:match"):
            self._alternative = None

    # Structure --------------------------------------------------------------------------------------------------------

    def _start_file(self, attributes: dict[str, str]) -> None:
        source, target = self._root_languages
        self._languages = (attributes.get("source-language", source), attributes.get("target-language", target))
        name = attributes.get("original") or attributes.get("id") or self.path.stem
        name = PureWindowsPath(name).name or name
        count = self._documents[name] = self._documents.get(name, 0) + 1
        self._document = name if count == 1 else f"{name} ({count})"
        if len(self._documents) > 1_000_000:
            raise self.fail("there are more than a million files in this file")

    def _start_unit(self, attributes: dict[str, str]) -> None:
        identifier = attributes.get("id", "")
        if not identifier:
            raise self.fail("a unit has no id")
        own = {
            key.rpartition("\n")[2]: value for key, value in attributes.items() if key.startswith(f"{MTQA_NAMESPACE}\n")
        }
        self._unit = Unit(self.line, identifier, self._document, *self._languages, own)
        self._translate = attributes.get("translate", "yes") != "no"
        self._marked = {}
        self._code_data = {}

    def _end_unit(self) -> None:
        if self._unit is not None:
            if self._translate:
                self.units.append(self._unit)
            else:
                self.skipped += 1
        self._unit = None
        self._part = None
        self._marked = {}

    def _start_part(self, identifier: str, attributes: dict[str, str]) -> None:
        if self._unit is not None:
            self._part = Part(identifier, state=attributes.get("state", ""))
            self._unit.parts.append(self._part)

    def _start_alternative(self, local: str, attributes: dict[str, str]) -> None:
        if self._unit is None:
            return
        label = attributes.get(f"{MTQA_NAMESPACE}\nlabel", "")
        if local == "alt-trans":
            name = attributes.get("origin") or attributes.get("tool-id") or attributes.get("tool") or "alt-trans"
            self._alternative = Alternative(name, "", label)
            wanted = attributes.get("alttranstype", "proposal") not in _OPTIONAL
        else:
            name = attributes.get("origin") or attributes.get("type") or "match"
            self._alternative = Alternative(name, attributes.get("ref", "").removeprefix("#"), label)
            wanted = True
        if wanted:
            self._unit.alternatives.append(self._alternative)

    # Text -------------------------------------------------------------------------------------------------------------

    def _start_text(self, local: str, attributes: dict[str, str]) -> None:
        if self._unit is None:
            return
        if self._alternative is None:
            if self._part is None:  # 1.2: the unit itself is the segment
                self._part = Part()
                self._unit.parts.append(self._part)
            if local == "target":
                self._part.label = attributes.get(f"{MTQA_NAMESPACE}\nlabel", self._unit.own.get("label", ""))
                self._part.state = (
                    attributes.get("state-qualifier", "") or attributes.get("state", "") or self._part.state
                )
        self._text_of = local
        self._markers = []
        self.collect()

    def _end_text(self) -> None:
        local = self._text_of
        text = self._tidy(self.collected())
        self._text_of = ""
        unit = self._unit
        if unit is None:
            return
        if self._alternative is not None:
            if local == "target":
                self._alternative.target = text
            elif local == "source":
                self._alternative.source = text
        elif local == "seg-source" and self._marked:
            unit.parts = list(self._marked.values())
        elif local == "target" and any(part.target is not None for part in self._marked.values()):
            for part in self._marked.values():
                part.state = self._part.state if self._part else ""
        elif self._part is not None:
            if local == "source":
                self._part.source = text
            elif local == "target":
                self._part.target = text
                if self._marked:  # the translation is not segmented: neither is the source then
                    unit.parts = [self._part]

    def _tidy(self, text: str) -> str:
        """The text without what was only put in to indent the XML."""
        if self._keep_space[-1] or "\n" not in text:
            return text
        indented = text.lstrip(" \t").startswith("\n") or text.rstrip(" \t").endswith("\n")
        return text.strip(" \t\r\n") if indented else text

    def _end_note(self, local: str) -> None:
        text = self.collected()
        self._text_of = ""
        if local == "data":
            if len(self._code_data) < MOST_CODES:
                self._code_data[self._data_id] = text
        elif local == "mtqa:corpus":
            self.description = text
        elif self._unit is not None and self._alternative is None:
            self._unit.notes.append(text)

    # Inside a text ----------------------------------------------------------------------------------------------------

    def _start_inline(self, local: str, attributes: dict[str, str]) -> None:
        if local == "mrk":
            is_segment = attributes.get("mtype") == "seg" and self._alternative is None
            self._markers.append(is_segment)
            if is_segment:
                self._start_marked(attributes.get("mid", ""))
            elif self._part is not None and self._unit is not None and "id" in attributes:
                self._unit.marks[attributes["id"]] = self._part.identifier
        elif local == "cp":
            self._insert_character(attributes.get("hex", ""))
        elif local in ("x", "ph", "bx", "ex", "sc", "ec"):
            self._code_told = self._insert_code(attributes)
        elif local == "pc":
            self.insert_space(self._space_of(attributes, "dataRefStart"))
            self._paired.append(self._space_of(attributes, "dataRefEnd"))
        if local in _CODES:
            if local not in ("sub", "ph"):
                self._code_told = self._insert_space(self._space_of(attributes, "")) if local == "it" else False
            self.mute()

    def _insert_code(self, attributes: dict[str, str]) -> bool:
        """What an empty code stands for: white space, or the text that the file gives for it; whether there is any."""
        if self._insert_space(self._space_of(attributes, "dataRef")):
            return True
        if f"{MTQA_NAMESPACE}\ncharacter" in attributes:  # one that XML cannot hold
            self._insert_character(attributes[f"{MTQA_NAMESPACE}\ncharacter"])
            return True
        equivalent = attributes.get("equiv-text") or attributes.get("equiv") or ""
        self.insert(equivalent)
        return bool(equivalent)

    def _insert_space(self, space: str) -> bool:
        self.insert_space(space)
        return bool(space)

    def _space_of(self, attributes: dict[str, str], reference: str) -> str:
        kind = attributes.get("ctype") or attributes.get("subType") or ""
        native = self._code_data.get(attributes.get(reference, ""), "")
        equivalent = attributes.get("equiv-text") or attributes.get("equiv") or ""
        return white_space_of(native or equivalent if (native or equivalent).strip() else "", kind)

    def _end_inline(self, local: str) -> None:
        if local in _CODES:
            code = self.unmute()
            if local != "sub" and not self._code_told:
                self.insert_space(white_space_of(code))
        elif local == "pc" and self._paired:
            self.insert_space(self._paired.pop())
        elif local == "mrk" and self._markers and self._markers.pop():
            self._end_marked()

    def _insert_character(self, code: str) -> None:
        try:
            character = chr(int(code, 16))
            character.encode("utf-8")
        except (ValueError, OverflowError):
            raise self.fail(f"<cp hex='{code[:20]}'> is not a character") from None
        self.insert(character)

    def _start_marked(self, identifier: str) -> None:
        """A segment inside `seg-source`, or inside the `target` that belongs to it."""
        if self._text_of == "seg-source" or (self._text_of == "target" and self._marked):
            self._mark = identifier
            self.collect()

    def _end_marked(self) -> None:
        if self._text_of not in ("seg-source", "target") or (self._text_of == "target" and not self._marked):
            return
        text = self._tidy(self.collected())
        self.collect()
        if self._text_of == "seg-source":
            self._marked[self._mark] = Part(self._mark, text)
        elif self._mark in self._marked:
            self._marked[self._mark].target = text
