"""What is done to corpora before they are judged: loading, building, validating, converting, fetching originals.

Evaluation, the gate and the commands may import it; plug-ins are reached through `contracts` only. Begin with `load`
(`load_corpus`), then `build_folder` (pages become a corpus folder).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.preparation.added_system import (
        add_systems as add_systems,
        check_place as check_place,
        is_corpus_folder as is_corpus_folder,
    )
    from mtqa.preparation.build_folder import NewText as NewText, make_folder as make_folder
    from mtqa.preparation.built_tables import (
        BuiltTable as BuiltTable,
        build_tables as build_tables,
        move_with_tables as move_with_tables,
        with_remarks as with_remarks,
    )
    from mtqa.preparation.convert import (
        find_writer as find_writer,
        left_behind as left_behind,
        write_corpora as write_corpora,
    )
    from mtqa.preparation.load import (
        as_corpus as as_corpus,
        find_loader as find_loader,
        load_corpora as load_corpora,
        load_corpus as load_corpus,
        loader_options as loader_options,
    )
    from mtqa.preparation.published_originals import (
        Download as Download,
        download_document as download_document,
        fetch_pages as fetch_pages,
        originals_to_fetch as originals_to_fetch,
    )
    from mtqa.preparation.validation import Validation as Validation, validate as validate
else:
    __getattr__, __dir__ = exporting(
        __name__,
        added_system="add_systems check_place is_corpus_folder",
        build_folder="NewText make_folder",
        built_tables="BuiltTable build_tables move_with_tables with_remarks",
        convert="find_writer left_behind write_corpora",
        load="as_corpus find_loader load_corpora load_corpus loader_options",
        published_originals="Download download_document fetch_pages originals_to_fetch",
        validation="Validation validate",
    )
