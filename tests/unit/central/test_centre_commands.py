"""`python -m central` in this process: what an administrator types, and the exit status."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.central_clerks import (
    Clerk,
    add_orders,
    contact,
    head_signature,
    make_order,
    note,
    open_platform,
    result,
    return_form,
)
from openpyxl import Workbook

from central import training
from central.__main__ import main
from desktop.contract import codec
from desktop.domain.actions import Accept, RequestReturn, Submit
from desktop.domain.orders import Confidentiality, Order, Stage
from resources import sample_orders


class Centre:
    """The command line over one folder, and a clerk of its first unit."""

    def __init__(self, data: Path, printed: pytest.CaptureFixture[bytes]) -> None:
        self.data = data
        self._printed = printed
        self.platform = open_platform(data)
        self.clerk = Clerk(self.platform)

    def run(self, *words: str) -> tuple[int, str]:
        split = 2 if words[0] == "user" else 1
        self._printed.readouterr()
        status = main([*words[:split], "--data", str(self.data), *words[split:]])
        out, error = self._printed.readouterr()
        return status, (out + error).decode()

    def add(self, number: str) -> Order:
        order = make_order(number)
        add_orders(self.platform, order)
        return order


@pytest.fixture
def centre(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Centre]:
    opened = Centre(tmp_path, capfdbinary)
    yield opened
    opened.platform.close()


def returned(centre: Centre) -> Order:
    order, form, clerk = centre.add("A-1"), return_form(), centre.clerk
    clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, form),
        clerk.made(order, head_signature(order, form)),
        clerk.made(order, RequestReturn()),
    )
    return order


def submitted(centre: Centre) -> Order:
    order, clerk = centre.add("A-2"), centre.clerk
    clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, contact()),
        clerk.made(order, result()),
        clerk.made(order, Submit()),
    )
    return order


def test_a_return_is_decided(centre: Centre) -> None:
    returned(centre)
    words = ("decide-return", "A-1", "accept", "--opinion", "同意")
    assert centre.run(*words)[0] == 1
    assert centre.run(*words, "--to", "nowhere")[0] == 1
    assert centre.run(*words, "--to", "u2")[0] == 0
    moved = Clerk(centre.platform, unit="u2").pull().changes
    assert len(moved) == 1


def test_callback_and_close(centre: Centre) -> None:
    order = submitted(centre)
    assert centre.run("callback", "A-2", "dissatisfied", "--text", "没解决")[0] == 0
    assert centre.clerk.order(order).stage is Stage.WARNED
    status, said = centre.run("close", "A-2")
    assert status == 1
    assert "action.stage" in said


def test_any_centre_action_from_a_file(centre: Centre) -> None:
    order = centre.add("A-3")
    action = centre.data / "action.json"
    action.write_text('{"kind": "remove", "reason": "派错了"}', encoding="utf-8")
    assert centre.run("act", "A-3", str(action))[0] == 0
    action.write_text('{"kind": "explode"}', encoding="utf-8")
    assert centre.run("act", "A-3", str(action))[0] == 1
    assert centre.clerk.do(order, Accept()).code == "order.gone"


def test_late_entries_are_listed_and_admitted(centre: Centre) -> None:
    order = centre.add("A-4")
    told = centre.clerk.do(order, result())
    listed = json.loads(centre.run("late", "--json")[1])
    assert [(line["op_id"], line["code"]) for line in listed] == [
        (told.op_id, "action.not_accepted")
    ]
    assert centre.run("late", "--admit", told.op_id)[0] == 1
    centre.clerk.do(order, Accept(), seen=1)
    assert centre.run("late", "--admit", told.op_id)[0] == 0
    assert "已受理" in centre.run("late")[1]
    assert centre.clerk.order(order).round.result is not None


def test_orders_and_their_history_are_shown(centre: Centre) -> None:
    order = centre.add("A-5")
    centre.clerk.do(order, Accept())
    centre.clerk.do(order, note("已联系物业"))
    lines = json.loads(centre.run("orders", "--json", "--unit", "u1")[1])
    assert [(line["number"], line["stage"]) for line in lines] == [("A-5", "accepted")]
    shown = json.loads(centre.run("show", "A-5", "--json")[1])
    assert [line["data"]["kind"] for line in shown["history"]] == ["accept", "add_note"]
    assert shown["version"] == shown["history"][-1]["version"]
    assert shown["order"]["notes"][0]["text"] == "已联系物业"
    assert "已联系物业" not in centre.run("orders")[1]
    assert centre.run("show", "none")[0] == 1


def test_people_by_command(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim-12345\n"))
    status, said = centre.run("user", "add", "李四", "--unit", "u1", "--password-stdin")
    assert (status, set(json.loads(said))) == (0, {"user_id"})
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert centre.run("user", "add", "李四", "--unit", "u1", "--password-stdin")[0] == 1
    assert centre.run("enrol", "nowhere")[0] == 1
    assert json.loads(centre.run("enrol", "u1", "--json")[1])["unit_name"] == "一居委"


def test_a_restore_begins_a_new_lineage(centre: Centre) -> None:
    before = centre.platform.database.epoch
    assert json.loads(centre.run("restored")[1])["epoch"] > before


def test_wrong_use_has_its_own_status(centre: Centre) -> None:
    with pytest.raises(SystemExit) as caught:
        centre.run("callback", "A-1", "delighted")
    assert caught.value.code == 2


HEADINGS = [
    "工单编号", "标题", "诉求内容", "诉求人", "联系电话", "派单时间", "截止时间", "承办部门",
    "工单类型",
]  # fmt: skip


def write_export(path: Path, *rows: tuple[str, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def row(number: str, unit: str = "一居委", kind: str = "紧急") -> tuple[str, ...]:
    times = ("2026-11-19 09:00", "2026-11-25 18:00")
    return (number, "堆物", "楼道堆物。", "周敏之", "13900001001", *times, unit, kind)


def test_an_export_is_imported_once_with_every_left_out_row_named(centre: Centre) -> None:
    known = centre.add("D-1")
    path = write_export(
        centre.data / "export.xlsx",
        row(known.number),
        row("D-2", unit="二居委"),
        row("D-3", unit="无此单位", kind="奇怪类型"),
        row("D-3"),
        row(""),
    )
    report = json.loads(centre.run("import", str(path), "--unit", "u3", "--json")[1])
    assert (report["added"], report["known"], report["repeated"]) == (
        ["D-2", "D-3"],
        ["D-1"],
        ["D-3"],
    )
    assert [line["row"] for line in report["refused"]] == [6]
    changes = Clerk(centre.platform, unit="u2").pull().changes
    second = codec.decode_order(changes[0].order)
    assert (second.kind, second.platform_due[0].duty) == ("urgent", "handle")
    lines = json.loads(centre.run("orders", "--json", "--unit", "u3")[1])
    assert [line["number"] for line in lines] == ["D-3"]
    again = json.loads(centre.run("import", str(path), "--unit", "u3", "--json")[1])
    assert again["added"] == []


def test_an_import_needs_a_unit_when_there_are_several(centre: Centre) -> None:
    path = write_export(centre.data / "export.xlsx", row("D-9"))
    assert centre.run("import", str(path))[0] == 1
    assert centre.run("import", str(centre.data / "missing.xlsx"), "--unit", "u1")[0] == 1
    assert "D-9" not in centre.run("orders")[1]


def test_training_fills_once_and_hides_confidential_callers(centre: Centre) -> None:
    added = training.fill(centre.platform)
    assert added == len(sample_orders.load())
    assert training.fill(centre.platform) == 0
    lines = json.loads(centre.run("orders", "--json")[1])
    shown = [json.loads(centre.run("show", line["number"], "--json")[1]) for line in lines]
    secret = [
        entry["order"]
        for entry in shown
        if entry["order"].get("confidentiality", "none") != Confidentiality.NONE
    ]
    assert secret
    assert all("caller" not in order for order in secret)


@pytest.mark.parametrize("spoilt", ["", "platform.sqlite"])
def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    spoilt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk comes the same way; a traceback would be shown to a clerk who imports."""
    data = tmp_path / "data"
    if spoilt:
        (data / spoilt).mkdir(parents=True)
    else:
        data.write_bytes(b"")
    assert main(["orders", "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("unavailable: ")
    assert len(told.splitlines()) == 1
