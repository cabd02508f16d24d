"""Specs (`chrf(word_order=2)`) and the registries that find plug-ins.

A plug-in is one module in its folder (`mtqa/metrics/`, `mtqa/checks/`, ...) that registers itself with a decorator;
there is no list to edit. Another package adds its own through an entry point in the group `mtqa.<kind>`
(`mtqa.metrics`, ...) that names a module of the same form. Modules whose name begins with an underscore, and packages,
are not plug-ins.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import keyword
import pkgutil
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from mtqa.contracts.entry_points import may_be_brought
from mtqa.errors import BrokenPluginError, MtqaError, MtqaWarning, those_known

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ClassRegistry", "Registry", "Spec", "first_option", "parse_spec"]


FIRST = ""
"""Under this name stands the value that was given without one; it belongs to the plug-in's first option."""


@dataclass(frozen=True)
class Spec:
    """A plug-in and its options as people write them: `chrf(word_order=2)`. Prints back the way it is read."""

    name: str
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        if not self.options:
            return self.name
        first = [repr(self.options[FIRST])] if FIRST in self.options else []
        named = [f"{key}={value!r}" for key, value in self.options.items() if key != FIRST]
        return f"{self.name}({', '.join([*first, *named])})"


def parse_spec(text: str) -> Spec:
    """Read `name` or `name(value, option=value, ...)`; values are Python literals, or bare words and
    paths (`en-GB`, `/models/a`, `http://localhost:8080/v1`) for strings.

    A value without a name, which may only come first, is the plug-in's first option.

    Raises:
        MtqaError: when `text` has another form.
    """
    name = text.strip()
    if name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
        return Spec(name)
    try:
        node = ast.parse(re.sub(_BARE_WORD, _quoted, name), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(text) from None
    if isinstance(node, ast.Name):
        return Spec(node.id)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) > 1:
        raise _unreadable(text)
    given = [(FIRST, value) for value in node.args] + [(one.arg, one.value) for one in node.keywords]
    options: dict[str, Any] = {}
    for option, value in given:
        if option is None or option in options:
            raise _unreadable(text)
        if isinstance(value, ast.Name):
            options[option] = {"true": True, "false": False}.get(value.id, value.id)
            continue
        try:
            options[option] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            raise _unreadable(text) from None
    return Spec(node.func.id, options)


def _unreadable(text: str) -> MtqaError:
    return MtqaError(f"'{text}' cannot be read as a name with options", "Write it like chrf or chrf(word_order=2).")


_PATH = r"(?:~?/|\.\.?/)"
_BARE_WORD = rf"""'[^']*'|"[^"]*"|(?:(?<==)|(?<=\()(?=\s*{_PATH}))\s*((?:{_PATH}|[A-Za-z])[\w./+:@%-]*)\s*(?=[,)])"""
"""A text in quotes, or a word or path without them as the value of an option; without the option's name only a path."""


def _quoted(match: re.Match[str]) -> str:
    word = match[1]
    return match[0] if word is None or word.isidentifier() else repr(word)


P = TypeVar("P")


class Registry(Generic[P]):
    """The plug-ins of one kind, found when first asked for.

    Args:
        kind: What they are, in the plural: `metrics`. Plug-ins live in `mtqa.<kind>`, which also names the entry-point
            group.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._members: dict[str, P] = {}
        self._broken: dict[str, str] = {}
        self._loaded = False
        self._looked_for: set[str] = set()

    @property
    def singular(self) -> str:
        """`metric` of `metrics`."""
        return self.kind.removesuffix("s")

    def add(self, name: str, member: P) -> None:
        """Register a plug-in.

        Raises:
            MtqaError: when the name is taken by something else.
        """
        known = self._members.get(name)
        if known is not None and _place(known) != _place(member):
            raise MtqaError(f"two {self.kind} are named '{name}': {_place(known)} and {_place(member)}")
        self._members[name] = member

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        package = importlib.import_module(f"mtqa.{self.kind}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg and not module.name.startswith("_"):
                importlib.import_module(f"{package.__name__}.{module.name}")
        from importlib.metadata import entry_points

        for entry in entry_points(group=f"mtqa.{self.kind}"):
            self._load_entry(entry)

    def _load_own(self, name: str) -> None:
        """Load the module of mtqa's own that is called like a name, or like its beginning (`chrf++`), if there is one.

        So that what is used often is there without all others, which take ten times as long. Where other packages bring
        some of the kind, all are loaded, for one that is broken or takes a name of mtqa's is to be told of.
        """
        if not self._loaded and may_be_brought(self.kind):
            self._load()
        letters = re.match(r"[a-z][a-z0-9_]*", name.casefold())
        if self._loaded or letters is None or letters[0] in self._looked_for:
            return
        self._looked_for.add(letters[0])
        package = importlib.import_module(f"mtqa.{self.kind}")
        if any(Path(folder, f"{letters[0]}.py").is_file() for folder in package.__path__):
            importlib.import_module(f"{package.__name__}.{letters[0]}")

    def _load_entry(self, entry: EntryPoint) -> None:
        """Load another package's plug-in. Whatever is wrong with it costs a warning, and its own use only."""
        try:
            entry.load()
        except (Exception, SystemExit) as error:
            package = entry.dist.name if entry.dist is not None else entry.value
            self._broken[entry.name] = (
                f"the {self.singular} plug-in '{entry.name}' of the package {package} ({entry.value}) cannot be loaded:"
                f" {type(error).__name__}: {error}"
            )
            warnings.warn(MtqaWarning(f"{self._broken[entry.name]}. All else works."), stacklevel=2)

    def names(self) -> tuple[str, ...]:
        """All names, in alphabetical order."""
        self._load()
        return tuple(sorted(self._members))

    def get(self, name: str) -> P:
        """The plug-in with this name.

        Raises:
            MtqaError: when there is none; the message lists those that there are.
        """
        self._load_own(name)
        if name in self._members:
            return self._members[name]
        self._load()
        if name in self._members:
            return self._members[name]
        if name in self._broken:
            raise BrokenPluginError(self._broken[name], "Mend or uninstall the package that brings it.")
        hints = [
            those_known(name, self.names()),
            *(f"And {broken}." for broken in self._broken.values()),
        ]
        raise MtqaError(f"there is no {self.singular} named '{name}'", " ".join(hints))


