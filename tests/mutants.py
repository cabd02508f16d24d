"""Stored files, policies, configurations and tables, changed at random, and what mtqa may do with them.

What it may do is to read a mutant or to refuse it with one line (`MtqaError`); what was read must also be good for use:
reports are written from an evaluation, checks are run with a configuration, the gate judges by a policy. `feed` gives
every target its mutants in this process; `scripts/fuzz_loaders` gives it many.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from small import BAD, GOOD, REFERENCES, SOURCES, small_corpus

from mtqa.errors import MtqaError

ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2,
        10**6,
        10**400,
        1e308,
        -1e308,
        0.5,
        1e-320,
        "",
        "x",
        "27",
        "\ud800",
        "\x00",
        "\x1b[2J",
    ),
    *(
        "<b>&amp;",
        "é\u0301",
        "../../x",
        "=1+1",
        "a" * 3000,
        [],
        [[]],
        [None],
        {},
        {"": {}},
        {"a": 1},
        "en",
        "de",
        "bleu",
    ),
)
"""What a value becomes."""

WORDS = (
    *(
        "\n",
        "\t",
        "\t\t",
        " ",
        "=",
        '"',
        "'",
        "[",
        "]",
        "[[",
        "#",
        ",",
        "\\",
        "\x00",
        "\ufeff",
        "é",
        "\ud83d\ude00",
        "null",
    ),
    *(
        "true",
        "false",
        "0",
        "-1",
        "1e999",
        "9" * 400,
        "nan",
        "inf",
        "1979-01-01",
        "{}",
        "[]",
        "{a=1}",
        "a.b",
        "(",
        ")",
        "*",
    ),
    *(
        "severity",
        "enabled",
        "checks",
        "metrics",
        "findings",
        "bleu",
        "evaluate('x')",
        "segment",
        "system",
        "one:0",
        "good",
    ),
    *(
        "major",
        "each",
        "all",
        "auto",
        "corrected",
        "<b>",
        "</b>",
        "../x",
        "/etc/passwd",
        "x" * 300,
        "(?:a|a)*b",
        "\u2028",
    ),
)
"""What is put into a text."""


@dataclass(frozen=True)
class Target:
    """A kind of file.

    Attributes:
        name: What it is called.
        seeds: Good ones.
        use: Reads the mutant at a path in a folder, and uses what was read.
        repair: Makes digests fit again, so that more than the digest is tried; None where there is none.
    """

    name: str
    seeds: tuple[str, ...]
    use: Callable[[str, Path], None]
    repair: Callable[[Any], None] | None = None


@dataclass(frozen=True)
class Fed:
    """What came of it: how many mutants were read, how many refused, and what went wrong otherwise."""

    n_read: int
    n_refused: int
    failures: tuple[str, ...]


def feed(target: Target, folder: Path, n_mutants: int, seed: int = 1, keep: Path | None = None) -> Fed:
    """Give a target its mutants.

    Args:
        target: The kind of file.
        folder: Where they are written; emptied before each.
        n_mutants: How many.
        seed: The same seed gives the same mutants.
        keep: Folder for those that fail.
    """
    chance = random.Random(f"{seed} {target.name}")
    n_read = n_refused = 0
    failures: list[str] = []
    for number in range(n_mutants):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        mutant = changed(target, chance)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                target.use(mutant, folder)
            n_read += 1
        except MtqaError as error:
            n_refused += 1
            if "\n" in str(error) or len(str(error)) > 3000:
                failures.append(f"{number}: a message of several lines, or too long: {str(error)[:200]!r}")
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            failures.append(f"{number}: {type(error).__name__}: {error} ({place.filename}:{place.lineno})"[:400])
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{target.name}-{seed}-{number}").write_bytes(mutant.encode("utf-8", "surrogatepass"))
    return Fed(n_read, n_refused, tuple(failures))


def changed(target: Target, chance: random.Random) -> str:
    """A good file with a few changes."""
    text = chance.choice(target.seeds)
    if target.repair is None or chance.random() < 0.1:
        for _ in range(chance.choice((1, 1, 2, 4))):
            text = _text(text, chance)
        return text
    content = json.loads(text)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        _value(content, chance)
    if chance.random() < 0.9:
        target.repair(content)
    return json.dumps(content)


def _places(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of a JSON document, as its container and its key or number."""
    pending = [content]
    while pending:
        container = pending.pop()
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            if isinstance(container[key], dict | list):
                pending.append(container[key])


