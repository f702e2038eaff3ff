"""Letters and reports on the page of GB/T 9704-2012 (公文格式): 22 lines of 28 characters."""

from collections.abc import Sequence

from forms.document import FormFoot, Rendered, Signature
from forms.fonts import FontSet
from forms.letter_blocks import Gap, Kept, Line, Lines, SignLine
from forms.letter_frame import LetterFrame
from forms.letter_grid import CHARACTER, LINE, WIDTH
from forms.pagination import paginate
from forms.paper import Style, printable
from forms.rows import Block
from forms.signature_row import signed_by

_KEPT = 2  # lines of the body that go over the page with the closing
_NO_DATE = "　　　　年　　月　　日"


class LetterPage:
    """Collects the parts of one letter, in their order, and prints them.

    Args:
        title: 标题, e.g. 关于〔事项〕诉求办理情况的报告.
        foot: Where 版本码 and QR code come from; print time and operator are not on a letter.
        fonts: Fonts to print with.
        issuer: 发文机关标志 above the letter; "" leaves it out.
        document_number: 发文字号, e.g. 夏街办〔2026〕12号.
        approver: 签发人, for 上行文 only.
        training: Print 演练 on every page.
    """

    def __init__(
        self,
        title: str,
        foot: FormFoot,
        fonts: FontSet,
        *,
        issuer: str = "",
        document_number: str = "",
        approver: str = "",
        training: bool = False,
    ) -> None:
        faces = fonts.register()
        # 3号 is 16 pt, a hair more than its place on the grid
        self._body = Style(faces.text, 16, LINE, CHARACTER - 16)
        self._strong = Style(faces.label, 16, LINE, CHARACTER - 16)
        self._title = Style(faces.title, 22, LINE * 1.25)
        self._author = issuer
        self._frame = LetterFrame(title, foot, faces, training=training)
        self._blocks: list[Block] = []
        self._tail: list[Block] = []
        self._add_head(Style(faces.title, 30, LINE * 1.5), issuer, document_number, approver)
        lines = self._title.balanced(title, WIDTH - 2 * CHARACTER, "标题")
        self._add(Lines(_centred(lines, self._title), self._title, heads=True, kind="H1"))
        self._add(Gap(LINE))

    def addressee(self, name: str) -> None:
        """Add 主送机关 with a colon, at the left edge; "" leaves its line out."""
        if name:
            self._add_text(f"{name.rstrip('：:')}：", "主送机关", 0)

    def paragraph(self, text: str, field: str = "正文") -> None:
        r"""Add paragraphs of the body, each indented by two characters.

        Args:
            text: The paragraphs; "\n" ends one.
            field: What the text is, for the message about a missing character.
        """
        self._add_text(text, field, 2)

    def blank_lines(self, count: int) -> None:
        """Leave lines empty for writing by hand."""
        for _ in range(count):
            self._add(Gap(LINE))

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading inside the body that stays with what follows.

        Args:
            text: The heading with its number, e.g. 一、基本情况 or （一）调查经过.
            level: 1 for 一、 (in 黑体 or bold), 2 for （一）, and so on.
        """
        style = self._strong if level == 1 else self._body
        lines = self._set(text, "标题", style, 2)
        mark = text if level == 1 else ""
        self._add(Lines(lines, style, mark, heads=True, kind=f"H{level + 1}"))

    def attachments(self, names: Sequence[str]) -> None:
        """Add 附件说明: a blank line, then the names, numbered when there are several."""
        for number, name in enumerate(names, 1):
            label = f"{number}．" if len(names) > 1 else ""
            begin = 2 + 3 + len(label)
            words = self._body.lines(name, WIDTH - begin * CHARACTER, "附件")
            lines = [Line(line, begin * CHARACTER) for line in words]
            start = 2 if number == 1 else 5
            label = f"附件：{label}" if number == 1 else label
            lines[:1] = [Line(label + (words[0] if words else ""), start * CHARACTER)]
            block = Lines(tuple(lines), self._body)
            self._add(block if number > 1 else Kept((Gap(LINE), block)))

    def closing(self, unit: str, date: str, *, sealed: bool = True) -> None:
        """Add 落款 and 成文日期; they never stand alone on a page.

        Args:
            unit: 发文机关署名.
            date: 成文日期, e.g. 2026年9月20日; "" leaves 年 月 日 to be filled in.
            sealed: Leave room for the 公章 of 42 mm over both.
        """
        self._author = self._author or unit
        day = (printable(date) or _NO_DATE,)
        self._body.lines(date, WIDTH, "成文日期")  # tells a missing character by its field
        names = self._body.lines(unit, WIDTH / 2, "落款")
        day_width = self._body.width(day[0])
        day_left = WIDTH - 4 * CHARACTER - day_width
        centre = day_left + day_width / 2
        lines = [*_centred(names, self._body, centre), Line(day[0], day_left)]
        above, below = (2 * LINE, LINE) if sealed else (LINE, 0.0)
        self._tail += [Gap(above), Lines(tuple(lines), self._body), Gap(below)]

    def signature(self, label: str, box: str, signature: Signature | None = None) -> None:
        """Add a line that is signed: label, empty box, date; it stays with the closing.

        Args:
            label: Who signs, e.g. 承办单位领导审核签字.
            box: Name of its empty box.
            signature: A signature that exists already; it is named instead of the box.
        """
        if signature is None:
            words = self._body.balanced(f"{label}：", WIDTH * 0.36, label)
            self._tail.append(SignLine(words, self._body, box, label))
            return
        text = f"{label}：{signed_by(signature)}"
        self._tail.append(Lines(self._set(text, label, self._body, 2), self._body, label))

    def finish(self) -> Rendered:
        """Print the letter."""
        return self._frame.draw(
            paginate(_tied(self._blocks, self._tail), self._frame.rooms), self._author
        )

    def _add_head(self, face: Style, issuer: str, document_number: str, approver: str) -> None:
        """Add 发文机关标志, and under it 发文字号 and 签发人 above a rule."""
        if issuer:
            lines = face.balanced(issuer, WIDTH, "发文机关标志")
            self._add(Lines(_centred(lines, face), face, heads=True))
            self._add(Gap(LINE / 2))
        number = self._body.lines(document_number, WIDTH / 2, "发文字号")
        signs = self._body.lines(f"签发人：{approver}" if approver else "", WIDTH / 2, "签发人")
        if not signs:
            self._add(Lines(_centred(number, self._body), self._body, heads=True))
        else:
            self._add_upward_head(number, signs)
        if issuer or number or signs:
            self._add(Gap(LINE / 2, ruled=True))
            self._add(Gap(LINE))

    def _add_upward_head(self, number: tuple[str, ...], signs: tuple[str, ...]) -> None:
        """Add 发文字号 at the left and 签发人 at the right, as 上行文 has them."""
        for row in range(max(len(number), len(signs))):
            left = number[row] if row < len(number) else ""
            right = signs[row] if row < len(signs) else ""
            self._add(Lines((Line(left, CHARACTER, end=right),), self._body, heads=True))

    def _add_text(self, text: str, field: str, indent: int) -> None:
        lines = self._set(text, field, self._body, indent)
        if lines:
            self._add(Lines(lines, self._body))

    def _set(self, text: str, field: str, style: Style, indent: int) -> tuple[Line, ...]:
        """Set paragraphs whose first lines are indented by some characters."""
        shift = indent * CHARACTER
        lines: list[Line] = []
        for paragraph in printable(text).split("\n"):
            words = style.lines(paragraph.strip("　 "), WIDTH, field, shift)
            last = len(words) - 1
            lines += [
                Line(line, shift if number == 0 else 0.0, full=number < last)
                for number, line in enumerate(words)
            ]
        return tuple(lines)

    def _add(self, block: Block) -> None:
        self._blocks.append(block)


def _centred(lines: Sequence[str], style: Style, centre: float = WIDTH / 2) -> tuple[Line, ...]:
    return tuple(Line(line, centre - style.width(line) / 2) for line in lines)


def _tied(blocks: Sequence[Block], tail: Sequence[Block]) -> list[Block]:
    """Tie headings to the first lines below them, and the closing to the last of the body."""
    body = list(blocks)
    last = list(tail)
    if tail and body:
        end = body.pop()
        if isinstance(end, Lines) and len(end.lines) > _KEPT and not end.heads:
            first, end = end.parted(len(end.lines) - _KEPT)
            body.append(first)
        last.insert(0, end)
    tied: list[Block] = [Kept(tuple(last))] if last else []
    for block in reversed(body):
        tied[:1] = _headed(block, tied[0]) if tied else [block]
    return tied


def _headed(block: Block, following: Block) -> list[Block]:
    if not (isinstance(block, Lines) and block.heads):
        return [block, following]
    if isinstance(following, Lines) and len(following.lines) > _KEPT and not following.heads:
        first, rest = following.parted(_KEPT)
        return [Kept((block, first)), rest]
    return [Kept((block, following))]
