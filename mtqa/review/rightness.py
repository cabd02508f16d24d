"""How often each check was right, by language, as people decided; and a profile without the noisy ones."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.contracts import checks
from mtqa.errors import MtqaError
from mtqa.files import Manifest, digest, move_into_place, staging_for, writing_in
from mtqa.results import Interval
from mtqa.review.judgement import PLANTED, Decision, Judgement, standing

__all__ = ["CheckRightness", "profile_text", "rightness_of", "write_profile"]

_Z = 1.959963984540054
"""Of the middle 95 % of the normal distribution."""


@dataclass(frozen=True)
class CheckRightness:
    """How often a check was right in a language.

    Attributes:
        check: Name of the check.
        language: Tag of the target language.
        accepted: Findings that people accepted; where they do not agree, the majority counts, and the newest of equals.
        rejected: Findings that they rejected.
        open: Findings that nobody has decided about.
        right: Share of the decided ones that were accepted; None where none was decided.
        interval: Its 95 % interval (Wilson).
    """

    check: str
    language: str
    accepted: int
    rejected: int
    open: int
    right: float | None
    interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """As the page takes it."""
        right = None
        if self.right is not None and self.interval is not None:
            right = {"value": self.right, "low": self.interval.low, "high": self.interval.high}
        counts = {"accepted": self.accepted, "rejected": self.rejected, "open": self.open}
        return {"check": self.check, "name": self.check, "language": self.language, **counts, "right": right}


def rightness_of(judgements: Iterable[Judgement], found: Mapping[tuple[str, str], int]) -> tuple[CheckRightness, ...]:
    """How often each check was right.

    Args:
        judgements: Any; decisions about findings count.
        found: How many findings there are, decided or not, by check and language.

    Returns:
        By language and check; checks with findings only.
    """
    decided: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, decision in _verdicts(judgements):
        decided[key][decision] += 1
    keys = sorted(decided.keys() | {key for key, n in found.items() if n}, key=lambda key: (key[1], key[0]))
    return tuple(_row(*key, decided[key], found.get(key, 0)) for key in keys)


def _verdicts(judgements: Iterable[Judgement]) -> Iterable[tuple[tuple[str, str], str]]:
    """For each finding that was decided about its check and language, and what most people say."""
    by_finding: dict[tuple[str, ...], list[Decision]] = defaultdict(list)
    for one in standing(judgements):
        if isinstance(one.content, Decision) and one.shown not in PLANTED and one.content.decision != "open":
            by_finding[one.language, one.segment_id, one.system, one.about].append(one.content)
    for (language, *_), decisions in by_finding.items():
        counts = Counter(one.decision for one in decisions)
        most = max(counts.values())
        verdict = next(one for one in reversed(decisions) if counts[one.decision] == most)
        yield (verdict.check, language), verdict.decision


def _row(check: str, language: str, decided: Counter[str], found: int) -> CheckRightness:
    accepted, rejected = decided["accept"], decided["reject"]
    n = accepted + rejected
    return CheckRightness(
        *(check, language, accepted, rejected, max(0, found - n)),
        right=accepted / n if n else None,
        interval=_wilson(accepted, n) if n else None,
    )


def _wilson(successes: int, n: int) -> Interval:
    """Wilson's interval of a share (1927), which never leaves 0 to 1 and is good for few."""
    share, scale = successes / n, 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / scale
    reach = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / scale
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def profile_text(name: str, off: Sequence[str], rows: Iterable[CheckRightness] = ()) -> str:
    """A profile (TOML) that switches checks off, with what people decided about them beside each.

    Raises:
        MtqaError: when there is no check of a name.
    """
    known = tuple(rows)
    for check in off:
        if check not in checks.names():
            raise MtqaError(f"there is no check named '{check[:60]}'", f"There are: {', '.join(checks.names())}.")
    lines = [f"# {' '.join(name.split())}: without the checks that people found to be wrong too often (mtqa review)."]
    lines.append('summary = "Without the checks that were found to be wrong too often"')
    for check in dict.fromkeys(off):
        told = [
            f"# {row.language}: right in {row.accepted} of {row.accepted + row.rejected}"
            for row in known
            if row.check == check and row.right is not None
        ]
        lines += ["", f"[checks.{check}]", *told, "enabled = false"]
    return "\n".join(lines) + "\n"


def write_profile(folder: Path, name: str, off: Sequence[str], rows: Iterable[CheckRightness] = ()) -> Path:
    """Write `NAME.toml` into a folder, for `[profile] file = "NAME.toml"` in `mtqa.toml`.

    Only a profile that mtqa wrote itself and nobody changed is replaced; `mtqa.toml` is not touched.

    Raises:
        MtqaError: when the name is none for a file, there is no such check, or a file of that name is somebody's.
    """
    if not name or not all(character.isalnum() or character in "-_" for character in name) or name == "mtqa":
        raise MtqaError(f"'{name[:60]}' is no name for a profile", "Use letters, digits and hyphens.")
    text, file = profile_text(name, off, rows), Path(f"{name}.toml")
    try:
        with staging_for(folder) as staging:
            made = staging / "profile"
            made.mkdir()
            (made / file).write_text(text, encoding="utf-8")
            with writing_in(folder):
                manifest = Manifest.read(folder)
                if (folder / file).exists() and not manifest.is_own(file):
                    raise MtqaError(
                        "this file is there and is not as mtqa wrote it, so it is not overwritten",
                        "Choose another name.",
                        path=folder / file,
                    )
                manifest.write_into(made, {file: digest(made / file)})
                move_into_place(made, folder)
    except OSError as error:
        raise MtqaError(f"the profile cannot be written: {error.strerror or error}", path=folder / file) from error
    return folder / file
