"""Testing the connection of an open office (implements `ConnectionCheck`)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.host.child import ChildError
from desktop.remote.address import AddressError
from desktop.services.connection import CheckedStep, StepState, Told
from desktop.sync.clock_estimate import ClockEstimate


class OfficeConnection:
    """Tests the way that sync takes: same address, same proxy, same certificates.

    Args:
        gateway: Knows the address, and who is signed in.
        estimate: Learns the platform's time.
        ca_file: Certificates of the office beside the system's; empty for none.
        version: Of this program.
    """

    def __init__(
        self,
        gateway: LazyGateway,
        estimate: ClockEstimate,
        *,
        ca_file: str = "",
        version: str = "",
    ) -> None:
        self._version = version
        self._gateway = gateway
        self._estimate = estimate
        self._ca_file = Path(ca_file) if ca_file else None

    def run(self, told: Told, cancelled: Callable[[], bool]) -> Sequence[CheckedStep]:
        """See `ConnectionCheck.run`."""
        # requests takes 0.2 s to load: not at the start of the window
        from desktop.remote.connection_check import ConnectionSteps

        try:
            address = self._gateway.address()
        except (AddressError, ChildError) as error:
            return _failed(told, "address", "平台地址", f"{error}内容已保存在本机。")
        if self._ca_file is not None and not self._ca_file.is_file():
            words = f"设置中的证书文件 {self._ca_file} 不存在，请改正；内容已保存在本机。"
            return _failed(told, "ca_file", "证书文件", words)
        steps = ConnectionSteps(
            address,
            self._ca_file,
            self._estimate,
            self._gateway.hello,
            told,
            cancelled,
            self._version,
        )
        return steps.run()


def _failed(told: Told, code: str, name: str, message: str) -> Sequence[CheckedStep]:
    step = CheckedStep(name=name, state=StepState.FAILED, message=message, code=code)
    told(step)
    return (step,)
