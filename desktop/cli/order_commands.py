"""`orders`, `show`, `act`: the desk without a window."""

import argparse
import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import structs

from desktop.cli.clock_lines import order_clock_words, order_clocks
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.contract.codec import UnreadableError, decode_unit_action
from desktop.domain import actions as act_types
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.orders import STAGE_NAMES, Order, Part, Stage
from desktop.domain.rounds import round_name
from desktop.services.attaching import attach_action
from desktop.services.evidence import GivenFile, Registering, register
from desktop.services.lists import GROUP_NAMES, Group, ListFilter, ListRow
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.workplace import Workplace

_ALIASES: Mapping[str, str] = {
    "contact": "record_contact",
    "visit": "record_visit",
    "measure": "record_measure",
    "head-part": "record_head_part",
    "result": "save_result",
    "plan": "save_plan",
    "return-form": "save_return_form",
    "return": "request_return",
    "signoff": "save_signoff",
    "note": "add_note",
    "warning": "register_warning",
    "difficult": "report_difficult",
    "exclusion": "apply_exclusion",
    "attach": "add_attachment",
    "matter": "register_matter",
}
_REGISTERING = ("register_matter", "register_warning")
"""What can bring its proof along (`files`)."""


def orders(arguments: argparse.Namespace) -> Exit:
    """List orders."""
    with opened_office(arguments) as office:
        rows = _rows(office.workplace, arguments)
        show([_row(row) for row in rows], as_json=arguments.json, words=lambda: _table(rows))
    return Exit.DONE


def show_order(arguments: argparse.Namespace) -> Exit:
    """Show one order with its steps and clocks."""
    with opened_office(arguments) as office:
        desk = office.workplace.orders
        card = desk.open(desk.find(arguments.number))
        show(_card(card), as_json=arguments.json, words=lambda: _card_words(card))
    return Exit.DONE


def act(arguments: argparse.Namespace) -> Exit:
    """Do one step on an order."""
    with opened_office(arguments) as office:
        desk = office.workplace.orders
        order_id = desk.find(arguments.number)
        content = read_content(arguments.data)
        saved = _done(office.workplace, order_id, arguments.action, content)
        result = {
            "number": arguments.number,
            "stage": saved.order.stage.value,
            "saved": len(saved.seqs),
            "seqs": list(saved.seqs),
        }
        show(result, as_json=arguments.json, words=lambda: _saved_words(saved))
    return Exit.DONE


def _done(workplace: Workplace, order_id: str, name: str, content: dict[str, object]) -> Saved:
    kind = _ALIASES.get(name, name.replace("-", "_"))
    if kind == "add_attachment" and "file" in content:
        path = Path(str(content.pop("file")))
        action, blob = attach_action(
            workplace.blobs,
            path,
            purpose=str(content.pop("purpose", "evidence")),
            caption=str(content.pop("caption", "")),
        )
        return workplace.orders.act(order_id, action, blobs=[blob])
    files = content.pop("files", []) if kind in _REGISTERING else []
    action_of_kind = _action(workplace, kind, content)
    if isinstance(action_of_kind, Registering):
        given = [GivenFile(Path(name).name, Path(name)) for name in _names(files)]
        return register(workplace.orders, workplace.blobs, order_id, action_of_kind, given)
    return workplace.orders.act(order_id, action_of_kind)


def _names(files: object) -> list[str]:
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        message = "“files”应为文件名的列表。"
        raise CommandError(Exit.WRONG_USE, "action.unreadable", message)
    return files


def _action(workplace: Workplace, kind: str, content: dict[str, object]) -> act_types.UnitAction:
    """Make an action of what was typed: times without an offset are Beijing's, ids are ours."""
    plain = dict(content)
    plain["kind"] = kind
    plain.setdefault("entry_id", str(uuid.uuid4()))
    plain.setdefault("occurred_at", workplace.clock.now().isoformat())
    plain.setdefault("received_at", plain["occurred_at"])
    try:
        return decode_unit_action(msgspec.json.encode(plain))
    except UnreadableError as error:
        message = f"动作“{kind}”的内容不对：{error}"
        raise CommandError(Exit.WRONG_USE, "action.unreadable", message) from error


def read_content(path: Path | None) -> dict[str, object]:
    """Read what an action or a form is to say; nothing without a file.

    Raises:
        CommandError: The file cannot be read, or is no JSON object.
    """
    if path is None:
        return {}
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except (OSError, ValueError) as error:
        message = f"读不到内容 {path}：{error}"
        raise CommandError(Exit.WRONG_USE, "action.file", message) from error
    if not isinstance(content, dict):
        raise CommandError(Exit.WRONG_USE, "action.file", "内容应为一个 JSON 对象。")
    return content


