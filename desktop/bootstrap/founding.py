"""First start and unlocking, for the window and for commands (implements `Founding`)."""

import logging
import secrets
import shutil
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.bootstrap.keyring_keys import KeyringKeys
from desktop.bootstrap.office import Badge, OpenOffice, open_office, private_centre
from desktop.bootstrap.own_rules import profile_offer, profile_offers
from desktop.bootstrap.private_centre import (
    FIRST_PROFILE,
    PRIVATE,
    CentreRefusedError,
    Invitation,
    PrivateCentre,
)
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.bootstrap.sign_in import demand_unit
from desktop.bootstrap.store_safe import OWN_PASSWORD, StoreSafe
from desktop.domain.calendar import moment_text
from desktop.domain.profile import ProfileError
from desktop.host.child import ChildError
from desktop.host.paths import DataFolder
from desktop.host.secrets_safe import KeyringError, KeyringSafe, SafeCredentials
from desktop.host.settings import Settings
from desktop.remote.address import AddressError, ServerAddress, parse_address
from desktop.services.file_trouble import reason_of
from desktop.services.founding import (
    PLATFORM_DECIDES,
    SHORTEST_PASSPHRASE,
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    ProfileOffer,
    Standing,
    words_at_start,
)
from desktop.services.ports import StorageError
from desktop.store.database import FILE_NAME
from desktop.store.store import Store
from desktop.store.vault import FILE_NAME as KEY_FILE
from desktop.store.vault import Vault
from desktop.sync.credentials import Credentials
from desktop.sync.ports import GatewayError
from resources import rule_files

_LOG = logging.getLogger(__name__)
_UNFINISHED = "unfinished"
"""Lies in an office from the first to the last step of its first start."""
_TRAINEE = "演练承办员"
_TRAINING_PASSWORD = "yanlian-12345"  # noqa: S105 - the training platform prints it in its manual
_CODE_USED_UP = "登记码已用掉，请向中心另要一个。"
_FIELDS = {
    "code_used": "enrolment_code",
    "code_unknown": "enrolment_code",
    "unauthorised": "password",
}


class _Door(Struct, frozen=True):
    """How to enrol: where, and as whom."""

    address: ServerAddress
    invitation: Invitation
    centre: PrivateCentre | None = None


