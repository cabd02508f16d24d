"""What the gate demands: `mtqa-gate.toml`."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from mtqa.contracts import Metric, admit, checks, demands_of, metrics
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking, Unit
from mtqa.files import read_text
from mtqa.languages import language
from mtqa.results import Severity

__all__ = ["ALL_CHECKS", "DEFAULT_METRICS", "EACH_CHECK", "FindingRule", "MetricRule", "Policy", "Role", "read_policy"]

EACH_CHECK = "each"
ALL_CHECKS = "all"
_LEAST_ALPHA, _MOST_ALPHA = 0.001, 0.5
_OTHERWISE_PERCENT = 1.0
"""Tolerance for metrics of which nobody has measured what people notice, in percent of the accepted score."""


class Role(StrEnum):
    """What a rule may do."""

    REQUIRED = "required"
    """It can turn the gate red."""
    ADVISORY = "advisory"
    """It only warns."""


@dataclass(frozen=True)
class MetricRule:
    """What a metric may do.

    Attributes:
        metric: Spec.
        role: Whether it can turn the gate red.
        tolerance: The largest drop that passes even if it is certain, in points of the metric; None for the default.
        tolerance_percent: The same in percent of the accepted score; the larger of the two counts.
        floor: The worst score that passes, whatever was accepted; None for any.
        floors: The same for single target languages.
        segment_loss: The most that a single segment may lose, in points; None for anything.
    """

    metric: str
    role: Role = Role.REQUIRED
    tolerance: float | None = None
    tolerance_percent: float | None = None
    floor: float | None = None
    floors: Mapping[str, float] = field(default_factory=dict)
    segment_loss: float | None = None

    def tolerated(self, metric: Metric, accepted: float) -> float:
        """The drop that passes, in points: what the rule says, else what people do not notice, else 1 %."""
        if self.tolerance is None and self.tolerance_percent is None:
            return metric.noticeable if metric.noticeable is not None else abs(accepted) * _OTHERWISE_PERCENT / 100
        return max(self.tolerance or 0.0, abs(accepted) * (self.tolerance_percent or 0.0) / 100)


@dataclass(frozen=True)
class FindingRule:
    """How findings may grow.

    Attributes:
        check: Name of a check; `each` for every check by itself; `all` for all together.
        severity: Findings of this severity or worse count.
        role: Whether it can turn the gate red.
        significant: Whether to test if there are surely more of them than accepted.
        tolerance: With `significant`, how many more pass even if they are certain.
        max_new: The most segments with more of them than accepted, tested or not; None for any number.
        most: The most of them at all, whatever was accepted; None for any number.
        tolerance_percent: As `tolerance`, in percent of the segments; the larger of the two counts.
        better_percent: The same where the translations are surely better by the metrics: the gate then only warns.
    """

    check: str = EACH_CHECK
    severity: Severity = Severity.MAJOR
    role: Role = Role.REQUIRED
    significant: bool = True
    tolerance: int = 0
    max_new: int | None = None
    most: int | None = None
    tolerance_percent: float = 0.0
    better_percent: float = 2.0

    def tolerated(self, n_segments: int) -> int:
        """How many more findings pass on so many segments even if they are certain."""
        return max(self.tolerance, _share(self.tolerance_percent, n_segments))

    def tolerated_if_better(self, n_segments: int) -> int:
        """The same where the translations are surely better."""
        return max(self.tolerated(n_segments), _share(self.better_percent, n_segments))


def _share(percent: float, n_segments: int) -> int:
    return math.floor(percent * n_segments / 100 + 1e-9)


DEFAULT_METRICS = (MetricRule("chrf(word_order=2)"), MetricRule("bleu"))


@dataclass(frozen=True)
class Policy:
    """Everything that the gate demands.

    Attributes:
        alpha: Chance of a false alarm in a run, over all tests together; from 0.001, below which the trials would take
            too long, to 0.5.
        trials: Trials of the randomisation test; more are drawn where the number of tests asks for it.
        seed: Seed of the trials.
        segments: `same`: both runs must have the same segments; `intersection`: those that both have are compared.
        unit: What is exchanged in tests: `document` or `segment`, or `auto` for documents where there are several.
        by_domain: Whether every domain is tested besides the whole, where there are several.
        max_missing: How many segments may have lost their translation since the accepted run: it is missing, empty, or
            the source itself.
        texts: Whether the accepted file keeps the texts, so that old and new can be shown side by side.
        without_references: What to do where there is no reference: `checks` judges what the checks find, `refuse` fails
            for the metrics that are required; "" for `checks` with the default metrics, `refuse` with any others.
        metrics: One rule for each metric; the first one orders the segments that lost most.
        findings: Rules about findings.
    """

    alpha: float = 0.05
    trials: int = 10_000
    seed: int = 12345
    segments: str = "same"
    unit: Unit = Unit.AUTO
    by_domain: bool = True
    max_missing: int = 0
    texts: bool = True
    without_references: str = ""
    metrics: tuple[MetricRule, ...] = DEFAULT_METRICS
    findings: tuple[FindingRule, ...] = (FindingRule(),)

    def __post_init__(self) -> None:
        if not _LEAST_ALPHA <= self.alpha <= _MOST_ALPHA:
            raise MtqaError(f"alpha is {self.alpha}", f"It must be from {_LEAST_ALPHA} to {_MOST_ALPHA}.")

    @property
    def checks_suffice(self) -> bool:
        """Whether the findings of the checks are enough where there are no references."""
        return (self.without_references or ("checks" if self.metrics == DEFAULT_METRICS else "refuse")) == "checks"

    def checks(self, checking: Checking) -> tuple[str, ...]:
        """Names of the checks that the rules need.

        Those that are named, and with `each` or `all` those that are run anyway, but for those that depend on the
        machine and that nobody asked for.

        Args:
            checking: Which checks are run, and how.
        """
        named = {rule.check for rule in self.findings}
        run_anyway = checking.chosen if named & {EACH_CHECK, ALL_CHECKS} else ()
        usual = [chosen.check.name for chosen in run_anyway if chosen.asked_for or not chosen.check.by_machine]
        return tuple(sorted({*usual, *named} - {EACH_CHECK, ALL_CHECKS}))


def read_policy(path: Path) -> Policy:
    """Read a policy; what it does not mention stays as in the default.

    A `[metrics]` table replaces the default metrics, and `[[findings]]` tables the default rules about findings.

    Raises:
        MtqaError: naming the line, when a key is not known or a value is impossible.
    """
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except ValueError as error:  # also where a number has thousands of digits
        line = re.search(r"at line (\d+)", str(error))
        raise MtqaError(
            f"this is not TOML: {error}", "Mend it.", path=path, line=int(line[1]) if line else None
        ) from None
    except RecursionError:
        raise MtqaError("this is not a policy: it is nested too deeply", path=path) from None
    return _Reader(path, text).policy(content)


def _idle(rule: FindingRule, before: FindingRule) -> bool:
    """Whether all that a rule demands is demanded by an earlier one about the same, and in another way."""
    same = before.check == rule.check or (before.check == EACH_CHECK and rule.check != ALL_CHECKS)
    if not same or (rule.severity, rule.role) != (before.severity, before.role):
        return False
    demanded = [
        rule.significant and not before.significant,
        rule.max_new is not None and before.max_new is None,
        rule.most is not None and before.most is None,
    ]
    return not any(demanded) and replace(rule, check=before.check) != before


class _Reader:
    """Turns the content of a policy into rules, and knows on which line something stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")

    def policy(self, content: Mapping[str, Any]) -> Policy:
        self._known(content, Policy, "")
        values: dict[str, Any] = {}
        values["alpha"] = self._number(content, "alpha", "", least=_LEAST_ALPHA, most=_MOST_ALPHA)
        values["trials"] = self._whole(content, "trials", "", least=100, most=10_000_000)
        values["seed"] = self._whole(content, "seed", "", least=0)
        values["segments"] = self._choice(content, "segments", "", ("same", "intersection"))
        unit = self._choice(content, "unit", "", tuple(Unit))
        values["unit"] = None if unit is None else Unit(unit)
        values["by_domain"] = self._truth(content, "by_domain", "")
        values["max_missing"] = self._whole(content, "max_missing", "", least=0)
        values["texts"] = self._truth(content, "texts", "")
        values["without_references"] = self._choice(content, "without_references", "", ("checks", "refuse"))
        if "metrics" in content:
            values["metrics"] = self._metrics(content["metrics"])
        if "findings" in content:
            values["findings"] = self._findings(content["findings"])
        policy = Policy(**{key: value for key, value in values.items() if value is not None})
        if not policy.metrics and not policy.findings:
            raise self._wrong("this policy demands nothing", "", "", "Give it a metric or a rule about findings.")
        return policy

    def _metrics(self, tables: object) -> tuple[MetricRule, ...]:
        if not isinstance(tables, dict):
            raise self._wrong("'metrics' is not a table", "metrics", "", 'Write it like [metrics."bleu"].')
        rules = []
        for spec, row in tables.items():
            if not isinstance(row, dict):
                raise self._wrong(f"the metric '{spec}' is not a table", spec, "", f'Write it like [metrics."{spec}"].')
            try:
                metric = metrics.create(spec)
            except MtqaError as error:
                raise self._wrong(error.message, spec, "", error.hint) from None
            self._known(row, MetricRule, spec, hidden=("metric",))
            admit(demands_of(metric), f"the metric '{spec}'", self._path, self._line(spec, ""))
            rules.append(self._metric(row, spec, metric))
        names = [rule.metric for rule in rules]
        if len(set(names)) < len(names):
            raise self._wrong("a metric stands here twice", "metrics", "", "Keep one of them.")
        return tuple(rules)

    def _metric(self, row: Mapping[str, Any], spec: str, metric: Metric) -> MetricRule:
        floors = row.get("floors", {})
        if not isinstance(floors, dict):
            raise self._wrong("'floors' is not a table", "floors", spec, "Write it like floors = { de = 30.0 }.")
        try:
            by_language = {language(tag).tag: self._number(floors, tag, spec) for tag in floors}
        except MtqaError as error:
            raise self._wrong(error.message, "floors", spec, error.hint) from None
        return MetricRule(
            metric=metric.spec,
            role=Role(self._choice(row, "role", spec, tuple(Role)) or Role.REQUIRED),
            tolerance=self._number(row, "tolerance", spec, least=0.0),
            tolerance_percent=self._number(row, "tolerance_percent", spec, least=0.0, most=100.0),
            floor=self._number(row, "floor", spec),
            floors={tag: value for tag, value in by_language.items() if value is not None},
            segment_loss=self._number(row, "segment_loss", spec, above=0.0),
        )

    def _findings(self, tables: object) -> tuple[FindingRule, ...]:
        if not isinstance(tables, list) or not all(isinstance(row, dict) for row in tables):
            raise self._wrong("'findings' is not a list of tables", "findings", "", "Write each as [[findings]].")
        rules = tuple(self._finding(row) for row in tables)
        for number, rule in enumerate(rules):
            if any(_idle(rule, before) for before in rules[:number]):
                heads = [n for n, line in enumerate(self._lines, 1) if line.strip().startswith("[[findings")]
                raise MtqaError(
                    f"rule {number + 1} about findings has no effect: one before it is about the same check",
                    "Of two rules about the same, the first counts: put this one first, or take it out.",
                    path=self._path,
                    line=heads[number] if number < len(heads) else None,
                )
        return rules

    def _finding(self, row: Mapping[str, Any]) -> FindingRule:
        self._known(row, FindingRule, "findings")
        defaults = FindingRule()
        check = self._choice(row, "check", "findings", (EACH_CHECK, ALL_CHECKS, *checks.names()))
        severity = self._choice(row, "severity", "findings", tuple(Severity))
        significant = self._truth(row, "significant", "findings")
        rule = FindingRule(
            check=check or defaults.check,
            severity=Severity(severity) if severity else defaults.severity,
            role=Role(self._choice(row, "role", "findings", tuple(Role)) or Role.REQUIRED),
            significant=defaults.significant if significant is None else significant,
            tolerance=self._whole(row, "tolerance", "findings", least=0) or 0,
            max_new=self._whole(row, "max_new", "findings", least=0),
            most=self._whole(row, "most", "findings", least=0),
            **{
                key: value
                for key in ("tolerance_percent", "better_percent")
                if (value := self._number(row, key, "findings", least=0.0, most=100.0)) is not None
            },
        )
        if not rule.significant and rule.max_new is None and rule.most is None:
            raise self._wrong(
                "a rule about findings demands nothing", "significant", "findings", "Give it max_new or most."
            )
        return rule

    def _known(self, row: Mapping[str, Any], form: type, table: str, hidden: tuple[str, ...] = ()) -> None:
        known = [f.name for f in fields(form) if f.name not in hidden]
        for key in row:
            if key not in known:
                raise self._wrong(f"there is no setting '{key}'", key, table, f"There are: {', '.join(known)}.")

    def _number(
        self,
        row: Mapping[str, Any],
        key: str,
        table: str,
        *,
        least: float = -math.inf,
        above: float = -math.inf,
        most: float = math.inf,
    ) -> float | None:
        value = row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -1e300 < value < 1e300:
            raise self._wrong(f"'{key}' is {value!r}, not a number", key, table, "")
        if value < least or value <= above or value > most:
            bounds = [f"at least {least:g}"] * (least > -math.inf) + [f"above {above:g}"] * (above > -math.inf)
            bounds += [f"at most {most:g}"] * (most < math.inf)
            raise self._wrong(f"'{key}' is {value!r}", key, table, f"It must be {' and '.join(bounds)}.")
        return float(value)

    def _whole(
        self, row: Mapping[str, Any], key: str, table: str, *, least: int = 0, most: int = 1 << 62
    ) -> int | None:
        value = row.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self._wrong(f"'{key}' is {value!r}, not a whole number", key, table, "")
        self._number(row, key, table, least=least, most=most)
        return value

    def _truth(self, row: Mapping[str, Any], key: str, table: str) -> bool | None:
        value = row.get(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(f"'{key}' is {value!r}", key, table, "It must be true or false.")
        return value

    def _choice(self, row: Mapping[str, Any], key: str, table: str, choices: tuple[str, ...]) -> str | None:
        value = row.get(key)
        if value is not None and (not isinstance(value, str) or value not in choices):
            raise self._wrong(f"'{key}' is {value!r}", key, table, f"It must be one of: {', '.join(choices)}.")
        return value

    def _wrong(self, message: str, key: str, table: str, hint: str) -> MtqaError:
        return MtqaError(message, hint or "Mend it.", path=self._path, line=self._line(key, table))

    def _line(self, key: str, table: str) -> int | None:
        """The first line after the table's head on which the key stands; the head itself where it stands nowhere."""
        start = 0
        if table:
            heads = [n for n, line in enumerate(self._lines) if line.lstrip().startswith("[") and table in line]
            start = heads[0] if heads else 0
        for number, line in enumerate(self._lines[start:], start=start + 1):
            if key and re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", line.partition("#")[0]):
                return number
        return start + 1 if table else None