def _value(content: Any, chance: random.Random) -> None:
    """Change one value of a JSON document."""
    places = list(_places(content))
    if not places:
        return
    container, key = chance.choice(places)
    value = container[key]
    kind = chance.randrange(8)
    if kind == 0:
        del container[key]
    elif kind == 1 and isinstance(value, list) and value:
        value.append(copy.deepcopy(chance.choice(value)))
    elif kind == 2 and isinstance(value, list) and value:
        chance.shuffle(value)
    elif kind == 3 and isinstance(value, int | float) and not isinstance(value, bool):
        container[key] = value * chance.choice((-1, 0, 2, 1000, 0.5, 1 + 1e-9)) + chance.choice((0, 1, -1))
    elif kind == 4 and isinstance(value, str):
        container[key] = _text(value, chance)
    elif kind == 5:
        other, at = chance.choice(places)
        container[key] = copy.deepcopy(other[at])
    elif kind == 6 and isinstance(container, dict):
        container[chance.choice(("", "x", "name", "\ud800"))] = container.pop(key)
    else:
        container[key] = copy.deepcopy(chance.choice(ODD))


def _text(text: str, chance: random.Random) -> str:
    """Change a text in one place: a line, a cell, a word, a character."""
    place = chance.randrange(len(text) + 1)
    kind = chance.randrange(8)
    if kind == 0:
        return text[:place] + chance.choice(WORDS) + text[place:]
    if kind == 1:
        return text[:place] + text[place + chance.choice((1, 2, 8, 50)) :]
    if kind == 2:
        return text[:place]
    if kind == 3:
        lines = text.split("\n")
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        return "\n".join(lines)
    if kind == 4:
        lines = text.split("\n")
        del lines[chance.randrange(len(lines))]
        return "\n".join(lines)
    for mark in chance.sample(("\t", "\n", "=", ",", '"'), 5):
        cells = text.split(mark)
        if len(cells) > 1:
            number = chance.randrange(len(cells))
            cells[number] = chance.choice((*WORDS, "", *cells[:3]))
            return mark.join(cells)
    return chance.choice(WORDS)


# ---- targets ----


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def lines_folder(folder: Path) -> Path:
    """A corpus folder of four segments."""
    for name, lines in (("source.en.txt", SOURCES), ("reference.A.de.txt", REFERENCES), ("systems/good.de.txt", GOOD)):
        written(folder, name, "".join(f"{line}\n" for line in lines))
    return folder


def _evaluation_seed() -> str:
    from dataclasses import replace

    from mtqa.evaluation import evaluate
    from mtqa.results import Finding, MarkedFinding, Severity, Span, Suppressed, evaluation_to_json

    evaluation = evaluate(small_corpus([("good", (*GOOD[:3], None)), ("bad", BAD)]), metric_specs=["bleu", "chrf"])
    finding = Finding("numbers", "accuracy", Severity.MAJOR, "one:0", "bad", "12 is missing", (Span("source", 0, 2),))
    run = Finding("a", "accuracy/untranslated", Severity.MINOR, "one:0", "good", "left", (), ("one:0", "one:1"), ("b",))
    evaluation = replace(
        evaluation,
        findings=(*evaluation.findings, finding, run),
        marked=(MarkedFinding(finding, "ann"),),
        suppressed=(Suppressed(finding, "it is right"),),
    )
    return json.dumps(evaluation_to_json(evaluation))


def _use_evaluation(text: str, folder: Path) -> None:
    from mtqa.cli._evaluation_output import show
    from mtqa.evaluation import read_run, write_reports

    evaluations, _ = read_run(written(folder, "run/de/evaluation.json", text).parent)
    formats = ["md", "tsv", "latex"]
    formats += ["html"] if len(text) % 8 == 0 else ["xlsx"] if len(text) % 8 == 1 else []  # these take long
    write_reports(evaluations, folder / "out", formats)
    show(evaluations, as_json=False, quiet=True)


def _repair_evaluation(content: Any) -> None:
    from mtqa.results.read_evaluation_json import content_digest

    content["digest"] = content_digest(content)


def _accepted_seed() -> str:
    import tempfile

    from mtqa.gating import accept

    with tempfile.TemporaryDirectory() as folder:
        accept([small_corpus([("good", GOOD)])], Path(folder) / "a.json")
        return (Path(folder) / "a.json").read_text()


def _use_accepted(text: str, folder: Path) -> None:
    from mtqa.gating import gate
    from mtqa.gating.verdicts import as_json, text_report

    result = gate([small_corpus([("good", GOOD)])], written(folder, "accepted.json", text))
    as_json(result).encode("utf-8")
    text_report(result).encode("utf-8")


