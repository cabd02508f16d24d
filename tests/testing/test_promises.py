"""Every plug-in that is registered keeps what its contract promises; what breaks a promise is seen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import local_servers
import numpy as np
import pytest
import test_services
from numpy.typing import NDArray
from tiny_comet import build
from tiny_encoders import bert, metricx

from mtqa.contracts import (
    Baseline,
    Certainty,
    Check,
    Consent,
    Loader,
    Problem,
    Registry,
    Report,
    SegmentMean,
    TranslatedText,
    Translation,
    Translator,
    baselines,
    checks,
    loaders,
    metrics,
    reports,
    writers,
)
from mtqa.corpus import Corpus, Origin
from mtqa.languages import LanguagePair
from mtqa.preparation import write_corpora
from mtqa.results import Evaluation, Severity, Span
from mtqa.testing import (
    BrokenContract,
    check_baseline,
    check_check,
    check_loader,
    check_metric,
    check_report,
    check_writer,
    sample_corpus,
)
from mtqa.testing.sample_corpora import HYPOTHESES

TORCH = {"comet", "cometkiwi", "xcomet", "xcomet_qe", "metricx", "metricx_qe", "bertscore"}
"""Metrics that need PyTorch, on tiny random models: what these cannot show (direction) is left to real ones."""
PLAIN = {"bleu", "chrf", "ter", "exact_match"}
EMBED = {"embedding"}
BY_HAND = {"evaluate", "judge"}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_metrics(name: str) -> None:
    check_metric(name)


@pytest.mark.embed
@pytest.mark.parametrize("name", sorted(EMBED))
def test_metrics_that_need_the_encoder(name: str) -> None:
    check_metric(name)


def test_every_metric_is_checked() -> None:
    own = {name for name in metrics.names() if metrics.get(name).__module__.startswith("mtqa.")}
    assert own == PLAIN | EMBED | TORCH | BY_HAND


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for name in ("regression-xlmr-avg", "unified-source", "xcomet-xlmr"):
        build(name, folder / name)
    bert(folder / "bert")
    metricx(folder / "metricx-24")
    return folder


@pytest.mark.torch
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("comet", "model={}/regression-xlmr-avg"),
        ("cometkiwi", "model={}/unified-source"),
        ("xcomet", "model={}/xcomet-xlmr"),
        ("xcomet_qe", "model={}/xcomet-xlmr"),
        ("metricx_qe", "model={0}/metricx-24, tokenizer={0}/metricx-24"),
        ("metricx", "model={0}/metricx-24, tokenizer={0}/metricx-24"),
        ("bertscore", "model={}/bert"),
    ],
)
def test_metrics_that_need_a_model(name: str, options: str, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.testing.metric_contract._check_direction", lambda metric: None)  # random models have none
    check_metric(f"{name}({options.format(models)})")


def test_metrics_of_the_library_evaluate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    module = tmp_path / "share_of_equal_words.py"
    module.write_text(
        "import datasets\nimport evaluate\n"
        "class Share(evaluate.Metric):\n"
        "    def _info(self):\n"
        "        text = datasets.Value('string')\n"
        "        return evaluate.MetricInfo(description='d', citation='c', inputs_description='i',\n"
        "            features=datasets.Features({'predictions': text, 'references': text}))\n"
        "    def _compute(self, predictions, references):\n"
        "        pairs = [(set(p.split()), set(r.split())) for p, r in zip(predictions, references)]\n"
        "        return {'share': [len(p & r) / max(1, len(p | r)) for p, r in pairs]}\n"
    )
    check_metric(f"evaluate('{module}', key=share, higher_is_better=true)")


@pytest.mark.parametrize("name", checks.names())
def test_checks(name: str) -> None:
    check_check(name)


@pytest.mark.parametrize("name", reports.names())
def test_reports(name: str) -> None:
    check_report(name)


@pytest.mark.parametrize("name", writers.names())
def test_writers(name: str) -> None:
    check_writer(name)


WRITTEN = {"table": "a.tsv", "jsonl": "a.jsonl", "parquet": "a.parquet", "tmx": "a.tmx", "xliff": "a.xlf"}
"""What our own writers make for the loader of that name."""
XML = """<dataset id="d"><doc id="a" origlang="en"><src lang="en"><p><seg id="1">One.</seg></p></src>
<ref lang="de" translator="A"><p><seg id="1">Eins.</seg></p></ref>
<hyp system="x" lang="de"><p><seg id="1">Ein.</seg></p></hyp></doc></dataset>"""
FILES = {
    "moses": {"a.en": "One.\nTwo.\n", "a.de": "Eins.\nZwei.\n"},
    "po": {
        "a.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: de\\n"\n\n'
        'msgid "One"\nmsgstr "Eins"\n'
    },
    "wmt_xml": {"a.xml": XML},
    "wmt_jsonl": {
        "a.jsonl": '{"dataset_id": "d", "doc_id": "a", "src_lang": "en", "tgt_lang": "de", "domain": "news",'
        ' "src_text": "One.", "prompt_instruction": "", "refs": {"refA": {"ref": "Eins."}}}\n'
    },
    "json_list": {"a.json": '[{"src": "One.", "mt": "Eins.", "source_lang": "en", "target_lang": "de"}]'},
    "rdf": {"a.nt": '<urn:a> <urn:b> "One."@en .\n<urn:a> <urn:b> "Eins."@de-t-en-t0-mtec .\n'},
    "corpus-folder": {"corpus/source.en.txt": "One.\n", "corpus/systems/x.de.txt": "Eins.\n"},
}
"""Small files by hand, the first of which is loaded."""
WITHOUT_A_FILE = {"hub", "sacrebleu", "dataset", "sheet"}
"""Read addresses, or what the libraries datasets and openpyxl write: their own tests hold the promises."""


def test_every_loader_is_checked() -> None:
    assert set(loaders.names()) == set(WRITTEN) | set(FILES) | WITHOUT_A_FILE


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_loaders_of_what_we_write(name: str, tmp_path: Path) -> None:
    path = tmp_path / "in" / WRITTEN[name]
    path.parent.mkdir()
    write_corpora([sample_corpus()], path, writers.create(WRITTEN[name].partition(".")[2].replace("xlf", "xliff")))
    check_loader(name, path)


@pytest.mark.parametrize("name", sorted(FILES))
def test_loaders_of_small_files(name: str, tmp_path: Path) -> None:
    for file, text in FILES[name].items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    first = tmp_path / next(iter(FILES[name]))
    check_loader(name, first.parent if name == "corpus-folder" else first)


def test_a_dataset_folder(tmp_path: Path) -> None:
    from mtqa.tables import to_dataset

    to_dataset(sample_corpus()).save_to_disk(tmp_path / "saved")
    check_loader("dataset", tmp_path / "saved")


SERVED: dict[str, tuple[Callable[..., object], str]] = {
    "openai": (test_services.chat, "openai(model=m, url='{}/v1')"),
    "libretranslate": (test_services.libre, "libretranslate(url='{}')"),
    "deepl": (test_services.deepl, "deepl(url='{}')"),
}


@pytest.mark.parametrize("name", sorted(SERVED))
def test_baselines_over_http(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("DEEPL_API_KEY", "k")
    answer, spec = SERVED[name]
    with local_servers.serving(answer) as server:
        check_baseline(spec.format(server.url))


def test_a_file_as_baseline(tmp_path: Path) -> None:
    path = tmp_path / "out.de.txt"
    path.write_text("\n".join(HYPOTHESES) + "\n", encoding="utf-8")
    check_baseline(f"file(path='{path}')")


def test_a_program_as_baseline() -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    check_baseline(f"""command(command="{sys.executable} -c '{code}'", title=mine)""")


@contextmanager
def _registered(registry: Registry, name: str, member: object) -> Iterator[None]:  # type: ignore[type-arg]
    registry.names()
    registry._members[name] = member
    try:
        yield
    finally:
        del registry._members[name]


def test_a_broken_metric_is_seen() -> None:
    @dataclass(frozen=True)
    class Faulty(SegmentMean):
        name: ClassVar[str] = "faulty"
        summary: ClassVar[str] = "counts letters that are not in the reference"
        higher_is_better: ClassVar[bool] = True

        def score_segment(self, source: str, hypothesis: str, references: Sequence[str]) -> float:
            return float(len(set(hypothesis) - set(references[0])))

    with _registered(metrics, "faulty", Faulty), pytest.raises(BrokenContract, match="higher_is_better is True, but"):
        check_metric("faulty")

    @dataclass(frozen=True)
    class Neighbourly(Faulty):
        def statistics(
            self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
        ) -> NDArray[np.float64]:
            return np.array([[n, 1.0] for n in range(len(hypotheses))])

    with (
        _registered(metrics, "faulty", Neighbourly),
        pytest.raises(BrokenContract, match="depends on the other segments"),
    ):
        check_metric("faulty")


def test_a_broken_check_is_seen() -> None:
    def outside(translation: Translation) -> Iterator[Problem]:
        """Points past the end."""
        yield Problem("here", (Span("hypothesis", 0, len(translation.hypothesis) + 1),))

    def raising(translation: Translation) -> Iterator[Problem]:
        """Takes the first letter for granted."""
        yield Problem(translation.hypothesis[0])

    for function, words in ((outside, "lies outside its text"), (raising, "raises IndexError")):
        check = Check("faulty", "accuracy", Severity.MINOR, function)
        with _registered(checks, "faulty", check), pytest.raises(BrokenContract, match=words):
            check_check("faulty")


def test_a_broken_loader_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.new"
    path.write_text("x")

    @dataclass(frozen=True)
    class Greedy(Loader):
        name: ClassVar[str] = "greedy"
        summary: ClassVar[str] = "takes everything"

        def accepts(self, path: Path) -> Certainty:
            return Certainty.CERTAIN

        def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
            return (sample_corpus(),)

    with _registered(loaders, "greedy", Greedy), pytest.raises(BrokenContract, match="accepts a file of noise"):
        check_loader("greedy", path)

    @dataclass(frozen=True)
    class Deaf(Greedy):
        def accepts(self, path: Path) -> Certainty:
            return Certainty.CERTAIN if path.suffix == ".new" else Certainty.NO

    with _registered(loaders, "deaf", Deaf), pytest.raises(BrokenContract, match="reads something else without a word"):
        check_loader("deaf", path)


def test_a_broken_report_is_seen() -> None:
    @dataclass(frozen=True)
    class Once(Report):
        name: ClassVar[str] = "once"
        summary: ClassVar[str] = "writes nothing"

        def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
            return (folder / "missing.txt",)

    with _registered(reports, "once", Once), pytest.raises(BrokenContract, match="said to be written and is not there"):
        check_report("once")


def test_a_broken_baseline_is_seen() -> None:
    class Short(Translator):
        name = "short"
        origin = Origin(service="short")

        def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
            return [TranslatedText("x")]

    @dataclass(frozen=True)
    class Faulty(Baseline):
        name: ClassVar[str] = "faulty"
        summary: ClassVar[str] = "translates the first only"

        def open(self, pair: LanguagePair, consent: Consent) -> Translator:
            return Short()

    with _registered(baselines, "faulty", Faulty), pytest.raises(BrokenContract, match="gives 1 translations for 4"):
        check_baseline("faulty")


@pytest.mark.torch
@pytest.mark.parametrize("kind", ["transformers", "ctranslate2"])
def test_local_models_as_baselines(kind: str, trained_model: Path) -> None:
    folder = trained_model / ("marian" if kind == "transformers" else "ctranslate2")
    check_baseline(f"{kind}(model='{folder}', device=cpu)")


def test_every_baseline_is_checked() -> None:
    # A chat model, a service that calls back (tests/baselines), and what becomes one of the others (tests/models).
    elsewhere = {"chat", "etranslation", "auto"}
    assert set(baselines.names()) == set(SERVED) | elsewhere | {"file", "command", "transformers", "ctranslate2"}
