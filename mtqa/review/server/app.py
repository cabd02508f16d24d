"""The application: which question is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from mtqa.review import Review
from mtqa.review.pages import page, static_file
from mtqa.review.server.access import Access, Door
from mtqa.review.server.aligning import alignment, edit_alignment
from mtqa.review.server.clicks import judge
from mtqa.review.server.deciding import decide, findings
from mtqa.review.server.dropping import begin_with_addresses, begin_with_files, take_text
from mtqa.review.server.jobs import Jobs
from mtqa.review.server.overview import agreement, checks, export, progress, stopping, write_checks_profile
from mtqa.review.server.questions import answering
from mtqa.review.server.reporting import job, report_file, write_report
from mtqa.review.server.screens import documents, finish_tutorial, items, session

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["application"]

_GET = {
    "/api/session": session,
    "/api/documents": documents,
    "/api/items": items,
    "/api/findings": findings,
    "/api/checks": checks,
    "/api/alignment": alignment,
    "/api/agreement": agreement,
    "/api/progress": progress,
    "/api/stopping": stopping,
    "/api/jobs/{job}": job,
    "/api/export": export,
    "/report/{path:path}": report_file,
}
_POST = {
    "/api/judgements": judge,
    "/api/findings": decide,
    "/api/profile": write_checks_profile,
    "/api/report": write_report,
    "/api/alignment": edit_alignment,
    "/api/start": begin_with_files,
    "/api/addresses": begin_with_addresses,
    "/api/tutorial": finish_tutorial,
}


def application(review: Review, door: Door) -> Callable[..., Awaitable[Any]]:
    """The application (ASGI), with nothing before it but `Access`.

    Args:
        review: What is reviewed.
        door: Who may come in.
    """
    from starlette.applications import Starlette
    from starlette.routing import Route

    routes = [Route("/", _page), Route("/static/{name}", _static)]
    routes += [Route(path, answering(function), methods=["POST"]) for path, function in _POST.items()]
    routes += [Route("/api/texts", answering(take_text, raw=True), methods=["POST"])]
    routes += [Route(path, answering(function), methods=["GET"]) for path, function in _GET.items()]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    app.state.review, app.state.jobs = review, Jobs(review.tell)
    return Access(app, door)


async def _page(request: Request) -> Response:
    from starlette.responses import Response

    del request
    return Response(page(), media_type="text/html; charset=utf-8")


async def _static(request: Request) -> Response:
    from starlette.responses import Response

    found = static_file(request.path_params["name"])
    if found is None:
        return Response("There is no such file.", 404, media_type="text/plain")
    return Response(found[0], media_type=found[1])
