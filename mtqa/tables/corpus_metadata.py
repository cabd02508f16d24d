"""What a file says about a corpus besides its texts, as JSON: languages, roles, origins, notes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus, CorpusBuilder, Origin, Role
from mtqa.errors import MtqaError
from mtqa.files import parse_json
from mtqa.languages import LanguagePair, language_of

__all__ = ["Metadata", "metadata_to_json", "read_metadata"]

SCHEMA = "mtqa/corpus/1"


@dataclass(frozen=True)
class Metadata:
    """A corpus without its segments."""

    name: str
    language_pair: LanguagePair
    roles: Mapping[str, Role]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    title: str = ""
    domain: str = ""
    source_origin: Origin = field(default_factory=Origin)
    reference_origins: Mapping[str, Origin] = field(default_factory=dict)
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, corpus: Corpus) -> Metadata:
        """That of a corpus."""
        return cls(
            name=corpus.name,
            language_pair=corpus.language_pair,
            roles={system.name: system.role for system in corpus.systems},
            origins={system.name: system.origin for system in corpus.systems},
            title=corpus.title,
            domain=corpus.domain,
            source_origin=corpus.source_origin,
            reference_origins=dict(corpus.reference_origins),
            remarks={system.name: system.remarks for system in corpus.systems if system.remarks},
            notes=corpus.notes,
            warnings=corpus.warnings,
        )

    def build(
        self,
        builder: CorpusBuilder,
        *,
        renamed: Mapping[str, str] | None = None,
        roles: Mapping[str, Role] | None = None,
    ) -> Corpus:
        """The corpus of what was read. Systems that this does not know come last, with the roles given."""
        builder.name = self.name or builder.name
        all_roles = dict(self.roles)
        for name, role in (roles or {}).items():
            all_roles.setdefault(name, Role.BASELINE if all_roles and role is Role.PRIMARY else role)
        return builder.build(
            all_roles,
            self.origins,
            reference_origins=self.reference_origins,
            remarks=self.remarks,
            renamed=renamed,
            title=self.title,
            domain=self.domain,
            source_origin=self.source_origin,
            notes=self.notes,
            warnings=self.warnings,
        )


def metadata_to_json(corpora: Sequence[Corpus]) -> str:
    """The metadata of corpora as JSON text."""
    return json.dumps(
        {"schema": SCHEMA, "corpora": [_row(Metadata.of(corpus)) for corpus in corpora]}, ensure_ascii=False
    )


def _row(about: Metadata) -> dict[str, Any]:
    row = {
        "name": about.name,
        "source_language": about.language_pair.source.tag,
        "target_language": about.language_pair.target.tag,
        "title": about.title,
        "domain": about.domain,
        "systems": [
            {"name": name, "role": role.value, "origin": _origin(about.origins.get(name, Origin()))}
            for name, role in about.roles.items()
        ],
        "source_origin": _origin(about.source_origin),
        "reference_origins": {name: _origin(origin) for name, origin in about.reference_origins.items()},
        "remarks": {name: dict(remarks) for name, remarks in about.remarks.items()},
        "notes": list(about.notes),
        "warnings": list(about.warnings),
    }
    return {key: value for key, value in row.items() if value}


def _origin(origin: Origin) -> dict[str, str]:
    return {key: value for key, value in asdict(origin).items() if value}


def read_metadata(text: str | bytes, path: Path | None = None) -> dict[str, Metadata]:
    """Metadata by language pair from JSON text; nothing where the text is not such metadata.

    Args:
        text: The JSON.
        path: The file that it was in, for messages.

    Raises:
        MtqaError: when it is, but damaged.
    """
    try:
        content = parse_json(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        return {}
    try:
        corpora = [_read_row(row) for row in content["corpora"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MtqaError(
            f"what the file says about the corpus is damaged ({type(error).__name__}: {str(error)[:100]})", path=path
        ) from None
    except MtqaError as error:
        raise MtqaError(f"what the file says about the corpus is damaged: {error.message}", path=path) from None
    return {str(about.language_pair): about for about in corpora}


def _read_row(row: Mapping[str, Any]) -> Metadata:
    systems = row.get("systems", [])
    return Metadata(
        name=_text(row.get("name", "")),
        language_pair=LanguagePair(language_of(row["source_language"]), language_of(row["target_language"])),
        roles={_text(system["name"]): Role(system["role"]) for system in systems},
        origins={system["name"]: _read_origin(system.get("origin", {})) for system in systems},
        title=_text(row.get("title", "")),
        domain=_text(row.get("domain", "")),
        source_origin=_read_origin(row.get("source_origin", {})),
        reference_origins={name: _read_origin(origin) for name, origin in row.get("reference_origins", {}).items()},
        remarks={
            _text(name): {_text(segment): _text(remark) for segment, remark in remarks.items()}
            for name, remarks in row.get("remarks", {}).items()
        },
        notes=tuple(_text(note) for note in row.get("notes", [])),
        warnings=tuple(_text(warning) for warning in row.get("warnings", [])),
    )


def _read_origin(row: Mapping[str, str]) -> Origin:
    field_names = {f.name for f in fields(Origin)}
    return Origin(**{key: _text(value) for key, value in row.items() if key in field_names})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not a text")
    value.encode("utf-8")
    return value
