"""`mtqa gate`: the current translations against the accepted ones; exits with 1 when quality really dropped."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli._arguments import QuietOption, several_values
from mtqa.cli._console import progress_bar, say, warn
from mtqa.cli._corpus_options import ColumnOption, LoaderOption, SourceLanguageOption, YesOption, load
from mtqa.cli._scoring_options import prepare_metrics, statistics_cache, unit_named

if TYPE_CHECKING:
    from mtqa.corpus import Corpus
    from mtqa.gating import AcceptedRun, GateResult, HistoryEntry

app = typer.Typer(add_completion=False, rich_markup_mode=None)
DEFAULT_ACCEPTED = Path("mtqa-accepted.json")
DEFAULT_POLICY = Path("mtqa-gate.toml")
FORMATS = ("text", "github", "gitlab", "json")
EXIT_REGRESSION = 1


@dataclass(frozen=True)
class _Outputs:
    """Where the verdict goes.

    Attributes:
        corpus: The corpus as it was named.
        accepted: The accepted file as it was named.
        format: One of `FORMATS`.
        junit: File for JUnit XML.
        html: File for the page.
        history: File of the history.
    """

    corpus: str
    accepted: Path
    format: str
    junit: Path | None
    html: Path | None
    history: Path | None


@app.command(cls=several_values("--language", n_positional=1))
def gate(
    corpus: Annotated[
        str, typer.Argument(metavar="CORPUS|RUN", help="A corpus, or a folder that `mtqa evaluate` wrote.")
    ] = "",
    accepted: Annotated[
        Path, typer.Option("--accepted", metavar="FILE", help="The accepted run, which belongs under version control.")
    ] = DEFAULT_ACCEPTED,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write the accepted file from the current run, and judge nothing.")
    ] = False,
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy", metavar="FILE", help="What is demanded.  [default: mtqa-gate.toml where there is one]"
        ),
    ] = None,
    show_policy: Annotated[bool, typer.Option("--show-policy", help="Print the policy in force, and exit.")] = False,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="Target languages; all that were accepted when left out."),
    ] = None,
    system: Annotated[
        str | None, typer.Option("--system", metavar="NAME", help="The system to judge.  [default: the accepted one]")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Configuration.  [default: mtqa.toml of the corpus, or here]"),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="text, github, gitlab or json.")
    ] = "text",
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML: a test case for each rule.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Also write a page: accepted against current, by loss."),
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", metavar="FILE", help="Append one line for this run (JSONL), and show the trend."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="auto|segment|document",
            help="What tests exchange at random.  [default: what the policy says; auto]",
        ),
    ] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Use what was measured before, by content.")] = True,
    loader: LoaderOption = None,
    source_language: SourceLanguageOption = None,
    column: ColumnOption = None,
    yes: YesOption = False,
    run_programs: Annotated[
        bool,
        typer.Option(
            "--run-programs", help="Run the programs that the policy names, such as modules of the library evaluate."
        ),
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Fail when quality really dropped, and only then.

    The current translations are compared with those that were accepted, segment by segment. A drop fails when it is
    larger than the policy tolerates and surely no chance: all tests of a run together raise a false alarm in at most
    5 % of runs. Begin with `mtqa gate CORPUS --accept`, and commit the file that it writes.

    Exits with 0 (passed), 1 (failed), 2 (wrong usage of the command line), 3 (cannot be judged, also for a mistake in
    the policy: never a pass).
    """
    from mtqa.contracts import Trust, trusting
    from mtqa.evaluation import find_config, is_run, read_config
    from mtqa.files import cache_folder
    from mtqa.gating import Measuring, Policy, accept as write, gate as judge, policy_toml, read_policy

    if format not in FORMATS:
        raise typer.BadParameter(f"must be one of: {', '.join(FORMATS)}", param_hint="--format")
    if not corpus and not show_policy:
        raise typer.BadParameter("is missing", param_hint="CORPUS")
    outputs = _Outputs(corpus, accepted, format, junit, html, history)
    for older in (junit, html):
        if older is not None and not accept and not show_policy:
            with contextlib.suppress(OSError):  # so that it is not taken for this run's, whatever happens
                older.unlink()
    try:
        if policy is None and DEFAULT_POLICY.exists():
            policy = DEFAULT_POLICY
            say(f"policy: {policy}", quiet=quiet)
        all_of_it = Trust(lambda _: None, programs=True)  # where the policy is only shown, nothing of it is run
        with trusting(all_of_it) if show_policy else contextlib.nullcontext():
            rules = Policy() if policy is None else read_policy(policy)
        rules = rules if unit is None else replace(rules, unit=unit_named(unit))
        if show_policy:
            typer.echo(policy_toml(rules), nl=False)
            return
        checking = read_config(config or find_config(corpus), corpus).checking
        folder = cache_folder("gate") if cache else None
        if not is_run(Path(corpus)):
            prepare_metrics([rule.metric for rule in rules.metrics], yes=yes, quiet=quiet)
        with progress_bar(quiet=quiet) as progress:
            stored = is_run(Path(corpus))
            current = corpus if stored else load(corpus, language, loader, source_language, column)
            how = Measuring(
                languages=language,
                system=system,
                checking=checking,
                cache=folder,
                scores=statistics_cache(cache),
                progress=progress,
            )
            if accept:
                run = write(current, accepted, rules, **how)
            else:
                result = judge(current, accepted, rules, **how)
        if accept:
            _tell_accepted(run, accepted, several=_has_several_systems(current), quiet=quiet)
            return
        _write(result, outputs)
    except Exception as error:
        if not accept and not show_policy:
            _write_error(" ".join(str(error).split()), outputs, quiet=quiet)
        raise
    if not result.passed:
        raise typer.Exit(EXIT_REGRESSION)


