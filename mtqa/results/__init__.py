"""What an evaluation found: scores, comparisons, findings, the whole `Evaluation`, and its form as JSON.

It may be imported by everything above `corpus`; it computes nothing. Begin with `evaluation`, then `evaluation_json`
(the versioned form `mtqa/evaluation/1`) and `read_evaluation_json` (which believes nothing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.results.annotated_xliff import (
        AnnotatedUnit as AnnotatedUnit,
        read_annotated_xliff as read_annotated_xliff,
    )
    from mtqa.results.evaluation import (
        Agreement as Agreement,
        Comparison as Comparison,
        DocumentScore as DocumentScore,
        Evaluation as Evaluation,
        Finding as Finding,
        JudgedFinding as JudgedFinding,
        MarkedFinding as MarkedFinding,
        Score as Score,
        Severity as Severity,
        Span as Span,
        Suppressed as Suppressed,
        Verdict as Verdict,
    )
    from mtqa.results.evaluation_json import (
        corpus_to_json as corpus_to_json,
        evaluation_to_json as evaluation_to_json,
        write_evaluation as write_evaluation,
    )
    from mtqa.results.finding_digests import finding_digest as finding_digest
    from mtqa.results.finding_json import finding_from_json as finding_from_json, finding_to_json as finding_to_json
    from mtqa.results.interval import Interval as Interval
    from mtqa.results.json_values import Value as Value
    from mtqa.results.judge_record import (
        EXPLAINED_BY as EXPLAINED_BY,
        JudgeAgreement as JudgeAgreement,
        JudgeRecord as JudgeRecord,
    )
    from mtqa.results.list_scores import Scores as Scores
    from mtqa.results.message_json import Said as Said, said_json as said_json
    from mtqa.results.messages import Message as Message, MessagePart as MessagePart, filled_in as filled_in
    from mtqa.results.quality_issues import (
        ITS_NAMESPACE as ITS_NAMESPACE,
        MQM_PROFILE as MQM_PROFILE,
        MTQA_NAMESPACE as MTQA_NAMESPACE,
        issue_severity as issue_severity,
        issue_type as issue_type,
    )
    from mtqa.results.read_evaluation_json import (
        SCHEMA as SCHEMA,
        corpus_from_json as corpus_from_json,
        read_evaluation as read_evaluation,
    )
    from mtqa.results.scorecard import (
        PER_WORDS as PER_WORDS,
        WEIGHTS as WEIGHTS,
        FoundBy as FoundBy,
        Scorecard as Scorecard,
        ScorecardRow as ScorecardRow,
        ScorecardRules as ScorecardRules,
        Standing as Standing,
    )
    from mtqa.results.stored_findings import HUMAN_MARK as HUMAN_MARK, finding_rows as finding_rows
else:
    __getattr__, __dir__ = exporting(
        __name__,
        annotated_xliff="AnnotatedUnit read_annotated_xliff",
        evaluation=(
            "Agreement Comparison DocumentScore Evaluation Finding JudgedFinding"
            " MarkedFinding Score Severity Span Suppressed Verdict"
        ),
        evaluation_json="corpus_to_json evaluation_to_json write_evaluation",
        finding_json="finding_from_json finding_to_json",
        finding_digests="finding_digest",
        json_values="Value",
        list_scores="Scores",
        messages="Message MessagePart filled_in",
        interval="Interval",
        judge_record="EXPLAINED_BY JudgeAgreement JudgeRecord",
        scorecard="PER_WORDS WEIGHTS FoundBy Scorecard ScorecardRow ScorecardRules Standing",
        quality_issues="ITS_NAMESPACE MQM_PROFILE MTQA_NAMESPACE issue_severity issue_type",
        message_json="Said said_json",
        read_evaluation_json="SCHEMA corpus_from_json read_evaluation",
        stored_findings="HUMAN_MARK finding_rows",
    )
