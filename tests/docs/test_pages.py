"""What the documentation shows is true: commands and code run, configuration is accepted, the picture is up to date."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import structure
from fenced_code import FencedCode, fenced_code

from mtqa.corpus_folders import read_corpus_toml as corpus_keys, read_description
from mtqa.evaluation import read_config
from mtqa.gating import Policy, policy_toml, read_policy

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OUTPUT = "Output"
_EXIT_CODE = re.compile(r"#\s*exit code (\d)")
_CODE_PAGES = ("statistics.md", "large-corpora.md")


class Reader:
    """Does in a folder what a page says: writes its files, runs its commands and code, compares what they print.

    Args:
        folder: Where.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        command = folder / "bin" / "mtqa"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m mtqa "$@"\n')
        command.chmod(0o755)
        path = os.pathsep.join([str(command.parent), os.environ["PATH"]])
        self.environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}

    def follow(self, page: Path) -> None:
        """The whole page, from top to bottom."""
        for code in fenced_code(page):
            where = f"{page.name}:{code.line}"
            if code.title == OUTPUT:
                self.compare(code, where)
            elif code.title:
                path = self.folder / code.title
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(code.text, encoding="utf-8")
            elif code.language == "sh":
                self.said = "".join(self.run(line, where) for line in code.text.split("\n") if line.strip())
            elif code.language == "python":
                self.run_words([sys.executable, "-c", code.text], 0, where)

    def run(self, line: str, where: str) -> str:
        """What a line of a shell prints; its comment says how it ends, if not with 0."""
        match = _EXIT_CODE.search(line)
        return self.run_words(["sh", "-c", line], int(match[1]) if match else 0, where)

    def run_words(self, words: list[str], expected: int, where: str) -> str:
        ended = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=200, check=False
        )
        assert ended.returncode == expected, f"{where}: {ended.stdout[-1000:]}{ended.stderr[-2000:]}"
        return ended.stdout + ended.stderr

    def compare(self, code: FencedCode, where: str) -> None:
        """Every line that a page shows is printed; what follows it in that line may be left out."""
        said = " ".join(self.said.split())
        for line in filter(None, code.text.split("\n")):
            assert " ".join(line.split()) in said, f"{where}: not printed: {line}"


def test_engineers_tutorial(tmp_path: Path) -> None:
    Reader(tmp_path).follow(DOCS / "tutorials" / "engineer.md")


@pytest.mark.embed
def test_linguists_tutorial(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora")
    Reader(tmp_path).follow(DOCS / "tutorials" / "linguist.md")


@pytest.mark.parametrize("name", _CODE_PAGES)
def test_code_of_a_page_runs(name: str) -> None:
    text = "\n".join(code.text for code in fenced_code(DOCS / name) if code.language == "python")
    exec(compile(text, name, "exec"), {})


def test_the_page_about_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "corpora" / "eu-japan-summit", tmp_path / "corpora" / "eu-japan-summit")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    text = "\n".join(code.text for code in fenced_code(DOCS / "from-python.md") if code.language == "python")
    exec(compile(text, "from-python.md", "exec"), {})
    assert (tmp_path / "reports/summit/index.html").is_file()


def shown(title: str) -> list[FencedCode]:
    """Every configuration of that name in the documentation."""
    return [code for page in DOCS.rglob("*.md") for code in fenced_code(page) if code.title == title]


@pytest.mark.parametrize("title", ["corpus.toml", "mtqa.toml", "mtqa-gate.toml"])
def test_configuration_that_is_shown_is_accepted(title: str, tmp_path: Path) -> None:
    readers: dict[str, Any] = {"corpus.toml": read_description, "mtqa.toml": read_config, "mtqa-gate.toml": read_policy}
    examples = shown(title)
    assert examples
    for code in examples:
        (tmp_path / "suppressed.tsv").write_text("segment\tcheck\treason\n")
        path = tmp_path / title
        path.write_text(code.text, encoding="utf-8")
        readers[title](path)


def test_the_default_policy_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "mtqa-gate.toml"
    path.write_text(policy_toml(Policy()), encoding="utf-8")
    assert read_policy(path).findings == Policy().findings


def test_every_key_of_a_corpus_is_explained() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)`", page[page.index("At the top:") : page.index("## `mtqa.toml`")]))
    keys = {*corpus_keys._TOP_KEYS, *corpus_keys._TEXT_KEYS, *corpus_keys._ORIGINAL_KEYS}
    assert keys <= explained, sorted(keys - explained)


def test_the_architecture_names_every_folder() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    missing = [room for floor in structure.FLOORS for room in floor if f"`{room}`" not in page]
    assert missing == []


def test_the_picture_of_the_architecture_is_that_of_the_code() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "draw_architecture"))["picture"]()
    assert (DOCS / "architecture.svg").read_text(encoding="utf-8") == drawn, "run scripts/draw_architecture"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_at_the_top_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert inside
    assert [link for link in inside if not (ROOT / link).exists()] == []


def test_toml_everywhere_is_toml() -> None:
    for page in [*DOCS.rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]:
        for code in fenced_code(page):
            if code.language == "toml":
                tomllib.loads(code.text)


def test_pictures_are_small() -> None:
    assert [path.name for path in DOCS.rglob("*.png") if path.stat().st_size > 150_000] == []


def test_files_that_are_named_are_there() -> None:
    """Of the design and of CONTRIBUTING.md; the files that its examples make are not."""
    made = {code.title for code in fenced_code(ROOT / "CONTRIBUTING.md")}
    modules = {path.name for folder in ("mtqa", "tests", "scripts") for path in (ROOT / folder).rglob("*.py")}
    gone = []
    for page in (*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md"):
        for name in re.findall(r"`([\w./-]+)`", page.read_text(encoding="utf-8")):
            is_path = name.startswith(("mtqa/", "tests/", "scripts/")) and "NAME" not in name and not name[-1].isdigit()
            if name not in made and (
                (is_path and not (ROOT / name).exists()) or (name.endswith(".py") and Path(name).name not in modules)
            ):
                gone.append(f"{page.name}: {name}")
    assert gone == []
