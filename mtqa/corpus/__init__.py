"""Segments, systems and corpora: what everything else is about, built strictly and held in little memory.

It may be imported by everything above `languages`; it knows no file format. Begin with `corpus` (`Corpus`, `Segment`,
`SystemOutput`), then `builder` (checked row by row), `rows_on_disk` and `column_views` (large corpora).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.corpus.builder import CorpusBuilder as CorpusBuilder, default_roles as default_roles
    from mtqa.corpus.column_views import (
        FIXED as FIXED,
        HYPOTHESIS as HYPOTHESIS,
        REFERENCE as REFERENCE,
        ColumnSegments as ColumnSegments,
        TextColumn as TextColumn,
    )
    from mtqa.corpus.corpus import (
        Corpus as Corpus,
        Origin as Origin,
        Role as Role,
        Segment as Segment,
        SegmentTable as SegmentTable,
        SystemOutput as SystemOutput,
        Value as Value,
    )
    from mtqa.corpus.segment_finder import SegmentFinder as SegmentFinder, folded_text as folded_text
else:
    __getattr__, __dir__ = exporting(
        __name__,
        builder="CorpusBuilder default_roles",
        column_views="FIXED HYPOTHESIS REFERENCE ColumnSegments TextColumn",
        corpus="Corpus Origin Role Segment SegmentTable SystemOutput Value",
        segment_finder="SegmentFinder folded_text",
    )
