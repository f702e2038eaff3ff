"""`python -m tests.contact_sheet`: every page of every form as small pictures in docs/forms/.

To be looked at before a change of a form is let in. The pages follow each other: empty, short,
normal, long, and with rare characters; a bar stands over the first page of each.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.form_gallery import Exhibit, gallery

from forms.document import Rendered

FOLDER = ROOT / "docs" / "forms"
MOST_BYTES = 60_000
"""What one sheet may take."""
_SCALES = (42, 36, 31, 27, 23, 20, 17, 14, 12)
_GREYS = 8
_GAP = 6
_GROUND = 150
_BAR = 4
_COLUMNS = 8
_INTRODUCTION = """# 表单样张

每张表一幅小图，依次为空白、短、一般、很长、生僻字五种内容，每种的第一页上方有一道黑条。\
页面由程序自己画出，内容均为虚构。

修改表单后重新生成并逐页查看：`python -m tests.contact_sheet`。\
文字、标签位置和页数另存于 `tests/reference/forms/`，用 `python -m tests.form_references` 更新。

| 表 | 名称 | 页数（空白／短／一般／很长／生僻字） | 样张 |
|---|---|---|---|
"""


def main(names: Sequence[str]) -> None:
    """Draw the sheets of all forms, or of those named (F5), and the list of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = []
    for exhibit in gallery():
        made = exhibit.variants()
        if not names or exhibit.id in names:
            (FOLDER / f"{exhibit.slug}.png").write_bytes(_sheet(list(made.values())))
        lines.append(_line(exhibit, made))
    text = _INTRODUCTION + "".join(lines)
    (FOLDER / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _line(exhibit: Exhibit, made: dict[str, Rendered]) -> str:
    pages = "／".join(str(result.pages) for result in made.values())
    picture = f"![{exhibit.name}]({exhibit.slug}.png)"
    return f"| {exhibit.id} | {exhibit.name} | {pages} | {picture} |\n"


def _sheet(variants: Sequence[Rendered]) -> bytes:
    """Draw as large as the bytes allow."""
    content = b""
    for dpi in _SCALES:
        content = _png([_pages(result, dpi) for result in variants])
        if len(content) <= MOST_BYTES:
            break
    return content


def _pages(result: Rendered, dpi: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(result.pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def _png(variants: Sequence[Sequence[Image.Image]]) -> bytes:
    """Set all pages into one grid whose cells are as large as the largest page."""
    pages = [(page, not place) for row in variants for place, page in enumerate(row)]
    width = max(page.width for page, _ in pages) + _GAP
    height = max(page.height for page, _ in pages) + _GAP + _BAR
    columns = min(_COLUMNS, len(pages))
    rows = -(-len(pages) // columns)
    sheet = Image.new("L", (columns * width + _GAP, rows * height + _GAP), _GROUND)
    pen = ImageDraw.Draw(sheet)
    for place, (page, first) in enumerate(pages):
        left = _GAP + place % columns * width
        top = _GAP + _BAR + place // columns * height
        sheet.paste(page, (left, top))
        if first:
            pen.rectangle((left, top - _BAR, left + page.width - 1, top - 1), fill=0)
    out = BytesIO()
    sheet.quantize(_GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
