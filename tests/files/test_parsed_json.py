"""JSON whose texts are texts."""

from __future__ import annotations

import json

import pytest

from mtqa.files import parse_json


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"\uDFFF": 1}', r'["a", {"b": "x\udc00y"}]', r'"\udc00\ud800"'])
def test_half_a_surrogate_pair_is_refused(text: str) -> None:
    json.loads(text)  # which lets it pass
    for form in (text, text.encode()):
        with pytest.raises(json.JSONDecodeError, match="half a surrogate pair"):
            parse_json(form)


@pytest.mark.parametrize("text", [r'"\ud83d\ude00"', '"😀"', r'"\\ud800"', r'"\u00e4"', "[1, null, 2.5]"])
def test_whole_pairs_and_everything_else_pass(text: str) -> None:
    assert parse_json(text) == json.loads(text)
