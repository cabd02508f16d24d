from __future__ import annotations

from typing import Any

import pytest

from mtqa.errors import MtqaError
from mtqa.languages import language_pair


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("en-de", "en", "de"),
        ("en_de", "en", "de"),
        (" eng-deu ", "en", "de"),
        ("en-pt-BR", "en", "pt-BR"),
        ("pt-BR-en", "pt-BR", "en"),
        ("en-de-DE", "en", "de-DE"),
        ("sr-Latn-bs-Cyrl", "sr-Latn", "bs-Cyrl"),
        ("de>en-GB", "de", "en-GB"),
        ("DE:EN", "de", "en"),
    ],
)
def test_pairs(text: str, source: str, target: str) -> None:
    pair = language_pair(text)
    assert (pair.source.tag, pair.target.tag) == (source, target)
    assert language_pair(pair) is pair


@pytest.mark.parametrize("text", ["", "de", "deutsch", "en-de-fr", "en-", "en>de>fr", None, 7])
def test_what_is_no_pair(text: Any) -> None:
    with pytest.raises(MtqaError):
        language_pair(text)
