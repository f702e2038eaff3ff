"""`profiles --compare`: two versions of rules, as people call it."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import main

_OWN = """
extends = "xiayang"
id = "xiayang_own"
name = "示范居委会"
version = 1
accept_reminder_hours = 3
"""


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main(["profiles", "--compare", *words, "--json"])
    said = capsys.readouterr()
    return status, json.loads(said.out or said.err)


def test_two_places_differ_in_numbers_with_their_clauses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, found = _run(capsys, "xiayang", "linshu")
    assert status == 0
    assert (found["old"], found["orders"]) == ({"id": "xiayang", "version": 1}, [])
    by_name = {line["what"]: line for line in found["rules"]}
    late = by_name["逾期退单"]
    assert (late["before"], late["after"]) == ("逾期不予退单", "逾期仍可申请，由中心判定")
    clauses = {line["clause"] for line in found["rules"] if line["rule"] == "LS-09"}
    assert "附件 三(一)2(1) 在诉求办理完成后向来电人做好办理结果反馈" in clauses


def test_a_units_own_file_is_compared_with_what_it_extends(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(_OWN, encoding="utf-8")
    status, found = _run(capsys, "xiayang@1", str(file))
    assert status == 0
    [line] = found["rules"]
    assert (line["what"], line["before"], line["after"]) == (
        "接单提醒", "派单后 2 个办公小时", "派单后 3 个办公小时",
    )  # fmt: skip


def test_the_words_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "--compare", "xiayang", "xiayang"]) == 0
    assert capsys.readouterr().out == (
        "上海市青浦区夏阳街道 第 1 版 → 上海市青浦区夏阳街道 第 1 版\n  规则内容没有不同\n"
    )


@pytest.mark.parametrize("wanted", ["nowhere", "xiayang@9", "xiayang@x", "missing.toml"])
def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str], wanted: str) -> None:
    status, found = _run(capsys, "xiayang", wanted)
    assert (status, found["code"]) == (2, "rules.unknown")
