"""`demo`: the training platform with a window, or the whole story without a display."""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.bootstrap.private_centre import CentreRefusedError
from desktop.cli.outcome import CommandError, Exit
from desktop.cli.session import journal, known_errors
from desktop.host.paths import DataFolder, data_folder
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode, Standing

_OUT = Path("out/demo")


def demo(arguments: argparse.Namespace) -> int:
    """Open the training window; without a display walk through the whole story."""
    if arguments.headless or not _has_display():
        return _rehearse(arguments)
    from desktop.cli.window_command import run_window

    founding = DeskFounding(
        (arguments.data_dir and data_folder(arguments.data_dir)) or _demo_folder()
    )
    with known_errors():
        office = _training(founding, arguments)
    return run_window(founding, office)


def _demo_folder() -> DataFolder:
    """Keep the training data of `demo` between starts, apart from everything else."""
    home = data_folder(None).root
    return DataFolder(home.with_name(f"{home.name}-demo"))


def _has_display() -> bool:
    if platform.system() != "Linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _training(founding: DeskFounding, arguments: argparse.Namespace) -> OpenOffice:
    if founding.standing() is Standing.NEW:
        choices = FoundingChoices(
            mode=Mode.TRAINING, profile_id="xiayang", key_keeping=KeyKeeping.PASSPHRASE
        )
        office = founding.found(choices, _say)
    else:
        office = founding.open()
    if arguments.orders:
        _add_orders(office, arguments.orders)
    return office


def _add_orders(office: OpenOffice, file: Path) -> None:
    if office.centre is None:
        raise CommandError(Exit.REFUSED, "demo.remote", "这个数据文件夹不是演练用的。")
    unit = office.workplace.identity.actor.unit_id
    try:
        office.centre.command(["import", str(file.absolute()), "--unit", unit])
    except CentreRefusedError as error:
        office.close()
        raise CommandError(Exit.REFUSED, "demo.orders", str(error)) from error


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _rehearse(arguments: argparse.Namespace) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    out: Path = arguments.out or _OUT
    with _rehearsal_folder(arguments.data_dir) as folder:
        founding = DeskFounding(folder)
        with journal(founding.folder.logs), known_errors():
            office = _training(founding, arguments)
            try:
                status = _play(office, out)
            finally:
                office.close()
        return Exit.REFUSED if _has_crashed(folder, out) else status


def _has_crashed(folder: DataFolder, out: Path) -> bool:
    """Tell of a bug on the way although the story came to its end; what it left goes to `out`."""
    crashes = sorted(folder.logs.glob("crash-*.txt"))
    for crash in crashes:
        shutil.copy(crash, out / crash.name)
        print(f"演练中程序出过错，详细情况在 {out / crash.name}")
    return bool(crashes)


@contextmanager
def _rehearsal_folder(given: Path | None) -> Iterator[DataFolder]:
    if given is not None:
        yield data_folder(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="hotline-desk-demo-"))
    try:
        yield DataFolder(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(office: OpenOffice, out: Path) -> int:
    from desktop.cli.demo.rehearsal import rehearse

    agrees = rehearse(office, out)
    print(f"结果在 {out}：{'平台与本机完全一致' if agrees else '平台与本机不一致'}")
    return Exit.DONE if agrees else Exit.REFUSED