def _repair_accepted(content: Any) -> None:
    from mtqa.gating.accepted import _checksum

    content["checksum"] = _checksum(content)


def _use_policy(text: str, folder: Path) -> None:
    from mtqa.gating import accept, gate, policy_toml, read_policy
    from mtqa.gating.verdicts import text_report

    policy = read_policy(written(folder, "mtqa-gate.toml", text))
    policy_toml(policy)
    if policy.trials <= 20_000:
        accept([small_corpus([("good", GOOD)])], folder / "a.json", policy)
        text_report(gate([small_corpus([("good", BAD)])], folder / "a.json", policy))


def _use_config(name: str, beside: str = "") -> Callable[[str, Path], None]:
    """Run the checks by an `mtqa.toml`, or one that names the mutant."""

    def use(text: str, folder: Path) -> None:
        from mtqa.evaluation import read_config, run_checks

        written(folder, name, text)
        path = written(folder, "mtqa.toml", beside) if beside else folder / name
        run_checks(small_corpus(), read_config(path).checking)

    return use


def _use_suppressed(text: str, folder: Path) -> None:
    from mtqa.evaluation import read_config, run_checks

    written(folder, "suppressed.tsv", text)
    run_checks(small_corpus(), read_config(None, str(folder)).checking)


def _use_alignment(text: str, folder: Path) -> None:
    from mtqa.preparation import build_tables, load_corpora

    written(folder, "source.en.md", "# Title\n\nIt rained. We got wet.\n")
    written(folder, "t.de.md", "# Titel\n\nEs regnete. Wir wurden nass.\n")
    toml = 'source_language = "en"\nencoder = "none"\n'
    for file, tag, about in (
        ("source.en.md", "en", 'role = "source"'),
        ("t.de.md", "de", 'role = "primary"\nname = "x"'),
    ):
        toml += f'[[texts]]\nfile = "{file}"\nlanguage = "{tag}"\ndocument = "d"\n{about}\n'
    written(folder, "corpus.toml", toml)
    written(folder, "alignment/de.tsv", text)
    load_corpora(folder)
    build_tables(folder)


def _use_corpus_toml(text: str, folder: Path) -> None:
    from mtqa.preparation import load_corpora

    written(lines_folder(folder), "corpus.toml", text)
    for corpus in load_corpora(folder):
        assert corpus.fingerprint


def _use_judgements(name: str) -> Callable[[str, Path], None]:
    def use(text: str, folder: Path) -> None:
        from mtqa.evaluation import evaluate, read_judgements

        corpus = small_corpus()
        found = read_judgements(written(folder, name, text), corpus)
        evaluate(corpus, metric_specs=["chrf"], check_names=[], judgements=found)

    return use


