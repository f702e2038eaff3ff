"""Attachments: uploads that resume, files that are named by their SHA-256.

The offset is told to the client only after the bytes are on the disk, and a file is present only
after the whole of it was hashed: a kill in the middle of a part must not leave a wrong file.
"""

import base64
import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, Select, delete, exists, select, update

from central import arrivals, schema
from central.database import Database, Transaction
from central.identity import Session
from central.moments import now, to_ms
from central.new_rows import ensure
from central.orderbook import files_of
from central.problems import ProblemError
from central.rulebook import Rulebook
from central.shelf import Shelf
from desktop.contract import codec
from desktop.contract.messages import UploadReply, UploadRequest
from desktop.domain.orders import Role

MAX_PART = 16 * 1024 * 1024
MAX_FILE = 500 * 1024 * 1024
_RETRY_S = 2
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is present.

    Attributes:
        sha256: Its name.
        size: Its plain bytes.
        blocks: Reads them.
        plain_path: Where they lie as they are; None where they are encrypted.
    """

    sha256: str
    size: int
    blocks: Callable[[], Iterator[bytes]]
    plain_path: Path | None


class Uploads:
    """The files of the platform.

    Args:
        database: Where uploads and files are recorded.
        rulebook: For orders that wait for a file.
        shelf: Where their bytes lie.
    """

    def __init__(self, database: Database, rulebook: Rulebook, shelf: Shelf) -> None:
        self._database = database
        self._rulebook = rulebook
        self._shelf = shelf

    def announce(self, request: UploadRequest, session: Session) -> UploadReply:
        """Say whether a file is present, or where to send it and from which offset.

        Raises:
            ProblemError: `malformed`, `too_large`, `forbidden`.
        """
        if not _SHA256.fullmatch(request.sha256) or request.size < 0:
            raise ProblemError("malformed")
        if request.size > MAX_FILE:
            raise ProblemError("too_large")
        if session.role not in {Role.CLERK, Role.HEAD}:
            raise ProblemError("forbidden")
        if self._holds(request.sha256, session.unit_id):
            return _whole(request)
        upload_id, stored = self._open(request, session.unit_id)
        if stored == request.size:
            # complete already: an empty file, or killed between the last part and the hash
            self._finish(upload_id, session)
            return _whole(request)
        return UploadReply(sha256=request.sha256, upload_id=upload_id, offset=stored, present=False)

    def offset(self, upload_id: str, session: Session) -> tuple[int, int]:
        """Tell how many bytes of an upload are safe, and how many there will be.

        Raises:
            ProblemError: `not_found`.
        """
        row = self._row(upload_id, session)
        return int(row.stored), int(row.size)

    def append(
        self, upload_id: str, offset: int, part: bytes, session: Session, *, checksum: str = ""
    ) -> int:
        """Store a part of a file.

        Args:
            upload_id: The upload.
            offset: Where the client believes the part begins.
            part: The bytes.
            session: Who sends them.
            checksum: tus `Upload-Checksum`: `sha256 <base64>`; empty when not sent.

        Returns:
            The new offset.

        Raises:
            ProblemError: `not_found`, `upload_offset`, `upload_hash`, `too_large`.
        """
        if checksum and checksum != _checksum(part):
            raise ProblemError("upload_hash")
        with self._database.alone(upload_id):
            row = self._row(upload_id, session)
            if offset != row.stored:
                raise ProblemError("upload_offset", offset=int(row.stored))
            if offset + len(part) > row.size:
                raise ProblemError("too_large")
            # bytes beyond the offset are of a part whose reply was never sent
            self._shelf.append(upload_id, offset, part)
            stored = self._advance(upload_id, offset + len(part))
        if stored == row.size:
            self._finish(upload_id, session)
        return stored

    def take_whole(self, sha256: str, content: bytes, unit_id: str) -> None:
        """Keep a file that came all at once, outside the wire; a repeat changes nothing.

        Raises:
            ProblemError: `malformed`, `too_large`, `upload_hash`.
        """
        by_hand = Session(
            user_id="",
            user_name="",
            unit_id=unit_id,
            unit_name="",
            role=Role.CLERK,
            device_id="",
        )
        told = self.announce(UploadRequest(sha256=sha256, size=len(content)), by_hand)
        if not told.present:
            self.append(told.upload_id, told.offset, content[told.offset :], by_hand)

    def stored(self, sha256: str, session: Session) -> StoredFile:
        """Find a present file that an order of the user's unit speaks of.

        Raises:
            ProblemError: `not_found`.
        """
        size = self._size(sha256) if _SHA256.fullmatch(sha256) else None
        if size is None:
            raise ProblemError("not_found")
        if session.role is not Role.CENTRE and not self._is_mine(sha256, session.unit_id):
            raise ProblemError("not_found")
        shelf = self._shelf
        return StoredFile(sha256, size, lambda: shelf.blocks(sha256), shelf.plain_path(sha256))

    def _size(self, sha256: str) -> int | None:
        """Tell how many bytes a present file has; None when it is not present."""
        query = select(schema.blobs.c.size).where(schema.blobs.c.sha256 == sha256)
        with self._database.read() as connection:
            size = connection.execute(query).scalar()
        return None if size is None else int(size)

    def _holds(self, sha256: str, unit_id: str) -> bool:
        """Tell whether a unit has sent the bytes of a present file itself."""
        query = _holders(sha256).where(schema.blob_holders.c.unit_id == unit_id)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def _is_mine(self, sha256: str, unit_id: str) -> bool:
        """Tell whether an order of the unit brings the file along.

        Who sent the bytes must have worked on that order, this unit or one before it: else a
        clerk could name another unit's file in an own order and read it.
        """
        orders, files, history = schema.orders, schema.order_files, schema.history
        worked = exists().where(
            history.c.order_id == orders.c.order_id,
            history.c.unit_id.in_(_holders(sha256).scalar_subquery()),
        )
        query = (
            select(orders.c.body)
            .join(files, files.c.order_id == orders.c.order_id)
            .where(files.c.sha256 == sha256, orders.c.unit_id == unit_id, worked)
        )
        with self._database.read() as connection:
            bodies = [bytes(body) for body in connection.execute(query).scalars()]
        # a re-dispatched order keeps its row, but no longer its former unit's files
        return any(sha256 in files_of(codec.decode_order(body)) for body in bodies)

    def _open(self, request: UploadRequest, unit_id: str) -> tuple[str, int]:
        with self._database.write() as transaction:
            row = _find(transaction, request.sha256, unit_id)
            if row is not None and row.size == request.size:
                return str(row.upload_id), int(row.stored)
            if row is not None:
                _drop(transaction, row.upload_id)
            values = {
                "upload_id": str(uuid.uuid4()),
                "unit_id": unit_id,
                "sha256": request.sha256,
                "size": request.size,
                "stored": 0,
                "started_at": to_ms(now()),
            }
            ensure(transaction.connection, schema.uploads, values)
            # a colleague may just have begun with the same file: then it is that upload
            begun = _find(transaction, request.sha256, unit_id)
        if begun is None or begun.size != request.size:
            raise ProblemError("unavailable", retry_after_s=_RETRY_S)
        return str(begun.upload_id), int(begun.stored)

    def _row(self, upload_id: str, session: Session) -> Row[tuple[str, str, str, int, int, int]]:
        table = schema.uploads
        query = select(table).where(
            table.c.upload_id == upload_id, table.c.unit_id == session.unit_id
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise ProblemError("not_found")
        return row

    def _advance(self, upload_id: str, stored: int) -> int:
        table = schema.uploads
        with self._database.write() as transaction:
            transaction.connection.execute(
                update(table).where(table.c.upload_id == upload_id).values(stored=stored)
            )
        return stored

    def _finish(self, upload_id: str, session: Session) -> None:
        """Hash the whole file; it is present, or the upload begins anew."""
        with self._database.alone(upload_id):
            row = self._row(upload_id, session)
            if self._shelf.digest(upload_id) != row.sha256:
                with self._database.write() as transaction:
                    _drop(transaction, upload_id)
                self._shelf.drop(upload_id)
                raise ProblemError("upload_hash")
            self._keep(row)
        waiting = arrivals.waiting(self._database, row.sha256)
        if waiting:
            arrivals.complete(self._database, self._rulebook, waiting)

    def _keep(self, row: Row[tuple[str, str, str, int, int, int]]) -> None:
        if self._size(row.sha256) is None:
            self._shelf.keep(row.upload_id, row.sha256)
        else:
            # another unit sent it before: its file may be open for somebody who reads it
            self._shelf.drop(row.upload_id)
        with self._database.write() as transaction:
            _hold(transaction, row.sha256, row.unit_id, int(row.size))
            _drop(transaction, row.upload_id)


def _find(
    transaction: Transaction, sha256: str, unit_id: str
) -> Row[tuple[str, str, str, int, int, int]] | None:
    table = schema.uploads
    query = select(table).where(table.c.sha256 == sha256, table.c.unit_id == unit_id)
    return transaction.connection.execute(query).one_or_none()


def _holders(sha256: str) -> Select[tuple[str]]:
    table = schema.blob_holders
    return select(table.c.unit_id).where(table.c.sha256 == sha256)


def _hold(transaction: Transaction, sha256: str, unit_id: str, size: int) -> None:
    """Record that a file is present, and that a unit has sent it."""
    file = {"sha256": sha256, "size": size, "stored_at": to_ms(now())}
    ensure(transaction.connection, schema.blobs, file)
    ensure(transaction.connection, schema.blob_holders, {"sha256": sha256, "unit_id": unit_id})


def _drop(transaction: Transaction, upload_id: str) -> None:
    table = schema.uploads
    transaction.connection.execute(delete(table).where(table.c.upload_id == upload_id))


def _whole(request: UploadRequest) -> UploadReply:
    return UploadReply(sha256=request.sha256, upload_id="", offset=request.size, present=True)


def _checksum(part: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(part).digest()).decode("ascii")
