"""Photos two to a row, each with its caption; what leaves the unit carries no hidden data."""

from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from forms.paper import BODY_WIDTH, LEFT, MM, PADDING, ROW_PADDING, Style
from forms.pen import Pen
from forms.rows import Row

WIDTH = BODY_WIDTH / 2
PICTURE_HEIGHT = 62 * MM
_PIXELS = 1000  # about 330 dpi at the printed width
_QUALITY = 85


class PhotoError(ValueError):
    """A photo cannot be read."""

    def __init__(self, caption: str) -> None:
        super().__init__(f"照片“{caption}”无法读取，不能打印；请换一张 JPEG 或 PNG 照片。")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo ready to print: JPEG bytes, pixels, and its caption's lines."""

    jpeg: bytes
    pixels: tuple[int, int]
    caption: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One or two pictures beside each other.

    Attributes:
        pictures: The pictures.
        style: Face of the captions.
        heading: Label above the first row of photos; None for the others.
        bookmark: Outline entry.
    """

    pictures: tuple[Picture, ...]
    style: Style
    heading: Row | None = None
    bookmark: str = ""
    stretch: float = 0.0

    @property
    def height(self) -> float:
        """Height in points."""
        captions = max(len(picture.caption) for picture in self.pictures)
        pictures = PICTURE_HEIGHT + captions * self.style.leading + 5 * ROW_PADDING
        return self._heading_height + pictures

    @property
    def _heading_height(self) -> float:
        return 0.0 if self.heading is None else self.heading.height

    def split(self, room: float) -> None:  # a picture stays whole
        """Never cut."""
        return

    def grown(self, extra: float) -> "PhotoRow":  # a picture keeps its size
        """Stay as it is."""
        return replace(self)

    def draw(self, pen: Pen, top: float) -> None:
        """Draw each picture in the middle of its half, the caption below."""
        pen.frame(LEFT, top - self.height, BODY_WIDTH, self.height)
        if self.heading is not None:
            self.heading.draw(pen, top)
        top -= self._heading_height
        with pen.holding("TR"):
            for number, picture in enumerate(self.pictures):
                with pen.holding("TD"):
                    self._draw_picture(pen, number, picture, top)

    def _draw_picture(self, pen: Pen, number: int, picture: Picture, top: float) -> None:
        left = LEFT + number * WIDTH + PADDING
        room = WIDTH - 2 * PADDING
        width, height = _fitted(picture.pixels, room, PICTURE_HEIGHT)
        bottom = top - 2 * ROW_PADDING - (PICTURE_HEIGHT + height) / 2
        place = (left + (room - width) / 2, bottom, width, height)
        pen.image(picture.jpeg, picture.pixels, place, "".join(picture.caption))
        caption_top = top - 3.5 * ROW_PADDING - PICTURE_HEIGHT
        pen.lines(left, caption_top, room, picture.caption, self.style, "center", "P")


def _fitted(pixels: tuple[int, int], width: float, height: float) -> tuple[float, float]:
    scale = min(width / pixels[0], height / pixels[1])
    return pixels[0] * scale, pixels[1] * scale


@lru_cache(maxsize=32)
def prepared(image: bytes, caption: str) -> tuple[bytes, tuple[int, int]]:
    """Turn a photo upright, make it small, and drop everything but the picture.

    Args:
        image: JPEG or PNG bytes.
        caption: Its caption, for the message.

    Returns:
        JPEG bytes without place, time or camera, and the pixels.

    Raises:
        PhotoError: The bytes are no picture that can be read.
    """
    try:
        with Image.open(BytesIO(image), formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (_PIXELS, _PIXELS))
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoError(caption) from error
    picture.thumbnail((_PIXELS, _PIXELS))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=_QUALITY, optimize=True)
    return stream.getvalue(), picture.size


def _on_white(picture: Image.Image) -> Image.Image:
    layered = picture.convert("RGBA") if picture.mode != "RGB" else picture
    if layered.mode == "RGB":
        return layered.copy()
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")
