"""Values that are computed when somebody looks at them: the scores of segments, which most do not ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

__all__ = ["LaterValues"]


class LaterValues(Sequence[float | None]):
    """Numbers that are computed once, when they are first needed.

    Args:
        compute: Gives them.
    """

    def __init__(self, compute: Callable[[], Sequence[float | None]]) -> None:
        self._compute: Callable[[], Sequence[float | None]] | None = compute
        self._values: Sequence[float | None] = ()

    def _all(self) -> Sequence[float | None]:
        if self._compute is not None:
            self._values = tuple(self._compute())
            self._compute = None  # and with it the texts
        return self._values

    @overload
    def __getitem__(self, index: int) -> float | None: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[float | None]: ...

    def __getitem__(self, index: int | slice) -> float | Sequence[float | None] | None:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[float | None]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)
