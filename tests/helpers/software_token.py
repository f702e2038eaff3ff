"""SoftHSM, a UKey made of software: where it is, and a token with one key in it."""

import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from helpers.certificates import Issued
from pkcs11 import Attribute
from pkcs11.util.rsa import decode_rsa_private_key

PIN = "483920"
_OFFICER = "12345678"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


def module() -> Path | None:
    """Find the PKCS#11 library; None where SoftHSM (`apt-get install softhsm2`) is not there."""
    found = next((Path(place) for place in _PLACES if Path(place).exists()), None)
    return found if shutil.which("softhsm2-util") else None


def configure(folder: Path) -> None:
    """Give SoftHSM a folder of its own; it reads this once, when its library is loaded."""
    tokens = folder / "tokens"
    tokens.mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n", encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(config)
    names = ["--label", "desk", "--pin", PIN, "--so-pin", _OFFICER]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", *names],
        check=True,
        capture_output=True,
    )


def put(library: Path, issued: Issued, label: str) -> None:
    """Put a certificate and its key on the token."""
    slots = pkcs11.lib(str(library)).get_slots(token_present=True)
    token = next(slot.get_token() for slot in slots if slot.get_token().label == "desk")
    der = issued.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    both = {Attribute.LABEL: label, Attribute.ID: label.encode(), Attribute.TOKEN: True}
    with token.open(user_pin=PIN, rw=True) as session:
        session.create_object({**decode_rsa_private_key(der), **both, Attribute.PRIVATE: True})
        session.create_object(
            {
                **both,
                Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.SUBJECT: issued.certificate.subject.public_bytes(),
                Attribute.VALUE: issued.der,
                Attribute.PRIVATE: False,
            }
        )
