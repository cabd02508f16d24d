"""What the translations in a file of a translation tool are: what is to be judged, or the reference for it."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, default_roles
from mtqa.errors import MtqaError
from mtqa.tables import Metadata

__all__ = ["Roles", "bilingual_corpus", "check_target"]

_TARGETS = ("auto", "hypothesis", "reference")


def check_target(target: str) -> None:
    """Refuse a misspelt option `target`.

    Raises:
        MtqaError: naming what may be said.
    """
    if target not in _TARGETS:
        raise MtqaError(f"target={target} is not known", f"Use one of: {', '.join(_TARGETS)}.")


class Roles:
    """Labels of translations, and what becomes of those that are not marked once the whole file is known.

    The translation in a file of a translation tool is what somebody who evaluates the file wants judged; but where the
    file holds machine translations beside it (matches, suggestions), it is the human's version and their reference.

    Args:
        target: `hypothesis`, `reference`, or `auto` for the rule above.
        system: What to call the translation as a system.
    """

    def __init__(self, target: str, system: str) -> None:
        self.target = target
        self.system = system
        self.unmarked = f"{HYPOTHESIS}{system}"
        self.has_machine = False

    def machine(self, name: str) -> str:
        """The label of a machine translation."""
        self.has_machine = True
        label = f"{HYPOTHESIS}{name}"
        return f"{label} (machine)" if label == self.unmarked else label

    @property
    def renamed(self) -> dict[str, str]:
        """What unmarked translations are, at the end."""
        is_reference = self.target == "reference" or (self.target == "auto" and self.has_machine)
        return {self.unmarked: f"{REFERENCE}A"} if is_reference else {}


def bilingual_corpus(
    builder: CorpusBuilder, roles: Roles, about: Metadata | None = None, warnings: Sequence[str] = ()
) -> Corpus:
    """The corpus of what was read."""
    if about is not None:
        return about.build(builder)
    renamed = roles.renamed
    if renamed and f"{REFERENCE}A" in builder.labels:
        renamed = {roles.unmarked: f"{REFERENCE}target"}
    systems = [
        label.removeprefix(HYPOTHESIS)
        for label in builder.labels
        if label.startswith(HYPOTHESIS) and label not in renamed
    ]
    return builder.build(default_roles(systems), renamed=renamed, warnings=warnings)
