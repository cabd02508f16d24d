"""Statistics of segments: the same numbers from both backends and from sacreBLEU 2.6.0."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine.lines import DEFAULTS, WORDS, configs, corpora, random_change
from hypothesis import given, settings, strategies as st

from mtqa.engine import (
    VARIABLE_REFERENCES,
    BleuConfig,
    ChrfConfig,
    MetricConfig,
    TerConfig,
    corpus_sums,
    looks_tokenized,
    native,
    prepare,
    statistics,
    system_statistics,
)
from mtqa.engine.by_sacrebleu import sacrebleu_metric
from mtqa.errors import MtqaError

BACKENDS = ("native", "reference")


def expected_rows(config: MetricConfig, hypotheses: list[str], references: list[list[str | None]]) -> list[list[Any]]:
    rows: list[list[Any]] = sacrebleu_metric(config)._extract_corpus_statistics(hypotheses, references)  # type: ignore[arg-type]
    return rows


def test_the_extension_is_there() -> None:
    """The tests of the native backend would prove nothing without it."""
    assert native.available()


@given(config=configs, corpus=corpora())
@settings(max_examples=800, deadline=None)
def test_native_statistics_are_sacrebleus(
    config: MetricConfig, corpus: tuple[list[str], list[list[str | None]]]
) -> None:
    """Expected: sacreBLEU's `_extract_corpus_statistics` on the same lines."""
    hypotheses, references = corpus
    assert statistics(config, hypotheses, references, backend="native").tolist() == expected_rows(
        config, hypotheses, references
    )


@given(config=configs, corpus=corpora())
@settings(max_examples=100, deadline=None)
def test_reference_statistics_and_sums_are_sacrebleus(
    config: MetricConfig, corpus: tuple[list[str], list[list[str | None]]]
) -> None:
    """Expected: sacreBLEU's statistics, and its `sum_of_lists` of them."""
    from sacrebleu.utils import sum_of_lists

    hypotheses, references = corpus
    rows = expected_rows(config, hypotheses, references)
    assert statistics(config, hypotheses, references, backend="reference").tolist() == rows
    for backend in BACKENDS:
        assert corpus_sums(config, hypotheses, references, backend=backend) == sum_of_lists(rows)  # type: ignore[arg-type]


@given(seed=st.integers(0, 2**32), shape=st.sampled_from([(60, 0), (150, 0), (60, 200), (3, 120), (200, 5)]))
@settings(max_examples=8, deadline=None)
def test_ter_of_long_lines(seed: int, shape: tuple[int, int]) -> None:
    """Lengths at which the beam binds and bit vectors span several words. Expected: sacreBLEU's TER."""
    generator = random.Random(seed)
    n_words, n_others = shape
    vocabulary = [*WORDS, *(f"w{k}" for k in range(generator.choice([1, 20, 300])))]
    reference = [generator.choice(vocabulary) for _ in range(n_words)]
    if n_others:
        hypothesis = " ".join(generator.choice(vocabulary) for _ in range(n_others))
    else:
        hypothesis = " ".join(reference)
        for _ in range(generator.randrange(8)):
            hypothesis = random_change(generator, hypothesis)
    corpus = ([hypothesis], [[" ".join(reference)]])
    assert statistics(TerConfig(), *corpus, backend="native").tolist() == expected_rows(TerConfig(), *corpus)


@pytest.mark.parametrize(
    ("hypothesis", "reference"),
    [
        ("bbaaababbbbbbbaaaaaaaa", "aabbbabaaaaaabbaabbbab"),
        ("bbaababbababbaaabaabbabab", "aaabbbabbaabbbabbaababbab"),
        ("abaabaaaaabbabbbabbaaabaab", "baaabbbabaaabbbabaaabbabaa"),
    ],
)
def test_ter_stops_after_a_thousand_candidates_like_sacrebleu(hypothesis: str, reference: str) -> None:
    """Words of one letter, and more shifts than sacreBLEU looks at, which would find other edits. Expected: its TER."""
    corpus = ([" ".join(hypothesis)], [[" ".join(reference)]])
    assert statistics(TerConfig(), *corpus, backend="native").tolist() == expected_rows(TerConfig(), *corpus)


@pytest.mark.parametrize("config", DEFAULTS)
def test_lines_of_ten_thousand_words(config: MetricConfig) -> None:
    """Expected: sacreBLEU for BLEU and chrF; for TER, which takes it minutes, edits made by hand."""
    words = [f"w{k}" for k in range(10_000)]
    changed = ["x" if k % 1000 == 500 else word for k, word in enumerate(words)]
    corpus = ([" ".join(changed)], [[" ".join(words)]])
    found = statistics(config, *corpus, backend="native").tolist()
    if isinstance(config, TerConfig):
        assert found == [[10.0, 10_000.0]]
    else:
        assert found == expected_rows(config, *corpus)


