"""Pages, aligned into segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mtqa.corpus import Corpus, CorpusBuilder, Value
from mtqa.corpus_folders import CorpusDescription, Text
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_lines
from mtqa.languages import Language, LanguagePair
from mtqa.loaders._lines import finish, texts_into

if TYPE_CHECKING:
    from mtqa.documents import Joint

__all__ = ["read_pages"]

_Translations = Mapping[str, tuple[str, str]]
"""Translation and remark by source text."""


def read_pages(description: CorpusDescription, target: Language) -> Corpus:
    """The corpus of one language: from the folder's alignment table where it fits the pages, else aligned now.

    Raises:
        MtqaError: when a page or the table cannot be read.
    """
    from mtqa.alignment import align_folder

    texts = texts_into(description, target)
    by_source = [(text, _read_by_source(text)) for text in texts if text.by_source]
    aligned = align_folder(description, target)
    builder = CorpusBuilder(description.name, LanguagePair(description.source_language, target), description.path)
    counts: dict[str, int] = {}
    remarks: dict[str, dict[str, str]] = {}
    unknown: dict[str, int] = {}
    for row in aligned.rows:
        number = counts[row.document] = counts.get(row.document, 0) + 1
        segment = f"{row.document}:{number}"
        present = aligned.present[row.document]
        translations: dict[str, str | None] = {
            label: text for label, text in zip(aligned.labels, row.texts, strict=True) if label in present
        }
        for text, table in by_source:
            if text.document != row.document:
                continue
            translation, remark = table.get(row.source, (None, "")) if row.source.strip() else ("", "")
            translations[text.label] = translation
            if remark:
                remarks.setdefault(text.name, {})[segment] = remark
            if translation is None:
                unknown[text.name] = unknown.get(text.name, 0) + 1
        extra = _joined(row.document, translations, aligned.joints)
        builder.add(segment, row.document, row.source, translations, row.kind, description.domain, extra)
    warnings = [*aligned.warnings, *(_changed(name, count) for name, count in unknown.items())]
    return finish(builder, description, texts, description.sources[0].current[1], warnings, remarks)


def _joined(
    document: str, translations: Mapping[str, str | None], joints: Mapping[tuple[str, str], Sequence[Joint]]
) -> dict[str, Value] | None:
    """Words of a segment that touch at mark-up, a pair in each line, for the check `joined_words`."""
    pairs = [
        f"{joint.left} {joint.right}"
        for label, text in translations.items()
        for joint in joints.get((document, label), ())
        if joint.left + joint.right in (text or "")
    ]
    return {"joined": "\n".join(dict.fromkeys(pairs))} if pairs else None


def _changed(name: str, count: int) -> str:
    return (
        f"{name}: {count} segments of the source were cut differently when it translated them, and count as missing;"
        " run `mtqa translate` again."
    )


def _read_by_source(text: Text) -> _Translations:
    translations: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(read_lines(text.path), start=1):
        try:
            row = parse_json(line)
            source, translation, remark = row["source"], row["translation"], row.get("remark", "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            source = None
        if not isinstance(source, str) or not isinstance(translation, str) or not isinstance(remark, str):
            raise MtqaError(
                'a line must look like {"source": "...", "translation": "..."}', path=text.path, line=number
            )
        translations[source] = (translation, remark)
    return translations
