"""Export files into the private centre (implements `OrderFeed`)."""

import json
from collections.abc import Callable
from pathlib import Path

from desktop.bootstrap.private_centre import CentreRefusedError, PrivateCentre
from desktop.host.child import ChildError
from desktop.services.order_desk import RefusedError
from desktop.services.workplace import FeedRefusal, FeedReport


class CentreFeed:
    """Imports files by the private centre's own command.

    Args:
        centre: The private centre.
        unit_id: The unit that orders without a unit are for.
        imported: Called afterwards: there is something to pull.
    """

    def __init__(self, centre: PrivateCentre, unit_id: str, imported: Callable[[], None]) -> None:
        self._centre = centre
        self._unit_id = unit_id
        self._imported = imported

    def import_file(self, path: Path) -> FeedReport:
        """Import a file; see `OrderFeed.import_file`."""
        words = ["import", str(path.absolute()), "--unit", self._unit_id, "--json"]
        try:
            plain = json.loads(self._centre.command(words))
        except (CentreRefusedError, ChildError) as error:
            raise RefusedError("import.refused", str(error)) from error
        except ValueError as error:
            raise RefusedError("import.refused", "导入没有给出结果，没有导入任何工单。") from error
        self._imported()
        return _report(plain)


def _report(plain: dict[str, list[object]]) -> FeedReport:
    refused = tuple(
        FeedRefusal(int(row.get("row", 0)), str(row.get("number", "")), str(row.get("reason", "")))
        for row in plain.get("refused", [])
        if isinstance(row, dict)
    )
    return FeedReport(
        added=_texts(plain.get("added", [])),
        known=_texts(plain.get("known", [])),
        repeated=_texts(plain.get("repeated", [])),
        refused=refused,
        remarks=_texts(plain.get("remarks", [])),
    )


def _texts(rows: list[object]) -> tuple[str, ...]:
    return tuple(str(row) for row in rows)
