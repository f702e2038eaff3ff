"""What an electronic signature looks like in its box: who signed and when, in words.

It is a page of the size of the box. A drawn name would look like ink and be none.
"""

from forms.fonts import FontSet
from forms.paper import Page, Style
from forms.pen import Pen

_SIDE = 3.0
_NAME = 12.0
_SMALL = 9.0
_STEP = 0.5


def render(name: str, notes: tuple[str, ...], width: float, height: float, fonts: FontSet) -> bytes:
    """Draw a visible signature.

    Args:
        name: Who signed.
        notes: Further lines, such as 电子签名 and the time.
        width: Width of the box in points.
        height: Height of the box in points.
        fonts: Fonts to print with.

    Returns:
        A PDF of one page.

    Raises:
        MissingGlyphError: No font has a character of the name.
    """
    faces = fonts.register()
    pen = Pen("电子签名", name, Page(width, height, _SIDE, width - _SIDE, height))
    room = width - 2 * _SIDE
    style = _fitting(Style(faces.label, _NAME, _NAME * 1.4), name, room)
    small = Style(faces.text, _SMALL, _SMALL * 1.3)
    lines = [(line, style) for line in style.lines(name, room, "签名人")[:1]]
    lines += [(line, small) for note in notes for line in small.lines(note, room, "电子签名")[:1]]
    top = (height + sum(face.leading for _, face in lines)) / 2
    for line, face in lines:
        pen.lines(_SIDE, top, room, (line,), face, kind="P")
        top -= face.leading
    return pen.finish()


def _fitting(style: Style, text: str, room: float) -> Style:
    """Take a smaller size for a long name, so that it stays one line."""
    while style.width(text) > room and style.size > _SMALL:
        style = Style(style.chain, style.size - _STEP, (style.size - _STEP) * 1.4)
    return style
