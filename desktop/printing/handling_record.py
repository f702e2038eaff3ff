"""An order's round as F2 工单处理记录表 (XY-03, XY-05, XY-15)."""

from collections.abc import Iterable
from typing import TypeVar

from desktop.domain.orders import Entry, HandlingResult, Order
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.document import FormFoot, FormHead, Photo, Rendered
from forms.fonts import FontSet
from forms.handling_record import (
    Answer,
    ContactRow,
    Copy,
    HandlingRecordForm,
    MeasureRow,
    Rehandling,
    VisitRow,
    render,
)

_TITLE = "工单处理记录表"
_WITHOUT_INVESTIGATION = ("咨询", "建议", "表扬")
_Row = TypeVar("_Row", bound=Entry)


def render_handling_record(sheet: Sheet, fonts: FontSet) -> Rendered:
    """Print F2 of an order's round."""
    order, the_round = sheet.order, sheet.round
    result = the_round.result or HandlingResult()
    copy: Copy = "site" if sheet.context.copy == "site" else "archive"
    content = HandlingRecordForm(
        head=sheet.head(_TITLE),
        foot=sheet.foot(),
        training=sheet.context.training,
        copy=copy,
        with_investigation=not any(word in order.category for word in _WITHOUT_INVESTIGATION),
        external_number=order.external_number,
        channel=order.channel,
        order_type=sheet.kind_name,
        category=order.category,
        dispatched_at=words.moment(order.dispatched_at),
        accepted_at=words.moment(the_round.accepted.at if the_round.accepted else None),
        caller=words.caller_name(order),
        caller_phone=words.caller_phone(order, in_full=copy == "site"),
        address=order.address,
        content=order.content or order.title,
        contacts=_contacts(sheet),
        visits=_visits(sheet),
        cause=result.cause,
        measures=tuple(
            MeasureRow(words.moment(row.occurred_at), row.text, row.people)
            for row in _standing(the_round.measures)
        ),
        finding=words.FACTS.get(result.fact, ""),
        finding_note=result.fact_note,
        assessment=words.DEMANDS.get(result.demand, ""),
        assessment_note=result.demand_note,
        result=words.OUTCOMES.get(result.outcome, ""),
        result_note=result.outcome_note,
        answer=Answer(words.moment(result.answered_at), result.answer_way, result.answer),
        feedback=words.FEEDBACK.get(result.feedback, ""),
        feedback_note=result.feedback_note,
        lead_person=result.lead_person,
        handlers=result.handlers,
        rehandling=_rehandling(sheet, result),
        signature=sheet.signature("head"),
        photos=_photos(order, sheet),
    )
    return render(content, fonts)


def blank_handling_record(unit_name: str, fonts: FontSet, *, training: bool) -> Rendered:
    """Print the empty F2."""
    head = FormHead(unit_name=unit_name, title=_TITLE)
    return render(HandlingRecordForm(head=head, foot=FormFoot(), training=training), fonts)


def _standing(rows: Iterable[_Row]) -> list[_Row]:
    return [row for row in rows if not row.retracted]


def _contacts(sheet: Sheet) -> tuple[ContactRow, ...]:
    return tuple(
        ContactRow(
            at=words.moment(row.occurred_at),
            means=row.way,
            person=row.person,
            result=words.CONTACT_OUTCOMES[row.outcome],
            points=row.summary,
        )
        for row in _standing(sheet.round.contacts)
    )


def _visits(sheet: Sheet) -> tuple[VisitRow, ...]:
    numbers = {row.entry_id: str(n) for n, row in enumerate(_photo_rows(sheet.order), start=1)}
    return tuple(
        VisitRow(
            at=words.moment(row.occurred_at),
            place=row.place,
            participants=row.people,
            situation=row.findings,
            photos="、".join(numbers[photo] for photo in row.photos if photo in numbers),
        )
        for row in _standing(sheet.round.visits)
    )


def _rehandling(sheet: Sheet, result: HandlingResult) -> Rehandling | None:
    if sheet.round.number == 1:
        return None
    parts = _standing(sheet.round.head_parts)
    return Rehandling(
        previous_result="\n".join(
            text for text in (sheet.round.warning, result.last_dissatisfaction) if text
        ),
        head_part_at="\n".join(words.moment(part.occurred_at) for part in parts),
        head_part_place="\n".join(part.place for part in parts),
        head_part_action="\n".join(f"{part.head}：{part.text}" for part in parts),
        measures=result.rehandle_measures,
    )


def _photo_rows(order: Order) -> list[Entry]:
    return [row for row in order.attachments if row.purpose == "photo" and not row.retracted]


def _photos(order: Order, sheet: Sheet) -> tuple[Photo, ...]:
    photos: list[Photo] = []
    for row in order.attachments:
        image = sheet.context.photos.get(row.sha256)
        if row.purpose == "photo" and not row.retracted and image is not None:
            when = words.moment(row.taken_at)
            caption = f"照片{len(photos) + 1}　{when}　{row.caption}".rstrip()
            photos.append(Photo(image, caption))
    return tuple(photos)
