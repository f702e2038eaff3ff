"""The printers of CUPS: commands of its own on the path; Windows has none of them."""

from pathlib import Path

import pytest

from desktop.host.printers import SystemPrinters
from desktop.services.page_range import PageRange
from desktop.services.paper_ports import PrintError
from desktop.services.print_ports import JobState, JobStatus, PrintSetup


def test_no_printer_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    printers = SystemPrinters()
    assert list(printers.names()) == []
    with pytest.raises(PrintError, match="PDF"):
        printers.send(tmp_path / "a.pdf", PrintSetup())


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CUPS with two printers that writes down what it is told."""
    _script(
        tmp_path / "lpstat",
        'if [ "$1" = -e ]; then echo office; echo hall; '
        'else echo "system default destination: hall"; fi',
    )
    _script(tmp_path / "lp", f'echo "$@" > {tmp_path}/said')
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    return tmp_path


def test_the_default_printer_comes_first(spooler: Path) -> None:
    assert spooler.is_dir()
    assert list(SystemPrinters().names()) == ["hall", "office"]


def test_a_file_is_sent_as_asked(spooler: Path) -> None:
    setup = PrintSetup(printer="office", copies=2, duplex=True, pages=PageRange(((1, 2), (4, 4))))
    SystemPrinters().send(spooler / "a.pdf", setup)
    said = (spooler / "said").read_text()
    assert said.split()[:4] == ["-d", "office", "-n", "2"]
    assert "two-sided-long-edge" in said
    assert "-P 1-2,4" in said
    assert said.strip().endswith("a.pdf")


def test_a_printer_that_is_gone_or_refuses_is_said(spooler: Path) -> None:
    with pytest.raises(PrintError, match="attic"):
        SystemPrinters().send(spooler / "a.pdf", PrintSetup(printer="attic"))
    _script(spooler / "lp", "exit 1")
    with pytest.raises(PrintError, match="没有接受"):
        SystemPrinters().send(spooler / "a.pdf", PrintSetup())


_QUEUE = """case "$*" in
"-e") echo office; echo hall;;
"-d") echo "system default destination: hall";;
"-W not-completed -o hall") cat waiting 2>/dev/null || true;;
"-W completed -o hall") cat completed 2>/dev/null || true;;
"-p hall") cat printer;;
esac"""


@pytest.fixture
def queue(spooler: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CUPS whose answers about its queue lie in files."""
    _script(spooler / "lpstat", f"cd {spooler}\n{_QUEUE}")
    _script(spooler / "lp", "echo 'request id is hall-12 (1 file(s))'")
    (spooler / "printer").write_text("printer hall is idle.  enabled since Fri\n")
    return spooler


def test_a_job_is_followed_through_the_queue(queue: Path) -> None:
    printers = SystemPrinters()
    job = printers.send(queue / "a.pdf", PrintSetup(printer="hall"))
    assert job == "hall-12"
    assert printers.status(job).state is JobState.UNKNOWN
    (queue / "waiting").write_text("hall-11 me 1024 Fri\nhall-12 me 1024 Fri\n")
    assert printers.status(job) == JobStatus(JobState.WAITING, 1)
    (queue / "printer").write_text("printer hall now printing hall-12.  enabled since Fri\n")
    assert printers.status(job).state is JobState.PRINTING
    (queue / "printer").write_text("printer hall disabled since Fri 20 Nov -\n\tMedia tray empty\n")
    assert printers.status(job) == JobStatus(JobState.HELD, 1, "Media tray empty")
    (queue / "waiting").unlink()
    (queue / "completed").write_text("hall-12 me 1024 Fri\n")
    assert printers.status(job).state is JobState.DONE
    assert printers.status("").state is JobState.UNKNOWN


def test_a_stopped_printer_that_refuses_says_why(queue: Path) -> None:
    _script(queue / "lp", "exit 1")
    (queue / "printer").write_text("printer hall disabled since Fri 20 Nov -\n\tPaused\n")
    with pytest.raises(PrintError, match="hall”已停用（Paused）"):
        SystemPrinters().send(queue / "a.pdf", PrintSetup(printer="hall"))
