"""The report: written anew with what was decided, and served in a sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.files import Manifest
from mtqa.progress import Progress
from mtqa.review import write_anew
from mtqa.review.server.access import RefusedError
from mtqa.review.server.questions import Asked

if TYPE_CHECKING:
    from starlette.responses import Response

__all__ = ["job", "report_file", "write_report"]

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".tsv": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlf": "application/xliff+xml",
}
_POLICY = (
    "sandbox allow-scripts allow-popups allow-downloads allow-top-navigation-by-user-activation; default-src 'none';"
    " script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def write_report(asked: Asked) -> dict[str, str]:
    """Begin to write the report anew."""
    review = asked.review
    if not review.texts or (review.preparing is not None):
        raise RefusedError(409, "The texts are still being prepared.", "Wait a moment, and do it again.")

    def work(progress: Progress) -> str:
        write_anew(review, progress)
        return "/report/"

    return {"job": asked.jobs.start(work)}


def job(asked: Asked) -> dict[str, Any]:
    """How far a job is."""
    found = asked.jobs.get(asked.path["job"])
    if found is None:
        raise RefusedError(404, "There is no such job.", "The server was started again; begin it once more.")
    return found.to_json()


def report_file(asked: Asked) -> Response:
    """A file of the report."""
    from starlette.responses import Response

    found = _found(asked.review.reports(), asked.path["path"])
    if found is None:
        raise RefusedError(404, "There is no such page of the report.", "Write the report anew.")
    headers = {"Content-Security-Policy": _POLICY}
    return Response(found.read_bytes(), media_type=_KINDS[found.suffix], headers=headers)


def _found(folder: Path | None, name: str) -> Path | None:
    """A file that mtqa wrote into the folder of the report; nothing else is given away."""
    if folder is None:
        return None
    name = f"{name}index.html" if not name or name.endswith("/") else name
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    path, inside = folder.joinpath(*parts), folder.resolve()
    try:
        if path.suffix not in _KINDS or not path.is_file() or not path.resolve().is_relative_to(inside):
            return None
        manifest = Manifest.read(folder)
    except (OSError, ValueError):
        return None
    return path if not manifest.is_recorded or manifest.has(Path(*parts)) else None
