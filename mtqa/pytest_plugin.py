"""A pytest plugin: translation quality as a test.

    def test_translations(mtqa):
        mtqa.assert_no_regression("corpora/website", accepted="tests/website.accepted.json")

`pytest --mtqa-accept` writes the accepted files anew instead of comparing with them. Where a file is missing or
damaged, or a corpus cannot be compared with it, the test fails with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from mtqa.gating import Current, GateResult, Policy

__all__ = ["Gate", "assert_no_regression"]


@dataclass(frozen=True)
class Gate:
    """What the fixture `mtqa` gives.

    Attributes:
        root: Folder that relative paths start from.
        accepting: Whether accepted files are written instead of compared with.
    """

    root: Path
    accepting: bool = False

    def assert_no_regression(
        self,
        current: Current,
        accepted: Path | str,
        policy: Policy | Path | str | None = None,
        *,
        languages: Sequence[str] | None = None,
        system: str | None = None,
    ) -> GateResult | None:
        """Fail the test when quality really dropped; as `mtqa.gate`.

        Returns:
            The verdict, or None where the accepted file was written (`--mtqa-accept`).

        Raises:
            AssertionError: when a rule is broken; its message is the verdict as text.
            MtqaError: when nothing could be judged.
        """
        from mtqa.gating import accept

        file = self.root / accepted
        rules = self.root / policy if isinstance(policy, (str, Path)) else policy
        if isinstance(current, (str, Path)) and (self.root / current).exists():
            current = self.root / current
        if self.accepting:
            accept(current, file, rules, languages=languages, system=system)
            return None
        try:
            return assert_no_regression(current, file, rules, languages=languages, system=system)
        except MtqaError as error:
            raise _in_words_of_pytest(error) from None


def _in_words_of_pytest(error: MtqaError) -> MtqaError:
    """The same error, with the way out that there is here."""
    hint = re.sub(r"mtqa gate CORPUS --accept|--accept\b", "pytest --mtqa-accept", error.hint)
    hint = hint.replace("--system NAME", "the argument system")
    return MtqaError(error.message, hint, path=error.path, line=error.line)


def assert_no_regression(
    current: Current,
    accepted: Path | str,
    policy: Policy | Path | str | None = None,
    *,
    languages: Sequence[str] | None = None,
    system: str | None = None,
) -> GateResult:
    """As the method of the fixture, with paths from the current folder."""
    from mtqa.gating import gate
    from mtqa.gating.verdicts import text_report

    result = gate(current, accepted, policy, languages=languages, system=system)
    if not result.passed:
        raise AssertionError(text_report(result))
    return result


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option `--mtqa-accept`."""
    parser.getgroup("mtqa").addoption(
        "--mtqa-accept",
        action="store_true",
        default=False,
        help="write the accepted runs of assert_no_regression anew instead of comparing with them",
    )


@pytest.fixture
def mtqa(request: pytest.FixtureRequest) -> Gate:
    """The quality gate of mtqa: `mtqa.assert_no_regression(corpus, accepted=FILE)`."""
    return Gate(root=request.config.rootpath, accepting=bool(request.config.getoption("--mtqa-accept")))
