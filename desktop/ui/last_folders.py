"""The folder in which the clerk was last, for each kind of file: where the next dialog begins.

Without it a dialog begins where the program lies, and nobody keeps files there.

The dialog itself looks at its folder, in the thread of the window: one on a share that is
switched off would hold the window until the system gives it up, half a minute later. So only
folders of this PC are begun in.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.ui import choices
from desktop.ui.office import Office

_OPTION = "screen.folder."
_FIXED = 3
"""What Windows calls a drive that is built in."""


class Files(StrEnum):
    """Kinds of files that lie together in an office."""

    SAVED = "saved"
    """What the program writes: forms, lists, attachments."""
    ORDERS = "orders"
    """Export files of a platform, and published figures."""
    PAPER = "paper"
    """Scans, photos, recordings, screenshots."""
    SIGNING = "signing"
    """PDFs on their way to an electronic signature and back."""
    KEYS = "keys"
    """Certificates and drivers."""
    RULES = "rules"
    RESCUE = "rescue"


class LastFolders(QObject):
    """Remembers folders among the options of the open office. One for the program.

    Args:
        office: Its options, and the worker that writes them.
        app: Owner.
    """

    def __init__(self, office: Office, app: QApplication) -> None:
        former = _memory()
        if former is not None:  # the office that was open before
            former.setParent(None)
            former.deleteLater()
        super().__init__(app)
        _IN_USE.memory = self
        self._office = office
        self._kept: dict[Files, str] = {}

    def folder(self, kind: Files) -> str:
        """Give the remembered folder; empty for none."""
        options = self._office.workplace.options
        return self._kept.get(kind) or choices.text_choice(options, _OPTION + kind, "")

    def keep(self, kind: Files, folder: str) -> None:
        """Remember a folder; the file is synced to disk, so not in this thread."""
        if folder == self.folder(kind):
            return
        self._kept[kind] = folder
        write = partial(self._office.workplace.options.set, _OPTION + kind, folder)
        self._office.jobs.run(write, self._on_kept, owner=self)

    def _on_kept(self, _none: None) -> None:
        """Nothing is to be shown."""


def start_folder(kind: Files) -> Path:
    """Say where a dialog begins: the last folder of the kind, else the clerk's own documents."""
    memory = _memory()
    folder = memory.folder(kind) if memory else ""
    # what was remembered before, or a drive letter that means another place by now, may be far
    if folder and is_near(folder) and Path(folder).is_dir():
        return Path(folder)
    place = QStandardPaths.StandardLocation
    for usual in (place.DocumentsLocation, place.DesktopLocation):
        own = Path(QStandardPaths.writableLocation(usual))
        if own.is_dir():
            return own
    return Path.home()


def keep_folder(kind: Files, chosen: Path, *, is_folder: bool = False) -> None:
    """Remember where something was picked or saved, if it is in this PC."""
    memory = _memory()
    folder = str(chosen if is_folder else chosen.parent)
    if memory is not None and is_near(folder):
        memory.keep(kind, folder)


if sys.platform == "win32":
    import ctypes

    def _drive_type(root: str) -> int:
        """Ask what a drive is; the table of drives answers, and not the drive."""
        return int(ctypes.windll.kernel32.GetDriveTypeW(root))

else:

    def _drive_type(_root: str) -> int:
        """Take every place for near: what is mounted where cannot be told cheaply."""
        return _FIXED


def is_near(folder: str, drive_type: Callable[[str], int] = _drive_type) -> bool:
    """Tell whether a folder lies in this PC, without asking the place itself.

    Args:
        folder: The folder.
        drive_type: Says what the root of a drive is, in the numbers of Windows.
    """
    if folder.replace("\\", "/").startswith("//"):
        return False
    drive = PureWindowsPath(folder).drive
    return not drive or drive_type(f"{drive}\\") == _FIXED


class _InUse:
    """The one of the program; to look for it among the application's children takes 12 ms."""

    memory: LastFolders | None = None


_IN_USE = _InUse()


def _memory() -> LastFolders | None:
    known = _IN_USE.memory
    return known if known is not None and isValid(known) else None
