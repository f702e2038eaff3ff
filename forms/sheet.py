"""The sheet: the rows of one form are collected, cut into pages, and drawn with head and foot."""

from collections.abc import Sequence

from forms.document import FormFoot, Head, Photo, Rendered, Signature
from forms.fonts import FontSet
from forms.page_frame import PageFrame
from forms.pagination import paginate
from forms.paper import BODY_WIDTH, LABEL_WIDTH, LEFT, MM, PADDING, RIGHT, Style
from forms.photo_row import WIDTH, PhotoRow, Picture, prepared
from forms.rows import HAND_ROW, Block, Cell, Group, Row, label_cell
from forms.signature_row import SignatureRow, signed_words

_VALUE_LEFT = LEFT + LABEL_WIDTH
_VALUE_WIDTH = RIGHT - _VALUE_LEFT


def _plain(label: str) -> str:
    """Give a label that is set in several lines as one word."""
    return label.replace("\n", "")


class Sheet:
    """Collects the rows of one form and prints them.

    Args:
        head: Head of the form, of one order or of a period; its values are the first rows.
        foot: Foot of every page.
        fonts: Fonts to print with.
        training: Print 演练 on every page.
        mark: Word at the upper right of the table, e.g. 存档联.
    """

    def __init__(
        self, head: Head, foot: FormFoot, fonts: FontSet, *, training: bool, mark: str = ""
    ) -> None:
        faces = fonts.register()
        self._content = Style(faces.text, 12, 18)
        self._small = Style(faces.text, 10.5, 15.5)
        self._label = Style(faces.label, 11, 15)
        self._frame = PageFrame(
            head, foot, faces, training=training, mark=mark, caption=head.caption
        )
        self._blocks: list[Block] = []
        self._blank = not head.about
        for first, second in head.pairs:
            self.pairs(first, second)

    def pairs(self, first: tuple[str, str], second: tuple[str, str]) -> None:
        """Add a row of two labels, each with its value."""
        half = BODY_WIDTH / 2
        cells = (
            self._label_cell(first[0]),
            self._value(first[0], first[1], _VALUE_LEFT, half - LABEL_WIDTH, middle=True),
            self._label_cell(second[0], LEFT + half),
            self._value(second[0], second[1], _VALUE_LEFT + half, half - LABEL_WIDTH, middle=True),
        )
        self._blocks.append(Row(cells, HAND_ROW, 2 * MM))

    def field(self, label: str, text: str, room: float = HAND_ROW, stretch: float = 2 * MM) -> None:
        """Add a row of one label with its text.

        Args:
            label: The label.
            text: The text.
            room: Least height, for filling by hand.
            stretch: Room that the row may take of an otherwise empty last page.
        """
        middle = room <= HAND_ROW
        value = self._value(label, text, _VALUE_LEFT, _VALUE_WIDTH, middle=middle)
        mark = "" if middle else _plain(label)
        self._blocks.append(Row((self._label_cell(label), value), room, stretch, mark))

    def table(
        self,
        label: str,
        columns: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str]],
        blank_rows: int = 2,
    ) -> None:
        """Add a table beside a label.

        Args:
            label: The label.
            columns: Name and width of each column; the widths are shares of the whole.
            rows: The values.
            blank_rows: Empty rows when there are no values.
        """
        filled = rows or [[""] * len(columns)] * blank_rows
        total = sum(share for _, share in columns)
        names = [name for name, _ in columns]
        widths = [share / total * _VALUE_WIDTH for _, share in columns]
        lefts = [_VALUE_LEFT + sum(widths[:number]) for number in range(len(widths))]
        heading = tuple(
            Cell(left, width, self._label.lines(name, width - 2 * PADDING, name), self._label, True)
            for name, left, width in zip(names, lefts, widths, strict=True)
        )
        self._blocks.append(
            Group(
                self._label_cell(label),
                Row(heading),
                tuple(self._table_row(label, names, lefts, widths, values) for values in filled),
                _plain(label),
            )
        )

    def signature(
        self, label: str, box: str, signature: Signature | None, opinion: str = "", room: float = 0
    ) -> None:
        """Add a row that is signed.

        Args:
            label: The label.
            box: Name of its empty box.
            signature: A signature that exists already.
            opinion: Text above the signature.
            room: Empty height above the box when there is no text yet.
        """
        width = _VALUE_WIDTH - 2 * PADDING
        self._blocks.append(
            SignatureRow(
                label=self._label_cell(label),
                opinion=self._content.lines(opinion, width, _plain(label)),
                style=self._content,
                box=box,
                signed=self._content.lines(signed_words(signature), width, _plain(label)),
                room=room,
                stretch=12 * MM if room else 4 * MM,
                bookmark=_plain(label),
            )
        )

    def photos(self, label: str, photos: Sequence[Photo]) -> None:
        """Add photos, two to a row, under one heading."""
        pictures = [self._picture(label, photo) for photo in photos]
        words = self._label.lines(label, BODY_WIDTH - 2 * PADDING, label)
        heading = Row((Cell(LEFT, BODY_WIDTH, words, self._label, label=True),))
        for start in range(0, len(pictures), 2):
            pair = tuple(pictures[start : start + 2])
            mark = "" if start else label
            self._blocks.append(PhotoRow(pair, self._small, None if start else heading, mark))

    def finish(self) -> Rendered:
        """Print all rows."""
        return self._frame.draw(paginate(self._blocks, self._frame.rooms, spread=self._blank))

    def _picture(self, label: str, photo: Photo) -> Picture:
        jpeg, pixels = prepared(photo.image, photo.caption)
        caption = self._small.lines(photo.caption, WIDTH - 2 * PADDING, label)
        return Picture(jpeg, pixels, caption)

    def _table_row(
        self,
        label: str,
        names: Sequence[str],
        lefts: Sequence[float],
        widths: Sequence[float],
        values: Sequence[str],
    ) -> Row:
        cells = tuple(
            Cell(
                left,
                width,
                self._small.lines(value, width - 2 * PADDING, _plain(f"{label}·{name}")),
                self._small,
            )
            for name, left, width, value in zip(names, lefts, widths, values, strict=True)
        )
        return Row(cells, HAND_ROW, 2 * MM)

    def _label_cell(self, text: str, left: float = LEFT) -> Cell:
        lines = self._label.balanced(text, LABEL_WIDTH - 2 * PADDING, text)
        return label_cell(lines, self._label, left)

    def _value(self, label: str, text: str, left: float, width: float, *, middle: bool) -> Cell:
        lines = self._content.lines(text, width - 2 * PADDING, _plain(label))
        return Cell(left, width, lines, self._content, middle=middle)
