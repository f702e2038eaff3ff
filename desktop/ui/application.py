"""The program with its window: from the first line to the exit status."""

import logging
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog

from desktop.services.founding import Founding, Mode, Standing
from desktop.sync.opened import OpenedWorkplace
from desktop.sync.status import SyncControl
from desktop.ui import choices
from desktop.ui.collector import GuiCollector
from desktop.ui.crash import CrashHook, CrashWriter, log_qt_message
from desktop.ui.first_start.quick_opening import QuickOpening
from desktop.ui.icons import application_icon
from desktop.ui.last_folders import LastFolders
from desktop.ui.office import Office, make_office
from desktop.ui.style import apply_style
from desktop.ui.tasks import Jobs
from desktop.ui.typography import use_bundled_typeface
from desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from desktop.ui.first_start.founding_dialog import FoundingDialog
    from desktop.ui.first_start.unlock_dialog import UnlockDialog

_FIRST_PAINT_MS = 250
"""Sync loads the network library: it would take the processor from the first orders in view."""

_SHARE_S = 0.001
"""How long a worker may keep the interpreter while the screen waits for it: at Python's own 5 ms
the beats of the event loop were 3.7 ms apart in the 95th percentile of a pull, now 2.4."""

_log = logging.getLogger(__name__)


class DeskProgram:
    """One run with a window; the clerk may go from training to real work and back within it.

    Args:
        argv: For Qt.
        write_crash: Writes what a bug leaves behind.

    Attributes:
        app: The Qt application.
        window: The window while it is open; it is raised for a second start.
        sync: Sync of the open workplace.
    """

    def __init__(self, argv: Sequence[str], write_crash: CrashWriter) -> None:
        self.app = make_application(argv)
        self.window: MainWindow | None = None
        self.sync: SyncControl | None = None
        self._is_changing = False
        self._opened: OpenedWorkplace | None = None
        self._sync_start = QTimer(self.app)
        self._sync_start.setSingleShot(True)
        self._sync_start.setInterval(_FIRST_PAINT_MS)
        self._sync_start.timeout.connect(self._on_sync_start)
        self.app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._crash = CrashHook(write_crash, self.app)
        self._crash.install()

    def run(
        self, founding: Founding[OpenedWorkplace], opened: OpenedWorkplace | None = None
    ) -> int:
        """Open, show the window until it is closed, and close.

        Args:
            founding: Sets a workplace up and opens it.
            opened: What is open already; None asks or opens.

        Returns:
            The exit status; 0 also when the first questions were left unanswered.
        """
        collector = GuiCollector(self.app)
        try:
            return self._worked_through(founding, opened or self._asked(founding))
        finally:
            collector.stop()

    def _worked_through(
        self, founding: Founding[OpenedWorkplace], opened: OpenedWorkplace | None
    ) -> int:
        """Work in one office after the other, until the clerk does not turn to another."""
        status = 0
        while opened is not None:
            training = opened.workplace.identity.training
            status = self._worked(opened)
            opened = self._other(founding, training) if self._is_changing else None
        return status

    def start(self, opened: OpenedWorkplace) -> Office:
        """Show the window of an open workplace, and let sync begin once it has been painted."""
        sys.setswitchinterval(_SHARE_S)
        office = make_office(opened.workplace, opened.sync)
        self.sync = opened.sync
        self._dress(opened)
        LastFolders(office, self.app)
        self._is_changing = False
        office.jobs.crashed.connect(self._crash.handle_job)
        self.window = MainWindow(office)
        self.window.office_left.connect(self._on_office_left)
        self.window.show()
        self.window.activateWindow()
        self._opened = opened
        self._sync_start.start()
        return office

    def stop(self, office: Office) -> None:
        """Close the window and let the workers write what is waiting."""
        self._sync_start.stop()
        self._opened = None
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
        self.sync = None
        office.news.close()
        office.jobs.close()

    def _dress(self, opened: OpenedWorkplace) -> None:
        options = opened.workplace.options
        apply_style(
            self.app,
            choices.text_choice(options, choices.SCHEME, "system"),
            choices.number_choice(options, choices.FONT_SCALE, 100),
        )

    def _worked(self, opened: OpenedWorkplace) -> int:
        office = self.start(opened)
        try:
            return self.app.exec()
        finally:
            self.stop(office)
            opened.close()

    def _other(self, founding: Founding[OpenedWorkplace], training: bool) -> OpenedWorkplace | None:
        """Go from training to real work or back; the old office again when that is given up."""
        if not founding.has_office(training=not training):
            modes = (Mode.REAL, Mode.PRIVATE) if training else (Mode.TRAINING,)
            return self._asked(founding, modes) or self._asked(founding)
        founding.turn_to(training=not training)
        opened = self._asked(founding)
        if opened is None:
            founding.turn_to(training=training)
            opened = self._asked(founding)
        return opened

    def _asked(
        self, founding: Founding[OpenedWorkplace], modes: Sequence[Mode] = ()
    ) -> OpenedWorkplace | None:
        jobs = Jobs()
        jobs.crashed.connect(self._crash.handle_job)
        try:
            return _answered(founding, jobs, modes)
        finally:
            jobs.close()

    def _on_sync_start(self) -> None:
        if self._opened is not None:
            self._opened.start_sync()

    def _on_system_scheme_changed(self) -> None:
        """The desktop went from light to dark or back: follow it where the clerk wants that."""
        opened = self._opened
        if opened is None:
            return
        scheme = choices.text_choice(opened.workplace.options, choices.SCHEME, "system")
        if scheme == "system":
            self._dress(opened)

    def _on_office_left(self) -> None:
        self._is_changing = True
        if self.window is not None:
            self.window.close()


