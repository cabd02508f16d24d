"""Judging in the browser: findings accepted and rejected, errors marked, translations scored and corrected.

The commands may import it. Begin with `judgement` (what is stored) and `store` (the file that holds it), then
`server`; the other modules are functions over judgements: what they agree on, what comes next, what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.review.annotator_agreement import (
        Agreement as Agreement,
        Gathered as Gathered,
        agreement_of as agreement_of,
    )
    from mtqa.review.assignment import Plan as Plan, plan as plan, slot_name as slot_name
    from mtqa.review.attention import (
        AttentionItem as AttentionItem,
        AttentionResult as AttentionResult,
        attention_items as attention_items,
        attention_results as attention_results,
        tutorial as tutorial,
        tutorial_json as tutorial_json,
    )
    from mtqa.review.campaign import Campaign as Campaign, Wishes as Wishes, begun as begun
    from mtqa.review.dropped import DroppedText as DroppedText, DroppedTexts as DroppedTexts
    from mtqa.review.finding_index import Filter as Filter, FindingIndex as FindingIndex, FoundRow as FoundRow
    from mtqa.review.judgement import (
        PLANTED as PLANTED,
        PROTOCOLS as PROTOCOLS,
        Content as Content,
        Decision as Decision,
        Edit as Edit,
        Judgement as Judgement,
        MarkedSpan as MarkedSpan,
        Rating as Rating,
        changed as changed,
        content_from as content_from,
        content_to as content_to,
        rating_of as rating_of,
        standing as standing,
        text_digest as text_digest,
    )
    from mtqa.review.opening import opened as opened
    from mtqa.review.page_alignment import (
        OlderVersionError as OlderVersionError,
        PageAlignment as PageAlignment,
        has_pages as has_pages,
        read_alignment as read_alignment,
        write_alignment as write_alignment,
    )
    from mtqa.review.report_anew import write_anew as write_anew
    from mtqa.review.review import Preparing as Preparing, Review as Review
    from mtqa.review.reviewed_texts import ReviewedTexts as ReviewedTexts
    from mtqa.review.rightness import (
        CheckRightness as CheckRightness,
        profile_text as profile_text,
        rightness_of as rightness_of,
        write_profile as write_profile,
    )
    from mtqa.review.stopping import Stopping as Stopping, stopping_of as stopping_of
    from mtqa.review.store import (
        Annotator as Annotator,
        Click as Click,
        NewerJudgementError as NewerJudgementError,
        Store as Store,
    )
    from mtqa.review.store_errors import (
        BusyError as BusyError,
        DamagedError as DamagedError,
        FullError as FullError,
    )
    from mtqa.review.subject import Subject as Subject, find_subject as find_subject
    from mtqa.review.typology import (
        Category as Category,
        SeverityLevel as SeverityLevel,
        Typology as Typology,
        mqm_score as mqm_score,
        read_typology as read_typology,
        typology_of as typology_of,
    )
    from mtqa.review.waiting import WaitingReview as WaitingReview
else:
    __getattr__, __dir__ = exporting(
        __name__,
        annotator_agreement="Agreement Gathered agreement_of",
        assignment="Plan plan slot_name",
        attention="AttentionItem AttentionResult attention_items attention_results tutorial tutorial_json",
        campaign="Campaign Wishes begun",
        finding_index="Filter FindingIndex FoundRow",
        judgement=(
            "PLANTED PROTOCOLS Content Decision Edit Judgement MarkedSpan Rating changed content_from content_to"
            " rating_of standing text_digest"
        ),
        opening="opened",
        page_alignment="OlderVersionError PageAlignment has_pages read_alignment write_alignment",
        report_anew="write_anew",
        review="Preparing Review",
        reviewed_texts="ReviewedTexts",
        store="Annotator Click NewerJudgementError Store",
        store_errors="BusyError DamagedError FullError",
        subject="Subject find_subject",
        rightness="CheckRightness profile_text rightness_of write_profile",
        stopping="Stopping stopping_of",
        typology="Category SeverityLevel Typology mqm_score read_typology typology_of",
        dropped="DroppedText DroppedTexts",
        waiting="WaitingReview",
    )
