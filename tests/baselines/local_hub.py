"""A server that behaves like the hub, as far as downloads need it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote

from local_servers import Answer, Request

COMMIT = "1234567890abcdef1234567890abcdef12345678"


class Hub:
    """The parts of the hub's interface that a download uses; GET and HEAD alone.

    Attributes:
        files: Content of every file of every model, by the model's name and the file's path.
        gated: Names of models that are given only to those who accept their terms.
    """

    def __init__(self, folder: Path, name: str, extra: tuple[str, ...] = (), licence: str = "cc-by-4.0") -> None:
        self.files: dict[str, dict[str, bytes]] = {}
        self.gated: set[str] = set()
        self.licence = licence
        self.add(folder, name)
        self.files[name] |= dict.fromkeys(extra, b"x" * 5_000_000)

    def add(self, folder: Path, name: str) -> None:
        """Offer one more model."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self.files[name] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def __call__(self, request: Request) -> Answer:
        path = unquote(request.path.partition("?")[0])
        for name, files in self.files.items():
            if path.startswith(f"/api/models/{name}"):
                if "/tree/" in path:
                    return Answer(
                        [{"type": "file", "path": n, "size": len(d), "oid": "0" * 40} for n, d in files.items()]
                    )
                siblings = [{"rfilename": n, "size": len(data)} for n, data in files.items()]
                about = {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings, "downloads": 1}
                tags = [f"license:{self.licence}"]
                return Answer(
                    {**about, "tags": tags, "private": False, "gated": "auto" if name in self.gated else False}
                )
            if path.startswith(f"/{name}/resolve/"):
                if name in self.gated:
                    return Answer({"error": "gated"}, 403, {"X-Error-Code": "GatedRepo"})
                data = files.get(path.removeprefix(f"/{name}/resolve/").partition("/")[2])
                if data is not None:
                    tag = hashlib.sha256(data).hexdigest()
                    headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{tag}"', "X-Linked-Size": str(len(data))}
                    return Answer(data, 200, headers)
                return Answer({}, 404, {"X-Error-Code": "EntryNotFound"})
        return Answer({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})
