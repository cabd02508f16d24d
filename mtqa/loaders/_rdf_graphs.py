"""Turtle, TriG, RDF/XML and JSON-LD, read by rdflib; nothing outside the file is opened, and no entity expanded."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.files import XmlReader, check_segment, decode_text, parse_json, read_chunks
from mtqa.loaders._rdf_lines import TaggedLiteral

__all__ = ["read_graph"]

_MOST_BYTES = 256 * 1024 * 1024
_BASE = "file:///"
_CONTEXTS = ("@context", "@import")


def read_graph(path: Path, syntax: str, add: Callable[[TaggedLiteral], None]) -> None:
    """Read the texts with language tags.

    Args:
        path: The file.
        syntax: What rdflib calls its syntax: `turtle`, `trig`, `xml`, `json-ld`.
        add: Takes each of them.

    Raises:
        MtqaError: when rdflib is missing, the file is too big or broken, declares entities, or relies on something that
            would have to be fetched.
    """
    data = _read(path)
    if syntax == "xml":
        for _ in _Checked(path, data):
            pass
    elif syntax == "json-ld":
        data = _without_remote_contexts(data, path)
    else:
        decode_text(data, path)
    _parse(data, path, syntax, add)


def _read(path: Path) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in read_chunks(path):
        chunks.append(chunk)
        size += len(chunk)
        if size > _MOST_BYTES:
            raise MtqaError(
                f"the file has more than {_MOST_BYTES >> 20} MiB, too many for this syntax",
                "Convert it to N-Triples, of which files of any size are read.",
                path=path,
            )
    return b"".join(chunks)


class _Checked(XmlReader[None]):
    """Looks at the whole of an RDF/XML file first: it refuses what attacks readers of XML."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)

    def end(self, name: str) -> None:
        self.check_depth(-1)


def _without_remote_contexts(data: bytes, path: Path) -> bytes:
    """The JSON again, once it is sure that no context has to be fetched."""
    try:
        content = parse_json(decode_text(data, path))
    except json.JSONDecodeError as error:
        raise MtqaError(
            f"this is not JSON: {error.msg}", "Is the file cut off?", path=path, line=error.lineno
        ) from None
    except ValueError as error:
        raise MtqaError(f"this is not JSON: {str(error)[:120]}", path=path) from None
    except RecursionError:
        raise MtqaError("this is nested too deeply", path=path) from None
    for name, value in _members(content):
        addresses = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
        if name in _CONTEXTS and addresses:
            raise MtqaError(
                f"the context {addresses[0][:200]} would have to be fetched, which is not done",
                "Export the file with its context inside, or as N-Triples.",
                path=path,
            )
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def _members(content: Any) -> Iterator[tuple[str, Any]]:
    todo = [content]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield from value.items()
            todo += value.values()
        elif isinstance(value, list):
            todo += value


def _parse(data: bytes, path: Path, syntax: str, add: Callable[[TaggedLiteral], None]) -> None:
    try:
        import rdflib
    except ImportError:
        raise MissingDependencyError("rdflib", "rdf", f"reading {path.name}") from None
    with _silence():
        try:
            rdflib.Dataset(store=_store(path, add)).parse(data=data, format=syntax, publicID=_BASE)
        except MtqaError:
            raise
        except RecursionError:
            raise MtqaError("this is nested too deeply", path=path) from None
        except Exception as error:
            # rdflib lets through whatever its parsers stumble over.
            line = getattr(error, "lines", None)
            reason = " ".join(str(error).split())[:160] or type(error).__name__
            at = line + 1 if isinstance(line, int) else None
            raise MtqaError(
                f"this is not {_NAMES[syntax]}: {reason}",
                "Is the file cut off, or in another syntax?",
                path=path,
                line=at,
            ) from None


def _store(path: Path, add: Callable[[TaggedLiteral], None]) -> Any:
    """What rdflib takes for a store of statements: it keeps none, and hands the texts on."""
    import rdflib
    from rdflib.store import Store

    names: dict[Any, str] = {}

    class Texts(Store):  # type: ignore[misc]
        context_aware = True
        graph_aware = True

        def add(self, triple: tuple[Any, Any, Any], context: Any, quoted: bool = False) -> None:
            subject, predicate, value = triple
            if isinstance(value, rdflib.Literal) and value.language:
                text = str(value)
                check_segment(text, path)
                if isinstance(subject, rdflib.BNode):
                    # rdflib names blank nodes at random.
                    named = names.setdefault(subject, f"_:b{len(names) + 1}")
                else:
                    named = str(subject)
                add(TaggedLiteral(named, str(predicate), value.language, text, 0))

        def triples(self, *_: Any, **__: Any) -> Iterator[Any]:
            return iter(())

        def __len__(self, context: Any = None) -> int:
            return 0

        def contexts(self, triple: Any = None) -> Iterator[Any]:
            return iter(())

        def add_graph(self, graph: Any) -> None:
            del graph

        def bind(self, *_: Any, **__: Any) -> None:
            pass

        def namespace(self, prefix: str) -> None:
            del prefix

        def prefix(self, namespace: Any) -> None:
            del namespace

        def namespaces(self) -> Iterator[Any]:
            return iter(())

    return Texts()


_NAMES = {"turtle": "Turtle", "trig": "TriG", "xml": "RDF/XML", "json-ld": "JSON-LD"}


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what rdflib says of odd values, and of its own future, from the terminal."""
    logger = logging.getLogger("rdflib")
    handler, propagate = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
