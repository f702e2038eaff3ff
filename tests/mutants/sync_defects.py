"""Deliberate defects of sync, and whether the ladder of faults finds them.

    python -m tests.faults --mutants [NAME ...]

Each defect is one replacement of text in a copy of the tree. The rungs that may find it run there
until one does. The table goes into `docs/faults.md`; ends with 1 when a defect is not found.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parents[2]
_PAGE = ROOT / "docs" / "faults.md"
_BEGIN, _END = "<!-- defects -->\n", "<!-- end of defects -->\n"
_COPIED = ("desktop", "central", "tests")
_SHARED = ("forms", "resources", "pyproject.toml")
_TIMEOUT_S = 900
_WORKERS = 2


@dataclass(frozen=True)
class Defect:
    """One deliberate defect.

    Attributes:
        name: What is wrong, in words.
        file: Where.
        old: What stands there.
        new: What stands in the mutant.
        rungs: Which rungs look for it, with their number of seeds.
        also: A second replacement in the same file, where two guards stand behind each other.
    """

    name: str
    file: str
    old: str
    new: str
    rungs: tuple[tuple[str, int], ...] = (("histories", 1500),)
    also: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Finding:
    """What became of a defect."""

    defect: Defect
    rung: str
    seconds: float
    said: str


_POWER = (("power", 60),)
_PROXY = (("proxy", 12),)
_DISK = (("disk", 60),)
_PROGRAMS = (("programs", 60),)
_KILLS = (("kills", 10),)
_ERRORS = (("errors", 60),)

_LAST_ON_ITS_OWN = """\
        savepoint.commit()
    table = schema.clients
    with database.write() as transaction:
        transaction.connection.execute(
            update(table)
            .where(table.c.client_id == request.client_id)
            .values(last=done[0].last)
        )
    return done
