"""What a caller is told when a request cannot be served, and what the log says of it."""

import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from central.problems import ProblemError
from central.replies import problem

_LOG = logging.getLogger(__name__)
_RETRY_S = 5


async def _on_problem(request: Request, error: Exception) -> Response:
    known = error if isinstance(error, ProblemError) else ProblemError("internal")
    return problem(request, known)


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    codes = {404: "not_found", 405: "method"}
    return problem(request, ProblemError(codes.get(status, "malformed")))


async def _on_hang_up(request: Request, error: Exception) -> Response:
    """Note a caller who hung up in the middle: nobody reads an answer, and it is no bug."""
    _LOG.info("hung up path=%s why=%s", request.url.path, type(error).__name__)
    return Response(status_code=400)


async def _on_busy_database(request: Request, error: Exception) -> Response:
    """Answer when the database is locked, full or away: the client tries again later."""
    _LOG.error("database away path=%s why=%s", request.url.path, type(error).__name__)
    return problem(request, ProblemError("unavailable", retry_after_s=_RETRY_S))


async def _on_bug(request: Request, error: Exception) -> Response:
    # the text of an error may quote an order: its kind must do
    _LOG.error("request failed path=%s why=%s", request.url.path, type(error).__name__)
    return problem(request, ProblemError("internal"))


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    ProblemError: _on_problem,
    HTTPException: _on_http_error,
    OperationalError: _on_busy_database,
    ClientDisconnect: _on_hang_up,
    Exception: _on_bug,
}
"""By the kind of error, as Starlette wants them."""
