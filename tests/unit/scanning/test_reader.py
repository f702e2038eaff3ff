"""Whatever a file holds, the reader answers in time and the next file is read."""

import io
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from helpers.scan_simulator import ScanFaults, jpeg, printed, scan
from helpers.trial_sheet import TrialSheet, make_sheet
from PIL import Image

from desktop.scanning.pages import ScannedPage, ScanRefused
from desktop.scanning.reader import ScanReader


@pytest.fixture(scope="module")
def sheet() -> TrialSheet:
    return make_sheet(21)


@pytest.fixture(scope="module")
def picture(sheet: TrialSheet) -> Image.Image:
    return scan(sheet.pdf, sheet.boxes, (), ScanFaults(skew_deg=3), random.Random(0))


def _packed(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _exif_turned(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _packed(picture.convert("RGB").transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


def _ink_on_nothing(picture: Image.Image) -> Image.Image:
    ink = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    ink.putalpha(picture.point(lambda value: 255 - value))
    return ink


def _two_pages(picture: Image.Image) -> bytes:
    empty = Image.new("L", picture.size, 250)
    return _packed(picture, "TIFF", save_all=True, append_images=[empty], compression="tiff_lzw")


_KINDS: dict[str, Callable[[TrialSheet, Image.Image], bytes]] = {
    "sheet.pdf": lambda sheet, _: sheet.pdf,
    "scan.pdf": lambda _, picture: _packed(picture, "PDF", resolution=200),
    "grey.jpg": lambda _, picture: jpeg(picture, 60),
    "phone.jpg": lambda _, picture: _exif_turned(picture),
    "cmyk.jpg": lambda _, picture: _packed(picture.convert("CMYK"), "JPEG"),
    "colour.png": lambda _, picture: _packed(picture.convert("RGB"), "PNG", compress_level=1),
    "clear.png": lambda _, picture: _packed(picture.convert("RGBA"), "PNG", compress_level=1),
    "clear_paper.png": lambda _, picture: _packed(_ink_on_nothing(picture), "PNG"),
    "deep.png": lambda _, picture: _packed(
        picture.convert("I").point(lambda value: value * 256).convert("I;16"), "PNG"
    ),
    "palette.png": lambda _, picture: _packed(picture.convert("P"), "PNG", compress_level=1),
    "fax.tif": lambda _, picture: _packed(
        picture.convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4"
    ),
    "wrong_extension.txt": lambda _, picture: _packed(picture, "TIFF"),
}


def test_every_kind_of_scan_is_read(
    sheet: TrialSheet, picture: Image.Image, tmp_path: Path
) -> None:
    paths = []
    for name, make in _KINDS.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(make(sheet, picture))
    found = ScanReader().read(paths)
    assert [page.source_name for page in found] == list(_KINDS)
    for page in found:
        assert isinstance(page, ScannedPage), page
        assert page.mark == sheet.mark, page.source_name
        with Image.open(io.BytesIO(page.jpeg)) as archived:
            assert archived.size == (page.width, page.height)
            assert archived.height > archived.width
            assert archived.mode == "L"
            assert not archived.getexif()
        assert len(page.jpeg) <= 300_000


def test_pages_of_one_file_keep_their_order(picture: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "batch.tif"
    path.write_bytes(_two_pages(picture))
    first, second = ScanReader().read([path])
    assert isinstance(first, ScannedPage)
    assert isinstance(second, ScannedPage)
    assert (first.index, second.index) == (0, 1)
    assert first.mark is not None
    assert (second.mark, second.note) == (None, "空白页。")


def test_a_batch_of_mixed_sheets_from_a_duplex_scanner(tmp_path: Path) -> None:
    """Sheets of three orders in one PDF, empty backs between them, one of them upside down."""
    sheets = [make_sheet(seed, rows=4) for seed in (61, 62, 63)]
    pages: list[Image.Image] = []
    for place, made in enumerate(sheets):
        faults = ScanFaults(skew_deg=2 - place, quarters=2 * (place % 2), noise=4)
        front = scan(made.pdf, made.boxes, (), faults, random.Random(place))
        shine = front.transpose(Image.Transpose.FLIP_LEFT_RIGHT).point(
            lambda v: 225 + v * 25 // 255
        )
        pages += [front, shine]
    path = tmp_path / "batch.pdf"
    pages[0].save(path, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    found = [page for page in ScanReader().read([path]) if isinstance(page, ScannedPage)]
    assert [page.mark for page in found if not page.blank] == [made.mark for made in sheets]
    assert [page.index for page in found if page.blank] == [1, 3, 5]


def _secret(sheet: TrialSheet) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet.pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    return out.getvalue()


def _edited(sheet: TrialSheet, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet.pdf)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def _no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def _endless_tree(document: pikepdf.Pdf) -> None:
    tree = document.Root.Pages
    tree.Kids = pikepdf.Array([tree, tree])
    tree.Count = 2_000_000


def _huge_page(document: pikepdf.Pdf) -> None:
    document.pages[0].MediaBox = pikepdf.Array([0, 0, 1, 99_000_000])


def _scripted(document: pikepdf.Pdf) -> None:
    script = {"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("while(true){}")}
    document.Root.OpenAction = document.make_indirect(pikepdf.Dictionary(script))


def _png(wide: int, high: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


_BAD: dict[str, tuple[str, Callable[[TrialSheet], bytes]]] = {
    "nothing.pdf": ("scan.empty", lambda _: b""),
    "secret.pdf": ("scan.encrypted", _secret),
    "cut.pdf": ("scan.broken", lambda _: b"%PDF-1.7\n1 0 obj <<"),
    "no_pages.pdf": ("scan.broken", lambda sheet: _edited(sheet, _no_pages)),
    "huge_page.pdf": ("scan.too_large", lambda sheet: _edited(sheet, _huge_page)),
    "word.docx": ("scan.type", lambda _: b"PK\x03\x04" + bytes(200)),
    "program.jpg": ("scan.type", lambda _: b"MZ" + bytes(500)),
    "svg.png": ("scan.type", lambda _: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "cut.jpg": ("scan.broken", lambda _: b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    "cut.png": ("scan.broken", lambda _: _png(2000, 2000, zlib.compress(bytes(50)))),
    "wide.png": ("scan.too_large", lambda _: _png(100_000, 100_000, b"")),
    "bomb.png": ("scan.too_large", lambda _: _png(60_000, 60_000, zlib.compress(bytes(9**8)))),
    "cut.tif": ("scan.broken", lambda _: b"II*\x00\x08\x00\x00\x00"),
    "loop.tif": (
        "scan.broken",
        lambda _: b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
    ),
}


def test_bad_files_are_refused_by_name_and_the_good_one_after_them_is_read(
    sheet: TrialSheet, picture: Image.Image, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in _BAD]
    for path, (_, make) in zip(paths, _BAD.values(), strict=True):
        path.write_bytes(make(sheet))
    good = tmp_path / "good.jpg"
    good.write_bytes(jpeg(picture, 70))
    *refused, page = ScanReader().read([*paths, tmp_path / "missing.pdf", tmp_path, good])
    codes = {entry.source_name: getattr(entry, "code", "read") for entry in refused}
    expected = {name: code for name, (code, _) in _BAD.items()}
    assert codes == {**expected, "missing.pdf": "scan.broken", tmp_path.name: "scan.broken"}
    assert all(isinstance(entry, ScanRefused) and entry.message_zh for entry in refused)
    assert isinstance(page, ScannedPage)


@pytest.mark.parametrize("change", [_scripted, _endless_tree])
def test_tricks_of_a_pdf_cost_no_more_than_the_time_limit(
    sheet: TrialSheet, tmp_path: Path, change: Callable[[pikepdf.Pdf], None]
) -> None:
    path = tmp_path / "trick.pdf"
    path.write_bytes(_edited(sheet, change))
    start = time.monotonic()
    found = ScanReader().read([path])
    assert time.monotonic() - start < 25
    assert found
    for entry in found:
        if isinstance(entry, ScanRefused):
            assert entry.code in {"scan.broken", "scan.too_large", "scan.empty", "scan.timeout"}
        else:
            assert entry.mark == sheet.mark


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read(
    picture: Image.Image, tmp_path: Path
) -> None:
    slow, good = tmp_path / "slow.tif", tmp_path / "good.jpg"
    noise = Image.frombytes("L", (5000, 5000), random.Random(1).randbytes(25_000_000))
    slow.write_bytes(_packed(noise, "TIFF", save_all=True, append_images=[noise] * 2))
    good.write_bytes(jpeg(picture, 70))
    late, page = ScanReader(file_s=3.0, page_s=0.1).read([slow, good])
    assert isinstance(late, ScanRefused)
    assert late.code == "scan.timeout"
    assert isinstance(page, ScannedPage)


def test_a_cancel_ends_the_reading_at_once(picture: Image.Image, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.tif" for number in range(3)]
    for path in paths:
        path.write_bytes(_two_pages(picture))
    asked = 0

    def cancel() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    found = ScanReader().read(paths, cancel=cancel)
    assert [getattr(entry, "code", "read") for entry in found] == ["scan.cancelled"] * 3


def test_the_child_may_not_take_all_memory() -> None:
    greedy = (
        "from desktop.scanning.limits import limit_process\n"
        "limit_process(50_000_000)\n"
        "try:\n    bytearray(200_000_000)\n"
        "except MemoryError:\n    print('refused')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", greedy], capture_output=True, text=True, check=True, timeout=30
    )
    assert run.stdout.strip() == ("refused" if sys.platform == "linux" else "")


def test_the_largest_picture_that_is_let_in_fits_into_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(_packed(Image.new("RGBA", (9_000, 9_000), "white"), "PNG", compress_level=1))
    # the time limit is for clerks; here the machine may be busy with other tests
    [page] = ScanReader(file_s=60).read([path])
    assert isinstance(page, ScannedPage)
    assert page.note == "空白页。"


def test_a_photograph_of_200_megapixels_is_read(sheet: TrialSheet, tmp_path: Path) -> None:
    paper = printed(sheet.pdf).resize((11_000, 15_556), Image.Resampling.NEAREST)
    photograph = Image.new("L", (12_240, 16_320), 90)
    photograph.paste(paper, (600, 400))
    path = tmp_path / "phone.jpg"
    photograph.save(path, "JPEG", quality=60)
    [page] = ScanReader(file_s=60).read([path])
    assert isinstance(page, ScannedPage)
    assert page.mark == sheet.mark
    assert len(page.jpeg) <= 300_000


def test_a_photograph_with_a_second_picture_in_it_is_one_page(
    sheet: TrialSheet, picture: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / "phone.jpg"
    small = picture.convert("RGB").resize((160, 120))
    path.write_bytes(_packed(picture.convert("RGB"), "MPO", save_all=True, append_images=[small]))
    [page] = ScanReader().read([path])
    assert isinstance(page, ScannedPage)
    assert page.mark == sheet.mark
