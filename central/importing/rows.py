"""What the importer hands over: read orders, refused rows and the report about a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Confidentiality: TypeAlias = Literal["none", "report", "secret"]
"""``report`` is a 举报 order, ``secret`` a 保密 one; both come without their caller (KF-20)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedOrder:
    """One order as the export tells it, cleaned but not yet judged by a profile.

    Attributes:
        number: The platform's number of the order, the key inside the file.
        external_number: Number of another platform that the order came from.
        title: Short subject; cut from the content when the export has none.
        content: The demand in the clerk's words, only control characters removed.
        category: Topic of the demand, such as 噪音.
        channel: How the demand came in, such as 电话.
        kind: Kind as typed in the file (一般, 紧急, 次紧急, 随身拍, 市级复核单), "" if unknown.
        urgency: Urgency as typed in the file.
        caller_name: Caller; always empty for ``report`` and ``secret``.
        caller_phone: Telephone of the caller; always empty for ``report`` and ``secret``.
        address: Place of the demand.
        unit_name: Handling unit named in the export.
        dispatched_at: When the order was dispatched, aware, +08:00.
        due_at: The platform's own deadline, aware, +08:00; it wins over a computed one.
        confidentiality: Whether the caller has to stay hidden.
        anonymous: The caller gave no name on purpose.
        extra: Columns the importer has no field for, as (heading, text).
        row: Row in the sheet, counted from 1 as spreadsheet programs do.
        received_at: When a written notice was received, aware, +08:00.
        level: Whose order it is, as typed in the file.
    """

    number: str
    external_number: str
    title: str
    content: str
    category: str
    channel: str
    kind: str
    urgency: str
    caller_name: str
    caller_phone: str
    address: str
    unit_name: str
    dispatched_at: datetime | None
    due_at: datetime | None
    confidentiality: Confidentiality
    anonymous: bool
    extra: tuple[tuple[str, str], ...]
    row: int
    received_at: datetime | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported.

    Attributes:
        row: Row in the sheet, counted from 1.
        number: Number of the order if it could be read, else "".
        reason: Why, in Chinese, for the clerk.
    """

    row: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything that is known about one export file after reading it.

    Every data row is in exactly one of ``orders``, ``refused`` and ``duplicates``.

    Attributes:
        sheet: Name of the sheet read; the file name for text files.
        header_row: Row of the column headings, counted from 1.
        orders: The readable orders in file order.
        refused: The rows left out, with their reasons.
        duplicates: Numbers that came again later in the file, once for each extra row.
        columns: Recognised columns as (heading in the file, field name).
        other_sheets: Further sheets that look like exports and were not read.
    """

    sheet: str
    header_row: int
    orders: tuple[ImportedOrder, ...]
    refused: tuple[RefusedRow, ...]
    duplicates: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    other_sheets: tuple[str, ...] = ()


class ExportUnreadable(Exception):  # noqa: N818 - the name says what the file is
    """The file as a whole cannot be imported; nothing of it was.

    Attributes:
        code: ``import.missing``, ``import.empty``, ``import.broken``, ``import.encrypted``,
            ``import.format`` or ``import.no_header``.
        message_zh: The same for the clerk.
    """

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(f"{code}: {message_zh}")
        self.code = code
        self.message_zh = message_zh
