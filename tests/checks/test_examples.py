"""Every check has examples of right and wrong, and they are true: the wrong one is found, the right one is not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from checking import translated

from mtqa.contracts import checks
from mtqa.evaluation import read_config
from mtqa.languages import eu_languages

FOLDER = Path(__file__).resolve().parents[2] / "mtqa" / "checks" / "examples"
KEYS = {"languages", "shows", "source", "wrong", "right", "extra", "config", "files"}
"""`extra` is what the page says about the segment besides; `files` lie beside the `mtqa.toml` that `config` is."""
NEEDS_THE_ENCODER = {"source_similarity"}


def examples(check: str) -> list[dict[str, Any]]:
    """The examples of one check."""
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{check}.toml").read_text(encoding="utf-8"))["examples"]
    return rows


def every_example() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        marks = [pytest.mark.embed] if path.stem in NEEDS_THE_ENCODER else []
        for number, example in enumerate(examples(path.stem), start=1):
            yield pytest.param(path.stem, example, id=f"{path.stem}-{number}", marks=marks)


def segments(example: dict[str, Any], key: str) -> list[str]:
    """The texts of an example: one, or a short corpus."""
    value = example[key]
    return [value] if isinstance(value, str) else value


def findings(check: str, example: dict[str, Any], key: str, folder: Path) -> set[int]:
    """Positions in which a check finds something, with the configuration that the example has."""
    texts = zip(segments(example, "source"), segments(example, key), strict=True)
    translations = [
        replace(one, segment=replace(one.segment, extra=example.get("extra", {})))
        for one in (translated(example["languages"], *text, name=str(n)) for n, text in enumerate(texts))
    ]
    options = None
    if "config" in example:
        for name, content in example.get("files", {}).items():
            (folder / name).write_text(content, encoding="utf-8")
        (folder / "mtqa.toml").write_text(example["config"], encoding="utf-8")
        chosen = read_config(folder / "mtqa.toml").checking.chosen
        options = next(one.options for one in chosen if one.check.name == check)
    return {position for position, _ in checks.get(check).find(translations, options)}


def test_every_check_of_ours_has_examples() -> None:
    own = {name for name in checks.names() if checks.get(name).function.__module__.startswith("mtqa.")}
    assert {path.stem for path in FOLDER.glob("*.toml")} == own


@pytest.mark.parametrize(("check", "example"), list(every_example()))
def test_examples_are_well_formed(check: str, example: dict[str, Any]) -> None:
    assert set(example) <= KEYS
    assert example["shows"].endswith((".", ")"))
    assert set(example["languages"].split("-")) <= set(eu_languages())


@pytest.mark.parametrize(("check", "example"), list(every_example()))
def test_the_wrong_one_is_found_and_the_right_one_is_not(check: str, example: dict[str, Any], tmp_path: Path) -> None:
    wrong, right = segments(example, "wrong"), segments(example, "right")
    differing = {n for n, (one, other) in enumerate(zip(wrong, right, strict=True)) if one != other}
    assert findings(check, example, "wrong", tmp_path) & differing
    assert findings(check, example, "right", tmp_path) == set()
