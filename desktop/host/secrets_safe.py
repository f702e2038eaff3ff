"""Secrets of this program: in the system keyring, or in the encrypted database.

`keyring` is imported when it is first asked: it takes a tenth of a second, and a headless Linux
has no backend at all.
"""

import logging
from typing import Protocol

import msgspec

from desktop.sync.credentials import Credentials

_LOG = logging.getLogger(__name__)
_SERVICE = "hotline-desk"
_CREDENTIALS = "credentials"

NO_KEYRING = "本机没有可用的系统密钥环，请改用口令保护数据库。"
"""What a clerk reads when there is no keyring."""


class Safe(Protocol):
    """A place for a few short secrets."""

    def get(self, name: str) -> str | None:
        """Read a secret; None when there is none."""

    def put(self, name: str, value: str) -> None:
        """Store a secret, durable on return."""

    def drop(self, name: str) -> None:
        """Delete a secret; nothing happens when there is none."""


class KeyringError(Exception):
    """The keyring refused; the message is for the clerk, in Chinese."""


class KeyringSafe:
    """The system keyring, with names that belong to one data folder.

    Args:
        scope: Tells the data folders of one PC apart, such as the folder's path.
    """

    def __init__(self, scope: str) -> None:
        self._service = f"{_SERVICE}:{scope}"

    @staticmethod
    def available() -> bool:
        """Tell whether this PC has a usable keyring."""
        import keyring
        from keyring.errors import KeyringError as BackendError

        try:
            return float(keyring.get_keyring().priority) > 0
        except (BackendError, RuntimeError):
            return False

    def get(self, name: str) -> str | None:
        """Read a secret; None when there is none, or no keyring.

        Raises:
            KeyringError: There is a keyring, but it is locked or broken.
        """
        import keyring
        from keyring.errors import KeyringError as BackendError
        from keyring.errors import NoKeyringError

        try:
            return keyring.get_password(self._service, name)
        except NoKeyringError:
            return None
        except BackendError as error:
            raise _refused(error) from None

    def put(self, name: str, value: str) -> None:
        """Store a secret.

        Raises:
            KeyringError: There is no keyring, or it refused.
        """
        import keyring
        from keyring.errors import KeyringError as BackendError
        from keyring.errors import NoKeyringError

        try:
            keyring.set_password(self._service, name, value)
        except NoKeyringError:
            raise KeyringError(NO_KEYRING) from None
        except BackendError as error:
            raise _refused(error) from None

    def drop(self, name: str) -> None:
        """Delete a secret; nothing happens when there is none."""
        import keyring
        from keyring.errors import KeyringError as BackendError

        try:
            keyring.delete_password(self._service, name)
        except BackendError as error:
            _LOG.info("nothing deleted from the keyring: %s", type(error).__name__)


def _refused(error: Exception) -> KeyringError:
    _LOG.warning("keyring refused: %s", type(error).__name__)
    return KeyringError("系统密钥环没有打开：请解锁系统密钥环后再试，或改用口令。")


class SafeCredentials:
    """Implements `CredentialKeeper` over a safe.

    Args:
        safe: The keyring, or the encrypted database.
        unit_id: The unit whose orders lie beside them, for credentials of an older program, which
            did not keep it: without it nobody would see that the platform has changed it.
    """

    def __init__(self, safe: Safe, *, unit_id: str = "") -> None:
        self._safe = safe
        self._unit_id = unit_id

    def load(self) -> Credentials | None:
        """Load what was kept; None before enrolment, or when it cannot be read."""
        text = self._safe.get(_CREDENTIALS)
        if not text:
            return None
        try:
            kept = msgspec.json.decode(text, type=Credentials)
        except msgspec.MsgspecError:
            _LOG.warning("stored credentials cannot be read")
            return None
        return kept if kept.unit_id else msgspec.structs.replace(kept, unit_id=self._unit_id)

    def keep(self, credentials: Credentials) -> None:
        """Replace what is kept."""
        self._safe.put(_CREDENTIALS, msgspec.json.encode(credentials).decode())

    def forget(self) -> None:
        """Forget everything."""
        self._safe.drop(_CREDENTIALS)
