"""The parts of a letter, as blocks that are cut into pages."""

from dataclasses import dataclass, replace

from forms.letter_grid import CHARACTER, LEFT, WIDTH
from forms.paper import MM, Style
from forms.pen import Pen
from forms.rows import Block
from forms.signature_row import BOX_HEIGHT, BOX_WIDTH

_SPREAD = 1.5  # characters of empty room that are shared out along a line; more would look torn
_DATE = "　　年　月　日"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter.

    Attributes:
        text: Its words.
        left: Distance from the left edge of the body.
        full: Whether it reaches the right edge: every line of a paragraph but the last.
        end: Words at the right, one character from the edge.
    """

    text: str
    left: float = 0.0
    full: bool = False
    end: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines below each other.

    Attributes:
        lines: The lines.
        style: Their face.
        bookmark: Outline entry.
        heads: Whether it is a heading, which stays with what follows.
        kind: What it is: P, H1 or H2.
        stretch: Always 0: the lines of a letter stand on its grid.
    """

    lines: tuple[Line, ...]
    style: Style
    bookmark: str = ""
    heads: bool = False
    kind: str = "P"
    stretch: float = 0.0

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self.lines) * self.style.leading

    def split(self, room: float) -> "tuple[Lines, Lines] | None":
        """Cut between two lines; a heading stays whole."""
        count = int(room / self.style.leading + 0.01)
        if self.heads or not 0 < count < len(self.lines):
            return None
        return self.parted(count)

    def parted(self, count: int) -> "tuple[Lines, Lines]":
        """Give the first lines and the rest."""
        rest = replace(self, lines=self.lines[count:], bookmark="")
        return replace(self, lines=self.lines[:count]), rest

    def grown(self, extra: float) -> "Lines":  # the grid is fixed
        """Stay as it is."""
        return self

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the lines, the full ones up to the right edge."""
        with pen.marked(self.kind):
            for line in self.lines:
                spread = self._spread(line) if line.full else 0.0
                pen.line(LEFT + line.left, top, line.text, self.style, spread)
                if line.end:
                    end = LEFT + WIDTH - CHARACTER - self.style.width(line.end)
                    pen.line(end, top, line.end, self.style)
                top -= self.style.leading

    def _spread(self, line: Line) -> float:
        spare = WIDTH - line.left - self.style.width(line.text)
        if not 0 < spare <= _SPREAD * self.style.size or len(line.text) < 2:
            return 0.0
        return spare / (len(line.text) - 1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty room, with a rule along its lower edge where 版头 ends.

    Attributes:
        height: Height in points.
        ruled: Whether there is a rule.
        stretch: Always 0.
        bookmark: Always "".
    """

    height: float
    ruled: bool = False
    stretch: float = 0.0
    bookmark: str = ""

    def split(self, room: float) -> None:
        """Never cut."""
        return

    def grown(self, extra: float) -> "Gap":  # the grid is fixed
        """Stay as it is."""
        return self

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the rule."""
        if self.ruled:
            pen.rule(LEFT, LEFT + WIDTH, top - self.height)


@dataclass(frozen=True, slots=True)
class Kept:
    """Blocks that stay together on one page.

    Attributes:
        blocks: The blocks; they put themselves into the outline.
        bookmark: Always "".
        stretch: Always 0.
    """

    blocks: tuple[Block, ...]
    bookmark: str = ""
    stretch: float = 0.0

    @property
    def height(self) -> float:
        """Height in points."""
        return sum(block.height for block in self.blocks)

    def split(self, room: float) -> None:
        """Never cut."""
        return

    def grown(self, extra: float) -> "Kept":  # the grid is fixed
        """Stay as it is."""
        return self

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the blocks below each other."""
        for block in self.blocks:
            if block.bookmark:
                pen.bookmark(block.bookmark, top, level=1)
            block.draw(pen, top)
            top -= block.height


@dataclass(frozen=True, slots=True)
class SignLine:
    """A line to sign on: who signs, an empty box, and the date.

    Attributes:
        label: Who signs.
        style: Its face.
        box: Name of the empty box.
        bookmark: Outline entry.
        stretch: Always 0.
    """

    label: tuple[str, ...]
    style: Style
    box: str
    bookmark: str = ""
    stretch: float = 0.0

    @property
    def height(self) -> float:
        """Height in points: at least two lines of the grid."""
        return max(2, len(self.label)) * self.style.leading

    def split(self, room: float) -> None:
        """Never cut."""
        return

    def grown(self, extra: float) -> "SignLine":  # the grid is fixed
        """Stay as it is."""
        return self

    def draw(self, pen: Pen, top: float) -> None:
        """Draw label, box and date beside each other, all in the middle of the height."""
        leading = self.style.leading
        label_top = top - (self.height - len(self.label) * leading) / 2
        label_width = max(self.style.width(line) for line in self.label)
        date_left = LEFT + WIDTH - self.style.width(_DATE)
        box_left = date_left - BOX_WIDTH - MM
        bottom = top - (self.height + BOX_HEIGHT) / 2
        pen.signature_box(self.box, box_left, bottom, BOX_WIDTH, BOX_HEIGHT)
        with pen.marked("P"):
            for number, line in enumerate(self.label):
                left = box_left - label_width - MM
                pen.line(left, label_top - number * leading, line, self.style)
            pen.line(date_left, top - (self.height - leading) / 2, _DATE, self.style)
