"""Which metric to believe: metrics set against what people said of the same translations.

Rendering, reports and the commands may import it; scores of people and of mtqa's own metrics come from `evaluation`,
the arithmetic from `correlation`. Begin with `test_set` (what is compared), then `score_files` and `gathering` (where
it comes from) and `agreed` (the results and how they are made); `campaigns.toml` says what the shared tasks leave in
and out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.agreement.agreed import Settings as Settings, measure_agreement as measure_agreement
    from mtqa.agreement.campaigns import Campaign as Campaign, campaign as campaign, campaign_names as campaign_names
    from mtqa.agreement.corpus_of_file import given_for as given_for
    from mtqa.agreement.gathering import Wishes as Wishes, gather as gather
    from mtqa.agreement.published import (
        PublishedAgreement as PublishedAgreement,
        published_agreement as published_agreement,
    )
    from mtqa.agreement.results import (
        AgreementResult as AgreementResult,
        AgreementRow as AgreementRow,
        MetricPair as MetricPair,
        Point as Point,
    )
    from mtqa.agreement.score_files import ScoreFile as ScoreFile, read_score_files as read_score_files
    from mtqa.agreement.shared_tasks import task_average as task_average
    from mtqa.agreement.test_set import Measured as Measured, People as People, TestSet as TestSet
else:
    __getattr__, __dir__ = exporting(
        __name__,
        agreed="Settings measure_agreement",
        campaigns="Campaign campaign campaign_names",
        gathering="Wishes gather",
        corpus_of_file="given_for",
        published="PublishedAgreement published_agreement",
        results="AgreementResult AgreementRow MetricPair Point",
        score_files="ScoreFile read_score_files",
        shared_tasks="task_average",
        test_set="Measured People TestSet",
    )
