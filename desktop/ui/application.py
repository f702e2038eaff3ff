"""The program with its window: from the first line to the exit status."""

import logging
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TypeGuard

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog

from desktop.services.founding import Founding, Standing
from desktop.sync.opened import OpenedWorkplace
from desktop.sync.status import SyncControl
from desktop.ui import choices
from desktop.ui.crash import CrashHook, log_qt_message
from desktop.ui.first_start.founding_dialog import FoundingDialog
from desktop.ui.first_start.unlock_dialog import UnlockDialog
from desktop.ui.icons import application_icon
from desktop.ui.office import Office, make_office
from desktop.ui.style import apply_style
from desktop.ui.tasks import Jobs
from desktop.ui.typography import use_bundled_typeface
from desktop.ui.window import MainWindow

_log = logging.getLogger(__name__)


class DeskProgram:
    """One run with a window. `Founding` is asked when nothing is open yet.

    Args:
        argv: For Qt.

    Attributes:
        app: The Qt application.
        window: The window while it is open; it is raised for a second start.
        sync: Sync of the open workplace.
    """

    def __init__(self, argv: Sequence[str]) -> None:
        self.app = make_application(argv)
        self.window: MainWindow | None = None
        self.sync: SyncControl | None = None
        self._crash = CrashHook(None, self.app)
        self._crash.install()

    def run(self, source: OpenedWorkplace | Founding[OpenedWorkplace]) -> int:
        """Open, show the window until it is closed, and close.

        Args:
            source: An open workplace, or the way to one.

        Returns:
            The exit status; 0 also when the first questions were left unanswered.
        """
        opened = self._opened(source)
        if opened is None:
            return 0
        office = self.start(opened)
        try:
            return self.app.exec()
        finally:
            self.stop(office)
            opened.close()

    def start(self, opened: OpenedWorkplace) -> Office:
        """Show the window of an open workplace and let sync begin."""
        office = make_office(opened.workplace, opened.sync)
        self.sync = opened.sync
        options = opened.workplace.options
        apply_style(
            self.app,
            choices.text_choice(options, choices.SCHEME, "system"),
            choices.number_choice(options, choices.FONT_SCALE, 100),
        )
        self._crash.remember_folder(opened.workplace.data_folder)
        office.jobs.crashed.connect(self._crash.handle_job)
        self.window = MainWindow(office)
        self.window.show()
        opened.start_sync()
        return office

    def stop(self, office: Office) -> None:
        """Close the window and let the workers write what is waiting."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
        office.news.close()
        office.jobs.close()

    def _opened(
        self, source: OpenedWorkplace | Founding[OpenedWorkplace]
    ) -> OpenedWorkplace | None:
        if _is_open(source):
            return source
        assert _is_founding(source)  # noqa: S101 - one of the two, as the signature says
        jobs = Jobs()
        jobs.crashed.connect(self._crash.handle_job)
        try:
            return _asked(source, jobs)
        finally:
            jobs.close()


def run(source: OpenedWorkplace | Founding[OpenedWorkplace], argv: Sequence[str]) -> int:
    """Run the program with its window.

    Args:
        source: An open workplace, or the way to one (first start, passphrase).
        argv: Command line, for Qt.

    Returns:
        The exit status.
    """
    return DeskProgram(argv).run(source)


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


def _asked(founding: Founding[OpenedWorkplace], jobs: Jobs) -> OpenedWorkplace | None:
    standing = founding.standing()
    dialog: FoundingDialog | UnlockDialog
    if standing is Standing.NEW:
        dialog = FoundingDialog(founding, jobs)
    else:
        dialog = UnlockDialog(founding, jobs, locked=standing is Standing.LOCKED)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    opened = dialog.opened if accepted else None
    dialog.deleteLater()
    return opened


def _is_founding(
    source: OpenedWorkplace | Founding[OpenedWorkplace],
) -> TypeGuard[Founding[OpenedWorkplace]]:
    return hasattr(source, "standing")


def _is_open(
    source: OpenedWorkplace | Founding[OpenedWorkplace],
) -> TypeGuard[OpenedWorkplace]:
    return hasattr(source, "workplace")


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
