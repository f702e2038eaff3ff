"""交接说明: what was done on an order that left this unit, for the unit that has it now."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from desktop.domain.calendar import moment_text
from desktop.services.action_words import section_lines
from desktop.services.attention_desk import KeptPiece
from desktop.services.history import history
from desktop.services.ports import OutboxState, WorkingOrder
from desktop.services.workplace import Identity

_NOTHING = "（无）"


def handover_text(
    working: WorkingOrder, kept: Sequence[KeptPiece], identity: Identity, now: datetime
) -> str:
    """Compose the text, from what the centre has and from what it does not have.

    The caller's number is left out: the next unit has the order itself.

    Args:
        working: The order as it is here.
        kept: What was entered and is not at the centre.
        identity: Which unit hands over.
        now: For the last line.
    """
    order = working.order
    reason = working.removed_reason or order.removed or "未说明"
    parts = [
        "工单交接说明",
        f"工单：{order.number}　{order.title}",
        f"移走原因：{reason}",
        "",
        "一、已经做的（中心已收到）",
        *(_done(working) or [_NOTHING]),
        "",
        "二、处理记录",
        *(_result(working) or [_NOTHING]),
        "",
        "三、填写了但中心没有收到的",
        *(_kept(kept) or [_NOTHING]),
        "",
        f"{identity.unit_name}　{identity.actor.name}　{moment_text(now)}",
    ]
    return "\n".join(parts)


def _done(working: WorkingOrder) -> list[str]:
    """What happened, oldest first, without what was taken back or has not arrived."""
    lines = []
    for event in reversed(history(working)):
        waiting = event.own is not None and event.own.state is not OutboxState.DONE
        if event.retracted or waiting:
            continue
        told = "　".join(part for part in (event.what, event.who, event.text) if part)
        lines.append(f"{moment_text(event.at)}　{told}")
    return lines


def _result(working: WorkingOrder) -> list[str]:
    return [f"{line.label}：{line.text}" for line in section_lines(working.order.round.result)]


def _kept(kept: Sequence[KeptPiece]) -> list[str]:
    return [line for piece in kept for line in _piece(piece)]


def _piece(piece: KeptPiece) -> Iterator[str]:
    yield from piece.text.splitlines()
