"""Hugging Face datasets on disk: saved with `save_to_disk`, or a folder of Parquet files as the hub holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_head, read_text, resolve_inside
from mtqa.loaders._splits import choose_split, config_and_split
from mtqa.tables import (
    ArrowSource,
    Metadata,
    TableOptions,
    parquet_batches,
    read_batches,
    read_metadata,
    stream_batches,
)

if TYPE_CHECKING:
    import pyarrow as pa

_STATE = "state.json"
_INFO = "dataset_info.json"
_SPLITS = "dataset_dict.json"


@loaders.register
@dataclass(frozen=True)
class DatasetFolder(TableOptions, Loader):
    """Reads the dataset from its Arrow or Parquet files.

    Attributes:
        split: The split to read; by default `test`, else `validation`, else the only one.
        config: The configuration (often the language pair) where each has a folder of its own.
    """

    split: str = ""
    config: str = ""

    name: ClassVar[str] = "dataset"
    summary: ClassVar[str] = "A Hugging Face dataset on disk: saved with save_to_disk, or a folder of Parquet files"

    def accepts(self, path: Path) -> Certainty:
        if path.is_dir():
            if any((path / name).is_file() for name in (_STATE, _SPLITS)):
                return Certainty.CERTAIN
            return Certainty.POSSIBLE if _parquet_files(path) else Certainty.NO
        is_arrow = path.is_file() and read_head(path).startswith((b"ARROW1", b"\xff\xff\xff\xff"))
        return Certainty.CERTAIN if is_arrow else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        if path.is_file():
            return read_batches(stream_batches(path), ArrowSource(path, path.stem, self, languages))
        name = path.resolve().name
        folder = path
        if (path / _SPLITS).is_file():
            splits = _json(path / _SPLITS).get("splits")
            if not isinstance(splits, list) or not all(isinstance(split, str) for split in splits):
                raise MtqaError("the file does not name the splits", path=path / _SPLITS)
            folder = resolve_inside(path, choose_split(splits, self.split, path), declared_in=path / _SPLITS)
        if (folder / _STATE).is_file():
            source = ArrowSource(folder, name, self, languages, _metadata(folder))
            return read_batches(_arrow_batches(folder), source)
        chosen = self._chosen(path)
        source = ArrowSource(path, f"{name}-{self.config}" if self.config else name, self, languages)
        return read_batches((batch for file in chosen for batch in parquet_batches(file)), source)

    def _chosen(self, folder: Path) -> list[Path]:
        """The Parquet files of the configuration and the split that are read."""
        files = [(*config_and_split(file), folder / file) for file in _parquet_files(folder)]
        configs = sorted({config for config, _, _ in files})
        if not configs:
            raise MtqaError("there is no dataset in this folder", path=folder)
        if self.config not in configs and (self.config or len(configs) > 1):
            raise MtqaError(
                f"there is no configuration '{self.config}'"
                if self.config
                else f"the dataset has several configurations ({', '.join(filter(None, configs[:40]))})",
                f"There are: {', '.join(configs[:40])}."
                if self.config
                else 'Say which: --loader "dataset(config=NAME)".',
                path=folder,
            )
        config = self.config or configs[0]
        of_config = [(split, file) for of_file, split, file in files if of_file == config]
        split = choose_split(list(dict.fromkeys(split for split, _ in of_config)), self.split, folder)
        chosen = [file for of_file, file in of_config if of_file == split]
        return [resolve_inside(folder, str(file.relative_to(folder)), declared_in=folder) for file in chosen]


def _parquet_files(folder: Path) -> list[Path]:
    """The Parquet files of a dataset, at its top or up to two folders down, as they lie in it. Raises nothing."""
    try:
        files = sorted(file for pattern in ("*", "*/*", "*/*/*") for file in folder.glob(f"{pattern}.parquet"))
    except OSError:
        return []
    return [file.relative_to(folder) for file in files]


def _json(path: Path) -> Mapping[str, Any]:
    try:
        content = parse_json(read_text(path))
    except (ValueError, RecursionError):
        raise MtqaError("this is not JSON, or it is cut off", "Save the dataset again.", path=path) from None
    if not isinstance(content, dict):
        raise MtqaError("this does not describe a dataset", "Save the dataset again.", path=path)
    return content


def _arrow_batches(folder: Path) -> Iterator[pa.RecordBatch]:
    files = _json(folder / _STATE).get("_data_files")
    if not isinstance(files, list) or not files:
        raise MtqaError("the file names no data files", "Save the dataset again.", path=folder / _STATE)
    for entry in files:
        name = entry.get("filename") if isinstance(entry, dict) else None
        if not isinstance(name, str) or len(name) > 200:
            raise MtqaError("the names of the data files are damaged", path=folder / _STATE)
        yield from stream_batches(resolve_inside(folder, name, declared_in=folder / _STATE))


def _metadata(folder: Path) -> dict[str, Metadata]:
    if not (folder / _INFO).is_file():
        return {}
    description = _json(folder / _INFO).get("description")
    return read_metadata(description, folder / _INFO) if isinstance(description, str) else {}
