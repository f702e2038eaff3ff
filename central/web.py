"""The platform's HTTP service: routes, who may call them, and replies.

Work on the database runs in threads; a long poll waits on the event loop and holds none.
"""

import asyncio
import base64
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TypeVar

from anyio import to_thread
from msgspec import structs
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from central import bodies, dispatching, identity, pulling, pushing, rescue, tokens, uploads
from central.dispatching import CentreRequest
from central.engines import THREADS
from central.identity import Session
from central.moments import now
from central.platform import Platform
from central.problems import ProblemError
from central.reference_replies import reference_reply
from central.replies import BYTES, message, reply
from central.uploads import StoredFile
from central.wakeups import Wakeups
from central.web_failures import HANDLERS
from desktop.contract.client_versions import is_older, version_in
from desktop.contract.messages import (
    CLIENT_MIN_DETAIL,
    HEADER_SERVICE,
    MAX_ACTIONS,
    MAX_PUSH_BYTES,
    MAX_RESCUE_BYTES,
    MAX_WAIT_S,
    PROTOCOL,
    PROTOCOL_MIN,
    CheckRequest,
    EnrolRequest,
    Hello,
    Ping,
    PullReply,
    PullRequest,
    PushRequest,
    RescueBundle,
    TokenRequest,
    UploadRequest,
)
from desktop.domain.orders import Role

