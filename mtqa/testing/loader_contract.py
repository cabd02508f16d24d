"""Whether a loader does what `mtqa.contracts.Loader` promises."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.testing.promises import BrokenContract, promise, refusing_only_in_words

__all__ = ["check_loader"]

_CUTS = (0.0, 0.3, 0.9)
"""Shares of a file that are left when it is cut short."""


def check_loader(spec: str, path: Path | str) -> None:
    """Check a registered loader on something that it reads: certainty, languages, broken files.

    Args:
        spec: The loader with its options.
        path: A file or folder in its format, or an address without its scheme, that it reads without a network.

    Raises:
        BrokenContract: naming the promise that is not kept.
        MtqaError: when there is no such loader.
    """
    loader = loaders.create(spec) if "(" in spec else loaders.get(spec)()
    place = Path(path)
    promise(bool(loader.summary.strip()), "summary is empty, and it is what users read in `mtqa list loaders`")
    if loader.scheme:
        promise(loader.scheme.isidentifier(), f"'{loader.scheme}' can be no beginning of an address")
    else:
        promise(loader.accepts(place) > Certainty.NO, f"it does not accept {place}")
        _check_other_files(loader)
    corpora = loader.load(place)
    promise(bool(corpora), "it read no corpus, and raised nothing")
    promise(
        [corpus.fingerprint for corpus in corpora] == [corpus.fingerprint for corpus in loader.load(place)],
        "it reads something else the second time",
    )
    targets = [corpus.language_pair.target.tag for corpus in corpora]
    only = loader.load(place, [targets[0]])
    promise(
        [corpus.language_pair.target.tag for corpus in only] == targets[:1],
        f"asked for {targets[0]} alone, it gives others",
    )
    with refusing_only_in_words("asking for a language that is not there"):
        loader.load(place, ["tlh"])
        raise BrokenContract("asked for a language that is not there, it reads something else without a word")
    if place.is_file():
        _check_cut_files(loader, place)


def _check_other_files(loader: Loader) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        noise, empty = folder / "noise.bin", folder / "empty"
        noise.write_bytes(bytes(range(256)) * 16)
        empty.touch()
        for place in (folder, noise, empty, folder / "missing"):
            try:
                certainty = loader.accepts(place)
            except Exception as error:
                raise BrokenContract(
                    f"accepts raises {type(error).__name__}, and it must raise nothing: {error}"
                ) from error
            promise(isinstance(certainty, Certainty), f"accepts gives {certainty!r}, which is no Certainty")
        promise(loader.accepts(noise) == Certainty.NO, "it accepts a file of noise")


def _check_cut_files(loader: Loader, path: Path) -> None:
    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(path.parent, name, dirs_exist_ok=True)
        cut = Path(name) / path.name
        for share in _CUTS:
            cut.write_bytes(data[: int(len(data) * share)])
            with refusing_only_in_words(f"a file cut after {share:.0%}"):
                loader.load(cut)
