"""`mtqa.toml`: which checks are run, how, and the file of suppressed findings beside it.

```toml
suppressed = "suppressed.tsv"     # the default, where there is such a file

[checks.capitalisation]
enabled = false

[checks.terminology]
severity = "major"
glossary = ["terms.tbx"]          # below the folder of mtqa.toml

[checks.punctuation]
space_before = { fr = ":;", "" = "" }   # any option may be given by target language; "" is every other one

[profile]
name = "eu"                       # a house style; or file = "ours.toml". `corpus.toml` may name one, too

[scorecard]
weights = { critical = 10 }       # points of a finding by severity; the others stay 0, 1 and 5
max_penalty = 20                  # points per thousand words that pass; without it, nothing passes or fails
min_words = 500                   # fewer are too few to judge
```

What stands in `[checks.NAME]` and `[scorecard]` goes before what the profile says.

The file of suppressed findings is a table (TSV) with the columns `segment`, `check`, `reason` and, where they are
wanted, `system` and `language`; empty ones stand for all. The column `about` binds a line to findings
(`mtqa.results.finding_digest`); a line without it hides whatever its check finds in its segment, with a warning.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.contracts import Check, admit, checks, demands_of
from mtqa.errors import MtqaError, those_known
from mtqa.evaluation.checks_shared_out import Chosen
from mtqa.evaluation.findings import Checking
from mtqa.evaluation.profiles import Profile, profile, read_profile
from mtqa.evaluation.scorecard_table import scorecard_rules
from mtqa.evaluation.suppressed_table import read_suppressed
from mtqa.evaluation.suppressions import Suppression
from mtqa.files import read_text, resolve_inside
from mtqa.languages import language
from mtqa.results import ScorecardRules, Severity

__all__ = ["FILE_NAME", "Config", "find_config", "read_config", "suppressed_path"]

FILE_NAME = "mtqa.toml"
SUPPRESSED = "suppressed.tsv"
_TOP_KEYS = ("checks", "profile", "scorecard", "suppressed")
_PROFILE_KEYS = ("name", "file")
_CORPUS_FILE = "corpus.toml"
_CHECK_KEYS = ("enabled", "severity")


@dataclass(frozen=True)
class Config:
    """What `mtqa.toml` says.

    Attributes:
        path: The file; None where there is none.
        checking: Which checks are run, and how.
    """

    path: Path | None = None
    checking: Checking = dataclasses.field(default_factory=Checking)


def find_config(corpus: str) -> Path | None:
    """The `mtqa.toml` of a corpus: in its folder, or beside its file, or in the current folder; None where none is."""
    place = Path(corpus)
    folders = [place if place.is_dir() else place.parent] if place.exists() else []
    for folder in [*folders, Path()]:
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def read_config(path: Path | None, corpus: str = "") -> Config:
    """Read a configuration.

    Args:
        path: The file; None for no configuration.
        corpus: The corpus as the user named it: suppressed findings are also looked for in its folder.

    Raises:
        MtqaError: naming file and line, when the file is missing or no TOML, has an unknown key or a wrong value, or
            names a file outside its folder; or when the suppressed findings cannot be read.
    """
    folder = Path(corpus) if corpus and Path(corpus).is_dir() else None
    style = _profile_of_corpus(folder)
    if path is None:
        if folder is not None and style:
            config = _Reader(folder / _CORPUS_FILE, "", folder).read({"profile": style})
            return dataclasses.replace(config, path=None)
        return Config(None, Checking(suppressions=_suppressed_beside(corpus, folder)))
    beside = Path(corpus) if folder else Path(corpus).parent
    if corpus and path.parent == beside:
        resolve_inside(beside, path.name, declared_in=path)
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise MtqaError(f"this is not TOML: {error}", path=path, line=int(line[1]) if line else None) from error
    except RecursionError:
        raise MtqaError("this is not a configuration: it is nested too deeply", path=path) from None
    if folder is not None and style and "profile" not in content:
        named = _Reader(folder / _CORPUS_FILE, "", folder).profile(style)
        return _Reader(path, text, folder).read(content, named)
    return _Reader(path, text, folder).read(content)


def _profile_of_corpus(folder: Path | None) -> Any:
    """The `[profile]` table of a corpus folder's own description; None where there is none. What else is wrong with
    that file is told when the corpus is read."""
    path = folder / _CORPUS_FILE if folder else None
    if path is None or not path.is_file():
        return None
    try:
        return tomllib.loads(read_text(path)).get("profile")
    except (tomllib.TOMLDecodeError, RecursionError, MtqaError):
        return None


class _Reader:
    """Reads one `mtqa.toml`; every complaint names the file and the line."""

    def __init__(self, path: Path, text: str, corpus_folder: Path | None) -> None:
        self.path = path
        self.text = text
        self.corpus_folder = corpus_folder

    def wrong(self, message: str, hint: str = "", *, table: str = "", key: str = "") -> MtqaError:
        return MtqaError(message, hint, path=self.path, line=_line_of(self.text, table, key))

    def read(self, content: Mapping[str, Any], style: Profile | None = None) -> Config:
        """The configuration; `style` is a profile that is named elsewhere."""
        for key in content:
            if key not in _TOP_KEYS:
                raise self.wrong(f"unknown key '{key}'", those_known(key, _TOP_KEYS, "Known here"), key=key)
        tables = content.get("checks", {})
        if not isinstance(tables, dict):
            raise self.wrong("'checks' must be a table", "Write [checks.NAME] for each check.", key="checks")
        style = self.profile(content["profile"]) if "profile" in content else style
        configured = {name: self.check(name, table) for name, table in tables.items()}
        if style:
            configured = _Reader(style.path, read_text(style.path), None).under(self, style, tables, configured)
        on: list[Chosen] = []
        off: list[Chosen] = []
        for name in checks.names():
            chosen, enabled = configured.get(name, (Chosen(checks.get(name)), checks.get(name).by_default))
            (on if enabled else off).append(chosen)
        named = style.name if style else ""
        checking = Checking(tuple(on), tuple(off), self.suppressions(content), named, self.scorecard(content, style))
        return Config(self.path, checking)

    def scorecard(self, content: Mapping[str, Any], style: Profile | None) -> ScorecardRules:
        """The rules of the scorecard: the profile's, with what this file says above them."""
        rules = ScorecardRules()
        if style and style.scorecard is not None:
            rules = scorecard_rules(style.scorecard, rules, _Reader(style.path, read_text(style.path), None).wrong)
        return scorecard_rules(content["scorecard"], rules, self.wrong) if "scorecard" in content else rules

    def profile(self, table: Any) -> Profile:
        """The profile that a `[profile]` table names."""
        if not isinstance(table, dict) or len(table) != 1 or not set(table) <= set(_PROFILE_KEYS):
            hint = 'Write name = "eu", or file = "ours.toml" for a file in this folder.'
            raise self.wrong("[profile] must name a profile", hint, table="profile", key="profile")
        ((key, value),) = table.items()
        if key == "file":
            return read_profile(self.file(value, "profile", key))
        if not isinstance(value, str):
            raise self.wrong("'name' in [profile] must be a text in quotes", table="profile", key=key)
        try:
            return profile(value)
        except MtqaError as error:
            raise self.wrong(error.message, error.hint, table="profile", key=key) from None

    def under(
        self,
        own: _Reader,
        style: Profile,
        tables: Mapping[str, Any],
        configured: Mapping[str, tuple[Chosen, bool]],
    ) -> dict[str, tuple[Chosen, bool]]:
        """The tables of a profile, read by its own reader, with what the configuration's own tables say above them."""
        merged = dict(configured)
        for name, table in style.checks.items():
            self.check(name, table)
            merged[name] = self.check(name, table) if name not in tables else own.check(name, tables[name], self, table)
        return merged

    def check(
        self, name: str, table: Any, under: _Reader | None = None, style: Mapping[str, Any] | None = None
    ) -> tuple[Chosen, bool]:
        """The configuration of one check, and whether it is switched on.

        Args:
            name: Name of the check.
            table: What this file says of it.
            under: The reader of a profile.
            style: What the profile says of the check, where this file says nothing.
        """
        where = f"checks.{name}"
        if name not in checks.names():
            raise self.wrong(
                f"there is no check named '{name}'", those_known(name, checks.names()), table=where, key=name
            )
        if not isinstance(table, dict):
            raise self.wrong(f"'{where}' must be a table", f"Write [{where}].", table="checks", key=name)
        check = checks.get(name)
        fields = {} if check.options is None else {f.name: f for f in dataclasses.fields(check.options)}
        for key in table:
            if key not in _CHECK_KEYS and key not in fields:
                known = [*_CHECK_KEYS, *fields]
                raise self.wrong(
                    f"unknown key '{key}' in [{where}]", those_known(key, known, "Known here"), table=where, key=key
                )
        both = {**(style or {}), **table}
        enabled = both.get("enabled", True)
        if not isinstance(enabled, bool):
            raise self.wrong(f"'enabled' in [{where}] must be true or false", table=where, key="enabled")
        severity = both.get("severity")
        if severity is not None and severity not in [level.value for level in Severity]:
            raise self.wrong(
                f"severity '{severity}' in [{where}] is not known",
                f"Use one of: {', '.join(Severity)}.",
                table=where,
                key="severity",
            )
        values = {key: (under or self, value) for key, value in (style or {}).items() if key in fields}
        values |= {key: (self, value) for key, value in table.items() if key in fields}
        options, by_language = self.options_by_language(check, values, where)
        return Chosen(
            check, None if severity is None else Severity(severity), options, by_language, asked_for=True
        ), enabled

    def options_by_language(
        self, check: Check, values: Mapping[str, tuple[_Reader, Any]], where: str
    ) -> tuple[object | None, dict[str, object]]:
        """The options of a check for all target languages, and those that some languages have of their own."""
        tags = dict.fromkeys(tag for _, value in values.values() if isinstance(value, dict) for tag in value)
        for tag in filter(None, tags):
            try:
                language(tag)
            except MtqaError as error:
                raise self.wrong(f"[{where}]: {error.message}", error.hint, table=where) from None
        sets = {}
        for tag in ("", *filter(None, tags)):
            mine = {key: (reader, _of_language(value, tag)) for key, (reader, value) in values.items()}
            sets[tag] = self.options(check, {key: pair for key, pair in mine.items() if pair[1] is not None}, where)
        return sets.pop(""), {language(tag).tag: options for tag, options in sets.items() if options is not None}

    def options(self, check: Check, values: Mapping[str, tuple[_Reader, Any]], where: str) -> object | None:
        """The options of a check as an instance of its dataclass."""
        if check.options is None or not values:
            return None
        types = typing.get_type_hints(check.options)
        converted = {key: reader.value(value, types[key], where, key) for key, (reader, value) in values.items()}
        try:
            made = typing.cast("object", check.options(**converted))
        except (TypeError, ValueError) as error:
            raise self.wrong(f"[{where}]: {error}", table=where, key=next(iter(values))) from None
        key = next((key for key, value in converted.items() if isinstance(value, str)), next(iter(values)))
        reader = values[key][0]
        admit(demands_of(made), f"'{key}' in [{where}]", reader.path, _line_of(reader.text, where, key))
        return made

    def value(self, value: Any, wanted: Any, where: str, key: str) -> Any:
        if wanted == tuple[Path, ...]:
            names = value if isinstance(value, list) else [value]
            return tuple(self.file(name, where, key) for name in names)
        if wanted == tuple[str, ...]:
            if isinstance(value, list) and all(isinstance(item, str) for item in value):
                return tuple(value)
            raise self.wrong(f"'{key}' in [{where}] must be a list of texts", table=where, key=key)
        if typing.get_origin(wanted) is tuple and dataclasses.is_dataclass(typing.get_args(wanted)[0]):
            return self.rows(value, typing.get_args(wanted)[0], where, key)
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
            raise self.wrong(f"'{key}' in [{where}] must be {kinds.get(wanted, wanted)}", table=where, key=key)
        return value

    def rows(self, value: Any, row: Any, where: str, key: str) -> tuple[Any, ...]:
        """A list of tables, each as an instance of a dataclass."""
        inside, types = f"{where}.{key}", typing.get_type_hints(row)
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self.wrong(f"'{key}' in [{where}] must be tables", f"Write [[{inside}]].", table=where, key=key)
        instances = []
        for table in value:
            for name in table:
                if name not in types:
                    raise self.wrong(
                        f"unknown key '{name}' in [[{inside}]]",
                        those_known(name, types, "Known here"),
                        table=inside,
                        key=name,
                    )
            converted = {name: self.value(cell, types[name], inside, name) for name, cell in table.items()}
            try:
                instances.append(row(**converted))
            except (TypeError, ValueError) as error:
                raise self.wrong(f"[[{inside}]]: {error}", table=inside, key=next(iter(table), "")) from None
        return tuple(instances)

    def file(self, name: Any, where: str, key: str) -> Path:
        if not isinstance(name, str) or not name:
            raise self.wrong(f"'{key}' in [{where}] must name files", table=where, key=key)
        try:
            path = resolve_inside(self.path.parent, name, declared_in=self.path)
        except MtqaError as error:
            raise self.wrong(error.message, error.hint, table=where, key=key) from None
        if not path.exists():
            raise self.wrong(f"there is no '{name}' in this folder", "Check the name.", table=where, key=key)
        return path

    def suppressions(self, content: Mapping[str, Any]) -> tuple[Suppression, ...]:
        if "suppressed" in content:
            return read_suppressed(self.file(content["suppressed"], "", "suppressed"))
        for folder in dict.fromkeys((self.corpus_folder or self.path.parent, self.path.parent)):
            if found := _suppressed_in(folder):
                return found
        return ()


