"""Encryption of single pieces by AES-GCM, loaded when the first piece is sealed or opened.

The library takes longer to load than the database to open, and most starts need neither a
passphrase nor a file.
"""


class BrokenSealError(Exception):
    """The key is another one, or the piece is not what was sealed."""


class Sealer:
    """Seals and opens pieces with one key.

    Args:
        key: 16, 24 or 32 bytes.

    Raises:
        ValueError: A key of another length.
    """

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher: AESGCM = AESGCM(key)

    def seal(self, nonce: bytes, plain: bytes, purpose: bytes) -> bytes:
        """Encrypt a piece; a nonce is used once with a key."""
        return self._cipher.encrypt(nonce, plain, purpose)

    def opened(self, nonce: bytes, sealed: bytes, purpose: bytes) -> bytes:
        """Decrypt a piece.

        Raises:
            BrokenSealError: It was not sealed by this key for this purpose.
            ValueError: A nonce of an impossible length.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(nonce, sealed, purpose)
        except InvalidTag as error:
            raise BrokenSealError from error
