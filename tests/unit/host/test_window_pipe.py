"""How a command line reaches the open window."""

import json
import stat
import sys
from collections.abc import Iterator
from multiprocessing.connection import Client, Listener
from pathlib import Path

import pytest

from desktop.host.window_pipe import Message, WindowPipe, ask


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return tmp_path / "window.json"


@pytest.fixture
def pipe(card: Path) -> Iterator[WindowPipe]:
    def answer(request: Message) -> Message:
        return {"did": request["do"], "number": "工单"}

    window = WindowPipe(card, answer)
    yield window
    window.close()


@pytest.mark.usefixtures("pipe")
def test_the_window_answers(card: Path) -> None:
    for verb in ("raise", "act", "raise"):
        assert ask(card, {"do": verb}) == {"did": verb, "number": "工单"}


def test_without_a_window_nobody_answers(card: Path) -> None:
    assert ask(card, {"do": "raise"}) is None


def test_a_card_left_behind_by_a_crash_is_nobody(card: Path, pipe: WindowPipe) -> None:
    left = card.read_text()
    pipe.close()
    assert not card.exists()
    card.write_text(left)
    assert ask(card, {"do": "raise"}) is None


@pytest.mark.usefixtures("pipe")
def test_whoever_has_no_password_gets_no_answer_and_the_window_lives_on(card: Path) -> None:
    known = json.loads(card.read_text())
    known["password"] = "00"
    other = card.with_name("other.json")
    other.write_text(json.dumps(known))
    assert ask(other, {"do": "raise"}) is None
    assert ask(card, {"do": "raise"}) is not None


@pytest.mark.usefixtures("pipe")
def test_nonsense_is_survived(card: Path) -> None:
    known = json.loads(card.read_text())
    with Client(known["address"], authkey=bytes.fromhex(known["password"])) as connection:
        connection.send_bytes(b"\x80nonsense")
    assert ask(card, {"do": "raise"}) is not None


@pytest.mark.usefixtures("pipe")
def test_only_the_owner_can_read_the_card(card: Path) -> None:
    others = stat.S_IRWXG | stat.S_IRWXO
    assert sys.platform == "win32" or card.stat().st_mode & others == 0


def test_a_window_that_does_not_pick_up_keeps_nobody_waiting(card: Path, tmp_path: Path) -> None:
    password = b"secret"
    address = rf"\\.\pipe\hotline-{tmp_path.name}" if sys.platform == "win32" else None
    with Listener(address, authkey=password) as silent:
        card.write_text(json.dumps({"address": silent.address, "password": password.hex()}))
        assert ask(card, {"do": "raise"}, timeout_s=0.05) is None


def test_closing_at_once_after_a_call_is_always_heard(tmp_path: Path) -> None:
    for turn in range(50):
        card = tmp_path / f"{turn}.json"
        window = WindowPipe(card, lambda request: request)
        assert ask(card, {"do": "raise"}) == {"do": "raise"}
        window.close()
        assert not card.exists()
