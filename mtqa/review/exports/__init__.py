"""Judgements as files of other tools: mt-metrics-eval, Google's MQM tables, XLIFF, TSV and workbooks.

The rest of `review` and the commands may use it; every file is read again by a reader of human judgements. Begin with
`rated` (what is written), then `written` (the formats by name, and how files get into a folder).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.review.exports.post_edits import (
        PostEditRate as PostEditRate,
        post_edit_rates as post_edit_rates,
        with_post_edits as with_post_edits,
    )
    from mtqa.review.exports.rated import ExportFile as ExportFile, Rated as Rated, ratings_of as ratings_of
    from mtqa.review.exports.written import (
        FORMATS as FORMATS,
        export_files as export_files,
        write_exports as write_exports,
        zip_of as zip_of,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        post_edits="PostEditRate post_edit_rates with_post_edits",
        rated="ExportFile Rated ratings_of",
        written="FORMATS export_files write_exports zip_of",
    )
