"""Every command as a process of its own, over one data folder fed by a platform's export."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from helpers.certificates import PASSPHRASE as CERTIFICATE_PASSPHRASE
from helpers.certificates import authority, person
from helpers.desk_process import PASSPHRASE, ROOT, DeskCommands
from helpers.pdf_text import whole_text
from msgspec import structs
from PIL import Image

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.late import LatePrinter
from desktop.cli.demo.signing import signed_scan
from desktop.domain.calendar import CST
from desktop.host.paths import DataFolder
from desktop.services.paper_ports import PrintContext

pytestmark = pytest.mark.slow

EXPORT = ROOT / "resources" / "samples" / "export.xlsx"
PLAIN = "DC2026001105"
SIGNED = "DC2026001107"
REPORT = "DC2026001190"
CALLER = ("诸葛青", "诸葛", "13900001099", "139-0000-1099", "0000-1099")
"""Name and number of the 举报 order's caller, as the export file spells them."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DeskCommands:
    root = tmp_path_factory.mktemp("commands")
    commands = DeskCommands(root / "data", root / "transcript.txt")
    report = commands.run("import", str(EXPORT), "--json")
    assert report.status == 0, report.err
    assert len(report.json["added"]) == 20
    assert report.json["repeated"] == ["DC2026001102"]
    assert [(row["number"], row["row"]) for row in report.json["refused"]] == [("DC2026001192", 25)]
    return commands


@pytest.fixture(scope="module")
def paper(desk: DeskCommands) -> Path:
    folder = desk.folder.parent / "paper"
    folder.mkdir()
    return folder


def _working_days(after: date) -> Iterator[date]:
    """Working days after a date, from the independent table; weekdays beyond its end."""
    table = ROOT / "tests" / "reference" / "working_days_2024_2026.csv"
    with table.open(encoding="utf-8") as file:
        days = {row["date"]: row["status"] for row in csv.DictReader(file)}
    day = after
    while True:
        day += timedelta(days=1)
        status = days.get(day.isoformat())
        if status == "work" or (status is None and day.weekday() < 5 and day.day > 3):
            yield day


@pytest.mark.parametrize(
    "dispatched",
    ["2026-02-13", "2026-02-21", "2026-04-30", "2026-09-18", "2026-09-30", "2026-11-20"],
)
def test_clocks_follow_the_calendar(desk: DeskCommands, dispatched: str) -> None:
    clocks = desk.plain(
        "clocks", "--profile", "xiayang", "--kind", "一般",
        "--dispatched", f"{dispatched}T10:00:00+08:00", "--json",
    )  # fmt: skip
    assert clocks.status == 0
    days = list(islice(_working_days(date.fromisoformat(dispatched)), 10))
    found = {clock["duty"]: clock for clock in clocks.json}
    assert {duty: clock["due"][:19] for duty, clock in found.items()} == {
        "accept": f"{days[0]}T23:59:59",
        "contact": f"{days[0]}T23:59:59",
        "return": f"{days[1]}T23:59:59",
        "handle": f"{days[4]}T23:59:59",
        "handle_street": f"{days[9]}T23:59:59",
    }
    assert [duty for duty, clock in found.items() if clock["for_information"]] == ["handle_street"]
    assert all(clock["certain"] for clock in found.values())
    for duty, count in (("accept", 1), ("return", 2), ("handle", 5)):
        assert sum(day["counts"] for day in found[duty]["days"]) == count
        assert all(day["why"] for day in found[duty]["days"])
        assert datetime.fromisoformat(found[duty]["due"]).utcoffset() == timedelta(hours=8)


def test_clocks_into_an_unpublished_year_are_not_certain(desk: DeskCommands) -> None:
    words = ("--profile", "xiayang", "--kind", "一般", "--dispatched", "2026-12-30T10:00")
    found = {clock["duty"]: clock for clock in desk.plain("clocks", *words, "--json").json}
    assert (found["accept"]["due"][:10], found["accept"]["certain"]) == ("2026-12-31", True)
    assert (found["handle"]["due"][:4], found["handle"]["certain"]) == ("2027", False)
    assert "暂定" in desk.plain("clocks", *words).out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--profile", "nowhere", "--kind", "一般", "--dispatched", "2026-12-30"), "rules.unknown"),
        (("--profile", "xiayang", "--kind", "？", "--dispatched", "2026-12-30"), "rules.unknown"),
        (("--profile", "xiayang", "--kind", "一般", "--dispatched", "昨天"), "time.unreadable"),
    ],
)
def test_clocks_refuse_what_they_do_not_know(
    desk: DeskCommands, words: tuple[str, ...], code: str
) -> None:
    answer = desk.plain("clocks", *words, "--json")
    assert (answer.status, answer.json["code"]) == (2, code)


