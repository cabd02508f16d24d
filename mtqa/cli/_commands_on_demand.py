"""Commands whose modules are imported only when they are asked for, so that the list of them appears at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer import _click as click

__all__ = ["CommandsInFull", "CommandsOnDemand"]


class _OnDemand(MutableMapping[str, "click.Command"]):
    """The commands by name; each is imported when it is looked up for the first time."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self._made: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._made:
            module, _, attribute = self._places[name].partition(":")
            self._made[name] = typer.main.get_command(getattr(import_module(module), attribute))
            self._made[name].name = name
        return self._made[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._places.setdefault(name, "")
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class CommandsInFull(TyperGroup):
    """A group whose list of commands shows the whole first paragraph of each one's help."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.line(name)) for name in self.commands])

    def line(self, name: str) -> str:
        """What the list says of a command."""
        return " ".join((self.commands[name].help or "").partition("\n\n")[0].split())


class CommandsOnDemand(CommandsInFull):
    """A group that lists its commands without importing them; subclasses say where they are, and a line for each."""

    places: ClassVar[Mapping[str, str]] = {}
    """Names of commands to where each is, as `module:attribute`, a `typer.Typer`."""
    lines: ClassVar[Mapping[str, str]] = {}
    """Names of commands to what their help begins with."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _OnDemand(self.places)

    def line(self, name: str) -> str:
        """What the list says of a command, which is not imported for it."""
        return self.lines[name]
