"""A key on a token behind PKCS#11, with SoftHSM as the token."""

from pathlib import Path

import pytest
from helpers import form_samples, software_token
from helpers.certificates import authority, person
from helpers.form_samples import FONTS

from desktop.services.paper_ports import InkBox
from desktop.services.signing_ports import SigningError, Token
from desktop.signatures.pades import PadesSigner
from forms import return_request
from forms.document import Rendered

BOX = InkBox(0, "head", 100, 200, 120, 60)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    software_token.configure(tmp_path_factory.mktemp("token"))
    found = software_token.module()
    assert found is not None
    software_token.put(found, person("赵所长"), "zhao")
    software_token.put(found, person("钱主任"), "qian")
    return found


@pytest.fixture(scope="module")
def sheet() -> Rendered:
    return return_request.render(form_samples.return_form(), FONTS)


def token(library: Path, certificate: str = "zhao", pin: str = software_token.PIN) -> Token:
    return Token(module=library, pin=pin, certificate=certificate)


def test_the_key_on_the_token_signs_this_very_sheet(library: Path, sheet: Rendered) -> None:
    signer = PadesSigner([authority().pem])
    signed = signer.sign(sheet.pdf, BOX, token(library), stamp=sheet.pdf)
    (report,) = signer.check(signed, original=sheet.pdf)
    assert report.counts
    assert report.certificate.holder == "赵所长"


def test_the_holder_is_known_before_signing(library: Path) -> None:
    assert PadesSigner().certificate(token(library, "qian")).holder == "钱主任"


def test_its_certificates_are_listed_to_choose_from(library: Path) -> None:
    signer = PadesSigner([authority().pem])
    found = {entry.label: entry.certificate.holder for entry in signer.on_token(token(library, ""))}
    assert found == {"zhao": "赵所长", "qian": "钱主任"}
    assert signer.knows_issuers()
    assert not PadesSigner().knows_issuers()
    with pytest.raises(SigningError) as caught:
        signer.on_token(token(library, "", pin="000000"))
    assert caught.value.code == "esign.pin"


@pytest.mark.parametrize(
    ("code", "pin", "certificate"),
    [
        ("esign.pin", "000000", "zhao"),
        ("esign.certificate", software_token.PIN, ""),
        ("esign.certificate", software_token.PIN, "nobody"),
    ],
)
def test_a_token_that_cannot_sign_says_why(
    library: Path, sheet: Rendered, code: str, pin: str, certificate: str
) -> None:
    with pytest.raises(SigningError) as caught:
        PadesSigner().sign(sheet.pdf, BOX, token(library, certificate, pin), stamp=sheet.pdf)
    assert caught.value.code == code


def test_a_driver_that_is_none_says_so(library: Path, tmp_path: Path) -> None:
    del library
    wrong = tmp_path / "driver.so"
    wrong.write_bytes(b"no library")
    with pytest.raises(SigningError) as caught:
        PadesSigner().certificate(Token(module=wrong, pin="1"))
    assert caught.value.code == "esign.token"


def test_the_pin_does_not_show(tmp_path: Path) -> None:
    assert software_token.PIN not in repr(token(tmp_path))
