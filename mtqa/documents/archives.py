"""Documents that are ZIP archives of XML (Office, OpenDocument, EPUB), opened as what a stranger may have made.

Parts are read by their names and never unpacked to the disk; what is absurdly large, many or encrypted is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from mtqa.errors import MtqaError

__all__ = ["Archive", "resolve_part"]

_MOST_BYTES = 100_000_000
"""Of one part, unpacked."""
_MOST_BYTES_TOGETHER = 200_000_000
"""Of all parts that are read."""
_MOST_RATIO = 300
"""How much larger than packed a part may be, once it is larger than a megabyte."""
_MOST_PARTS = 10_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Archive:
    """The parts of a document.

    Args:
        data: The whole file.
        name: What to call it in messages.
        kind: What it should be: "Word document", "EPUB book".
        example: Ending of such a file's name.

    Raises:
        MtqaError: when it is damaged, or has an absurd number of parts.
    """

    def __init__(self, data: bytes, name: str, kind: str, example: str) -> None:
        self.name = name
        self.kind = kind
        self._example = example
        self._left = _MOST_BYTES_TOGETHER
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise self._damaged() from None
        if len(self._archive.infolist()) > _MOST_PARTS:
            raise MtqaError(f"the {kind} has an absurd number of parts", path=name)

    def read(self, part: str) -> bytes | None:
        """A part, None where there is none of that name.

        Raises:
            MtqaError: when it is encrypted, damaged, packed in an unknown way, or unpacks to an absurd size.
        """
        try:
            info = self._archive.getinfo(part)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise self.encrypted()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            own = self.kind.partition(" ")[0]
            raise MtqaError(
                f"the {self.kind} is packed in a way that {own} does not know", "Save it again.", path=self.name
            )
        limit = min(_MOST_BYTES, self._left, max(1_000_000, _MOST_RATIO * info.compress_size))
        try:
            with self._archive.open(info) as file:
                data = file.read(limit + 1)
        except _BROKEN:
            raise self._damaged() from None
        if len(data) > limit:
            raise MtqaError(
                f"the part {part[:80]} unpacks to an absurd size", "This is no ordinary document.", path=self.name
            )
        self._left -= len(data)
        return data

    def need(self, part: str) -> bytes:
        """A part without which the file is not what it should be.

        Raises:
            MtqaError: as `read`, and when it is not there.
        """
        data = self.read(part)
        if data is None:
            article = "an" if self.kind[0] in "EO" else "a"
            raise MtqaError(
                f"this is an archive, but not {article} {self.kind}",
                f"Give the page as {self._example}.",
                path=self.name,
            )
        return data

    def encrypted(self) -> MtqaError:
        """The error that its text cannot be read without a password."""
        return MtqaError(f"the {self.kind} is encrypted", "Save it without a password.", path=self.name)

    def _damaged(self) -> MtqaError:
        return MtqaError(f"the {self.kind} is damaged or cut off", "Save or download it again.", path=self.name)


def resolve_part(base: str, target: str) -> str | None:
    """The part that another part points to; None where that leads out of the archive.

    Args:
        base: Name of the part that points.
        target: The relative or absolute address that it gives, percent-encoded or not; a fragment is left aside.
    """
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path) if path[:1] != "/" else path.lstrip("/"))
    return None if joined.startswith("..") or joined in (".", "") or ":" in joined.partition("/")[0] else joined
