"""Judging in the browser: findings accepted and rejected, errors marked, translations scored and corrected.

The commands may import it. Begin with `judgement` (what is stored) and `store` (the file that holds it), then
`server`; the other modules are functions over judgements: what they agree on, what comes next, what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.review.judgement import (
        PROTOCOLS as PROTOCOLS,
        Content as Content,
        Decision as Decision,
        Edit as Edit,
        Judgement as Judgement,
        MarkedSpan as MarkedSpan,
        Rating as Rating,
        standing as standing,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        judgement="PROTOCOLS Content Decision Edit Judgement MarkedSpan Rating standing",
    )
