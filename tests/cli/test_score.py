"""`mtqa score` beside sacreBLEU's own command line: the same arguments, the same answers.

Expected values: what sacreBLEU 2.6 prints, run in the same test, or what its library returns where its command line
refuses or crashes.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from engine.lines import WORDS, random_change
from engine.oracle import ties_counted

DEFAULT_METRICS = ["-m", "bleu", "chrf", "ter"]
_PATHS = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
_WITH_TIES = """
from engine.oracle import ties_counted
from sacrebleu.sacrebleu import main
with ties_counted():
    main()
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two references and three systems of 60 lines, some with U+2028, tabs at the end, and empty ones."""
    folder = tmp_path_factory.mktemp("score")
    generator = random.Random(3)
    lines = [" ".join(generator.choices(WORDS, k=generator.randrange(5, 20))) + "." for _ in range(60)]
    lines[7] = "one\u2028line, not two"
    lines[9] = "Ends in white space \u00a0"
    for name in ("ref.A", "ref.B", "sys.1", "sys.2", "sys.3"):
        text = "\n".join(random_change(generator, line) for line in lines) + "\n"
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "columns").write_text(_columns(folder, "sys.1", "sys.2"), encoding="utf-8", newline="\n")
    (folder / "references").write_text(_columns(folder, "ref.A", "ref.B"), encoding="utf-8", newline="\n")
    (folder / "sys.1.gz").write_bytes(gzip.compress((folder / "sys.1").read_bytes()))
    return folder


def _columns(folder: Path, *names: str) -> str:
    texts = [(folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n") for name in names]
    return "".join("\t".join(row) + "\n" for row in zip(*texts, strict=True))


def run(
    program: str, folder: Path, *arguments: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    command = ["-c", program] if " " in program else ["-m", program, *(["score"] if program == "mtqa" else [])]
    return subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_PATHS), "SACREBLEU_SEED": "12345", **environment},
        encoding="utf-8",
    )


def output(program: str, folder: Path, *arguments: str, stdin: str = "", **environment: str) -> str:
    result = run(program, folder, *arguments, stdin=stdin, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["ref.A", "-i", "sys.1"],
        ["ref.A", "ref.B", "-i", "sys.1.gz", *DEFAULT_METRICS, "-cw", "2", "-w", "4"],
        ["ref.A", "-i", "sys.1", *DEFAULT_METRICS, "-ci"],
        ["ref.A", "-i", "sys.1", "-ci", "-cin", "200", "-w", "3", "-m", "ter"],
        ["ref.A", "-i", "sys.1", "-sl"],
        ["ref.A", "ref.B", "-i", "sys.1", "-sl", "-m", "ter", "-w", "5", "-b"],
        ["ref.A", "-i", "sys.1", "-sh", "-tok", "intl", "-lc", *DEFAULT_METRICS, "--chrf-whitespace"],
        ["ref.A", "-i", "sys.1", "--smooth-method", "floor", "-sv", "0.5", "-b", "-w", "6"],
        ["ref.A", "-i", "sys.1", "-l", "en-zh", "-w", "6"],
        ["ref.A", "-i", "sys.1", "-m", "chrf", "-cc", "4", "--chrf-beta", "3", "--chrf-eps-smoothing"],
        ["ref.A", "-i", "sys.1", "-m", "chrf", "ter", "--chrf-lowercase", "--ter-normalized"],
        ["ref.A", "-i", "sys.1", "-m", "ter", "--ter-asian-support", "--ter-no-punct", "--ter-case-sensitive"],
        ["references", "-nr", "2", "-i", "sys.3"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_one_system_is_printed_as_sacrebleu_prints_it(files: Path, arguments: list[str]) -> None:
    expected = output("sacrebleu", files, *arguments, "-f", "text", "-q")
    assert output("mtqa", files, *arguments) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["ref.A", "-i", "sys.1", "sys.2", "sys.3", *DEFAULT_METRICS],
        ["ref.A", "ref.B", "-i", "sys.1", "sys.2", *DEFAULT_METRICS, "-f", "latex", "-w", "3"],
        ["ref.A", "-i", "sys.1", "sys.2", "sys.3", *DEFAULT_METRICS, "--paired-bs", "-w", "4"],
        ["ref.A", "-i", "sys.1", "sys.2", "sys.3", *DEFAULT_METRICS, "--paired-ar", "-parn", "500", "-w", "4"],
    ],
    ids=" ".join,
)
def test_tables_are_those_of_sacrebleu(files: Path, arguments: list[str]) -> None:
    """Table and signatures; the words around them are our own."""
    arguments = arguments if "-f" in arguments else [*arguments, "-f", "text"]
    expected = output(_WITH_TIES, files, *arguments, "-q")
    found = output("mtqa", files, *arguments)
    assert found.partition("\n\n" if "text" in arguments else "\n%")[0] == expected.partition("\n\n")[0]
    signatures = [line for line in expected.split("\n") if "|version:" in line]
    assert len(signatures) == 3
    for line in signatures:
        assert line.removeprefix(" - ") in found


def test_systems_come_from_standard_input_with_tabs_between(files: Path) -> None:
    text = (files / "columns").read_text(encoding="utf-8")
    expected = output("sacrebleu", files, "ref.A", "-f", "text", "-q", stdin=text)
    assert output("mtqa", files, "ref.A", stdin=text).partition("\n\n")[0] == expected.partition("\n\n")[0]
    found = json.loads(output("mtqa", files, "ref.A", "-f", "json", stdin=text))
    assert [score["system"] for score in found] == ["System 1", "System 2"]


def test_the_number_of_resamples_may_follow_the_flag(files: Path) -> None:
    short = output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", "--paired-bs", "77")
    assert short == output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", "-pbs", "-pbsn", "77")
    assert "bs:77|seed:12345" in short


@pytest.mark.parametrize("test", ["--paired-bs", "--paired-ar"])
def test_json_is_valid_for_every_metric_and_has_all_decimals(files: Path, test: str) -> None:
    """sacreBLEU's `--paired-bs -f json` crashes for chrF and TER under NumPy 2, so its library is asked."""
    from sacrebleu.metrics import BLEU, CHRF, TER
    from sacrebleu.significance import PairedTest

    names = ["sys.1", "sys.2", "sys.3"]
    found = json.loads(output("mtqa", files, "ref.A", "-i", *names, *DEFAULT_METRICS, test, "100", "-f", "json"))
    texts = {name: (files / name).read_text(encoding="utf-8").rstrip("\n").split("\n") for name in [*names, "ref.A"]}
    texts = {name: [line.rstrip() for line in lines] for name, lines in texts.items()}
    metrics = {"BLEU": BLEU(), "CHRF": CHRF(), "TER": TER()}
    paired = PairedTest(
        [(name, texts[name]) for name in names],
        metrics,
        [texts["ref.A"]],
        test_type=test.removeprefix("--paired-"),
        n_samples=100,
    )
    with ties_counted():
        signatures, results = paired()
    assert len(found) == 9
    assert len({tuple(score) for score in found}) <= 2  # BLEU has its details besides
    for score in found:
        expected = results[score["metric"]][names.index(score["system"])]
        assert score["value"] == expected.score
        assert score["p_value"] == expected.p_value
        assert score["signature"] == f"{score['metric']}|{signatures[score['metric']]}"
        if test == "--paired-bs":
            assert (score["mean"], score["half_width"]) == (float(expected.mean), float(expected.ci))
            interval = score["interval"]
            assert interval["level"] == 0.95
            assert (interval["high"] - interval["low"]) / 2 == pytest.approx(score["half_width"], abs=1e-5)
        else:
            assert score["interval"] is None


