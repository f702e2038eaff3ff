"""`print` of many sheets: wrong words, and a folder of files with their list."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.office import OfficeForTests, build_office
from helpers.step_pages import order_of

from desktop.cli import batch_commands
from desktop.cli.main import main
from desktop.domain.orders import Stage


@pytest.fixture
def desk(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeForTests]:
    """An office in memory that the command opens."""
    del qapp
    office = build_office(tmp_path)

    @contextmanager
    def opened(_arguments: argparse.Namespace) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(workplace=office.office.workplace)

    monkeypatch.setattr(batch_commands, "opened_office", opened)
    yield office
    office.close()


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main(["print", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--batch", "--out", "x"), "print.batch"),
        (("--due-today", "--orders", "1", "--out", "x"), "print.batch"),
        (("F2", "--due-today", "--out", "x"), "print.batch"),
        (("--due-today",), "print.target"),
        (("--due-today", "--out", "x", "--printer", "y"), "print.target"),
        (("F2", "1"), "print.form"),
        ((), "print.form"),
    ],
)
def test_wrong_words_are_explained_before_anything_is_opened(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    status, told = _run(capsys, "--data-dir", str(tmp_path / "none"), *words)
    assert (status, told["code"]) == (2, code)
    assert not (tmp_path / "none").exists()


def test_orders_are_printed_into_a_folder(
    desk: OfficeForTests, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    order_id = next(o for o in desk.order_ids() if order_of(desk, o).stage is Stage.HANDLING)
    number = order_of(desk, order_id).number
    out = tmp_path / "out"
    status, told = _run(capsys, "--orders", number, "--only", "F2", "F3", "--out", str(out))
    assert status == 0
    assert [(row["number"], row["form"]) for row in told["sent"]] == [
        (number, "F2"),
        (number, "F3"),
    ]
    assert len(list(out.iterdir())) == 3
    assert [row.form for row in order_of(desk, order_id).prints] == ["F2", "F3"]


def test_what_did_not_go_out_is_told_and_ends_in_an_error(
    desk: OfficeForTests, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.printers.refusal = "打印机缺纸"
    number = order_of(desk, desk.order_ids()[0]).number
    status, told = _run(capsys, "--orders", number, "--printer", "二楼复印机")
    assert status == 1
    assert told["failed"][0]["message"] == "打印机缺纸"
    assert told["sent"] == []
    assert len(told["left"]) == 2
    assert main(["print", "--orders", number, "--printer", "二楼复印机"]) == 1
    assert "没有送出　" in capsys.readouterr().out


def test_a_printer_that_is_not_there_is_said_before_anything_is_recorded(
    desk: OfficeForTests, capsys: pytest.CaptureFixture[str]
) -> None:
    number = order_of(desk, desk.order_ids()[0]).number
    status, told = _run(capsys, "--orders", number, "--printer", "阁楼")
    assert (status, told["code"]) == (1, "print.refused")
    assert order_of(desk, desk.order_ids()[0]).prints == ()


def test_what_is_due_today_is_printed_once(
    desk: OfficeForTests, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--batch", "--due-today", "--printer", "二楼复印机", "--copies", "2", "--duplex")
    status, told = _run(capsys, *words)
    assert status == 0
    assert told["sent"]
    assert {(s.copies, s.duplex) for _, s in desk.printers.sent} == {(2, True)}
    assert _run(capsys, *words)[1] == {"sent": [], "failed": [], "left": []}
    assert main(["print", *words]) == 0
    assert capsys.readouterr().out == "没有要打印的表。\n"
