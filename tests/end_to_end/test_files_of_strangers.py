"""What a policy, a corpus.toml, an mtqa.toml and a link from a stranger may make mtqa do: nothing but be read.

The commands run as users run them; the hub is a server on this machine that writes down what it is asked.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from gated import write_corpus
from local_servers import Server, serving
from small import small_corpus

from mtqa.alignment import load_encoder
from mtqa.cli.run import run
from mtqa.contracts import Demand, Trust, admit, baselines, demands_of, metrics, trusting, writers
from mtqa.errors import MtqaError
from mtqa.gating import read_policy
from mtqa.preparation import write_corpora

EVALUATE = "\"evaluate('./evil.py', key=evil, higher_is_better=true)\""


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def mtqa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process, in a folder of its own and without a terminal."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        before = signal.getsignal(signal.SIGINT)
        monkeypatch.setattr(sys, "argv", ["mtqa", *arguments])
        code = 0
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            signal.signal(signal.SIGINT, before)
        captured = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, captured.out, captured.err)

    return call


def on_the_network(*arguments: str, cwd: Path, hub: Server) -> subprocess.CompletedProcess[str]:
    """A command that may use the network, and whose hub is a server of ours."""
    variables = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    variables |= {"HF_HOME": str(cwd / "hf"), "NO_PROXY": "*", "HF_ENDPOINT": hub.url}
    command = [sys.executable, "-m", "mtqa", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env=variables, stdin=subprocess.DEVNULL, timeout=120
    )


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    (line,) = [line for line in result.stderr.strip().split("\n") if not line.startswith("policy:")]
    assert result.returncode == 3, result.stderr
    assert line.startswith("error:")
    for word in words:
        assert word in line


def pages(folder: Path, encoder: str) -> Path:
    """A corpus of pages whose corpus.toml names an encoder."""
    folder.mkdir()
    toml = f'source_language = "en"\nencoder = "{encoder}"\n'
    for name, text, language, about in (
        ("s.md", "# Title\n\nIt rained. We got wet.\n", "en", 'role = "source"'),
        ("t.md", "# Titel\n\nEs regnete. Wir wurden nass.\n", "de", 'role = "primary"\nname = "x"'),
    ):
        (folder / name).write_text(text)
        toml += f'[[texts]]\nfile = "{name}"\nlanguage = "{language}"\n{about}\n'
    (folder / "corpus.toml").write_text(toml)
    return folder


def test_a_policy_runs_no_program(tmp_path: Path, mtqa: Run) -> None:
    write_corpus(tmp_path / "site")
    (tmp_path / "evil.py").write_text("open('RAN', 'w')\n")
    (tmp_path / "mtqa-gate.toml").write_text(f"[metrics.{EVALUATE}]\n")
    for options in ((), ("--accept",), ("--accept", "--yes")):  # agreeing to downloads is not trusting programs
        refused(mtqa("gate", "site", *options), "mtqa-gate.toml:1", "'./evil.py'", "--run-programs")
    with pytest.raises(MtqaError, match="--run-programs"):
        read_policy(tmp_path / "mtqa-gate.toml")
    assert not (tmp_path / "RAN").exists()
    shown = mtqa("gate", "--show-policy")
    assert (shown.returncode, "evil.py" in shown.stdout, (tmp_path / "RAN").exists()) == (0, True, False)


def test_a_policy_runs_a_program_when_the_user_says_so(
    tmp_path: Path, mtqa: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test above would notice if the module could not run at all."""
    monkeypatch.setitem(
        sys.modules, "evaluate", SimpleNamespace(load=lambda path, *_, **__: exec(Path(path).read_text()))
    )
    write_corpus(tmp_path / "site")
    (tmp_path / "evil.py").write_text("open('RAN', 'w')\nraise ValueError('it ran')\n")
    (tmp_path / "mtqa-gate.toml").write_text(f"[metrics.{EVALUATE}]\n")
    refused(mtqa("gate", "site", "--accept", "--run-programs"), "it ran")
    assert (tmp_path / "RAN").exists()


def naming(folder: Path, model: str) -> dict[str, str]:
    """A file of every kind that can name a model, and a command that reads it."""
    encoder = f"sentence_transformers(model='{model}')"
    write_corpus(folder / "site")
    pages(folder / "pages", encoder)
    (folder / "policy.toml").write_text(f"[metrics.\"comet(model='{model}')\"]\n")
    (folder / "vectors.toml").write_text(f'[metrics."embedding(encoder=\\"{encoder}\\")"]\n')
    (folder / "checks.toml").write_text(f'[checks.source_similarity]\nencoder = "{encoder}"\n')
    (folder / "style.toml").write_text(f'[checks.source_similarity]\nencoder = "{encoder}"\n')
    (folder / "profile.toml").write_text('profile.file = "style.toml"\n')
    return {
        "policy.toml": "gate site --accept --policy policy.toml",
        "vectors.toml": "gate site --accept --policy vectors.toml",
        "checks.toml": "evaluate site --config checks.toml",
        "style.toml": "evaluate site --config profile.toml",
        "pages/corpus.toml": "corpus validate pages",
    }


