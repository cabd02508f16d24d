"""Judging in the browser: findings accepted and rejected, errors marked, translations scored and corrected.

The commands may import it. Begin with `judgement` (what is stored) and `store` (the file that holds it), then
`server`; the other modules are functions over judgements: what they agree on, what comes next, what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.review.assignment import Plan as Plan, plan as plan, slot_name as slot_name
    from mtqa.review.judgement import (
        PLANTED as PLANTED,
        PROTOCOLS as PROTOCOLS,
        Content as Content,
        Decision as Decision,
        Edit as Edit,
        Judgement as Judgement,
        MarkedSpan as MarkedSpan,
        Rating as Rating,
        standing as standing,
        text_digest as text_digest,
    )
    from mtqa.review.typology import (
        Category as Category,
        SeverityLevel as SeverityLevel,
        Typology as Typology,
        mqm_score as mqm_score,
        read_typology as read_typology,
        typology_of as typology_of,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        assignment="Plan plan slot_name",
        judgement="PLANTED PROTOCOLS Content Decision Edit Judgement MarkedSpan Rating standing text_digest",
        typology="Category SeverityLevel Typology mqm_score read_typology typology_of",
    )