def test_importing_again_finds_all_known(desk: DeskCommands) -> None:
    report = desk.run("import", str(EXPORT), "--json")
    assert (report.status, report.json["added"], len(report.json["known"])) == (0, [], 20)
    assert desk.run("import", "/nowhere.xlsx").status == 2
    picture = desk.folder.parent / "no-export.xlsx"
    picture.write_bytes(b"no workbook at all")
    assert desk.run("import", str(picture)).status == 1


def test_the_wrong_passphrase_opens_nothing(desk: DeskCommands) -> None:
    answer = desk.run("orders", "--json", passphrase="falsch")
    assert (answer.status, answer.json["code"]) == (1, "founding.passphrase_wrong")


def test_a_folder_without_data_says_so(desk: DeskCommands) -> None:
    empty = DeskCommands(desk.folder.parent / "empty", desk.transcript)
    answer = empty.run("orders", "--json")
    assert (answer.status, answer.json["code"]) == (1, "data.none")


def test_orders_by_stage_and_text(desk: DeskCommands) -> None:
    everything = desk.run("orders", "--json").json
    assert len(everything) == 20
    assert {"number", "title", "stage", "due", "unsent"} <= set(everything[0])
    assert len(desk.run("orders", "--limit", "3", "--json").json) == 3
    found = desk.run("orders", "--find", "消火栓", "--json").json
    assert [row["number"] for row in found] == ["DC2026001191"]
    assert [row["number"] for row in desk.run("orders", "--find", "1390000109", "--json").json]
    assert desk.run("orders", "--stage", "已办结", "--json").json == []
    assert PLAIN in desk.run("orders", "--find", "漏水").out
    unknown = desk.run("orders", "--stage", "无此阶段", "--json")
    assert (unknown.status, unknown.json["code"]) == (2, "stage.unknown")


def test_acting_step_by_step(desk: DeskCommands, tmp_path: Path) -> None:
    number = "DC2026001104"
    early = desk.run("act", number, "submit", "--json")
    assert (early.status, early.json["code"]) == (1, "action.not_accepted")
    accepted = desk.run("act", number, "accept", "--json")
    assert (accepted.status, accepted.json["stage"], accepted.json["saved"]) == (0, "accepted", 1)
    again = desk.run("act", number, "accept", "--json")
    assert (again.status, again.json["saved"]) == (0, 0)
    content = tmp_path / "contact.json"
    content.write_text('{"way": "电话", "outcome": "reached", "summary": "约周六上门"}', "utf-8")
    assert desk.run("act", number, "contact", "--data", str(content)).status == 0
    result = '{"result": {"outcome": "solved", "fact_note": "属实"}}'
    assert desk.run("act", number, "result", "--data", "-", given=result).status == 0
    picture = tmp_path / "door.jpg"
    Image.new("RGB", (200, 100), "grey").save(picture)
    attached = json.dumps({"file": str(picture), "purpose": "photo", "caption": "门禁"})
    assert desk.run("act", number, "attach", "--data", "-", given=attached).status == 0
    assert desk.run("act", number, "submit", "--json").json["saved"] == 1
    synced = desk.run("sync", "--json")
    assert (synced.status, synced.json["attention"], synced.json["pending"]) == (0, 0, 0)
    assert (synced.json["applied"] >= 5, synced.json["files"]) == (True, 1)
    shown = desk.run("show", number, "--json").json
    assert [entry["kind"] for entry in shown["actions"]] == [
        "accept", "record_contact", "save_result", "add_attachment", "submit",
    ]  # fmt: skip
    assert {entry["state"] for entry in shown["actions"]} == {"done"}
    assert (shown["order"]["stage"], shown["unsent"]) == ("submitted", 0)
    assert "已提交" in desk.run("show", number).out


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"way": "电话"', "action.file"),
        ("[1]", "action.file"),
        ('{"way": "电话", "outcome": "perhaps"}', "action.unreadable"),
    ],
)
def test_unreadable_content_is_wrong_use(desk: DeskCommands, content: str, code: str) -> None:
    answer = desk.run("act", PLAIN, "contact", "--data", "-", "--json", given=content)
    assert (answer.status, answer.json["code"]) == (2, code)


def test_what_is_unknown_is_named(desk: DeskCommands) -> None:
    answer = desk.run("show", "DC-0", "--json")
    assert (answer.status, answer.json["code"]) == (1, "order.unknown")
    answer = desk.run("act", PLAIN, "dance", "--json")
    assert (answer.status, answer.json["code"]) == (2, "action.unreadable")
    assert desk.run("nonsense").status == 2


