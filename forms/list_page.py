"""Lists in landscape: one line an order or a duty, under column names that every page repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.document import FormFoot, PeriodHead, Rendered, Signature
from forms.fonts import FontSet
from forms.page_frame import PageFrame
from forms.pagination import paginate
from forms.paper import LABEL_WIDTH, LANDSCAPE, MM, PADDING, Style
from forms.pen import Align
from forms.rows import HAND_ROW, Block, Cell, Group, Row, label_cell
from forms.signature_row import SignatureRow, signed_words

_LINE = 8 * MM  # least height of a line of the list
_SECTION = 12 * MM  # what a heading above a line may take of a page


@dataclass(frozen=True, slots=True)
class Column:
    r"""One column of a list.

    Attributes:
        name: Its name; "\n" sets it in several lines.
        share: Share of the width.
        align: Alignment of its values.
    """

    name: str
    share: float
    align: Align = "left"


class ListPage:
    """Collects the lines of one list and prints them on landscape A4.

    A line is never cut: it goes to the next page as a whole. Only one that is higher than a page
    goes on over it, with its first cell repeated.

    Args:
        head: Unit, title and period.
        foot: Foot of every page.
        fonts: Fonts to print with.
        columns: The columns from left to right; their names stand on every page.
        training: Print 演练 on every page.
        mark: Word at the upper right of the table.
    """

    def __init__(
        self,
        head: PeriodHead,
        foot: FormFoot,
        fonts: FontSet,
        columns: Sequence[Column],
        *,
        training: bool = False,
        mark: str = "",
    ) -> None:
        faces = fonts.register()
        self._columns = tuple(columns)
        self._content = Style(faces.text, 10.5, 15)
        self._strong = Style(faces.label, 10.5, 15)
        self._label = Style(faces.label, 11, 15)
        words = (f"期间：{head.period}" if head.period else "", head.caption)
        caption = "　　".join(word for word in words if word)
        self._frame = PageFrame(
            head, foot, faces, training=training, mark=mark, page=LANDSCAPE, caption=caption
        )
        total = sum(column.share for column in columns)
        self._widths = [column.share / total * LANDSCAPE.body for column in columns]
        self._lefts = [LANDSCAPE.left + sum(self._widths[:n]) for n in range(len(columns))]
        self._heading = Row(
            tuple(
                self._cell(column.name, number, column.name, self._label, label=True)
                for number, column in enumerate(self._columns)
            )
        )
        self._whole = self._frame.rooms.first - self._heading.height - _SECTION
        self._lines: list[Row] = []
        self._after: list[Block] = []

    def row(self, values: Sequence[str]) -> None:
        """Add a line.

        Args:
            values: One text for each column.
        """
        cells = [
            self._cell(value, number, column.name, self._content)
            for number, (value, column) in enumerate(zip(values, self._columns, strict=True))
        ]
        cells[0] = replace(cells[0], repeated=len(cells) > 1)
        self._lines.append(Row(tuple(cells), _LINE, whole=self._whole))

    def blank_rows(self, count: int) -> None:
        """Add empty lines for filling by hand."""
        for _ in range(count):
            self.row([""] * len(self._columns))

    def section(self, text: str) -> None:
        """Add a heading over the whole width, above the lines that belong to it."""
        cell = self._wide(text, "标题", self._label, label=True)
        self._lines.append(Row((cell,), whole=self._whole, heads=True))

    def totals(self, values: Sequence[str]) -> None:
        """Add a line of totals, in bold; the same as `row` otherwise."""
        cells = tuple(
            self._cell(value, number, f"合计·{column.name}", self._strong)
            for number, (value, column) in enumerate(zip(values, self._columns, strict=True))
        )
        self._lines.append(Row(cells, _LINE, whole=self._whole))

    def field(self, label: str, text: str, room: float = HAND_ROW) -> None:
        """Add a label with its text below the list.

        Args:
            label: The label.
            text: The text.
            room: Least height, for filling by hand.
        """
        left = LANDSCAPE.left + LABEL_WIDTH
        width = LANDSCAPE.right - left
        lines = self._content.lines(text, width - 2 * PADDING, label.replace("\n", ""))
        value = Cell(left, width, lines, self._content, middle=room <= HAND_ROW)
        self._after.append(Row((self._label_cell(label), value), room))

    def signature(
        self, label: str, box: str, signature: Signature | None = None, opinion: str = ""
    ) -> None:
        """Add a row below the list that is signed.

        Args:
            label: The label.
            box: Name of its empty box.
            signature: A signature that exists already.
            opinion: Text above the signature.
        """
        width = LANDSCAPE.body - LABEL_WIDTH - 2 * PADDING
        field = label.replace("\n", "")
        self._after.append(
            SignatureRow(
                label=self._label_cell(label),
                opinion=self._content.lines(opinion, width, field),
                style=self._content,
                box=box,
                signed=self._content.lines(signed_words(signature), width, field),
                bookmark=field,
                right=LANDSCAPE.right,
            )
        )

    def finish(self) -> Rendered:
        """Print all lines."""
        lines = tuple(self._lines) or (Row(self._empty(), _LINE),)
        blocks = (Group(None, self._heading, lines), *self._after)
        return self._frame.draw(paginate(blocks, self._frame.rooms))

    def _empty(self) -> tuple[Cell, ...]:
        return tuple(self._cell("", n, "", self._content) for n in range(len(self._columns)))

    def _cell(
        self, text: str, number: int, field: str, style: Style, *, label: bool = False
    ) -> Cell:
        width = self._widths[number]
        lines = style.lines(text, width - 2 * PADDING, field.replace("\n", ""))
        align = self._columns[number].align
        left = self._lefts[number]
        return Cell(left, width, lines, style, label=label, align=align, middle=True)

    def _wide(self, text: str, field: str, style: Style, *, label: bool) -> Cell:
        lines = style.lines(text, LANDSCAPE.body - 2 * PADDING, field)
        return Cell(LANDSCAPE.left, LANDSCAPE.body, lines, style, label=label)

    def _label_cell(self, text: str) -> Cell:
        lines = self._label.balanced(text, LABEL_WIDTH - 2 * PADDING, text)
        return label_cell(lines, self._label, LANDSCAPE.left)
