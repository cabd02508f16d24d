"""What a file may ask for: no program, no folder of a model and nothing of the hub, unless the user says so.

A policy, a `corpus.toml`, an `mtqa.toml` and a profile are data, and often a stranger's. Plug-ins say by `demands` what
their options mean for this machine; whoever reads such a file puts what it names to `admit`, before it is used. What is
named on the command line or by a program is the user's own choice and is not put to it.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from mtqa.contracts.consent import Consent
from mtqa.errors import MtqaError

__all__ = ["PROGRAMS_OPTION", "Demand", "Trust", "admit", "current_consent", "demands_of", "trusting"]

PROGRAMS_OPTION = "--run-programs"


@dataclass(frozen=True)
class Demand:
    """Something that reaches beyond mtqa and the texts.

    Attributes:
        what: In words, after "it": `runs the program './x.py'`, `loads the model folder './m'`.
        program: Whether code is run; everything else only loads or downloads data.
        download: Whether the hub is reached, which is asked about also where the user has named it.
    """

    what: str
    program: bool = False
    download: bool = False

    @classmethod
    def of_model(cls, *had: str) -> tuple[Demand, ...]:
        """What `mtqa.models.how_it_is_had` says of models, each; nothing of those that are there."""
        return tuple(cls(how, download=how.startswith("downloads")) for how in had if how)


def _refuse(message: str) -> None:
    raise MtqaError(message, "Say --yes to agree.")


@dataclass(frozen=True)
class Trust:
    """What files may ask for; by default nothing.

    Attributes:
        consent: Asked before the folder of a model is loaded or the hub is reached.
        programs: Whether programs that a file names may be run.
    """

    consent: Consent = _refuse
    programs: bool = False


_current: ContextVar[Trust] = ContextVar("mtqa_trust", default=Trust())  # noqa: B039 - it is frozen


@contextmanager
def trusting(trust: Trust) -> Iterator[None]:
    """Read files with this trust, as long as the context lasts; other threads have none of it."""
    token = _current.set(trust)
    try:
        yield
    finally:
        _current.reset(token)


def current_consent() -> Consent:
    """Whom to ask before something is sent or paid of which only the work itself shows how much it is.

    Without `trusting` nobody has agreed to anything, and what is asked about is refused.
    """
    return _current.get().consent


def demands_of(plugin: object) -> tuple[Demand, ...]:
    """What a plug-in, or the options of a check, will do beyond reading texts: what its method `demands` says, and the
    loading of every other file or folder that an option names."""
    say = getattr(plugin, "demands", None)
    said: tuple[Demand, ...] = () if say is None else tuple(say())
    told = " ".join(demand.what for demand in said)
    options = dataclasses.fields(plugin) if dataclasses.is_dataclass(plugin) else ()
    given = [(field, getattr(plugin, field.name)) for field in options]
    return said + tuple(
        Demand(f"loads '{value}'")
        for field, value in given
        if isinstance(value, str) and value != field.default and f"'{value}'" not in told and _is_place(value)
    )


def _is_place(value: str) -> bool:
    """Whether a value is the path of something that is there; a bare word only where it names a folder."""
    path = os.path.expanduser(value)
    return os.path.isdir(path) or (any(sign in value for sign in "/\\~") and os.path.lexists(path))


def admit(demands: Sequence[Demand], named: str, path: Path, line: int | None = None) -> None:
    """Let a file use what it names, or refuse.

    Args:
        demands: What that will do.
        named: What the file names, for the message: `the metric 'comet'`.
        path: The file.
        line: Where in it; None where that is not known.

    Raises:
        MtqaError: naming the file and the option that would allow it, when the user does not.
    """
    trust = _current.get()
    for demand in demands:
        message = f"{named} {demand.what}; a file alone does not decide that."
        if not demand.program:
            try:
                trust.consent(message)
            except MtqaError as error:
                raise MtqaError(error.message, error.hint, path=path, line=line) from None
        elif not trust.programs:
            hint = f"If you know the program and trust it, say {PROGRAMS_OPTION}."
            raise MtqaError(message, hint, path=path, line=line)
