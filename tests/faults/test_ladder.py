"""A slice of every rung; `make faults` climbs the whole ladder."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from faults.ladder import RUNGS
from helpers.power_cuts import SECTOR, Call, Disk, put_state, read_trace
from helpers.traced_victim import can_trace
from mutants.sync_defects import DEFECTS, ROOT


@pytest.mark.parametrize(
    ("rung", "count", "what", "least"),
    [
        ("disk", 2, "turns", 28),
        ("programs", 3, "pushes", 8),
        ("proxy", 1, "faults", 50),
        ("power", 2, "states", 0 if can_trace() else 120),
        ("errors", 2, "failed calls", 0 if can_trace() else 20),
    ],
)
def test_a_slice_of_a_rung_finds_nothing(rung: str, count: int, what: str, least: int) -> None:
    """In a process of its own: these rungs fork, and other tests leave threads behind."""
    words = ["-m", "tests.faults", rung, "--seed", "7", "--count", str(count), "--json"]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["violations"] == []
    assert told["counts"].get(what, 0) >= least


def test_every_rung_says_what_a_full_run_must_reach() -> None:
    for name, rung in RUNGS.items():
        assert rung.least, name
        assert rung.about
        assert rung.seeds % rung.part == 0 or rung.seeds > rung.part


def test_every_defect_has_its_place_in_the_code() -> None:
    assert len(DEFECTS) >= 25
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
    for defect in DEFECTS:
        text = (ROOT / defect.file).read_text(encoding="utf-8")
        assert text.count(defect.old) == 1, defect.name
        assert defect.also[0] in text


def test_what_is_not_synced_may_be_lost_or_torn_and_the_rest_never(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"safe" + bytes(2 * SECTOR))
    seen = set()
    for seed in range(200):
        own = Disk(tmp_path)
        path = str(tmp_path / "a")
        own.take(Call("write", path, 0, b"SYNC"))
        own.take(Call("sync", path))
        own.take(Call("write", path, 4, b"x" * 2 * SECTOR))
        state = own.state(random.Random(seed))[path]
        assert state[:4] == b"SYNC"
        seen.add(state.count(b"x"))
    assert {0, 2 * SECTOR} < seen


def test_a_name_is_safe_only_when_its_folder_was_synced(tmp_path: Path) -> None:
    def names(*, synced: bool) -> set[bool]:
        found = set()
        for seed in range(40):
            own = Disk(tmp_path)
            path = str(tmp_path / "new")
            own.take(Call("create", path))
            own.take(Call("write", path, 0, b"content"))
            own.take(Call("sync", path))
            if synced:
                own.take(Call("sync", str(tmp_path)))
            found.add(path in own.state(random.Random(seed)))
        return found

    assert names(synced=True) == {True}
    assert names(synced=False) == {True, False}


def test_a_trace_is_read_back_into_what_it_did(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = str(root / "db")
    hexed = "".join(f"\\x{byte:02x}" for byte in path.encode())
    log = tmp_path / "log"
    log.write_text(
        f'7  openat(AT_FDCWD<\\x2f>, "{hexed}", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 5<{hexed}>\n'
        f'7  pwrite64(5<{hexed}>, "\\x61\\x62", 2, 3 <unfinished ...>\n'
        f"8  fsync(5<{hexed}>) = -1 EIO\n"
        f"7  <... pwrite64 resumed>) = 2\n"
        f"7  fsync(5<{hexed}>)        = 0\n"
    )
    calls = read_trace(log, root, Disk(root))
    assert [call.what for call in calls] == ["create", "write", "sync"]
    own = Disk(root)
    for call in [*calls, Call("sync", str(root))]:
        own.take(call)
    put_state(own.state(random.Random(1)), root, tmp_path / "cut")
    assert (tmp_path / "cut" / "db").read_bytes() == b"\0\0\0ab"
