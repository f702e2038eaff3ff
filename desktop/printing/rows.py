"""Rows of an order that several forms print: contacts, visits, measures, photos, attachments."""

from collections.abc import Iterable

from desktop.domain.orders import Attachment, Confidentiality, Contact, Measure, Order, Visit
from desktop.domain.paper_content import standing
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.document import Photo
from forms.handling_record import ContactRow, MeasureRow, VisitRow

_SUMMARY_LENGTH = 300


def summary(order: Order) -> str:
    """Shorten the demand: such a form asks for a summary, the record holds the whole text."""
    text = whole_demand(order)
    return text if len(text) <= _SUMMARY_LENGTH else f"{text[:_SUMMARY_LENGTH]}……"


def whole_demand(order: Order) -> str:
    """Give title and text of the demand, once where they are the same."""
    text = order.content
    return f"{order.title}\n{text}" if text and text != order.title else order.title


def contact_rows(order: Order, rows: Iterable[Contact]) -> tuple[ContactRow, ...]:
    """Print contacts; who was spoken to is left out where the caller stays unknown (KF-20)."""
    hidden = order.confidentiality is not Confidentiality.NONE
    return tuple(
        ContactRow(
            at=words.moment(row.occurred_at),
            means=row.way,
            person="" if hidden else row.person,
            result=words.CONTACT_OUTCOMES[row.outcome],
            points=row.summary,
        )
        for row in rows
    )


def visit_rows(order: Order, rows: Iterable[Visit]) -> tuple[VisitRow, ...]:
    """Print visits, each with the numbers of its photos."""
    numbers = {row.entry_id: str(n) for n, row in enumerate(photo_files(order), start=1)}
    return tuple(
        VisitRow(
            at=words.moment(row.occurred_at),
            place=row.place,
            participants=row.people,
            situation=row.findings,
            photos="、".join(numbers[photo] for photo in row.photos if photo in numbers),
        )
        for row in rows
    )


def measure_rows(rows: Iterable[Measure]) -> tuple[MeasureRow, ...]:
    """Print measures."""
    return tuple(MeasureRow(words.moment(row.occurred_at), row.text, row.people) for row in rows)


def photo_files(order: Order) -> tuple[Attachment, ...]:
    """List the photos of an order; their places are their numbers."""
    return tuple(row for row in standing(order.attachments) if row.purpose == "photo")


def photos(sheet: Sheet, *, of_round: bool = False) -> tuple[Photo, ...]:
    """Print the photos whose pictures are there, with number, time and caption.

    Args:
        sheet: The form.
        of_round: Only those of the form's round.
    """
    found: list[Photo] = []
    for number, row in enumerate(photo_files(sheet.order), start=1):
        image = sheet.context.photos.get(row.sha256)
        if image is None or (of_round and row.round != sheet.round.number):
            continue
        caption = f"照片{number}　{words.moment(row.taken_at)}　{row.caption}".rstrip()
        found.append(Photo(image, caption))
    return tuple(found)


def attachment_lines(order: Order) -> tuple[str, ...]:
    """List the files of an order, without the scans of its own forms."""
    return tuple(row.name for row in standing(order.attachments) if row.purpose != "scan")
