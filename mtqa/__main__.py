"""`python -m mtqa` is `mtqa`."""

from mtqa.cli.main import run

run()
