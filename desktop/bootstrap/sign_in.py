"""Signing in again on an enrolled device (implements `SignIn`)."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.host.child import ChildError
from desktop.remote.address import ServerAddress
from desktop.services.founding import FoundingError
from desktop.sync.credentials import CredentialKeeper, Credentials
from desktop.sync.ports import GatewayError

if TYPE_CHECKING:
    from desktop.remote.enrolment import Enrolment

_FIELDS = {
    "unauthorised": "password",
    "code_used": "enrolment_code",
    "code_unknown": "enrolment_code",
}


def demand_unit(person: Credentials, unit_id: str) -> None:
    """Refuse tokens for another unit: everything sent with them would be done in its name.

    Raises:
        FoundingError: They are; a platform that does not say for which unit is believed.
    """
    if person.unit_id not in {"", unit_id}:
        raise FoundingError(
            "founding.login_of_other_unit",
            "中心给这个登录名的是另一个单位的身份，不能用来办理本单位的工单。"
            "没有登录，本机内容没有改动。请联系中心管理员，把这个登录名改到本单位名下。",
            field="user_name",
        )


class DeviceSignIn:
    """Gets new tokens for the person whose database this is.

    Args:
        address: Finds the platform.
        keeper: Where credentials are kept.
        user_id: Whose database this is; nobody else may sign in to it (I11).
        unit_id: The unit whose orders are in it.
        signed_in: Called afterwards: the old tokens are of no use any more, sync can go on.
        ca_file: Certificates of the office beside the system's; empty for none.
    """

    def __init__(
        self,
        address: Callable[[], ServerAddress],
        keeper: CredentialKeeper,
        user_id: str,
        unit_id: str,
        signed_in: Callable[[], None],
        *,
        ca_file: str = "",
    ) -> None:
        self._address = address
        self._keeper = keeper
        self._user_id = user_id
        self._unit_id = unit_id
        self._signed_in = signed_in
        self._ca_file = Path(ca_file) if ca_file else None
        self._used_code = ""

    def sign_in(self, user_name: str, password: str, enrolment_code: str = "") -> None:
        """Sign in; see `SignIn.sign_in`."""
        from desktop.remote.enrolment import Enrolment

        device = self._keeper.load()
        if device is None:
            raise FoundingError("founding.device", "本机还没有登记到平台，请联系管理员。")
        try:
            enrolment = Enrolment(self._address(), ca_file=self._ca_file)
            try:
                # after a slip in the password the code comes once more; it has done its work
                if enrolment_code.strip() not in {"", self._used_code}:
                    device = self._new_device(enrolment, enrolment_code)
                person = enrolment.login(device, user_name, password)
            finally:
                enrolment.close()
        except GatewayError as error:
            field = _FIELDS.get(error.code, "")
            raise FoundingError(error.code, error.message, field=field) from error
        except ChildError as error:
            raise FoundingError("founding.centre", str(error)) from error
        if person.user_id != self._user_id:
            raise FoundingError(
                "founding.other_person",
                "这是另一位同事的登录名；本机数据库属于原来的登录人，没有改动。",
                field="user_name",
            )
        demand_unit(person, self._unit_id)
        self._keeper.keep(person)
        self._signed_in()

    def _new_device(self, enrolment: "Enrolment", code: str) -> Credentials:
        """Make this PC a device once more; kept at once, because a code can be used only once.

        Raises:
            FoundingError: The code is of another unit.
            GatewayError: It is of no use, or the line is down.
        """
        from desktop.remote.enrolment import device_of

        reply = enrolment.enrol(code, socket.gethostname())
        if reply.unit_id != self._unit_id:
            raise FoundingError(
                "founding.other_unit",
                f"这是{reply.unit_name}的登记码；本机数据库属于原来的单位，没有改动。"
                "请向中心要本单位的登记码。",
                field="enrolment_code",
            )
        device = device_of(reply)
        self._keeper.keep(device)
        self._used_code = code.strip()
        return device
