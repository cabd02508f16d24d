"""A review at work: texts, findings, judgements and who judges, all in memory, and every click on the disk at once."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.results import Evaluation
from mtqa.review.assignment import Plan, plan
from mtqa.review.attention import AttentionItem, attention_items
from mtqa.review.campaign import Campaign, check_corpora, keep_campaign
from mtqa.review.finding_index import FindingIndex, FoundRow
from mtqa.review.judgement import Judgement, MarkedSpan
from mtqa.review.moved import moved
from mtqa.review.reviewed_texts import ReviewedTexts
from mtqa.review.standing_index import StandingIndex
from mtqa.review.store import Annotator, Click, Store, Written
from mtqa.review.subject import Subject
from mtqa.review.suppressing import place_of, rejected, write_rejected

__all__ = ["Preparing", "Review"]

CHECKS = "checks"
_PAUSE_S = 1.0
NOTHING = "none"


@dataclass(frozen=True)
class Preparing:
    """How far the work is that goes on before all can be reviewed."""

    message: str
    done: int
    total: int


class Review:
    """Everything that the pages ask for; used by many threads at once."""

    def __init__(
        self, store: Store, campaign: Campaign, subject: Subject, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """Begin; `prepare` then reads the texts.

        Args:
            store: The file of judgements.
            campaign: What was chosen.
            subject: What is reviewed.
            tell: Called with what the user must know.
        """
        self.store = store
        self.campaign = campaign
        self.subject = subject
        self.tell = tell
        self.annotators: tuple[Annotator, ...] = store.enrol(campaign.annotators)
        self.texts: dict[str, ReviewedTexts] = {}
        self.findings: dict[str, FindingIndex] = {}
        self.checks: dict[str, str] = {}
        self.evaluations: dict[str, Evaluation] = {}
        self.standing = StandingIndex()
        self.preparing: Preparing | None = Preparing("reading", 0, 1)
        self.failure: BaseException | None = None
        self.is_read = threading.Event()
        self.successor: Review | None = None
        self._plans: dict[str, Plan] = {}
        self._planted: dict[tuple[str, str], dict[tuple[str, str], AttentionItem]] = {}
        self._mutex = threading.RLock()
        self._writing = threading.Lock()
        self._writer: threading.Timer | None = None
        self._written = store.written()
        self.kept: dict[tuple[str, str], Any] = {}
        self.computing = threading.Lock()
        self.suppressions_failure = ""

    @property
    def waits(self) -> bool:
        """Whether there are no texts to review before somebody gives some."""
        return False

    @property
    def current(self) -> Review:
        """What is reviewed now: this, or what took its place."""
        return self if self.successor is None else self.successor.current

    def prepare(self) -> None:
        """Read the texts, take in what was judged before, and find the findings; `failure` says what went wrong."""
        try:
            self._read()
            self._find()
        except BaseException as error:
            self.failure = error
        finally:
            self.preparing = None
            self.is_read.set()

    def _read(self) -> None:
        self._progress("reading and aligning", 0, 1)
        corpora, evaluations = self.subject.corpora()
        judged = list(self.store.judgements())
        notice = check_corpora(self.store, corpora, judged)
        keep_campaign(self.store, self.campaign)
        if notice:
            self.tell(notice)
        texts = {one.tag: one for one in map(ReviewedTexts, corpora)}
        with self._mutex:
            self.standing = StandingIndex()
            self._plans.clear()
            self._planted.clear()
            self.kept.clear()
        for judgement in judged:
            self._take_in(judgement, texts.get(judgement.language))
        self.evaluations = {one.corpus.language_pair.target.tag: one for one in evaluations}
        self.texts = texts
        self.is_read.set()

    def _find(self) -> None:
        corpora = [texts.corpus for texts in self.texts.values()]
        stored = self.evaluations or self.subject.stored(corpora)
        for corpus in corpora:
            tag = corpus.language_pair.target.tag
            found = self.subject.found(corpus, stored.get(tag), self._progress)
            if found.evaluation is not None:
                self.evaluations[tag] = found.evaluation
            index = FindingIndex(corpus, found.findings, found.suppressed, self.store.originals(tag))
            with self._mutex:
                for judgement in self.standing.standing("findings", tag):
                    index.decide(judgement)
                self.checks |= found.checks
                self.findings[tag] = index
        for index in self.findings.values():
            index.warm()
        gc.collect()
        gc.freeze()  # what stays is not looked through again at every click
        if any(index.decisions for index in self.findings.values()):
            self.suppressions_changed()  # a server that was killed may have left it behind

    def _progress(self, what: str, done: int, total: int) -> None:
        self.preparing = Preparing(what, done, total)

    def read_again(self, progress: Callable[[str, int, int], None]) -> None:
        """Read the texts once more, which have changed on the disk, and find the findings anew; judgements stay.

        Raises:
            MtqaError: when they cannot be read; the older ones then stay.
        """
        try:
            progress("reading the texts again", 0, 1)
            self._read()
            for texts in self.texts.values():
                for click in moved(list(self.store.judgements()), texts):
                    self.record(click)
            progress("looking for findings", 0, 1)
            self._find()
        finally:
            self.preparing = None

    def renew(self, tag: str, evaluation: Evaluation) -> None:
        """Put a new evaluation of the same texts in the place of an older one; decisions stay."""
        corpus, originals = self.texts[tag].corpus, self.store.originals(tag)
        index = FindingIndex(corpus, evaluation.findings, evaluation.suppressed, originals)
        with self._mutex:
            for judgement in self.standing.standing("findings", tag):
                index.decide(judgement)
            self.evaluations[tag] = evaluation
            self.findings[tag] = index

    def _take_in(self, judgement: Judgement, texts: ReviewedTexts | None) -> None:
        is_current = texts is not None and (judgement.protocol == "findings" or texts.is_current(judgement))
        self.standing.add(judgement, is_current=is_current)

    def record(self, judgements: Sequence[Judgement], *, previous: int | None = None, guarded: bool = False) -> Click:
        """Store what one click decided, and take it in.

        Raises:
            NewerJudgementError: when the annotator has judged the same in another window.
            MtqaError: when it cannot be stored.
        """
        with self._mutex:
            click = self.store.add(judgements, previous=previous, guarded=guarded)
            if click.is_new:
                for one in click.judgements:
                    self._take_in(one, self.texts.get(one.language))
                    if one.protocol == "findings" and one.language in self.findings:
                        self.findings[one.language].decide(one)
            return click

    def language(self, tag: str) -> ReviewedTexts:
        """The texts of a language.

        Raises:
            MtqaError: when it is not reviewed, or not read yet.
        """
        if tag not in self.texts:
            raise MtqaError(f"there is no language '{tag[:40]}' here", f"There are: {', '.join(self.texts)}.")
        return self.texts[tag]

    def found(self, tag: str) -> FindingIndex:
        """The findings of a language; none while they are being looked for.

        Raises:
            MtqaError: as `language`.
        """
        texts = self.language(tag)
        return self.findings.get(tag) or FindingIndex(texts.corpus, ())

    def plan(self, tag: str) -> Plan:
        """Who judges which documents of a language, in which order."""
        if tag not in self._plans:
            campaign = self.campaign
            names = [one.name for one in self.annotators]
            self._plans[tag] = plan(self.language(tag).corpus, names, seed=campaign.seed, overlap=campaign.overlap)
        return self._plans[tag]

    def planted(self, annotator: str, tag: str) -> dict[tuple[str, str], AttentionItem]:
        """The translations that are planted for an annotator, by document and segment."""
        if not self.campaign.attention:
            return {}
        key = (annotator, tag)
        if key not in self._planted:
            share = self.campaign.attention / 100
            items = attention_items(self.language(tag).corpus, self.plan(tag), annotator, share=share)
            self._planted[key] = {(one.document, one.segment_id): one for one in items}
        return self._planted[key]

    def shows_prefilled(self, annotator: str, tag: str) -> bool:
        """Whether an annotator sees error spans beforehand."""
        if self.campaign.prefill == NOTHING:
            return False
        return not self.campaign.measure_bias or self.plan(tag).sees_prefilled(annotator)

    def prefilled(self, tag: str, segment_id: str, system: str) -> tuple[MarkedSpan, ...]:
        """The error spans that are shown beforehand in a translation."""
        return self._prefilled_of(tag).get((segment_id, system), ())

    def _prefilled_of(self, tag: str) -> dict[tuple[str, str], tuple[MarkedSpan, ...]]:
        wanted, index = self.campaign.prefill, self.findings.get(tag)
        key = (id(index), wanted)
        kept: dict[object, dict[tuple[str, str], tuple[MarkedSpan, ...]]] = self.__dict__.setdefault("_spans", {})
        if key in kept or index is None:
            return kept.get(key, {})
        evaluation = self.evaluations.get(tag)
        judged = () if evaluation is None else evaluation.judged
        found = [row.finding for row in index.rows if row.suppressed is None]
        found += [one.finding for one in judged if wanted in (one.metric, one.finding.check)]
        spans: dict[tuple[str, str], tuple[MarkedSpan, ...]] = {}
        for one in found:
            if wanted in (one.check, CHECKS) and not (wanted == CHECKS and one.check not in self.checks):
                marked = tuple(MarkedSpan(s.side, s.start, s.end, one.category, one.severity) for s in one.spans)
                spans[one.segment_id, one.system] = (*spans.get((one.segment_id, one.system), ()), *marked)
        kept[key] = spans
        return spans

    def is_users_own(self, tag: str, row: FoundRow) -> bool:
        """Whether a finding is hidden by a row of `suppressed.tsv` that mtqa did not write."""
        return row.suppressed is not None and Written(tag, row.finding.system, row.about) not in self._written

    def suppressions_changed(self) -> None:
        """Have `suppressed.tsv` brought up to date soon: several clicks at once are written once."""
        with self._mutex:
            if self._writer is None:
                self._writer = threading.Timer(_PAUSE_S, self._write_quietly)
                self._writer.daemon = True
                self._writer.start()

    def _write_quietly(self) -> None:
        try:
            self.write_suppressions()
        except MtqaError as error:
            self.suppressions_failure = str(error)
            self.tell(f"{error} Decisions are safe; the table is written at the next one.")

    def write_suppressions(self) -> None:
        """Bring `suppressed.tsv` up to date with the decisions.

        Raises:
            MtqaError: when the table that is there is broken, or it cannot be written; decisions stay.
        """
        with self._mutex:
            self._writer = None
            path = place_of(self.subject)
            indexes = dict(self.findings)
        if path is None or not indexes:
            return
        with self._writing:
            wanted = [one for tag, index in indexes.items() for one in rejected(index, tag, self.subject)]
            now = write_rejected(path, wanted, self._written, indexes)
            if now != self._written:
                self.store.note_written(sorted(now, key=lambda one: (one.language, one.system, one.about)))
                self._written = now
            self.suppressions_failure = ""

    def reports(self) -> Path | None:
        """The folder of the report; None where there is none."""
        corpora = self.corpora()
        if not corpora:
            return None
        folder = self.subject.report(corpora[0])
        return folder if (folder / "index.html").is_file() else None

    def corpora(self) -> tuple[Corpus, ...]:
        """The corpora of all languages."""
        return tuple(one.corpus for one in self.texts.values())

    def close(self) -> None:
        """Write what is still to be written, and give the file back."""
        if self._writer is not None:
            self._writer.cancel()
            self._write_quietly()
        self.store.close()
