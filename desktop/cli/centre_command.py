"""`centre`: what the street decides outside the program, entered at the private centre."""

import argparse

from desktop.bootstrap.private_centre import CentreRefusedError
from desktop.cli.outcome import CommandError, Exit
from desktop.cli.session import opened_office
from desktop.host.child import ChildError


def centre(arguments: argparse.Namespace) -> Exit:
    """Run a command of the private centre, whose data only the office's key opens, and sync."""
    with opened_office(arguments) as office:
        if office.centre is None:
            message = "本数据文件夹的工单由平台派发，回访、办结等由平台登记。"
            raise CommandError(Exit.REFUSED, "centre.remote", message)
        try:
            print(office.centre.command([arguments.name, *arguments.arguments]), end="")
        except (CentreRefusedError, ChildError) as error:
            raise CommandError(Exit.REFUSED, "centre.refused", str(error)) from error
        office.sync_once()
    return Exit.DONE