def make_application(argv: Sequence[str]) -> QApplication:
    """Make the Qt application with typeface, style and words; call it once, first of all."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _choose_input_method(platform.system())
    qInstallMessageHandler(log_qt_message)
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(argv) or ["hotline-desk"])
    app.setApplicationName("hotline-desk")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("hotline-desk")
    app.setStyle("Fusion")
    app.setWindowIcon(application_icon())
    _speak_chinese(app)
    use_bundled_typeface(app)
    apply_style(app)
    return app


def _answered(
    founding: Founding[OpenedWorkplace], jobs: Jobs, modes: Sequence[Mode]
) -> OpenedWorkplace | None:
    standing = founding.standing()
    if standing is Standing.NEW or modes:
        # what asks is not even loaded on all other days
        from desktop.ui.first_start.founding_dialog import FoundingDialog

        return _outcome(FoundingDialog(founding, jobs, modes or tuple(Mode)))
    opening = None if standing is Standing.LOCKED else QuickOpening(founding, jobs)
    if opening is not None and opening.wait() is not None:
        return opening.result
    from desktop.ui.first_start.unlock_dialog import UnlockDialog

    return _outcome(UnlockDialog(founding, jobs, opening))


def _outcome(dialog: "FoundingDialog | UnlockDialog") -> OpenedWorkplace | None:
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    opened = dialog.opened if accepted else None
    dialog.deleteLater()
    return opened


def _choose_input_method(system: str) -> None:
    """Reach Chinese input on a Linux desktop with fcitx.

    The wheels have no fcitx plugin; fcitx answers on ibus's interface, so ibus is named before
    the application is made. Without this no Chinese can be typed at all.
    """
    if system != "Linux":
        return
    wanted = os.environ.get("QT_IM_MODULE", "")
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    has_plugin = any(plugins.glob(f"platforminputcontexts/*{wanted}*")) if wanted else False
    if not has_plugin and (wanted or _has_fcitx()):
        os.environ["QT_IM_MODULE"] = "ibus"


def _has_fcitx() -> bool:
    return any("fcitx" in os.environ.get(name, "") for name in ("XMODIFIERS", "GTK_IM_MODULE"))


def _speak_chinese(app: QApplication) -> None:
    """Load Qt's own Chinese words for file dialogs and standard buttons, where they are there."""
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
    QLocale.setDefault(chinese)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(chinese, "qtbase", "_", folder):
        app.installTranslator(translator)