def test_without_the_platform_work_is_kept_and_goes_out_later(desk: DeskCommands) -> None:
    number = "DC2026001100"
    settings = desk.folder / "settings.json"
    before = settings.read_text(encoding="utf-8")
    elsewhere = json.loads(before) | {"server.address": "http://127.0.0.1:9"}
    settings.write_text(json.dumps(elsewhere), encoding="utf-8")
    try:
        assert desk.run("act", number, "accept").status == 0
        answer = desk.run("sync", "--json")
        assert (answer.status, answer.json["code"]) == (3, "net.offline")
        shown = desk.run("show", number, "--json").json
        assert (shown["order"]["stage"], shown["unsent"]) == ("accepted", 1)
    finally:
        settings.write_text(before, encoding="utf-8")
    assert desk.run("sync", "--json").json["applied"] >= 1
    assert desk.run("show", number, "--json").json["unsent"] == 0


@pytest.fixture(scope="module")
def sheets(desk: DeskCommands, paper: Path) -> dict[str, Path]:
    """A printed handling record as scans: signed, unsigned, of another office, unreadable."""
    assert desk.run("act", PLAIN, "accept").status == 0
    result = '{"result": {"outcome": "solved", "fact_note": "属实"}}'
    assert desk.run("act", PLAIN, "result", "--data", "-", given=result).status == 0
    out = paper / "record.pdf"
    printed = desk.run("print", "F2", PLAIN, "--out", str(out), "--json")
    assert (printed.status, printed.json["form"], printed.json["round"]) == (0, "F2", 1)
    founding = DeskFounding(DataFolder(desk.folder))
    office = founding.unlock(PASSPHRASE)
    try:
        order_id = office.workplace.orders.find(PLAIN)
        card = office.workplace.orders.open(order_id)
        twin = office.workplace.paper.preview(order_id, "F2")
    finally:
        office.close()
    assert twin.form_id == printed.json["form_id"]
    context = PrintContext(printed_at=datetime.now(CST), operator="别人", unit_name="别的单位")
    strange = structs.replace(card.working.order, order_id="other", number="DC-0")
    foreign = LatePrinter().render("F2", strange, 1, card.rules, context)
    own = structs.replace(twin, pdf=out.read_bytes())
    rubbish = paper / "rubbish.pdf"
    rubbish.write_bytes(b"%PDF-1.7 nothing")
    return {
        "signed": signed_scan(own, ["head"], paper / "signed.pdf", seed=3),
        "unsigned": signed_scan(own, [], paper / "unsigned.pdf", seed=4),
        "foreign": signed_scan(foreign, ["head"], paper / "foreign.pdf", seed=5),
        "rubbish": rubbish,
    }


def test_scans_are_recognised(desk: DeskCommands, sheets: dict[str, Path]) -> None:
    answer = desk.run("scan", str(sheets["signed"]), "--json")
    pages = [page for page in answer.json if page["boxes"]]
    assert (answer.status, len(pages)) == (0, 1)
    assert (pages[0]["match"], pages[0]["number"], pages[0]["form"]) == ("current", PLAIN, "F2")
    assert pages[0]["boxes"][0]["ink"]
    answer = desk.run("scan", *(str(sheets[name]) for name in ("foreign", "rubbish")), "--json")
    assert answer.status == 1
    assert {page["match"] for page in answer.json} == {"foreign", "problem"}


def test_a_sheet_is_checked_by_its_file_or_its_code(
    desk: DeskCommands, sheets: dict[str, Path]
) -> None:
    answer = desk.run("verify", str(sheets["unsigned"]), "--json")
    (sheet,) = answer.json
    assert (answer.status, sheet["verdict"], sheet["number"]) == (0, "current", PLAIN)
    assert "打印" in sheet["printed"][0]
    code = sheet["sections"][0]["code"]
    assert desk.run("verify", code, "--json").json[0]["number"] == PLAIN
    assert desk.run("verify", "AAAAAAAAAA").status == 1