def _rows(workplace: Workplace, arguments: argparse.Namespace) -> list[ListRow]:
    wanted = ListFilter(text=arguments.find)
    stages: frozenset[Stage] = frozenset(Stage)
    if arguments.stage:
        group, stages = _stage(arguments.stage)
        wanted = structs.replace(wanted, group=group)
    keys = workplace.lists.keys(wanted)
    found: list[ListRow] = []
    for start in range(0, len(keys), 500):
        rows = workplace.lists.rows(keys[start : start + 500])
        found += [row for row in rows if row.stage in stages]
        if len(found) >= arguments.limit:
            break
    return found[: arguments.limit]


def _stage(text: str) -> tuple[Group | None, frozenset[Stage]]:
    """Understand a stage or a group, by its name on screen or its machine name."""
    for group, name in GROUP_NAMES.items():
        if text in {name, group.value}:
            return group, frozenset(Stage)
    for stage, name in STAGE_NAMES.items():
        if text in {name, stage.value}:
            removed = Group.REMOVED if stage is Stage.REMOVED else None
            return removed, frozenset({stage})
    names = "、".join([*GROUP_NAMES.values(), *STAGE_NAMES.values()])
    raise CommandError(Exit.WRONG_USE, "stage.unknown", f"没有“{text}”这个阶段，只有：{names}")


def _row(row: ListRow) -> dict[str, object]:
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "urgency": row.urgency,
        "stage": row.stage.value,
        "group": row.group.value,
        "round": row.round,
        "dispatched_at": row.dispatched_at.isoformat(),
        "due": row.due.isoformat() if row.due else None,
        "due_duty": row.due_duty.value if row.due_duty else None,
        "due_certain": row.due_certain,
        "flags": row.flags.split(",") if row.flags else [],
        "unsent": row.unsent,
        "attention": row.attention,
    }


def _table(rows: list[ListRow]) -> str:
    if not rows:
        return "没有符合条件的工单。"
    lines = []
    for row in rows:
        due = (
            f"{DUTY_NAMES[row.due_duty]} {moment_text(row.due)}" if row.due_duty and row.due else ""
        )
        marks = f"　{row.unsent} 项待上报" if row.unsent else ""
        stage = STAGE_NAMES[row.stage]
        lines.append(f"{row.number}　{stage}　{due}　{row.title}{marks}")
    return "\n".join(lines)


def _card(card: OrderCard) -> dict[str, object]:
    working = card.working
    return {
        "order": msgspec.to_builtins(working.order),
        "version": working.version,
        "unsent": working.unsent,
        "removed_reason": working.removed_reason,
        "steps": [
            {
                "action": act_types.kind_of(step.action),
                "name": step.name,
                "open": step.open,
                "primary": step.primary,
                "due": step.due.due.isoformat() if step.due else None,
                "code": step.refusal.code if step.refusal else "",
                "message": step.refusal.message if step.refusal else "",
                "cautions": [caution.message for caution in step.cautions],
            }
            for step in card.steps
        ],
        "clocks": order_clocks(card),
        "actions": [
            {
                "seq": entry.seq,
                "op_id": entry.op_id,
                "kind": entry.kind,
                "state": entry.state.value,
                "code": entry.code,
                "message": entry.message,
                "doubtful": entry.doubtful,
            }
            for entry in working.actions
        ],
    }


def _card_words(card: OrderCard) -> str:
    order = card.working.order
    lines = [
        f"{order.number}　{order.title}",
        (
            f"{STAGE_NAMES[order.stage]}　{round_name(order.round.number)}　"
            f"派单 {moment_text(order.dispatched_at)}"
        ),
        order.content,
        *_part_words(order),
        "",
    ]
    lines += order_clock_words(card)
    lines.append("")
    for step in card.steps:
        state = "可办" if step.refusal is None else step.refusal.message
        lines.append(f"{'→' if step.primary else '  '} {step.name}　{state}")
    if card.working.unsent:
        lines.append(f"{card.working.unsent} 项待上报")
    return "\n".join(lines)


def _part_words(order: Order) -> list[str]:
    """Say who leads, where more than one unit works on the order."""
    if order.part is Part.CO:
        return ["本单位协办"]
    names = "、".join(row.unit_name for row in order.co_units if not row.retracted)
    return [f"本单位主办，{names}协办"] if names else []


def _saved_words(saved: Saved) -> str:
    if not saved.seqs:
        return "没有需要做的：已经办过了。"
    return f"已保存。工单现在是“{STAGE_NAMES[saved.order.stage]}”，联网后自动上报。"
