"""Metadata of data portals (RDF) in which language tags mark machine translations: `"Luft"@de-t-en-t0-mtec`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Origin, default_roles
from mtqa.errors import MtqaError
from mtqa.files import bare_name, bare_suffix, read_head, root_name
from mtqa.languages import LanguagePair, Wanted
from mtqa.loaders._rdf_graphs import read_graph
from mtqa.loaders._rdf_lines import STATEMENT, read_statements
from mtqa.loaders._rdf_pairs import Pairs, TextStore, pair_up

_LINES = "lines"
_SYNTAXES = {".nt": _LINES, ".nq": _LINES, ".ttl": "turtle", ".trig": "trig", ".jsonld": "json-ld"}
_ROOT = "RDF"
_JSON_LD = (b'"@context"', b'"@graph"', b'"@id"')
_TURTLE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:#[^\n]*\n\s*)*(?:@prefix|@base|PREFIX|BASE)\s", re.IGNORECASE)
_MOST_PAIRS = 1000
_OF_REFERENCES = (
    "The references are texts of the catalogue that no machine is said to have made; they need not be translations of"
    " these originals."
)


@loaders.register
@dataclass(frozen=True)
class Rdf(Loader):
    """Reads catalogues: one corpus for each direction in which a machine translated.

    Attributes:
        keep_markup: Leave HTML inside the texts as it is, instead of taking their plain text.
    """

    keep_markup: bool = False

    name: ClassVar[str] = "rdf"
    summary: ClassVar[str] = (
        "Metadata of data portals (N-Triples, N-Quads, Turtle, TriG, RDF/XML, JSON-LD) with machine translations marked"
        " by tags such as de-t-en-t0-mtec"
    )

    def accepts(self, path: Path) -> Certainty:
        return Certainty.CERTAIN if path.is_file() and _syntax(path) else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        store = TextStore(path)
        try:
            syntax = _syntax(path)
            if syntax == _LINES:
                for literal in read_statements(path):
                    store.add(literal)
            elif syntax:
                read_graph(path, syntax, store.add)
            else:
                raise MtqaError("this is no RDF in a syntax that is read", path=path)
            return _Corpora(self, path, Wanted(languages)).read(store)
        finally:
            store.close()


def _syntax(path: Path) -> str:
    """What the file is written in, "" where it is no RDF; looks at the name, then at the content."""
    suffix = bare_suffix(path)
    if suffix in _SYNTAXES:
        return _SYNTAXES[suffix]
    if root_name(path) == _ROOT:
        return "xml"
    head = read_head(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"[") and suffix in (".json", "") and any(sign in head for sign in _JSON_LD):
        return "json-ld"
    if _TURTLE.match(head):
        return "turtle"
    line = next((line for line in start.split(b"\n") if line.strip() and not line.startswith(b"#")), b"")
    return _LINES if STATEMENT.fullmatch(line.decode("utf-8", "replace")) else ""


class _Corpora:
    """Makes the corpora of a catalogue."""

    def __init__(self, options: Rdf, path: Path, wanted: Wanted) -> None:
        self._options = options
        self._path = path
        self._wanted = wanted
        self._builders: dict[LanguagePair, CorpusBuilder] = {}
        self._counts: dict[LanguagePair, Counter[str]] = {}
        self._subject = ""
        self._names: set[str] = set()

    def read(self, store: TextStore) -> tuple[Corpus, ...]:
        try:
            for texts in store.by_property():
                first = texts[0]
                if first.subject != self._subject:
                    self._subject, self._names = first.subject, set()
                kind = self._kind(first.property)
                numbers: Counter[LanguagePair] = Counter()
                for found in pair_up(texts, self._counts):
                    numbers[found.pair] += 1
                    self._add(found, kind, numbers[found.pair])
            return self._built(store.count)
        except BaseException:
            for builder in self._builders.values():
                builder.discard()
            raise

    def _kind(self, address: str) -> str:
        """The short name of a property: `title`; with a number where two properties of a subject have the same."""
        short = re.split(r"[/#:]", address.rstrip("/#:"))[-1] or "text"
        name, number = short, 1
        while name in self._names:
            number += 1
            name = f"{short}-{number}"
        self._names.add(name)
        return name

    def _add(self, found: Pairs, kind: str, number: int) -> None:
        if not self._wanted.has(found.pair.target):
            return
        builder = self._builders.get(found.pair)
        if builder is None:
            if len(self._builders) >= _MOST_PAIRS:
                raise MtqaError(f"there are more than {_MOST_PAIRS} language pairs", path=self._path)
            name = Path(bare_name(self._path)).stem
            builder = self._builders[found.pair] = CorpusBuilder(name, found.pair, self._path)
        texts: dict[str, str | None] = {
            f"{HYPOTHESIS}{name}": self._plain(text) for name, text in found.hypotheses.items()
        }
        if found.reference is not None:
            texts[f"{REFERENCE}A"] = self._plain(found.reference)
        identifier = f"{self._subject} {kind}" + (f" {number}" if number > 1 else "")
        builder.add(identifier, self._subject, self._plain(found.source), texts, kind, "", None, found.line)

    def _plain(self, text: str) -> str:
        text = text.replace("\r\n", "\n").strip()
        if self._options.keep_markup or "<" not in text:
            return text
        from mtqa.documents import plain_text

        try:
            return plain_text(text)
        except MtqaError:
            return text

    def _built(self, n_texts: int) -> tuple[Corpus, ...]:
        if not self._counts:
            told = f"{n_texts:,} texts with language tags" if n_texts else "no text with a language tag"
            raise MtqaError(
                f"no text is marked as machine-translated; there are {told}"
                if n_texts
                else "there is no text with a language tag in this file",
                "A mark is a language tag such as de-t-en-t0-mtec (RFC 6497).",
                path=self._path,
            )
        self._wanted.check((pair.target for pair in self._counts), self._path)
        if not self._builders:
            raise MtqaError(
                "no machine translation could be put beside its original",
                " ".join(warning for pair in self._counts for warning in self._warnings(pair))[:600],
                path=self._path,
            )
        by_name = sorted(self._builders.items(), key=lambda item: str(item[0]))
        return tuple(self._corpus(pair, builder) for pair, builder in by_name)

    def _corpus(self, pair: LanguagePair, builder: CorpusBuilder) -> Corpus:
        names = [label.removeprefix(HYPOTHESIS) for label in builder.labels if label.startswith(HYPOTHESIS)]
        origins = {name: Origin(service=name) for name in names}
        notes = (_OF_REFERENCES,) if f"{REFERENCE}A" in builder.labels else ()
        return builder.build(default_roles(sorted(names)), origins, notes=notes, warnings=self._warnings(pair))

    def _warnings(self, pair: LanguagePair) -> list[str]:
        count = self._counts[pair]
        told = []
        if count["unclear"]:
            told.append(
                f"{count['unclear']:,} machine translations ({pair}) stand beside several originals of the same"
                " property, and which belong together is not said: they were left out."
            )
        if count["without"]:
            told.append(
                f"{count['without']:,} machine translations ({pair}) have no original in the language that they name,"
                " and were left out."
            )
        return told
