"""How many threads may compute at once with NumPy."""

from __future__ import annotations

import os
import sys
from functools import cache

__all__ = ["threads_beside_each_other"]

_OPENBLAS, _OPENMP = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"


@cache
def threads_beside_each_other() -> int:
    """Threads that are worth being started to multiply matrices side by side, each by itself.

    OpenBLAS, which NumPy brings, shares out every single product to threads that wait for each other by spinning: where
    another program wants the cores, too, ten times the work comes of it. So it is told to leave each product to one
    thread, which it only hears while NumPy is loaded for the first time, and whole batches are shared out instead.

    Returns:
        As many as OMP_NUM_THREADS or OPENBLAS_NUM_THREADS say, else one for each core of this process. 1 where NumPy
        was loaded before, or multiplies by something else: then it has threads of its own.
    """
    if "numpy" in sys.modules:
        return 1
    before = os.environ.get(_OPENBLAS)
    wanted = os.environ.get(_OPENMP) or before or ""
    os.environ[_OPENBLAS] = "1"
    try:
        import numpy as np
    finally:
        if before is None:
            del os.environ[_OPENBLAS]
        else:
            os.environ[_OPENBLAS] = before
    if "openblas" not in str(np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]).lower():
        return 1
    return max(1, min(int(wanted), _cores())) if wanted.isdigit() else _cores()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
