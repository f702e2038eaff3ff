"""Rows of the bordered table that a form consists of, and how they go on over a page."""

from dataclasses import dataclass, replace
from typing import Protocol

from forms.paper import CONTINUED, LABEL_WIDTH, LEFT, MM, PADDING, ROW_PADDING, Style
from forms.pen import Align, Pen

LABEL_GREY = 0.955
_KEEP = 2  # lines that stay together at the foot and at the head of a page


class Block(Protocol):
    """Something that stands on a page and may be cut between two lines.

    Attributes:
        stretch: How much of a last page's empty room it may take, in points.
        bookmark: Outline entry for its place; "" for none.
    """

    @property
    def height(self) -> float:
        """Height in points."""

    @property
    def stretch(self) -> float:
        """Room it may grow by."""

    @property
    def bookmark(self) -> str:
        """Outline entry."""

    def split(self, room: float) -> "tuple[Block, Block] | None":
        """Cut it so that the first part is no higher than `room`; None when it stays whole."""

    def grown(self, extra: float) -> "Block":
        """Give the same block with more empty room."""

    def draw(self, pen: Pen, top: float) -> None:
        """Draw it downwards from `top`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One bordered cell.

    Attributes:
        left: Left edge on the page.
        width: Width with its padding.
        lines: Its lines.
        style: Face of the lines.
        label: Whether it is a label: centred, on a light ground, repeated over the page.
        align: Alignment of the lines of a value.
        middle: Whether the lines stand in the middle of the height.
        repeated: Whether a value is repeated over the page as a label is.
    """

    left: float
    width: float
    lines: tuple[str, ...]
    style: Style
    label: bool = False
    align: Align = "left"
    middle: bool = False
    repeated: bool = False

    @property
    def height(self) -> float:
        """Height that the lines need."""
        return len(self.lines) * self.style.leading + 2 * ROW_PADDING

    def first(self, room: float) -> "Cell":
        """Give the part that fits into `room`."""
        return self if self._stays else replace(self, lines=self.lines[: self._count(room)])

    def rest(self, room: float) -> "Cell":
        """Give the part that goes on over the page; a label is repeated as continued."""
        if self._stays:
            return continued(self)
        return replace(self, lines=self.lines[self._count(room) :], middle=False)

    @property
    def _stays(self) -> bool:
        return self.label or self.repeated

    def _count(self, room: float) -> int:
        fitting = int((room - 2 * ROW_PADDING + 0.01) // self.style.leading)
        if fitting >= len(self.lines):
            return fitting
        return min(fitting, max(len(self.lines) - _KEEP, 1))

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw border, ground and lines."""
        pen.frame(self.left, top - height, self.width, height, LABEL_GREY if self.label else 1)
        spare = height - self.height if self.label or self.middle else 0.0
        pen.lines(
            self.left + PADDING,
            top - ROW_PADDING - spare / 2,
            self.width - 2 * PADDING,
            self.lines,
            self.style,
            "center" if self.label else self.align,
            "TH" if self.label else "TD",
        )


def continued(label: Cell) -> Cell:
    """Mark a label as going on, once."""
    if not label.lines or label.lines[-1] == CONTINUED:
        return label
    return replace(label, lines=(*label.lines, CONTINUED))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other; the highest gives the height.

    Attributes:
        cells: The cells, from left to right.
        minimum: Least height.
        stretch: Room it may grow by on a last page.
        bookmark: Outline entry.
        whole: A row that is no higher than this goes to the next page as a whole.
        heads: Whether it is a heading, which never ends a page.
    """

    cells: tuple[Cell, ...]
    minimum: float = 0.0
    stretch: float = 0.0
    bookmark: str = ""
    whole: float = 0.0
    heads: bool = False

    @property
    def height(self) -> float:
        """Height in points."""
        return max(self.minimum, *(cell.height for cell in self.cells))

    def split(self, room: float) -> "tuple[Row, Row] | None":
        """Cut between two lines, with at least two lines on each side."""
        if self.height <= self.whole:
            return None
        longest = max(self.cells, key=lambda cell: 0 if cell.label else len(cell.lines))
        labels = max((cell.height for cell in self.cells if cell.label), default=0.0)
        least = min(len(longest.lines), _KEEP) * longest.style.leading + 2 * ROW_PADDING
        if longest.label or len(longest.lines) <= _KEEP or room < max(labels, least):
            return None
        first = Row(tuple(cell.first(room) for cell in self.cells), 0.0, 0.0, self.bookmark)
        return first, Row(tuple(cell.rest(room) for cell in self.cells), stretch=self.stretch)

    def grown(self, extra: float) -> "Row":
        """Give the row with more empty room."""
        return replace(self, minimum=self.height + extra)

    def draw(self, pen: Pen, top: float) -> None:
        """Draw all cells at the height of the row."""
        with pen.holding("TR"):
            for cell in self.cells:
                cell.draw(pen, top, self.height)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading row that is repeated over the page, beside a label that spans them.

    Attributes:
        label: Label on the left; None when the rows take the whole width.
        heading: Names of the columns.
        rows: The rows.
        bookmark: Outline entry.
    """

    label: Cell | None
    heading: Row
    rows: tuple[Row, ...]
    bookmark: str = ""

    @property
    def height(self) -> float:
        """Height in points."""
        rows = self.heading.height + sum(row.height for row in self.rows)
        return max(rows, self._label_height)

    @property
    def _label_height(self) -> float:
        return 0.0 if self.label is None else self.label.height

    @property
    def stretch(self) -> float:
        """Room it may grow by on a last page."""
        return sum(row.stretch for row in self.rows)

    def split(self, room: float) -> "tuple[Group, Group] | None":
        """Cut between two rows, or inside the row that reaches over the edge."""
        left = room - self.heading.height
        for number, row in enumerate(self.rows):
            if row.height <= left:
                left -= row.height
                continue
            first, rest = self._cut(number, left)
            if not first or room < self._label_height:
                return None
            return (
                replace(self, rows=first),
                replace(self, rows=rest, label=self.label and continued(self.label), bookmark=""),
            )
        return None

    def _cut(self, number: int, room: float) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """Part the rows inside the one that reaches over the edge, or before it."""
        parts = self.rows[number].split(room)
        if parts is not None:
            return (*self.rows[:number], parts[0]), (parts[1], *self.rows[number + 1 :])
        while number and self.rows[number - 1].heads:
            number -= 1
        return self.rows[:number], self.rows[number:]

    def grown(self, extra: float) -> "Group":
        """Share more empty room among the rows."""
        share = extra / len(self.rows)
        return replace(self, rows=tuple(row.grown(share) for row in self.rows))

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the label beside heading and rows."""
        if self.label is not None:
            with pen.holding("TR"):
                self.label.draw(pen, top, self.height)
        rows = (self.heading, *self.rows)
        spare = self.height - sum(row.height for row in rows)
        for row in rows[:-1]:
            row.draw(pen, top)
            top -= row.height
        rows[-1].grown(spare).draw(pen, top)


def label_cell(lines: tuple[str, ...], style: Style, left: float = LEFT) -> Cell:
    """Give a label cell of the common width."""
    return Cell(left, LABEL_WIDTH, lines, style, label=True)


HAND_ROW = 9 * MM  # least height of a row that somebody may have to fill by hand
