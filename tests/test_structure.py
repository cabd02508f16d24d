"""The rules of the architecture hold, and each of them sees what breaks it."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import structure


@pytest.mark.parametrize("rule", structure.RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Callable[[Path], list[str]], project_root: Path) -> None:
    assert not rule(project_root)


PLANTED = {
    "a document's parser that writes a report": (
        structure.floors,
        "documents/html.py",
        "from mtqa.rendering import catalogue",
        "documents.html imports rendering, which is not below it",
    ),
    "a contract that names a check": (
        structure.floors,
        "contracts/check.py",
        "def g() -> None:\n    from mtqa.checks.numbers import check_numbers",
        "contracts.check imports checks.numbers, which is not below it",
    ),
    "a verb that names a plug-in": (
        structure.floors,
        "evaluation/evaluate_corpus.py",
        "import mtqa.metrics.bleu",
        "evaluation.evaluate_corpus imports metrics.bleu, which is not below it",
    ),
    "a module on no floor": (structure.floors, "helpers.py", "", "helpers is on no floor"),
    "a folder that knows the public interface": (
        structure.floors,
        "corpus/corpus.py",
        "from mtqa import evaluate",
        "corpus.corpus imports mtqa itself",
    ),
    "an import past the door of a folder": (
        structure.doors,
        "evaluation/evaluate_corpus.py",
        "from mtqa.corpus.corpus import Corpus as C",
        "evaluation.evaluate_corpus imports corpus.corpus and not what corpus offers",
    ),
    "two modules that import each other": (
        structure.circles,
        "corpus/corpus.py",
        "from mtqa.corpus import CorpusBuilder as B",
        "corpus.corpus is in a circle",
    ),
    "a folder whose lists of names disagree": (
        structure.signs,
        "corpus/__init__.py",
        "from mtqa.corpus.builder import default_roles as default_roles, Unlisted as Unlisted",
        "corpus offers two different lists: [('Unlisted', 'builder')]",
    ),
    "a folder that does not say what it is": (
        structure.signs,
        "helpers/__init__.py",
        '"""Helpers."""',
        "helpers does not say what it is, who may import it and where to begin",
    ),
    "a plug-in that imports another": (
        structure.plugins,
        "checks/dates.py",
        "from mtqa.checks.numbers import check_numbers as n",
        "checks.dates imports checks.numbers",
    ),
    "a command that imports another": (
        structure.commands,
        "cli/gate.py",
        "from mtqa.cli.evaluate import evaluate as e",
        "cli.gate imports cli.evaluate",
    ),
    "a heavy package at the top": (
        structure.weights,
        "corpus/corpus.py",
        "import torch",
        "corpus.corpus imports torch",
    ),
    "a module that is too long": (structure.sizes, "languages/tags.py", "# more\n" * 400, "languages.tags has"),
    "a ninth loose module": (structure.sizes, "ninth.py", "", "9 modules stand loose"),
    "a name with two meanings": (
        structure.sizes,
        "corpus/scores.py",
        "",
        "one name for corpus.scores, engine.scores",
    ),
    "a library that prints": (structure.manners, "languages/tags.py", "print('x')", "languages.tags:"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_violation_is_seen(what: str, tmp_path: Path, project_root: Path) -> None:
    rule, file, code, seen = PLANTED[what]
    shutil.copytree(project_root / "mtqa", tmp_path / "mtqa", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    place = tmp_path / "mtqa" / file
    place.parent.mkdir(exist_ok=True)
    before = place.read_text(encoding="utf-8") if place.exists() else ""
    place.write_text(f"{before}\n\n{code}\n", encoding="utf-8")
    assert any(seen in broken for broken in rule(tmp_path))


@pytest.mark.alone
def test_help_starts_fast() -> None:
    """`mtqa --help` within 0.2 s of bare Python: processor time, the best of several runs."""

    def best(*command: str) -> float:
        times = []
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(times)

    bare = best(sys.executable, "-c", "pass")
    assert best(sys.executable, "-m", "mtqa", "--help") - bare < 0.2


@pytest.mark.parametrize(
    "module",
    [
        "mtqa",
        "mtqa.cli.main",
        "mtqa.contracts",
        "mtqa.evaluation.evaluate_corpus",
        "mtqa.gating.accept_and_gate",
        "mtqa.pytest_plugin",
    ],
)
def test_imports_stay_light(module: str) -> None:
    code = f"import sys, {module}; print(sorted({structure.HEAVY | {'numpy', 'rich'}!r} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "[]"


def test_the_public_interface_is_what_it_says() -> None:
    import mtqa

    assert dir(mtqa) == sorted(mtqa.__all__)
    for name in mtqa.__all__:
        assert getattr(mtqa, name) is not None
    with pytest.raises(AttributeError, match="module 'mtqa' has no attribute 'evaluation_of_all'"):
        _ = mtqa.evaluation_of_all
