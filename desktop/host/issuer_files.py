"""Certificates of the issuers whose electronic signatures the office trusts."""

import re
from collections.abc import Sequence
from pathlib import Path

from desktop.services.signing_ports import SigningError

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_KINDS = {".pem", ".crt", ".cer", ".der"}
_MOST_BYTES = 4 * 1024 * 1024


def read_issuers(place: str) -> Sequence[bytes]:
    """Read a file of certificates, or every certificate file of a folder.

    Args:
        place: The file or folder; "" trusts nobody.

    Returns:
        One certificate each, PEM or DER.

    Raises:
        SigningError: It cannot be read.
    """
    if not place:
        return ()
    path = Path(place)
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        chosen = [file for file in files if file == path or file.suffix.lower() in _KINDS]
        return tuple(part for file in chosen for part in _parts(file))
    except OSError as error:
        raise SigningError(
            "esign.issuers", "读不到设置里指定的“签名证书颁发机构”文件，没有签名，也没有存入。"
        ) from error


def _parts(file: Path) -> Sequence[bytes]:
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES)
    return _PEM.findall(content) or [content]
