"""A written order with its letter, an order's deadlines, a regular report: as processes."""

import json
from pathlib import Path

import pytest
from helpers.desk_process import ROOT, DeskCommands

pytestmark = pytest.mark.slow

_NUMBER = "DC2026001109"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DeskCommands:
    root = tmp_path_factory.mktemp("matters")
    commands = DeskCommands(root / "data", root / "transcript.txt")
    export = ROOT / "resources" / "samples" / "export.xlsx"
    assert commands.run("import", str(export), "--json").status == 0
    return commands


def test_a_written_order_comes_with_its_letter_and_its_deadlines_are_listed(
    desk: DeskCommands, tmp_path: Path
) -> None:
    letter = tmp_path / "交办单.pdf"
    letter.write_bytes(b"%PDF-1.7 letter")
    content = {"matter": "follow_up", "text": "本周答复", "files": [str(letter)]}
    accepted = desk.run("act", _NUMBER, "accept", "--json")
    assert accepted.status == 0, accepted.err
    acted = desk.run("act", _NUMBER, "matter", "--data", "-", "--json", given=json.dumps(content))
    assert (acted.status, acted.json["saved"]) == (0, 2), acted.err
    clocks = desk.run("clocks", "--order", _NUMBER, "--json").json
    assert [clock["duty"] for clock in clocks][-1] == "handle_street"
    assert all(clock["earlier"] == [] for clock in clocks)


def test_a_report_is_noted_as_handed_in_and_taken_back(desk: DeskCommands) -> None:
    noted = desk.run("duties", "--done", "bulletin_part", "--json")
    assert (noted.status, noted.json["handed_in"]) == (0, True), noted.err
    undone = desk.run("duties", "--undo", "bulletin_part", "--json")
    assert undone.json == noted.json | {"handed_in": False}


def test_a_report_that_cannot_be_written_is_to_be_exported_again_not_printed(
    desk: DeskCommands, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    refused = desk.run("report", "F13", "--blank", "--out", str(taken))
    assert refused.status == 1
    assert "这个名称是一个文件夹" in refused.err
    assert "请换一个位置再导出" in refused.err
    assert list(tmp_path.iterdir()) == [taken]
