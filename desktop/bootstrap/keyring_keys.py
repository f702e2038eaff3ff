"""Database keys in the system keyring."""

import base64

from desktop.host.secrets_safe import KeyringSafe


class KeyringKeys:
    """Implements the vault's `KeyKeeper` over the system keyring."""

    def __init__(self, safe: KeyringSafe) -> None:
        self._safe = safe

    def load(self, name: str) -> bytes | None:
        """Fetch a key; None when there is none of this name."""
        text = self._safe.get(name)
        return base64.b64decode(text) if text else None

    def keep(self, name: str, secret: bytes) -> None:
        """Store a key."""
        self._safe.put(name, base64.b64encode(secret).decode("ascii"))
