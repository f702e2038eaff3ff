"""Reference data on this PC: fetched when it has changed, and never in the way of a round."""

from pathlib import Path

import msgspec
import pytest
from helpers.centres import RealCentre

from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.contract.messages import CategoryEntry
from desktop.services.reference import Reference

CONTENT = msgspec.json.encode([CategoryEntry("10", "城市管理")])


class Source:
    """Counts what is asked for."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.content = content
        self.asked: list[str] = []

    def reference(self, name: str) -> bytes:
        self.asked.append(name)
        return self.content


def test_only_what_has_changed_is_fetched(tmp_path: Path) -> None:
    shelf, source = ReferenceShelf(tmp_path / "rules"), Source()
    for _ in range(2):
        shelf.renew(source, {"categories": '"a"', "units": '"u"'})
    assert source.asked == ["categories"]
    assert shelf.read("categories") == ('"a"', CONTENT)
    assert shelf.read("knowledge") == ("", b"")
    source.content = b"[]"
    shelf.renew(source, {"categories": '"b"'})
    assert shelf.read("categories") == ('"b"', b"[]")
    again = ReferenceShelf(tmp_path / "rules")
    again.renew(source, {"categories": '"b"'})
    assert len(source.asked) == 2
    assert again.read("categories") == ('"b"', b"[]")


def test_what_another_process_has_fetched_is_taken_up(tmp_path: Path) -> None:
    window, command = ReferenceShelf(tmp_path), ReferenceShelf(tmp_path)
    window.renew(Source(b"[]"), {"categories": '"a"'})
    command.renew(Source(), {"categories": '"b"'})
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


def test_topics_come_from_a_real_platform(tmp_path: Path) -> None:
    centre = RealCentre(tmp_path / "centre")
    table = tmp_path / "类别.csv"
    table.write_text("编码,名称,上级编码\n10,城市管理,\n1001,市容环境,10\n", encoding="utf-8")
    centre.process.run("reference", "load", "categories", str(table))
    shelf, gateway = ReferenceShelf(tmp_path / "rules"), centre.gateway()
    shelf.renew(gateway, gateway.hello().reference)
    assert Reference(shelf).topic("1001") == "城市管理／市容环境"
    centre.close()
