"""The invariants of the sync contract as checks over a town, at every moment and when all is quiet.

They are computed from rows of both databases and from what was sent, never by asking the code
that they judge.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol

from helpers.town_ledger import Answer, Deed, Ledger
from helpers.town_line import PostOffice
from helpers.town_model import differences
from helpers.town_pc import Pc, Row, Told, section_of_kind

from central import pulling
from central.orderbook import files_of
from central.platform import Platform
from desktop.contract import codec
from desktop.contract.codec import decode_order
from desktop.contract.messages import CheckRequest, PullReply, PushedAction
from desktop.domain.lifecycle import entries_of

_BASE = "SELECT order_id, epoch, version, body_version, removed_reason, body FROM base"
_STANDING = (
    "SELECT order_id, epoch, iif(removed_reason = '', version, 0), body_version, "
    "removed_reason = '', body FROM base"
)
"""What a sweep has shelved may still learn from an old reply why it went."""
_META = "SELECT name, value FROM meta"
_APPENDING = frozenset(
    {
        "record_contact", "record_visit", "record_measure", "record_head_part", "add_attachment",
        "sign", "form_printed", "add_note", "register_warning", "report_difficult",
        "apply_exclusion",
    }
)  # fmt: skip


class Scene(Protocol):
    """What the checks look at: a town in this process, or a platform in another one."""

    pcs: list[Pc]
    ledger: Ledger
    office: PostOffice
    platform: Platform


class ViolationError(AssertionError):
    """An invariant does not hold."""


@dataclass(frozen=True)
class Base:
    """A base row in raw."""

    order_id: str
    epoch: int
    version: int
    body_version: int
    removed_reason: str
    body: bytes


def expect(holds: bool, rule: str, what: str) -> None:
    """Complain when something does not hold."""
    if not holds:
        raise ViolationError(f"{rule} {what}")


def check_always(town: Scene) -> None:
    """What holds at every moment, whatever is broken just now."""
    expect(not town.ledger.wrong, "I7", "; ".join(town.ledger.wrong))
    expect(not town.office.wrong, "sent", "; ".join(town.office.wrong))
    check_centre(town)
    done = {deed.op_id for deed in town.ledger.deeds}
    for pc in town.pcs:
        stamp = (pc.stamp(), town.ledger.stamp)
        if pc.checked != stamp:
            _check_pc(town, pc, done)
            pc.checked = stamp


def _check_pc(town: Scene, pc: Pc, done: set[str]) -> None:
    rows = pc.rows()
    meta = dict(pc.query(_META))
    bases = [Base(*row) for row in pc.query(_BASE)]
    _check_outbox(pc, rows, meta)
    _check_kept(pc)
    _check_bases(town, pc, bases)
    if int(meta["epoch"]) == town.platform.database.epoch:
        _check_states(rows, done)
        _check_cursor(town, pc, bases, meta)


def _check_outbox(pc: Pc, rows: list[Row], meta: dict[str, str]) -> None:
    """I3: what was told is here, byte for byte; I2: numbers without a gap."""
    held = {row.op_id: row for row in rows}
    for told in pc.memory.told.values():
        row = held.get(told.op_id)
        expect(row is not None, "I3", f"{told.kind} is no longer in the outbox")
        if row is not None:
            same = (row.order_id, row.kind, row.data, row.claimed, row.round)
            wanted = (told.order_id, told.kind, told.data, told.claimed, told.round)
            expect(same == wanted, "I3", f"{told.kind} has changed in the outbox")
            expect(row.base_version <= told.shown, "I5", f"{told.kind} claims to have seen more")
    for op_id, resolution in pc.memory.resolved.items():
        row = held.get(op_id)
        if row is not None:
            expect(row.resolution == resolution, "I3", "a clerk's decision is forgotten")
            expect(row.state == "attention", "I3", "what a clerk has dealt with is sent again")
    own = sorted(row.seq for row in rows if row.seq > 0)
    expect(own == list(range(1, len(own) + 1)), "I2", f"numbers {own}")
    expect(int(meta["top"]) == len(own), "I2", f"top {meta['top']} of {len(own)}")
    # what a restored platform counts keeps its numbers: older deeds that it has lost come after
    counted = int(meta.get("unproven", 0))
    done_in_order = [row.seq for row in rows if row.seq > counted]
    expect(done_in_order == sorted(done_in_order), "I2", "numbers do not follow the order of doing")


def _check_kept(pc: Pc) -> None:
    """I10, I13: drafts and files stay; no file row without its file."""
    drafts = {(row[0], row[1]): bytes(row[2]) for row in pc.query("SELECT * FROM drafts")}
    expect(drafts == pc.memory.drafts, "I10", "a draft is gone or changed")
    files = {str(row[0]) for row in pc.query("SELECT sha256 FROM blobs")}
    expect(pc.memory.files <= files, "I10", "a file is no longer named")
    for sha256 in files:
        expect(pc.store.blobs.exists(sha256), "I13", "a file row without its file")


def _check_bases(town: Scene, pc: Pc, bases: list[Base]) -> None:
    """I7: every base is what the platform really had, and never goes back inside an epoch."""
    for base in bases:
        body = town.ledger.bodies.get((base.order_id, base.body_version))
        expect(body == base.body, "I7", f"{base.order_id} was never so at {base.body_version}")
        known = pc.memory.versions.get(base.order_id, (0, 0))
        now = (base.epoch, base.version)
        expect(now >= known, "I7", f"{base.order_id} goes back from {known} to {now}")
        pc.memory.versions[base.order_id] = now


def _check_states(rows: list[Row], done: set[str]) -> None:
    """I4: done is in the history; attention is not, and says why."""
    for row in rows:
        if row.state == "done" and row.seq > 0:
            expect(row.op_id in done, "I4", f"{row.kind} is called done and is not")
        if row.state == "attention":
            expect(row.op_id not in done, "I4", f"{row.kind} is done and called refused")
            expect(bool(row.code), "I4", f"{row.kind} was refused without a reason")


def _check_cursor(town: Scene, pc: Pc, bases: list[Base], meta: dict[str, str]) -> None:
    """I8: what the cursor says has come is here."""
    parts = meta["cursor"].split(".", 3)
    if len(parts) != 4 or int(parts[0]) != town.platform.database.epoch:
        return
    change, since, unit = int(parts[1]), int(parts[2]), parts[3]
    held = {base.order_id: base for base in bases}
    for number, order_id, op, version in town.ledger.feed(unit):
        base = held.get(order_id)
        if number > change or (op == "remove" and (base is None or number <= since)):
            continue
        expect(
            base is not None and base.epoch == int(parts[0]) and base.version >= version,
            "I8",
            f"the cursor is ahead of {order_id}",
        )


def check_centre(town: Scene) -> None:
    """I1, I2, I11, I16 and the answers: what one transaction must have written together."""
    deeds = town.ledger.deeds
    done = {deed.op_id: deed for deed in deeds}
    expect(len(done) == len(deeds), "I1", "an action is twice in the history")
    answers = town.ledger.answers()
    lasts = town.ledger.lasts()
    by_client: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_client[answer.client_id].append(answer)
        if answer.settled:
            expect(answer.op_id in done, "I4", "answered as done, but not in the history")
    for client_id, last in lasts.items():
        numbers = [answer.seq for answer in by_client.get(client_id, [])]
        expect(numbers == list(range(1, last + 1)), "I2", f"answers {numbers}, last {last}")
    kept = {(answer.client_id, answer.seq): answer for answer in answers}
    order: dict[str, int] = {}
    for deed in deeds:
        if not deed.client_id:
            continue
        kept_answer = kept.get((deed.client_id, deed.seq))
        right = kept_answer is not None and kept_answer.op_id == deed.op_id
        expect(right, "I1", "in the history without its answer")
        expect(order.get(deed.client_id, 0) < deed.seq, "I2", "not in the client's sequence")
        order[deed.client_id] = deed.seq
    _check_uploads(town)
    _check_people(town, deeds)
    _check_sections(town, deeds)
    _check_blocks(town, by_client, done)


def _check_uploads(town: Scene) -> None:
    """I12: the platform never says that it has more of a file than is on its disk."""
    data = town.platform.database.data
    for upload_id, sha256, stored in town.ledger.uploads():
        path = data / "uploads" / f"{upload_id}.part"
        size = path.stat().st_size if path.exists() else 0
        is_shelved = (data / "blobs" / sha256[:2] / sha256).exists()
        expect(stored <= size or is_shelved, "I12", f"{stored} bytes told, {size} on the disk")


def _check_people(town: Scene, deeds: list[Deed]) -> None:
    """I11: what a clerk did stands under that clerk's name, with the clerk's words."""
    doers: dict[str, tuple[Pc, Told]] = {}
    for pc in town.pcs:
        for told in pc.memory.told.values():
            doers[told.op_id] = (pc, told)
    for deed in deeds:
        found = doers.get(deed.op_id)
        if found:
            pc, told = found
            expect(deed.user_id == pc.line.session.user_id, "I11", "under another user")
            expect(deed.data == told.data, "I3", "another content in the history")
    for order_id, (_, _, _, body) in town.ledger.orders.items():
        entries = [entry.entry_id for entry in entries_of(decode_order(body))]
        expect(len(entries) == len(set(entries)), "I1", f"a row is twice in {order_id}")


def _check_sections(town: Scene, deeds: list[Deed]) -> None:
    """I5: nobody overwrites a section without having seen what stands there."""
    written: dict[tuple[str, str, int], list[Deed]] = defaultdict(list)
    told = {op: entry for pc in town.pcs for op, entry in pc.memory.told.items()}
    for deed in deeds:
        mine = told.get(deed.op_id)
        if deed.status != "applied" or mine is None or not mine.section:
            continue
        key = (deed.order_id, mine.section, mine.round)
        for earlier in written[key][-1:]:
            seen = earlier.op_id in mine.own or earlier.version <= mine.shown
            expect(seen, "I5", f"{mine.section} of {deed.order_id} was overwritten unseen")
        written[key].append(deed)


def _check_blocks(town: Scene, by_client: dict[str, list[Answer]], done: dict[str, Deed]) -> None:
    """I16: what builds on a failure that nobody has seen waits; nothing else does."""
    for client_id, answers in by_client.items():
        open_failures: dict[str, dict[str, Answer]] = defaultdict(dict)
        for answer in answers:
            sent = town.office.sent.get((client_id, answer.seq))
            if sent is None or sent.op_id != answer.op_id:
                continue
            failures = open_failures[answer.order_id]
            unseen = [f for f in failures.values() if f.seq > sent.seen]
            deed = done.get(answer.op_id)
            fresh = deed is not None and (deed.client_id, deed.seq) == (client_id, answer.seq)
            if fresh and unseen and _builds(sent):
                expect(sent.supersedes in failures, "I16", f"{sent.kind} was not held back")
            if answer.status == "blocked" and not _is_repeat(town, answer):
                expect(bool(unseen), "I16", f"{sent.kind} was held back for nothing")
            if answer.settled:
                failures.pop(sent.supersedes, None)
            else:
                failures[answer.op_id] = answer


def _is_repeat(town: Scene, answer: Answer) -> bool:
    """Tell whether an op was sent under another client or number too: its answer was copied."""
    return any(
        sent.op_id == answer.op_id and key != (answer.client_id, answer.seq)
        for key, sent in town.office.sent.items()
    )


def _builds(sent: PushedAction) -> bool:
    return sent.kind not in _APPENDING


def check_conflicts(town: Scene) -> None:
    """I6: every conflict has somebody else's write behind it that the clerk had not seen."""
    told = {op: entry for pc in town.pcs for op, entry in pc.memory.told.items()}
    for answer in town.ledger.answers():
        mine = told.get(answer.op_id)
        if answer.status != "conflict" or mine is None:
            continue
        current = decode_order(town.ledger.orders[answer.order_id][3]).round.number
        others = [
            deed
            for deed in town.ledger.deeds
            if deed.order_id == mine.order_id
            and deed.status == "applied"
            and deed.op_id not in mine.own
            and deed.op_id != mine.op_id
            and deed.version > mine.shown
            and section_of_kind(deed.kind) == mine.section
        ]
        expect(bool(others) or current != mine.round, "I6", f"{mine.section} conflicts with itself")


