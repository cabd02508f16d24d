"""How results are shown and taken over in notebooks: HTML tables, data frames.

Everything above `errors` may import it; it knows nothing of corpora or scores. Begin with `html_tables`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.notebooks.data_frames import columns_of as columns_of, data_frame as data_frame
    from mtqa.notebooks.html_tables import (
        Cell as Cell,
        bounded as bounded,
        html_block as html_block,
        html_table as html_table,
        shortened as shortened,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        data_frames="columns_of data_frame",
        html_tables="Cell bounded html_block html_table shortened",
    )
