"""JSON whose texts are texts."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["parse_json"]


def parse_json(text: str | bytes) -> Any:
    r"""What a JSON document says.

    JSON can escape half a surrogate pair (`\ud800`), which is no character: no file of text could hold it.

    Raises:
        json.JSONDecodeError: when it is not JSON, or holds such a half.
        RecursionError: when it is nested too deeply.
    """
    text = text if isinstance(text, str) else text.decode("utf-8")
    content = json.loads(text)
    if "\\u" in text and "\\ud" in text.lower():
        try:
            json.dumps(content, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            message = "a text holds half a surrogate pair, which is not Unicode"
            raise json.JSONDecodeError(message, text, text.lower().index("\\ud")) from None
    return content
