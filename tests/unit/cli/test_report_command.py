"""`report` as people call it: wrong words are explained, and files are whole or not there."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import main


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main(["report", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("F13", "--period", "2026-10", "--out", "x.txt"), "report.kind"),
        (("F13", "--blank", "--out", "x.xlsx"), "report.kind"),
        (("F13", "--out", "x.pdf"), "report.period"),
    ],
)
def test_wrong_words_are_explained_before_anything_is_opened(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    status, told = _run(capsys, "--data-dir", str(tmp_path / "none"), *words)
    assert (status, told["code"]) == (2, code)
    assert not (tmp_path / "none").exists()


def test_a_form_of_an_order_is_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["report", "F1", "--out", "x.pdf"])
    assert caught.value.code == 2
    assert "F13" in capsys.readouterr().err


def test_without_an_office_there_is_no_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    words = ("--data-dir", str(tmp_path / "none"), "F13", "--period", "2026-10", "--out", str(out))
    status, told = _run(capsys, *words)
    assert (status, told["code"]) == (1, "data.none")
    assert not out.exists()
