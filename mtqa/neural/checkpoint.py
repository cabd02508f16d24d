"""PyTorch checkpoints, read without running code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.models import first_line

__all__ = ["read_state"]


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
        raise MtqaError(f"this is no PyTorch checkpoint: {first_line(error)}", path=path) from error
    except (RuntimeError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise MtqaError(f"the checkpoint is damaged, or none: {first_line(error)}", path=path) from error
    if not isinstance(content, Mapping):
        raise MtqaError(f"the checkpoint holds a {type(content).__name__}, not weights by name", path=path)
    return content
