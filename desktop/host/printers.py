"""The system's printers: CUPS on Linux, the spooler on Windows."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.services.ports import PrintError

_COMMAND_S = 20.0
_NO_PRINTER = "本机没有安装打印机。可以先存为 PDF，再到有打印机的电脑上打印。"

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _LOCAL_AND_CONNECTED = 2 | 4
    _LEVEL = 4
    _SHELL_ERRORS_UP_TO = 32
    _SW_HIDE = 0

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

    def _send(pdf: Path, printer: str, copies: int, *, duplex: bool) -> None:
        # The program that opens PDFs prints; whether both sides is the printer's own setting.
        del duplex
        shell = ctypes.WinDLL("shell32")
        verb, quoted = ("printto", f'"{printer}"') if printer else ("print", None)
        for _ in range(copies):
            done = shell.ShellExecuteW(None, verb, str(pdf), quoted, None, _SW_HIDE)
            if done <= _SHELL_ERRORS_UP_TO:
                raise PrintError(
                    "没有能打印 PDF 的程序。请安装 PDF 阅读器并设为默认，或先存为 PDF 再打印。"
                )

else:

    def _installed() -> list[str]:
        listed = _run("lpstat", "-e")
        return [line.strip() for line in (listed or "").splitlines() if line.strip()]

    def _default() -> str:
        said = _run("lpstat", "-d") or ""
        return said.partition(":")[2].strip()

    def _send(pdf: Path, printer: str, copies: int, *, duplex: bool) -> None:
        if shutil.which("lp") is None:
            raise PrintError("本机没有打印服务（CUPS）。可以先存为 PDF，再到别处打印。")
        sides = "two-sided-long-edge" if duplex else "one-sided"
        target = ["-d", printer] if printer else []
        command = ["lp", *target, "-n", str(copies), "-o", f"sides={sides}", "--", str(pdf)]
        if _run(*command) is None:
            raise PrintError("打印机没有接受。请检查打印机是否打开、有纸，并且名称没有改变。")

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

    def names(self) -> Sequence[str]:
        """List the printers, the default one first; empty when there is none."""
        installed = _installed()
        default = _default()
        if default in installed:
            installed.remove(default)
            installed.insert(0, default)
        return installed

    def send(self, pdf: Path, *, printer: str, copies: int, duplex: bool) -> None:
        """Print a file.

        Raises:
            PrintError: The system refused; the message says why and what to do.
        """
        installed = self.names()
        if not installed:
            raise PrintError(_NO_PRINTER)
        if printer and printer not in installed:
            raise PrintError(f"没有找到打印机“{printer}”，请重新选择。")
        _send(pdf.absolute(), printer, max(copies, 1), duplex=duplex)
