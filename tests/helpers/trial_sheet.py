"""Sheets like the printed forms, for tests of scanning that must not depend on the real ones."""

import io
import random
from dataclasses import dataclass
from pathlib import Path

import segno
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.scanning.pages import QrMark, SheetBox

_FONT = Path(__file__).parents[2] / "resources" / "fonts" / "NotoSerifSC-Regular.ttf"
_WIDE, _HIGH = 210 * mm, 297 * mm
_TEXT = (
    "来电人反映夏阳街道某小区北门外夜间施工噪声扰民已持续一周希望有关部门到现场核实处理并答复"
    "经核查该路段不属于本单位管辖范围依据相关文件规定建议转派区建设管理部门办理承办人员已电话联系"
)


@dataclass(frozen=True, slots=True)
class TrialSheet:
    """A printed sheet of one page and what is known about it."""

    pdf: bytes
    mark: QrMark
    boxes: tuple[SheetBox, ...]


def make_sheet(seed: int, *, rows: int | None = None) -> TrialSheet:
    """Print a sheet whose amount of text, boxes and codes depend on the seed."""
    chance = random.Random(seed)
    form_id = "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=12))
    count = chance.choice((1, 1, 3, 4))
    codes = tuple("".join(chance.choices("0123456789abcdef", k=10)) for _ in range(count))
    mark = QrMark(form_id, 1, chance.choice((1, 2)), codes)
    out = io.BytesIO()
    page = Canvas(out, pagesize=(_WIDE, _HIGH), invariant=True)
    if "Trial" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Trial", _FONT))
    _head(page, chance)
    top = _table(page, chance, chance.randint(3, 11) if rows is None else rows)
    boxes = _boxes(page, top, count)
    _foot(page, mark)
    page.save()
    return TrialSheet(out.getvalue(), mark, boxes)


def _words(chance: random.Random, length: int) -> str:
    start = chance.randrange(len(_TEXT))
    return (_TEXT * 3)[start : start + length]


def _head(page: Canvas, chance: random.Random) -> None:
    page.setFont("Trial", 22)
    page.drawCentredString(_WIDE / 2, 262 * mm, chance.choice(("退单申请表", "工单签批单")))
    page.setFont("Trial", 11)
    page.drawString(28 * mm, 252 * mm, f"工单编号：{chance.randrange(10**11, 10**12)}")
    page.drawRightString(190 * mm, 252 * mm, "紧急程度：一般")


def _table(page: Canvas, chance: random.Random, rows: int) -> float:
    top = 248 * mm
    for _ in range(rows):
        high = chance.choice((9, 9, 14, 18)) * mm
        page.rect(28 * mm, top - high, 30 * mm, high)
        page.rect(58 * mm, top - high, 132 * mm, high)
        page.setFont("Trial", 11)
        page.drawString(30 * mm, top - 6 * mm, _words(chance, 4))
        page.setFont("Trial", 12)
        for line in range(int(high / (7 * mm))):
            text = _words(chance, chance.randint(6, 29))
            page.drawString(60 * mm, top - 6 * mm - line * 6 * mm, text)
        top -= high
    return top


def _boxes(page: Canvas, top: float, count: int) -> tuple[SheetBox, ...]:
    boxes = []
    for number in range(count):
        column, row = number % 2, number // 2
        left, foot = (58 + 70 * column) * mm, top - (18 + 26 * row) * mm
        page.setFont("Trial", 11)
        page.drawString((29 + 72 * column) * mm, foot + 10 * mm, "负责人签字")
        page.rect(left, foot, 30 * mm, 15 * mm)
        page.drawString(left, foot - 5 * mm, "      年    月    日")
        boxes.append(SheetBox(0, f"step{number + 1}", left, foot, 30 * mm, 15 * mm))
    return tuple(boxes)


def _foot(page: Canvas, mark: QrMark) -> None:
    page.setFont("Trial", 9)
    page.drawString(28 * mm, 14 * mm, "打印时间 2026-09-18 09:30  操作员 王某  第 1 页 共 1 页")
    page.drawString(28 * mm, 9 * mm, f"版本码 {' '.join(mark.codes)}")
    code = segno.make(mark.payload, error="m", micro=False)
    rows = tuple(code.matrix)
    cell = 21 * mm / len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                left, foot = 169 * mm + x * cell, 7 * mm + (len(rows) - 1 - y) * cell
                page.rect(left, foot, cell, cell, stroke=0, fill=1)
