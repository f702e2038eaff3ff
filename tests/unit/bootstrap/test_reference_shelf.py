"""Reference data on this PC: fetched when it has changed, and never in the way of a round."""

from pathlib import Path

import msgspec
import pytest
from helpers.centres import RealCentre

from desktop.bootstrap.coming_pieces import FIRST_SLICE, ComingPieces
from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.contract.messages import MAX_SLICE_BYTES, CategoryEntry
from desktop.services.reference import Reference
from desktop.sync.ports import GatewayError, ReferenceSlice

CONTENT = msgspec.json.encode([CategoryEntry("10", "城市管理")])


class Source:
    """Counts what is asked for."""

    def __init__(self, content: bytes = CONTENT, etag: str = '"a"') -> None:
        self.content = content
        self.etag = etag
        self.asked: list[str] = []

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        """Answer as a platform that knows no slices: with all of it."""
        assert not patient
        assert (offset, size > 0) == (0, True)
        self.asked.append(name)
        return ReferenceSlice(etag=self.etag, content=self.content, whole=len(self.content))


def test_only_what_has_changed_is_fetched(tmp_path: Path) -> None:
    shelf, source = ReferenceShelf(tmp_path / "rules"), Source()
    for _ in range(2):
        shelf.renew(source, {"categories": '"a"', "units": '"u"'})
    assert source.asked == ["categories"]
    assert shelf.read("categories") == ('"a"', CONTENT)
    assert shelf.read("knowledge") == ("", b"")
    source.content, source.etag = b"[]", '"b"'
    shelf.renew(source, {"categories": '"b"'})
    assert shelf.read("categories") == ('"b"', b"[]")
    again = ReferenceShelf(tmp_path / "rules")
    again.renew(source, {"categories": '"b"'})
    assert len(source.asked) == 2
    assert again.read("categories") == ('"b"', b"[]")


def test_what_another_process_has_fetched_is_taken_up(tmp_path: Path) -> None:
    window, command = ReferenceShelf(tmp_path), ReferenceShelf(tmp_path)
    window.renew(Source(b"[]"), {"categories": '"a"'})
    command.renew(Source(etag='"b"'), {"categories": '"b"'})
    untouched = Source()
    window.renew(untouched, {"categories": '"b"'})
    assert untouched.asked == []
    assert window.read("categories") == ('"b"', CONTENT)


@pytest.mark.parametrize("content", [b"<html>", b'[{"name": "no code"}]', b"\xff"])
def test_what_cannot_be_read_changes_nothing_and_is_asked_for_again(
    tmp_path: Path, content: bytes
) -> None:
    shelf, bad = ReferenceShelf(tmp_path), Source(content)
    shelf.renew(Source(), {"categories": '"a"'})
    for _ in range(2):
        shelf.renew(bad, {"categories": '"b"'})
    assert len(bad.asked) == 2
    assert shelf.read("categories") == ('"a"', CONTENT)


def test_a_damaged_file_reads_as_none(tmp_path: Path) -> None:
    ReferenceShelf(tmp_path).renew(Source(), {"categories": '"a"'})
    (tmp_path / "categories.json").write_bytes(b"[{")
    (tmp_path / "etags.json").write_bytes(b"nothing")
    shelf = ReferenceShelf(tmp_path)
    assert shelf.read("categories") == ("", b"")
    assert shelf.is_new("categories", '"a"')
    assert shelf.is_new("profile", "")


def test_a_folder_that_cannot_be_written_keeps_nothing_but_serves_what_came(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("a file in the way")
    shelf = ReferenceShelf(tmp_path / "rules")
    shelf.renew(Source(), {"categories": '"a"'})
    assert Reference(shelf).topic("10") == "城市管理"


def test_the_etag_noted_is_the_one_that_came_with_the_content(tmp_path: Path) -> None:
    """Workers of a platform take up a change one after another: this one still had the old."""
    shelf = ReferenceShelf(tmp_path)
    shelf.renew(Source(b"[]", '"old"'), {"categories": '"new"'})
    assert shelf.is_new("categories", '"new"')
    shelf.renew(Source(etag='"new"'), {"categories": '"new"'})
    assert not shelf.is_new("categories", '"new"')
    assert Reference(shelf).topic("10") == "城市管理"


def test_a_reply_without_an_etag_is_used_and_fetched_again(tmp_path: Path) -> None:
    told = {"categories": '"a"'}
    ReferenceShelf(tmp_path).renew(Source(etag=""), dict(told))
    shelf, again = ReferenceShelf(tmp_path), Source(etag="")
    assert Reference(shelf).topic("10") == "城市管理"
    shelf.renew(again, dict(told))
    assert again.asked == ["categories"]
    assert Reference(shelf).topic("10") == "城市管理"


@pytest.mark.parametrize("left", [None, b"", b"[{"])
def test_content_that_has_gone_is_new_whatever_was_noted(
    tmp_path: Path, left: bytes | None
) -> None:
    told = {"categories": '"a"'}
    ReferenceShelf(tmp_path).renew(Source(), dict(told))
    file = tmp_path / "categories.json"
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    shelf, again = ReferenceShelf(tmp_path), Source()
    shelf.renew(again, dict(told))
    assert again.asked == ["categories"]
    assert ReferenceShelf(tmp_path).read("categories") == ('"a"', CONTENT)


def test_nothing_is_noted_of_content_that_could_not_be_written(tmp_path: Path) -> None:
    shelf = ReferenceShelf(tmp_path)
    shelf.renew(Source(b"[]", '"a"'), {"categories": '"a"'})
    (tmp_path / "categories.json").unlink()
    (tmp_path / "categories.json").mkdir()  # no file can be put here; the ETags beside it can
    shelf.renew(Source(etag='"b"'), {"categories": '"b"'})
    assert Reference(shelf).topic("10") == "城市管理"
    assert ReferenceShelf(tmp_path).is_new("categories", '"b"')
    assert '"b"' not in (tmp_path / "etags.json").read_text(encoding="utf-8")


def test_topics_come_from_a_real_platform(tmp_path: Path) -> None:
    centre = RealCentre(tmp_path / "centre")
    table = tmp_path / "类别.csv"
    table.write_text("编码,名称,上级编码\n10,城市管理,\n1001,市容环境,10\n", encoding="utf-8")
    centre.process.run("reference", "load", "categories", str(table))
    shelf, gateway = ReferenceShelf(tmp_path / "rules"), centre.gateway()
    told = gateway.hello().reference
    assert shelf.renew(gateway, dict(told))
    assert Reference(shelf).topic("1001") == "城市管理／市容环境"
    assert not shelf.is_new("categories", told["categories"])
    # in slices as in one: packed on the way, and cut in the middle of characters
    whole = gateway.reference("profile")
    assert len(whole[1]) > 3 * FIRST_SLICE
    assert ComingPieces(lambda: 0.0).fetch(gateway, "profile", lambda: True) == whole
    behind = gateway.reference_slice("profile", offset=len(whole[1]) + 5, size=MAX_SLICE_BYTES)
    assert (behind.content, behind.etag, behind.whole) == (b"", whole[0], len(whole[1]))
    for offset, size in ((-1, 1), (0, 0), (0, MAX_SLICE_BYTES + 1)):
        with pytest.raises(GatewayError, match="malformed"):
            gateway.reference_slice("profile", offset=offset, size=size)
    centre.close()
