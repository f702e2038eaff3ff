"""Short secrets inside the encrypted database."""

from desktop.store.store import Store

OWN_PASSWORD = "own_centre_password"  # noqa: S105 - the name of a secret, not one
"""Name of the password at a centre of one's own."""


class StoreSafe:
    """Implements `Safe`: the database is encrypted, so what lies in it is as safe as its key."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> str | None:
        """Read a secret; None when there is none."""
        return self._store.recall(f"secret.{name}") or None

    def put(self, name: str, value: str) -> None:
        """Store a secret, durable on return."""
        self._store.remember(f"secret.{name}", value)

    def drop(self, name: str) -> None:
        """Delete a secret."""
        self._store.remember(f"secret.{name}", "")
