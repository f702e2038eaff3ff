"""Logs and crash files without personal data."""

import logging
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.host.log_files import CrashFile, redacted, start_logging, stop_logging

_WORDS = {"Authorization", "Bearer", "refresh_token", 'device_secret"', "+86"}


@pytest.mark.parametrize(
    "secret",
    [
        "13900001234",
        "+86 139-0000-1234",
        "021-59201234",
        "310229196001011234",
        "31022919600101123X",
        "Authorization: Bearer abc.def-ghi",
        "refresh_token=abcdef",
        'device_secret": "abcdef',
        "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy",
    ],
)
def test_personal_numbers_and_tokens_are_masked(secret: str) -> None:
    masked = redacted(f"来电 {secret}，已处理")
    for part in secret.replace("=", " ").replace(":", " ").split():
        assert part in _WORDS or part not in masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_survives(number: str) -> None:
    assert number not in redacted(f"电话{number}。")


def test_usual_lines_stay_readable() -> None:
    line = "order QP20260918001 synced in 120 ms, 200 rows"
    assert redacted(line) == line


def test_the_log_masks_arguments_and_traces(tmp_path: Path) -> None:
    level = logging.getLogger().level
    handler = start_logging(tmp_path)
    try:
        logging.getLogger("desktop.test").warning("called %s", "13900001234")
        try:
            int("13900005678x")
        except ValueError:
            logging.getLogger("desktop.test").exception("failed")
    finally:
        stop_logging(handler)
        logging.getLogger().setLevel(level)
    text = (tmp_path / "desk.log").read_text(encoding="utf-8")
    assert "[手机号]" in text
    assert "1390000" not in text


def test_a_full_log_loses_no_line_while_another_process_has_it_open(tmp_path: Path) -> None:
    log = logging.getLogger("desktop.beside")
    handler = start_logging(tmp_path)
    try:
        log.info("line 0")
        with (tmp_path / "desk.log").open("ab") as beside:
            beside.write(b"x" * 1_000_000)
            beside.flush()
            log.info("line 1")
            log.info("line 2")
        log.info("line 3")
    finally:
        stop_logging(handler)
    files = sorted(tmp_path.iterdir(), key=lambda path: path.name, reverse=True)
    assert [path.name for path in files] == ["desk.log.1", "desk.log"]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [text.count(f"line {number}") for number in range(4)] == [1, 1, 1, 1]


def test_a_crash_is_written_with_its_place_but_not_its_words(tmp_path: Path) -> None:
    told: list[Path | None] = []
    crash = CrashFile(tmp_path)
    crash.install(told.append)
    try:
        try:
            {}["王桂香"]
        except KeyError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        crash.uninstall()
    assert told[0] is not None
    text = told[0].read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "test_log_files" in text
    assert "王桂香" not in text.replace('{}["王桂香"]', "")


def test_a_thread_that_dies_leaves_a_crash_file(tmp_path: Path) -> None:
    told: list[Path | None] = []
    crash = CrashFile(tmp_path)
    crash.install(told.append)
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join(10)
    finally:
        crash.uninstall()
    assert told[0] is not None
    assert "ZeroDivisionError" in told[0].read_text(encoding="utf-8")


def test_a_disk_that_takes_no_crash_file_is_told_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Path | None] = []
    (tmp_path / "logs").mkdir()
    monkeypatch.chdir(tmp_path)
    crash = CrashFile(Path("logs"))
    crash.install(told.append)
    try:
        # on Windows the folder of an open file cannot be deleted; from elsewhere it is not found
        monkeypatch.chdir(tmp_path.parent)
        sys.excepthook(KeyError, KeyError("王桂香"), None)
    finally:
        crash.uninstall()
    assert told == [None]
