"""Test sets that sacreBLEU knows, for `mtqa score`: what `-t` reads, and the options that only tell something of them.

Lists, citations and fields are printed by sacreBLEU's own functions, so they are as its users know them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from mtqa.files import LineSource

__all__ = ["chosen_lines", "read_test_sets", "subsets", "tell"]

Dataset = Any
"""What sacreBLEU knows of a test set; its functions have no types."""
Complain = Callable[[str], NoReturn]
"""Told of wrong usage."""


def tell(given: argparse.Namespace, complain: Complain) -> bool:
    """Do what `--version`, `--download`, `--list`, `--citation` and `--echo` ask for.

    Returns:
        Whether one of them was there, so that there is nothing more to do.
    """
    if given.version:
        _tell_versions(given.style)
    elif given.download is not None:
        _available(_dataset(given.download, given.language_pair), given.language_pair, given, asked=True)
    elif given.list:
        _list(given, complain)
    elif given.citation:
        for name in _names(given, complain, needs_pair=False):
            citation = _dataset(name, None).citation
            if not citation:
                raise MtqaError(f"sacreBLEU has no citation of {name}")
            print(citation)
    elif given.echo:
        _echo(given, complain)
    else:
        return False
    return True


def _tell_versions(style: str) -> None:
    from importlib.metadata import version

    from mtqa.engine import sacrebleu_version

    number = sacrebleu_version()
    print(f"sacrebleu {number}" if style == "sacrebleu" else f"mtqa {version('mtqa')} (sacrebleu {number})")


def _names(given: argparse.Namespace, complain: Complain, *, needs_pair: bool = True) -> list[str]:
    if not given.test_set:
        complain("name a test set: -t wmt21; --list names them all")
    if needs_pair and given.language_pair is None:
        complain(f"name the language pair: -l en-de; `--list -t {given.test_set}` names them all")
    names: list[str] = given.test_set.split(",")
    return names


def _dataset(name: str, pair: str | None) -> Dataset:
    from sacrebleu.dataset import DATASETS

    dataset = DATASETS.get(name)
    if dataset is None:
        raise MtqaError(f"sacreBLEU has no test set '{name[:60]}'", "`mtqa score --list` names them all.")
    if pair is not None and pair not in dataset.langpairs:
        pairs = ", ".join(sorted(dataset.langpairs))
        raise MtqaError(f"the test set {name} has no language pair '{pair[:20]}'", f"It has: {pairs}.")
    return dataset


def _available(dataset: Dataset, pair: str | None, given: argparse.Namespace, *, asked: bool = False) -> list[Path]:
    """The files of a test set, downloaded first with consent; with `asked` it is asked for already.

    Raises:
        MtqaError: when they are not there, and may not or cannot be downloaded.
    """
    if not _is_here(dataset, pair):
        from mtqa.cli._console import asking
        from mtqa.files import is_offline

        if is_offline():
            raise MtqaError(
                f"the test set {dataset.name} is not in sacreBLEU's cache, and HF_HUB_OFFLINE or --offline forbids the"
                " network",
                f"Fetch it where there is a network: mtqa score --download {dataset.name}",
            )
        if not asked:
            where = " and ".join(dataset.data or ["its publisher"])
            asking(yes=given.yes, quiet=given.quiet)(f"The test set {dataset.name} is downloaded from {where}.")
    try:
        return [Path(file) for one in ([pair] if pair else dataset.langpairs) for file in dataset.get_files(one)]
    except SystemExit:
        raise MtqaError(f"sacreBLEU could not download the test set {dataset.name}", "Try again later.") from None
    except (OSError, ValueError, KeyError, AssertionError, EOFError, RuntimeError, SyntaxError) as error:
        raise MtqaError(
            f"sacreBLEU could not download or unpack the test set {dataset.name}: {type(error).__name__}: {error}",
            "Check the network, or remove the test set from sacreBLEU's cache and try again.",
        ) from error


def _is_here(dataset: Dataset, pair: str | None) -> bool:
    """Whether sacreBLEU needs no network for it: it has what was packed, or plain text."""
    from sacrebleu.utils import SACREBLEU_DIR

    folder = Path(SACREBLEU_DIR) / dataset.name
    packed = [folder / "raw" / dataset._get_tarball_filename(url) for url in dataset.data or []]
    if packed and all(path.is_file() and path.stat().st_size for path in packed):
        return True
    from sacrebleu.dataset.wmt_xml import WMTXMLDataset

    if isinstance(dataset, WMTXMLDataset):  # reads the packed file to know its fields
        return False
    pairs = [pair] if pair else list(dataset.langpairs)
    return all(
        os.path.exists(dataset._get_txt_file_path(one, field)) for one in pairs for field in dataset.fieldnames(one)
    )


def _list(given: argparse.Namespace, complain: Complain) -> None:
    from sacrebleu.dataset import DATASETS
    from sacrebleu.utils import get_available_testsets, get_available_testsets_for_langpair

    pair = given.language_pair
    if given.test_set:
        dataset = _dataset(given.test_set, pair)
        for one in [pair] if pair else dataset.langpairs:
            _available(dataset, one, given)
            print(f"{one}: {', '.join(dataset.fieldnames(one))}")
        return
    if pair is not None and "-" not in pair:
        complain(f"'{pair}' is no language pair; write it like en-de")
    names = get_available_testsets_for_langpair(pair) if pair else get_available_testsets()
    print(f"The available test sets{f' for {pair}' if pair else ''} are:")
    for name in sorted(names):
        print(f"{name:<30}: {(DATASETS[name].description or '').strip()}")


def _echo(given: argparse.Namespace, complain: Complain) -> None:
    from sacrebleu.utils import print_test_set

    for name in _names(given, complain):
        dataset = _dataset(name, given.language_pair)
        _available(dataset, given.language_pair, given)
        fields = dataset.fieldnames(given.language_pair)
        for field in given.echo:
            if field not in (*fields, "all", "ref") or (field == "all" and len(given.echo) > 1):
                complain(f"{name}, {given.language_pair} has the fields {', '.join(fields)}; all stands alone")
        with _filtering():
            print_test_set(  # type: ignore[no-untyped-call]
                name, given.language_pair, given.echo, given.origlang, given.subset
            )


def read_test_sets(given: argparse.Namespace, complain: Complain) -> tuple[list[LineSource], LineSource]:
    """The references and the source of the test sets, one behind the other.

    Raises:
        MtqaError: when they cannot be had, or have different numbers of references.
    """
    from mtqa.files import LineSource

    if given.references:
        complain("name references or a test set (-t), not both")
    columns: list[list[Path]] = []
    for name in _names(given, complain):
        dataset = _dataset(name, given.language_pair)
        pair = given.language_pair
        _available(dataset, pair, given)
        columns.append([Path(file) for file in (dataset.get_source_file(pair), *dataset.get_reference_files(pair))])
    if len({len(column) for column in columns}) > 1:
        raise MtqaError(f"{given.test_set}: the test sets have different numbers of references", "Score one by one.")
    if len(columns[0]) < 2:
        raise MtqaError(f"{given.test_set}, {given.language_pair} has no reference")

    def behind(files: Sequence[Path]) -> LineSource:
        from mtqa.files import file_source

        sources = [file_source(file) for file in files]
        return LineSource(
            ", ".join(source.name for source in sources),
            lambda: chain.from_iterable(source.lines() for source in sources),
        )

    source, *references = [behind(files) for files in zip(*columns, strict=True)]
    return references, source


class _filtering:
    """sacreBLEU says in plain exceptions what it cannot filter by."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None and not isinstance(error, MtqaError) and kind in (Exception, ValueError, KeyError):
            raise MtqaError(str(error), "Leave --origlang and --subset out, or take another test set.") from error


