"""Which of a file's languages somebody wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.languages.in_names import language_of, same_language
from mtqa.languages.tags import Language

__all__ = ["Wanted"]


class Wanted:
    """The target languages that were asked for.

    Args:
        tags: As given; None or nothing for all.

    Raises:
        MtqaError: when one is not shaped like a language tag.
    """

    def __init__(self, tags: Sequence[str] | None) -> None:
        self._languages = tuple(dict.fromkeys(language_of(tag) for tag in tags or ()))
        self._answers: dict[str, bool] = {}

    def has(self, language: Language) -> bool:
        """Whether texts in this language are wanted; `de` also asks for `de-DE`."""
        if not self._languages:
            return True
        answer = self._answers.get(language.tag)
        if answer is None:
            answer = any(same_language(wanted, language) for wanted in self._languages)
            self._answers[language.tag] = answer
        return answer

    @property
    def only(self) -> str:
        """The one language that was asked for, "" where it was none or several."""
        return self._languages[0].tag if len(self._languages) == 1 else ""

    def check(self, languages: Iterable[Language], path: Path) -> None:
        """Refuse to go on without a language that was asked for.

        Raises:
            MtqaError: naming those that there are.
        """
        present = list(languages)
        for wanted in self._languages:
            if not any(same_language(wanted, language) for language in present):
                others = {*self._answers, *(language.tag for language in present)}
                raise MtqaError(
                    f"the corpus has no translation into '{wanted.tag}'",
                    f"It has: {', '.join(sorted(others)[:40])}." if others else "",
                    path=path,
                )