"""

DEFECTS = (
    # the platform
    Defect(
        "no dedupe by op_id",
        "central/pushing.py",
        "        result = _once(known, action, fingerprint)\n",
        "        result = _take(batch, action, fingerprint, rulebook)\n",
        also=(
            "        if isinstance(error, IntegrityError):\n",
            "        if isinstance(error, RecursionError):\n",
        ),
    ),
    Defect(
        "answers are not stored",
        "central/pushing.py",
        "    batch.rows.append(row)\n",
        "    del row\n",
    ),
    Defect(
        "an answer is stored as it is not", "central/pushing.py",
        '"body": codec.encode(structs.replace(result, replayed=False)),',
        '"body": codec.encode(structs.replace(result, status=ResultStatus.ERROR, code="x")),',
    ),
    Defect(
        "effect and last number in two transactions",
        "central/pushing.py",
        "    connection.execute(update(table).where(same).values(last=batch.last))\n",
        "    del same\n",
        also=(
            "        savepoint.commit()\n    return done\n",
            _LAST_ON_ITS_OWN,
        ),
    ),
    Defect(
        "user of the message believed", "central/pushing.py",
        "    if request.user_id != session.user_id:\n", "    if not request.user_id:\n",
    ),
    Defect(
        "epoch ignored, and gaps are taken",
        "central/pushing.py",
        "    if action.seq > batch.last + 1:\n",
        "    if action.seq > batch.last + 1000:\n",
        also=("    if request.epoch != database.epoch:\n", "    if request.epoch < 0:\n"),
    ),
    Defect(
        "the head of a feed does not move", "central/orderbook.py",
        ".values(head=head)", ".values(head=head - 1)",
    ),
    Defect(
        "a re-dispatched order is not taken from its old unit", "central/orderbook.py",
        "        if old.unit_id != order.unit_id:\n            reason",
        "        if not order.unit_id:\n            reason",
    ),
    Defect(
        "versions begin anew in a new epoch", "central/orderbook.py",
        "max(old.version + 1, self._least_version)", "old.version + 1",
    ),
    Defect(
        "epoch taken as live + 1", "central/database.py",
        "epoch = max(_minutes(), found + 1, self._remembered_epoch() + 1)", "epoch = found + 1",
    ),
    Defect(
        "`seen` ignored: all failures block", "central/judging.py",
        "failure.seq > case.pushed.seen",
        "failure.seq > -1",
    ),
    Defect(
        "nothing is ever blocked", "central/judging.py",
        "failure.seq > case.pushed.seen",
        "failure.seq > 10**9",
    ),
    Defect(
        "last writer wins", "central/judging.py",
        "    return mark is not None and (own or not case.is_own(mark))\n",
        "    return mark is not None and own and not mark.client_id\n",
    ),
    Defect(
        "own writes under an earlier client id are conflicts", "central/judging.py",
        "    return mark is not None and (own or not case.is_own(mark))\n",
        "    return mark is not None\n",
    ),
    Defect(
        "own writes are conflicts", "desktop/domain/conflicts.py",
        "        own = mark.client_id == client_id\n", "        own = not client_id\n",
    ),
    Defect(
        "offset told before the bytes are on the disk", "central/uploads.py",
        "            self._shelf.append(upload_id, offset, part)\n"
        "            stored = self._advance(upload_id, offset + len(part))\n",
        "            stored = self._advance(upload_id, offset + len(part))\n"
        "            self._shelf.append(upload_id, offset, part)\n", _POWER,
    ),
    Defect(
        "the name of a coming file is not synced", "central/shelf.py",
        "            sync_folder(self._uploads)\n", "", _POWER,
    ),
    Defect(
        "a whole file is not hashed", "central/uploads.py",
        "            if self._shelf.digest(upload_id) != row.sha256:\n",
        "            if not self._shelf.digest(upload_id):\n",
    ),
    Defect(
        "orders that wait for files are forgotten", "central/uploads.py",
        "        if waiting:\n            arrivals.complete",
        "        if not waiting:\n            arrivals.complete",
    ),
    Defect(
        "a file is called present before it is in its place", "central/uploads.py",
        "        if self._size(row.sha256) is None:\n"
        "            self._shelf.keep(row.upload_id, row.sha256)\n"
        "        else:\n",
        "        is_new = self._size(row.sha256) is None\n"
        "        if not is_new:\n", _KILLS,
        also=(
            "            _drop(transaction, row.upload_id)\n\n\ndef _find(",
            ("            _drop(transaction, row.upload_id)\n"
            "        if is_new:\n"
            "            self._shelf.keep(row.upload_id, row.sha256)\n\n\ndef _find("),
        ),
    ),
    Defect(
        "answers are forgotten before their client has them", "central/acknowledgements.py",
        "            answers.c.seq <= acked,\n", "            acked >= 0,\n",
        also=(
            "            answers.c.received_at < to_ms(now() - kept),\n",
            "            answers.c.received_at < to_ms(now()),\n",
        ),
    ),
    Defect(
        "removals are forgotten without a floor", "central/pulling.py",
        ".values(floor=row.top)", ".values(floor=0)",
    ),
    # the client
    Defect(
        "cursor stored before its page", "desktop/store/sync_part.py",
        "            if is_last and page.cursor is not None:\n",
        "            if page.cursor is not None:\n",
    ),
    Defect(
        "answered rows are deleted", "desktop/store/outbox_rows.py",
        "        connection.exec_driver_sql(_SETTLE, rows)\n",
        "        connection.exec_driver_sql(_SETTLE, rows)\n"
        "        connection.exec_driver_sql(\"DELETE FROM outbox WHERE state = 'done'\")\n",
    ),
    Defect(
        "a refusal is called done", "desktop/store/outbox_rows.py",
        "OutboxState.DONE if result.status.settled else OutboxState.ATTENTION",
        'OutboxState.DONE if result.code != "x" else OutboxState.ATTENTION',
    ),
    Defect(
        "a restored platform does not reopen what it has lost", "desktop/store/lineage_rows.py",
        "WHERE seq > ? AND state <> 'pending' RETURNING",
        "WHERE seq > ? AND state = 'attention' RETURNING",
    ),
    Defect(
        "a fork numbers backwards", "desktop/store/lineage_rows.py",
        "row_number() OVER (ORDER BY id)", "row_number() OVER (ORDER BY id DESC)",
    ),
    Defect(
        "a fork gives new op_ids", "desktop/store/lineage_rows.py",
        '"UPDATE outbox SET seq = -id")',
        '"UPDATE outbox SET seq = -id, op_id = "\n'
        '        "iif(state = \'pending\', lower(hex(randomblob(16))), op_id)")',
    ),
    Defect(
        "a restored platform does not get its files again", "desktop/store/sync_part.py",
        "            blob_rows.await_all(connection)\n", "",
    ),
    Defect(
        "a fork keeps its client id", "desktop/store/sync_part.py",
        '            meta_rows.put(connection, "client_id", client_id)\n', "",
    ),
    Defect(
        "a removal deletes unsent work", "desktop/store/base_rows.py",
        "        _shelve(lot.connection, [row[-1] for row in rows])\n",
        "        _shelve(lot.connection, [row[-1] for row in rows])\n"
        "        lot.connection.exec_driver_sql(\n"
        "            \"DELETE FROM outbox WHERE order_id = ? AND state = 'pending'\",\n"
        "            [(change.order_id,) for change in known],\n"
        "        )\n",
    ),
    Defect(
        "a removal deletes drafts", "desktop/store/base_rows.py",
        "        _shelve(lot.connection, [row[-1] for row in rows])\n",
        "        _shelve(lot.connection, [row[-1] for row in rows])\n"
        '        lot.connection.exec_driver_sql("DELETE FROM drafts")\n',
    ),
    Defect(
        "version guard off", "desktop/store/base_rows.py",
        "head.epoch != self.epoch or change.version > head.version:",
        "head.epoch != self.epoch or change.version:",
    ),
    Defect(
        "epoch left out of the version guard", "desktop/store/base_rows.py",
        "if head is None or head.epoch != self.epoch or change.version > head.version:",
        "if head is None or change.version > head.version + (1 << 40):",
    ),
    Defect(
        "sweeps without asking", "desktop/store/sync_part.py",
        "if not confirmed and (with_work or len(gone) * 2 > here):",
        "if not confirmed and len(gone) > 10**6:",
    ),
    Defect(
        "another lineage is not noticed", "desktop/sync/lineage.py",
        "return epoch != state.epoch or last < state.acked", "return epoch < 0",
    ),
    Defect(
        "an old page is taken for the next", "desktop/sync/pulling.py",
        "        if reply.after != state.cursor:\n", "        if reply.after is None:\n",
    ),
    Defect(
        "a reset is not marked", "desktop/sync/pulling.py",
        "        if reply.reset or not state.cursor:\n", "        if reply.epoch < 0:\n",
    ),
    Defect(
        "rebase with the present time", "desktop/services/overlay.py",
        "rules, entry.clicked_at, entry.actor)",
        "rules, entry.clicked_at.replace(year=2027), entry.actor)",
    ),
    Defect(
        "a form claims to have seen what came since", "desktop/services/order_desk.py",
        "base_version=_version_seen(sight, kind_of(action)) if section else sight.version,",
        "base_version=sight.version + (1 << 40),",
    ),
    Defect(
        "pending work is not replayed on a new base", "desktop/services/overlay.py",
        "    if entry.state is OutboxState.PENDING:\n        return True\n",
        "    if entry.state is OutboxState.PENDING:\n        return entry.version > base_version\n",
    ),
    Defect(
        "synchronous FULL -> NORMAL at the client", "desktop/store/engine.py",
        'raw.execute("PRAGMA synchronous = FULL")\n        raw.execute("PRAGMA wal',
        'raw.execute("PRAGMA synchronous = NORMAL")\n        raw.execute("PRAGMA wal', _POWER,
    ),
    Defect(
        "synchronous FULL -> NORMAL at the platform", "central/engines.py",
        "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL", _POWER,
    ),
    Defect(
        "a file is named before it is synced", "desktop/store/blob_files.py",
        "                    os.fsync(file.fileno())\n", "", _POWER,
    ),
    Defect(
        "the folder of a file is not synced", "desktop/store/blob_files.py",
        "                _sync_folder(path.parent)\n", "", _POWER,
    ),
    Defect(
        "the platform does not sync a part of a file", "central/shelf.py",
        "            os.fsync(file.fileno())\n", "", _POWER,
    ),
    Defect(
        "the digest of a reply is not checked", "desktop/remote/replies.py",
        "    if response.headers.get(HEADER_DIGEST) != digest_header(body):\n",
        "    if not digest_header(body):\n", _PROXY,
    ),
    Defect(
        "an answer about another file is believed", "desktop/sync/attachments.py",
        "        if reply.sha256 != blob.sha256:\n", "        if not reply.sha256:\n", _PROXY,
    ),
    Defect(
        "redirects are followed", "desktop/remote/lines.py",
        "            allow_redirects=False,\n", "            allow_redirects=True,\n", _PROXY,
    ),
    Defect(
        "a commit that landed is called a failure", "desktop/store/database.py",
        "            if not self._has_landed(landed):\n", "            if landed:\n", _DISK,
    ),
    Defect(
        "a full disk is called saved", "desktop/store/database.py",
        "            if not self._has_landed(landed):\n", "            if not landed:\n", _DISK,
    ),
    Defect(
        "sync takes the clerk's last space", "desktop/store/database.py",
        "        if not self.reserve.held and not self.reserve.hold():\n",
        "        if self.reserve is None:\n", _DISK,
    ),
    Defect(
        "a failed commit stays in the log", "desktop/store/database.py",
        "                raise self._not_saved(error) from error\n",
        '                raise of_database(error) or storage_error("storage.broken") from error\n',
        _ERRORS,
    ),
    Defect(
        "the lock of sync lets two in", "desktop/host/locks.py",
        "            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
        "            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)\n", _PROGRAMS,
    ),
)  # fmt: skip


def main(names: list[str]) -> int:
    """Look for some defects, all of them by default."""
    chosen = [defect for defect in DEFECTS if not names or any(n in defect.name for n in names)]
    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="defects-") as scratch:
        for number in range(_WORKERS):
            copies.put(_copied(Path(scratch) / str(number)))

        def look(defect: Defect) -> Finding:
            tree = copies.get()
            try:
                finding = search(defect, tree)
            finally:
                copies.put(tree)
            print(f"{finding.rung or 'NOT FOUND':10} {finding.seconds:6.1f} s  {defect.name}"
                  f"  [{finding.said[:90]}]", flush=True)  # fmt: skip
            return finding

        with ThreadPoolExecutor(_WORKERS) as pool:
            findings = list(pool.map(look, chosen))
    missed = [finding.defect.name for finding in findings if not finding.rung]
    print(f"{len(findings)} defects, {len(missed)} not found: {missed}")
    if not names:
        _write(findings)
    return 1 if missed else 0


def search(defect: Defect, tree: Path) -> Finding:
    """Put a defect into a tree, look for it, and take it out again."""
    path = tree / defect.file
    sound = path.read_text(encoding="utf-8")
    if sound.count(defect.old) != 1:
        return Finding(defect, "", 0.0, f"the place is there {sound.count(defect.old)} times")
    broken = sound.replace(defect.old, defect.new)
    if defect.also[0]:
        assert defect.also[0] in broken, defect.name
        broken = broken.replace(*defect.also)
    path.write_text(broken, encoding="utf-8")
    try:
        return _searched(defect, tree)
    finally:
        path.write_text(sound, encoding="utf-8")


def _searched(defect: Defect, tree: Path) -> Finding:
    started = time.monotonic()
    for rung, seeds in defect.rungs:
        said = _run(tree, rung, seeds)
        if said:
            return Finding(defect, rung, time.monotonic() - started, said)
    return Finding(defect, "", time.monotonic() - started, "")


def _run(tree: Path, rung: str, seeds: int) -> str:
    """Run a rung in a tree until it finds something; says what."""
    words = ["-m", "tests.faults", rung, "--count", str(seeds), "--until-found", "--json"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""  # on a busy machine a long search is no finding
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    violations = json.loads(done.stdout.splitlines()[-1])["violations"]
    return str(violations[0]).splitlines()[0] if violations else ""


def _copied(tree: Path) -> Path:
    tree.mkdir()
    for name in _COPIED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _SHARED:
        (tree / name).symlink_to(ROOT / name)
    return tree


def _write(findings: list[Finding]) -> None:
    """Put the table into the page."""
    lines = ["| defect | where | found by | after | as |", "|---|---|---|---|---|"]
    for finding in findings:
        rung = finding.rung or "**not found**"
        said = finding.said.partition(": ")[2].partition(": ")[2] or finding.said
        lines.append(
            f"| {finding.defect.name} | `{finding.defect.file}` | {rung} "
            f"| {finding.seconds:.0f} s | {said[:100].replace('|', '/')} |"
        )
    page = _PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    table = "\n".join(lines)
    _PAGE.write_text(f"{before}{_BEGIN}\n{table}\n\n{_END}{after}", encoding="utf-8")
