"""Where a model runs: device and precision, and which kernels of attention."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mtqa.errors import MtqaError

__all__ = ["Place", "attention", "choose_place"]

_DEVICES = ("auto", "cpu", "cuda", "mps")
_PRECISIONS = ("auto", "float32", "bfloat16", "float16")


@dataclass(frozen=True)
class Place:
    """Where a model runs.

    Attributes:
        device: As PyTorch names it.
        precision: Of the encoder's weights: `float32`, `bfloat16`, `float16`.
        tokens: The most tokens, with padding, of a batch.
    """

    device: str
    precision: str
    tokens: int

    @property
    def dtype(self) -> Any:
        """The precision as PyTorch's type."""
        import torch

        return getattr(torch, self.precision)


def choose_place(device: str = "auto", precision: str = "auto", *, half: str = "float16") -> Place:
    """The place that is asked for; `auto` is a GPU where there is one, in half precision, else the processor in single.

    Args:
        device: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`.
        precision: `auto`, `float32`, `bfloat16`, `float16`.
        half: The half precision of `auto`. float16 has three more bits than bfloat16, which brings scores within 1e-3
            of those in single precision; models whose numbers outgrow it (T5) need bfloat16.

    Raises:
        MtqaError: when there is no such device or precision.
    """
    import torch

    for value, choices, kind in ((device.partition(":")[0], _DEVICES, "device"), (precision, _PRECISIONS, "precision")):
        if value not in choices:
            raise MtqaError(f"there is no {kind} '{value}'", f"There are: {', '.join(choices)}.")
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise MtqaError("there is no CUDA device on this machine", "Leave the option device out, or give device=cpu.")
    if precision == "auto":
        precision = half if device.startswith("cuda") else "float32"
    return Place(device, precision, 384 if device == "cpu" else 32768)


@contextmanager
def attention(place: Place) -> Iterator[None]:
    """The kernels of scaled dot-product attention that are meant here.

    On a GPU all but cuDNN's, which builds a plan for every new shape of a batch, and takes longer for it than for the
    work: every batch here has a shape of its own.
    """
    if not place.device.startswith("cuda"):
        yield
        return
    from torch.nn.attention import SDPBackend, sdpa_kernel

    with sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]):
        yield
