"""Files of the unit: from this PC, or fetched from the centre when a colleague added them."""

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.services.ports import NewBlob, StorageError
from desktop.store.store import Store
from desktop.sync.ports import GatewayError


class FetchingFiles:
    """Implements `BlobFiles`.

    Args:
        store: Where files are kept.
        gateway: Where the missing ones come from.
    """

    def __init__(self, store: Store, gateway: LazyGateway) -> None:
        self._store = store
        self._gateway = gateway

    def put(self, content: bytes, *, name: str, media_type: str) -> NewBlob:
        """See `BlobFiles.put`."""
        return self._store.blobs.put(content, name=name, media_type=media_type)

    def get(self, sha256: str) -> bytes:
        """Read a file; one that is not here is fetched and kept."""
        try:
            return self._store.blobs.get(sha256)
        except StorageError as error:
            if error.code != "storage.missing":
                raise
        return self._fetched(sha256)

    def _fetched(self, sha256: str) -> bytes:
        try:
            content = self._gateway.fetch_blob(sha256)
        except GatewayError as error:
            message = f"这个附件还没有下载到本机：{error.message}"
            raise StorageError("storage.missing", message) from error
        blob = self._store.blobs.put(
            content, name=sha256[:12], media_type="application/octet-stream"
        )
        self._store.keep_fetched(blob)
        return content
