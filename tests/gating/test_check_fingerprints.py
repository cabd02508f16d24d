"""A check's fingerprint: other code, data or options give another one, and nothing else does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from mtqa.contracts import Check
from mtqa.evaluation import Checking, Chosen
from mtqa.gating import check_fingerprints
from mtqa.gating.check_fingerprints import check_fingerprint
from mtqa.languages import language
from mtqa.results import Severity

FILES = {
    "__init__.py": "",
    "words.py": (
        "from kit._shared import (\n    first,\n    second,\n)\n"
        "from mtqa.languages import language\n\n"
        "def words(translation):\n    return ()\n"
    ),
    "_shared.py": "from pathlib import Path\nfrom kit import _deeper\nDATA = Path(__file__).with_name('data')\n",
    "_deeper.py": "LIST = 'list.txt'\n",
    "list.txt": "a\nb\n",
    "data/de.toml": "x = 1\n",
    "unused.txt": "z\n",
    "other.py": "def other(translation):\n    return ()\n",
}


@dataclass(frozen=True)
class Options:
    most: int = 3
    lists: tuple[Path, ...] = ()


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with two checks, shared modules and data."""
    folder = tmp_path / "kit"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "kit"]:
        del sys.modules[name]
    forget()


def forget() -> None:
    """What is read is kept for the length of a run: another run begins."""
    for kept in (check_fingerprints._code, check_fingerprints._source, check_fingerprints._data):
        kept.cache_clear()
    check_fingerprints._text_digest.cache_clear()


def fingerprint(module: str = "words", chosen: Callable[[Check], Chosen] = Chosen, options: type | None = None) -> str:
    forget()

    def function(translation: object) -> tuple[()]:
        return ()

    function.__module__ = f"kit.{module}"
    check = Check("words", "style", Severity.MAJOR, function, options=options)
    return check_fingerprint(chosen(check), language("de"))


@pytest.mark.parametrize("name", ["words.py", "_shared.py", "_deeper.py", "list.txt", "data/de.toml"])
def test_code_and_data_count(kit: Path, name: str) -> None:
    before, beside = fingerprint(), fingerprint("other")
    path = kit / name
    path.write_text(path.read_text() + "# more\n")
    assert fingerprint() != before
    assert fingerprint("other") == beside


def test_a_new_file_of_data_counts(kit: Path) -> None:
    before = fingerprint()
    (kit / "data" / "fr.toml").write_text("")
    assert fingerprint() != before


@pytest.mark.parametrize("name", ["unused.txt", "other.py"])
def test_what_a_check_does_not_use_does_not_count(kit: Path, name: str) -> None:
    before = fingerprint()
    (kit / name).write_text("# another\n")
    assert fingerprint() == before


def test_line_ends_and_times_do_not_count(kit: Path) -> None:
    before = fingerprint()
    for name, text in FILES.items():
        (kit / name).write_bytes(text.replace("\n", "\r\n").encode())
    assert fingerprint() == before


def test_what_is_taken_from_mtqa_counts(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module in which `language` lives, with the facts about languages beside it."""
    fingerprint()
    built_on = check_fingerprints._built_on("kit.words")
    assert "mtqa.languages.tags" in built_on
    assert {path.name for path in check_fingerprints._data("mtqa.languages.tags")} == {
        "languages.toml",
        "regions.toml",
    }


def test_options_count(kit: Path, tmp_path: Path) -> None:
    def with_options(options: object) -> str:
        return fingerprint(chosen=lambda check: Chosen(check, options=options), options=Options)

    terms = tmp_path / "terms.tsv"
    terms.write_text("a\tb\n")
    plain = with_options(None)
    assert with_options(Options()) == plain  # the defaults, written or not
    assert fingerprint(chosen=lambda check: Chosen(check, Severity.MINOR)) == fingerprint()
    assert len({plain, with_options(Options(4)), with_options(Options(3, (terms,)))}) == 3
    german = fingerprint(chosen=lambda check: Chosen(check, by_language={"de": Options(4)}), options=Options)
    assert german == with_options(Options(4))
    listed = with_options(Options(3, (terms,)))
    moved = tmp_path / "elsewhere" / "names.tsv"
    moved.parent.mkdir()
    moved.write_text(terms.read_text())
    assert with_options(Options(3, (moved,))) == listed  # the content, not the place
    terms.write_text("a\tc\n")
    assert with_options(Options(3, (terms,))) != listed


def test_a_module_without_a_text(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code stands for itself by the version of its package, here none."""
    monkeypatch.setitem(sys.modules, "kit.compiled", ModuleType("kit.compiled"))
    assert fingerprint("compiled") != fingerprint("other")


def test_what_is_done_with_every_checks_findings_counts(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_fingerprints._source(check_fingerprints._COMMON)
    before = fingerprint()
    monkeypatch.setattr(check_fingerprints, "_COMMON", "mtqa.evaluation.suppressions")
    assert fingerprint() != before


def test_every_check_has_its_own_and_knows_its_data() -> None:
    forget()
    chosen = Checking().chosen
    assert len({check_fingerprint(one, language("de")) for one in chosen}) == len(chosen)
    for name, module, data in (
        ("numbers", "mtqa.checks._quantities", "de.toml"),
        ("omission", "mtqa.checks._names", "_lengths.toml"),
        ("units", "mtqa.checks._facts", "_units.toml"),
    ):
        function = next(one.check.function for one in chosen if one.check.name == name)
        built_on = check_fingerprints._built_on(function.__module__)
        assert module in built_on
        assert data in {path.name for part in built_on for path in check_fingerprints._data(part)}
