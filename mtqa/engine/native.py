"""The native backend: the C extension, and what has to be asked of Python before it can run."""

from __future__ import annotations

import os
import sys
import threading
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from mtqa.engine.configs import BleuConfig, ChrfConfig, MetricConfig
from mtqa.engine.rows import as_kind, columns_of, new_rows
from mtqa.engine.signatures import sacrebleu_version

try:
    from mtqa.engine import _native  # type: ignore[attr-defined]
except ImportError:  # installed without a compiler
    _native = None
_IS_OUTDATED = _native is not None and not hasattr(_native, "count_reached")
if _IS_OUTDATED:  # sources that went on without it
    _native = None

__all__ = [
    "add_rows",
    "available",
    "compiled",
    "count_draws",
    "count_into",
    "count_reached",
    "extract",
    "has_exact_sums",
    "mean_lengths",
    "native_engine_missing",
    "prepare_lines",
    "resample",
    "resample_scores",
    "spread",
    "words",
]

_VERIFIED = "2.6."
"""The sacreBLEU whose numbers these are. Another one is asked itself until its numbers have been compared."""

_TOKENIZERS = {"none": 0, "13a": 1, "char": 2, "zh": 3, "intl": 4}
_SMOOTHING = {"none": 0, "floor": 1, "add-k": 2, "exp": 3}
_LARGEST_SEED = 1 << 8192
_MOST_SEGMENTS = (1 << 32) - 1
"""NumPy draws larger numbers by another method."""
_NUMBERS_AT_ONCE = 1 << 25
"""Statistics of which the extension makes a copy, of two or four bytes each."""
_CODE_POINTS = 0x110000
_NUMBER, _PUNCTUATION, _SYMBOL = 1, 2, 4
_SMALLEST_SHARE = 512  # segments that are worth a thread


def available() -> bool:
    """Whether the extension is there and was checked against the sacreBLEU that is installed."""
    return not native_engine_missing()


def native_engine_missing() -> str:
    """What keeps the extension from being used, in words for people; empty when it is used."""
    if _IS_OUTDATED:
        return "it was compiled from older sources: install mtqa again"
    if _native is None:
        return "it was not compiled: there was no C compiler when mtqa was installed"
    if not sacrebleu_version().startswith(_VERIFIED):
        return f"its numbers were compared with sacreBLEU {_VERIFIED}x only, and {sacrebleu_version()} is installed"
    return ""


def prepare_lines(config: MetricConfig, lines: list[Any], *, references: bool = False) -> list[Any]:
    """What the extension is to read instead of `lines`: they themselves, or what sacreBLEU's tokenizer made of them.

    Args:
        config: The metric.
        lines: Segments; None where a reference is missing.
        references: Whether these are references, which sacreBLEU's TER tokenizes twice. That shows only in normalized
            text: the first time, `.,1` becomes `. ,1`, the second time `. , 1`.
    """
    tokenizer: Callable[[str], str]
    if isinstance(config, BleuConfig) and config.tokenize not in _TOKENIZERS:
        from mtqa.engine.by_sacrebleu import bleu_tokenizer

        tokenizer = bleu_tokenizer(config.tokenize)
        lowercase = config.lowercase
    elif not isinstance(config, BleuConfig | ChrfConfig) and (config.normalized or config.no_punct):
        from mtqa.engine.by_sacrebleu import tercom_tokenizer

        tercom = tercom_tokenizer(config.normalized, config.no_punct, config.asian_support, config.case_sensitive)
        lowercase = False  # the tokenizer does that

        def tokenizer(line: str) -> str:
            return str(tercom(tercom(line)) if references else tercom(line))

    else:
        return lines
    if lowercase:
        return [None if line is None else tokenizer(line.lower().rstrip()) for line in lines]
    return [None if line is None else tokenizer(line.rstrip()) for line in lines]