def _suppressed_beside(corpus: str, folder: Path | None) -> tuple[Suppression, ...]:
    """The suppressed findings of a corpus without configuration: in its folder, or beside its file."""
    if folder is not None:
        return _suppressed_in(folder)
    path = Path(f"{corpus}.{SUPPRESSED}")
    return read_suppressed(path) if corpus and Path(corpus).is_file() and path.is_file() else ()


def suppressed_path(path: Path | None, corpus: str) -> Path | None:
    """The table of suppressed findings that `read_config` reads, or would read if it were there.

    Args:
        path: The configuration; None for none.
        corpus: The corpus as the user named it.

    Returns:
        None where there is no place for it: the corpus is no folder and no file.

    Raises:
        MtqaError: when the configuration is broken, or names a file outside its folder.
    """
    place = Path(corpus)
    folder = place if place.is_dir() else None
    if path is None:
        return folder / SUPPRESSED if folder else Path(f"{corpus}.{SUPPRESSED}") if place.is_file() else None
    named = tomllib.loads(read_text(path)).get("suppressed")
    if named is not None:
        return resolve_inside(path.parent, str(named), declared_in=path)
    for one in (folder or path.parent, path.parent):
        if _suppressed_in(one):
            return one / SUPPRESSED
    return (folder or path.parent) / SUPPRESSED


def _suppressed_in(folder: Path) -> tuple[Suppression, ...]:
    """The suppressed findings that lie in a folder; a link to somewhere else is refused."""
    path = folder / SUPPRESSED
    return read_suppressed(resolve_inside(folder, SUPPRESSED, declared_in=path)) if path.is_file() else ()


def _of_language(value: Any, tag: str) -> Any:
    """A value for a language: the value itself where it is for all, that of "" where the language has none."""
    return value.get(tag, value.get("")) if isinstance(value, dict) else value


def _line_of(text: str, table: str, key: str) -> int | None:
    """The line where a key of a table stands, as far as one can tell without a parser that keeps lines."""
    current = ""
    key_pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
    table_line = None
    for number, line in enumerate(text.split("\n"), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = re.sub(r"[\"'\s]", "", header[1])
            if current in (table, key) or (not table and current.startswith(f"{key}.")):
                table_line = table_line or number
        elif current == table and key_pattern.match(line):
            return number
    return table_line