def _has_several_systems(current: str | Sequence[Corpus]) -> bool:
    return not isinstance(current, str) and any(len(corpus.systems) > 1 for corpus in current)


def _tell_accepted(run: AcceptedRun, accepted: Path, *, several: bool, quiet: bool) -> None:
    """What was accepted, by which system where there are several, and what is accepted with it."""
    for language in run.languages:
        notes = list(language.notes)
        if not language.metrics:
            notes.append("there are no references, so only what the checks find will be judged")
        if language.lost:
            notes.append(f"missing, empty or the source itself, and accepted so: {len(language.lost)} translation(s)")
        for note in notes:
            warn(f"{language.pair}: {note}", quiet=quiet)
    told = [f"{language.pair} by '{language.system}'" if several else language.pair for language in run.languages]
    typer.echo(f"{accepted}: accepted {', '.join(told)}; commit this file")


def _write(result: GateResult, outputs: _Outputs) -> None:
    """The verdict on stdout, and in the files that were asked for."""
    from mtqa.files import write_atomically
    from mtqa.gating import append_history, entry_for, read_history
    from mtqa.gating.verdicts import junit

    entries: Sequence[HistoryEntry] = ()
    if outputs.history is not None:
        entries = (*read_history(outputs.history), entry_for(result))
    if outputs.junit is not None:
        write_atomically(outputs.junit, junit(result))
    if outputs.html is not None:
        from mtqa.gating.verdicts import html_report

        write_atomically(outputs.html, html_report(result, entries))
    if outputs.history is not None:
        append_history(outputs.history, entries[-1])
    typer.echo(_printed(result, entries, outputs), nl=False)


def _printed(result: GateResult, entries: Sequence[HistoryEntry], outputs: _Outputs) -> str:
    from mtqa.gating.verdicts import Locator

    locator = Locator(outputs.corpus, str(outputs.accepted))
    if outputs.format == "github":
        from mtqa.gating.verdicts import summary, workflow_commands

        _summarise(summary(result))
        return workflow_commands(result, locator)
    if outputs.format == "gitlab":
        from mtqa.gating.verdicts import code_quality

        return code_quality(result, locator)
    if outputs.format == "json":
        from mtqa.gating.verdicts import as_json

        return as_json(result)
    from mtqa.gating.verdicts import text_report

    first, _, rest = text_report(result, entries).partition(":")
    return typer.style(first, fg="green" if result.passed else "red", bold=True) + f":{rest}"


def _write_error(message: str, outputs: _Outputs, *, quiet: bool) -> None:
    """Tell every reader that nothing could be judged."""
    from mtqa.errors import MtqaError
    from mtqa.files import write_atomically
    from mtqa.gating import append_history, error_entry
    from mtqa.gating.verdicts import junit_error

    try:
        if outputs.junit is not None:
            write_atomically(outputs.junit, junit_error(message))
        if outputs.history is not None:
            append_history(outputs.history, error_entry(outputs.corpus, message))
    except (MtqaError, OSError) as error:
        warn(str(error), quiet=quiet)
    if outputs.format == "github":
        from mtqa.gating.verdicts import annotation, cell

        _summarise(f"## ❌ mtqa could not judge this run\n\n{cell(message)}\n")
        typer.echo(annotation("error", message, "mtqa gate could not judge", str(outputs.accepted)))
    elif outputs.format == "gitlab":
        from mtqa.gating.verdicts import code_quality_error

        typer.echo(code_quality_error(message, str(outputs.accepted)), nl=False)
    elif outputs.format == "json":
        from mtqa.gating.verdicts import error_as_json

        typer.echo(error_as_json(message), nl=False)


def _summarise(markdown: str) -> None:
    """Add to the job summary, where GitHub has one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(markdown)