def test_a_form_is_signed_with_a_certificate(desk: DeskCommands, paper: Path) -> None:
    key = person("周建国").file(paper)
    form = '{"form": {"reason_class": "not_our_duty", "reason": "该路段由邻街道管辖"}}'
    assert desk.run("act", SIGNED, "accept").status == 0
    assert desk.run("act", SIGNED, "save_return_form", "--data", "-", given=form).status == 0
    words = ("sign", "F1", SIGNED, "--p12", str(key), "--secret-fd", "0", "--json")
    untrusted = desk.run(*words, given=CERTIFICATE_PASSPHRASE)
    assert (untrusted.status, untrusted.json["code"]) == (1, "esign.issuers")
    issuers = paper / "issuers.pem"
    issuers.write_bytes(authority().pem)
    settings = DataFolder(desk.folder).settings
    told = json.loads(settings.read_text(encoding="utf-8")) | {"sign.issuers": str(issuers)}
    settings.write_text(json.dumps(told), encoding="utf-8")
    signed = desk.run(*words, given=CERTIFICATE_PASSPHRASE)
    assert (signed.status, signed.json["holder"]) == (0, "周建国")
    offered = desk.run("sign", "F1", SIGNED, "--offer", "--out", str(paper / "o.pdf"), "--json")
    assert offered.status == 0
    checked = desk.run("verify", str(paper / "o.pdf"), "--json")
    assert (checked.status, len(checked.json[0]["electronic"])) == (0, 1)


def test_a_signed_sheet_is_filed_and_an_unsigned_one_is_not(
    desk: DeskCommands, sheets: dict[str, Path]
) -> None:
    confirmed = ("--signer", "李主任", "--signed-on", "2026-11-20", "--yes", "--json")
    unsigned = desk.run("scan", str(sheets["unsigned"]), *confirmed)
    filed = [entry for page in unsigned.json for entry in page["filed"]]
    assert (unsigned.status, [entry["code"] for entry in filed]) == (1, ["scan.unsigned"])
    foreign = desk.run("scan", str(sheets["foreign"]), *confirmed)
    assert foreign.status == 1
    assert desk.run("show", PLAIN, "--json").json["order"].get("signatures", []) == []
    behalf = (*confirmed[:4], "--sign-kind", "delegated", "--delegated-by", "周主任", "--json")
    wrong = desk.run("scan", str(sheets["signed"]), *behalf)
    assert (wrong.status, wrong.json["code"]) == (2, "scan.reason_missing")
    asked = ("scan", str(sheets["signed"]), "--reason", "外出开会", *behalf)
    refused = desk.run(*asked, given="n\n")
    assert (refused.status, refused.json["code"]) == (1, "scan.unconfirmed")
    assert "部门负责人签字　有笔迹" in refused.err
    signed = desk.run(*asked, given="y\n")
    assert signed.status == 0, signed.out
    order = desk.run("show", PLAIN, "--json").json["order"]
    (mark,) = order["signatures"]
    assert (mark["step"], mark["signer"], mark.get("differs", False)) == ("head", "李主任", False)
    assert (mark["delegated"], mark["remark"]) == (True, "受周主任委托，外出开会")
    half = desk.run("scan", str(sheets["signed"]), "--signer", "李主任", "--json")
    assert (half.status, half.json["code"]) == (2, "scan.signer")


def test_printing_says_what_it_cannot(desk: DeskCommands, paper: Path) -> None:
    blank = desk.run("print", "F1", "--blank", "--out", str(paper / "blank.pdf"), "--json")
    assert (blank.status, blank.json["blank"]) == (0, True)
    assert "退单申请" in whole_text((paper / "blank.pdf").read_bytes())
    assert desk.run("print", "F1", "--out", str(paper / "x.pdf")).status == 2
    assert desk.run("print", "F99", PLAIN, "--out", str(paper / "x.pdf")).status == 2
    foreign = desk.run("print", "F5", PLAIN, "--out", str(paper / "x.pdf"), "--json")
    assert (foreign.status, foreign.json["code"]) == (1, "print.refused")
    assert "《延期申请表》" in foreign.json["message"]
    unwritable = desk.run("print", "F2", PLAIN, "--out", str(paper), "--json")
    assert (unwritable.status, unwritable.json["code"]) == (1, "print.file")


def test_a_form_of_the_unit_is_printed_from_a_file(desk: DeskCommands, paper: Path) -> None:
    out = str(paper / "knowledge.pdf")
    unsaid = desk.run("print", "F15", "--out", out, "--json")
    assert (unsaid.status, unsaid.json["code"]) == (2, "print.data")
    content = paper / "knowledge.json"
    content.write_text('{"item": "户外招牌备案"}', encoding="utf-8")
    assert desk.run("print", "F15", "--data", str(content), "--out", out).status == 0
    assert "户外招牌备案" in whole_text((paper / "knowledge.pdf").read_bytes())
    content.write_text('{"colour": "red"}', encoding="utf-8")
    wrong = desk.run("print", "F15", "--data", str(content), "--out", out, "--json")
    assert (wrong.status, wrong.json["code"]) == (1, "print.refused")


