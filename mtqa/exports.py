"""How a folder says what other folders may take from it: names that are imported when they are first used.

The `__init__` of a folder lists each name twice, once for people and type checkers and once for Python; that both lists
agree is tested. Nothing is loaded but the module that holds the name that is taken, so commands start fast.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

__all__ = ["exporting"]


def exporting(folder: str, **modules: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` (PEP 562) of a package that hands out names of its modules.

    Args:
        folder: The package's `__name__`.
        modules: By module of the package, the names that it offers, separated by spaces. No name may be that of a
            module of the package.
    """
    homes = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module '{folder}' has no attribute '{name}'")
        return getattr(importlib.import_module(f"{folder}.{homes[name]}"), name)

    return find, lambda: sorted(homes)
