"""Models in folders and on the hub: where they lie, which revision they are; they are read without running code.

Nothing is downloaded by loading: that is `fetch_model`, which asks first.
"""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mtqa.errors import MissingDependencyError, MtqaError

__all__ = ["LocalModel", "fetch_model", "find_model", "loading", "read_state", "require"]

_HUB_NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}|[\w.-]{1,96}")
_DIGESTED = (".json", ".yaml", ".model", ".safetensors", ".bin", ".ckpt", ".txt")


@dataclass(frozen=True)
class LocalModel:
    """A model that lies on this machine.

    Attributes:
        folder: With its files.
        name: As it was asked for.
        revision: The commit of the hub, or a digest of the files.
    """

    folder: Path
    name: str
    revision: str

    @property
    def title(self) -> str:
        """The last part of the name: what to call its output."""
        return Path(self.name).resolve().name if self.folder == Path(self.name) else self.name.rpartition("/")[2]


def require(packages: Sequence[str], extra: str, purpose: str) -> None:
    """Make sure that packages are installed.

    Raises:
        MissingDependencyError: naming the first that is not, with the line that installs it.
    """
    for package in packages:
        if find_spec(package) is None:
            raise MissingDependencyError(package, extra, purpose)


def find_model(name: str, revision: str = "", *, patterns: Sequence[str] = (), licence: str = "") -> LocalModel:
    """The model of a folder, or of a hub name that was downloaded before.

    Args:
        name: A folder, or a name on the hub.
        revision: Branch, tag or commit on the hub; "" for the newest that is on this machine.
        patterns: The files that belong to it; empty for all.
        licence: Told where it has to be downloaded first.

    Raises:
        MtqaError: when it is not on this machine; the hint says how to get it.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if revision:
            raise MtqaError(f"'{name}' is a folder, which has no revision '{revision}'")
        return LocalModel(folder, name, _digest(folder))
    if name.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(name):
        raise MtqaError("there is no such folder, and it is no name on the hub either", path=name)
    kept = _kept(name, revision, patterns)
    if kept is None:
        raise MtqaError(
            f"the model '{name}' is not on this machine" + (f" (licence: {licence})" if licence else ""),
            f"Get it with: hf download {name}" + (f" --revision {revision}" if revision else ""),
        )
    return LocalModel(kept, name, kept.name)


def fetch_model(
    name: str, revision: str, consent: Callable[[str], None], *, patterns: Sequence[str] = (), licence: str = ""
) -> LocalModel:
    """As `find_model`, but downloads what is not there, when the user agrees.

    Args:
        name: A folder, or a name on the hub.
        revision: Branch, tag or commit on the hub; "" for the newest.
        consent: Called with size and licence before anything is downloaded; raises MtqaError to refuse.
        patterns: The files that belong to it; empty for all.
        licence: Where it is known better than the hub tells it.

    Raises:
        MtqaError: when there is none, the network is forbidden or fails, or access is restricted; says what to do.
    """
    if Path(name).expanduser().is_dir() or not _HUB_NAME.fullmatch(name) or _kept(name, revision, patterns):
        return find_model(name, revision, patterns=patterns)
    if os.environ.get("HF_HUB_OFFLINE", "").strip().lower() in {"1", "true", "yes", "on"}:
        raise MtqaError(
            f"the model '{name}' is not on this machine, and HF_HUB_OFFLINE forbids the network",
            "Allow it, or name the folder of a model.",
        )
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import GatedRepoError

    try:
        about = HfApi().model_info(name, revision=revision or None, files_metadata=True, timeout=30)
        consent(_question(name, about, patterns, licence))
        folder = snapshot_download(name, revision=revision or None, allow_patterns=list(patterns) or None)
    except GatedRepoError as error:
        raise MtqaError(
            f"the model '{name}' is given only to those who accept its terms",
            f"Accept them at https://huggingface.co/{name}, then run: hf auth login",
        ) from error
    except MtqaError:
        raise
    except Exception as error:  # the hub's client lets the errors of its network library through
        raise MtqaError(
            f"the model '{name}' cannot be had from the hub: {_first_line(error)}",
            "Check its name and the network, or name the folder of a model.",
        ) from error
    return LocalModel(Path(folder), name, Path(folder).name)


def _question(name: str, about: Any, patterns: Sequence[str], licence: str) -> str:
    files = [
        file
        for file in about.siblings or []
        if not patterns or any(Path(file.rfilename).match(pattern) for pattern in patterns)
    ]
    size = sum(file.size or 0 for file in files) / 1e9
    stated = [tag.removeprefix("license:") for tag in about.tags or [] if tag.startswith("license:")]
    terms = licence or (stated[0] if stated else "not stated")
    return f"The model '{name}' has to be downloaded from the hub: {size:.1f} GB, licence {terms}."


def _kept(name: str, revision: str, patterns: Sequence[str]) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        folder = snapshot_download(
            name, revision=revision or None, allow_patterns=list(patterns) or None, local_files_only=True
        )
    except (HfHubHTTPError, OSError, ValueError):  # not there, or not whole
        return None
    return Path(folder)


def _digest(folder: Path) -> str:
    """A digest of the model's files, so that one that was trained on is another."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _DIGESTED and path.is_file()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder)}:{content}\n".encode())
    return f"sha256-{digest.hexdigest()[:16]}"


def read_state(path: Path) -> Mapping[str, Any]:
    """The content of a PyTorch checkpoint: tensors and plain values only.

    Raises:
        MtqaError: when the file wants to run code, or is none; the message says which.
    """
    import pickle
    import zipfile

    import torch

    try:
        mapped = zipfile.is_zipfile(path)  # then the weights need not be copied into memory
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    except FileNotFoundError:
        raise MtqaError("no such file", "A COMET model has checkpoints/model.ckpt.", path=path) from None
    except pickle.UnpicklingError as error:
        wanted = re.search(r"GLOBAL (\S+)", str(error))
        if wanted:
            raise MtqaError(
                f"the file wants to run code while it is read ({wanted[1]}); such files are refused",
                "Take the model from a source that stores only tensors.",
                path=path,
            ) from error
        raise MtqaError(f"this is no PyTorch checkpoint: {_first_line(error)}", path=path) from error
    except (RuntimeError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise MtqaError(f"the checkpoint is damaged, or none: {_first_line(error)}", path=path) from error
    if not isinstance(content, Mapping):
        raise MtqaError(f"the checkpoint holds a {type(content).__name__}, not weights by name", path=path)
    return content


@contextmanager
def loading(name: str) -> Iterator[None]:
    """Turns what goes wrong while a model is loaded into one line, and keeps the libraries from talking meanwhile."""
    from transformers.utils import logging

    before, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (MtqaError, MemoryError):
        raise
    except Exception as error:
        raise MtqaError(
            f"the model '{name}' cannot be loaded: {type(error).__name__}: {_first_line(error)}",
            "Check that it is complete, and of the kind that this metric runs.",
        ) from error
    finally:
        logging.set_verbosity(before)
        if bars:
            logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
