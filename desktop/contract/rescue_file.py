"""The file in which work leaves a PC that cannot send it: for the platform, or for another PC.

It holds texts of orders, names and numbers of callers, so it is always sealed: Argon2id makes the
key of a passphrase, AES-GCM seals a ZIP of `bundle.json` (the `RescueBundle` of the wire),
`desk.json` (what only another desk needs) and `files/<sha256>`. Before it stands one line of JSON
with the cost and the salt, so that either end can open it with the passphrase alone.
"""

import hashlib
import io
import secrets
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from desktop.contract.messages import RescueBundle
from desktop.domain.orders import Actor

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"HOTLINE-RESCUE 1\n"
MIN_PASSPHRASE = 8
"""Fewer signs are guessed in no time: the file may lie on a stick that is lost."""
MAX_FILE_BYTES = 300_000_000
"""Most bytes of all attachments of one file."""
_BUNDLE, _DESK, _FILES = "bundle.json", "desk.json", "files/"
_KEY_BYTES = 32
_MOST_PASSES = 20
_MOST_KIB = 1 << 19
"""A damaged header must not ask for all the memory of the PC."""
_DAMAGED = "文件不完整或已损坏，没有导入任何内容。"


class RescueFileError(Exception):
    """A file that cannot be opened; nothing was taken from it.

    Attributes:
        code: `rescue.passphrase`, `rescue.damaged`, `rescue.foreign`, `rescue.weak`.
        message_zh: The sentence for the person, in Chinese.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message_zh = message


class DeskRow(Struct, frozen=True):
    """What a desk keeps of an action beside what it sends.

    Attributes:
        base_text: JSON of the section that it replaces, for 原来/我的/中心的.
        standing: How it stood where it comes from, in words.
    """

    op_id: str
    clicked_at: datetime
    actor: Actor
    base_text: bytes = b""
    standing: str = ""


class RescuedDraft(Struct, frozen=True):
    """What had been typed into a form."""

    order_id: str
    form: str
    content: bytes


class RescuedFile(Struct, frozen=True):
    """An attachment; its bytes are beside it unless they were too many or unreadable."""

    sha256: str
    size: int
    name: str
    media_type: str


class DeskPart(Struct, frozen=True):
    """What only another desk of the same person needs."""

    rows: tuple[DeskRow, ...] = ()
    drafts: tuple[RescuedDraft, ...] = ()
    files: tuple[RescuedFile, ...] = ()


class Rescued(Struct, frozen=True):
    """All that a rescue file holds.

    Attributes:
        contents: Bytes of attachments by SHA-256.
    """

    bundle: RescueBundle
    desk: DeskPart
    contents: Mapping[str, bytes]


class _Header(Struct, frozen=True):
    salt: bytes
    nonce: bytes
    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 2


def pack(rescued: Rescued, passphrase: str) -> bytes:
    """Write a rescue file.

    Raises:
        RescueFileError: The passphrase is too short.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        message = f"口令至少 {MIN_PASSPHRASE} 个字：文件里有诉求人的信息。没有导出。"
        raise RescueFileError("rescue.weak", message)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_BUNDLE, msgspec.json.encode(rescued.bundle))
        archive.writestr(_DESK, msgspec.json.encode(rescued.desk))
        for sha256, content in rescued.contents.items():
            archive.writestr(_FILES + sha256, content)
    header = _Header(salt=secrets.token_bytes(16), nonce=secrets.token_bytes(12))
    top = MAGIC + msgspec.json.encode(header) + b"\n"
    return top + _sealer(header, passphrase).encrypt(header.nonce, plain.getvalue(), top)


def is_rescue_file(content: bytes) -> bool:
    """Tell whether this is a sealed rescue file."""
    return content.startswith(MAGIC)


def unpack(content: bytes, passphrase: str) -> Rescued:
    """Open a rescue file.

    Raises:
        RescueFileError: It is none, damaged, or the passphrase is another one.
    """
    from cryptography.exceptions import InvalidTag

    if not is_rescue_file(content):
        raise RescueFileError("rescue.foreign", "这不是承办工单台导出的抢救文件。")
    line, _newline, sealed = content[len(MAGIC) :].partition(b"\n")
    try:
        header = msgspec.json.decode(line, type=_Header)
        plain = _sealer(header, passphrase).decrypt(header.nonce, sealed, MAGIC + line + b"\n")
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise RescueFileError("rescue.damaged", _DAMAGED) from error
    except InvalidTag as error:
        message = "口令不对，或文件已损坏。没有导入任何内容。"
        raise RescueFileError("rescue.passphrase", message) from error
    return _read(plain)


def _read(plain: bytes) -> Rescued:
    """Read the archive, which the seal has proved to be whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            bundle = msgspec.json.decode(archive.read(_BUNDLE), type=RescueBundle)
            desk = msgspec.json.decode(archive.read(_DESK), type=DeskPart)
            named = {file.sha256 for file in desk.files}
            contents = {
                name.removeprefix(_FILES): archive.read(name)
                for name in archive.namelist()
                if name.removeprefix(_FILES) in named
            }
    except (KeyError, zipfile.BadZipFile, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RescueFileError("rescue.damaged", _DAMAGED) from error
    for sha256, content in contents.items():
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RescueFileError("rescue.damaged", _DAMAGED)
    return Rescued(bundle, desk, contents)


def _sealer(header: _Header, passphrase: str) -> "AESGCM":
    # both libraries take longer to load than most commands to run
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wanted = 1 <= header.passes <= _MOST_PASSES and 8 <= header.memory_kib <= _MOST_KIB
    if not wanted or not 1 <= header.lanes <= 8 or len(header.salt) < 8:
        raise RescueFileError("rescue.damaged", _DAMAGED)
    key = hash_secret_raw(
        passphrase.encode(),
        header.salt,
        time_cost=header.passes,
        memory_cost=header.memory_kib,
        parallelism=header.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )
    return AESGCM(key)
