"""Pages, aligned into segments."""

from __future__ import annotations

from mtqa.corpus import Corpus
from mtqa.corpus_builder import CorpusBuilder
from mtqa.description import CorpusDescription
from mtqa.languages import Language, LanguagePair
from mtqa.loaders._lines import finish, texts_into

__all__ = ["read_pages"]


def read_pages(description: CorpusDescription, target: Language) -> Corpus:
    """The corpus of one language: from the folder's alignment table where it fits the pages, else aligned now.

    Raises:
        MtqaError: when a page or the table cannot be read.
    """
    from mtqa.alignment.folder import align_folder

    aligned = align_folder(description, target)
    builder = CorpusBuilder(description.name, LanguagePair(description.source_language, target), description.path)
    counts: dict[str, int] = {}
    for row in aligned.rows:
        number = counts[row.document] = counts.get(row.document, 0) + 1
        present = aligned.present[row.document]
        builder.add(
            f"{row.document}:{number}",
            row.document,
            row.source,
            {label: text for label, text in zip(aligned.labels, row.texts, strict=True) if label in present},
            row.kind,
            description.domain,
        )
    origin = description.sources[0].current[1]
    return finish(builder, description, texts_into(description, target), origin, aligned.warnings)