def _kept(test_sets: str, pair: str, n_lines: int, origlang: str | None, subset: str | None) -> list[bool]:
    from sacrebleu.utils import filter_subset

    with _filtering():
        lists = [list(range(n_lines))]
        (numbers,) = filter_subset(lists, test_sets, pair, origlang, subset)  # type: ignore[no-untyped-call]
    kept = [False] * n_lines
    for number in numbers:
        kept[number] = True
    return kept


def chosen_lines(given: argparse.Namespace, sources: Sequence[LineSource], complain: Complain) -> list[LineSource]:
    """The lines of `--origlang` and `--subset` of sources that run in parallel, or all lines.

    Raises:
        MtqaError: when the test set does not say, or no line is left.
    """
    if given.origlang is None and given.subset is None:
        return list(sources)
    if given.test_set is None:
        complain("--origlang and --subset need a test set: -t NAME")
    return _narrowed(given, sources, given.origlang, given.subset)


def _narrowed(
    given: argparse.Namespace, sources: Sequence[LineSource], origlang: str | None, subset: str | None
) -> list[LineSource]:
    from mtqa.files import LineSource

    n_lines = sum(1 for _ in sources[0].lines())
    kept = _kept(given.test_set, given.language_pair, n_lines, origlang, subset)
    if not any(kept):
        about = f"origlang {origlang}" if origlang else f"subset {subset}"
        raise MtqaError(
            f"{given.test_set}, {given.language_pair} has no segment with the {about}", "Check the spelling."
        )

    def lines(source: LineSource) -> Iterator[str]:
        if sum(1 for _ in source.lines()) != n_lines:
            yield from source.lines()  # the lengths differ, and whoever reads says so
        else:
            yield from compress(source.lines(), kept)

    return [LineSource(source.name, lambda source=source: lines(source)) for source in sources]  # type: ignore[misc]


def subsets(given: argparse.Namespace, sources: Sequence[LineSource]) -> Iterator[tuple[str, list[LineSource], int]]:
    """For `--detail`, each original language alone and with each domain: its name, its lines, and how many they are."""
    from sacrebleu.utils import get_available_origlangs, get_available_subsets

    with _filtering():
        languages = [given.origlang] if given.origlang else get_available_origlangs(given.test_set, given.language_pair)
        domains = [given.subset] if given.subset else get_available_subsets(given.test_set, given.language_pair)
    for origlang in languages:
        for domain in [None, *domains]:
            try:
                chosen = _narrowed(given, sources, origlang, domain)
            except MtqaError:
                continue
            kind = "domain=ALL" if domain is None else f"domain={domain}"
            if domain is not None and domain.startswith("country:"):
                kind = f"country={domain.removeprefix('country:')}"
            yield f"origlang={origlang} {kind}", chosen, sum(1 for _ in chosen[0].lines())
