"""Corpus folders: `corpus.toml`, read and written, and folders whose files say by their names what they are.

It may be imported by everything that loads, writes or prepares corpora. Begin with `read_corpus_toml` (the
description of a folder); `named_files` finds source, references and systems by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.corpus_folders.named_files import (
        LINE_SUFFIXES as LINE_SUFFIXES,
        PAGE_SUFFIXES as PAGE_SUFFIXES,
        describe_by_names as describe_by_names,
        documents_file as documents_file,
        has_named_texts as has_named_texts,
        language_of_file as language_of_file,
    )
    from mtqa.corpus_folders.read_corpus_toml import (
        FILE_NAME as FILE_NAME,
        SOURCE as SOURCE,
        CorpusDescription as CorpusDescription,
        Text as Text,
        read_description as read_description,
    )
    from mtqa.corpus_folders.write_corpus_toml import (
        safe_name as safe_name,
        toml_table as toml_table,
        toml_text as toml_text,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        named_files="LINE_SUFFIXES PAGE_SUFFIXES describe_by_names documents_file has_named_texts language_of_file",
        read_corpus_toml="FILE_NAME SOURCE CorpusDescription Text read_description",
        write_corpus_toml="safe_name toml_table toml_text",
    )