def test_segments_of_every_system_and_metric(files: Path) -> None:
    """One system and one metric at a time, sacreBLEU can do it."""
    found = json.loads(output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", *DEFAULT_METRICS, "-sl", "-f", "json"))
    table = output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", *DEFAULT_METRICS, "-sl", "-w", "9").split("\n")
    assert table[0] == "system\tsegment\tBLEU\tchrF2\tTER"
    columns = list(zip(*[line.split("\t") for line in table[1:-1]], strict=True))
    assert (columns[0], columns[1]) == (("sys.1",) * 60 + ("sys.2",) * 60, tuple(map(str, range(1, 61))) * 2)
    for score in found:
        name = score["metric"].lower().rstrip("2")
        expected = output("sacrebleu", files, "ref.A", "-i", score["system"], "-m", name, "-sl", "-b", "-w", "9")
        assert [f"{value:.9f}" for value in score["segment_values"]] == expected.split()
        start = 0 if score["system"] == "sys.1" else 60
        assert list(columns[table[0].split("\t").index(score["metric"])][start : start + 60]) == expected.split()
    assert found[0]["segment_signature"].startswith("BLEU|nrefs:1|case:mixed|eff:yes|")
    assert found[0]["signature"].startswith("BLEU|nrefs:1|case:mixed|eff:no|")


def test_intervals_of_several_systems_at_once(files: Path) -> None:
    """sacreBLEU makes single-system intervals for one system only."""
    found = json.loads(output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", "-ci", "-f", "json"))
    for score in found:
        expected = json.loads(output("sacrebleu", files, "ref.A", "-i", score["system"], "-ci", "-w", "9"))
        assert round(score["value"], 9) == expected["score"]
        assert round(score["mean"], 9) == expected["confidence_mean"]
        assert round(score["half_width"], 9) == expected["confidence_var"]
    lines = output("mtqa", files, "ref.A", "-i", "sys.1", "-ci", "-f", "tsv", "-w", "2").split("\n")
    assert lines[0].split("\t") == [
        "system",
        "metric",
        "value",
        "low",
        "high",
        "mean",
        "half_width",
        "p_value",
        "signature",
    ]
    assert lines[1].split("\t")[:3] == ["sys.1", "BLEU", f"{found[0]['value']:.2f}"]


def test_seeds(files: Path) -> None:
    """Seed 0 is a seed like any other; sacreBLEU's paired tests take it for none. `none` draws one and names it."""

    def means(**environment: str) -> tuple[str, str]:
        arguments = ["ref.A", "-i", "sys.1", "sys.2", "--paired-bs", "-f", "json"]
        score = json.loads(output("mtqa", files, *arguments, **environment))[1]
        return score["mean"], score["signature"].partition("seed:")[2].partition("|")[0]

    assert means(SACREBLEU_SEED="0") == means(SACREBLEU_SEED="0")
    assert means(SACREBLEU_SEED="0")[1] == "0"
    assert means(SACREBLEU_SEED="0") != means(SACREBLEU_SEED="1")
    mean, seed = means(SACREBLEU_SEED="none")
    assert means(SACREBLEU_SEED=seed) == (mean, seed)
    wrong = run("mtqa", files, "ref.A", "-i", "sys.1", "-ci", SACREBLEU_SEED="-4")
    assert (wrong.returncode, "SACREBLEU_SEED is '-4'" in wrong.stderr) == (2, True)


def test_metrics_may_be_specs_and_two_of_one_name_are_told_apart(files: Path) -> None:
    specs = ["bleu", "bleu(tokenize=intl, max_ngram_order=2)", "chrf(word_order=2)"]
    found = output("mtqa", files, "ref.A", "-i", "sys.1", "sys.2", "-m", *specs)
    assert "BLEU [1]" in found
    assert "BLEU [2]" in found
    assert "chrF2++" in found
    assert "tok:intl" in found
    assert "tok:13a" in found


def test_different_lengths_name_both_files_their_counts_and_the_line(files: Path) -> None:
    lines = (files / "sys.1").read_text(encoding="utf-8").split("\n")
    (files / "short").write_text("\n".join(lines[:20] + lines[21:]), encoding="utf-8", newline="\n")
    wrong = run("mtqa", files, "ref.A", "-i", "sys.2", "short")
    assert wrong.returncode == 3
    assert wrong.stdout == ""
    assert "short: has 59 lines, but ref.A has 60" in wrong.stderr
    assert wrong.stderr.count("\n") == 1


def test_the_line_out_of_step_is_found(tmp_path: Path) -> None:
    lines = ["word " * (3 + 29 * k % 17) for k in range(80)]
    (tmp_path / "ref").write_text("".join(line + "\n" for line in lines))
    (tmp_path / "hyp").write_text("".join(line + "\n" for line in lines[:50] + lines[51:]))
    wrong = run("mtqa", tmp_path, "ref", "-i", "hyp")
    assert "they seem to fall out of step at line 51" in wrong.stderr  # the line that was left out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing", "-i", "sys.1"], 3, "nothing: no such file"),
        (["ref.A", "-i", "empty"], 3, "empty: the file is empty"),
        (["empty", "-i", "empty"], 3, "empty: the file is empty"),
        (["latin", "-i", "latin"], 3, "latin:2: byte 0xe9 is not UTF-8"),
        (["ref.A", "-i", "sys.1", "sys.1"], 2, "'sys.1' is named twice"),
        (["ref.A", "-i", "sys.1", "--paired-bs"], 2, "needs two systems"),
        (["ref.A", "-i", "sys.1", "sys.2", "--paired-bs", "--paired-ar"], 2, "not allowed with"),
        (["ref.A", "-i", "sys.1", "-m", "blue"], 2, "there is no metric named 'blue'"),
        (["ref.A", "-i", "sys.1", "--metrcs", "bleu"], 2, "arguments: --metrcs bleu. Did you mean '--metrics'?"),
        (["ref.A", "-i", "sys.1", "-tok", "no"], 2, "no tokenizer 'no'"),
        (["ref.A", "-i", "sys.1", "-s", "exp"], 2, "--smooth-method"),
        (["ref.A", "-i", "sys.1", "-l", "deutsch"], 2, "no language pair"),
        (["-i", "sys.1"], 2, "references"),
        (["references", "-nr", "3", "-i", "sys.1"], 3, "references:1: 2 columns"),
        (["ref.A", "-i", "sys.1", "-f", "xml"], 2, "invalid choice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_line(files: Path, arguments: list[str], code: int, words: str) -> None:
    (files / "empty").write_bytes(b"")
    (files / "latin").write_bytes(b"one\ncaf\xe9\n")
    wrong = run("mtqa", files, *arguments)
    assert (wrong.returncode, wrong.stdout) == (code, "")
    assert words in wrong.stderr.strip().split("\n")[-1]


def test_other_encodings_are_read(files: Path, tmp_path: Path) -> None:
    (tmp_path / "ref").write_bytes("un café noir pour toi\n".encode("latin-1"))
    (tmp_path / "hyp").write_bytes("un café noir pour moi\n".encode("latin-1"))
    arguments = ["ref", "-i", "hyp", "-e", "latin-1"]
    assert output("mtqa", tmp_path, *arguments) == output("sacrebleu", tmp_path, *arguments, "-f", "text", "-q")
    assert "not UTF-8" in run("mtqa", tmp_path, "ref", "-i", "hyp").stderr


def test_tokenized_hypotheses_get_a_warning(tmp_path: Path) -> None:
    (tmp_path / "hyp").write_text("It is tokenized .\n" * 120)
    warned = run("mtqa", tmp_path, "hyp", "-i", "hyp")
    assert "hyp looks tokenized" in warned.stderr
    assert warned.returncode == 0
    for flag in ("-q", "--force"):
        assert run("mtqa", tmp_path, "hyp", "-i", "hyp", flag).stderr == ""
    assert run("mtqa", tmp_path, "hyp", "-i", "hyp", "-m", "chrf").stderr == ""


def test_help_is_reached_from_everywhere(files: Path) -> None:
    assert "mtqa score REF" in output("mtqa", files, "--help")
    listed = subprocess.run([sys.executable, "-m", "mtqa", "--help"], capture_output=True, text=True, check=True)
    assert "Score hypotheses against references" in listed.stdout


@pytest.mark.alone
def test_a_small_file_takes_little_time(files: Path) -> None:
    """Under 0.25 s of processor time where bare Python takes 0.025 s: neither NumPy nor sacreBLEU is imported.

    The best of seven runs each; a machine that is slow today is slow with both.
    """
    import resource

    def best(run_once: Callable[[], object]) -> float:
        times = []
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run_once()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(times)

    bare = best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    assert best(lambda: output("mtqa", files, "ref.A", "-i", "sys.1", *DEFAULT_METRICS)) < 10 * max(bare, 0.025)


@pytest.fixture(scope="module")
def documents(files: Path) -> Path:
    """Twelve documents of five lines."""
    path = files / "documents"
    path.write_text("".join(f"document {number // 5}\n" for number in range(60)), encoding="utf-8")
    return path


def scored(folder: Path, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(output("mtqa", folder, *arguments, "-f", "json"))
    return found


def test_documents_are_drawn_where_a_file_names_them(files: Path, documents: Path) -> None:
    """Scores stay; intervals and p-values are those of documents, and the signature says so. Of 12 documents all 4096
    exchanges are tried: p-values are whole multiples of 1/4096."""
    arguments = ["ref.A", "-i", "sys.1", "sys.2", *DEFAULT_METRICS, "--paired-ar", "-ci"]
    by_line = scored(files, *arguments)
    by_document = scored(files, *arguments, "--documents", documents.name)
    assert [one["value"] for one in by_line] == [one["value"] for one in by_document]
    assert all(one["interval"] != other["interval"] for one, other in zip(by_line, by_document, strict=True))
    assert all(str(one["signature"]).endswith("|unit:documents") for one in by_document)
    assert not any("unit" in str(one["signature"]) for one in by_line)
    p_values = [float(str(one["p_value"])) * 4096 for one in by_document if one["p_value"] is not None]
    assert len(p_values) == 3
    assert all(p == int(p) and p >= 1 for p in p_values)
    assert scored(files, *arguments, "--documents", documents.name, "--unit", "document") == by_document
    assert scored(files, *arguments, "--documents", documents.name, "--unit", "segment") == by_line


def test_the_paired_bootstrap_by_document(files: Path, documents: Path) -> None:
    arguments = ["ref.A", "-i", "sys.1", "sys.3", *DEFAULT_METRICS, "--paired-bs", "500"]
    found = scored(files, *arguments, "--documents", documents.name)
    assert all(one["mean"] is not None and str(one["signature"]).endswith("|unit:documents") for one in found)
    assert all(0 < float(str(one["p_value"])) <= 1 for one in found[1::2])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-ci", "--unit", "document"], 2, "--unit document needs the name of each line's document"),
        (["-ci", "--documents", "few"], 3, "documents are named for 3 lines, and there are 60"),
        (["-ci", "--unit", "document", "--documents", "one"], 3, "there are not two documents to draw from"),
        (["-ci", "--unit", "page"], 2, "invalid choice"),
    ],
)
def test_documents_that_do_not_fit(files: Path, arguments: list[str], code: int, message: str) -> None:
    (files / "few").write_text("a\na\nb\n", encoding="utf-8")
    (files / "one").write_text("a\n" * 60, encoding="utf-8")
    result = run("mtqa", files, "ref.A", "-i", "sys.1", *arguments)
    assert (result.returncode, message in result.stderr) == (code, True), result.stderr


def test_identical_systems_have_no_star(files: Path) -> None:
    """sacreBLEU 2.6 says p = 0.0010* here."""
    (files / "sys.same").write_bytes((files / "sys.1").read_bytes())
    for test in ("--paired-bs", "--paired-ar"):
        table = output("mtqa", files, "ref.A", "-i", "sys.1", "sys.same", *DEFAULT_METRICS, test, "1000")
        assert table.count("(p = 1.0000)") == 3
        assert "*" not in table.split("Paired test")[0]


def test_pipes_are_read_once(tmp_path: Path) -> None:
    """`mtqa score <(...) -i <(...)`, which sacreBLEU scores too."""
    (tmp_path / "ref").write_text("a b c d e\n")
    command = f"{sys.executable} -m mtqa score <(cat ref) -i <(cat ref) -b"
    result = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout.strip()) == (0, "100.0"), result.stderr


@pytest.mark.parametrize("arguments", [["sys.1", "-ci"], ["sys.1", "sys.2", "--paired-bs"], ["sys.1"]])
@pytest.mark.parametrize("references", [["ref.A"], ["ref.A", "ref.B"]])
def test_scores_and_intervals_wait_for_no_import(files: Path, arguments: list[str], references: list[str]) -> None:
    """NumPy takes longer to import than a thousand lines to score."""
    program = (
        "import sys; from mtqa.cli import score; score.main(sys.argv[1:]);"
        "print({'numpy', 'sacrebleu', 'shutil', 'tomllib'} & set(sys.modules))"
    )
    found = output(program, files, *references, "-i", *arguments, *DEFAULT_METRICS, "-q", "-f", "json")
    assert found.endswith("set()\n")
