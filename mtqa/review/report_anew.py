"""The report of a review, written anew: with what was decided, and nothing scored again that was scored."""

from __future__ import annotations

from collections import Counter

from mtqa.evaluation import HUMAN, evaluate, is_run, read_judgements, read_run, with_judgements, write_reports
from mtqa.files import cache_folder, scratch_folder, write_atomically
from mtqa.progress import Progress
from mtqa.results import Evaluation, ScorecardRules
from mtqa.review.decided import decided
from mtqa.review.exports import export_files
from mtqa.review.judgement import PLANTED, Judgement
from mtqa.review.review import Review

__all__ = ["write_anew"]

_FILE = "mtqa-review.tsv"
"""What judgements of the review are called in signatures."""
_RATED = ("esa", "mqm", "da")


def write_anew(review: Review, progress: Progress) -> None:
    """Write the report with all decisions; languages of the same report that are not reviewed stay as they are.

    Raises:
        MtqaError: when it cannot be written; the older one is then as it was.
    """
    review.write_suppressions()
    made: dict[str, Evaluation] = {}
    for tag, texts in review.texts.items():
        evaluation = review.evaluations.get(tag)
        checking = review.subject.checking()
        if evaluation is None:
            evaluation = evaluate(texts.corpus, checking=checking, cache=cache_folder("statistics"), progress=progress)
            review.renew(tag, evaluation)
        progress(f"putting decisions in: {tag}", 0, 1)
        judged = _with_people(review, tag, evaluation, checking.scorecard)
        made[tag] = decided(judged, review.found(tag), checking.scorecard)
    corpora = review.corpora()
    folder = review.subject.report(corpora[0])
    progress("writing the report", 0, 1)
    write_reports([*_others(review, made), *made.values()], folder)


def _with_people(review: Review, tag: str, evaluation: Evaluation, rules: ScorecardRules) -> Evaluation:
    """The evaluation with what people scored and marked here; judgements that came from a file with the run stay."""
    from_file = any(one.metric == HUMAN and _FILE not in one.signature for one in evaluation.scores)
    texts = review.texts[tag]
    counts: Counter[str] = Counter()
    for protocol in _RATED:
        counts[protocol] = sum(map(texts.is_current, _of_people(review, protocol, tag)))
    ((protocol, n),) = counts.most_common(1)
    if from_file or not n:
        return evaluation
    kinds = review.campaign.typology("mqm") if review.campaign.categories else None
    judged = [one for one in _of_people(review, protocol, tag) if texts.is_current(one)]
    (file,) = export_files(judged, [evaluation.corpus], "tsv", tag, kinds)
    with scratch_folder() as folder:
        path = folder / _FILE
        write_atomically(path, file.content)
        return with_judgements(evaluation, read_judgements(path, evaluation.corpus), rules)


def _of_people(review: Review, protocol: str, tag: str) -> list[Judgement]:
    return [one for one in review.standing.standing(protocol, tag) if one.shown not in PLANTED]


def _others(review: Review, made: dict[str, Evaluation]) -> list[Evaluation]:
    """The evaluations of a stored run's other languages, which share its first page."""
    corpus = review.corpora()[0]
    folder = review.subject.report(corpus)
    if not is_run(folder):
        return []
    evaluations, _ = read_run(folder)
    others = [one for one in evaluations if one.corpus.language_pair.target.tag not in made]
    return [one for one in others if one.corpus.name == corpus.name]
