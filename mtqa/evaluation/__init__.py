"""Corpus x metrics x checks -> Evaluation: scores, intervals, tests, findings, ranks, human judgements.

The gate, the rendering of reports and the commands may import it; metrics and checks are reached through `contracts`
only. Begin with `evaluate_corpus`, then `metric_scores` and `statistics`; `findings` and `mtqa_toml` are about
findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.evaluation.checks_shared_out import Chosen as Chosen
    from mtqa.evaluation.corpus_partials import (
        CorpusRun as CorpusRun,
        write_partial_evaluation as write_partial_evaluation,
    )
    from mtqa.evaluation.evaluate_corpus import DEFAULT_METRICS as DEFAULT_METRICS, evaluate as evaluate
    from mtqa.evaluation.findings import Checking as Checking, run_checks as run_checks
    from mtqa.evaluation.judgement_file import (
        HUMAN as HUMAN,
        Judgements as Judgements,
        read_judgements as read_judgements,
    )
    from mtqa.evaluation.line_partials import (
        LineRun as LineRun,
        MergedScores as MergedScores,
        merge_scores as merge_scores,
        write_partial_scores as write_partial_scores,
    )
    from mtqa.evaluation.line_scores import score_lines as score_lines
    from mtqa.evaluation.list_scoring import compare as compare, score as score
    from mtqa.evaluation.merged_evaluations import merge_evaluations as merge_evaluations
    from mtqa.evaluation.metric_scores import ScoredSystem as ScoredSystem, measure_systems as measure_systems
    from mtqa.evaluation.mtqa_toml import (
        find_config as find_config,
        read_config as read_config,
        suppressed_path as suppressed_path,
    )
    from mtqa.evaluation.one_cause import is_page as is_page
    from mtqa.evaluation.part_of_whole import PartOf as PartOf
    from mtqa.evaluation.partial_files import PartialResult as PartialResult, read_partials as read_partials
    from mtqa.evaluation.people_added import with_judgements as with_judgements
    from mtqa.evaluation.profiles import profile as profile, profile_names as profile_names
    from mtqa.evaluation.ranking import (
        ALPHA as ALPHA,
        effect_in_words as effect_in_words,
        effect_size as effect_size,
        rank_systems as rank_systems,
        segment_wins as segment_wins,
    )
    from mtqa.evaluation.resampling_units import (
        SIGNED_BY_DOCUMENT as SIGNED_BY_DOCUMENT,
        Unit as Unit,
        document_numbers as document_numbers,
        drawn_units as drawn_units,
        least_p_value as least_p_value,
        sums_of_documents as sums_of_documents,
    )
    from mtqa.evaluation.run_folder import (
        DEFAULT_FORMATS as DEFAULT_FORMATS,
        STORED as STORED,
        is_run as is_run,
        read_run as read_run,
        write_reports as write_reports,
    )
    from mtqa.evaluation.scorecards import (
        scorecard as scorecard,
        scorecard_of as scorecard_of,
        source_words as source_words,
    )
    from mtqa.evaluation.scored_lines import (
        LineSet as LineSet,
        Resampling as Resampling,
        SystemScore as SystemScore,
    )
    from mtqa.evaluation.statistics import holm as holm
    from mtqa.evaluation.student_t import t_quantile as t_quantile, t_tail as t_tail
    from mtqa.evaluation.suppressed_table import read_suppressed as read_suppressed
else:
    __getattr__, __dir__ = exporting(
        __name__,
        checks_shared_out="Chosen",
        corpus_partials="CorpusRun write_partial_evaluation",
        evaluate_corpus="DEFAULT_METRICS evaluate",
        findings="Checking run_checks",
        judgement_file="HUMAN Judgements read_judgements",
        line_partials="LineRun MergedScores merge_scores write_partial_scores",
        line_scores="score_lines",
        list_scoring="compare score",
        merged_evaluations="merge_evaluations",
        metric_scores="ScoredSystem measure_systems",
        mtqa_toml="find_config read_config suppressed_path",
        one_cause="is_page",
        part_of_whole="PartOf",
        partial_files="PartialResult read_partials",
        people_added="with_judgements",
        profiles="profile profile_names",
        ranking="ALPHA effect_in_words effect_size rank_systems segment_wins",
        run_folder="DEFAULT_FORMATS STORED is_run read_run write_reports",
        scored_lines="LineSet Resampling SystemScore",
        scorecards="scorecard scorecard_of source_words",
        statistics="holm",
        suppressed_table="read_suppressed",
        student_t="t_quantile t_tail",
        resampling_units="SIGNED_BY_DOCUMENT Unit document_numbers drawn_units least_p_value sums_of_documents",
    )
