"""One key for each purpose, all derived from the key of the data folder (HKDF-SHA256)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from central.data_key import KEY_BYTES

_DATABASE = b"hotline-desk platform database 1"
_FILE = b"hotline-desk platform file 1 "
_UPLOAD = b"hotline-desk platform upload 1 "


def database_key(key: bytes) -> bytes:
    """Derive the key of `platform.sqlite`."""
    return _derived(key, _DATABASE)


def file_key(key: bytes, sha256: str) -> bytes:
    """Derive the key of a finished file, from its name."""
    return _derived(key, _FILE + sha256.encode("ascii"))


def upload_key(key: bytes, upload_id: str) -> bytes:
    """Derive the key of a file that is still coming."""
    return _derived(key, _UPLOAD + upload_id.encode("ascii"))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
