"""What a file needs to be PDF/A-2u, as far as its structure tells; veraPDF looks at the rest."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_FORBIDDEN = ("/OpenAction", "/AA", "/AcroForm", "/Names")


def archive_faults(data: bytes) -> list[str]:
    """Name everything that keeps a document from being archived; [] for a sound one."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [*_file(data, pdf), *_catalog(pdf), *_metadata(pdf), *_pages(pdf)]


def _file(data: bytes, pdf: pikepdf.Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.7\r?\n%[\x80-\xff]{4}", data):
        yield "no header with four high bytes"
    if pdf.is_encrypted or "/ID" not in pdf.trailer:
        yield "encrypted, or without identifier"
    if data.count(b"endstream") != data.count(b"\nendstream"):
        yield "a stream without line end before endstream"
    if not data.rstrip().endswith(b"%%EOF"):
        yield "something after the end"


def _catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if str(root.get("/Lang", "")) != "zh-CN":
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window would show the file's name"
    if not (root.get("/MarkInfo", {}).get("/Marked") and "/StructTreeRoot" in root):
        yield "no tags"
    if "/Outlines" not in root:
        yield "no bookmarks"
    for key in _FORBIDDEN:
        if key in root:
            yield f"{key} in the catalog"
    intents = root.get("/OutputIntents", [])
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1":
        yield "no output intent"
    elif intents[0].DestOutputProfile.read_bytes()[36:40] != b"acsp":
        yield "the output intent has no colour profile"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    metadata = pdf.Root.get("/Metadata")
    if metadata is None or "/Filter" in metadata:
        yield "no readable metadata"
        return
    with pdf.open_metadata() as xmp:
        if pdf.docinfo.get("/Title") != xmp.get("dc:title"):
            yield "two titles"
        if (xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")) != ("2", "U"):
            yield "does not say that it is PDF/A-2u"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages):
        if "/Resources" not in page.obj:
            yield f"page {number} inherits its resources"
        if "/Group" in page.obj or "/Annots" in page.obj:
            yield f"page {number} has transparency or annotations"
        for font in page.obj.Resources.Font.values():
            yield from _font(font)
        for image in page.obj.Resources.get("/XObject", {}).values():
            if image.get("/ColorSpace") != "/DeviceRGB" or image.get("/Interpolate", False):
                yield "a picture in other colours than sRGB"


def _font(font: Any) -> Iterator[str]:
    name = str(font.BaseFont)
    if font.Subtype != "/Type0" or font.Encoding != "/Identity-H" or "/ToUnicode" not in font:
        yield f"{name}: no Unicode"
        return
    inside = font.DescendantFonts[0]
    if inside.get("/CIDToGIDMap") != "/Identity" or "/FontFile2" not in inside.FontDescriptor:
        yield f"{name}: not embedded"
    if not re.fullmatch(r"/[A-Z]{6}\+[A-Za-z0-9-]+", name):
        yield f"{name}: no name of a subset"
    if {name} != {str(inside.BaseFont), str(inside.FontDescriptor.FontName)}:
        yield f"{name}: several names"
