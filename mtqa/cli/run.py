"""The entry point: exit codes, and how errors reach a person."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from types import FrameType
from typing import NoReturn, TextIO

from mtqa.cli._streams import OutputLostError, give_up_output, prepare_streams
from mtqa.cli._terminal import guard_streams, in_one_line
from mtqa.errors import MtqaError, MtqaWarning

__all__ = ["run"]

EXIT_BAD_INPUT = 3
_SIGNALS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
_EXIT_SIGNAL = 128
"""What is added to a signal's number."""


class _Interrupted(BaseException):
    """Ctrl-C or a request to end; not a KeyboardInterrupt, which the command-line library would turn into an exit."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del frame
    raise _Interrupted(number)


def run() -> None:
    """What the console script `mtqa` calls.

    Exits with 0 (done), 1 (the gate found a regression), 2 (wrong usage), 3 (bad or missing data, model or dependency,
    or results that cannot be printed), 130 (interrupted) or 143 (terminated).
    """
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    prepare_streams()
    warnings.showwarning = _show_warning
    guard_streams()
    try:
        try:
            _run_command(arguments)
        finally:
            sys.stdout.flush()
            _ignore_signals()
    except MtqaError as error:
        _fail(str(error), debug)
    except _Interrupted as end:
        _end(end.number)
    except OutputLostError as error:
        give_up_output()
        if error.is_broken_pipe:  # whoever reads has enough
            sys.exit(EXIT_BAD_INPUT)
        _fail(str(error), debug)
    except MemoryError:
        _fail("there is not enough memory for this. Use a machine with more, or a smaller corpus.", debug)
    except Exception as error:
        _fail(f"unexpected {type(error).__name__}: {error}. This is a fault of mtqa; --debug shows where.", debug)


def _ignore_signals() -> None:
    """From here on all is done, and the exit code is that of what was done."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int) -> NoReturn:
    """End at once, not when threads that are at work have finished."""
    _ignore_signals()
    sys.stderr.write(f"{_SIGNALS[signal.Signals(number)]}\n")
    sys.stderr.flush()
    os._exit(_EXIT_SIGNAL + number)


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
        return
    if arguments in (["--help"], ["-h"]):
        from mtqa.cli._list_of_commands import list_of_commands

        sys.stdout.write(list_of_commands())
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
