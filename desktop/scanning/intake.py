"""Opens scans of every accepted kind and hands out grey pictures of their pages.

Runs in the child process only: what it opens may be broken or hostile.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from desktop.scanning import decoding
from desktop.scanning.refusals import UnreadableError

DPI: Final = 200
_FILE_BYTES: Final = 200 * 1024 * 1024
_PAGES: Final = 300
_RASTER_PIXELS: Final = 16_000_000
_HEAD_BYTES: Final = 1024
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_MAGIC: Final = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
}
# brands of the ISO container that hold HEVC pictures: what phones call HEIC
_HEIF_BRANDS: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
# what Pillow's decoders are known to raise on files that are cut or made up
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Source:
    """An opened scan.

    Attributes:
        count: Number of pages, at least 1.
        pictures: Grey pictures of the pages, upright as far as EXIF knows.
    """

    count: int
    pictures: Iterator[Image.Image]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a scan by what it contains, whatever its name says.

    Args:
        path: The file.

    Yields:
        Its pages.

    Raises:
        UnreadableError: With the code of the reason, also later while pages are taken.
    """
    kind = _kind(path)
    with ExitStack() as stack, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders warn about much that can still be read
        # what Pillow takes for a bomb a phone takes for a photograph; `decoding` has our limits
        Image.MAX_IMAGE_PIXELS = decoding.MOST_PIXELS
        with _known_errors():
            if kind == "PDF":
                source = stack.enter_context(_pdf(path))
            else:
                if kind == "HEIF":
                    _learn_heif()
                source = _picture_source(stack.enter_context(Image.open(path, formats=[kind])))
        yield Source(source.count, _guarded(source.pictures))


def _guarded(pictures: Iterator[Image.Image]) -> Iterator[Image.Image]:
    """Give errors of the decoders their codes; errors of whoever takes the pictures stay bugs."""
    while True:
        with _known_errors():
            picture = next(pictures, None)
        if picture is None:
            return
        yield picture


@contextmanager
def _known_errors() -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise UnreadableError("scan.too_large") from error
    except _BROKEN as error:
        raise UnreadableError("scan.broken") from error


def _kind(path: Path) -> str:
    """Tell the kind of a file by its first bytes."""
    try:
        if not path.is_file():
            raise UnreadableError("scan.broken")
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableError("scan.broken") from error
    if not head:
        raise UnreadableError("scan.empty")
    if size > _FILE_BYTES:
        raise UnreadableError("scan.too_large")
    if b"%PDF-" in head:
        return "PDF"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise UnreadableError("scan.type")


def _learn_heif() -> None:
    """Teach Pillow the format of phones; thumbnails and depth pictures are not wanted."""
    import pi_heif

    pi_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )


def _checked_count(count: int) -> int:
    if count < 1:
        raise UnreadableError("scan.empty")
    if count > _PAGES:
        raise UnreadableError("scan.too_large")
    return count


@contextmanager
def _pdf(path: Path) -> Iterator[Source]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        secret = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}
        raise UnreadableError("scan.encrypted" if secret else "scan.broken") from error
    try:
        count = _checked_count(len(document))
        yield Source(count, (_rastered(document, index) for index in range(count)))
    finally:
        document.close()


def _rastered(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    """Draw a PDF page in grey at 200 dpi, or less where it is larger than any sheet."""
    page = document[index]
    try:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise UnreadableError("scan.broken")
        scale = min(DPI / 72, (_RASTER_PIXELS / (width * height)) ** 0.5)
        if min(width, height) * scale < 1 or max(width, height) * scale > _RASTER_PIXELS:
            raise UnreadableError("scan.too_large")
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return decoding.grey_page(picture)
    finally:
        page.close()


def _picture_source(picture: Image.Image) -> Source:
    decoding.prepare(picture)
    count = _checked_count(int(getattr(picture, "n_frames", 1)))
    if picture.format != "TIFF":
        count = 1
    return Source(count, _frames(picture, count))


def _frames(picture: Image.Image, count: int) -> Iterator[Image.Image]:
    for index in range(count):
        if count > 1:
            picture.seek(index)
            decoding.prepare(picture)
        picture.load()  # a TIFF is turned here already and then forgets that it was
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
        grey = decoding.grey_page(picture)
        yield grey if turn is None else grey.transpose(turn)
