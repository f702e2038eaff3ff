"""What the rehearsal leaves behind: steps with times, PDFs, screenshots, and the comparison."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from desktop.bootstrap.office import OpenOffice
from desktop.cli.demo.centre_staff import CentreStaff, Record
from desktop.services.ports import OutboxEntry, OutboxState


@dataclass
class Evidence:
    """Collects what happened.

    Attributes:
        folder: Where everything goes.
        steps: Name of each step, what came of it, and seconds since the start.
    """

    folder: Path
    steps: list[dict[str, object]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Make the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def step(self, name: str, outcome: str = "") -> None:
        """Note a step and tell the person who watches."""
        seconds = round(time.monotonic() - self._started, 2)
        self.steps.append({"step": name, "outcome": outcome, "at_s": seconds})
        print(f"{seconds:7.2f} s  {name}{'：' if outcome else ''}{outcome}", flush=True)

    def keep(self, name: str, content: bytes) -> Path:
        """Keep a file, such as a printed PDF."""
        path = self.folder / name
        path.write_bytes(content)
        self.files.append(name)
        return path

    def conclude(self, office: OpenOffice, staff: CentreStaff, numbers: Iterable[str]) -> bool:
        """Compare what the clerk did with what the centre holds, and write `summary.json`.

        Returns:
            Whether the centre holds exactly what the clerk did.
        """
        state = office.store.state()
        orders = [
            _compared(office, staff.record(number), number, state.client_id) for number in numbers
        ]
        outbox = _everything(office)
        unsettled = [entry.seq for entry in outbox if entry.state is not OutboxState.DONE]
        files = [blob.sha256 for blob in office.store.pending_blobs()]
        agrees = not unsettled and not files and all(order["agrees"] for order in orders)
        summary = {
            "agrees": agrees,
            "actions": len(outbox),
            "unsettled": unsettled,
            "files_not_sent": files,
            "steps": self.steps,
            "centre": orders,
            "files": sorted(self.files),
        }
        text = json.dumps(summary, ensure_ascii=False, indent=1)
        (self.folder / "summary.json").write_text(text, encoding="utf-8")
        return agrees


def _everything(office: OpenOffice) -> list[OutboxEntry]:
    entries = office.store.outbox(limit=100_000)
    return sorted(entries, key=lambda entry: entry.seq)


def _compared(office: OpenOffice, record: Record, number: str, client_id: str) -> dict[str, object]:
    mine = [entry for entry in _everything(office) if entry.order_id == record.order.order_id]
    theirs = [line for line in record.history if line.client_id == client_id]
    same_actions = [entry.op_id for entry in mine] == [line.op_id for line in theirs]
    working = office.store.working(record.order.order_id)
    ours = record.order.unit_id == office.workplace.identity.actor.unit_id
    same_order = not ours or (working is not None and working.order == record.order)
    return {
        "number": number,
        "stage": record.order.stage.value,
        "unit": record.order.unit_name,
        "rounds": len(record.order.rounds),
        "actions": [{"kind": line.kind, "status": line.status, "seq": line.seq} for line in theirs],
        "same_actions": same_actions,
        "same_order": same_order,
        "agrees": same_actions and same_order,
        "attachments": [msgspec.to_builtins(row.sha256)[:12] for row in record.order.attachments],
    }