CLIENT_MIN = "0.1.0"
"""Oldest program that may pull; an older one may still push what it has saved."""
_SMALL = 64_000
_NONCE_LENGTH = 200
_LOOK_S = 1.0
_TIDY_S = 6 * 3600
_LOOK_BESIDE_LISTENING_S = 5.0
_PART = "application/offset+octet-stream"
_TUS = {"Tus-Resumable": "1.0.0"}
_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class WebService:
    """The endpoints over one platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._database = platform.database
        self._epoch = platform.database.epoch
        """The lineage that waiting polls were begun in."""
        self.wakeups = Wakeups()
        platform.database.after_commit(self.wakeups.moved)

    def application(self) -> Starlette:
        """Make the ASGI application."""
        return Starlette(
            routes=[
                Route("/v1/ping", self._ping),
                Route("/v1/enrol", self._enrol, methods=["POST"]),
                Route("/v1/token", self._token, methods=["POST"]),
                Route("/v1/hello", self._hello),
                Route("/v1/push", self._push, methods=["POST"]),
                Route("/v1/pull", self._pull, methods=["POST"]),
                Route("/v1/check", self._check, methods=["POST"]),
                Route("/v1/blobs", self._announce, methods=["POST"]),
                Route("/v1/blobs/{sha256}", self._blob),
                Route("/v1/uploads/{upload_id}", self._upload, methods=["HEAD", "PATCH"]),
                Route("/v1/reference/{name}", self._reference),
                Route("/v1/rescue", self._rescue, methods=["POST"]),
                Route("/v1/centre/actions", self._centre, methods=["POST"]),
            ],
            lifespan=self._lifespan,
            exception_handlers=HANDLERS,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        self.wakeups.start()
        listener = self._database.listener(self.wakeups.moved)
        if listener:
            listener.start()
        watching = asyncio.create_task(
            self.wakeups.watch(self._heads, _LOOK_BESIDE_LISTENING_S if listener else _LOOK_S)
        )
        tidying = asyncio.create_task(self._keep_tidy())
        yield
        watching.cancel()
        tidying.cancel()
        if listener:
            await to_thread.run_sync(listener.stop)

    async def _keep_tidy(self) -> None:
        while True:
            # by chance, so that the workers of one platform do not all do it at once
            await asyncio.sleep(_TIDY_S * random.uniform(0.5, 1.5))  # noqa: S311 - a wait
            try:
                await to_thread.run_sync(self._platform.tidy)
            except OperationalError as error:
                _LOG.warning("not tidied why=%s", type(error).__name__)

    async def _heads(self) -> dict[str, int]:
        """Look by itself: a command at the centre tells nobody, a told commit can be missed."""
        await to_thread.run_sync(self._database.look_at_epoch)
        self._start_over_when_restored()
        return await to_thread.run_sync(pulling.heads, self._database)

    def _start_over_when_restored(self) -> None:
        if self._epoch != self._database.epoch:
            self._epoch = self._database.epoch
            self.wakeups.start_over()

    async def _as_user(self, request: Request, work: Callable[[Session], _Result]) -> _Result:
        """Run work in a thread for the user of the request's token."""
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ProblemError("unauthorised")

        def run() -> _Result:
            return work(tokens.authenticate(self._database, token))

        return await to_thread.run_sync(run)

    async def _body(self, request: Request, limit: int) -> tuple[Session, bytes]:
        """Read a large body for a user; a stranger's is thrown away as it comes."""
        try:
            session = await self._as_user(request, _same)
        except ProblemError:
            # read all the same: a client that is cut off while it sends never sees the reply
            await bodies.skip(request, limit=limit)
            raise
        return session, await bodies.read(request, limit=limit)

    async def _ping(self, request: Request) -> Response:
        nonce = request.query_params.get("n", "")[:_NONCE_LENGTH]
        return message(request, Ping(nonce, now()))

    async def _enrol(self, request: Request) -> Response:
        asked = bodies.decode(await bodies.read(request, limit=_SMALL), EnrolRequest)
        work = partial(
            identity.enrol,
            self._database,
            asked,
            profile=self._platform.profile,
            training=self._platform.is_training,
        )
        return message(request, await to_thread.run_sync(work))

    async def _token(self, request: Request) -> Response:
        asked = bodies.decode(await bodies.read(request, limit=_SMALL), TokenRequest)
        return message(request, await to_thread.run_sync(tokens.issue, self._database, asked))

    async def _hello(self, request: Request) -> Response:
        return message(request, await self._as_user(request, self._greet))

    def _greet(self, session: Session) -> Hello:
        return Hello(
            protocol_min=PROTOCOL_MIN,
            protocol_max=PROTOCOL,
            epoch=self._database.epoch,
            client_min=CLIENT_MIN,
            unit_id=session.unit_id,
            unit_name=session.unit_name,
            user_id=session.user_id,
            user_name=session.user_name,
            role=session.role.value,
            max_actions=MAX_ACTIONS,
            max_push_bytes=MAX_PUSH_BYTES,
            training=self._platform.is_training,
            reference=self._platform.reference.etags(),
        )

    async def _push(self, request: Request) -> Response:
        session, body = await self._body(request, MAX_PUSH_BYTES)

        def work() -> Response:
            asked = bodies.decode(body, PushRequest)
            return message(
                request, pushing.push(self._database, self._platform.rulebook, asked, session)
            )

        return await to_thread.run_sync(work)

    async def _pull(self, request: Request) -> Response:
        asked = bodies.decode(await bodies.read(request, limit=_SMALL), PullRequest)
        if asked.limit != 0:
            _check_version(request)
        if asked.wait_s > 0:
            found = await self._wait(request, asked)
            if found is not None:
                return message(request, structs.replace(found, server_time=now()))

        def work(session: Session) -> Response:
            return message(request, pulling.pull(self._database, asked, session))

        return await self._as_user(request, work)

    async def _wait(self, request: Request, asked: PullRequest) -> PullReply | None:
        """Wait until there is something to pull.

        Returns:
            The empty reply, when nothing came; None when the client has to be served anew.
        """

        def look(session: Session) -> PullReply:
            return pulling.pull(self._database, peek, session)

        peek = structs.replace(asked, limit=1)
        found = await self._as_user(request, look)
        self._start_over_when_restored()
        position = pulling.position_of(found.cursor)
        if found.changes or found.reset or position is None:
            return None
        news = await self.wakeups.wait(
            position.unit_id,
            position=position.change,
            timeout_s=min(asked.wait_s, MAX_WAIT_S),
        )
        return None if news or found.epoch != self._database.epoch else found

    async def _check(self, request: Request) -> Response:
        asked = bodies.decode(await bodies.read(request, limit=_SMALL), CheckRequest)
        work = partial(pulling.check, self._database, asked)
        return message(request, await self._as_user(request, work))

    async def _announce(self, request: Request) -> Response:
        asked = bodies.decode(await bodies.read(request, limit=_SMALL), UploadRequest)
        work = partial(self._platform.uploads.announce, asked)
        return message(request, await self._as_user(request, work))

    async def _upload(self, request: Request) -> Response:
        if request.method == "HEAD":
            return await self._upload_offset(request)
        session, part = await self._body(request, uploads.MAX_PART)
        _check_part(request)
        offset = request.headers.get("upload-offset", "")
        if not offset.isdecimal():
            raise ProblemError("malformed", "Upload-Offset")
        upload_id = request.path_params["upload_id"]
        checksum = request.headers.get("upload-checksum", "")

        def work() -> int:
            return self._platform.uploads.append(
                upload_id, int(offset), part, session, checksum=checksum
            )

        stored = await to_thread.run_sync(work)
        fields = {"Upload-Offset": str(stored), **_TUS}
        return reply(request, b"", status=204, headers=fields)

    async def _upload_offset(self, request: Request) -> Response:
        work = partial(self._platform.uploads.offset, request.path_params["upload_id"])
        stored, size = await self._as_user(request, work)
        fields = {
            "Upload-Offset": str(stored),
            "Upload-Length": str(size),
            "Cache-Control": "no-store",  # a proxy's old offset would be believed
            **_TUS,
        }
        return reply(request, b"", headers=fields)

    async def _blob(self, request: Request) -> Response:
        work = partial(self._platform.uploads.stored, request.path_params["sha256"])
        return _file(await self._as_user(request, work))

    async def _reference(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._platform.reference.NAMES:
            raise ProblemError("not_found")

        def work(_session: Session) -> Response:
            return reference_reply(request, self._platform.reference.document(name))

        return await self._as_user(request, work)

    async def _rescue(self, request: Request) -> Response:
        session, body = await self._body(request, MAX_RESCUE_BYTES)
        bundle = bodies.decode(body, RescueBundle)
        if bundle.user_id != session.user_id:
            raise ProblemError("forbidden")
        work = partial(
            rescue.file_bundle, self._database, bundle, session.actor, who=session.user_name
        )
        return message(request, await to_thread.run_sync(work))

    async def _centre(self, request: Request) -> Response:
        session, body = await self._body(request, MAX_PUSH_BYTES)
        asked = bodies.decode(body, CentreRequest)

        def work() -> Response:
            if session.role is not Role.CENTRE:
                raise ProblemError("forbidden")
            result = dispatching.take(self._database, self._platform.rulebook, asked, session.actor)
            return message(request, result)

        return await to_thread.run_sync(work)


def _check_part(request: Request) -> None:
    """Refuse what is no part of an upload as tus 1.0 has it; both headers may be left out.

    Raises:
        ProblemError: `malformed`.
    """
    if request.headers.get("content-type", _PART) != _PART:
        raise ProblemError("malformed", "Content-Type")
    if request.headers.get("tus-resumable", _TUS["Tus-Resumable"]) != _TUS["Tus-Resumable"]:
        raise ProblemError("malformed", "Tus-Resumable")


def _check_version(request: Request) -> None:
    """Stop a program that is too old from pulling what it would misread; it may still push.

    Raises:
        ProblemError: `protocol_too_old`.
    """
    if is_older(version_in(request.headers.get("user-agent", "")), CLIENT_MIN):
        raise ProblemError("protocol_too_old", f"{CLIENT_MIN_DETAIL}{CLIENT_MIN}")


def _same(session: Session) -> Session:
    return session


def _file(stored: StoredFile) -> Response:
    fields = {
        HEADER_SERVICE: "1",
        "Content-Digest": _digest_of_name(stored.sha256),
        "Cache-Control": "no-store",
    }
    if stored.plain_path is not None:
        return FileResponse(stored.plain_path, media_type=BYTES, headers=fields)
    fields["Content-Length"] = str(stored.size)
    return StreamingResponse(stored.blocks(), media_type=BYTES, headers=fields)


def _digest_of_name(sha256: str) -> str:
    """Make the digest header of a file that is named by its hash."""
    value = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
    return f"sha-256=:{value}:"
