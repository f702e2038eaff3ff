"""A matter or a warning that came outside the platform, with the paper that proves it."""

from pathlib import Path

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import HANDS_ON, accepted_order, did, submitted_order

from desktop.domain import actions as act
from desktop.domain.matters import MANUAL, PLATFORM, proofs_of
from desktop.services.evidence import GivenFile, register
from desktop.services.history import history
from desktop.services.order_desk import RefusedError
from desktop.services.ports import StorageError

_MATTER = act.RegisterMatter(
    entry_id="mt-1", matter="follow_up", received_at=HANDS_ON, text="街道交办：本周答复"
)
_WARNING = act.RegisterWarning(
    entry_id="w-1", received_at=HANDS_ON, source="微信群", text="市民不满意"
)


def _files(folder: Path) -> list[GivenFile]:
    letter = folder / "交办单.pdf"
    letter.write_bytes(b"%PDF-1.7 letter")
    return [GivenFile(letter.name, letter), GivenFile("截图1.png", content=b"png")]


def test_a_matter_and_its_proof_are_one_step(office: MemoryOffice, tmp_path: Path) -> None:
    office.cabinet.put(accepted_order())
    saved = register(office.desk, office.cabinet.blobs, "o-1", _MATTER, _files(tmp_path))
    assert len(saved.seqs) == 3
    order = office.order()
    [matter] = order.matters
    assert [proof.name for proof in proofs_of(order, matter.evidence)] == [
        "交办单.pdf",
        "截图1.png",
    ]
    assert {proof.caption for proof in order.attachments} == {"督办事项依据"}
    kept = [office.cabinet.blobs.get(proof.sha256) for proof in order.attachments]
    assert kept == [b"%PDF-1.7 letter", b"png"]
    told = {event.what: event.text for event in history(office.desk.open("o-1").working)}
    assert told["督办事项"] == "街道交办：本周答复（附：交办单.pdf、截图1.png）"


def test_a_warning_keeps_its_screenshot_with_its_note(office: MemoryOffice, tmp_path: Path) -> None:
    office.cabinet.put(submitted_order())
    register(office.desk, office.cabinet.blobs, "o-1", _WARNING, _files(tmp_path)[1:])
    order = office.order()
    [note] = [note for note in order.notes if note.topic == "warning"]
    assert [proof.name for proof in proofs_of(order, note.evidence)] == ["截图1.png"]
    told = [event.text for event in history(office.desk.open("o-1").working)]
    assert "微信群：市民不满意（附：截图1.png）" in told


def test_nothing_is_saved_when_a_file_is_gone(office: MemoryOffice, tmp_path: Path) -> None:
    office.cabinet.put(accepted_order())
    files = [*_files(tmp_path), GivenFile("没有.pdf", tmp_path / "没有.pdf")]
    with pytest.raises(StorageError):
        register(office.desk, office.cabinet.blobs, "o-1", _MATTER, files)
    assert office.order() == accepted_order()


def test_nothing_is_saved_when_the_matter_is_refused(office: MemoryOffice, tmp_path: Path) -> None:
    office.cabinet.put(accepted_order())
    wrong = act.RegisterMatter(entry_id="", matter="none", received_at=HANDS_ON, text="x")
    with pytest.raises(RefusedError):
        register(office.desk, office.cabinet.blobs, "o-1", wrong, _files(tmp_path))
    assert office.order() == accepted_order()


def test_without_a_file_it_is_the_entry_alone(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    assert len(register(office.desk, office.cabinet.blobs, "o-1", _MATTER).seqs) == 1
    assert office.order().matters[0].evidence == ()


def test_a_proof_that_was_taken_back_is_not_shown(office: MemoryOffice, tmp_path: Path) -> None:
    office.cabinet.put(accepted_order())
    register(office.desk, office.cabinet.blobs, "o-1", _MATTER, _files(tmp_path))
    first = office.order().attachments[0].entry_id
    office.desk.act("o-1", act.Retract(target=first, reason="传错了"))
    order = office.order()
    assert [p.name for p in proofs_of(order, order.matters[0].evidence)] == ["截图1.png"]


def test_the_same_matter_from_the_platform_keeps_the_proof() -> None:
    matter = act.RegisterMatter(
        entry_id="mt-1", matter="follow_up", received_at=HANDS_ON, text="交办", evidence=("a-1",)
    )
    order = did(
        accepted_order(), matter, act.OpenMatter(entry_id="om", matter="follow_up", text="交办")
    )
    [merged] = order.matters
    assert (merged.sources, merged.evidence) == ((MANUAL, PLATFORM), ("a-1",))
