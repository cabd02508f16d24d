"""The entry point: exit codes, and how errors reach a person."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from types import FrameType
from typing import TextIO

from mtqa.cli._terminal import guard_streams, in_one_line
from mtqa.errors import MtqaError, MtqaWarning

__all__ = ["run"]

EXIT_BAD_INPUT = 3
EXIT_INTERRUPTED = 130


class _Interrupted(BaseException):
    """Ctrl-C; not a KeyboardInterrupt, which the command-line library would turn into exit code 1."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _Interrupted


def run() -> None:
    """What the console script `mtqa` calls.

    Exits with 0 (done), 1 (the gate found a regression), 2 (wrong usage), 3 (bad or missing data, model or dependency),
    or 130 (interrupted).
    """
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    signal.signal(signal.SIGINT, _interrupt)
    warnings.showwarning = _show_warning
    guard_streams()
    try:
        _run_command(arguments)
    except MtqaError as error:
        _fail(str(error), debug)
    except _Interrupted:
        sys.stderr.write("interrupted\n")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_BAD_INPUT)
    except MemoryError:
        _fail("there is not enough memory for this. Use a machine with more, or a smaller corpus.", debug)
    except Exception as error:
        _fail(f"unexpected {type(error).__name__}: {error}. This is a fault of mtqa; --debug shows where.", debug)


_show_as_python_does = warnings.showwarning


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """mtqa's own warnings as one line for people, those of libraries as always."""
    if issubclass(category, MtqaWarning):
        sys.stderr.write(f"{_labelled('warning:', 33)} {in_one_line(str(message))}\n")
    else:
        _show_as_python_does(message, category, filename, lineno, file, line)


def _run_command(arguments: list[str]) -> None:
    if arguments[:1] == ["score"]:
        from mtqa.cli import score

        score.main(arguments[1:])
        sys.stdout.flush()
        return
    from mtqa.cli.main import app

    app(args=arguments, prog_name="mtqa")


def _fail(message: str, debug: bool) -> None:
    if debug:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"{_labelled('error:', 31)} {in_one_line(message)}\n")
    sys.exit(EXIT_BAD_INPUT)


def _labelled(word: str, colour: int) -> str:
    colored = not os.environ.get("NO_COLOR") and (sys.stderr.isatty() or bool(os.environ.get("FORCE_COLOR")))
    return f"\x1b[{colour}m\x1b[1m{word}\x1b[0m" if colored else word
