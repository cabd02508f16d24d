"""`mtqa merge`: parts that were scored apart come to what one run over the whole prints, to the last bit."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from engine.lines import WORDS, random_change
from typer.testing import CliRunner

from mtqa.cli import score
from mtqa.cli.main import app
from mtqa.errors import MtqaError

N_LINES = 90
METRICS = ("-m", "bleu", "chrf", "ter")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("merge")
    generator = random.Random(8)
    lines = [" ".join(generator.choices(WORDS, k=generator.randrange(4, 20))) + "." for _ in range(N_LINES)]
    for name in ("ref", "ref2", "ref3", "one", "two"):
        (made / name).write_text("".join(f"{random_change(generator, line)}\n" for line in lines), encoding="utf-8")
    # Documents that are cut by the parts, and one that comes again at the end.
    names = [f"d{n // 7 if n < 80 else 3}\n" for n in range(N_LINES)]
    (made / "documents").write_text("".join(names), encoding="utf-8")
    return made


def _parts(folder: Path, into: Path, n_parts: int, *arguments: str) -> list[Path]:
    paths = [into / f"{number}.part" for number in range(1, n_parts + 1)]
    for number, path in enumerate(paths, start=1):
        score.main([*arguments, "--part", f"{number}/{n_parts}", "--partial", str(path), "-q"])
    return paths


def _merged(paths: list[Path], *options: str) -> str:
    done = CliRunner().invoke(app, ["merge", *map(str, paths), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("references", "options"),
    [
        (("ref",), ()),
        (("ref",), ("-ci", "-f", "json")),
        (("ref",), ("--paired-bs", "200", "-f", "json")),
        (("ref", "ref2", "ref3"), ("--paired-ar", "200", "-ci", "-cin", "100", "--as", "sacrebleu")),
        (("ref", "ref2", "ref3"), ("-sl", "-f", "json")),
        (("ref",), ("--paired-ar", "-ci", "--resample-up-to", "20", "-f", "json")),
        (("ref", "ref2", "ref3"), ("--paired-bs", "--resample-up-to", "20", "-sl", "-f", "json")),
        (("ref",), ("-ci", "--documents", "documents", "-f", "json")),
        (("ref",), ("--paired-bs", "100", "--documents", "documents", "--resample-up-to", "30", "-f", "json")),
        (("ref",), ("--paired-ar", "-ci", "--documents", "documents", "--resample-up-to", "5", "-f", "json")),
        (("ref",), ("-m", "bleu", "exact_match", "-ci", "-cin", "50", "-f", "json", "-sl")),
    ],
)
def test_parts_come_to_the_whole(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    references: tuple[str, ...],
    options: tuple[str, ...],
) -> None:
    monkeypatch.chdir(folder)
    arguments = [*references, "-i", "one", "two", *METRICS, *options]
    score.main([*arguments, "-q"])
    whole = capsys.readouterr().out
    for n_parts in (1, 7):
        paths = _parts(folder, tmp_path, n_parts, *arguments)
        random.Random(1).shuffle(paths)
        assert _merged(paths) == whole


def test_beyond_the_limit_signatures_say_so_and_below_nothing_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    found = []
    for limit in (N_LINES, N_LINES - 1):
        score.main(["ref", "-i", "one", "-ci", "-f", "json", "--resample-up-to", str(limit)])
        found.append(json.loads(capsys.readouterr().out)[0])
    drawn, reckoned = found
    assert drawn["signature"].startswith("BLEU|nrefs:1|bs:1000|seed:12345|case:mixed")
    assert reckoned["signature"].startswith("BLEU|nrefs:1|bs:normal|case:mixed")
    assert drawn["value"] == reckoned["value"] == reckoned["mean"]
    assert reckoned["half_width"] == pytest.approx(drawn["half_width"], rel=0.2)


def test_what_does_not_belong_together_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    plain = ["ref", "-i", "one", "-m", "bleu"]
    first, second, third = _parts(folder, tmp_path, 3, *plain)

    def refusal(*paths: Path) -> str:
        with pytest.raises(MtqaError) as refused:
            CliRunner().invoke(app, ["merge", *map(str, paths)], catch_exceptions=False)
        return str(refused.value)

    assert "2 of 3 parts are missing: 2/3, 3/3" in refusal(first)
    assert "this is part 1/3, and so is" in refusal(first, second, third, first)
    for number, (others, wanted) in enumerate(
        (
            ((*plain, "-ci"), "n confidence of resampling is 1000 here, and 0 there"),
            (("ref", "-i", "two", "-m", "bleu"), "systems is two here, and one there"),
            (("ref", "-i", "one", "-m", "chrf"), "metrics is chrf here, and bleu"),
        )
    ):
        other = tmp_path / f"other.{number}"
        score.main([*others, "--part", "2/3", "--partial", str(other), "-q"])
        message = refusal(first, other, third)
        assert "this is a part of another run" in message
        assert wanted in message
    content = second.read_bytes()
    for damaged in (content[:-5], content[:200] + b"0" + content[201:], b""):
        (tmp_path / "damaged").write_bytes(damaged)
        assert refusal(first, tmp_path / "damaged", third).startswith(str(tmp_path / "damaged"))
    assert "no file of the form mtqa/partial/1" in refusal(folder / "ref")


def test_more_parts_than_lines_and_lines_that_do_not_fit_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    into = ["--partial", str(tmp_path / "part")]
    with pytest.raises(MtqaError, match="90 segments cannot be cut into 91 parts"):
        score.main(["ref", "-i", "one", "--part", "1/91", *into])
    short = tmp_path / "short"
    short.write_text("one\n" * 50, encoding="utf-8")
    with pytest.raises(MtqaError, match="has 50 lines, but ref has 90"):
        score.main(["ref", "-i", str(short), "--part", "2/3", *into])
    assert not (tmp_path / "part").exists()
    long = tmp_path / "long"
    long.write_text("one\n" * 91, encoding="utf-8")
    with pytest.raises(MtqaError, match="has 91 lines, but ref has 90"):
        score.main(["ref", "-i", str(long), "--part", "3/3", *into])
    with pytest.raises(SystemExit):
        score.main(["ref", "-i", "one", "--part", "3/3"])
