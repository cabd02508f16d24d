"""What is reviewed: a corpus or a stored run, where its judgements are kept, and where its report goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking, find_config, is_run, read_config, read_run, run_checks
from mtqa.preparation import find_loader, load_corpora
from mtqa.progress import Progress
from mtqa.results import Evaluation, Finding, Suppressed

__all__ = ["Found", "Subject", "find_subject"]

FILE_NAME = "mtqa-review.sqlite"


@dataclass(frozen=True)
class Found:
    """Findings of one language, before anybody decided on them.

    Attributes:
        findings: Those that are told.
        suppressed: Those that `suppressed.tsv` hides.
        checks: What each check looks for.
        evaluation: The stored evaluation that they come from; None where the checks were run now.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    checks: dict[str, str]
    evaluation: Evaluation | None = None


@dataclass(frozen=True)
class Subject:
    """What is reviewed.

    Attributes:
        given: The corpus or run as the user named it.
        run: The run, where that is one; None for a corpus.
        file: Where judgements are kept.
        report_of: The folder of the report of a corpus, by the corpus's name.
        languages: Target languages; empty for all.
        systems: Names of the systems; empty for all.
        loader: How the corpus is to be read; None to find it.
        options: Options of the loader.
        config: The configuration that the user named; None for the corpus's own.
    """

    given: str
    run: Path | None
    file: Path
    report_of: Callable[[str], Path]
    languages: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    loader: str | None = None
    options: dict[str, object] = field(default_factory=dict)
    config: Path | None = None

    @property
    def folder(self) -> Path | None:
        """The folder of the corpus; None for a file, an address or a run."""
        place = Path(self.given)
        return place if self.run is None and place.is_dir() else None

    def corpora(self) -> tuple[tuple[Corpus, ...], tuple[Evaluation, ...]]:
        """The corpora to review; and of a run its evaluations.

        Raises:
            MtqaError: when they cannot be read, or have no system or language of these names.
        """
        if self.run is not None:
            evaluations, _ = read_run(self.run)
            wanted = self._of_languages(evaluations)
            return tuple(self._only(one.corpus) for one in wanted), wanted
        languages = list(self.languages) or None
        read = load_corpora(self.given, languages, loader=self.loader, options=self.options)
        return tuple(self._only(corpus) for corpus in read), ()

    def _of_languages(self, evaluations: Sequence[Evaluation]) -> tuple[Evaluation, ...]:
        tags = [one.corpus.language_pair.target.tag for one in evaluations]
        for language in self.languages:
            if language not in tags:
                raise MtqaError(f"this run has no language '{language}'", f"It has: {', '.join(tags)}.", path=self.run)
        chosen = self.languages or tags
        return tuple(one for one, tag in zip(evaluations, tags, strict=True) if tag in chosen)

    def _only(self, corpus: Corpus) -> Corpus:
        if not self.systems:
            _ = corpus.primary  # a corpus without any system has nothing to review
            return corpus
        return corpus.with_systems([corpus.system(name) for name in dict.fromkeys(self.systems)])

    def checking(self) -> Checking:
        """Which checks are run and how, as the configuration of the corpus says."""
        if self.run is not None:
            return read_config(self.config).checking if self.config else Checking()
        return read_config(self.config or find_config(self.given), self.given).checking

    def report(self, corpus: Corpus) -> Path:
        """The folder of the report."""
        if self.run is not None:
            return read_run_folder(self.run)
        return self.report_of(corpus.name)

    def stored(self, corpora: Sequence[Corpus]) -> dict[str, Evaluation]:
        """Stored evaluations of just these texts, by language; what cannot be read is as good as none."""
        folder = self.report(corpora[0])
        if not is_run(folder):
            return {}
        try:
            evaluations, _ = read_run(folder)
        except MtqaError:
            return {}
        by_tag = {one.corpus.language_pair.target.tag: one for one in evaluations}
        fitting = {}
        for corpus in corpora:
            tag = corpus.language_pair.target.tag
            if tag in by_tag and _fits(by_tag[tag], corpus):
                fitting[tag] = by_tag[tag]
        return fitting

    def found(self, corpus: Corpus, evaluation: Evaluation | None, progress: Progress | None = None) -> Found:
        """The findings of a corpus: those of an evaluation of it, or what the checks find now."""
        if evaluation is not None:
            return Found(evaluation.findings, evaluation.suppressed, dict(evaluation.checks), evaluation)
        checking = self.checking()
        steps, done = len(checking.chosen) * len(corpus.systems), iter(range(1 << 60))

        def advance(what: str) -> None:
            if progress is not None:
                progress(what, next(done), steps)

        checked = run_checks(corpus, checking, advance)
        return Found(checked.findings, checked.suppressed, dict(checked.summaries))


def _fits(evaluation: Evaluation, corpus: Corpus) -> bool:
    """Whether an evaluation is of these texts, and has findings to review."""
    if evaluation.corpus.fingerprint != corpus.fingerprint or not evaluation.checks:
        return False
    outputs = {system.name: system.hypotheses for system in evaluation.corpus.systems}
    return all(list(outputs.get(one.name, ())) == list(one.hypotheses) for one in corpus.systems)


def read_run_folder(run: Path) -> Path:
    """The folder of a run, however it was named."""
    if run.is_file():
        return run.parent.parent
    return run.parent if (run / "evaluation.json").is_file() else run


def find_subject(given: str, report_of: Callable[[str], Path], **how: object) -> Subject:
    """What an argument names.

    Args:
        given: A corpus folder, a file or an address, as loaders take it; or a run.
        report_of: The folder of the report of a corpus, by the corpus's name.
        how: Other fields of `Subject`.

    Raises:
        MtqaError: when there is nothing to review.
    """
    place = Path(given)
    if is_run(place):
        folder = read_run_folder(place)
        return Subject(given, place, folder / FILE_NAME, report_of, **how)  # type: ignore[arg-type]
    if not how.get("loader"):
        find_loader(given)
    if place.is_dir():
        return Subject(given, None, place / FILE_NAME, report_of, **how)  # type: ignore[arg-type]
    if place.is_file():
        file = place.with_name(f"{place.name}.{FILE_NAME}")
        return Subject(given, None, file, report_of, **how)  # type: ignore[arg-type]
    return Subject(given, None, report_of(given) / FILE_NAME, report_of, **how)  # type: ignore[arg-type]
