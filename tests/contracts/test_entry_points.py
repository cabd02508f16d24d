"""Plug-ins of other packages, installed for real: good ones work, broken ones cost a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

METRIC = '''
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import SegmentMean, metrics


@metrics.register
@dataclass(frozen=True)
class Vowels(SegmentMean):
    """Vowels in the hypothesis."""

    name: ClassVar[str] = "vowels"
    summary: ClassVar[str] = "How many vowels there are"
    higher_is_better: ClassVar[bool] = True
    packages: ClassVar[tuple[str, ...]] = ("vowel-metric",)

    def score_segment(self, source, hypothesis, references):
        return float(sum(letter in "aeiou" for letter in hypothesis))
'''
REPORT = """
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import Report, reports


@reports.register
@dataclass(frozen=True)
class Count(Report):
    name: ClassVar[str] = "count"
    summary: ClassVar[str] = "The number of segments"

    def write(self, evaluations, folder):
        path = folder / "count.txt"
        path.write_text(str(len(evaluations[0].corpus.segments)))
        return (path,)
"""


def install(folder: Path, package: str, modules: dict[str, str], entries: dict[str, dict[str, str]]) -> None:
    """Make a wheel of modules with entry points, and install it into `folder` as pip or uv does."""
    info = f"{package.replace('-', '_')}-1.0.dist-info"
    files = {
        **{f"{name}.py": text for name, text in modules.items()},
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "\n".join(
            f"[{group}]\n" + "".join(f"{name} = {module}\n" for name, module in named.items())
            for group, named in entries.items()
        ),
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    wheel = folder.parent / f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    command = [*installer, "--quiet", "--no-index", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder for installed packages, and beside it two files to score."""
    (tmp_path / "ref").write_text("the quick brown fox jumps\n")
    (tmp_path / "hyp").write_text("the quick brown fox sleeps\n")
    return tmp_path / "site"


def mtqa(place: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = [str(place), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-m", "mtqa", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, cwd=cwd or place.parent)


def test_a_metric_and_a_report_of_another_package(place: Path, project_root: Path) -> None:
    install(
        place,
        "vowel-metric",
        {"vowel_metric": METRIC, "count_report": REPORT},
        {"mtqa.metrics": {"vowels": "vowel_metric"}, "mtqa.reports": {"count": "count_report"}},
    )
    done = mtqa(place, "score", "ref", "-i", "hyp", "-m", "vowels", "-f", "json")
    assert done.returncode == 0, done.stderr
    assert '"value": 7.0' in done.stdout  # by hand: e, u, i, o, o, e, e
    assert "version:vowel-metric-1.0" in done.stdout
    assert "vowels" in mtqa(place, "list", "metrics").stdout
    assert "count, " in mtqa(place, "evaluate", "--help").stdout
    corpus = place.parent / "corpus"
    shutil.copytree(project_root / "corpora" / "eu-japan-summit", corpus)
    for _ in range(2):  # a report without any words of mtqa's is written again
        done = mtqa(place, "evaluate", str(corpus), "--format", "count", "--metric", "vowels", "--check", "none")
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise RuntimeError('no licence key')", "RuntimeError: no licence key"),
        ("import sys; sys.exit(4)", "SystemExit: 4"),
        ("import a_package_that_is_not_there", "ModuleNotFoundError: No module named 'a_package_that_is_not_there'"),
        ("1 +", "SyntaxError"),
        (METRIC.replace('"vowels"', '"bleu"'), "two metrics are named 'bleu'"),
    ],
)
def test_a_package_that_breaks_at_import_costs_a_warning(place: Path, code: str, words: str) -> None:
    install(place, "bad-metric", {"bad_metric": code}, {"mtqa.metrics": {"bad": "bad_metric"}})
    done = mtqa(place, "score", "ref", "-i", "hyp", "-m", "bleu", "-b")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "66.9\n"  # by hand: (4/5 x 3/4 x 2/3 x 1/2) ** (1/4)
    assert done.stderr.count("warning:") == 1
    assert "plug-in 'bad' of the package bad-metric (bad_metric) cannot be loaded" in done.stderr
    assert words in done.stderr
    asked = mtqa(place, "score", "ref", "-i", "hyp", "-m", "bad")
    assert asked.returncode == 3
    assert "error: the metric plug-in 'bad' of the package bad-metric" in asked.stderr
    assert "Mend or uninstall the package that brings it." in asked.stderr
    assert "fault of mtqa" not in asked.stderr


def test_two_loaders_that_both_read_a_file_are_named(place: Path) -> None:
    loader = (
        "from dataclasses import dataclass\nfrom mtqa.contracts import Certainty, Loader, loaders\n"
        "@loaders.register\n@dataclass(frozen=True)\nclass Mine(Loader):\n"
        "    name = 'a-table'\n    summary = 'Tables of my office'\n"
        "    def accepts(self, path):\n"
        "        return Certainty.{certainty} if path.suffix == '.tsv' else Certainty.NO\n"
        "    def load(self, path, languages=None):\n"
        "        raise RuntimeError('mine was asked')\n"
    )
    table = place.parent / "a.tsv"
    table.write_text("source_lang\ttarget_lang\tsource\thypothesis.x\nen\tde\tOne.\tEins.\n")
    entries = {"mtqa.loaders": {"a-table": "my_tables"}}
    install(place, "my-tables", {"my_tables": loader.replace("{certainty}", "POSSIBLE")}, entries)
    done = mtqa(place, "corpus", "show", str(table))
    assert done.returncode == 3
    assert "a-table and table can both read this. Say which is meant: --loader a-table" in done.stderr
    assert mtqa(place, "corpus", "show", str(table), "--loader", "table").returncode == 0
    (place / "my_tables.py").write_text(loader.replace("{certainty}", "CERTAIN"))
    assert "mine was asked" in mtqa(place, "corpus", "show", str(table)).stderr
