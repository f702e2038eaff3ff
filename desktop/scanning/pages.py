"""What a scan is made of: pages, the marks printed on them, ink in boxes, refusals."""

import re
from dataclasses import dataclass
from typing import Self

_PAYLOAD = re.compile(
    r"HD1:(?P<form>[^\s:,]{1,96}):(?P<page>[1-9]\d{0,3})/(?P<pages>[1-9]\d{0,3})"
    r":(?P<codes>[^\s:,]{1,64}(?:,[^\s:,]{1,64}){0,15})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class QrMark:
    """What the QR code in the foot of a sheet says.

    Attributes:
        form_id: Id of the printed form.
        page: Number of this page, from 1.
        pages: Number of pages of the form.
        codes: 版本码 of each section that is signed on its own; never empty.
    """

    form_id: str
    page: int
    pages: int
    codes: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a payload ``HD1:{form_id}:{page}/{pages}:{code}[,{code}...]``.

        Args:
            text: The text of any QR code.

        Returns:
            The mark, or None when the code is not one of ours.
        """
        match = _PAYLOAD.fullmatch(text)
        if match is None:
            return None
        page, pages = int(match["page"]), int(match["pages"])
        if page > pages:
            return None
        return cls(match["form"], page, pages, tuple(match["codes"].split(",")))

    @property
    def payload(self) -> str:
        """The text that the QR code holds."""
        return f"HD1:{self.form_id}:{self.page}/{self.pages}:{','.join(self.codes)}"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page of a scan, turned upright and straightened, ready for the archive.

    Attributes:
        source_name: Name of the file it came from, without its folder.
        index: Position in that file, from 0.
        mark: What its QR code says; None when there is none that can be read.
        jpeg: Grey JPEG of the page, about 300 kB at most for A4 at 200 dpi.
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.
        note: A remark in Chinese for the clerk; empty when there is nothing to say.
        blank: The page is empty, as the back of a sheet is.
    """

    source_name: str
    index: int
    mark: QrMark | None
    jpeg: bytes
    width: int
    height: int
    note: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A file that could not be read, and why, in words for the clerk.

    Attributes:
        source_name: Name of the file, without its folder.
        code: ``scan.encrypted``, ``scan.broken``, ``scan.too_large``, ``scan.empty``,
            ``scan.type``, ``scan.timeout`` or ``scan.cancelled``.
        message_zh: The reason in Chinese.
    """

    source_name: str
    code: str
    message_zh: str


@dataclass(frozen=True, slots=True)
class SheetBox:
    """A signature box of a form, in PDF points from the lower left corner of its page.

    Attributes:
        page: The page that the box is on, counted from 0 (``QrMark.page`` counts from 1).
        name: Name of the box.
        x: Left edge.
        y: Lower edge.
        width: Width.
        height: Height.
    """

    page: int
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class InkReading:
    """Whether something was written into a box.

    Attributes:
        box: Name of the box.
        ink: True when there is surely ink. Never True for a doubtful box.
        doubtful: True when a person must look.
        ratio: Part of the free area of the box that is covered with ink.
    """

    box: str
    ink: bool
    doubtful: bool
    ratio: float