@pytest.mark.parametrize("config", DEFAULTS)
def test_a_line_of_ten_megabytes(config: MetricConfig) -> None:
    """One line of ten million letters and one of five million words. Expected: counted by hand."""
    letters = "ab" * 5_000_000
    n = len(letters)
    found = statistics(config, [letters], [[letters]], backend="native")[0].tolist()
    if isinstance(config, BleuConfig):
        assert found == [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]
    elif isinstance(config, ChrfConfig):
        assert found[:18] == [count for order in range(6) for count in [n - order] * 3]
    else:
        assert found == [0.0, 1.0]
    if not isinstance(config, ChrfConfig):
        words = "a " * 5_000_000
        found = statistics(config, [words + "b"], [[words + "c"]], backend="native")[0].tolist()
        m = 5_000_000
        expected = [m + 1, m + 1, m, m - 1, m - 2, m - 3, m + 1, m, m - 1, m - 2]
        assert found == ([1.0, m + 1.0] if isinstance(config, TerConfig) else expected)


@pytest.mark.parametrize("config", DEFAULTS)
@pytest.mark.parametrize("workers", [1, 3])
def test_systems_together_are_systems_alone(config: MetricConfig, workers: int) -> None:
    """However many systems and threads, the numbers are those of one system in one thread."""
    generator = random.Random(7)
    references: list[str | None] = [" ".join(generator.choices(WORDS, k=generator.randrange(30))) for _ in range(3000)]
    systems = [[random_change(generator, line or "") for line in references] for _ in range(3)]
    prepared = prepare(config, [references], backend="native")
    together = system_statistics(prepared, systems, workers=workers)
    for hypotheses, found in zip(systems, together, strict=True):
        assert np.array_equal(found, statistics(config, hypotheses, prepared))
        assert found.dtype == (np.float64 if isinstance(config, TerConfig) else np.int64)


