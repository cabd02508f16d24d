"""Pages of the documentation site that are made of the code itself: commands, checks, Python interface, plug-ins.

A hook of MkDocs: `on_files` adds the pages each time the site is built, so that none of them is ever copied by hand.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import io
import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "mtqa" / "checks" / "examples"
WIDTH = "78"
POLICY = "<!-- the default policy, which the site shows here -->"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    pages = {
        "reference/commands.md": commands_page(),
        "reference/checks.md": checks_page(),
        "reference/python.md": python_page(),
        "reference/plug-ins.md": plugins_page(),
        "contributing.md": contributing_page(),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put the default policy of the gate where a page asks for it, and lead to this site's page on contributing."""
    from mtqa.gating import Policy, policy_toml

    if POLICY in markdown:
        markdown = markdown.replace(POLICY, f"```toml\n{policy_toml(Policy()).strip()}\n```")
    return markdown.replace("](../CONTRIBUTING.md)", "](contributing.md)")


# ---- commands ----


def commands_page() -> str:
    """Every command with its help, as `mtqa COMMAND --help` prints it."""
    parts = ["# Commands", "What `mtqa COMMAND --help` says of each.", *_exit_codes()]
    for words in _commands():
        parts += [f"## `{' '.join(words)}`", f"```text\n{_help(words[1:])}\n```"]
    return "\n\n".join(parts) + "\n"


def _exit_codes() -> Iterator[str]:
    yield (
        "Results go to stdout, messages to stderr. Exit codes: 0 done, 1 the gate found a regression, 2 wrong usage, "
        "3 bad or missing data, model or dependency, 130 interrupted."
    )


def _commands() -> Iterator[tuple[str, ...]]:
    import typer

    from mtqa.cli.main import app

    yield ("mtqa",)
    yield from _below(typer.main.get_command(app), ("mtqa",))


def _below(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, member in getattr(command, "commands", {}).items():
        if not getattr(member, "hidden", False):
            yield (*words, name)
            yield from _below(member, (*words, name))


def _help(words: Sequence[str]) -> str:
    """What the command line answers to `--help`."""
    from mtqa.cli.main import app

    os.environ["COLUMNS"] = WIDTH
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        app(args=[*words, "--help"], prog_name="mtqa")
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).rstrip()
    if not text:
        raise RuntimeError(f"mtqa {' '.join(words)} --help prints nothing")
    return "\n".join(line.rstrip() for line in text.split("\n"))


# ---- checks ----


def checks_page() -> str:
    """Every check: what users read of it, its options, and its examples of right and wrong."""
    from mtqa.contracts import checks

    parts = [
        "# Checks",
        "What each check looks for, and an example of what it reports (wrong) and what it does not (right); the tests "
        "run every one of them. A finding has a category and a severity after [MQM](https://themqm.org); "
        "[`mtqa.toml`](../configuration.md#mtqatoml) switches and configures checks.",
    ]
    for name in checks.names():
        check = checks.get(name)
        parts += [f"## {name}", check.summary]
        asked = "runs by default" if check.by_default else "runs when it is asked for"
        asked += ", where it does not take long" if check.unasked is not None else ""
        parts.append(f"Category `{check.category}`, severity {check.severity} unless the finding has another; {asked}.")
        if check.options is not None:
            parts.append(_options(name, check.options))
        parts += [_example(example) for example in _examples(name)]
    return "\n\n".join(parts) + "\n"


def _examples(check: str) -> list[dict[str, Any]]:
    path = EXAMPLES / f"{check}.toml"
    if not path.is_file():  # a check of another package that is installed here
        return []
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["examples"]
    return rows


def _options(name: str, options: type) -> str:
    """The options of a check with the words of their docstring."""
    said = attributes(inspect.getdoc(options) or "")
    rows = [f"Options in `[checks.{name}]`:", ""]
    rows += [f"- `{field.name}`: {said.get(field.name, '')}" for field in dataclasses.fields(options)]
    return "\n".join(rows)


