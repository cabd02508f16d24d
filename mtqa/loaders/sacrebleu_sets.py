"""Test sets that sacreBLEU knows, with their systems, from its own cache or download."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import Loader, loaders
from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value, default_roles
from mtqa.errors import MtqaError
from mtqa.files import check_segment, is_offline, read_lines
from mtqa.languages import LanguagePair, Wanted, language_of

if TYPE_CHECKING:
    from sacrebleu.dataset.base import Dataset

_ABOUT = ("docid", "origlang", "domain", "genre")


@loaders.register
@dataclass(frozen=True)
class SacrebleuSets(Loader):
    """Reads `sacrebleu:TESTSET:PAIR`, such as `sacrebleu:wmt21/systems:en-de`."""

    name: ClassVar[str] = "sacrebleu"
    summary: ClassVar[str] = "sacrebleu:TESTSET:PAIR, a test set that sacreBLEU knows: sacrebleu:wmt21/systems:en-de"
    scheme: ClassVar[str] = "sacrebleu"

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        test_set, _, pair = str(path).partition(":")
        dataset = _dataset(test_set, pair)
        source, target = pair.split("-", 1)
        languages_of_pair = LanguagePair(language_of(source), language_of(target))
        wanted = Wanted(languages)
        folder = _cache() / test_set
        wanted.check([languages_of_pair.target], folder)
        files = _cached(folder, test_set, pair)
        if "src" not in files:
            _prepare(dataset, test_set, pair)
            files = _cached(folder, test_set, pair)
        if "src" not in files:
            raise MtqaError(f"sacreBLEU's cache has no source for {test_set}, {pair}", "Remove it.", path=folder)
        return (_read(f"{test_set.replace('/', '-')}-{pair}", languages_of_pair, folder, files),)


def _cache() -> Path:
    """Where sacreBLEU keeps its test sets."""
    return Path(os.environ.get("SACREBLEU") or Path.home() / ".sacrebleu")


def _dataset(test_set: str, pair: str) -> Dataset:
    from sacrebleu.dataset import DATASETS

    dataset = DATASETS.get(test_set)
    if dataset is None:
        raise MtqaError(
            f"sacreBLEU has no test set '{test_set[:60]}'",
            "`sacrebleu --list` names them; write sacrebleu:wmt21:en-de.",
        )
    if pair not in dataset.langpairs:
        raise MtqaError(
            f"sacreBLEU's test set '{test_set}' has no language pair '{pair[:20]}'",
            f"It has: {', '.join(sorted(dataset.langpairs))}. Write sacrebleu:{test_set}:PAIR.",
        )
    return dataset


def _cached(folder: Path, test_set: str, pair: str) -> dict[str, Path]:
    """The fields of a test set that lie in the cache as plain text: `src`, `ref-A`, `docid`, and the systems."""
    start = f"{test_set.replace('/', '_')}.{pair}."
    if not folder.is_dir():
        return {}
    return {path.name.removeprefix(start): path for path in sorted(folder.glob(f"{start}*")) if path.is_file()}


def _prepare(dataset: Dataset, test_set: str, pair: str) -> None:
    """Let sacreBLEU download and unpack the test set."""
    urls = dataset.data or []
    raw = _cache() / test_set / "raw"
    packed = [raw / f"{test_set.replace('/', '_')}.{url.rpartition('/')[2]}" for url in urls]
    if is_offline() and not all(file.is_file() for file in packed):
        raise MtqaError(
            f"the test set {test_set} is not in sacreBLEU's cache, and HF_HUB_OFFLINE or --offline forbids the network",
            f"Fetch it where there is a network: sacrebleu -t {test_set} -l {pair} --echo src",
        )
    try:
        dataset.process_to_text(pair)
    except SystemExit:
        raise MtqaError(f"sacreBLEU could not download the test set {test_set}", "Try again later.") from None
    except (OSError, ValueError, KeyError, AssertionError, EOFError, RuntimeError) as error:
        raise MtqaError(
            f"sacreBLEU could not download or unpack the test set {test_set}: {type(error).__name__}: {error}",
            "Check the network, or try again later.",
        ) from error


def _read(name: str, pair: LanguagePair, folder: Path, files: dict[str, Path]) -> Corpus:
    builder = CorpusBuilder(name, pair, folder)
    labels = {field: label for field in files if (label := _label(field))}
    try:
        counts: dict[str, int] = {}
        for line, row in enumerate(_rows(files), start=1):
            document = row.get("docid") or name
            counts[document] = counts.get(document, 0) + 1
            for field in ("src", *labels):
                check_segment(row[field], files[field], line)
            extra: dict[str, Value] = {"origlang": row["origlang"]} if row.get("origlang") else {}
            builder.add(
                f"{document}:{counts[document]}",
                document,
                row["src"],
                {label: row[field] for field, label in labels.items() if not _is_no_reference(label, row[field])},
                domain=row.get("domain") or row.get("genre") or "",
                extra=extra,
                line=line,
            )
        systems = [label.removeprefix(HYPOTHESIS) for label in labels.values() if label.startswith(HYPOTHESIS)]
        return builder.build(default_roles(sorted(systems, key=str.casefold)), title=f"{name} (from sacreBLEU)")
    except BaseException:
        builder.discard()
        raise


def _label(field: str) -> str:
    if field == "src" or field in _ABOUT:
        return ""
    if field == "ref":
        return f"{REFERENCE}A"
    if field.startswith("ref-"):
        return REFERENCE + field.removeprefix("ref-")
    return HYPOTHESIS + field


def _is_no_reference(label: str, text: str) -> bool:
    """sacreBLEU writes an empty line where a segment has no such reference."""
    return not text and label.startswith(REFERENCE)


def _rows(files: dict[str, Path]) -> Iterator[dict[str, str]]:
    for row in zip_longest(*(read_lines(file) for file in files.values())):
        if None in row:
            counts = {field: sum(1 for _ in read_lines(file)) for field, file in files.items()}
            field = next(field for field in files if counts[field] != counts["src"])
            raise MtqaError(
                f"has {counts[field]} lines, but the source has {counts['src']}",
                "Remove it, and let sacreBLEU download it again.",
                path=files[field],
            )
        yield dict(zip(files, row, strict=True))
