"""What came back on paper: pages, what they are, the sheets they make up, and what differs."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from desktop.domain.paper_forms import quoted_name
from desktop.services.paper_ports import ScanProblem, SheetPage
from desktop.services.ports import FormLocation


class SheetMatch(StrEnum):
    """What a scanned page turned out to be."""

    CURRENT = "current"
    """Its content is what the office has now."""
    CHANGED = "changed"
    """Its content has changed since it was printed: filed and marked."""
    ELSEWHERE = "elsewhere"
    """A form of the unit itself, printed on another PC: there is nothing to compare it with."""
    UNCOMPARED = "uncompared"
    """A form of the unit itself, known by its look alone: nobody read which print of it it is."""
    FOREIGN = "foreign"
    """A sheet of no order here: refused."""
    UNREADABLE = "unreadable"
    """No QR code could be read: waits to be assigned by hand."""


class SignKind(StrEnum):
    """Who held the pen, as the rules tell it apart (委托签, 补签)."""

    OWN = "own"
    """本人签: the person in charge, in time."""
    DELEGATED = "delegated"
    """委托签: somebody else on behalf of the leader."""
    LATE = "late"
    """补签: the leader, afterwards."""


class BoxFinding(Struct, frozen=True, kw_only=True):
    """One signature box of a scanned page.

    Attributes:
        step: The signature step, such as `head`.
        code: 版本码 on the sheet.
        current: Whether that is the code of the office's present content.
        ink: Whether something was written into the box.
        doubtful: Whether a person should look.
    """

    step: str
    code: str
    current: bool
    ink: bool
    doubtful: bool


class ScanFinding(Struct, frozen=True, kw_only=True):
    """What one scanned page is and what is on it.

    Attributes:
        key: Name of the page in the tray; empty for a page that is not kept there.
    """

    page: SheetPage
    match: SheetMatch
    location: FormLocation | None = None
    number: str = ""
    title: str = ""
    boxes: tuple[BoxFinding, ...] = ()
    key: str = ""

    @property
    def message(self) -> str:
        """What happened, in a sentence for the clerk."""
        location = self.location
        of_unit = location is not None and location.is_of_unit
        where = f"本单位的{quoted_name(location.form)}" if location and of_unit else ""
        where = where or f"工单 {self.number}"
        changed = "后来又打印过不同的内容" if of_unit else "打印后内容已修改"
        return {
            SheetMatch.CURRENT: f"已识别：{where}，内容与现在一致。",
            SheetMatch.CHANGED: (f"已识别：{where}，但{changed}，将存档并标注“与现有内容不一致”。"),
            SheetMatch.ELSEWHERE: (
                f"已识别：{where}，本机没有打印它的记录，内容没有比对；可以存入，请看图核对。"
            ),
            SheetMatch.UNCOMPARED: (
                f"已识别：{where}，没有核对版本码，内容没有比对；可以存入，请看图核对。"
            ),
            SheetMatch.FOREIGN: "这张表不属于本机的任何工单，也不是本单位的表，没有存入。",
            SheetMatch.UNREADABLE: "没有读到二维码，请手工选择它属于哪张工单。",
        }[self.match]

    @property
    def has_ink(self) -> bool:
        """Whether one of its boxes may be signed."""
        return any(box.ink or box.doubtful for box in self.boxes)


class ScannedSheet(Struct, frozen=True, kw_only=True):
    """The pages of one printed sheet, in order.

    Attributes:
        pages: One finding for each page that is there.
        missing: Numbers of the pages that have not come back.
        duplicates: Pages that came more than once; the better one is among `pages`.
    """

    pages: tuple[ScanFinding, ...]
    missing: tuple[int, ...] = ()
    duplicates: tuple[ScanFinding, ...] = ()

    @property
    def main(self) -> ScanFinding:
        """The page that is signed, or the first one."""
        inked = [page for page in self.pages if page.has_ink]
        boxed = [page for page in self.pages if page.boxes]
        return (inked or boxed or list(self.pages))[0]

    @property
    def boxes(self) -> tuple[BoxFinding, ...]:
        """The signature boxes of all its pages."""
        return tuple(box for page in self.pages for box in page.boxes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the clerk should know about its pages."""
        notes = []
        if self.missing:
            count = self.main.page.pages
            numbers = "、".join(map(str, self.missing))
            notes.append(f"共 {count} 页，缺第 {numbers} 页：请补扫，或确认后照样存入。")
        if self.duplicates:
            pages = sorted({finding.page.page for finding in self.duplicates})
            numbers = "、".join(map(str, pages))
            notes.append(f"第 {numbers} 页重复，只存入有笔迹的或最后扫描的一份。")
        return tuple(notes)


class SheetGuess(Struct, frozen=True, kw_only=True):
    """What a page without a code may be.

    Attributes:
        codes: 版本码 of the sheet as it was printed, a section each.
        form_id: Identity of that sheet.
        score: How much the page looks like it, 0 to 1.
    """

    location: FormLocation
    number: str
    title: str
    codes: tuple[str, ...]
    form_id: str
    page: int
    pages: int
    quarters: int
    score: float


class SheetChange(Struct, frozen=True, kw_only=True):
    """One place where a sheet says something else than the office has now."""

    on_paper: str
    now: str


class ScanReport(Struct, frozen=True, kw_only=True):
    """What became of some files.

    Attributes:
        sheets: What is new in the tray, joined with the pages that were waiting there.
        notes: What was left out and why, in sentences.
    """

    sheets: tuple[ScannedSheet, ...] = ()
    problems: tuple[ScanProblem, ...] = ()
    notes: tuple[str, ...] = ()


def joined(findings: Sequence[ScanFinding]) -> tuple[ScannedSheet, ...]:
    """Put the pages of each sheet together, in order, and notice what is missing or twice there.

    Args:
        findings: Pages of any sheets, the oldest first; two prints of a form with different
            content are different sheets.

    Returns:
        The sheets in the order of their first pages; a page without a code is one of its own.
    """
    groups: dict[object, list[ScanFinding]] = {}
    for place, finding in enumerate(findings):
        page = finding.page
        known = page.form_id and page.page
        name = (page.form_id, page.codes, page.pages) if known else place
        groups.setdefault(name, []).append(finding)
    return tuple(_sheet(group) for group in groups.values())


def _sheet(group: Sequence[ScanFinding]) -> ScannedSheet:
    best: dict[int, ScanFinding] = {}
    for finding in group:
        number = finding.page.page
        if number not in best or _worth(finding) >= _worth(best[number]):
            best[number] = finding
    kept = tuple(best[number] for number in sorted(best))
    pages = kept[0].page.pages
    return ScannedSheet(
        pages=kept,
        missing=tuple(number for number in range(1, pages + 1) if number not in best),
        duplicates=tuple(finding for finding in group if finding not in kept),
    )


def _worth(finding: ScanFinding) -> int:
    sure = sum(2 for box in finding.boxes if box.ink)
    return sure + sum(1 for box in finding.boxes if box.doubtful)