TOML_OF_CHECKS = """suppressed = "s.tsv"
[checks.capitalisation]
enabled = false
[checks.terminology]
severity = "major"
glossary = ["terms.tsv"]
[checks.punctuation]
space_before = { fr = ":;", "" = "" }
[[checks.rules.rule]]
message = "m"
pattern = "Katze"
source = "cat"
[[checks.rules.rule]]
message = "n"
words = ["Matte*"]
languages = ["de"]
[profile]
name = "eu"
"""
POLICY = """alpha = 0.05
trials = 100
segments = "intersection"
unit = "segment"
max_missing = 1
[metrics."chrf(word_order=2)"]
tolerance = 0.3
floors = { de = 55.0 }
[metrics."bleu"]
role = "advisory"
segment_loss = 5
[[findings]]
check = "each"
severity = "major"
tolerance_percent = 1.0
[[findings]]
check = "all"
severity = "critical"
significant = false
max_new = 0
"""
ALIGNMENT = (
    "segment\tdocument\tkind\tsource\thypothesis.x\tremark\tstatus\n1\td\ttitle\tTitle\tTitel\t\tauto 00000000\n"
    "2\td\tparagraph\tIt rained.\tEs regnete.\t\tcorrected\n3\td\tparagraph\tWe got wet.\tWir wurden nass.\t\t\n"
)
CORPUS_TOML = """title = "t"
source_language = "en"
layout = "lines"
[profile]
name = "eu"
[[texts]]
file = "source.en.txt"
language = "en"
role = "source"
[[texts]]
file = "systems/good.de.txt"
language = "de"
role = "primary"
name = "good"
blank_lines = "missing"
licence = "CC BY"
date = 2020-01-01
"""
SUPPRESSED = (
    "segment\tcheck\tsystem\tlanguage\tabout\treason\none:0\tnumbers\tgood\tde\t5f0c2be19a7d\tr\n2\tnames\t\t\t\tr\n"
)
JUDGEMENTS = {
    "scores": ("x.tsv", "good\t-1\ngood\tNone\ngood\t-2\ngood\t0\n" + "bad\t-5\n" * 4),
    "score-table": ("x.csv", "seg_id,rater,score,system\n1,ann,-1,good\n1,bob,-5,good\n2,ann,-2,good\n1,ann,-4,bad\n"),
    "mqm-table": (
        "m.tsv",
        "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\ngood\tone\t1\t1\tann\t"
        f"{SOURCES[0]}\tDie <v>Katze</v> saß auf der Matte.\tAccuracy/Omission\tMajor\n"
        f"bad\tone\t1\t1\tann\t{SOURCES[0]}\tKatze auf Matte.\tNo-error\tNo-error\n",
    ),
    "error-spans": (
        "x.seg.rating",
        'good\t{"errors": [{"start": 0, "end": 3, "category": "Style", "severity": "minor"}]}\tann\n'
        'good\t{"errors": []}\tann\ngood\tNone\ngood\tNone\n',
    ),
    "appraise": (
        "scores.csv",
        'd,wmt.good,11,TGT,eng,deu,80,one#good,False,"[{""start_i"":1,""end_i"":2,""severity"":""major""}]",1.5,2.5\n'
        'd,wmt.good,12,TGT,eng,deu,90,one#good,False,"[]",2.5,3.5\n'
        'd,wmt.bad,14,TGT,eng,deu,50,one#bad,False,"[]",2.5,3.5\n'
        'd,wmt.bad,15,TGT,eng,deu,40,one#bad,False,"[]",2.5,3.5\n',
    ),
}
PEARMUT = [
    {
        "item": [{"src": SOURCES[0], "tgt": {"good": GOOD[0], "bad": BAD[0]}}],
        "annotation": [
            {
                "good": {
                    "score": 80,
                    "error_spans": [{"start_i": 10, "end_i": 12, "severity": "major", "category": None}],
                },
                "bad": {"score": 40, "error_spans": []},
            }
        ],
        "user_id": "u1",
        "item_i": 0,
    },
    {"annotation": "__RESET__", "user_id": "u2", "item_i": 1},
]


def targets() -> tuple[Target, ...]:
    """All kinds of files."""
    return (
        Target("evaluation", (_evaluation_seed(),), _use_evaluation, _repair_evaluation),
        Target("accepted", (_accepted_seed(),), _use_accepted, _repair_accepted),
        Target("policy", (POLICY, "metrics = {}\n[[findings]]\ncheck = 'each'\n"), _use_policy),
        Target("mtqa-toml", ('[checks.numbers]\nenabled = true\nseverity = "minor"\n', TOML_OF_CHECKS), _use_mtqa_toml),
        Target("profile", (TOML_OF_CHECKS.partition("\n")[2].partition("[profile]")[0],), _use_profile),
        Target("suppressed", (SUPPRESSED, "segment\tcheck\treason\none:0\tnumbers\tr\n"), _use_suppressed),
        Target("glossary", ("en\tde\tde.forbidden\ncat\tKatze\tKater\n", "en\tde\ncat\tKatze\n"), _use_glossary),
        Target("alignment", (ALIGNMENT,), _use_alignment),
        Target("corpus-toml", (CORPUS_TOML,), _use_corpus_toml),
        Target("pearmut", (json.dumps(PEARMUT),), _use_judgements("a.json"), lambda content: None),
        *(Target(name, (text,), _use_judgements(file)) for name, (file, text) in JUDGEMENTS.items()),
    )


def _use_mtqa_toml(text: str, folder: Path) -> None:
    written(folder, "s.tsv", SUPPRESSED)
    written(folder, "terms.tsv", "en\tde\ncat\tKatze\n")
    _use_config("mtqa.toml")(text, folder)


def _use_profile(text: str, folder: Path) -> None:
    written(folder, "terms.tsv", "en\tde\ncat\tKatze\n")
    _use_config("style.toml", 'profile.file = "style.toml"\n')(text, folder)


def _use_glossary(text: str, folder: Path) -> None:
    _use_config("terms.tsv", '[checks.terminology]\nglossary = ["terms.tsv"]\n')(text, folder)
