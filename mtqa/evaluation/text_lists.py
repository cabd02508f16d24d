"""Lists of texts as people have them in Python, read so that nothing is misunderstood.

References come as one list of texts, as lists by reference (`[first, second]`, sacreBLEU's way), as lists by segment,
or by name. What could be read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import first_line_out_of_step

__all__ = ["References", "read_names", "read_references", "read_systems", "read_texts"]

_BY_NAME = 'Name the references, each with one text for each segment: references={"A": [...], "B": [...]}.'
_FILES = "Files are scored with `mtqa score REF -i HYP`; in Python, read them first."


@dataclass(frozen=True)
class References:
    """References of some segments.

    Attributes:
        streams: By name, one text for each segment; None where a segment has no such reference.
    """

    streams: Mapping[str, list[str | None]]

    @property
    def varying(self) -> bool:
        """Whether some segments have fewer references than others."""
        if not any(None in stream for stream in self.streams.values()):
            return False
        counts = (sum(text is not None for text in texts) for texts in zip(*self.streams.values(), strict=True))
        return len(set(counts)) > 1


def read_texts(texts: Iterable[Any], what: str) -> list[str]:
    """A list of texts: a list, a tuple, a column of a data frame, a generator.

    Args:
        texts: The texts.
        what: What messages call them, in the plural.

    Raises:
        MtqaError: when it is one text, is empty, or holds what is no text, naming the first.
    """
    if isinstance(texts, (str, bytes)):
        raise MtqaError(f"the {what} are one text, where a list of texts is meant", _FILES)
    try:
        found = list(texts)
    except TypeError:
        raise MtqaError(f"the {what} are no list of texts, but {type(texts).__name__}") from None
    if not found:
        raise MtqaError(f"there are no {what}", "Give one text at least.")
    for number, text in enumerate(found):
        if not isinstance(text, str):
            raise _no_text(text, f"{what}[{number}]")
    return found


def _no_text(value: Any, place: str) -> MtqaError:
    if value is None:
        return MtqaError(f"{place} is missing (None)", 'Leave that segment out, or give "" where nothing was written.')
    if isinstance(value, (list, tuple)):
        hint = "Several systems are compared with mtqa.compare; score them one by one with mtqa.score."
        return MtqaError(f"{place} is a list, where a text is meant", hint if place.startswith("hyp") else "")
    return MtqaError(f"{place} is no text, but {type(value).__name__}: {str(value)[:40]}")


def read_systems(systems: Any) -> dict[str, list[str]]:
    """The translations of several systems, by their names; lists without names are called `System 1`, `System 2` ...

    Raises:
        MtqaError: when there are not two systems, or not as many texts of each.
    """
    if isinstance(systems, Mapping):
        named = {str(name): texts for name, texts in systems.items()}
    else:
        if isinstance(systems, str):
            raise MtqaError("the systems are one text", 'Give lists by name: {"a": [...], "b": [...]}.')
        lists = list(systems)
        if lists and isinstance(lists[0], str):
            raise MtqaError(
                "these are the texts of one system, and two are compared",
                'Give lists by name, {"a": [...], "b": [...]}, or score one system with mtqa.score.',
            )
        named = {f"System {number}": texts for number, texts in enumerate(lists, start=1)}
    found = {name: read_texts(texts, f"hypotheses of '{name}'") for name, texts in named.items()}
    if len(found) < 2:
        raise MtqaError("two systems at least are needed to compare them", "Score one with mtqa.score.")
    first, *others = found
    for name in others:
        same_length(found[first], found[name], f"the hypotheses of '{first}'", f"those of '{name}'")
    return found


def read_names(names: Iterable[Any] | None, n_segments: int, what: str) -> list[str] | None:
    """Documents or sources, one text for each segment.

    Raises:
        MtqaError: when there are not as many as segments.
    """
    if names is None:
        return None
    found = read_texts(names, what)
    if len(found) != n_segments:
        raise MtqaError(f"there are {len(found)} {what} for {n_segments} hypotheses", "Give one for each.")
    return found


def same_length(texts: list[str], others: list[Any], what: str, what_others: str) -> None:
    """Refuse lists that do not run in parallel.

    Raises:
        MtqaError: naming both counts and, where that can be told, where they fall out of step.
    """
    if len(texts) == len(others):
        return
    lengths = [[len(text or "") for text in one] for one in (others, texts)]
    position = first_line_out_of_step(*lengths)
    where = "" if position is None else f"; they seem to fall out of step at index {position - 1}"
    raise MtqaError(
        f"{what} are {len(texts)}, and {what_others} {len(others)}{where}",
        "Text n of one list must belong to text n of the other.",
    )


def read_references(references: Any, hypotheses: list[str]) -> References:
    """References in any form that can be understood in one way only.

    Args:
        references: Texts, one for each segment; a list of such lists, one for each reference; a list with the
            references of each segment (texts or lists); or lists by name. None for no references.
        hypotheses: One for each segment.

    Raises:
        MtqaError: when they do not fit the hypotheses, or can be read in two ways.
    """
    if references is None:
        return References({})
    if isinstance(references, Mapping):
        return _by_reference({str(name): texts for name, texts in references.items()}, hypotheses)
    if isinstance(references, (str, bytes)):
        read_texts(references, "references")
    given = [one if isinstance(one, str) or not isinstance(one, Iterable) else list(one) for one in references]
    if not given:
        raise MtqaError("there are no references", "Give one text for each hypothesis.")
    if not any(isinstance(one, list) for one in given):
        return _by_reference({"A": given}, hypotheses)
    return _nested(given, hypotheses)


def _nested(given: list[Any], hypotheses: list[str]) -> References:
    n = len(hypotheses)
    by_reference = all(isinstance(one, list) and len(one) == n for one in given)
    by_segment = len(given) == n
    if by_reference and by_segment and n > 1 and given != [list(texts) for texts in zip(*given, strict=True)]:
        raise MtqaError(
            f"the references can be read in two ways: as {n} references with one text for each of the {n} segments, or"
            f" as {n} segments with {n} references each",
            _BY_NAME,
        )
    if by_reference:
        return _by_reference({_letter(k): texts for k, texts in enumerate(given)}, hypotheses)
    if by_segment:
        return _by_segment(given)
    if len(given) == 1 or not any(isinstance(one, str) for one in given):
        sizes = {len(one) for one in given if isinstance(one, list)}
        if len(given) < n and len(sizes) == 1 and isinstance(given[0], list):
            same_length(hypotheses, given[0], "the hypotheses", "the texts of the first reference")
    sizes_told = sorted({1 if isinstance(one, str) else len(one) for one in given})
    told = f"{sizes_told[0]}" if len(sizes_told) == 1 else f"{sizes_told[0]} to {sizes_told[-1]}"
    raise MtqaError(
        f"the references do not fit {n} hypotheses: there are {len(given)} lists with {told} texts",
        f"Give lists with {n} texts, one list for each reference; or {n} lists, one for each segment.",
    )


def _by_reference(named: Mapping[str, Any], hypotheses: list[str]) -> References:
    streams: dict[str, list[str | None]] = {}
    for name, texts in named.items():
        if isinstance(texts, (str, bytes)):
            read_texts(texts, "references")
        found = list(texts)
        place = "references" if len(named) == 1 else f"references of '{name}'"
        for number, text in enumerate(found):
            if text is not None and not isinstance(text, str):
                raise _no_text(text, f"{place}[{number}]")
        same_length(hypotheses, found, "the hypotheses", f"the {place}")
        streams[name] = found
    if not streams:
        raise MtqaError("there are no references", "Give one text for each hypothesis.")
    _each_has_one(streams)
    return References(streams)


def _by_segment(given: list[Any]) -> References:
    rows = [[one] if isinstance(one, str) else one for one in given]
    for number, row in enumerate(rows):
        if not isinstance(row, list):
            raise _no_text(row, f"references[{number}]")
        for k, text in enumerate(row):
            if not isinstance(text, str):
                raise _no_text(text, f"references[{number}][{k}]")
    most = max(len(row) for row in rows)
    streams = {_letter(k): [row[k] if k < len(row) else None for row in rows] for k in range(most)}
    _each_has_one(streams or {"A": [None] * len(rows)})
    return References(streams)


def _each_has_one(streams: Mapping[str, list[str | None]]) -> None:
    for number, texts in enumerate(zip(*streams.values(), strict=True)):
        if all(text is None for text in texts):
            raise MtqaError(f"segment {number} (counted from 0) has no reference", "Leave that segment out.")


def _letter(number: int) -> str:
    """`A` to `Z` for the first references, as corpora call them, then numbers."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)
