"""Datasets from the Hugging Face hub."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from mtqa.contracts import Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import is_offline
from mtqa.loaders._splits import choose_split
from mtqa.tables import ArrowSource, Metadata, TableOptions, read_batches, read_metadata

if TYPE_CHECKING:
    import pyarrow as pa

_ADDRESS = re.compile(r"([^:@#]+)(?::([\w.+-]+))?(?:@([\w./-]+))?(?:#([\w.-]+))?")
_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?")
ROWS_AT_A_TIME = 1024

T = TypeVar("T")


@loaders.register
@dataclass(frozen=True)
class Hub(TableOptions, Loader):
    """Reads `hub:OWNER/NAME`, also `hub:OWNER/NAME:CONFIG@REVISION#SPLIT`, as a stream: nothing is kept on disk twice.

    Without a network, a dataset that is in the cache of `datasets` is read from there. `hub:FOLDER` reads a copy of a
    repository on disk, whatever its files are and however its README divides them.

    Attributes:
        config: The configuration (often the language pair).
        revision: Branch, tag or commit.
        split: The split; by default `test`, else `validation`, else the only one.
    """

    config: str = ""
    revision: str = ""
    split: str = ""

    name: ClassVar[str] = "hub"
    summary: ClassVar[str] = "hub:OWNER/NAME[:CONFIG][@REVISION][#SPLIT], a dataset on the Hugging Face hub"
    scheme: ClassVar[str] = "hub"

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        matched = _ADDRESS.fullmatch(str(path))
        if matched is None or not (_NAME.fullmatch(matched[1]) or Path(matched[1]).is_dir()):
            raise MtqaError(
                f"'hub:{path}' is neither the name of a dataset nor a folder",
                "Write hub:OWNER/NAME[:CONFIG][#SPLIT] or hub:FOLDER.",
            )
        repository, config, revision, split = matched.groups(default="")
        return load_hub_dataset(
            repository, self.config or config, self.revision or revision, self.split or split, self, languages
        )


def load_hub_dataset(
    repository: str,
    config: str,
    revision: str,
    split: str,
    options: TableOptions,
    languages: Sequence[str] | None = None,
) -> tuple[Corpus, ...]:
    """The corpora of a dataset.

    Args:
        repository: OWNER/NAME, or the folder of a dataset.
        config: Its configuration; "" for the only one.
        revision: Branch, tag or commit; "" for the newest.
        split: Its split; "" to choose.
        options: What its columns mean.
        languages: Target languages that are wanted.

    Raises:
        MtqaError: when it cannot be had, or not be understood.
    """
    import datasets

    place = f"hub:{repository}" + (f":{config}" if config else "")
    pinned: dict[str, Any] = {"revision": revision or None}
    with _no_progress_bars():
        if not split:
            names = _ask(place, lambda: datasets.get_dataset_split_names(repository, config or None, **pinned))
            split = choose_split(names, "", place)
        streaming = not is_offline() or Path(repository).is_dir()
        name = Path(repository).name + (f"-{config}" if config else "")

        def read() -> tuple[Corpus, ...]:
            stream = _ask(
                place,
                lambda: datasets.load_dataset(repository, config or None, split=split, streaming=streaming, **pinned),
            )
            about = _metadata(stream.info.description or "")
            return read_batches(_batches(stream, place), ArrowSource(Path(place), name, options, languages, about))

        try:
            return read()
        except MtqaError as error:
            _release(error)
            raise


def _release(error: BaseException | None) -> None:
    """Let go of streams that were read in part: pyarrow aborts the interpreter when they live until its end."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__context__
    gc.collect()


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Keep the library from drawing over what the program says."""
    from datasets.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    were_disabled = are_progress_bars_disabled()
    disable_progress_bars()
    try:
        yield
    finally:
        if not were_disabled:
            enable_progress_bars()


def _metadata(description: str) -> dict[str, Metadata]:
    return read_metadata(description) if description.startswith("{") else {}


def _batches(stream: Any, place: str) -> Iterator[pa.RecordBatch]:
    tables = iter(stream.with_format("arrow").iter(batch_size=ROWS_AT_A_TIME))
    while True:
        table = _ask(place, lambda: next(tables, None))
        if table is None:
            return
        yield from table.combine_chunks().to_batches()


def _ask(place: str, request: Callable[[], T]) -> T:
    """Do something that may need the network; say plainly what went wrong."""
    from datasets.exceptions import DatasetsError
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        return request()
    except (OfflineModeIsEnabled, ConnectionError) as error:
        if is_offline():
            raise MtqaError(
                f"{place} is not in the cache, and HF_HUB_OFFLINE or --offline forbids the network",
                "Fetch it where there is a network, or name a folder or file that holds it.",
            ) from None
        raise MtqaError(f"{place} cannot be reached: {error}", "Check the network, or try again later.") from None
    except (DatasetsError, HfHubHTTPError, OSError, ValueError, RuntimeError, TypeError, KeyError) as error:
        message = " ".join(str(error).split())[:300]
        raise MtqaError(
            f"{place} cannot be read: {message}", "Check the name, the configuration and the split."
        ) from None
