"""What the browser shows: one page, its style and its scripts, as static files that are served as they are.

The server asks `page` and `static_file`, and no other file can be reached. Begin with `index.html` and `main.js`; the
report's style and its functions over texts are served beside them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from mtqa.rendering import hidden_characters, stylesheet, text_script

__all__ = ["page", "static_file"]

_FOLDER = Path(__file__).parent
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_OFFERED = "difference make makeVisible stretches wordsOf keptWords"
"""The functions of the report's script that the pages import."""


@cache
def page() -> bytes:
    """The one page, which fetches everything else."""
    return (_FOLDER / "index.html").read_bytes()


def static_file(name: str) -> tuple[bytes, str] | None:
    """A file that the page asks for by its name.

    Args:
        name: Name without a folder.

    Returns:
        Content and media type; None where there is no such file.
    """
    made = _made_of_the_report(name)
    if made is not None:
        return made.encode(), _KINDS[Path(name).suffix]
    if name not in _names():
        return None
    return (_FOLDER / name).read_bytes(), _KINDS[Path(name).suffix]


@cache
def _names() -> frozenset[str]:
    """Names of the files that may be asked for; compared as a whole, so that no path leads elsewhere."""
    return frozenset(path.name for path in _FOLDER.iterdir() if path.suffix in _KINDS)


def _made_of_the_report(name: str) -> str | None:
    """Style and script of the report, the script as a module; and which characters cannot be seen."""
    if name == "report.css":
        return stylesheet()
    if name == "text.js":
        return f"{text_script()}\nexport {{ {', '.join(_OFFERED.split())} }};\n"
    if name == "visible.js":
        pattern, names = hidden_characters()
        return f"export const HIDDEN = {json.dumps(pattern)};\nexport const NAMES = {json.dumps(names)};\n"
    return None
