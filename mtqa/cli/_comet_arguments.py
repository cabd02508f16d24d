"""The arguments of `comet-score`, given to `mtqa score` out of habit: what the same command is called here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["in_own_words"]

_OWN = {"-r": "references", "--references": "references", "--translations": "translations", "--sources": "sources"}
_FILES = {**_OWN, "-t": "translations", "-s": "sources", "-i": "translations"}
_COMETS = ("--gpus", "--model", "--to_json", "--batch_size", "--model_storage_path", "--num_workers", "--only_system")
_TELLING = {*_OWN, *_COMETS}
"""Options that only COMET has."""
_NO_MODEL = "wmt22-comet-da"


def in_own_words(arguments: Sequence[str]) -> str:
    """The command of mtqa that does what `comet-score` would with these arguments; "" where they are not COMET's.

    Args:
        arguments: As given to `mtqa score`.
    """
    given = _parsed(arguments)
    names_file = "-i" not in given and any(Path(name).is_file() for name in given.get("-t", ()))
    if not (_TELLING & given.keys() or names_file):
        return ""
    files: dict[str, list[str]] = {"references": given.pop("", [])}
    for option, values in given.items():
        if option in _FILES:
            files.setdefault(_FILES[option], []).extend(values)
    is_comet = bool(_TELLING & given.keys() - {"-r", "--references"} or files.get("sources"))
    metrics = given.get("-m") or given.get("--model") or ([_NO_MODEL] if is_comet else [])
    return f"here the same is: {_command(files, metrics, given)}{_about_device(given)}"


def _command(files: Mapping[str, Sequence[str]], metrics: Sequence[str], given: Mapping[str, Sequence[str]]) -> str:
    """The command; without references that of `mtqa evaluate`."""
    hypotheses, sources = files.get("translations") or ["HYP"], files.get("sources", ())
    if files["references"] or not sources:
        words = ["score", *(files["references"] or ["REF"]), "-i", *hypotheses, *(["-s", *sources] if sources else [])]
        words += ["-m", *metrics] if metrics else []
        words += ["-b"] if "--only_system" in given else []
        words += ["-f", "json"] if given.get("--to_json") else []
    else:
        metrics = metrics if metrics and metrics != [_NO_MODEL] else ["cometkiwi"]
        words = ["evaluate", *sources, *hypotheses, "--source-language", "TAG", "--target-language", "TAG"]
        words += ["--metric", *metrics]
        words += ["--format", "json"] if given.get("--to_json") else []
    import shlex

    to = f" > {shlex.quote(given['--to_json'][0])}" if given.get("--to_json") else ""
    return f"mtqa {shlex.join(words)}{to}"


def _about_device(given: Mapping[str, Sequence[str]]) -> str:
    """How to choose a device, where one was chosen: COMET's `--gpus 0` is the processor."""
    if "--gpus" not in given:
        return ""
    device = "cpu" if list(given["--gpus"][:1]) == ["0"] else "cuda"
    return f" (a GPU is used where there is one; 'comet(device={device})' names the device)"


def _parsed(arguments: Sequence[str]) -> dict[str, list[str]]:
    """The options with the words after them; under "" those before all options."""
    given: dict[str, list[str]] = {"": []}
    current = ""
    for word in arguments:
        if word.startswith("-") and len(word) > 1:
            current, sign, value = word.partition("=")
            given.setdefault(current, []).extend([value] if sign else [])
        else:
            given[current].append(word)
    return given
