"""What an upload has to survive, with the real client against any server of the contract.

The ordinary tests run these against our own platform, `python -m tests.tusd` against the tus
reference server.
"""

import hashlib
import os
import random
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

import msgspec
from helpers.fault_proxy import Chances, FaultProxy, NetFault
from helpers.upload_pc import UploadPc
from helpers.upload_server import UploadServer

from desktop.sync.attachments import FIRST_PART, MIN_PART
from desktop.sync.ports import GatewayError, Trouble

TESTS = Path(__file__).resolve().parents[1]
_SIZES = (0, 7, 300_000, 9_000_000)
_ROUNDS = 5


class Planned(Chances):
    """Lets some requests pass and then does one thing."""

    def __init__(self, pass_first: int, fault: NetFault) -> None:
        super().__init__(0)
        self._left = deque([NetFault.NONE] * pass_first + [fault])

    def draw(self) -> NetFault:
        return self._left.popleft() if self._left else NetFault.NONE


class UploadRoom:
    """One check's PC, and a line to the server that can be broken.

    Args:
        server: The platform under test.
        folder: An empty one, for the PC's database.
    """

    def __init__(self, server: UploadServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.line = FaultProxy(server.port, lambda: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.line.__exit__()

    def pc(self, name: str = "pc") -> UploadPc:
        """Start the clerk's program on its database, by the line that can break."""
        return UploadPc(self.folder / name, self.line.port, self.server.keeper)

    def file(self, size: int) -> bytes:
        """A file that no other check sends."""
        return random.Random(f"{self.folder}{size}").randbytes(size)

    def arrived(self, pc: UploadPc, sha256: str) -> bool:
        """Tell whether a file is there byte for byte, and the PC knows it."""
        there = hashlib.sha256(self.server.content(sha256)).hexdigest() == sha256
        return there and sha256 not in pc.waiting


def all_sizes(room: UploadRoom) -> str:
    """0 B, 7 B, 300 kB and 9 MB in growing parts."""
    with room.pc() as pc:
        names = [pc.add(room.file(size)) for size in _SIZES]
        assert pc.send() == ()
        assert all(room.arrived(pc, name) for name in names)
        large = pc.offsets[pc.offsets.index(FIRST_PART) :]
        assert len(large) >= 3
        return f"parts of the largest began at 0, {', '.join(map(str, large))}"


def a_lost_reply(room: UploadRoom) -> str:
    """The reply to the second part is lost: nothing of it is sent again."""
    with room.pc() as pc:
        name = pc.add(room.file(4_000_000))
        room.line.chances = Planned(3, NetFault.REPLY_DROPPED)
        assert _trouble(pc.send) == Trouble.OFFLINE
        lost = pc.offsets[-1]
        assert lost == FIRST_PART
        assert pc.send() == ()
        assert pc.offsets[0] > lost
        assert room.arrived(pc, name)
        return f"the part at {lost} was there; went on at {pc.offsets[0]}"


def a_last_lost_reply(room: UploadRoom) -> str:
    """The reply to the last part is lost: the announcement finds the file present."""
    with room.pc() as pc:
        name = pc.add(room.file(7))
        room.line.chances = Planned(2, NetFault.REPLY_DROPPED)
        assert _trouble(pc.send) == Trouble.OFFLINE
        assert pc.send() == ()
        assert pc.offsets == []
        assert room.arrived(pc, name)
        return "no part was sent again"


def a_part_cut_on_its_way(room: UploadRoom) -> str:
    """The line breaks within the second part."""
    with room.pc() as pc:
        name = pc.add(room.file(4_000_000))
        room.line.chances = Planned(3, NetFault.REQUEST_CUT)
        assert _trouble(pc.send) == Trouble.OFFLINE
        resumed = _send_in_rounds(pc, 4_000_000)
        assert resumed >= FIRST_PART
        assert room.arrived(pc, name)
        return f"went on at {resumed}"


def a_wrong_offset(room: UploadRoom) -> str:
    """A part for another place is refused and changes nothing."""
    content = room.file(MIN_PART + 7)
    with room.pc() as pc:
        name = pc.add(content)
        started = pc.gateway.announce_blob(name, len(content))
        assert pc.gateway.upload_part(started.upload_id, offset=0, part=content[:7]) == 7
        for wrong in (0, 6, 8, len(content)):
            there = partial(pc.gateway.upload_part, started.upload_id, offset=wrong, part=b"?")
            assert _trouble(there) == Trouble.UPLOAD_OFFSET
        assert pc.gateway.announce_blob(name, len(content)).offset == 7
        assert pc.send() == ()
        assert pc.offsets == [7]
        assert room.arrived(pc, name)
        return "409 at 4 wrong places, then went on at 7"


def a_colleague_with_the_same_file(room: UploadRoom) -> str:
    """Another PC sends the next part meanwhile: refused, asked again, gone on within one round."""
    content = room.file(4_000_000)
    end = FIRST_PART + MIN_PART
    with room.pc() as pc:
        name = pc.add(content)

        def meanwhile(offset: int) -> None:
            if offset == FIRST_PART:
                with room.pc("colleague") as other:
                    upload = other.gateway.announce_blob(name, len(content)).upload_id
                    part = content[offset:end]
                    assert other.gateway.upload_part(upload, offset=offset, part=part) == end

        pc.before_part = meanwhile
        assert pc.send() == ()
        assert pc.offsets[:3] == [0, FIRST_PART, end]
        assert room.arrived(pc, name)
        return f"409 at {FIRST_PART}, went on at {end}"


def a_file_already_there(room: UploadRoom) -> str:
    """A file that the server has is not sent a second time."""
    content = room.file(300_000)
    with room.pc() as pc, room.pc("second") as second:
        name = pc.add(content)
        assert pc.send() == ()
        second.add(content)
        before = room.line.requests
        assert second.send() == ()
        assert second.offsets == []
        assert room.arrived(second, name)
        return f"{room.line.requests - before} requests, none of them a part"


def bytes_of_another_file(room: UploadRoom) -> str:
    """Bytes that are not those of the name make no file present; the right ones do afterwards."""
    content = room.file(7)
    with room.pc() as pc:
        name = pc.add(content)
        upload = pc.gateway.announce_blob(name, 7).upload_id
        wrong = _trouble(lambda: pc.gateway.upload_part(upload, offset=0, part=content[::-1]))
        assert wrong == Trouble.UPLOAD_HASH
        again = pc.gateway.announce_blob(name, 7)
        assert (again.present, again.offset) == (False, 0)
        assert pc.send() == ()
        assert room.arrived(pc, name)
        return "422, then begun anew"


def quitting(room: UploadRoom) -> str:
    """The clerk quits between two parts; the program that is started next goes on."""
    with room.pc() as pc:
        name = pc.add(room.file(4_000_000))
        pc.before_part = lambda offset: pc.gateway.end_calls() if offset else None
        assert _trouble(pc.send) == Trouble.ENDED
        left = pc.offsets[-1]
    with room.pc() as pc:
        assert pc.waiting == [name]
        assert pc.send() == ()
        assert pc.offsets[0] == left == FIRST_PART
        assert room.arrived(pc, name)
        return f"went on at {left}"


def a_killed_program(room: UploadRoom) -> str:
    """The client's process is killed within a part; another process goes on."""
    size = 9_000_000
    with room.pc() as pc:
        name = pc.add(room.file(size))
    # not by the line of the room, which passes whole requests only
    child = subprocess.Popen(
        [sys.executable, "-m", "helpers.upload_pc", str(room.folder / "pc"), str(room.server.port)],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        child.stdin.write(msgspec.json.encode(room.server.signed_in().load()))
        child.stdin.close()
        begun = [int(child.stdout.readline()) for _part in range(3)]
        child.kill()
    with room.pc() as pc:
        assert pc.waiting == [name]
        resumed = _send_in_rounds(pc, size)
        assert resumed >= begun[-1] > 0
        assert room.arrived(pc, name)
        return f"killed in the part at {begun[-1]}, went on at {resumed}"


def a_killed_server(room: UploadRoom) -> str:
    """The server is killed and started anew between two parts: it knows where it stood."""
    restarts: list[int] = []
    with room.pc() as pc:
        name = pc.add(room.file(4_000_000))

        def meanwhile(offset: int) -> None:
            if offset and not restarts:
                restarts.append(offset)
                room.server.restart()

        pc.before_part = meanwhile
        assert pc.send() == ()
        assert restarts == [FIRST_PART]
        assert pc.offsets == sorted(set(pc.offsets))
        assert room.arrived(pc, name)
        return f"killed at {restarts[0]}, no part was sent twice"


CHECKS: tuple[Callable[[UploadRoom], str], ...] = (
    all_sizes,
    a_lost_reply,
    a_last_lost_reply,
    a_part_cut_on_its_way,
    a_wrong_offset,
    a_colleague_with_the_same_file,
    a_file_already_there,
    bytes_of_another_file,
    quitting,
    a_killed_program,
    a_killed_server,
)


def _trouble(call: Callable[[], object]) -> str:
    """Make a call that has to fail; gives the code of its trouble."""
    try:
        ended = call()
    except GatewayError as error:
        return error.code
    raise AssertionError(f"ended with {ended}")


def _send_in_rounds(pc: UploadPc, size: int) -> int:
    """Send until nothing waits; gives where it went on, the size when all was there.

    What was cut off may still be on its way into the server's file when the next round asks.
    """
    resumed: list[int] = []
    for _round in range(_ROUNDS):
        if pc.waiting:
            pc.send()
            resumed += pc.offsets
    return resumed[0] if resumed else size
