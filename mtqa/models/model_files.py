"""Models in folders and on the hub: where they lie, which revision they are, what fetching them costs.

Loading downloads nothing: that is `fetch_model`, which asks first. No code of a model is ever run.
"""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.files import is_offline
from mtqa.models.file_digests import file_digest

__all__ = [
    "ABOUT",
    "TRANSFORMERS",
    "LocalModel",
    "ModelFiles",
    "fetch_model",
    "find_model",
    "first_line",
    "how_it_is_had",
    "loading",
    "megabytes",
    "require",
]

_HUB_NAME = re.compile(r"[\w.-]{1,96}(?:/[\w.-]{1,96})?")


@dataclass(frozen=True)
class ModelFiles:
    """Which of a model's files are wanted, as patterns of their paths.

    Attributes:
        about: Configuration, tokenizer and the like.
        weights: Forms of the weights, the safest first: the first that there is counts. Empty where none are wanted.
    """

    about: tuple[str, ...]
    weights: tuple[str, ...] = ()

    def chosen(self, names: Sequence[str]) -> list[str] | None:
        """Those of these paths that are wanted; None where no form of the weights is among them."""
        about = [name for name in names if _matches(name, self.about)]
        for form in self.weights:
            weights = [name for name in names if _matches(name, (form,))]
            if weights:
                return about + weights
        return None if self.weights else about


ABOUT = ModelFiles(("*.json", "*.model", "*.spm", "*.txt", "*.jinja"))
"""All but the weights."""
TRANSFORMERS = ModelFiles(ABOUT.about, ("*.safetensors", "pytorch_model*.bin"))
"""A model of the library transformers; the second form is read with `weights_only`, which admits tensors and nothing
that could be run."""


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


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def how_it_is_had(name: str, revision: str = "", files: ModelFiles = TRANSFORMERS) -> str:
    """What using a model does on this machine, in words (`downloads the model 'x' from the hub`); "" where it was
    downloaded before, or where there can be no model of that name. Asks nobody."""
    if os.path.isdir(os.path.expanduser(name)):
        return f"loads the model folder '{name}'"
    if name.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(name) or _local(name, revision, files) is not None:
        return ""
    return f"downloads the model '{name}' from the hub"


def find_model(name: str, revision: str = "", files: ModelFiles = TRANSFORMERS, *, licence: str = "") -> LocalModel:
    """The model of a folder, or of a hub name that was downloaded before.

    Args:
        name: A folder, or a name on the hub.
        revision: Branch, tag or commit on the hub; "" for the newest that is on this machine.
        files: Those that belong to it.
        licence: Told where it has to be downloaded first.

    Raises:
        MtqaError: when it is not on this machine; the hint says how to get it.
    """
    local = _local(name, revision, files)
    if local is None:
        raise MtqaError(
            f"the model '{name}' is not on this machine" + (f" (licence: {licence})" if licence else ""),
            f"Get it with: hf download {name}" + (f" --revision {revision}" if revision else ""),
        )
    return local


