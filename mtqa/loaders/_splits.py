"""Which part of a dataset is evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mtqa.errors import MtqaError

__all__ = ["choose_split", "split_of_file"]

_PREFERRED = ("test", "devtest", "validation", "valid", "dev")
_SHARD = re.compile(r"[-_.]\d{4,}(?:-of-\d+)?(?:-[0-9a-f]+)?$")


def split_of_file(name: str) -> str:
    """The split that a data file belongs to: `test` of `test-00000-of-00001.parquet`."""
    return _SHARD.sub("", Path(name).stem)


def choose_split(splits: Sequence[str], wanted: str, path: Path | str) -> str:
    """The split that was asked for; without a wish the test set, else the validation set, else the only one.

    Raises:
        MtqaError: naming the splits that there are.
    """
    listed = ", ".join(splits[:40]) or "none"
    if wanted:
        if wanted not in splits:
            raise MtqaError(f"there is no split '{wanted}'", f"There are: {listed}.", path=path)
        return wanted
    for split in _PREFERRED:
        if split in splits:
            return split
    if len(splits) != 1:
        raise MtqaError(
            f"the dataset has several splits ({listed})", 'Name one: --loader "dataset(split=NAME)".', path=path
        )
    return splits[0]
