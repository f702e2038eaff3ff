"""Which issuers of certificates an office trusts."""

from pathlib import Path

import pytest
from helpers.certificates import authority

from desktop.host.issuer_files import read_issuers
from desktop.services.signing_ports import SigningError


def test_nothing_chosen_trusts_nobody() -> None:
    assert read_issuers("") == ()


def test_a_file_may_hold_several(tmp_path: Path) -> None:
    bundle = tmp_path / "issuers.pem"
    bundle.write_bytes(authority().pem + b"\n# comment\n" + authority("另一家").pem)
    first, second = read_issuers(str(bundle))
    assert first.strip() == authority().pem.strip()
    assert second.strip() == authority("另一家").pem.strip()


def test_a_folder_gives_its_certificates_only(tmp_path: Path) -> None:
    (tmp_path / "a.cer").write_bytes(authority().der)
    (tmp_path / "readme.txt").write_text("nothing")
    assert read_issuers(str(tmp_path)) == (authority().der,)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SigningError) as caught:
        read_issuers(str(tmp_path / "gone.pem"))
    assert caught.value.code == "esign.issuers"
