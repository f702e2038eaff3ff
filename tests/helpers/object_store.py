"""A small S3-compatible store for tests: objects in memory, signatures checked, faults on demand.

It takes what the platform sends: PUT, GET, DELETE, listing, and uploads in several parts. Checked
once by hand against moto's server as well.
"""

import hashlib
import hmac
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, BUCKET = "test-key", "test/secret+", "desk"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass
class ObjectStore:
    """What the store holds, and what it is to do wrong."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, dict[int, bytes]] = field(default_factory=dict)
    fail: str = ""
    """Method of requests that are answered by 503."""
    secret: str = SECRET

    @property
    def address(self) -> str:
        return f"s3://{KEY}:{quote(SECRET, safe='')}@127.0.0.1:{self.port}/{BUCKET}/kreis?tls=off"

    @property
    def names(self) -> list[str]:
        return sorted(self.objects)


@contextmanager
def running() -> Iterator[ObjectStore]:
    store = ObjectStore()
    handler = type("Handler", (_Handler,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    store.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: ObjectStore
    protocol_version = "HTTP/1.1"

    def log_message(self, *words: object) -> None:
        del words

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not self._let_in(b""):
            return
        name = self._name(parts.path)
        if name:
            found = self.store.objects.get(name)
            if found is None:
                self._answer(404, _error("NoSuchKey"))
            else:
                self._answer(200, found, **{"Last-Modified": "Fri, 20 Nov 2026 00:00:00 GMT"})
            return
        self._answer(200, _listing(self.store, options.get("prefix", "")))

    def do_PUT(self) -> None:
        body = self._body()
        parts = urlsplit(self.path)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not self._let_in(body):
            return
        etag = f'"{hashlib.md5(body).hexdigest()}"'  # noqa: S324 - what the protocol says
        if "uploadId" in options:
            self.store.pending[options["uploadId"]][int(options["partNumber"])] = body
        else:
            self.store.objects[self._name(parts.path)] = body
        self._answer(200, b"", ETag=etag)

    def do_POST(self) -> None:
        body = self._body()
        parts = urlsplit(self.path)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not self._let_in(body):
            return
        name = self._name(parts.path)
        if "uploads" in options:
            upload = uuid.uuid4().hex
            self.store.pending[upload] = {}
            self._answer(200, _initiated(name, upload))
            return
        pieces = self.store.pending.pop(options["uploadId"])
        self.store.objects[name] = b"".join(pieces[number] for number in sorted(pieces))
        self._answer(200, _completed(name))

    def do_DELETE(self) -> None:
        if self._let_in(b""):
            self.store.objects.pop(self._name(urlsplit(self.path).path), None)
            self._answer(204, b"")

    def _name(self, path: str) -> str:
        return unquote(path).removeprefix(f"/{BUCKET}").strip("/")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _let_in(self, body: bytes) -> bool:
        if self.store.fail == self.command:
            self._answer(503, _error("SlowDown"))
            return False
        if self.headers["Authorization"].rpartition("Signature=")[2] != self._signature(body):
            self._answer(403, _error("SignatureDoesNotMatch"))
            return False
        return True

    def _signature(self, body: bytes) -> str:
        """AWS Signature Version 4, reckoned anew from what has arrived."""
        told = self.headers["Authorization"]
        signed = told.partition("SignedHeaders=")[2].partition(",")[0]
        scope = told.partition(f"{KEY}/")[2].partition(",")[0]
        content = self.headers["x-amz-content-sha256"]
        if content != "UNSIGNED-PAYLOAD" and content != hashlib.sha256(body).hexdigest():
            return "the body is another"
        parts = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True))
        )
        headers = "".join(f"{name}:{self.headers[name]}\n" for name in signed.split(";"))
        request = f"{self.command}\n{parts.path}\n{query}\n{headers}\n{signed}\n{content}"
        key = f"AWS4{self.store.secret}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        text = "\n".join(
            [
                "AWS4-HMAC-SHA256",
                self.headers["x-amz-date"],
                scope,
                hashlib.sha256(request.encode()).hexdigest(),
            ]
        )
        return hmac.digest(key, text.encode(), "sha256").hex()

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        self.wfile.write(body)


def _error(code: str) -> bytes:
    return f"{_XML}<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


def _listing(store: ObjectStore, prefix: str) -> bytes:
    rows = "".join(
        f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-20T00:00:00.000Z"
        f"</LastModified><Size>{len(store.objects[name])}</Size></Contents>"
        for name in store.names
        if name.startswith(prefix)
    )
    return (
        f"{_XML}<ListBucketResult><Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix>"
        f"<IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
    ).encode()


def _initiated(name: str, upload: str) -> bytes:
    return (
        f"{_XML}<InitiateMultipartUploadResult><Bucket>{BUCKET}</Bucket><Key>{escape(name)}</Key>"
        f"<UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
    ).encode()


def _completed(name: str) -> bytes:
    return (
        f"{_XML}<CompleteMultipartUploadResult><Location>x</Location><Bucket>{BUCKET}</Bucket>"
        f"<Key>{escape(name)}</Key><ETag>x</ETag></CompleteMultipartUploadResult>"
    ).encode()