@pytest.mark.torch
def test_no_file_loads_the_folder_of_a_model(tmp_path: Path, mtqa: Run) -> None:
    (tmp_path / "folder").mkdir()
    for file, command in naming(tmp_path, "./folder").items():
        refused(mtqa(*command.split()), file, "loads the model folder './folder'", "--yes")


@pytest.mark.torch
def test_no_file_asks_the_hub(tmp_path: Path) -> None:
    with serving(lambda request: {}) as hub:
        for file, command in naming(tmp_path, "evil/model").items():
            refused(on_the_network(*command.split(), cwd=tmp_path, hub=hub), file, "downloads the model", "--yes")
        assert hub.requests == []
        on_the_network("gate", "site", "--yes", "--policy", "policy.toml", "--accept", cwd=tmp_path, hub=hub)
        assert hub.requests  # so that this test would notice if nothing could reach it


@pytest.mark.torch
def test_a_model_folder_runs_no_code_even_when_it_is_agreed_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """sentence-transformers 5 ran the module that `modules.json` names; transformers would ask on a terminal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "k").mkdir()
    (tmp_path / "k/evil.py").write_text("open('RAN', 'w')\nclass Evil: pass\n")
    (tmp_path / "k/modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}]')
    (tmp_path / "k/config.json").write_text('{"model_type": "x", "auto_map": {"AutoConfig": "evil.Evil"}}')
    for library in ("sentence_transformers", "transformers"):
        encoder = load_encoder(f"{library}(model='k')")
        assert encoder is not None
        with pytest.raises(MtqaError, match="cannot be loaded"):
            encoder.encode(["a"])
    assert not (tmp_path / "RAN").exists()
    monkeypatch.setattr("mtqa.alignment.encoders.version", lambda name: "5.2.0")
    with pytest.raises(MtqaError, match=r"sentence-transformers>=6\.0"):
        load_encoder("sentence_transformers(model='k')")


@pytest.mark.torch
def test_every_metric_and_baseline_with_a_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever plug-in a file may name one day: none that takes a model is admitted in silence."""
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    taking = [(kind, kind.get(name)) for kind in (metrics, baselines) for name in kind.names()]
    taking = [(kind, plugin) for kind, plugin in taking if "model" in getattr(plugin, "__dataclass_fields__", {})]
    local = [(kind, plugin) for kind, plugin in taking if plugin.name not in ("openai", "file")]  # a service; a label
    assert len(local) >= 9  # comet, cometkiwi, xcomet, xcomet_qe, bertscore, metricx, metricx_qe, seq2seq, chat, ...
    for kind, plugin in local:
        demands = demands_of(kind.create(f"{plugin.name}(model='{tmp_path}')"))
        assert any(f"'{tmp_path}'" in demand.what for demand in demands), plugin
    (program,) = demands_of(baselines.create("command('./x.sh')"))
    assert program.program


def test_another_packages_plug_in_is_not_admitted_with_a_path(tmp_path: Path) -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Foreign:
        weights: str = ""
        kind: str = "mean"

    (tmp_path / "w.bin").touch()
    assert demands_of(Foreign(f"{tmp_path}/w.bin")) == (Demand(f"loads '{tmp_path}/w.bin'"),)
    assert demands_of(Foreign("nothing", "max")) == ()


def test_only_the_user_decides() -> None:
    load, program = Demand("loads 'm'"), Demand("runs the program 'p'", program=True)
    for demand in (load, program):
        with pytest.raises(MtqaError, match=r"^x\.toml:3: it (loads|runs) .*not decide that\. .*--(yes|run-programs)"):
            admit([demand], "it", Path("x.toml"), 3)
    asked: list[str] = []
    with trusting(Trust(asked.append)):
        admit([load], "it", Path("x.toml"))
        assert asked == ["it loads 'm'; a file alone does not decide that."]
        with pytest.raises(MtqaError, match="--run-programs"):  # agreeing to downloads is not trusting programs
            admit([program], "it", Path("x.toml"))
    with trusting(Trust(programs=True)):
        admit([program], "it", Path("x.toml"))
    with pytest.raises(MtqaError):  # and not for longer than he said
        admit([load], "it", Path("x.toml"))


@pytest.mark.parametrize("name", ["mtqa.toml", "suppressed.tsv"])
def test_a_link_out_of_the_corpus_folder_is_refused(tmp_path: Path, mtqa: Run, name: str) -> None:
    write_corpus(tmp_path / "site")
    (tmp_path / "secret").write_text("top secret\tx\n")
    (tmp_path / "site" / name).symlink_to(tmp_path / "secret")
    result = mtqa("evaluate", "site")
    refused(result, name, "lies outside the folder")
    assert "top secret" not in result.stderr


