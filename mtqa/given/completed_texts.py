"""Texts for a new corpus folder of which not all was said: the rest is told by their names and by what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mtqa.corpus_folders import language_of_file
from mtqa.errors import MtqaError
from mtqa.given.arguments import read_all
from mtqa.given.parts_of_names import name_of_file
from mtqa.given.texts import Given, Wishes
from mtqa.given.understanding import understand
from mtqa.preparation import NewText

__all__ = ["complete_texts"]


def complete_texts(texts: Sequence[NewText]) -> list[NewText]:
    """The texts with names and languages; those that were said stay as they are.

    Args:
        texts: As the user gave them; the name of a system and languages may be missing, where they are files.

    Raises:
        MtqaError: when nothing tells them.
    """
    if all(_is_whole(text) for text in texts) or not all(text.path.is_file() for text in texts):
        nameless = next((text for text in texts if text.role == "system" and not text.name), None)
        if nameless is not None:
            raise MtqaError("nothing names the system", f"Write NAME={nameless.path}.", path=nameless.path)
        return list(texts)
    given = [
        Given(text.path, str(text.path), name_of_file(text.path), text.role, text.name, text.language) for text in texts
    ]
    understood = {text.given.path: text for text in understand(given, read_all(given), Wishes(), lambda _: "").texts}
    return [
        replace(
            text,
            name=text.name or (understood[text.path].label if text.role == "system" else ""),
            language=text.language or understood[text.path].language.tag,
        )
        for text in texts
    ]


def _is_whole(text: NewText) -> bool:
    named = text.role != "system" or bool(text.name)
    return named and (bool(text.language) or language_of_file(text.path) is not None)
