"""HTML pages from templates: one file each, nothing loaded, nothing in a text able to become mark-up or script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mtqa.corpus import Segment
from mtqa.rendering.labels import anchor
from mtqa.rendering.visible import plain
from mtqa.rendering.wording import Catalogue

__all__ = ["HtmlMedium", "asset", "content_security_policy", "render"]

_TEMPLATES = Path(__file__).with_name("templates")
_COMMAND = re.compile(r"`([^`]+)`")
_SCRIPTS = ("text", "data", "detail", "explorer", "start")
"""The parts of the page's one script, in order."""


def _shown(value: object) -> object:
    """Every value that a template prints passes here: hidden characters become marks, then it is escaped."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _with_code(text: str) -> Markup:
    """A sentence with the commands in it, which stand in grave accents, set as such; all else is escaped."""
    parts = enumerate(_COMMAND.split(plain(text)))  # every second one is a command
    return Markup("").join(Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in parts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["with_code"] = _with_code
    return environment


@cache
def asset(name: str) -> str:
    """A file of the templates, as text."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    parts = [asset(f"script/{name}.js") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def content_security_policy(style: str, script: str) -> str:
    """The policy of a page that holds this style and this script: nothing else runs, and nothing is loaded."""
    rules = ["default-src 'none'", f"style-src {_digest(style)}", "img-src data:"]
    if script:
        rules.append(f"script-src {_digest(script)}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _version() -> str:
    try:
        return version("mtqa")
    except PackageNotFoundError:
        return ""


def render(template: str, words: Catalogue, *, script: bool, **context: object) -> str:
    """A page as text.

    Args:
        template: Name of the template.
        words: Catalogue of the report.
        script: Whether the page has a segment explorer.
        context: What the template shows.
    """
    style, code = asset("report.css"), _script() if script else ""
    page = _environment().get_template(template)
    return page.render(
        t=words,
        n=words.numbers,
        version=_version(),
        policy=content_security_policy(style, code),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(code),  # noqa: S704 - our own file
        **context,
    )


class HtmlMedium:
    """Writes names and links of the verdict as HTML.

    Args:
        label: Names a segment.
        page: Page that holds the segments, relative to the one that is written; "" for itself.
    """

    def __init__(self, label: Callable[[Segment], str], page: str = "") -> None:
        self._label = label
        self._page = page

    def text(self, text: str) -> str:
        """Any text; it is escaped where the sentence becomes mark-up, or by the template."""
        return plain(text)

    def name(self, text: str) -> str:
        """The name of a system, apart from the text around it."""
        return Markup("<b><bdi>{}</bdi></b>").format(plain(text))

    def segment(self, segment: Segment) -> str:
        """A link to a segment."""
        return Markup('<a href="{}#{}">{}</a>').format(self._page, anchor(segment.id), self._label(segment))