@pytest.mark.parametrize("linked", ["systems", "alignment"])
def test_nothing_is_written_through_a_link_out_of_the_corpus_folder(tmp_path: Path, mtqa: Run, linked: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    if linked == "systems":
        write_corpus(tmp_path / "site")
        (tmp_path / "site/systems").rename(tmp_path / "site/outputs")
        (tmp_path / "site/outputs/mt.de.txt").rename(tmp_path / "site/hypothesis.mt.de.txt")
    else:
        pages(tmp_path / "site", "none")
    (tmp_path / "site" / linked).symlink_to(tmp_path / "elsewhere")
    command = (
        ("corpus", "build", "site", "-q")
        if linked == "alignment"
        else ("translate", "site", "--baseline", "command:cat")
    )
    result = mtqa(*command)
    refused(result, "lies outside the folder")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "translated" not in result.stderr  # nothing was paid for before


@pytest.mark.parametrize("name", ["../../evil", "/evil", "..", ".", "", "a/b", "a\nb", "n" * 300])
@pytest.mark.parametrize("command", ["evaluate", "compare"])
def test_a_corpus_does_not_say_where_its_report_is_written(tmp_path: Path, mtqa: Run, name: str, command: str) -> None:
    inside = tmp_path / "a/b/c"
    inside.mkdir(parents=True)
    write_corpora([replace(small_corpus(), name=name)], inside / "x.parquet", writers.create("parquet"))
    os.chdir(inside)
    result = mtqa(command, "x.parquet", "--metric", "ter", "-q")
    assert result.returncode == 0, result.stderr
    (written,) = tmp_path.rglob("evaluation.json")
    assert written.parent.parent.parent == inside / "reports"


NAME = "n" * 300


@pytest.mark.parametrize(
    "command",
    [
        f"evaluate {NAME}",
        f"evaluate {NAME}/x.tsv",
        f"evaluate hub:{NAME}",
        f"evaluate site -o {NAME}",
        f"evaluate site --config {NAME}",
        f"evaluate site --human {NAME}",
        f"evaluate site --metric comet(model=./{NAME})",
        f"compare {NAME}",
        f"translate {NAME} --baseline command:cat",
        f"translate site --baseline command:{NAME}",
        f"translate site --baseline command:cat -o {NAME}.tsv",
        f"gate site --accepted {NAME}",
        f"gate site --accept --accepted {NAME}",
        f"gate site --policy {NAME}",
        f"gate site --history {NAME}",
        f"report {NAME}",
        f"corpus convert site {NAME}",
        f"corpus build {NAME}",
        f"corpus build x --source en={NAME} --system x:de={NAME}",
        f"corpus fetch {NAME}",
        f"score {NAME} -i {NAME}",
    ],
)
def test_a_name_longer_than_a_files_name_can_be(tmp_path: Path, mtqa: Run, command: str) -> None:
    write_corpus(tmp_path / "site")
    result = mtqa(*command.split())
    assert (result.returncode, result.stdout) == (3, "")
    assert "unexpected" not in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("mtqa.toml", f'suppressed = "{NAME}"'),
        ("mtqa.toml", f'[checks.terminology]\nglossary = ["{NAME}"]'),
        ("mtqa.toml", f'profile.file = "{NAME}"'),
        ("corpus.toml", f'source_language = "en"\n[[texts]]\nfile = "{NAME}"\nlanguage = "en"\nrole = "source"'),
    ],
)
def test_a_name_in_a_file_that_no_file_can_have(tmp_path: Path, mtqa: Run, file: str, text: str) -> None:
    write_corpus(tmp_path / "site")
    (tmp_path / "site" / file).write_text(text)
    refused(mtqa("evaluate", "site"), file, "longer than the name of a file can be")


@pytest.mark.parametrize("pipe", ["x.tsv", "site/source.en.txt", "site/mtqa.toml", "site/corpus.toml", "a.parquet"])
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(tmp_path: Path, mtqa: Run, pipe: str) -> None:
    """Opening it would wait for a writer for ever; what is no file counts as not there, or is refused."""
    write_corpus(tmp_path / "site")
    (tmp_path / pipe).unlink(missing_ok=True)
    os.mkfifo(tmp_path / pipe)
    with deadline(20):
        result = mtqa("evaluate", "site" if pipe.startswith("site") else pipe, "--metric", "bleu", "-q")
        judged = mtqa("gate", "site", "--policy", pipe)
    assert result.returncode == (0 if pipe.endswith("toml") else 3), result.stderr
    assert "unexpected" not in result.stderr
    refused(judged, pipe, "pipe or a device")


@contextmanager
def deadline(seconds: int) -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"it took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