def _place(member: object) -> str:
    target = getattr(member, "function", member)
    return f"{getattr(target, '__module__', '?')}.{getattr(target, '__qualname__', '?')}"


C = TypeVar("C")


class ClassRegistry(Registry[type[C]]):
    """A registry of classes; `@registry.register` above a class adds it under its `name`.

    Args:
        kind: As of `Registry`.
        base: The contract, which every class derives from.
    """

    def __init__(self, kind: str, base: type) -> None:
        super().__init__(kind)
        self.base = base

    def register(self, cls: type[C]) -> type[C]:
        """Class decorator.

        Raises:
            TypeError: when the class does not derive from the contract, is no dataclass, or lacks a name or summary.
        """
        if not issubclass(cls, self.base):
            raise TypeError(f"{cls.__qualname__} must derive from mtqa.contracts.{self.base.__name__}")
        if not dataclasses.is_dataclass(cls):
            raise TypeError(f"{cls.__qualname__} must be a dataclass: its fields are its options")
        for attribute in ("name", "summary"):
            if not isinstance(getattr(cls, attribute, None), str):
                raise TypeError(f"{cls.__qualname__} declares no {attribute}")
        self.add(cls.name, cls)  # type: ignore[attr-defined]
        return cls

    def canonical(self, spec: str) -> str:
        """A spec with the plug-in's own name, where it was written as the field writes it: `chrF++`, `BLEU`.

        A class may list such names in its attribute `aliases`, each with the spec that it stands for.

        Raises:
            MtqaError: when an option is given that the other name already stands for.
        """
        name, bracket, rest = spec.strip().partition("(")
        meant = self._meant(name.strip())
        if meant == name:
            return spec
        if not bracket:
            return meant
        fixed, given = parse_spec(meant), parse_spec(f"x({rest}")
        if fixed.options.keys() & given.options.keys():
            raise MtqaError(f"'{name}' stands for {meant}, which '{spec}' contradicts", f"Write {fixed.name}(...).")
        return str(Spec(fixed.name, {**given.options, **fixed.options}))

    def _meant(self, name: str) -> str:
        """What a name stands for: itself, one with other letter case, or an alias."""
        self._load_own(name)
        known = self._known(name)
        if known is None:
            self._load()
            known = self._known(name)
        return name if known is None else known

    def _known(self, name: str) -> str | None:
        """What a name stands for, by the plug-ins that are loaded; None where none of them has it."""
        folded = name.casefold()
        if name in self._members or name in self._broken:
            return name
        if folded in self._members:
            return folded
        found = (getattr(member, "aliases", {}).get(folded) for member in self._members.values())
        return next((meant for meant in found if meant), None)

    def create(self, spec: str) -> C:
        """Build a plug-in from its spec.

        Raises:
            MtqaError: when the name or an option is not known, or an option has a wrong value.
        """
        spec = self.canonical(spec)
        parsed = parse_spec(spec)
        cls = self.get(parsed.name)
        options = [f.name for f in dataclasses.fields(cls) if f.init]  # type: ignore[arg-type]
        given = dict(parsed.options)
        first = first_option(cls)
        if FIRST in given and first:
            if first in given:
                raise MtqaError(f"'{spec}' gives the option '{first}' twice")
            given = {first: given.pop(FIRST), **given}
        for option in given:
            if option not in options:
                listed = those_known(option, options, "It has") if options else "It has no options."
                raise MtqaError(f"the {self.singular} '{parsed.name}' has no option '{option}'", listed)
        hints = get_type_hints(cls) if given else {}
        for option, value in given.items():
            if not _fits(value, hints.get(option, Any)):
                raise MtqaError(
                    f"the option '{option}' of the {self.singular} '{parsed.name}' cannot be {value!r}",
                    f"It must be {_in_words(hints[option])}.",
                )
        try:
            return cls(**given)
        except (TypeError, ValueError) as error:
            raise MtqaError(f"'{spec}': {error}") from error


def first_option(cls: type) -> str:
    """The option of a plug-in that a value without a name belongs to; "" where it has none."""
    return next((f.name for f in dataclasses.fields(cls) if f.init and not f.kw_only), "")


_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", type(None): "None"}


def _fits(value: object, hint: Any) -> bool:
    """Whether a literal may be the value of an option; only simple types are looked at."""
    kinds = get_args(hint) if isinstance(hint, UnionType) or get_origin(hint) is Union else (hint,)
    if any(kind not in _WORDS for kind in kinds):
        return True
    if isinstance(value, bool):
        return bool in kinds
    return any(isinstance(value, (int, float) if kind is float else kind) for kind in kinds)


def _in_words(hint: Any) -> str:
    return " or ".join(_WORDS[kind] for kind in (get_args(hint) or (hint,)))
