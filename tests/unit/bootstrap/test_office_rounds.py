"""What orders are judged by comes before a round, everything else after it; none fails a round."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from helpers.calendars import holiday_cn, packed

from desktop.bootstrap.coming_pieces import FIRST_SLICE
from desktop.bootstrap.office_rounds import OfficeRounds
from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.contract.codec import digest_header
from desktop.contract.messages import (
    CategoryEntry,
    CheckReply,
    CheckRequest,
    Hello,
    KnowledgeEntry,
    RuleFile,
)
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.notices import notice_toml
from desktop.services.ports import StorageError
from desktop.services.reference import Reference
from desktop.services.unit_directory import StoredUnits
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError, ReferenceSlice, SyncState, Trouble
from desktop.sync.tally import RoundReport
from resources import rule_files

SLICE_S, OVERALL_S = 10.0, 120.0
"""How long the line waits for a slice, and for any other call."""
TOPICS = msgspec.json.encode([CategoryEntry("10", "城市管理")])


def _rules(version: int) -> RuleFile:
    text = rule_files.profile_text("xiayang").replace("version = 1\n", f"version = {version}\n", 1)
    return RuleFile(name="xiayang", version=version, toml=text)


def _unreadable(version: int) -> RuleFile:
    """Rules that a later program can read."""
    return RuleFile(name="xiayang", version=version, toml="version = 2\nnew_section = 1\n")


def _calendar() -> RuleFile:
    notice = read_holiday_cn(packed(holiday_cn()), name="2027.json")
    return RuleFile("2027.toml", 2027, notice_toml(notice))


class _Mirror:
    """Honours both ports of a comparison whose time never comes."""

    def state(self) -> SyncState:
        raise NotImplementedError

    def mirror(self) -> tuple[int, str]:
        raise NotImplementedError

    def forget_cursor(self) -> None:
        raise NotImplementedError

    def recall(self, name: str) -> str:
        raise NotImplementedError

    def remember(self, name: str, value: str) -> None:
        raise NotImplementedError

    def check(self, request: CheckRequest) -> CheckReply:
        raise NotImplementedError


@dataclass
class Pc:
    """An office in a folder, and the platform that it asks; starting again makes another."""

    folder: Path
    rules: tuple[RuleFile, ...] = ()
    years: tuple[RuleFile, ...] = ()
    etags: dict[str, str] = field(default_factory=dict)
    """What is told; what comes has the ETag `"new"`, or that in `came`."""
    came: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    report: RoundReport = field(default_factory=RoundReport)
    pieces: dict[str, bytes] = field(default_factory=lambda: {"categories": TOPICS})
    damage: bytes = b""
    bytes_a_second: float = float("inf")
    knows_slices: bool = True
    saves: list[float] = field(default_factory=list)
    """When a clerk saves something; until the next round it is wanted."""
    full_disk: bool = False
    renewed: int = 0
    now: float = 0.0

    def start(self) -> None:
        mirror = _Mirror()
        self.book = FileRuleBook(self.folder / "rules", calendars=self.folder / "calendars")
        self.shelf = ReferenceShelf(self.folder / "rules", lambda: self.now)
        self.rounds = OfficeRounds(
            self,
            self,
            StoredUnits(self._recall, self._remember),
            self.book,
            self.shelf,
            MirrorCheck(mirror, mirror, lambda: 0.0),
            self._renew,
            lambda: self.now,
            is_wanted=lambda: any(moment <= self.now for moment in self.saves),
        )

    def sync(self) -> list[str]:
        """Do a round and say what it asked for."""
        self.asked.clear()
        assert self.rounds.run() == self.report
        return list(self.asked)

    def run(self) -> RoundReport:
        self._ask("orders")
        self.saves = [moment for moment in self.saves if moment > self.now]
        return self.report

    def hello(self) -> Hello:
        self._ask("hello")
        return Hello(
            protocol_min=1,
            protocol_max=1,
            epoch=1,
            client_min="0",
            unit_id="u1",
            unit_name="一居委",
            user_id="u-clerk",
            user_name="陈敏",
            role="clerk",
            max_actions=100,
            max_push_bytes=1_000_000,
            reference={"profile": '"new"', "calendar": '"new"', **self.etags},
        )

    def profiles(self) -> tuple[str, tuple[RuleFile, ...]]:
        return self._ask("profile"), self.rules

    def calendars(self) -> tuple[str, tuple[RuleFile, ...]]:
        return self._ask("calendar"), self.years

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        etag, whole = self._ask(name), self.pieces.get(name, b"[]")
        part = whole[offset : offset + size] if self.knows_slices else whole
        self._wait(len(part) / self.bytes_a_second, most_s=OVERALL_S if patient else SLICE_S)
        return ReferenceSlice(
            etag=etag,
            content=part,
            offset=offset,
            whole=len(whole),
            digest=digest_header(whole + self.damage),
        )

    def _wait(self, seconds: float, *, most_s: float) -> None:
        self.now += min(seconds, most_s)
        if seconds > most_s:
            raise GatewayError(Trouble.OFFLINE, "平台没有答完。")

    def _ask(self, name: str) -> str:
        self.asked.append(name)
        if name in self.broken:
            raise GatewayError(Trouble.OFFLINE, "平台没有回答。")
        return self.came.get(name, '"new"')

    def _recall(self, name: str) -> str:
        del name
        return ""

    def _remember(self, name: str, value: str) -> None:
        del name, value
        if self.full_disk:
            raise StorageError("storage.full", "磁盘已满。")

    def _renew(self) -> None:
        self.renewed += 1


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[Pc]:
    made = Pc(tmp_path)
    made.start()
    yield made
    assert made.asked


def test_rules_come_before_the_orders_and_the_rest_after_them(pc: Pc) -> None:
    pc.etags = {"knowledge": '"new"', "categories": '"new"'}
    assert pc.sync() == [
        *("hello", "profile", "calendar", "orders"),
        *("hello", "units", "categories", "knowledge"),
    ]
    assert pc.sync() == ["orders"]
    assert Reference(pc.shelf).topic("10") == "城市管理"
    pc.now += 5 * 3600
    assert pc.sync() == ["hello", "orders", "hello", "units"]
    pc.start()
    assert pc.sync() == ["hello", "orders", "hello", "units"]


def test_rules_that_cannot_be_read_are_fetched_again_by_the_next_program(pc: Pc) -> None:
    pc.rules = (_rules(2), _unreadable(3))
    assert "profile" in pc.sync()
    assert pc.book.rules_for("xiayang", 3).profile.version == 2
    pc.start()
    pc.rules = (_rules(2), _rules(3))  # the same file; this program can read it
    assert "profile" in pc.sync()
    assert pc.book.rules_for("xiayang", 3).profile.version == 3
    pc.start()
    assert "profile" not in pc.sync()


def test_a_calendar_that_cannot_be_read_is_fetched_again_by_the_next_program(pc: Pc) -> None:
    pc.years = (RuleFile("2027.toml", 2027, "rubbish ="),)
    pc.sync()
    pc.years = (_calendar(),)
    pc.start()
    assert "calendar" in pc.sync()
    assert pc.book.calendar.is_published(2027)
    pc.start()
    assert "calendar" not in pc.sync()


def test_a_file_that_has_gone_or_is_damaged_is_fetched_again(pc: Pc) -> None:
    pc.rules, pc.years = (_rules(2),), (_calendar(),)
    pc.sync()
    (pc.folder / "rules" / "xiayang-2.toml").write_text("version =", encoding="utf-8")
    (pc.folder / "calendars" / "2027.toml").unlink()
    pc.start()
    assert pc.book.rules_for("xiayang", 2).profile.version == 1
    assert pc.sync()[:3] == ["hello", "profile", "calendar"]
    assert pc.book.rules_for("xiayang", 2).profile.version == 2
    assert pc.book.calendar.is_published(2027)


def test_lists_are_made_anew_when_rules_come_that_were_stood_in_for(pc: Pc) -> None:
    pc.sync()
    before, pc.rules, pc.etags = pc.book.stamp, (_rules(2),), {"profile": '"newer"'}
    pc.came = {"profile": '"newer"'}
    pc.now += 5 * 3600
    pc.sync()
    assert pc.renewed == 1
    assert pc.book.stamp != before


def test_a_full_disk_keeps_rules_away_and_no_orders(pc: Pc) -> None:
    (pc.folder / "rules").write_text("a file in the way", encoding="utf-8")
    (pc.folder / "calendars").write_text("another", encoding="utf-8")
    pc.rules, pc.years, pc.full_disk = (_rules(2),), (_calendar(),), True
    assert "orders" in pc.sync()


def test_rules_of_a_worker_that_is_behind_are_asked_for_again_soon(pc: Pc) -> None:
    pc.came = {"profile": '"old"'}
    pc.sync()
    assert pc.sync() == ["orders"]
    pc.came.clear()
    pc.now += 601
    assert pc.sync() == ["hello", "profile", "orders"]
    pc.now += 601
    assert pc.sync() == ["orders"]


@pytest.mark.parametrize("piece", ["profile", "calendar"])
def test_rules_that_do_not_come_hold_up_one_round_and_not_every_one(pc: Pc, piece: str) -> None:
    pc.broken = {piece}
    assert "orders" in pc.sync()
    assert pc.sync() == ["orders"]
    pc.broken.clear()
    pc.now += 601
    assert piece in pc.sync()


def test_on_a_line_that_was_dead_rules_are_asked_for_with_the_next_round(pc: Pc) -> None:
    pc.broken = {"hello", "orders"}
    for _ in range(2):
        with pytest.raises(GatewayError):
            pc.sync()
    pc.broken.clear()
    assert pc.sync()[:4] == ["hello", "profile", "calendar", "orders"]


@pytest.mark.parametrize("piece", ["units", "knowledge"])
def test_what_a_slow_line_never_brings_is_left_alone_for_an_hour(pc: Pc, piece: str) -> None:
    pc.etags, pc.broken = {"knowledge": '"new"', "scores": '"new"'}, {piece}
    assert pc.sync()[-1] == piece
    for _ in range(3):
        pc.now += 60
        assert pc.sync() == ["orders"]
    pc.now += 3600
    assert pc.sync()[-1] == piece


def test_a_database_that_cannot_be_written_does_not_fail_a_round_by_its_units(pc: Pc) -> None:
    pc.full_disk = True
    assert "units" in pc.sync()
    assert pc.sync() == ["orders"]


def test_while_work_is_left_the_rest_waits(pc: Pc) -> None:
    pc.report = RoundReport(more_pending=True)
    assert pc.sync()[-1] == "orders"
    pc.report = RoundReport(more_pending=True, guard="一半以上的工单")
    assert "units" in pc.sync()


KNOWLEDGE = msgspec.json.encode(
    [
        KnowledgeEntry(entry_id=f"K-{n}", title="夜间施工", text="不得施工。" * 80)
        for n in range(400)
    ]
)
"""Some 500,000 bytes."""


@pytest.fixture
def slow(pc: Pc) -> Pc:
    """A line of 8,000 bytes a second, and a knowledge base that takes a minute on it."""
    pc.pieces["knowledge"], pc.etags = KNOWLEDGE, {"knowledge": '"new"'}
    pc.bytes_a_second = 8_000.0
    return pc


def test_a_large_file_comes_a_little_after_each_round(slow: Pc) -> None:
    begun, rounds, longest = slow.now, 0, 0.0
    while True:
        before = slow.now
        report = slow.rounds.run()
        rounds, longest = rounds + 1, max(longest, slow.now - before)
        if not report.more_to_read:
            break
        slow.now += 1
    assert slow.shelf.read("knowledge") == ('"new"', KNOWLEDGE)
    assert rounds == slow.asked.count("orders") > 10
    # the first slice, when nobody knows how slow the line is; then it fits into the time
    assert longest <= FIRST_SLICE / 8_000 + 1
    assert slow.now - begun - rounds < len(KNOWLEDGE) / 8_000 + 5
    assert slow.asked.count("hello") == 2
    slow.asked.clear()
    slow.rounds.run()
    assert slow.asked == ["orders"]


def test_what_a_clerk_saves_waits_for_one_slice_at_most(slow: Pc) -> None:
    slow.rounds.run()
    slow.saves.append(slow.now + 0.5)
    saved = slow.saves[0]
    assert slow.rounds.run().more_to_read
    assert slow.now - saved < 1.5
    assert slow.asked[-2:] == ["orders", "knowledge"]
    slow.asked.clear()
    slow.rounds.run()
    assert (slow.asked[0], slow.saves) == ("orders", [])


def test_a_large_file_goes_on_where_a_dead_line_has_ended_it(slow: Pc) -> None:
    for _ in range(10):
        assert slow.rounds.run().more_to_read
    slow.broken = {"knowledge"}
    assert not slow.rounds.run().more_to_read
    slow.broken.clear()
    assert slow.sync() == ["orders"]
    slow.now += 3601
    begun = slow.now
    while slow.rounds.run().more_to_read:
        pass
    assert slow.now - begun < len(KNOWLEDGE) / 8_000 - 10
    assert slow.shelf.read("knowledge")[1] == KNOWLEDGE


def test_a_large_file_that_has_changed_meanwhile_begins_anew(slow: Pc) -> None:
    slow.rounds.run()
    slow.pieces["knowledge"], slow.came = KNOWLEDGE[:-1] + b" ]", {"knowledge": '"newer"'}
    while slow.rounds.run().more_to_read:
        pass
    assert slow.shelf.read("knowledge") == ('"newer"', slow.pieces["knowledge"])


def test_a_file_that_never_stays_the_same_is_given_up_for_an_hour(slow: Pc) -> None:
    asked = 0
    slow.rounds.run()
    while asked < 50:
        asked += 1
        slow.pieces["knowledge"] = KNOWLEDGE + b" " * asked
        if not slow.rounds.run().more_to_read:
            break
    assert asked < 20
    assert slow.sync() == ["orders"]


def test_a_large_file_that_was_damaged_on_the_way_is_not_believed(slow: Pc) -> None:
    slow.bytes_a_second, slow.damage = float("inf"), b"?"
    assert "knowledge" not in slow.sync()  # the directory came damaged before it
    assert slow.shelf.read("knowledge") == ("", b"")
    slow.now, slow.damage = slow.now + 3601, b""
    slow.sync()
    assert slow.shelf.read("knowledge")[1] == KNOWLEDGE


def test_a_command_waits_for_all_of_it(slow: Pc) -> None:
    assert not slow.rounds.run(patient=True).more_to_read
    assert slow.shelf.read("knowledge")[1] == KNOWLEDGE


def test_a_directory_that_cannot_be_read_keeps_nothing_else_away(pc: Pc) -> None:
    pc.pieces["units"], pc.etags = b"<html>", {"categories": '"new"'}
    assert pc.sync()[-1] == "categories"


def test_between_rounds_a_large_file_goes_on_without_asking_for_orders(slow: Pc) -> None:
    assert slow.rounds.run().more_to_read
    slow.asked.clear()
    while slow.rounds.do_chores():
        slow.now += 1
    assert slow.shelf.read("knowledge") == ('"new"', KNOWLEDGE)
    assert set(slow.asked) == {"knowledge"}
    slow.asked.clear()
    assert not slow.rounds.do_chores()
    assert slow.asked == []
    slow.rounds.run()


def test_a_platform_that_knows_no_slices_gets_the_time_for_all_of_a_file(slow: Pc) -> None:
    slow.knows_slices = False
    begun = slow.now
    assert slow.rounds.run().more_to_read
    assert slow.now - begun < SLICE_S + 1
    assert not slow.rounds.do_chores()
    assert slow.shelf.read("knowledge") == ('"new"', KNOWLEDGE)


def test_a_clerk_s_save_goes_before_a_file_that_comes_whole(slow: Pc) -> None:
    slow.knows_slices = False
    slow.saves.append(slow.now + 5)
    assert slow.rounds.run().more_to_read
    slow.asked.clear()
    slow.rounds.run()
    assert (slow.asked[0], slow.saves) == ("orders", [])


def test_a_command_gets_a_file_that_comes_whole_at_once(slow: Pc) -> None:
    slow.knows_slices = False
    assert not slow.rounds.run(patient=True).more_to_read
    assert slow.shelf.read("knowledge")[1] == KNOWLEDGE


def test_a_file_that_never_comes_whole_is_given_that_time_once(slow: Pc) -> None:
    slow.knows_slices, slow.bytes_a_second = False, len(KNOWLEDGE) / 200
    took = []
    for _ in range(3):
        begun = slow.now
        while slow.rounds.run().more_to_read:
            pass
        took.append(slow.now - begun)
        slow.now += 3601
    assert took[0] > OVERALL_S
    assert max(took[1:]) < SLICE_S + 1
