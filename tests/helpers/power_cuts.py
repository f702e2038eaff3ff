"""States that a disk may be in after a power cut, built from a recorded trace of system calls.

The model is the strict one of POSIX: what was written and not synced may be there, be lost, or be
there in part (in sectors of 512 bytes), in any combination, whatever was written later; the same
goes for a new name in a folder, a renamed file or a deletion until the folder was synced. A rename
happens whole or not at all: it is one record in the journal of every file system in use.
`-shm` files are shared memory and never survive.
"""

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
_STARTED = re.compile(r"^(\d+)\s+(\w+)\((.*?) ?<unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+=\s+(-?\d+)")
_HANDLE = re.compile(r"\d+<((?:\\x[0-9a-f]{2})+)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """A system call that changes a disk, or tells somebody something.

    Attributes:
        what: `write`, `sync`, `truncate`, `rename`, `unlink`, `create` or `tell`.
        path: The file or folder.
        offset: Where, or the new length.
        content: The bytes.
        target: The new name.
    """

    what: str
    path: str
    offset: int = 0
    content: bytes = b""
    target: str = ""


@dataclass
class _File:
    """A file's content: what is safe, and what was done since."""

    safe: bytearray = field(default_factory=bytearray)
    open: list[Call] = field(default_factory=list)


def read_trace(log: Path, root: Path, before: "Disk") -> list[Call]:
    """Read what strace wrote down about files below a folder, and about pipes."""
    calls: list[Call] = []
    sizes = {path: len(file.safe) for path, file in before.files.items()}
    for name, words, result in _whole_lines(log):
        call = _call(name, words, result, sizes)
        if call and (call.what == "tell" or call.path.startswith(str(root))):
            calls.append(call)
    return calls


def _whole_lines(log: Path) -> Iterator[tuple[str, str, int]]:
    """Put calls together that were interrupted in the log by another thread's."""
    begun: dict[str, tuple[str, str]] = {}
    for line in log.read_text(encoding="latin-1").splitlines():
        if found := _LINE.match(line):
            yield found[2], found[3], int(found[4])
        elif found := _STARTED.match(line):
            begun[found[1]] = (found[2], found[3])
        elif found := _RESUMED.match(line):
            name, words = begun.pop(found[1], (found[2], ""))
            yield name, words + found[3], int(found[4])


def _call(name: str, words: str, result: int, sizes: dict[str, int]) -> Call | None:  # noqa: PLR0911 - a table of calls
    if result < 0:
        return None
    handle = _HANDLE.match(words)
    path = _text(handle[1]) if handle else ""
    strings = [_text(found) for found in _STRING.findall(words)]
    match name:
        case "writev":
            return Call("tell", path)
        case "write":
            return _appended(path, words, sizes)
        case "pwrite64":
            content = _bytes(_STRING.search(words))
            offset = int(words.rsplit(",", 1)[1])
            sizes[path] = max(sizes.get(path, 0), offset + len(content))
            return Call("write", path, offset, content)
        case "fsync" | "fdatasync":
            return Call("sync", path)
        case "ftruncate":
            length = int(words.rsplit(",", 1)[1])
            sizes[path] = length
            return Call("truncate", path, length)
        case "rename" | "renameat" | "renameat2":
            sizes[strings[1]] = sizes.pop(strings[0], 0)
            return Call("rename", strings[0], target=strings[1])
        case "unlink" | "unlinkat":
            sizes.pop(strings[0], None)
            return Call("unlink", strings[0])
        case "openat":
            return _opened(words, strings[0], sizes)
        case _:
            return None


def _appended(path: str, words: str, sizes: dict[str, int]) -> Call:
    """Place a plain write: this program only ever writes new files from front to end."""
    content = _bytes(_STRING.search(words))
    offset = sizes.get(path, 0)
    sizes[path] = offset + len(content)
    return Call("write", path, offset, content)


def _opened(words: str, path: str, sizes: dict[str, int]) -> Call | None:
    if "O_TRUNC" in words:
        fresh = path not in sizes
        sizes[path] = 0
        return Call("create", path) if fresh else Call("truncate", path, 0)
    if "O_CREAT" in words and path not in sizes:
        sizes[path] = 0
        return Call("create", path)
    return None


def _bytes(found: "re.Match[str] | None") -> bytes:
    return bytes.fromhex(found[1].replace("\\x", "")) if found else b""


def _text(hexed: str) -> str:
    # what is written is no text; only names are looked at
    return bytes.fromhex(hexed.replace("\\x", "")).decode(errors="replace")


class Disk:
    """A disk that remembers what is safe and what is not yet.

    Args:
        root: The folder as it was before the trace; all of it is safe.
    """

    def __init__(self, root: Path) -> None:
        self.files: dict[str, _File] = {
            str(path): _File(bytearray(path.read_bytes()))
            for path in root.rglob("*")
            if path.is_file() and path.name != "reserve.bin"
        }
        self.safe_names: dict[str, _File] = dict(self.files)
        self.unsafe_names: list[dict[str, _File | None]] = []

    def take(self, call: Call) -> None:
        """Do a call."""
        match call.what:
            case "create":
                self._name({call.path: _File()})
            case "rename":
                moved = self.files.get(call.path)
                if moved is not None:
                    self._name({call.target: moved, call.path: None})
            case "unlink":
                self._name({call.path: None})
            case "write" | "truncate":
                if call.path in self.files:
                    self.files[call.path].open.append(call)
            case "sync":
                self._sync(call.path)
            case _:
                pass

    def state(self, chance: random.Random) -> dict[str, bytes]:
        """Cut the power: what is left, by name."""
        names = dict(self.safe_names)
        for change in self.unsafe_names:
            if chance.random() < 0.5:
                _set(names, change)
        return {path: _survivor(file, chance) for path, file in names.items()}

    def _name(self, change: dict[str, _File | None]) -> None:
        _set(self.files, change)
        self.unsafe_names.append(change)

    def _sync(self, path: str) -> None:
        if path in self.files:
            file = self.files[path]
            for call in file.open:
                _do(file.safe, call)
            file.open.clear()
            return
        # a folder: the names in it are safe from now on
        kept = []
        for change in self.unsafe_names:
            if any(str(Path(name).parent) == path for name in change):
                _set(self.safe_names, change)
            else:
                kept.append(change)
        self.unsafe_names = kept


def _set(names: dict[str, _File], change: dict[str, _File | None]) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _survivor(file: _File, chance: random.Random) -> bytes:
    content = bytearray(file.safe)
    manner = chance.random()
    share = 0.0 if manner < 0.2 else 1.0 if manner < 0.3 else chance.random()
    for call in file.open:
        if chance.random() < share:
            _do(content, _torn(call, chance) if chance.random() < 0.3 else call)
    return bytes(content)


def _torn(call: Call, chance: random.Random) -> Call:
    """Leave a part of a write: some sectors from its front or its end."""
    if call.what != "write" or len(call.content) <= SECTOR:
        return call
    cut = chance.randrange(1, -(-len(call.content) // SECTOR)) * SECTOR
    if chance.random() < 0.5:
        return Call("write", call.path, call.offset, call.content[:cut])
    return Call("write", call.path, call.offset + cut, call.content[cut:])


def _do(content: bytearray, call: Call) -> None:
    if call.what == "truncate":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
        return
    end = call.offset + len(call.content)
    content.extend(bytes(max(0, end - len(content))))
    content[call.offset : end] = call.content


def put_state(state: dict[str, bytes], root: Path, target: Path) -> None:
    """Write a state below another folder."""
    shutil.rmtree(target, ignore_errors=True)
    for name, content in state.items():
        if name.endswith("-shm"):
            continue
        path = target / Path(name).relative_to(root)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
