"""The system's printers: CUPS on Linux, the spooler on Windows."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.services.paper_ports import PrintError
from desktop.services.print_ports import JobState, JobStatus, PrintSetup

_COMMAND_S = 20.0
_NO_PRINTER = "本机没有安装打印机。可以先存为 PDF，再到有打印机的电脑上打印。"
_UNKNOWN = JobStatus(JobState.UNKNOWN)

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from desktop.host.pdf_pages import cut_pages

    _SETS_DUPLEX = False
    """The program that opens PDFs prints; both sides is the printer's own setting there."""
    _LOCAL_AND_CONNECTED = 2 | 4
    _LEVEL = 4
    _SHELL_ERRORS_UP_TO = 32
    _SW_HIDE = 0
    _SHELL_ERRORS = {
        2: "要打印的文件不见了，可能被杀毒软件隔离。请再打印一次，或先存为 PDF 再打印。",
        3: "要打印的文件不见了，可能被杀毒软件隔离。请再打印一次，或先存为 PDF 再打印。",
        5: "Windows 不允许打印这个文件。请先存为 PDF，再从 PDF 阅读器打印。",
        8: "内存不够，没有打印。请关掉一些程序再打印。",
    }
    _NO_PROGRAM = "没有能打印 PDF 的程序。请安装 PDF 阅读器并设为默认，或先存为 PDF 再打印。"

    class _PrinterInfo(ctypes.Structure):
        """PRINTER_INFO_4W."""

        _fields_ = (
            ("name", wintypes.LPWSTR),
            ("server", wintypes.LPWSTR),
            ("attributes", wintypes.DWORD),
        )

    def _installed() -> list[str]:
        spooler = ctypes.WinDLL("winspool.drv")
        needed, count = wintypes.DWORD(), wintypes.DWORD()
        wanted = (_LOCAL_AND_CONNECTED, None, _LEVEL)
        spooler.EnumPrintersW(*wanted, None, 0, ctypes.byref(needed), ctypes.byref(count))
        if not needed.value:
            return []
        buffer = ctypes.create_string_buffer(needed.value)
        good = spooler.EnumPrintersW(
            *wanted, buffer, needed, ctypes.byref(needed), ctypes.byref(count)
        )
        if not good:
            return []
        rows = ctypes.cast(buffer, ctypes.POINTER(_PrinterInfo))
        return [str(rows[index].name) for index in range(count.value)]

    def _default() -> str:
        spooler = ctypes.WinDLL("winspool.drv")
        length = wintypes.DWORD()
        spooler.GetDefaultPrinterW(None, ctypes.byref(length))
        if not length.value:
            return ""
        buffer = ctypes.create_unicode_buffer(length.value)
        found = spooler.GetDefaultPrinterW(buffer, ctypes.byref(length))
        return buffer.value if found else ""

    def _send(pdf: Path, setup: PrintSetup) -> str:
        """Let the program that opens PDFs print: it is not told a range, so it gets a cut copy.

        The copy stays: that program may not have read it when this returns. It lies in the folder
        of the file and goes with it at the next start.
        """
        wanted = pdf
        if not setup.pages.is_all:
            wanted = pdf.with_name(f"{pdf.stem}-pages.pdf")
            cut_pages(pdf, setup.pages, wanted)
        shell = ctypes.WinDLL("shell32")
        shell.ShellExecuteW.restype = ctypes.c_ssize_t
        verb, quoted = ("printto", f'"{setup.printer}"') if setup.printer else ("print", None)
        for _ in range(setup.copies):
            done = int(shell.ShellExecuteW(None, verb, str(wanted), quoted, None, _SW_HIDE))
            if done <= _SHELL_ERRORS_UP_TO:
                raise PrintError(_SHELL_ERRORS.get(done, _NO_PROGRAM))
        return ""

    def _status(job: str) -> JobStatus:
        # the job is the PDF program's own: Windows gives nobody else its number
        del job
        return _UNKNOWN

