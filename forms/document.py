"""What every form of one order has in common: its head, its foot, and what rendering gives back.

All text arrives ready to print: dates are formatted, numbers masked and redactions made by the
caller. An empty string prints an empty box, so a form whose values are all empty is the blank form
that is filled by hand.
"""

from dataclasses import dataclass

FORM_ID_LENGTH = 12

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """One place of a page that the scanner looks at.

    A signature box is named after what is signed ("head", "step1", ...); "qr" is the QR code.
    The inside of a signature box is free of print, so ink in it is a signature.

    Attributes:
        page: Page, counted from 0.
        name: What stands there.
        x: Left edge in PDF points; the origin is the lower left corner of the page.
        y: Lower edge in PDF points.
        width: Width in PDF points.
        height: Height in PDF points.
    """

    page: int
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished form.

    Attributes:
        pdf: The document; the same form always gives the same bytes.
        pages: How many pages it has.
        boxes: Signature boxes and QR codes, in page order.
    """

    pdf: bytes
    pages: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FormHead:
    """Head of a form that belongs to one order.

    Attributes:
        unit_name: The unit that prints the form.
        title: Title of the form, e.g. 退单申请表.
        number: 工单编号.
        round_label: 首次处置 or 第 n 次再次处置.
        urgency: 紧急程度.
        due_text: 截止时间.
    """

    unit_name: str = ""
    title: str = ""
    number: str = ""
    round_label: str = ""
    urgency: str = ""
    due_text: str = ""

    @property
    def pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Rows of the head."""
        return (
            (("工单编号", self.number), ("轮次", self.round_label)),
            (("紧急程度", self.urgency), ("截止时间", self.due_text)),
        )

    @property
    def about(self) -> str:
        """What tells this form from others of its title."""
        return self.number

    @property
    def running(self) -> str:
        """What later pages say."""
        return f"工单编号 {self.number}"

    @property
    def caption(self) -> str:
        """What stands at the upper left of the table: nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class PeriodHead:
    """Head of a form that belongs to a unit and a period: lists, monthly and yearly reports.

    Attributes:
        unit_name: The unit that prints the form.
        title: Title of the form, e.g. 归档目录.
        period: 期间, e.g. 2026 年 9 月.
        number: 编号, 案卷号 or 发文字号, when the form has one.
        number_label: What the number is called.
        period_label: What the period is called; a day of reporting is none.
    """

    unit_name: str = ""
    title: str = ""
    period: str = ""
    number: str = ""
    number_label: str = "编号"
    period_label: str = "期间"

    @property
    def pairs(self) -> tuple[tuple[Pair, Pair], ...]:
        """Rows of the head."""
        return ((("填报单位", self.unit_name), (self.period_label, self.period)),)

    @property
    def about(self) -> str:
        """What tells this form from others of its title."""
        return self.number or self.period

    @property
    def running(self) -> str:
        """What later pages say."""
        return f"{self.period_label} {self.period}" if self.period else ""

    @property
    def caption(self) -> str:
        """What stands at the upper left of the table."""
        return f"{self.number_label}：{self.number}" if self.number else ""


Head = FormHead | PeriodHead


@dataclass(frozen=True, slots=True)
class FormFoot:
    """Foot that stands on every page.

    Attributes:
        printed_at_text: Print time; part of the data, so that the bytes can repeat.
        operator: Who printed it.
        version_codes: 版本码 as (section, code); the section is "" when there is only one.
        form_id: Id of 12 characters in the QR code; "" (blank form) prints no QR code.
    """

    printed_at_text: str = ""
    operator: str = ""
    version_codes: tuple[tuple[str, str], ...] = ()
    form_id: str = ""

    def __post_init__(self) -> None:
        """Refuse an id that the scanner would not accept.

        Raises:
            ValueError: The id is neither empty nor 12 characters of ASCII without ":" and ",".
        """
        if not self.form_id:
            return
        if len(self.form_id) != FORM_ID_LENGTH or not self.form_id.isascii():
            raise ValueError(f"form_id must be {FORM_ID_LENGTH} ASCII characters: {self.form_id!r}")
        if ":" in self.form_id or "," in self.form_id:
            raise ValueError(f"form_id must not hold ':' or ',': {self.form_id!r}")

    def qr_payload(self, page: int, pages: int) -> str:
        """Say what the QR code of one page holds: nothing about the caller.

        Args:
            page: Page, counted from 1.
            pages: How many pages the form has.

        Returns:
            ``HD1:{form_id}:{page}/{pages}:{code}[,{code}...]``.
        """
        codes = ",".join(code for _, code in self.version_codes)
        return f"HD1:{self.form_id}:{page}/{pages}:{codes}"


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its value, for fields that only some forms of a kind have."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that the order carries already; it is named instead of an empty box.

    Attributes:
        signer: Who signed.
        signed_at: When, as text.
        means: How, e.g. 纸质扫描件 or UKey.
    """

    signer: str
    signed_at: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo under a form.

    Attributes:
        image: JPEG or PNG bytes as they were taken; an EXIF rotation is obeyed.
        caption: Number, time and what it shows.
    """

    image: bytes
    caption: str = ""