def extract(
    config: MetricConfig,
    systems: Sequence[list[str]],
    references: Sequence[list[str | None]],
    outputs: Sequence[Any],
    n_segments: int,
    workers: int,
) -> None:
    """Fills `outputs` with the statistics of all systems.

    Args:
        config: The metric.
        systems: Hypotheses of each system, through `prepare_lines`.
        references: Streams of references, through `prepare_lines`; each segment has one at least.
        outputs: For each system a writable buffer of `n_segments` rows of `config.columns` 64-bit integers. TER's are
            the fewest edits and the sum of the references' lengths.
        n_segments: Segments to read.
        workers: Threads.
    """
    lists = (tuple(systems), tuple(references), tuple(outputs))
    run: Callable[[int, int], None]
    if isinstance(config, BleuConfig):
        tokenizer = _TOKENIZERS.get(config.tokenize, 0)
        lower = config.lowercase and config.tokenize in _TOKENIZERS
        classes = _classes([*systems, *references], lower) if config.tokenize == "intl" else None
        order = config.max_ngram_order

        def run(start: int, stop: int) -> None:
            _native.bleu(*lists, start, stop, lower, tokenizer, classes, order)

    elif isinstance(config, ChrfConfig):
        factor = config.beta**2
        options = (config.char_order, config.word_order, config.whitespace, factor, 1 + factor, config.eps_smoothing)

        def run(start: int, stop: int) -> None:
            _native.chrf(*lists, start, stop, config.lowercase, *options)

    else:
        lower = not (config.case_sensitive or config.normalized or config.no_punct)

        def run(start: int, stop: int) -> None:
            _native.ter(*lists, start, stop, lower)

    _in_threads(run, n_segments, workers)


def words(line: str, tokenizer: str) -> list[str]:
    """A line through one of the extension's tokenizers: `13a`, `intl`, `char`, `zh`, `none`, or `chrf` for chrF++'s."""
    number = 5 if tokenizer == "chrf" else _TOKENIZERS[tokenizer]
    classes = _classes([[line]], False) if tokenizer == "intl" else None
    encoding = f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"
    return [word.decode(encoding, "surrogatepass") for word in _native.words(line, number, classes)]


def compiled() -> bool:
    """Whether the extension is there: enough for what does not depend on the version of sacreBLEU."""
    return _native is not None


def add_rows(rows: Any, totals: list[float]) -> list[float]:
    """Totals with rows (see `rows.as_rows`) added one after the other; no totals stand for none yet."""
    found: list[float] = _native.add_rows(rows, len(rows), totals)
    return found


def has_exact_sums(rows: Any) -> bool:
    """Whether all numbers are whole, or halves, quarters and so on of whole numbers."""
    return bool(_native.has_exact_sums(rows))


def mean_lengths(rows: memoryview[Any], counts: Sequence[int]) -> memoryview[Any]:
    """TER's rows as they come from `extract`, with mean lengths of references in place of sums: the same memory.

    Args:
        rows: Int64, shape (n, 2).
        counts: How many references each segment has, or one number for all.
    """
    _native.mean_lengths(rows, array("q", counts))
    return as_kind(rows, "d")


# ---- resampling ----


def count_into(generator: Any, counts: Any) -> bool:
    """Fills `counts` (bytes, shape (resamples, segments)) from a `numpy.random.Generator`.

    Returns:
        False where a count is beyond 255; the counts are then useless.
    """
    n_samples, n_segments = counts.shape
    with generator.bit_generator.lock:
        return bool(_native.count_draws(generator.bit_generator.capsule, n_segments, n_samples, counts))


def count_draws(seed: int, n_samples: int, n_segments: int) -> memoryview[Any] | None:
    """How often each segment is in each resample: bytes, shape (n_samples, n_segments); None for a count beyond 255."""
    counts = memoryview(bytearray(n_samples * n_segments)).cast("B", (n_samples, n_segments))
    return counts if _native.count_draws(_seed(seed), n_segments, n_samples, counts) else None


def resample(seed: Any, n_samples: int, arrays: Sequence[Any]) -> list[memoryview[Any]] | None:
    """The sums of bootstrap resamples, the same resamples for all arrays, by `numpy.random.default_rng(seed)`.

    Args:
        seed: A whole number, None for one from the operating system, or a `numpy.random.Generator`, which goes on from
            where it is.
        n_samples: Number of resamples.
        arrays: Rows of all segments (see `rows.as_rows`).

    Returns:
        For each array float64 of shape (n_samples, k). None where sums would not be exact, where there is nothing to
        sum, and for seeds that only NumPy understands: a generator is then where it was.
    """
    n_segments = len(arrays[0])
    if any(len(rows) != n_segments for rows in arrays):
        raise ValueError("statistics must be of the same segments")
    if n_samples < 1 or n_segments > _MOST_SEGMENTS or not all(map(columns_of, arrays)):
        return None
    outputs = [new_rows(n_samples, columns_of(rows)) for rows in arrays]
    if seed is None:
        seed = int.from_bytes(os.urandom(16), "little")
    if isinstance(seed, int):
        return outputs if 0 <= seed < _LARGEST_SEED and _resample(_seed(seed), n_samples, arrays, outputs) else None
    generator = getattr(seed, "bit_generator", None)
    if generator is None:
        return None
    before = generator.state
    with generator.lock:
        is_exact = _native.resample(generator.capsule, n_samples, n_segments, tuple(arrays), tuple(outputs))
    if not is_exact:
        generator.state = before
    return outputs if is_exact else None