else:
    _SETS_DUPLEX = True
    _REQUEST = re.compile(r"request id is (\S+-\d+)")
    _STOPPED = re.compile(r"^printer \S+ disabled since .*-\s*\n?\s*(.*)$", re.MULTILINE)

    def _installed() -> list[str]:
        listed = _run("lpstat", "-e")
        return [line.strip() for line in (listed or "").splitlines() if line.strip()]

    def _default() -> str:
        said = _run("lpstat", "-d") or ""
        return said.partition(":")[2].strip()

    def _send(pdf: Path, setup: PrintSetup) -> str:
        """Give CUPS the PDF itself: it stays vector to the printer's own filter."""
        if shutil.which("lp") is None:
            raise PrintError("本机没有打印服务（CUPS）。可以先存为 PDF，再到别处打印。")
        sides = "two-sided-long-edge" if setup.duplex else "one-sided"
        command = ["lp", *(["-d", setup.printer] if setup.printer else [])]
        command += ["-n", str(setup.copies), "-o", f"sides={sides}"]
        if setup.copies > 1:
            command += ["-o", "collate=true"]
        if not setup.pages.is_all:
            command += ["-P", str(setup.pages)]
        said = _run(*command, "--", str(pdf))
        if said is None:
            raise PrintError(_refusal(setup.printer))
        found = _REQUEST.search(said)
        return found[1] if found else ""

    def _refusal(printer: str) -> str:
        reason = _stop_reason(printer) if printer else None
        if reason is None:
            return "打印机没有接受。请检查打印机是否打开、有纸，并且名称没有改变。"
        why = f"（{reason}）" if reason else ""
        return f"打印机“{printer}”已停用{why}。请在系统里恢复后再打印。"

    def _stop_reason(printer: str) -> str | None:
        """Say why a printer is stopped; empty when it does not say, None when it is not."""
        said = _run("lpstat", "-p", printer) or ""
        if " disabled since" not in said:
            return None
        found = _STOPPED.search(said)
        return found[1].strip() if found else ""

    def _status(job: str) -> JobStatus:
        printer = job.rpartition("-")[0]
        waiting = _jobs("not-completed", printer)
        if job not in waiting:
            return JobStatus(JobState.DONE) if job in _jobs("completed", printer) else _UNKNOWN
        said = _run("lpstat", "-p", printer) or ""
        if f"now printing {job}." in said:
            return JobStatus(JobState.PRINTING)
        reason = _stop_reason(printer)
        if reason is not None:
            return JobStatus(JobState.HELD, waiting.index(job), reason)
        return JobStatus(JobState.WAITING, waiting.index(job))

    def _jobs(which: str, printer: str) -> list[str]:
        listed = _run("lpstat", "-W", which, "-o", printer) or ""
        return [line.split()[0] for line in listed.splitlines() if line.strip()]

    def _run(*command: str) -> str | None:
        """Run a command in plain English output; None when it is missing or fails."""
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=_COMMAND_S,
                check=True,
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.decode("utf-8", "replace")


class SystemPrinters:
    """Implements the port `Printers`."""

    @property
    def sets_duplex(self) -> bool:
        """Whether both sides can be asked for."""
        return _SETS_DUPLEX

    def names(self) -> Sequence[str]:
        """List the printers, the default one first; empty when there is none."""
        installed = _installed()
        default = _default()
        if default in installed:
            installed.remove(default)
            installed.insert(0, default)
        return installed

    def send(self, pdf: Path, setup: PrintSetup) -> str:
        """Print a file; see `Printers.send`.

        Raises:
            PrintError: The system refused; the message says why and what to do.
        """
        installed = self.names()
        if not installed:
            raise PrintError(_NO_PRINTER)
        if setup.printer and setup.printer not in installed:
            raise PrintError(f"没有找到打印机“{setup.printer}”，请重新选择。")
        return _send(pdf.absolute(), setup)

    def status(self, job: str) -> JobStatus:
        """Ask how a job stands; see `Printers.status`."""
        return _status(job) if job else _UNKNOWN