def check_settled(town: Scene) -> None:
    """I18: everybody has what the platform has, and nothing waits."""
    check_conflicts(town)
    wrong = differences(town.ledger)
    expect(not wrong, "I5", "; ".join(wrong))
    for pc in town.pcs:
        rows = pc.rows()
        waiting = [row.kind for row in rows if row.state == "pending"]
        expect(not waiting, "I18", f"still waiting: {waiting}")
        expect(not pc.store.pending_blobs(), "I18", "a file still waits")
        _check_converged(town, pc)
    _check_files(town)


def _check_converged(town: Scene, pc: Pc) -> None:
    unit = pc.line.session.unit_id
    there = {
        order_id: (version, body)
        for order_id, (version, owner, stage, body) in town.ledger.orders.items()
        if owner == unit and stage != "removed"
    }
    bases = [Base(*row) for row in pc.query(_BASE)]
    here = {base.order_id: (base.version, base.body) for base in bases if not base.removed_reason}
    expect(here.keys() == there.keys(), "I18", f"{sorted(here)} here, {sorted(there)} there")
    for order_id, held in there.items():
        expect(here[order_id] == held, "I18", f"{order_id} differs from the platform's")
        working = pc.store.working(order_id)
        expect(
            working is not None and (working.order, working.unsent) == (decode_order(held[1]), 0),
            "I18",
            f"the screen shows another {order_id}",
        )
    said = pulling.check(
        town.platform.database, CheckRequest(client_id="x", cursor=""), pc.line.session
    )
    mine = codec.checksum((order_id, version) for order_id, (version, _) in here.items())
    expect((said.count, said.checksum) == (len(here), mine), "I18", "count and checksum differ")


