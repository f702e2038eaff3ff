"""Puts the window, the hands and the story together, and judges the result."""

from pathlib import Path

from desktop.bootstrap.office import OpenOffice
from desktop.cli.demo.centre_staff import CentreStaff
from desktop.cli.demo.evidence import Evidence
from desktop.cli.demo.hands import Hands, RehearsalError
from desktop.cli.demo.story import Story
from desktop.cli.outcome import CommandError, Exit
from desktop.ui.application import make_application
from desktop.ui.office import make_office
from desktop.ui.window import MainWindow

_SIZE = (1366, 768)


def rehearse(office: OpenOffice, out: Path) -> bool:
    """Walk through the story and compare the centre with what the clerk did.

    Args:
        office: A fresh training office.
        out: Folder for PDFs, screenshots and `summary.json`.

    Returns:
        Whether the centre holds exactly what the clerk did.
    """
    if office.centre is None:
        raise CommandError(Exit.REFUSED, "demo.remote", "这个数据文件夹不是演练用的。")
    evidence = Evidence(out)
    staff = CentreStaff(office.centre)
    make_application([])
    screens = make_office(office.workplace, office.sync)
    window = MainWindow(screens)
    window.resize(*_SIZE)
    window.show()
    hands = Hands(window, screens, evidence)
    try:
        numbers = Story(office, staff, hands, window.paper.tray, evidence).run()
    except RehearsalError as error:
        hands.look("停在这里")
        evidence.step("中断", str(error))
        raise CommandError(Exit.REFUSED, "demo.story", f"演练中断：{error}") from error
    finally:
        window.close()
        screens.news.close()
        screens.jobs.close()
        window.deleteLater()
    return evidence.conclude(office, staff, numbers)
