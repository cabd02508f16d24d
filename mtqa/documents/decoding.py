"""Pages as text: UTF-8, and of HTML the single-byte encodings that it declares."""

from __future__ import annotations

import re
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import decode_text

__all__ = ["decode_html", "decode_page"]

_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LEGACY = re.compile(r"(?:windows|cp|iso|koi8|mac)[\w-]*")


def decode_page(data: bytes, path: Path) -> str:
    """The text of a page, which must be UTF-8; UTF-16 without its mark is named.

    Raises:
        MtqaError: as `decode_text`.
    """
    zeros = [index for index, byte in enumerate(data[:4000]) if byte == 0]
    if len(zeros) > 1 and len({index % 2 for index in zeros}) == 1 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "UTF-16LE" if zeros[0] % 2 else "UTF-16BE"
        raise MtqaError(
            f"the text looks like {encoding}, not UTF-8", f"Convert it: iconv -f {encoding} -t UTF-8", path=path
        )
    return decode_text(data, path)


def decode_html(data: bytes, path: Path) -> tuple[str, str | None]:
    """HTML as text, and a warning where it is not in UTF-8 but in a single-byte encoding that it declares itself.

    Raises:
        MtqaError: as `decode_text`.
    """
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if _LEGACY.fullmatch(name) and b"\x00" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(name), f"The page was read as {name}, as it declares."
            except (LookupError, UnicodeDecodeError):
                pass
    return decode_page(data, path), None