def attributes(docstring: str) -> dict[str, str]:
    """The section `Attributes:` of a docstring, by name."""
    section = re.search(r"^Attributes:\n(.*?)(?=^\S|\Z)", docstring, re.MULTILINE | re.DOTALL)
    rows = re.split(r"^ {4}(?=\w)", section[1], flags=re.MULTILINE)[1:] if section else []
    return {name: " ".join(text.split()) for name, _, text in (row.partition(": ") for row in rows)}


def _example(example: dict[str, Any]) -> str:
    """A table of one example; of a short corpus, its segments as a list in each cell."""
    columns = [f"| {example['languages']} | {_cell(example['shows'])} |", "|---|---|"]
    for label, key in (("source", "source"), ("✗ wrong", "wrong"), ("✓ right", "right")):
        value = example[key]
        texts = [_cell(value)] if isinstance(value, str) else _numbered(value, example)
        columns.append(f"| {label} | {'<br>'.join(texts)} |")
    parts = ["\n".join(columns)]
    if example.get("files") or "rule" in example.get("config", ""):
        parts.append(f"```toml\n{example['config'].strip()}\n```")
        parts += [
            f'```text title="{name}"\n{content.rstrip()}\n```' for name, content in example.get("files", {}).items()
        ]
    return "\n\n".join(parts)


def _numbered(texts: Sequence[str], example: dict[str, Any]) -> list[str]:
    """The segments of a short corpus; those that differ between right and wrong are set off."""
    differ = [one != other for one, other in zip(example["wrong"], example["right"], strict=True)]
    rows = zip(texts, differ, strict=True)
    return [f"{n}. **{_cell(text)}**" if apart else f"{n}. {_cell(text)}" for n, (text, apart) in enumerate(rows, 1)]


def _cell(text: str) -> str:
    """A text that stays as it is in a cell of a Markdown table."""
    return "".join(f"&#{ord(sign)};" if sign in "*_`[]<>&|\\#~" else sign for sign in text) or "(empty)"


# ---- Python ----


def python_page() -> str:
    """Everything in `mtqa.__all__`, by kind."""
    import mtqa

    functions = [name for name in mtqa.__all__ if inspect.isfunction(getattr(mtqa, name))]
    classes = [name for name in mtqa.__all__ if inspect.isclass(getattr(mtqa, name))]
    others = [name for name in mtqa.__all__ if name not in {*functions, *classes}]
    return "\n\n".join(
        [
            "# Python interface",
            "All that `import mtqa` offers. Names that are not on this page are no part of the interface, but for the "
            "[contracts of plug-ins](plug-ins.md).",
            '```python title="An evaluation in Python"\nimport mtqa\n\n'
            'corpus = mtqa.load_corpus("corpora/eu-japan-summit", "bg")\nevaluation = mtqa.evaluate(corpus)\n'
            'mtqa.write_reports([evaluation], "reports/eu-japan-summit")\n```',
            "## Functions",
            *_directives("mtqa", functions),
            "## Types",
            *_directives("mtqa", classes),
            "## Constants",
            *_directives("mtqa", others),
        ]
    )


def plugins_page() -> str:
    """The contracts of plug-ins, and what checks that they are kept."""
    contracts = "Metric SegmentMean Measurement Check Problem Translation Loader Certainty Baseline Translator"
    contracts += " TranslatedText Report Writer JudgementReader Ratings Rating"
    kept = "check_metric check_check check_loader check_baseline check_report check_writer sample_corpus BrokenContract"
    return "\n\n".join(
        [
            "# Plug-ins",
            "What each kind of plug-in must offer. [Contributing](../contributing.md) has a worked example of each.",
            "## Contracts",
            *_directives("mtqa.contracts", contracts.split()),
            "## Checking that they are kept",
            "For the tests of a plug-in: each function tries what a contract promises, and raises where it is broken.",
            *_directives("mtqa.testing", kept.split()),
        ]
    )


def _directives(module: str, names: Sequence[str]) -> list[str]:
    return [f"::: {module}.{name}" for name in names]


# ---- contributing ----


def contributing_page() -> str:
    """`CONTRIBUTING.md`, with its links as they are seen from the site."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.replace("](docs/", "](")
