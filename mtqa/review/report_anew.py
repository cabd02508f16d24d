"""The report of a review, written anew: with what was decided, and nothing scored again that was scored."""

from __future__ import annotations

from mtqa.evaluation import evaluate, read_run, write_reports
from mtqa.files import cache_folder
from mtqa.progress import Progress
from mtqa.results import Evaluation
from mtqa.review.decided import decided
from mtqa.review.review import Review

__all__ = ["write_anew"]


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
        made[tag] = decided(evaluation, review.found(tag), checking.scorecard)
    corpora = review.corpora()
    folder = review.subject.report(corpora[0])
    progress("writing the report", 0, 1)
    write_reports([*_others(review, made), *made.values()], folder)


def _others(review: Review, made: dict[str, Evaluation]) -> list[Evaluation]:
    """The evaluations of a stored run's other languages, which share its first page."""
    if review.subject.run is None or not review.subject.languages:
        return []
    evaluations, _ = read_run(review.subject.report(review.corpora()[0]))
    return [one for one in evaluations if one.corpus.language_pair.target.tag not in made]
