"""`mtqa score --as sacrebleu` beside sacreBLEU's own program: the same arguments, the same bytes.

The command lines are those of sacreBLEU's README and of its `test.sh`, on made-up texts: its cache is filled here with
test sets of the form that it downloads. Both programs are loaded once, and a process is forked for each command line.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from command_line import Run
from engine.lines import WORDS, random_change

_PATHS = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
_DRIVER = """
import contextlib, json, os, sys
from engine.oracle import ties_counted
program, folder, cases = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if program == "sacrebleu":
    import sacrebleu.significance
    from sacrebleu.sacrebleu import main
else:
    import mtqa.evaluation, mtqa.cli._score_as_sacrebleu, sacrebleu.significance
    from mtqa.cli.run import run as main
os.chdir(folder)
for number, (arguments, stdin, variables) in enumerate(cases):
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        open(f"{program}.{number}.code", "w").write(str(code))
        continue
    os.dup2(os.open(stdin or os.devnull, os.O_RDONLY), 0)
    for handle, part in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{program}.{number}.{part}", os.O_WRONLY | os.O_CREAT, 0o600), handle)
    os.environ.update(variables)
    sys.argv = [program, *(["score", "--as", "sacrebleu"] if program == "mtqa" else []), *arguments]
    code = 0
    try:
        with ties_counted() if program == "sacrebleu" else contextlib.nullcontext():
            main()
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)
"""
WMT17, WMT21 = ["-t", "wmt17", "-l", "en-de"], ["-t", "wmt21", "-l", "en-de"]
ALL = ["-m", "bleu", "chrf", "ter"]
CASES: list[tuple[list[str], str, dict[str, str]]] = [
    # one system, JSON by default
    (["ref.A", "-i", "sys.1"], "", {}),
    (["ref.A", "ref.B", "-i", "sys.1", *ALL, "-w", "4"], "", {}),
    (["ref.A", "-i", "sys.1", "-b"], "", {}),
    (["ref.A", "-i", "sys.1", *ALL, "-b", "-w", "2"], "", {}),
    (["ref.A", "-i", "sys.1", *ALL, "-ci", "-cin", "200"], "", {}),
    (["ref.A", "-i", "sys.1", *ALL, "-ci", "-cin", "200", "-f", "text", "-sh"], "", {}),
    (["ref.A", "-i", "sys.1", "-sh"], "", {}),
    (["ref.A", "-i", "sys.1", "-sl"], "", {}),
    (["ref.A", "-i", "sys.1", "-sl", "-b", "-m", "chrf", "-cw", "2", "-w", "5"], "", {}),
    (["ref.A", "-i", "sys.1", "-f", "text"], "", {"SACREBLEU_FORMAT": "json"}),
    (["ref.A", "-i", "sys.1"], "", {"SACREBLEU_FORMAT": "TEXT"}),
    (["ref.A", "-i", "sys.1", "-f", "latex"], "", {"SACREBLEU_FORMAT": "none of them"}),
    (["ref.A"], "sys.1", {}),
    (["references", "-nr", "2", "-f", "text"], "sys.1", {}),
    # -s is the smoothing; long options may be shortened
    (["ref.A", "-i", "sys.1", "-s", "floor", "-sv", "0.2"], "", {}),
    (["ref.A", "--in=sys.1", "--tok", "intl", "--lower", "--smooth-m=add-k", "--form", "text", "--wid=7"], "", {}),
    (["ref.A", "--inp=sys.1", "--metric", "chrf", "--chrf-wo=2", "--sent", "--q"], "", {}),
    # several systems
    (["ref.A", "-i", "sys.1", "sys.2", *ALL], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", *ALL, "-f", "text", "-sh"], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", *ALL, "-f", "latex", "-w", "3"], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", *ALL, "--paired-bs", "--paired-bs-n", "100", "-f", "text"], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", *ALL, "--paired-ar", "-parn", "100", "-f", "text", "-nc"], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", "--paired-ar", "-parn", "100", "-f", "latex"], "", {}),
    (["ref.A", "-i", "sys.1", "sys.2", "--paired-bs", "-pbsn", "100"], "", {}),
    (["ref.A", "--paired-bs", "-pbsn", "100", "-f", "text"], "columns", {}),
    # test sets
    ([*WMT17, "-i", "sys.1"], "", {}),
    ([*WMT17, *ALL], "sys.1", {}),
    ([*WMT17, "-i", "sys.1", "-m", "bleu", "-b", "-w", "4"], "", {}),
    ([*WMT21, "-i", "sys.1", "-f", "text"], "", {}),
    (["-t", "wmt17,wmt18", "-l", "en-de", "-i", "twice"], "", {}),
    ([*WMT17, "-i", "sys.1", "--origlang=en"], "", {}),
    ([*WMT17, "-i", "sys.1", "-ol", "non-en", "-f", "text"], "", {}),
    ([*WMT21, "-i", "sys.1", "--subset", "news|travel"], "", {}),
    ([*WMT21, "-i", "sys.1", "-ol", "de", "--subset", "news"], "", {}),
    ([*WMT17, "-i", "sys.1", "--detail"], "", {}),
    ([*WMT21, "-i", "sys.1", "-d", *ALL, "-w", "3"], "", {}),
    ([*WMT17, "--echo", "src"], "", {}),
    ([*WMT17, "--echo", "docid", "ref"], "", {}),
    ([*WMT21, "--echo", "all"], "", {}),
    ([*WMT21, "--echo", "src", "ref:B", "--origlang", "en"], "", {}),
    (["--list"], "", {}),
    (["--list", "-l", "en-de"], "", {}),
    (["-t", "wmt17", "-l", "en-de", "--list"], "", {}),
    (["--download", "wmt21", "-l", "en-de"], "", {}),
]  # fmt: skip


def _write(path: Path, lines: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _sgm(lines: Sequence[str]) -> list[str]:
    """Four documents, the first and third from English."""
    written = ['<srcset setid="newstest" srclang="any">']
    for number, line in enumerate(lines):
        if number % 10 == 0:
            if number:
                written.append("</doc>")
            origin = "en" if number // 10 % 2 == 0 else "de"
            written.append(f'<doc sysid="ref" docid="news.{number // 10}" genre="news" origlang="{origin}">')
        written.append(f'<seg id="{number % 10 + 1}">{line}</seg>')
    return [*written, "</doc>", "</srcset>"]


def _xml(source: Sequence[str], references: dict[str, Sequence[str]]) -> list[str]:
    written = ['<?xml version="1.0" encoding="utf-8"?>', '<dataset id="newstest2021">']
    for first in range(0, len(source), 10):
        origin, domain = ("en", "news") if first < 20 else ("de", "news" if first < 30 else "travel")
        written.append(f'<doc origlang="{origin}" id="doc.{first}" domain="{domain}">')
        for kind, language, extra, lines in (
            ("src", "en", "", source),
            *(("ref", "de", f' translator="{name}"', lines) for name, lines in references.items()),
        ):
            written.append(f'<{kind} lang="{language}"{extra}><p>')
            written += [f'<seg id="{n + 1}">{line}</seg>' for n, line in enumerate(lines[first : first + 10])]
            written.append(f"</p></{kind}>")
        written.append("</doc>")
    return [*written, "</dataset>"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two references, two systems, 40 lines; three test sets in sacreBLEU's cache."""
    folder = tmp_path_factory.mktemp("sacrebleu")
    generator = random.Random(5)
    lines = [" ".join(generator.choices(WORDS, k=generator.randrange(5, 20))) + "." for _ in range(40)]
    texts = {name: [random_change(generator, line) for line in lines] for name in ("ref.A", "ref.B", "sys.1", "sys.2")}
    texts = {name: [line.replace("<", "").replace("&", "") for line in made] for name, made in texts.items()}
    for name, made in texts.items():
        _write(folder / name, made)
    _write(folder / "twice", [*texts["sys.1"], *texts["sys.2"]])
    _write(folder / "columns", list(map("\t".join, zip(texts["sys.1"], texts["sys.2"], strict=True))))
    _write(folder / "references", list(map("\t".join, zip(texts["ref.A"], texts["ref.B"], strict=True))))
    cache = folder / "cache"
    from sacrebleu.dataset import DATASETS

    for name in ("wmt17", "wmt18", "wmt21"):
        dataset, raw = DATASETS[name], cache / name / "raw"
        for url in dataset.data or []:
            _write(raw / dataset._get_tarball_filename(url), ["unpacked"])
        first, *others = (raw / place for place in dataset.langpairs["en-de"])
        if others:
            _write(first, _sgm(lines))
            _write(others[0], _sgm(texts["ref.A"]))
        else:
            _write(first, _xml(lines, {"A": texts["ref.A"], "B": texts["ref.B"]}))
    return folder


