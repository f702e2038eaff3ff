"""Builds one order out of one row, or says why it cannot be one."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from central.importing.cells import Cell, CellRefused, code, free_text, line
from central.importing.confidentiality import Eraser, confidentiality, nameless, yes
from central.importing.headings import Header
from central.importing.moments import moment
from central.importing.rows import ImportedOrder

_LONGEST_NUMBER = 64
_LONGEST_DERIVED_TITLE = 30
_FOOTER = re.compile(
    r"(合计|总计|小计|共计|总数)[:：]?.{0,20}|共\s*\d+\s*[条件笔单]?.{0,10}"
    r"|(制表|填表|导出|打印|统计)(人|时间|日期|单位)?[:：].{0,40}|(备注|说明|注)[:：].*"
    r"|第\s*\d+\s*页.{0,20}|以下空白|-*\s*完\s*-*",
    re.DOTALL,
)
_FOOTER_CELLS = 3
_ROW_COUNTERS = frozenset({"序号", "行号"})


class Assembler:
    """Turns rows under one header into orders."""

    def __init__(self, header: Header, *, strict_width: bool) -> None:
        self._header = header
        self._strict_width = strict_width
        used = frozenset(header.fields.values())
        self._unknown = [
            (i, heading or f"第{i + 1}列")
            for i, heading in enumerate(header.headings)
            if i not in used and heading not in _ROW_COUNTERS
        ]
        self._caller_columns = frozenset(header.caller_columns())
        self._traces = header.trace_columns()

    def is_footer(self, row: Sequence[Cell]) -> bool:
        """Tell whether a row is empty, a total, a page line or the headings once more."""
        number = self._cell("number", row)
        if number != "" and number != self._heading("number") and len(row) > _FOOTER_CELLS:
            filled = [cell for cell in row if cell != ""]
            if len(filled) > _FOOTER_CELLS and not (isinstance(number, str) and number.isspace()):
                return False
        lines = tuple(text for cell in row if (text := line(cell)))
        if len(lines) <= _FOOTER_CELLS:
            return not lines or _FOOTER.fullmatch(lines[0]) is not None
        return lines == tuple(heading for heading in self._header.headings if heading)

    def number(self, row: Sequence[Cell]) -> str:
        """Return the number of the order in a row.

        Raises:
            CellRefused: There is none, or it was damaged on the way.
        """
        number = self._read("number", row, code)
        if not number:
            raise CellRefused("没有工单编号")
        if len(number) > _LONGEST_NUMBER:
            raise CellRefused(f"工单编号超过 {_LONGEST_NUMBER} 个字符，可能是列错位")
        return number

    def order(self, number: str, row: Sequence[Cell], row_number: int) -> ImportedOrder:
        """Return the order in a row.

        Raises:
            CellRefused: A date or number in it cannot be read, or nothing is demanded.
        """
        self._check_width(row)
        title, content = self._line("title", row), self._read("content", row, free_text)
        if not title and not content:
            raise CellRefused("标题和诉求内容都是空的")
        kind, category = self._line("kind", row), self._line("category", row)
        hidden = confidentiality(
            self._line("report_flag", row), self._line("secret_flag", row), (kind, category), title
        )
        name, phone = self._line("caller_name", row), self._read("caller_phone", row, code)
        anonymous = yes(self._line("anonymous_flag", row)) or (name != "" and nameless(name))
        erase = _unchanged if hidden == "none" else self._eraser(row)
        content = erase(content or title)
        return ImportedOrder(
            number=number,
            external_number=self._read("external_number", row, code),
            title=erase(title) or _derived_title(content),
            content=content,
            category=erase(category),
            channel=erase(self._line("channel", row)),
            kind=erase(kind),
            urgency=erase(self._line("urgency", row)),
            caller_name=name if hidden == "none" else "",
            caller_phone=phone if hidden == "none" else "",
            address=erase(self._line("address", row)),
            unit_name=erase(self._line("unit_name", row)),
            dispatched_at=self._moment("dispatched_at", row, end_of_day=False),
            due_at=self._moment("due_at", row, end_of_day=True),
            confidentiality=hidden,
            anonymous=anonymous,
            extra=self._extra(row, erase, hide_caller=hidden != "none"),
            row=row_number,
            received_at=self._moment("received_at", row, end_of_day=False),
            level=self._line("level", row),
        )

    def _check_width(self, row: Sequence[Cell]) -> None:
        width = len(self._header.headings)
        if self._strict_width and len(row) > width and any(line(cell) for cell in row[width:]):
            raise CellRefused("列数多于表头，内容里可能有未加引号的分隔符")

    def _cell(self, name: str, row: Sequence[Cell]) -> Cell:
        column = self._header.fields.get(name)
        return "" if column is None or column >= len(row) else row[column]

    def _line(self, name: str, row: Sequence[Cell]) -> str:
        return line(self._cell(name, row))

    def _read(self, name: str, row: Sequence[Cell], clean: Callable[[Cell], str]) -> str:
        try:
            return clean(self._cell(name, row))
        except CellRefused as refusal:
            raise CellRefused(f"{self._heading(name)}：{refusal.reason}") from refusal

    def _moment(self, name: str, row: Sequence[Cell], *, end_of_day: bool) -> datetime | None:
        try:
            return moment(self._cell(name, row), end_of_day=end_of_day)
        except CellRefused as refusal:
            raise CellRefused(f"{self._heading(name)}：{refusal.reason}") from refusal

    def _heading(self, name: str) -> str:
        return self._header.headings[self._header.fields[name]]

    def _eraser(self, row: Sequence[Cell]) -> Eraser:
        return Eraser(line(row[i]) for i in self._traces if i < len(row))

    def _extra(
        self, row: Sequence[Cell], erase: Callable[[str], str], *, hide_caller: bool
    ) -> tuple[tuple[str, str], ...]:
        kept = []
        for column, heading in self._unknown:
            if column >= len(row) or (hide_caller and column in self._caller_columns):
                continue
            if text := free_text(row[column]):
                kept.append((heading, erase(text)))
        return tuple(kept)


def _unchanged(text: str) -> str:
    return text


def _derived_title(content: str) -> str:
    first = content.split("\n", 1)[0]
    if len(first) <= _LONGEST_DERIVED_TITLE:
        return first
    return first[:_LONGEST_DERIVED_TITLE] + "…"
