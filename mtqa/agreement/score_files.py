"""Score files of metrics as mt-metrics-eval has them: `METRIC-REFERENCE.LEVEL.score`.

`SYSTEM SCORE`, a line for each segment of a system in the order of the test set (`seg`), one for each system (`sys`),
or `DOMAIN SYSTEM SCORE` (`domain`). Higher is better. A file of another name is understood by what is in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import read_lines

__all__ = ["ScoreFile", "read_score_files"]

_NAME = re.compile(r"(?P<metric>.+?)(?:\.(?P<level>seg|sys|domain|doc))?\.(?:score|tsv|txt)(?:\.gz)?")
_REFERENCE = re.compile(r"ref[A-Za-z]?")
_LEVELS = {"seg": "segment", "sys": "system", "domain": "domain", "doc": "document"}
_COUNT_ERRORS = {"ter", "hter", "wer", "per", "cder", "eed", "character"}
"""Metrics that count errors wherever they are computed; mt-metrics-eval keeps their scores below 0."""
_LARGEST = 1e100
_MISSING = {"None", "none", "NA", "nan", "NaN", "null"}


@dataclass(frozen=True)
class ScoreFile:
    """The scores of one metric at one level.

    Attributes:
        path: The file.
        metric: Name of the metric, without the reference that it used.
        references: The references that it used; None where the name does not tell; empty for a metric that needs none.
        level: `segment`, `system`, `domain` or `document`.
        scores: For each system its scores in the order of the file, NaN where the file says that there is none; by
            domain, `system` and domain with a tab between.
    """

    path: Path
    metric: str
    references: tuple[str, ...] | None
    level: str
    scores: Mapping[str, Sequence[float]]


def read_score_files(given: str, pair: str, n_segments: int) -> list[ScoreFile]:
    """Read a score file, or all of a folder.

    Args:
        given: A file, a folder, or one of the two with `:higher_is_better=false`.
        pair: The language pair, whose folder is taken where the given one holds several: `en-de`.
        n_segments: Segments of the test set.

    Raises:
        MtqaError: when there is none, or one is broken; names file and line.
    """
    path, sign = _path_and_sign(given)
    if path.is_dir():
        files = _scores_in(path) or _scores_in(path / pair)
        if not files:
            raise MtqaError(
                "there is no score file in it", "They are called METRIC-REFERENCE.seg.score and the like.", path=path
            )
    elif path.is_file():
        files = [path]
    else:
        raise MtqaError("there is no such file or folder", path=path)
    read = [_read(file, n_segments, sign) for file in files]
    seen: dict[tuple[str, tuple[str, ...] | None, str], Path] = {}
    for file in read:
        key = (file.metric, file.references, file.level)
        if key in seen:
            raise MtqaError(f"'{seen[key].name}' has scores of the same metric and level", "Keep one.", path=file.path)
        seen[key] = file.path
    return read


def _path_and_sign(given: str) -> tuple[Path, int]:
    for option, sign in ((":higher_is_better=false", -1), (":higher_is_better=true", 1)):
        if given.endswith(option):
            return Path(given.removesuffix(option)), sign
    return Path(given), 0


def _scores_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.endswith((".score", ".score.gz")) and path.is_file())


def _read(path: Path, n_segments: int, sign: int) -> ScoreFile:
    match = _NAME.fullmatch(path.name)
    metric, references = _metric_and_references(match["metric"] if match else path.stem)
    level = _LEVELS.get(match["level"] or "", "") if match else ""
    scores: dict[str, list[float]] = {}
    columns = 3 if level == "domain" else 2 if level else 0
    lines: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        cells = line.split()
        if not cells:
            continue
        columns = columns or (len(cells) if len(cells) in (2, 3) else 2)
        if len(cells) != columns:
            expected = "domain, system and score" if columns == 3 else "system and score"
            raise MtqaError(f"{_columns(len(cells))}, where {expected} are expected", path=path, line=number)
        name = "\t".join((cells[1], cells[0])) if columns == 3 else cells[0]
        scores.setdefault(name, []).append(_score(cells[-1], path, number))
        lines[name] = number
    if not scores:
        raise MtqaError("the file is empty", path=path)
    level = level or _level(scores, columns, n_segments)
    _check_counts(scores, level, n_segments, path, lines)
    turned = {name: [sign * value for value in values] for name, values in scores.items()} if sign == -1 else scores
    file = ScoreFile(path, metric, references, level, turned)
    if not sign:
        _check_direction(file)
    return file


def _columns(n: int) -> str:
    return "1 column" if n == 1 else f"{n} columns"


def _score(text: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if -_LARGEST < value < _LARGEST and "_" not in text:
        return value
    if text in _MISSING:
        return math.nan
    raise MtqaError(
        f"the score is '{text[:40]}'", "Write numbers with a point, or None for a missing one.", path=path, line=line
    )


def _metric_and_references(name: str) -> tuple[str, tuple[str, ...] | None]:
    """`BLEU`, `(refA,)` of `BLEU-refA`; a name without a reference is a metric's as a whole."""
    metric, dash, used = name.rpartition("-")
    if dash and metric:
        if used == "src":
            return metric, ()
        if used == "all" or all(_REFERENCE.fullmatch(reference) for reference in used.split(".")):
            return metric, tuple(used.split("."))
    return name, None


def _level(scores: Mapping[str, Sequence[float]], columns: int, n_segments: int) -> str:
    if columns == 3:
        return "domain"
    return "system" if n_segments > 1 and all(len(values) == 1 for values in scores.values()) else "segment"


def _check_counts(
    scores: Mapping[str, Sequence[float]], level: str, n_segments: int, path: Path, lines: Mapping[str, int]
) -> None:
    if level == "document":
        return
    wanted = n_segments if level == "segment" else 1
    for name, values in scores.items():
        if len(values) != wanted:
            system = name.replace("\t", ", ")
            expected = f" for {wanted} segments" if level == "segment" else ", where one is expected"
            counted = "1 score" if len(values) == 1 else f"{len(values)} scores"
            raise MtqaError(
                f"'{system[:60]}' has {counted}{expected}",
                "Give None for segments without a score." if level == "segment" else "Keep one.",
                path=path,
                line=lines[name],
            )


def _check_direction(file: ScoreFile) -> None:
    """Refuse scores of a metric that counts errors, and that are not turned round as mt-metrics-eval wants them."""
    if file.metric.casefold() not in _COUNT_ERRORS:
        return
    values = [value for of_system in file.scores.values() for value in of_system if not math.isnan(value)]
    if values and min(values) >= 0 and max(values) > 0:
        raise MtqaError(
            f"{file.metric} counts errors, and these scores are above 0: it is not plain which are better",
            f"Say --scores '{file.path}:higher_is_better=false' (or =true).",
            path=file.path,
        )
