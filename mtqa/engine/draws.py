"""Random draws of segments, block by block: the stream of `numpy.random.Generator`, counted in C where possible."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtqa.engine import native
from mtqa.engine.signatures import installed_version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["all_signs", "blocks_of_counts", "blocks_of_signs", "is_same_stream"]

_KNOWN = frozenset(f"2.{minor}" for minor in range(5))
"""Versions of NumPy whose draws have been compared with the extension's."""
_COUNTS_AT_ONCE = 1 << 25
_NUMBERS_AT_ONCE = 1 << 22


def blocks_of_counts(
    generator: np.random.Generator, n_samples: int, n_segments: int
) -> Iterator[tuple[int, NDArray[np.uint8] | NDArray[np.int64]]]:
    """How often each segment is in each bootstrap resample; a resample has as many draws as there are segments.

    The draws are those of one call `generator.choice(n_segments, size=(n_samples, n_segments))`.

    Yields:
        Number of the block's first resample, and counts of shape (resamples in the block, segments). They are good
        until the next block but one is drawn over them.
    """
    if is_same_stream():
        yield from _counted_natively(generator, n_samples, n_segments)
    else:
        yield from _counted_by_numpy(generator, 0, n_samples, n_segments)


def _counted_by_numpy(
    generator: np.random.Generator, first: int, n_samples: int, n_segments: int
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    import numpy as np

    rows = max(1, _NUMBERS_AT_ONCE // n_segments)
    while first < n_samples:
        n = min(rows, n_samples - first)
        draws = generator.choice(n_segments, size=(n, n_segments), replace=True)
        draws += np.arange(n)[:, None] * n_segments
        yield first, np.bincount(draws.ravel(), minlength=n * n_segments).reshape(n, n_segments)
        first += n


def _counted_natively(
    generator: np.random.Generator, n_samples: int, n_segments: int
) -> Iterator[tuple[int, NDArray[np.uint8] | NDArray[np.int64]]]:
    import numpy as np

    rows = max(1, min(n_samples, _COUNTS_AT_ONCE // n_segments))
    if rows >= n_samples:
        counts = np.empty((n_samples, n_segments), dtype=np.uint8)
        before = generator.bit_generator.state
        if native.count_into(generator, counts):
            yield 0, counts
            return
        generator.bit_generator.state = before
        yield from _counted_by_numpy(generator, 0, n_samples, n_segments)
        return

    from concurrent.futures import ThreadPoolExecutor

    # One block is drawn while the one before is used.
    blocks = [np.empty((rows, n_segments), dtype=np.uint8) for _ in range(2)]
    starts = range(0, n_samples, rows)
    with ThreadPoolExecutor(1) as pool:

        def draw(number: int) -> tuple[dict[str, object], bool, NDArray[np.uint8]]:
            counts = blocks[number % 2][: min(rows, n_samples - starts[number])]
            before = dict(generator.bit_generator.state)
            return before, native.count_into(generator, counts), counts

        waiting = pool.submit(draw, 0)
        for number, first in enumerate(starts):
            before, fits, counts = waiting.result()
            if not fits:  # a segment drawn more than 255 times in one resample
                generator.bit_generator.state = before
                yield from _counted_by_numpy(generator, first, n_samples, n_segments)
                return
            if number + 1 < len(starts):
                waiting = pool.submit(draw, number + 1)
            yield first, counts


def blocks_of_signs(
    generator: np.random.Generator, n_samples: int, n_segments: int
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """For each trial of approximate randomisation and each segment, whether the systems are exchanged.

    The draws are those of one call `generator.integers(2, size=(n_samples, n_segments), dtype=bool)`, which takes its
    bits from words of 32: only blocks of a multiple of 32 bits continue where the one before ended.

    Yields:
        Number of the block's first trial, and signs of shape (trials in the block, segments).
    """
    rows = max(32, _NUMBERS_AT_ONCE // n_segments // 32 * 32)
    for first in range(0, n_samples, rows):
        yield first, generator.integers(2, size=(min(rows, n_samples - first), n_segments), dtype=bool)


def all_signs(n: int) -> NDArray[np.bool_]:
    """Every way to exchange some of n units and not the others.

    Args:
        n: At most 20 or so: there are 2**n ways.

    Returns:
        Shape (2**n, n); the first row exchanges nothing.
    """
    import numpy as np

    return np.asarray((np.arange(2**n)[:, None] >> np.arange(n)) & 1, dtype=bool)


@cache
def is_same_stream() -> bool:
    """Whether the extension is there and draws what the NumPy that is installed draws.

    Streams may change from one version of NumPy to the next: one that is not known here is compared first.
    """
    if not native.compiled():
        return False
    return ".".join(installed_version("numpy").split(".")[:2]) in _KNOWN or _draws_the_same()


def _draws_the_same() -> bool:
    import numpy as np

    for seed, n_segments in ((0, 7), (1, 1000), (2**70, 1000)):
        counts = native.count_draws(seed, 3, n_segments)
        if counts is None:
            return False
        draws = np.random.default_rng(seed).choice(n_segments, size=(3, n_segments), replace=True)
        expected = [np.bincount(row, minlength=n_segments).tolist() for row in draws]
        if counts.tolist() != expected:
            return False
    return True
