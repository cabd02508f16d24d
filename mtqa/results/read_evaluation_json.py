"""`evaluation.json` -> Evaluation. Nothing in the file is believed: it may be damaged, edited, or a stranger's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus, Origin, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.files import read_text
from mtqa.languages import LanguagePair
from mtqa.results.evaluation import (
    Agreement,
    Comparison,
    DocumentScore,
    Evaluation,
    JudgedFinding,
    MarkedFinding,
    Score,
    Suppressed,
)
from mtqa.results.evaluation_parts import check_parts
from mtqa.results.finding_json import finding_from_json, language_from_json
from mtqa.results.interval import Interval
from mtqa.results.json_values import Value
from mtqa.results.judge_record import JudgeAgreement, JudgeRecord
from mtqa.results.message_json import Said
from mtqa.results.messages import Message
from mtqa.results.scorecard_json import scorecard_from_json

__all__ = [
    "DIGEST",
    "SCHEMA",
    "UNSEALED",
    "content_digest",
    "corpus_from_json",
    "evaluation_from_json",
    "read_evaluation",
]

SCHEMA = "mtqa/evaluation/1"
DIGEST = "digest"
_AGAIN = "Run the evaluation again."
UNSEALED = Message(
    "This run was stored without a digest (by an older mtqa, or by hand): nothing tells whether it was edited since."
)
"""The warning that an evaluation gets which no digest vouches for."""


def content_digest(content: Mapping[str, Any]) -> str:
    """A digest of all that an `evaluation.json` says, however it is laid out; it is no signature."""
    rest = {key: value for key, value in content.items() if key != DIGEST}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode('ascii')).hexdigest()}"


def read_evaluation(path: Path) -> Evaluation:
    """Read what `write_evaluation` wrote; `path` may also be the folder that holds it.

    A file without a digest, as older versions wrote it, is read, with a warning among the evaluation's own.

    Raises:
        MtqaError: when the file is missing, damaged, of another schema, was edited, or its parts disagree; says which.
    """
    file = path / "evaluation.json" if path.is_dir() else path
    content = _parsed(file)
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise MtqaError(
            f"this is not an evaluation of the form {SCHEMA}"
            + (f" but {schema[:100]}" if isinstance(schema, str) else ""),
            "Use the version of mtqa that wrote it, or run the evaluation again.",
            path=file,
        )
    try:
        evaluation = evaluation_from_json(content)
    except MtqaError as error:
        raise MtqaError(f"the evaluation is damaged or was edited: {error.message}", _AGAIN, path=file) from error
    stored = content.get(DIGEST)
    if stored is None:
        return replace(evaluation, warnings=tuple(dict.fromkeys((*evaluation.warnings, UNSEALED))))
    if stored != content_digest(content):
        raise MtqaError(
            "the evaluation was edited since mtqa wrote it: its content does not belong to its digest",
            _AGAIN,
            path=file,
        )
    return evaluation


def _parsed(file: Path) -> Any:
    try:
        return json.loads(read_text(file), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise MtqaError(f"this is not JSON: {error.msg}", _AGAIN, path=file, line=error.lineno) from error
    except RecursionError:
        raise MtqaError("this is not an evaluation: it is nested too deeply", path=file) from None
    except ValueError as error:
        raise MtqaError(f"this is not JSON: {error}", _AGAIN, path=file) from error


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not allowed")


def evaluation_from_json(content: Mapping[str, Any]) -> Evaluation:
    """The inverse of `evaluation_to_json`.

    Raises:
        MtqaError: when `content` does not have that form, its fingerprint is wrong, or its parts disagree.
    """
    whole = Value(content)
    said = Said(whole.get("said", {}))
    corpus = _corpus(whole, said)
    if corpus.fingerprint != whole["corpus"]["fingerprint"].text():
        raise MtqaError("its segments do not belong to its fingerprint")
    evaluation = Evaluation(
        corpus=corpus,
        primary=whole["primary"].text(),
        scores=tuple(map(_score, whole["scores"].rows())),
        comparisons=tuple(map(_comparison, whole["comparisons"].rows())),
        findings=tuple(finding_from_json(row, said) for row in whole["findings"].rows()),
        marked=tuple(
            MarkedFinding(finding_from_json(row, str), row["rater"].text()) for row in whole.get("marked", ()).rows()
        ),
        suppressed=tuple(
            Suppressed(finding_from_json(row, said), row["reason"].text()) for row in whole.get("suppressed", ()).rows()
        ),
        checks_not_run={name: said(text) for name, text in whole.get("checks_not_run", {}).texts_by_name().items()},
        checks=whole["checks"].texts_by_name(),
        versions=whole["versions"].texts_by_name(),
        settings={name: _setting(value) for name, value in whole["settings"].entries()},
        warnings=tuple(map(said, whole["warnings"].texts())),
        agreements=tuple(map(_agreement, whole.get("agreements", ()).rows())),
        judged=tuple(map(_judged, whole.get("judged", ()).rows())),
        judges=tuple(map(_judge, whole.get("judges", ()).rows())),
        scorecard=whole.get("scorecard", None).maybe(scorecard_from_json),
    )
    check_parts(evaluation)
    return evaluation


def corpus_from_json(content: Mapping[str, Any]) -> Corpus:
    """The inverse of `corpus_to_json`.

    Raises:
        MtqaError: when `content` does not have that form, or its fingerprint is wrong.
    """
    whole = Value(content)
    corpus = _corpus(whole, Said(whole["said"]))
    if corpus.fingerprint != whole["corpus"]["fingerprint"].text():
        raise MtqaError("its segments do not belong to its fingerprint")
    return corpus


def _corpus(whole: Value, said: Said) -> Corpus:
    about = whole["corpus"]
    rows = list(whole["segments"].rows())
    sides = [language_from_json(whole[side]) for side in ("source_language", "target_language")]
    return Corpus(
        name=about["name"].text(),
        language_pair=LanguagePair(*sides),
        segments=tuple(map(_segment, rows)),
        systems=tuple(_system(system, rows) for system in whole["systems"].rows()),
        title=about["title"].text(),
        domain=about["domain"].text(),
        source_origin=_origin(about["source_origin"]),
        reference_origins={name: _origin(origin) for name, origin in about["reference_origins"].entries()},
        notes=about["notes"].texts(),
        warnings=tuple(map(said, about["warnings"].texts())),
    )


def _segment(row: Value) -> Segment:
    identifier, document, source, kind, domain = row.texts_at("id", "document", "source", "kind", "domain")
    return Segment(identifier, document, source, row["references"].texts_by_name(), kind, domain)


def _system(system: Value, rows: Sequence[Value]) -> SystemOutput:
    name = system["name"].text()
    hypotheses = tuple(_hypothesis(row["hypotheses"], name) for row in rows)
    return SystemOutput(name, system["role"].one_of(Role), hypotheses, _origin(system["origin"]))


def _hypothesis(row: Value, name: str) -> str | None:
    table = row.table()
    return None if name in table and table[name] is None else row.texts_at(name)[0]


def _origin(row: Value) -> Origin:
    known = {field.name for field in fields(Origin)}
    return Origin(**{key: value for key, value in row.texts_by_name().items() if key in known})


def _score(row: Value) -> Score:
    return Score(
        system=row["system"].text(),
        metric=row["metric"].text(),
        label=row["label"].text(),
        signature=row["signature"].text(),
        value=row["value"].maybe(Value.number),
        interval=row["interval"].maybe(_interval),
        higher_is_better=row["higher_is_better"].truth(),
        segment_values=row["segment_values"].numbers_or_null(),
        n_missing=row["n_missing"].whole(),
        documents=tuple(
            DocumentScore(one["document"].text(), one["value"].maybe(Value.number), one["n_segments"].whole())
            for one in row["documents"].rows()
        ),
    )


def _interval(row: Value) -> Interval:
    return Interval(row["low"].number(), row["high"].number(), row["level"].number(0.0, 1.0))


def _comparison(row: Value) -> Comparison:
    return Comparison(
        system=row["system"].text(),
        baseline=row["baseline"].text(),
        metric=row["metric"].text(),
        signature=row["signature"].text(),
        delta=row["delta"].number(),
        interval=row["interval"].maybe(_interval),
        p_value=row["p_value"].maybe(_share),
        p_adjusted=row["p_adjusted"].maybe(_share),
        detectable=row["detectable"].maybe(lambda value: value.number(0.0)),
    )


def _share(value: Value) -> float:
    return value.number(0.0, 1.0)


def _judged(row: Value) -> JudgedFinding:
    return JudgedFinding(finding_from_json(row, str), row["metric"].text(), row["model"].text())


def _judge(row: Value) -> JudgeRecord:
    return JudgeRecord(
        metric=row["metric"].text(),
        label=row["label"].text(),
        model=row["model"].text(),
        protocol=row["protocol"].text(),
        prompt=row["prompt"].text(),
        dates=row["dates"].text(),
        sent_to=row["sent_to"].text(),
        here=row["here"].truth(),
        counts={name: value.whole() for name, value in row["counts"].entries()},
        cost=row["cost"].maybe(lambda value: value.number(0.0)),
        n_labels=row["n_labels"].whole(),
        agreements=tuple(
            JudgeAgreement(one["statistic"].text(), one["value"].maybe(_share), one["interval"].maybe(_interval))
            for one in row["agreements"].rows()
        ),
    )


def _setting(value: Value) -> str | int | float:
    return value.text() if isinstance(value.content, str) else value.number()


def _agreement(row: Value) -> Agreement:
    def correlation(value: Value) -> float:
        return value.number(-1.0 - 1e-9, 1.0 + 1e-9)

    return Agreement(
        metric=row["metric"].text(),
        n_systems=row["n_systems"].whole(),
        n_segments=row["n_segments"].whole(),
        n_pairs=row["n_pairs"].whole(),
        pairwise_accuracy=row["pairwise_accuracy"].maybe(_share),
        kendall_tau=row["kendall_tau"].maybe(correlation),
        pearson=row["pearson"].maybe(correlation),
        interval=row.get("interval", None).maybe(_interval),
        rank=row.get("rank", None).maybe(_rank),
    )


def _rank(value: Value) -> int:
    return value.whole(least=1)
