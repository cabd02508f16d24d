"""From corpora, files and a policy to a verdict: the verbs `gate` and `accept`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict, Unpack

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking
from mtqa.gating.accepted import AcceptedRun, accepted_from, read_accepted, write_accepted
from mtqa.gating.accepted_statistics import check_statistics
from mtqa.gating.judging import judge
from mtqa.gating.measurement import measure
from mtqa.gating.outcome import GateResult
from mtqa.gating.policy import Policy, read_policy
from mtqa.gating.policy_fit import refuse_idle_floors, unmeasured
from mtqa.gating.run import LanguageRun
from mtqa.gating.run_cache import MeasurementCache
from mtqa.progress import Progress
from mtqa.results import Evaluation

__all__ = ["Current", "Measuring", "accept", "gate", "measure_run"]

Current = Path | str | Corpus | Evaluation | Sequence[Corpus] | Sequence[Evaluation]
"""What is judged: where a corpus or a stored run lies, or corpora or evaluations."""


class Measuring(TypedDict, total=False):
    """How translations are measured; all may be left out."""

    languages: Sequence[str] | str | None
    """Target languages; None for all, which must then be those that were accepted."""
    system: str | None
    """Name of the system; None for the one whose translations were accepted."""
    checking: Checking | None
    """Which checks are run and how, and which findings are suppressed; None for the default."""
    cache: Path | None
    """Folder of earlier measurements; None to measure anew."""
    scores: Path | None
    """Folder in which metrics that take long keep the scores of segments; None to score anew."""
    progress: Progress | None
    """Called as the work goes on."""


def gate(
    current: Current,
    accepted: Path | str,
    policy: Policy | Path | str | None = None,
    **how: Unpack[Measuring],
) -> GateResult:
    """Judge the current translations by the accepted ones.

    Args:
        current: What is judged.
        accepted: The accepted file.
        policy: What is demanded, or a file that says it; None for the default.
        how: How it is measured: `languages`, `system`, `checking`, `cache`, `scores`, `progress`; see `Measuring`.

    Raises:
        MtqaError: when something cannot be read, measured or compared. It is never a pass.
    """
    rules = _policy(policy)
    before = read_accepted(Path(accepted))
    for run in before.languages:
        check_statistics(run, Path(accepted))
    _, runs = measure_run(current, rules, before.systems, **how)
    return judge(before, runs, rules, only_some=bool(how.get("languages")))


def accept(
    current: Current,
    path: Path | str,
    policy: Policy | Path | str | None = None,
    **how: Unpack[Measuring],
) -> AcceptedRun:
    """Make the current translations the accepted ones: write the accepted file.

    Where only some languages are named, the others stay as they were accepted. Without the name of a system the one
    that was accepted so far is accepted again, at first the one under judgement.

    Raises:
        MtqaError: when a required metric cannot be measured, when it is not clear which system is meant, or something
            cannot be read or written.
    """
    rules = _policy(policy)
    target = Path(path)
    only_some = bool(how.get("languages"))
    kept = read_accepted(target).languages if only_some and target.exists() else ()
    name, runs = measure_run(current, rules, _accepted_before(target), renamed=True, **how)
    if not only_some:
        refuse_idle_floors(rules, runs)
    for run in runs:
        for metric in unmeasured(run, rules):
            raise MtqaError(
                f"{run.pair}: the policy requires {metric}, which needs a reference, and there is none",
                'Add references, or judge by the checks alone with without_references = "checks" in the policy.',
            )
    now = {run.pair for run in runs}
    everything = [*runs, *(run for run in kept if run.pair not in now)]
    accepted = accepted_from(everything, name, datetime.now(UTC).date().isoformat())
    write_accepted(accepted, target, texts=rules.texts)
    return accepted


def measure_run(
    current: Current,
    policy: Policy,
    accepted: Mapping[str, str] = MappingProxyType({}),
    *,
    renamed: bool = False,
    **how: Unpack[Measuring],
) -> tuple[str, tuple[LanguageRun, ...]]:
    """Measure all that a policy asks about.

    Args:
        current: What is measured.
        policy: What is asked.
        accepted: For each pair of languages the system that was accepted.
        renamed: Whether the only system of a corpus may stand for an accepted one that is not there.
        how: See `Measuring`.

    Returns:
        The name of the corpus, and one run for each pair of languages.

    Raises:
        MtqaError: as `measure`, and when there is nothing to measure.
    """
    corpora = _corpora(current, how.get("languages"))
    if not corpora:
        raise MtqaError("there is nothing to judge", "Name a corpus with at least one language.")
    configured, progress = how.get("checking") or Checking(), how.get("progress")
    specs, checks = [rule.metric for rule in policy.metrics], policy.checks(configured)
    cache = how.get("cache")
    kept = None if cache is None else MeasurementCache(cache)
    runs = []
    for number, (corpus, evaluation) in enumerate(corpora):
        if progress is not None:
            progress(str(corpus.language_pair), number, len(corpora))
        runs.append(
            measure(
                corpus,
                specs,
                configured.only(checks),
                system=how.get("system") or _accepted_system(corpus, accepted, renamed=renamed),
                evaluation=evaluation,
                cache=kept,
                scores=how.get("scores"),
                progress=progress,
            )
        )
    names = [run.pair for run in runs]
    if len(set(names)) < len(names):
        raise MtqaError("two parts of the corpus have the same pair of languages", "Gate them one by one.")
    return corpora[0][0].name, tuple(runs)


def _accepted_before(path: Path) -> dict[str, str]:
    """The systems of the accepted file that is to be written anew; none where it is missing or cannot be read."""
    with contextlib.suppress(MtqaError):
        return read_accepted(path).systems
    return {}


def _accepted_system(corpus: Corpus, accepted: Mapping[str, str], *, renamed: bool) -> str | None:
    """The system that was accepted, whatever other systems the corpus has; None where none was.

    Raises:
        MtqaError: when it is not there any more, so that it is not clear which one is meant.
    """
    wanted = accepted.get(str(corpus.language_pair))
    names = [system.name for system in corpus.systems]
    if wanted is None or wanted in names or not names or (renamed and len(names) == 1):
        return wanted if wanted in names else None
    raise MtqaError(
        f"{corpus.language_pair}: the translations of '{wanted}' were accepted, and the corpus has none by a system of"
        f" that name, but by {', '.join(names)}",
        "Name the one that takes its place with --system NAME.",
    )


def _policy(policy: Policy | Path | str | None) -> Policy:
    if policy is None:
        return Policy()
    return policy if isinstance(policy, Policy) else read_policy(Path(policy))


def _corpora(current: Current, languages: Sequence[str] | str | None) -> list[tuple[Corpus, Evaluation | None]]:
    if isinstance(current, Corpus):
        return [(current, None)]
    if isinstance(current, Evaluation):
        return [(current.corpus, current)]
    if isinstance(current, (str, Path)):
        return _read(current, [languages] if isinstance(languages, str) else languages)
    return [(one, None) if isinstance(one, Corpus) else (one.corpus, one) for one in current]


def _read(place: Path | str, languages: Sequence[str] | None) -> list[tuple[Corpus, Evaluation | None]]:
    """A stored run, or whatever a loader reads."""
    from mtqa.evaluation import is_run, read_run
    from mtqa.languages import language
    from mtqa.preparation import load_corpora

    path = Path(place)
    if not is_run(path):
        return [(corpus, None) for corpus in load_corpora(place, languages)]
    evaluations, _ = read_run(path)
    wanted = {language(tag).tag for tag in languages or ()}
    found = [e for e in evaluations if not wanted or e.corpus.language_pair.target.tag in wanted]
    lacking = wanted - {e.corpus.language_pair.target.tag for e in found}
    if lacking:
        raise MtqaError(f"the run has no language {', '.join(sorted(lacking))}", path=path)
    return [(evaluation.corpus, evaluation) for evaluation in found]
