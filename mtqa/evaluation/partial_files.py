"""Partial results in files: written by a part of a run, read when all parts are there, refused when they differ.

Such a file is read on another machine than it was written on, and may be a stranger's: its header is JSON, everything
else numbers, and what it names is looked at before it is used.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.errors import MtqaError
from mtqa.evaluation.part_of_whole import PartOf
from mtqa.files import read_arrays, write_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PartialResult", "read_partials", "write_partial"]

_KIND = "mtqa/partial/1"
_SHOWN = 60
_RAN_ELSEWHERE = "Parts of one run have the same options, texts and versions of mtqa."
_NAMED = 8


@dataclass(frozen=True)
class PartialResult:
    """What one part of a run found.

    Attributes:
        command: `score` or `evaluate`.
        part: Which part.
        common: What all parts of the run have in common, as JSON types.
        own: What is of this part alone, likewise.
        arrays: Numbers, by name.
        path: Where it was read from, for messages.
    """

    command: str
    part: PartOf
    common: Mapping[str, Any]
    own: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    path: Path = Path()

    def array(self, name: str, shape: Sequence[int | None]) -> NDArray[Any]:
        """The numbers of this name, of this shape; None stands for any size.

        Raises:
            MtqaError: when there are none, or they have another shape.
        """
        found = self.arrays.get(name)
        if found is None or found.ndim != len(shape):
            raise self.damaged(f"it has no {name}")
        if any(wanted is not None and size != wanted for size, wanted in zip(found.shape, shape, strict=True)):
            raise self.damaged(f"{name} has the shape {found.shape}")
        return found

    def damaged(self, what: str) -> MtqaError:
        """The complaint that the file is not what it says."""
        return MtqaError(f"the partial result is damaged: {what}", "Run its part again.", path=self.path)


def versions_now() -> dict[str, str]:
    """The versions that numbers depend on, of mtqa and of what it reckons with."""
    found = {}
    for package in ("mtqa", "sacrebleu", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found


def write_partial(path: Path, result: PartialResult) -> None:
    """Write a partial result, whole or not at all.

    Raises:
        MtqaError: when the file cannot be written.
    """
    header = {
        "command": result.command,
        "part": str(result.part),
        "python": platform.python_version(),
        "common": {"versions": versions_now(), **result.common},
        "own": result.own,
    }
    write_arrays(path, _KIND, header, result.arrays)


def read_partials(paths: Sequence[Path]) -> list[PartialResult]:
    """All parts of one run, in order.

    Raises:
        MtqaError: when a file is damaged, a part is missing or there twice, or files are not of one run.
    """
    results = [_read(path) for path in paths]
    first = results[0]
    for other in results[1:]:
        _check_same_run(first, other)
    by_number: dict[int, PartialResult] = {}
    for result in results:
        earlier = by_number.setdefault(result.part.number, result)
        if earlier is not result:
            raise MtqaError(
                f"this is part {result.part}, and so is {earlier.path}", "Name each once.", path=result.path
            )
    missing = [f"{n}/{first.part.n_parts}" for n in range(1, first.part.n_parts + 1) if n not in by_number]
    if missing:
        shown = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        raise MtqaError(
            f"{len(missing)} of {first.part.n_parts} parts {'is' if len(missing) == 1 else 'are'} missing: {shown}",
            "Name the partial results of all parts; run those that failed again.",
        )
    if first.common["versions"] != versions_now():
        here = ", ".join(f"{name} {number}" for name, number in versions_now().items())
        there = ", ".join(f"{name} {number}" for name, number in first.common["versions"].items())
        raise MtqaError(
            f"the parts were made with {there}, and here is {here}",
            "Merge them where the same versions are installed.",
            path=first.path,
        )
    return [by_number[number] for number in sorted(by_number)]


def _read(path: Path) -> PartialResult:
    header, arrays = read_arrays(path, _KIND)
    try:
        common, own, command = header["common"], header["own"], header["command"]
        is_right = isinstance(common, dict) and isinstance(own, dict) and command in ("score", "evaluate")
        if not is_right or not all(isinstance(number, str) for number in common["versions"].values()):
            raise TypeError("its header has another form")
        return PartialResult(command, PartOf.parsed(header["part"]), common, own, arrays, path)
    except (KeyError, TypeError, AttributeError, MtqaError) as error:
        raise MtqaError(f"the partial result is damaged: {error}", "Run its part again.", path=path) from None


def _check_same_run(first: PartialResult, other: PartialResult) -> None:
    told = [
        ("command", first.command, other.command),
        ("number of parts", first.part.n_parts, other.part.n_parts),
        *((name, first.common.get(name), other.common.get(name)) for name in {**first.common, **other.common}),
    ]
    for name, one, another in told:
        if one != another:
            place, this, that = _first_difference(name, one, another)
            raise MtqaError(
                f"this is a part of another run than {first.path}: {place} is {_shown(that)} here, and {_shown(this)}"
                " there",
                _RAN_ELSEWHERE,
                path=other.path,
            )


def _first_difference(name: str, one: Any, another: Any) -> tuple[str, object, object]:
    """Where two values differ, and what stands there."""
    if isinstance(one, dict) and isinstance(another, dict):
        key = next(key for key in {**one, **another} if one.get(key) != another.get(key))
        of = one.get("name", name) if name == "files" else name
        return _first_difference(f"{key.replace('_', ' ')} of {of}", one.get(key), another.get(key))
    if isinstance(one, list) and isinstance(another, list) and len(one) == len(another):
        return next(_first_difference(name, *both) for both in zip(one, another, strict=True) if both[0] != both[1])
    return name.replace("_", " "), one, another


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
