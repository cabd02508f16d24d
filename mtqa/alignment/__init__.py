"""Pages in two languages become aligned sentences: cut into sentences, aligned, corrected in tables.

Loaders of pages, preparation, baselines and neural metrics may import it; it reads no corpus. Begin with
`aligned_pages` (two documents), then `align` (the search) and `corrections` (what a person changed in a table);
`encoders` measures meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.alignment.aligned_folder import AlignedFolder as AlignedFolder, align_folder as align_folder
    from mtqa.alignment.alignment_table import (
        FOLDER as FOLDER,
        TableRow as TableRow,
        render_alignment_table as render_alignment_table,
        table_path as table_path,
    )
    from mtqa.alignment.encoders import (
        Encoder as Encoder,
        encoder_demands as encoder_demands,
        encoder_in_use as encoder_in_use,
        load_encoder as load_encoder,
    )
    from mtqa.alignment.kept_vectors import keeping_no_vectors as keeping_no_vectors
    from mtqa.alignment.sentences import split_sentences as split_sentences
    from mtqa.alignment.table_files import find_table as find_table
else:
    __getattr__, __dir__ = exporting(
        __name__,
        aligned_folder="AlignedFolder align_folder",
        alignment_table="FOLDER TableRow render_alignment_table table_path",
        encoders="Encoder encoder_demands encoder_in_use load_encoder",
        kept_vectors="keeping_no_vectors",
        sentences="split_sentences",
        table_files="find_table",
    )