class DeskFounding:
    """Sets up and opens the offices of one data folder.

    Args:
        folder: The data folder.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder.make()

    @property
    def folder(self) -> DataFolder:
        """The data folder."""
        return self._folder

    @property
    def _settings(self) -> Settings:
        """Read the file each time: an open office writes to it as well."""
        return Settings(self._folder.settings)

    def standing(self) -> Standing:
        """Tell what a start finds."""
        mode = self._settings.text("mode") or self._recovered()
        if not mode:
            return Standing.NEW
        kind = self._vault(training=mode == Mode.TRAINING).kind
        return Standing.LOCKED if kind == "passphrase" else Standing.READY

    def has_office(self, *, training: bool) -> bool:
        """Tell whether this office has been set up before; see `Founding.has_office`."""
        return _is_founded(self._folder.office(training=training))

    def turn_to(self, *, training: bool) -> None:
        """Open the other office from now on; see `Founding.turn_to`."""
        self._settings.put({"mode": (Mode.TRAINING if training else Mode.REAL).value})

    def profiles(self) -> Sequence[ProfileOffer]:
        """List the jurisdictions that are shipped, and the unit's own rules."""
        return profile_offers(self._book())

    def import_profile(self, path: Path) -> ProfileOffer:
        """Keep a unit's own rules; see `Founding.import_profile`."""
        try:
            return profile_offer(self._book().import_profile(path).profile)
        except ProfileError as error:
            raise FoundingError("rules.unusable", str(error), field="profile") from error
        except OSError as error:
            raise _founding_error(error) from error

    def _book(self) -> FileRuleBook:
        return FileRuleBook(own=self._folder.profiles)

    def has_keyring(self) -> bool:
        """Tell whether this PC has a safe for keys."""
        return KeyringSafe.available()

    def test_address(self, address: str) -> str:
        """Try the platform's address and say in words what answered."""
        from desktop.remote.enrolment import Enrolment

        enrolment = Enrolment(self._parsed(address), ca_file=self._ca_file())
        try:
            ping = enrolment.ping(secrets.token_hex(16))
        except GatewayError as error:
            raise _founding_error(error) from error
        finally:
            enrolment.close()
        return f"已连通，平台时间 {moment_text(ping.server_time)}。"

    def found(self, choices: FoundingChoices, said: Callable[[str], None]) -> OpenOffice:
        """Set up and open; see `Founding.found`."""
        training = choices.mode is Mode.TRAINING
        place = self._folder.office(training=training)
        if _is_left_over(place):
            # a first start that was killed: nobody has worked in what it left
            shutil.rmtree(place)
        if place.exists() and training:
            # back from real work: the rehearsal goes on where it was left
            self.turn_to(training=True)
            return self.open()
        if place.exists():
            raise FoundingError("founding.exists", f"文件夹 {place} 中已有数据，没有改动。")
        _demand_passphrase(choices)
        self._demand_profile(choices)
        door: _Door | None = None
        try:
            place.mkdir(mode=0o700)
            (place / _UNFINISHED).touch()
            if choices.mode is Mode.REAL:
                # a slip in the address must not leave a key behind in the keyring
                self._parsed(choices.address)
            said("正在建立加密数据库……")
            key = self._new_key(choices, training=training)
            said("正在连接平台……")
            door = self._door(choices, key, training=training)
            self._enrol(choices, door, key, training=training)
        except (FoundingError, GatewayError, StorageError, ChildError, CentreRefusedError,
                KeyringError, OSError) as error:  # fmt: skip
            if door and door.centre:
                door.centre.stop()
            shutil.rmtree(place, ignore_errors=True)
            raise _founding_error(error) from error
        if door.centre:
            door.centre.stop()
        (place / _UNFINISHED).unlink()
        if not training:
            # a rehearsal leaves alone what the office of real work was set up with
            self._settings.put(
                {
                    "profile": choices.profile_id,
                    "server.address": PRIVATE if door.centre else choices.address,
                    "key.keeping": choices.key_keeping.value,
                }
            )
        self.turn_to(training=training)
        said("就绪。")
        return self._opened(key, training=training)

    def _recovered(self) -> str:
        """Find an office whose settings are lost; a lost file must not hide a clerk's work."""
        for training in (False, True):
            place = self._folder.office(training=training)
            if not _is_founded(place):
                continue
            if not training and self._folder.centre(training=False).exists():
                self._settings.put({"server.address": PRIVATE})
            self.turn_to(training=training)
            _LOG.warning("settings were lost: taken from what lies in the data folder")
            return self._settings.text("mode")
        return ""

    def unlock(self, passphrase: str) -> OpenOffice:
        """Open a locked database."""
        training = self._settings.text("mode") == Mode.TRAINING
        try:
            key = self._vault(training=training).unlock(passphrase)
        except StorageError as error:
            raise FoundingError(
                "founding.passphrase_wrong", error.message, field="passphrase"
            ) from error
        return self._opened(key, training=training)

    def open(self) -> OpenOffice:
        """Open a database that opens by itself."""
        training = self._settings.text("mode") == Mode.TRAINING
        try:
            key = self._vault(training=training).unlock()
        except (StorageError, KeyringError) as error:
            raise FoundingError("founding.key", str(error)) from error
        return self._opened(key, training=training)

    def _opened(self, key: bytes, *, training: bool) -> OpenOffice:
        database = self._folder.office(training=training) / FILE_NAME
        if not database.is_file():
            raise FoundingError(
                "storage.gone",
                f"数据库文件 {database} 不见了，没有另建新的。"
                "请看是否被移动或被杀毒软件隔离，或用备份恢复。",
            )
        try:
            return open_office(self._folder, key, training=training)
        except StorageError as error:
            raise FoundingError(error.code, error.message) from error

    def _vault(self, *, training: bool) -> Vault:
        place = self._folder.office(training=training)
        return Vault(place, KeyringKeys(KeyringSafe(str(place))))

    def _new_key(self, choices: FoundingChoices, *, training: bool) -> bytes:
        vault = self._vault(training=training)
        if training:
            return vault.create_open()
        if choices.key_keeping is KeyKeeping.KEYRING:
            return vault.create_in_keyring()
        return vault.create_with_passphrase(choices.passphrase)

    def _door(self, choices: FoundingChoices, key: bytes, *, training: bool) -> _Door:
        if choices.mode is Mode.REAL:
            invitation = Invitation(choices.enrolment_code, choices.user_name, choices.password)
            return _Door(self._parsed(choices.address), invitation)
        centre = private_centre(self._folder, key, training=training)
        if choices.profile_id != FIRST_PROFILE:
            own = self._book().own_file(choices.profile_id)
            centre.follow(choices.profile_id, own)
        if training:
            address = centre.address()
            code = centre.enrolment_code(_training_unit())
            return _Door(address, Invitation(code, _TRAINEE, _TRAINING_PASSWORD), centre)
        invitation = centre.invite(choices.unit_name, choices.user_name)
        return _Door(centre.address(), invitation, centre)

    def _enrol(self, choices: FoundingChoices, door: _Door, key: bytes, *, training: bool) -> None:
        """Become a device and a user, and keep both inside the new database."""
        from desktop.remote.enrolment import Enrolment, device_of

        enrolment = Enrolment(door.address, ca_file=self._ca_file())
        invitation = door.invitation
        try:
            device = enrolment.enrol(invitation.code, socket.gethostname())
            try:
                person = enrolment.login(
                    device_of(device), invitation.user_name, invitation.password
                )
                demand_unit(person, device.unit_id)
            except (FoundingError, GatewayError) as error:
                raise _founding_error(error) if door.centre else _without_code(error) from error
        finally:
            enrolment.close()
        badge = Badge(
            user_id=person.user_id,
            user_name=person.user_name,
            role=person.role,
            unit_id=device.unit_id,
            unit_name=device.unit_name,
            # a platform judges by its own rules, whatever was chosen here
            profile=choices.profile_id if door.centre else device.profile or choices.profile_id,
            training=training,
        )
        self._fill(badge, person, key, invitation.password if door.centre else "")

    def _fill(self, badge: Badge, person: Credentials, key: bytes, own_password: str) -> None:
        store = Store.open(self._folder.office(training=badge.training), key, FileRuleBook())
        try:
            SafeCredentials(StoreSafe(store)).keep(person)
            # nobody knows the password of an own centre: the program signs in there by itself
            StoreSafe(store).put(OWN_PASSWORD, own_password)
            store.bind_user(badge.user_id)
            store.remember("badge", msgspec.json.encode(badge).decode())
        finally:
            store.close()

    def _demand_profile(self, choices: FoundingChoices) -> None:
        """Refuse rules that do not exist, and a unit's own where a platform judges by its own."""
        try:
            profile = self._book().newest(choices.profile_id)
        except ProfileError as error:
            raise FoundingError("rules.unknown", str(error), field="profile") from error
        if choices.mode is Mode.REAL and profile.id not in rule_files.profile_ids():
            raise FoundingError("rules.platform_decides", PLATFORM_DECIDES, field="profile")

    def _ca_file(self) -> Path | None:
        """Find the office's own certificates, where its settings name some."""
        name = self._settings.text("server.ca_file")
        return Path(name) if name else None

    def _parsed(self, address: str) -> ServerAddress:
        try:
            return parse_address(address)
        except AddressError as error:
            raise FoundingError("founding.address", str(error), field="address") from error


