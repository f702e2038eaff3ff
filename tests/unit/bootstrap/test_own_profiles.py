"""A unit's own rules: imported, kept in every version, chosen, and never against a platform."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from helpers.export_files import HEADINGS, plain_row, write_xlsx
from helpers.own_profiles import OWN, own_file

from central.platform import DEFAULT_PROFILE
from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.own_rules import OwnRules
from desktop.bootstrap.private_centre import FIRST_PROFILE
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.main import main
from desktop.contract.messages import RuleFile
from desktop.domain.calendar import CST
from desktop.domain.profile import ProfileError
from desktop.domain.rule_toml import rule_toml
from desktop.host.paths import DataFolder
from desktop.services.founding import FoundingChoices, FoundingError, KeyKeeping, Mode, ProfileOffer
from desktop.services.order_desk import RefusedError
from desktop.services.report_period import year_period
from resources import rule_files


@pytest.fixture
def book(tmp_path: Path) -> FileRuleBook:
    return FileRuleBook(tmp_path / "fetched", own=tmp_path / "profiles")


def test_an_imported_file_is_whole_and_extends_ours(book: FileRuleBook, tmp_path: Path) -> None:
    kept = book.import_profile(own_file(tmp_path))
    assert kept.changed
    profile = book.newest("my_bureau")
    assert (profile.name, profile.version, profile.accept_reminder_hours) == ("示范局", 1, 4)
    assert profile.clocks == book.newest("kaifeng").clocks
    assert "extends" not in kept.file.read_text(encoding="utf-8")


def test_a_version_stays_as_it_was_when_a_newer_one_comes(
    book: FileRuleBook, tmp_path: Path
) -> None:
    book.import_profile(own_file(tmp_path, version=1, hours=4))
    before = book.stamp
    assert book.rules_for("my_bureau", 0).profile.version == 1
    book.import_profile(own_file(tmp_path, version=2, hours=6))
    assert book.rules_for("my_bureau", 0).profile.version == 2
    assert book.rules_for("my_bureau", 1).profile.accept_reminder_hours == 4
    assert book.rules_for("my_bureau", 2).profile.accept_reminder_hours == 6
    assert book.stamp != before


def test_the_same_file_again_changes_nothing(book: FileRuleBook, tmp_path: Path) -> None:
    book.import_profile(own_file(tmp_path))
    assert not book.import_profile(own_file(tmp_path)).changed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('id = "xiayang"\nextends = "kaifeng"\nversion = 2\n', "随程序的规则|要有自己的 id"),
        ('extends = "nowhere"\nid = "my"\n', "没有“nowhere”这套规则"),
        ('extends = "kaifeng"\nid = "../my"\nversion = 1\n', "只能用英文字母"),
        ('extends = "kaifeng"\nid = "my"\nversion = 1\nunknown = 1\n', r"unknown：不认识的键"),
        ('extends = "kaifeng"\nid = "my"\nversion = "一"\n', r"version：应为不小于 1 的整数"),
        (
            (
                'extends = "kaifeng"\nid = "my"\n[[clocks]]\nduty = "handle"\nstart = "dispatch"\n'
                'limits = [{ count = 0, unit = "wd" }]\nrule = "MY-01"\nclause = "本局规定第三条"\n'
            ),
            "count（本局规定第三条）：应为不小于 1 的整数",
        ),
        ("id = ", "不是 TOML 文件"),
    ],
)
def test_an_error_names_file_key_and_clause(
    book: FileRuleBook, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "本局.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=rf"本局\.toml.*({words})"):
        book.import_profile(path)
    assert book.own.ids() == ()


def test_a_changed_file_under_the_same_version_is_refused(
    book: FileRuleBook, tmp_path: Path
) -> None:
    book.import_profile(own_file(tmp_path, hours=4))
    with pytest.raises(ProfileError, match="请把 version 加 1"):
        book.import_profile(own_file(tmp_path, hours=5))
    book.import_profile(own_file(tmp_path, version=3))
    with pytest.raises(ProfileError, match="已有第 3 版"):
        book.import_profile(own_file(tmp_path, version=2))


def test_a_missing_file_says_so(book: FileRuleBook, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="读不到文件"):
        book.import_profile(tmp_path / "none.toml")
    not_text = tmp_path / "gbk.toml"
    not_text.write_bytes("# 本局".encode("gbk"))
    with pytest.raises(ProfileError, match="不是 UTF-8"):
        book.import_profile(not_text)


def test_a_damaged_file_on_the_shelf_is_passed_over(book: FileRuleBook, tmp_path: Path) -> None:
    kept = book.import_profile(own_file(tmp_path, version=1))
    newer = book.import_profile(own_file(tmp_path, version=2))
    newer.file.write_text("half", encoding="utf-8")
    assert book.own.newest("my_bureau") == kept.profile


def test_another_process_sees_an_import(book: FileRuleBook, tmp_path: Path) -> None:
    other = FileRuleBook(own=tmp_path / "profiles")
    assert not other.reread()
    book.import_profile(own_file(tmp_path))
    assert other.reread()
    assert other.newest("my_bureau").name == "示范局"


def test_an_order_of_rules_that_nobody_has_is_worked_on_by_the_platforms_dates(
    book: FileRuleBook,
) -> None:
    assert book.rules_for("elsewhere", 3).profile.id == "platform"
    assert book.rules_for("../elsewhere", 3).profile.id == "platform"


def test_rules_of_a_platform_that_we_do_not_ship_hold(book: FileRuleBook) -> None:
    whole = OWN.format(version=2, hours=7).replace('extends = "kaifeng"', "")
    base = {"id", "version", "name", "accept_reminder_hours"}
    content = rule_files.profile_content("kaifeng")
    rest = {key: value for key, value in content.items() if key not in base}
    book.keep([RuleFile("my_bureau", 2, whole + rule_toml(rest))])
    assert book.rules_for("my_bureau", 2).profile.accept_reminder_hours == 7
    assert book.rules_for("my_bureau", 9).profile.version == 2


def test_the_first_rules_of_a_centre_are_known() -> None:
    assert FIRST_PROFILE == DEFAULT_PROFILE


def _choices(mode: Mode, profile_id: str) -> FoundingChoices:
    return FoundingChoices(
        mode=mode,
        profile_id=profile_id,
        key_keeping=KeyKeeping.PASSPHRASE,
        passphrase="桂花开在三月-12",
        unit_name="示范局",
        user_name="张三",
        address="https://12345.example.gov.cn",
    )


def test_a_real_platform_judges_by_its_own_rules(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    founding = DeskFounding(folder)
    founding.import_profile(own_file(tmp_path))
    offers = {offer.profile_id: offer for offer in founding.profiles()}
    assert offers["my_bureau"].own
    assert not offers["xiayang"].own
    with pytest.raises(FoundingError, match="按它的规则判定") as refused:
        founding.found(_choices(Mode.REAL, "my_bureau"), lambda _words: None)
    assert (refused.value.code, refused.value.field) == ("rules.platform_decides", "profile")
    assert not folder.office(training=False).exists()


def test_rules_that_do_not_exist_are_refused_first(tmp_path: Path) -> None:
    founding = DeskFounding(DataFolder(tmp_path / "data"))
    with pytest.raises(FoundingError, match="没有“nowhere”这套规则"):
        founding.found(_choices(Mode.PRIVATE, "nowhere"), lambda _words: None)


def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path: Path) -> None:
    founding = DeskFounding(DataFolder(tmp_path / "data"))
    with pytest.raises(FoundingError, match=r"示范局-1\.toml\.fine：不认识的键"):
        founding.import_profile(own_file(tmp_path, more="fine = 1\n"))


def _no_choice(_offer: ProfileOffer) -> None:
    raise AssertionError("nothing may be noted")


def test_an_office_at_a_platform_cannot_choose(book: FileRuleBook, tmp_path: Path) -> None:
    shelf = OwnRules(book, None, lambda: "xiayang", _no_choice)
    assert not shelf.is_free
    assert shelf.current().profile_id == "xiayang"
    with pytest.raises(RefusedError, match="报平台添加"):
        shelf.import_file(own_file(tmp_path))
    with pytest.raises(RefusedError, match="报平台添加"):
        shelf.use("kaifeng")


def test_own_rules_are_assessed_like_those_they_extend(book: FileRuleBook, tmp_path: Path) -> None:
    book.import_profile(own_file(tmp_path))
    assert book.newest("my_bureau").assessment == "kaifeng"
    assert book.newest("kaifeng").assessment == "kaifeng"
    other = 'assessment = "linshu"\n'
    book.import_profile(own_file(tmp_path, version=2, more=other))
    assert book.newest("my_bureau").assessment == "linshu"


def _score_by_command(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> str:
    read, write = os.pipe()
    os.write(write, "桂花开在三月-12\n".encode())
    os.close(write)
    period = str(datetime.now(CST).year)
    words = ["--data-dir", str(folder.root), "--passphrase-fd", str(read)]
    assert main(["score", "--period", period, *words]) == 0
    os.close(read)
    return capsys.readouterr().out


def test_a_private_centre_dispatches_under_the_units_own_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DataFolder(tmp_path / "data")
    founding = DeskFounding(folder)
    founding.import_profile(own_file(tmp_path, version=1, hours=4))
    office = founding.found(_choices(Mode.PRIVATE, "my_bureau"), lambda _words: None)
    try:
        work = office.workplace
        assert work.identity.profile == "my_bureau"
        assert work.feed is not None
        shelf = work.rule_shelf
        assert shelf is not None
        shelf.import_file(own_file(tmp_path, version=2, hours=6))
        assert shelf.use("my_bureau").version == 2
        rows = [HEADINGS, plain_row("G-2", 工单类型="书面交办")]
        assert work.feed.import_file(write_xlsx(tmp_path / "b.xlsx", rows)).added == ("G-2",)
        assert (shelf.current().profile_id, shelf.current().version) == ("my_bureau", 2)
        assert office.sync_once()
        card = work.orders.open(work.orders.find("G-2"))
        order = card.working.order
        assert (order.profile, order.profile_version) == ("my_bureau", 2)
        assert (card.rules.profile.id, card.rules.profile.version) == ("my_bureau", 2)
        year = year_period(datetime.now(CST).year)
        work.scores.keep(year, {"plus.praised": "1"})
        assert work.scores.look(year).entered == {"plus.praised": "1"}
        assert office.store.audit_log()[0].what == "score_figures_entered"
        changed = [entry for entry in office.store.audit_log() if entry.what == "rules_changed"]
        assert [entry.detail["profile"] for entry in changed] == ["my_bureau"]
    finally:
        office.close()
    said = _score_by_command(folder, capsys)
    assert said.startswith("开封市市长专线电话（市企业投诉中心）工作考评　示范局")
