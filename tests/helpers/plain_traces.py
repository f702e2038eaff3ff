"""Looks for words and bytes that must not lie in plain on a disk."""

from collections.abc import Sequence
from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def traces(folder: Path, secrets: Sequence[str | bytes]) -> set[tuple[str, str | bytes]]:
    """Find every file below a folder that holds one of the secrets, in any usual encoding."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found |= {(path.name, secret) for secret in secrets if _holds(content, secret)}
    return found


def _holds(content: bytes, secret: str | bytes) -> bool:
    if isinstance(secret, bytes):
        return secret in content
    return any(secret.encode(encoding) in content for encoding in _ENCODINGS)
