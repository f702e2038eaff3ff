"""The key of an encrypted data folder. It comes on standard input: others see a command line."""

import re
from typing import BinaryIO

KEY_BYTES = 32
_LINE = re.compile(rb"[0-9a-fA-F]{64}")
_LONGEST_LINE = 200


class KeyRefusedError(Exception):
    """A data folder does not open with the key that was given, or without one.

    Attributes:
        code: Machine reason.
        message_zh: What is wrong, in Chinese.
    """

    code = "data.key"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


def read_key(source: BinaryIO) -> bytes:
    """Read the key from the first line; what follows on the stream stays there.

    Raises:
        KeyRefusedError: The line is no key.
    """
    line = source.readline(_LONGEST_LINE).strip()
    if not _LINE.fullmatch(line):
        raise KeyRefusedError("标准输入的第一行应当是 64 位十六进制密钥。")
    return bytes.fromhex(line.decode("ascii"))
