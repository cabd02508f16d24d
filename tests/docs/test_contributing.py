"""The examples of CONTRIBUTING.md work as they stand there: in mtqa's own folders, and from another package."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fenced_code import fenced_code

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {code.title: code.text for code in fenced_code(ROOT / "CONTRIBUTING.md") if code.title}
MODULES = {title: text for title, text in EXAMPLES.items() if title.endswith(".py")}
KINDS = ("metrics", "checks", "loaders", "writers", "baselines", "reports")
SAMPLE = """{"source": "en", "target": "de", "segments": [
{"source": "Yes.", "references": {"A": "Ja."}, "hypotheses": {"x": "Ja.", "y": null}},
{"source": "No.", "hypotheses": {"x": "", "y": "Nein."}}]}"""
IMPORTS = "from mtqa.testing import check_baseline, check_check, check_loader, check_metric, check_report, check_writer"
CHECKED_BY = {
    "metrics": "check_metric('word_f1'); check_metric('word_f1(ignore_case=True)')",
    "checks": "check_check('exclamations')",
    "loaders": "check_loader('mtjson', 'sample.mtjson')",
    "writers": "check_writer('mtjson')",
    "baselines": "check_baseline('copy')",
    "reports": "check_report('lines')",
}


def install(folder: Path, modules: dict[str, str], entry_points: dict[str, dict[str, str]]) -> None:
    """Lay a package into a folder as it is once it is installed.

    Args:
        folder: Will be on the path.
        modules: Text by path.
        entry_points: Module by group and name.
    """
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    info = folder / "example-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: example\nVersion: 1.0\n")
    sections = [
        "\n".join([f"[{group}]", *(f"{name} = {module}" for name, module in named.items())])
        for group, named in entry_points.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(sections) + "\n")


def run(folder: Path, code: str) -> str:
    """What a fresh interpreter prints that has the folder on its path."""
    (folder / "sample.mtjson").write_text(SAMPLE, encoding="utf-8")
    begin = f"import sys, warnings; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]; warnings.simplefilter('error')\n"
    command = [sys.executable, "-c", begin + code]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120, check=False)
    assert finished.returncode == 0, finished.stderr[-3000:]
    return finished.stdout


def test_there_is_one_example_of_each_kind() -> None:
    assert sorted(Path(title).parts[1] for title in MODULES) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_example_keeps_its_contract(kind: str, tmp_path: Path) -> None:
    modules: dict[str, str] = {}
    entry_points = {}
    for title, text in MODULES.items():
        _, of_kind, name = Path(title).with_suffix("").parts
        if of_kind == kind or (kind, of_kind) == ("writers", "loaders"):  # a writer needs its loader to be read back
            modules[f"example_{of_kind}_{name}.py"] = text
            entry_points[f"mtqa.{of_kind}"] = {name: f"example_{of_kind}_{name}"}
    install(tmp_path, modules, entry_points)
    run(tmp_path, f"{IMPORTS}\n{CHECKED_BY[kind]}")


def test_package_of_ones_own(tmp_path: Path) -> None:
    project = tomllib.loads(EXAMPLES["pyproject.toml"])["project"]
    points = project["entry-points"]
    places = {"mtqa_mtjson/__init__.py": ""}
    for group, named in points.items():
        (module,) = named.values()
        places[f"{module.replace('.', '/')}.py"] = MODULES[f"mtqa/{group.removeprefix('mtqa.')}/mtjson.py"]
    install(tmp_path, places, points)
    code = "from mtqa.preparation import load_corpus; print(load_corpus('sample.mtjson').system('x').hypotheses)"
    assert run(tmp_path, code).strip() == "('Ja.', '')"


def test_the_example_of_the_check_is_true(tmp_path: Path) -> None:
    (example,) = tomllib.loads(EXAMPLES["mtqa/checks/examples/exclamations.toml"])["examples"]
    install(tmp_path, {"m.py": MODULES["mtqa/checks/exclamations.py"]}, {"mtqa.checks": {"exclamations": "m"}})
    code = (
        "from mtqa.contracts import Translation, checks; from mtqa.corpus import Segment\n"
        "from mtqa.languages import language\n"
        f"example = {example!r}\n"
        "tags = [language(tag) for tag in example['languages'].split('-')]\n"
        "for key in ('wrong', 'right'):\n"
        "    one = Translation(Segment('1', 'd', example['source']), example[key], *tags)\n"
        "    print(len(list(checks.get('exclamations')(one))))"
    )
    assert run(tmp_path, code).split() == ["1", "0"]


def test_the_test_in_the_text(tmp_path: Path) -> None:
    (text,) = [c.text for c in fenced_code(ROOT / "CONTRIBUTING.md") if c.language == "python" and not c.title]
    install(tmp_path, {"m.py": MODULES["mtqa/loaders/mtjson.py"]}, {"mtqa.loaders": {"mtjson": "m"}})
    run(tmp_path, f"{text}\nfrom pathlib import Path\ntest_contract(Path())")


@pytest.mark.parametrize("title", sorted(MODULES))
def test_examples_are_as_tidy_as_the_code(title: str, tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(MODULES[title], encoding="utf-8")
    for command in (["check", "--config", str(ROOT / "pyproject.toml")], ["format", "--check", "--line-length", "120"]):
        tidy = subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], capture_output=True, check=False)
        assert tidy.returncode == 0, tidy.stdout.decode()
