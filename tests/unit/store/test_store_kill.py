"""A child commits without end and is killed: everything it had acknowledged is there."""

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.orders import an_order
from helpers.stores import open_test_store, put_change

from desktop.contract.codec import decode_unit_action
from desktop.domain.actions import AddNote
from desktop.services.lists import ListFilter

_ROOT = Path(__file__).parents[3]
_CHILD = """
import sys, threading
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/tests"]
from pathlib import Path
from helpers.orders import an_order
from helpers.store_clerk import clerk_desk
from helpers.stores import open_test_store, put_change
from desktop.domain.actions import AddNote

store = open_test_store(Path(sys.argv[1]))
top = store.state().top

def pull():
    for version in range(1, 100_000):
        lot = [put_change(an_order(order_id=f"p-{n}", number=f"P{n}"), top * 1000 + version)
               for n in range(50)]
        store.apply_changes(lot, epoch=7, cursor=str(top * 1000 + version))
        store.index_some(limit=20)

threading.Thread(target=pull, daemon=True).start()
desk = clerk_desk(store)
for number in range(top + 1, top + 100_000):
    [seq] = desk.act("o-1", AddNote(entry_id=f"n-{number}", text=f"备注{number}")).seqs
    print(seq, flush=True)
"""


@pytest.mark.kill
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    store.apply_changes([put_change(an_order(), 1)], epoch=7, cursor="c1")
    store.close()
    for wanted in (1, 4, 7, 13, 22):
        acknowledged = _killed_after(tmp_path, wanted)
        store = open_test_store(tmp_path)
        entries = sorted(store.outbox(limit=10**6), key=lambda entry: entry.seq)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert acknowledged <= len(entries) <= acknowledged + 1
        for entry in entries:
            action = decode_unit_action(entry.data)
            assert isinstance(action, AddNote)
            assert action.text == f"备注{entry.seq}"
        keys = store.keys(ListFilter())
        before = store.rows(keys)
        store.rebuild_view()
        assert store.rows(keys) == before
        with store._database.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        assert found == ["ok"]
        assert len(store.keys(ListFilter(text="备注1"))) == 1
        store.close()


def _killed_after(folder: Path, count: int) -> int:
    """Let a child save and kill it; gives the last number it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), str(_ROOT)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child.stdout as lines:
        for _ in range(count):
            last = next(lines)
        child.kill()
        for line in lines:
            if line.endswith("\n"):
                last = line
    child.wait()
    return int(last)