def _demand_passphrase(choices: FoundingChoices) -> None:
    if choices.mode is Mode.TRAINING or choices.key_keeping is not KeyKeeping.PASSPHRASE:
        return
    if len(choices.passphrase) < SHORTEST_PASSPHRASE:
        raise FoundingError(
            "founding.passphrase_short",
            f"数据库口令至少 {SHORTEST_PASSPHRASE} 个字符。",
            field="passphrase",
        )


def _is_founded(place: Path) -> bool:
    return (place / KEY_FILE).exists() and not (place / _UNFINISHED).exists()


def _is_left_over(place: Path) -> bool:
    return (place / _UNFINISHED).exists() or (place.is_dir() and not any(place.iterdir()))


def _training_unit() -> str:
    from resources import sample_orders  # only a training office needs them, and only once

    name = sample_orders.load()[0].unit_name
    return next(unit.id for unit in sample_orders.units() if unit.name == name)


def _without_code(error: Exception) -> FoundingError:
    """Say with a failure that the enrolment code has been used up: it works only once."""
    known = _founding_error(error)
    return FoundingError(known.code, f"{known.message}{_CODE_USED_UP}", field=known.field)


def _founding_error(error: Exception) -> FoundingError:
    if isinstance(error, FoundingError):
        return error
    if isinstance(error, GatewayError):
        message = words_at_start(error.message)
        return FoundingError(error.code, message, field=_FIELDS.get(error.code, ""))
    if isinstance(error, StorageError):
        return FoundingError(error.code, error.message)
    if isinstance(error, OSError):
        return FoundingError("founding.disk", f"写不了数据文件夹：{reason_of(error)}。")
    return FoundingError("founding.centre", str(error))