def test_a_report_names_its_caller_nowhere(desk: DeskCommands, paper: Path) -> None:
    """举报: not in lists, searches, orders, forms, file names, logs or any file of the folder."""
    shown = desk.run("show", REPORT, "--json").json
    assert shown["order"]["confidentiality"] == "report"
    for text in CALLER:
        assert desk.run("orders", "--find", text, "--json").json == []
    assert desk.run("act", REPORT, "accept").status == 0
    told = '{"result": {"answer": "已答复举报人孙丽萍，固话0536-8221390"}}'
    assert desk.run("act", REPORT, "result", "--data", "-", given=told).status == 0
    printed = desk.run("print", "F2", REPORT, "--out", str(paper / "report.pdf"), "--copy", "site")
    assert printed.status == 0, printed.err
    assert "隐去了 2 处" in printed.out
    pages = whole_text((paper / "report.pdf").read_bytes())
    assert "孙丽萍" not in pages
    assert "8221390" not in pages
    assert [text for text in CALLER if text in pages] == []
    assert desk.run("sync").status == 0
    names, contents = [], []
    for path in [*desk.folder.rglob("*"), *paper.rglob("*")]:
        names += [path for text in CALLER if text in path.name]
        if path.is_file():
            raw = path.read_bytes()
            contents += [path for text in CALLER for way in ("utf-8", "gb18030", "utf-16-le")
                         if text.encode(way) in raw]  # fmt: skip
    assert (names, contents) == ([], [])
    said = desk.transcript.read_text(encoding="utf-8")
    assert [text for text in CALLER if text in said] == []


def test_the_offices_own_duties(desk: DeskCommands) -> None:
    found = desk.run("duties", "--json")
    assert found.status == 0
    assert {report["rule"] for report in found.json["reports"]} == {"XY-17", "XY-18"}
    assert {report["standing"] for report in found.json["reports"]} <= {"coming", "soon"}


def test_open_orders_are_compared_under_a_newer_version(desk: DeskCommands, tmp_path: Path) -> None:
    shipped = (ROOT / "resources" / "profiles" / "xiayang.toml").read_text(encoding="utf-8")
    newer = shipped.replace("version = 1", "version = 2", 1).replace("count = 1,", "count = 2,")
    file = tmp_path / "newer.toml"
    file.write_text(newer, encoding="utf-8")
    found = desk.run("profiles", "--compare", "xiayang", str(file), "--json")
    assert found.status == 0
    assert {line["what"] for line in found.json["rules"]} == {"先行接单", "先行联系"}
    assert {due["duty"] for due in found.json["orders"]} <= {"accept", "contact"}
    assert found.json["orders"]
    assert all(due["before"] < due["after"] for due in found.json["orders"])


def test_lists_and_reports_are_made_and_hold_no_confidential_caller(
    desk: DeskCommands, paper: Path
) -> None:
    made_of = {"F13": ("pdf", "xlsx", "csv"), "F24": ("csv",)}
    for form, kinds in made_of.items():
        for kind in kinds:
            out = paper / f"{form}.{kind}"
            made = desk.run("report", form, "--period", "2026", "--out", str(out), "--json")
            assert made.status == 0, made.err
            assert made.json["period"] == "2026"
        told = (paper / f"{form}.csv").read_text("utf-8-sig")
        assert not [secret for secret in CALLER if secret in told]
    shown = whole_text((paper / "F13.pdf").read_bytes())
    assert not [secret for secret in CALLER if secret in shown]
    blank = paper / "F14-blank.pdf"
    assert desk.run("report", "F14", "--blank", "--out", str(blank)).status == 0
    assert "年度自查报告" in whole_text(blank.read_bytes())
    assert PLAIN in (paper / "F13.csv").read_text("utf-8-sig")
    book = openpyxl.load_workbook(paper / "F13.xlsx")
    assert book.sheetnames == ["归档目录与台账"]


def test_a_period_or_roster_that_cannot_be_read_leaves_no_file(
    desk: DeskCommands, paper: Path
) -> None:
    out = paper / "none.pdf"
    refused = desk.run("report", "F13", "--period", "十月", "--out", str(out), "--json")
    assert (refused.status, refused.json["code"]) == (2, "report.period")
    roster = paper / "roster.txt"
    roster.write_text("王海", encoding="utf-8")
    words = ("--period", "2026-10", "--roster", str(roster), "--out", str(out), "--json")
    refused = desk.run("report", "F23", *words)
    assert (refused.status, refused.json["code"]) == (2, "report.roster")
    assert not out.exists()
