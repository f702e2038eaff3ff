"""What the street decides outside the program, entered at an encrypted private centre."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.export_files import HEADINGS, plain_row, write_csv

from desktop.cli.main import main
from desktop.contract import codec
from desktop.domain.actions import Remove

Command = Callable[..., int]


@pytest.fixture
def desk(tmp_path: Path) -> Command:
    """Runs commands over one data folder; the passphrase comes through a file descriptor."""
    secret = tmp_path / "passphrase"
    secret.write_text("桂花开在三月-12\n", encoding="utf-8")

    def run(*words: str) -> int:
        with secret.open("rb") as file:
            options = ["--data-dir", str(tmp_path / "data"), "--passphrase-fd", str(file.fileno())]
            return main([*options, *words])

    return run


def test_a_decision_reaches_the_centre_and_the_desk(
    desk: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write_csv(tmp_path / "export.csv", [HEADINGS, plain_row("G-1"), plain_row("G-2")])
    assert desk("import", str(export), "--unit", "示范居委会", "--user", "张三") == 0
    capsys.readouterr()
    decision = tmp_path / "remove.json"
    decision.write_bytes(codec.encode(Remove("派错了")))
    assert desk("centre", "act", "G-1", str(decision)) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "applied"
    assert desk("orders", "--json") == 0
    assert [line["number"] for line in json.loads(capsys.readouterr().out)] == ["G-2"]


def test_a_refused_decision_is_told_as_the_centre_tells_it(
    desk: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write_csv(tmp_path / "export.csv", [HEADINGS, plain_row("G-1")])
    assert desk("import", str(export), "--unit", "示范居委会", "--user", "张三") == 0
    capsys.readouterr()
    assert desk("centre", "close", "nowhere") == 1
    assert "not_found" in capsys.readouterr().err
    assert desk("centre", "callback", "G-1", "satisfied", "--text", "很好") == 1
    assert "centre.refused" in capsys.readouterr().err


def test_only_decisions_are_offered(desk: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        desk("centre", "serve")
    assert ended.value.code == 2
    assert "serve" in capsys.readouterr().err