def _check_files(town: Scene) -> None:
    """I12: a present file is what its name says, on both sides."""
    shelf = town.platform.database.data / "blobs"
    present = town.ledger.blobs()
    for sha256 in present:
        content = (shelf / sha256[:2] / sha256).read_bytes()
        expect(hashlib.sha256(content).hexdigest() == sha256, "I12", "a file is not its name")
    for order_id, (_, _, stage, body) in town.ledger.orders.items():
        if stage == "awaiting_files":
            missing = files_of(decode_order(body)) - present
            expect(bool(missing), "I18", f"{order_id} waits for files that are all there")
    for pc in town.pcs:
        for sha256 in pc.memory.files:
            expect(sha256 in present, "I18", "a file is not at the platform")
            expect(len(pc.store.blobs.get(sha256)) > 0, "I12", "a file here is broken")


def dump(pc: Pc) -> list[object]:
    """Everything that a repetition must not change."""
    return [
        pc.rows(),
        pc.query(_STANDING),
        [row for row in pc.query(_META) if row[0] not in {"sweep", "search"}],
        pc.query("SELECT * FROM view ORDER BY order_key"),
        pc.query("SELECT * FROM drafts"),
        pc.query("SELECT sha256, state FROM blobs"),
    ]


def check_replays(town: Scene) -> None:
    """I14: any reply once more changes nothing; the oldest comes last, so that none mends it."""
    for pc in town.pcs:
        before = dump(pc)
        for reply in reversed(pc.line.replies[-12:]):
            if reply.epoch != town.platform.database.epoch:
                continue
            if isinstance(reply, PullReply):
                swept = set(pc.swept())
                pc.store.apply_changes(
                    # a page that a kill kept from being written comes too late for what was swept
                    # since; a round refuses it by its cursor
                    [change for change in reply.changes if change.order_id not in swept],
                    epoch=reply.epoch,
                    cursor=None,
                    results=reply.results,
                    last=reply.last,
                )
            else:
                pc.store.record_results(reply.results, last=reply.last)
        expect(dump(pc) == before, "I14", "a reply that came once more has changed something")


def check_view(town: Scene) -> None:
    """The lists are what base and outbox say, whoever wrote them."""
    for pc in town.pcs:
        before = pc.query("SELECT * FROM view ORDER BY order_key")
        pc.store.rebuild_view()
        after = pc.query("SELECT * FROM view ORDER BY order_key")
        expect(before == after, "view", "the lists differ from base and outbox")
