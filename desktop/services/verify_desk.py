"""Is a sheet what it says it is: whose, printed when and by whom, and still what the office has.

Whoever holds a paper, a scan or a PDF can ask, or type the 版本码 in its foot. Nothing is filed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.orders import Order, Print, Signature
from desktop.domain.paper_forms import form_name, step_name
from desktop.domain.rounds import round_name
from desktop.domain.version_code import codes as current_codes
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.paper_ports import SheetPage, SheetReader
from desktop.services.ports import FormLocation
from desktop.services.scan_findings import SheetMatch
from desktop.services.scan_ports import TrayStore
from desktop.services.signing_desk import SigningDesk
from desktop.services.signing_ports import SignatureReport
from desktop.services.unit_sheets import UnitSheet
from desktop.services.unit_shelf import UnitShelf

_CODE = re.compile(r"[A-Z2-7]{10}")
_LOOK_ALIKES = str.maketrans("018", "OIB")
"""What a reader takes for a letter; the code itself has no 0, 1, 8 or 9."""


class Verdict(StrEnum):
    """What became of the question."""

    CURRENT = "current"
    """Known, and the office has the same content."""
    CHANGED = "changed"
    """Known; the content has changed since."""
    FOREIGN = "foreign"
    """No order here has such a sheet."""
    UNREADABLE = "unreadable"
    """No code could be read."""


class SectionCheck(Struct, frozen=True, kw_only=True):
    """One section of a sheet, signed on its own.

    Attributes:
        step: The signature step.
        name: Its name.
        code: 版本码 on the sheet.
        current: Whether the office still has this very content.
        signatures: Who signed it, in words.
    """

    step: str
    name: str
    code: str
    current: bool
    signatures: tuple[str, ...] = ()


class SheetCheck(Struct, frozen=True, kw_only=True):
    """What is known of one sheet.

    Attributes:
        source: File and page, or the code that was typed.
        printed: Each known print of this very content, in words.
        electronic: Each electronic signature of the file, in words.
    """

    source: str
    verdict: Verdict
    number: str = ""
    form: str = ""
    round: int = 0
    printed: tuple[str, ...] = ()
    sections: tuple[SectionCheck, ...] = ()
    electronic: tuple[str, ...] = ()
    problem: str = ""

    @property
    def message(self) -> str:
        """Say it in a sentence."""
        if self.problem:
            return self.problem
        where = f"本单位的《{form_name(self.form)}》"
        if self.number:
            where = f"工单 {self.number}《{form_name(self.form)}》（{round_name(self.round)}）"
        return {
            Verdict.CURRENT: f"{where}：内容与本单位现有的一致。",
            Verdict.CHANGED: f"{where}：打印后内容改过，与本单位现有的不一致。",
            Verdict.FOREIGN: "本机没有打印过或收到过这张表，不能确认。",
            Verdict.UNREADABLE: "没有读到二维码；可以改为输入页脚的版本码核对。",
        }[self.verdict]

    @property
    def lines(self) -> tuple[str, ...]:
        """Say everything, line by line, as a clerk would copy it."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.message
        yield from self.printed
        for section in self.sections:
            state = "与现有内容一致" if section.current else "与现有内容不一致"
            yield f"{section.name}　版本码 {section.code}：{state}"
            yield from (f"　　{words}" for words in section.signatures)
        yield from self.electronic