@pytest.fixture(scope="module")
def ran(folder: Path) -> Path:
    """All command lines, by both programs."""
    for program in ("sacrebleu", "mtqa"):
        subprocess.run(
            [sys.executable, "-c", _DRIVER, program, str(folder), json.dumps(CASES)],
            check=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(_PATHS),
                "SACREBLEU_SEED": "12345",
                "PYTHONHASHSEED": "0",  # sacreBLEU orders the references of a test set by it
                "SACREBLEU": str(folder / "cache"),
            },
        )
    return folder


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: " ".join(CASES[number][0]))
def test_the_same_bytes_as_sacrebleu(ran: Path, number: int) -> None:
    told = {
        program: [(ran / f"{program}.{number}.{part}").read_text(encoding="utf-8") for part in ("out", "code", "err")]
        for program in ("sacrebleu", "mtqa")
    }
    assert told["sacrebleu"][1] == "0", told["sacrebleu"][2]
    assert told["mtqa"][:2] == told["sacrebleu"][:2], told["mtqa"][2]


def _own(ran: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": os.pathsep.join(_PATHS), "SACREBLEU": str(ran / "cache"), **variables}
    return subprocess.run(
        [sys.executable, "-m", "mtqa", "score", *arguments],
        cwd=ran,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_sacrebleu_crashes_there_is_an_answer(ran: Path) -> None:
    """sacreBLEU 2.6 fails at `--citation`, at `-d -ol`, and at JSON of a paired test of chrF or TER."""
    cited = _own(ran, "--as", "sacrebleu", "-t", "wmt17,wmt18", "--citation")
    assert all(
        address in cited.stdout for address in ("aclweb.org/anthology/W17-4717", "aclweb.org/anthology/W18-6401")
    )
    detailed = _own(ran, "--as", "sacrebleu", *WMT21, "-i", "sys.1", "-d", "-ol", "en", "--subset", "news")
    assert [line.partition(":")[0].split() for line in detailed.stdout.split("\n")[1:-1]] == [
        ["origlang=en", "domain=ALL"],
        ["origlang=en", "domain=news"],
    ]
    paired = json.loads(
        _own(ran, "--as", "sacrebleu", "ref.A", "-i", "sys.1", "sys.2", *ALL, "-pbs", "-pbsn", "99").stdout
    )
    assert [list(row) for row in paired] == [["system", "BLEU", "chrF2", "TER"]] * 2
    assert list(paired[1]["TER"]) == ["score", "p_value", "mean", "ci"]


def test_options_of_sacrebleu_in_the_own_form(ran: Path) -> None:
    """Without `--as`, the same options and numbers; only the form of JSON, tables' legends and `-s` are mtqa's."""
    text = _own(ran, *WMT17, "-i", "sys.1", "--tok", "13a").stdout
    assert text == _own(ran, "--as", "sacrebleu", *WMT17, "-i", "sys.1", "-f", "text").stdout
    (row,) = json.loads(_own(ran, "ref.A", "-i", "sys.1", SACREBLEU_FORMAT="json").stdout)
    assert row["metric"] == "BLEU"
    assert _own(ran, "ref.A", "-i", "sys.1", "-f", "text", SACREBLEU_FORMAT="json").stdout == text
    assert _own(ran, "-V").stdout.startswith("mtqa ")
    assert _own(ran, "--as", "sacrebleu", "-V").stdout.startswith("sacrebleu 2.")
    by_source = _own(ran, *WMT17, "-i", "sys.1", "-ol", "en", "-b")
    assert by_source.stdout == _own(ran, *WMT17, "-i", "sys.1", "-ol=en", "-b").stdout != ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-t", "wmt17", "-i", "sys.1"], 2, "name the language pair: -l en-de"),
        ([*WMT17, "ref.A", "-i", "sys.1"], 2, "name references or a test set (-t), not both"),
        (["-t", "wmt99", "-l", "en-de", "-i", "sys.1"], 3, "no test set 'wmt99'. `mtqa score --list` names"),
        (["-t", "wmt17", "-l", "en-xx", "-i", "sys.1"], 3, "wmt17 has no language pair 'en-xx'. It has: cs-en"),
        (["-t", "wmt20", "-l", "en-de", "-i", "sys.1"], 3, "is downloaded from https://data.statmt.org/wmt20"),
        ([*WMT17, "-i", "sys.1", "-ol", "fr"], 3, "no segment with the origlang fr"),
        ([*WMT17, "-i", "sys.1", "--subset", "US"], 3, "No subset annotation available for test set wmt17"),
        (["ref.A", "-i", "sys.1", "-ol", "fr"], 2, "--origlang and --subset need a test set"),
        (["ref.A", "-i", "sys.1", "-d"], 2, "--detail needs a test set"),
        ([*WMT17, "-i", "sys.1", "sys.2", "-d"], 2, "--detail is about one system"),
        ([*WMT17, "--echo", "src", "genres"], 2, "has the fields src, ref, docid, genre, origlang"),
        (["--citation"], 2, "name a test set"),
        ([*WMT17, "-i", "twice"], 3, "twice: has 80 lines, but"),
        ([*WMT17, "-i", "twice", "-ol", "en"], 3, "twice: has 80 lines, but"),
        (["ref.A", "-i", "sys.1", "--s"], 2, "ambiguous option"),
        (["ref.A", "-i", "sys.1", "--as", "comet"], 2, "invalid choice"),
    ],
)
def test_what_is_wrong_is_told(
    folder: Path, in_process: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sacrebleu.utils.SACREBLEU_DIR", str(folder / "cache"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    from sacrebleu.dataset import DATASETS

    for name in ("wmt17", "wmt20"):  # those that were made before know another cache
        monkeypatch.setattr(DATASETS[name], "_outdir", str(folder / "cache" / name))
        monkeypatch.setattr(DATASETS[name], "_rawdir", str(folder / "cache" / name / "raw"))
    ended, out, err = in_process("score", *arguments)
    assert (ended, out, message in err) == (code, "", True), err