def fetch_model(
    name: str,
    revision: str,
    consent: Callable[[str], None],
    files: ModelFiles = TRANSFORMERS,
    *,
    licence: str = "",
) -> LocalModel:
    """As `find_model`, but downloads what is not there, when the user agrees.

    Args:
        name: A folder, or a name on the hub (`Helsinki-NLP/opus-mt-en-bg`).
        revision: Branch, tag or commit on the hub; "" for the newest.
        consent: Called with size and licence before anything is downloaded; raises MtqaError to refuse.
        files: Those that belong to it.
        licence: Where it is known better than the hub tells it.

    Raises:
        MtqaError: when there is none, the network is forbidden or fails, or access is restricted; says what to do.
    """
    local = _local(name, revision, files)
    if local is not None:
        return local
    if is_offline():
        raise MtqaError(
            f"the model '{name}' is not on this machine, and HF_HUB_OFFLINE or --offline forbids the network",
            "Allow it, or name the folder of a model.",
        )
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import GatedRepoError

    try:
        about = HfApi().model_info(name, revision=revision or None, files_metadata=True, timeout=30)
        wanted = files.chosen([file.rfilename for file in about.siblings or []])
        if wanted is None:
            raise MtqaError(
                f"the model '{name}' has no weights that can be loaded safely",
                f"It needs {' or '.join(files.weights)}.",
            )
        consent(_question(name, about, wanted, licence))
        # By the name of the branch, which is then known offline as well; the folder is called after the commit.
        folder = Path(snapshot_download(name, revision=revision or None, allow_patterns=wanted))
    except GatedRepoError as error:
        raise MtqaError(
            f"the model '{name}' is given only to those who accept its terms",
            f"Accept them at https://huggingface.co/{name}, then run: hf auth login",
        ) from error
    except MtqaError:
        raise
    except Exception as error:  # the hub's client lets the errors of its network library through
        raise MtqaError(
            f"the model '{name}' cannot be had from the hub: {first_line(error)}",
            "Check its name and the network, or name the folder of a model.",
        ) from error
    return LocalModel(folder, name, folder.name)


def _question(name: str, about: Any, wanted: Sequence[str], licence: str) -> str:
    size = sum(file.size or 0 for file in about.siblings if file.rfilename in wanted)
    stated = [tag.removeprefix("license:") for tag in about.tags or [] if tag.startswith("license:")]
    terms = licence or (stated[0] if stated else "not stated")
    return f"The model '{name}' has to be downloaded from the hub: {megabytes(size)}, licence {terms}."


def _local(name: str, revision: str, files: ModelFiles) -> LocalModel | None:
    """The model of a folder, or one that was downloaded before.

    Raises:
        MtqaError: when it is neither a folder nor a name on the hub.
    """
    folder = Path(name).expanduser()
    if os.path.isdir(folder):
        if revision:
            raise MtqaError(f"'{name}' is a folder, which has no revision '{revision}'")
        return LocalModel(folder, name, _digest(folder, files))
    if name.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(name):
        raise MtqaError("there is no such folder, and it is no name on the hub either", path=name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    elsewhere = None if any("/" in pattern for pattern in (*files.about, *files.weights)) else "*/*"
    for form in files.weights or ("",):
        try:
            kept = Path(
                snapshot_download(
                    name,
                    revision=revision or None,
                    allow_patterns=[*files.about, *([form] if form else [])],
                    ignore_patterns=elsewhere,
                    local_files_only=True,
                )
            )
        except (HfHubHTTPError, OSError, ValueError):  # not there, or not whole
            continue
        if not form or any(kept.glob(form)):
            return LocalModel(kept, name, kept.name)
    return None


def _digest(folder: Path, files: ModelFiles) -> str:
    """A digest of the model's files, so that one that was trained on is another."""
    paths = {path for pattern in (*files.about, *files.weights) for path in folder.glob(pattern) if path.is_file()}
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    digest = hashlib.sha256()
    for name in files.chosen(names) or names:
        digest.update(f"{name}:{file_digest((folder / name).resolve())}\n".encode())
    return f"sha256-{digest.hexdigest()[:16]}"


def _matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether a path in a repository is one of these; `*` stays within a folder, unlike the hub's own patterns.

    Files in subfolders often are the same model in other forms.
    """
    return any(name.count("/") == pattern.count("/") and Path(name).match(pattern) for pattern in patterns)


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
            f"the model '{name}' cannot be loaded: {type(error).__name__}: {first_line(error)}",
            "Check that it is complete, and of the kind that is run here.",
        ) from error
    finally:
        logging.set_verbosity(before)
        if bars:
            logging.enable_progress_bar()


def first_line(error: Exception) -> str:
    """What an error of another library says, in one line."""
    return str(error).strip().partition("\n")[0][:300]