class VerifyDesk:
    """The use cases of checking a sheet.

    Args:
        desk: Opens orders.
        store: Finds the order of a form or a code.
        reader: Reads QR codes, in a process of its own.
        signing: Checks electronic signatures.
        shelf: Knows the forms of the unit itself.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: TrayStore,
        reader: SheetReader,
        signing: SigningDesk,
        shelf: UnitShelf,
    ) -> None:
        self._desk = desk
        self._store = store
        self._reader = reader
        self._signing = signing
        self._shelf = shelf

    def check_file(
        self, path: Path, *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[SheetCheck, ...]:
        """Check a PDF, a scan or a photo: one answer for each different sheet in it.

        Raises:
            SigningError: It is a PDF whose signatures cannot be read.
        """
        pages, problems = self._reader.read([path], cancelled=cancelled)
        if problems:
            return tuple(
                SheetCheck(source=entry.source, verdict=Verdict.UNREADABLE, problem=entry.message)
                for entry in problems
            )
        signed = tuple(map(_electronic, self._signing.reports_in(path)))
        return tuple(self._page(page, signed) for page in _sheets(pages))

    def check_code(self, typed: str) -> tuple[SheetCheck, ...]:
        """Check a 版本码 as it is typed from the foot of a sheet.

        Raises:
            RefusedError: It is none.
        """
        code = "".join(typed.upper().split()).translate(_LOOK_ALIKES)
        if not _CODE.fullmatch(code):
            raise RefusedError(
                "verify.code", f"“{typed}”不是版本码：版本码是页脚的 10 位大写字母和数字。"
            )
        checks = [
            self._known(code, order, where, printed)
            for order_id in self._store.orders_with_code(code)
            for order in self._orders(order_id)
            for where, printed in _prints_with(order, code)
        ]
        of_unit = self._of_unit(code, code)
        return tuple(checks) or of_unit or (SheetCheck(source=code, verdict=Verdict.FOREIGN),)

    def _page(self, page: SheetPage, electronic: tuple[str, ...]) -> SheetCheck:
        source = f"{page.source} 第 {page.index + 1} 页"
        if not page.form_id:
            return SheetCheck(source=source, verdict=Verdict.UNREADABLE, electronic=electronic)
        location = self._store.form_location(page.form_id)
        for order in self._orders(location.order_id if location else ""):
            assert location is not None  # noqa: S101 - there is an order, so there is a place
            known = [row for row in _prints(order, location) if _codes(row) == page.codes]
            sections = known[0].codes if known else _named(order, location, page.codes)
            return self._known(source, order, location, sections, electronic)
        for code in page.codes:
            for check in self._of_unit(source, code, electronic):
                return check
        return SheetCheck(source=source, verdict=Verdict.FOREIGN, electronic=electronic)

    def _of_unit(
        self, source: str, code: str, electronic: tuple[str, ...] = ()
    ) -> tuple[SheetCheck, ...]:
        """Tell of a form of the unit itself; empty where this PC printed none with the code."""
        prints = self._shelf.prints_with(code)
        if not prints:
            return ()
        form = prints[0].form
        current = self._shelf.match(prints[0]) is SheetMatch.CURRENT
        signatures = [
            filed.words
            for filed in self._shelf.signed(form)
            if filed.code == code and not filed.taken_back
        ]
        section = SectionCheck(
            step="", name="本表", code=code, current=current, signatures=tuple(signatures)
        )
        check = SheetCheck(
            source=source,
            verdict=Verdict.CURRENT if current else Verdict.CHANGED,
            form=form,
            printed=tuple(map(_told_of_unit, prints)),
            sections=(section,),
            electronic=electronic,
        )
        return (check,)

    def _orders(self, order_id: str) -> Iterator[Order]:
        working = self._store.working(order_id) if order_id else None
        if working is not None:
            yield working.order

    def _known(
        self,
        source: str,
        order: Order,
        where: FormLocation,
        printed: Sequence[tuple[str, str]],
        electronic: tuple[str, ...] = (),
    ) -> SheetCheck:
        now = dict(current_codes(order, where.form, where.round))
        sections = tuple(
            SectionCheck(
                step=step,
                name=step_name(where.form, step) or "本表",
                code=code,
                current=now.get(step) == code,
                signatures=tuple(_signed(order, where, step, code)),
            )
            for step, code in printed
        )
        held = all(section.current for section in sections) and bool(sections)
        codes = tuple(code for _, code in printed)
        return SheetCheck(
            source=source,
            verdict=Verdict.CURRENT if held else Verdict.CHANGED,
            number=order.number,
            form=where.form,
            round=where.round,
            printed=tuple(_told(row) for row in _prints(order, where) if _codes(row) == codes),
            sections=sections,
            electronic=electronic,
        )


def _sheets(pages: Sequence[SheetPage]) -> Iterator[SheetPage]:
    """Give one page of each different sheet; each page without a code is a question of its own."""
    seen = set()
    for page in pages:
        sheet = (page.form_id, page.codes)
        if page.blank or (page.form_id and sheet in seen):
            continue
        seen.add(sheet)
        yield page


def _prints(order: Order, where: FormLocation) -> list[Print]:
    place = (where.form, where.round)
    return [row for row in order.prints if (row.form, row.round) == place]


def _codes(row: Print) -> tuple[str, ...]:
    return tuple(code for _, code in row.codes)


def _prints_with(
    order: Order, code: str
) -> Iterator[tuple[FormLocation, tuple[tuple[str, str], ...]]]:
    """Find each different sheet of an order that carries a code.

    Also one whose print was taken back: a printer may say no and print all the same.
    """
    found = {(row.form, row.round, row.codes) for row in order.prints if code in _codes(row)}
    for form, number, codes in sorted(found):
        where = FormLocation(order_id=order.order_id, form=form, round=number)
        yield where, codes


def _named(order: Order, where: FormLocation, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Say which section each code of a sheet is for, where its print is not known here."""
    steps = [step for step, _ in current_codes(order, where.form, where.round)]
    return tuple(zip(steps, codes, strict=False))


def _told_of_unit(sheet: UnitSheet) -> str:
    at = f"{sheet.at.astimezone(CST):%Y-%m-%d %H:%M}"
    return f"{at} 由{sheet.by}打印，{sheet.copies} 份　{sheet.subject}".rstrip("　")


def _told(row: Print) -> str:
    at = f"{row.stamp.at.astimezone(CST):%Y-%m-%d %H:%M}"
    if not row.copies:
        return f"{at} 由{row.stamp.name}存为电子签名文件，{row.pages} 页"
    words = f"{at} 由{row.stamp.name}打印，{row.pages} 页 × {row.copies} 份"
    return f"{words}（已撤销：{row.retracted}）" if row.retracted else words


def _signed(order: Order, where: FormLocation, step: str, code: str) -> Iterator[str]:
    for row in order.signatures:
        at_place = (row.form, row.round, row.step) == (where.form, where.round, step)
        if at_place and row.code == code and not row.retracted:
            yield f"{row.signer} {row.signed_on:%Y-%m-%d} {_way(row)}"


def _way(row: Signature) -> str:
    if row.is_electronic:
        return f"电子签名，证书由“{row.issuer}”签发"
    if row.delegated:
        return "委托签，纸质扫描件"
    return "补签，纸质扫描件" if row.late else "签字，纸质扫描件"


def _electronic(report: SignatureReport) -> str:
    """Say what a signature is worth; this PC may not have the sheet that a colleague signed."""
    if report.is_own_sheet or not report.intact:
        return report.words
    who = f"{report.certificate.holder}（证书由“{report.certificate.issuer}”签发）"
    known = "证书由本单位认可的机构签发" if report.trusted else "无法确认证书由谁认可"
    return f"{who}的电子签名完好，{known}；本机没有签名前的原件，不能逐字比对，请看上面的版本码。"
