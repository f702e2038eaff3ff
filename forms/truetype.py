"""TrueType files: what they hold, and cutting them down to the glyphs that a document uses.

Only what a form needs is read, and only when it is needed: the bundled faces have 65,000 glyphs and
14 MB, and the first form of a fresh process shall not wait for all of them.
"""

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path

_KEPT = (b"cvt ", b"fpgm", b"prep")  # instructions shared by all glyphs
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
_NO_EMBEDDING = 0x0002
_NO_SUBSETS = 0x0100
_BITMAPS_ONLY = 0x0200


class FontFileError(OSError):
    """A file is no TrueType font that can be embedded."""


class TrueTypeFile:
    """One TrueType font, mapped into memory.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: There is no such file.
        FontFileError: It is no font with TrueType outlines.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise FontFileError(f"empty font: {path.name}")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._tables = self._directory(path)
            self._read_measures()
        except (struct.error, KeyError, IndexError) as error:
            raise FontFileError(f"damaged font: {path.name}") from error

    def _directory(self, path: Path) -> dict[bytes, tuple[int, int]]:
        start = 0
        if self._data[:4] == b"ttcf":
            (start,) = struct.unpack_from(">L", self._data, 12)
        if self._data[start : start + 4] not in {b"\0\1\0\0", b"true"}:
            raise FontFileError(f"no TrueType outlines: {path.name}")
        (count,) = struct.unpack_from(">H", self._data, start + 4)
        tables = {}
        for number in range(count):
            entry = struct.unpack_from(">4sLLL", self._data, start + 12 + 16 * number)
            tables[entry[0]] = (entry[2], entry[3])
        return tables

    def _read_measures(self) -> None:
        head = self._tables[b"head"][0]
        hhea = self._tables[b"hhea"][0]
        (units,) = struct.unpack_from(">H", self._data, head + 18)
        self.units = int(units)
        self.box: tuple[int, ...] = struct.unpack_from(">4h", self._data, head + 36)
        (self._long_offsets,) = struct.unpack_from(">h", self._data, head + 50)
        self.ascent, self.descent = struct.unpack_from(">2h", self._data, hhea + 4)
        (self._metrics,) = struct.unpack_from(">H", self._data, hhea + 34)
        (self.glyphs,) = struct.unpack_from(">H", self._data, self._tables[b"maxp"][0] + 4)
        self._map = self._character_map()
        for tag in (b"loca", b"glyf", b"hmtx"):
            self._tables[tag]

    @property
    def embeddable(self) -> bool:
        """Whether its licence bits let a subset be embedded (OS/2.fsType)."""
        if b"OS/2" not in self._tables:
            return True
        (bits,) = struct.unpack_from(">H", self._data, self._tables[b"OS/2"][0] + 8)
        # Restricted holds only when no milder bit of the same group is set.
        restricted = bits & 0x000F == _NO_EMBEDDING
        return not (restricted or bits & (_NO_SUBSETS | _BITMAPS_ONLY))

    def names(self) -> set[str]:
        """Give the family and full names in all languages."""
        if b"name" not in self._tables:
            return set()
        start = self._tables[b"name"][0]
        _, count, strings = struct.unpack_from(">3H", self._data, start)
        found = set()
        for number in range(count):
            entry = struct.unpack_from(">6H", self._data, start + 6 + 12 * number)
            platform, _, _, kind, length, offset = entry
            if kind not in {1, 4} or platform not in {0, 3}:
                continue
            raw = self._data[start + strings + offset : start + strings + offset + length]
            found.add(raw.decode("utf-16-be", "replace"))
        return found

    def glyph(self, point: int) -> int:
        """Give the glyph of a code point; 0 when there is none."""
        return self._map(point)

    def advance(self, glyph: int) -> int:
        """Give the width of a glyph in font units."""
        place = self._tables[b"hmtx"][0] + 4 * min(glyph, self._metrics - 1)
        (width,) = struct.unpack_from(">H", self._data, place)
        return int(width)

    def ink_right(self, glyph: int) -> int:
        """Give the right edge of a glyph's ink in font units; 0 when it has none."""
        start, end = self._place(glyph)
        if end - start < 10:
            return 0
        begin = self._tables[b"glyf"][0] + start
        (right,) = struct.unpack_from(">h", self._data, begin + 6)
        return int(right)

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Cut the font down.

        Args:
            glyphs: The glyphs; each gets its place in this sequence as its new number. The first
                has to be 0, the empty glyph.

        Returns:
            A TrueType font without names and character map, as PDF wants it.
        """
        order = list(glyphs)
        numbers = {glyph: number for number, glyph in enumerate(order)}
        # the order grows while parts of composed glyphs are met
        outlines = [self._outline(glyph, order, numbers) for glyph in order]
        offsets = array("I", [0])
        length = 0
        for outline in outlines:
            length += len(outline)
            offsets.append(length)
        tables = {tag: self._table(tag) for tag in _KEPT if tag in self._tables}
        tables[b"head"] = _patched(self._table(b"head"), {8: b"\0\0\0\0", 50: b"\0\1"})
        count = struct.pack(">H", len(order))
        tables[b"hhea"] = _patched(self._table(b"hhea"), {34: count})
        tables[b"maxp"] = _patched(self._table(b"maxp"), {4: count})
        tables[b"hmtx"] = b"".join(self._metric(glyph) for glyph in order)
        tables[b"loca"] = _big_endian(offsets)
        tables[b"glyf"] = b"".join(outlines)
        return _font(tables)

    def _table(self, tag: bytes) -> bytes:
        start, length = self._tables[tag]
        return self._data[start : start + length]

    def _place(self, glyph: int) -> tuple[int, int]:
        start = self._tables[b"loca"][0]
        if self._long_offsets:
            begin, end = struct.unpack_from(">2L", self._data, start + 4 * glyph)
            return begin, end
        begin, end = struct.unpack_from(">2H", self._data, start + 2 * glyph)
        return begin * 2, end * 2

    def _metric(self, glyph: int) -> bytes:
        start = self._tables[b"hmtx"][0]
        if glyph < self._metrics:
            return self._data[start + 4 * glyph : start + 4 * glyph + 4]
        bearing = start + 4 * self._metrics + 2 * (glyph - self._metrics)
        width = start + 4 * (self._metrics - 1)
        return self._data[width : width + 2] + self._data[bearing : bearing + 2]

    def _outline(self, glyph: int, order: list[int], numbers: dict[int, int]) -> bytes:
        start, end = self._place(glyph)
        begin = self._tables[b"glyf"][0]
        outline = self._data[begin + start : begin + end]
        if len(outline) >= 10 and outline[0] & 0x80:  # negative count of contours: composed
            outline = _renumbered(outline, order, numbers)
        return outline + b"\0" * (-len(outline) % 4)

    def _character_map(self) -> "_Groups | _Segments":
        start = self._tables[b"cmap"][0]
        (count,) = struct.unpack_from(">H", self._data, start + 2)
        found: dict[int, int] = {}
        for number in range(count):
            platform, encoding, offset = struct.unpack_from(
                ">HHL", self._data, start + 4 + 8 * number
            )
            (form,) = struct.unpack_from(">H", self._data, start + offset)
            if platform in {0, 3} and form in {4, 12} and (platform, encoding) != (3, 0):
                found[form] = start + offset
        if 12 in found:
            return _Groups(self._data, found[12])
        if 4 in found:
            return _Segments(self._data, found[4])
        raise FontFileError("no Unicode character map")


class _Groups:
    """A character map of format 12."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        (count,) = struct.unpack_from(">L", data, start + 12)
        words = array("I", data[start + 16 : start + 16 + 12 * count])
        if sys.byteorder == "little":
            words.byteswap()
        self._starts, self._ends, self._glyphs = words[0::3], words[1::3], words[2::3]

    def __call__(self, point: int) -> int:
        """Look a code point up."""
        group = bisect_right(self._starts, point) - 1
        if group < 0 or point > self._ends[group]:
            return 0
        return self._glyphs[group] + point - self._starts[group]


