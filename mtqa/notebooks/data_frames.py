"""Results as data frames of pandas, which is loaded when the first is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import pandas

__all__ = ["columns_of", "data_frame"]


def columns_of(items: Sequence[object], **attributes: str) -> dict[str, list[object]]:
    """A column for each attribute of some things, one row for each thing.

    Args:
        items: What the rows are about.
        attributes: By the name of the column, the attribute: `value`, or `interval.low`, which is None where there is
            no interval.
    """

    def value(item: object, path: str) -> object:
        return reduce(lambda found, name: None if found is None else getattr(found, name), path.split("."), item)

    return {column: [value(item, path) for item in items] for column, path in attributes.items()}


def data_frame(columns: Mapping[str, Sequence[object]]) -> pandas.DataFrame:
    """A data frame of pandas.

    Raises:
        MtqaError: when pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise MtqaError("a data frame needs the package pandas", "Install it with: pip install pandas") from None
    return pandas.DataFrame(dict(columns))
