"""By which check was a finding found? A digest of each check: its code, the data that it reads, and its options.

Two runs' findings can be compared where the digests are the same. A digest says nothing of versions, folders, times or
machines; what lies outside of mtqa (Python, a library, a model) is not in it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path

from mtqa.evaluation import Chosen
from mtqa.languages import Language

__all__ = ["check_fingerprint"]

_IMPORT = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"'\n]{1,80})["']""")
_TYPES = frozenset({"contracts", "corpus", "errors", "exports", "progress", "results"})
"""Folders and modules of mtqa from which a check takes only the types that it speaks in."""
_COMMON = "mtqa.evaluation.one_cause"
"""What is done with the findings of every check."""
_SIZE = 8


def check_fingerprint(chosen: Chosen, target: Language) -> str:
    """A digest of a check as it is configured: the same for the same code, data and options, wherever it runs.

    How severe its findings are taken to be is no part of it: that says nothing about what is found.

    Args:
        chosen: The check and its options.
        target: The target language, which may have options of its own.
    """
    digest = hashlib.blake2b(digest_size=_SIZE)
    form = chosen.check.options
    options = chosen.options_for(target)
    settled = form() if options is None and form is not None else options
    for part in (_code(chosen.check.function.__module__), _code(_COMMON), *_told(settled)):
        digest.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _told(value: object) -> Iterator[str]:
    """An option's value, piece by piece: the content of a file that it names, not its place."""
    if isinstance(value, Path):
        yield _content(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield field.name
            yield from _told(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in sorted(value.items(), key=lambda pair: str(pair[0])):
            yield str(key)
            yield from _told(item)
    elif isinstance(value, (tuple, list)):
        yield str(len(value))
        for item in value:
            yield from _told(item)
    else:
        yield repr(value)


def _content(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=_SIZE).hexdigest() if path.is_file() else path.name


@lru_cache(maxsize=256)
def _code(name: str) -> str:
    """A digest of a module, of the modules that it builds on, and of the data that lie beside them."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    modules = _built_on(name)
    for module in sorted(modules):
        digest.update(f"{module}\n{_source(module) or _version(module)}\n".encode("utf-8", "surrogatepass"))
    for path in sorted({path for module in modules for path in _data(module)}):
        digest.update(f"{path.name}\n".encode() + _text_digest(path))
    return digest.hexdigest()


def _built_on(name: str) -> set[str]:
    """The module itself, what it takes from its own folder, directly or not, and where its other tools live."""
    family = name.rpartition(".")[0]
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in reached:
            continue
        reached.add(module)
        if module.rpartition(".")[0] == family:
            waiting += _imported(module, family)
    return reached


def _imported(module: str, family: str) -> Iterator[str]:
    """The modules of the same folder, and of mtqa, that a module takes something from."""
    for folder, names in _IMPORT.findall(_source(module)):
        parts = folder.split(".")
        if folder == family:
            yield from (f"{folder}.{name}" for name in _names(names) if _source(f"{folder}.{name}"))
        elif folder.rpartition(".")[0] == family:
            yield folder
        elif parts[0] == "mtqa" and len(parts) > 1 and parts[1] not in _TYPES:
            yield from (_home(folder, name) for name in _names(names))


def _names(text: str) -> list[str]:
    return [part.split()[0] for part in text.strip("() \n").split(",") if part.strip()]


def _home(folder: str, name: str) -> str:
    """The module in which a name lives that a folder hands out."""
    value = getattr(importlib.import_module(folder), name, None)
    home = getattr(value, "__module__", None) or type(value).__module__
    return home if isinstance(home, str) and home.startswith("mtqa.") else folder


@lru_cache(maxsize=1024)
def _source(module: str) -> str:
    """A module's text, or "" where there is none; line ends do not matter."""
    path = _file(module)
    if path is None or path.suffix != ".py" or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace")


def _file(module: str) -> Path | None:
    loaded = sys.modules.get(module)
    if loaded is None:
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, ValueError, AttributeError):
            return None
        return Path(spec.origin) if spec is not None and spec.origin else None
    file = getattr(loaded, "__file__", None)
    return Path(file) if file else None


@lru_cache(maxsize=1024)
def _data(module: str) -> tuple[Path, ...]:
    """The files beside a module that it names, and those in folders beside it that it names."""
    path = _file(module)
    beside = {} if path is None else {one.name: one for one in path.parent.iterdir() if one.suffix != ".py"}
    named = [beside[quoted] for quoted in set(_QUOTED.findall(_source(module))) if quoted in beside]
    inside = [one for place in named if place.is_dir() for one in place.rglob("*")]
    return tuple(one for one in (*named, *inside) if one.is_file() and one.suffix not in (".py", ".pyc"))


@lru_cache(maxsize=1024)
def _text_digest(path: Path) -> bytes:
    """Of a file's content; line ends do not matter."""
    return hashlib.blake2b(path.read_bytes().replace(b"\r\n", b"\n"), digest_size=_SIZE).digest()


def _version(module: str) -> str:
    """What stands for a module without a text: the version of the package that brings it."""
    from importlib.metadata import packages_distributions, version

    return ", ".join(sorted(version(name) for name in packages_distributions().get(module.partition(".")[0], ())))
