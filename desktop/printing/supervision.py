"""An order's 督办 as F12 督办记录 (KF-22) and F16 提示/警示与督办单回复 (LS-08, LS-17)."""

from desktop.domain.clocks import matter_due
from desktop.domain.matters import MANUAL, PLATFORM
from desktop.domain.paper_content import Answered, matters_of, replied_matter
from desktop.domain.proceedings import Matter, MatterReply
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import summary, whole_demand
from forms.matter_reply import RESULTS, MatterReplyForm
from forms.supervision_record import SupervisionRecordForm, SupervisionRow

_SOURCES = {PLATFORM: "平台下发", MANUAL: "平台外收到（已登记）"}
_DONE, _ONGOING = RESULTS


def supervision_record(sheet: Sheet) -> SupervisionRecordForm:
    """Fill F12 with every 督办 of an order, the oldest first."""
    order = sheet.order
    return SupervisionRecordForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        summary=summary(order),
        rows=tuple(
            _record_row(sheet, number, row) for number, row in enumerate(matters_of(order), start=1)
        ),
        recorded_by=sheet.context.operator,
    )


def matter_reply(sheet: Sheet) -> MatterReplyForm:
    """Fill F16 from the matter that was answered last, or from the newest that waits."""
    order, found = sheet.order, replied_matter(sheet.order)
    if found is None:
        return MatterReplyForm(
            head=sheet.head(due_text=""),
            foot=sheet.foot(),
            training=sheet.context.training,
            content=summary(order),
        )
    matter, reply = found.matter, found.reply
    due = _due(sheet, matter)
    return MatterReplyForm(
        head=sheet.head(due_text=due),
        foot=sheet.foot(),
        training=sheet.context.training,
        kind=_kind_name(sheet, matter),
        received_at=words.moment(matter.received_at),
        came_by="、".join(_SOURCES[source] for source in matter.sources),
        reply_due=due,
        demand=matter.text,
        content=whole_demand(order),
        reply=reply.text if reply else "",
        result=_result(reply),
        copied="热线受理中心" if reply and reply.copied else "",
        person=reply.stamp.name if reply else "",
        replied_at=words.moment(reply.stamp.at if reply else None),
        earlier=tuple(_line(sheet, row) for row in matters_of(order) if row.matter is not matter),
        signature=sheet.signature("head"),
    )


def _record_row(sheet: Sheet, number: int, row: Answered) -> SupervisionRow:
    matter, due = row.matter, _due(sheet, row.matter)
    return SupervisionRow(
        number=str(number),
        means=_kind_name(sheet, matter),
        supervisor=matter.stamp.name if PLATFORM in matter.sources else "",
        at=words.moment(matter.received_at),
        demand=f"{matter.text}\n（{due}前答复）" if due else matter.text,
        handling=_handling(row.reply, owed=matter.reply_demanded),
    )


def _handling(reply: MatterReply | None, *, owed: bool) -> str:
    if reply is None:
        return "尚未答复" if owed else "不要求答复"
    when = f"{words.moment(reply.stamp.at)}　{reply.stamp.name}"
    return f"{reply.text}\n{_result(reply)}　{when}"


def _result(reply: MatterReply | None) -> str:
    if reply is None:
        return ""
    return _DONE if reply.resolved else _ONGOING


def _line(sheet: Sheet, row: Answered) -> str:
    matter = row.matter
    owed = "尚未答复" if matter.reply_demanded else "不要求答复"
    said = row.reply.text if row.reply else owed
    return (
        f"{words.moment(matter.received_at)}　{_kind_name(sheet, matter)}：{matter.text}　→　{said}"
    )


def _kind_name(sheet: Sheet, matter: Matter) -> str:
    kind = sheet.rules.profile.matter(matter.matter)
    return kind.name if kind else matter.matter


def _due(sheet: Sheet, matter: Matter) -> str:
    due = matter_due(matter, sheet.rules)
    return words.moment(due.due) if due else ""