@pytest.mark.parametrize("backend", BACKENDS)
def test_numbers_of_references(backend: Any) -> None:
    """One number where all segments have it, VARIABLE_REFERENCES otherwise; missing is not empty."""
    config = BleuConfig()
    assert prepare(config, [["a", "b"]], backend=backend).n_references == 1
    assert prepare(config, [["a", "b"], ["c", None]], backend=backend).n_references == VARIABLE_REFERENCES
    assert prepare(config, [["a", None], [None, "b"]], backend=backend).n_references == 1
    assert prepare(config, [["a", "b"], ["", ""]], backend=backend).n_references == 2
    one = statistics(TerConfig(), ["a b"], [["a b c"], [None]], backend=backend).tolist()
    two = statistics(TerConfig(), ["a b"], [["a b c"], [""]], backend=backend).tolist()
    assert (one, two) == ([[1.0, 3.0]], [[1.0, 1.5]])  # by hand: one insertion; lengths 3, and (3 + 0) / 2


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("hypotheses", "references", "message"),
    [
        (["a"], [], "no references"),
        (["a"], [[]], "no references"),
        (["a", "b"], [["a"]], "hypotheses have 2 segments, the references have 1"),
        (["a"], [["a"], ["a", "b"]], "reference 1 has 1 segments, reference 2 has 2"),
        (["a", "b"], [["a", None]], "segment 2 has no reference"),
        (["a", None], [["a", "b"]], "hypothesis of segment 2 is missing"),
    ],
)
def test_what_does_not_fit_is_refused(backend: Any, hypotheses: Any, references: Any, message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        statistics(BleuConfig(), hypotheses, references, backend=backend)


def test_references_serve_their_metric_only() -> None:
    prepared = prepare(BleuConfig(), [["a"]])
    with pytest.raises(MtqaError, match="prepared for BleuConfig"):
        statistics(ChrfConfig(), ["a"], prepared)


@pytest.mark.parametrize(
    "make",
    [
        lambda: BleuConfig(tokenize="14a"),
        lambda: BleuConfig(smooth_method="linear"),
        lambda: BleuConfig(max_ngram_order=0),
        lambda: ChrfConfig(char_order=-1),
        lambda: ChrfConfig(char_order=0, word_order=0),
    ],
)
def test_unknown_options_are_refused(make: Any) -> None:
    with pytest.raises(MtqaError):
        make()


def test_without_the_extension_sacrebleu_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where there was no compiler, or another sacreBLEU is installed."""
    monkeypatch.setattr(native, "_native", None)
    assert prepare(BleuConfig(), [["a"]]).backend == "reference"
    assert statistics(BleuConfig(), ["a b"], [["a c"]]).tolist() == [[2, 2, 1, 0, 0, 0, 2, 1, 0, 0]]
    with pytest.raises(MtqaError, match="native scoring engine"):
        statistics(BleuConfig(), ["a"], [["a"]], backend="native")
    monkeypatch.undo()
    monkeypatch.setattr(native, "sacrebleu_version", lambda: "3.0.0")
    assert prepare(BleuConfig(), [["a"]]).backend == "reference"


@pytest.mark.parametrize("tokenize", ["ja-mecab", "ko-mecab", "flores200"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_tokenizers_of_other_packages(tokenize: str, backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is missing, one line says so; where sacreBLEU has a tokenizer, both backends use it."""
    from sacrebleu.metrics import bleu

    from mtqa.engine import by_sacrebleu

    class Missing:
        def __init__(self) -> None:
            raise RuntimeError("not here")

    class Halves:
        """Stands for a tokenizer that only Python has: cuts every line in two."""

        def __call__(self, line: str) -> str:
            return f"{line[: len(line) // 2]} {line[len(line) // 2 :]}"

        def signature(self) -> str:
            return "halves"

    by_sacrebleu.bleu_tokenizer.cache_clear()
    monkeypatch.setattr(by_sacrebleu, "_check_model", lambda name: None)
    monkeypatch.setattr(bleu, "_get_tokenizer", lambda name: Missing)
    with pytest.raises(MtqaError, match=f"tokenizer {tokenize} (is not installed|cannot be used)"):
        statistics(BleuConfig(tokenize=tokenize), ["abcd"], [["abxy"]], backend=backend)
    monkeypatch.setattr(bleu, "_get_tokenizer", lambda name: Halves)
    found = statistics(BleuConfig(tokenize=tokenize), ["abcd "], [["abxy"]], backend=backend).tolist()
    assert found == [[2, 2, 1, 0, 0, 0, 2, 1, 0, 0]]  # by hand: "ab cd" against "ab xy"
    by_sacrebleu.bleu_tokenizer.cache_clear()


def test_the_engine_leaves_sacrebleu_and_numpy_alone() -> None:
    """A corpus score must not wait for imports that it does not need."""
    import subprocess
    import sys

    program = (
        "import sys\n"
        "import mtqa.engine as e\n"
        "config = e.BleuConfig()\n"
        "sums = e.corpus_sums(config, ['a b c d'], [['a b c d']])\n"
        "print(e.corpus_score(config, sums).score, e.signature(config, 1))\n"
        "print(sorted({'sacrebleu', 'numpy', 'regex'} & set(sys.modules)))\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split("\n")[:2] == [
        "100.00000000000004 nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0",
        "[]",
    ]


def test_every_character_is_lowered_as_python_does() -> None:
    """Also where case depends on the neighbours or is longer. Expected: str.lower, through words that must match."""
    for first in range(0, 0x3000, 64):
        line = "".join(f"a{chr(code)}b Σ{chr(code)} {chr(code)}Σ " for code in range(first, first + 64))
        lowered = line.lower()
        found = statistics(TerConfig(), [line], [[lowered]], backend="native").tolist()
        assert found == [[0.0, float(len(lowered.split()))]]


@pytest.mark.parametrize("config", [BleuConfig(), BleuConfig(tokenize="intl"), ChrfConfig(word_order=2), TerConfig()])
def test_no_memory_is_lost(config: MetricConfig) -> None:
    """Neither by runs that end well nor by those that end with an exception: 400 of each in 64 MB.

    One run takes half a megabyte and more, so that whatever stayed behind would soon be seen.
    """
    import resource

    generator = random.Random(3)
    lines: list[Any] = [" ".join(generator.choices(WORDS, k=60)) for _ in range(40)]
    output = np.empty((41, config.columns), dtype=np.int64)
    for number in range(400):
        statistics(config, lines, [[f"{line} x" for line in lines]], backend="native")
        with pytest.raises(TypeError):
            native.extract(config, [[*lines, 5]], [[*lines, "a"]], [output], 41, 1)  # type: ignore[list-item]
        if number == 50:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_hundred_loose_full_stops_look_tokenized() -> None:
    """Expected: sacreBLEU's threshold."""
    assert looks_tokenized(["Hello ."] * 100 + ["Hello."])
    assert not looks_tokenized(["Hello ."] * 99 + ["Hello. "])


def test_a_tokenizer_without_its_model_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtqa.engine import by_sacrebleu

    monkeypatch.setattr("sacrebleu.utils.SACREBLEU_DIR", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    with pytest.raises(MtqaError, match=f"needs its model.*--output {tmp_path}/models/flores200sacrebleuspm https"):
        by_sacrebleu.bleu_tokenizer.__wrapped__("flores200")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MtqaError, match="pip install sentencepiece"):
        by_sacrebleu.bleu_tokenizer.__wrapped__("flores200")