def _resample(seed: bytes, n_samples: int, arrays: Sequence[Any], outputs: Sequence[Any]) -> bool:
    """Some arrays at a time, with the same draws: the extension makes a copy of their numbers."""
    n_segments = len(arrays[0])
    start, n_numbers = 0, 0
    for stop, rows in enumerate(arrays, start=1):
        n_numbers += n_segments * columns_of(rows)
        if n_numbers < _NUMBERS_AT_ONCE and stop < len(arrays):
            continue
        if not _native.resample(seed, n_samples, n_segments, tuple(arrays[start:stop]), tuple(outputs[start:stop])):
            return False
        start, n_numbers = stop, 0
    return True


def _seed(seed: int) -> bytes:
    """A seed in whole words of 32 bits, the lowest first."""
    return seed.to_bytes(4 * max(1, -(-seed.bit_length() // 32)), "little")


def resample_scores(config: MetricConfig, sums: Any) -> tuple[memoryview[Any], bool] | None:
    """The score of each row of sums in sacreBLEU's precision, and whether all of them are single.

    Args:
        config: The metric.
        sums: Float64, shape (m, `config.columns`).

    Returns:
        Float64 of shape (m,). None where sums are beyond single precision.
    """
    scores = memoryview(bytearray(8 * len(sums))).cast("d")
    if isinstance(config, BleuConfig):
        method, smoothing = _SMOOTHING[config.smooth_method], float(config.smoothing or 0)
        options = (config.max_ngram_order, method, smoothing, config.effective_order, sum)
        is_single = _native.bleu_resamples(sums, scores, *options)
    elif isinstance(config, ChrfConfig):
        factor = config.beta**2
        is_single = _native.chrf_resamples(sums, scores, config.order, factor, 1 + factor, config.eps_smoothing)
    else:
        is_single = _native.ter_resamples(sums, scores)
    return None if is_single is None else (scores, is_single)


def spread(scores: Any, is_single: bool) -> tuple[float, float, float, float]:
    """Mean, half width, lower and upper end of the 95 % interval of resamples' scores."""
    found: tuple[float, float, float, float] = _native.spread(scores, is_single)
    return found


def count_reached(scores: Any, baseline: Any, is_single: bool, difference: float, same: float) -> int:
    """How many absolute differences of scores, less their mean, exceed `difference` or are the same, up to `same`."""
    return int(_native.count_reached(scores, baseline, is_single, difference, same))


# ---- threads and characters ----


def _in_threads(run: Callable[[int, int], None], n_segments: int, workers: int) -> None:
    n_threads = min(workers, n_segments // _SMALLEST_SHARE)
    if n_threads <= 1:
        run(0, n_segments)
        return
    from concurrent.futures import ThreadPoolExecutor

    # Four ranges for each thread: segments differ in length, and so do parts of a test set.
    n_ranges = 4 * n_threads
    bounds = [n_segments * k // n_ranges for k in range(n_ranges + 1)]
    with ThreadPoolExecutor(n_threads) as pool:
        for _ in pool.map(run, bounds[:-1], bounds[1:]):
            pass


class _ClassTable:
    """Unicode classes of the characters seen so far, as sacreBLEU's `regex` package knows them.

    Its Unicode version is not Python's, so it is asked itself, once for every character.
    """

    def __init__(self) -> None:
        self.seen = bytearray(_CODE_POINTS)
        self.classes = bytearray(_CODE_POINTS)
        self.lock = threading.Lock()

    def learn(self, lines: list[Any]) -> None:
        regex: Any = import_module("regex")
        with self.lock:
            characters: str = _native.new_characters(lines, self.seen)
            for pattern, bit in ((r"\p{N}", _NUMBER), (r"\p{P}", _PUNCTUATION), (r"\p{S}", _SYMBOL)):
                for character in regex.findall(pattern, characters):
                    self.classes[ord(character)] |= bit


@cache
def _class_table() -> _ClassTable:
    return _ClassTable()


def _classes(streams: Sequence[list[Any]], lower: bool) -> bytearray:
    table = _class_table()
    for lines in streams:
        table.learn([line if line is None else line.lower() for line in lines] if lower else lines)
    return table.classes
