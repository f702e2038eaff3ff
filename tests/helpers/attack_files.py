"""Files that somebody might send to break the reader: each name with its bytes and its answer."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

import pikepdf
from helpers.trial_sheet import TrialSheet, make_sheet
from PIL import Image

READ = "read"
"""The answer for a file that is harmless once nothing in it is run: its pages."""

_PHONE = Path(__file__).parents[1] / "reference" / "phone_page.heic"


@cache
def sheet() -> TrialSheet:
    """Make the sheet that most attacks are built around."""
    return make_sheet(33, rows=4)


def _edited(
    change: Callable[[pikepdf.Pdf], None], *, lock: pikepdf.Encryption | bool = False
) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet().pdf)) as document:
        change(document)
        document.save(out, encryption=lock)
    return out.getvalue()


def _nothing(document: pikepdf.Pdf) -> None:
    del document


def _action(kind: str, **entries: object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary({"/S": pikepdf.Name("/" + kind), **{
            "/" + name: value for name, value in entries.items()}})  # fmt: skip
        document.Root.OpenAction = document.make_indirect(action)
        document.pages[0].AA = pikepdf.Dictionary(O=action, C=action)

    return change


def _embedded(document: pikepdf.Pdf) -> None:
    document.attachments["run.exe"] = pikepdf.AttachedFileSpec(
        document,
        b"MZ" + bytes(2000),
        filename="run.exe",
        description="",
        mime_type="application/x-msdownload",
        creation_date="",
        mod_date="",
    )


def _widget_script(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://x')")
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="a",
            Rect=[0, 0, 100, 20], AA=pikepdf.Dictionary(F=script, K=script, C=script),
        )
    )  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], NeedAppearances=True)


def _xfa(document: pikepdf.Pdf) -> None:
    form = document.make_stream(
        b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><script/></xdp:xdp>"
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=form)


def _outside(document: pikepdf.Pdf) -> None:
    """An image whose data lies in a file of the machine."""
    stream = document.make_stream(b"")
    stream.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 10,
         "/Height": 10, "/F": "/etc/passwd", "/BitsPerComponent": 8,
         "/ColorSpace": pikepdf.Name.DeviceGray}
    )  # fmt: skip
    document.pages[0].Resources.XObject = pikepdf.Dictionary(Im=stream)
    document.pages[0].contents_add(b"q 100 0 0 100 100 100 cm /Im Do Q")


def _endless_tree(document: pikepdf.Pdf) -> None:
    tree = document.Root.Pages
    tree.Kids = pikepdf.Array([tree, tree])
    tree.Count = 2_000_000


def _deep_tree(document: pikepdf.Pdf) -> None:
    node = document.Root.Pages.Kids[0]
    for _ in range(3000):
        node = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=pikepdf.Array([node]), Count=1)
        )
    document.Root.Pages = node


def _own_parent(document: pikepdf.Pdf) -> None:
    page = document.pages[0].obj
    del page.MediaBox
    page.Parent = page


def _many_pages(document: pikepdf.Pdf) -> None:
    page = document.Root.Pages.Kids[0]
    document.Root.Pages.Kids = pikepdf.Array([page] * 5000)
    document.Root.Pages.Count = 5000


def _no_pages(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def _box(*corners: object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = pikepdf.Array(list(corners))

    return change


def _unit(document: pikepdf.Pdf) -> None:
    document.pages[0].UserUnit = 75000


def _calling_itself(document: pikepdf.Pdf) -> None:
    form = document.make_stream(b"/Fm Do /Fm Do")
    form.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form,
                 "/BBox": pikepdf.Array([0, 0, 600, 800])})  # fmt: skip
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
    document.pages[0].Resources.XObject = pikepdf.Dictionary(Fm=form)
    document.pages[0].contents_add(b"/Fm Do")


def _doubling(document: pikepdf.Pdf) -> None:
    """Forms that draw the next one ten times, twelve deep: a million million squares."""
    form = document.make_stream(b"0 0 1 1 re f")
    form.update({"/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 600, 800])})
    for _ in range(12):
        outer = document.make_stream(b"/Fm Do " * 10)
        outer.update({"/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 600, 800])})
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
        form = outer
    document.pages[0].Resources.XObject = pikepdf.Dictionary(Fm=form)
    document.pages[0].contents_add(b"/Fm Do")


def _stream_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(b" " * 80_000_000, 9)
    bomb = document.make_stream(packed)
    bomb.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = bomb


def _nested_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(zlib.compress(b"q Q " * 15_000_000, 9), 9), 9)
    bomb = document.make_stream(packed)
    bomb.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 3)
    document.pages[0].Contents = bomb


def _wide_image(document: pikepdf.Pdf) -> None:
    image = document.make_stream(zlib.compress(bytes(1000)))
    image.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 100_000,
         "/Height": 100_000, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.FlateDecode,
         "/ColorSpace": pikepdf.Name.DeviceRGB}
    )  # fmt: skip
    document.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
    document.pages[0].contents_add(b"q 500 0 0 700 20 20 cm /Im Do Q")


def _deep_state(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"q " * 300_000)


def _deep_array(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"[" * 100_000)


def _tiny_tiles(document: pikepdf.Pdf) -> None:
    tile = document.make_stream(b"0 0 1 1 re f")
    tile.update(
        {"/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/BBox": pikepdf.Array([0, 0, 1, 1]),
         "/XStep": 0.0001, "/YStep": 0.0001, "/Resources": pikepdf.Dictionary()}
    )  # fmt: skip
    document.pages[0].Resources.Pattern = pikepdf.Dictionary(P=tile)
    document.pages[0].contents_add(b"/Pattern cs /P scn 0 0 600 800 re f")


def _endless_function(document: pikepdf.Pdf) -> None:
    shading = pikepdf.Dictionary(
        ShadingType=1, ColorSpace=pikepdf.Name.DeviceGray, Domain=[0, 1e9, 0, 1e9],
        Function=pikepdf.Dictionary(
            FunctionType=3, Domain=[0, 1], Functions=[], Bounds=[], Encode=[]
        ),
    )  # fmt: skip
    document.pages[0].Resources.Shading = pikepdf.Dictionary(S=shading)
    document.pages[0].contents_add(b"/S sh")


def _secret(level: Literal[2, 4, 6]) -> bytes:
    lock = pikepdf.Encryption(
        user="geheim", owner="geheim", R=level, aes=level > 3, metadata=level > 3
    )
    return _edited(_nothing, lock=lock)


def _png(wide: int, high: int, data: bytes, *, bits: int = 8, colour: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND")


def _chunk(kind: bytes, body: bytes = b"", *, length: int = -1) -> bytes:
    size = len(body) if length < 0 else length
    return struct.pack(">I", size) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_text_bomb() -> bytes:
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    plain = _png(50, 50, zlib.compress(bytes(51 * 50)))
    return plain[:33] + text * 3 + plain[33:]


def _png_profile_bomb() -> bytes:
    profile = _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))
    plain = _png(50, 50, zlib.compress(bytes(51 * 50)))
    return plain[:33] + profile + plain[33:]


def _picture(kind: str, mode: str = "L", side: int = 400, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side), "white").save(out, kind, **options)
    return out.getvalue()


def _jpeg_claims(wide: int, high: int, *, progressive: bool = False) -> bytes:
    """A small JPEG whose head says that it is enormous."""
    plain = bytearray(_picture("JPEG", progressive=progressive))
    place = plain.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    plain[place + 5 : place + 9] = struct.pack(">HH", high, wide)
    return bytes(plain)


def _jpeg_many_scans() -> bytes:
    plain = _picture("JPEG", side=3000, progressive=True)
    start = plain.index(b"\xff\xda")
    end = plain.rindex(b"\xff\xd9")
    return plain[:start] + plain[start:end] * 300 + plain[end:]


def _exif(*, turn: int = 6, gps: bool = False, junk: int = 0) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (31.0, 9.0, 12.0)
    if junk:
        exif[0x927C] = bytes(junk)
    return _picture("JPEG", exif=exif)


def _exif_loop() -> bytes:
    """An EXIF directory whose sub-directory is itself."""
    ifd = struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
    body = b"Exif\0\0II*\0" + struct.pack("<I", 8) + ifd
    plain = _picture("JPEG")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def _tiff(*entries: tuple[int, int, int, int], following: int = 0, data: bytes = b"") -> bytes:
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + rows + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", 8) + directory + data


def _tiff_page(wide: int, high: int, following: int = 0, packing: int = 1) -> bytes:
    return _tiff(
        (256, 4, 1, wide), (257, 4, 1, high), (258, 3, 1, 8), (259, 3, 1, packing), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, high), (279, 4, 1, wide * high & 0xFFFFFFFF),
        following=following, data=bytes(500),
    )  # fmt: skip


def _tiff_many() -> bytes:
    out = io.BytesIO()
    page = Image.new("1", (8, 8), 1)
    page.save(out, "TIFF", save_all=True, append_images=[page] * 400)
    return out.getvalue()


def _zip(*, size: int = 100) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.pdf", bytes(size))
    return out.getvalue()


def _heic(change: Callable[[bytearray], None]) -> bytes:
    content = bytearray(_PHONE.read_bytes())
    change(content)
    return bytes(content)


def _heic_huge(content: bytearray) -> None:
    start = 0
    while (place := content.find(b"ispe", start)) >= 0:
        content[place + 8 : place + 16] = struct.pack(">II", 100_000, 100_000)
        start = place + 4


def _heic_noise(content: bytearray) -> None:
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(index * 37 % 256 for index in range(4000))


def _heic_boxes(content: bytearray) -> None:
    place = content.index(b"meta")
    content[place - 4 : place] = b"\xff\xff\xff\xff"


def _pdf_text(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer << /Root 1 0 R /Size 9 >>\nstartxref\n0\n%%EOF"


_TREE = (
    b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj "
    b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count %s >> endobj "
)
_HREF = pikepdf.Dictionary(F="calc.exe", D="C:\\\\windows")

ATTACKS: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    name: (make, frozenset(answers))
    for name, make, *answers in (
        # what is run when a PDF is opened elsewhere
        ("script_on_open.pdf", lambda: _edited(_action("JavaScript", JS="while(true){}")), READ),
        ("script_in_field.pdf", lambda: _edited(_widget_script), READ),
        ("launch.pdf", lambda: _edited(_action("Launch", F="calc.exe")), READ),
        ("launch_windows.pdf", lambda: _edited(_action("Launch", Win=_HREF)), READ),
        ("open_address.pdf", lambda: _edited(_action("URI", URI="http://127.0.0.1:9/x")), READ),
        ("go_to_share.pdf", lambda: _edited(_action("GoToR", F="\\\\10.0.0.1\\x\\y", D="a")), READ),
        ("submit_form.pdf", lambda: _edited(_action("SubmitForm", F="http://127.0.0.1:9")), READ),
        ("import_data.pdf", lambda: _edited(_action("ImportData", F="/etc/passwd")), READ),
        ("embedded_program.pdf", lambda: _edited(_embedded), READ),
        ("xfa.pdf", lambda: _edited(_xfa), READ, "scan.broken"),
        ("file_of_the_machine.pdf", lambda: _edited(_outside), READ, "scan.broken"),
        # pages that never end, or are too large, or too many
        ("endless_tree.pdf", lambda: _edited(_endless_tree), "scan.broken", "scan.too_large"),
        ("deep_tree.pdf", lambda: _edited(_deep_tree), READ, "scan.broken"),
        ("own_parent.pdf", lambda: _edited(_own_parent), READ, "scan.broken"),
        ("pages_5000.pdf", lambda: _edited(_many_pages), "scan.too_large", READ),
        ("no_pages.pdf", lambda: _edited(_no_pages), "scan.broken", "scan.empty"),
        ("negative_count.pdf", lambda: _pdf_text(_TREE % b"-5"), "scan.broken", "scan.empty"),
        ("count_of_millions.pdf", lambda: _pdf_text(_TREE % b"99999999"), "scan.broken",
         "scan.too_large"),
        ("strip_page.pdf", lambda: _edited(_box(0, 0, 1, 99_000_000)), "scan.too_large"),
        ("giant_page.pdf", lambda: _edited(_box(0, 0, 9e7, 9e7)), READ, "scan.too_large"),
        ("upside_down_box.pdf", lambda: _edited(_box(600, 800, 0, 0)), READ, "scan.broken"),
        ("no_area.pdf", lambda: _edited(_box(0, 0, 0, 0)), READ, "scan.broken"),
        ("words_for_box.pdf", lambda: _edited(_box("a", "b", "c", "d")), READ, "scan.broken"),
        ("user_unit.pdf", lambda: _edited(_unit), READ, "scan.too_large"),
        # contents that call themselves, or unpack to far more than they are
        ("form_calls_itself.pdf", lambda: _edited(_calling_itself), READ, "scan.broken"),
        ("forms_by_ten.pdf", lambda: _edited(_doubling), READ, "scan.broken", "scan.timeout"),
        ("stream_bomb.pdf", lambda: _edited(_stream_bomb), READ, "scan.too_large", "scan.broken"),
        ("nested_bomb.pdf", lambda: _edited(_nested_bomb), READ, "scan.too_large", "scan.broken",
         "scan.timeout"),
        ("wide_image.pdf", lambda: _edited(_wide_image), READ, "scan.too_large", "scan.broken"),
        ("deep_state.pdf", lambda: _edited(_deep_state), READ, "scan.broken"),
        ("deep_array.pdf", lambda: _edited(_deep_array), READ, "scan.broken"),
        ("tiny_tiles.pdf", lambda: _edited(_tiny_tiles), READ, "scan.timeout", "scan.broken"),
        ("endless_function.pdf", lambda: _edited(_endless_function), READ, "scan.broken"),
        # locked, cut, mixed up
        ("password_40.pdf", lambda: _secret(2), "scan.encrypted"),
        ("password_128.pdf", lambda: _secret(4), "scan.encrypted"),
        ("password_256.pdf", lambda: _secret(6), "scan.encrypted"),
        ("cut.pdf", lambda: sheet().pdf[: len(sheet().pdf) // 2], "scan.broken", READ),
        ("head_only.pdf", lambda: b"%PDF-1.7\n", "scan.broken"),
        ("xref_loop.pdf", lambda: b"%PDF-1.7\nxref\n0 0\ntrailer <</Prev 9>>\nstartxref\n9\n%%EOF",
         "scan.broken"),
        ("picture_in_front.pdf", lambda: _picture("JPEG") + sheet().pdf, READ),
        ("nothing.pdf", lambda: b"", "scan.empty"),
        ("nothing.heic", lambda: b"", "scan.empty"),
        ("zeros.tif", lambda: bytes(5000), "scan.type"),
        # disguised
        ("program.jpg", lambda: b"MZ" + bytes(500), "scan.type"),
        ("script.png", lambda: b"#!/bin/sh\nrm -rf /\n", "scan.type"),
        ("page.svg.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "scan.type"),
        ("zip.pdf", _zip, "scan.type"),
        ("zip_bomb.jpg", lambda: _zip(size=50_000_000), "scan.type"),
        ("gzip_bomb.pdf", lambda: gzip.compress(bytes(50_000_000)), "scan.type"),
        ("word.docx", lambda: b"PK\x03\x04" + bytes(200), "scan.type"),
        ("postscript.pdf", lambda: b"%!PS-Adobe-3.0\n{} loop\n", "scan.type"),
        ("pdf_named.jpg", lambda: sheet().pdf, READ),
        ("jpeg_named.pdf", lambda: _picture("JPEG"), READ),
        ("webp.jpg", lambda: _picture("WEBP"), "scan.type"),
        ("animation.gif", lambda: _picture("GIF"), "scan.type"),
        # PNG
        ("side_100000.png", lambda: _png(100_000, 100_000, b""), "scan.too_large"),
        ("line_100000.png", lambda: _png(100_000, 600, zlib.compress(bytes(100_001 * 600))), READ,
         "scan.too_large"),
        ("column_100000.png", lambda: _png(8, 100_000, zlib.compress(bytes(9 * 100_000))), READ),
        ("colour_9200.png", lambda: _png(9200, 9200, b"", colour=6), "scan.too_large"),
        ("bomb.png", lambda: _png(60_000, 60_000, zlib.compress(bytes(9**7))), "scan.too_large"),
        ("text_bomb.png", _png_text_bomb, READ, "scan.broken", "scan.too_large"),
        ("profile_bomb.png", _png_profile_bomb, READ, "scan.broken", "scan.too_large"),
        ("no_size.png", lambda: _png(0, 0, b""), "scan.broken"),
        ("short_data.png", lambda: _png(900, 900, zlib.compress(bytes(50))), "scan.broken"),
        ("odd_depth.png", lambda: _png(9, 9, b"x", bits=7), "scan.broken"),
        ("long_chunk.png", lambda: _png(9, 9, b"")[:33] + _chunk(b"tEXt", length=2**31 - 1),
         "scan.broken"),
        # JPEG
        ("claims_65500.jpg", lambda: _jpeg_claims(65_500, 65_500), "scan.too_large"),
        ("claims_7000.jpg", lambda: _jpeg_claims(7_000, 7_000), "scan.broken", READ),
        ("claims_15000.jpg", lambda: _jpeg_claims(15_000, 15_000), "scan.broken", READ),
        ("claims_16000.jpg", lambda: _jpeg_claims(16_000, 16_000), "scan.too_large"),
        ("claims_14000_twice.jpg", lambda: _jpeg_claims(14_000, 14_000, progressive=True),
         "scan.too_large"),
        ("many_scans.jpg", _jpeg_many_scans, READ, "scan.broken", "scan.timeout"),
        ("cmyk.jpg", lambda: _picture("JPEG", "CMYK"), READ),
        ("turned.jpg", lambda: _exif(turn=8), READ),
        ("wrong_turn.jpg", lambda: _exif(turn=99), READ),
        ("place.jpg", lambda: _exif(gps=True), READ),
        ("long_exif.jpg", lambda: _exif(junk=60_000), READ),
        ("exif_loop.jpg", _exif_loop, READ, "scan.broken"),
        ("cut.jpg", lambda: _picture("JPEG")[:300], "scan.broken"),
        # TIFF
        ("head_only.tif", lambda: b"II*\0\x08\0\0\0", "scan.broken"),
        ("page_loop.tif", lambda: _tiff_page(16, 16, following=8), READ, "scan.broken"),
        ("side_100000.tif", lambda: _tiff_page(100_000, 100_000), "scan.too_large"),
        ("short_data.tif", lambda: _tiff_page(4000, 4000), "scan.broken"),
        ("fax_noise.tif", lambda: _tiff_page(4000, 4000, packing=4), "scan.broken"),
        ("entries_65535.tif", lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(9000), "scan.broken"),
        ("pages_400.tif", _tiff_many, "scan.too_large"),
        # HEIC
        ("cut.heic", lambda: _heic(lambda content: content.__delitem__(slice(9000, None))),
         "scan.broken"),
        ("side_100000.heic", lambda: _heic(_heic_huge), "scan.broken", "scan.too_large"),
        ("noise.heic", lambda: _heic(_heic_noise), READ, "scan.broken"),
        ("long_box.heic", lambda: _heic(_heic_boxes), "scan.broken"),
        ("head_only.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "scan.broken"),
    )
}  # fmt: skip
"""Name, maker of the bytes, and the answers that are right."""

HEAVY = frozenset(
    {
        "tiny_tiles.pdf",
        "forms_by_ten.pdf",
        "form_calls_itself.pdf",
        "nested_bomb.pdf",
        "many_scans.jpg",
    }
)
"""Those that take all the time that they are given, or seconds of it."""