class _Segments:
    """A character map of format 4."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        (double,) = struct.unpack_from(">H", data, start + 6)
        count = double // 2
        self._data = data
        self._ends = struct.unpack_from(f">{count}H", data, start + 14)
        self._starts = struct.unpack_from(f">{count}H", data, start + 16 + double)
        self._deltas = struct.unpack_from(f">{count}h", data, start + 16 + 2 * double)
        self._ranges = start + 16 + 3 * double

    def __call__(self, point: int) -> int:
        """Look a code point up."""
        number = bisect_right(self._ends, point - 1)
        if number >= len(self._ends) or point < self._starts[number]:
            return 0
        place = self._ranges + 2 * number
        (offset,) = struct.unpack_from(">H", self._data, place)
        if not offset:
            return int(point + self._deltas[number]) & 0xFFFF
        place += offset + 2 * (point - self._starts[number])
        (glyph,) = struct.unpack_from(">H", self._data, place)
        return int(glyph + self._deltas[number]) & 0xFFFF if glyph else 0


def _renumbered(outline: bytes, order: list[int], numbers: dict[int, int]) -> bytes:
    """Let a composed glyph name its parts by their new numbers, and ask for those parts."""
    changed = bytearray(outline)
    place = 10
    flags = _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", changed, place)
        if part not in numbers:
            numbers[part] = len(order)
            order.append(part)
        struct.pack_into(">H", changed, place + 2, numbers[part])
        place += 8 if flags & _WORDS else 6
        if flags & _SCALE:
            place += 2
        elif flags & _TWO_SCALES:
            place += 4
        elif flags & _MATRIX:
            place += 8
    return bytes(changed)


def _patched(table: bytes, changes: Mapping[int, bytes]) -> bytes:
    changed = bytearray(table)
    for place, value in changes.items():
        changed[place : place + len(value)] = value
    return bytes(changed)


def _big_endian(words: "array[int]") -> bytes:
    if sys.byteorder == "little":
        words.byteswap()
    return words.tobytes()


def _font(tables: Mapping[bytes, bytes]) -> bytes:
    """Put tables together to a font file."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = [struct.pack(">4s4H", b"\0\1\0\0", count, power * 16, power.bit_length() - 1,
                             (count - power) * 16)]  # fmt: skip
    body = []
    place = 12 + 16 * count
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + b"\0" * (-len(table) % 4)
        directory.append(struct.pack(">4sLLL", tag, _checksum(padded), place, len(table)))
        body.append(padded)
        place += len(padded)
    font = b"".join((*directory, *body))
    head = 12 + 16 * count + sum(len(table) for table in body[: sorted(tables).index(b"head")])
    whole = struct.pack(">L", (0xB1B0AFBA - _checksum(font)) & 0xFFFFFFFF)
    return font[: head + 8] + whole + font[head + 12 :]


def _checksum(padded: bytes) -> int:
    words = array("I", padded)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
